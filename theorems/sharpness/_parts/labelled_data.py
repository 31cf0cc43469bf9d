"""Samples with labels in rationals, and the least trace that Theorem 4.1 states for them.

A *data set* is JSON data ``{"X": rows, "y": labels}`` with rationals as text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from verify.exact.rational import fmpq_of

__all__ = ["Labelled", "closed_form", "in_fmpq", "labelled", "root"]


@dataclass(frozen=True)
class Labelled:
    """Samples with labels, in rationals: X of shape (n, d), y of shape (n,)."""

    X: tuple[tuple[Fraction, ...], ...]
    y: tuple[Fraction, ...]

    @property
    def squares(self) -> tuple[Fraction, ...]:
        """‖x_i'‖² = ‖x_i‖² + 1 for each sample."""
        return tuple(sum((v * v for v in x), Fraction(1)) for x in self.X)

    @property
    def distinct(self) -> tuple[int, ...]:
        """The first place at which each distinct sample stands."""
        return tuple(i for i, x in enumerate(self.X) if x not in self.X[:i])


def labelled(data: Mapping[str, Any]) -> Labelled:
    """The data set that is written as JSON.

    Raises
    ------
    ValueError
        If there is no sample, the rows differ in length, or not each has one label.
    """
    X = tuple(tuple(Fraction(str(v)) for v in row) for row in data["X"])
    y = tuple(Fraction(str(v)) for v in data["y"])
    if not X or len(X) != len(y) or len({len(row) for row in X}) != 1 or not X[0]:
        msg = f"data must hold rows of one length with a label each, got {data!r}."
        raise ValueError(msg)
    return Labelled(X, y)


def root(q: Fraction, degree: int) -> Fraction:
    """The rational q^(1/degree) of q ≥ 0.

    Raises
    ------
    ValueError
        If it is irrational.
    """
    from flint import fmpz

    r = Fraction(*(int(fmpz(part).root(degree)) for part in (q.numerator, q.denominator)))
    if r**degree != q:
        msg = f"({q})^(1/{degree}) is irrational, so that rationals cannot hold it."
        raise ValueError(msg)
    return r


def closed_form(data: Labelled, depth: int = 2) -> Fraction:
    """(2/n) Σ_i D |y_i|^{2(D−1)/D} ‖x_i'‖^{2/D}; for D = 2 it is (2/n) Σ_i 2 ‖x_i'‖ |y_i|.

    Raises
    ------
    ValueError
        If a root is irrational.

    References
    ----------
    Paper `sharpness`, Theorem 4.1 and its proof for general D.
    """
    if depth == 2:
        terms = [2 * root(q, 2) * abs(y) for q, y in zip(data.squares, data.y, strict=True)]
    else:
        terms = [
            depth * root(abs(y) ** (2 * depth - 2) * root(q, 2) ** 2, depth)
            for q, y in zip(data.squares, data.y, strict=True)
        ]
    return Fraction(2, len(data.y)) * sum(terms, Fraction(0))


def in_fmpq(value: Any) -> Any:
    """The same with flint's rationals, rows as tuples."""
    if isinstance(value, tuple | list):
        return tuple(in_fmpq(v) for v in value)
    return fmpq_of(value)
