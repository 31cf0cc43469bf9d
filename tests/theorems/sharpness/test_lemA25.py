"""Lemma A.25: exact complexities of linear functions, on both sides of the bound."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest

from theorems.core.rademacher import linear_squares, rows_of
from theorems.sharpness._parts.rademacher_checks import linear
from verify.tri import Tri

ORTHOGONAL = [["3", "4"], ["-4", "3"]]


@pytest.mark.parametrize(("factor", "answer"), [("1", Tri.YES), ("999999/1000000", Tri.NO)])
def test_orthogonal_points_attain_the_bound(factor, answer):
    """R_S = C/√n at orthogonal points of length C = 5, and no smaller factor serves."""
    point = {"points": ORTHOGONAL, "C": Fraction(5)}
    assert linear({"factor": factor, "rate": "1/2"}, point).answer is answer


def test_repeated_points_have_less():
    """Two equal points have R_S = C/2 < C/√2."""
    point = {"points": [["1"], ["1"]], "C": Fraction(1)}
    assert linear({"factor": "1", "rate": "1/2"}, point).margin == Fraction(1, 4)


def test_points_at_zero_have_none():
    """R_S = 0 if all points are 0, and the bound with C = 0 is 0 too."""
    assert linear({"factor": "1", "rate": "1/2"}, {"points": [["0"]], "C": Fraction(0)}).margin == 0


def test_against_random_signs():
    """The mean over all signs agrees with a mean over drawn ones."""
    rng = np.random.default_rng(5)
    X = rng.integers(-3, 4, size=(7, 3))
    exact = np.mean([math.sqrt(q) for q in linear_squares(rows_of(X.tolist()))])
    signs = rng.choice([-1, 1], size=(40000, 7))
    assert abs(np.linalg.norm(signs @ X, axis=1).mean() - exact) < 0.05 * exact


def test_orthogonal_points_of_different_lengths_attain_the_sharpened_bound():
    """(3, 4) and (−8, 6): R_S = √125/2 = √(Σ ‖x_i‖²)/n."""
    point = {"points": [["3", "4"], ["-8", "6"]], "C": Fraction(10)}
    assert linear({"factor": "1", "rate": "rms"}, point).margin == 0
