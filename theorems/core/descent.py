"""Gradient methods of the papers: GD, one-pass SGD, perturbed GD, SA-GD and SAM.

No step projects. Every method returns the iterates w_1, ..., w_T as the rows of one array, so that
`steps` = T counts iterates and T - 1 updates are made. Times t count from 1, as in the papers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from verify.arrays import Array, namespace

if TYPE_CHECKING:
    from jaxtyping import Float

__all__ = ["ZeroOverZero", "gd", "perturbed_gd", "sa_gd", "sam", "sam_direction", "sgd"]


class ZeroOverZero(StrEnum):
    """What SAM takes for g/‖g‖ where the gradient g is exactly zero.

    The papers leave it open, and their statements can depend on it, so that it is always named.

    STAY
        0/0 := 0: no perturbation.
    PLUS, MINUS
        A fixed unit vector e, or -e; e_1 unless another is given.
    DAMPED
        g/(‖g‖ + ε) at every g, as implementations write it; it is 0 at g = 0.
    NAN
        Not a number, as IEEE arithmetic has it.
    """

    STAY = "stay"
    PLUS = "plus"
    MINUS = "minus"
    DAMPED = "damped"
    NAN = "nan"


def check_steps(steps: int) -> None:
    """Raise ValueError unless `steps` is an integer of at least 1."""
    if isinstance(steps, bool) or not isinstance(steps, int) or steps < 1:
        msg = f"steps must be an integer of at least 1, got {steps!r}."
        raise ValueError(msg)


def _iterates(
    update: Callable[[int, Array], Array], w1: Array, times: Iterable[int], xp: Any
) -> Array:
    xp = namespace(w1) if xp is None else xp
    iterates = [w1]
    for t in times:
        iterates.append(update(t, iterates[-1]))
    return xp.stack(iterates)


def gd(
    grad: Callable[[Array], Array],
    w1: Float[Array, " d"],
    /,
    *,
    eta: float | Array,
    steps: int,
    xp: Any = None,
) -> Float[Array, "T d"]:
    """Gradient descent: w_{t+1} = w_t - η ∇F(w_t).

    Parameters
    ----------
    grad
        The gradient of F, from shape (d,) to shape (d,).
    w1
        The first iterate.
    eta
        The step size η.
    steps
        The number T of iterates.
    xp
        The namespace of `w1`, if known.

    Returns
    -------
    array
        w_1, ..., w_T as rows, on the device of `w1`.

    Raises
    ------
    ValueError
        If steps < 1.
    """
    check_steps(steps)
    return _iterates(lambda t, w: w - eta * grad(w), w1, range(1, steps), xp)


def perturbed_gd(
    grad: Callable[[Array], Array],
    perturbations: Float[Array, "N d"],
    w1: Float[Array, " d"],
    /,
    *,
    eta: float | Array,
    steps: int,
    xp: Any = None,
) -> Float[Array, "T d"]:
    """Perturbed gradient descent: w_{t+1} = w_t - η ∇F(w_t + v_t) with given v_t.

    Parameters
    ----------
    grad, w1, eta, steps, xp
        As for `gd`.
    perturbations
        v_1, v_2, ... as rows, at least T - 1 of them; further rows are not used.

    Raises
    ------
    ValueError
        If steps < 1, or if there are fewer than T - 1 perturbations.

    References
    ----------
    Paper `sco`, Lemma 1.
    """
    check_steps(steps)
    if perturbations.shape[0] < steps - 1:
        msg = (
            f"perturbations must have at least steps - 1 = {steps - 1} rows, "
            f"got {perturbations.shape[0]}."
        )
        raise ValueError(msg)
    return sa_gd(grad, lambda t, w: perturbations[t - 1, :], w1, eta=eta, steps=steps, xp=xp)


def sa_gd(
    grad: Callable[[Array], Array],
    oracle: Callable[[int, Array], Array],
    w1: Float[Array, " d"],
    /,
    *,
    eta: float | Array,
    steps: int,
    xp: Any = None,
) -> Float[Array, "T d"]:
    """SA-GD: w_{t+1} = w_t - η ∇F(w_t + v_t) with v_t = oracle(t, w_t).

    Parameters
    ----------
    grad, w1, eta, steps, xp
        As for `gd`.
    oracle
        Returns a maximizer v of F(w_t + v) over the ball; as maximizers need not be unique, it is
        told the time t = 1, 2, ... as well as the iterate. That it does maximize is not checked.

    References
    ----------
    Paper `sco`, Setting and Theorem 3.
    """
    check_steps(steps)
    return _iterates(lambda t, w: w - eta * grad(w + oracle(t, w)), w1, range(1, steps), xp)


def sgd(
    grad_i: Callable[[int, Array], Array],
    w1: Float[Array, " d"],
    /,
    *,
    eta: float | Array,
    order: Iterable[int],
    xp: Any = None,
) -> Float[Array, "U d"]:
    """Stochastic gradient descent: w_{t+1} = w_t - η ∇f(w_t, z_i) with i the t-th of `order`.

    One pass is ``order=range(n)``.

    Parameters
    ----------
    grad_i
        The gradient of the loss at one sample, called as grad_i(i, w).
    w1, eta, xp
        As for `gd`.
    order
        The samples in the order of their use; one update for each.

    Returns
    -------
    array
        w_1 and the iterate after each update: one row more than `order` has entries.
    """
    return _iterates(lambda i, w: w - eta * grad_i(i, w), w1, order, xp)


def check_zero(zero: ZeroOverZero | str, epsilon: Any, unit: Any) -> ZeroOverZero:
    """Return the convention, or raise ValueError if it does not fit `epsilon` and `unit`."""
    try:
        convention = ZeroOverZero(zero)
    except ValueError:
        names = ", ".join(repr(z.value) for z in ZeroOverZero)
        msg = f"zero must be one of {names}, got {zero!r}."
        raise ValueError(msg) from None
    if (epsilon is not None) != (convention is ZeroOverZero.DAMPED):
        msg = f"epsilon goes with zero='damped' only, got zero={convention.value!r}, {epsilon=!r}."
        raise ValueError(msg)
    if epsilon is not None and not epsilon > 0:
        msg = f"epsilon must be positive, got {epsilon!r}."
        raise ValueError(msg)
    if unit is not None and convention not in (ZeroOverZero.PLUS, ZeroOverZero.MINUS):
        msg = f"unit goes with zero='plus' or 'minus' only, got zero={convention.value!r}."
        raise ValueError(msg)
    return convention


def sam_direction(
    g: Float[Array, " d"],
    /,
    *,
    zero: ZeroOverZero | str,
    epsilon: float | None = None,
    unit: Float[Array, " d"] | None = None,
    xp: Any = None,
) -> Float[Array, " d"]:
    """Return g/‖g‖, and at g = 0 what the convention says.

    The gradient is scaled by its largest entry first: the squares of small entries underflow, and
    a gradient of norm 1e-200 is not zero.

    Parameters
    ----------
    g
        The gradient.
    zero
        The convention for 0/0.
    epsilon
        ε > 0 of the convention "damped".
    unit
        e of the conventions "plus" and "minus"; e_1 if not given.

    Raises
    ------
    ValueError
        If the convention is unknown, or does not fit `epsilon` and `unit`.
    """
    convention = check_zero(zero, epsilon, unit)
    xp = namespace(g) if xp is None else xp
    scale = float(xp.max(xp.abs(g)))
    if scale != 0:
        if not math.isfinite(scale):
            return xp.full_like(g, xp.nan)
        h = g / scale
        norm = xp.linalg.vector_norm(h)
        return h / norm if epsilon is None else h / (norm + epsilon / scale)
    if convention in (ZeroOverZero.STAY, ZeroOverZero.DAMPED):
        return xp.zeros_like(g)
    if convention is ZeroOverZero.NAN:
        return xp.full_like(g, xp.nan)
    if unit is None:
        unit = xp.zeros_like(g)
        unit[0] = 1.0
    return unit if convention is ZeroOverZero.PLUS else -unit


def sam(
    grad: Callable[[Array], Array],
    w1: Float[Array, " d"],
    /,
    *,
    radius: float,
    eta: float | Array,
    steps: int,
    zero: ZeroOverZero | str,
    epsilon: float | None = None,
    unit: Float[Array, " d"] | None = None,
    xp: Any = None,
) -> Float[Array, "T d"]:
    """SAM: w_{t+1} = w_t - η ∇F(w_t + r ∇F(w_t)/‖∇F(w_t)‖).

    Parameters
    ----------
    grad, w1, eta, steps, xp
        As for `gd`.
    radius
        r >= 0.
    zero, epsilon, unit
        As for `sam_direction`: what 0/0 is. There is no default.

    Raises
    ------
    ValueError
        If steps < 1, radius < 0, or the convention is not a valid one.

    References
    ----------
    Paper `sco`, Setting, Theorems 5 to 8.
    """
    if not radius >= 0:
        msg = f"radius must be at least 0, got {radius!r}."
        raise ValueError(msg)
    check_zero(zero, epsilon, unit)

    def ascent(t: int, w: Array) -> Array:
        direction = sam_direction(grad(w), zero=zero, epsilon=epsilon, unit=unit, xp=xp)
        return radius * direction

    return sa_gd(grad, ascent, w1, eta=eta, steps=steps, xp=xp)
