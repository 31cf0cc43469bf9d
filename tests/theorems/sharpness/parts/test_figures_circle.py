"""The circle of Proposition A.2 as it is drawn: regions, labels and the net of width n."""

from __future__ import annotations

import math

import numpy as np
import pytest

from theorems.sharpness._parts.figures_circle import CIRCLE
from theorems.sharpness.propA2 import THEOREM
from verify.figures import as_data
from verify.report.figures import draw


@pytest.fixture(scope="module")
def data():
    """What the figure measures in the quick profile."""
    return as_data(CIRCLE.measure("quick", 0))


def arcs(data):
    """The ends of each region, before and after its sample, and the sample itself."""
    n = len(data["samples"])
    for s in data["samples"]:
        turns = [z - 2 * math.pi * k for z in data["ends"] for k in (-1, 0, 1)]
        yield max(z for z in turns if z < s), s, min(z for z in turns if z > s)
    assert len(data["ends"]) == n


def test_each_region_has_one_sample(data):
    """Samples and ends alternate, in one turn of the circle."""
    for low, _, high in arcs(data):
        assert sum(low < t + turn < high for t in data["samples"] for turn in (-7, 0, 7)) == 1
        assert 0 < high - low < math.pi
    assert sum(high - low for low, _, high in arcs(data)) == pytest.approx(2 * math.pi)


def test_labels_are_those_of_the_caption(data):
    """1 + x[1]/2 at the samples and along the whole circle."""
    assert data["labels"] == pytest.approx([1 + math.cos(s) / 2 for s in data["samples"]])
    rows = np.array(data["table"]["rows"])
    assert rows[:, 1] == pytest.approx(1 + np.cos(rows[:, 0]) / 2)
    assert np.all(np.diff(rows[:, 0]) > 0) and rows[0, 0] == 0 and 6 < rows[-1, 0] < 2 * math.pi


def test_the_net_of_width_n_is_a_cap_on_each_region(data):
    """On the arc with ends m ± h it is y_j (cos(θ−m) − cos h)/(cos(s_j−m) − cos h)."""
    caps = []
    for (low, s, high), y in zip(arcs(data), data["labels"], strict=True):
        m, h = (low + high) / 2, (high - low) / 2
        caps.append((m, math.cos(h), y / (math.cos(s - m) - math.cos(h))))
    for angle, _, narrow, _ in data["table"]["rows"]:
        expected = sum(w * max(math.cos(angle - m) - edge, 0) for m, edge, w in caps)
        assert narrow == pytest.approx(expected, abs=1e-9)


def test_the_net_of_width_2n_is_near_the_interpolation(data):
    """Within 1/50 of what is linear along the chord between neighbouring samples."""
    turns, labels = data["samples"], data["labels"]
    for angle, _, _, wide in data["table"]["rows"]:
        j = sum(t <= angle for t in turns) - 1
        k = (j + 1) % len(turns)
        (a, b), (c, d), (x, y) = ((math.cos(t), math.sin(t)) for t in (turns[j], turns[k], angle))
        along = ((x - a) * (c - a) + (y - b) * (d - b)) / ((c - a) ** 2 + (d - b) ** 2)
        assert 0 <= along <= 1
        assert wide == pytest.approx(labels[j] + along * (labels[k] - labels[j]), abs=1 / 50)


def test_it_is_drawn_with_proposition_a2(data):
    """The curves are the columns of the table, the dots the samples."""
    from matplotlib.figure import Figure as Canvas

    assert CIRCLE in THEOREM.figures
    assert "the 9 neurons" in CIRCLE.caption_of(data)
    assert draw(CIRCLE, data).png
    canvas = Canvas()
    CIRCLE.draw(canvas, data)
    left, right = canvas.axes
    for line, column in zip(right.lines, (1, 2, 3), strict=False):
        assert list(line.get_xdata()) == [row[0] for row in data["table"]["rows"]]
        assert list(line.get_ydata()) == [row[column] for row in data["table"]["rows"]]
    dots = right.lines[3]
    assert (list(dots.get_xdata()), list(dots.get_ydata())) == (data["samples"], data["labels"])
    assert len(left.patches) == 1 + len(data["samples"])
