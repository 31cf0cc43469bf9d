"""The Gram matrix of streamed masks against dense masks made of the same bits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theorems.core.streaming import block_bits, stream
from theorems.core.streaming_gram import StreamedGram, column_planes, stream_gram


def looked_at(masks):
    """Return what a pass over dense masks keeps."""
    bits = masks.astype(np.int64)
    ones = bits.sum(axis=0)
    zero = np.flatnonzero(ones == 0).tolist()
    return StreamedGram(
        len(bits),
        tuple(map(tuple, (bits @ bits.T).tolist())),
        tuple(np.bincount(ones, minlength=len(bits) + 1).tolist()),
        zero[0] if zero else None,
        bits.size,
    )


@pytest.mark.parametrize("n", range(1, 12))
def test_equals_the_dense_masks(n):
    """Every block and every number of workers counts what dense masks of the same bits hold."""
    for seed in range(3):
        expected = looked_at(block_bits(n, 0, seed=seed, stream=seed % 2))
        for block in (64, 192, 1 << 17):
            for workers in (1, 2):
                found = stream_gram(n, seed=seed, stream=seed % 2, workers=workers, block=block)
                assert found == expected


def test_sees_what_the_other_pass_sees():
    """The diagonal and the zero columns are those of the pass that joins the rows."""
    for seed in range(3):
        other, found = stream(16, seed=seed, workers=2), stream_gram(16, seed=seed, workers=2)
        assert tuple(found.gram[a][a] for a in range(16)) == other.ones
        assert found.zero_columns == other.zero_columns
        assert found.first_zero == other.first_zero


def test_the_two_counts_agree():
    """Σ k h_k = tr G and Σ k² h_k = Σ G_ab, although the two are computed apart."""
    found = stream_gram(18, seed=1)
    assert sum(found.histogram) == 2**18
    trace = sum(found.gram[a][a] for a in range(18))
    assert sum(k * m for k, m in enumerate(found.histogram)) == trace
    whole = sum(map(sum, found.gram))
    assert sum(k * k * m for k, m in enumerate(found.histogram)) == whole


@given(st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=40))
@settings(derandomize=True, deadline=None)
def test_planes_are_the_digits_of_the_counts(words):
    """Adding the planes with their weights gives the number of ones of every column."""
    planes = column_planes(np.array(words, dtype=np.uint64)[:, None])
    for c in range(64):
        count = sum(((int(p[0]) >> c) & 1) << k for k, p in enumerate(planes))
        assert count == sum((w >> c) & 1 for w in words)
    assert len(planes) == len(words).bit_length()


def test_bad_arguments():
    """Sizes are refused as by the other pass."""
    with pytest.raises(ValueError, match=r"^n must be at most 40, got 41: it needs"):
        stream_gram(41, seed=0)
    with pytest.raises(ValueError, match=r"^block must be a multiple of 64"):
        stream_gram(3, seed=0, block=65)
