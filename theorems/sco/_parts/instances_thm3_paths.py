"""Theorem 3's run by what changes: on a sample in memory, and on one that no memory holds."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.sco._parts.instances import sample_with_event
from theorems.sco._parts.instances_thm3_results import head, over, ratio_of, scale

if TYPE_CHECKING:
    from theorems.core.streaming_thm3 import Theorem3Path
    from verify.domain import Point as Parameters

__all__ = ["lazy", "streamed", "suffix_squares"]


# -------------------------------------------------------------------------------- what changes


def lazy(p: Parameters, seed: int) -> dict[str, Any]:
    """The run by what changes, on a sample in memory."""
    from theorems.core.exact_losses import mean_hinge_square
    from theorems.core.streaming_thm3 import sa_gd_on_block

    T, rho = p["T"], p["rho"]
    bits, column, draws = sample_with_event(p["n"], seed=seed, signed=True)
    signs = 2 * bits[:, column].astype("int64") - 1
    path = sa_gd_on_block(signs, T, eta=p["eta"], r=p["r"], rho=rho)
    k = p["tau"] - 1
    squares = suffix_squares(path.coordinates, path.denominator)
    seen = seen_by_sample(path)
    last, average, least = squares[-1], squares[k], min(squares)

    def risk(square: Fraction) -> float:
        # z(I) = 1 for half of all z, which see nothing, and −1 for the others, which see it all
        return float(mean_hinge_square({square: 1, Fraction(0): 1}, rho))

    return (
        head(p, column, draws)
        | {
            "iterates": T,
            "steps at which both ends of F_S^r(w_t) meet": f"{path.tight} of {T}",
            "|w_T|": float(last) ** 0.5,
            "F_S(w_T)": float(mean_hinge_square([seen[-1]], rho)),
            "F(w_T)": risk(last),
            "|w_avg|": float(average) ** 0.5,
            "F_S(w_avg)": float(mean_hinge_square([seen[k]], rho)),
            "F(w_avg)": risk(average),
        }
        | ratio_of(p, risk(average))
        | {"least F / (eta^2 (r-rho)^2 T) over tau": over(risk(least), scale(p))}
    )


def suffix_squares(coordinates: tuple[int, ...], denominator: int) -> list[Fraction]:
    """‖ŵ_τ‖² for τ = 1..T, where coordinate j is 0 up to t = j and coordinates[j − 1] after."""
    T = len(coordinates)
    settled = sum(y * y for y in coordinates)  # Σ_{j<τ} y_j², for τ = T + 1
    rising, squares = 0, []
    for tau in range(T, 0, -1):
        y, m = coordinates[tau - 1], T - tau + 1
        settled -= y * y
        rising += ((T - tau) * y) ** 2
        squares.append(Fraction(settled * m * m + rising, (m * denominator) ** 2))
    return squares[::-1]


def seen_by_sample(path: Theorem3Path) -> list[Fraction]:
    """What each mask of the sample, 1 in column I, sees of ŵ_τ: Σ_j [ŵ_τ(j)]_+², τ = 1..T."""
    return suffix_squares(tuple(max(y, 0) for y in path.coordinates), path.denominator)


# -------------------------------------------------------------------------- the streamed sample


def streamed(p: Parameters, seed: int) -> dict[str, Any]:
    """The run by what changes, on a sample that is drawn and never held."""
    import os

    from theorems.core.exact_losses import mean_hinge_square
    from theorems.core.streaming_thm3 import stream_theorem3

    run = stream_theorem3(
        p["n"],
        p["T"],
        eta=p["eta"],
        r=p["r"],
        rho=p["rho"],
        seed=seed,
        workers=os.cpu_count() or 1,
    )
    rate, k = float(scale(p)), p["tau"] - 1
    low, high = run.least_ratio
    return head(p, run.column, run.seed - seed + 1) | {
        "bits streamed": run.masks.bits,
        "columns of ones": run.masks.zero_columns,
        "iterates": p["T"],
        "steps at which both ends of F_S^r(w_t) meet": f"{run.path.tight} of {p['T']}",
        "F_S(w_avg)": float(mean_hinge_square([seen_by_sample(run.path)[k]], p["rho"])),
        "F(w_avg) at least": float(run.ratio[0][k]) * rate,
        "F(w_avg) at most": float(run.ratio[1][k]) * rate,
        "least F / (eta^2 (r-rho)^2 T) over tau, at least": float(low),
        "least F / (eta^2 (r-rho)^2 T) over tau, at most": float(high),
    }
