"""Brackets of the sharpness-aware empirical risk."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theorems.core import losses, saer
from verify.arrays import to_numpy
from verify.exact.ball import compare
from verify.tri import Tri

MASKS = [(1, 0, 1, 0), (0, 0, 1, 1)]
H = Fraction(1, 2)


@pytest.mark.parametrize("rho", [0, Fraction(1, 4), H])
@pytest.mark.parametrize("r", [0, Fraction(1, 8), H, 2])
def test_tight_at_the_minimizers_of_theorem_1(rho, r):
    """The bracket closes at e_I, to ½[r-ρ]_+², and at ρe_d, to ½r²."""
    flat = saer.theorem1_saer_exact([0, 1, 0, 0, 0], MASKS, rho, r)
    sharp = saer.theorem1_saer_exact([0, 0, 0, 0, rho], MASKS, rho, r)
    assert flat.tight and flat.lower == max(r - rho, 0) ** 2 / Fraction(2)
    assert sharp.tight and sharp.lower == Fraction(r) ** 2 / 2


def test_tight_in_floats(array):
    """The float bracket closes at the same points, on every backend."""
    z = array(MASKS)
    for w, value in (([0.0, 1, 0, 0, 0], 0.03125), ([0.0, 0, 0, 0, 0.25], 0.125)):
        w = array(w)
        found = saer.gauge_saer(
            lambda x: losses.theorem1_gauge(x, z),
            w,
            0.25,
            0.5,
            saer.axis_candidates(w, 0.5, axes=[-1]),
        )
        assert found.lower == found.upper == value
        assert abs(float(to_numpy(found.perturbation)[-1])) == 0.5


def test_theorem3_and_its_open_bracket():
    """At 0 the bracket of Theorem 3 closes by e_d; elsewhere it may stay open."""
    z = [(1, -1), (1, 1)]
    assert saer.theorem3_saer_exact([0] * 5, z, Fraction(1, 4), H).tight
    found = saer.theorem3_saer_exact([1, 0, 2, 0, 0], z, Fraction(1, 4), H)
    assert not found.tight
    assert compare(found.lower, "<", found.upper) is Tri.YES


def test_candidates_outside_the_ball():
    """An exact candidate outside the ball is refused, a float one is scaled down."""
    with pytest.raises(ValueError, match="ball of radius 1/2"):
        saer.theorem1_saer_exact([0] * 5, MASKS, 0, H, [[0, 0, 0, 0, 1]])
    w, z = np.zeros(5), np.array(MASKS, float)
    far = np.array([0, 0, 0, 0, 7.0])
    found = saer.gauge_saer(lambda x: losses.theorem1_gauge(x, z), w, 0.0, 0.5, [far])
    assert found.lower == found.upper == 0.125
    assert np.linalg.norm(found.perturbation) <= 0.5


def test_negative_radius():
    """A negative radius is refused everywhere."""
    with pytest.raises(ValueError, match="got -1"):
        saer.gauge_saer(lambda x: x, np.zeros(1), 0.0, -1, [])
    with pytest.raises(ValueError, match="radius"):
        saer.theorem1_saer_exact([0] * 5, MASKS, 0, -1)
    with pytest.raises(ValueError, match="radius"):
        saer.theorem6_saer_exact(0, -1)


def test_ascent_never_descends(array):
    """From the first step on, the values along the ascent do not decrease."""
    rng = np.random.default_rng(4)
    z, w = array(MASKS), array(rng.normal(size=5))
    found = saer.ascent_candidates(
        lambda x: losses.theorem1_risk_gradient(x, z, 0.25),
        w,
        array(rng.normal(size=5) * 0.1),
        0.5,
        steps=8,
    )
    values = [float(losses.theorem1_risk(w + v, z, 0.25)) for v in found[1:]]
    assert len(values) == 8
    assert np.diff(values).min() >= -1e-15
    np.testing.assert_allclose([np.linalg.norm(to_numpy(v)) for v in found[1:]], 0.5)


def test_ascent_stops_at_zero_gradient(array):
    """Where the risk is flat there is no direction to follow."""
    z, w = array(MASKS), array([0.0] * 5)
    found = saer.ascent_candidates(
        lambda x: losses.theorem1_risk_gradient(x, z, 0.25), w, w, 0.5, steps=8
    )
    assert len(found) == 1


def test_theorem6():
    """max over |v| ≤ r of ½ max(0, w+v)² is attained at v = r."""
    assert saer.theorem6_saer_exact(0, H) == Fraction(1, 8)
    assert saer.theorem6_saer_exact(-H, H) == 0
    assert saer.theorem6_saer_exact(-1, H) == 0


@settings(derandomize=True, deadline=None, max_examples=40)
@given(
    st.lists(st.fractions(-1, 1, max_denominator=4), min_size=5, max_size=5),
    st.fractions(0, 1, max_denominator=4),
    st.fractions(0, 1, max_denominator=4),
    st.lists(st.floats(-1, 1), min_size=5, max_size=5),
)
def test_no_perturbation_exceeds_the_upper_end(w, rho, r, v):
    """F_S(w + v) lies under the upper end for every v in the ball, the lower end included."""
    found = saer.theorem1_saer_exact(w, MASKS, rho, r)
    assert compare(found.lower, ">", found.upper) is not Tri.YES
    direction = np.array(v)
    norm = np.linalg.norm(direction)
    if norm > 0:
        point = np.array([float(x) for x in w]) + direction / norm * float(r)
        value = losses.theorem1_risk(point, np.array(MASKS, float), float(rho))
        assert value <= float(found.upper) + 1e-12
