"""Sim-BN nets on the data of Condition 1, in exact rationals.

The samples are all (x[1], x[2], s) with x[1], x[2] = ±1 and s in S, and y = x[1]x[2]. A net is JSON
data ``{"S", "W1", "b1", "gamma", "W2"}``, rationals as text; `gamma` is a list, or one number that
stands for all neurons. Where a scale a_j is irrational its square still is not, and neither is the
trace.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from theorems.core.exact_networks import forward_exact, kinks_exact
from theorems.core.networks import SimBN
from theorems.core.scalars import dot
from theorems.sharpness._parts.xor_nets import CORNERS, cube
from verify.exact.rational import fmpq_of, fraction

__all__ = [
    "BAD_SET",
    "balanced",
    "corner_net",
    "dimension",
    "inputs",
    "near_flattest",
    "off_sample",
    "outputs",
    "pieces",
    "printed_net",
    "product_sum",
    "reader",
    "scale_and_share",
    "scaled",
    "smooth",
    "trace",
    "typed",
    "with_neurons",
    "wrong_points",
]

Net = dict[str, Any]
Neuron = tuple[list[Fraction], Fraction, Fraction, Fraction]
"""w, b, γ, W_2"""

BAD_SET = [[1, 1], [1, -1], [-1, 1]]
"""d = 4: Condition 1 holds, and (·, ·, −1, −1) is unseen"""


def dimension(S: Sequence[Sequence[int]]) -> int:
    """d."""
    return len(S[0]) + 2


def inputs(S: Sequence[Sequence[int]]) -> list[tuple[int, ...]]:
    """The samples, corner by corner; the label of x is x[1]x[2]."""
    return [(*c, *s) for c in CORNERS for s in S]


def with_neurons(S: Any, neurons: Sequence[Neuron]) -> Net:
    """The net with these neurons as JSON data."""
    return {
        "S": [list(s) for s in S],
        "W1": [[str(v) for v in w] for w, _, _, _ in neurons],
        "b1": [str(b) for _, b, _, _ in neurons],
        "gamma": [str(g) for _, _, g, _ in neurons],
        "W2": [str(v) for _, _, _, v in neurons],
    }


def pieces(net: Mapping[str, Any]) -> list[Neuron]:
    """Its neurons."""
    gamma = net["gamma"]
    if not isinstance(gamma, list):
        gamma = [gamma] * len(net["W2"])
    return [
        ([_q(v) for v in w], _q(b), _q(g), _q(v2))
        for w, b, g, v2 in zip(net["W1"], net["b1"], gamma, net["W2"], strict=True)
    ]


def printed_net(
    S: Sequence[Sequence[int]],
    width: int,
    *,
    index: str = "2i+j+1",
    sign: bool = True,
    spare: str = "1",
    shift: str = "1",
) -> Net:
    """W_{1,2i+j+1} = ((−1)^i, (−1)^j, 0, …), b_1 = −1, W_2 = ±1/2, γ = 1; W_{1,k} = 0 for k > 4.

    Parameters
    ----------
    index
        "2i+j" is the printed place of W_2's entries: there is no place 0, and place 4 gets 0.
    sign
        Whether W_2 has the sign (−1)^{i+j}.
    spare
        b_1 of the neurons beyond the fourth.
    shift
        b_1 = −shift.

    References
    ----------
    Paper `sharpness`, Lemma A.1.
    """
    d, last = dimension(S), [Fraction(0)] * 4
    for i, j in product((0, 1), repeat=2):
        place = 2 * i + j + (1 if index == "2i+j+1" else 0)
        if place:
            last[place - 1] = Fraction((-1) ** (i + j) if sign else 1, 2)
    rest = [Fraction(0)] * (d - 2)
    made: list[Neuron] = [
        ([Fraction(a), Fraction(b), *rest], -_q(shift), Fraction(1), last[k])
        for k, (a, b) in enumerate(CORNERS)
    ]
    zero = [Fraction(0)] * d
    made += [(zero, _q(spare), Fraction(1), Fraction(0))] * (width - 4)
    return with_neurons(S, made)


def corner_net(
    S: Sequence[Sequence[int]],
    *,
    scale: Fraction = Fraction(1),
    gamma: Fraction = Fraction(1),
    slant: Fraction = Fraction(0),
    parts: int = 1,
) -> Net:
    """For each corner `parts` neurons that are active there alone, with value `scale`.

    Parameters
    ----------
    gamma
        γ of each; W_2 = ±1/(2 γ parts).
    slant
        w = scale(1 + slant, 1 − slant) up to the corner's signs, |slant| < 1/2.
    """
    made: list[Neuron] = []
    for a, b in CORNERS:
        w = [scale * a * (1 + slant), scale * b * (1 - slant)]
        w += [Fraction(0)] * (dimension(S) - 2)
        made += [(w, -scale, gamma, a * b / (2 * gamma * parts))] * parts
    return with_neurons(S, made)


def balanced(excess: Fraction) -> Fraction:
    """A rational g with g² + 1/(4g²) ≤ 1 + excess: a convergent of 1/√2."""
    p, q = 1, 1
    while True:
        g = Fraction(p, q)
        if g * g + 1 / (4 * g * g) <= 1 + excess:
            return g
        # q/p and (2p + q)/(p + q) approach √2
        p, q = p + q, 2 * p + q


def near_flattest(S: Sequence[Sequence[int]], kappa: Fraction, more: Sequence[Neuron] = ()) -> Net:
    """A corner net with the neurons `more`, whose trace exceeds 8 by at most κ/2 plus theirs.

    W_1 and b_1 are scaled up until their own share of the trace is small.
    """
    own = pieces(corner_net(S, gamma=balanced(kappa / 32))) + list(more)
    net = with_neurons(S, own)
    share = trace(net) - 2 * sum((g * g + v * v for _, _, g, v in own), Fraction(0))
    scale = Fraction(1)
    while 4 * share > kappa * scale**2:
        scale *= 2
    return scaled(net, scale)


def reader(S: Sequence[Sequence[int]]) -> Neuron:
    """w = e_3, γ = W_2 = 0, and b > 1 such that the scale a is rational."""
    mean = Fraction(sum(s[0] for s in S), len(S))
    spread = 1 - mean * mean
    # (1/n) Σ (s[1] + b)² = z² for z = (t + spread/t)/2, b + mean = (spread/t − t)/2
    t = spread / 8 if spread else Fraction(1)
    b = (spread / t - t) / 2 - mean if spread else Fraction(2)
    w = [Fraction(0), Fraction(0), Fraction(1), *[Fraction(0)] * (dimension(S) - 3)]
    return w, b, Fraction(0), Fraction(0)


def off_sample(q: Fraction, error: Fraction) -> list[Neuron]:
    """Two neurons that cancel at every sample of `BAD_SET`, and not at (1, 1, −1, −1).

    At s = (1, −1) both have the values 7, 1, 5, −1 at the four corners, so a = 5/2, and they are
    inactive at the other samples. At (1, 1, −1, −1) they have the values 7 and 7 + 5·error/(2q²),
    so that W_2 γ = ∓q² gives f − x[1]x[2] = error there.

    Raises
    ------
    ValueError
        If the error is negative: a neuron would be active at further samples.
    """
    if error < 0:
        msg = f"error must not be negative, got {error}."
        raise ValueError(msg)
    made: list[Neuron] = []
    for sign, far in ((-1, Fraction(8)), (1, 8 + 5 * error / (2 * q * q))):
        # t(1, 1) = −far, t(−1, 1) = −8, t(1, −1) = 3, so that t(−1, −1) = far − 5
        w = [Fraction(1), Fraction(3), (8 - far) / 2, (-far - 3) / 2]
        made.append((w, Fraction(-5, 2), q, sign * q))
    return made


def scaled(net: Net, scale: Fraction) -> Net:
    """The net with W_1 and b_1 multiplied by `scale`, which leaves f as it is."""
    return with_neurons(
        net["S"], [([scale * v for v in w], scale * b, g, v2) for w, b, g, v2 in pieces(net)]
    )


def outputs(net: Mapping[str, Any], X: Sequence[Sequence[int]]) -> list[Fraction]:
    """f(x), by the exact forward pass of the core; scales over the samples.

    Raises
    ------
    ValueError
        If a neuron is active at no sample (0/0), or a scale is irrational.
    """
    batch = tuple(tuple(map(fmpq_of, x)) for x in inputs(net["S"]))
    points = tuple(tuple(map(fmpq_of, x)) for x in X)
    return [fraction(v) for v in forward_exact(typed(net), points, batch=batch)]


def trace(net: Mapping[str, Any], X: Sequence[Sequence[Any]] | None = None) -> Fraction:
    """(2/n) Σ ‖∇f(x_i)‖² for a γ_j of its own for each neuron, in rationals whatever a is.

    Raises
    ------
    ValueError
        If a neuron is active at no sample, or a pre-activation is 0.
    """
    rows = [(*map(_q, x), Fraction(1)) for x in (inputs(net["S"]) if X is None else X)]
    total = Fraction(0)
    for w, b, gamma, last in pieces(net):
        _, moved = scale_and_share(w, b, rows)
        total += 2 * (gamma * gamma + last * last + (gamma * last) ** 2 * moved)
    return total


def scale_and_share(
    w: Sequence[Fraction], b: Fraction, rows: Sequence[Sequence[Fraction]]
) -> tuple[Fraction, Fraction]:
    """a², and (1/n) Σ_i ‖∂(h_i/a)/∂(w, b)‖², of one neuron at the rows x'_i.

    Raises
    ------
    ValueError
        If it is active at no row, or a pre-activation is 0.
    """
    n = len(rows)
    lines = [dot((*w, b), x) for x in rows]
    if 0 in lines or not any(v > 0 for v in lines):
        msg = f"the net must be smooth and alive at the samples, got pre-activations {lines}."
        raise ValueError(msg)
    active = [(v, x) for v, x in zip(lines, rows, strict=True) if v > 0]
    square = sum(v * v for v, _ in active) / n
    through = [sum(v * x[k] for v, x in active) / (n * square) for k in range(len(rows[0]))]
    moved = Fraction(0)
    for v, x in active:
        moved += sum((e - v * g) ** 2 for e, g in zip(x, through, strict=True))
    return square, moved / (n * square)


def product_sum(net: Mapping[str, Any]) -> Fraction:
    """‖γ ⊙ W_2‖_1."""
    return sum((abs(g * v) for _, _, g, v in pieces(net)), Fraction(0))


def wrong_points(net: Mapping[str, Any]) -> list[tuple[tuple[int, ...], Fraction]]:
    """The points of the cube at which f is not x[1]x[2], with f."""
    points = list(cube(dimension(net["S"])))
    values = outputs(net, points)
    return [(x, v) for x, v in zip(points, values, strict=True) if v != x[0] * x[1]]


def smooth(net: Mapping[str, Any]) -> bool:
    """Whether no pre-activation is 0 at a sample."""
    batch = tuple(tuple(map(fmpq_of, x)) for x in inputs(net["S"]))
    return not kinks_exact(typed(net), batch)


def typed(net: Mapping[str, Any]) -> SimBN:
    """The record of the core, over flint's rationals."""
    own = pieces(net)
    gamma = tuple(fmpq_of(g) for _, _, g, _ in own)
    return SimBN(
        tuple(tuple(map(fmpq_of, w)) for w, _, _, _ in own),
        tuple(fmpq_of(b) for _, b, _, _ in own),
        gamma if isinstance(net["gamma"], list) else fmpq_of(_q(net["gamma"])),
        tuple(fmpq_of(v) for _, _, _, v in own),
    )


def _q(value: Any) -> Fraction:
    return Fraction(str(value))
