"""The lower end of the flattest trace: rational multipliers, repaired until they are feasible.

If for every pattern D of an open cell and every sign s there are μ ≥ 0 and h supported on the
samples of D with X'ᵀ(sDλ + (2D − I)μ − h) = 0 and Σ h_i²/c_i ≤ 4 a_D², then the cost of every
interpolating net is at least ⟨λ, y⟩: on the cone of D, s⟨λ, DX'u⟩ = ⟨h, X'u⟩ − ⟨μ, (2D−I)X'u⟩ ≤
2 a_D (Σ_D c_i (x'_i·u)²)^{1/2}. A point z that is no sample may have a λ_z too; then the cost of a
net that interpolates is at least ⟨λ, y⟩ + λ_z f(z).

The equation is met exactly: h is the least-norm solution for the rounded λ and μ. The norm is met
by scaling λ, μ and h together. So a bad hint costs sharpness of the bound, never its validity.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from flint import fmpq, fmpq_mat

from theorems.core.flattest_program import FlattestData
from theorems.core.flattest_search import Floats, Hint
from verify.exact.linalg import InconsistentError, nullspace, project_affine, solve
from verify.exact.rational import fmpq_of, fraction, round_rational, sqrt_floor

__all__ = ["Dual", "Pattern", "Share", "closed_form_multipliers", "repair_dual"]

THRESHOLDS = (1e-7, 1e-5, 1e-3)
"""below which part of the largest one a multiplier of the solver is dropped, tried in turn"""


@dataclass(frozen=True, slots=True)
class Share:
    """μ and h of one pattern and sign, index to value, zeros left out."""

    mu: dict[int, fmpq]
    h: dict[int, fmpq]


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
        Whether ‖Dλ‖ is below the price at every D whatever, so that nothing depends on which
        patterns exist: |λ_i| ≤ 2 c_i ‖x'_i‖ for all i, for the trace.
    """

    multipliers: tuple[Fraction, ...]
    shares: dict[tuple[int, int], Share]
    everywhere: bool

    def value(self, data: FlattestData) -> Fraction:
        """⟨λ, y⟩ over the samples, a lower bound on the cost."""
        return sum((self.multipliers[i] * data.labels[i] for i in data.seen), Fraction(0))


def closed_form_multipliers(data: FlattestData, bits: int) -> Dual:
    """λ_i = 2 c_i s_i sign(y_i), s_i the norm ‖x'_i‖ rounded down: the bound of Theorem 4.1.

    For Sim-BN, which has no such bound, λ = 0.
    """
    if data.measure != "trace":
        return Dual((Fraction(0),) * data.size, {}, everywhere=True)
    sizes = (2 * c * sqrt_floor(q, bits) for c, q in zip(data.counts, data.squares, strict=True))
    multipliers = (size * ((y > 0) - (y < 0)) for size, y in zip(sizes, data.labels, strict=True))
    return Dual(tuple(multipliers), {}, everywhere=True)


def _everywhere(data: FlattestData, multipliers: tuple[Fraction, ...]) -> bool:
    if any(m and not c for m, c in zip(multipliers, data.counts, strict=True)):
        return False
    parts = {i: multipliers[i] ** 2 / data.counts[i] for i in data.seen}
    if data.measure == "sim_bn":
        return sum(parts.values(), Fraction(0)) <= Fraction(1, data.n)
    return all(part <= 4 * data.counts[i] * data.squares[i] for i, part in parts.items())


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
        return Dual((Fraction(0),) * data.size, {}, everywhere=True)
    kept = bits - math.frexp(largest)[1]
    # slightly inward, so that rounding rarely leaves the feasible set
    inward = 1 - 2.0**-25
    multipliers = _rounded(hint.multipliers * inward, kept)
    if _everywhere(data, multipliers):
        return Dual(multipliers, {}, everywhere=True)
    shares: dict[tuple[int, int], Share] = {}
    worst = fmpq(1)
    entries = [fmpq_of(m) for m in multipliers]
    for position, cell in enumerate(hint.cells):
        cap = fmpq_of(data.cap(cell))
        on = [i for i, s in enumerate(data.patterns[cell]) if s > 0 and multipliers[i]]
        if all(data.counts[i] for i in on):
            plain = sum((entries[i] ** 2 / data.counts[i] for i in on), fmpq(0))
            if plain <= cap:
                continue
        pattern = Pattern(data, cell, entries)
        for k, sign in enumerate((1, -1)):
            found = pattern.share(sign, hint.mu[k, position] * inward, kept, cap)
            if found is None:
                return None
            share, square = found
            shares[cell, sign] = share
            worst = max(worst, square / cap)
    if worst > 1:
        factor = _shrink(fraction(worst))
        multipliers = tuple(factor * m for m in multipliers)
        by = fmpq_of(factor)
        shares = {
            key: Share(
                {i: by * v for i, v in share.mu.items()}, {i: by * v for i, v in share.h.items()}
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


class Pattern:
    """One activation pattern D with what both of its signs share."""

    def __init__(self, data: FlattestData, cell: int, multipliers: list[fmpq]) -> None:
        self.signs = data.patterns[cell]
        self.active = data.active(cell)
        self.outside = sorted(set(range(data.size)) - set(self.active))
        self.table = data.table
        self.counts = data.counts
        within = fmpq_mat([self.table[i] for i in self.active])
        every = [i for i, s in enumerate(self.signs) if s > 0]
        entries = fmpq_mat(len(every), 1, [multipliers[i] for i in every])
        self.linear = fmpq_mat([self.table[i] for i in every]).transpose() * entries
        """X'ᵀDλ, a point that is no sample included"""
        self.weighted = fmpq_mat([[self.counts[i] * e for e in self.table[i]] for i in self.active])
        """c_i x'_i over the active samples"""
        self.gram = within.transpose() * self.weighted
        self.normals = nullspace(within).transpose()
        """rows that vanish on the span of the active samples"""

    def share(self, sign: int, mu: Floats, bits: int, cap: fmpq) -> tuple[Share, fmpq] | None:
        """The best μ and h found, with Σ h_i²/c_i; None if none was."""
        found: list[tuple[Share, fmpq]] = []
        largest = float(mu.max(initial=0.0))
        for threshold in (None, *THRESHOLDS):
            rounded: dict[int, fmpq] | None = {}
            if threshold is not None:
                support = [i for i in range(len(self.signs)) if mu[i] > threshold * largest > 0]
                rounded = self._rounded_mu(sign, support, mu, bits)
            if rounded is None:
                continue
            solved = self.solved(sign, rounded)
            if solved is not None:
                found.append(solved)
                if solved[1] <= cap:
                    return solved
        return min(found, key=lambda pair: pair[1]) if found else None

    def _rounded_mu(
        self, sign: int, support: list[int], mu: Floats, bits: int
    ) -> dict[int, fmpq] | None:
        """μ ≥ 0 near the solver's and with an h: sDλ and (2D − I)μ leave span X'_D together."""
        rounded = map(fmpq_of, _rounded(mu[support], bits))
        values = dict(zip(support, rounded, strict=True))
        if not self.normals.nrows():
            return {i: value for i, value in values.items() if value}
        free = set(self.outside)
        leaving = self.normals * self.linear * fmpq(-sign)
        outside = [i for i in support if i in free]
        while outside:
            columns = fmpq_mat(
                [[self.signs[i] * e for e in self.table[i]] for i in outside]
            ).transpose()
            start = fmpq_mat(len(outside), 1, [values[i] for i in outside])
            try:
                nearest = project_affine(start, self.normals * columns, leaving)
            except InconsistentError:
                return None
            entries = [nearest[k, 0] for k in range(len(outside))]
            if min(entries) >= 0:
                values.update(zip(outside, entries, strict=True))
                return {i: value for i, value in values.items() if value}
            dropped = [i for i, entry in zip(outside, entries, strict=True) if entry < 0]
            for i in dropped:
                del values[i]
            outside = [i for i in outside if i in values]
        return {i: value for i, value in values.items() if value}

    def solved(self, sign: int, mu: dict[int, fmpq]) -> tuple[Share, fmpq] | None:
        """The h of least norm for this μ, and Σ h_i²/c_i; None if there is none."""
        direction = self.direction(sign, mu)
        if direction is None:
            return None
        column = self.weighted * direction
        h = {i: column[k, 0] for k, i in enumerate(self.active) if column[k, 0] != 0}
        return Share(mu, h), sum((v * v / self.counts[i] for i, v in h.items()), fmpq(0))

    def direction(self, sign: int, mu: dict[int, fmpq]) -> fmpq_mat | None:
        """w with h_i = c_i x'_i·w: up to a factor, where the inequality is least strict."""
        target = self.linear * fmpq(sign)
        if mu:
            rows = fmpq_mat([self.table[i] for i in mu]).transpose()
            signed = [value * self.signs[i] for i, value in mu.items()]
            target += rows * fmpq_mat(len(mu), 1, signed)
        try:
            return solve(self.gram, target)
        except InconsistentError:
            return None
