"""Lemma A.13: its factor, its labels, and that a broken trace or gradient turns it red."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import exp, log

import pytest

from theorems.core.models import model_of
from theorems.sharpness import lemA13
from theorems.sharpness._parts import logistic_models, logistic_trace
from theorems.sharpness._parts.logistic_regularity import quotient, quotient_by_hand
from theorems.sharpness._parts.logistic_trace_by_hand import trace_by_hand
from verify.run.inprocess import check
from verify.run.plan import Options
from verify.tri import Tri

F = Fraction
PRINTED = {"loss": "printed", "factor": "1/(p(1-p))"}
TRUE = lemA13.TRUE
METHODS = ("symbolic", "smt", "exact", "ball")


def test_the_report_is_as_expected():
    """The printed factor fails, p(1−p) with the labels of Theorem A.2 is proved."""
    report = check(["sharpness.lemA13"], options=Options(methods=METHODS))
    assert report["ok"]
    (row,) = report["theorems"]
    assert {c["grade"] for c in row["claims"]} == {"proved"}
    assert [e["proved"] for e in row["errata"]] == [True, True, True]


def test_the_smallest_witness():
    """f = θ, one sample, p = 1/2: L = log(1 + e^θ) − θ/2 has L''(0) = 1/4, not 4."""
    h = 1e-4
    loss = [log(1 + exp(t)) - t / 2 for t in (-h, 0.0, h)]
    assert abs((loss[0] - 2 * loss[1] + loss[2]) / h**2 - 0.25) < 1e-6
    point = {"p": F(1, 2), "instance": logistic_models.LINE}
    found = logistic_trace.trace_exact(PRINTED, point)
    assert (found.answer, found.values["left"], found.values["right"]) == (Tri.NO, "1/4", "4")


@pytest.mark.parametrize("p", ["1/1000", "1/3", "1/2", "9/10"])
@pytest.mark.parametrize("instance", logistic_models.ANY.samples)
def test_differences_in_decimals_agree(instance, p):
    """Second differences of L and first differences of f confirm p(1−p) at every sample."""
    point = {"p": p, "instance": instance}
    assert not trace_by_hand(TRUE, point)["violated"]
    assert trace_by_hand(PRINTED, point)["violated"]


def test_the_printed_labels_are_wrong_where_f_bends():
    """For θ² and for Sim-BN the residual's term stays; for plain nets it vanishes."""
    printed = {**TRUE, "loss": "printed"}
    p = F(1, 3)
    assert (
        logistic_trace.trace_exact(printed, {"p": p, "instance": logistic_models.SQUARE}).answer
        is Tri.NO
    )
    for net in logistic_models.NETS.samples:
        assert logistic_trace.trace_exact(printed, {"p": p, "instance": net}).answer is Tri.YES
    crossed = {"p": p, "instance": logistic_models.CROSSED}
    assert logistic_trace.trace_in_balls(printed, crossed).answer is Tri.NO
    assert logistic_trace.trace_in_balls(TRUE, crossed).answer is Tri.YES


def test_a_forgotten_parameter_is_seen(monkeypatch):
    """A Jacobian whose last column is 0 no longer matches the series."""

    def forgetful(instance, **options):
        model = model_of(instance, **options)
        return replace(model, jacobian=lambda: [[*row[:-1], F(0)] for row in model.jacobian()])

    monkeypatch.setattr(logistic_trace, "model_of", forgetful)
    for instance in (logistic_models.ONE, logistic_models.SIGNED):
        point = {"p": F(1, 3), "instance": instance}
        assert logistic_trace.trace_exact(TRUE, point).answer is Tri.NO


def test_a_series_without_its_second_order_is_seen(monkeypatch):
    """Without the second order of f the printed labels would pass at θ²."""
    series = logistic_trace._series
    monkeypatch.setattr(
        logistic_trace, "_series", lambda *a: [(first, F(0)) for first, _ in series(*a)]
    )
    printed = {**TRUE, "loss": "printed"}
    point = {"p": F(1, 3), "instance": logistic_models.SQUARE}
    assert logistic_trace.trace_exact(printed, point).answer is Tri.YES


def test_what_does_not_interpolate_is_no_instance():
    """Labels of the wrong sign, outputs of two sizes, a kink."""
    assert not logistic_trace.labelled({**logistic_models.ONE, "y": [0]})
    assert not logistic_trace.labelled({**logistic_models.SIGNED, "W2": ["1", "-1"]})
    assert not logistic_trace.labelled({**logistic_models.ONE, "W1": [["0"]]})
    assert all(logistic_trace.labelled(i) for i in logistic_models.RATIONAL.samples)


def test_one_quotient_decides_no_limit():
    """At r = q = 2 they stay near p(1−p): at h_0 the bound is larger, from h_1000 on it is not."""
    point = {"p": F(1, 2), "r": 2, "q": 2, "sign": 1}
    answers = [quotient({"rate": 1}, {**point, "k": k}).answer for k in (0, 1, 1000)]
    assert answers == [Tri.UNKNOWN, Tri.UNKNOWN, Tri.NO]
    for r, q in ((3, 2), (4, 2), (9, 7)):
        for k in (0, 1000):
            assert quotient({"rate": 1}, {**point, "r": r, "q": q, "k": k}).answer is Tri.YES


def test_a_quotient_that_stays_bounded_decides():
    """At r = q = 3 the exponent is 1: at rate 1 the quotient stays below 9/8, at every k."""
    point = {"p": F(1, 2), "r": 3, "q": 3, "sign": 1}
    assert all(quotient({"rate": 1}, {**point, "k": k}).answer is Tri.YES for k in (0, 1, 1000))


def test_the_recheck_needs_all_of_its_quotients():
    """From h_100 on the bound 6h lies on both sides of p(1−p) = 1/4: nothing is violated yet."""
    found = quotient_by_hand({"rate": 1}, {"p": "1/2", "r": 2, "q": 2, "k": 100, "sign": 1})
    above = [abs(v) > bound for v, bound in zip(found["quotients"], found["bounds"], strict=True)]
    assert above == [False, True, True] and not found["violated"]
    assert all(abs(b / h - 6) < 1e-9 for b, h in zip(found["bounds"], found["h"], strict=True))


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(("r", "q", "k"), [(2, 2, 1000), (2, 2, 0), (9, 1, 0), (4, 2, 1)])
def test_the_enclosure_holds_the_quotients_at_this_and_later_points(r, q, k, sign):
    """|L'(h)|/h^(2r−q−1) by floats lies in the enclosure at h_k, over the same power, for j ≥ k."""
    point = {"r": r, "q": q, "k": k, "sign": sign}
    found = quotient({"rate": 1}, {**point, "p": F(1, 3)}).values
    assert found["right"] == 2 * r + q
    low, high = (float(v) for v in found["left"].strip("[]").split(","))
    again, power = quotient_by_hand({"rate": 1}, {**point, "p": "1/3"}), 2 * r - q - 2
    unit = again["h"][0] ** (power - 1)
    for h, value in zip(again["h"], again["quotients"], strict=True):
        assert low / unit * 0.999 <= abs(value) / h**power <= high / unit * 1.001


def test_quotients_in_decimals_at_every_phase():
    """L'(h)/h = ∓p(1−p) + O(h²) at r = q = 2, so that L''(0) does not exist."""
    for sign in (1, -1):
        found = quotient_by_hand({"rate": 1}, {"p": "1/3", "r": 2, "q": 2, "k": 500, "sign": sign})
        assert found["violated"]
        assert all(abs(v + sign * 2 / 9) < 1e-3 for v in found["quotients"])


def test_only_nets_without_normalization_are_affine():
    """Polynomials, Sim-BN and Sim-LN are models, but not among the nets without normalization."""
    for instance in (logistic_models.SQUARE, *logistic_models.FIXED):
        assert logistic_models.ANY.contains(instance)
        assert not logistic_models.NETS.contains(instance)
    assert all(logistic_models.NETS.contains(i) for i in logistic_models.NETS.samples)
