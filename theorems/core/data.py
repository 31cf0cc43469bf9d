"""Data sets: the cube with labels x[1]x[2] (P_xor), and the exact test for extreme points."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np

from theorems.core.masks import bernoulli_masks
from theorems.core.scalars import dot
from verify.exact.rational import fmpq_of, fraction

if TYPE_CHECKING:
    from jaxtyping import Int

__all__ = [
    "Dataset",
    "Extremality",
    "check_extremality",
    "distinct",
    "extreme_points",
    "p_xor",
    "p_xor_sample",
]

Point: TypeAlias = tuple[Fraction, ...]

_LARGEST_CUBE = 20
_XOR_STREAM = 1  # masks of the same seed use stream 0
_DENOMINATORS = (1, 16, 4096, 2**24)


class Dataset(NamedTuple):
    """Inputs, one row for each sample, and labels."""

    X: Int[np.ndarray, "n d"]
    y: Int[np.ndarray, " n"]


def _check_dimension(d: int) -> None:
    if isinstance(d, bool) or not isinstance(d, int) or d < 2:
        msg = f"d must be an integer of at least 2, as labels are x[1]x[2], got {d!r}."
        raise ValueError(msg)


def p_xor(d: int) -> Dataset:
    """Return the whole cube {-1, 1}^d, in lexicographic order, with labels x[1]x[2].

    Raises
    ------
    ValueError
        If d is not in 2..20.

    References
    ----------
    Paper `sharpness`, Setting.
    """
    _check_dimension(d)
    if d > _LARGEST_CUBE:
        msg = f"d must be at most {_LARGEST_CUBE} to list the cube, got {d}; draw a sample instead."
        raise ValueError(msg)
    codes = np.arange(2**d)[:, None] >> np.arange(d - 1, -1, -1)
    X = 2 * (codes & 1) - 1
    return Dataset(X, X[:, 0] * X[:, 1])


def p_xor_sample(d: int, n: int, *, seed: int) -> Dataset:
    """Draw n samples of P_xor independently, so that points may repeat.

    The first n' rows of a larger sample with the same seed are the sample of n'.

    Raises
    ------
    ValueError
        If d < 2, n < 1 or the seed is negative.
    """
    _check_dimension(d)
    X = 2 * bernoulli_masks(n, d, seed=seed, stream=_XOR_STREAM).astype(np.int64) - 1
    return Dataset(X, X[:, 0] * X[:, 1])


@dataclass(frozen=True)
class Extremality:
    """Whether each of a set of points is a vertex of their convex hull, with the proof.

    Attributes
    ----------
    points
        The distinct points, in the order of their first appearance.
    separators
        If all are vertices: w_i with w_i·x_i > w_i·x_j for all j ≠ i. Else empty.
    inner
        If not: the index in `points` of a point that is no vertex. Else None.
    weights
        If not: a convex combination of the other points, index to weight, that gives that point.
    """

    points: tuple[Point, ...]
    separators: tuple[Point, ...] = ()
    inner: int | None = None
    weights: tuple[tuple[int, Fraction], ...] = ()

    @property
    def extreme(self) -> bool:
        """Whether every point is a vertex."""
        return self.inner is None


def distinct(points: Iterable[Iterable[Any]]) -> tuple[Point, ...]:
    """Return the distinct points as tuples of Fractions, in the order of first appearance.

    Raises
    ------
    TypeError
        If an entry is not rational.
    ValueError
        If the points differ in dimension.
    """
    rows = tuple(dict.fromkeys(tuple(fraction(x, exact_float=True) for x in row) for row in points))
    if len({len(row) for row in rows}) > 1:
        msg = f"points must have one dimension, got {sorted({len(row) for row in rows})}."
        raise ValueError(msg)
    return rows


def extreme_points(points: Iterable[Iterable[Any]]) -> Extremality:
    """Decide exactly whether every point is a vertex of the convex hull of the distinct points.

    A linear program in floats suggests, rational arithmetic decides: x_i is a vertex if some w_i
    has w_i·x_i > w_i·x_j for all j ≠ i, and is none if it is a convex combination of the others.
    Where rounding the program's answer gives neither proof, an exact solver finds one.

    Parameters
    ----------
    points
        Rational points; floats are taken at their exact binary value. Repeated points count once.

    Returns
    -------
    Extremality
        The answer with its proof, which `check_extremality` checks.

    Raises
    ------
    TypeError
        If an entry is not rational.
    ValueError
        If there is no point, or if the points differ in dimension.

    References
    ----------
    Paper `sharpness`, Definition 4.1.
    """
    rows = distinct(points)
    if not rows:
        msg = "points must hold at least one point, got none."
        raise ValueError(msg)
    count = len(rows)
    centre = tuple(Fraction(sum(column), count) for column in zip(*rows, strict=True))
    separators: list[Point] = []
    for i, x in enumerate(rows):
        outward = tuple(a - c for a, c in zip(x, centre, strict=True))
        w = next((w for w in (x, outward) if _separates(w, i, rows)), None)
        w = _separator(i, rows) if w is None else w
        if w is None:
            return Extremality(rows, (), i, _combination(i, rows))
        separators.append(w)
    return Extremality(rows, tuple(separators))


def check_extremality(result: Extremality, /) -> bool:
    """Check the proof in a result, in rational arithmetic."""
    rows = result.points
    if result.inner is None:
        return len(result.separators) == len(rows) and all(
            _separates(w, i, rows) for i, w in enumerate(result.separators)
        )
    return _combines(result.weights, result.inner, rows)


def _separates(w: Sequence[Fraction], i: int, rows: Sequence[Point]) -> bool:
    top = dot(w, rows[i])
    return all(top > dot(w, x) for j, x in enumerate(rows) if j != i)


def _combines(weights: Sequence[tuple[int, Fraction]], i: int, rows: Sequence[Point]) -> bool:
    if any(j == i or q < 0 for j, q in weights) or sum(q for _, q in weights) != 1:
        return False
    return all(sum(q * rows[j][k] for j, q in weights) == rows[i][k] for k in range(len(rows[i])))


def _separator(i: int, rows: Sequence[Point]) -> Point | None:
    """Return a separating vector of x_i, or None if there is none."""
    from scipy.optimize import linprog

    d = len(rows[i])
    gaps = [[a - b for a, b in zip(rows[i], x, strict=True)] for j, x in enumerate(rows) if j != i]
    # maximize s subject to w·gap >= s for every gap, |w| <= 1 in every entry
    upper = np.array([[*(-float(g) for g in gap), 1.0] for gap in gaps])
    answer = linprog(
        [*([0.0] * d), -1.0],
        A_ub=upper,
        b_ub=np.zeros(len(gaps)),
        bounds=[*([(-1, 1)] * d), (None, None)],
        method="highs",
    )
    if answer.x is not None:
        for largest in _DENOMINATORS:
            w = tuple(Fraction(v).limit_denominator(largest) for v in answer.x[:d])
            if _separates(w, i, rows):
                return w
    return _exact_separator(gaps, d)


def _exact_separator(gaps: Sequence[Sequence[Fraction]], d: int) -> Point | None:
    import z3

    w = z3.RealVector("w", d)
    solver = z3.SimpleSolver()
    for gap in gaps:
        solver.add(z3.Sum([z3.Q(g.numerator, g.denominator) * v for g, v in zip(gap, w)]) >= 1)  # noqa: B905
    if solver.check() != z3.sat:
        return None  # the caller proves it by a convex combination
    model = solver.model()
    return tuple(model.eval(v, model_completion=True).as_fraction() for v in w)


def _combination(i: int, rows: Sequence[Point]) -> tuple[tuple[int, Fraction], ...]:
    """Return weights that make x_i a convex combination of the others, checked exactly."""
    from scipy.optimize import linprog

    others = [j for j in range(len(rows)) if j != i]
    matrix = np.array([[*map(float, rows[j]), 1.0] for j in others]).T
    target = np.array([*map(float, rows[i]), 1.0])
    answer = linprog(np.zeros(len(others)), A_eq=matrix, b_eq=target, method="highs-ds")
    if answer.x is not None:
        support = [j for j, q in zip(others, answer.x, strict=True) if q > 0]
        weights = _solve_weights(support, i, rows)
        if weights and _combines(weights, i, rows):
            return weights
    return _exact_combination(others, i, rows)


def _solve_weights(
    support: Sequence[int], i: int, rows: Sequence[Point]
) -> tuple[tuple[int, Fraction], ...]:
    """Solve for the weights on an affinely independent support by the normal equations."""
    from flint import fmpq_mat

    a = fmpq_mat(
        [[fmpq_of(rows[j][k]) for j in support] for k in range(len(rows[i]))]
        + [[fmpq_of(1)] * len(support)]
    )
    b = fmpq_mat([[fmpq_of(v)] for v in (*rows[i], 1)])
    try:
        q = (a.transpose() * a).solve(a.transpose() * b)
    except ZeroDivisionError:
        return ()
    return tuple((j, fraction(q[k, 0])) for k, j in enumerate(support))


def _exact_combination(
    others: Sequence[int], i: int, rows: Sequence[Point]
) -> tuple[tuple[int, Fraction], ...]:
    import z3

    q = z3.RealVector("q", len(others))
    solver = z3.SimpleSolver()
    solver.add(z3.Sum(list(q)) == 1, *(v >= 0 for v in q))
    for k, value in enumerate(rows[i]):
        terms = [z3.Q(rows[j][k].numerator, rows[j][k].denominator) * v for j, v in zip(others, q)]  # noqa: B905
        solver.add(z3.Sum(terms) == z3.Q(value.numerator, value.denominator))
    if solver.check() != z3.sat:
        msg = f"point {i} has neither a separating vector nor a convex combination."
        raise ArithmeticError(msg)
    model = solver.model()
    values = [model.eval(v, model_completion=True).as_fraction() for v in q]
    return tuple((j, v) for j, v in zip(others, values, strict=True) if v != 0)
