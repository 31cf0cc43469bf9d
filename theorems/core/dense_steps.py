"""The steps of a method over all coordinates of Theorems 1 and 3, and what is kept of them.

Each step is one pass over w (`theorems.core.dense.rescale`). The point that SAM climbs to is w_t
with its entries rescaled, so that its norms follow from those of w_t, and the climb and the step
are one rescaling. The iterates are not kept: what is, is the last one, a suffix average if asked
for, and the risks along the path.

Squares are summed as they are, so that entries below 1e-154 in float64 count as zero.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import array_api_compat

from theorems.core.dense import (
    Axis,
    Factors,
    Moments,
    Point,
    entry,
    exchanged,
    measure,
    moved,
    rescale,
    scaled,
)
from theorems.core.dense_loss import Masked, gauges, gradient_factors, risk
from theorems.core.descent import check_steps
from verify.arrays import Array, namespace

if TYPE_CHECKING:
    from jaxtyping import Float

__all__ = ["Ascent", "DenseRun", "descend"]

Ascent = Axis | Factors | None
"""v_t: a multiple of a basis vector, w_t + v_t by factors of w_t, or 0."""


@dataclass(frozen=True)
class DenseRun:
    """What is kept of a run.

    Attributes
    ----------
    last
        w_T.
    average
        ŵ_τ, or None if it was not asked for.
    risks
        F_S(w_t), t = 1..T.
    raised
        F_S(w_t + v_t), t = 1..T-1: a lower end of F_S^r(w_t).
    ceilings
        (1/n) Σ_z ½[p_z(w_t) + r − ρ]_+², t = 1..T-1: an upper end of F_S^r(w_t); F_S(w_t) at r = 0.
    """

    last: Point
    average: Point | None
    risks: Float[Array, " T"]
    raised: Float[Array, " T-1"]
    ceilings: Float[Array, " T-1"]


def descend(
    model: Masked,
    start: Point,
    eta: float,
    steps: int,
    tau: int | None,
    block: int | None,
    ascend: Callable[[int, Moments, Callable[[], Factors]], Ascent],
    *,
    radius: float = 0.0,
    order: Sequence[int] | None = None,
) -> DenseRun:
    """w_{t+1} = w_t − η ∇F_S(w_t + v_t), v_t from `ascend`.

    Parameters
    ----------
    ascend
        From t, the moments of w_t and a function that gives the factors of ∇F_S(w_t) to v_t.
    radius
        r, for the ceilings alone.
    order
        The sample of each step, from 0; the mean of all if None.
    model, start, eta, steps, tau, block
        As for `theorems.core.dense_descent.dense_gd`.
    """
    check_steps(steps)
    if tau is not None and not 1 <= tau <= steps:
        msg = f"tau must be in 1..{steps}, got {tau!r}."
        raise ValueError(msg)
    xp = namespace(start.rows)
    point = replace(start, rows=xp.asarray(start.rows, copy=True))
    moments = measure(point, block=block)
    total = None if tau is None else _Total(tau, point)
    gauge = gauges(model, moments)
    equal = xp.full_like(gauge, 1 / gauge.shape[0])
    risks, raised, ceilings = [risk(model, gauge)], [], []
    for t in range(1, steps):
        weights = equal if order is None else _one(gauge, order[t - 1], xp)
        ascent = ascend(t, moments, partial(gradient_factors, model, gauge, weights))
        ceilings.append(risk(model, gauge + radius))
        old = entry(point, ascent) if isinstance(ascent, Axis) else None
        seen = gauge
        if isinstance(ascent, Axis):
            seen = gauges(model, moved(moments, old, ascent))
        elif ascent is not None:
            seen = gauges(model, scaled(moments, ascent))
        raised.append(risk(model, seen))
        gradient = gradient_factors(model, seen, weights)
        if isinstance(ascent, Factors):
            gradient = Factors(
                gradient.plus * ascent.plus,
                gradient.minus * ascent.minus,
                gradient.last * ascent.last,
            )
        step = Factors(1 - eta * gradient.plus, 1 - eta * gradient.minus, 1 - eta * gradient.last)
        adds = total.rows if total is not None and t + 1 >= total.tau else None
        new = None
        if isinstance(ascent, Axis):
            new = _stepped(old, ascent, gradient, eta, xp)
            point = _written(point, ascent, xp.zeros_like(new))
        point, moments = rescale(point, step, total=adds, block=block)
        if isinstance(ascent, Axis):
            point = _written(point, ascent, new)
            if ascent.column is None:
                moments = replace(moments, last=new)
            else:
                moments = exchanged(moments, ascent.column, None, new)
                if adds is not None:
                    adds[ascent.column, ascent.position] += new
        if total is not None and adds is not None:
            total.last = total.last + point.last
        gauge = gauges(model, moments)
        risks.append(risk(model, gauge))
    return DenseRun(
        point,
        None if total is None else total.average(steps),
        xp.stack(risks),
        *(xp.stack(x) if x else risks[0][None][:0] for x in (raised, ceilings)),
    )


def _one(gauge: Array, index: int, xp: Any) -> Array:
    places = xp.arange(gauge.shape[0], device=array_api_compat.device(gauge))
    return xp.astype(places == index, gauge.dtype)


def _stepped(old: Array, axis: Axis, gradient: Factors, eta: float, xp: Any) -> Array:
    """The coordinate of an axis after the step: its gradient is that of the moved coordinate."""
    there = old + axis.amount
    if axis.column is None:
        return old - eta * gradient.last * there
    slope = xp.where(there > 0, gradient.plus[axis.column], gradient.minus[axis.column])
    return old - eta * slope * there


def _written(point: Point, axis: Axis, value: Array) -> Point:
    if axis.column is None:
        return replace(point, last=value)
    point.rows[axis.column, axis.position] = value
    return point


class _Total:
    """Σ_t w_t over t ≥ τ."""

    def __init__(self, tau: int, start: Point) -> None:
        xp = namespace(start.rows)
        self.tau = tau
        self.rows = xp.asarray(start.rows, copy=True) if tau == 1 else xp.zeros_like(start.rows)
        self.last = start.last + 0.0 if tau == 1 else xp.zeros_like(start.last)

    def average(self, steps: int) -> Point:
        count = steps - self.tau + 1
        self.rows /= count
        return Point(self.rows, self.last / count)
