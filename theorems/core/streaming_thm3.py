"""Theorem 3 at sizes that no memory holds: SA-GD on the streamed sample, d = 2^n T + 1.

A bit b of `theorems.core.streaming` is the sign z = 1 − 2b, so that the zero columns of Theorem 1
are the columns of ones of Theorem 3. Every bit is drawn to find one, I. SA-GD from 0 with the
proof's perturbations v_t = r e_k, k the t-th coordinate of block I, is then run in integers over
a common denominator: it moves no coordinate but k, so that p_z(w_t) and p_z(w_t + v_t) of every z
of the sample cost O(1). At each step the two ends

    F_S(w_t + v_t)  ≤  max over ‖v‖ ≤ r of F_S(w_t + v)  ≤  (1/n) Σ_z ½[p_z(w_t) + r − ρ]_+²

are evaluated, and no rounding is met. The population risk needs of z only z(I), one fair bit.

This module imports NumPy alone.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from theorems.core.streaming import Bracket, StreamedMasks, block_bits, stream
from theorems.core.streaming_suffix import (
    below_and_above,
    check_memory,
    check_rational,
    check_steps,
    down,
    suffix_squares,
    up,
)

if TYPE_CHECKING:
    from jaxtyping import Float, Int

__all__ = ["Theorem3Path", "Theorem3Run", "column_signs", "sa_gd_on_block", "stream_theorem3"]

_BYTES_PER_STEP = 200  # integers of Python and a dozen floats
_WINDOW = 64  # columns drawn again to read one


@dataclass(frozen=True, eq=False)
class Theorem3Path:
    """SA-GD on the block of a column of ones, in the units 1/denominator.

    Attributes
    ----------
    denominator
        Of all numbers of the run.
    coordinates
        w_{T+1}^(I) times the denominator: coordinate j is 0 up to t = j, and this ever after.
    saer
        The ends of F_S^r(w_t), and at how many of the T steps they were met.
    """

    denominator: int
    coordinates: tuple[int, ...]
    saer: dict[Bracket, int]

    @property
    def tight(self) -> int:
        """The number of steps at which both ends were the same number: v_t is a maximizer."""
        return sum(steps for (low, high), steps in self.saer.items() if low == high)


@dataclass(frozen=True, eq=False)
class Theorem3Run:
    """A run of Theorem 3 on a streamed sample, with all T suffix averages.

    Attributes
    ----------
    masks
        What the pass over all n 2^n bits kept.
    seed
        The seed of the sample: the first from the one asked for whose sample has a column of ones.
    column
        I, from 0.
    T, eta, r, rho
        The parameters.
    path
        The iterates and the ends of the inner maximum.
    squares
        Floats below and above ‖ŵ_τ‖²/(η(r−ρ))², τ = 1, ..., T.
    ratio
        Floats below and above F(ŵ_τ)/(η²(r−ρ)²T); F(w*) = 0.
    """

    masks: StreamedMasks
    seed: int
    column: int
    T: int
    eta: Fraction
    r: Fraction
    rho: Fraction
    path: Theorem3Path
    squares: tuple[Float[np.ndarray, " T"], Float[np.ndarray, " T"]]
    ratio: tuple[Float[np.ndarray, " T"], Float[np.ndarray, " T"]]

    @property
    def least_ratio(self) -> Bracket:
        """A lower and an upper end of the least F(ŵ_τ)/(η²(r−ρ)²T) over τ, as rationals."""
        return Fraction(float(self.ratio[0].min())), Fraction(float(self.ratio[1].min()))


def column_signs(n: int, column: int, *, seed: int, stream: int = 0) -> Int[np.ndarray, " n"]:
    """Return z(I) of every mask of the sample, drawn again, as −1 and 1."""
    k, rest = divmod(column, _WINDOW)
    bits = block_bits(n, k, seed=seed, stream=stream, block=_WINDOW)
    return 1 - 2 * bits[:, rest].astype(np.int64)


def _root(q: int) -> int:
    root = math.isqrt(q)
    if root * root != q:
        msg = f"the norm sqrt({q}) is irrational"
        raise ArithmeticError(msg)
    return root


def sa_gd_on_block(
    signs: Int[np.ndarray, " n"],
    T: int,
    *,
    eta: Fraction,
    r: Fraction,
    rho: Fraction,
) -> Theorem3Path:
    """Run SA-GD from 0 with v_t = r e_k, k = T(I−1) + t, on a column of ones, exactly.

    Parameters
    ----------
    signs
        z(I) of the sample, all of them 1.
    T
        The number of iterates; T updates are made.
    eta, r, rho
        η > 0 and 0 ≤ ρ ≤ r.

    Raises
    ------
    ValueError
        If a sign is not 1.
    ArithmeticError
        If a norm is irrational or another coordinate would move, which the theorem excludes.

    References
    ----------
    Paper `sco`, Theorem 3.
    """
    if not bool((signs == 1).all()):
        msg = f"signs must be 1 in the whole sample, got {signs.tolist()}."
        raise ValueError(msg)
    common = math.lcm(r.denominator, rho.denominator)
    over = eta.denominator * common
    reach, margin = int(r * over), int(rho * over)
    rate, scale = eta.numerator, eta.denominator
    # Every mask has z(I) = 1, so that each sees the same: Σ_j [w(j)]_+² on block I, 0 elsewhere.
    w = [0] * T
    seen = 0  # Σ_j [w_t(j)]_+²
    ends: Counter[tuple[int, int]] = Counter()
    for k in range(T):
        here = w[k]
        others = seen - (here * here if here > 0 else 0)
        moved = here + reach
        square = others + (moved * moved if moved > 0 else 0)
        norm = _root(square)
        low = norm - margin if norm > margin else 0
        high = _root(seen) + reach - margin
        ends[low, high if high > 0 else 0] += 1
        if low:
            if others:
                msg = f"more than one coordinate moves at t = {k + 1}"
                raise ArithmeticError(msg)
            # ∇F_S(w_t + v_t) = (norm − ρ)/norm · [moved]_+ e_k, and norm = moved here
            step, rest = divmod(rate * low, scale)
            if rest:
                msg = f"w_{k + 2} is no multiple of 1/{over}"
                raise ArithmeticError(msg)
            after = here - step
            w[k] = after
            seen = others + (after * after if after > 0 else 0)
    saer = {
        (Fraction(low, over) ** 2 / 2, Fraction(high, over) ** 2 / 2): steps
        for (low, high), steps in ends.items()
    }
    return Theorem3Path(over, tuple(w), saer)


def _check(T: int, eta: Fraction, r: Fraction, rho: Fraction) -> None:
    check_steps(T)
    short = eta * (r - rho)
    # ρ < r(1 − 3/(3 + η√T)) is ρ < r and 3ρ < η(r−ρ)√T
    if not (rho < r and 9 * rho**2 < short**2 * T):
        bound = float(r) * (1 - 3 / (3 + float(eta) * math.sqrt(T)))
        msg = f"rho must be less than r(1 - 3/(3 + eta sqrt(T))) = {bound:.6g}, got {rho}."
        raise ValueError(msg)
    if short**2 * T > 1:
        bound = 1 / (float(r - rho) * math.sqrt(T))
        msg = f"eta must satisfy eta(r - rho) <= 1/sqrt(T), eta <= {bound:.6g}, got {eta}."
        raise ValueError(msg)
    check_memory(_BYTES_PER_STEP * T, f"T = {T}")


def stream_theorem3(
    n: int,
    T: int,
    *,
    eta: Fraction | int | str,
    r: Fraction | int | str,
    rho: Fraction | int | str,
    seed: int,
    workers: int = 1,
    attempts: int = 64,
) -> Theorem3Run:
    """Execute Theorem 3: stream all n 2^n signs, run SA-GD for T steps, bound every suffix risk.

    The samples of `seed`, `seed` + 1, ... are drawn until one has a column of ones; a sample has
    none with probability less than 1/e.

    Parameters
    ----------
    n, T
        1 ≤ n ≤ 40 masks of 2^n signs, and T ≥ 1 iterates.
    eta, r, rho
        Rationals with ρ < r(1 − 3/(3 + η√T)) and η(r−ρ) ≤ 1/√T.
    seed
        A non-negative integer.
    workers
        The number of threads that stream.
    attempts
        The largest number of samples to draw.

    Raises
    ------
    ValueError
        If an argument is out of its range, needs too much memory, or no sample has the event.

    References
    ----------
    Paper `sco`, Theorem 3.
    """
    eta, r = check_rational("eta", eta, positive=True), check_rational("r", r)
    rho = check_rational("rho", rho)
    _check(T, eta, r, rho)
    for tried in range(attempts):
        masks = stream(n, seed=seed + tried, workers=workers, count_ones=False)
        if masks.first_zero is not None:
            break
    else:
        msg = f"seed must have a column of ones within {attempts} samples, got {seed}."
        raise ValueError(msg)
    column, found = masks.first_zero, seed + tried
    path = sa_gd_on_block(column_signs(n, column, seed=found), T, eta=eta, r=r, rho=rho)
    short = eta * (r - rho)
    unit = int(short * path.denominator)
    ends = [below_and_above(Fraction(-x, unit)) for x in sorted(set(path.coordinates))]
    if ends == [(1.0, 1.0)]:
        rest = (np.ones(T), np.ones(T))
    else:  # not met: the theorem says that each coordinate goes to −η(r−ρ)
        pairs = np.array([below_and_above(Fraction(-x, unit)) for x in path.coordinates])
        rest = (pairs[:, 0].copy(), pairs[:, 1].copy())
    zero = np.zeros(T)
    squares = suffix_squares((zero, zero), rest)
    # z(I) = −1 for half of all z sees all of ŵ_τ, z(I) = 1 nothing: F = ¼[‖ŵ_τ‖ − ρ]_+².
    low, high = below_and_above(rho / short)
    above = np.maximum(down(down(np.sqrt(squares[0])) - high), 0.0)
    under = np.maximum(up(up(np.sqrt(squares[1])) - low), 0.0)
    four = 4.0 * T
    ratio = np.maximum(down(down(above**2) / four), 0.0), up(up(under**2) / four)
    return Theorem3Run(masks, found, column, T, eta, r, rho, path, squares, ratio)
