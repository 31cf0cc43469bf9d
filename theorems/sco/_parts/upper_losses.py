"""Rational models of smooth, non-negative, flat losses: their values and their slopes.

A loss is JSON data, at most 1-smooth; a module multiplies it by β:

- ``{"low": [...], "high": [...]}``: ½ dist(w, box)²;
- ``{"a": [...], "b": "1"}``: ½ [⟨a, w⟩ − b]_+² with ‖a‖ ≤ 1, linear from [·]_+ = cap on if there is
  a ``"cap"``;
- ``{"well": "1"}``: on the line, ½ w² up to width c, turned upside down up to 2c, then c²: smooth,
  and not convex.

A sample is ``{"z": losses, "star": w*, "rho": ρ}``. Points are lists of rationals as text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

__all__ = [
    "Loss",
    "Vector",
    "box",
    "dot",
    "loss",
    "mean_loss",
    "mean_slope",
    "point",
    "sample",
    "slope",
    "star_of",
]

Vector = tuple[Fraction, ...]
Loss = Mapping[str, Any]
ZERO = Fraction(0)


def dot(a: Vector, b: Vector) -> Fraction:
    """⟨a, b⟩."""
    return sum((x * y for x, y in zip(a, b, strict=True)), ZERO)


def point(entries: Sequence[str], dimension: int) -> Vector:
    """The first `dimension` of `entries`, zeros appended."""
    given = tuple(map(_number, entries[:dimension]))
    return given + (ZERO,) * (dimension - len(given))


@lru_cache(maxsize=4096)
def _number(text: str) -> Fraction:
    """The rational that `text` writes: a run reads the entries of a loss at every step."""
    return Fraction(text)


def loss(z: Loss, w: Vector) -> Fraction:
    """The loss at w."""
    if "well" in z:
        c, s = _number(z["well"]), abs(w[0])
        return s * s / 2 if s <= c else c * c - max(2 * c - s, ZERO) ** 2 / 2
    if "low" in z:
        g = slope(z, w)
        return dot(g, g) / 2
    s = max(dot(point(z["a"], len(w)), w) - _number(z["b"]), ZERO)
    cap = _number(z["cap"]) if "cap" in z else s
    return s * s / 2 if s <= cap else cap * s - cap * cap / 2


def slope(z: Loss, w: Vector) -> Vector:
    """The gradient of the loss at w."""
    if "well" in z:
        c, s = _number(z["well"]), abs(w[0])
        length = s if s <= c else max(2 * c - s, ZERO)
        return (length if w[0] > 0 else -length,)
    if "low" in z:
        low, high = point(z["low"], len(w)), point(z["high"], len(w))
        return tuple(x - min(max(x, p), q) for x, p, q in zip(w, low, high, strict=True))
    a = point(z["a"], len(w))
    s = max(dot(a, w) - _number(z["b"]), ZERO)
    length = min(s, _number(z["cap"])) if "cap" in z else s
    return tuple(length * x for x in a)


def mean_loss(sample: Mapping[str, Any], w: Vector) -> Fraction:
    """F_S(w)/β."""
    return sum((loss(z, w) for z in sample["z"]), ZERO) / len(sample["z"])


def mean_slope(sample: Mapping[str, Any], w: Vector) -> Vector:
    """∇F_S(w)/β."""
    columns = zip(*(slope(z, w) for z in sample["z"]), strict=True)
    return tuple(sum(c, ZERO) / len(sample["z"]) for c in columns)


def star_of(sample: Mapping[str, Any]) -> tuple[Vector, Fraction]:
    """w* and ρ."""
    return point(sample["star"], len(sample["star"])), Fraction(sample["rho"])


def box(low: str, high: str) -> dict[str, Any]:
    """½ dist(w, [low, high])²."""
    return {"low": [low], "high": [high]}


def sample(*z: Loss, star: Sequence[str] = ("0",), rho: str = "0") -> dict[str, Any]:
    """A sample as JSON data."""
    return {"z": list(z), "star": list(star), "rho": rho}
