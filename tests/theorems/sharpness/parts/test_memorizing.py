"""The memorizing nets, their traces and the data sets that they are built on."""

from __future__ import annotations

from fractions import Fraction

import pytest

from theorems.core.exact_networks import (
    flatten_exact,
    loss_exact,
    preactivations_exact,
    unflatten_exact,
)
from theorems.core.networks import Bias, MLPBias
from theorems.core.sharpness import trace_by_jacobian_exact
from theorems.sharpness._parts.difference_trace import difference_trace
from theorems.sharpness._parts.labelled_data import closed_form, labelled
from theorems.sharpness._parts.labelled_sets import (
    extreme_sets,
    labelled_sets,
    repeated_sets,
    xor_samples,
)
from theorems.sharpness._parts.memorizing import (
    deep_net,
    memorizes,
    memorizing_net,
    shared_net,
    split,
)
from theorems.sharpness._parts.memorizing_bounds import bound_at, rivals, smooth_nets
from theorems.sharpness._parts.memorizing_sets import (
    AGAIN,
    ALL,
    DEEP,
    DEEP_ALL,
    DEEP_SWEEP,
    DEEP_THREE,
    DEEP_TWO,
    DEEP_ZERO,
    FIVE,
    FOUR,
    HUGE,
    LINE,
    MIDDLE,
    NONZERO,
    NULL,
    ONE,
    PROGRAMS,
    REPEATED,
    SHARED,
    SWEEP,
    TWICE,
    TWO,
    ZERO_SWEEP,
)
from verify.exact.rational import fmpq_of, fraction
from verify.tri import Tri

HALF = Fraction(1, 2)


def rows(data):
    """The samples as fmpq."""
    return tuple(tuple(fmpq_of(v) for v in x) for x in data.X)


@pytest.mark.parametrize("data", [ONE, TWO, FOUR, FIVE], ids=["1", "2", "4", "5"])
@pytest.mark.parametrize("eps", ["1/1000", "1/2", "999/1000"])
def test_two_traces_agree(data, eps):
    """Second differences and Lemma 4.1 give the closed form, whatever ε below the gap."""
    samples = labelled(data)
    net = memorizing_net(samples, Fraction(eps))
    expected = closed_form(samples)
    assert memorizes(net, samples).answer is Tri.YES
    assert difference_trace(net, samples) == expected
    assert fraction(trace_by_jacobian_exact(net, rows(samples))) == expected


@pytest.mark.parametrize("depth", [2, 3, 4])
@pytest.mark.parametrize("data", [DEEP_TWO, DEEP_THREE], ids=["2", "3"])
def test_deep_traces_agree(depth, data):
    """With negative entries outside the diagonals both traces are the closed form of depth D."""
    samples = labelled(data)
    net = deep_net(samples, HALF, depth, off_diagonal=Fraction(-1))
    expected = closed_form(samples, depth)
    assert memorizes(net, samples).answer is Tri.YES
    assert difference_trace(net, samples) == expected
    assert fraction(trace_by_jacobian_exact(net, rows(samples))) == expected


def test_printed_deep_net_has_no_second_derivative():
    """At D = 3 the loss along W_2[2, 1] has a second difference of 0 on one side and not the other.

    So the kink is one of the loss, and not merely a pre-activation that is 0.
    """
    samples = labelled(DEEP_TWO)
    net = deep_net(samples, HALF, 3, off_diagonal=Fraction(0))
    assert memorizes(net, samples).answer is Tri.NO
    assert difference_trace(net, samples) is None
    theta, X = flatten_exact(net), rows(samples)
    y = tuple(fmpq_of(v) for v in samples.y)
    place = 2 + 2 + 2  # after W_1, b_1 and the first row of W_2

    def loss(step):
        moved = list(theta)
        moved[place] += fmpq_of(step)
        return fraction(loss_exact(unflatten_exact(net, tuple(moved)), X, y))

    assert loss(Fraction(0)) == 0
    for step in (Fraction(1, 10), Fraction(1, 1000)):
        assert loss(-step) == 0
        assert loss(step) / step**2 == loss(Fraction(1, 100)) * 100**2 > 0


def test_zero_label_leaves_a_kink():
    """At y = 0 the printed net has pre-activation 0; a dead neuron has trace 0."""
    samples = labelled(NULL)
    printed = memorizing_net(samples, HALF)
    assert preactivations_exact(printed, rows(samples)) == (((0,),),)
    assert memorizes(printed, samples).answer is Tri.NO
    assert difference_trace(memorizing_net(samples, HALF, spare="dead"), samples) == 0


def test_printed_deep_net_of_label_zero_is_not_flattest():
    """With r = u = 1 and W_D = 0 at y = 0 the trace is 2, and 0 is attained by a dead neuron."""
    one, zero = fmpq_of(1), fmpq_of(0)
    for net in (
        Bias(((one,),), (one,), (zero,)),
        MLPBias((((one,),), ((one,),), (zero,)), (one,)),
    ):
        assert memorizes(net, labelled(NULL)).answer is Tri.YES
        assert difference_trace(net, labelled(NULL)) == 2


def test_gap_is_the_limit():
    """At ε = the gap a pre-activation is 0, beyond it a sample activates a second neuron."""
    samples = labelled(TWO)
    found = {
        eps: memorizes(memorizing_net(samples, Fraction(eps)), samples).values["which"]
        for eps in ("1", "3/2")
    }
    assert found == {
        "1": "pre-activations that are 0",
        "3/2": "samples not one-hot in layer 1",
    }


def test_repeats_need_one_neuron_for_each_point():
    """With a repeated sample the printed net does not exist, the merged one is flattest."""
    samples = labelled(AGAIN)
    assert memorizing_net(samples, HALF) is None
    net = memorizing_net(samples, HALF, spare="dead")
    assert memorizes(net, samples).answer is Tri.YES
    assert difference_trace(net, samples) == closed_form(samples)


def test_rivals_interpolate_and_are_not_flatter():
    """Rescaled, split and widened nets have the same outputs and at least the trace."""
    samples = labelled(FOUR)
    net = memorizing_net(samples, HALF)
    traces = [difference_trace(rival, samples) for rival in rivals(net)]
    assert all(t >= closed_form(samples) for t in traces)
    assert max(traces) > closed_form(samples)


def test_bound_is_attained_at_every_depth():
    """The bound of depth D holds with equality at chains of width 1, and at one with ‖x'‖ = 5/4."""
    data = {"constant": "1", "layers": "all"}
    margins = [bound_at(data, {"net": net}).margin for net in smooth_nets().samples]
    assert margins[:5] == [0, 0, 0, 0, 0]
    assert all(m > 0 for m in margins[5:])


def test_as_flat_and_not_memorizing():
    """A split net and a shared neuron attain the closed form; Definition 4.2 refuses both."""
    for net, data, which in (
        (split(memorizing_net(labelled(FOUR), HALF)), FOUR, "samples not one-hot in layer 1"),
        (shared_net(), SHARED, "neurons in use in layer 1"),
    ):
        samples = labelled(data)
        assert difference_trace(net, samples) == closed_form(samples)
        assert memorizes(net, samples).values["which"] == which


@pytest.mark.parametrize("depth", [2, 3, 4, 5])
def test_deep_net_of_label_zero_costs_two_over_n(depth):
    """r = u = 1 at y = 0: it memorizes, and the trace is 2/n above the closed form."""
    samples = labelled(DEEP_ZERO)
    net = deep_net(samples, HALF, depth, off_diagonal=Fraction(-1))
    assert memorizes(net, samples).answer is Tri.YES
    assert difference_trace(net, samples) == closed_form(samples, depth) + Fraction(2, 3)


def test_the_sets_are_where_they_should_be():
    """No data set of a sweep drops out unseen: each lies in the set that it is there for."""
    assert all(ALL.contains(data) for data in PROGRAMS)
    assert all(DEEP_ALL.contains(data) for data in (*DEEP_SWEEP["data"], *ZERO_SWEEP["data"]))
    assert all(DEEP.contains(data) for data in DEEP_SWEEP["data"])
    sets = (ONE, TWO, FOUR, FIVE, SHARED, HUGE)
    assert all(NONZERO.contains(data) and data in SWEEP["data"] for data in sets)
    assert all(REPEATED.contains(data) for data in (TWICE, AGAIN))
    assert not any(ALL.contains(data) for data in (LINE, MIDDLE, TWICE, AGAIN))


def test_sets_know_their_members():
    """Extremality, repeats, zero labels and the labels of P_xor decide membership."""
    middle = {"X": [[0], [1], [2]], "y": [1, 1, 1]}
    assert extreme_sets().contains(NULL) and not extreme_sets(zero=False).contains(NULL)
    assert not extreme_sets().contains(middle) and labelled_sets().contains(middle)
    assert repeated_sets().contains(AGAIN) and not extreme_sets().contains(AGAIN)
    assert not repeated_sets().contains({"X": [[0], [0]], "y": [1, 2]})
    assert xor_samples().contains({"X": [[1, -1]], "y": [-1]})
    assert not xor_samples().contains({"X": [[1, -1]], "y": [1]})
    assert not xor_samples().contains({"X": [[1]], "y": [1]})
