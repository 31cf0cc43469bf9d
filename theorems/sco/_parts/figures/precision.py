"""SAM near a zero gradient: the n from which each arithmetic no longer shows Theorem 7.

The sample is the balanced one, with one zero column at every n. At w_1 = 0 the gradient is γδ_1 v̄,
about d^(−9/2): it underflows, or its square does, or an ε in SAM's denominator hides it, and then
SAM does not move. A run *shows* the theorem if ¼Σ_j ŵ(j)² over the zero column is at least
η²r²T/128, what ŵ(j) ≤ −ηr/4 at T/2 coordinates gives.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from flint import ctx

from theorems.core.averages import suffix_average
from theorems.core.sam_chain import run_chain
from theorems.core.sam_chain_balanced import (
    balanced_chain,
    balanced_columns,
    balanced_deltas,
    balanced_sam,
)
from theorems.core.sam_chain_risk import suffix_risks
from theorems.sco._parts.figures.instances import lonely_sample, signs
from theorems.sco._parts.figures.plane import run as sa_gd_run
from verify.exact.ball import ends
from verify.figures import PAGE

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas

__all__ = ["caption", "draw", "largest", "measure", "unseen"]

T, ETA = 16, Fraction(1, 24)
R = 1 / (2 * ETA * 4)
"""ηr = 1/(2√T)"""
EPSILON = 1e-12
ARITHMETICS: dict[str, tuple[Any, str]] = {
    "float64, ε = 1e-12": (np.float64, "damped"),
    "float32": (np.float32, "plain"),
    "float32, scaled": (np.float32, "scaled"),
    "float64": (np.float64, "plain"),
    "float64, scaled": (np.float64, "scaled"),
    "long double": (np.longdouble, "plain"),
    "long double, scaled": (np.longdouble, "scaled"),
}
"""Scaled: ‖g‖ is computed of g over its largest entry, so that no square underflows."""


def unseen(n: int, arithmetic: str) -> float:
    """¼Σ_j ŵ(j)² of SAM's average, run in that arithmetic; 0 where the run ends in nan."""
    dtype, norm = ARITHMETICS[arithmetic]
    deltas = balanced_deltas(n, steps=T, eta=ETA, r=R)
    chain = balanced_chain(n, eta=ETA, r=R, deltas=deltas, dtype=dtype)
    epsilon = EPSILON if norm == "damped" else 0.0
    with np.errstate(all="ignore"):
        path = balanced_sam(chain, eta=ETA, r=R, norm=norm, epsilon=epsilon)
        value = float(chain.unseen(suffix_average(path, 1, xp=np)))
    return value if np.isfinite(value) else 0.0


def _in_balls(n: int) -> float:
    deltas = balanced_deltas(n, steps=T, eta=ETA, r=R)
    run = run_chain(balanced_columns(n), T, ETA, R, gamma="corrected", deltas=deltas)
    with ctx.workprec(run.precision):
        return float(ends(suffix_risks(run)[0].norm_square / 4)[0])


def _theorem3(n: int, seed: int) -> float:
    masks, column = lonely_sample(n, seed=seed)
    z = signs(masks).astype(np.float32)
    path = sa_gd_run(z, column, r=1.125, rho=0.125, oracle="block", eta=0.25, steps=T)
    return float(np.linalg.norm(suffix_average(path, 1))) ** 2 / 4


def _search(value: Callable[[int], float], bound: float, most: int) -> list[tuple[int, float]]:
    """Values at 1, 2, 4, ... up to `most`, then by bisection where they first fall below."""
    found, n = [], 1
    while n <= most:
        found.append((n, value(n)))
        if found[-1][1] < bound:
            break
        n *= 2
    if found[-1][1] >= bound or n == 1:
        return found
    low, high = n // 2, n
    while high - low > 1:
        middle = (low + high) // 2
        found.append((middle, value(middle)))
        low, high = (middle, high) if found[-1][1] >= bound else (low, middle)
    return sorted(found)


def measure(profile: str, seed: int) -> dict[str, Any]:
    """Search, for each arithmetic, the n from which the run falls below the bound."""
    most = 128 if profile == "quick" else 4096
    in_balls = [1, 4, 16, 64] if profile == "quick" else [1, 4, 16, 64, 256, 512]
    bound = float(ETA**2 * R**2 * T / 128)
    rows: list[list[Any]] = []
    for name in ARITHMETICS:
        found = _search(lambda n, name=name: unseen(n, name), bound, most)  # type: ignore[misc]
        rows += [["thm7", name, n, value, value >= bound] for n, value in found]
    for n in in_balls:
        value = _in_balls(n)
        rows.append(["thm7", "balls", n, value, value >= bound])
    for n in (1, 2, 4, 6):
        value = _theorem3(n, seed)
        rows.append(["thm3", "float32", n, value, value >= float(T) / 16**2 / 32])
    columns = ["theorem", "arithmetic", "n", "quarter of the squared norm", "shows the theorem"]
    return {
        "T": T,
        "eta": str(ETA),
        "r": str(R),
        "bound": bound,
        "most": most,
        "digits": int(np.finfo(np.longdouble).nmant) + 1,
        "seed": seed,
        "table": {"columns": columns, "rows": rows},
    }


def largest(data: dict[str, Any], arithmetic: str) -> int:
    """The largest n tried at which the arithmetic shows Theorem 7; 0 if none."""
    rows = [row for row in data["table"]["rows"] if row[:2] == ["thm7", arithmetic]]
    return max((row[2] for row in rows if row[4]), default=0)


def draw(figure: Canvas, data: dict[str, Any]) -> None:
    """A line for each arithmetic: full where the theorem shows, open where it does not."""
    figure.set_size_inches(PAGE, 2.6)
    ax = figure.subplots()
    names = [*ARITHMETICS, "balls"]
    for k, name in enumerate(names):
        rows = [row for row in data["table"]["rows"] if row[:2] == ["thm7", name]]
        last = largest(data, name)
        ends_at = min((row[2] for row in rows if not row[4]), default=None)
        if last:
            ax.plot([1, last], [k, k], color="black", linestyle="-", marker="", linewidth=3)
        tried = [row[2] for row in rows if row[4]]
        ax.plot(tried, [k] * len(tried), color="black", linestyle="", marker="|", markersize=8)
        if ends_at is not None:
            options: dict[str, Any] = {"marker": "o", "markersize": 5, "markerfacecolor": "white"}
            ax.plot([ends_at], [k], color="black", linestyle="", **options)
        text = f"all tried, up to {last}" if ends_at is None else f"up to n = {last}"
        ax.text(1.2 * (ends_at or last), k, text, va="center", fontsize=7)
    ax.set(xscale="log", xlabel="samples $n$, with $d = 2^n T + 1$", xlim=(0.9, 5 * data["most"]))
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(len(names) - 0.4, -0.6)


def caption(data: dict[str, Any]) -> str:
    """The parameters of the picture."""
    return (
        f"Where arithmetic ends Theorem 7: SAM, T = {data['T']}, η = {data['eta']}, r = "
        f"{data['r']}, w_1 = 0, δ_j by the proof's conditions, γ as corrected, on the sample whose "
        "2^n columns are all bit patterns. Bars: ¼Σ_j ŵ(j)² over the special column is at least "
        f"η²r²T/128 = {data['bound']:.3g} (ticks: the n tried); rings: the least n where "
        "it is less. Scaled: ‖g‖ is computed of g over its largest entry; ε: SAM divides by ‖g‖ "
        "+ ε. A long double has "
        f"{data['digits']} bits here; balls are evaluated where marked. Tried up to n = "
        f"{data['most']}."
    )
