"""Linear algebra over the rationals: LDLᵀ, semidefiniteness, affine projection.

flint's ``fmpq_mat`` has products, determinants and row reduction, but no symmetric factorization;
that one is written here.  There is no tolerance: a singular matrix is recognized as singular.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NoReturn

from flint import fmpq, fmpq_mat

from verify.exact.rational import fmpq_column, fmpq_matrix

__all__ = [
    "LDL",
    "PSD",
    "InconsistentError",
    "ldl",
    "nullspace",
    "project_affine",
    "psd",
    "quadratic_form",
    "solve",
]


class InconsistentError(ValueError):
    """A system of linear equations has no solution."""


@dataclass(frozen=True, slots=True)
class LDL:
    """Factorization A[order, order] = L diag(D) Lᵀ.

    Attributes
    ----------
    order : tuple of int
        Row ``order[k]`` of A is the k-th pivot row.
    L : fmpq_mat, n×n
        Lower triangular with ones on its diagonal.
    D : tuple of fmpq, length n
        The pivots; zero from position `rank` on.
    rank : int
        Rank of A.
    """

    order: tuple[int, ...]
    L: fmpq_mat
    D: tuple[fmpq, ...]
    rank: int

    def matrix(self) -> fmpq_mat:
        """Multiply the factors out: A itself."""
        n = len(self.order)
        scaled = fmpq_mat(n, n, [self.L[i, j] * self.D[j] for i in range(n) for j in range(n)])
        product = scaled * self.L.transpose()
        A = fmpq_mat(n, n)
        for i, row in enumerate(self.order):
            for j, column in enumerate(self.order):
                A[row, column] = product[i, j]
        return A


@dataclass(frozen=True, slots=True)
class PSD:
    """Whether xᵀAx >= 0 for all x, with the proof of either answer.

    Attributes
    ----------
    answer : bool
        Exact; True iff A is positive semidefinite.
    factors : LDL or None
        If `answer`: a factorization with D >= 0.
    witness : fmpq_mat, n×1, or None
        If not `answer`: a vector v with vᵀAv < 0.
    value : fmpq or None
        vᵀAv of the witness, recomputed from A.
    """

    answer: bool
    factors: LDL | None
    witness: fmpq_mat | None
    value: fmpq | None

    def __bool__(self) -> NoReturn:
        msg = "A PSD record has no truth value; read its field `answer`."
        raise TypeError(msg)


def ldl(A: Any) -> LDL:
    """LDLᵀ factorization of a symmetric rational matrix with symmetric pivoting.

    The pivot is the first diagonal entry that is not zero, so singular matrices factor too.

    Parameters
    ----------
    A : fmpq_mat or nested sequence, n×n
        Symmetric.

    Raises
    ------
    ValueError
        If A is not symmetric, or if it has no such factorization because a Schur complement is
        not zero while its diagonal is; A is then indefinite, see :func:`psd`.
    """
    A = _check_symmetric(A)
    partial = _eliminate(A, stop_at_negative=False)
    blocked = partial.negative_direction()
    if blocked is not None:
        msg = (
            f"A has no LDLᵀ factorization with diagonal D: after {len(partial.D)} pivots the "
            "remaining diagonal is zero and the remaining block is not, so A is indefinite."
        )
        raise ValueError(msg)
    return partial.complete()


def psd(A: Any) -> PSD:
    """Decide whether a symmetric rational matrix is positive semidefinite.

    Elimination stops at a Schur complement S with a negative diagonal entry S_ii (take u = e_i),
    or with a zero diagonal and S_ij ≠ 0 (take u = e_i − sign(S_ij) e_j).  The witness is
    v = L⁻ᵀu in the order of the pivots, for which vᵀAv = uᵀSu < 0.

    Parameters
    ----------
    A : fmpq_mat or nested sequence, n×n
        Symmetric.

    Raises
    ------
    ValueError
        If A is not symmetric.
    """
    A = _check_symmetric(A)
    partial = _eliminate(A, stop_at_negative=True)
    u = partial.negative_direction()
    if u is None:
        return PSD(answer=True, factors=partial.complete(), witness=None, value=None)
    v = partial.pull_back(u)
    value = quadratic_form(A, v)
    if not value < 0:
        msg = f"the witness gives vᵀAv = {value}, which is not negative; psd() has a defect."
        raise AssertionError(msg)
    return PSD(answer=False, factors=None, witness=v, value=value)


def quadratic_form(A: Any, v: Any) -> fmpq:
    """vᵀAv, exactly.

    Parameters
    ----------
    A : fmpq_mat or nested sequence, n×n
    v : fmpq_mat n×1 or sequence of length n
    """
    column = fmpq_column(v)
    return (column.transpose() * fmpq_matrix(A) * column)[0, 0]


def project_affine(x0: Any, A: Any, b: Any) -> fmpq_mat:
    """Point of {x : Ax = b} nearest to `x0` in the Euclidean norm, exactly.

    x = x0 + Rᵀ(RRᵀ)⁻¹s, where [R | s] are the nonzero rows of the reduced row echelon form of
    [A | b − Ax0]; A may be rank deficient.

    Parameters
    ----------
    x0 : fmpq_mat n×1 or sequence of length n
    A : fmpq_mat or nested sequence, m×n
    b : fmpq_mat m×1 or sequence of length m

    Returns
    -------
    fmpq_mat, n×1

    Raises
    ------
    InconsistentError
        If Ax = b has no solution.
    ValueError
        If the shapes do not match.
    """
    A, x0 = fmpq_matrix(A), fmpq_column(x0)
    if A.ncols() != x0.nrows():
        msg = f"x0 must have {A.ncols()} entries, one for each column of A, got {x0.nrows()}."
        raise ValueError(msg)
    R, s, _ = _reduce(A, _right_side(A, b) - A * x0)
    if R.nrows() == 0:
        return x0
    Rt = R.transpose()
    return x0 + Rt * (R * Rt).solve(s)


def solve(A: Any, b: Any) -> fmpq_mat:
    """One solution of Ax = b with the free unknowns set to 0; A may have any shape and rank.

    Parameters
    ----------
    A : fmpq_mat or nested sequence, m×n
    b : fmpq_mat m×1 or sequence of length m

    Returns
    -------
    fmpq_mat, n×1

    Raises
    ------
    InconsistentError
        If there is no solution.
    ValueError
        If the shapes do not match.
    """
    A = fmpq_matrix(A)
    _, s, pivots = _reduce(A, _right_side(A, b))
    x = fmpq_mat(A.ncols(), 1)
    for row, column in enumerate(pivots):
        x[column, 0] = s[row, 0]
    return x


def nullspace(A: Any) -> fmpq_mat:
    """Basis of {x : Ax = 0}, one column for each free unknown.

    Parameters
    ----------
    A : fmpq_mat or nested sequence, m×n

    Returns
    -------
    fmpq_mat, n×(n − rank A)
    """
    A = fmpq_matrix(A)
    n = A.ncols()
    R, _, pivots = _reduce(A, fmpq_mat(A.nrows(), 1))
    free = [j for j in range(n) if j not in set(pivots)]
    basis = fmpq_mat(n, len(free))
    for k, j in enumerate(free):
        basis[j, k] = 1
        for row, column in enumerate(pivots):
            basis[column, k] = -R[row, j]
    return basis


@dataclass(frozen=True, slots=True)
class _Elimination:
    """A[order, order] = L blockdiag(diag(D), S) Lᵀ with `D` the pivots so far."""

    order: list[int]
    L: list[list[fmpq]]
    D: list[fmpq]
    S: list[list[fmpq]]

    def complete(self) -> LDL:
        n, rank = len(self.order), len(self.D)
        entries = [x for row in self.L for x in row]
        pivots = (*self.D, *(fmpq(0) for _ in range(n - rank)))
        return LDL(order=tuple(self.order), L=fmpq_mat(n, n, entries), D=pivots, rank=rank)

    def negative_direction(self) -> list[fmpq] | None:
        """Direction u on which S is negative, or None if the remaining block of S is zero."""
        n, rank = len(self.order), len(self.D)
        u = [fmpq(0)] * n
        for i in range(rank, n):
            if self.S[i][i] < 0:
                u[i] = fmpq(1)
                return u
        for i in range(rank, n):
            for j in range(rank, i):
                if self.S[i][j] != 0:
                    u[i] = fmpq(1)
                    u[j] = fmpq(-1 if self.S[i][j] > 0 else 1)
                    return u
        return None

    def pull_back(self, u: list[fmpq]) -> fmpq_mat:
        """Solve Lᵀw = u backwards and undo the permutation."""
        n = len(u)
        w = list(u)
        for i in reversed(range(n)):
            for j in range(i + 1, n):
                w[i] -= self.L[j][i] * w[j]
        v = fmpq_mat(n, 1)
        for position, row in enumerate(self.order):
            v[row, 0] = w[position]
        return v


def _eliminate(A: fmpq_mat, *, stop_at_negative: bool) -> _Elimination:
    """Symmetric Gaussian elimination until no diagonal pivot is left, or one is negative."""
    n = A.nrows()
    order = list(range(n))
    S = [[A[i, j] for j in range(n)] for i in range(n)]
    L = [[fmpq(int(i == j)) for j in range(n)] for i in range(n)]
    D: list[fmpq] = []
    for k in range(n):
        if stop_at_negative and any(S[i][i] < 0 for i in range(k, n)):
            break
        p = next((i for i in range(k, n) if S[i][i] != 0), None)
        if p is None:
            break
        if p != k:
            order[k], order[p] = order[p], order[k]
            L[k][:k], L[p][:k] = L[p][:k], L[k][:k]
            S[k], S[p] = S[p], S[k]
            for row in S:
                row[k], row[p] = row[p], row[k]
        d = S[k][k]
        D.append(d)
        for i in range(k + 1, n):
            if S[i][k] == 0:
                continue
            L[i][k] = S[i][k] / d
            for j in range(k + 1, i + 1):
                if S[j][k] != 0:
                    S[i][j] -= L[i][k] * S[j][k]
                    S[j][i] = S[i][j]
    return _Elimination(order=order, L=L, D=D, S=S)


def _reduce(A: fmpq_mat, b: fmpq_mat) -> tuple[fmpq_mat, fmpq_mat, list[int]]:
    """Nonzero rows [R | s] of the reduced [A | b], with the pivot column of each."""
    m, n = A.nrows(), A.ncols()
    joined = [[*(A[i, j] for j in range(n)), b[i, 0]] for i in range(m)]
    reduced, rank = fmpq_mat(m, n + 1, [x for row in joined for x in row]).rref()
    pivots = [next(j for j in range(n + 1) if reduced[i, j] != 0) for i in range(rank)]
    if n in pivots:
        msg = "Ax = b has no solution: a combination of its rows reads 0 = 1."
        raise InconsistentError(msg)
    R = fmpq_mat(rank, n, [reduced[i, j] for i in range(rank) for j in range(n)])
    return R, fmpq_mat(rank, 1, [reduced[i, n] for i in range(rank)]), pivots


def _right_side(A: fmpq_mat, b: Any) -> fmpq_mat:
    b = fmpq_column(b)
    if b.nrows() != A.nrows():
        msg = f"b must have {A.nrows()} entries, one for each row of A, got {b.nrows()}."
        raise ValueError(msg)
    return b


def _check_symmetric(A: Any) -> fmpq_mat:
    A = fmpq_matrix(A)
    if A.nrows() != A.ncols():
        msg = f"A must be square, got {A.nrows()}×{A.ncols()}."
        raise ValueError(msg)
    for i in range(A.nrows()):
        for j in range(i):
            if A[i, j] != A[j, i]:
                msg = f"A must be symmetric, got A[{i}, {j}] = {A[i, j]} ≠ {A[j, i]}."
                raise ValueError(msg)
    return A
