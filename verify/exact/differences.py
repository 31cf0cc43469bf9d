"""Second derivatives by exact differences, for losses that are piecewise polynomial.

A ReLU network with its activation pattern fixed is affine in each single parameter, so its squared
loss is a quadratic along each coordinate.  There the central second difference is no
approximation: it *is* the second derivative, in exact arithmetic, and it uses nothing but values of
the loss.  In particular it does not use the identity Tr ∇²L = (2/n) Σ ‖∇f‖² that it checks.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import factorial
from typing import Any

from flint import arb, fmpq, fmpz

from verify.exact.ball import Undecided
from verify.exact.rational import fmpq_of, fraction
from verify.tri import Tri

__all__ = ["DegreeError", "HessianTrace", "hessian_trace", "second_derivative"]


class DegreeError(ValueError):
    """Differences with steps h and h/2 disagree: the degree assumed is too low."""


@dataclass(frozen=True, slots=True)
class HessianTrace:
    """Result of :func:`hessian_trace`.

    Attributes
    ----------
    value : fmpq, Fraction, arb or None
        Σ_k ∂²L/∂θ_k², or None if a coordinate has no step.
    diagonal : tuple
        The second derivatives, one for each coordinate; empty if `value` is None.
    steps : tuple of Fraction
        The step h found for each coordinate, up to the one that has none.
    reason : str
        Why `value` is None; empty otherwise.
    """

    value: Any | None
    diagonal: tuple[Any, ...]
    steps: tuple[Fraction, ...]
    reason: str


def second_derivative(
    phi: Callable[[Any], Any], *, at: Any = 0, step: Any = 1, degree: int = 2
) -> Any:
    """φ''(at), exact if φ is a polynomial of the `degree` given on [at − mh, at + mh].

    φ''(x) = h⁻² Σ_{k=-m..m} c_k φ(x + kh) with m = max(1, ⌊degree/2⌋), h = `step`,
    c_k = 2(−1)^{k+1} (m!)² / (k² (m−k)! (m+k)!) for k ≠ 0, c_0 = −2 Σ_{k=1..m} 1/k².
    The formula is exact up to degree 2m + 1.  It is computed with h and with h/2; for an
    actual degree of 2m + 2 or 2m + 3 the two always differ.

    Parameters
    ----------
    phi : callable
        Takes and returns a scalar of the type of `at`.
    at : int, Fraction, fmpq or arb
        An int is taken as a Fraction.
    step : anything :func:`~verify.exact.rational.fraction` takes
        h > 0.
    degree : int
        Upper bound of the degree of φ along the segment.

    Returns
    -------
    scalar of the type that `phi` returns
        For arb a ball that contains φ''(at), provided that the degree is right: "equal" then
        means "overlapping", which is no proof of the degree.

    Raises
    ------
    DegreeError
        If h and h/2 give different values.
    TypeError
        If `at` or a value of `phi` is a float.
    ValueError
        If `step` is not positive or `degree` is negative.
    """
    point = _exact_scalar(at, "at")
    h = fraction(step)
    if h <= 0:
        msg = f"step must be positive, got {h}."
        raise ValueError(msg)
    m = _half_width(degree)
    middle = _exact_scalar(phi(point), "the value of phi")
    return _second_difference(phi, point, middle, h, m)


def hessian_trace(
    loss: Callable[[Sequence[Any]], Any],
    theta: Sequence[Any],
    *,
    region: Callable[[Sequence[Any]], Hashable],
    step: Any = 1,
    degree: int = 2,
    halvings: int = 200,
) -> HessianTrace:
    """Σ_k ∂²L/∂θ_k² of a piecewise polynomial loss, from values of L alone.

    For each coordinate, h starts at `step` and is halved until the label of the region is the
    same at θ, θ ± mh e_k and θ ± (mh/2) e_k; then the formula of :func:`second_derivative`
    applies on that segment.

    Parameters
    ----------
    loss : callable
        L; takes a sequence of scalars.  Along each coordinate it must be a polynomial of the
        `degree` given within each region.
    theta : sequence of int, Fraction, fmpq or arb
        The point; an int is taken as a Fraction.
    region : callable
        Label of the region that contains a point.  **Each region must be convex along the
        coordinates** (for ReLU networks: along one parameter an activation pattern is cut out by
        affine inequalities), because equal labels at the two ends are taken to hold in
        between.  A label must not merge two regions that the loss treats differently; the signs
        −1, 0, 1 of all pre-activations are always fine enough.  A label that is or contains
        ``Tri.UNKNOWN``, or a region that raises ``Undecided``, equals no label.
    step : anything :func:`~verify.exact.rational.fraction` takes
        First step tried, > 0.
    degree : int
        Upper bound of the degree along one coordinate within a region.
    halvings : int
        How often a step is halved before the point counts as lying on a kink.

    Returns
    -------
    HessianTrace
        The sum is the trace of the Hessian wherever L is twice differentiable.  Coordinate
        lines alone do not show that: choose labels whose regions are open (no sign 0 at θ) to
        have it.

    Raises
    ------
    DegreeError
        If the differences with h and h/2 disagree along a coordinate.
    TypeError
        If a scalar is a float.
    ValueError
        If `theta` is empty, `step` is not positive or `degree` is negative.
    """
    if len(theta) == 0:
        msg = "theta must have at least one coordinate, got none."
        raise ValueError(msg)
    point = [_exact_scalar(t, f"theta[{k}]") for k, t in enumerate(theta)]
    first = fraction(step)
    if first <= 0:
        msg = f"step must be positive, got {first}."
        raise ValueError(msg)
    m = _half_width(degree)
    home = _label(region, point)
    if home is None:
        return HessianTrace(None, (), (), "The region of theta itself is undecided.")
    middle = _exact_scalar(loss(point), "the value of loss")
    diagonal: list[Any] = []
    steps: list[Fraction] = []
    for k, t in enumerate(point):
        h = _find_step(region, point, k, home, first, m, halvings)
        if h is None:
            reason = (
                f"Along coordinate {k} the region changes within {first * m / 2**halvings} of "
                "theta: the point lies on a kink or is undecided, so no second derivative is shown."
            )
            return HessianTrace(None, (), tuple(steps), reason)

        def along(value: Any, k: int = k) -> Any:
            return loss([*point[:k], value, *point[k + 1 :]])

        try:
            diagonal.append(_second_difference(along, t, middle, h, m))
        except DegreeError as error:
            msg = f"Along coordinate {k}: {error}"
            raise DegreeError(msg) from error
        steps.append(h)
    total = diagonal[0]
    for value in diagonal[1:]:
        total = total + value
    return HessianTrace(total, tuple(diagonal), tuple(steps), "")


def _find_step(
    region: Callable[[Sequence[Any]], Hashable],
    point: list[Any],
    k: int,
    home: tuple[Hashable],
    first: Fraction,
    m: int,
    halvings: int,
) -> Fraction | None:
    h = first
    for _ in range(halvings + 1):
        shifts = (m * h, -m * h, m * h / 2, -m * h / 2)
        if all(
            _label(region, [*point[:k], point[k] + _like(point[k], s), *point[k + 1 :]]) == home
            for s in shifts
        ):
            return h
        h /= 2
    return None


def _second_difference(phi: Callable[[Any], Any], at: Any, middle: Any, h: Fraction, m: int) -> Any:
    coarse = _formula(phi, at, middle, h, m)
    fine = _formula(phi, at, middle, h / 2, m)
    same = coarse.overlaps(fine) if isinstance(coarse, arb) else coarse == fine
    if not same:
        msg = (
            f"degree must bound the degree of the function, got at most {2 * m + 1}, but step {h} "
            f"gives {coarse} and step {h / 2} gives {fine}."
        )
        raise DegreeError(msg)
    return coarse


def _formula(phi: Callable[[Any], Any], at: Any, middle: Any, h: Fraction, m: int) -> Any:
    center, weights = _weights(m)
    total = _like(middle, center / h**2) * middle
    for k, weight in enumerate(weights, start=1):
        shift = _like(at, k * h)
        for x in (at + shift, at - shift):
            value = _exact_scalar(phi(x), "the value of the function")
            total = total + _like(value, weight / h**2) * value
    return total


@cache
def _weights(m: int) -> tuple[Fraction, tuple[Fraction, ...]]:
    """c_0 and (c_1, ..., c_m) of the central second difference with 2m + 1 points."""
    weights = tuple(
        Fraction(
            2 * (-1) ** (k + 1) * factorial(m) ** 2, k**2 * factorial(m - k) * factorial(m + k)
        )
        for k in range(1, m + 1)
    )
    return -2 * sum(weights, Fraction(0)), weights


def _half_width(degree: int) -> int:
    if degree < 0:
        msg = f"degree must be at least 0, got {degree!r}."
        raise ValueError(msg)
    return max(1, degree // 2)


def _label(region: Callable[[Sequence[Any]], Hashable], point: list[Any]) -> tuple[Hashable] | None:
    """Label of a point in a 1-tuple, or None if it is undecided."""
    try:
        label = region(point)
    except Undecided:
        return None
    return None if _is_open(label) else (label,)


def _is_open(label: Hashable) -> bool:
    if isinstance(label, (tuple, frozenset)):
        return any(_is_open(part) for part in label)
    return label is Tri.UNKNOWN


def _exact_scalar(value: Any, name: str) -> Any:
    """Scalar itself, integers as Fraction."""
    if isinstance(value, (arb, fmpq, Fraction)):
        return value
    if isinstance(value, fmpz):
        return fmpq(value)
    if isinstance(value, float):
        msg = f"{name} must be exact (int, Fraction, fmpq or arb), got the float {value!r}."
        raise TypeError(msg)
    return fraction(value)


def _like(scalar: Any, q: Fraction) -> Any:
    """Rational `q` in the type of `scalar`."""
    if isinstance(scalar, arb):
        return arb(fmpq_of(q))
    return fmpq_of(q) if isinstance(scalar, fmpq) else q
