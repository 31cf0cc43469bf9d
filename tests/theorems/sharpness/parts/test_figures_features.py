"""The features of the flattest nets without biases: what the figure measures and draws."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from theorems.core.data import p_xor
from theorems.core.flattest import flattest
from theorems.core.flattest_primal import Neuron
from theorems.core.off_sample import off_sample
from theorems.sharpness._parts.figures_features import FEATURES, MARKS, _corners, _merged, features
from theorems.sharpness.thm31 import THEOREM
from verify.figures import as_data
from verify.report.figures import draw

FOUR = {"e1+e2": 1, "-e1-e2": 1, "e1-e2": -1, "-e1+e2": -1}


@pytest.fixture(scope="module")
def data():
    """What the figure measures in the quick profile."""
    return as_data(FEATURES.measure("quick", 0))


def _neurons(data, n):
    """The rows of the table that belong to n, as dicts."""
    table = data["table"]
    rows = [dict(zip(table["columns"], row, strict=True)) for row in table["rows"]]
    return [row for row in rows if row["n"] == n]


def test_on_the_cube_every_neuron_is_one_of_the_four_features(data):
    """With w of the sign of x[1]x[2] on it, and a quarter of the path norm 2√2 on each feature."""
    rows = _neurons(data, "cube")
    assert min(row["cosine"] for row in rows) > 1 - 1e-5
    assert all(row["w"] == FOUR[row["nearest"]] for row in rows)
    for name in FOUR:
        share = sum(row["share of the path norm"] for row in rows if row["nearest"] == name)
        assert share == pytest.approx(1 / 4, abs=1e-3)
    assert rows[0]["path norm"] == pytest.approx(2 * math.sqrt(2), rel=1e-4)


def test_on_a_small_sample_they_are_not(data):
    """At n = 4 no neuron is a feature, and one is nearly orthogonal to all; no corner is forced."""
    rows = _neurons(data, "4")
    assert max(row["cosine"] for row in rows) < 0.9 and min(row["cosine"] for row in rows) < 0.1
    assert all(row["corners"] > 0 and row["forced"] == 0 for row in rows)


def test_the_shares_of_each_sample_add_up(data):
    """What is shown, what is left out and what is drawn are the whole path norm."""
    for sample in data["samples"]:
        shown = sum(row["share of the path norm"] for row in _neurons(data, sample["n"]))
        assert shown + sample["left out"] == pytest.approx(1)
        assert sum(mark[0] for mark in sample["marks"]) == pytest.approx(shown)
        assert 0 <= sample["gap"] < 1e-6


def test_cosines_and_shares_of_a_net_by_hand():
    """(3, 4, 0) is 7/(5√2) from (1, 1, 0); (0, 0, 2) has no part in the plane."""
    net = [
        Neuron((Fraction(3), Fraction(-4), Fraction(0)), Fraction(-2)),
        Neuron((Fraction(0), Fraction(0), Fraction(2)), Fraction(1)),
        Neuron((Fraction(1), Fraction(1), Fraction(1)), Fraction(0)),
    ]
    total, (first, second) = features(net)
    assert total == pytest.approx(12)
    assert first[:2] == (pytest.approx(5 / 6), -1) and first.nearest == "e1-e2"
    assert first.cosine == pytest.approx(7 / math.sqrt(50)) and first.part == 1
    assert (second.share, second.cosine, second.part) == (pytest.approx(1 / 6), 0, 0)


def test_the_net_of_the_four_features_is_xor():
    """Σ ±relu(a·x)/2 over the four features is x[1]x[2]; each cosine is 1."""
    net = [
        Neuron((Fraction(a), Fraction(b), Fraction(0)), Fraction(a * b, 2))
        for a in (1, -1)
        for b in (1, -1)
    ]
    total, found = features(net)
    assert total == pytest.approx(2 * math.sqrt(2))
    assert all(f.cosine == 1 and f.sign == FOUR[f.nearest] for f in found)
    for x, y in zip(*(part.tolist() for part in p_xor(3)), strict=True):
        outputs = [
            k.w * max(sum(a * b for a, b in zip(k.a, x, strict=True)), Fraction(0)) for k in net
        ]
        assert sum(outputs) == y


def test_it_is_drawn_with_theorem_31(data):
    """The caption has every parameter and no placeholder."""
    assert FEATURES in THEOREM.figures
    caption = FEATURES.caption_of(data)
    assert "seed 0" in caption and "κ = 1/1000" in caption and "10^(−7)" in caption
    assert "None" not in caption and "{" not in caption
    assert draw(FEATURES, data).png


def test_forced_corners_are_those_of_the_whole_program():
    """All corners but one force its sign, four of the eight force none: both ends say so too."""
    inputs, labels = (part.tolist() for part in p_xor(3))
    for kept, expected in ((range(1, 8), (1, 1)), (range(1, 7), None), (range(0, 8, 2), None)):
        X, y = [inputs[i] for i in kept], [labels[i] for i in kept]
        unseen = [z for z in inputs if z not in X]
        found = [off_sample(X, y, z, bias=False).verdict(z[0] * z[1]) for z in unseen]
        shown = _corners(X, y, flattest(X, y, bias=False), inputs, None)
        assert shown == (len(unseen), found.count("forced"))
        assert expected is None or shown == expected


def test_marks_stand_at_their_cosines(data):
    """Every mark of a sample, as high as its cosine, as large as its share."""
    from matplotlib.figure import Figure as Canvas

    canvas = Canvas()
    FEATURES.draw(canvas, data)
    found = sorted(
        (round(float(y), 9), float(size))
        for part in canvas.axes[0].collections
        for (_, y), size in zip(part.get_offsets(), part.get_sizes(), strict=False)
    )
    marks = sorted(
        (round(cosine, 9), 100 * MARKS[name][1] * share)
        for sample in data["samples"]
        for share, cosine, name in sample["marks"]
    )
    assert [y for y, _ in found] == [y for y, _ in marks]
    assert sum(s for _, s in found) == pytest.approx(sum(s for _, s in marks))


def test_neurons_of_one_direction_are_one_mark():
    """(1, 1, 0) twice is one mark of both shares; (2, 1, 0) is as near to e1+e2, and another."""
    rows = ((1, 1, 0), (3, 3, 0), (2, 1, 0))
    net = [Neuron(tuple(map(Fraction, a)), Fraction(1)) for a in rows]
    total, found = features(net)
    marks = sorted(_merged(found), reverse=True)
    assert [name for *_, name in marks] == ["e1+e2"] * 2
    assert marks[0][:2] == (pytest.approx(4 * math.sqrt(2) / total), pytest.approx(1))
    assert marks[1][:2] == (pytest.approx(math.sqrt(5) / total), pytest.approx(3 / math.sqrt(10)))
