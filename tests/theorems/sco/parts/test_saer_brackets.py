"""Brackets of the sharpness-aware risk: compared three-valued, and true at perturbations."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from theorems.core.losses import theorem1_risk
from theorems.core.saer import SaerBracketExact
from theorems.sco._parts.saer_brackets import at_most, equals, saer_at
from theorems.sco._parts.samples import bits
from verify import Tri


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
