"""Lemma 6 at single points, and the points that its sweeps visit."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.core.radicals import at_least_zero, sign
from theorems.sco._parts.lem6_loss import (
    Instance,
    Slope,
    Weights,
    constants_of,
    instance_of,
    norm_squared,
    weights_of,
)
from verify import Finding, Premise, Tri, both

if TYPE_CHECKING:
    from verify.domain import Point

__all__ = [
    "HERE",
    "POINTWISE",
    "SHORT",
    "constants_at",
    "lipschitz_at",
    "minimizer_at",
    "smooth_at",
]

Data = Mapping[str, Any]
ZERO = Fraction(0)
SHORT = Premise(
    "eta r <= 1/(2 sqrt(T))", lambda p: 4 * (p["eta"] * p["r"]) * (p["eta"] * p["r"]) * p["T"] <= 1
)
POINTWISE: dict[str, Any] = {
    "n": [1],
    "T": [1, 2, 12],
    "eta": ["1/24", "50"],
    "r": ["1/2", "1/100"],
    "z": ["1", "01"],
    "delta": [["1"], ["1/1000", "1", "1/2"], ["3"]],
}
"""η below and above 1, ηr = 1/2 at the edge of the premise at T = 1, hinges of several slopes."""
HERE = {**POINTWISE, "T": [2], "eta": ["1/24"], "delta": [["1"], ["3"]]}
"""where a deduction that z3 breaks is looked for"""

# --------------------------------------------------------------------------- γ and δ_1


def constants_at(data: Data, p: Point) -> Finding:
    """The closed form against both printed equations and the three bounds that the proof uses."""
    eta, r, d = p["eta"], p["r"], p["d"]
    c = constants_of(d, eta, r, times=Fraction(data["lambda"]), shrink=Fraction(data["root"]))
    lower = 2 * c.root - eta * c.gamma
    first = c.delta1 * lower - c.gamma * (eta * r)
    second = c.gamma * (max(Fraction(1), eta) * (r + c.delta1)) - c.lam
    return both(
        at_least_zero(-(first * first), which="δ_1 = ηγr/(2√d − ηγ)"),
        at_least_zero(-(second * second), which="γ = λ/(max{1,η}(r + δ_1))"),
        Finding(Tri.of(min(map(sign, (lower, c.gamma, c.delta1))) > 0), {"which": "positive"}),
        at_least_zero(Fraction(data["share"]) * c.lam - c.delta1, which="δ_1 against λ"),
        at_least_zero(Fraction(1, 4 * d * (d - 1)) - c.gamma, which="γ ≤ 1/(4d(d−1))"),
    )


# --------------------------------------------------------------------------- the minimizer


def _center(f: Instance, kind: str) -> Weights:
    """−c λ e_d, or −c δ_1 e_d where `kind` is "c delta"."""
    words = kind.split()
    unit: Any = f.constants.delta1 if words[1:] else f.constants.lam
    return Weights({}, unit * -Fraction(words[0]))


def minimizer_at(data: Data, p: Point) -> Finding:
    """f and ∇f at w*, and ‖w*‖ ≤ 1 where it is claimed."""
    f = instance_of(data, p)
    w = _center(f, data["at"])
    g = f.slope(w)
    found = [
        at_least_zero(-f.value(w), which="f(w*, z) = 0"),
        at_least_zero(-f.square(g), which="∇f(w*, z) = 0"),
    ]
    if data["inside"] == "W":
        found.append(at_least_zero(1 - norm_squared(w), which="w* in W"))
    return both(*found)


# ------------------------------------------------------------------- smooth, convex, Lipschitz


def _two(data: Data, p: Point) -> tuple[Instance, Weights, Weights]:
    f = instance_of(data, p)
    return f, weights_of(f, p["u"]), weights_of(f, p["v"])


def smooth_at(data: Data, p: Point) -> Finding:
    """f ≥ 0, convex and β-smooth at a pair of points."""
    f, u, v = _two(data, p)
    step, f_u = v.minus(u), f.value(u)
    g, g2 = f.slope(u), f.slope(v)
    moved = Weights(g2.blocks, ZERO).minus(Weights(g.blocks, ZERO))
    change = Slope(moved.blocks, g2.along - g.along)
    beta = Fraction(data["beta"])
    return both(
        at_least_zero(f_u + Fraction(data["shift"]), which="non-negative"),
        at_least_zero(f.value(v) - f_u - f.inner(g, step), which="convex"),
        at_least_zero(beta * beta * norm_squared(step) - f.square(change), which="smooth"),
    )


def lipschitz_at(data: Data, p: Point) -> Finding:
    """‖∇f(u, z)‖ ≤ L at a point, and |f(u) − f(v)| ≤ L‖u − v‖ at a pair."""
    f, u, v = _two(data, p)
    bound, step, rise = Fraction(data["L"]), v.minus(u), f.value(v) - f.value(u)
    return both(
        at_least_zero(bound * bound - f.square(f.slope(u)), which="slope"),
        at_least_zero(bound * bound * norm_squared(step) - rise * rise, which="pair"),
    )
