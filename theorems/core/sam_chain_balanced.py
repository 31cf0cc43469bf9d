"""SAM on Theorem 7's loss in floats of any width, on the sample whose columns are all patterns.

The *balanced* sample of n masks: its 2^n columns are the 2^n different bit patterns of length n, so
that exactly one is zero, at every n. Columns with equally many ones move alike, and every mask sees
the same of them, so that n + 1 rows of T coordinates and the last one are the whole point, and n
may be in the thousands: nothing but rounding, underflow and overflow tells such a run from the one
over all 2^n T + 1 coordinates (`theorems.core.sam_chain_dense`).

References
----------
Paper `sco`, Theorem 7.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from flint import ctx

from theorems.core.sam_chain_columns import Columns
from theorems.core.sam_chain_loss import chain_constants, power_below
from verify.exact.ball import ball, ends

if TYPE_CHECKING:
    from jaxtyping import Float

__all__ = [
    "NORMS",
    "BalancedChain",
    "balanced_chain",
    "balanced_columns",
    "balanced_deltas",
    "balanced_sam",
]

NORMS = ("plain", "scaled", "damped")
"""How SAM divides by ‖g‖: by √Σg², by that of g over its largest entry, or by √Σg² + ε."""

_BITS = 192  # more than any float's significand


@dataclass(frozen=True)
class BalancedChain:
    """F_S on the balanced sample; every array is of one floating-point type.

    Parameters
    ----------
    counts
        How many columns have k ones, k = 0..n.
    shares
        k/n, what the sample mean of z(i) is in such a column.
    means
        k/n − (1 − k/n)κ, the sample mean of v_z at (i, 1).
    deltas
        δ_2, ..., δ_T.
    lam, gamma, delta1
        λ, γ (as corrected) and δ_1, rounded.
    """

    counts: Float[np.ndarray, " n+1"]
    shares: Float[np.ndarray, " n+1"]
    means: Float[np.ndarray, " n+1"]
    deltas: Float[np.ndarray, " T-1"]
    lam: Any
    gamma: Any
    delta1: Any

    @property
    def shape(self) -> tuple[int, int]:
        """n + 1 and T."""
        return len(self.counts), len(self.deltas) + 1

    def rows(self, w: Float[np.ndarray, " d"], /) -> Float[np.ndarray, "n+1 T"]:
        """All coordinates but the last, those of a column with k ones in row k."""
        return w[:-1].reshape(self.shape)

    def gradient(self, w: Float[np.ndarray, " d"], /) -> Float[np.ndarray, " d"]:
        """∇F_S(w), along a single column in each row."""
        rows, out = self.rows(w), np.zeros_like(w)
        g = self.rows(out)
        back = rows[:, :-1].copy()
        back[:, :1] += self.lam
        hinges = np.maximum(rows[:, 1:] - self.deltas * back, 0)
        g[:, 1:] = self.shares[:, None] * rows[:, 1:] + hinges
        g[:, :-1] -= self.deltas * hinges
        inner = np.sum(self.counts * (self.means * rows[:, 0])) + w[-1] + self.delta1
        out[-1] = self.gamma * np.maximum(inner, 0)
        g[:, 0] += out[-1] * self.means
        return out

    def norm(self, g: Float[np.ndarray, " d"], /) -> Any:
        """The Euclidean norm over all columns, the squares summed as they are."""
        rows = self.rows(g)
        return np.sqrt(np.sum(self.counts * np.sum(rows * rows, axis=1)) + g[-1] * g[-1])

    def unseen(self, w: Float[np.ndarray, " d"], /) -> Any:
        """¼ Σ_i Σ_{j≥2} w^(i)(j)², the first term of F(w), at most F(w) − F(w*)."""
        return np.sum(self.counts * np.sum(self.rows(w)[:, 1:] ** 2, axis=1)) / 4


def _rounded(x: Any, dtype: Any) -> Any:
    """A rational or a ball as a float, whatever its magnitude."""
    man, exp = (int(part) for part in ball(x).mid().man_exp())
    shift = max(0, man.bit_length() - 64)  # what is left fits the range of every type
    man, exp = (man + (1 << shift >> 1)) >> shift, exp + shift
    with np.errstate(over="ignore", under="ignore"):
        return np.ldexp(dtype(man), exp)


def balanced_columns(n: int) -> Columns:
    """The 2^n columns of n bits, all different, by their number of ones.

    Raises
    ------
    ValueError
        If n < 1.
    """
    if n < 1:
        msg = f"n must be at least 1, got {n!r}."
        raise ValueError(msg)
    counts, count = {}, 1
    for k in range(n + 1):
        counts[k] = count
        count = count * (n - k) // (k + 1)
    # each mask sees 2^(n-1) columns, with (n+1)/2 ones on average
    return Columns.from_counts(n, counts, [(1 << (n - 1), (n + 1) << (n - 1) >> 1)] * n)


def balanced_deltas(n: int, *, steps: int, eta: Fraction, r: Fraction) -> tuple[Fraction, ...]:
    """δ_2, ..., δ_T by the rule "explicit" of `theorems.core.sam_chain`, in closed form.

    ‖v̄‖² = 1 + 2^n E(p − (1−p)κ)², where np is binomial: E p = 1/2, E p² = 1/4 + 1/(4n).

    Raises
    ------
    ValueError
        If an argument is out of its range.
    """
    with ctx.workprec(_BITS):
        k = chain_constants(_some_columns(n), steps, eta, r, gamma="corrected")
        a, b = 1 + k.kappa, k.kappa
        square = 1 + k.N * (a * a * Fraction(n + 1, 4 * n) - a * b + b * b)
        ratio = ball(k.eta) * (ball(k.kappa) / ball(square).sqrt() - ball(k.lam / k.r))
        flat = min(Fraction(1, 4), 1 / (4 * k.eta))
        third = min(flat, ends(ratio / (4 * ball(k.eta)))[0], ends(1 / (4 * ratio))[0])
    return (Fraction(1), power_below(third), *[power_below(flat)] * steps)[: steps - 1]


def _some_columns(n: int) -> Columns:
    """n and 2^n, which is all that the constants ask of a sample."""
    if n < 1:
        msg = f"n must be at least 1, got {n!r}."
        raise ValueError(msg)
    return Columns.from_counts(n, {0: 1 << n})


def balanced_chain(
    n: int,
    *,
    eta: Fraction,
    r: Fraction,
    deltas: Sequence[Fraction],
    dtype: Any = np.float64,
) -> BalancedChain:
    """F_S on the balanced sample of n masks, with δ_2, ..., δ_T.

    Raises
    ------
    ValueError
        If an argument is out of its range.
    """
    columns = balanced_columns(n)
    one = dtype(1)
    shares = np.arange(n + 1, dtype=dtype) / dtype(n)
    with ctx.workprec(_BITS):
        k = chain_constants(_some_columns(n), len(deltas) + 1, eta, r, gamma="corrected")
        return BalancedChain(
            counts=np.array([_rounded(m, dtype) for _, m in columns.counts], dtype=dtype),
            shares=shares,
            means=shares - (one - shares) * _rounded(k.kappa, dtype),
            deltas=np.array([_rounded(x, dtype) for x in deltas], dtype=dtype),
            lam=_rounded(k.lam, dtype),
            gamma=_rounded(k.gamma, dtype),
            delta1=_rounded(k.delta1, dtype),
        )


def balanced_sam(
    chain: BalancedChain,
    /,
    *,
    eta: Fraction,
    r: Fraction,
    norm: str = "scaled",
    epsilon: float = 0.0,
) -> Float[np.ndarray, "T d"]:
    """w_1 = 0, ..., w_T of SAM in the arithmetic of `chain`; 0/0 is taken as 0.

    Parameters
    ----------
    norm, epsilon
        One of `NORMS`, and the ε > 0 of "damped".

    Raises
    ------
    ValueError
        If the norm is unknown, or does not fit ε.
    """
    if norm not in NORMS or (norm == "damped") != (epsilon > 0):
        msg = f"norm must be one of {NORMS}, 'damped' with epsilon > 0, got {norm!r}, {epsilon!r}."
        raise ValueError(msg)
    dtype = chain.counts.dtype.type
    rate, radius = _rounded(eta, dtype), _rounded(r, dtype)
    width = chain.shape[0] * chain.shape[1] + 1
    path = [np.zeros(width, dtype=dtype)]
    with np.errstate(all="ignore"):  # what under- and overflow do is the question
        while len(path) < chain.shape[1]:
            w = path[-1]
            g = chain.gradient(w)
            scale = np.max(np.abs(g)) if norm == "scaled" else dtype(1)
            h = g / scale if scale else g
            length = chain.norm(h) + dtype(epsilon)
            v = radius * (h / length) if length else np.zeros_like(w)
            path.append(w - rate * chain.gradient(w + v))
    return np.stack(path)
