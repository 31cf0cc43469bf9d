"""Tests of the exact enumeration of activation patterns."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theorems.core.cells import enumerate_cells, generic_count

small = st.integers(-3, 3)
tables = st.integers(1, 3).flatmap(
    lambda dim: st.lists(st.lists(small, min_size=dim, max_size=dim), min_size=1, max_size=5)
)


def cube(d: int, *, bias: bool) -> list[list[int]]:
    """The points of {-1,1}^d, followed by 1 if the nets have biases."""
    return [[*x, 1] if bias else list(x) for x in itertools.product((1, -1), repeat=d)]


def patterns(rows: list[list[int]]) -> list[str]:
    """The sign vectors of the cells."""
    return [cell.signs for cell in enumerate_cells(rows).cells]


@pytest.mark.parametrize(("n", "dim"), [(1, 1), (3, 2), (5, 2), (4, 3), (6, 3), (8, 5), (3, 5)])
def test_general_position_attains_covers_count(n: int, dim: int) -> None:
    """Points of the moment curve are in general position and have 2 Σ_{k<r} C(n−1, k) cells."""
    found = enumerate_cells([[t**k for k in range(dim)] for t in range(1, n + 1)])
    assert found.generic
    assert len(found.cells) == generic_count(n, min(n, dim))


def test_points_on_a_line_with_bias() -> None:
    """A neuron with bias on 0, 1, 2 is active on an initial or a final segment."""
    assert patterns([[0, 1], [1, 1], [2, 1]]) == ["+++", "++-", "+--", "-++", "--+", "---"]


@pytest.mark.parametrize(
    ("d", "bias", "count"), [(2, True, 14), (2, False, 4), (3, True, 104), (3, False, 14)]
)
def test_boolean_functions_that_a_threshold_computes(d: int, bias: bool, count: int) -> None:
    """On the cube the cells are the threshold functions: 14 of two bits, 104 of three."""
    assert len(patterns(cube(d, bias=bias))) == count


@given(tables)
@settings(derandomize=True, deadline=None, max_examples=60)
def test_each_sign_vector_is_a_cell_or_excluded(rows: list[list[int]]) -> None:
    """Each of the 2^n sign vectors is a cell or starts with an infeasible prefix, never both."""
    found = enumerate_cells(rows)
    cells = {cell.signs for cell in found.cells}
    for signs in map("".join, itertools.product("+-", repeat=len(rows))):
        excluded = sum(signs.startswith(prefix) for prefix in found.infeasible)
        assert (signs in cells) + excluded == 1


@given(tables)
@settings(derandomize=True, deadline=None, max_examples=60)
def test_the_proofs_are_exact(rows: list[list[int]]) -> None:
    """Interior points have the strict signs of their cell; Gordan vectors cancel the rows."""
    found = enumerate_cells(rows)
    for cell in found.cells:
        for sign, row in zip(cell.signs, rows, strict=True):
            value = sum(a * u for a, u in zip(row, cell.interior, strict=True))
            assert value > 0 if sign == "+" else value < 0
    for prefix, nu in found.infeasible.items():
        assert any(nu) and min(nu) >= 0
        for k in range(len(rows[0])):
            weights = (v if s == "+" else -v for s, v in zip(prefix, nu, strict=True))
            assert sum(w * rows[i][k] for i, w in enumerate(weights)) == 0


@given(tables)
@settings(derandomize=True, deadline=None, max_examples=40)
def test_cells_come_in_opposite_pairs(rows: list[list[int]]) -> None:
    """With u also −u is inside a cell."""
    cells = set(patterns(rows))
    assert cells == {signs.translate(str.maketrans("+-", "-+")) for signs in cells}


@given(tables)
@settings(derandomize=True, deadline=None, max_examples=40)
def test_walls_are_the_rows_whose_reversal_is_a_cell(rows: list[list[int]]) -> None:
    """The cell across a wall has exactly the signs of rows on that line reversed."""
    found = enumerate_cells(rows)
    cells = {cell.signs for cell in found.cells}
    for cell, walls in zip(found.cells, found.walls(), strict=True):
        assert walls, "a cell of lines has a wall"
        for wall in range(len(rows)):
            a = rows[wall]
            flip = "".join(
                {"+": "-", "-": "+"}[s]
                if all(a[i] * b[k] == a[k] * b[i] for i in range(len(a)) for k in range(len(a)))
                else s
                for s, b in zip(cell.signs, rows, strict=True)
            )
            assert (flip in cells) == any(w == wall or cell.signs[w] != flip[w] for w in walls)


def test_the_walls_imply_the_other_inequalities() -> None:
    """On a line with 0, 1, 2, 3 each cell has two walls at most, whatever the number of samples."""
    found = enumerate_cells([[k, 1] for k in range(4)])
    assert [len(walls) for walls in found.walls()] == [2] * 8


def test_parallel_rows_cost_no_circuits() -> None:
    """The whole cube at d = 5 without biases has 1882 cells: the threshold functions of 5 bits."""
    assert len(patterns(cube(5, bias=False))) == 1882


def test_equal_rows_agree() -> None:
    """A repeated sample gets the sign of its copy, an opposite one the other sign."""
    assert patterns([[1, 2], [1, 2], [-2, -4]]) == ["++-", "--+"]


def test_gordan_vectors_belong_to_the_rows_as_given() -> None:
    """Rational rows are not confused with their integral multiples."""
    rows = [[Fraction(1, 3), 1], [Fraction(2, 3), 1], [4, 3]]
    found = enumerate_cells(rows)
    assert len(found.cells) == 6
    for prefix, nu in found.infeasible.items():
        signed = [v if s == "+" else -v for s, v in zip(prefix, nu, strict=True)]
        assert all(
            sum(v * row[k] for v, row in zip(signed, rows, strict=False)) == 0 for k in (0, 1)
        )


def test_a_zero_row_leaves_no_cell() -> None:
    """No u has a nonzero sign at the zero vector."""
    found = enumerate_cells([[1, 0], [0, 0]])
    assert found.cells == ()
    assert set(found.infeasible) == {"++", "+-", "-+", "--"}


def test_rational_rows_scale() -> None:
    """The cells depend on the rows up to positive factors only."""
    assert patterns([[Fraction(1, 3), Fraction(1, 7)], [1, -1]]) == patterns([[7, 3], [5, -5]])


def test_too_many_cells_are_refused_with_their_number() -> None:
    """The refusal names the predicted number of cells."""
    with pytest.raises(ValueError, match="up to 14 cells, more than limit=10"):
        enumerate_cells(cube(2, bias=True), limit=10)


@pytest.mark.parametrize("rows", [[], [[]], [[1, 2], [1]]])
def test_malformed_rows_are_refused(rows: list[list[int]]) -> None:
    """Rows are at least one, nonempty and of one length."""
    with pytest.raises(ValueError, match="rows must"):
        enumerate_cells(rows)
