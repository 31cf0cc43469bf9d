"""Sums of square roots: arithmetic, zero and sign, exactly."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theorems.core.radicals import Radical, at_least_zero, roots, sign
from verify import Tri

SMALL = st.fractions(-4, 4, max_denominator=6)
SQUARES = st.fractions(0, 12, max_denominator=6)


@pytest.mark.parametrize(
    ("p", "q", "coefficients"),
    [
        (2, 8, (0, 2, -1, 0)),  # √8 = 2√2
        (2, 8, (-4, 0, 0, 1)),  # √2 √8 = 4
        (2, 9, (0, -3, 0, 1)),  # √9 = 3
        (9, 2, (0, 0, -3, 1)),
        (4, 9, (-5, 1, 1, 0)),
        (0, 2, (0, 7, 0, 5)),  # √0 = 0
        (Fraction(1, 2), Fraction(9, 8), (0, 3, -2, 0)),  # √(9/8) = (3/2)√(1/2)
        (2, 3, (0, 0, 0, 0)),
    ],
)
def test_zero_is_recognized(p, q, coefficients):
    """Roots that depend on each other cancel exactly, and nothing smaller counts as zero."""
    terms = tuple(map(Fraction, coefficients))
    x = Radical(Fraction(p), Fraction(q), terms)
    assert x.is_zero() and sign(x) == 0
    assert at_least_zero(x).answer is Tri.YES
    assert sign(x - Fraction(1, 10**60)) == -1
    assert at_least_zero(x - Fraction(1, 10**60)).answer is Tri.NO


def test_independent_roots_do_not_cancel():
    """√2 + √3 is not √(5 + 2√6 rounded): a close rational has a sign, however close."""
    a, b = roots(Fraction(2), Fraction(3))
    with localcontext() as context:
        context.prec = 120
        close = Fraction(str(Decimal(2).sqrt() + Decimal(3).sqrt()))
    assert sign(a + b - close) in (-1, 1)
    assert sign((a + b) * (a + b) - 5 - 2 * a * b) == 0


@settings(derandomize=True, deadline=None, max_examples=150)
@given(SQUARES, SQUARES, *[SMALL] * 8)
def test_arithmetic_agrees_with_decimals(p, q, x, y, s, t, x2, y2, s2, t2):
    """Sums, differences and products have the sign that 60 digits give them."""
    a, b = (Radical(p, q, tuple(terms)) for terms in ((x, y, s, t), (x2, y2, s2, t2)))
    with localcontext() as context:
        context.prec = 60

        def value(terms):
            numbers = [Decimal(c.numerator) / c.denominator for c in terms]
            one, two = ((Decimal(r.numerator) / r.denominator).sqrt() for r in (p, q))
            return sum(c * r for c, r in zip(numbers, (1, one, two, one * two), strict=True))

        u, v = value(a.terms), value(b.terms)
        for exact, near in ((a + b, u + v), (a - b, u - v), (a * b, u * v), (3 - a, 3 - u)):
            expected = 0 if abs(near) < Decimal(10) ** -40 else (1 if near > 0 else -1)
            assert sign(exact) == expected


def test_roots_of_different_numbers_do_not_mix():
    """A sum of √2 and of √5 of another pair is refused."""
    (a, _), (b, _) = roots(Fraction(2), Fraction(3)), roots(Fraction(5), Fraction(3))
    with pytest.raises(ValueError, match="do not mix"):
        a + b


def test_rational_roots_are_fractions():
    """A Pythagorean norm is a rational."""
    assert roots(Fraction(25, 9), Fraction(0)) == (Fraction(5, 3), 0)
