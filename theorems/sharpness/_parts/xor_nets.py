"""Nets that compute x[1]x[2] on the whole cube: Eq. (5) with four neurons, and three neurons.

Radii r stay free rationals where (d + 1)^{1/4} is irrational: on a net whose neurons scale with r
the trace is 2(r² A + (d + 1) B/r²), and A and B do not depend on r.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from theorems.core.exact_networks import (
    flatten_exact,
    forward_exact,
    kinks_exact,
    loss_exact,
    preactivations_exact,
    unflatten_exact,
)
from theorems.core.networks import Bias
from theorems.sharpness._parts.labelled_data import Labelled
from verify.exact.rational import fmpq_of, fraction

__all__ = [
    "CORNERS",
    "cube",
    "eq5",
    "hidden_at",
    "one_sided",
    "samples",
    "three_neurons",
    "typed",
    "xor",
]

CORNERS = ((1, 1), (1, -1), (-1, 1), (-1, -1))
"""(x[1], x[2]) in the order of the neurons of Eq. (5)"""


def eq5(
    d: int,
    r: Fraction,
    *,
    width: int = 4,
    index: str = "2i+j+1",
    shift: Fraction = Fraction(1),
    spare: Fraction = Fraction(-1),
    scale: Fraction = Fraction(1),
) -> Bias:
    """W_{1,2i+j+1} = r((−1)^i, (−1)^j, 0, …), b_1 = −r, W_2 = (−1)^{i+j}/r.

    Parameters
    ----------
    index
        "2i+j+1", or "2i+j" for the printed place of W_2's entries: there is no place 0, and
        place 4 gets no value, here 0.
    shift
        b_1 = −shift · r.
    spare
        b_1 of the neurons beyond the fourth, whose weights are 0.
    scale
        Multiplies W_2.

    References
    ----------
    Paper `sharpness`, Proposition 4.2, Eq. (5).
    """
    rows = [[r * a, r * b] + [Fraction(0)] * (d - 2) for a, b in CORNERS]
    last = [Fraction(0)] * 4
    for i, j in product((0, 1), repeat=2):
        place = 2 * i + j + (1 if index == "2i+j+1" else 0)
        if place >= 1:
            last[place - 1] = scale * (-1) ** (i + j) / r
    more = width - 4
    return _net(
        rows + [[Fraction(0)] * d] * more,
        [-shift * r] * 4 + [spare] * more,
        last + [Fraction(0)] * more,
    )


def three_neurons(
    d: int, r: Fraction, missing: tuple[int, int], *, neurons: int = 3, confused: bool = False
) -> Bias:
    """Three neurons for samples none of which has (x[1], x[2]) = `missing` = (a, b).

    With u = (a x[1] + b x[2])/2, which is 1 at the missing corner, −1 at its opposite and 0 at the
    two others, and σ = ab: relu(r(1 + 2u)) has weight −σ/r and is active at the two others and,
    with value 3r, at the missing corner; relu(r(−1 − 2u)) has weight σ/r and is active at the
    opposite alone; relu(4r(2u − 1)) has weight σ/r and is active at the missing corner alone,
    where it turns −3σ into σ.

    Parameters
    ----------
    neurons
        How many of the three are kept.
    confused
        Whether the missing corner (−1, −1) is taken for (1, 1), for a corrupted construction.
    """
    a, b = (1, 1) if confused and missing == (-1, -1) else missing
    parts = [(2, 1, -1), (-2, -1, 1), (8, -4, 1)][:neurons]
    rows = [[r * c * a / 2, r * c * b / 2] + [Fraction(0)] * (d - 2) for c, _, _ in parts]
    shifts = [r * shift for _, shift, _ in parts]
    return _net(rows, shifts, [a * b * sign / r for _, _, sign in parts])


def cube(d: int) -> Iterator[tuple[int, ...]]:
    """The points of {−1, 1}^d."""
    return iter(product((1, -1), repeat=d))


def samples(d: int, n: int) -> Labelled:
    """n samples of P_xor that go through the four corners; repeats from n = 5 on if d = 2."""
    X = []
    for k in range(n):
        rest = [1 if (k // 4) >> i & 1 == 0 else -1 for i in range(d - 2)]
        X.append([*CORNERS[k % 4], *rest])
    return xor(X)


def xor(X: Sequence[Sequence[int]]) -> Labelled:
    """The points of a cube with labels x[1]x[2]."""
    rows = tuple(tuple(Fraction(v) for v in x) for x in X)
    return Labelled(rows, tuple(x[0] * x[1] for x in rows))


def typed(net: Bias, x: Sequence[int]) -> tuple[Fraction, Fraction, Fraction]:
    """f(x), Σ relu², and Σ W_2² over the active neurons: what ‖∇f(x)‖² is made of."""
    point = (tuple(fmpq_of(v) for v in x),)
    (value,) = forward_exact(net, point)
    h = hidden_at(net, x)
    weights = [fraction(w) ** 2 for w, v in zip(net.W2, h, strict=True) if v > 0]
    return fraction(value), sum((v * v for v in h), Fraction(0)), sum(weights, Fraction(0))


def hidden_at(net: Bias, x: Sequence[int]) -> list[Fraction]:
    """relu(W_1x + b_1)."""
    ((row,),) = preactivations_exact(net, (tuple(fmpq_of(v) for v in x),))
    return [max(fraction(p), Fraction(0)) for p in row]


def one_sided(net: Bias, data: Labelled, distance: Fraction) -> tuple[Fraction, Fraction]:
    """The one-sided derivatives of L near θ along a neuron that is at a kink at every sample.

    At θ' = θ with W_2 of that neuron and of the first neuron raised by `distance`, along
    s ↦ W_1' = s x_1': L is a quadratic in s on each side of 0.

    Raises
    ------
    ValueError
        If no pre-activation is 0.
    """
    X = tuple(tuple(fmpq_of(v) for v in x) for x in data.X)
    y = tuple(fmpq_of(v) for v in data.y)
    kinks = kinks_exact(net, X)
    if not kinks:
        msg = "net must have a pre-activation that is 0, got none."
        raise ValueError(msg)
    j, m, d = kinks[0].neuron, len(net.W2), len(X[0])
    theta = list(flatten_exact(net))
    for k in (m * d + m, m * d + m + j):
        theta[k] += fmpq_of(distance)

    def loss(s: Fraction) -> Fraction:
        moved = list(theta)
        for k, v in enumerate((*data.X[0], Fraction(1))):
            moved[j * d + k if k < d else m * d + j] += fmpq_of(s * v)
        return fraction(loss_exact(unflatten_exact(net, tuple(moved)), X, y))

    def slope(h: Fraction) -> Fraction:
        return (4 * loss(h) - loss(2 * h) - 3 * loss(Fraction(0))) / (2 * h)

    step = distance / 16
    return slope(-step), slope(step)


def _net(rows: Any, shifts: Any, last: Any) -> Bias:
    return Bias(
        tuple(tuple(fmpq_of(v) for v in row) for row in rows),
        tuple(fmpq_of(v) for v in shifts),
        tuple(fmpq_of(v) for v in last),
    )
