"""Proposition 5.1: its verdicts without the searches, and that broken constructions turn it red."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

import pytest

from theorems.sharpness._parts import layer_norm_xor_checks
from theorems.sharpness._parts.layer_norm_xor_checks import least, memorizing
from theorems.sharpness._parts.layer_norm_xor_sets import MORE, TWICE
from theorems.sharpness.prop51 import THEOREM
from verify.evidence import Outcome
from verify.run import inprocess
from verify.tri import Tri

outcome = partial(inprocess.evidence, THEOREM)


@pytest.mark.parametrize("claim", THEOREM.claims, ids=lambda c: c.id)
def test_readings_and_controls(claim):
    """Each reading gets its expected verdict and each control the opposite one, leg by leg."""
    assert inprocess.unexpected(THEOREM, claim.id, without=("property",)) == []


RULE = {"spare": "printed", "trace": "2", "event": "y f <= 0"}


def test_smallest_witnesses():
    """Two equal samples break the net, one sample the printed error."""
    found = outcome("construction", "exact").witness
    assert found.point["data"] == TWICE
    found = outcome("zero_one", "enumeration").witness
    assert found.point["data"] == {"X": [[1, 1]], "y": [1]}


def test_two_equal_samples_by_hand():
    """Two neurons of value 2ε with weight y: f = (4ε y)/(√8 ε), so f² = 2, not 1."""
    h, eps = Fraction(2), Fraction(1)
    assert (2 * h) ** 2 / max(2 * h * h, eps * eps) == 2


@pytest.mark.parametrize("eps", ["1/100", "1", "17", "100"])
def test_moved_neurons_reach_the_error(eps):
    """Five samples at three points of the square: the fourth is learnt too, the error is 0."""
    point = {"data": MORE, "eps": Fraction(eps), "delta": Fraction(1)}
    assert memorizing(RULE | {"spare": "moved"}, point).answer is Tri.YES
    found = memorizing(RULE | {"spare": "dead"}, point)
    assert found.answer is Tri.NO and found.values["left"] == "1/4"


@pytest.mark.parametrize(
    ("eps", "square"), [("3/2", "4"), ("3", "4"), ("7/2", "192/49"), ("100", "3/625")]
)
def test_threshold_of_minimality(eps, square):
    """At d = 2 the least trace is 2 up to ε = 2√3 and 4√3/ε beyond."""
    data = {"factor": "1", "value": "min", "net": "own"}
    found = least(data, {"data": {"X": [[1, 1]], "y": [1]}, "eps": Fraction(eps)})
    assert found.answer is Tri.YES and found.values["right"] == square
    two = least(data | {"value": "2"}, {"data": {"X": [[1, 1]], "y": [1]}, "eps": Fraction(eps)})
    assert two.answer is (Tri.YES if square == "4" else Tri.NO)


@pytest.mark.parametrize("change", ["height", "weight"])
def test_broken_nets_are_found(monkeypatch, change):
    """Neurons of value ε, and weights doubled, are each found."""
    make = layer_norm_xor_checks.own_net

    def broken(data, epsilon, delta, **keywords):
        net = make(data, epsilon, delta, **keywords)
        if change == "height":
            return type(net)(net.W1, net.b1, net.W2, net.epsilon * 2)
        return type(net)(net.W1, net.b1, tuple(2 * w for w in net.W2), net.epsilon)

    monkeypatch.setattr(layer_norm_xor_checks, "own_net", broken)
    assert outcome("construction", "exact", role="corrected").outcome is Outcome.REFUTES
    assert outcome("minimal", "exact").outcome is Outcome.REFUTES
