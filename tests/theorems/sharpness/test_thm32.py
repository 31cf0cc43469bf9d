"""Theorem 3.2: its verdicts, and that broken nets, families and constants turn it red."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import product
from math import sqrt

import pytest

from theorems.sharpness._parts import simbn_by_hand, simbn_checks, simbn_nets_by_hand, simbn_twins
from theorems.sharpness._parts.simbn_five import five, five_outputs, five_trace, three
from theorems.sharpness._parts.simbn_leaky import leaky
from theorems.sharpness._parts.simbn_nets import (
    BAD_SET,
    balanced,
    corner_net,
    inputs,
    near_flattest,
    off_sample,
    pieces,
    reader,
    trace,
    wrong_points,
)
from theorems.sharpness.thm32 import THEOREM
from verify.domain import point_text
from verify.evidence import Outcome
from verify.judge import judge
from verify.run import inprocess
from verify.tri import Tri

F = Fraction


outcome = partial(inprocess.evidence, THEOREM)


@pytest.mark.parametrize("claim", THEOREM.claims, ids=lambda c: c.id)
def test_readings_and_controls(claim):
    """Each reading gets its expected verdict and each control the opposite one, leg by leg."""
    assert inprocess.unexpected(THEOREM, claim.id) == []


def plain(net, X):
    """f, neuron by neuron in floats, by another path."""

    def h(w, b, x):
        return max(float(sum(u * v for u, v in zip(w, x, strict=True)) + b), 0.0)

    samples = inputs(net["S"])
    values = []
    for x in X:
        total = 0.0
        for w, b, g, v in pieces(net):
            a = sqrt(sum(h(w, b, z) ** 2 for z in samples) / len(samples))
            total += float(g * v) * h(w, b, x) / a
        values.append(total)
    return values


@pytest.mark.parametrize("kappa", [F(1), F(1, 10**6)])
def test_two_neurons_that_cancel_at_the_samples_alone(kappa):
    """Width 6: within κ of 8, right at the 12 samples, off by 3 at (1, 1, −1, −1)."""
    q = F(1, 2**12)
    net = near_flattest(BAD_SET, kappa, off_sample(q, F(3)))
    assert 8 < trace(net) <= 8 + kappa
    assert [round(v) for v in plain(net, inputs(BAD_SET))] == [1] * 3 + [-1] * 6 + [1] * 3
    wrong = dict(wrong_points(net))
    assert wrong[1, 1, -1, -1] == 4
    assert all(x[2:] == (-1, -1) for x in wrong)


@pytest.mark.parametrize("kappa", [F(1), F(1, 10**4)])
def test_five_neurons_are_enough(kappa):
    """Width 5: the corner (1, 1) makes room for a neuron that is 1 + 50/e off the sample."""
    net = five(kappa, F(50))
    assert len(net) == 5 and 0 < five_trace(net) - 8 <= kappa
    for x, v in five_outputs(net):
        assert v == x[0] * x[1] or x[2:] == (-1, -1)
    assert dict(five_outputs(net))[1, 1, -1, -1] == 51


def test_the_five_neurons_in_floats():
    """W_2 = c a/γ gives the same f and, by central differences of L, the same trace."""
    net = five(F(1), F(2))
    X = inputs(BAD_SET)
    theta = []
    for w, b, c, g in net:
        h = [max(sum(u * v for u, v in zip(w, x, strict=True)) + b, F(0)) for x in X]
        a = sqrt(float(sum(v * v for v in h)) / 12)
        theta.append([*map(float, w), float(b), float(g), float(c) * a / float(g)])

    def f(theta):
        out = [0.0] * 12
        for *w, b, g, v in theta:
            h = [max(sum(p * q for p, q in zip(w, x, strict=True)) + b, 0.0) for x in X]
            a = sqrt(sum(e * e for e in h) / 12)
            out = [o + g * v * e / a for o, e in zip(out, h, strict=True)]
        return out

    assert all(abs(v - x[0] * x[1]) < 1e-9 for v, x in zip(f(theta), X, strict=True))
    total, step = 0.0, 1e-3
    for j, k in product(range(5), range(7)):
        for s in (step, -step):
            moved = [list(row) for row in theta]
            moved[j][k] += s
            total += sum((v - x[0] * x[1]) ** 2 for v, x in zip(f(moved), X, strict=True)) / 12
    assert abs(total / step**2 - float(five_trace(net))) < 1e-2


def test_three_neurons_of_which_one_reads_x3_alone():
    """d = 3 by hand, e = 1/16: no kink, f = y at all eight samples, and trace near 12."""
    e = F(1, 16)
    for x in product((1, -1), repeat=3):
        r = e * (x[2] + 2)
        lines = (1 + r, 2 * x[0] - x[1] - 1 + r, -2 * x[0] + x[1] - 1 + r)
        h = [max(v, F(0)) for v in lines]
        assert 0 not in lines and h[0] - h[1] - h[2] == x[0] * x[1]
    net = three([[1], [-1]], F(1, 100))
    assert 12 < five_trace(net, [[1], [-1]]) <= 12 + F(1, 100)
    assert net[0][0][:2] == [0, 0] and net[0][0][2] > 0


def test_a_reader_of_x3_costs_nothing():
    """γ = W_2 = 0: the trace of five neurons is that of four, whatever W_{1,5} is."""
    S = [[1], [-1]]
    with_it, without = near_flattest(S, F(1, 8), [reader(S)]), near_flattest(S, F(1, 8))
    assert trace(with_it) == trace(without)
    assert pieces(with_it)[4][0][:2] == [0, 0]


def test_balanced_is_near_the_root_of_one_half():
    """g² + 1/(4g²) ≥ 1 with equality at 1/√2."""
    assert 1 < balanced(F(1, 10**9)) ** 2 + 1 / (4 * balanced(F(1, 10**9)) ** 2) <= 1 + F(1, 10**9)


def test_four_neurons_are_a_little_wrong():
    """Width 4: f is off by 3e/2 at s = (−1, −1), κ is near 28e/3, and the bound is kept."""
    net = leaky(F(1, 10**5))
    kappa, wrong = trace(net) - 8, wrong_points(net)
    assert [round(v) for v in plain(net, inputs(BAD_SET))] == [1] * 3 + [-1] * 6 + [1] * 3
    assert [x[2:] for x, _ in wrong] == [(-1, -1)] * 4
    assert all(F(1, 7) < abs(v - x[0] * x[1]) / kappa < F(1, 6) for x, v in wrong)
    assert simbn_checks.four({"factor": "1"}, {"net": net}).answer is Tri.YES
    assert simbn_checks.four({"factor": "0"}, {"net": net}).answer is Tri.NO
    with pytest.raises(ValueError, match="tilt must be in"):
        leaky(F(1, 4))


def test_every_function_is_flat_with_one_gamma():
    """A net that is wrong by 3 gets a twin of trace near 4√6, as any of width 6 has at least."""
    net = near_flattest(BAD_SET, F(1), off_sample(F(1, 8), F(3)))
    value = simbn_twins.twin_trace(net, F(1, 100))
    assert value**2 >= 16 * 6 and (value - F(1, 100)) ** 2 <= 16 * 6


def test_the_bounds_are_not_far_off():
    """At w = (1, 1, t), b = −1 the ratio² over 1 − 2m tends to 1, and K_S is 29 there."""
    S = [[1], [-1]]
    assert simbn_checks.stiffness(S) == 29 and simbn_checks.spread(BAD_SET) == F(5, 4)
    neuron = {"S": S, "w": ["1", "1", "1/100"], "b": "-1", "y": 1}
    point = {"neuron": neuron}
    assert simbn_checks.stable({"factor": "2/29"}, point).answer is Tri.YES
    assert simbn_checks.stable({"factor": "1/30"}, point).answer is Tri.NO


@pytest.mark.parametrize("kappa", ["1", "1/100000"])
def test_the_recheck_builds_a_net_within_kappa(kappa):
    """By hand five neurons are within κ of 8 and off by 2ε + 1, and three have 12."""
    data, point = {"about": "far", "expect": "near"}, {"width": 5, "kappa": kappa, "eps": "3"}
    found = simbn_nets_by_hand.net_by_hand(data, point)
    assert found["violated"] and found["error"] == "7"
    assert F(found["trace_below"]) <= 8 + F(kappa)
    assert simbn_by_hand.infimum_by_hand({"factor": "1", "width": 3}, {})["infimum"] == "12"


def test_smallest_witnesses():
    """Five neurons, κ = 1: d = 3 for the rows, d = 4 for f off the sample."""
    rows = outcome("rows", "family").witness.point
    assert (len(rows["S"]), rows["width"]) == (2, 5)
    assert outcome("off_sample", "family").witness.point["width"] == 5


def test_proved_for_all_nets():
    """The corrected readings are proved, the counterexamples for every κ."""
    for claim, role in (
        ("rows", "corrected"),
        ("rows", "sharpened"),
        ("off_sample", "corrected"),
        ("off_sample", "sharpened"),
    ):
        reading = THEOREM.claim(claim).reading(role)
        found = [
            outcome(claim, leg.name, role=role) for leg in THEOREM.claim(claim).legs_of(reading)
        ]
        assert judge(reading, found).grade == "proved"


def test_a_family_that_is_not_near_is_no_witness(monkeypatch):
    """If the nets were not within κ the predicate would stop, not refute."""
    monkeypatch.setattr(
        simbn_checks, "near_flattest", lambda S, k, more=(): near_flattest(S, 9 * k + 40, more)
    )
    with pytest.raises(ArithmeticError, match="trace at most"):
        simbn_checks.all_rows(
            {"expect": "near"}, {"S": [[1], [-1]], "width": 5, "kappa": F(1, 100), "eps": F(1, 2)}
        )


@pytest.mark.parametrize("factor", [2, -1])
def test_broken_twins_are_found(monkeypatch, factor):
    """A twin with one W_2 doubled or of the other sign, as flat then, is another function."""
    make = simbn_twins.twin_of

    def broken(net, kappa):
        found = make(net, kappa)
        return replace(found, W2=(factor * found.W2[0], *found.W2[1:]))

    # wrong at one corner alone
    point = {"net": near_flattest([[1], [-1]], F(1, 4)), "kappa": F(1, 100)}
    assert simbn_twins.twin({"factor": "1"}, point).answer is Tri.YES
    monkeypatch.setattr(simbn_twins, "twin_of", broken)
    assert simbn_twins.twin({"factor": "1"}, point).answer is Tri.NO
    assert outcome("one_gamma", "net", role="corrected").outcome is Outcome.REFUTES


def test_the_bound_at_width_four_in_numbers():
    """24 √((d−2)κ|S|/(2λ_S)) + 2|S|κ with d = 4, |S| = 3, λ_S = 5/4 and an error of 100."""
    net = near_flattest(BAD_SET, F(1, 100), off_sample(F(1, 100), F(100)))
    kappa = trace(net) - 8
    found = simbn_checks.four({"factor": "1"}, {"net": net})
    assert F(found.values["left"]) == (100 - 2 * 3 * kappa) ** 2
    assert F(found.values["right"]) == 24**2 * 2 * kappa * 3 / (2 * F(5, 4))
    again = simbn_nets_by_hand.net_by_hand({"about": "four", "factor": "1"}, {"net": net})
    assert again["violated"]


def test_the_bound_at_width_four_is_silent_at_large_kappa():
    """8κ|S|^{3/2} ≥ 1 from κ = 1/8 on at |S| = 1, whatever the error, in the re-check too."""
    net = corner_net([[]], scale=F(100), gamma=F(39, 50))
    far = near_flattest(BAD_SET, F(1), off_sample(F(1, 8), F(100)))
    assert F(1, 8) < trace(net) - 8 < F(1, 4) and trace(far) - 8 > F(1, 8)
    for quiet in (net, far):
        found = simbn_checks.four({"factor": "1"}, {"net": quiet})
        assert found.values["which"] == "κ is too large for the bound to speak"
        again = simbn_nets_by_hand.net_by_hand({"about": "four", "factor": "1"}, {"net": quiet})
        assert not again["violated"]


def test_the_trace_is_no_lower_end_without_the_weights():
    """At factor 161/160 a trace above 8 is no bound from below: 4‖γ ⊙ W_2‖_1 = 8 is."""
    point = {"S": [[]], "width": 4, "kappa": F(1)}
    assert trace(near_flattest([[]], F(1))) > F(161, 20)
    found = simbn_checks.lowest({"factor": "161/160"}, point)
    assert found.answer is Tri.NO and found.values["which"] == "4‖γ ⊙ W_2‖_1"


@pytest.mark.parametrize(("change", "which"), [("order", "ratio²"), ("halves", "(γ_1 W_2[1])²")])
def test_what_the_first_of_three_neurons_must_be_is_looked_at(monkeypatch, change, which):
    """One that reads x[1], x[2] too, or one of half the weight beside its like, is found."""

    def broken(S, kappa):
        (w, b, c, g), *others = three(S, kappa / 8)
        if change == "order":
            return [*others, (w, b, c, g)]
        return [(w, b, c / 2, g * F(5, 7))] * 2 + others

    monkeypatch.setattr(simbn_checks, "three", broken)
    found = simbn_checks.third({"factor": "1"}, {"S": [[1], [-1]], "kappa": F(1)})
    assert found.answer is Tri.NO and found.values["which"] == which


@pytest.mark.parametrize("claim", THEOREM.claims, ids=lambda c: c.id)
def test_the_recheck_contradicts_no_true_reading(claim):
    """At a sweep's points a true reading is not violated by hand either."""
    over = {"width": [4, 5, 6], "kappa": ["1/3"], "eps": ["1/2"]}
    for reading in (r for r in claim.readings if r.expected == "holds"):
        names = reading.domain.parameters
        points = list(reading.domain.points(**{k: v for k, v in over.items() if k in names}))
        assert points
        for point in points[:8]:
            assert not claim.recheck(dict(reading.data), point_text(point))["violated"], point
