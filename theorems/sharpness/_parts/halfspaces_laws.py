"""Two symmetric laws with covariance I_d and what an open half-space {wᵀx > 0} holds of each.

The cube, and the *switch*, which with probability 9/25 is (±5/3, 0, …, 0) and else
(0, ±5/4, …, ±5/4). Both are bounded by 5/3 in each coordinate, the switch in the sense
E e^{λᵀx} ≤ p e^{a²λ_1²/2} + (1 − p) e^{b²‖λ‖²/2}, so that σ² = 25/9 serves every d.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

from theorems.core.scalars import dot
from verify.domain import Objects

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from verify.domain import Point

__all__ = ["A", "P", "directions", "halves", "law", "vector_of"]

Vector = tuple[Fraction, ...]
P, A, B = Fraction(9, 25), Fraction(5, 3), Fraction(5, 4)


def directions(*samples: Sequence[str], zero: bool) -> Objects:
    """Vectors w of any dimension, 0 among them or not."""

    def accepts(value: Any) -> bool:
        try:
            w = [Fraction(str(v)) for v in value]
        except (ValueError, TypeError, ZeroDivisionError):
            return False
        return bool(w) and (zero or any(w))

    def draw() -> SearchStrategy[list[str]]:
        from hypothesis import strategies as st

        entry = st.sampled_from(["0", "1", "-1", "2", "1/2", "-3"])
        listed = st.integers(1, 4).flatmap(lambda d: st.lists(entry, min_size=d, max_size=d))
        return listed.filter(accepts)

    name = "vectors w" if zero else "vectors w ≠ 0"
    return Objects(name, accepts, tuple(map(list, samples)), draw, () if zero else ("vectors w",))


def law(kind: str, d: int) -> Iterator[tuple[Fraction, Vector]]:
    """Probabilities and points."""
    if kind == "cube":
        for x in product((Fraction(1), Fraction(-1)), repeat=d):
            yield Fraction(1, 2**d), x
        return
    for s in (1, -1):
        yield P / 2, (s * A, *[Fraction(0)] * (d - 1))
    for rest in product((B, -B), repeat=d - 1):
        yield (1 - P) / 2 ** (d - 1), (Fraction(0), *rest)


def halves(kind: str, w: Vector) -> tuple[Fraction, Fraction, Fraction]:
    """Pr(wᵀx > 0), E‖x‖² 1[wᵀx > 0] and E (wᵀx)² 1[wᵀx > 0], point by point."""
    mass = norms = squares = Fraction(0)
    for weight, x in law(kind, len(w)):
        inner = dot(w, x)
        if inner > 0:
            mass += weight
            norms += weight * dot(x, x)
            squares += weight * inner**2
    return mass, norms, squares


def vector_of(p: Point) -> Vector:
    """The w of a point, in rationals."""
    return tuple(Fraction(str(v)) for v in p["w"])
