"""An exploration, no verdict: whether SAM generalizes badly when the losses are ρ-flat, ρ ≫ 0.

The paper leaves it open. Looked at are two losses that vanish on the ball of radius ρ for every z.

chain
    Theorem 7's, with a dead zone in every term, of one special column (the others rest at 0):
    f(w, z) = ½ Σ_{j≥2} z [|w(j)| − ρ]_+² + ½ Σ_{j≥2} [w(j) − δw(j−1) − ρ√(1+δ²)]_+², and the
    sample has z = 0. What sets the chain off in Theorem 7 is far below ρ, so that the start is one
    step ahead: w_1 = −ηr e_2, which depends on the sample.
theorem 3
    Theorem 3's own loss, from starts that do not depend on the sample: the worst of many random
    directions and of the special column's, at lengths just above ρ and up to 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from theorems.core.descent import gd, sam
from theorems.core.losses import theorem3_gradient
from theorems.core.masks import all_masks
from theorems.sco._parts.figures.instances import lonely_sample, signs, sphere, theorem3_excess
from verify.figures import PAGE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

__all__ = ["caption", "chain_excess", "chain_gradient", "curve", "draw", "measure"]

T, ETA, R = 16, 1 / 6, 3 / 4
"""ηr = 1/(2√T)"""
DELTAS = (0.25, 0.5, 1.0)
N = 2


def _hinges(w: Any, delta: float, rho: float) -> Any:
    return np.maximum(w[1:] - delta * w[:-1] - rho * (1 + delta**2) ** 0.5, 0)


def chain_gradient(w: Any, delta: float, rho: float) -> Any:
    """∇F_S of the special column: its quadratic terms are not seen."""
    hinges = _hinges(w, delta, rho)
    out = np.zeros_like(w)
    out[1:] += hinges
    out[:-1] -= delta * hinges
    return out


def chain_excess(w: Any, delta: float, rho: float) -> float:
    """F(w), where half of all z see the quadratic terms; F(w*) = 0."""
    seen = np.sum(np.maximum(np.abs(w[1:]) - rho, 0) ** 2)
    return float(seen / 4 + np.sum(_hinges(w, delta, rho) ** 2) / 2)


def _ends(gradient: Callable[[Any], Any], start: Any) -> Iterator[tuple[str, Any]]:
    """The last iterates of SAM and of GD."""
    path = sam(gradient, start, radius=R, eta=ETA, steps=T, zero="stay", xp=np)
    yield "SAM", path[-1]
    yield "GD", gd(gradient, start, eta=ETA, steps=T, xp=np)[-1]


def _chain(rhos: list[float]) -> Iterator[list[Any]]:
    for delta in DELTAS:
        for rho in rhos:
            start = np.zeros(T)
            start[1] = -ETA * R
            for method, w in _ends(partial(chain_gradient, delta=delta, rho=rho), start):
                yield ["chain", method, delta, rho, chain_excess(w, delta, rho)]


def _theorem3_slope(w: Any, z: Any, rho: float) -> Any:
    return np.mean(theorem3_gradient(w, z, rho, xp=np), axis=0)


def _theorem3(rhos: list[float], draws: int, seed: int) -> Iterator[list[Any]]:
    masks, column = lonely_sample(N, seed=seed)
    z = signs(masks)
    d = z.shape[1] * T + 1
    every = np.concatenate(list(all_masks(1, z.shape[1])))
    special = np.zeros(d)
    special[T * column : T * (column + 1)] = T**-0.5
    directions = [special, *(sphere(d, seed=seed, draw=k) for k in range(draws))]
    for rho in rhos:
        worst = {"SAM": 0.0, "GD": 0.0}
        for u in directions:
            for length in (1.001 * rho + 1e-6, 1.5 * rho + 0.01, 1.0):
                for method, w in _ends(partial(_theorem3_slope, z=z, rho=rho), length * u):
                    worst[method] = max(worst[method], theorem3_excess(w, rho, every))
        for method, value in worst.items():
            yield ["theorem 3", method, None, rho, value]


def measure(profile: str, seed: int) -> dict[str, Any]:
    """The excess risk of the last iterates of SAM and GD against ρ."""
    cells, draws = (7, 2) if profile == "quick" else (25, 12)
    rhos = (np.linspace(0, 1, cells) * ETA * R).tolist()
    some = rhos[:: 1 if profile == "quick" else 3]
    rows = [*_chain(rhos), *_theorem3(some, draws, seed)]
    return {
        "T": T,
        "eta": ETA,
        "r": R,
        "n": N,
        "draws": draws,
        "seed": seed,
        "table": {"columns": ["loss", "method", "δ", "ρ", "excess risk of w_T"], "rows": rows},
    }


def curve(
    data: dict[str, Any], loss: str, method: str, delta: float | None = None
) -> tuple[list[float], list[float]]:
    """ρ and the excess risk of w_T."""
    rows = [row for row in data["table"]["rows"] if row[:3] == [loss, method, delta]]
    return [row[3] for row in rows], [row[4] for row in rows]


def draw(figure: Canvas, data: dict[str, Any]) -> None:
    """Both losses: the excess risk of SAM and GD against ρ in steps ηr."""
    figure.set_size_inches(PAGE, 2.4)
    left, right = figure.subplots(1, 2)
    step = data["eta"] * data["r"]
    lines: list[tuple[Axes, str, str, float | None]] = [
        *((left, "chain", "SAM", delta) for delta in DELTAS),
        (left, "chain", "GD", DELTAS[-1]),
        (right, "theorem 3", "SAM", None),
        (right, "theorem 3", "GD", None),
    ]
    for ax, loss, method, delta in lines:
        rhos, values = curve(data, loss, method, delta)
        label = "worst start" if delta is None else rf"$\delta = {delta:g}$"
        ax.plot([rho / step for rho in rhos], values, label=f"{method}, {label}")
        ax.set_xlabel(r"$\rho\,/\,\eta r$")
        ax.legend(loc="upper right")
    left.set(title="chain with a dead zone", ylabel="$F(w_T) - F(w^*)$")
    right.set(title="Theorem 3's loss")


def caption(data: dict[str, Any]) -> str:
    """The parameters of the picture."""
    return (
        "Exploration of an open question, no verdict: SAM on losses that vanish on a ball of "
        f"radius ρ for every z. T = {data['T']}, η = {data['eta']:.4g}, r = {data['r']}, excess "
        "risk of the last iterate. Left: Theorem 7's chain with a dead zone of radius ρ in every "
        "term, from w_1 = −ηr e_2 in the special column, a start that depends on the sample. "
        f"Right: Theorem 3's loss, n = {data['n']}, the worst of {3 * (data['draws'] + 1)} starts: "
        f"the special column's direction and {data['draws']} random ones, at lengths 1.001ρ + "
        "1e-6, "
        f"1.5ρ + 0.01 and 1. Seed {data['seed']}."
    )
