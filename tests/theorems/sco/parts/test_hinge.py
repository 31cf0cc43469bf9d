"""½[‖p(w)‖ − ρ]_+² and its gradient at rational points, against the array twins."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theorems.core.losses import lemma2_gradient, lemma2_loss, theorem1_gradient, theorem1_loss
from theorems.core.radicals import Radical
from theorems.sco._parts.hinge import (
    hinge_class,
    largest_on_ball,
    loss_at,
    positive_on_ball,
    residues,
    seen,
)
from verify import Tri

ENTRY = st.fractions(-1, 1, max_denominator=8)
ROWS = st.lists(st.tuples(ENTRY, ENTRY, st.integers(0, 1)), min_size=1, max_size=3)
RHO = st.fractions(0, 2, max_denominator=4)


def _float(x):
    return float(x.ball().mid()) if isinstance(x, Radical) else float(x)


@settings(derandomize=True, deadline=None, max_examples=80)
@given(ROWS, RHO)
def test_losses_and_gradients_agree_with_the_array_twins(rows, rho):
    """Both gauges, both implementations, the same numbers."""
    w = np.array([float(row[0]) for row in rows] + [0.5])
    for gauge, loss, gradient in (
        ("one-sided", lemma2_loss, lemma2_gradient),
        ("two-sided", theorem1_loss, theorem1_gradient),
    ):
        entries = [row[1] if gauge == "one-sided" else Fraction(row[2]) for row in rows]
        z, exact_w = [*entries, Fraction(1)], [*(row[0] for row in rows), Fraction(1, 2)]
        array = np.array([[float(x) for x in (z if gauge == "one-sided" else entries)]])
        p = seen(exact_w, z, gauge)
        (residue, _) = residues(p, p, rho)
        found = [_float(r * b) for r, b in zip(residue, z, strict=True)]
        np.testing.assert_allclose(found, gradient(w, array, float(rho))[0], atol=1e-12)
        value = loss_at(exact_w, z, rho, gauge)
        number = float(value) if isinstance(value, Fraction) else float(value.mid())
        np.testing.assert_allclose(number, loss(w, array, float(rho))[0], atol=1e-12)


def test_the_residue_at_zero_is_zero():
    """With ρ = 0 the residue of 0 is 0, not 0/0."""
    zero = (Fraction(0), Fraction(0))
    assert residues(zero, zero, Fraction(0)) == ([0, 0], [0, 0])


@pytest.mark.parametrize("gauge", ["one-sided", "two-sided"])
@pytest.mark.parametrize("name", ["convex", "1-smooth", "Lipschitz"])
def test_each_inequality_can_fail(gauge, name):
    """A loss that is scaled, negated or looked at too far out breaks each of them by name."""
    one, two, half = (Fraction(1),), (Fraction(2),), (Fraction(1, 2),)
    cases = {
        "convex": (half, one, {"scale": Fraction(-1)}),
        "1-smooth": (half, one, {"scale": Fraction(101, 100)}),
        "Lipschitz": (one, two, {}),
    }
    u, v, options = cases[name]
    finding = hinge_class(u, v, one, Fraction(0), gauge, **options)
    assert finding.answer is Tri.NO
    if name != "convex":  # the negated loss is negative before it is concave
        assert finding.values["which"] == name


@settings(derandomize=True, deadline=None, max_examples=80)
@given(ROWS, RHO, st.fractions(0, 2, max_denominator=4))
def test_ends_hold_what_they_bracket(rows, rho, r):
    """The loss at points of the ball never exceeds the upper end, and reaches the lower."""
    w, z = [row[0] for row in rows], [row[1] for row in rows]
    lower, upper = largest_on_ball(w, z, rho, r, "one-sided")
    low, high = (float(x) if isinstance(x, Fraction) else float(x.mid()) for x in (lower, upper))
    assert low <= high + 1e-9
    rng = np.random.default_rng(0)
    point, signs = np.array([float(x) for x in w]), np.array([[float(x) for x in z]])
    for _ in range(10):
        v = rng.normal(size=len(w))
        moved = point + float(r) * v / np.linalg.norm(v)
        assert lemma2_loss(moved, signs, float(rho))[0] <= high + 1e-9


def test_an_open_bracket_decides_nothing():
    """Where coordinates share the length of v, the two ends do not tell, and neither do we."""
    w, z = (Fraction(-1), Fraction(-1)), (Fraction(1), Fraction(1))
    finding = positive_on_ball(w, z, Fraction(3, 2), Fraction(9, 4), "one-sided")
    assert finding.answer is Tri.UNKNOWN
