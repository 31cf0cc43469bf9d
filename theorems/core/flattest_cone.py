"""Whether a vector is a nonnegative combination of others, decided exactly."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from flint import fmpq_mat

from verify.exact.linalg import project_affine, solve
from verify.exact.rational import fmpq_column, fmpq_matrix, fraction

__all__ = ["escape"]

Vector = tuple[Fraction, ...]


def escape(rows: Sequence[Vector], z: Vector) -> Vector | None:
    """Some u with z·u > 0 and r·u ≤ 0 for all rows; None if z is a nonnegative combination of them.

    The nearest point of the cone, in floats, suggests which rows are tight; exact algebra decides,
    and z3 where that suggestion is wrong.

    Raises
    ------
    ArithmeticError
        Neither was found, which Farkas' lemma excludes.
    """
    import numpy as np
    from scipy.optimize import nnls

    if not rows:
        return z if any(z) else None
    weights, _ = nnls(np.array(rows, dtype=float).T, np.array(z, dtype=float))
    support = [i for i, weight in enumerate(weights) if weight > 0]
    matrix = fmpq_matrix([rows[i] for i in support]) if support else fmpq_mat(0, len(z))
    column = fmpq_column(z)
    # z less its projection onto the span of the support
    u = tuple(fraction(e) for (e,) in project_affine(column, matrix, [0] * len(support)).table())
    if any(u):
        if _escapes(u, rows, z):
            return u
    elif all(c >= 0 for (c,) in solve(matrix.transpose(), column).table()):
        return None
    return _escape_by_smt(rows, z)


def _escapes(u: Vector, rows: Sequence[Vector], z: Vector) -> bool:
    def dot(row: Vector) -> Fraction:
        return sum((a * b for a, b in zip(row, u, strict=True)), Fraction(0))

    return dot(z) > 0 and all(dot(row) <= 0 for row in rows)


def _escape_by_smt(rows: Sequence[Vector], z: Vector) -> Vector | None:
    import z3

    def exact(q: Fraction) -> Any:
        return z3.Q(q.numerator, q.denominator)

    def dot(row: Vector, unknowns: Sequence[Any]) -> Any:
        return z3.Sum([exact(a) * b for a, b in zip(row, unknowns, strict=True)])

    u, c = [z3.Real(f"u{k}") for k in range(len(z))], [z3.Real(f"c{i}") for i in range(len(rows))]
    solver = z3.SimpleSolver()
    solver.add(dot(z, u) == 1, *[dot(row, u) <= 0 for row in rows])
    if solver.check() == z3.sat:
        model = solver.model()
        found = tuple(model.eval(v, model_completion=True).as_fraction() for v in u)
        if _escapes(found, rows, z):
            return found
    solver = z3.SimpleSolver()
    columns = list(zip(*rows, strict=True))
    solver.add(*[v >= 0 for v in c])
    solver.add(*[dot(column, c) == exact(e) for column, e in zip(columns, z, strict=True)])
    if solver.check() == z3.sat:
        return None
    msg = "a point has neither an escape from a cone nor a place in it"
    raise ArithmeticError(msg)
