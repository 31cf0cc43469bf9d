"""Spectral flatness beside population risk: whether the Hessian sees the spurious flat regions.

f = ½[‖u‖ − ρ]_+² with u linear in w on each piece. Where ‖u_z‖ < ρ the Hessian is 0; where
‖u_z‖ > ρ it is (1 − ρ/‖u‖) P + (ρ/‖u‖³) uuᵀ, P the projection to the coordinates that z sees;
where ‖u_z‖ = ρ > 0 for some z of the sample there is none, and the table says "kink", no number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from theorems.core.descent import gd, sam
from theorems.core.losses import (
    theorem1_gauge,
    theorem1_risk,
    theorem1_risk_gradient,
    theorem3_gauge,
)
from theorems.core.sam_chain_dense import chain_gradient
from theorems.sco._parts.figures.instances import (
    fresh_masks,
    lonely_sample,
    risk_in_column,
    signs,
    sphere,
    theorem1_excess,
    theorem3_excess,
    theorem7_instance,
)
from theorems.sco._parts.figures.plane import run as sa_gd_run
from verify.figures import PAGE

if TYPE_CHECKING:
    from jaxtyping import Float
    from matplotlib.figure import Figure as Canvas

__all__ = ["along", "caption", "draw", "hessian", "measure", "spectrum"]

N, RHO, GD_STEPS = 4, 0.25, 16
PATH: dict[str, Any] = {"n": 3, "T": 16, "eta": 0.25, "r": 1.125, "rho": 0.125}
CHAIN = {"eta": "1/24", "r": "3"}


def hessian(
    seen: Float[np.ndarray, "n d"], visible: Float[np.ndarray, "n d"], rho: float
) -> Float[np.ndarray, "d d"] | None:
    """The Hessian of (1/n) Σ ½[‖u_z‖ − ρ]_+², or None at a kink.

    Parameters
    ----------
    seen
        The vectors u_z.
    visible
        1 where z sees the coordinate, 0 where it does not, and nan where the piece ends at this
        point: there u_z(j)² has no second derivative.
    rho
        ρ >= 0.
    """
    total = np.zeros((seen.shape[1],) * 2)
    for u, mask in zip(seen, visible, strict=True):
        norm = float(np.linalg.norm(u))
        if norm < rho:
            continue
        if np.any(np.isnan(mask)) or (norm == rho > 0):
            return None
        ratio = rho / norm if norm else 0.0
        unit = u / norm if norm else u
        total += (1 - ratio) * np.diag(mask) + ratio * np.outer(unit, unit)
    return total / len(seen)


def spectrum(matrix: Any) -> tuple[float | None, float | None]:
    """The trace and the spectral norm of a Hessian, or None for each at a kink."""
    if matrix is None:
        return None, None
    return float(np.trace(matrix)), float(np.max(np.abs(np.linalg.eigvalsh(matrix))))


def _theorem1(w: Any, z: Any, rho: float) -> Any:
    visible = np.concatenate([z, np.ones((len(z), 1))], axis=1)
    return hessian(visible * w, visible, rho)


def _theorem3(w: Any, z: Any, rho: float) -> Any:
    steps = (len(w) - 1) // z.shape[1]
    signed = np.concatenate([np.repeat(z, steps, axis=1), np.ones((len(z), 1))], axis=1)
    visible = (signed * w > 0).astype(float)
    visible[:, :-1][:, w[:-1] == 0] = np.nan  # [z w]_+² has no second derivative at w = 0
    visible[:, -1] = 1
    return hessian(np.where(visible == 0, 0.0, signed * w), visible, rho)


def _ray(name: str, axis: int, z: Any, lengths: Iterable[float]) -> Iterator[list[Any]]:
    for length in lengths:
        w = np.zeros(z.shape[1] + 1)
        w[axis] = length
        gauge = float(np.max(theorem1_gauge(w, z, xp=np)))
        risk = float(theorem1_risk(w, z, RHO, xp=np))
        excess = risk_in_column(w, RHO, z.shape[1], signed=False)
        yield [name, length, *spectrum(_theorem1(w, z, RHO)), gauge, risk, excess]


def _descent(z: Any, fresh: Any, seed: int) -> Iterator[list[Any]]:
    def gradient(w: Any) -> Any:
        return theorem1_risk_gradient(w, z, RHO, xp=np)

    start = sphere(z.shape[1] + 1, seed=seed)
    for t, w in enumerate(gd(gradient, start, eta=1.0, steps=GD_STEPS, xp=np), start=1):
        gauge = float(np.max(theorem1_gauge(w, z, xp=np)))
        risk = float(theorem1_risk(w, z, RHO, xp=np))
        excess = theorem1_excess(w, RHO, fresh)
        yield ["GD", t, *spectrum(_theorem1(w, z, RHO)), gauge, risk, excess]


def _path(z: Any, column: int, masks: Any) -> Iterator[list[Any]]:
    n, rho = len(z), PATH["rho"]
    path = sa_gd_run(
        z, column, r=PATH["r"], rho=rho, oracle="block", eta=PATH["eta"], steps=PATH["T"]
    )
    for t, w in enumerate(path, start=1):
        gauge = float(np.max(theorem3_gauge(w, z, xp=np)))
        risk = theorem3_excess(w, rho, masks)  # the mean over the sample itself
        excess = risk_in_column(w, rho, 1 << n, signed=True)
        yield ["SA-GD", t, *spectrum(_theorem3(w, z, rho)), gauge, risk, excess]


def _kinks(seed: int) -> int:
    """The fewest hinges at their kink, w(j) = δ_j w(j−1) for j ≥ 3, on SAM's path (Theorem 7)."""
    masks, _ = lonely_sample(PATH["n"], seed=seed)
    eta, r = Fraction(CHAIN["eta"]), Fraction(CHAIN["r"])
    k, deltas, z = theorem7_instance(masks, steps=PATH["T"], eta=eta, r=r)
    path = sam(
        lambda w: chain_gradient(w, z, deltas, k, xp=np),
        np.zeros(k.d),
        radius=float(r),
        eta=float(eta),
        steps=k.T,
        zero="stay",
        xp=np,
    )
    rows = path[:, :-1].reshape(k.T, k.N, k.T)
    return int(np.min(np.sum(rows[:, :, 2:] == deltas[2:] * rows[:, :, 1:-1], axis=(1, 2))))


def measure(profile: str, seed: int) -> dict[str, Any]:
    """Along w = s e_I, w = s e_d, GD and SA-GD: the Hessian of F_S, F_S and the excess risk."""
    cells = 17 if profile == "quick" else 81
    lengths = np.linspace(0, 1, cells).tolist()
    masks, column = lonely_sample(N, seed=seed)
    z = masks.astype(float)
    fresh = fresh_masks(N, 512 if profile == "quick" else 4096, seed=seed)
    rows = [*_ray("s e_I", column, z, lengths), *_ray("s e_d", z.shape[1], z, lengths)]
    rows += _descent(z, fresh, seed)
    masks, column = lonely_sample(PATH["n"], seed=seed)
    rows += _path(signs(masks), column, masks)
    columns = ["along", "s or t", "trace of the Hessian of F_S", "spectral norm of the Hessian"]
    columns += ["largest gauge on S", "F_S", "excess population risk"]
    return {
        "n": N,
        "d": (1 << N) + 1,
        "rho": RHO,
        "eta": 1.0,
        "T": GD_STEPS,
        "fresh": len(fresh),
        "path": {**PATH, "d": PATH["T"] * (1 << PATH["n"]) + 1},
        "chain": {**CHAIN, "kinks": _kinks(seed)},
        "seed": seed,
        "table": {"columns": columns, "rows": rows},
    }


def along(data: dict[str, Any], name: str) -> list[list[Any]]:
    """The rows of one curve."""
    return [row[1:] for row in data["table"]["rows"] if row[0] == name]


CURVES = {
    "s e_I": r"$s\,e_I$, flat on $S$",
    "s e_d": r"$s\,e_d$",
    "GD": "GD, t = 1..T",
    "SA-GD": "SA-GD (Theorem 3)",
}


def draw(figure: Canvas, data: dict[str, Any]) -> None:
    """Left: along the two rays, trace and excess risk. Right: trace against excess risk."""
    figure.set_size_inches(PAGE, 2.6)
    left, right = figure.subplots(1, 2)
    for name in ("s e_I", "s e_d"):
        rows = along(data, name)
        s = [row[0] for row in rows]
        every = max(1, len(s) // 8)
        trace = [np.nan if row[1] is None else row[1] / data["d"] for row in rows]
        left.plot(
            s, [row[5] for row in rows], label=f"excess risk, {CURVES[name]}", markevery=every
        )
        left.plot(s, trace, label=f"trace$/d$, {CURVES[name]}", markevery=every)
    left.axvline(data["rho"], color="black", linewidth=0.6, marker="", linestyle=":")
    left.text(data["rho"], 0.585, r" kink of $s\,e_d$ at $s=\rho$", fontsize=7)
    left.set(xlabel="$s$", ylabel="trace$/d$, excess risk", ylim=(-0.02, 0.63))
    left.legend(loc="upper left", bbox_to_anchor=(0.0, 0.93), fontsize=6.5)
    for size, (name, label) in zip((6, 4, 4, 3), CURVES.items(), strict=True):
        rows = [row for row in along(data, name) if row[1] is not None]
        rows = rows[:: max(1, len(rows) // 16)]
        options = {"linestyle": "", "markersize": size, "markerfacecolor": "none"}
        right.plot([row[5] for row in rows], [row[1] for row in rows], label=label, **options)
    right.set(xlabel="excess population risk", ylabel=r"trace of $\nabla^2 F_S$")
    right.legend(loc="best")


def caption(data: dict[str, Any]) -> str:
    """The parameters of the picture."""
    path, chain = data["path"], data["chain"]
    return (
        "Spectral flatness of F_S against population risk. Theorem 1's loss (n = "
        f"{data['n']}, d = {data['d']}, ρ = {data['rho']}) on the rays s e_I, with I the zero "
        "column, and s e_d, and along GD from a random point of the unit sphere (η = "
        f"{data['eta']:g}, T = {data['T']}); SA-GD's path on Theorem 3's loss (n = {path['n']}, "
        f"T = {path['T']}, d = {path['d']}, η = {path['eta']}, r = {path['r']}, ρ = {path['rho']}, "
        f"w_1 = 0, the proof's oracle). Seed {data['seed']}; excess risks are exact but GD's, "
        f"which are means over {data['fresh']} fresh masks. At e_I the Hessian of F_S is 0, as at "
        "the best minimizer w = 0, while the excess risk is (1−ρ)²/4. At the sharp minimizer ρ e_d "
        "F_S has no second derivative (a kink), so that no number stands there, and neither has "
        f"Theorem 7's F_S on SAM's path (same n and T, η = {chain['eta']}, r = {chain['r']}): "
        f"at every t at least {chain['kinks']} of its hinges are at their kink."
    )
