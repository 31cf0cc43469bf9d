"""The sample of Theorem 1 at sizes that no memory holds: n masks of 2^n fair bits, streamed.

Every bit is drawn and joined to the others of its column by an OR, in blocks of columns that stay
in cache. What remains of a sample is what Theorem 1 asks of it, the columns that are zero in every
mask, and the number of ones of each mask unless that is left out: counting costs a fifth more time.

Layout of the random bits, so that any block can be drawn again on any machine, and blocks of any
width and any number of workers see the same bits: row i is the raw 64-bit stream of PCG64DXSM
seeded by SeedSequence(seed, spawn_key=(stream, i)), and column c is bit c mod 64, counted from the
least significant, of its word c div 64. This is the layout of `theorems.core.masks` with the
generator that NumPy draws fastest among those that can jump ahead; the bits differ from those.

This module imports NumPy alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Bool

__all__ = [
    "Bracket",
    "StreamedMasks",
    "block_bits",
    "check_stream",
    "in_parallel",
    "row_generators",
    "saer_brackets",
    "segments",
    "stream",
]

Part = TypeVar("Part")

Bracket = tuple[Fraction, Fraction]
"""A lower and an upper end."""

_WORD = 64
_BLOCK = 1 << 21  # 32768 words: a row, the OR and the counts take 544 KiB, inside an L2 cache
_LARGEST_BLOCK = 1 << 24  # 2 MiB for a row; wider blocks are slower, not faster
_LARGEST = 40
_RATE = 1.5e9  # bytes per second and worker, for the estimate in an error message only
_SEGMENTS = 16  # for each worker, so that a slow one takes fewer


@dataclass(frozen=True)
class StreamedMasks:
    """What a pass over all bits of n masks of 2^n columns keeps.

    Attributes
    ----------
    n
        The number of masks.
    zero_columns
        The number of columns that are zero in all masks.
    first_zero
        The first of them, from 0, or None if there is none.
    ones
        The number of ones of each mask, or None if they were not counted.
    bits
        The number of bits drawn and joined, n 2^n.
    """

    n: int
    zero_columns: int
    first_zero: int | None
    ones: tuple[int, ...] | None
    bits: int


def _at_least(name: str, value: int, least: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        msg = f"{name} must be an integer of at least {least}, got {value!r}."
        raise ValueError(msg)


def check_stream(n: int, seed: int, number: int, block: int, workers: int = 1) -> None:
    """Raise ValueError if an argument of `stream` is out of its range."""
    _at_least("n", n, 1)
    for name, value in (("seed", seed), ("stream", number)):
        _at_least(name, value, 0)
    _at_least("workers", workers, 1)
    _at_least("block", block, _WORD)
    if block % _WORD or block > _LARGEST_BLOCK:
        msg = f"block must be a multiple of 64 columns of at most {_LARGEST_BLOCK}, got {block}."
        raise ValueError(msg)
    if n > _LARGEST:
        # n - 3 because eight bits are one byte; the digits of 2^n itself may be too many to print.
        cost = f"{n} * 2^{n - 3} bytes of random bits"
        if n <= 2 * _LARGEST:
            size = n * 2.0 ** (n - 3)
            hours = size / _RATE / workers / 3600
            cost = f"{size / 1e12:.0f} TB of random bits, about {hours:.0f} hours"
        msg = f"n must be at most {_LARGEST}, got {n}: it needs {cost}."
        raise ValueError(msg)


def row_generators(n: int, seed: int, number: int, word: int) -> list[np.random.PCG64DXSM]:
    """Return the generators of the n rows, each about to draw this word."""
    keys = (np.random.SeedSequence(seed, spawn_key=(number, i)) for i in range(n))
    return [np.random.PCG64DXSM(key).advance(word) for key in keys]


def segments(n: int, *, workers: int, block: int) -> tuple[list[int], int]:
    """Return where to cut the words of a row for several workers, and the words of a block."""
    words = max(1, (1 << n) // _WORD)
    step = min(block // _WORD, words)
    blocks = -(-words // step)
    count = 1 if workers == 1 else min(blocks, _SEGMENTS * workers)
    return [min(words, (blocks * k // count) * step) for k in range(count + 1)], step


def in_parallel(part: Callable[[int], Part], count: int, workers: int) -> list[Part]:
    """Return part(0), ..., part(count - 1), made by threads: NumPy works outside the lock."""
    if count == 1 or workers == 1:
        return [part(k) for k in range(count)]
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(min(workers, count)) as pool:
        return list(pool.map(part, range(count)))


def _segment(
    n: int, seed: int, number: int, start: int, stop: int, block: int, count_ones: bool
) -> tuple[int, int | None, list[int]]:
    """Stream the words start, ..., stop - 1 of every row, `block` words at a time.

    Returns the number of zero columns, the first of them or None, and the ones of each row,
    zeros if they are not counted.
    """
    generators = row_generators(n, seed, number, start)
    # Below n = 6 a row is less than a word: the bits past its end are cleared in the rows, and set
    # in the OR, so that they count neither as ones nor as zero columns.
    valid = (1 << min(_WORD, 1 << n)) - 1
    past = np.uint64(valid ^ ((1 << _WORD) - 1))
    seen = np.empty(block, dtype=np.uint64)
    counts = np.empty(block, dtype=np.uint8)
    zeros, first, ones = 0, None, [0] * n
    for begin in range(start, stop, block):
        width = min(block, stop - begin)
        union, count = seen[:width], counts[:width]
        union.fill(past)
        for i, generator in enumerate(generators):
            row = generator.random_raw(width)
            if past:
                row &= np.uint64(valid)
            np.bitwise_or(union, row, out=union)
            if not count_ones:
                continue
            np.bitwise_count(row, out=count)
            ones[i] += int(np.add.reduce(count, dtype=np.uint32))
        np.bitwise_count(union, out=count)
        missing = _WORD * width - int(np.add.reduce(count, dtype=np.uint32))
        if missing and first is None:
            word = int(np.argmax(count < _WORD))
            gaps = ~int(union[word])
            first = _WORD * (begin + word) + (gaps & -gaps).bit_length() - 1
        zeros += missing
    return zeros, first, ones


def stream(
    n: int,
    *,
    seed: int,
    stream: int = 0,
    workers: int = 1,
    block: int = _BLOCK,
    count_ones: bool = True,
) -> StreamedMasks:
    """Draw n masks, uniform on {0,1}^(2^n), and look at every one of their n 2^n bits.

    Parameters
    ----------
    n
        The number of masks, from 1 to 40.
    seed
        A non-negative integer.
    stream
        Streams of different numbers are independent, so that two uses of one seed do not meet.
    workers
        The number of threads. NumPy draws and counts outside the interpreter's lock.
    block
        The number of columns looked at together, a multiple of 64. It changes the time and the
        memory (17 bytes for 64 columns and a worker), not the result.
    count_ones
        Whether to count the ones of each mask as well.

    Returns
    -------
    StreamedMasks
        The same for every `block` and every number of `workers`.

    Raises
    ------
    ValueError
        If an argument is out of its range; for n > 40 with the size of the bits and the time.

    References
    ----------
    Paper `sco`, Theorem 1: the event is that some column is zero in the sample.
    """
    check_stream(n, seed, stream, block, workers)
    cuts, step = segments(n, workers=workers, block=block)
    parts = in_parallel(
        lambda k: _segment(n, seed, stream, cuts[k], cuts[k + 1], step, count_ones),
        len(cuts) - 1,
        workers,
    )
    ones = tuple(map(sum, zip(*(part[2] for part in parts), strict=True)))
    return StreamedMasks(
        n=n,
        zero_columns=sum(zeros for zeros, _, _ in parts),
        first_zero=next((first for _, first, _ in parts if first is not None), None),
        ones=ones if count_ones else None,
        bits=n << n,
    )


def block_bits(
    n: int, k: int, *, seed: int, stream: int = 0, block: int = _BLOCK
) -> Bool[np.ndarray, "n columns"]:
    """Draw block k of the masks that `stream` saw again, as Booleans.

    Parameters
    ----------
    n
        The number of masks, from 1 to 40.
    k
        The number of the block, from 0.
    seed, stream, block
        As for `stream`; the bits of a column do not depend on `block`.

    Returns
    -------
    numpy.ndarray
        Columns k block, ..., (k + 1) block - 1; the last block may be shorter.

    Raises
    ------
    ValueError
        If an argument is out of its range, or there is no block k.
    """
    check_stream(n, seed, stream, block)
    _at_least("k", k, 0)
    columns = 1 << n
    if k * block >= columns:
        msg = f"k must be less than the {-(-columns // block)} blocks of n = {n}, got {k}."
        raise ValueError(msg)
    width = min(block, columns - k * block)
    bits = np.empty((n, width), dtype=np.bool_)
    for i, generator in enumerate(row_generators(n, seed, stream, k * block // _WORD)):
        raw = generator.random_raw(-(-width // _WORD)).astype("<u8")
        bits[i] = np.unpackbits(raw.view(np.uint8), count=width, bitorder="little")
    return bits


def saer_brackets(
    masks: StreamedMasks, *, r: int | Fraction, rho: int | Fraction
) -> tuple[Bracket | None, Bracket]:
    """Bracket F_S^r at w1 = e_I and at w2 = ρ e_d, where I is the first zero column.

    With M_z = diag(z, 1) and f(w, z) = ½[‖M_z w‖ − ρ]_+², the lower end is the value of F_S at
    w + r e_d, and the upper end is ½[max_z ‖M_z w‖ + r − ρ]_+², because ‖M_z v‖ ≤ ‖v‖. Both ends
    need of the sample only ‖M_z w‖, which is z(I) = 0 at e_I and ρ at ρ e_d for every z.

    Returns
    -------
    tuple
        The ends at e_I, or None if the sample has no zero column, and the ends at ρ e_d.

    Raises
    ------
    ValueError
        If r < 0 or rho < 0.

    References
    ----------
    Paper `sco`, Theorem 1 (i) and (ii).
    """
    for name, value in (("r", r), ("rho", rho)):
        if value < 0:
            msg = f"{name} must be at least 0, got {value}."
            raise ValueError(msg)
    r, rho = Fraction(r), Fraction(rho)

    def half_square(norm: Fraction) -> Fraction:
        return max(norm - rho, Fraction(0)) ** 2 / 2

    # e_I is orthogonal to e_d, so the norm of M_z(e_I + r e_d) is r; ρ e_d is parallel to it.
    sharp = (half_square(rho + r), half_square(rho + r))
    if masks.first_zero is None:
        return None, sharp
    seen = Fraction(0)  # ‖M_z e_I‖ = z(I), for every z of the sample
    return (half_square(r), half_square(seen + r)), sharp
