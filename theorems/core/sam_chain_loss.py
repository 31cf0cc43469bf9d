"""Theorem 7's loss: its constants and ∇F_S.

f(w, z) = ½ Σ_i Σ_{j≥2} z(i) w^(i)(j)² + ½ Σ_i Σ_{j≥2} [w^(i)(j) − δ_j (w^(i)(j−1) + λ 1[j=2])]_+²
+ (γ/2) [v_zᵀw + δ_1]_+², with v_z = 1 or −κ at (i, 1), κ = 1/(2(d−1)), and 1 at d, for N columns of
T coordinates, d = NT + 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb

from theorems.core.sam_chain_columns import Columns
from theorems.core.scalars import relu
from verify.exact.ball import ball

__all__ = [
    "GAMMAS",
    "ChainConstants",
    "chain_constants",
    "class_gradient",
    "power_below",
]

GAMMAS = ("printed", "corrected")
"""γ = λ/(max{1,η}(r + δ_1)) as printed, or λ/(max{1,η} √d (r + δ_1)).

As printed the step of the γ-term moves the columns that are not zero by up to ηγ(r‖v̄‖ + δ_1),
which passes λ once η‖v̄‖ is above about 2, ‖v̄‖ being about 2^(n/2)/2: `sco.lem7`. The correction
keeps it below λ for every η and every sample.
"""


def power_below(x: Fraction) -> Fraction:
    """The largest power of two that is at most x > 0."""
    k = x.numerator.bit_length() - x.denominator.bit_length()
    p = Fraction(2) ** k
    return p if p <= x else p / 2


@dataclass(frozen=True)
class ChainConstants:
    """λ and κ exactly, γ and δ_1 as balls, for N columns of T coordinates.

    γ and δ_1 are printed in terms of each other: γ = λ/(M s (r + δ_1)), M = max{1, η}, s = 1 as
    printed and √d in the correction, and δ_1 = ηγr/(2√d − ηγ). The second gives
    ηγ(r + δ_1) = 2√d δ_1, so that by the first δ_1 = ηλ/(2√d M s): the equations are linear, their
    one solution is positive, and γ = 2√d λ/(2√d r M s + ηλ), whence 2√d > ηγ.
    """

    n: int
    N: int
    T: int
    d: int
    eta: Fraction
    r: Fraction
    lam: Fraction
    kappa: Fraction
    gamma: arb
    delta1: arb


def chain_constants(
    columns: Columns,
    T: int,
    eta: Fraction,
    r: Fraction,
    *,
    gamma: str = "printed",
) -> ChainConstants:
    """The constants at the current precision.

    Parameters
    ----------
    columns
        The sample; only n and the number of columns matter.
    T, eta, r
        T >= 1, η > 0, r > 0.
    gamma
        One of `GAMMAS`.

    Raises
    ------
    ValueError
        If an argument is out of its range.
    """
    if gamma not in GAMMAS:
        msg = f"gamma must be one of {', '.join(GAMMAS)}, got {gamma!r}."
        raise ValueError(msg)
    for name, value in (("T", T), ("eta", eta), ("r", r)):
        if not value > 0:
            msg = f"{name} must be positive, got {value}."
            raise ValueError(msg)
    d = columns.N * T + 1
    lam = Fraction(r) / (4 * d * (d - 1))
    root = ball(d).sqrt()
    bound = ball(max(Fraction(1), eta)) * (root if gamma == "corrected" else 1)
    g = 2 * root * ball(lam) / (2 * root * ball(r) * bound + ball(eta * lam))
    return ChainConstants(
        columns.n, columns.N, T, d, Fraction(eta), Fraction(r), lam,
        Fraction(1, 2 * (d - 1)), g, ball(eta * lam) / (2 * root * bound),
    )  # fmt: skip


def class_gradient(
    w: Sequence[Any], k: ChainConstants, patterns: Sequence[tuple[str, int]],
    deltas: Sequence[Fraction],
) -> tuple[Any, ...]:  # fmt: skip
    """∇F_S at w, all hinges and ReLUs evaluated; one block for each pattern, then w(d).

    Parameters
    ----------
    w
        Balls, T for each pattern (each of its columns has these) and w(d).
    patterns
        Bits of a column and how many have them; each column by itself if all of them are 1.
    deltas
        δ_2, ..., δ_T.

    Returns
    -------
    tuple
        The derivative along a single column of each pattern, and along w(d).
    """
    steps, n, kappa = k.T, k.n, ball(k.kappa)
    d = [ball(x) for x in deltas]
    out = [arb(0)] * len(w)
    for c, (bits, _) in enumerate(patterns):
        at, share = c * steps, ball(Fraction(bits.count("1"), n))
        for j in range(1, steps):
            back = w[at + j - 1] + (ball(k.lam) if j == 1 else 0)
            h = relu(w[at + j] - d[j - 1] * back)
            out[at + j] += share * w[at + j] + h
            out[at + j - 1] -= d[j - 1] * h
    for z in range(n):
        side = [arb(1) if bits[z] == "1" else -kappa for bits, _ in patterns]
        inner = w[-1] + k.delta1
        for c, (_, m) in enumerate(patterns):
            inner += m * side[c] * w[c * steps]
        height = k.gamma * relu(inner) / n
        out[-1] += height
        for c in range(len(patterns)):
            out[c * steps] += side[c] * height
    return tuple(out)
