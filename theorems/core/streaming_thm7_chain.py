"""SAM's later updates on Theorem 7's loss, O(1) each: two coordinates of block I move.

With X_t = |u_t(t)|/(ηr) and Y_{t−1} = |u_s(t−1)|/(ηr), s ≥ t,

    X_t = √(1+δ_t²) + ηδ_t X_{t−1},    Y_{t−1} = X_{t−1} − δ_t X_t.

δ_3 is decided in balls. From t = 4 on, X is an interval of integers over 2^96, rounded outward; the
map from X_{t−1} to (δ_t, X_t, Y_{t−1}) is then one of integers, and what was decided of an interval
is looked up when it comes again.
"""

from __future__ import annotations

import math
from array import array
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from flint import arb

from theorems.core.streaming_suffix import below_and_above
from theorems.core.streaming_thm7_first import all_of
from verify.exact.ball import ball, compare, ends
from verify.tri import Tri

if TYPE_CHECKING:
    from jaxtyping import Float, Int

__all__ = ["Chain", "run_chain_intervals"]

_BITS = 96
_ONE = 1 << _BITS
_SMALLEST = 4096  # bits: no δ_t below 2^-4096 is tried


@dataclass(frozen=True)
class _Step:
    """One step from an interval of X_{t−1}, all over 2^96: δ_t = 2^-k."""

    k: int
    head: tuple[int, int]
    rest: tuple[int, int]


@dataclass(frozen=True, eq=False)
class Chain:
    """The magnitudes of u_t(t) and u_s(t), s > t, over ηr, from both sides.

    Attributes
    ----------
    exponents
        δ_t = 2^-k for t = 2, ..., T.
    heads, rests
        Floats below and above X_t and Y_t for t = 1, ..., T; 0 at t = 1, and Y_T = 0.
    intervals
        How many different intervals of integers were met.
    signs
        How many signs the steps needed; all are decided.
    """

    exponents: Int[np.ndarray, " U"]
    heads: tuple[Float[np.ndarray, " T"], Float[np.ndarray, " T"]]
    rests: tuple[Float[np.ndarray, " T"], Float[np.ndarray, " T"]]
    intervals: int
    signs: int


def _third(start: arb, eta: Fraction) -> tuple[int, arb, arb]:
    """Return k_3, X_3 and Y_2 from X_2: the conditions of Lemma 8 and of the averages at t = 3."""
    for k in range(_SMALLEST):
        delta = ball(Fraction(1, 1 << k))
        head = (1 + delta**2).sqrt() + ball(eta) * delta * start
        rest = start - delta * head
        wanted = (
            compare(rest, ">", 0),
            compare(head, "<=", 2),
            compare(head, ">", delta * rest),
            compare(head, ">", delta * (start + rest)),
        )
        if all_of(wanted) is Tri.YES:
            return k, head, rest
    msg = f"no power of two down to 2^-{_SMALLEST} is small enough for delta_3"
    raise ArithmeticError(msg)


def _advance(x: tuple[int, int], eta: Fraction) -> _Step:
    """Return the step from X_{t−1} in this interval, t ≥ 4, with the largest δ_t that is allowed.

    Conditions, decided for all members: Y_{t−1} > 1/2, 1 ≤ X_t ≤ 2, the hinge (I, t) < 0 at w_t,
    X_t > δ_t Y_{t−1}, and in every average that holds t − 1 and t, X_t > δ_t (X_{t−1} + Y_{t−1}).
    """
    low, high = x
    p, q = eta.numerator, eta.denominator
    for k in range(_SMALLEST):
        root = math.isqrt((_ONE << _BITS) + ((_ONE << _BITS) >> 2 * k))
        a = root + p * low // (q << k)
        b = root + 1 - (-p * high) // (q << k)
        c, d = low + (-b >> k), high - (a >> k)
        if 2 * c > _ONE and a >= _ONE and b <= 2 * _ONE and (a << k) > high + d:
            return _Step(k, (a, b), (c, d))
    msg = f"no power of two down to 2^-{_SMALLEST} is small enough for delta_t"
    raise ArithmeticError(msg)


def _outward(x: arb) -> tuple[int, int]:
    low, high = ends(x)
    return math.floor(low * _ONE), math.ceil(high * _ONE)


def _floats(pair: tuple[int, int]) -> tuple[float, float]:
    low, high = (below_and_above(Fraction(x, _ONE)) for x in pair)
    return low[0], high[1]


def run_chain_intervals(start: arb, T: int, *, eta: Fraction) -> Chain:
    """Run SAM from w_2 on block I for T − 2 steps, each of them O(1).

    Parameters
    ----------
    start
        X_2 = |w_2^(I)(2)|/(ηr) > 0.
    T
        T ≥ 4.
    eta
        η > 0.

    Raises
    ------
    ArithmeticError
        If no δ_t is small enough at the precision at hand.

    References
    ----------
    Paper `sco`, Lemma 8.
    """
    third, head, rest = _third(start, eta)
    table: dict[tuple[int, int], int] = {}
    steps: list[_Step] = []
    followed: set[tuple[int, int]] = set()
    met = array("l")
    x, before = _outward(head), -1
    for t in range(4, T + 1):
        found = table.get(x)
        if found is None:
            found = table[x] = len(steps)
            steps.append(_advance(x, eta))
        if (before, found) not in followed:
            # the hinge (I, t−1) at w_t: δ_{t−1} Y_{t−2} < Y_{t−1}
            if before < 0:
                bound = math.ceil(ends(ball(Fraction(1, 1 << third)) * rest)[1] * _ONE)
            else:
                bound = -(-steps[before].rest[1] >> steps[before].k)
            if not bound < steps[found].rest[0]:
                msg = f"the hinge (I, {t - 1}) at w_{t} is not decided"
                raise ArithmeticError(msg)
            followed.add((before, found))
        met.append(found)
        before, x = found, steps[found].head
    which = np.asarray(met, dtype=np.int64)
    heads, rests = (np.zeros((2, T)), np.zeros((2, T)))
    for row, value in ((heads, start), (rests, rest)):
        low, high = ends(value)
        row[:, 1] = below_and_above(low)[0], below_and_above(high)[1]
    heads[:, 2] = _floats(_outward(head))
    heads[:, 3:] = np.array([_floats(s.head) for s in steps]).T[:, which]
    rests[:, 2 : T - 1] = np.array([_floats(s.rest) for s in steps]).T[:, which]
    exponents = np.concatenate(([0, third], np.array([s.k for s in steps])[which]))
    return Chain(
        exponents, (heads[0], heads[1]), (rests[0], rests[1]), len(steps), 4 + 6 * len(met)
    )
