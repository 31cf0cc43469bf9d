"""Perturbed gradient steps on the rational models, and what the upper bounds say of them.

A point of a domain holds a sample S (with w* and ρ), β, η, the radius r and a start w_1, which
moves with r: w_1 = w* + start. The bound is D/(ηT) + K β max(r − ρ, 0)² with D = ‖w_1 − w*‖² and
K = num/(den − rate · ηβ): 4 as printed, or 2/(3 − 2ηβ).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast

from theorems.core.exact import sa_gd_exact, sam_direction_exact, suffix_average_exact
from theorems.sco._parts.upper_losses import (
    Vector,
    dot,
    mean_loss,
    mean_slope,
    point,
    star_of,
)
from verify import Finding, both, compare

if TYPE_CHECKING:
    from verify.domain import Point

__all__ = [
    "constant_of",
    "descend",
    "flat_at",
    "homogeneous_at",
    "regret_at",
    "saer",
    "sagd_at",
    "sam_at",
    "step_at",
    "worst",
]

Data = Mapping[str, Any]
Oracle = Callable[[int, Vector], Vector]
ZERO = Fraction(0)


def plus(a: Vector, b: Vector, times: Fraction = Fraction(1)) -> Vector:
    """a + times · b."""
    return tuple(x + times * y for x, y in zip(a, b, strict=True))


def constant_of(data: Data, rate: Fraction) -> Fraction:
    """K at ηβ = rate."""
    over = Fraction(data["den"]) - Fraction(data["rate"]) * rate
    return Fraction(data["num"]) / over


def excess(p: Point) -> Fraction:
    """β max(r − ρ, 0)²."""
    beyond = max(p["r"] - star_of(p["S"])[1], ZERO)
    return cast("Fraction", p["beta"] * beyond * beyond)


def descend(p: Point, oracle: Oracle, steps: int) -> tuple[Vector, ...]:
    """w_1 … w_T of w_{t+1} = w_t − η ∇F_S(w_t + v_t), v_t from the oracle."""
    star, _ = star_of(p["S"])
    start = plus(star, point(p["start"], len(star)))
    rate = p["eta"] * p["beta"]
    return cast(
        "tuple[Vector, ...]",
        sa_gd_exact(lambda w: mean_slope(p["S"], w), oracle, start, eta=rate, steps=steps),
    )


def bound(data: Data, p: Point, steps: int) -> Fraction:
    """‖w_1 − w*‖²/(ηT) + K β max(r − ρ, 0)²."""
    start = point(p["start"], len(p["S"]["star"]))
    first = dot(start, start) / (p["eta"] * steps)
    return cast("Fraction", first + constant_of(data, p["eta"] * p["beta"]) * excess(p))


def step_at(data: Data, p: Point) -> Finding:
    """One step: ‖w⁺ − w*‖² + ηF_S(w+v) ≤ ‖w − w*‖² + ηKβ max(r−ρ,0)² + ηF_S(w*)."""
    sample, beta, eta = p["S"], p["beta"], p["eta"]
    star, _ = star_of(sample)
    offset = point(p["start"], len(star))
    at = plus(plus(star, offset), point(p["u"], len(star)), p["r"])
    after = plus(offset, mean_slope(sample, at), -eta * beta)
    fall = dot(offset, offset) - dot(after, after)
    gain = eta * beta * (mean_loss(sample, at) - mean_loss(sample, star))
    return compare(gain - fall, "<=", eta * constant_of(data, eta * beta) * excess(p))


def regret_at(data: Data, p: Point) -> Finding:
    """(1/T) Σ F_S(w_t + v_t) − F_S(w*) against the bound, v_t = r u_t as given."""
    sample, moves = p["S"], p["u"]
    star, _ = star_of(sample)
    shifts = [tuple(p["r"] * x for x in point(u, len(star))) for u in moves]
    path = descend(p, lambda t, w: shifts[t - 1], len(moves))
    values = [mean_loss(sample, plus(w, v)) for w, v in zip(path, shifts, strict=True)]
    regret = p["beta"] * (sum(values, ZERO) / len(moves) - mean_loss(sample, star))
    return compare(regret, "<=", bound(data, p, len(moves)))


def directions(sample: Data) -> list[Vector]:
    """Where F_S is steepest: both ways of the line, or ±a of the one loss."""
    dimension = len(sample["star"])
    along = (Fraction(1),) if dimension == 1 else point(sample["z"][0]["a"], dimension)
    return [along, tuple(-x for x in along)]


def worst(sample: Data, w: Vector, r: Fraction) -> list[tuple[Fraction, Vector]]:
    """F_S(w ± r a)/β with ±r a, the larger first: a convex function is largest at an end."""
    shifts = [tuple(r * x for x in a) for a in directions(sample)]
    return sorted(((mean_loss(sample, plus(w, v)), v) for v in shifts), key=lambda x: -x[0])


def saer(sample: Data, w: Vector, r: Fraction) -> Fraction:
    """F_S^r(w)/β."""
    return worst(sample, w, r)[0][0]


def average_of(path: tuple[Vector, ...]) -> Vector:
    """ŵ."""
    return cast("Vector", suffix_average_exact(path, 1))


def sagd_at(data: Data, p: Point) -> Finding:
    """SA-GD: F_S(ŵ) ≤ F_S^r(ŵ) ≤ bound. A tie of the argmax goes one way, the other, or in turn."""
    sample, r = p["S"], p["r"]
    seen: list[Finding] = []

    def choose(t: int, w: Vector) -> Vector:
        (best, first), (second, other) = worst(sample, w, r)
        if best > second:
            return first
        ways = {"first": 0, "second": 1, "in turn": t % 2, "inside": 2}
        # where both ends are 0 every v is a maximizer, 0 among them
        inner = tuple(0 * x for x in first) if best == 0 else first
        return (first, other, inner)[ways[p["tie"]]]

    def oracle(t: int, w: Vector) -> Vector:
        v, (ahead, back) = choose(t, w), directions(sample)
        rivals = max(mean_loss(sample, plus(w, a, r)) for a in (ahead, back))
        found = compare(mean_loss(sample, plus(w, v)), ">=", rivals, t=t, which="argmax")
        seen.append(Finding(found.answer, found.values))
        return v

    average = average_of(descend(p, oracle, p["T"]))
    risk, top = (p["beta"] * f for f in (mean_loss(sample, average), saer(sample, average, r)))
    return both(
        compare(top, "<=", bound(data, p, p["T"]), which="F_S^r(ŵ)", average=average),
        compare(risk, "<=", top, which="F_S(ŵ)"),
        *seen,
    )


def sam_at(data: Data, p: Point) -> Finding:
    """SAM: F_S(ŵ) ≤ bound, 0/0 as each convention has it."""
    sample, zero, r = p["S"], p["convention"], p["r"]
    unit = directions(sample)[0] if zero in {"plus", "minus"} else None

    def oracle(t: int, w: Vector) -> Vector:
        g = mean_slope(sample, w)
        epsilon = Fraction(1, 1000) if zero == "damped" else None
        found = sam_direction_exact(g, zero=zero, epsilon=epsilon, unit=unit)
        return cast("Vector", tuple(r * x for x in found))

    average = average_of(descend(p, oracle, p["T"]))
    risk = p["beta"] * mean_loss(sample, average)
    return compare(risk, "<=", bound(data, p, p["T"]), average=average)


def flat_at(data: Data, p: Point) -> Finding:
    """F_S(w* + ball · ρ u) = 0: on the flat ball, or (ball = 0) at its centre alone."""
    star, rho = star_of(p["S"])
    at = plus(star, point(p["u"], len(star)), Fraction(data["ball"]) * rho)
    return compare(mean_loss(p["S"], at), "==", 0)


def homogeneous_at(data: Data, p: Point) -> Finding:
    """The bound B at scaled arguments: c² B, and b B."""
    powers = [int(data[k]) for k in ("distance", "beyond", "smoothness")]

    def total(scale: Fraction, b: Fraction) -> Fraction:
        distance, beyond = scale * p["distance"], scale * p["beyond"]
        first = distance ** powers[0] / (p["eta"] / b * p["T"])
        return cast("Fraction", first + 4 * (b * p["beta"]) ** powers[2] * beyond ** powers[1])

    one = Fraction(1)
    whole = total(one, one)
    return both(
        compare(total(p["c"], one), "==", p["c"] ** 2 * whole, which="space"),
        compare(total(one, p["b"]), "==", p["b"] * whole, which="smoothness"),
    )
