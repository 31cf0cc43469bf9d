"""Arithmetic that does not ask for the scalar's type: rationals (Fraction, fmpq) or balls (arb).

The exact twins of the core are generic: any type with +, -, * and / will do. What differs between
the types stands here: which type a computation is in, sign, positive part, square root.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from numbers import Integral
from typing import Any, TypeAlias

from flint import arb, fmpq, fmpz

from verify.exact import ball as balls
from verify.exact.rational import fmpq_of, fraction, rational_sqrt
from verify.tri import Tri

__all__ = [
    "Scalar",
    "common",
    "dot",
    "exact_rows",
    "into",
    "quotient",
    "relu",
    "sign",
    "sqrt",
    "total",
]

Scalar: TypeAlias = Any
"""An int, Fraction, fmpz, fmpq or arb."""


def common(*scalars: Scalar) -> type:
    """Return the type in which the scalars can be combined: arb, else fmpq, else Fraction."""
    if any(isinstance(x, arb) for x in scalars):
        kind: type = arb
    elif any(isinstance(x, fmpq | fmpz) for x in scalars):
        kind = fmpq
    else:
        kind = Fraction
    return kind


def into(x: Scalar, kind: type, /) -> Scalar:
    """Return `x` in the type `kind`, one of Fraction, fmpq and arb.

    Raises
    ------
    TypeError
        If `x` is a float, or a ball that should become a rational.
    """
    if kind is arb:
        return balls.ball(x)
    return fmpq_of(x) if kind is fmpq else fraction(x)


def exact_rows(values: Any, /) -> Any:
    """Return a scalar, or a nested sequence or array of them as nested tuples, without floats.

    Integers of NumPy become integers of Python, whose arithmetic with rationals is exact.

    Raises
    ------
    TypeError
        If an entry is a float or no number.
    """
    if isinstance(values, Fraction | fmpq | fmpz | arb):
        return values
    if isinstance(values, Integral):
        return int(values)
    if isinstance(values, Iterable) and not isinstance(values, str):
        return tuple(exact_rows(v) for v in values)
    msg = f"expected exact scalars (int, Fraction, fmpq or arb), got {values!r}."
    raise TypeError(msg)


def quotient(a: Scalar, b: Scalar, /) -> Scalar:
    """Return a/b, of two integers as a Fraction."""
    return Fraction(a, b) if isinstance(a, int) and isinstance(b, int) else a / b


def sign(x: Scalar, /) -> int | Tri:
    """Return the sign of `x`, one of -1, 0, 1, or UNKNOWN for a ball with more than one."""
    if x > 0:
        return 1
    if x < 0:
        return -1
    return 0 if x == 0 else Tri.UNKNOWN


def relu(x: Scalar, /) -> Scalar:
    """Return max(x, 0); of a ball the enclosure of it, which needs no decision."""
    if isinstance(x, arb):
        return x.nonnegative_part()
    return x if x > 0 else x * 0


def sqrt(x: Scalar, /) -> Scalar:
    """Return the square root of x >= 0 in the type of `x`.

    Raises
    ------
    ValueError
        If `x` is negative, or a rational whose root is irrational: work in balls then.
    """
    if isinstance(x, arb):
        return balls.sqrt(x)
    root = rational_sqrt(x)
    if root is None:
        msg = f"sqrt({x}) is irrational, so that rationals cannot hold it; work in balls."
        raise ValueError(msg)
    return into(root, common(x))


def total(terms: Iterable[Scalar], /) -> Scalar:
    """Return the sum of the terms; the empty sum is the integer 0."""
    iterator = iter(terms)
    result = next(iterator, 0)
    for term in iterator:
        result = result + term
    return result


def dot(a: Iterable[Scalar], b: Iterable[Scalar], /) -> Scalar:
    """Return the inner product of two vectors of equal length.

    Raises
    ------
    ValueError
        If the lengths differ.
    """
    return total(x * y for x, y in zip(a, b, strict=True))
