"""Theorem 5.1: its verdicts without the searches, and that broken constructions turn it red."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import partial

import pytest
from flint import arb, ctx, fmpq

from theorems.core.models import model_of
from theorems.sharpness._parts import layer_norm_checks, layer_norm_widths
from theorems.sharpness._parts.labelled_data import labelled
from theorems.sharpness._parts.layer_norm import ln_least, ln_memorizes, ln_net, ln_split, ln_trace
from theorems.sharpness._parts.memorizing_sets import FIVE, FOUR, ONE, TWO
from theorems.sharpness.thm51 import THEOREM
from verify.evidence import Outcome
from verify.exact.jets import hessian_trace_ball
from verify.judge import judge
from verify.run import inprocess
from verify.tri import Tri

outcome = partial(inprocess.evidence, THEOREM)


@pytest.mark.parametrize("claim", THEOREM.claims, ids=lambda c: c.id)
def test_readings_and_controls(claim):
    """Each reading gets its expected verdict and each control the opposite one, leg by leg."""
    assert inprocess.unexpected(THEOREM, claim.id, without=("property",)) == []


def test_smallest_witnesses():
    """The errata stand on one sample at 0, or on two equal ones."""
    one = {"data": {"X": [[0]], "y": ["1"]}, "eps": "1", "delta": "1/2"}
    null = {"data": {"X": [[0]], "y": ["0"]}, "eps": "1"}
    points = {
        "construction": one,
        "zero_label": null | {"delta": "1/2"},
        "existence": null,
        "repeats": {"data": {"X": [[0], [0]], "y": ["1", "1"]}, "eps": "1", "delta": "1/2"},
    }
    for claim, point in points.items():
        assert outcome(claim, "exact").witness.point == point


@pytest.mark.parametrize("claim", ["construction", "zero_label", "existence", "repeats"])
def test_corrected_readings_are_proved(claim):
    """Exact nets and z3 together cover every label, every ε and every δ."""
    reading = THEOREM.claim(claim).reading("corrected")
    found = [outcome(claim, leg, role="corrected") for leg in ("exact", "smt")]
    judged = judge(reading, found)
    assert (judged.verdict, judged.grade) == ("holds", "proved")


@pytest.mark.parametrize(
    ("eps", "claimed", "trace"),
    [("1", "2", None), ("16/9", "2", "9/4"), ("25/16", "2", "64/25"), ("4", "1", "1")],
)
def test_printed_case_two(eps, claimed, trace):
    """At x = 0, y = 1: a kink at ε = 1, above the least trace for 1 < ε < 2, right from 2 on."""
    samples = labelled(ONE)
    net = ln_net(samples, Fraction(eps), Fraction(1, 2), threshold=Fraction(1))
    found = ln_trace(net, samples)
    assert found == (None if trace is None else Fraction(trace))
    assert ln_least(samples, Fraction(eps)) == Fraction(claimed)
    if trace is None:
        assert "‖relu(W_1x + b_1)‖ − ε" in ln_memorizes(net, samples).values["which"]


@pytest.mark.parametrize("data", [ONE, TWO, FOUR, FIVE])
@pytest.mark.parametrize("eps", ["1/100", "9/4", "100"])
def test_second_differences_agree_with_jets(data, eps):
    """Tr ∇²L by exact second differences lies in the ball of Taylor arithmetic."""
    samples = labelled(data)
    net = ln_net(samples, Fraction(eps), Fraction(1, 2))
    trace = ln_trace(net, samples)
    instance = {
        "model": "sim_ln",
        "W1": [[str(v) for v in row] for row in net.W1],
        "b1": [str(v) for v in net.b1],
        "W2": [str(v) for v in net.W2],
        "epsilon": str(net.epsilon),
        "X": [[str(v) for v in x] for x in samples.X],
    }
    with ctx.workprec(256):
        model = model_of(instance, kind=arb)
        labels = [arb(fmpq(y.numerator, y.denominator)) for y in samples.y]
        ball = hessian_trace_ball(model.loss(labels), model.theta)
        assert abs(ball - arb(fmpq(trace.numerator, trace.denominator))) < arb(2) ** -100
        assert trace == ln_least(samples, Fraction(eps))


def test_split_net_is_flattest_and_not_memorizing():
    """Four copies of each neuron at half its weights: f = y still, no sample one-hot."""
    samples = labelled(TWO)
    net = ln_split(ln_net(samples, Fraction(1), Fraction(1, 2)))
    assert layer_norm_checks.ln_interpolates(net, samples)
    assert ln_memorizes(net, samples).answer is Tri.NO


@pytest.mark.parametrize(
    ("part", "value"),
    [("W2", 2), ("W2", -1), ("b1", Fraction(1, 2)), ("W1", Fraction(1001, 1000))],
)
def test_broken_nets_are_found(monkeypatch, part, value):
    """Weights scaled in one layer alone: the net misses a label, a kink or the bound."""
    make = layer_norm_checks.ln_net

    def broken(*args, **keywords):
        net = make(*args, **keywords)
        if net is None:
            return None
        factor = fmpq(Fraction(value).numerator, Fraction(value).denominator)

        def scaled(v):
            return tuple(scaled(w) for w in v) if isinstance(v, tuple) else v * factor

        return replace(net, **{part: scaled(getattr(net, part))})

    monkeypatch.setattr(layer_norm_checks, "ln_net", broken)
    assert outcome("construction", "exact", role="corrected").outcome is Outcome.REFUTES
    if part == "W2":
        # weights −y have the trace of y, but do not interpolate
        assert outcome("minimal", "exact").outcome is Outcome.REFUTES


def test_wrong_closed_form_is_found(monkeypatch):
    """min(1, (1/ε)‖x'‖|y|) in place of min(1, (2/ε)‖x'‖|y|) lies outside the bracket."""

    def broken(data, epsilon):
        return ln_least(data, 2 * epsilon)

    monkeypatch.setattr(layer_norm_widths, "ln_least", broken)
    assert outcome("minimal", "convex").outcome is Outcome.REFUTES
    monkeypatch.setattr(layer_norm_checks, "ln_least", broken)
    assert outcome("minimal", "exact").outcome is Outcome.REFUTES


def test_program_brackets_strictly():
    """The program's own lower end lies below the least trace, and the net's trace is on it."""
    found = outcome("minimal", "convex")
    for row in found.detail["brackets"]:
        low, high = row["program"].removeprefix("in [").rstrip("]").split(", ")
        assert Fraction(low) <= Fraction(row["claimed"]) == Fraction(high)
        assert Fraction(row["claimed"]) - Fraction(low) < Fraction(1, 10**4)


def test_a_program_that_fails_decides_nothing(monkeypatch):
    """A lower end above the net's trace is no support."""
    monkeypatch.setattr(layer_norm_widths, "_least", lambda X, y: (Fraction(10**6), "none", True))
    assert outcome("minimal", "convex").outcome is Outcome.REFUTES
    monkeypatch.setattr(layer_norm_widths, "_least", lambda X, y: (Fraction(0), "none", False))
    assert outcome("minimal", "convex").outcome is Outcome.UNDECIDED
