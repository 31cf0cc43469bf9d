"""Interpolating Sim-BN nets of every width, near the flattest or not, as named sets of JSON data.

A net is as in `simbn_nets`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.sharpness._parts.simbn_condition_1 import PAIR, POINT, spans
from theorems.sharpness._parts.simbn_leaky import leaky
from theorems.sharpness._parts.simbn_minimal import PLAIN, interpolates
from theorems.sharpness._parts.simbn_nets import (
    BAD_SET,
    corner_net,
    near_flattest,
    off_sample,
    pieces,
    reader,
    with_neurons,
)
from verify.domain import Objects

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["ANY_WIDE", "FOUR_WIDE", "INTERPOLATORS", "LOST", "READERS", "draw_near"]

HALF = Fraction(1, 2)


def _near(S: Any, kappa: Fraction, *more: Any) -> Any:
    return near_flattest(S, kappa, more)


def draw_near() -> SearchStrategy[Any]:
    """Near-flattest nets: corner nets with pairs of neurons that cancel, and a reader of x[3]."""
    from hypothesis import strategies as st

    def build(S: Any, kappa: str, q: str, reads: bool, error: str) -> Any:
        more = []
        if len(S) == 3 and q != "0":
            more = off_sample(Fraction(q), Fraction(error))
        if reads:
            more = [*more, reader(S)]
        return near_flattest(S, Fraction(kappa), more)

    return st.builds(
        build,
        st.sampled_from([PAIR, BAD_SET]),
        st.sampled_from(["1", "1/16", "1/1000"]),
        st.sampled_from(["0", "1/8", "1/100"]),
        st.booleans(),
        st.sampled_from(["1", "5", "100"]),
    )


def _three() -> Any:
    """1 − 2 relu(x[1] − x[2] − 1) − 2 relu(x[2] − x[1] − 1): three neurons, ‖γ ⊙ W_2‖_1 = 3."""
    one = Fraction(1)
    rest = [Fraction(0)]
    made = [([0 * one, 0 * one, *rest], one, one, one)]
    made += [([a * one, -a * one, *rest], -one, one, -one) for a in (1, -1)]
    return with_neurons(PAIR, made)


_CLOSE = (
    _near(PAIR, Fraction(1, 4)),
    _near(PAIR, Fraction(1, 4), reader(PAIR)),
    _near(BAD_SET, Fraction(1, 100), *off_sample(Fraction(1, 100), Fraction(3))),
)
INTERPOLATORS = Objects(
    "interpolating nets under Condition 1",
    lambda net: interpolates(net) and spans(net["S"]),
    (*_CLOSE, *PLAIN[:4], _three()),
    draw_near,
)


def draw_readers() -> SearchStrategy[Any]:
    """Near-flattest nets with a neuron of weight 0 that reads x[3]."""
    from hypothesis import strategies as st

    return st.builds(
        lambda S, kappa: near_flattest(S, Fraction(kappa), [reader(S)]),
        st.sampled_from([PAIR, BAD_SET]),
        st.sampled_from(["1/16", "1/1000"]),
    )


READERS = Objects(
    "near-flattest nets of width 5",
    lambda net: INTERPOLATORS.accepts(net) and len(net["W2"]) == 5,
    (_CLOSE[1],),
    draw_readers,
    (INTERPOLATORS.name,),
)


def draw_four() -> SearchStrategy[Any]:
    """Corner nets of width 4, and such as are a little wrong off the sample."""
    from hypothesis import strategies as st

    off = st.sampled_from([Fraction(1, 8), Fraction(1, 2000), Fraction(1, 10**6)]).map(leaky)
    return off | st.builds(
        lambda S, scale, gamma, slant: corner_net(
            S, scale=Fraction(scale), gamma=Fraction(gamma), slant=Fraction(slant)
        ),
        st.sampled_from([PAIR, BAD_SET]),
        st.sampled_from(["1", "100", "10000"]),
        st.sampled_from(["5/7", "29/41", "169/239", "1"]),
        st.sampled_from(["0", "1/4", "-1/3"]),
    )


def draw_wide() -> SearchStrategy[Any]:
    """Near-flattest nets of width 6 that are wrong at an unseen point."""
    from hypothesis import strategies as st

    def build(error: str, kappa: str) -> Any:
        return near_flattest(
            BAD_SET, Fraction(kappa), off_sample(Fraction(1, 100), Fraction(error))
        )

    return st.builds(build, st.sampled_from(["100", "50"]), st.sampled_from(["1/100", "1/1000"]))


_FOUR = (
    *(_near(S, Fraction(1, 1000)) for S in (POINT, PAIR, BAD_SET)),
    leaky(Fraction(1, 2000)),
)
ANY_WIDE = Objects(
    "interpolating nets of width 4 or more",
    lambda net: interpolates(net) and spans(net["S"]) and len(net["W2"]) >= 4,
    (_CLOSE[2], *_FOUR),
    draw_wide,
    (INTERPOLATORS.name,),
)
FOUR_WIDE = Objects(
    "interpolating nets of width 4",
    lambda net: interpolates(net) and spans(net["S"]) and len(net["W2"]) == 4,
    _FOUR,
    draw_four,
    (ANY_WIDE.name, INTERPOLATORS.name),
)


def draw_lost() -> SearchStrategy[Any]:
    """Corner nets with two neurons that cancel at the samples alone, split or padded."""
    from hypothesis import strategies as st

    def build(error: str, parts: int, slant: str) -> Any:
        base = corner_net(BAD_SET, parts=parts, slant=Fraction(slant))
        return with_neurons(BAD_SET, [*pieces(base), *off_sample(HALF, Fraction(error))])

    return st.builds(
        build,
        st.sampled_from(["3", "5", "100"]),
        st.integers(1, 2),
        st.sampled_from(["0", "1/4", "-1/3"]),
    )


LOST = Objects(
    "interpolating nets with f ≠ x[1]x[2] somewhere, or not",
    INTERPOLATORS.accepts,
    (_CLOSE[2], _CLOSE[0]),
    draw_lost,
    (INTERPOLATORS.name,),
)
