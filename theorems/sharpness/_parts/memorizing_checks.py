"""Predicates of Theorem 4.1: one variant's data and one point to a finding."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.core.networks import Network
from theorems.core.scalars import dot
from theorems.sharpness._parts.difference_trace import difference_trace
from theorems.sharpness._parts.labelled_data import Labelled, closed_form, labelled, root
from theorems.sharpness._parts.memorizing import (
    deep_net,
    memorizes,
    memorizing_net,
    shared_net,
    split,
)
from theorems.sharpness._parts.memorizing_bounds import rivals
from verify.legs import Finding, both, compare
from verify.tri import Tri

if TYPE_CHECKING:
    from verify.domain import Point

__all__ = ["built", "built_deep", "cauchy", "equality", "least", "own_neuron"]

Data = Mapping[str, Any]


def built(data: Data, p: Point) -> Finding:
    """Build the net for D = 2; it memorizes, and its trace by differences is the closed form."""
    samples = labelled(p["data"])
    net = memorizing_net(
        samples, p["eps"], sign=data["sign"], radius=Fraction(data["radius"]), spare=data["spare"]
    )
    if data["net"] == "split" and net is not None:
        net = split(net)
    if data["net"] == "shared":
        net = shared_net()
    return _attains(net, samples, 2)


def built_deep(data: Data, p: Point) -> Finding:
    """The same for the general construction of depth D."""
    samples = labelled(p["data"])
    off, power = Fraction(data["off_diagonal"]), int(data["power"])
    net = deep_net(samples, p["eps"], p["depth"], off_diagonal=off, power=power)
    return _attains(net, samples, p["depth"], Fraction(data["excess"]))


def _attains(
    net: Network | None, samples: Labelled, depth: int, excess: Fraction = Fraction(0)
) -> Finding:
    """It memorizes; its trace is the least one, plus 2/n · excess for each label 0."""
    if net is None:
        return compare(0, ">", 0, which="least gap w_i·(x_i − x_j)")
    found = memorizes(net, samples)
    if found.answer is not Tri.YES:
        return found
    trace = difference_trace(net, samples)
    above = Fraction(2, len(samples.y)) * excess * samples.y.count(Fraction(0))
    return both(found, compare(trace, "==", closed_form(samples, depth) + above, which="trace"))


def equality(data: Data, p: Point) -> Finding:
    """Eq. (4) for one neuron, W_2 = relu(W_1'x')/‖x'‖, as signs and squares."""
    r, y, radius = p["r"], p["y"], p["r"] ** int(data["power"])
    sign = (y > 0) - (y < 0)
    other = sign if data["sign"] == "y" else int(y != 0)
    return both(
        compare(sign, "==", other, which="signs"),
        compare(abs(y) / radius, "==", radius * abs(y) / r**2, which="squares"),
    )


def cauchy(data: Data, p: Point) -> Finding:
    """(A q + B)² ≥ 4 f² q: Eq. (3), squared."""
    left = (p["A"] * p["q"] + p["B"]) ** 2
    return compare(left, ">=", Fraction(data["constant"]) * p["f"] ** 2 * p["q"])


def least(data: Data, p: Point) -> Finding:
    """The constructed net attains the claimed least value, and no net of any width is below it.

    The latter is weak duality at λ_i = ± factor · 2‖x_i'‖: a neuron w relu(a·x') active on D has
    w Σ_D λ_i a·x_i' ≤ 2 √(Σ_D ‖x_i'‖²) |w| √(Σ_D (a·x_i')²), by Cauchy–Schwarz and |λ_i| ≤ 2‖x_i'‖,
    and that is at most its part of Σ ‖∇f(x_i)‖²; summed over the neurons, Σ λ_i y_i is at most all
    of it.
    """
    samples = labelled(p["data"])
    claimed = Fraction(data["factor"]) * closed_form(samples)
    radius = Fraction(data["radius"])
    net = memorizing_net(samples, Fraction(1, 2), radius=radius, spare="dead")
    assert net is not None  # the points are extreme
    attained = compare(difference_trace(net, samples), "<=", claimed, which="attained")
    multipliers = [
        Fraction(data["factor"]) * 2 * root(q, 2) * ((y > 0) - (y < 0))
        for q, y in zip(samples.squares, samples.y, strict=True)
    ]
    caps = [
        compare(m * m, "<=", 4 * q, which="multiplier")
        for m, q in zip(multipliers, samples.squares, strict=True)
    ]
    dual = Fraction(2, len(samples.y)) * dot(multipliers, samples.y)
    below = compare(dual, "==", claimed, which="dual bound")
    others = [difference_trace(rival, samples) for rival in rivals(net)]
    return both(
        attained, *caps, below, *[compare(t, ">=", claimed, which="a rival net") for t in others]
    )


def own_neuron(data: Data, p: Point) -> Finding:
    """Build a net of depth D with a neuron of each sample's own that attains the bound.

    Where a label is 0 none does: in AM–GM equality holds iff the D factors ‖∂f/∂W_k‖² are equal, so
    to |y|^{2(D−1)/D} ‖x'‖^{2/D}, and the last of them is the squared activation of that neuron.
    """
    samples, depth = labelled(p["data"]), p["depth"]
    activations = [
        abs(y) ** (2 * depth - 2) * q for q, y in zip(samples.squares, samples.y, strict=True)
    ]
    own = compare(min(activations), ">", 0, which="least activation of one's own, to a power")
    if own.answer is Tri.NO:
        return own
    net = deep_net(samples, Fraction(1, 2), depth, off_diagonal=Fraction(-1))
    return both(own, _attains(net, samples, depth))
