"""Proposition 4.1: its verdicts without the searches, and that broken constructions turn it red."""

from __future__ import annotations

from fractions import Fraction

import pytest

from theorems.sharpness._parts import prop41_checks as checks
from theorems.sharpness._parts.labelled_data import labelled
from theorems.sharpness._parts.prop41_sets import AGAIN, MORE, ONE, TWICE
from theorems.sharpness.prop41 import THEOREM
from verify.run import inprocess
from verify.tri import Tri


@pytest.mark.parametrize("claim", THEOREM.claims, ids=lambda c: c.id)
def test_readings_and_controls(claim):
    """Each reading gets its expected verdict and each control the opposite one, leg by leg."""
    assert inprocess.unexpected(THEOREM, claim.id, without=("property",)) == []


def test_two_neurons_of_one_sample_double_the_output():
    """A neuron for each of two equal samples gives f = 2 there, so that nothing is memorized."""
    from theorems.sharpness._parts.xor_nets import typed

    net = checks.own_net(labelled(TWICE), Fraction(1), Fraction(1), spare="printed")
    assert typed(net, (1, 1))[0] == 2


@pytest.mark.parametrize(
    ("data", "spare", "error"),
    [(AGAIN, "dead", "1/2"), (AGAIN, "moved", "1/4"), (MORE, "dead", "0"), (MORE, "moved", "0")],
)
def test_what_becomes_of_left_over_neurons_decides_the_error(data, spare, error):
    """Three samples at two corners of the square: error 1/2, or 1/4 with the third neuron moved."""
    variant = {"event": "y f <= 0", "count": "n", "spare": spare}
    found = checks.error(variant, {"data": data, "delta": Fraction(1)})
    assert found.values["left"] == error


def test_smallest_witnesses():
    """The errata stand at one sample, and at one sample drawn twice."""
    for claim, leg, n in (
        ("event", "enumeration", 1),
        ("error", "enumeration", 2),
        ("memorizes", "exact", 2),
    ):
        found = inprocess.judged(THEOREM, claim, leg, role="printed")
        assert found.witness is not None
        assert found.witness.point["data"] == {"X": [[1, 1]] * n, "y": [1] * n}


def test_broken_nets_are_found(monkeypatch):
    """A neuron that reaches the next corner is seen by the error and by memorization."""
    make = checks.own_net

    def wide(data, h, delta, **options):
        return make(data, h, Fraction(5), **options)

    monkeypatch.setattr(checks, "own_net", wide)
    point = {"data": AGAIN, "delta": Fraction(1), "h": Fraction(1)}
    assert checks.memorized({"spare": "moved", "out": "1"}, point).answer is Tri.NO
    variant = {"event": "y f <= 0", "count": "distinct", "spare": "dead"}
    assert checks.error(variant, point | {"data": ONE}).answer is Tri.NO
