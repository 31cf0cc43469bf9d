"""Nets without biases on P_xor: the width-4 realization of Lemma 3.1, and exact traces.

On a sample that holds −x as often as x a neuron w relu(a·x) with no pre-activation 0 is active at
exactly half of the points, so that its share of (2/n) Σ ‖∇f(x_i)‖² is w² E‖x‖² + E(a·x)². On the
cube, each point equally often, that is d w² + ‖a‖².
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from theorems.core.exact_networks import (
    flatten_exact,
    forward_exact,
    kinks_exact,
    loss_function,
    pattern_function,
)
from theorems.core.networks import NoBias
from verify.domain import Objects
from verify.exact.differences import hessian_trace
from verify.exact.rational import fmpq_of, fraction

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = [
    "SMOOTH_NETS",
    "bare_measure",
    "cube",
    "measure",
    "net_of",
    "outputs",
    "realization",
    "smooth",
    "trace",
]

Rows = Sequence[Sequence[Any]]


def cube(d: int) -> list[tuple[int, ...]]:
    """The points of {−1, 1}^d."""
    return list(itertools.product((1, -1), repeat=d))


def net_of(W1: Rows, W2: Sequence[Any]) -> NoBias:
    """The net with these weights, rationals or text."""
    return NoBias(
        tuple(tuple(fmpq_of(v) for v in row) for row in W1), tuple(fmpq_of(v) for v in W2)
    )


def realization(
    d: int,
    eps: Fraction,
    *,
    scale: Fraction = Fraction(1),
    signs: Sequence[int] = (1, -1, -1, 1),
    shift: int = -1,
) -> NoBias | None:
    """The rows [±(1+ε), ±(1−ε)] of Lemma 3.1 with W_2 = (1/(2 − 2ε)) (1, −1, −1, 1); None at 1/0.

    Parameters
    ----------
    scale
        Multiplies W_1 and divides W_2.
    signs, shift
        W_2 = (1/(2 + 2 · shift · ε)) signs, for corrupted constructions.

    References
    ----------
    Paper `sharpness`, appendix, proof of Lemma 3.1.
    """
    p, q = 1 + eps, 1 - eps
    rows = [(p, q), (p, -q), (-p, q), (-p, -q)]
    divisor = 2 + 2 * shift * eps
    if not divisor:
        return None
    rest = [Fraction(0)] * (d - 2)
    return net_of(
        [[scale * u, scale * v, *rest] for u, v in rows], [s / divisor / scale for s in signs]
    )


def outputs(net: NoBias, X: Rows) -> list[Fraction]:
    """f(x) at each point."""
    return [fraction(v) for v in forward_exact(net, _exact(X))]


def smooth(net: NoBias, X: Rows) -> bool:
    """Whether no pre-activation is 0 at a point."""
    return not kinks_exact(net, _exact(X))


def trace(net: NoBias, X: Rows) -> Fraction | None:
    """Tr ∇²L by exact second differences, the labels being the net's own values; None at a kink."""
    return _trace(tuple(map(tuple, net.W1)), tuple(net.W2), _exact(X))


@lru_cache(maxsize=256)
def _trace(
    W1: tuple[tuple[Any, ...], ...], W2: tuple[Any, ...], points: tuple[tuple[Any, ...], ...]
) -> Fraction | None:
    net = NoBias(W1, W2)
    if kinks_exact(net, points):
        return None
    labels = forward_exact(net, points)
    found = hessian_trace(
        loss_function(net, points, labels),
        flatten_exact(net),
        region=pattern_function(net, points),
        step=Fraction(1, 2**60),
    )
    return None if found.value is None else fraction(found.value)


def measure(net: NoBias, d: int) -> Fraction:
    """‖W_1‖_F² + d ‖W_2‖²."""
    first = sum((fraction(v) ** 2 for row in net.W1 for v in row), Fraction(0))
    return first + d * sum((fraction(w) ** 2 for w in net.W2), Fraction(0))


def bare_measure(net: NoBias) -> list[Fraction]:
    """‖W_{1,j}‖² W_{2,j}² for each neuron."""
    return [
        sum((fraction(v) ** 2 for v in row), Fraction(0)) * fraction(w) ** 2
        for row, w in zip(net.W1, net.W2, strict=True)
    ]


def _exact(X: Rows) -> tuple[tuple[Any, ...], ...]:
    return tuple(tuple(fmpq_of(v) for v in x) for x in X)


def _accepts(value: Any) -> bool:
    try:
        net = net_of(value["W1"], value["W2"])
        widths = {len(row) for row in net.W1}
        return (
            len(net.W1) == len(net.W2) > 0
            and len(widths) == 1
            and min(widths) >= 1
            and smooth(net, cube(min(widths)))
        )
    except (ValueError, TypeError, KeyError, ZeroDivisionError):
        return False


def _draw() -> SearchStrategy[Mapping[str, Any]]:
    from hypothesis import strategies as st

    # odd entries over a common 2^k: no signed sum of three is 0 unless drawn so, and is filtered
    entry = st.sampled_from(["1", "-2", "5", "1/3", "-7/4"])
    last = st.sampled_from(["1", "-1/2", "3", "0"])

    def of(shape: tuple[int, int]) -> SearchStrategy[Mapping[str, Any]]:
        d, m = shape
        row = st.lists(entry, min_size=d, max_size=d, unique=True)
        rows = st.lists(row, min_size=m, max_size=m)
        return st.fixed_dictionaries({"W1": rows, "W2": st.lists(last, min_size=m, max_size=m)})

    return st.sampled_from([(1, 1), (2, 1), (2, 2), (3, 1)]).flatmap(of).filter(_accepts)


SMOOTH_NETS = Objects(
    "nets without biases and with no pre-activation 0 on the cube",
    _accepts,
    (
        {"W1": [["1"]], "W2": ["1"]},
        {"W1": [["1"]], "W2": ["0"]},
        {"W1": [["-2"], ["3"]], "W2": ["1", "-1/2"]},
        {"W1": [["2", "1"]], "W2": ["1"]},
        {"W1": [["2", "1"], ["-2", "-1"], ["1", "3"]], "W2": ["1", "1", "-1"]},
        {"W1": [["4", "2", "1"], ["1", "1", "1"]], "W2": ["1/2", "-3"]},
    ),
    _draw,
)
