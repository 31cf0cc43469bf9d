"""Rademacher complexities: known values, and nets that never exceed the supremum."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest

from theorems.core.rademacher import (
    linear_squares,
    mean_root_at_most,
    relu_squares,
    rows_of,
    total_square,
)
from verify.tri import Tri


def test_orthogonal_points_have_one_square():
    """‖Σ σ_i e_i‖² = n for all signs, so that Lemma A.25 is an equality."""
    rows = rows_of([[1, 0, 0], [0, 1, 0], [0, 0, 1]])
    assert set(linear_squares(rows)) == {3} and total_square(rows) == 3


def test_two_orthogonal_points_in_the_plane():
    """sup |relu(u_1) + relu(u_2)| = √2 and sup |relu(u_1) − relu(u_2)| = 1 over ‖u‖ ≤ 1."""
    assert relu_squares(rows_of([[1, 0], [0, 1]])) == ([Fraction(2), Fraction(1)], True)


@pytest.mark.parametrize("long", [(3, 0), (0, 3)])
def test_a_supremum_on_an_edge_of_either_side(long):
    """sup |relu(u·p) − relu(u·q)| = 3/√2 for q = (2, 2), at ±(1, −1)/√2, where u·q = 0."""
    assert relu_squares(rows_of([long, (2, 2)]))[0][1] == Fraction(9, 2)


def test_zero_points_add_nothing():
    """relu(u·0) = 0, and a sample of zeros alone has complexity 0."""
    assert relu_squares(rows_of([[0, 0]])) == ([Fraction(0)], True)
    assert relu_squares(rows_of([[1], [0]]))[0] == [1]


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("dimension", [1, 2, 3])
def test_no_direction_exceeds_the_supremum(seed, dimension):
    """Random directions stay below it, and in the plane a fine grid comes close."""
    rng = np.random.default_rng(seed)
    X = rng.integers(-2, 3, size=(4, dimension))
    rows = rows_of(X.tolist())
    kept = np.array([x for x in X if x.any()])
    if not len(kept):
        return
    squares, exact = relu_squares(rows)
    u = rng.normal(size=(4000, dimension))
    u /= np.linalg.norm(u, axis=1, keepdims=True)
    hidden = np.maximum(u @ kept.T, 0)
    signs = [(1, *rest) for rest in itertools.product((1, -1), repeat=len(kept) - 1)]
    for square, sign in zip(squares, signs, strict=True):
        seen = float(np.abs(hidden @ np.array(sign)).max())
        top = math.sqrt(square)
        assert seen <= top + 1e-9
        if exact:
            assert seen >= 0.99 * top


def test_equality_is_decided_and_balls_decide_the_rest():
    """Equal squares and perfect squares are compared exactly, mixed ones in balls."""
    assert mean_root_at_most([Fraction(2)] * 2, 2, Fraction(1, 2)).answer is Tri.YES
    assert mean_root_at_most([Fraction(4), Fraction(0)], 2, Fraction(1, 4)).answer is Tri.YES
    assert mean_root_at_most([Fraction(2), Fraction(1)], 1, Fraction(3, 2)).answer is Tri.YES
    assert mean_root_at_most([Fraction(2), Fraction(1)], 1, Fraction(7, 5)).answer is Tri.NO


@pytest.mark.parametrize("points", [[], [[]], [[1], [1, 2]]])
def test_bad_points(points):
    """Points without rows, without entries, or of two dimensions are refused."""
    with pytest.raises(ValueError, match="points must hold rows"):
        rows_of(points)
