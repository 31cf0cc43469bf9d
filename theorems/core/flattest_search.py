"""The search behind `flattest` and `off_sample`: their cone programs in floats, by CLARABEL.

The programs go to CLARABEL as sparse matrices, without a modelling layer: there are thousands of
small cones. What comes back are hints, which `flattest_dual` and `flattest_primal` repair exactly.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from theorems.core.flattest_program import FlattestData
from verify.solvers.convex import SOLVER, SolverReport

__all__ = ["Floats", "Hint", "search", "search_off_sample"]

TIGHT = dict.fromkeys(("tol_gap_abs", "tol_gap_rel", "tol_feas"), 1e-11)
"""tried before CLARABEL's own 1e-8: two more iterations make sharper ends"""
BASE = {
    "verbose": False,
    # the programs are scaled here; CLARABEL's own scaling on top stalls it short of its tolerance
    "equilibrate_enable": False,
    **dict.fromkeys(("reduced_tol_gap_abs", "reduced_tol_gap_rel", "reduced_tol_feas"), 1e-8),
}
"""with this, almost solved is as good as CLARABEL asks by default"""
STATUS = {
    "Solved": "optimal",
    "AlmostSolved": "optimal",
    "PrimalInfeasible": "infeasible",
    "AlmostPrimalInfeasible": "infeasible_inaccurate",
    "DualInfeasible": "unbounded",
    "AlmostDualInfeasible": "unbounded_inaccurate",
    "MaxIterations": "user_limit",
    "MaxTime": "user_limit",
}
"""cvxpy's words for CLARABEL's; almost solved is what `BASE` makes of it"""

Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Hint:
    """What the solver suggests; all floats.

    Attributes
    ----------
    report : SolverReport
    cells : list of int
        The cells of the program: all but that of the neurons that are dead everywhere.
    u : array, (2, cells, dim), or None
        u_{D,s} for s = +, −.
    multipliers : array, (size,), or None
        λ.
    mu : array, (2, cells, size), or None
        The multipliers of the cones.
    """

    report: SolverReport
    cells: list[int]
    u: Floats | None
    multipliers: Floats | None
    mu: Floats | None


def search(data: FlattestData, **options: Any) -> Hint:
    """Solve the least-cost program, labels scaled to size 1 and X' made orthonormal."""
    program = _Program(data)
    q = np.concatenate([np.zeros(program.width), np.ones(2 * program.count)])
    matrices = program.constraints()
    report, x, z = _solve(q, *matrices, **{**TIGHT, **options})
    if not report.accurate:
        report, x, z = _solve(q, *matrices, **options)
    if x is None or z is None:
        return Hint(report, program.cells, None, None, None)
    return Hint(
        report,
        program.cells,
        program.vectors(x),
        -program.unit * program.spread(z[: program.equations]),
        program.unit * program.mu(z[program.equations :]),
    )


def search_off_sample(data: FlattestData, *, side: int, budget: float, **options: Any) -> Hint:
    """Solve max side · f(z) over the nets of cost at most `budget`; z is the last point of `data`.

    The multipliers are those of the cost, as in `search`: λ_z > 0 if side = 1.
    """
    from scipy import sparse

    program = _Program(data)
    q = np.concatenate([-side * program.at_unseen(), np.zeros(2 * program.count)])
    A, b, cones = program.constraints()
    row = np.concatenate([np.zeros(program.width), np.ones(2 * program.count)])
    A = sparse.vstack([A, sparse.csr_array(row[None, :])], format="csc")
    b = np.append(b, budget / program.unit / program.scale)
    report, x, z = _solve(q, A, b, [*cones, ("nonnegative", 1)], **{**TIGHT, **options})
    if x is None or z is None or not z[-1] > 0:
        return Hint(report, program.cells, None if x is None else program.vectors(x), None, None)
    multipliers = -program.spread(z[: program.equations])
    multipliers[-1] = side
    price = program.unit / z[-1]
    return Hint(
        report,
        program.cells,
        program.vectors(x),
        price * multipliers,
        price * program.mu(z[program.equations :]),
    )


class _Program:
    """Variables: v_{D,s} with X'u = Q v, for s = + then −, and a bound t_{D,s} on each cost."""

    def __init__(self, data: FlattestData) -> None:
        rows = np.array(data.rows, dtype=float)
        left, sizes, right = np.linalg.svd(rows, full_matrices=False)
        self.data = data
        self.rank = rank = data.arrangement.rank
        # X' = Q back^+, so that Q v = X'u for u = back v
        self.Q, self.back = left[:, :rank], right[:rank].T / sizes[:rank]
        self.cells = [k for k in range(len(data.patterns)) if max(data.patterns[k]) > 0]
        self.count = count = len(self.cells)
        self.width = 2 * count * rank
        self.seen = data.seen
        self.equations = len(self.seen)
        self.signs = np.array([data.patterns[k] for k in self.cells], dtype=float)
        self.signs = self.signs.reshape(count, data.size)
        self.masked = (self.signs > 0)[:, :, None] * self.Q
        walls = data.arrangement.walls()
        pairs = [(p, i) for p, k in enumerate(self.cells) for i in walls[k]]
        self.walls = np.array(pairs, dtype=int).reshape(-1, 2).T
        self.cost = np.sqrt(np.array([float(data.cap(k)) for k in self.cells]))
        self.unit = float(self.cost.max(initial=0.0)) or 1.0
        self.scale = float(max(abs(data.labels[i]) for i in self.seen)) or 1.0

    def constraints(self) -> tuple[Any, Floats, list[tuple[str, int]]]:
        """A, b and the cones of Ax + s = b: interpolation, walls, costs."""
        from scipy import sparse

        count, rank = self.count, self.rank
        weighted = np.sqrt(np.array(self.data.counts, dtype=float))[:, None] * self.masked
        # ‖D X'u‖ = ‖R v‖ for the triangular factor of D Q: cones of rank + 1, not n + 1, entries
        tall = self.data.size > rank
        factors: Floats = np.asarray(np.linalg.qr(weighted, mode="r")) if tall else weighted
        factors = factors * (self.cost / self.unit)[:, None, None]
        gather = self.masked[:, self.seen].transpose(1, 0, 2).reshape(self.equations, -1)
        first = sparse.csr_array(np.concatenate([gather, -gather], axis=1))
        second = -self._wall_rows()
        depth = factors.shape[1]
        blocks = np.concatenate([np.zeros((count, 1, rank)), -factors], axis=1)
        third = sparse.block_diag([*blocks, *blocks], format="csr")
        heads = np.arange(2 * count) * (depth + 1)
        minus = -np.ones(2 * count)
        shape = (2 * count * (depth + 1), 2 * count)
        bounds = sparse.csr_array((minus, (heads, np.arange(2 * count))), shape=shape)
        A = sparse.block_array([[first, None], [second, None], [third, bounds]], format="csc")
        labels = np.array([float(self.data.labels[i]) for i in self.seen])
        b = np.concatenate([labels / self.scale, np.zeros(A.shape[0] - self.equations)])
        cones = [("zero", self.equations), ("nonnegative", second.shape[0])]
        return A, b, [*cones, *[("second_order", depth + 1)] * (2 * count)]

    def _wall_rows(self) -> Any:
        """σ_i Q_i · v ≥ 0 for the walls i of each cell."""
        from scipy import sparse

        position, row = self.walls
        values = self.signs[position, row][:, None] * self.Q[row]
        columns = position[:, None] * self.rank + np.arange(self.rank)
        starts = np.arange(len(row) + 1) * self.rank
        shape = (len(row), self.count * self.rank)
        one = sparse.csr_array((values.ravel(), columns.ravel(), starts), shape=shape)
        return sparse.block_diag([one, one], format="csr")

    def at_unseen(self) -> Floats:
        """f(z) as a function of v; z is the last point."""
        row: Floats = self.masked[:, -1].ravel()
        return np.concatenate([row, -row])

    def vectors(self, x: Floats) -> Floats:
        """u_{D,s}."""
        parts = x[: self.width].reshape(2, self.count, self.rank)
        return np.asarray(self.scale * parts @ self.back.T)

    def spread(self, values: Floats) -> Floats:
        """One number for each point, 0 where it is no sample."""
        found = np.zeros(self.data.size)
        found[self.seen] = values
        return found

    def mu(self, z: Floats) -> Floats:
        """The multipliers of the walls, 0 elsewhere."""
        position, row = self.walls
        found = np.zeros((2, self.count, self.data.size))
        found[:, position, row] = z[: 2 * len(row)].reshape(2, -1)
        return found


def _solve(
    q: Floats, A: Any, b: Floats, cones: list[tuple[str, int]], **options: Any
) -> tuple[SolverReport, Floats | None, Floats | None]:
    """min q·x with Ax + s = b, s in the cones: x and the multipliers z, if there are any."""
    import clarabel  # type: ignore[import-untyped, unused-ignore]
    from scipy import sparse

    kinds = {
        "zero": clarabel.ZeroConeT,
        "nonnegative": clarabel.NonnegativeConeT,
        "second_order": clarabel.SecondOrderConeT,
    }
    settings = clarabel.DefaultSettings()
    for name, value in {**BASE, **options}.items():
        setattr(settings, name, value)
    P = sparse.csc_matrix((len(q), len(q)))
    solution: Any = None
    try:
        chosen = [kinds[name](size) for name, size in cones if size]
        solver = clarabel.DefaultSolver(P, q, sparse.csc_matrix(A), b, chosen, settings)
        solution = solver.solve()
        raw = str(solution.status)
        status = STATUS.get(raw, f"solver_error: {raw}")
    except BaseException as error:
        # a panic in CLARABEL's Rust code is no Exception
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        status = f"solver_error: {' '.join(str(error).split())[:200]}"
    value = _finite(getattr(solution, "obj_val", None))
    report = SolverReport(
        status=status,
        value=value,
        primal_residual=_finite(getattr(solution, "r_prim", None)),
        dual_residual=_finite(getattr(solution, "r_dual", None)),
        iterations=getattr(solution, "iterations", None),
        solver=SOLVER,
        accurate=status == "optimal",
    )
    if solution is None:
        return report, None, None
    x, z = np.array(solution.x), np.array(solution.z)
    usable = bool(np.isfinite(x).all() and np.isfinite(z).all())
    return report, x if usable else None, z if usable else None


def _finite(value: Any) -> float | None:
    return float(value) if value is not None and math.isfinite(value) else None
