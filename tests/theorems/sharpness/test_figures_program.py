"""The figures from the cone program: what they measure and that they are drawn."""

from __future__ import annotations

import pytest

from theorems.core import off_sample_transition
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


def test_each_sample_of_a_size_has_its_own_seed(monkeypatch):
    """Sample k is drawn from seed + k, and what all of them count is added up."""
    seen = []
    true = off_sample_transition.transition

    def spied(d, sizes, seed, bias, most=None):
        seen.append((d, bias, seed))
        return true(d, sizes, seed, bias, most=most)

    monkeypatch.setattr(off_sample_transition, "transition", spied)
    rows = TRANSITION.measure("quick", 0)["table"]["rows"]
    assert seen == [(3, bias, k) for bias in (False, True) for k in (0, 1)]
    alone = [true(3, (4, 8), k, False) for k in (0, 1)]
    for at in (0, 1):
        assert rows[at][4] == sum(found[at].unseen for found in alone)
        assert rows[at][5] == sum(found[at].forced for found in alone)


def test_forced_shares_are_drawn():
    """A line for each dimension without biases, the share of forced corners above each n."""
    from matplotlib.figure import Figure as Canvas

    data = as_data(TRANSITION.measure("quick", 0))
    canvas = Canvas()
    TRANSITION.draw(canvas, data)
    plain, biased = canvas.axes[0].lines
    for line, bias in ((plain, False), (biased, True)):
        rows = [row for row in data["table"]["rows"] if row[1] is bias and row[4]]
        assert list(line.get_xdata()) == [row[2] for row in rows]
        assert list(line.get_ydata()) == [row[5] / row[4] for row in rows]


def test_the_caption_counts_the_brackets_of_its_data():
    """Of three outer sets two hold the closed form, of two inner ones one lies above it."""
    rows = [
        [3, True, 4, 1.0, 0.9, 1.1],
        [3, True, 4, 1.0, 1.0, 1.0],
        [3, True, 4, 1.0, 1.1, 1.2],
        [4, False, 4, 1.0, 1.1, 1.2],
        [4, False, 4, 1.0, 0.9, 1.1],
    ]
    caption = ATTAINED.caption_of({"table": {"columns": [], "rows": rows}})
    assert "at 2 of 3 sets of extreme points" in caption and "above it at 1 of 2 sets" in caption
