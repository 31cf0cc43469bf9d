"""The figures from the cone program: what they measure and that they are drawn."""

from __future__ import annotations

import pytest

from theorems.sharpness._parts.figures_program import ATTAINED, TRANSITION
from verify.figures import as_data
from verify.report.figures import draw


@pytest.mark.parametrize("figure", [ATTAINED, TRANSITION])
def test_each_figure_is_measured_and_drawn(figure):
    """The data are JSON, the caption holds no placeholder, and the drawing is not empty."""
    data = as_data(figure.measure("quick", 3))
    assert "None" not in figure.caption_of(data) and "{" not in figure.caption_of(data).replace(
        "{−3, …, 3}", ""
    )
    assert draw(figure, data).png


def test_corners_add_up_and_biases_force_none():
    """Each unseen corner is forced, free or undecided; with biases all of them can be any value."""
    rows = as_data(TRANSITION.measure("quick", 0))["table"]["rows"]
    assert {row[1] for row in rows} == {False, True}
    for _, bias, _, _, corners, forced, free, undecided, unbounded in rows:
        assert corners == forced + free + undecided and unbounded <= free
        assert not bias or unbounded == corners
    assert any(row[5] for row in rows)


def test_the_bracket_holds_the_closed_form_at_extreme_points_only():
    """At sets with a point inside, the least trace is above it."""
    for row in as_data(ATTAINED.measure("quick", 0))["table"]["rows"]:
        _, extreme, _, closed, low, high = row
        assert (
            low <= closed * (1 + 1e-12) and closed <= high * (1 + 1e-12)
            if extreme
            else (low >= closed * (1 - 1e-6))
        )
