"""The memorizing nets of Theorem 4.1, exactly, and what makes a net memorize.

ε is given in units of each neuron's own gap min_j w_i·(x_i − x_j), so that unit vectors w_i, which
are irrational in general, are not needed: only the ratio w_i/ε enters the net.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from theorems.core.data import extreme_points
from theorems.core.exact_networks import forward_exact, kinks_exact, preactivations_exact
from theorems.core.networks import Bias, MLPBias, Network
from theorems.sharpness._parts.labelled_data import Labelled, in_fmpq, root
from verify.exact.rational import fraction
from verify.legs import Finding, compare

__all__ = ["deep_net", "directions", "memorizes", "memorizing_net", "shared_net", "split"]


def memorizing_net(
    data: Labelled,
    epsilon: Fraction,
    *,
    sign: bool = True,
    radius: Fraction = Fraction(1),
    spare: str = "printed",
) -> Bias | None:
    """W_1 = rows √(r_i|y_i|) w_i/ε, b_1 = √(r_i|y_i|)(−w_i·x_i + ε)/ε, W_2 = sign(y_i)√(|y_i|/r_i).

    Parameters
    ----------
    data
        The samples, r_i = ‖x_i'‖.
    epsilon
        ε in units of the neuron's gap.
    sign
        Whether W_2 carries sign(y_i).
    radius
        Multiplies r_i; a square, for a corrupted construction.
    spare
        "printed": a neuron for each sample, which asks w_i·x_i > w_i·x_j also where x_j = x_i.
        "dead": a neuron for each distinct sample with a label that is not 0; the others have
        W_1 = 0, b_1 = −1, W_2 = 0.

    Returns
    -------
    Bias or None
        None if there are no such w_i.

    Raises
    ------
    ValueError
        If a square root is irrational.

    References
    ----------
    Paper `sharpness`, Theorem 4.1, the construction for D = 2.
    """
    found = directions(data, repeats=spare == "dead")
    if found is None:
        return None
    first, bias, last = [], [], []
    for i, (q, y) in enumerate(zip(data.squares, data.y, strict=True)):
        w, gap = found[i]
        if spare == "dead" and (y == 0 or i not in data.distinct):
            first.append([Fraction(0)] * len(w))
            bias.append(Fraction(-1))
            last.append(Fraction(0))
            continue
        r = radius * root(q, 2)
        height = root(r * abs(y), 2)
        row, shift = _bump(w, data.X[i], height, epsilon * gap)
        first.append(row)
        bias.append(shift)
        last.append(root(abs(y) / r, 2) * (-1 if sign and y < 0 else 1))
    return Bias(in_fmpq(first), in_fmpq(bias), in_fmpq(last))


def deep_net(
    data: Labelled, epsilon: Fraction, depth: int, *, off_diagonal: Fraction, power: int = 0
) -> Network | None:
    """u_i = |y_i| r_i^{D−1}, W_j = diag(1/r_i), W_D = sign(y_i)/r_i, r_i^D = ‖x_i'‖/|y_i|.

    Parameters
    ----------
    data, epsilon
        As for `memorizing_net`; where y_i = 0, r_i = u_i = 1.
    depth
        D ≥ 2.
    off_diagonal
        The entries of W_2, ..., W_{D−1} outside the diagonal; 0 as printed.
    power
        Added to the exponent D − 1 of u_i, for a corrupted construction.

    Raises
    ------
    ValueError
        If a root is irrational.

    References
    ----------
    Paper `sharpness`, Theorem 4.1, the construction for general D.
    """
    found = directions(data, repeats=False)
    if found is None:
        return None
    radii = [
        root(root(q, 2) / abs(y), depth) if y else Fraction(1)
        for q, y in zip(data.squares, data.y, strict=True)
    ]
    first, bias = [], []
    for (w, gap), x, y, r in zip(found, data.X, data.y, radii, strict=True):
        height = abs(y) * r ** (depth - 1 + power) if y else Fraction(1)
        row, shift = _bump(w, x, height, epsilon * gap)
        first.append(row)
        bias.append(shift)
    inner = [
        [1 / r if i == j else off_diagonal for j in range(len(radii))] for i, r in enumerate(radii)
    ]
    last = [((y > 0) - (y < 0)) / r for y, r in zip(data.y, radii, strict=True)]
    weights = (in_fmpq(first), *[in_fmpq(inner)] * (depth - 2), in_fmpq(last))
    return MLPBias(weights, in_fmpq(bias))


def split(net: Bias) -> Bias:
    """Each neuron four times at half its weights: as flat, with the same function, not one-hot."""
    half = Fraction(1, 2)
    rows = [[half * fraction(v) for v in row] for row in net.W1] * 4
    shifts, last = ([half * fraction(v) for v in part] * 4 for part in (net.b1, net.W2))
    return Bias(in_fmpq(rows), in_fmpq(shifts), in_fmpq(last))


def shared_net() -> Bias:
    """relu(x/3 + 1) and a dead neuron: flattest at 0, 3/4 with labels 1, 5/4, and not memorizing.

    At both points one neuron is active, and its value is ‖x'‖ times its output weight 1.
    """
    return Bias(in_fmpq([[Fraction(1, 3)], [0]]), in_fmpq([1, -1]), in_fmpq([1, 0]))


def memorizes(net: Network, data: Labelled) -> Finding:
    """Definition 4.2, and that no pre-activation is exactly 0.

    The net interpolates; in each hidden layer each distinct sample activates exactly one neuron,
    which no other sample activates.

    References
    ----------
    Paper `sharpness`, Definition 4.2.
    """
    X, y = in_fmpq(data.X), in_fmpq(data.y)
    kinks = kinks_exact(net, X)
    if kinks:
        where = (
            f"sample {kinks[0].sample + 1}, layer {kinks[0].layer}, neuron {kinks[0].neuron + 1}"
        )
        return compare(len(kinks), "==", 0, which="pre-activations that are 0", first=where)
    for k, layer in enumerate(preactivations_exact(net, X), start=1):
        active = [tuple(j for j, p in enumerate(row) if p > 0) for row in layer]
        own = [active[i] for i in data.distinct]
        crowded = sum(len(a) != 1 for a in own)
        if crowded:
            return compare(crowded, "==", 0, which=f"samples not one-hot in layer {k}")
        if len(set(own)) < len(own):
            return compare(len(set(own)), "==", len(own), which=f"neurons in use in layer {k}")
    errors = [f - t for f, t in zip(forward_exact(net, X), y, strict=True)]
    return compare(max(abs(fraction(e)) for e in errors), "==", 0, which="largest error")


def _bump(
    w: Sequence[Fraction], x: Sequence[Fraction], height: Fraction, epsilon: Fraction
) -> tuple[list[Fraction], Fraction]:
    """The neuron relu(height (w·(· − x) + ε)/ε) as a row and a bias."""
    inner = sum((a * b for a, b in zip(w, x, strict=True)), Fraction(0))
    return [height * a / epsilon for a in w], height * (epsilon - inner) / epsilon


def directions(
    data: Labelled, *, repeats: bool
) -> list[tuple[tuple[Fraction, ...], Fraction]] | None:
    """For each sample w_i and its gap min_j w_i·(x_i − x_j) > 0; a single point has the gap 1.

    Parameters
    ----------
    repeats
        Whether j ranges over the points other than x_i alone, so that samples may repeat.

    Returns
    -------
    list of (w_i, gap) or None
        None if there are no such w_i.
    """
    found = extreme_points(data.X)
    if not found.extreme or (not repeats and len(found.points) < len(data.X)):
        return None
    by_point = dict(zip(found.points, found.separators, strict=True))
    out = []
    for x in data.X:
        w = by_point[x]
        gaps = [
            sum((a * (b - c) for a, b, c in zip(w, x, other, strict=True)), Fraction(0))
            for other in found.points
            if other != x
        ]
        # a single point may have the separator 0, which is no direction
        out.append(
            (w, min(gaps))
            if gaps
            else ((Fraction(1),) + (Fraction(0),) * (len(x) - 1), Fraction(1))
        )
    return out
