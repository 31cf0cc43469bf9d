"""Theorem A.2: the printed smoothing against the exchanged one, and broken constructions."""

from __future__ import annotations

from fractions import Fraction
from math import exp, log

import pytest

from theorems.core.exact_networks import forward_exact
from theorems.sharpness import thmA2
from theorems.sharpness._parts import logistic, logistic_legs, logistic_rivals
from theorems.sharpness._parts.logistic_by_hand import minimizers_by_hand, minimum_by_hand
from verify.run.inprocess import check, judged
from verify.run.plan import Options
from verify.tri import Tri

F = Fraction
PRINTED = {"loss": "printed", "unique": False, "power": 1}
CORRECTED = {**PRINTED, "loss": "exchanged"}
METHODS = ("symbolic", "smt", "exact", "ball", "convex")


def test_the_report_is_as_expected():
    """As printed both claims fail; with p and 1 − p exchanged both are proved for all p."""
    report = check(["sharpness.thmA2"], options=Options(methods=METHODS))
    assert report["ok"]
    (row,) = report["theorems"]
    assert {c["grade"] for c in row["claims"]} == {"proved"}
    assert [e["proved"] for e in row["errata"]] == [True, True]


def test_the_smallest_witness():
    """p = 1/3, b = 1: ℓ(ln 2) = log 3 − (log 2)/3, and ℓ(−ln 2) = log 3 − 2(log 2)/3 is less."""

    def loss(a, p=1 / 3):
        return -p * log(exp(a) / (1 + exp(a))) - (1 - p) * log(1 / (1 + exp(a)))

    assert abs(loss(log(2)) - (log(3) - log(2) / 3)) < 1e-12
    assert abs(loss(-log(2)) - (log(3) - 2 * log(2) / 3)) < 1e-12
    point = {"p": F(1, 3), "b": 1, "s": F(1, 2)}
    assert logistic.minimum(PRINTED, point).answer is Tri.NO
    assert logistic.minimum(CORRECTED, point).answer is Tri.YES


@pytest.mark.parametrize("p", [F(1, 1000), F(1, 3), F(999, 1000)])
@pytest.mark.parametrize("b", [0, 1])
def test_the_printed_minimum_lies_at_the_opposite_sign(p, b):
    """As printed the loss at −(2b−1) γ_p is below that at (2b−1) γ_p, for p ≠ 1/2."""
    opposite = 1 / logistic.odds(p, b)
    point = {"p": p, "b": b, "s": opposite}
    assert logistic.minimum(PRINTED, point).answer is Tri.NO
    text = {"p": str(p), "b": b, "s": str(opposite)}
    assert minimum_by_hand(PRINTED, text)["violated"]
    assert not minimum_by_hand(CORRECTED, text)["violated"]


def test_at_one_half_both_are_right():
    """γ_p = 0 and the two losses are one."""
    for s in (F(1, 50), F(1), F(3)):
        point = {"p": F(1, 2), "b": 1, "s": s}
        assert logistic.minimum(PRINTED, point).answer is Tri.YES


@pytest.mark.parametrize("leg", ["symbolic", "smt", "exact", "convex"])
def test_the_sign_of_gamma_is_seen(leg, monkeypatch):
    """With ln(p/(1−p)) for γ_p the printed loss is right and the exchanged one wrong."""

    def turned(p, b):
        return p / (1 - p) if b == 1 else (1 - p) / p

    assert judged(thmA2.THEOREM, "minimum", leg, PRINTED).verdict == "refuted"
    assert judged(thmA2.THEOREM, "minimum", leg, CORRECTED).verdict == "holds"
    if leg != "smt":  # z3's side of the comparison is written out
        monkeypatch.setattr(logistic, "odds", turned)
        monkeypatch.setattr(logistic_legs, "odds", turned)
        assert judged(thmA2.THEOREM, "minimum", leg, PRINTED).verdict == "holds"
        assert judged(thmA2.THEOREM, "minimum", leg, CORRECTED).verdict == "error"


def test_the_least_squares_net_interpolates():
    """One neuron for each x, none at a kink of another sample, repeated samples allowed."""
    X, y = [F(1), F(-1), F(1), F(3, 2)], [1, 0, 1, 0]
    net = logistic_rivals.fitted(X, y)
    values = forward_exact(net, tuple((x,) for x in X))
    assert list(values) == [1, -1, 1, -1]


def test_a_positive_least_error_separates_the_minimizers():
    """Labels 1, 1, 0 at one x, p = 1/3: γ/3 is the mean label, ln(5/4) the logistic minimizer."""
    finding = logistic_rivals.minimizers(
        {"loss": "exchanged"}, {"p": F(1, 3), "instance": thmA2.MEAN}
    )
    assert finding.answer is Tri.NO
    assert not thmA2.ATTAINED.contains(thmA2.MEAN)
    point = {"p": "1/3", "instance": thmA2.MEAN}
    assert minimizers_by_hand({"loss": "exchanged"}, point)["violated"]
    assert log(5 / 4) < 0.32 * log(2) + 0.0014 < log(2) / 3


@pytest.mark.parametrize("instance", thmA2.ATTAINED.samples)
@pytest.mark.parametrize("p", ["1/5", "1/2", "4/5"])
def test_the_recheck_agrees_with_the_balls(instance, p):
    """At each sample and p both find the corrected claim true."""
    data = {"loss": "exchanged"}
    assert logistic_rivals.minimizers(data, {"p": F(p), "instance": instance}).answer is Tri.YES
    assert not minimizers_by_hand(data, {"p": p, "instance": instance})["violated"]
