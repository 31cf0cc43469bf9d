"""Models as JSON data: outputs, gradients, membership, and what a search draws."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from theorems.core.models import NORMALIZED, PLAIN, draw, model_of, network_of, smooth

BIAS: dict[str, Any] = {
    "model": "bias",
    "W1": [["1", "2"], ["-1", "0"]],
    "b1": ["1/2", "3"],
    "W2": ["2", "-1"],
    "X": [["1", "0"], ["-1", "1"]],
}
DEEP = {**BIAS, "model": "deep", "inner": [[["1", "-1"], ["2", "1"]]]}
BN = {**BIAS, "model": "sim_bn", "gamma": ["1", "2"]}
LN = {**BIAS, "model": "sim_ln", "epsilon": "1/2"}
NO_BIAS = {k: v for k, v in BIAS.items() if k != "b1"} | {"model": "no_bias", "X": [["1", "1"]]}
CUBIC = {"model": "polynomial", "coefficients": [["1", "2", "0", "1"], ["0"]], "theta": "-1/2"}
ALL = (NO_BIAS, BIAS, DEEP, BN, LN, CUBIC)


def test_a_two_layer_net_by_hand() -> None:
    """At x = (1, 0): relu(3/2) and relu(2) give 2·3/2 − 2 = 1, and ∇f has nine entries' worth."""
    model = model_of(BIAS)
    assert list(model.outputs(model.theta)) == [1, -1]
    # W_1, b_1, W_2
    assert model.jacobian()[0] == (2, 0, -1, 0, 2, -1, Fraction(3, 2), 2)


def test_a_polynomial_by_hand() -> None:
    """f_1 = 1 + 2θ + θ³ and f_2 = 0 at θ = −1/2, with slopes 2 + 3θ² and 0."""
    model = model_of(CUBIC)
    assert model.outputs(model.theta) == [Fraction(-1, 8), 0]
    assert model.jacobian() == [[Fraction(11, 4)], [0]]
    assert (model.degree, model.region(model.theta)) == (3, "everywhere")


def test_the_loss_is_a_mean_of_squares() -> None:
    """Both labels off by 2: L = 4, whatever the number of samples."""
    model = model_of(BIAS)
    labels = [f + 2 for f in model.outputs(model.theta)]
    assert model.loss(labels)(model.theta) == 4


@pytest.mark.parametrize("instance", ALL[:-1], ids=lambda i: i["model"])
def test_the_jacobian_agrees_with_jets(instance: Any) -> None:
    """∇f by hand-written formulas and f's slope along each parameter by jets overlap."""
    from verify.exact.jets import Jet

    model = model_of(instance, kind=arb)
    rows = model.jacobian()
    for k in range(len(model.theta)):
        moved = [Jet.constant(t) for t in model.theta]
        moved[k] = Jet.variable(model.theta[k])
        if instance["model"] in PLAIN:
            h = arb(2) ** -40
            up, down = (
                model.outputs([*model.theta[:k], model.theta[k] + s, *model.theta[k + 1 :]])
                for s in (h, -h)
            )
            slopes = [(a - b) / (2 * h) for a, b in zip(up, down, strict=True)]
        else:
            slopes = [f.c1 for f in model.outputs(moved)]
        for slope, row in zip(slopes, rows, strict=True):
            assert slope.overlaps(row[k])


@pytest.mark.parametrize("instance", [BN, LN])
def test_balls_and_jets_give_the_same_outputs(instance: Any) -> None:
    """The forward pass written for jets and that of the networks enclose one number."""
    from theorems.core.exact_networks import forward_exact

    net, X = network_of(instance, arb)
    model = model_of(instance, kind=arb)
    for a, b in zip(model.outputs(model.theta), forward_exact(net, X), strict=True):
        assert a.overlaps(b)


@pytest.mark.parametrize(
    "instance",
    [
        {**BIAS, "b1": ["-1", "3"]},  # a pre-activation that is 0
        {**BIAS, "b1": ["1/2"]},  # a bias is missing
        {k: v for k, v in BIAS.items() if k != "W2"},
        {**BIAS, "model": "transformer"},
        {**LN, "X": [["0", "0"]], "b1": ["-3", "1/2"]},  # a norm that is ε
        {**BN, "b1": ["1/2", "-50"]},  # a neuron that is never active
        {"W1": [["1"]]},
        "bias",
        None,
    ],
)
def test_what_is_not_smooth_or_not_well_formed_is_no_instance(instance: Any) -> None:
    """Kinks, dead neurons of Sim-BN, norms at ε and malformed data are left out."""
    assert not smooth(instance)


@pytest.mark.parametrize("instance", ALL, ids=lambda i: i["model"])
def test_the_samples_are_smooth(instance: Any) -> None:
    """Each architecture has an instance."""
    assert smooth(instance)


def test_an_unknown_model_is_refused() -> None:
    """The sentence names it."""
    with pytest.raises(ValueError, match="model is 'transformer'"):
        network_of({**BIAS, "model": "transformer"})


@given(st.data())
@settings(derandomize=True, deadline=None, max_examples=40)
def test_what_is_drawn_is_smooth(data: Any) -> None:
    """A search draws instances of the kinds asked for, each in the domain, with a gradient."""
    kinds = data.draw(st.sampled_from([PLAIN, NORMALIZED, ("polynomial",), ("deep",)]))
    instance = data.draw(draw(kinds))
    assert instance["model"] in kinds and smooth(instance)
    model = model_of(instance, kind=arb if instance["model"] in NORMALIZED else Fraction)
    rows = model.jacobian()
    assert len(rows) == len(list(model.outputs(model.theta)))
    assert all(len(row) == len(model.theta) for row in rows)
