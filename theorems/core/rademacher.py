"""Empirical Rademacher complexities of linear functions and of two-layer ReLU nets, exactly.

R_S(F) = (1/n) E_σ sup_{f in F} Σ_i σ_i f(x_i), σ uniform over {−1, 1}^n. All signs are gone
through; what stands under the mean is the root of a rational, so that the squares are exact.

- {⟨w, ·⟩ : ‖w‖ ≤ 1}: the supremum is ‖Σ σ_i x_i‖ (Cauchy-Schwarz).
- Θ_C = {Σ_j w_j relu(a_j·x) : Σ_j ‖a_j‖ |w_j| ≤ C}, of any width: the supremum is C times that of
  |Σ σ_i relu(u·x_i)| over ‖u‖ ≤ 1. On an activation cell D this is |v·u| with
  v = Σ_{i in D} σ_i x_i, at most ‖v‖. In the plane it is largest at ±v, if that lies in the closed
  cell, or on the cell's edge, and all of these have rational squares.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

from theorems.core.cells import enumerate_cells
from verify.findings import Finding, compare

__all__ = ["linear_squares", "mean_root_at_most", "relu_squares", "rows_of", "total_square"]

Vector = tuple[Fraction, ...]


def rows_of(points: Sequence[Sequence[Any]]) -> tuple[Vector, ...]:
    """The points that JSON data write.

    Raises
    ------
    ValueError
        If there is none, or they differ in dimension.
    """
    rows = tuple(tuple(Fraction(str(v)) for v in x) for x in points)
    if not rows or not rows[0] or len({len(row) for row in rows}) > 1:
        msg = f"points must hold rows of one length of at least 1, got {points!r}"
        raise ValueError(msg)
    return rows


def total_square(rows: Sequence[Vector]) -> Fraction:
    """Σ_i ‖x_i‖²."""
    return sum((v * v for row in rows for v in row), Fraction(0))


def linear_squares(rows: Sequence[Vector]) -> list[Fraction]:
    """‖Σ σ_i x_i‖² for each σ, up to its overall sign."""
    return [total_square([_sum(rows, signs)]) for signs in _signs(len(rows))]


def relu_squares(rows: Sequence[Vector]) -> tuple[list[Fraction], bool]:
    """sup_{‖u‖ ≤ 1} |Σ σ_i relu(u·x_i)|² for each σ up to sign, and whether these are exact.

    Beyond the plane they are upper bounds: ‖v‖² is taken for each cell, wherever v lies.

    Raises
    ------
    ValueError
        If there are too many activation cells.
    """
    kept = tuple(row for row in rows if any(row))
    exact = len(rows[0]) <= 2
    if not kept:
        return [Fraction(0)], True
    return list(_relu_squares(kept, exact)), exact


@lru_cache(maxsize=128)
def _relu_squares(kept: tuple[Vector, ...], exact: bool) -> tuple[Fraction, ...]:
    """The squares for rows that are not 0; one sample is asked for with several radii."""
    cells = [tuple(1 if s == "+" else -1 for s in c.signs) for c in enumerate_cells(kept).cells]
    edges = [u for x in kept for u in ((-x[1], x[0]), (x[1], -x[0]))] if len(kept[0]) == 2 else []
    found = []
    for signs in _signs(len(kept)):
        best = Fraction(0)
        for u in edges:
            value = sum((s * max(_dot(u, x), Fraction(0)) for s, x in _pairs(signs, kept)), _ZERO)
            best = max(best, value * value / total_square([u]))
        for cell in cells:
            v = _sum(kept, [s * (c > 0) for s, c in zip(signs, cell, strict=True)])
            sides = [c * _dot(v, x) for c, x in zip(cell, kept, strict=True)]
            if not exact or min(sides) >= 0 or max(sides) <= 0:
                best = max(best, total_square([v]))
        found.append(best)
    return tuple(found)


def mean_root_at_most(
    squares: Sequence[Fraction], n: int, bound_square: Fraction, **shown: Any
) -> Finding:
    """Whether the mean of the roots of `squares`, over n, is at most the root of `bound_square`.

    Exactly if the squares are all equal or all perfect, as in the cases of equality; else in balls.
    """
    from flint import arb

    from verify.exact.ball import ball, sqrt
    from verify.exact.rational import rational_sqrt

    square: Fraction | None = None
    if len(set(squares)) == 1:
        square = squares[0]
    else:
        roots = [rational_sqrt(q) for q in squares]
        if None not in roots:
            square = (sum((r for r in roots if r is not None), _ZERO) / len(roots)) ** 2
    if square is not None:
        return compare(square / n**2, "<=", bound_square, which="R_S²", **shown)
    total = sum((sqrt(q) for q in squares), arb(0))
    return compare(total / (n * len(squares)), "<=", sqrt(ball(bound_square)), which="R_S", **shown)


_ZERO = Fraction(0)


def _signs(n: int) -> Iterator[tuple[int, ...]]:
    """The sign vectors with first sign 1."""
    return ((1, *rest) for rest in itertools.product((1, -1), repeat=n - 1))


def _pairs(signs: Sequence[int], rows: Sequence[Vector]) -> Iterator[tuple[int, Vector]]:
    return zip(signs, rows, strict=True)


def _sum(rows: Sequence[Vector], weights: Sequence[int]) -> Vector:
    return tuple(
        sum((w * v for w, v in zip(weights, column, strict=True)), _ZERO)
        for column in zip(*rows, strict=True)
    )


def _dot(a: Vector, b: Vector) -> Fraction:
    return sum((x * y for x, y in zip(a, b, strict=True)), _ZERO)
