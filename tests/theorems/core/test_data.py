"""P_xor and extreme points."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from theorems.core.data import check_extremality, distinct, extreme_points, p_xor, p_xor_sample


@pytest.mark.parametrize("d", [2, 3, 5])
def test_the_cube(d):
    """Every sign vector appears once, with label x[1]x[2]."""
    X, y = p_xor(d)
    assert len({tuple(x) for x in X.tolist()}) == len(X) == 2**d
    assert set(np.unique(X)) == {-1, 1}
    np.testing.assert_array_equal(y, X[:, 0] * X[:, 1])


@pytest.mark.parametrize("d", [1, 0, 21, True])
def test_dimension_is_checked(d):
    """Labels need two coordinates, the whole cube at most 20."""
    with pytest.raises(ValueError, match="d must be"):
        p_xor(d)


def test_sample_repeats_and_regenerates():
    """More samples than points must repeat; a smaller sample starts the larger."""
    X, y = p_xor_sample(2, 40, seed=7)
    assert X.shape == (40, 2)
    assert len({tuple(x) for x in X.tolist()}) <= 4
    np.testing.assert_array_equal(p_xor_sample(2, 5, seed=7).X, X[:5])
    np.testing.assert_array_equal(y, X[:, 0] * X[:, 1])
    assert (p_xor_sample(2, 40, seed=8).X != X).any()


def test_one_sample():
    """n = 1 is a sample."""
    assert p_xor_sample(30, 1, seed=0).X.shape == (1, 30)


def test_cube_points_are_extreme():
    """Every subset of the cube consists of vertices, repeated points or not."""
    result = extreme_points(p_xor_sample(3, 20, seed=1).X)
    assert result.extreme
    assert len(result.points) == len(result.separators) <= 8
    assert check_extremality(result)


def test_convex_position_needs_a_search():
    """Points of a parabola are vertices, though neither x nor x minus the mean separates all."""
    result = extreme_points([(Fraction(k), Fraction(k * k, 10)) for k in range(8)])
    assert result.extreme
    assert check_extremality(result)


@pytest.mark.parametrize(
    "points",
    [
        [(0, 0), (2, 0), (1, 0)],
        [(0, 0), (4, 0), (0, 4), (1, 1)],
        [(0, 0), (1, 0), (Fraction(1, 2), Fraction(1, 10**30)), (Fraction(1, 2), 1)],
        [(0,), (1,), (2,), (3,)],
    ],
)
def test_points_that_are_no_vertices(points):
    """The witness is a convex combination that gives the point, exactly."""
    result = extreme_points(points)
    if result.extreme:  # the point 1e-30 above an edge is inside the triangle
        pytest.fail("an inner point was taken for a vertex")
    assert check_extremality(result)
    assert sum(q for _, q in result.weights) == 1


def test_nearly_inner_point_is_a_vertex():
    """A vertex 1e-30 away from an edge is told from an inner point."""
    result = extreme_points([(0, 0), (1, 0), (Fraction(1, 2), Fraction(1, 10**30))])
    assert result.extreme
    assert check_extremality(result)


def test_edge_cases():
    """One point is a vertex, repeated or not; no point is refused; dimensions must agree."""
    assert extreme_points([(1, 2)]).extreme
    assert extreme_points([(1, 2), (1, 2)]).points == ((1, 2),)
    with pytest.raises(ValueError, match="at least one"):
        extreme_points([])
    with pytest.raises(ValueError, match="one dimension"):
        extreme_points([(1,), (1, 2)])
    with pytest.raises(TypeError):
        extreme_points([(None,)])


def test_types_of_entries():
    """Integers, NumPy integers, fmpq and floats are taken at their exact value."""
    assert distinct([(1, np.int8(2)), (fmpq(1), 2.0)]) == ((1, 2),)
    assert distinct([(0.1,)]) == ((Fraction(0.1),),)


def test_a_wrong_proof_is_rejected():
    """A separator that does not separate and weights that do not combine are found."""
    good = extreme_points([(0,), (1,)])
    assert not check_extremality(replace(good, separators=good.separators[::-1]))
    assert not check_extremality(replace(good, separators=good.separators[:1]))
    bad = extreme_points([(0,), (1,), (2,)])
    assert bad.inner == 1
    for weights in (
        ((0, Fraction(1, 3)), (2, Fraction(2, 3))),
        ((0, Fraction(1, 2)), (2, Fraction(1, 3))),
        ((0, Fraction(-1)), (2, Fraction(2))),
        ((1, Fraction(1)),),
    ):
        assert not check_extremality(replace(bad, weights=weights))


@settings(derandomize=True, deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3)), min_size=1, max_size=7))
def test_agrees_with_a_plane_hull(points):
    """In the plane the answer is that of orientation tests on all pairs and triples."""
    rows = list(dict.fromkeys(points))

    def cross(a, b, c):
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    def between(a, b, x):
        inside = min(a[0], b[0]) <= x[0] <= max(a[0], b[0])
        return cross(a, b, x) == 0 and inside and min(a[1], b[1]) <= x[1] <= max(a[1], b[1])

    def inner(x):
        others = [p for p in rows if p != x]
        if any(between(a, b, x) for a in others for b in others):
            return True
        for a in others:
            for b in others:
                for c in others:
                    s = [cross(a, b, x), cross(b, c, x), cross(c, a, x)]
                    if cross(a, b, c) and (min(s) >= 0 or max(s) <= 0):
                        return True
        return False

    result = extreme_points(points)
    assert check_extremality(result)
    assert result.extreme == (not any(inner(x) for x in rows))
