"""The Gram matrix of n masks of 2^n streamed bits: all that SAM's first step of Theorem 7 asks.

Entry (a, b) is the number of columns that are 1 in both masks: an AND and a popcount for every pair
and 64 columns. Beside it stands how many columns have k ones, by adders on bit planes: the two are
computed apart, and Σ_k k h_k = tr G and Σ_k k² h_k = Σ_ab G_ab hold for every sample.

The bits are those of `theorems.core.streaming`. This module imports NumPy alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from theorems.core.streaming import check_stream, in_parallel, row_generators, segments

if TYPE_CHECKING:
    from jaxtyping import Int, UInt32, UInt64

__all__ = ["StreamedGram", "column_planes", "stream_gram"]

_WORD = 64
_BLOCK = 1 << 17  # 2048 words: 29 rows and their ANDs take 1 MiB, within an L2 cache


@dataclass(frozen=True)
class StreamedGram:
    """What a pass over all bits of n masks of 2^n columns keeps for Theorem 7.

    Attributes
    ----------
    n
        The number of masks.
    gram
        G_ab = Σ_i z_a(i) z_b(i), as rows of integers.
    histogram
        h_k, the number of columns with k ones, for k = 0, ..., n.
    first_zero
        The first column that is zero in all masks, from 0, or None.
    bits
        The number of bits drawn, n 2^n.
    """

    n: int
    gram: tuple[tuple[int, ...], ...]
    histogram: tuple[int, ...]
    first_zero: int | None
    bits: int

    @property
    def zero_columns(self) -> int:
        """The number of columns that are zero in all masks."""
        return self.histogram[0]


def column_planes(rows: UInt64[np.ndarray, "k words"]) -> list[UInt64[np.ndarray, " words"]]:
    """Return the binary digits of the number of ones of each column, the lowest first.

    Full adders join three rows of one weight to one of this and one of the next.
    """
    planes: list[np.ndarray] = []
    waiting = [rows]
    while waiting:
        same, *waiting = waiting
        carries = []
        while len(same) > 1:
            k = max(len(same) // 3, 1)
            a, b = same[:k], same[k : 2 * k]
            if len(same) == 2:
                carries.append(a & b)
                same = a ^ b
                continue
            c = same[2 * k : 3 * k]
            x = a ^ b
            carries.append((a & b) | (x & c))
            x ^= c
            same = np.concatenate((x, same[3 * k :]))
        planes.append(same[0])
        if carries:
            carried = np.concatenate((*waiting[:1], *carries))
            waiting = [carried]
    return planes


def _ones_of(words: UInt64[np.ndarray, "k words"]) -> UInt32[np.ndarray, " k"]:
    ones: np.ndarray = np.add.reduce(np.bitwise_count(words), axis=1, dtype=np.uint32)
    return ones


def _segment(
    n: int, seed: int, number: int, start: int, stop: int, block: int
) -> tuple[Int[np.ndarray, "n n"], Int[np.ndarray, " k"], int | None]:
    """Stream the words start, ..., stop - 1 of every row: G above its diagonal, h and a zero."""
    generators = row_generators(n, seed, number, start)
    valid = np.uint64((1 << min(_WORD, 1 << n)) - 1)
    gram = np.zeros((n, n), dtype=np.int64)
    histogram = np.zeros(1 << n.bit_length(), dtype=np.int64)
    rows = np.empty((n, block), dtype=np.uint64)
    # one buffer, first for the ANDs of a row, then for the histogram: both must stay in cache
    joint = np.empty((len(histogram), block), dtype=np.uint64)
    count = np.empty((n, block), dtype=np.uint8)
    first = None
    for begin in range(start, stop, block):
        width = min(block, stop - begin)
        if width < block:  # the last block of a row
            rows, joint, count = rows[:, :width], joint[:, :width], count[:, :width]
        for row, generator in zip(rows, generators, strict=True):
            np.bitwise_and(generator.random_raw(width), valid, out=row)
        for a in range(n):
            pair, ones = joint[: n - a], count[: n - a]
            np.bitwise_and(rows[a], rows[a:], out=pair)
            np.bitwise_count(pair, out=ones)
            gram[a, a:] += np.add.reduce(ones, axis=1, dtype=np.uint32)
        leaves = joint
        leaves[0] = valid
        known = 1  # leaf k holds the columns whose count has the binary digits of k so far
        for plane in column_planes(rows):
            np.bitwise_and(leaves[:known], plane, out=leaves[known : 2 * known])
            np.bitwise_xor(leaves[:known], leaves[known : 2 * known], out=leaves[:known])
            known *= 2
        found = _ones_of(leaves[:known])
        histogram[:known] += found
        if first is None and found[0]:
            word = int(np.argmax(leaves[0] != 0))
            zeros = int(leaves[0, word])
            first = _WORD * (begin + word) + (zeros & -zeros).bit_length() - 1
    return gram, histogram, first


def stream_gram(
    n: int, *, seed: int, stream: int = 0, workers: int = 1, block: int = _BLOCK
) -> StreamedGram:
    """Draw n masks, uniform on {0,1}^(2^n), and count the common ones of each two of them.

    Parameters
    ----------
    n
        The number of masks, from 1 to 40.
    seed, stream, workers
        As for `theorems.core.streaming.stream`.
    block
        The number of columns looked at together, a multiple of 64; it does not change the result.

    Returns
    -------
    StreamedGram
        The same for every `block` and every number of `workers`.

    Raises
    ------
    ValueError
        If an argument is out of its range; for n > 40 with the size of the bits.

    References
    ----------
    Paper `sco`, Theorem 7: the event is that exactly one column is zero in the sample.
    """
    check_stream(n, seed, stream, block, workers)
    cuts, step = segments(n, workers=workers, block=block)
    parts = in_parallel(
        lambda k: _segment(n, seed, stream, cuts[k], cuts[k + 1], step), len(cuts) - 1, workers
    )
    upper = np.add.reduce([gram for gram, _, _ in parts])
    gram = np.triu(upper) + np.triu(upper, 1).T
    histogram = np.add.reduce([found for _, found, _ in parts])
    return StreamedGram(
        n=n,
        gram=tuple(map(tuple, gram.tolist())),
        histogram=tuple(histogram[: n + 1].tolist()),
        first_zero=next((first for _, _, first in parts if first is not None), None),
        bits=n << n,
    )
