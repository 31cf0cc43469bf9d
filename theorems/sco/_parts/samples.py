"""Samples of masks as JSON data: what domains of paper `sco` range over.

A mask of N columns is a text of N zeros and ones, a sample a list of masks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from theorems.core.masks import all_masks, bernoulli_masks
from theorems.sco._parts.ball_points import is_list_of_rationals, numbers
from verify import Objects

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = [
    "ANY_COLUMN",
    "MASKS",
    "SAMPLES",
    "SIGNED_MASKS",
    "ZERO_COLUMN",
    "bits",
    "drawn_samples",
    "every_sample",
    "with_columns",
    "zero_columns_of",
]


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
    if not isinstance(value, list) or not value or not is_list_of_rationals(value):
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
