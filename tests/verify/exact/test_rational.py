"""Rational conversion, text, rounding, roots."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from flint import fmpq, fmpz
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.exact.rational import (
    best_rational,
    fmpq_column,
    fmpq_matrix,
    fmpq_of,
    fraction,
    fraction_rows,
    rational_sqrt,
    round_rational,
    sqrt_ceil,
    sqrt_floor,
    text,
)

exact = settings(derandomize=True, deadline=None, max_examples=100)
rationals = st.fractions(max_denominator=10**9)
floats = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (3, Fraction(3)),
        (np.int64(-4), Fraction(-4)),
        (fmpz(7), Fraction(7)),
        (fmpq(-2, 6), Fraction(-1, 3)),
        ("-2/6", Fraction(-1, 3)),
        ("0.1", Fraction(1, 10)),
        ("1e-3", Fraction(1, 1000)),
        (Decimal("0.1"), Fraction(1, 10)),
        (Fraction(5, 2), Fraction(5, 2)),
    ],
)
def test_fraction_reads_exact_values(value, expected):
    """Every exact notation means the number written."""
    assert fraction(value) == expected
    assert fmpq_of(value) == fmpq(expected.numerator, expected.denominator)


@pytest.mark.parametrize("value", [0.1, np.float64(0.1)])
def test_floats_need_consent(value):
    """A float is refused unless its binary value is meant, which for 0.1 is not 1/10."""
    with pytest.raises(TypeError, match=r"must be exact, got the float 0\.1"):
        fraction(value)
    assert fraction(value, exact_float=True) == Fraction(3602879701896397, 36028797018963968)


@pytest.mark.parametrize("value", ["1/0", "abc", "nan", "", Decimal("Infinity")])
def test_malformed_values(value):
    """What is no rational number is named in a ValueError."""
    with pytest.raises(ValueError, match="finite rational number"):
        fraction(value)


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_floats_that_are_no_numbers(value):
    """Infinities and nan have no exact value, consent or not."""
    with pytest.raises(ValueError, match="finite rational number"):
        fraction(value, exact_float=True)


@pytest.mark.parametrize("value", [True, None, 1j, np.float32(0.5)])
def test_other_types(value):
    """Bools, None, complex and other inexact numbers are refused."""
    with pytest.raises(TypeError, match="value must be"):
        fraction(value)


@exact
@given(rationals)
def test_text_is_canonical(q):
    """Text determines the number and is the same for both representations."""
    assert fraction(text(q)) == q
    assert text(fmpq_of(q)) == text(q)
    assert text(f"{7 * q.numerator}/{7 * q.denominator}") == text(q)


@exact
@given(floats, st.integers(0, 80))
def test_round_rational_is_nearest(x, bits):
    """The rounded value is dyadic and at most half a unit away."""
    q = round_rational(x, bits=bits)
    assert (q * 2**bits).denominator == 1
    assert abs(q - Fraction(x)) <= Fraction(1, 2 ** (bits + 1))


def test_best_rational_recovers_a_simple_fraction():
    """A float near 355/113 comes back as 355/113."""
    assert best_rational(355 / 113, 1000) == Fraction(355, 113)
    assert best_rational(math.pi, 1000) == Fraction(355, 113)


@exact
@given(st.fractions(min_value=0, max_denominator=10**9), st.integers(0, 70))
def test_square_roots_bracket(q, bits):
    """sqrt_floor and sqrt_ceil are the tightest multiples of 2^-bits around the root."""
    unit = Fraction(1, 2**bits)
    low, high = sqrt_floor(q, bits), sqrt_ceil(q, bits)
    assert low**2 <= q <= high**2
    assert q < (low + unit) ** 2
    assert high == 0 or (high - unit) ** 2 < q
    assert high - low in (0, unit)


@exact
@given(rationals)
def test_rational_sqrt_of_a_square(q):
    """The root of q² is |q|, and 2q² has none unless q = 0."""
    assert rational_sqrt(q * q) == abs(q)
    assert (rational_sqrt(2 * q * q) is None) == (q != 0)


@pytest.mark.parametrize(
    "call",
    [
        lambda: sqrt_floor(-1, 4),
        lambda: sqrt_ceil("-1/2", 4),
        lambda: rational_sqrt(-1),
        lambda: sqrt_floor(1, -1),
        lambda: round_rational(1.0, bits=-1),
        lambda: best_rational(1.0, 0),
    ],
)
def test_bad_arguments(call):
    """Negative radicands, bits and denominators are refused."""
    with pytest.raises(ValueError):  # noqa: PT011 - the messages differ
        call()


def test_matrices_convert_both_ways():
    """Nested lists, integer arrays and object arrays become the same rational matrix."""
    rows = [[1, "1/3"], [Fraction(-2, 5), fmpq(4)]]
    matrix = fmpq_matrix(rows)
    assert fraction_rows(matrix) == ((1, Fraction(1, 3)), (Fraction(-2, 5), 4))
    assert fmpq_matrix(np.array(rows, dtype=object)) == matrix
    assert fmpq_matrix(matrix) is matrix
    assert fmpq_column(np.array([1, 2])) == fmpq_matrix([[1], [2]])


def test_matrix_shapes():
    """Ragged rows and wide columns are refused; an empty array keeps its columns."""
    with pytest.raises(ValueError, match="equal lengths"):
        fmpq_matrix([[1, 2], [3]])
    with pytest.raises(ValueError, match="must be a column"):
        fmpq_column(fmpq_matrix([[1, 2]]))
    assert fmpq_matrix(np.zeros((0, 3))).ncols() == 3


def test_float_arrays_need_consent():
    """A float array is refused unless its binary values are meant."""
    with pytest.raises(TypeError, match="must be exact"):
        fmpq_matrix(np.eye(2))
    assert fmpq_matrix(np.eye(2), exact_float=True) == fmpq_matrix([[1, 0], [0, 1]])
    with pytest.raises(TypeError, match="expected a sequence"):
        fmpq_column(3)
