"""SAM near a zero gradient: the n from which each arithmetic no longer shows Theorem 7.

The sample is the balanced one, with one zero column at every n. At w_1 = 0 the gradient is γδ_1 v̄
with γδ_1 of order d^(−11/2), and d^(−13/2) in the zero column: it underflows there, or its square
does, or an ε in SAM's denominator hides it, and then that column does not move. A run *shows* the
theorem if ¼Σ_j ŵ(j)² over the zero column is at least η²r²T/448: for T ≥ 6 that is what
ŵ(j) ≤ −ηr/4 at ⌊T/2⌋ − 2 coordinates gives.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import isqrt
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
from theorems.sco._parts.figures.instances import lonely_sample, risk_in_column, signs
from theorems.sco._parts.figures.plane import run as sa_gd_run
from verify.exact.ball import ends
from verify.figures import PAGE

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas

__all__ = ["caption", "draw", "largest", "measure", "unseen"]

T, ETA = 16, Fraction(1, 24)
AT, LONGER = 4, ("float64, ε = 1e-12", "float32")
"""n, and the arithmetics, of the search in T."""
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


def radius(steps: int) -> Fraction:
    """r with ηr = 1/(2⌈√T⌉)."""
    return 1 / (2 * ETA * (isqrt(steps - 1) + 1))


def bound(steps: int) -> float:
    """η²r²T/448."""
    return float((ETA * radius(steps)) ** 2 * steps / 448)


def unseen(n: int, steps: int, arithmetic: str) -> float:
    """¼Σ_j ŵ(j)² of SAM's average, run in that arithmetic; 0 where the run ends in nan."""
    dtype, norm = ARITHMETICS[arithmetic]
    r = radius(steps)
    deltas = balanced_deltas(n, steps=steps, eta=ETA, r=r)
    chain = balanced_chain(n, eta=ETA, r=r, deltas=deltas, dtype=dtype)
    epsilon = EPSILON if norm == "damped" else 0.0
    with np.errstate(all="ignore"):
        path = balanced_sam(chain, eta=ETA, r=r, norm=norm, epsilon=epsilon)
        value = float(chain.unseen(suffix_average(path, 1, xp=np)))
    return value if np.isfinite(value) else 0.0


def _in_balls(n: int) -> float:
    r = radius(T)
    deltas = balanced_deltas(n, steps=T, eta=ETA, r=r)
    run = run_chain(balanced_columns(n), T, ETA, r, gamma="corrected", deltas=deltas)
    with ctx.workprec(run.precision):
        return float(ends(suffix_risks(run)[0].norm_square / 4)[0])


def _theorem3(n: int, seed: int) -> tuple[float, float]:
    """The excess risk of SA-GD in float32, and Theorem 3's bound η²(r−ρ)²T/(4·100²)."""
    masks, column = lonely_sample(n, seed=seed)
    eta, r, rho = 0.25, 1.125, 0.125
    z = signs(masks).astype(np.float32)
    path = sa_gd_run(z, column, r=r, rho=rho, oracle="block", eta=eta, steps=T)
    excess = risk_in_column(suffix_average(path, 1), rho, 1 << n, signed=True)
    return excess, (eta * (r - rho)) ** 2 * T / 40000


def _search(
    value: Callable[[int], float], least: Callable[[int], float], first: int, most: int
) -> list[tuple[int, float]]:
    """Values at first, 2 first, ... up to `most`, then by bisection where one is below `least`."""
    found, n = [], first
    while n <= most:
        found.append((n, value(n)))
        if found[-1][1] < least(n):
            break
        n *= 2
    if n > most or n == first:
        return found
    low, high = n // 2, n
    while high - low > 1:
        middle = (low + high) // 2
        found.append((middle, value(middle)))
        low, high = (middle, high) if found[-1][1] >= least(middle) else (low, middle)
    return sorted(found)


def measure(profile: str, seed: int) -> dict[str, Any]:
    """Search, for each arithmetic, the n, and for two the T, from which a run shows nothing."""
    quick = profile == "quick"
    most, longest = (128, 64) if quick else (4096, 512)
    rows: list[list[Any]] = []
    for name in ARITHMETICS:
        found = _search(lambda n, name=name: unseen(n, T, name), lambda _: bound(T), 1, most)  # type: ignore[misc]
        rows += [["thm7", name, n, T, value, value >= bound(T)] for n, value in found]
    for name in LONGER:
        found = _search(lambda t, name=name: unseen(AT, t, name), bound, 8, longest)  # type: ignore[misc]
        rows += [["thm7 in T", name, AT, t, value, value >= bound(t)] for t, value in found]
    for n in (1, 4, 16, 64) if quick else (1, 4, 16, 64, 256, 512):
        value = _in_balls(n)
        rows.append(["thm7", "balls", n, T, value, value >= bound(T)])
    for n in (1, 2, 4, 6):
        value, least = _theorem3(n, seed)
        rows.append(["thm3", "float32", n, T, value, value >= least])
    columns = ["theorem", "arithmetic", "n", "T", "excess risk, at least", "shows the theorem"]
    return {
        "T": T,
        "eta": str(ETA),
        "r": str(radius(T)),
        "bound": bound(T),
        "most": most,
        "longest": longest,
        "digits": int(np.finfo(np.longdouble).nmant) + 1,
        "seed": seed,
        "table": {"columns": columns, "rows": rows},
    }


def largest(data: dict[str, Any], arithmetic: str, *, theorem: str = "thm7") -> int:
    """The largest n, or T, tried at which the arithmetic shows the theorem; 0 if none."""
    rows = [row for row in data["table"]["rows"] if row[:2] == [theorem, arithmetic]]
    return max((row[2 if theorem == "thm7" else 3] for row in rows if row[5]), default=0)


def draw(figure: Canvas, data: dict[str, Any]) -> None:
    """A line for each arithmetic: full where the theorem shows, open where it does not."""
    figure.set_size_inches(PAGE, 2.6)
    ax = figure.subplots()
    names = [*ARITHMETICS, "balls"]
    for k, name in enumerate(names):
        rows = [row for row in data["table"]["rows"] if row[:2] == ["thm7", name]]
        last = largest(data, name)
        ends_at = min((row[2] for row in rows if not row[5]), default=None)
        if last:
            ax.plot([1, last], [k, k], color="black", linestyle="-", marker="", linewidth=3)
        tried = [row[2] for row in rows if row[5]]
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
    ends_at = ", ".join(f"{a}: {largest(data, a, theorem='thm7 in T')}" for a in LONGER)
    tried = [row for row in data["table"]["rows"] if row[0] == "thm3"]
    shown = f"{sum(row[5] for row in tried)} of the {len(tried)} n tried"
    return (
        f"Where arithmetic ends Theorem 7: SAM, T = {data['T']}, η = {data['eta']}, r = "
        f"{data['r']}, w_1 = 0, δ_j by the proof's conditions, γ as corrected, on the sample whose "
        "2^n columns are all bit patterns. Bars: ¼Σ_j ŵ(j)² over the special column is at least "
        f"η²r²T/448 = {data['bound']:.3g} (ticks: the n tried); rings: the least n where it is "
        "less. Scaled: ‖g‖ is computed of g over its largest entry; ε: SAM divides by ‖g‖ + ε. A "
        f"long double has {data['digits']} bits here; balls are evaluated where marked. Tried up "
        f"to n = {data['most']}. At n = {AT} with ηr = 1/(2⌈√T⌉) the largest T that shows it "
        f"({ends_at}; tried up to {data['longest']}). Theorem 3's run has no small numbers, and "
        f"float32 shows it at {shown}; Theorem 6's stays at 0 in any arithmetic."
    )
