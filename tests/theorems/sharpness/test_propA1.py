"""Proposition A.1: its verdicts without the searches, and that broken constructions turn it red."""

from __future__ import annotations

from fractions import Fraction

import pytest

from theorems.sharpness._parts import few_coordinates, few_coordinates_support
from theorems.sharpness._parts.few_coordinates_sets import CIRCLE, ONE, SIGNS, ZERO
from theorems.sharpness.propA1 import THEOREM
from verify.run import inprocess
from verify.tri import Tri

BUILT = {"zero": "dead", "idle": "-1", "out": "1"}
HALF = Fraction(1, 2)


@pytest.mark.parametrize("claim", THEOREM.claims, ids=lambda c: c.id)
def test_readings_and_controls(claim):
    """Each reading gets its expected verdict and each control the opposite one, leg by leg."""
    assert inprocess.unexpected(THEOREM, claim.id, without=("property",)) == []


def test_samples_that_share_the_first_coordinates_share_a_neuron():
    """Four samples at two points: two neurons interpolate them at the least trace."""
    found = few_coordinates.flattest_net(BUILT, {"data": SIGNS, "eps": HALF, "spare": 0})
    assert found.answer is Tri.YES


def test_a_label_zero_has_no_printed_neuron():
    """Where y = 0 the printed r is 0, and with a dead neuron the net is as flat as any."""
    point = {"data": ZERO, "eps": HALF, "spare": 0}
    assert few_coordinates.flattest_net(BUILT | {"zero": "printed"}, point).answer is Tri.NO
    assert few_coordinates.flattest_net(BUILT, point).answer is Tri.YES


def test_printed_rows_are_right_on_the_unit_circle():
    """With v_j = w_j of length 1 the printed rows are the corrected ones."""
    point = {"data": CIRCLE, "eps": HALF, "r": Fraction(1)}
    assert few_coordinates.rows({"row": "v"}, point).answer is Tri.YES
    point["data"] = ONE
    assert few_coordinates.rows({"row": "v"}, point).answer is Tri.NO


@pytest.mark.parametrize(
    "change",
    [
        {"W": [["3/5"]]},
        {"V": [["2"], ["2"]], "W": [["1"], ["1"]], "y": ["3", "3"]},
        {"S": [[0, "2"], [0, "1"]]},
        {"S": [[1, "2"]]},
        {"S": []},
    ],
)
def test_supports_are_checked(change):
    """A direction that is no unit vector, a point twice, two norms, no sample: no support."""
    with pytest.raises(ValueError, match="must"):
        few_coordinates_support.read(ONE | change)


def test_broken_nets_are_found(monkeypatch):
    """A neuron that reaches the other points is seen by both claims that execute it."""
    make = few_coordinates._net

    def wide(support, heights, epsilon, **options):
        return make(support, heights, Fraction(7, 2), **options)

    monkeypatch.setattr(few_coordinates, "_net", wide)
    point = {"data": SIGNS, "eps": HALF, "r": Fraction(1), "spare": 0}
    assert few_coordinates.rows({"row": "w"}, point).answer is Tri.NO
    assert few_coordinates.flattest_net(BUILT, point).answer is Tri.NO
