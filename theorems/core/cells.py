"""The open cells of a central arrangement of hyperplanes {u : x_i·u = 0}, exactly.

The activation patterns of a neuron relu(u·x) on samples x_1..x_n, with no pre-activation exactly
0, are the sign vectors of the cells. Both halves of the enumeration carry their proof: each cell an
interior point, each sign prefix that no u attains a Gordan vector.

No linear program is solved. A *circuit* is a minimal linear relation Σ c_i x_i = 0; a sign prefix
is attained iff it agrees with no circuit on that circuit's support (Gordan's theorem, where a
nonnegative relation of least support is a circuit). A *ray* is a direction on which rank − 1
independent rows vanish; within the row space a cell's closure is a pointed cone and spanned by
rays, so the sum of the rays in it is an interior point. Both are null spaces of small integer
matrices, and what they yield is checked at the end all the same.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from verify.exact.rational import fraction

__all__ = ["Arrangement", "Cell", "enumerate_cells", "generic_count"]

SUBSETS = 400_000
"""how many subsets of rows are looked at before the enumeration is refused"""
CHUNK = 1024
"""how many sign vectors are compared at once"""


@dataclass(frozen=True, slots=True)
class Cell:
    """One open cell: its sign vector, such as ``"+-+"``, and a point strictly inside."""

    signs: str
    interior: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Arrangement:
    """All cells of {u : x_i·u = 0}, with the proof that there are no others.

    Attributes
    ----------
    rows : tuple of tuple of Fraction
        The normals x_i.
    rank : int
        Their rank.
    generic : bool
        Whether any `rank` of the rows are linearly independent.
    cells : tuple of Cell
        In lexicographic order, ``+`` before ``-``.
    infeasible : dict of str to tuple of Fraction
        For each pruned prefix σ_1..σ_k the vector ν ≥ 0, ν ≠ 0 with Σ σ_i ν_i x_i = 0.
    """

    rows: tuple[tuple[Fraction, ...], ...]
    rank: int
    generic: bool
    cells: tuple[Cell, ...]
    infeasible: dict[str, tuple[Fraction, ...]]

    def walls(self) -> list[list[int]]:
        """For each cell the rows on which it has a facet, of parallel rows the first.

        A row is a wall iff the cell across it, with the signs of that row and of those parallel to
        it reversed, is a cell. The other inequalities of the cell follow from those of its walls.
        """
        integers = [_primitive(row) for row in self.rows]
        parallel = _parallel(integers)
        firsts = sorted(set(parallel))
        known = {"".join(cell.signs[i] for i in firsts) for cell in self.cells}
        flip = str.maketrans("+-", "-+")
        found = []
        for cell in self.cells:
            key = "".join(cell.signs[i] for i in firsts)
            across = (key[:k] + key[k].translate(flip) + key[k + 1 :] for k in range(len(key)))
            found.append([i for i, other in zip(firsts, across, strict=True) if other in known])
        return found


def generic_count(n: int, dim: int) -> int:
    """2 Σ_{k<dim} C(n−1, k): the cells of n hyperplanes through 0 in general position.

    In any other position there are fewer.

    References
    ----------
    T. Cover, Geometrical and statistical properties of systems of linear inequalities (1965),
    Theorem 1.
    """
    return 2 * sum(math.comb(n - 1, k) for k in range(dim))


def enumerate_cells(rows: Sequence[Sequence[Any]], *, limit: int = 20000) -> Arrangement:
    """Enumerate the cells, each with an interior point, each pruned prefix with its proof.

    Parameters
    ----------
    rows
        Rational normals x_1..x_n, all of one length. Equal, parallel and zero rows are allowed;
        with a zero row there is no cell.
    limit
        The largest number of cells that is acceptable.

    Raises
    ------
    ValueError
        There is no row, the rows differ in length, or the count predicted for general position is
        above `limit`.
    """
    exact = tuple(tuple(fraction(entry) for entry in row) for row in rows)
    if not exact or not exact[0]:
        msg = f"rows must hold at least one row with at least one entry, got {rows!r}"
        raise ValueError(msg)
    if len({len(row) for row in exact}) > 1:
        msg = f"rows must have equal lengths, got {[len(row) for row in exact]}"
        raise ValueError(msg)
    factors = [_factor(row) for row in exact]
    integers = [_primitive(row) for row in exact]
    rank = _rank(integers)
    firsts = sorted(set(_parallel(integers)))
    _refuse_large(len(exact), len(firsts), rank, limit)
    circuits = _circuits(integers, rank)
    leaves, infeasible = _walk(factors, circuits)
    points = _interior([integers[i] for i in firsts], rank, leaves[:, firsts])
    _verify(integers, leaves, points)
    cells = tuple(
        Cell(_text(leaf), tuple(map(Fraction, point)))
        for leaf, point in zip(leaves, points, strict=True)
    )
    generic = all(len(support) == rank + 1 for support, _ in circuits)
    most = generic_count(len(exact), rank)
    if len(cells) != most if generic else len(cells) > most:
        msg = f"{len(cells)} cells contradict the count {most} of general position"
        raise RuntimeError(msg)
    return Arrangement(exact, rank, generic, cells, infeasible)


def _factor(row: Sequence[Fraction]) -> Fraction:
    """The positive factor that makes the row integral without a common factor."""
    common = math.lcm(*(entry.denominator for entry in row))
    return Fraction(common, math.gcd(*(int(entry * common) for entry in row)) or 1)


def _primitive(row: Sequence[Fraction]) -> list[int]:
    factor = _factor(row)
    return [int(entry * factor) for entry in row]


def _parallel(rows: list[list[int]]) -> list[int]:
    """For each row the first one on the same line."""
    first: dict[tuple[int, ...], int] = {}
    lines = [max(tuple(row), tuple(-entry for entry in row)) for row in rows]
    return [first.setdefault(line, i) for i, line in enumerate(lines)]


def _text(signs: Sequence[int]) -> str:
    return "".join("+" if s > 0 else "-" for s in signs)


def _rank(rows: list[list[int]]) -> int:
    from flint import fmpz_mat

    return int(fmpz_mat(rows).rank())


def _kernel(rows: list[list[int]], columns: int) -> list[list[int]]:
    """An integer basis of {v : rows·v = 0}."""
    from flint import fmpz_mat

    if not rows:
        return [[int(i == k) for i in range(columns)] for k in range(columns)]
    basis, nullity = fmpz_mat(rows).nullspace()
    table = basis.table()
    return [[int(table[i][k]) for i in range(columns)] for k in range(nullity)]


def _refuse_large(count: int, lines: int, rank: int, limit: int) -> None:
    predicted = generic_count(lines, rank)
    if predicted > limit:
        msg = (
            f"the {count} rows of rank {rank} have up to {predicted} cells, more than limit={limit}"
        )
        raise ValueError(msg)
    subsets = sum(math.comb(lines, k) for k in range(rank + 2))
    if subsets > SUBSETS:
        msg = (
            f"the {count} rows of rank {rank} have up to {predicted} cells and {subsets} "
            f"subsets to look at, more than {SUBSETS}"
        )
        raise ValueError(msg)


def _circuits(rows: list[list[int]], rank: int) -> list[tuple[tuple[int, ...], list[int]]]:
    """(support, coefficients) of the minimal relations between the rows, up to sign.

    Of a set of parallel rows all but the first are in relations of two with it alone: a sign prefix
    that agrees with another relation of theirs agrees with one of these, or of the first.
    """
    from flint import fmpz_mat

    found: list[tuple[tuple[int, ...], list[int]]] = []
    parallel = _parallel(rows)
    for i, first in enumerate(parallel):
        if i != first:
            found.append(((first, i), [1, -1] if rows[i] == rows[first] else [1, 1]))
    firsts = sorted(set(parallel))
    for size in (1, *range(3, rank + 2)):
        for support in itertools.combinations(firsts, size):
            columns = [[rows[i][k] for i in support] for k in range(len(rows[0]))]
            basis, nullity = fmpz_mat(columns).nullspace()
            # a relation without a zero coefficient, and no second one: its support is minimal
            if nullity == 1:
                relation = [int(basis[i, 0]) for i in range(size)]
                if all(relation):
                    found.append((support, relation))
    return found


def _walk(
    factors: list[Fraction], circuits: list[tuple[tuple[int, ...], list[int]]]
) -> tuple[np.ndarray[Any, Any], dict[str, tuple[Fraction, ...]]]:
    """Extend sign prefixes one row at a time; a prefix that agrees with a circuit ends there."""
    n = len(factors)
    closing: list[list[tuple[tuple[int, ...], list[int]]]] = [[] for _ in range(n)]
    for support, relation in circuits:
        closing[support[-1]].append((support, relation))
    prefixes = np.zeros((1, 0), dtype=np.int8)
    infeasible: dict[str, tuple[Fraction, ...]] = {}
    for k in range(n):
        grown = np.repeat(prefixes, 2, axis=0)
        last = np.tile(np.array([1, -1], dtype=np.int8), len(prefixes))[:, None]
        grown = np.concatenate([grown, last], axis=1)
        first = _first_agreement(grown, closing[k])
        for index in np.flatnonzero(first >= 0):
            support, relation = closing[k][first[index]]
            nu = [Fraction(0)] * (k + 1)
            for i, c in zip(support, relation, strict=True):
                nu[i] = abs(c) * factors[i]
            infeasible[_text(grown[index])] = tuple(nu)
        prefixes = grown[first < 0]
    return prefixes, infeasible


def _first_agreement(
    prefixes: np.ndarray[Any, Any], circuits: list[tuple[tuple[int, ...], list[int]]]
) -> np.ndarray[Any, Any]:
    """For each prefix the first circuit with its signs, or with the opposite ones; else -1."""
    table = np.zeros((prefixes.shape[1], len(circuits)), dtype=np.float32)
    for column, (support, relation) in enumerate(circuits):
        table[list(support), column] = [1 if c > 0 else -1 for c in relation]
    sizes = np.array([len(support) for support, _ in circuits], dtype=np.float32)
    first = np.full(len(prefixes), -1)
    if not circuits:
        return first
    for start in range(0, len(prefixes), CHUNK):
        # small integers: the products are exact in floats
        block = prefixes[start : start + CHUNK].astype(np.float32) @ table
        agree = np.abs(block) == sizes
        first[start : start + CHUNK] = np.where(agree.any(axis=1), agree.argmax(axis=1), -1)
    return first


def _interior(rows: list[list[int]], rank: int, leaves: np.ndarray[Any, Any]) -> list[list[int]]:
    """For each sign vector the sum of the rays that agree with it, up to a factor."""
    if not len(leaves):
        return []
    dim = len(rows[0])
    complement = _kernel(rows, dim)
    rays = []
    for subset in itertools.combinations(rows, rank - 1):
        basis = _kernel([*subset, *complement], dim)
        if len(basis) == 1:
            factor = math.gcd(*basis[0])
            rays.append(tuple(entry // factor for entry in basis[0]))
    # one line may come from several subsets, with either sign
    unique = sorted({max(ray, tuple(-entry for entry in ray)) for ray in rays})
    matrix = np.array(unique, dtype=object)
    signs = np.sign(matrix @ np.array(rows, dtype=object).T).astype(np.float32)
    sizes = np.abs(signs).sum(axis=1)
    if max(map(abs, itertools.chain.from_iterable(unique))) * len(unique) < 2**62:
        matrix = matrix.astype(np.int64)
    points = []
    for start in range(0, len(leaves), CHUNK):
        agreement = leaves[start : start + CHUNK].astype(np.float32) @ signs.T
        for with_, against in zip(agreement == sizes, agreement == -sizes, strict=True):
            total = matrix[with_].sum(axis=0) - matrix[against].sum(axis=0)
            whole = [int(entry) for entry in total]
            factor = math.gcd(*whole) or 1
            points.append([entry // factor for entry in whole])
    return points


def _verify(rows: list[list[int]], leaves: np.ndarray[Any, Any], points: list[list[int]]) -> None:
    """Check that each point is strictly inside its cell; what fails is this module."""
    if points:
        values = np.array(points, dtype=object) @ np.array(rows, dtype=object).T
        if not (values * leaves > 0).all():
            msg = f"an interior point of the cells of {rows} is not inside"
            raise RuntimeError(msg)
