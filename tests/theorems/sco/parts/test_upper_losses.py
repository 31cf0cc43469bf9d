"""The rational models of losses: convex, smooth, and one that is not convex."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theorems.sco._parts import upper_losses as losses
from theorems.sco._parts import upper_models as models


@pytest.mark.parametrize("sample", [*models.EACH.samples, *models.FLAT.samples])
@settings(derandomize=True, deadline=None, max_examples=8)
@given(data=st.data())
def test_the_models_are_convex_and_smooth(sample, data):
    """F(v) ≥ F(u) + ⟨∇F(u), v − u⟩ + ½‖∇F(u) − ∇F(v)‖², which is convexity and 1-smoothness."""
    d = len(sample["star"])
    u, v = (losses.point(data.draw(models.POINTS.strategy()), d) for _ in range(2))
    g, h = losses.mean_slope(sample, u), losses.mean_slope(sample, v)
    change = tuple(b - a for a, b in zip(g, h, strict=True))
    line = losses.dot(g, tuple(b - a for a, b in zip(u, v, strict=True)))
    least = losses.mean_loss(sample, u) + line + losses.dot(change, change) / 2
    assert losses.mean_loss(sample, v) >= least >= losses.dot(change, change) / 2 + line


@settings(derandomize=True, deadline=None, max_examples=30)
@given(
    width=st.fractions(Fraction(1, 10), 5, max_denominator=10),
    u=st.fractions(-9, 9, max_denominator=10),
    v=st.fractions(-9, 9, max_denominator=10),
)
def test_the_well_is_smooth_and_not_convex(width, u, v):
    """Its slope is nonexpansive, its value at most width²; past the width it bends down."""
    well = {"well": str(width)}
    assert abs(losses.slope(well, (u,))[0] - losses.slope(well, (v,))[0]) <= abs(u - v)
    assert 0 <= losses.loss(well, (u,)) <= width**2
    assert losses.slope(well, (2 * width,))[0] == 0 < losses.slope(well, (width,))[0]
