"""The constants of stability and of the risk as the proof gives them, and the best way to split.

A sum is squared by (p + q)² ≤ (1 + s) p² + (1 + 1/s) q² for any s > 0, and Lemma 4 holds with 1 + c
and 1 + 1/(2c) for any c > 0: a small constant of one term is bought with that of another.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import isqrt
from typing import Any

__all__ = ["SHARES", "growth", "least_risk", "least_split", "least_trade", "of_risk", "of_runs"]

SHARES = {"average": (Fraction(4, 9), Fraction(1, 3)), "last": (Fraction(1), Fraction(1))}
"""How much of T A, and of T Σ b_t², is left of p² and of q²: √0 + … + √(T−1) ≤ (2/3) T^{3/2} in the
mean of the iterates, and Σ_t ((T−t)/T)² ≤ T/3."""
DIGITS = 10**6


def growth(most: Fraction) -> Fraction:
    """A/(ηβr²) = 4/(2 − ηβ), at most this for ηβ ≤ `most`."""
    return 4 / (2 - most)


def of_runs(output: str, lemma: Sequence[Any], step: Fraction) -> tuple[Fraction, ...]:
    """What stands beside (1+s) ηβr²T, (1+1/s) βηT‖w_1−w*‖²/n² and (1+1/s) β²η²T²m²/n².

    Parameters
    ----------
    output
        ``"average"`` or ``"last"``.
    lemma
        a and b of Lemma 1: the mean of F_S(w_t+v_t) is at most a‖w_1−w*‖²/(ηT) + bβm².
    step
        A/(ηβr²), by which the square of the distance grows in a step.
    """
    p, q = SHARES[output]
    a, b = map(Fraction, lemma)
    return p * step, 2 * a * q, 2 * b * q


def of_risk(lemma: Sequence[Any], most: Fraction, weights: Sequence[Any]) -> tuple[Fraction, ...]:
    """The five constants of Theorem 4 from a, b of Lemma 1 and the weights c and s."""
    a, b = map(Fraction, lemma)
    c, s = map(Fraction, weights)
    first, second = 1 + c, 1 + 1 / (2 * c)
    x, y, z = of_runs("average", lemma, growth(most))
    part = second * (1 + 1 / s)
    return first * a, second * (1 + s) * x, part * y, first * b, part * z


def least_split(proved: Sequence[Fraction], claimed: Sequence[Fraction]) -> tuple[Any, Any]:
    """s, and the least factor of the three claimed constants that it leaves: x + max(y, z).

    At that s the first constant and the larger one of the others are the same share of the claim.
    """
    x, y, z = (p / q for p, q in zip(proved, claimed, strict=True))
    return max(y, z) / x, x + max(y, z)


def least_trade(first: Fraction, second: Fraction) -> tuple[Fraction, Fraction]:
    """c, and the larger one of (1+c)·first and (1+1/(2c))·second, which are the same there.

    c is the root of 2·first·c² + 2(first−second)c = second, to six digits where it is irrational.
    """
    square = first**2 + second**2
    root = Fraction(
        isqrt(square.numerator * square.denominator * DIGITS**2), square.denominator * DIGITS
    )
    c = (second - first + root) / (2 * first)
    return c, max((1 + c) * first, (1 + 1 / (2 * c)) * second)


def least_risk(
    lemma: Sequence[Any], most: Fraction, claimed: Sequence[Fraction]
) -> tuple[list[Fraction], Fraction]:
    """The weights c and s, and the least factor of five claimed constants that they leave."""
    k = list(claimed)
    a, b = map(Fraction, lemma)
    s, second = least_split(of_runs("average", lemma, growth(most)), [k[1], k[2], k[4]])
    c, factor = least_trade(max(a / k[0], b / k[3]), second)
    return [c, s], factor
