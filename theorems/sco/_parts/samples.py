"""Samples of masks and points of a ball as JSON data: what domains of paper `sco` range over.

A mask of N columns is a text of N zeros and ones, a sample a list of masks. A point is the list of
its coordinates *from the last one backwards*, rationals as text, zeros left out at the end: one
list is a point of every dimension that is large enough, with w(d) in front.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.core.masks import all_masks, bernoulli_masks
from verify import Objects

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = [
    "ANY_COLUMN",
    "BALL",
    "MASKS",
    "SAMPLES",
    "SIGNED_MASKS",
    "SPACE",
    "ZERO_COLUMN",
    "axis_point",
    "ball_of",
    "bits",
    "drawn_samples",
    "every_sample",
    "numbers",
    "padded",
    "point_in",
    "sphere_edges",
    "with_columns",
    "zero_columns_of",
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


def bits(sample: Sequence[str]) -> list[list[int]]:
    """The masks of a sample as rows of integers."""
    return [[int(c) for c in mask] for mask in sample]


def zero_columns_of(sample: Sequence[str]) -> list[int]:
    """The columns, counted from 1, that are zero in every mask."""
    return [i for i, column in enumerate(zip(*sample, strict=True), 1) if set(column) == {"0"}]


def with_columns(sample: Sequence[str]) -> list[dict[str, Any]]:
    """The sample with each zero column as I, and with the first column that is not zero."""
    zero = zero_columns_of(sample)
    rest = [i for i in range(1, len(sample[0]) + 1) if i not in zero]
    return [{"z": list(sample), "I": i} for i in (*zero, *rest[:1])]


def every_sample(n: int) -> Iterator[list[str]]:
    """All 2^(n 2^n) samples of n masks of 2^n columns."""
    for masks in all_masks(n, 1 << n):
        yield _texts(masks)


def drawn_samples(n: int, draws: int, *, seed: int) -> list[list[str]]:
    """Draw samples of n masks of 2^n fair bits, independent streams of one seed.

    References
    ----------
    Paper `sco`, Theorem 1: D is uniform on {0,1}^(2^n).
    """
    return [_texts(bernoulli_masks(n, 1 << n, seed=seed, stream=k)) for k in range(draws)]


def _texts(masks: Any) -> list[str]:
    return ["".join("1" if bit else "0" for bit in row) for row in masks.tolist()]


# ------------------------------------------------------------------------- sets to range over


def _is_mask(value: object) -> bool:
    return isinstance(value, str) and bool(value) and set(value) <= {"0", "1"}


def _is_sample(value: object) -> bool:
    if not isinstance(value, list) or not value:
        return False
    return all(_is_mask(mask) and len(mask) == 1 << len(value) for mask in value)


def _has_column(value: object) -> bool:
    if not isinstance(value, dict) or value.keys() != {"z", "I"} or not _is_sample(value["z"]):
        return False
    column = value["I"]
    return type(column) is int and 1 <= column <= 1 << len(value["z"])


def _has_zero_column(value: Any) -> bool:
    return _has_column(value) and all(mask[value["I"] - 1] == "0" for mask in value["z"])


def _draw_sample(sizes: int = 3) -> SearchStrategy[list[str]]:
    from hypothesis import strategies as st

    def of_size(n: int) -> SearchStrategy[list[str]]:
        width = 1 << n
        mask = st.integers(0, (1 << width) - 1).map(lambda code: f"{code:0{width}b}")
        return st.lists(mask, min_size=n, max_size=n)

    return st.integers(1, sizes).flatmap(of_size)


def _draw_column(*, cleared: bool) -> SearchStrategy[dict[str, Any]]:
    from hypothesis import strategies as st

    def choose(sample: list[str]) -> SearchStrategy[dict[str, Any]]:
        return st.integers(1, 1 << len(sample)).map(lambda i: made(sample, i))

    def made(sample: list[str], i: int) -> dict[str, Any]:
        rows = [mask[: i - 1] + "0" + mask[i:] for mask in sample] if cleared else sample
        return {"z": rows, "I": i}

    return _draw_sample().flatmap(choose)


_SAMPLES: tuple[list[str], ...] = (
    ["00"],
    ["01"],
    ["10"],
    ["11"],
    ["1100", "0110"],
    ["1110", "1110"],
    ["0110", "1001"],
    ["0000", "0000"],
    ["01010101", "01100110", "01010101"],
)

SAMPLES = Objects("samples of n masks", _is_sample, _SAMPLES, _draw_sample)
"""Every sample, with repeated masks and without the event too."""

ANY_COLUMN = Objects(
    "samples of n masks with a column I",
    _has_column,
    tuple(s for sample in _SAMPLES for s in with_columns(sample)),
    lambda: _draw_column(cleared=False),
)

ZERO_COLUMN = Objects(
    "samples of n masks whose column I is zero",
    _has_zero_column,
    tuple(s for s in ANY_COLUMN.samples if _has_zero_column(s)),
    lambda: _draw_column(cleared=True),
    (ANY_COLUMN.name,),
)
"""The event of Theorem 1 with one of its columns, any of them."""


def _is_signed(value: object, bound: int) -> bool:
    if not isinstance(value, list) or not value or not _is_list_of_rationals(value):
        return False
    z = numbers(value)
    return z[0] == 1 and all(abs(entry) <= bound for entry in z)


def _draw_mask() -> SearchStrategy[list[str]]:
    from hypothesis import strategies as st

    return st.lists(st.sampled_from("01"), max_size=2).map(lambda rest: ["1", *rest])


MASKS = Objects(
    "z in {0,1}^(d-1) × {1}",
    lambda value: _is_signed(value, 1) and set(value) <= {"0", "1"},
    (["1"], ["1", "0"], ["1", "1", "0"], ["1", "0", "1"], ["1", "0", "0"]),
    _draw_mask,
)
"""One mask and the 1 that every sample sees, of any dimension, as points are written."""


def _signed(bound: int) -> Objects:
    def draw() -> SearchStrategy[list[str]]:
        from hypothesis import strategies as st

        entry = st.fractions(-bound, bound, max_denominator=4).map(str)
        return st.lists(entry, max_size=2).map(lambda rest: ["1", *rest])

    edges = (
        ["1"],
        ["1", "0"],
        ["1", "-1"],
        ["1", "1", "-1"],
        ["1", "1/2", "-3/4"],
        ["1", "0", "0"],
    )
    wide = (["1", str(bound)],) if bound > 1 else ()
    name = f"z in [-{bound},{bound}]^(d-1) × {{1}}"
    return Objects(name, lambda value: _is_signed(value, bound), (*edges, *wide), draw)


SIGNED_MASKS = {bound: _signed(bound) for bound in (1, 2)}
"""By b: the z in [-b, b]^(d-1) × {1} of any dimension, as points are written."""


def _is_list_of_rationals(value: list[Any]) -> bool:
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
        if not isinstance(value, list) or not value or not _is_list_of_rationals(value):
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
