"""Lemma A.1: its verdicts, and that broken constructions and premises turn it red."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from itertools import product

import pytest

from theorems.sharpness._parts import simbn_by_hand as by_hand
from theorems.sharpness._parts import simbn_checks
from theorems.sharpness._parts.simbn_condition_1 import CONDITION_1, spans
from theorems.sharpness._parts.simbn_interpolators import INTERPOLATORS
from theorems.sharpness._parts.simbn_minimal import MINIMAL
from theorems.sharpness._parts.simbn_nets import (
    BAD_SET,
    corner_net,
    inputs,
    outputs,
    pieces,
    printed_net,
    product_sum,
    with_neurons,
    wrong_points,
)
from theorems.sharpness.lemA1 import THEOREM
from verify import replay
from verify.domain import point_text
from verify.evidence import Outcome
from verify.judge import judge
from verify.run import inprocess
from verify.tri import Tri

F = Fraction
PAIR = [[1], [-1]]


outcome = partial(inprocess.evidence, THEOREM)


@pytest.mark.parametrize("claim", THEOREM.claims, ids=lambda c: c.id)
def test_readings_and_controls(claim):
    """Each reading gets its expected verdict and each control the opposite one, leg by leg."""
    assert inprocess.unexpected(THEOREM, claim.id) == []


def test_the_printed_construction_has_two_misprints():
    """A place too early, a sign that is missing, and spare neurons that are 0/0."""
    both_right = printed_net(PAIR, 4)
    assert outputs(both_right, inputs(PAIR)) == [x[0] * x[1] for x in inputs(PAIR)]
    assert outputs(printed_net(PAIR, 4, sign=False), [(1, -1, 1), (-1, -1, 1)]) == [1, 1]
    # the entries (−1)^{i+j}/2 one place too early: f(1, 1) = −1, and W_2[4] is never set
    assert outputs(printed_net(PAIR, 4, index="2i+j"), [(1, 1, 1), (-1, -1, 1)]) == [-1, 0]
    with pytest.raises(ValueError, match="0/0"):
        outputs(printed_net(PAIR, 5, spare="0"), inputs(PAIR))


def test_the_misprints_by_hand():
    """d = 2, the formulas once more: each corner's neuron has values (1, 0, 0, 0) and a = 1/2."""
    corners = [(1, 1), (1, -1), (-1, 1), (-1, -1)]
    for x in corners:
        h = [max(a * x[0] + b * x[1] - 1, 0) for a, b in corners]
        assert sorted(h) == [0, 0, 0, 1]
        # h/a = 2 at one corner, so that W_2 = 1/2 gives 1 and never −1
        assert sum(F(1, 2) * 2 * v for v in h) == 1
        signed = sum(F(a * b, 2) * 2 * v for (a, b), v in zip(corners, h, strict=True))
        assert signed == x[0] * x[1]


@pytest.mark.parametrize("S", [[[]], PAIR, BAD_SET])
def test_no_small_neuron_beats_one_half(S):
    """(Σ y h)² ≤ (n/4) Σ h² at every neuron with weights in {−1, 0, 1} and half-integer bias."""
    X = inputs(S)
    for w in product((-1, 0, 1), repeat=len(X[0])):
        for b in (F(-3, 2), F(-1), F(-1, 2), F(1, 2)):
            h = [max(sum(u * v for u, v in zip(w, x, strict=True)) + b, F(0)) for x in X]
            side = sum(x[0] * x[1] * v for x, v in zip(X, h, strict=True))
            assert 4 * side**2 <= len(X) * sum(v * v for v in h)


def test_width_three_interpolates_at_three():
    """1 − 2 relu(x[1] − x[2] − 1) − 2 relu(x[2] − x[1] − 1) has ‖γ ⊙ W_2‖_1 = 3 > 2."""
    one = F(1)
    neurons = [([0 * one] * 3, one, one, one)]
    neurons += [([a * one, -a * one, 0 * one], -one, one, -one) for a in (1, -1)]
    net = with_neurons(PAIR, neurons)
    assert wrong_points(net) == [] and product_sum(net) == 3
    # it interpolates, but is none of the nets that the claims rows and cube speak of
    assert INTERPOLATORS.accepts(net) and not MINIMAL.accepts(net)


def test_the_rank_is_needed():
    """S = {1}: tilted towards x[3], the net is as good at the samples and wrong at x[3] = −1."""
    own = [([*w[:2], F(1)], b - 1, g, v) for w, b, g, v in pieces(corner_net([[1]]))]
    net = with_neurons([[1]], own)
    assert product_sum(net) == 2 and not spans([[1]])
    assert {x[2] for x, _ in wrong_points(net)} == {-1}


def test_a_missing_corner_lowers_the_minimum():
    """Without (−1, −1) three neurons of a = 1/√3 suffice: ‖γ ⊙ W_2‖_1 = √3 < 2."""
    corners = [(1, 1), (1, -1), (-1, 1)]
    total = F(0)
    for a, b in corners:
        h = [max(a * x + b * y - 1, 0) for x, y in corners]
        assert sum(h) == 1
        total += 1  # |γ W_2| = a = 1/√3 gives ±1
    assert total**2 / 3 == 3 < 4


def test_condition_1_is_decided():
    """Distinct sign vectors whose differences span; d = 2 has the one empty vector."""
    assert CONDITION_1.contains([[]]) and CONDITION_1.contains(BAD_SET)
    for bad in ([[1]], [[1, 1], [-1, -1]], [[1], [1]], [[2], [1]], [], [[1], [1, 1]], "x"):
        assert not CONDITION_1.contains(bad)
    assert not MINIMAL.contains(printed_net(PAIR, 4, sign=False))
    assert not MINIMAL.contains({"S": PAIR})


def test_the_program_brings_its_certificate():
    """The bracket on the least ‖γ ⊙ W_2‖_1 of eight samples is replayed."""
    certificate = outcome("least", "convex", role="corrected").certificate
    assert certificate is not None and len(certificate["parameters"]["points"]) == 8
    assert replay.check(certificate).accepted


def test_smallest_witnesses():
    """The errata stand on the smallest instances: d = 2, and d = 3 where x[3] is needed."""
    points = {
        "least": {"S": [[]], "width": 1},
        "construction": {"S": [[]], "width": 4},
        "spare": {"S": [[]], "width": 5},
    }
    for claim, point in points.items():
        assert outcome(claim, "exact").witness.point == point
    net = outcome("rows", "exact").witness.point["net"]
    assert (len(net["S"][0]), len(net["W2"])) == (1, 5)


def test_all_is_proved():
    """z3 and an exact leg cover every S and every width from 4 on."""
    for claim in THEOREM.claims:
        reading = claim.truth
        found = [outcome(claim.id, leg, role=reading.role) for leg in ("exact", "smt")]
        assert judge(reading, found).grade == "proved"


@pytest.mark.parametrize(
    ("change", "claim"),
    [
        ({"shift": "-2"}, "least"),
        ({"sign": False}, "least"),
        ({"index": "2i+j"}, "least"),
    ],
)
def test_broken_nets_are_found(monkeypatch, change, claim):
    """A changed sign or place in the net that attains the minimum is found."""
    make = simbn_checks.printed_net
    if "shift" in change:  # W_2 doubled

        def broken(S, width, **more):
            net = make(S, width, **more)
            return {**net, "W2": [str(2 * F(v)) for v in net["W2"]]}
    else:

        def broken(S, width, **more):
            return make(S, width, **{**more, **change})

    monkeypatch.setattr(simbn_checks, "printed_net", broken)
    assert outcome(claim, "exact", role="corrected").outcome is Outcome.REFUTES


@pytest.mark.parametrize("claim", THEOREM.claims, ids=lambda c: c.id)
def test_the_recheck_contradicts_no_true_reading(claim):
    """At a sweep's points a true reading is not violated by hand either."""
    for reading in (r for r in claim.readings if r.expected == "holds"):
        over = {"width": [4, 5, 6]} if "width" in reading.domain.parameters else {}
        points = list(reading.domain.points(**over))
        assert points
        for point in points[:8]:
            assert not claim.recheck(dict(reading.data), point_text(point))["violated"], point


def test_the_recheck_knows_three_corners():
    """Without (−1, −1) the least is √3: 2 is too high, 8/5 is not, as the leg finds."""
    for factor, violated in (("1", True), ("4/5", False)):
        data, point = {"missing": True, "factor": factor}, {"S": PAIR, "width": 4}
        assert by_hand.least_by_hand(data, point)["violated"] is violated
        assert (simbn_checks.least(data, point).answer is Tri.NO) is violated
