"""Predicates of Theorem 4.1: one variant's data and one point to a finding."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.core.networks import Network
from theorems.sharpness._parts.memorizing import (
    Labelled,
    closed_form,
    deep_net,
    difference_trace,
    labelled,
    memorizes,
    memorizing_net,
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
    return _attains(net, samples, 2)


def built_deep(data: Data, p: Point) -> Finding:
    """The same for the general construction of depth D."""
    samples = labelled(p["data"])
    off, power = Fraction(data["off_diagonal"]), int(data["power"])
    net = deep_net(samples, p["eps"], p["depth"], off_diagonal=off, power=power)
    return _attains(net, samples, p["depth"])


def _attains(net: Network | None, samples: Labelled, depth: int) -> Finding:
    if net is None:
        return compare(0, ">", 0, which="least gap w_i·(x_i − x_j)")
    found = memorizes(net, samples)
    if found.answer is not Tri.YES:
        return found
    trace = difference_trace(net, samples)
    return both(found, compare(trace, "==", closed_form(samples, depth), which="trace"))


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
    """The constructed net attains the claimed least value, and rescaled and split nets do not."""
    samples = labelled(p["data"])
    claimed = Fraction(data["factor"]) * closed_form(samples)
    net = memorizing_net(samples, Fraction(1, 2), spare="dead")
    assert net is not None  # the points are extreme
    attained = compare(difference_trace(net, samples), "==", claimed, which="attained")
    others = [difference_trace(rival, samples) for rival in rivals(net)]
    return both(attained, *[compare(t, ">=", claimed, which="a rival net") for t in others])


def own_neuron(data: Data, p: Point) -> Finding:
    """The only flattest activation of a neuron of one's own, |y_i| r_i, is positive.

    In AM–GM equality holds iff the D factors ‖∂f/∂W_k‖² are equal, so to |y|^{2(D−1)/D} ‖x'‖^{2/D},
    and the last of them is the squared activation.
    """
    samples = labelled(p["data"])
    squares = [
        abs(y) ** (2 * p["depth"] - 2) * q for q, y in zip(samples.squares, samples.y, strict=True)
    ]
    return compare(min(squares), ">" if data["activation"] == "own" else ">=", 0)
