"""Brackets of the sharpness-aware risk and of its least value, and the event's probability."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from flint import arb, ctx

from theorems.core.losses import theorem1_risk
from theorems.core.saer import SaerBracketExact
from theorems.sco._parts.bounds import at_most, equals, least_saer, refined, saer_at
from theorems.sco._parts.event import bounds_at, event_in_words
from theorems.sco._parts.samples import bits, drawn_samples
from verify import Finding, Tri


def bracket(lower, upper):
    """Two ends without a perturbation."""
    return SaerBracketExact(Fraction(lower), Fraction(upper), ())


@pytest.mark.parametrize(
    ("left", "right", "answer"),
    [
        ((0, 1), (1, 2), Tri.YES),
        ((0, 1), (0, 2), Tri.UNKNOWN),
        ((1, 2), (0, 1), Tri.UNKNOWN),
        ((2, 3), (0, 1), Tri.NO),
    ],
)
def test_brackets_are_compared_three_valued(left, right, answer):
    """Overlapping brackets decide nothing."""
    assert at_most(bracket(*left), bracket(*right)).answer is answer


@pytest.mark.parametrize(
    ("ends", "answer"),
    [((1, 1), Tri.YES), ((0, 1), Tri.UNKNOWN), ((0, "1/2"), Tri.NO), ((2, 3), Tri.NO)],
)
def test_a_value_is_reached_where_the_bracket_closes(ends, answer):
    """Only a closed bracket says that the number is 1."""
    assert equals(bracket(*ends), Fraction(1)).answer is answer


@pytest.mark.parametrize("n", [1, 2, 3])
def test_the_least_risk_is_bracketed(n):
    """The lower end is ½[r−ρ]_+², and lies below the risk at perturbed points of the ball."""
    rho, r = Fraction(1, 4), Fraction(1, 2)
    (sample,) = drawn_samples(n, 1, seed=5)
    at, found = least_saer(sample, rho, r)
    assert sum(x * x for x in at) <= 1
    assert found.lower == Fraction(1, 32) and found.width < Fraction(1, 100)
    rng, masks, d = np.random.default_rng(1), np.array(bits(sample)), 2**n + 1
    last = np.eye(d)[-1] * float(r)
    for _ in range(50):
        w = rng.normal(size=d)
        w /= max(np.linalg.norm(w), 1)
        worst = max(float(theorem1_risk(w + s * last, masks, 0.25)) for s in (1, -1))
        assert worst >= float(found.lower) - 1e-12


@pytest.mark.parametrize("w", [(0, 0, 1), (1, 0, 0), (Fraction(1, 3), Fraction(-1, 2), 0)])
def test_the_bracket_holds_the_risk_at_sampled_perturbations(w):
    """No sampled v of length r exceeds the upper end."""
    sample, rho, r = ["01"], Fraction(1, 4), Fraction(3, 4)
    found = saer_at(tuple(map(Fraction, w)), sample, rho, r, along=(1, 2))
    upper = float(found.upper if isinstance(found.upper, Fraction) else found.upper.mid())
    rng, masks = np.random.default_rng(2), np.array(bits(sample))
    for _ in range(100):
        v = rng.normal(size=3)
        moved = np.array([float(x) for x in w]) + float(r) * v / np.linalg.norm(v)
        assert float(theorem1_risk(moved, masks, 0.25)) <= upper + 1e-12


def test_open_questions_are_asked_with_more_bits():
    """1 + 2^-200 is above 1 at 256 bits; what stays open is left open."""
    seen = []

    def above(data, point):
        seen.append(ctx.prec)
        x = 1 + arb(2) ** -200
        return Finding(Tri.YES if x > 1 else Tri.UNKNOWN)

    assert refined(above)({}, {}).answer is Tri.YES
    assert seen == [64, 128, 256]
    assert refined(lambda d, p: Finding(Tri.UNKNOWN))({}, {}).answer is Tri.UNKNOWN


def test_the_event_is_held_against_both_bounds():
    """1 − 1/e itself is on the bound from below and 1 above the bound from above."""
    data = {"lower": "1-exp(-1)", "upper": "1-(1-x)*exp(-1)"}
    answers = [bounds_at(data, Fraction(p), 3).answer for p in ("1/2", "13/20", "1")]
    assert answers == [Tri.NO, Tri.YES, Tri.NO]
    assert event_in_words("1/2") == Fraction(1, 2)
