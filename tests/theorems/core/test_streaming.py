"""The streamed kernel of Theorem 1 against dense masks made of the same bits."""

from __future__ import annotations

import subprocess
import sys
from ast import literal_eval
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from theorems.core.streaming import StreamedMasks, block_bits, saer_brackets, stream


def dense(n, *, seed, stream=0):
    """Return the masks by the documented layout, one Python bit at a time."""
    masks = np.empty((n, 1 << n), dtype=bool)
    for i in range(n):
        key = np.random.SeedSequence(seed, spawn_key=(stream, i))
        words = [int(w) for w in np.random.PCG64DXSM(key).random_raw(-(-(1 << n) // 64))]
        masks[i] = [(words[c // 64] >> (c % 64)) & 1 for c in range(1 << n)]
    return masks


def looked_at(masks):
    """Return what a pass over dense masks keeps."""
    zero = np.flatnonzero(~masks.any(axis=0)).tolist()
    ones = tuple(masks.sum(axis=1).tolist())
    return StreamedMasks(len(masks), len(zero), zero[0] if zero else None, ones, masks.size)


def risk(masks, w, rho):
    """Return F_S(w) of Theorem 1 in floating point."""
    norms = np.sqrt((masks * w[:-1] ** 2).sum(axis=1) + w[-1] ** 2)
    return float(np.mean(np.maximum(norms - rho, 0) ** 2) / 2)


@pytest.mark.parametrize("n", range(1, 11))
def test_equals_the_dense_masks(n):
    """Every block and every number of workers sees what dense masks of the same bits show."""
    for seed in range(4):
        expected = looked_at(dense(n, seed=seed, stream=seed % 2))
        for block in (64, 192, 256, 1 << 20):
            for workers in (1, 2, 3):
                found = stream(n, seed=seed, stream=seed % 2, workers=workers, block=block)
                assert found == expected
        bare = stream(n, seed=seed, stream=seed % 2, workers=2, block=64, count_ones=False)
        assert bare == replace(expected, ones=None)


def test_samples_with_none_one_and_more_zero_columns_are_met():
    """The equality above is shown where the event fails, holds once and holds more than once."""
    counts = {stream(n, seed=s).zero_columns for n in range(1, 11) for s in range(4)}
    assert {0, 1, 2} <= counts


@pytest.mark.parametrize(("n", "block"), [(16, 1 << 10), (16, 4160), (17, 1 << 16)])
def test_equals_the_blocks(n, block):
    """The blocks, drawn again one by one, join to the masks that were streamed."""
    count = -(-(1 << n) // block)
    whole = np.concatenate([block_bits(n, k, seed=7, block=block) for k in range(count)], axis=1)
    assert whole.shape == (n, 1 << n)
    assert stream(n, seed=7, workers=2, block=block) == looked_at(whole)
    np.testing.assert_array_equal(block_bits(n, 0, seed=7), whole)


@pytest.mark.parametrize("n", [1, 3, 6, 9])
def test_layout_is_as_documented(n):
    """Bit c of row i is bit c mod 64 of word c div 64 of PCG64DXSM."""
    np.testing.assert_array_equal(block_bits(n, 0, seed=5, stream=2), dense(n, seed=5, stream=2))


def test_bits_are_pinned():
    """The stream does not change with the version of NumPy."""
    row = block_bits(4, 0, seed=0)[0].astype(int).tolist()
    assert row == [1, 0, 1, 1, 1, 0, 0, 0, 0, 0, 1, 0, 1, 1, 0, 1]


def test_seeds_and_streams_differ():
    """Other seeds, streams and rows give other bits; a longer sample has the shorter's rows."""
    bits = block_bits(8, 0, seed=1)
    assert (block_bits(8, 0, seed=2) != bits).any()
    assert (block_bits(8, 0, seed=1, stream=1) != bits).any()
    assert (bits[0] != bits[1]).any()
    np.testing.assert_array_equal(block_bits(9, 0, seed=1)[:8, :256], bits)


def test_bits_are_fair():
    """The ones of each row of 2^18 bits are within 6 standard deviations, 6 * 2^8, of a half."""
    found = stream(18, seed=3)
    assert found.bits == 18 * 2**18
    assert all(abs(ones - 2**17) <= 6 * 2**8 for ones in found.ones)


@pytest.mark.parametrize(("r", "rho"), [(0, 0), (Fraction(1, 5), Fraction(1, 2)), (1, 0.25)])
def test_brackets_hold_the_values(r, rho):
    """Both ends are the value: the best of many perturbations does not leave the bracket."""
    r, rho = Fraction(r), Fraction(rho)
    n, seed = next((n, s) for n in (4, 5) for s in range(9) if stream(n, seed=s).zero_columns)
    masks, kept = block_bits(n, 0, seed=seed), stream(n, seed=seed)
    flat, sharp = saer_brackets(kept, r=r, rho=rho)
    axes = np.eye((1 << n) + 1)
    draws = np.random.default_rng(0).normal(size=(200, (1 << n) + 1))
    directions = [*axes, *-axes, *(v / np.linalg.norm(v) for v in draws)]
    for w, (low, high) in ((axes[kept.first_zero], flat), (float(rho) * axes[-1], sharp)):
        assert low == high
        found = max(risk(masks, w + float(r) * v, float(rho)) for v in directions)
        assert found == pytest.approx(float(low))


def test_brackets_are_exact():
    """F_S^r is ½[r - ρ]_+² at e_I and ½r² at ρ e_d; without a zero column there is no e_I."""
    found = StreamedMasks(2, 1, 3, (1, 2), 8)
    r, rho = Fraction(2, 3), Fraction(1, 3)
    assert saer_brackets(found, r=r, rho=rho) == ((Fraction(1, 18),) * 2, (Fraction(2, 9),) * 2)
    none = StreamedMasks(2, 0, None, (3, 4), 8)
    assert saer_brackets(none, r=r, rho=rho) == (None, (Fraction(2, 9),) * 2)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"n": 0}, "^n must be an integer of at least 1, got 0"),
        ({"n": True}, "^n must be"),
        ({"n": 2.0}, "^n must be"),
        ({"n": 41}, "^n must be at most 40, got 41: it needs 11 TB of random bits, about 2 hours"),
        ({"n": 10**6}, r"^n must be at most 40, got 1000000: it needs 1000000 \* 2\^999997 bytes"),
        ({"seed": -1}, "^seed must be"),
        ({"stream": -1}, "^stream must be"),
        ({"workers": 0}, "^workers must be"),
        ({"block": 32}, "^block must be"),
        ({"block": 100}, "^block must be a multiple of 64"),
        ({"block": 1 << 25}, "^block must be a multiple of 64"),
    ],
)
def test_bad_arguments(change, says):
    """Each argument out of range is named, and a size too large is told with its cost."""
    with pytest.raises(ValueError, match=says):
        stream(**{"n": 3, "seed": 0} | change)


def test_bad_blocks_and_radii():
    """A block past the end and a negative radius are refused."""
    with pytest.raises(ValueError, match=r"^k must be less than the 4 blocks of n = 8, got 4"):
        block_bits(8, 4, seed=0, block=64)
    with pytest.raises(ValueError, match=r"^k must be"):
        block_bits(8, -1, seed=0)
    with pytest.raises(ValueError, match=r"^rho must be at least 0, got -1"):
        saer_brackets(stream(2, seed=0), r=0, rho=-1)


@pytest.mark.parametrize("name", ["streaming", "streaming_gram", "streaming_thm3"])
def test_imports_numpy_alone(name):
    """A process that imports the kernel has none of the harness, and no library but NumPy."""
    found = []
    for module in ("numpy", f"theorems.core.{name}"):
        code = (
            f"import sys; import {module}; "
            "print({m.split('.')[0] for m in sys.modules} - set(sys.stdlib_module_names))"
        )
        words = [sys.executable, "-c", code]
        done = subprocess.run(words, capture_output=True, text=True, check=True)
        found.append(literal_eval(done.stdout))
    assert found[1] - found[0] == {"theorems"}
