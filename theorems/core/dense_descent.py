"""GD, one-pass SGD, SA-GD and SAM over all coordinates of Theorems 1 and 3.

Their steps are those of `theorems.core.dense_steps`. Steps count iterates, as in
`theorems.core.descent`, which computes the same without tiles.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from theorems.core.dense import Axis, Factors, Moments, Point
from theorems.core.dense_loss import Masked
from theorems.core.dense_steps import Ascent, DenseRun, descend
from theorems.core.descent import ZeroOverZero, check_zero
from verify.arrays import namespace

__all__ = ["dense_gd", "dense_sa_gd", "dense_sam", "dense_sgd"]


def dense_gd(
    model: Masked,
    start: Point,
    *,
    eta: float,
    steps: int,
    tau: int | None = None,
    block: int | None = None,
) -> DenseRun:
    """Gradient descent, w_{t+1} = w_t − η ∇F_S(w_t).

    Parameters
    ----------
    model
        The loss and the sample.
    start
        w_1; its rows are copied.
    eta
        η.
    steps
        The number T of iterates.
    tau
        If given, the suffix average ŵ_τ is taken along, at the cost of a second matrix.
    block
        The number of coordinates of a tile; the result does not depend on it but for rounding.

    Raises
    ------
    ValueError
        If steps < 1, τ is not in 1..T, or the shapes do not fit.
    """
    return descend(model, start, eta, steps, tau, block, lambda t, w, m: None)


def dense_sa_gd(
    model: Masked,
    oracle: Callable[[int], Axis | None],
    start: Point,
    *,
    radius: float,
    eta: float,
    steps: int,
    tau: int | None = None,
    block: int | None = None,
) -> DenseRun:
    """SA-GD with v_t = oracle(t), t = 1, 2, ..., a multiple of a basis vector.

    That v_t is a maximizer can be read off the result, where `raised` meets `ceilings`.

    Parameters
    ----------
    oracle
        v_t.
    radius
        r, for `ceilings` alone.
    model, start, eta, steps, tau, block
        As for `dense_gd`.

    References
    ----------
    Paper `sco`, Theorem 3.
    """
    _check_radius(radius)
    return descend(model, start, eta, steps, tau, block, lambda t, w, m: oracle(t), radius=radius)


def dense_sam(
    model: Masked,
    start: Point,
    *,
    radius: float,
    eta: float,
    steps: int,
    zero: ZeroOverZero | str,
    epsilon: float | None = None,
    unit: Axis | None = None,
    tau: int | None = None,
    block: int | None = None,
) -> DenseRun:
    """SAM, w_{t+1} = w_t − η ∇F_S(w_t + r ∇F_S(w_t)/‖∇F_S(w_t)‖).

    Parameters
    ----------
    zero, epsilon
        What 0/0 is, as for `theorems.core.descent.sam_direction`.
    unit
        The basis vector (of amount 1) of the conventions "plus" and "minus"; e_1 if not given.
    model, start, radius, eta, steps, tau, block
        As for `dense_sa_gd`.

    Raises
    ------
    ValueError
        As for `dense_gd`; if radius < 0, or the convention is not a valid one.
    """
    _check_radius(radius)
    convention = check_zero(zero, epsilon, unit)
    e = unit or Axis(0, 0, 1.0)
    fixed = {
        ZeroOverZero.PLUS: replace(e, amount=radius * e.amount),
        ZeroOverZero.MINUS: replace(e, amount=-radius * e.amount),
        ZeroOverZero.NAN: replace(e, amount=float("nan")),
    }.get(convention)

    def ascend(t: int, moments: Moments, slope: Callable[[], Factors]) -> Ascent:
        xp = namespace(moments.plus)
        gradient = slope()
        square = xp.sum(gradient.plus**2 * moments.plus + gradient.minus**2 * moments.minus)
        norm = float(xp.sqrt(square + (gradient.last * moments.last) ** 2))
        if norm == 0:
            return fixed
        size = radius / (norm + (epsilon or 0.0))
        return Factors(
            1 + size * gradient.plus, 1 + size * gradient.minus, 1 + size * gradient.last
        )

    return descend(model, start, eta, steps, tau, block, ascend, radius=radius)


def dense_sgd(
    model: Masked,
    start: Point,
    *,
    eta: float,
    order: Sequence[int],
    tau: int | None = None,
    block: int | None = None,
) -> DenseRun:
    """SGD, w_{t+1} = w_t − η ∇f(w_t, z_i) with i the t-th of `order`; one pass is range(n).

    Parameters
    ----------
    order
        The samples, from 0, in the order of their use; T is one more than there are.
    model, start, eta, tau, block
        As for `dense_gd`.
    """
    return descend(model, start, eta, len(order) + 1, tau, block, lambda t, w, m: None, order=order)


def _check_radius(radius: float) -> None:
    if not radius >= 0:
        msg = f"radius must be at least 0, got {radius!r}."
        raise ValueError(msg)
