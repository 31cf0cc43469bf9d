"""The samples that the upper bounds run on: what belongs to each set."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theorems.sco._parts import upper_models as models

APART = models.EACH.samples[1]
HELD = models.LINES.samples[1]


@pytest.mark.parametrize(
    "kind", [models.FLAT, models.LINES, models.EACH, models.BEST, models.INTERVALS, models.LOSSES]
)
@settings(derandomize=True, deadline=None, max_examples=25)
@given(data=st.data())
def test_what_is_drawn_and_swept_belongs(kind, data):
    """A search and a sweep see members alone."""
    assert kind.contains(data.draw(kind.strategy()))
    assert all(kind.contains(value) for value in kind.samples)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (models.LOSSES, {"a": ["2"], "b": "0"}),
        (models.FLAT, {"z": [{"a": ["1"], "b": "1/2"}], "star": ["0"], "rho": "1"}),
        (models.EACH, {**APART, "star": ["1/2"]}),
        (models.EACH, {**APART, "rho": "2"}),
        (models.LINES, {**HELD, "rho": "11/10"}),
    ],
)
def test_what_misses_a_hypothesis_is_no_member(kind, value):
    """Too steep, too near, no minimizer, not ρ-flat: none belongs."""
    assert not kind.contains(value)
