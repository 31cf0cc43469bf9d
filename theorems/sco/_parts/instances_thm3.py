"""Theorem 3 at a chosen size: all coordinates, what changes, or a sample that no memory holds."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.sco._parts.instances import (
    LARGEST_N,
    SPARE,
    drawn,
    norm_of,
    point_near_zero,
    risk_at,
    sample_with_event,
)
from verify.domain import Domain, Integers, Premise, finite, rationals
from verify.instance import Engine, Instance

if TYPE_CHECKING:
    from theorems.core.dense import Point
    from theorems.core.dense_loss import Masked
    from theorems.core.dense_steps import DenseRun
    from theorems.core.streaming_thm3 import Theorem3Path
    from verify.domain import Point as Parameters

__all__ = ["THEOREM_3"]

_BYTES_PER_STEP = 500  # integers of Python, their squares, a dozen floats


def hypotheses(p: Parameters) -> str:
    """Which hypotheses of the theorem, as corrected, the parameters miss."""
    a = p["eta"] * (p["r"] - p["rho"])
    missed = [
        text
        for text, met in (
            ("T >= 2", p["T"] >= 2),
            (
                "rho < r(1 - 3/(3 + eta sqrt(T)))",
                p["rho"] < p["r"] and 9 * p["rho"] ** 2 < a**2 * p["T"],
            ),
            ("eta(r - rho) <= 1/sqrt(T)", a**2 * p["T"] <= 1),
        )
        if not met
    ]
    return f"missed: {'; '.join(missed)}" if missed else "met"


def scale(p: Parameters) -> Fraction:
    """η²(r−ρ)²T, the rate of the theorem."""
    rate: Fraction = (p["eta"] * (p["r"] - p["rho"])) ** 2 * p["T"]
    return rate


def execute(p: Parameters, *, engine: Engine, backend: str, seed: int) -> Mapping[str, Any]:
    """Run one method on one sample that has a column of ones."""
    if engine == "dense":
        return _dense(p, backend, seed)
    if p["method"] != "sa_gd" or p["start"]:
        msg = (
            f"the {engine} engine runs sa_gd from 0 alone, got method={p['method']}, "
            f"start={p['start']}"
        )
        raise ValueError(msg)
    return _lazy(p, seed) if engine == "lazy" else _streamed(p, seed)


def estimate(p: Parameters, engine: Engine) -> int:
    """Bytes: the matrix of w thrice and the masks; the masks and the steps; the steps."""
    n: int = p["n"]
    steps: int = p["T"]
    if engine == "dense":
        from theorems.core.dense_loss import dense_bytes

        return SPARE + dense_bytes(n, 1 << n, steps, average=True) + 24 * steps
    held = 2 * n << n if engine == "lazy" else 0
    return SPARE + held + _BYTES_PER_STEP * steps


# ------------------------------------------------------------------------------ all coordinates


def _dense(p: Parameters, backend: str, seed: int) -> dict[str, Any]:
    from theorems.core.dense import measure
    from theorems.core.dense_loss import Masked
    from theorems.core.dense_risk import population_risk
    from verify.arrays import backend as namespace
    from verify.arrays import to_numpy

    n, steps, rho = p["n"], p["T"], float(p["rho"])
    xp = namespace(backend)
    bits, column, draws = sample_with_event(n, seed=seed, signed=True)
    model = Masked(xp.asarray(bits), rho, signed=True)
    start = point_near_zero(1 << n, steps, float(p["start"]), seed=seed, xp=xp)
    run = _run(p, model, start, column)
    if run.average is None:  # pragma: no cover - every method is asked for it
        raise AssertionError
    results = _head(p, column, draws) | {"iterates": int(run.risks.shape[0])}
    if run.raised.shape[0] and p["method"] in ("sa_gd", "sam"):
        gaps = to_numpy(run.ceilings) - to_numpy(run.raised)
        results["largest gap of the ends of F_S^r(w_t)"] = float(gaps.max())
    for name, point in (("w_T", run.last), ("w_avg", run.average)):
        moments = measure(point)
        results |= {f"|{name}|": norm_of(moments), f"F_S({name})": risk_at(model, point)}
        fresh = population_risk(moments, rho, signed=True, seed=seed)
        results |= drawn(f"F({name})", fresh)
    return results | _ratio(p, fresh.value)


def _run(p: Parameters, model: Masked, start: Point, column: int) -> DenseRun:
    from theorems.core.dense import Axis
    from theorems.core.dense_descent import dense_gd, dense_sa_gd, dense_sam, dense_sgd

    eta, r, tau = float(p["eta"]), float(p["r"]), p["tau"]
    match p["method"]:
        case "gd":
            return dense_gd(model, start, eta=eta, steps=p["T"], tau=tau)
        case "sgd":
            passed = model.seen.shape[0]
            return dense_sgd(model, start, eta=eta, order=range(passed), tau=min(tau, passed + 1))
        case "sam":
            return dense_sam(model, start, radius=r, eta=eta, steps=p["T"], zero=p["zero"], tau=tau)
    return dense_sa_gd(
        model,
        lambda t: Axis(column, t - 1, r),
        start,
        radius=r,
        eta=eta,
        steps=p["T"],
        tau=tau,
    )


# -------------------------------------------------------------------------------- what changes


def _lazy(p: Parameters, seed: int) -> dict[str, Any]:
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
        _head(p, column, draws)
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
        | _ratio(p, risk(average))
        | {"least F / (eta^2 (r-rho)^2 T) over tau": _over(risk(least), scale(p))}
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


def _streamed(p: Parameters, seed: int) -> dict[str, Any]:
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
    return _head(p, run.column, run.seed - seed + 1) | {
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


def _head(p: Parameters, column: int, draws: int) -> dict[str, Any]:
    return {
        "d = 2^n T + 1": (p["T"] << p["n"]) + 1,
        "hypotheses": hypotheses(p),
        "samples drawn until a column is 1 in all masks": draws,
        "column I": column + 1,
    }


def _ratio(p: Parameters, value: float) -> dict[str, Any]:
    return {"F(w_avg) / (eta^2 (r-rho)^2 T)": _over(value, scale(p))}


def _over(value: float, rate: Fraction) -> float | None:
    return value / float(rate) if rate else None


THEOREM_3 = Instance(
    Domain(
        {
            "n": Integers(1, LARGEST_N),
            "T": Integers(1, 10**9),
            "eta": rationals("0 <"),
            "r": rationals("0 <="),
            "rho": rationals("0 <="),
            "tau": Integers(1),
            "method": finite(["sa_gd", "gd", "sgd", "sam"]),
            "zero": finite(["stay", "plus", "minus"]),
            "start": rationals("0 <="),
        },
        (
            Premise("rho <= r", lambda p: p["rho"] <= p["r"]),
            Premise("tau <= T", lambda p: p["tau"] <= p["T"]),
        ),
    ),
    {
        "n": 8,
        "T": 1000,
        "eta": "1",
        "r": "1/1000",
        "rho": "0",
        "tau": 1,
        "method": "sa_gd",
        "zero": "stay",
        "start": "0",
    },
    ("dense", "lazy", "streamed"),
    estimate,
    execute,
)
"""SA-GD (or GD, one-pass SGD, SAM) from 0, or from a Gaussian point of norm about `start`."""
