"""Exact twins of the gradient methods and of the averages, over tuples of scalars.

The scalars may be Fraction, fmpq or arb. Rationals give the iterates themselves, balls give
enclosures of them. The step sizes and radii are converted to the type of the first iterate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import TypeAlias

from flint import arb

from theorems.core.descent import ZeroOverZero, check_steps, check_zero
from theorems.core.scalars import Scalar, common, into, sqrt, total
from verify.exact.ball import Undecided

__all__ = [
    "Vector",
    "gd_exact",
    "sa_gd_exact",
    "sam_direction_exact",
    "sam_exact",
    "sgd_exact",
    "suffix_average_exact",
    "suffix_averages_exact",
]

Vector: TypeAlias = tuple[Scalar, ...]


def _vector(w: Sequence[Scalar], *extra: Scalar, balls: bool = False) -> tuple[type, Vector]:
    """Return the scalar type of the computation, and `w` in it."""
    kind = arb if balls else common(*w, *extra)
    return kind, tuple(into(x, kind) for x in w)


def _step(w: Vector, g: Sequence[Scalar], eta: Scalar, kind: type) -> Vector:
    return tuple(x - eta * into(y, kind) for x, y in zip(w, g, strict=True))


def gd_exact(
    grad: Callable[[Vector], Sequence[Scalar]], w1: Sequence[Scalar], *, eta: Scalar, steps: int
) -> tuple[Vector, ...]:
    """Gradient descent, w_1, ..., w_T; see `theorems.core.descent.gd`."""
    return sa_gd_exact(grad, lambda t, w: tuple(0 * x for x in w), w1, eta=eta, steps=steps)


def sa_gd_exact(
    grad: Callable[[Vector], Sequence[Scalar]],
    oracle: Callable[[int, Vector], Sequence[Scalar]],
    w1: Sequence[Scalar],
    *,
    eta: Scalar,
    steps: int,
) -> tuple[Vector, ...]:
    """SA-GD, w_{t+1} = w_t - η ∇F(w_t + oracle(t, w_t)); see `theorems.core.descent.sa_gd`."""
    check_steps(steps)
    kind, w = _vector(w1, eta)
    rate = into(eta, kind)
    iterates = [w]
    for t in range(1, steps):
        shifted = tuple(x + into(v, kind) for x, v in zip(w, oracle(t, w), strict=True))
        w = _step(w, grad(shifted), rate, kind)
        iterates.append(w)
    return tuple(iterates)


def sgd_exact(
    grad_i: Callable[[int, Vector], Sequence[Scalar]],
    w1: Sequence[Scalar],
    *,
    eta: Scalar,
    order: Iterable[int],
) -> tuple[Vector, ...]:
    """SGD, one row more than `order` has entries; see `theorems.core.descent.sgd`."""
    kind, w = _vector(w1, eta)
    rate = into(eta, kind)
    iterates = [w]
    for i in order:
        w = _step(w, grad_i(i, w), rate, kind)
        iterates.append(w)
    return tuple(iterates)


def sam_direction_exact(
    g: Sequence[Scalar],
    *,
    zero: ZeroOverZero | str,
    epsilon: Scalar | None = None,
    unit: Sequence[Scalar] | None = None,
) -> Vector:
    """Return g/‖g‖ exactly, and at g = 0 what the convention says.

    Raises
    ------
    ValueError
        If the convention is not a valid one, if it is "nan" and g = 0 (no scalar holds that), or
        if the scalars are rational and the norm is not.
    Undecided
        If it is not decided whether g, a vector of balls, is zero.
    """
    convention = check_zero(zero, epsilon, unit)
    if not any(x > 0 or x < 0 for x in g):
        if any(isinstance(x, arb) and not x.is_zero() for x in g):
            msg = f"it is not decided whether the gradient {tuple(map(str, g))} is zero."
            raise Undecided(msg)
        if convention is ZeroOverZero.NAN:
            msg = "the gradient is exactly zero, and zero='nan' has no exact value there."
            raise ValueError(msg)
        none = tuple(0 * x for x in g)
        if convention in (ZeroOverZero.STAY, ZeroOverZero.DAMPED):
            return none
        e = tuple(unit) if unit is not None else (none[0] + 1, *none[1:])
        return e if convention is ZeroOverZero.PLUS else tuple(-x for x in e)
    if len(g) == 1:  # no square root is needed, also where a ball is wide
        norm = g[0] if g[0] > 0 else -g[0]
    else:
        q = total(x * x for x in g)
        try:
            norm = sqrt(q)
        except ValueError:
            msg = f"the gradient's norm sqrt({q}) is irrational; ask for balls."
            raise ValueError(msg) from None
    if epsilon is not None:
        norm = norm + into(epsilon, common(*g))
    return tuple(x / norm for x in g)


def sam_exact(
    grad: Callable[[Vector], Sequence[Scalar]],
    w1: Sequence[Scalar],
    *,
    radius: Scalar,
    eta: Scalar,
    steps: int,
    zero: ZeroOverZero | str,
    epsilon: Scalar | None = None,
    unit: Sequence[Scalar] | None = None,
    balls: bool = False,
) -> tuple[Vector, ...]:
    """SAM exactly, or in balls if asked; see `theorems.core.descent.sam`.

    Parameters
    ----------
    balls
        Convert w_1 to balls, so that a norm may be irrational; `grad` must accept balls then.

    Raises
    ------
    ValueError
        If a gradient has an irrational norm and balls were not asked for; if steps < 1, radius < 0,
        or the convention is not a valid one.
    Undecided
        If it is not decided whether a gradient in balls is zero.
    """
    if not radius >= 0:
        msg = f"radius must be at least 0, got {radius!r}."
        raise ValueError(msg)
    check_zero(zero, epsilon, unit)
    kind, w = _vector(w1, radius, eta, balls=balls)
    r = into(radius, kind)

    def ascent(t: int, at: Vector) -> Vector:
        g = tuple(into(x, kind) for x in grad(at))
        direction = sam_direction_exact(g, zero=zero, epsilon=epsilon, unit=unit)
        return tuple(r * into(x, kind) for x in direction)

    return sa_gd_exact(grad, ascent, w, eta=eta, steps=steps)


def suffix_average_exact(iterates: Sequence[Sequence[Scalar]], tau: int) -> Vector:
    """Return ŵ_τ = (1/(T-τ+1)) Σ_{t=τ..T} w_t, for τ in 1..T."""
    steps = len(iterates)
    if not 1 <= tau <= steps:
        msg = f"tau must be in 1..{steps}, got {tau!r}."
        raise ValueError(msg)
    tail = iterates[tau - 1 :]
    weight = Fraction(1, len(tail))
    kind, _ = _vector([x for w in tail for x in w])
    columns = zip(*tail, strict=True)
    return tuple(into(weight, kind) * total(into(x, kind) for x in c) for c in columns)


def suffix_averages_exact(iterates: Sequence[Sequence[Scalar]]) -> tuple[Vector, ...]:
    """Return all suffix averages ŵ_1, ..., ŵ_T, in O(T d) operations."""
    kind, _ = _vector([x for w in iterates for x in w])
    averages: list[Vector] = []
    sums: Vector = ()
    for count, w in enumerate(reversed(iterates), start=1):
        row = tuple(into(x, kind) for x in w)
        sums = tuple(a + b for a, b in zip(sums, row, strict=True)) if sums else row
        averages.append(tuple(into(Fraction(1, count), kind) * a for a in sums))
    return tuple(reversed(averages))
