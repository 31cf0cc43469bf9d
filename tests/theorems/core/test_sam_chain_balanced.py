"""Tests of theorems.core.sam_chain_balanced."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import numpy as np
import pytest

from theorems.core.sam_chain import run_chain
from theorems.core.sam_chain_balanced import (
    balanced_chain,
    balanced_columns,
    balanced_deltas,
    balanced_sam,
)
from theorems.core.sam_chain_columns import Columns
from theorems.core.sam_chain_dense import float_chain
from theorems.core.sam_chain_loss import chain_constants

F = Fraction
T, ETA, R = 8, F(1, 24), F(3)


def patterns(n: int) -> np.ndarray:
    """The balanced sample itself."""
    return np.array([[i >> b & 1 for i in range(1 << n)] for b in range(n)], dtype=float)


@pytest.mark.parametrize("n", [1, 2, 3, 5])
def test_columns_are_those_of_the_sample(n: int) -> None:
    """Counts and row sums, written down for n masks, are those of the 2^n patterns."""
    counted = Columns.from_masks(patterns(n).astype(int).tolist())
    assert balanced_columns(n).counts == counted.counts
    assert balanced_columns(n).rows == counted.rows
    assert dict(counted.counts) == {k: comb(n, k) for k in range(n + 1)}


@pytest.mark.parametrize("eta", [F(1, 1000), F(1, 24), F(1), F(50)])
@pytest.mark.parametrize("n", [1, 2, 3, 9, 40])
def test_deltas_are_the_explicit_rule(n: int, eta: Fraction) -> None:
    """The closed form is what the run in balls chooses by its rule."""
    r = F(1, 3) / eta
    for steps in (1, 2, 3, 6):
        run = run_chain(balanced_columns(n), steps, eta, r, gamma="corrected", rule="explicit")
        assert balanced_deltas(n, steps=steps, eta=eta, r=r) == run.deltas


@pytest.mark.parametrize("n", [1, 2, 4])
def test_classes_move_as_all_coordinates_do(n: int) -> None:
    """A run over n + 1 classes is the run over all 2^n T + 1 coordinates, to the last bits."""
    masks = patterns(n)
    deltas = balanced_deltas(n, steps=T, eta=ETA, r=R)
    columns = Columns.from_masks(masks.astype(int).tolist())
    constants = chain_constants(columns, T, ETA, R, gamma="corrected")
    dense = float_chain(masks, np.array([0.0, *map(float, deltas)]), constants)
    chain = balanced_chain(n, eta=ETA, r=R, deltas=deltas)
    path = balanced_sam(chain, eta=ETA, r=R)
    ones = masks.sum(axis=0).astype(int)
    spread = np.stack([np.append(chain.rows(w)[ones].ravel(), w[-1]) for w in path])
    assert np.abs(spread - dense).max() <= 1e-14 * np.abs(dense).max()
    rows = dense[-1][:-1].reshape(1 << n, T)
    assert chain.unseen(path[-1]) == pytest.approx(np.sum(rows[:, 1:] ** 2) / 4, rel=1e-12)


def test_norms_differ_where_squares_underflow() -> None:
    """At n = 12 the squares of the first gradient underflow in float32; scaled, SAM still moves."""
    deltas = balanced_deltas(12, steps=T, eta=ETA, r=R)
    chain = balanced_chain(12, eta=ETA, r=R, deltas=deltas, dtype=np.float32)
    ends = {
        norm: float(chain.unseen(balanced_sam(chain, eta=ETA, r=R, norm=norm)[-1]))
        for norm in ("plain", "scaled")
    }
    assert ends["plain"] == 0
    assert ends["scaled"] > 0.01


def test_large_n_needs_no_memory() -> None:
    """At n = 100, 2^100 columns, the run in floats has the coordinates of the run in balls."""
    deltas = balanced_deltas(100, steps=T, eta=ETA, r=R)
    run = run_chain(balanced_columns(100), T, ETA, R, gamma="corrected", deltas=deltas)
    chain = balanced_chain(100, eta=ETA, r=R, deltas=deltas)
    row = chain.rows(balanced_sam(chain, eta=ETA, r=R)[-1])[0]
    for j in range(2, T + 1):
        assert row[j - 1] == pytest.approx(float(run.coordinate(j, T)), rel=1e-9)


def test_bad_input() -> None:
    """One sentence that names the argument."""
    with pytest.raises(ValueError, match="n must be at least 1, got 0"):
        balanced_columns(0)
    with pytest.raises(ValueError, match="n must be at least 1, got 0"):
        balanced_deltas(0, steps=2, eta=ETA, r=R)
    chain = balanced_chain(1, eta=ETA, r=R, deltas=[F(1)])
    with pytest.raises(ValueError, match="'damped' with epsilon > 0"):
        balanced_sam(chain, eta=ETA, r=R, norm="damped")
