"""Rational numbers: conversion, canonical text, rounding, square roots with valid ends.

Two representations are in use: :class:`fractions.Fraction` (standard library, goes into files) and
``flint.fmpq`` (fast, goes into matrices).  They do not mix in arithmetic and ``Fraction(1, 3) ==
fmpq(1, 3)`` is False, so code keeps to one of them and converts at its border with
:func:`fraction` and :func:`fmpq_of`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Rational
from typing import Any

from flint import fmpq, fmpq_mat, fmpz

__all__ = [
    "best_rational",
    "fmpq_column",
    "fmpq_matrix",
    "fmpq_of",
    "fraction",
    "fraction_rows",
    "rational_sqrt",
    "round_rational",
    "sqrt_ceil",
    "sqrt_floor",
    "text",
]


def fraction(value: Any, *, exact_float: bool = False) -> Fraction:
    """Exact rational value of `value`.

    Parameters
    ----------
    value : int, str, Fraction, Decimal, fmpz or fmpq
        A string is ``"p/q"`` or a decimal such as ``"0.1"``, which means 1/10.
    exact_float : bool
        Take a float as the dyadic rational that it is: 0.1 becomes
        3602879701896397/36028797018963968, not 1/10.

    Raises
    ------
    TypeError
        If `value` is a float and `exact_float` is False, or of another type.
    ValueError
        If `value` is no rational number: a malformed string, an infinity, a nan.
    """
    if type(value) is Fraction:
        return value
    if isinstance(value, bool):
        msg = f"value must be a rational number, got the bool {value!r}."
        raise TypeError(msg)
    if isinstance(value, fmpq):
        return Fraction(int(value.p), int(value.q))
    if isinstance(value, (Integral, fmpz)):
        return Fraction(int(value))
    if isinstance(value, float) and not exact_float:
        msg = (
            f"value must be exact, got the float {float(value)!r}; write it as a string, "
            "or say exact_float=True if the binary number itself is meant."
        )
        raise TypeError(msg)
    if isinstance(value, (str, float, Decimal, Rational)):
        try:
            return Fraction(value)
        except (ValueError, OverflowError, ZeroDivisionError) as error:
            msg = f"value must be a finite rational number, got {value!r}."
            raise ValueError(msg) from error
    msg = f"value must be a rational number, got {value!r} of type {type(value).__name__}."
    raise TypeError(msg)


def fmpq_of(value: Any, *, exact_float: bool = False) -> fmpq:
    """Convert like :func:`fraction`, to ``flint.fmpq``."""
    if isinstance(value, fmpq):
        return value
    q = fraction(value, exact_float=exact_float)
    return fmpq(q.numerator, q.denominator)


def text(q: Any) -> str:
    """Canonical text ``"p/q"`` in lowest terms with q > 0, or ``"p"`` for an integer.

    Two rationals are equal iff their texts are, and ``fraction(text(q)) == q``.
    """
    return str(fraction(q))


def round_rational(x: float | Fraction, *, bits: int) -> Fraction:
    """Multiple of 2^-bits that is nearest to `x`, ties to even.

    Raises
    ------
    ValueError
        If `x` is not finite or `bits` is negative.
    """
    _check_bits(bits)
    scaled = fraction(x, exact_float=True) * 2**bits
    return Fraction(round(scaled), 2**bits)


def best_rational(x: float | Fraction, max_denominator: int) -> Fraction:
    """Rational nearest to `x` among those with denominator at most `max_denominator`.

    Raises
    ------
    ValueError
        If `x` is not finite or `max_denominator` is less than 1.
    """
    return fraction(x, exact_float=True).limit_denominator(max_denominator)


def sqrt_floor(q: Any, bits: int) -> Fraction:
    """Largest multiple s of 2^-bits with s >= 0 and s² <= q.

    Raises
    ------
    ValueError
        If `q` or `bits` is negative.
    """
    q = _check_radicand(q)
    _check_bits(bits)
    # k² <= q 4^bits with k an integer iff k² <= floor(q 4^bits).
    return Fraction(math.isqrt(math.floor(q * 4**bits)), 2**bits)


def sqrt_ceil(q: Any, bits: int) -> Fraction:
    """Smallest multiple s of 2^-bits with s >= 0 and s² >= q.

    Raises
    ------
    ValueError
        If `q` or `bits` is negative.
    """
    q = _check_radicand(q)
    low = sqrt_floor(q, bits)
    return low if low * low == q else low + Fraction(1, 2**bits)


def rational_sqrt(q: Any) -> Fraction | None:
    """Rational s >= 0 with s² = q, or None if there is none.

    Raises
    ------
    ValueError
        If `q` is negative.
    """
    q = _check_radicand(q)
    s = Fraction(math.isqrt(q.numerator), math.isqrt(q.denominator))
    return s if s * s == q else None


def fmpq_matrix(rows: Any, *, exact_float: bool = False) -> fmpq_mat:
    """Rational matrix of `rows`, a nested sequence or a 2-D array of exact entries.

    An array with no row keeps its number of columns if it has a ``shape``.  An ``fmpq_mat`` is
    returned as it is.

    Raises
    ------
    TypeError
        If an entry is a float and `exact_float` is False.
    ValueError
        If the rows differ in length.
    """
    if isinstance(rows, fmpq_mat):
        return rows
    shape = getattr(rows, "shape", None)
    table = [list(row) for row in _as_list(rows)]
    columns = len(table[0]) if table else (int(shape[1]) if shape is not None else 0)
    for i, row in enumerate(table):
        if len(row) != columns:
            msg = f"rows must have equal lengths, got {columns} in row 0 and {len(row)} in row {i}."
            raise ValueError(msg)
    entries = [fmpq_of(x, exact_float=exact_float) for row in table for x in row]
    return fmpq_mat(len(table), columns, entries)


def fmpq_column(entries: Any, *, exact_float: bool = False) -> fmpq_mat:
    """Rational n×1 matrix of a sequence or 1-D array; an n×1 ``fmpq_mat`` is returned as it is.

    Raises
    ------
    TypeError
        If an entry is a float and `exact_float` is False.
    ValueError
        If `entries` is a matrix with another number of columns than 1.
    """
    if isinstance(entries, fmpq_mat):
        if entries.ncols() != 1:
            msg = f"entries must be a column, got {entries.nrows()}×{entries.ncols()}."
            raise ValueError(msg)
        return entries
    values = [fmpq_of(x, exact_float=exact_float) for x in _as_list(entries)]
    return fmpq_mat(len(values), 1, values)


def fraction_rows(matrix: fmpq_mat) -> tuple[tuple[Fraction, ...], ...]:
    """Entries of `matrix` as fractions, row by row."""
    return tuple(tuple(fraction(x) for x in row) for row in matrix.table())


def _as_list(values: Any) -> Sequence[Any]:
    """Python objects of an array (through ``tolist``) or of any iterable."""
    if hasattr(values, "tolist"):
        values = values.tolist()
    if isinstance(values, Iterable):
        return list(values)
    msg = f"expected a sequence or an array, got {values!r}."
    raise TypeError(msg)


def _check_bits(bits: int) -> None:
    if bits < 0:
        msg = f"bits must be at least 0, got {bits!r}."
        raise ValueError(msg)


def _check_radicand(q: Any) -> Fraction:
    radicand = fraction(q)
    if radicand < 0:
        msg = f"q must be at least 0, got {radicand}."
        raise ValueError(msg)
    return radicand
