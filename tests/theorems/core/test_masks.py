"""Bernoulli masks, their layout, and the probabilities of the events."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from flint import arb

from theorems.core.masks import (
    all_masks,
    bernoulli_masks,
    event_probability,
    event_probability_ball,
    exactly_one_probability,
    mask_chunks,
    zero_columns,
)
from verify.arrays import to_numpy
from verify.exact.ball import ends


@pytest.mark.parametrize("chunk", [1, 7, 64, 100, 256, 257, 1000])
def test_bits_do_not_depend_on_chunks(chunk):
    """Blocks of any width join to the same masks."""
    whole = bernoulli_masks(3, 700, seed=5)
    parts = list(mask_chunks(3, 700, seed=5, chunk=chunk))
    assert [start for start, _ in parts] == list(range(0, 700, chunk))
    np.testing.assert_array_equal(np.concatenate([b for _, b in parts], axis=1), whole)


def test_layout_is_as_documented():
    """Bit c of row i is bit c mod 64 of word c div 64 of Philox seeded by (seed, stream, i)."""
    masks = bernoulli_masks(2, 600, seed=9, stream=4)
    for i in range(2):
        words = np.random.Philox(np.random.SeedSequence(9, spawn_key=(4, i))).random_raw(10)
        expected = [(int(words[c // 64]) >> (c % 64)) & 1 for c in range(600)]
        np.testing.assert_array_equal(masks[i], expected)


def test_bits_are_pinned():
    """The stream does not change with the version of NumPy."""
    row = bernoulli_masks(1, 16, seed=0)[0].astype(int).tolist()
    assert row == [1, 1, 1, 1, 0, 1, 1, 1, 0, 1, 0, 1, 0, 1, 0, 0]


def test_samples_seeds_and_streams_differ():
    """A longer sample starts with the shorter; seeds and streams give other bits."""
    masks = bernoulli_masks(4, 200, seed=1)
    np.testing.assert_array_equal(bernoulli_masks(2, 200, seed=1), masks[:2])
    assert (bernoulli_masks(4, 200, seed=2) != masks).any()
    assert (bernoulli_masks(4, 200, seed=1, stream=1) != masks).any()
    assert (masks[0] != masks[1]).any()


def test_bits_are_fair():
    """The number of ones of 2^16 bits is within 6 standard deviations, 3 * 2^8, of a half."""
    ones = int(bernoulli_masks(16, 4096, seed=3).sum())
    assert abs(ones - 2**15) <= 6 * 2**7


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        ({"n": 0, "columns": 1, "seed": 0}, "n"),
        ({"n": 1, "columns": -1, "seed": 0}, "columns"),
        ({"n": 1, "columns": 1, "seed": -3}, "seed"),
        ({"n": 1, "columns": 1, "seed": 0, "start": -1}, "start"),
        ({"n": True, "columns": 1, "seed": 0}, "n"),
    ],
)
def test_bad_arguments(arguments, name):
    """Each argument out of range is named."""
    with pytest.raises(ValueError, match=f"^{name} must be"):
        bernoulli_masks(**arguments)


def test_chunk_must_be_positive():
    """Blocks of no column are refused."""
    with pytest.raises(ValueError, match="chunk"):
        list(mask_chunks(1, 4, seed=0, chunk=0))


def test_zero_columns(array):
    """The indices of the columns that no sample has."""
    masks = [[True, False, False, True], [False, False, False, True]]
    for dtype in ("bool", "int64", "float64"):
        assert to_numpy(zero_columns(array(masks, dtype=dtype))).tolist() == [1, 2]
    assert zero_columns(array([[1.0]])).shape == (0,)


def test_all_masks_are_all():
    """Every sample appears once, the zero sample first."""
    samples = [tuple(m.reshape(-1)) for m in all_masks(2, 3)]
    assert len(samples) == len(set(samples)) == 64
    assert not any(samples[0])


def test_enumeration_is_bounded():
    """Too many samples are refused when asked for, not when iterated."""
    with pytest.raises(ValueError, match="got 25"):
        all_masks(5, 5)


@pytest.mark.parametrize(("n", "columns"), [(1, 2), (2, 4), (1, 3), (3, 4)])
def test_probabilities_by_enumeration(n, columns):
    """The closed forms are the shares of all samples."""
    counts = [len(zero_columns(m)) for m in all_masks(n, columns)]
    total = len(counts)
    some = Fraction(sum(c > 0 for c in counts), total)
    one = Fraction(sum(c == 1 for c in counts), total)
    assert some == event_probability(n, columns=columns)
    assert one == exactly_one_probability(n, columns=columns)


def test_probabilities_at_one_sample():
    """At n = 1 there are two columns: 3/4 and 1/2."""
    assert event_probability(1) == Fraction(3, 4)
    assert exactly_one_probability(1) == Fraction(1, 2)


@pytest.mark.parametrize("n", [1, 2, 5, 10])
def test_ball_contains_the_fraction(n):
    """The ball encloses the exact probability, and exceeds 1 - 1/e."""
    p = event_probability(n)
    ball = event_probability_ball(n)
    low, high = ends(ball)
    assert low <= p <= high
    assert ball > 1 - (-arb(1)).exp()


def test_ball_for_large_n():
    """The ball stays narrow where the fraction would be too long, which is refused."""
    assert event_probability_ball(40).rad() < arb("1e-12")
    with pytest.raises(ValueError, match="event_probability_ball"):
        event_probability(17)
