"""Sim-BN nets of Lemma A.3, as named sets of JSON data: alive, with dead neurons, with one γ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.core.exact_networks import kinks_exact
from theorems.core.models import draw, model_of, network_of, smooth
from theorems.core.networks import SimBN
from theorems.core.scalars import dot
from theorems.core.sharpness import trace_by_jacobian_exact
from theorems.sharpness._parts.simbn_nets import pieces
from verify.domain import Objects
from verify.exact.rational import fraction

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy


__all__ = [
    "ALIVE",
    "FIFTH",
    "IRRATIONAL",
    "NONE_DEAD",
    "ONE",
    "ONE_GAMMA",
    "SOME_DEAD",
    "alive",
    "draw_dead",
    "draw_one",
    "half_dead",
    "living_parts",
    "one_gamma",
]


Data = Mapping[str, Any]
ONE = {
    "model": "sim_bn",
    "W1": [["0"]],
    "b1": ["1"],
    "gamma": ["1"],
    "W2": ["1"],
    "X": [["0"]],
}
"""one sample, one neuron: f = γ W_2, whatever W_1 and b_1 > 0"""
NULL = {**ONE, "gamma": ["0"], "W2": ["0"]}
TWO = {
    **ONE,
    "X": [["1"]],
    "W1": [["1"], ["2"]],
    "b1": ["1", "-1"],
    "gamma": ["1", "2"],
    "W2": ["3", "-1/2"],
}
SEVEN = {**TWO, "X": [["0"], ["6"]], "b1": ["1", "3"]}
IRRATIONAL = {**TWO, "X": [["1"], ["2"], ["-4"]]}
FIFTH = {**ONE, "W1": [["1"]], "X": [["0"], ["6"]]}
"""values 1 and 7, so that a = 5"""
REPEATED = {**ONE, "W1": [["1"]], "X": [["1"], ["1"], ["-1/2"]]}


def alive(instance: object) -> bool:
    """Whether it is a Sim-BN instance with a γ for each neuron, smooth and alive."""
    return (
        isinstance(instance, Mapping)
        and instance.get("model") == "sim_bn"
        and isinstance(instance.get("gamma"), list)
        and smooth(instance)
    )


ALIVE = Objects(
    "Sim-BN nets, smooth and alive at the samples",
    alive,
    (ONE, NULL, TWO, SEVEN, IRRATIONAL, REPEATED),
    lambda: draw(("sim_bn",)),
)


def one_gamma(instance: object) -> bool:
    """Whether γ is one number, and every scale rational."""
    if not isinstance(instance, Mapping) or isinstance(instance.get("gamma"), list):
        return False
    try:
        many = {**instance, "gamma": [instance["gamma"]] * len(instance["W2"])}
        if not alive(many) or Fraction(str(instance["gamma"])) == 0:
            return False
        model_of(many).outputs(model_of(many).theta)
    except (ValueError, KeyError, TypeError):
        return False
    return True


def half_dead(instance: object) -> bool:
    """Whether it is a Sim-BN instance without kinks, its living neurons with rational scales."""
    if not isinstance(instance, Mapping) or not isinstance(instance.get("gamma"), list):
        return False
    try:
        made, X = network_of(instance)
        living_parts(instance)
        return not kinks_exact(made, X)
    except (ValueError, KeyError, TypeError):
        return False


def living_parts(instance: Data) -> tuple[Fraction, Fraction]:
    """(2/n) Σ ‖∇f(x_i)‖² where 0/0 is taken for 0, and γ² + W_2² summed over living neurons."""
    made, X = network_of(instance)
    assert isinstance(made, SimBN)
    value = trace_by_jacobian_exact(replace(made, dead="zero"), X)
    rows = [[Fraction(v) for v in x] for x in instance["X"]]
    alive_ones = [
        g * g + v * v for w, b, g, v in pieces(instance) if any(dot(w, x) + b > 0 for x in rows)
    ]
    return fraction(value), sum(alive_ones, Fraction(0))


def draw_dead() -> SearchStrategy[Any]:
    """One or two neurons at one sample, the second dead."""
    from hypothesis import strategies as st

    size = st.sampled_from(["1", "-2", "1/2", "0", "5"])
    pair = st.tuples(size, size)
    return st.builds(
        lambda gamma, last, many: {
            **ONE,
            "W1": [["1"], ["0"]][:many],
            "b1": ["1", "-1"][:many],
            "gamma": list(gamma)[:many],
            "W2": list(last)[:many],
        },
        pair,
        pair,
        st.integers(1, 2),
    )


DEAD = {**ONE, "W1": [["0"], ["0"]], "b1": ["1", "-1"], "gamma": ["1", "2"], "W2": ["1", "0"]}
SOME_DEAD = Objects(
    "Sim-BN nets with dead neurons or none", half_dead, (ONE, FIFTH, DEAD), draw_dead
)
NONE_DEAD = Objects(
    "Sim-BN nets with rational scales and no dead neuron",
    lambda net: half_dead(net) and alive(net),
    (ONE, FIFTH),
    lambda: draw_dead().filter(alive),
    (SOME_DEAD.name,),
)


def draw_one() -> SearchStrategy[Any]:
    """At one sample, so that h/a = 1; with weights that cancel."""
    from hypothesis import strategies as st

    size = st.sampled_from(["1", "-2", "1/2", "5"])
    return st.builds(
        lambda last, gamma, x: {
            "model": "sim_bn",
            "W1": [["1"]] * len(last),
            "b1": ["4"] * len(last),
            "gamma": gamma,
            "W2": last,
            "X": [[x]],
        },
        st.lists(size, min_size=1, max_size=3),
        st.sampled_from(["1", "1/2", "-3"]),
        st.sampled_from(["0", "1", "-2"]),
    )


ONE_GAMMA = Objects(
    "Sim-BN nets with one γ ≠ 0 for all neurons",
    one_gamma,
    (
        {**ONE, "gamma": "1"},
        {**ONE, "W1": [["0"], ["0"]], "b1": ["1", "1"], "gamma": "1", "W2": ["3", "-2"]},
        {**SEVEN, "gamma": "2", "b1": ["1", "1"], "W1": [["1"], ["1"]]},
    ),
    draw_one,
)
