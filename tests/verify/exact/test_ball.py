"""Three-valued comparison of balls."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from flint import arb, ctx, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.exact.ball import (
    Undecided,
    ball,
    compare,
    decide,
    enclosure_text,
    ends,
    sqrt,
    square,
)
from verify.tri import Tri

exact = settings(derandomize=True, deadline=None, max_examples=100)
rationals = st.fractions(max_denominator=10**6)
OPS = ["<", "<=", ">", ">=", "==", "!="]
NEGATION = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
HOLDS = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}


@exact
@given(rationals, rationals, st.sampled_from(OPS))
def test_rationals_compare_exactly(a, b, op):
    """Two rationals are always decided; in balls the answer agrees or is UNKNOWN."""
    truth = Tri.of(HOLDS[op](a, b))
    assert compare(a, op, b) is truth
    assert compare(a, op, a) is Tri.of(op in ("<=", ">=", "=="))
    assert compare(ball(a), op, ball(b)) in (truth, Tri.UNKNOWN)


@pytest.mark.parametrize("op", OPS)
def test_overlapping_balls_are_unknown_and_not_no(op):
    """Undecided is UNKNOWN for a relation and for its negation alike."""
    wide, narrow = arb(0, 1), arb("0.5")
    assert not (wide > narrow) and not (wide <= narrow)  # arb's own trap
    assert compare(wide, op, narrow) is Tri.UNKNOWN
    assert compare(wide, NEGATION[op], narrow) is Tri.UNKNOWN
    assert ~compare(wide, op, narrow) is Tri.UNKNOWN


@pytest.mark.parametrize("op", OPS)
@pytest.mark.parametrize("strange", [arb("nan"), arb("inf"), arb("-inf"), arb("1 +/- inf")])
def test_what_is_not_finite_is_unknown(op, strange):
    """Infinite balls and nan decide nothing, on either side."""
    assert compare(strange, op, 0) is Tri.UNKNOWN
    assert compare(0, op, strange) is Tri.UNKNOWN


@pytest.mark.parametrize("op", OPS)
def test_separate_balls_are_decided(op):
    """Disjoint balls answer YES or NO, never UNKNOWN."""
    a, b = arb(0, 1), arb(4, 1)
    assert compare(a, op, b) is Tri.of(HOLDS[op](0, 4))
    assert compare(b, op, a) is Tri.of(HOLDS[op](4, 0))


@pytest.mark.parametrize("op", OPS)
def test_exact_balls_are_always_decided(op):
    """Balls of radius 0 are numbers: even at equality each relation answers YES or NO."""
    for a, b in ((2, 2), (2, 3), (3, 2)):
        assert compare(arb(a), op, arb(b)) is Tri.of(HOLDS[op](a, b))


def test_equality_of_irrational_balls_is_never_yes():
    """√2·√2 = 2 is not decided by balls, while 1.4 and √2 are told apart."""
    root = arb(2).sqrt()
    assert compare(root * root, "==", 2) is Tri.UNKNOWN
    assert compare(root, "==", "7/5") is Tri.NO
    assert compare(arb(3), "==", 3) is Tri.YES


def test_unknown_relation():
    """A misspelt relation is refused."""
    with pytest.raises(ValueError, match="op must be one of"):
        compare(1, "=<", 2)


@pytest.mark.parametrize("value", [0.1, True, None])
def test_ball_refuses_floats(value):
    """A ball around a rounded number would not contain the number meant."""
    with pytest.raises(TypeError):
        ball(value)


@exact
@given(rationals, st.sampled_from([2, 10, 53, 200]))
def test_ball_contains_its_number(q, precision):
    """Converted at any precision, the ball contains the rational."""
    with ctx.workprec(precision):
        low, high = ends(ball(q))
    assert low <= q <= high


def test_decide_doubles_the_precision():
    """A difference of 2^-300 needs more than 256 bits and gets them."""
    before = ctx.prec
    tiny = Fraction(1, 2**300)
    decision = decide(lambda: compare(sqrt(2) * sqrt(2), "<", 2 + tiny))
    assert decision.answer is Tri.YES
    assert decision.precision == 512
    assert ctx.prec == before


def test_decide_gives_up_at_the_limit():
    """A true equality of balls stays UNKNOWN at the last precision, and is no NO."""
    decision = decide(lambda: compare(sqrt(2) * sqrt(2), "==", 2), start=64, limit=200)
    assert decision.answer is Tri.UNKNOWN
    assert decision.precision == 200
    with pytest.raises(TypeError, match="no truth value"):
        bool(decision)


def test_decide_restores_the_precision_after_an_error():
    """An exception in the statement passes through and leaves no trace."""
    before = ctx.prec

    def fails():
        raise KeyError("planted")

    with pytest.raises(KeyError, match="planted"):
        decide(fails)
    assert ctx.prec == before


def test_decide_refuses_a_bool():
    """An arb comparison returns bool, whose False means "no or unknown": it is refused."""
    with pytest.raises(TypeError, match="must return a Tri"):
        decide(lambda: arb(0, 1) > arb(0))


def test_decide_takes_undecided_as_unknown():
    """A step that needs more bits is asked again with more bits."""
    seen = []

    def statement():
        seen.append(ctx.prec)
        if ctx.prec < 256:
            raise Undecided
        return Tri.NO

    assert decide(statement).answer is Tri.NO
    assert seen == [64, 128, 256]


@pytest.mark.parametrize(("start", "limit"), [(1, 64), (128, 64)])
def test_decide_checks_its_bits(start, limit):
    """The first precision may not exceed the last."""
    with pytest.raises(ValueError, match="2 <= start <= limit"):
        decide(lambda: Tri.YES, start=start, limit=limit)


def test_square_of_a_ball_around_zero():
    """``arb(0, 1)**2`` is nan; square() encloses [0, 1]."""
    assert (arb(0, 1) ** 2).is_nan()
    x = square(arb(0, 1))
    assert x.contains(0) and x.contains(1)
    assert compare(x, ">=", 0) is not Tri.NO
    assert square("-3/2").contains(fmpq(9, 4))


def test_sqrt_of_a_ball_that_touches_zero():
    """A sum of squares that rounding pushed below 0 has a finite root that contains 0."""
    assert arb(0, 1).sqrt().is_nan()
    root = sqrt(arb(0, 1))
    assert root.is_finite() and root.contains(0) and root.contains(1)
    assert sqrt(0).is_zero()
    with pytest.raises(ValueError, match="x must be at least 0"):
        sqrt(arb(-3, 1))


@exact
@given(rationals, st.integers(1, 30), st.sampled_from([10, 53, 200]))
def test_text_encloses_the_ball(q, digits, precision):
    """Both decimal ends are read back exactly and enclose the ball and its number."""
    with ctx.workprec(precision):
        x = ball(q)
        text = enclosure_text(x, digits=digits)
    low, high = map(Fraction, re.fullmatch(r"\[(\S+), (\S+)\]", text).groups())
    assert low <= ends(x)[0] <= q <= ends(x)[1] <= high
    assert text == enclosure_text(x, digits=digits)


def test_text_is_tight_and_deterministic():
    """An exact value has equal ends; 1/3 is rounded outward on both sides."""
    assert enclosure_text(arb(2)) == "[2, 2]"
    assert enclosure_text(arb(fmpq(1, 3)), digits=4) == "[0.3333, 0.3334]"
    assert enclosure_text(-arb(fmpq(1, 3)), digits=4) == "[-0.3334, -0.3333]"
    assert enclosure_text(arb("nan")) == "nan"
    assert enclosure_text(arb("1 +/- inf")) == "[-inf, inf]"
    with pytest.raises(ValueError, match="digits"):
        enclosure_text(arb(1), digits=0)
    with pytest.raises(ValueError, match="finite"):
        ends(arb("nan"))
