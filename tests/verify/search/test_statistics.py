"""Clopper-Pearson intervals with verified ends."""

from __future__ import annotations

import math
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.search.statistics import clopper_pearson, decide_probability
from verify.tri import Tri

exact = settings(derandomize=True, deadline=None, max_examples=40)


def upper_tail(k, n, p):
    """Pr(Bin(n, p) >= k), exactly."""
    return sum(comb(n, j) * p**j * (1 - p) ** (n - j) for j in range(k, n + 1))


def lower_tail(k, n, p):
    """Pr(Bin(n, p) <= k), exactly."""
    return 1 - upper_tail(k + 1, n, p)


@pytest.mark.parametrize("alpha", [1e-9, 0.05, Fraction(1, 3)])
@pytest.mark.parametrize("n", [1, 2, 7, 12])
def test_ends_satisfy_the_defining_tails_exactly(n, alpha):
    """Both tails are at most α/2 in exact arithmetic, and one part in 2^49 further in not."""
    half = Fraction(alpha) / 2
    inward = 1 + Fraction(1, 2**49)
    for k in range(n + 1):
        low, high = map(Fraction, clopper_pearson(k, n, alpha=alpha))
        assert 0 <= low < high <= 1
        if k == 0:
            assert low == 0
        else:
            assert upper_tail(k, n, low) <= half < upper_tail(k, n, low * inward)
        if k == n:
            assert high == 1
        else:
            assert lower_tail(k, n, high) <= half
            assert half < lower_tail(k, n, high / inward)


@pytest.mark.parametrize("n", [3, 10])
@pytest.mark.parametrize("alpha", [Fraction(1, 20), Fraction(1, 10**4)])
def test_coverage_is_at_least_promised(n, alpha):
    """Summed exactly over all outcomes, the interval misses p with probability <= α."""
    intervals = [tuple(map(Fraction, clopper_pearson(k, n, alpha=alpha))) for k in range(n + 1)]
    ends = {end for interval in intervals for end in interval}
    just_outside = {end + s * Fraction(1, 2**70) for end in ends for s in (-1, 1)}
    grid = {Fraction(i, 40) for i in range(41)}
    for p in grid | ends | just_outside:
        if not 0 <= p <= 1:
            continue
        missed = sum(
            comb(n, k) * p**k * (1 - p) ** (n - k)
            for k, (low, high) in enumerate(intervals)
            if not low <= p <= high
        )
        assert missed <= alpha


@exact
@given(st.integers(1, 10**6), st.data())
def test_intervals_are_symmetric_and_contain_the_estimate(n, data):
    """k/n lies inside, and swapping success and failure mirrors the interval."""
    k = data.draw(st.integers(0, n))
    low, high = clopper_pearson(k, n)
    assert Fraction(low) <= Fraction(k, n) <= Fraction(high)
    mirrored_low, mirrored_high = clopper_pearson(n - k, n)
    assert math.isclose(low, 1 - mirrored_high, rel_tol=1e-9, abs_tol=1e-12)
    assert math.isclose(high, 1 - mirrored_low, rel_tol=1e-9, abs_tol=1e-12)


def test_closed_forms_at_the_edges():
    """For k = 0 the upper end is 1 − (α/2)^{1/n}; for k = n the lower end is (α/2)^{1/n}."""
    root = (0.5e-9) ** (1 / 500)
    assert clopper_pearson(0, 500)[0] == 0.0
    assert clopper_pearson(0, 500)[1] == pytest.approx(1 - root, rel=1e-12)
    assert clopper_pearson(500, 500)[0] == pytest.approx(root, rel=1e-12)
    assert clopper_pearson(500, 500)[1] == 1.0


def test_a_smaller_alpha_gives_a_wider_interval():
    """More confidence costs width, and extreme levels still answer."""
    narrow, wide = clopper_pearson(30, 100, alpha=0.05), clopper_pearson(30, 100)
    assert wide[0] < narrow[0] < 0.3 < narrow[1] < wide[1]
    assert clopper_pearson(1, 2, alpha=1e-320)[1] <= 1.0


def test_decisions_are_three_valued():
    """Clear cases are decided, the borderline one is UNKNOWN and not NO."""
    assert decide_probability(990, 1000, "1/2") is Tri.YES
    assert decide_probability(10, 1000, "1/2") is Tri.NO
    assert decide_probability(500, 1000, "1/2") is Tri.UNKNOWN
    assert decide_probability(10, 10, "1/2") is Tri.UNKNOWN
    assert decide_probability(0, 10, 0) is Tri.YES
    assert decide_probability(10, 10, 1) is Tri.UNKNOWN


def test_thresholds_compare_exactly():
    """The lower end itself is reached; anything above it is not."""
    low, high = clopper_pearson(60, 100)
    assert decide_probability(60, 100, low) is Tri.YES
    assert decide_probability(60, 100, Fraction(low) + Fraction(1, 10**30)) is Tri.UNKNOWN
    assert decide_probability(60, 100, high) is Tri.UNKNOWN
    assert decide_probability(60, 100, Fraction(high) + Fraction(1, 10**30)) is Tri.NO


def test_planted_inaccurate_start_is_repaired(monkeypatch):
    """An end that is wrong by 10^-6 inward is moved out until its tail holds."""
    import scipy.special

    good = scipy.special.betaincinv
    monkeypatch.setattr(scipy.special, "betaincinv", lambda a, b, y: good(a, b, y) * (1 + 1e-6))
    low = Fraction(clopper_pearson(41, 97, alpha=0.01)[0])
    assert upper_tail(41, 97, low) <= Fraction(0.01) / 2


def test_planted_nan_start_gives_the_trivial_end(monkeypatch):
    """If the special function fails, the interval is wide and still valid."""
    import scipy.special

    monkeypatch.setattr(scipy.special, "betaincinv", lambda a, b, y: math.nan)
    assert clopper_pearson(43, 97, alpha=0.01)[0] == 0.0


@pytest.mark.parametrize(
    ("successes", "trials", "alpha", "message"),
    [
        (1, 0, 0.1, "trials must be at least 1"),
        (-1, 5, 0.1, "successes must lie between"),
        (6, 5, 0.1, "successes must lie between"),
        (1, 5, 0, "alpha must lie strictly"),
        (1, 5, 1.0, "alpha must lie strictly"),
    ],
)
def test_ranges(successes, trials, alpha, message):
    """Numbers out of their range are named."""
    with pytest.raises(ValueError, match=message):
        clopper_pearson(successes, trials, alpha=alpha)


@pytest.mark.parametrize(("successes", "trials"), [(1.0, 5), (True, 5), (1, "5")])
def test_counts_are_integers(successes, trials):
    """Counts that are not integers are refused."""
    with pytest.raises(TypeError, match="must be an integer"):
        clopper_pearson(successes, trials)


def test_threshold_is_a_probability():
    """A threshold above 1 or below 0 is a slip of the caller."""
    for threshold in ("3/2", -1):
        with pytest.raises(ValueError, match="threshold"):
            decide_probability(1, 5, threshold)
