"""Points of a ball as JSON data: what domains of paper `sco` range over.

A point is the list of its coordinates *from the last one backwards*, rationals as text, zeros left
out at the end: one list is a point of every dimension that is large enough, with w(d) in front.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from verify import Objects

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = [
    "BALL",
    "SPACE",
    "axis_point",
    "ball_of",
    "is_list_of_rationals",
    "numbers",
    "padded",
    "point_in",
    "sphere_edges",
]


def numbers(entries: Sequence[str]) -> tuple[Fraction, ...]:
    """The rationals of a list of texts."""
    return tuple(Fraction(entry) for entry in entries)


def padded(*rows: Sequence[Fraction]) -> list[tuple[Fraction, ...]]:
    """The rows, zeros appended to the length of the longest."""
    width = max(map(len, rows))
    return [(*row, *([Fraction(0)] * (width - len(row)))) for row in rows]


def point_in(entries: Sequence[str], dimension: int) -> tuple[Fraction, ...]:
    """The point of R^d that `entries` is, its coordinates in order.

    Raises
    ------
    ValueError
        If there are more than d entries.
    """
    if len(entries) > dimension:
        msg = f"entries must hold at most {dimension} coordinates, got {len(entries)}."
        raise ValueError(msg)
    zeros = (Fraction(0),) * (dimension - len(entries))
    return (*zeros, *reversed(numbers(entries)))


def axis_point(i: int, dimension: int, length: Fraction = Fraction(1)) -> tuple[Fraction, ...]:
    """The point `length` · e_i of R^d, i counted from 1.

    Raises
    ------
    ValueError
        If there is no such coordinate.
    """
    if not 1 <= i <= dimension:
        msg = f"i must be in 1..{dimension}, got {i}."
        raise ValueError(msg)
    return tuple(length if k == i else Fraction(0) for k in range(1, dimension + 1))


def is_list_of_rationals(value: list[Any]) -> bool:
    """Whether it is a list of rationals as texts."""
    try:
        return all(isinstance(entry, str) and str(Fraction(entry)) == entry for entry in value)
    except (ValueError, ZeroDivisionError):
        return False


def sphere_edges(radius: int) -> tuple[list[str], ...]:
    """Points of the ball to sweep: the centre, axes, kinks, Pythagorean and irrational norms."""
    rows = (
        ("0",),
        ("1",),
        ("-1",),
        ("1/2",),
        ("-1/4",),
        ("0", "1"),
        ("0", "-1/2"),
        ("3/5", "4/5"),
        ("-3/10", "2/5"),
        ("1/2", "1/2"),
        ("1/3", "2/3", "-2/3"),
    )
    return tuple([str(radius * Fraction(entry)) for entry in row] for row in rows)


def ball_of(radius: int | None) -> Objects:
    """The points of R^d, d any, of norm at most `radius`; all of them if None."""

    def accepts(value: Any) -> bool:
        if not isinstance(value, list) or not value or not is_list_of_rationals(value):
            return False
        return radius is None or sum(x * x for x in numbers(value)) <= radius**2

    def draw() -> SearchStrategy[list[str]]:
        from hypothesis import strategies as st

        def scaled(entries: list[int], slack: int) -> list[str]:
            norm = math.isqrt(max(sum(x * x for x in entries) - 1, 0)) + 1
            return [str(Fraction((radius or 8) * x, norm + slack)) for x in entries]

        entries = st.lists(st.integers(-4, 4), min_size=1, max_size=3)
        return st.builds(scaled, entries, st.integers(0, 2))

    if radius is None:
        return Objects(SPACE_NAME, accepts, (*sphere_edges(1), *sphere_edges(3)), draw)
    small = "the unit ball" if radius == 1 else f"the ball of radius {radius}"
    return Objects(f"points of {small}", accepts, sphere_edges(radius), draw, within=(SPACE_NAME,))


SPACE_NAME = "points of R^d"
BALL = ball_of(1)
"""W, the unit ball, in every dimension."""
SPACE = ball_of(None)
