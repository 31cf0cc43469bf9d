"""The lower end of the flattest trace: rational multipliers, repaired until they are feasible.

If for every pattern D of an open cell and every sign s there are μ ≥ 0 and h supported on D with
X'ᵀ(sDλ + (2D − I)μ − h) = 0 and ‖h‖ ≤ 2 a_D, then Σ ‖∇f(x_i)‖² ≥ ⟨λ, y⟩ for every interpolating
net: on the cone of D, s⟨λ, DX'u⟩ = ⟨h, X'u⟩ − ⟨μ, (2D−I)X'u⟩ ≤ 2 a_D ‖DX'u‖.

The equation is met exactly: h is the least-norm solution for the rounded λ and μ. The norm is met
by scaling λ, μ and h together. So a bad hint costs sharpness of the bound, never its validity.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from flint import fmpq, fmpq_mat

from theorems.core.flattest_program import FlattestData, Floats, Hint
from verify.exact.linalg import InconsistentError, nullspace, project_affine
from verify.exact.rational import fmpq_column, fmpq_of, fraction, round_rational, sqrt_floor

__all__ = ["Dual", "Share", "closed_form_multipliers", "repair_dual"]

THRESHOLDS = (1e-7, 1e-5, 1e-3)
"""below which part of the largest one a multiplier of the solver is dropped, tried in turn"""


@dataclass(frozen=True, slots=True)
class Share:
    """μ and h of one pattern and sign, index to value, zeros left out."""

    mu: dict[int, Fraction]
    h: dict[int, Fraction]


@dataclass(frozen=True, slots=True)
class Dual:
    """A feasible point of the dual.

    Attributes
    ----------
    multipliers : tuple of Fraction
        λ.
    shares : dict
        (cell, sign) to its `Share`; what is left out has μ = 0 and h = sDλ.
    everywhere : bool
        Whether |λ_i| ≤ 2‖x'_i‖ for all i, so that nothing depends on which patterns exist.
    """

    multipliers: tuple[Fraction, ...]
    shares: dict[tuple[int, int], Share]
    everywhere: bool

    def value(self, data: FlattestData) -> Fraction:
        """⟨λ, y⟩, a lower bound on Σ ‖∇f(x_i)‖²."""
        terms = (m * y for m, y in zip(self.multipliers, data.labels, strict=True))
        return sum(terms, Fraction(0))


def closed_form_multipliers(data: FlattestData, bits: int) -> Dual:
    """λ_i = 2 s_i sign(y_i) with s_i the norm ‖x'_i‖ rounded down: the bound of Theorem 4.1."""
    sizes = (2 * sqrt_floor(q, bits) for q in data.squares)
    multipliers = (size * ((y > 0) - (y < 0)) for size, y in zip(sizes, data.labels, strict=True))
    return Dual(tuple(multipliers), {}, everywhere=True)


def repair_dual(data: FlattestData, hint: Hint, *, bits: int = 32) -> Dual | None:
    """Round the solver's multipliers to a feasible point; None if there are none.

    Parameters
    ----------
    bits
        How many bits the multipliers keep, relative to the largest one.
    """
    if hint.multipliers is None or hint.mu is None or not np.isfinite(hint.multipliers).all():
        return None
    largest = float(np.abs(hint.multipliers).max())
    if not largest:
        return Dual((Fraction(0),) * data.n, {}, everywhere=True)
    kept = bits - math.frexp(largest)[1]
    # slightly inward, so that rounding rarely leaves the feasible set
    inward = 1 - 2.0**-25
    multipliers = _rounded(hint.multipliers * inward, kept)
    caps = [4 * q for q in data.squares]
    if all(m * m <= c for m, c in zip(multipliers, caps, strict=True)):
        return Dual(multipliers, {}, everywhere=True)
    shares: dict[tuple[int, int], Share] = {}
    worst = Fraction(1)
    for position, cell in enumerate(hint.cells):
        cap = data.cap(cell)
        if sum(multipliers[i] ** 2 for i in data.active(cell)) <= cap:
            continue
        pattern = _Pattern(data, cell, multipliers)
        for k, sign in enumerate((1, -1)):
            share, square = pattern.share(sign, hint.mu[k, position] * inward, kept, cap)
            shares[cell, sign] = share
            worst = max(worst, square / cap)
    if worst > 1:
        factor = _shrink(worst)
        multipliers = tuple(factor * m for m in multipliers)
        shares = {
            key: Share(
                {i: factor * v for i, v in share.mu.items()},
                {i: factor * v for i, v in share.h.items()},
            )
            for key, share in shares.items()
        }
    return Dual(multipliers, shares, everywhere=False)


def _shrink(worst: Fraction) -> Fraction:
    """A short rational f > 0 with f² worst ≤ 1."""
    bits = 40 + worst.numerator.bit_length() - worst.denominator.bit_length()
    return sqrt_floor(1 / worst, max(bits, 40))


def _rounded(values: Floats, bits: int) -> tuple[Fraction, ...]:
    if bits >= 0:
        return tuple(round_rational(float(v), bits=bits) for v in values)
    unit = 2**-bits
    return tuple(Fraction(round(Fraction(float(v)) / unit) * unit) for v in values)


class _Pattern:
    """One activation pattern D with what both of its signs share."""

    def __init__(self, data: FlattestData, cell: int, multipliers: tuple[Fraction, ...]) -> None:
        self.signs = data.patterns[cell]
        self.active = data.active(cell)
        self.rows = data.rows
        table = data.design.table()
        self.table = table
        self.within = fmpq_mat([table[i] for i in self.active]).transpose()
        """X'_Dᵀ, dim × |D|"""
        self.linear = self.within * fmpq_column([multipliers[i] for i in self.active])
        """X'_Dᵀ λ_D"""
        self.normals = nullspace(self.within.transpose()).transpose()
        """rows that vanish on the span of the active samples"""

    def share(self, sign: int, mu: Floats, bits: int, cap: Fraction) -> tuple[Share, Fraction]:
        """The best μ and h found, with ‖h‖²."""
        best, square = self._solved(sign, {})
        if square <= cap:
            return best, square
        largest = float(mu.max(initial=0.0))
        for threshold in THRESHOLDS:
            support = [i for i in range(len(self.rows)) if mu[i] > threshold * largest > 0]
            rounded = self._rounded_mu(support, mu, bits)
            if rounded is not None:
                share, found = self._solved(sign, rounded)
                if found < square:
                    best, square = share, found
                if square <= cap:
                    break
        return best, square

    def _rounded_mu(self, support: list[int], mu: Floats, bits: int) -> dict[int, Fraction] | None:
        """μ ≥ 0 near the solver's and with an h: Σ μ_i x'_i over i not in D in span X'_D."""
        values = _rounded(mu[support], bits)
        rounded = dict(zip(support, values, strict=True))
        outside = [i for i in support if self.signs[i] < 0]
        if outside and self.normals.nrows():
            columns = fmpq_mat([self.table[i] for i in outside]).transpose()
            zero = fmpq_mat(self.normals.nrows(), 1)
            start = fmpq_column([rounded[i] for i in outside])
            nearest = project_affine(start, self.normals * columns, zero)
            for k, i in enumerate(outside):
                rounded[i] = fraction(nearest[k, 0])
        if any(value < 0 for value in rounded.values()):
            return None
        return {i: value for i, value in rounded.items() if value}

    def _solved(self, sign: int, mu: dict[int, Fraction]) -> tuple[Share, Fraction]:
        """The h of least norm for this μ."""
        target = self.linear * fmpq(sign)
        for i, value in mu.items():
            row = fmpq_mat([self.table[i]]).transpose()
            target += row * fmpq_of(value * self.signs[i])
        try:
            solved = project_affine([0] * len(self.active), self.within, target)
        except InconsistentError as error:  # excluded by `_rounded_mu`
            msg = f"the dual equation of the pattern {self.signs} has no solution"
            raise RuntimeError(msg) from error
        entries = [fraction(solved[k, 0]) for k in range(len(self.active))]
        h = {i: value for i, value in zip(self.active, entries, strict=True) if value}
        return Share(mu, h), sum((v * v for v in entries), Fraction(0))
