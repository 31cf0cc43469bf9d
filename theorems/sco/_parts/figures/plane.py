"""The (r, ρ) plane of SA-GD on Theorem 3's instance: where it generalizes, and where not.

Every cell is a run of SA-GD from 0 over all coordinates, with the excess risk of the average of all
iterates. Among worst perturbations the proof takes r e_k in the column of ones; ±r e_d is as good
a maximizer, and both are run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from theorems.core.averages import suffix_average
from theorems.core.descent import sa_gd
from theorems.core.losses import theorem3_gradient
from theorems.sco._parts.figures.instances import lonely_sample, risk_in_column, signs
from verify.figures import PAGE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

__all__ = ["caption", "draw", "measure", "run"]

N, ETA = 2, 0.25
LEVELS = (1e-3, 1e-2, 3e-2)
ORACLES = ("block", "last")
"""r e_k with k = T(I−1)+t, and ±r e_d with the sign of w_t(d)."""


def run(z: Any, column: int, *, r: float, rho: float, oracle: str, eta: float, steps: int) -> Any:
    """The iterates of SA-GD from 0 on Theorem 3's loss; `column` counts from 0."""
    d = z.shape[1] * steps + 1

    def choose(t: int, w: Any) -> Any:
        v = np.zeros(d, dtype=z.dtype)
        if oracle == "block":
            v[steps * column + t - 1] = r
        else:
            v[-1] = r if w[-1] >= 0 else -r
        return v

    def gradient(w: Any) -> Any:
        return np.mean(theorem3_gradient(w, z, rho, xp=np), axis=0)

    return sa_gd(gradient, choose, np.zeros(d, dtype=z.dtype), eta=eta, steps=steps, xp=np)


def measure(profile: str, seed: int) -> dict[str, Any]:
    """Run SA-GD on a grid of (r, ρ) with both oracles."""
    cells, steps = (9, 16) if profile == "quick" else (15, 64)
    masks, column = lonely_sample(N, seed=seed)
    z = signs(masks)
    width = 1 / (ETA * steps**0.5)  # η(r−ρ) ≤ 1/√T in every cell
    rs = np.linspace(0, width, cells)
    rhos = np.linspace(0, width / 2, cells)
    rows = []
    for oracle in ORACLES:
        for rho in rhos.tolist():
            for r in rs.tolist():
                path = run(z, column, r=r, rho=rho, oracle=oracle, eta=ETA, steps=steps)
                excess = risk_in_column(suffix_average(path, 1), rho, z.shape[1], signed=True)
                rows.append([oracle, r, rho, excess])
    return {
        "n": N,
        "T": steps,
        "d": z.shape[1] * steps + 1,
        "eta": ETA,
        "seed": seed,
        "r": rs.tolist(),
        "rho": rhos.tolist(),
        "table": {"columns": ["oracle", "r", "rho", "excess population risk"], "rows": rows},
    }


def _grid(data: dict[str, Any], oracle: str) -> Any:
    values = [row[3] for row in data["table"]["rows"] if row[0] == oracle]
    return np.array(values).reshape(len(data["rho"]), len(data["r"]))


def draw(figure: Canvas, data: dict[str, Any]) -> None:
    """Both oracles side by side: excess risk over (ρ, r), and the lines of the paper."""
    eta, root = data["eta"], data["T"] ** 0.5
    figure.set_size_inches(PAGE, 2.8)
    panels = figure.subplots(1, 2, sharey=True)
    titles = {"block": r"$v_t = r\,e_k$ (the proof's)", "last": r"$v_t = \pm r\,e_d$ (as good)"}
    rhos, rs = np.array(data["rho"]), np.array(data["r"])
    ends = np.array([0.0, rhos[-1]])
    lines = (
        (ends + 1 / root, "--", r"$r = \rho + 1/\sqrt{T}$"),
        (ends * (1 + 3 / (eta * root)), ":", r"$\rho = r(1 - 3/(3+\eta\sqrt{T}))$"),
        (ends, "-", r"$r = \rho$"),
    )
    for ax, oracle in zip(panels, ORACLES, strict=True):
        values = _grid(data, oracle).T
        if np.mean(values > LEVELS[0]) > 0.05:
            _zones(ax, rhos, rs, values)
        else:
            text = f"excess at most {values.max():.1g}\nin every cell"
            ax.text(0.97, 0.06, text, transform=ax.transAxes, ha="right")
        for y, dashes, label in lines:
            ax.plot(ends, y, color="white", linestyle="-", marker="", linewidth=3)
            ax.plot(ends, y, color="black", linestyle=dashes, marker="", linewidth=1.5, label=label)
        ax.set(xlim=ends, ylim=(0, rs[-1]), xlabel=r"flatness radius $\rho$", title=titles[oracle])
        ax.grid(visible=False)
    panels[0].set_ylabel(r"radius $r$ of the perturbation")
    panels[0].legend(loc="lower right")


def _zones(ax: Axes, rhos: Any, rs: Any, values: Any) -> None:
    levels = [*LEVELS, max(1.01 * LEVELS[-1], float(values.max()))]
    greys, hatches = ["0.9", "0.75", "0.6"], ["....", "////", "xxxx"]
    ax.contourf(rhos, rs, values, levels, colors=greys, hatches=hatches)
    curves = ax.contour(rhos, rs, values, LEVELS, colors="black", linewidths=0.8)
    for text in ax.clabel(curves, fmt=lambda v: f"{v:g}"):
        text.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 0.8})


def caption(data: dict[str, Any]) -> str:
    """The parameters of the picture."""
    cells = f"{len(data['rho'])} × {len(data['r'])}"
    return (
        "Excess population risk F(ŵ) − F(w*) of SA-GD on Theorem 3's instance over the (ρ, r) "
        f"plane, from {cells} runs for each oracle: n = {data['n']} samples, "
        f"T = {data['T']} iterates, η = {data['eta']}, d = {data['d']}, "
        f"w_1 = 0, ŵ the average of all iterates, seed {data['seed']}. White: at most "
        f"{LEVELS[0]:g}. Dashed: r = ρ + 1/√T, the border of the paper's safe zone; dotted: "
        "the premise of Theorem 3 holds above it; solid: r = ρ. Left: the worst perturbation that "
        "the proof takes. Right: ±r e_d, which is as good a maximizer of F_S(w_t + v)."
    )
