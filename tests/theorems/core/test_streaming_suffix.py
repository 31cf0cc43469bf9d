"""The suffix averages that the streamed runs share, against rational arithmetic."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theorems.core.streaming_suffix import (
    below_and_above,
    check_memory,
    check_rational,
    check_steps,
    suffix_squares,
)

MAGNITUDES = st.floats(0, 4) | st.sampled_from([0.0, 1.0, 5e-324, 1e-160, 1e-20])


def exactly(x, y, tau):
    """Return ‖ŵ_τ‖² of the coordinates that are x_j at t = j and y_j after, as a rational."""
    steps = len(x)
    total = Fraction(0)
    for j in range(1, steps + 1):
        values = [x[j - 1] if t == j else y[j - 1] for t in range(max(tau, j), steps + 1)]
        total += (sum(values, Fraction(0)) / (steps - tau + 1)) ** 2
    return total


@given(st.lists(st.tuples(MAGNITUDES, MAGNITUDES), min_size=1, max_size=12))
@settings(derandomize=True, deadline=None)
def test_holds_the_exact_squares(pairs):
    """Both ends hold ‖ŵ_τ‖² of every suffix, for magnitudes of every size."""
    x, y = (np.array(column) for column in zip(*pairs, strict=True))
    low, high = suffix_squares((x, x), (y, y))
    exact = [[Fraction(float(v)) for v in column] for column in (x, y)]
    for tau in range(1, len(pairs) + 1):
        value = exactly(*exact, tau)
        assert Fraction(float(low[tau - 1])) <= value <= Fraction(float(high[tau - 1]))


def test_is_narrow_for_long_runs():
    """At T = 2^18 the ends differ by less than 2^-30 of the value τ−1 + (m−1)(2m−1)/(6m)."""
    steps = 1 << 18
    low, high = suffix_squares((np.zeros(steps),) * 2, (np.ones(steps),) * 2)
    for tau in (1, 2, steps // 2, steps - 1, steps):
        m = steps - tau + 1
        value = tau - 1 + Fraction((m - 1) * (2 * m - 1), 6 * m)
        a, b = Fraction(float(low[tau - 1])), Fraction(float(high[tau - 1]))
        assert a <= value <= b
        assert b - a <= value / 2**30


@given(st.fractions())
@settings(derandomize=True, deadline=None)
def test_floats_below_and_above_a_rational(q):
    """The two floats hold the rational, and are one if it is a float."""
    a, b = below_and_above(q)
    assert Fraction(a) <= q <= Fraction(b)
    assert (a == b) == (Fraction(a) == q)


def test_bad_arguments():
    """A count that is none, a float or a sign for a rational and too much memory are refused."""
    for steps in (0, -1, True, 2.0):
        with pytest.raises(ValueError, match=r"^T must be an integer of at least 1, got"):
            check_steps(steps)
    with pytest.raises(ValueError, match=r"^T must be at most 2\^26, got 67108865\.$"):
        check_steps(2**26 + 1)
    for value in (0.5, "a", None, "1/0"):
        with pytest.raises(ValueError, match=r"^eta must be a rational such as 1/24"):
            check_rational("eta", value)
    with pytest.raises(ValueError, match=r"^r must be at least 0, got -1/2\.$"):
        check_rational("r", "-1/2")
    with pytest.raises(ValueError, match=r"^eta must be more than 0, got 0\.$"):
        check_rational("eta", 0, positive=True)
    words = r"^T = 7 needs about 3\.0 GB, more than the 2\.0 GB allowed\.$"
    with pytest.raises(ValueError, match=words):
        check_memory(3 * 10**9, "T = 7", limit=2 * 10**9)
    check_memory(1000, "T = 1")
