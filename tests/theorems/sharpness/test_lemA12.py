"""Lemma A.12: its verdicts without the searches, and that broken constructions turn it red."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

import pytest
from flint import fmpq

from theorems.sharpness._parts import layer_norm_bounds, layer_norm_line, layer_norm_widths
from theorems.sharpness._parts import layer_norm_by_hand as by_hand
from theorems.sharpness._parts.labelled_data import labelled
from theorems.sharpness._parts.layer_norm import ln_least
from theorems.sharpness._parts.layer_norm_bounds import bound_at
from theorems.sharpness._parts.layer_norm_line import line_net
from theorems.sharpness._parts.memorizing_sets import LINE, TWO
from theorems.sharpness.lemA12 import THEOREM
from verify.evidence import Outcome
from verify.judge import judge
from verify.run import inprocess
from verify.tri import Tri

outcome = partial(inprocess.evidence, THEOREM)


@pytest.mark.parametrize("claim", THEOREM.claims, ids=lambda c: c.id)
def test_readings_and_controls(claim):
    """Each reading gets its expected verdict and each control the opposite one, leg by leg."""
    assert inprocess.unexpected(THEOREM, claim.id, without=("property",)) == []


def test_everything_but_the_sweep_between_points_is_proved():
    """Each reading is proved by z3 or sympy beside exact or ball arithmetic."""
    for claim in THEOREM.claims:
        for reading in claim.readings:
            legs = [leg.name for leg in claim.legs_of(reading) if leg.method != "property"]
            found = [outcome(claim.id, leg, role=reading.role) for leg in legs]
            judged = judge(reading, found)
            alone = (claim.id, reading.role) == ("infimum", "sharpened")
            assert (judged.verdict, judged.grade) == ("holds", "solved" if alone else "proved")


def test_bound_is_attained_on_both_sides():
    """At x = 0: f = 1 above ε costs 1, f = 1/2 at ε = 2 costs 1/2; neither constant can grow."""
    rule = THEOREM.claim("bound").reading("printed").data
    net = {"model": "sim_ln", "W1": [["0"]], "b1": ["1"], "W2": ["1"], "X": [["0"]]}
    for eps in ("1/2", "2"):
        found = bound_at(rule, {"net": net | {"epsilon": eps}})
        assert (found.answer, found.margin) == (Tri.YES, 0)
    # ‖x'‖ = 5/4: the cost is (25/16 + 25/16)/4 and f = 5/8
    net |= {"X": [["3/4"]], "b1": ["5/4"], "epsilon": "2"}
    found = bound_at(rule, {"net": net})
    assert (found.answer, found.margin) == (Tri.YES, 0)


def test_wrong_formula_is_found(monkeypatch):
    """A formula without A − f² above ε does not meet the second differences."""
    make = layer_norm_bounds.by_formula

    def broken(net, x, square):
        value, output = make(net, x, square)
        return min(value, 1 + 0 * value), output

    monkeypatch.setattr(layer_norm_bounds, "by_formula", broken)
    assert outcome("gradient", "ball", role="sharpened").outcome is Outcome.REFUTES
    assert outcome("bound", "ball", role="sharpened").outcome is Outcome.REFUTES


@pytest.mark.parametrize("factors", [(1, 1, 2), (-1, -1, -1), (fmpq(1, 2),) * 3])
def test_broken_line_net_is_found(monkeypatch, factors):
    """A net that misses a label at 0, 1, 2, if only by its sign or size, shows nothing."""

    def broken(epsilon, scale):
        net = line_net(epsilon, scale)
        last = tuple(w * v for w, v in zip(net.W2, factors, strict=True))
        return type(net)(net.W1, net.b1, last, net.epsilon)

    monkeypatch.setattr(layer_norm_line, "line_net", broken)
    assert outcome("attained", "ball", role="sharpened").outcome is not Outcome.SUPPORTS
    point = {"data": LINE, "eps": Fraction(1), "kappa": Fraction(50)}
    assert layer_norm_line.approached({"scale": "1"}, point).answer is Tri.NO


def test_no_smt_step_is_idle():
    """Each of z3's steps fails where its constant is changed."""
    good = layer_norm_widths._open_step
    for attained in (False, True):
        assert good(Fraction(1), Fraction(2), layers="all", attained=attained) == ""
    assert "below" in good(Fraction(1), Fraction(21, 10), layers="all", attained=False)
    assert "below" in good(Fraction(1), Fraction(2), layers="last", attained=False)
    assert "cap" in good(Fraction(11, 10), Fraction(2), layers="all", attained=False)
    assert "one neuron" in good(Fraction(1), Fraction(19, 10), layers="all", attained=True)
    assert "cap" in good(Fraction(9, 10), Fraction(2), layers="all", attained=True)


def test_line_net_in_fractions():
    """f(0) = (2·4 − 3)/5, f(1) = −1, f(2) = f(0); the traces fall as 144/(25 t²)."""
    net = line_net(Fraction(1), Fraction(3))
    for x, y in ((0, 1), (1, -1), (2, 1)):
        h = [max(row[0] * x + b, 0) for row, b in zip(net.W1, net.b1, strict=True)]
        inner = sum(w * v for w, v in zip(net.W2, h, strict=True))
        assert inner * abs(inner) == y * sum(v * v for v in h)


def test_nets_at_points_between_others_are_not_at_extreme_points():
    """Three neurons at 0, 1, 2 are a Sim-LN of width n, but 1 is no extreme point."""
    three = {"W1": [["0"]] * 3, "b1": ["1"] * 3, "W2": ["1"] * 3, "epsilon": "1/2"}
    net = {"model": "sim_ln", **three, "X": [["0"], ["1"], ["2"]]}
    assert layer_norm_bounds.ANY_NET.contains(net)
    assert not layer_norm_bounds.EXTREME_NETS.contains(net)
    flat = {"X": [["0"], ["1"]]}
    assert not layer_norm_bounds.EXTREME_NETS.contains(net | flat)
    two = {k: three[k][:2] for k in ("W1", "b1", "W2")}
    assert layer_norm_bounds.EXTREME_NETS.contains(net | flat | two)


@pytest.mark.parametrize(
    ("labels", "eps", "least"),
    [
        (["1/8", "-1"], "2", Fraction(9, 8)),
        (["1/8", "-1"], "10", Fraction(1, 40) + Fraction(1, 4)),
        (["0", "-1"], "10", Fraction(1, 4)),
        (["2", "4"], "1", Fraction(2)),
    ],
)
def test_the_recheck_adds_up_the_least_costs(labels, eps, least):
    """At 0 and 3/4 the costs are min(1, 2|y|/ε) and min(1, (5/2)|y|/ε), the mean times 2."""
    point = {"data": {"X": [["0"], ["3/4"]], "y": labels}, "eps": eps}
    assert ln_least(labelled(point["data"]), Fraction(eps)) == least
    for factor, relation, violated in (
        ("1", "equal", False),
        ("999/1000", "equal", True),
        ("999/1000", "at_least", False),
        ("1001/1000", "at_least", True),
    ):
        found = by_hand.least_by_hand({"factor": factor, "relation": relation}, point)
        assert (Fraction(found["least"]), found["violated"]) == (least, violated)


@pytest.mark.parametrize(
    "X", [[["0"], ["1"], ["2"]], [["0", "3/4"], ["3", "3/4"], ["-3", "3/4"], ["0", "-3/4"]]]
)
def test_the_recheck_refutes_at_extreme_points_alone(X):
    """Where a point lies between others its neurons are no net, whatever the factor claimed."""
    point = {"data": {"X": X, "y": ["1", "-1", "1", "1"][: len(X)]}, "eps": "1"}
    found = by_hand.least_by_hand({"factor": "9", "relation": "at_least"}, point)
    assert found["no_rational_net_at"] and not found["violated"]


def test_a_neighbour_of_the_same_label_does_not_bar_a_net():
    """With labels 1, −1, −1 a neuron may serve both −1, so that no reason is left."""
    point = {"data": {"X": [[0], [1], [2]], "y": ["1", "-1", "-1"]}}
    point |= {"eps": Fraction(1), "kappa": Fraction(1)}
    found = layer_norm_line.approached({"scale": "1"}, point)
    assert found.answer is Tri.NO
    assert found.values["which"] == "y_i y_j for the points x_i lies between"


@pytest.mark.parametrize("eps", ["4", "100"])
def test_the_programs_end_just_below_the_least_trace(eps):
    """Over all sets of samples below ε the least lower end is the closed form's, up to 1/10⁴."""
    samples = labelled(TWO)
    lower, _, accurate = layer_norm_widths._program_bound(samples, Fraction(eps))
    least = ln_least(samples, Fraction(eps))
    assert accurate and least * (1 - Fraction(1, 10**4)) < lower <= least
