"""What the streamed runs of Theorems 3 and 7 share: all suffix averages in O(T), from both sides.

In both runs a coordinate j is 0 before the time j, has a magnitude x_j at t = j and y_j ever after,
and never changes its sign, so that with m = T − τ + 1

    ‖ŵ_τ‖² = Σ_{j<τ} y_j² + (1/m²) Σ_{j≥τ} (x_j + (T−j) y_j)².

Magnitudes are known as float intervals. Every sum is of terms that are at least 0, so that rounding
errs by a known factor and the ends returned are bounds, not estimates.

This module imports NumPy alone.
"""

from __future__ import annotations

import math
import os
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Float

__all__ = [
    "Interval",
    "below_and_above",
    "check_memory",
    "check_rational",
    "check_steps",
    "down",
    "suffix_squares",
    "up",
]

Interval = tuple[Any, Any]
"""Two floats, or two arrays of floats: a lower and an upper end."""

_UNIT = 2.0**-53  # an operation rounded to nearest errs by at most this share
_TINY = 2.0**-500  # squares of what is not smaller do not underflow
_LARGEST_STEPS = 1 << 26  # T² is a float exactly


def down(x: Any) -> Any:
    """Return the next float below: a lower bound of what was rounded to x."""
    return np.nextafter(x, -np.inf)


def up(x: Any) -> Any:
    """Return the next float above: an upper bound of what was rounded to x."""
    return np.nextafter(x, np.inf)


def below_and_above(q: Fraction) -> tuple[float, float]:
    """Return floats a ≤ q ≤ b, equal if q is a float.

    Python divides integers with one correct rounding.
    """
    x = float(q)
    if Fraction(x) == q:
        return x, x
    return math.nextafter(x, -math.inf), math.nextafter(x, math.inf)


def check_steps(steps: int) -> None:
    """Raise ValueError unless T is an integer from 1 to 2^26."""
    if isinstance(steps, bool) or not isinstance(steps, int) or steps < 1:
        msg = f"T must be an integer of at least 1, got {steps!r}."
        raise ValueError(msg)
    if steps > _LARGEST_STEPS:
        msg = f"T must be at most 2^26, got {steps}."
        raise ValueError(msg)


def check_rational(name: str, value: Any, *, positive: bool = False) -> Fraction:
    """Return the value as a Fraction; floats are refused, they are seldom what they look like.

    Raises
    ------
    ValueError
        If it is no rational, negative, or zero where it must be positive.
    """
    try:
        if isinstance(value, float):
            raise TypeError
        q = Fraction(value)
    except (TypeError, ValueError, ZeroDivisionError):
        msg = (
            f"{name} must be a rational such as 1/24 (an int, a Fraction or a text), got {value!r}."
        )
        raise ValueError(msg) from None
    if q < 0 or (positive and q == 0):
        msg = f"{name} must be {'more than' if positive else 'at least'} 0, got {value}."
        raise ValueError(msg)
    return q


def check_memory(needed: int, what: str, *, limit: int | None = None) -> None:
    """Refuse to allocate more bytes than half of the machine's memory.

    Parameters
    ----------
    needed
        The estimate in bytes.
    what
        The arguments that it follows from, as in "T = 10".
    limit
        Another limit in bytes.

    Raises
    ------
    ValueError
        If more is needed, with both figures.
    """
    if limit is None:
        limit = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
    if needed > limit:
        msg = (
            f"{what} needs about {needed / 1e9:.1f} GB, more than the {limit / 1e9:.1f} GB allowed."
        )
        raise ValueError(msg)


def suffix_squares(
    x: tuple[Float[np.ndarray, " T"], Float[np.ndarray, " T"]],
    y: tuple[Float[np.ndarray, " T"], Float[np.ndarray, " T"]],
) -> tuple[Float[np.ndarray, " T"], Float[np.ndarray, " T"]]:
    """Return floats below and above ‖ŵ_τ‖² for τ = 1, ..., T.

    Parameters
    ----------
    x, y
        Ends of the magnitudes x_j = |w_j(j)| and y_j = |w_t(j)|, t > j, for j = 1, ..., T. Both
        signs of a coordinate must be the same; y_T does not count.

    Notes
    -----
    Each end is a sum of at most T products, made of ends that are at least 0 with at most T + 12
    roundings on the way to any result; so the computed value is the exact one times a factor in
    [(1−u)^k, (1+u)^k], k = T + 12, u = 2^-53, and 1 ± 4ku leave room for that. Ends so small that
    squares may underflow are replaced by 0 below and by 2^-500 above.
    """
    steps = len(x[0])
    lows = [np.where(a < _TINY, 0.0, a) for a in (x[0], y[0])]
    highs = [np.where(a > 0, np.maximum(a, _TINY), 0.0) for a in (x[1], y[1])]
    later = np.arange(steps - 1, -1, -1, dtype=np.float64)  # T − j
    slack = 4 * (steps + 12) * _UNIT
    ends = []
    for (head, rest), factor, outward in ((lows, 1 - slack, down), (highs, 1 + slack, up)):
        total = np.empty(steps)
        total[0] = 0.0
        np.cumsum(rest[:-1] ** 2, out=total[1:])
        tail = (head + later * rest) ** 2
        tail = np.cumsum(tail[::-1])[::-1]
        tail /= (later + 1) ** 2  # m = T − τ + 1
        total += tail
        ends.append(outward(total * factor))
    return np.maximum(ends[0], 0.0), ends[1]
