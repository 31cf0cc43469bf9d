"""Suffix averages."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from array_api_compat import device as device_of
from hypothesis import given, settings
from hypothesis import strategies as st

from theorems.core.averages import suffix_average, suffix_averages
from theorems.core.exact import suffix_average_exact, suffix_averages_exact
from verify.arrays import to_numpy


def test_matches_the_definition(array):
    """Each row is the mean of the iterates from τ on, on the device of the iterates."""
    w = np.random.default_rng(0).normal(size=(7, 3))
    averages = suffix_averages(array(w))
    assert device_of(averages) == device_of(array(w))
    for tau in range(1, 8):
        np.testing.assert_allclose(to_numpy(averages)[tau - 1], w[tau - 1 :].mean(0), rtol=1e-13)
        one = suffix_average(array(w), tau)
        np.testing.assert_allclose(to_numpy(one), w[tau - 1 :].mean(0), rtol=1e-13)


def test_one_iterate(array):
    """With T = 1 the only suffix average is w_1."""
    np.testing.assert_array_equal(to_numpy(suffix_averages(array([[2.0, 3.0]]))), [[2.0, 3.0]])


def test_last_is_the_last_iterate(array):
    """At τ = T the average is w_T itself."""
    w = array([[1.0], [0.1], [0.3]])
    assert float(suffix_averages(w)[-1, 0]) == 0.3


@pytest.mark.parametrize("tau", [0, 4, -1])
def test_tau_out_of_range(array, tau):
    """τ outside 1..T is refused with its value, also by the exact twin."""
    w = [[1.0], [2.0], [3.0]]
    with pytest.raises(ValueError, match=rf"1\.\.3, got {tau}"):
        suffix_average(array(w), tau)
    with pytest.raises(ValueError, match=rf"1\.\.3, got {tau}"):
        suffix_average_exact([[1], [2], [3]], tau)


def test_no_iterate(array):
    """An empty list of iterates has no averages."""
    with pytest.raises(ValueError, match="T >= 1"):
        suffix_averages(array(np.zeros((2, 2)))[:0, :])


@settings(derandomize=True, deadline=None, max_examples=50)
@given(st.data())
def test_exact_twins_agree(data):
    """All averages at once equal them one by one, exactly, and floats come close."""
    d = data.draw(st.integers(1, 3))
    rational = st.fractions(-4, 4, max_denominator=9)
    w = data.draw(st.lists(st.tuples(*[rational] * d), min_size=1, max_size=6))
    exact = suffix_averages_exact(w)
    assert exact == tuple(suffix_average_exact(w, tau) for tau in range(1, len(w) + 1))
    floats = suffix_averages(np.array([[float(x) for x in row] for row in w]))
    np.testing.assert_allclose(floats, [[float(x) for x in row] for row in exact], atol=1e-13)


def test_telescoping_identity():
    """(T-τ+1) ŵ_τ - (T-τ) ŵ_{τ+1} = w_τ."""
    w = [(Fraction(k * k, 7),) for k in range(5)]
    a = suffix_averages_exact(w)
    for tau in range(1, 5):
        assert (6 - tau) * a[tau - 1][0] - (5 - tau) * a[tau][0] == w[tau - 1][0]
