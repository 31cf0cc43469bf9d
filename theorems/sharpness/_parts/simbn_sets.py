"""What the statements on Sim-BN quantify over, as named sets of JSON data.

A set S is a list of distinct sign vectors; a net is as in `simbn_nets`; a neuron is
``{"S", "w", "b", "y"}``, y = ±1 the sign of its γ W_2.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.sharpness._parts.simbn_leaky import leaky
from theorems.sharpness._parts.simbn_nets import (
    BAD_SET,
    corner_net,
    inputs,
    near_flattest,
    off_sample,
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

__all__ = [
    "ANY_MINIMAL",
    "ANY_SETS",
    "ANY_WIDE",
    "CONDITION_1",
    "DEEP",
    "FOUR_WIDE",
    "INTERPOLATORS",
    "LONE",
    "LOST",
    "MINIMAL",
    "NEURONS",
    "READERS",
    "USED_MINIMAL",
]

POINT: list[list[int]] = [[]]
PAIR = [[1], [-1]]
LONE = [[1]]
"""one s in dimension 1: span(S − S) has rank 0 and not 1"""
POOL = (POINT, PAIR, BAD_SET, [*BAD_SET, [-1, -1]])
HALF = Fraction(1, 2)


def spans(S: Any) -> bool:
    """Condition 1: distinct sign vectors, span(S − S) of full rank."""
    if not _signs(S):
        return False
    from flint import fmpq_mat

    rows = [[a - b for a, b in zip(s, S[0], strict=True)] for s in S[1:]]
    if not S[0]:
        return True
    return bool(rows) and fmpq_mat(
        len(rows), len(S[0]), [v for row in rows for v in row]
    ).rank() == len(S[0])


def _signs(S: Any) -> bool:
    whole = isinstance(S, list) and len(S) > 0 and all(isinstance(s, list) for s in S)
    if not whole or len({len(s) for s in S}) > 1:
        return False
    distinct = len({tuple(s) for s in S}) == len(S)
    return distinct and all(v in (1, -1) and isinstance(v, int) for s in S for v in s)


def _sets(*pool: Any) -> Callable[[], SearchStrategy[Any]]:
    def draw() -> SearchStrategy[Any]:
        from hypothesis import strategies as st

        return st.sampled_from([list(S) for S in pool])

    return draw


ANY_SETS = Objects("sets of sign vectors", _signs, (POINT, LONE, PAIR), _sets(POINT, LONE, PAIR))
CONDITION_1 = Objects(
    "sets S of Condition 1", spans, (POINT, PAIR, BAD_SET), _sets(*POOL), (ANY_SETS.name,)
)


DEEP = Objects(
    "sets S of Condition 1, d ≥ 3",
    lambda S: spans(S) and len(S[0]) > 0,
    (PAIR, BAD_SET),
    _sets(*POOL[1:]),
    (CONDITION_1.name, ANY_SETS.name),
)


def _interpolates(value: Any) -> bool:
    try:
        X = inputs(value["S"])
        exact = outputs(value, X) == [x[0] * x[1] for x in X]
        return _signs(value["S"]) and exact and smooth(value)
    except (ValueError, KeyError, TypeError, IndexError, ZeroDivisionError):
        return False


def _minimal(value: Any) -> bool:
    return _interpolates(value) and product_sum(value) == 2


def _nets(
    name: str,
    accepts: Callable[[Any], bool],
    samples: tuple[Any, ...],
    draw: Callable[[], SearchStrategy[Any]],
    *within: str,
) -> Objects:
    return Objects(name, accepts, samples, draw, within)


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


_PLAIN = tuple(
    net
    for S in (POINT, PAIR, BAD_SET)
    for net in (corner_net(S), corner_net(S, scale=Fraction(3), slant=Fraction(1, 4), parts=2))
)
_READS = tuple(with_neurons(S, [*pieces(corner_net(S)), reader(S)]) for S in (PAIR, BAD_SET))
_TILTED = with_neurons(
    LONE, [([*w[:2], Fraction(1)], b - 1, g, v) for w, b, g, v in pieces(corner_net(LONE))]
)
_LEAST = "interpolating nets with ‖γ ⊙ W_2‖_1 = 2"

ANY_MINIMAL = _nets(
    _LEAST + ", Condition 1 or not",
    _minimal,
    (_TILTED, *_PLAIN),
    draw_minimal(spare=False, lone=True),
)
MINIMAL = _nets(
    _LEAST,
    lambda net: _minimal(net) and spans(net["S"]),
    (*_READS, *_PLAIN),
    draw_minimal(spare=True),
    ANY_MINIMAL.name,
)
USED_MINIMAL = _nets(
    _LEAST + " and no γ_i W_2[i] = 0",
    lambda net: _minimal(net) and spans(net["S"]) and all(g * v for _, _, g, v in pieces(net)),
    _PLAIN,
    draw_minimal(spare=False),
    MINIMAL.name,
    ANY_MINIMAL.name,
)


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
INTERPOLATORS = _nets(
    "interpolating nets under Condition 1",
    lambda net: _interpolates(net) and spans(net["S"]),
    (*_CLOSE, *_PLAIN[:4], _three()),
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


READERS = _nets(
    "near-flattest nets of width 5",
    lambda net: INTERPOLATORS.accepts(net) and len(net["W2"]) == 5,
    (_CLOSE[1],),
    draw_readers,
    INTERPOLATORS.name,
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
ANY_WIDE = _nets(
    "interpolating nets of width 4 or more",
    lambda net: _interpolates(net) and spans(net["S"]) and len(net["W2"]) >= 4,
    (_CLOSE[2], *_FOUR),
    draw_wide,
    INTERPOLATORS.name,
)
FOUR_WIDE = _nets(
    "interpolating nets of width 4",
    lambda net: _interpolates(net) and spans(net["S"]) and len(net["W2"]) == 4,
    _FOUR,
    draw_four,
    ANY_WIDE.name,
    INTERPOLATORS.name,
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


LOST = _nets(
    "interpolating nets with f ≠ x[1]x[2] somewhere, or not",
    INTERPOLATORS.accepts,
    (_CLOSE[2], _CLOSE[0]),
    draw_lost,
    INTERPOLATORS.name,
)
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
