"""Single neurons on the data of Condition 1, as a named set of JSON data.

A neuron is ``{"S", "w", "b", "y"}``, y = ±1 the sign of its γ W_2.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.sharpness._parts.simbn_condition_1 import PAIR, POINT, spans
from theorems.sharpness._parts.simbn_nets import BAD_SET, inputs
from verify.domain import Objects

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["NEURONS", "draw_neuron"]


def _neuron(value: Any) -> bool:
    if not isinstance(value, Mapping) or value.keys() != {"S", "w", "b", "y"}:
        return False
    try:
        w = [Fraction(str(v)) for v in value["w"]]
        b = Fraction(str(value["b"]))
    except (ValueError, TypeError, ZeroDivisionError):
        return False
    if not spans(value["S"]) or len(w) != len(value["S"][0]) + 2 or value["y"] not in (1, -1):
        return False
    rows = inputs(value["S"])
    return any(sum(a * v for a, v in zip(w, x, strict=True)) + b > 0 for x in rows)


def _one(S: Any, w: tuple[str, ...], b: str, y: int = 1) -> dict[str, Any]:
    return {"S": S, "w": list(w), "b": b, "y": y}


def draw_neuron() -> SearchStrategy[Any]:
    """Neurons near a corner's, and any."""
    from hypothesis import strategies as st

    def build(S: Any, near: Any, tilt: Any, slant: Any, y: int, loose: Any) -> dict[str, Any]:
        free = [Fraction(v, 4) for v in loose]
        d = len(S[0]) + 2
        if near is None:
            return {"S": S, "w": [str(v) for v in free[:d]], "b": str(free[-1]), "y": y}
        a, b = near
        w = [a * (1 + slant), b * (1 - slant), *[tilt * v for v in free[2:d]]]
        return {"S": S, "w": [str(v) for v in w], "b": "-1", "y": y}

    return st.builds(
        build,
        st.sampled_from([PAIR, BAD_SET]),
        st.sampled_from([None, (1, 1), (1, -1), (-1, 1), (-1, -1)]),
        st.sampled_from([Fraction(1, k) for k in (2, 8, 64)]),
        st.sampled_from([Fraction(0), Fraction(1, 3), Fraction(-1, 4)]),
        st.sampled_from([1, -1]),
        st.lists(st.integers(-8, 8), min_size=5, max_size=5),
    ).filter(_neuron)


NEURONS = Objects(
    "neurons alive at some sample, under Condition 1",
    _neuron,
    (
        _one(POINT, ("1", "1"), "-1"),
        _one(PAIR, ("1", "1", "0"), "-1"),
        _one(PAIR, ("1", "1", "1/2"), "-1"),
        _one(PAIR, ("1/2", "1/2", "1/8"), "-1/8"),
        _one(PAIR, ("0", "0", "1"), "0"),
        _one(PAIR, ("0", "0", "0"), "1"),
        _one(PAIR, ("1", "-1", "1/16"), "-1", -1),
        _one(BAD_SET, ("1", "1", "1/8", "1/8"), "-1"),
        _one(BAD_SET, ("-1", "2", "0", "1"), "1/2", -1),
        _one(BAD_SET, ("1", "3", "0", "-11/2"), "-5/2"),
    ),
    draw_neuron,
)
