"""Lemma A.3: its verdicts, the trace by several paths, and that broken formulas turn it red."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

import pytest

from theorems.core.sharpness import trace_by_jacobian_exact
from theorems.sharpness._parts import simbn_trace_sets, simbn_traces
from theorems.sharpness._parts.simbn_interpolators import INTERPOLATORS
from theorems.sharpness._parts.simbn_nets import (
    BAD_SET,
    corner_net,
    inputs,
    off_sample,
    pieces,
    scaled,
    trace,
    typed,
    with_neurons,
)
from theorems.sharpness.lemA3 import THEOREM
from verify.evidence import Outcome
from verify.exact.rational import fmpq_of, fraction
from verify.judge import judge
from verify.run import inprocess
from verify.tri import Tri

F = Fraction


outcome = partial(inprocess.evidence, THEOREM)


@pytest.mark.parametrize("claim", THEOREM.claims, ids=lambda c: c.id)
def test_readings_and_controls(claim):
    """Each reading gets its expected verdict and each control the opposite one, leg by leg."""
    assert inprocess.unexpected(THEOREM, claim.id) == []


@pytest.mark.parametrize(
    "net",
    [
        corner_net([[]]),
        corner_net([[1], [-1]], slant=F(1, 3), gamma=F(5, 7)),
        with_neurons(BAD_SET, [*pieces(corner_net(BAD_SET)), *off_sample(F(1, 3), F(2))]),
    ],
)
def test_trace_is_that_of_the_core(net):
    """The rational formula agrees with the core's gradients where the scales are rational."""
    X = tuple(tuple(map(fmpq_of, x)) for x in inputs(net["S"]))
    assert fraction(trace_by_jacobian_exact(typed(net), X)) == trace(net)


def test_a_kink_has_no_trace():
    """A spare neuron x[1] + x[2] is 0 at samples: no trace, and the net is none of the domain's."""
    S = [[1], [-1]]
    one = Fraction(1)
    spare = [one, one, 0 * one], 0 * one, 0 * one, 0 * one
    kinked = with_neurons(S, [*pieces(corner_net(S)), spare])
    with pytest.raises(ValueError, match="smooth and alive"):
        trace(kinked)
    assert not INTERPOLATORS.accepts(kinked) and INTERPOLATORS.accepts(corner_net(S))


def test_trace_falls_to_twice_the_weights():
    """Tr at (cW_1, cb_1) is 2(‖W_2‖² + ‖γ‖²) + K/c²."""
    net = corner_net([[1], [-1]])
    sides = 2 * sum(g * g + v * v for _, _, g, v in pieces(net))
    shares = [trace(scaled(net, F(c))) - sides for c in (1, 2, 10)]
    assert shares[0] == 4 * shares[1] == 100 * shares[2] > 0


def test_one_sample_in_plain_numbers():
    """x = 0, y = 1: f = γ W_2, so that Tr = 2(W_2² + γ²) = 4 at its least, and not 2."""
    h = F(1, 10**6)
    loss = lambda g, w: (g * w - 1) ** 2  # noqa: E731
    second = (loss(1 + h, 1) + loss(1 - h, 1)) / h**2 + (loss(1, 1 + h) + loss(1, 1 - h)) / h**2
    assert second == 4 and 1**2 + 1**2 == 2


def test_one_gamma_in_plain_numbers():
    """One γ = 1, W_2 = (3, −2): f = γ(w_1 + w_2) at one sample, Tr = 6 < 14 = ‖W_2‖² + γ²."""

    def loss(g, v, w):
        return (g * (v + w) - 1) ** 2

    h, total = F(1, 1000), F(0)
    for k in range(3):
        for s in (h, -h):
            at = [F(1), F(3), F(-2)]
            at[k] += s
            total += loss(*at) / h**2
    assert total == 6 and 9 + 4 + 1 == 14


def test_smallest_witnesses():
    """One sample; one neuron for the factor, two where γ is shared or a neuron dead."""
    sizes = {"infimum": 1, "one_gamma": 2, "dead": 2}
    for claim, width in sizes.items():
        instance = outcome(claim, "exact").witness.point["instance"]
        assert (len(instance["X"]), len(instance["W2"])) == (1, width)


def test_all_nets_are_covered():
    """The bound, the infimum and the one with a shared γ are proved."""
    for claim, role in (("bound", "printed"), ("infimum", "corrected"), ("one_gamma", "corrected")):
        reading = THEOREM.claim(claim).reading(role)
        found = [outcome(claim, leg, role=role) for leg in ("symbolic", "exact")]
        assert judge(reading, found).grade == "proved"


def test_balls_catch_a_wrong_formula(monkeypatch):
    """Second derivatives of L do not agree with a trace that forgets the biases."""
    right = simbn_traces.trace

    def wrong(net, X=None):
        return right(net, X) - F(1, 10**6)

    monkeypatch.setattr(simbn_traces, "trace", wrong)
    instance = simbn_trace_sets.IRRATIONAL
    found = simbn_traces.bound_in_balls({"factor": "1"}, {"instance": instance})
    assert found.answer is Tri.NO


def test_a_wrong_share_is_found(monkeypatch):
    """If the trace did not split into 2(‖W_2‖² + ‖γ‖²) + K/c² the ray would show it."""
    right = simbn_traces.trace
    monkeypatch.setattr(simbn_traces, "trace", lambda net, X=None: right(net, X) ** 2)
    assert outcome("infimum", "exact", role="corrected").outcome is Outcome.REFUTES
