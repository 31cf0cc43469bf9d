"""The memorizing Sim-LN nets of Theorem 5.1, their exact traces, and Lemma A.12's bound.

A neuron alone on its sample has the value u there, so that every norm is rational: δ is given in
units of each neuron's own gap min_j w_i·(x_i − x_j), and what the net asks for are the roots of
‖x'‖² and, where u ≤ ε, of ‖x'‖|y|/ε.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Any

from flint import fmpq, fmpq_mat

from theorems.core.exact_networks import flatten_exact, kinks_exact
from theorems.core.networks import NORM_LAYER, SimLN
from theorems.core.scalars import sqrt
from theorems.sharpness._parts.difference_trace import STEP
from theorems.sharpness._parts.labelled_data import Labelled, in_fmpq, root
from theorems.sharpness._parts.memorizing import directions, memorizes
from verify.exact.differences import hessian_trace
from verify.exact.rational import fmpq_of, fraction
from verify.legs import Finding, compare

__all__ = [
    "ln_least",
    "ln_memorizes",
    "ln_net",
    "ln_split",
    "ln_trace",
    "made",
    "sample_costs",
]


def sample_costs(data: Labelled, epsilon: Fraction) -> list[Fraction]:
    """min(1, (2/ε)‖x_i'‖|y_i|) for each sample.

    Raises
    ------
    ValueError
        If a norm is irrational.

    References
    ----------
    Paper `sharpness`, Lemma A.12.
    """
    norms = [root(q, 2) for q in data.squares]
    return [min(Fraction(1), 2 * r * abs(y) / epsilon) for r, y in zip(norms, data.y, strict=True)]


def ln_least(data: Labelled, epsilon: Fraction) -> Fraction:
    """(2/n) Σ_i min(1, (2/ε)‖x_i'‖|y_i|)."""
    costs = sample_costs(data, epsilon)
    return Fraction(2, len(costs)) * sum(costs, Fraction(0))


def ln_net(
    data: Labelled,
    epsilon: Fraction,
    delta: Fraction,
    *,
    threshold: Fraction = Fraction(1, 2),
    height: Fraction = Fraction(2),
    zero: str = "printed",
    spare: str = "printed",
    sign: bool = True,
    radius: Fraction = Fraction(1),
) -> SimLN | None:
    """W_1 = rows u_i w_i/δ, b_1 = u_i(−w_i·x_i + δ)/δ, W_2 = r_i y_i.

    Parameters
    ----------
    data
        The samples.
    epsilon, delta
        ε, and δ in units of the neuron's gap.
    threshold
        r_i = 1, u_i = `height` · ε where ‖x_i'‖|y_i| > threshold · ε; else r_i² = ε/(‖x_i'‖|y_i|)
        and u_i² = ε ‖x_i'‖|y_i|. 1 as printed.
    zero
        Where y_i = 0, "printed": r_i = 0, u_i = 2ε; "dead": W_1 = 0, b_1 = −1.
    spare
        "printed": a neuron for each sample, which asks w_i·x_i > w_i·x_j also where x_j = x_i.
        "dead": a neuron for each distinct sample.
    sign
        Whether W_2 = r_i y_i, else r_i |y_i|.
    radius
        Multiplies r_i and divides u_i where u_i ≤ ε, for a corrupted construction.

    Returns
    -------
    SimLN or None
        None if there are no such w_i.

    Raises
    ------
    ValueError
        If a square root is irrational.

    References
    ----------
    Paper `sharpness`, Theorem 5.1, the construction in its proof.
    """
    found = directions(data, repeats=spare == "dead")
    if found is None:
        return None
    rows, shifts, last = [], [], []
    for i, (q, x, y) in enumerate(zip(data.squares, data.X, data.y, strict=True)):
        w, gap = found[i]
        if (zero == "dead" and y == 0) or (spare == "dead" and i not in data.distinct):
            rows.append([Fraction(0)] * len(w))
            shifts.append(Fraction(-1))
            last.append(Fraction(0))
            continue
        size = root(q, 2) * abs(y) / epsilon
        r, u = Fraction(1), height * epsilon
        if y == 0:
            r, u = Fraction(0), 2 * epsilon
        elif size <= threshold:
            r, u = radius / root(size, 2), epsilon * root(size, 2) / radius
        inner = sum((a * b for a, b in zip(w, x, strict=True)), Fraction(0))
        rows.append([u * a / (delta * gap) for a in w])
        shifts.append(u * (delta * gap - inner) / (delta * gap))
        last.append(r * (y if sign else abs(y)))
    return made(rows, shifts, last, epsilon)


def ln_split(net: SimLN) -> SimLN:
    """Each neuron four times at half its weights: as flat, with the same function, not one-hot."""
    half = fmpq(1, 2)
    rows = tuple(tuple(half * v for v in row) for row in net.W1) * 4
    shifts, last = (tuple(half * v for v in part) * 4 for part in (net.b1, net.W2))
    return SimLN(rows, shifts, last, net.epsilon)


def made(rows: Any, shifts: Any, last: Any, epsilon: Any) -> SimLN:
    """The net with these weights, in fmpq."""
    return SimLN(
        tuple(tuple(fmpq_of(v) for v in row) for row in rows),
        tuple(fmpq_of(v) for v in shifts),
        tuple(fmpq_of(v) for v in last),
        fmpq_of(epsilon),
    )


def ln_memorizes(net: SimLN, data: Labelled) -> Finding:
    """Definition 4.2, and that no pre-activation is 0 and no ‖relu(W_1x_i + b_1)‖ is ε.

    References
    ----------
    Paper `sharpness`, Definition 4.2.
    """
    for kink in kinks_exact(net, in_fmpq(data.X)):
        if kink.layer == NORM_LAYER:
            which = f"|‖relu(W_1x + b_1)‖ − ε| at sample {kink.sample + 1}"
            return compare(0, ">", 0, which=which)
    return memorizes(net, data)


def ln_trace(net: SimLN, data: Labelled) -> Fraction | None:
    """Tr ∇²L from values of L alone, by exact second differences; None at a kink.

    It does not use Lemma 4.1. With one neuron active at each sample L is a quadratic along each
    coordinate: f = W_2[j] sign(h_j) above ε, W_2[j] h_j/ε below.

    Raises
    ------
    ValueError
        If a norm is irrational, as with more active neurons.
    """
    X, y = in_fmpq(data.X), [fmpq_of(v) for v in data.y]
    if kinks_exact(net, X):
        return None
    n, width, d = len(X), len(net.W2), len(X[0])
    inputs = fmpq_mat([[*x, 1] for x in X]).transpose()
    floor = net.epsilon * net.epsilon

    @lru_cache(maxsize=8)
    def passed(theta: tuple[Any, ...]) -> tuple[bytes, Any]:
        shifts, last = theta[width * d : width * d + width], theta[width * d + width :]
        weights = [[*theta[j * d : (j + 1) * d], shifts[j]] for j in range(width)]
        columns = list(zip(*(fmpq_mat(weights) * inputs).tolist(), strict=True))
        signs, errors = bytearray(), fmpq(0)
        for column, label in zip(columns, y, strict=True):
            signs += bytes((p > 0) + (p >= 0) for p in column)
            active = [(p, w) for p, w in zip(column, last, strict=True) if p > 0]
            square = sum((p * p for p, _ in active), fmpq(0))
            signs.append((square > floor) + (square >= floor))
            scale = sqrt(square) if square > floor else net.epsilon
            error = sum((p * w for p, w in active), fmpq(0)) / scale - label
            errors += error * error
        return bytes(signs), errors / n

    found = hessian_trace(
        lambda theta: passed(tuple(theta))[1],
        flatten_exact(net),
        region=lambda theta: passed(tuple(theta))[0],
        step=STEP,
    )
    return None if found.value is None else fraction(found.value)
