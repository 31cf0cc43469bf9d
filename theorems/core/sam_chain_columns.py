"""A sample of Theorem 7, reduced to what a run of SAM needs of it: its columns.

Columns with the same bits in all of S move alike from w_1 = ε e_d, so that a sample is the list of
its distinct columns and how often each occurs, or less: how many columns have k ones. κ stands for
1/(2(d−1)), and v_z is 1 or −κ at (i, 1), 1 at d.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from flint import arb

from theorems.core.scalars import total
from verify.exact.ball import ball

__all__ = ["Columns"]


@dataclass(frozen=True)
class Columns:
    """The columns of n masks.

    Parameters
    ----------
    n
        How many masks.
    counts
        Pairs (k, number of columns with k ones), k ascending.
    patterns
        Pairs (bits of a column over z_1, ..., z_n, how many columns have them); None if only the
        counts are known.
    rows
        For each z in S the pair (number of its ones, Σ_i z(i) k_i), k_i the ones of column i; None
        if not known. It narrows what the counts alone say of the other columns.
    """

    n: int
    counts: tuple[tuple[int, int], ...]
    patterns: tuple[tuple[str, int], ...] | None = None
    rows: tuple[tuple[int, int], ...] | None = None

    def __post_init__(self) -> None:
        fits = self.n >= 1 and bool(self.counts)
        if not fits or not all(0 <= k <= self.n and m >= 1 for k, m in self.counts):
            msg = f"counts must be pairs (0..{self.n}, at least 1), got {self.counts!r}."
            raise ValueError(msg)

    @classmethod
    def from_counts(
        cls, n: int, counts: Mapping[int, int], rows: Sequence[tuple[int, int]] | None = None
    ) -> Columns:
        """From {k: how many columns have k ones}."""
        kept = tuple(sorted((int(k), int(m)) for k, m in counts.items() if m))
        known = None if rows is None else tuple((int(a), int(b)) for a, b in rows)
        return cls(n, kept, None, known)

    @classmethod
    def from_patterns(cls, patterns: Mapping[str, int]) -> Columns:
        """From {bits of a column: how many columns have them}.

        Raises
        ------
        ValueError
            If the patterns are not texts of zeros and ones of one length.
        """
        kept = tuple(sorted((p, int(m)) for p, m in patterns.items() if m))
        sizes = {len(p) for p, _ in kept}
        if len(sizes) != 1 or not all(set(p) <= {"0", "1"} and p for p, _ in kept):
            msg = f"patterns must be texts of zeros and ones of one length, got {patterns!r}."
            raise ValueError(msg)
        counts: Counter[int] = Counter()
        for p, m in kept:
            counts[p.count("1")] += m
        rows = []
        for z in range(sizes.copy().pop()):
            on = [(p.count("1"), m) for p, m in kept if p[z] == "1"]
            rows.append((sum(m for _, m in on), sum(k * m for k, m in on)))
        return cls(sizes.pop(), tuple(sorted(counts.items())), kept, tuple(rows))

    @classmethod
    def from_masks(cls, masks: Sequence[Sequence[Any]]) -> Columns:
        """From n rows of bits (0/1, "0"/"1" or booleans)."""
        columns = zip(*masks, strict=True)
        return cls.from_patterns(Counter("".join(str(int(b)) for b in c) for c in columns))

    @cached_property
    def N(self) -> int:
        """The number of columns, 2^n in the paper."""
        return sum(m for _, m in self.counts)

    @cached_property
    def zeros(self) -> int:
        """The number m of columns that are zero in all of S."""
        return dict(self.counts).get(0, 0)

    def mean(self, ones: int, kappa: Fraction) -> Fraction:
        """v̄ at (i, 1), if column i has so many ones."""
        return Fraction(ones - (self.n - ones) * kappa, self.n)

    def mean_square(self, kappa: Fraction) -> Fraction:
        """‖v̄‖²."""
        squares = (m * self.mean(k, kappa) ** 2 for k, m in self.counts)
        return sum(squares, Fraction(1))

    def projections(self, kappa: Fraction) -> list[Fraction]:
        """v_zᵀv̄ for each z in S, or two bounds on all of them where `rows` is not known."""
        means = [(self.mean(k, kappa), m) for k, m in self.counts]
        if self.rows is None:
            # z(i) is free but for the columns that are all zeros or all ones
            ends = []
            for pick in (min, max):
                sides = (
                    (m, x, -kappa * x, k) for (x, m), (k, _) in zip(means, self.counts, strict=True)
                )
                ends.append(
                    1 + total(m * (lo if k == 0 else hi if k == self.n else pick(lo, hi))
                              for m, hi, lo, k in sides)
                )  # fmt: skip
            return ends
        whole = total(m * x for x, m in means)
        found = []
        for size, weight in self.rows:
            inner = (weight * (1 + kappa) - self.n * kappa * size) / self.n
            found.append(1 + (1 + kappa) * inner - kappa * whole)
        return found

    def pulled(self, heights: Sequence[arb], mean: arb, kappa: Fraction) -> tuple[arb, ...]:
        """What (1/n) Σ_z c_z v_z with c_z > 0 is in the columns that are not zero, and along v_z.

        Parameters
        ----------
        heights
            The c_z, in the order of `projections`, or their two bounds.
        mean
            (1/n) Σ_z c_z.

        Returns
        -------
        tuple
            A lower and an upper bound of its entries (i, 1), i no zero column, a lower bound of its
            inner products with v_z, z in S, and a number that the largest entry reaches. Attained
            where the patterns are known.

        Notes
        -----
        For c_z = a v_zᵀv̄ + b, a, b >= 0, the entries weighted with v̄ have the sum
        (1/n) Σ_z c_z (v_zᵀv̄ − 1), at least (‖v̄‖² − 1) (1/n) Σ_z c_z by Jensen: hence the last one,
        from the counts alone.
        """
        n, k_, wide = self.n, ball(kappa), ball(1 + kappa)
        if self.patterns is not None:
            entries = []
            for p, m in self.patterns:
                on = [c for c, bit in zip(heights, p, strict=True) if bit == "1"]
                entries.append((p, m, wide * total([0 * mean, *on]) / n - k_ * mean))
            others = [x for p, _, x in entries if "1" in p] or [0 * mean]
            along = [
                mean + total(m * (x if p[z] == "1" else -k_ * x) for p, m, x in entries)
                for z in range(n)
            ]
            most = -_least([-x for x in others])
            return _least(others), most, _least(along), most
        ordered = [c for _, c in sorted(zip(self.projections(kappa), heights, strict=True))]
        full = dict(self.counts).get(n, 0)
        lows, highs = ([mean], [mean]) if full else ([], [])
        for ones, _ in self.counts:
            if not 0 < ones < n:
                continue
            if self.rows is None:
                least, most = ordered[0] * ones / n, ordered[-1] * ones / n
            else:
                least, most = total(ordered[:ones]) / n, total(ordered[-ones:]) / n
            lows.append(wide * least - k_ * mean)
            highs.append(wide * most.min(mean) - k_ * mean)
        mixed = self.N - self.zeros - full
        gram = 1 + full + self.zeros * kappa**2 - kappa * mixed
        weight = total(m * self.mean(k, kappa) for k, m in self.counts if k)
        share = (self.mean_square(kappa) - 1 - self.zeros * kappa**2) / weight if weight else 0
        reached = mean if full else ball(share) * mean
        lows, highs = lows or [0 * mean], highs or [0 * mean]
        return _least(lows), -_least([-x for x in highs]), ball(gram) * mean, reached


def _least(values: Sequence[arb]) -> arb:
    found = values[0]
    for x in values[1:]:
        found = found.min(x)
    return found
