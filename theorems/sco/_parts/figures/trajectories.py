"""SA-GD on Theorem 3's instance and SAM on Theorem 7's in the orthogonal subspaces of their drift.

Both runs are over all coordinates. Shown are those of block I, the special column: in step t the
proofs let coordinate I_t move, and no other column at all, or hardly.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from theorems.core.descent import sam
from theorems.core.sam_chain_dense import chain_gradient
from theorems.sco._parts.figures.instances import (
    lonely_sample,
    risk_in_column,
    signs,
    theorem7_excess,
    theorem7_instance,
)
from theorems.sco._parts.figures.plane import run as sa_gd_run
from verify.figures import PAGE

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas

__all__ = ["block", "caption", "draw", "measure"]

T, TICKS = 16, [1, 4, 8, 12, 16]
ETA, RHO, R = 0.25, 0.125, 1.125
SAM_ETA, SAM_R = Fraction(1, 24), Fraction(3)
STEPS = {"SA-GD": ETA * (R - RHO), "SAM": float(SAM_ETA * SAM_R)}
"""η(r−ρ) and ηr: the length of one step."""


def _runs(n: int, seed: int) -> dict[str, tuple[Any, int, list[float]]]:
    """By method: the iterates, the special column, the excess risk of each iterate."""
    masks, column = lonely_sample(n, seed=seed)
    path = sa_gd_run(signs(masks), column, r=R, rho=RHO, oracle="block", eta=ETA, steps=T)
    risks = [risk_in_column(w, RHO, 1 << n, signed=True) for w in path]
    k, deltas, z = theorem7_instance(masks, steps=T, eta=SAM_ETA, r=SAM_R)
    chain = sam(
        lambda w: chain_gradient(w, z, deltas, k, xp=np),
        np.zeros(k.d),
        radius=float(SAM_R),
        eta=float(SAM_ETA),
        steps=T,
        zero="stay",
        xp=np,
    )
    others = [theorem7_excess(w, k, deltas, masks) for w in chain]
    return {"SA-GD": (path, column, risks), "SAM": (chain, column, others)}


def measure(profile: str, seed: int) -> dict[str, Any]:
    """Every coordinate of block I at every t, and the largest one outside of it."""
    n = 4 if profile == "quick" else 6
    rows: list[list[Any]] = []
    outside: dict[str, float] = {}
    risks: dict[str, list[float]] = {}
    for method, (path, column, excess) in _runs(n, seed).items():
        risks[method] = excess
        low = T * column
        rest = np.delete(path, np.s_[low : low + T], axis=1)
        outside[method] = float(np.max(np.abs(rest)))
        for t, w in enumerate(path, start=1):
            rows += [[method, t, s, float(x)] for s, x in enumerate(w[low : low + T], start=1)]
    return {
        "n": n,
        "T": T,
        "d": (1 << n) * T + 1,
        "SA-GD": {"eta": ETA, "r": R, "rho": RHO},
        "SAM": {"eta": str(SAM_ETA), "r": str(SAM_R)},
        "excess": risks,
        "outside": outside,
        "seed": seed,
        "table": {"columns": ["method", "t", "s", "w_t(I_s)"], "rows": rows},
    }


def block(data: dict[str, Any], method: str) -> Any:
    """w_t(I_s) as a matrix of T rows t and T columns s."""
    values = [row[3] for row in data["table"]["rows"] if row[0] == method]
    return np.array(values).reshape(data["T"], data["T"])


def draw(figure: Canvas, data: dict[str, Any]) -> None:
    """The coordinates of block I as two maps, in steps; the excess risk of the iterates."""
    figure.set_size_inches(PAGE, 2.4)
    *maps, curves = figure.subplots(1, 3, width_ratios=[1, 1, 1.15])
    ends = (0.5, data["T"] + 0.5)
    titles = {"SA-GD": r"SA-GD: $w_t(I_s)\,/\,\eta(r-\rho)$", "SAM": r"SAM: $w_t(I_s)\,/\,\eta r$"}
    low = min(float(block(data, m).min()) / step for m, step in STEPS.items())
    for ax, (method, step) in zip(maps, STEPS.items(), strict=True):
        image = ax.imshow(
            block(data, method).T / step,
            cmap="gray",
            vmin=1.3 * low,
            vmax=0,
            origin="lower",
            aspect="auto",
            extent=(*ends, *ends),
            interpolation="nearest",
        )
        ax.set(title=titles[method], xlabel="$t$", xticks=TICKS, yticks=TICKS)
        ax.grid(visible=False)
    maps[0].set_ylabel("$s$")
    figure.colorbar(image, ax=maps, shrink=0.9, pad=0.02)
    times = range(1, data["T"] + 1)
    for method in STEPS:
        curves.plot(times, data["excess"][method], label=method)
    curves.set(xlabel="$t$", xticks=TICKS, title="$F(w_t) - F(w^*)$")
    curves.legend(loc="upper left")


def caption(data: dict[str, Any]) -> str:
    """The parameters of the picture."""
    one, two = data["SA-GD"], data["SAM"]
    return (
        f"The coordinates of block I along the runs over all d = {data['d']} coordinates (n = "
        f"{data['n']}, T = {data['T']}, w_1 = 0, one sample with exactly one special column I), in "
        f"units of a step. SA-GD: η = {one['eta']}, r = {one['r']}, ρ = {one['rho']}, the proof's "
        f"oracle. SAM: η = {two['eta']}, r = {two['r']}, δ_j by the proof's conditions, γ as "
        "corrected. Each step drives a fresh coordinate of the block away; the largest "
        "coordinate outside "
        f"the block is {data['outside']['SA-GD']:.1g} for SA-GD and "
        f"{data['outside']['SAM']:.1g} for SAM. Right: the excess risk of the iterates. "
        f"Seed {data['seed']}."
    )
