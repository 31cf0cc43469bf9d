"""Predicates of Theorem 5.1: one variant's data and one point to a finding."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.core.networks import SimLN
from theorems.sharpness._parts.labelled_data import Labelled, labelled, root
from theorems.sharpness._parts.layer_norm import (
    ln_least,
    ln_memorizes,
    ln_net,
    ln_split,
    ln_trace,
    made,
    sample_costs,
)
from verify.exact.rational import fraction
from verify.legs import Finding, both, compare
from verify.tri import Tri

if TYPE_CHECKING:
    from verify.domain import Point

__all__ = ["attains", "built", "least", "own_neuron", "rivals", "small"]

Data = Mapping[str, Any]


def small(p: Point) -> bool:
    """ε < ‖x_i'‖|y_i| wherever y_i ≠ 0: how small "sufficiently small" is."""
    data, eps = labelled(p["data"]), p["eps"]
    return all(q * y * y > eps * eps for q, y in zip(data.squares, data.y, strict=True) if y)


def built(data: Data, p: Point) -> Finding:
    """Build the net; it memorizes, and its trace by differences is the bound of Lemma A.12."""
    samples = labelled(p["data"])
    net = ln_net(
        samples,
        p["eps"],
        p["delta"],
        threshold=Fraction(data["threshold"]),
        height=Fraction(data["height"]),
        spare=data["spare"],
        sign=data["sign"],
        radius=Fraction(data["radius"]),
    )
    if net is not None and data["net"] == "split":
        net = ln_split(net)
    return attains(net, samples, p["eps"], Fraction(data["excess"]))


def attains(
    net: SimLN | None, samples: Labelled, epsilon: Fraction, excess: Fraction = Fraction(0)
) -> Finding:
    """It memorizes; its trace is the bound, plus 2/n · excess for each label 0."""
    if net is None:
        return compare(0, ">", 0, which="least gap w_i·(x_i − x_j)")
    found = ln_memorizes(net, samples)
    if found.answer is not Tri.YES:
        return found
    above = Fraction(2, len(samples.y)) * excess * samples.y.count(Fraction(0))
    claimed = ln_least(samples, epsilon) + above
    return both(found, compare(ln_trace(net, samples), "==", claimed, which="trace"))


def rivals(net: SimLN, samples: Labelled) -> list[SimLN]:
    """Other one-hot nets: twice as high with half the weights, one neuron more, all above ε."""
    half, two = Fraction(1, 2), Fraction(2)
    rows = [[fraction(v) for v in row] for row in net.W1]
    shifts, last = ([fraction(v) for v in part] for part in (net.b1, net.W2))
    more = made([*rows, [half * 0] * len(rows[0])], [*shifts, -half], [*last, two], net.epsilon)
    high = made([[two * v for v in row] for row in rows], [two * v for v in shifts], last, 1)
    # c h with w/c: the same function below ε, not above
    up = made(high.W1, high.b1, [v / 2 for v in last], net.epsilon)
    above = ln_net(
        samples, fraction(net.epsilon), half, threshold=half * 0, zero="dead", spare="dead"
    )
    return [more, up, *([] if above is None else [above])]


def least(data: Data, p: Point) -> Finding:
    """The constructed net attains the claimed least trace, and no net of any width is below it.

    A sample costs at least min(1, λ_i y_i) if |λ_i| ≤ (2/ε)‖x_i'‖: above ε the output weights cost
    1, below ε Cauchy–Schwarz and AM–GM give (2/ε)‖x_i'‖|y_i|.
    """
    samples, eps = labelled(p["data"]), p["eps"]
    factor = Fraction(data["factor"])
    claimed = factor * ln_least(samples, eps)
    equal = data["relation"] == "equal"
    net = ln_net(samples, eps, Fraction(1, 2), zero="dead", spare="dead")
    assert net is not None  # the points are extreme
    if not ln_interpolates(net, samples):
        return compare(0, ">", 0, which="samples at which the net interpolates")
    attained = compare(ln_trace(net, samples), "==" if equal else ">=", claimed, which="attained")
    costs, caps = [], []
    for q, y in zip(samples.squares, samples.y, strict=True):
        multiplier = 2 * root(q, 2) * ((y > 0) - (y < 0)) / eps
        caps.append(compare(multiplier**2 * eps**2, "<=", 4 * q, which="multiplier"))
        costs.append(min(Fraction(1), multiplier * y))
    below = Fraction(2, len(costs)) * sum(costs, Fraction(0))
    others = [
        compare(trace, ">=", claimed, which="a rival net")
        for rival in rivals(net, samples)
        if ln_interpolates(rival, samples) and (trace := ln_trace(rival, samples)) is not None
    ]
    return both(
        attained,
        *caps,
        compare(below, "==" if equal else ">=", claimed, which="lower bound"),
        *others,
    )


def ln_interpolates(net: SimLN, samples: Labelled) -> bool:
    """Whether f(x_i) = y_i for all i, where every norm is rational."""
    from theorems.core.exact_networks import forward_exact
    from verify.exact.rational import fmpq_of

    X = tuple(tuple(fmpq_of(v) for v in row) for row in samples.X)
    values = [fraction(f) for f in forward_exact(net, X)]
    return values == list(samples.y)


def own_neuron(data: Data, p: Point) -> Finding:
    """Build a net with a neuron of each sample's own that attains the bound.

    Where a label is 0 none does: the least trace leaves that sample the cost 0, and a neuron of its
    own with the value h > 0 costs min(1, h²/ε²) > 0.
    """
    samples, eps = labelled(p["data"]), p["eps"]
    own = compare(min(sample_costs(samples, eps)), ">", 0, which="least cost of a sample")
    if own.answer is Tri.NO:
        return own
    net = ln_net(samples, eps, Fraction(1, 2), threshold=Fraction(data["threshold"]))
    return both(own, attains(net, samples, eps))
