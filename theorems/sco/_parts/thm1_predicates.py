"""Theorem 1 at one point of its domain: (i), (ii), (iii) and the flatness radius."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.core.exact_losses import theorem1_population_risk, theorem1_risk_exact
from theorems.core.masks import all_masks
from theorems.sco._parts.ball_points import axis_point, numbers, padded, point_in
from theorems.sco._parts.hinge import positive_on_ball
from theorems.sco._parts.saer_brackets import at_most, equals, honest, interval, saer_at
from verify import Finding, both, compare

if TYPE_CHECKING:
    from verify.domain import Point

__all__ = [
    "flat_at",
    "flat_seen",
    "population_at",
    "population_counted",
    "radius_at",
    "sharp_at",
    "sharp_seen",
    "w1_of",
    "w2_of",
]

Data = Mapping[str, Any]


def positive(x: Fraction) -> Fraction:
    """max(x, 0)."""
    return max(x, Fraction(0))


def w1_of(column: int, d: int) -> tuple[Fraction, ...]:
    """w1 = e_I."""
    return axis_point(column, d)


def w2_of(data: Data, rho: Fraction, d: int) -> tuple[Fraction, ...]:
    """w2 = ρ e_d, a multiple of it in a control."""
    return axis_point(d, d, Fraction(data["multiple"]) * rho)


def in_ball(w: tuple[Fraction, ...]) -> Finding:
    """Whether w lies in W."""
    return compare(sum((x * x for x in w), Fraction(0)), "<=", 1, which="in W")


def rival_of(p: Point) -> tuple[Fraction, ...]:
    """The point w in R^d."""
    return point_in(p["w"], 2 ** len(p["S"]["z"]) + 1)


def flat_at(data: Data, p: Point) -> Finding:
    """F_S^r(e_I) closes at ½[r−ρ]_+², lies below F_S^r(w) at a rival w, and is 0 if r ≤ ρ."""
    sample, column, rho, r = p["S"]["z"], p["S"]["I"], p["rho"], p["r"]
    scale, d = Fraction(data["scale"]), 2 ** len(sample) + 1
    e_I = w1_of(column, d)
    here = saer_at(e_I, sample, rho, r, along=(column,), scale=scale)
    w = rival_of(p)
    rival = saer_at(w, sample, rho, r, scale=scale)
    value = Fraction(data["constant"]) * positive(r - rho) ** 2
    flat = [equals(here, Fraction(0), which="r-flat")] if r <= rho else []
    return both(
        in_ball(e_I),
        equals(here, value, which="value"),
        at_most(here, rival, which="least"),
        honest(here, e_I, sample, rho, r, scale),
        honest(rival, w, sample, rho, r, scale),
        *flat,
    )


def flat_seen(p: Point) -> dict[str, str]:
    """F_S^r at e_I and at the rival, from both sides, as the sweep evaluates them."""
    sample, column, rho, r = p["S"]["z"], p["S"]["I"], p["rho"], p["r"]
    here = saer_at(w1_of(column, 2 ** len(sample) + 1), sample, rho, r, along=(column,))
    rival = saer_at(rival_of(p), sample, rho, r)
    return {f"I = {column}, F_S^r(e_I)": interval(here), "F_S^r(w)": interval(rival)}


def sharp_at(data: Data, p: Point) -> Finding:
    """w2 = ρ e_d: in W, F_S(w2) = 0, the rise along +e_d is δ²/2, and no v makes it larger."""
    sample, rho, delta, scale = p["S"], p["rho"], p["delta"], Fraction(data["scale"])
    w = w2_of(data, rho, len(sample[0]) + 1)
    moved = (*w[:-1], w[-1] + Fraction(data["direction"]) * delta)
    here = saer_at(w, sample, rho, delta, scale=scale)
    rest, there = (saer_at(x, sample, rho, Fraction(0), scale=scale).lower for x in (w, moved))
    return both(
        in_ball(w),
        compare(rest, "==", 0, which="minimizer"),
        compare(there - rest, ">=", Fraction(data["constant"]) * delta**2, which="rise"),
        compare(here.upper - rest, "<=", delta**2 / 2, which="no more"),
        honest(here, w, sample, rho, delta, scale),
    )


def sharp_seen(p: Point) -> dict[str, str]:
    """F_S^δ at ρe_d from both sides, as the sweep evaluates it."""
    w = w2_of({"multiple": "1"}, p["rho"], len(p["S"][0]) + 1)
    return {"F_S^δ(ρe_d)": interval(saer_at(w, p["S"], p["rho"], p["delta"]))}


def population_with(
    risk: Callable[[tuple[Fraction, ...], Fraction], Any], data: Data, p: Point
) -> Finding:
    """F(e_I) and F(w2) by `risk`, against what (iii) says; F(w*) = F(0) = 0 because f ≥ 0."""
    d, rho, scale = 2 ** p["n"] + 1, p["rho"], Fraction(data["scale"])
    points = (axis_point(d, d, Fraction(0)), w1_of(p["I"], d), w2_of(data, rho, d))
    best, at_flat, at_sharp = (scale * risk(w, rho) for w in points)
    least = Fraction(data["constant"]) * (1 - rho) ** 2
    relation = "==" if data["exactly"] else ">="
    return both(
        compare(best, "==", 0, which="F(w*)"),
        compare(at_flat - best, relation, least, which="F(e_I)"),
        compare(at_flat - best, ">=", Fraction(data["floor"]), which="F(e_I) against a constant"),
        compare(at_sharp, "==", best, which="F(w2)"),
    )


def population_at(data: Data, p: Point) -> Finding:
    """E over the z(i) with w(i) ≠ 0 alone: the others meet only zeros of w."""
    return population_with(theorem1_population_risk, data, p)


def population_counted(data: Data, p: Point) -> Finding:
    """The mean of f over all 2^(2^n) masks."""
    masks = [[int(bit) for bit in mask[0]] for mask in all_masks(1, 2 ** p["n"])]
    return population_with(lambda w, rho: theorem1_risk_exact(w, masks, rho), data, p)


def radius_at(data: Data, p: Point) -> Finding:
    """Whether f(·, z) is somewhere positive on the ball of radius r around w."""
    z, w = padded(numbers(p["z"]), numbers(p["w"]))
    return positive_on_ball(w, z, p["rho"], p["r"], data["gauge"])
