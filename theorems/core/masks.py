"""Bernoulli(1/2) masks: samples of Z = {0,1}^N, the events of the proofs, their probabilities.

Layout of the random bits, so that any block of columns can be drawn again on any machine: row i is
the raw 64-bit stream of Philox seeded by SeedSequence(seed, spawn_key=(stream, i)), and column c is
bit c mod 64, counted from the least significant, of its word c div 64.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from flint import arb

from verify.arrays import Array, namespace

if TYPE_CHECKING:
    from jaxtyping import Bool, Int

__all__ = [
    "all_masks",
    "bernoulli_masks",
    "event_probability",
    "event_probability_ball",
    "exactly_one_probability",
    "mask_chunks",
    "zero_columns",
]

_WORD = 64
_WORDS_PER_DRAW = 4  # Philox makes four words from each value of its counter
_LARGEST_ENUMERATION = 24
_LARGEST_EXACT = 16


def _at_least(name: str, value: int, least: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        msg = f"{name} must be an integer of at least {least}, got {value!r}."
        raise ValueError(msg)


def bernoulli_masks(
    n: int, columns: int, *, seed: int, start: int = 0, stream: int = 0
) -> Bool[np.ndarray, "n columns"]:
    """Draw n independent masks, uniform on {0,1}^N, and return a block of their columns.

    Parameters
    ----------
    n
        The number of samples, at least 1.
    columns
        The number of columns in the block.
    seed
        A non-negative integer. The same seed gives the same bits whatever the blocks.
    start
        The first column of the block.
    stream
        Streams of different numbers are independent, so that two uses of one seed do not meet.

    Returns
    -------
    numpy.ndarray
        Columns start, ..., start + columns - 1, on the host.

    Raises
    ------
    ValueError
        If an argument is out of its range.
    """
    _at_least("n", n, 1)
    for name, value in (("columns", columns), ("seed", seed), ("start", start), ("stream", stream)):
        _at_least(name, value, 0)
    draws, offset = divmod(start, _WORD * _WORDS_PER_DRAW)
    words = -(-(offset + columns) // _WORD)
    masks = np.empty((n, columns), dtype=np.bool_)
    for i in range(n):
        generator = np.random.Philox(np.random.SeedSequence(seed, spawn_key=(stream, i)))
        raw = generator.advance(draws).random_raw(words).astype("<u8")
        bits = np.unpackbits(raw.view(np.uint8), bitorder="little")
        masks[i] = bits[offset : offset + columns]
    return masks


def mask_chunks(
    n: int, columns: int, *, seed: int, chunk: int, stream: int = 0
) -> Iterator[tuple[int, Bool[np.ndarray, "n chunk"]]]:
    """Yield (first column, block) for consecutive blocks of `chunk` columns; the last is shorter.

    Raises
    ------
    ValueError
        If chunk < 1, or an argument of `bernoulli_masks` is out of its range.
    """
    _at_least("chunk", chunk, 1)
    for start in range(0, columns, chunk):
        width = min(chunk, columns - start)
        yield start, bernoulli_masks(n, width, seed=seed, start=start, stream=stream)


def zero_columns(masks: Array, /, *, xp: Any = None) -> Int[Array, " k"]:
    """Return the indices, from 0 and ascending, of the columns that are zero in every sample."""
    xp = namespace(masks) if xp is None else xp
    zero = xp.logical_not(xp.any(xp.astype(masks, xp.bool), axis=0))
    return xp.nonzero(zero)[0]


def all_masks(n: int, columns: int) -> Iterator[Bool[np.ndarray, "n columns"]]:
    """Yield every sample of n masks once, 2^(n columns) of them, the zero sample first.

    Raises
    ------
    ValueError
        If n < 1, columns < 0, or there are more than 2^24 samples.
    """
    _at_least("n", n, 1)
    _at_least("columns", columns, 0)
    bits = n * columns
    if bits > _LARGEST_ENUMERATION:
        msg = f"n * columns must be at most {_LARGEST_ENUMERATION} to enumerate, got {bits}."
        raise ValueError(msg)
    shifts = np.arange(bits - 1, -1, -1)
    return (
        ((code >> shifts) & 1).astype(np.bool_).reshape(n, columns) for code in range(1 << bits)
    )


def _miss(n: int, columns: int | None) -> tuple[int, int, int]:
    _at_least("n", n, 1)
    count = 1 << n if columns is None else columns
    _at_least("columns", count, 1)
    if n * count > _LARGEST_EXACT << _LARGEST_EXACT:
        msg = (
            f"n = {n} with {count} columns gives a fraction of {n * count} bits; "
            "use event_probability_ball."
        )
        raise ValueError(msg)
    return (1 << n) - 1, 1 << n, count


def event_probability(n: int, *, columns: int | None = None) -> Fraction:
    """Return Pr(some column is zero in all n samples) = 1 - (1 - 2^-n)^N, exactly.

    Parameters
    ----------
    n
        The number of samples, at least 1.
    columns
        The number N of columns; 2^n if not given, as in the constructions.

    Raises
    ------
    ValueError
        If an argument is out of its range, or the fraction would be larger than for n = 16.

    References
    ----------
    Paper `sco`, proofs of Theorems 1 and 3.
    """
    miss, base, count = _miss(n, columns)
    return 1 - Fraction(miss, base) ** count


def exactly_one_probability(n: int, *, columns: int | None = None) -> Fraction:
    """Return Pr(exactly one column is zero in all n samples) = N 2^-n (1 - 2^-n)^(N-1).

    For N = 2^n columns, the default, this is (1 - 2^-n)^(2^n - 1).

    Raises
    ------
    ValueError
        As for `event_probability`.

    References
    ----------
    Paper `sco`, proof of Theorem 7.
    """
    miss, base, count = _miss(n, columns)
    return Fraction(count, base) * Fraction(miss, base) ** (count - 1)


def event_probability_ball(n: int, *, columns: int | None = None) -> arb:
    """Return a ball around `event_probability`, for every n.

    Raises
    ------
    ValueError
        If an argument is out of its range.
    """
    _at_least("n", n, 1)
    count = 1 << n if columns is None else columns
    _at_least("columns", count, 1)
    return -(count * (-(arb(2) ** -n)).log1p()).expm1()
