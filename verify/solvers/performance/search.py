"""The solver's side: near-optimal duals and Gram matrices, as hints in floats.

Nothing here is a bound. `verify.solvers.performance.bounds` turns these hints into one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from verify.solvers.convex import SolverReport, solve
from verify.solvers.performance.program import Program

__all__ = ["Hint", "inner_dual", "inner_primal", "optimum"]

FIRM = {"tol_gap_abs": 1e-10, "tol_gap_rel": 1e-10, "tol_feas": 1e-10}


@dataclass(frozen=True)
class Hint:
    """What the solver left: `margin` is how far inside its cone the point lies, in floats."""

    report: SolverReport
    multipliers: dict[str, float]
    gram: list[list[float]]
    values: dict[str, float]
    margin: float


@dataclass(frozen=True)
class _Arrays:
    """constraint_k = ⟨A_k, G⟩ + a_k·f + b_k; row k of `A` is A_k flattened."""

    A: Any
    a: Any
    b: Any
    C: Any
    c: Any
    c0: float
    n: int


def _arrays(program: Program) -> _Arrays:
    import numpy as np
    from scipy import sparse

    vectors = {name: i for i, name in enumerate(program.vectors)}
    values = {name: i for i, name in enumerate(program.values)}
    n, m = len(vectors), len(program.constraints)

    def flat(form: Any) -> list[tuple[int, float]]:
        entries = []
        for (x, y), c in form.gram.items():
            i, j = vectors[x], vectors[y]
            entries += [(i * n + j, float(c) / 2), (j * n + i, float(c) / 2)]
        return entries

    rows, columns, data = [], [], []
    a, b = np.zeros((m, len(values))), np.zeros(m)
    for k, form in enumerate(program.constraints.values()):
        for column, entry in flat(form):
            rows.append(k)
            columns.append(column)
            data.append(entry)
        for name, c in form.values.items():
            a[k, values[name]] = float(c)
        b[k] = float(form.constant)
    C, linear = np.zeros(n * n), np.zeros(len(values))
    for column, entry in flat(program.objective):
        C[column] += entry
    for name, coefficient in program.objective.values.items():
        linear[values[name]] = float(coefficient)
    A = sparse.csr_matrix((data, (rows, columns)), shape=(m, n * n))
    return _Arrays(A, a, b, C, linear, float(program.objective.constant), n)


def optimum(program: Program, **options: Any) -> Hint:
    """The dual at its optimum: min c_0 − λ·b where Σ λ_k a_k = c, Σ λ_k A_k − C ⪰ 0, λ ≥ 0."""
    import cvxpy as cp

    d = _arrays(program)
    weights = cp.Variable(d.b.size, nonneg=True)
    slack = cp.reshape(d.A.T @ weights - d.C, (d.n, d.n), order="C")
    cone, linear = slack >> 0, d.a.T @ weights == d.c
    constraints = [cone, linear] if d.c.size else [cone]
    problem = cp.Problem(cp.Minimize(d.c0 - d.b @ weights), constraints)
    report = solve(problem, **{**FIRM, **options})
    return _hint(program, report, weights.value, None, None, 0.0)


def inner_dual(program: Program, bound: float, **options: Any) -> Hint:
    """A dual point whose bound is at most `bound`, as far inside the cones as there is one."""
    import cvxpy as cp
    import numpy as np

    d = _arrays(program)
    weights, margin = cp.Variable(d.b.size), cp.Variable()
    slack = cp.reshape(d.A.T @ weights - d.C, (d.n, d.n), order="C")
    constraints = [
        slack - margin * np.eye(d.n) >> 0,
        weights >= margin,
        margin <= 1,
        *([d.c0 - d.b @ weights + margin <= bound] if d.b.any() else []),
        *([d.a.T @ weights == d.c] if d.c.size else []),
    ]
    report = solve(cp.Problem(cp.Maximize(margin), constraints), **{**FIRM, **options})
    return _hint(program, report, weights.value, None, None, margin.value)


def inner_primal(program: Program, bound: float, **options: Any) -> Hint:
    """A Gram matrix and values with the objective at least `bound`, as far inside as can be."""
    import cvxpy as cp
    import numpy as np

    d = _arrays(program)
    gram, margin = cp.Variable((d.n, d.n), symmetric=True), cp.Variable()
    values = cp.Variable(max(d.c.size, 1))
    flat = cp.reshape(gram, (d.n * d.n,), order="C")
    forms, goal = d.A @ flat + d.b, d.C @ flat + d.c0
    if d.c.size:
        forms, goal = forms + d.a @ values, goal + d.c @ values
    constraints = [gram - margin * np.eye(d.n) >> 0, forms + margin <= 0, margin <= 1]
    problem = cp.Problem(cp.Maximize(margin), [*constraints, goal - margin >= bound])
    report = solve(problem, **{**FIRM, **options})
    return _hint(program, report, None, gram.value, values.value, margin.value)


def _hint(
    program: Program, report: SolverReport, weights: Any, gram: Any, values: Any, margin: Any
) -> Hint:
    def listed(numbers: Any) -> list[Any]:
        return [] if numbers is None else numbers.tolist()

    return Hint(
        report,
        dict(zip(program.constraints, listed(weights), strict=False)),
        listed(gram),
        dict(zip(program.values, listed(values), strict=False)),
        float("-inf") if margin is None else float(margin),
    )
