"""Statements about a probability from independent trials, with a stated confidence.

The interval is Clopper and Pearson's.  Its ends come from scipy's incomplete beta function and are
then moved outward until ball arithmetic confirms the tail bound that defines them, so that no
rounding error takes away from the coverage.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache, partial
from numbers import Integral
from typing import Any

from flint import arb

from verify.exact.ball import ball, compare, decide
from verify.exact.rational import fraction
from verify.tri import Tri

__all__ = ["clopper_pearson", "decide_probability"]


def clopper_pearson(
    successes: int, trials: int, *, alpha: float | Fraction = 1e-9
) -> tuple[float, float]:
    """Interval (low, high) with Pr(low <= p <= high) >= 1 − α for every success probability p.

    low is the largest float found with Pr(Bin(n, low) >= k) <= α/2, and 0 for k = 0; high is
    the smallest found with Pr(Bin(n, high) <= k) <= α/2, and 1 for k = n.  Both inequalities
    are verified in ball arithmetic.

    Parameters
    ----------
    successes : int
        k, with 0 <= k <= n.
    trials : int
        n >= 1, fixed before the first trial is run.
    alpha : float or Fraction
        Probability of error, split evenly between both sides; 0 < α < 1.

    Raises
    ------
    TypeError
        If a count is not an integer.
    ValueError
        If a number is out of its range.

    References
    ----------
    C. J. Clopper, E. S. Pearson, The use of confidence or fiducial limits illustrated in the
    case of the binomial, Biometrika 26 (1934), 404-413.
    """
    k, n = _check_count(successes, "successes"), _check_count(trials, "trials")
    if n < 1:
        msg = f"trials must be at least 1, got {n}."
        raise ValueError(msg)
    if not 0 <= k <= n:
        msg = f"successes must lie between 0 and trials = {n}, got {k}."
        raise ValueError(msg)
    level = fraction(alpha, exact_float=True)
    if not 0 < level < 1:
        msg = f"alpha must lie strictly between 0 and 1, got {alpha!r}."
        raise ValueError(msg)
    return _interval(k, n, level)


def decide_probability(
    successes: int, trials: int, threshold: Any, *, alpha: float | Fraction = 1e-9
) -> Tri:
    """Whether the success probability is at least `threshold`, wrong with probability <= α.

    YES if the lower end of :func:`clopper_pearson` is at least `threshold`, NO if the upper end
    is below it, UNKNOWN otherwise.

    Parameters
    ----------
    successes, trials, alpha
        As for :func:`clopper_pearson`.
    threshold : int, str, Fraction, fmpq or float
        Compared exactly; a float is taken as the binary number that it is.

    Raises
    ------
    TypeError, ValueError
        As :func:`clopper_pearson`, or if `threshold` is not a number in [0, 1].
    """
    t = fraction(threshold, exact_float=True)
    if not 0 <= t <= 1:
        msg = f"threshold must lie between 0 and 1, got {threshold!r}."
        raise ValueError(msg)
    low, high = clopper_pearson(successes, trials, alpha=alpha)
    if Fraction(low) >= t:
        return Tri.YES
    return Tri.NO if Fraction(high) < t else Tri.UNKNOWN


@lru_cache(maxsize=1024)
def _interval(k: int, n: int, alpha: Fraction) -> tuple[float, float]:
    from scipy.special import betainccinv, betaincinv

    half = alpha / 2
    low, high = 0.0, 1.0
    if k > 0:
        low = _outward(
            float(betaincinv(k, n - k + 1, float(half))),
            0.0,
            # Pr(Bin(n, p) >= k) = I_p(k, n − k + 1)
            lambda p: ball(Fraction(p)).beta_lower(k, n - k + 1, regularized=True),
            half,
        )
    if k < n:
        high = _outward(
            float(betainccinv(k + 1, n - k, float(half))),
            1.0,
            # Pr(Bin(n, p) <= k) = I_{1−p}(n − k, k + 1)
            lambda p: ball(1 - Fraction(p)).beta_lower(n - k, k + 1, regularized=True),
            half,
        )
    return low, high


def _outward(start: float, end: float, tail: Callable[[float], arb], bound: Fraction) -> float:
    """First float on the way from `start` to `end` whose tail is certainly at most `bound`."""
    p = start if math.isfinite(start) and 0 < start < 1 else end
    ulps = 1
    while p != end:
        if decide(partial(_within, tail, p, bound), limit=512).answer is Tri.YES:
            return p
        p = max(end, p - ulps * math.ulp(p)) if end < p else min(end, p + ulps * math.ulp(p))
        ulps *= 2
    return end


def _within(tail: Callable[[float], arb], p: float, bound: Fraction) -> Tri:
    return compare(tail(p), "<=", bound)


def _check_count(value: Any, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, Integral):
        msg = f"{name} must be an integer, got {value!r}."
        raise TypeError(msg)
    return int(value)
