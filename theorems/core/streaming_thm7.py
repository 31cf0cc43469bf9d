"""Theorem 7 at sizes that no memory holds: SAM on the streamed sample, d = 2^n T + 1.

Every bit is drawn to find a sample with exactly one zero column I, and once more for the Gram
matrix, from which the first update follows (`streaming_thm7_first`); each later one moves two
coordinates of block I (`streaming_thm7_chain`). Nothing is compared in floats: what the proof needs
is decided in balls and integers, and the risks of all suffix averages are enclosed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from flint import ctx

from theorems.core.streaming import Bracket, stream
from theorems.core.streaming_gram import StreamedGram, stream_gram
from theorems.core.streaming_suffix import (
    below_and_above,
    check_memory,
    check_rational,
    check_steps,
    down,
    suffix_squares,
    up,
)
from theorems.core.streaming_thm7_chain import Chain, run_chain_intervals
from theorems.core.streaming_thm7_first import FirstUpdate, first_update
from verify.exact.ball import ball, ends
from verify.tri import Tri

if TYPE_CHECKING:
    from jaxtyping import Float

__all__ = ["Theorem7Run", "stream_theorem7"]

_PRECISION = 512
_BYTES_PER_STEP = 200


@dataclass(frozen=True, eq=False)
class Theorem7Run:
    """A run of Theorem 7 on a streamed sample, with all T suffix averages.

    Attributes
    ----------
    gram
        What the pass over all n 2^n bits kept.
    seed
        The seed of the sample: the first from the one asked for with exactly one zero column.
    column
        I, from 0.
    T, eta, r
        The parameters.
    first
        The first update.
    chain
        The later ones.
    squares
        Floats below and above Σ_{j≥2} ŵ_τ^(I)(j)²/(ηr)², τ = 1, ..., T.
    ratio
        Floats below and above F(ŵ_τ)/(η²r²T); F(w*) = 0.
    """

    gram: StreamedGram
    seed: int
    column: int
    T: int
    eta: Fraction
    r: Fraction
    first: FirstUpdate
    chain: Chain
    squares: tuple[Float[np.ndarray, " T"], Float[np.ndarray, " T"]]
    ratio: tuple[Float[np.ndarray, " T"], Float[np.ndarray, " T"]]

    @property
    def least_ratio(self) -> Bracket:
        """A lower and an upper end of the least F(ŵ_τ)/(η²r²T) over τ, as rationals."""
        return Fraction(float(self.ratio[0].min())), Fraction(float(self.ratio[1].min()))


def _check(n: int, T: int, eta: Fraction, r: Fraction) -> None:
    check_steps(T)
    for name, value in (("n", n), ("T", T)):
        if isinstance(value, bool) or not isinstance(value, int) or value < 6:
            msg = f"{name} must be an integer of at least 6, got {value!r}."
            raise ValueError(msg)
    if 4 * (eta * r) ** 2 * T > 1:
        bound = 1 / (2 * float(r) * math.sqrt(T))
        msg = f"eta must satisfy eta r <= 1/(2 sqrt(T)), eta <= {bound:.6g}, got {eta}."
        raise ValueError(msg)
    check_memory(_BYTES_PER_STEP * T, f"T = {T}")


def stream_theorem7(
    n: int,
    T: int,
    *,
    eta: Fraction | int | str,
    r: Fraction | int | str,
    seed: int,
    gamma: str = "corrected",
    workers: int = 1,
    attempts: int = 64,
) -> Theorem7Run:
    """Execute Theorem 7: stream all n 2^n bits, run SAM for T iterates, bound every suffix risk.

    The samples of `seed`, `seed` + 1, ... are drawn until one has exactly one zero column, which it
    has with probability more than 1/e; its bits are drawn once more for the Gram matrix.

    Parameters
    ----------
    n, T
        6 ≤ n ≤ 40 masks of 2^n bits, and T ≥ 6 iterates.
    eta, r
        Positive rationals with ηr ≤ 1/(2√T).
    seed
        A non-negative integer.
    gamma
        As for `first_update`.
    workers
        The number of threads that stream.
    attempts
        The largest number of samples to draw.

    Raises
    ------
    ValueError
        If an argument is out of its range, needs too much memory, or no sample has the event.
    ArithmeticError
        If the first update is not, or not surely, as Lemma 7 has it; the message names the item.

    Notes
    -----
    At ŵ_τ no hinge of the chain is positive, as `Chain` decides, and z(I) is a fair bit, so that
    F(ŵ_τ) = ¼ Σ_{j≥2} ŵ_τ^(I)(j)² + (γ/2) E[v_zᵀŵ_τ + δ_1]_+². The last term lies between 0 and
    (γ/2)(δ_1 + w_2^(I)(1) + 2^n κλ)², because w_2^(i)(1) in (−λ, 0) and w_2(d) < 0.

    References
    ----------
    Paper `sco`, Theorem 7, Lemmas 7 and 8.
    """
    eta = check_rational("eta", eta, positive=True)
    r = check_rational("r", r, positive=True)
    _check(n, T, eta, r)
    for tried in range(attempts):
        masks = stream(n, seed=seed + tried, workers=workers, count_ones=False)
        if masks.zero_columns == 1:
            break
    else:
        msg = f"seed must have exactly one zero column within {attempts} samples, got {seed}."
        raise ValueError(msg)
    gram = stream_gram(n, seed=seed + tried, workers=workers)
    if masks.first_zero is None or gram.first_zero != masks.first_zero:
        msg = f"the two passes differ: zero column {masks.first_zero} and {gram.first_zero}"
        raise ArithmeticError(msg)
    with ctx.workprec(_PRECISION):
        first = first_update(gram, T, eta=eta, r=r, gamma=gamma)
        for name, answer in first.items:
            if answer is not Tri.YES:
                word = "fails" if answer is Tri.NO else "is not decided"
                msg = f"the first update is not as Lemma 7 has it: {name} {word}"
                raise ArithmeticError(msg)
        chain = run_chain_intervals(-first.head / ball(eta * r), T, eta=eta)
        k = first.constants
        reach = k.delta1 + first.first + ball(k.N * k.kappa * k.lam)
        tail = ends(k.gamma * reach**2 / ball(2 * (eta * r) ** 2 * T))[1]
    chain.exponents[0] = first.delta.denominator.bit_length() - 1
    squares = suffix_squares(chain.heads, chain.rests)
    four = 4.0 * T
    ratio = (
        np.maximum(down(squares[0] / four), 0.0),
        up(up(squares[1] / four) + below_and_above(tail)[1]),
    )
    return Theorem7Run(
        gram, seed + tried, masks.first_zero, T, eta, r, first, chain, squares, ratio
    )
