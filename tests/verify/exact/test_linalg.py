"""Rational LDLᵀ, semidefiniteness, projection."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import fmpq, fmpq_mat
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.exact.linalg import (
    InconsistentError,
    ldl,
    nullspace,
    project_affine,
    psd,
    quadratic_form,
    solve,
)
from verify.exact.rational import fmpq_column, fmpq_matrix

exact = settings(derandomize=True, deadline=None, max_examples=40)
entries = st.fractions(min_value=-3, max_value=3, max_denominator=6)


@st.composite
def matrices(draw):
    """Rational matrices up to 5×5."""
    m, n = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    return fmpq_matrix([[draw(entries) for _ in range(n)] for _ in range(m)])


@st.composite
def symmetric(draw):
    """Symmetric rational matrices up to 5×5."""
    n = draw(st.integers(1, 5))
    A = fmpq_mat(n, n)
    for i in range(n):
        for j in range(i + 1):
            A[i, j] = A[j, i] = fmpq_matrix([[draw(entries)]])[0, 0]
    return A


def is_unit_lower(L):
    """Ones on the diagonal, zeros above it."""
    n = L.nrows()
    return all(L[i, j] == int(i == j) for i in range(n) for j in range(i, n))


@exact
@given(matrices())
def test_gram_matrices_factor_even_if_singular(B):
    """LDLᵀ of BᵀB multiplies out to it, with D >= 0 and as many pivots as the rank."""
    A = B.transpose() * B
    factors = ldl(A)
    assert factors.matrix() == A
    assert is_unit_lower(factors.L)
    assert factors.rank == A.rank() == sum(d > 0 for d in factors.D)
    assert all(d == 0 for d in factors.D[factors.rank :])
    record = psd(A)
    assert record.answer and record.witness is None
    assert record.factors.matrix() == A


@exact
@given(symmetric())
def test_psd_agrees_with_principal_minors(A):
    """The answer is that of the criterion with all principal minors; a NO has a witness."""
    n = A.nrows()
    minors = (
        fmpq_matrix([[A[i, j] for j in chosen] for i in chosen]).det()
        for mask in range(1, 2**n)
        for chosen in [[i for i in range(n) if mask >> i & 1]]
    )
    record = psd(A)
    assert record.answer == all(minor >= 0 for minor in minors)
    if not record.answer:
        v = record.witness
        assert (v.transpose() * A * v)[0, 0] == record.value < 0
        assert quadratic_form(A, v) == record.value


@exact
@given(symmetric())
def test_ldl_factors_or_says_indefinite(A):
    """A symmetric matrix factors exactly, or is indefinite and refused."""
    try:
        factors = ldl(A)
    except ValueError:
        assert not psd(A).answer
        assert not psd(-A).answer
    else:
        assert factors.matrix() == A
        assert is_unit_lower(factors.L)


@pytest.mark.parametrize(
    "A",
    [
        [[0, 1], [1, 0]],
        [[0, -1], [-1, 0]],
        [[1, 0, 0], [0, 0, 2], [0, 2, 0]],
        [[1, 1, 1], [1, 1, 2], [1, 2, 1]],
        [[4, 2], [2, "0.999999999999999999999999"]],
        [[-1]],
        [[0, 0, 1], [0, 4, 2], [1, 2, 3]],
        [[0, 0, 0, 0], [0, 5, 3, 1], [0, 3, 2, 1], [0, 1, 1, 0]],
        [[0, 2, 0, 0], [2, 0, 0, 0], [0, 0, 3, 1], [0, 0, 1, 1]],
    ],
)
def test_indefinite_matrices_have_witnesses(A):
    """Zero diagonals and a defect of 1e-24 are seen, each with an exact witness."""
    record = psd(A)
    assert record.answer is False
    assert quadratic_form(A, record.witness) == record.value < 0


@pytest.mark.parametrize(
    ("A", "order"),
    [
        ([[0, 0, 0], [0, 4, 2], [0, 2, 3]], (1, 2, 0)),
        ([[1, 1, 2], [1, 1, 2], [2, 2, 9]], (0, 2, 1)),
        ([[1, 2, 3, 4], [2, 4, 6, 8], [3, 6, 9, 12], [4, 8, 12, 17]], (0, 3, 2, 1)),
    ],
)
def test_zero_pivots_are_passed_over(A, order):
    """A zero on the diagonal is exchanged with the next pivot, and rows of L move along."""
    factors = ldl(A)
    assert factors.order == order
    assert factors.matrix() == fmpq_matrix(A)
    assert psd(A).answer
    A[order[-1]][order[-1]] -= Fraction(1, 7)
    assert not psd(A).answer


def test_planted_perturbation_flips_the_answer():
    """A boundary matrix is PSD; lowered by 10^-40 it is not."""
    boundary = [[1, Fraction(1, 3)], [Fraction(1, 3), Fraction(1, 9)]]
    assert psd(boundary).answer
    boundary[1][1] -= Fraction(1, 10**40)
    assert not psd(boundary).answer


def test_psd_record_has_no_truth_value():
    """``if psd(A)`` would be true for every matrix, so it raises."""
    with pytest.raises(TypeError, match="read its field"):
        bool(psd([[-1]]))


@pytest.mark.parametrize("call", [ldl, psd])
def test_symmetric_input_is_demanded(call):
    """Matrices that are not square or not symmetric are refused."""
    with pytest.raises(ValueError, match="square"):
        call([[1, 2]])
    with pytest.raises(ValueError, match="symmetric"):
        call([[1, 2], [3, 4]])


def test_ldl_without_diagonal_pivot():
    """The swap matrix has no LDLᵀ with diagonal D."""
    with pytest.raises(ValueError, match="A is indefinite"):
        ldl([[0, 1], [1, 0]])


@exact
@given(matrices(), st.data())
def test_projection_is_the_nearest_solution(A, data):
    """Ax = b holds exactly and x − x0 is orthogonal to the null space, for any rank."""
    n = A.ncols()
    x0 = [data.draw(entries) for _ in range(n)]
    b = A * fmpq_column([data.draw(entries) for _ in range(n)])
    x = project_affine(x0, A, b)
    assert A * x == b
    N = nullspace(A)
    assert N.ncols() == n - A.rank()
    assert (A * N).rank() == 0
    assert (N.transpose() * (x - fmpq_column(x0))).rank() == 0
    assert project_affine(x, A, b) == x


@exact
@given(matrices(), st.data())
def test_solve_finds_a_solution_or_proves_there_is_none(A, data):
    """A returned x solves the system; a refusal means that [A | b] has a larger rank."""
    b = [data.draw(entries) for _ in range(A.nrows())]
    joined = fmpq_matrix([[*row, b[i]] for i, row in enumerate(A.tolist())])
    try:
        x = solve(A, b)
    except InconsistentError:
        assert joined.rank() == A.rank() + 1
        with pytest.raises(InconsistentError, match="no solution"):
            project_affine([0] * A.ncols(), A, b)
    else:
        assert A * x == fmpq_column(b)


def test_projection_without_constraints():
    """No row, or only rows 0 = 0, leave the point where it is."""
    x0 = fmpq_column([1, "1/2"])
    assert project_affine(x0, fmpq_mat(0, 2), []) == x0
    assert project_affine(x0, [[0, 0]], [0]) == x0
    assert nullspace([[0, 0]]).ncols() == 2


def test_redundant_rows_do_not_matter():
    """A repeated row of constraints gives the same projection."""
    once = project_affine([0, 0], [[1, 2]], [1])
    assert once == fmpq_column([fmpq(1, 5), fmpq(2, 5)])
    assert project_affine([0, 0], [[1, 2], [2, 4], [1, 2]], [1, 2, 1]) == once


def test_shapes_must_match():
    """The wrong number of unknowns or equations is named."""
    with pytest.raises(ValueError, match="x0 must have 2 entries"):
        project_affine([0], [[1, 2]], [1])
    with pytest.raises(ValueError, match="b must have 1 entries"):
        solve([[1, 2]], [1, 2])
