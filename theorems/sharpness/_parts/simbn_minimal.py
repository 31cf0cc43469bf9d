"""Interpolating Sim-BN nets of least ‖γ ⊙ W_2‖_1, as named sets of JSON data.

A net is as in `simbn_nets`.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.sharpness._parts.simbn_condition_1 import LONE, PAIR, POINT, POOL, signs, spans
from theorems.sharpness._parts.simbn_nets import (
    BAD_SET,
    corner_net,
    inputs,
    outputs,
    pieces,
    product_sum,
    reader,
    smooth,
    with_neurons,
)
from verify.domain import Objects

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["ANY_MINIMAL", "MINIMAL", "PLAIN", "USED_MINIMAL", "draw_minimal", "interpolates"]


def interpolates(value: Any) -> bool:
    """Whether it is a net, smooth and alive at the samples of its S, with f = x[1]x[2] there."""
    try:
        X = inputs(value["S"])
        exact = outputs(value, X) == [x[0] * x[1] for x in X]
        return signs(value["S"]) and exact and smooth(value)
    except (ValueError, KeyError, TypeError, IndexError, ZeroDivisionError):
        return False


def _minimal(value: Any) -> bool:
    return interpolates(value) and product_sum(value) == 2


def draw_minimal(*, spare: bool, lone: bool = False) -> Callable[[], SearchStrategy[Any]]:
    """Corner nets, slanted, scaled and split, with a neuron of weight 0 or without."""

    def draw() -> SearchStrategy[Any]:
        from hypothesis import strategies as st

        pool = [LONE] if lone else [PAIR, BAD_SET] if spare else list(POOL)

        def build(S: Any, scale: str, gamma: str, slant: str, parts: int, tilt: str) -> Any:
            net = corner_net(
                S,
                scale=Fraction(scale),
                gamma=Fraction(gamma),
                slant=Fraction(slant),
                parts=parts,
            )
            if lone:  # w[3] moves into the bias at s = 1
                own = [
                    ([*w[:2], Fraction(tilt)], b - Fraction(tilt), g, v)
                    for w, b, g, v in pieces(net)
                ]
                return with_neurons(S, own)
            return with_neurons(S, [*pieces(net), reader(S)]) if spare else net

        return st.builds(
            build,
            st.sampled_from(pool),
            st.sampled_from(["1", "3", "1/2"]),
            st.sampled_from(["1", "5/7", "-2"]),
            st.sampled_from(["0", "1/4", "-1/3"]),
            st.integers(1, 2),
            st.sampled_from(["1", "-3", "1/5"]),
        )

    return draw


PLAIN = tuple(
    net
    for S in (POINT, PAIR, BAD_SET)
    for net in (corner_net(S), corner_net(S, scale=Fraction(3), slant=Fraction(1, 4), parts=2))
)
_READS = tuple(with_neurons(S, [*pieces(corner_net(S)), reader(S)]) for S in (PAIR, BAD_SET))
_TILTED = with_neurons(
    LONE, [([*w[:2], Fraction(1)], b - 1, g, v) for w, b, g, v in pieces(corner_net(LONE))]
)
_LEAST = "interpolating nets with ‖γ ⊙ W_2‖_1 = 2"

ANY_MINIMAL = Objects(
    _LEAST + ", Condition 1 or not",
    _minimal,
    (_TILTED, *PLAIN),
    draw_minimal(spare=False, lone=True),
)
MINIMAL = Objects(
    _LEAST,
    lambda net: _minimal(net) and spans(net["S"]),
    (*_READS, *PLAIN),
    draw_minimal(spare=True),
    (ANY_MINIMAL.name,),
)
USED_MINIMAL = Objects(
    _LEAST + " and no γ_i W_2[i] = 0",
    lambda net: _minimal(net) and spans(net["S"]) and all(g * v for _, _, g, v in pieces(net)),
    PLAIN,
    draw_minimal(spare=False),
    (MINIMAL.name, ANY_MINIMAL.name),
)
