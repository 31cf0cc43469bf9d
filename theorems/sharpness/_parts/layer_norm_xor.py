"""Sim-LN nets on P_xor: one neuron for each sample, and x[1]x[2] with four neurons or three."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from theorems.core.exact_networks import preactivations_exact
from theorems.core.networks import SimLN
from theorems.sharpness._parts.labelled_data import Labelled
from theorems.sharpness._parts.layer_norm import made
from theorems.sharpness._parts.xor_nets import cube, three_neurons
from verify.exact.rational import fmpq_of, fraction

__all__ = ["eq18", "own_net", "score", "three_net", "values"]


def own_net(data: Labelled, epsilon: Fraction, delta: Fraction, *, spare: str = "printed") -> SimLN:
    """W_1 = rows 2ε x_i/δ, b_1 = 2ε(−d + δ)/δ, W_2 = y_i.

    Parameters
    ----------
    spare
        "printed": a neuron for each sample. "moved": where a sample occurs again, its neuron goes
        to a point of the cube that has none yet, and is dead where there is none. "dead": it is
        dead at once.

    References
    ----------
    Paper `sharpness`, Proposition 5.1, the construction in its proof.
    """
    d = len(data.X[0])
    places: list[Sequence[Any] | None] = list(data.X)
    if spare != "printed":
        taken = set(data.X)
        free: Iterator[Sequence[Any]] = (x for x in cube(d) if x not in taken)
        for i in range(len(places)):
            if i not in data.distinct:
                places[i] = next(free, None) if spare == "moved" else None
    rows, shifts, last = [], [], []
    for x in places:
        rows.append([Fraction(0)] * d if x is None else [2 * epsilon * v / delta for v in x])
        shifts.append(Fraction(-1) if x is None else 2 * epsilon * (delta - d) / delta)
        last.append(Fraction(0) if x is None else x[0] * x[1])
    return made(rows, shifts, last, epsilon)


def eq18(
    d: int,
    epsilon: Fraction,
    *,
    width: int = 4,
    first: int = 0,
    offset: int = 1,
    shift: Fraction = Fraction(1),
    height: Fraction = Fraction(2),
    scale: Fraction = Fraction(1),
    spare: Fraction = Fraction(-1),
) -> SimLN:
    """W_1 = 2ε((−1)^i, (−1)^j, 0, …), b_1 = −2ε, W_2 = (−1)^{i+j} at place 2i + j + offset.

    Parameters
    ----------
    first, offset
        i, j in {first, first + 1}; as printed 1, for [2] = {1, 2}, and 0. Places beyond 4 are 0 as
        printed, and places that are given nothing are 0 too.
    shift, height, scale
        b_1 = −shift · height · ε, the 2 of 2ε, and what multiplies W_2.
    spare
        b_1 of the neurons beyond the fourth.

    References
    ----------
    Paper `sharpness`, Proposition 5.2, Eq. (18).
    """
    rows = [[Fraction(0)] * d for _ in range(width)]
    shifts = [Fraction(0)] * 4 + [spare] * (width - 4)
    last = [Fraction(0)] * width
    u = height * epsilon
    for i, j in product((first, first + 1), repeat=2):
        place = 2 * i + j + offset
        if 1 <= place <= 4:
            rows[place - 1][:2] = [u * (-1) ** i, u * (-1) ** j]
            shifts[place - 1] = -shift * u
            last[place - 1] = scale * (-1) ** (i + j)
    return made(rows, shifts, last, epsilon)


def three_net(
    d: int, epsilon: Fraction, missing: tuple[int, int], *, neurons: int = 3, confused: bool = False
) -> SimLN:
    """The three neurons of Proposition 4.2 at r = 2ε, W_2 = ±1; at the missing corner f = y/5."""
    r = 2 * epsilon
    net = three_neurons(d, r, missing, neurons=neurons, confused=confused)
    return made(net.W1, net.b1, [r * fraction(w) for w in net.W2], epsilon)


def values(net: SimLN, x: Sequence[Any]) -> list[Fraction]:
    """W_1x + b_1."""
    ((row,),) = preactivations_exact(net, (tuple(fmpq_of(v) for v in x),))
    return [fraction(p) for p in row]


def score(net: SimLN, x: Sequence[Any]) -> Fraction:
    """W_2 relu(W_1x + b_1), whose sign is that of f(x)."""
    pairs = zip(values(net, x), net.W2, strict=True)
    return sum((h * fraction(w) for h, w in pairs if h > 0), Fraction(0))
