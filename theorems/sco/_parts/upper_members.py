"""What belongs to the sets of `upper_models`: smooth losses, samples that are flat, points."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from theorems.sco._parts.upper_losses import Loss, Vector, dot, mean_slope, point, star_of

__all__ = [
    "has_best_star",
    "has_minimizer",
    "is_line",
    "is_loss_of_some",
    "is_numbers",
    "is_unit",
    "shares_a_ball",
]


def is_numbers(value: Any, length: int | None = None) -> bool:
    try:
        return isinstance(value, list) and len([Fraction(x) for x in value]) == (
            length or len(value)
        )
    except (TypeError, ValueError):
        return False


def _is_loss(z: Any, dimension: int) -> bool:
    if not isinstance(z, dict):
        return False
    if z.keys() == {"well"}:
        return dimension == 1 and Fraction(z["well"]) > 0
    if z.keys() == {"low", "high"}:
        if not (is_numbers(z["low"], dimension) and is_numbers(z["high"], dimension)):
            return False
        ends = zip(point(z["low"], dimension), point(z["high"], dimension), strict=True)
        return all(p <= q for p, q in ends)
    if not {"a", "b"} <= z.keys() <= {"a", "b", "cap"} or not is_numbers(z["a"], dimension):
        return False
    a = point(z["a"], dimension)
    return dot(a, a) <= 1 and is_numbers([z["b"]]) and Fraction(z.get("cap", 1)) > 0


def _is_flat_at(z: Loss, center: Vector, rho: Fraction) -> bool:
    """Whether the loss vanishes on the ball of radius ρ around `center`."""
    if "low" in z:
        low, high = point(z["low"], len(center)), point(z["high"], len(center))
        sides = zip(low, center, high, strict=True)
        return all(p + rho <= c <= q - rho for p, c, q in sides)
    a = point(z["a"], len(center))
    room = Fraction(z["b"]) - dot(a, center)
    return room >= 0 and room * room >= rho * rho * dot(a, a)


def _is_flat(z: Loss, rho: Fraction) -> bool:
    """Whether the loss vanishes on some ball of radius ρ."""
    if "low" not in z:
        return True
    return all(
        Fraction(q) - Fraction(p) >= 2 * rho for p, q in zip(z["low"], z["high"], strict=True)
    )


def _is_sample(value: Any) -> bool:
    if not isinstance(value, dict) or value.keys() != {"z", "star", "rho"}:
        return False
    if not (is_numbers(value["star"]) and value["star"] and is_numbers([value["rho"]])):
        return False
    convex = all(_is_loss(z, len(value["star"])) and "well" not in z for z in value["z"])
    return bool(value["z"]) and convex and Fraction(value["rho"]) >= 0


def shares_a_ball(value: Any) -> bool:
    return _is_sample(value) and all(_is_flat_at(z, *star_of(value)) for z in value["z"])


def has_minimizer(value: Any) -> bool:
    if not _is_sample(value):
        return False
    star, rho = star_of(value)
    return all(_is_flat(z, rho) for z in value["z"]) and not any(mean_slope(value, star))


def has_best_star(value: Any) -> bool:
    """Whether w* is the centre of a ball of zeros if there is one, else a minimizer of F_S."""
    if shares_a_ball(value):
        return True
    if not has_minimizer(value) or len(value["star"]) > 1 or any("a" in z for z in value["z"]):
        return False
    low = max(Fraction(z["low"][0]) for z in value["z"])
    high = min(Fraction(z["high"][0]) for z in value["z"])
    return high - low < 2 * Fraction(value["rho"])


def is_line(value: Any) -> bool:
    """On the line, or one loss ½ [⟨a, w⟩ − b]_+² with ‖a‖ = 1, along which everything moves."""
    if not shares_a_ball(value):
        return False
    first = value["z"][0]
    if len(value["star"]) == 1:
        return True
    if len(value["z"]) > 1 or "a" not in first:
        return False
    a = point(first["a"], len(value["star"]))
    return dot(a, a) == 1


def is_unit(value: Any) -> bool:
    return is_numbers(value) and bool(value) and sum(Fraction(x) ** 2 for x in value) <= 1


def is_loss_of_some(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    length = len(value["a"] if "a" in value else value.get("low", [0]))
    return bool(length) and _is_loss(value, length)
