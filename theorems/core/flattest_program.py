"""The flattest interpolating two-layer ReLU net of any width, as a second-order cone program.

For x'_i = (x_i, 1), or x_i without biases, and the nets f = Σ_j w_j relu(a_j·x') with no
pre-activation exactly 0 at a sample,

    (n/2) inf Tr ∇²L = min Σ_{D,s} 2 a_D ‖D X' u_{D,s}‖
                       such that Σ_D D X' (u_{D,+} − u_{D,−}) = y,  (2D − I) X' u_{D,s} ≥ 0,

over the activation patterns D of open cells and s = ±, with a_D² = Σ_{i in D} ‖x'_i‖². A neuron
w relu(a·x') contributes u = |w| a; its share of Σ ‖∇f(x_i)‖² is w² a_D² + ‖D X'a‖² ≥
2 a_D ‖D X'u‖, with equality after rescaling a against w; and neurons of one pattern and one sign
merge into one that costs no more.

Here are the exact data and the search: what `search` returns are floats, hints for
`flattest_dual` and `flattest_primal`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from flint import fmpq_mat

from theorems.core.cells import Arrangement, enumerate_cells
from verify.exact.rational import fmpq_matrix, fraction
from verify.solvers.convex import SolverReport, solve

__all__ = ["FlattestData", "Hint", "flattest_data", "search"]

TIGHT = {"tol_gap_abs": 1e-11, "tol_gap_rel": 1e-11, "tol_feas": 1e-11}
"""tolerances that are tried before CLARABEL's own: two more iterations make sharper ends"""

Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class FlattestData:
    """Samples in exact rationals, with their activation patterns."""

    points: tuple[tuple[Fraction, ...], ...]
    labels: tuple[Fraction, ...]
    bias: bool

    @property
    def n(self) -> int:
        """The number of samples."""
        return len(self.labels)

    @cached_property
    def rows(self) -> tuple[tuple[Fraction, ...], ...]:
        """The rows x'_i of X'."""
        return tuple((*x, Fraction(1)) if self.bias else x for x in self.points)

    @cached_property
    def squares(self) -> tuple[Fraction, ...]:
        """The squared norms ‖x'_i‖²."""
        return tuple(sum((e * e for e in row), Fraction(0)) for row in self.rows)

    @cached_property
    def design(self) -> fmpq_mat:
        """X' as an exact matrix, n × dim."""
        return fmpq_matrix(self.rows)

    @cached_property
    def arrangement(self) -> Arrangement:
        """The open cells of {u : x'_i·u = 0}."""
        return enumerate_cells(self.rows)

    @cached_property
    def patterns(self) -> tuple[tuple[int, ...], ...]:
        """For each cell the signs of the pre-activations, 1 or −1."""
        cells = self.arrangement.cells
        return tuple(tuple(1 if s == "+" else -1 for s in cell.signs) for cell in cells)

    def active(self, cell: int) -> list[int]:
        """The samples at which the neurons of a cell are active."""
        return [i for i, s in enumerate(self.patterns[cell]) if s > 0]

    def cap(self, cell: int) -> Fraction:
        """4 a_D², the square of what a neuron of the cell costs per unit of ‖D X'u‖."""
        return 4 * sum((self.squares[i] for i in self.active(cell)), Fraction(0))


def flattest_data(points: Any, labels: Any, *, bias: bool) -> FlattestData:
    """Read the samples exactly; a float is the binary number that it is.

    Raises
    ------
    TypeError
        An entry is no number.
    ValueError
        There is no sample, shapes disagree, a number is not finite, equal points have different
        labels, or a point is 0 and the nets have no bias.
    """
    if hasattr(points, "tolist"):
        points = points.tolist()
    if hasattr(labels, "tolist"):
        labels = labels.tolist()
    xs = tuple(tuple(_exact("points", e) for e in _row(x)) for x in points)
    ys = tuple(_exact("labels", y) for y in labels)
    if not xs:
        msg = "points must hold at least one sample, got none"
        raise ValueError(msg)
    if len(xs) != len(ys):
        msg = f"points and labels must be equally many, got {len(xs)} points and {len(ys)} labels"
        raise ValueError(msg)
    if len({len(x) for x in xs}) > 1 or not xs[0]:
        msg = f"points must have one dimension of at least 1, got {sorted({len(x) for x in xs})}"
        raise ValueError(msg)
    first: dict[tuple[Fraction, ...], Fraction] = {}
    for x, y in zip(xs, ys, strict=True):
        if first.setdefault(x, y) != y:
            msg = (
                f"two samples have equal x = ({', '.join(map(str, x))}) and different labels "
                f"{first[x]} and {y}: no interpolator exists"
            )
            raise ValueError(msg)
        if not bias and not any(x):
            msg = "points holds x = 0 and the nets have no bias: no net is smooth there"
            raise ValueError(msg)
    return FlattestData(xs, ys, bias)


def _row(x: Any) -> Sequence[Any]:
    if isinstance(x, (list, tuple)) or hasattr(x, "__iter__"):
        return list(x)
    msg = f"points must be a sequence of rows, got the row {x!r}"
    raise TypeError(msg)


def _exact(name: str, value: Any) -> Fraction:
    if isinstance(value, float) and not math.isfinite(value):
        msg = f"{name} must be finite, got {value!r}"
        raise ValueError(msg)
    return fraction(value, exact_float=True)


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
    multipliers : array, (n,), or None
        λ.
    mu : array, (2, cells, n), or None
        The multipliers of the cones.
    """

    report: SolverReport
    cells: list[int]
    u: Floats | None
    multipliers: Floats | None
    mu: Floats | None


def search(data: FlattestData, **options: Any) -> Hint:
    """Solve the cone program in floats, labels scaled to size 1 and X' made orthonormal."""
    import cvxpy as cp
    from scipy import sparse

    left, sizes, right = np.linalg.svd(np.array(data.rows, dtype=float), full_matrices=False)
    rank = data.arrangement.rank
    # X' = Q back^+, so that Q v = X'u for u = back v
    Q, back = left[:, :rank], right[:rank].T / sizes[:rank]
    cells = [k for k in range(len(data.patterns)) if data.active(k)]
    count, n = len(cells), data.n
    signs = np.array([data.patterns[k] for k in cells], dtype=float).reshape(count, n)
    masked = (signs > 0)[:, :, None] * Q
    cost = np.sqrt(np.array([float(data.cap(k)) for k in cells]))
    unit = float(cost.max(initial=0.0)) or 1.0
    # ‖D X'u‖ = ‖R v‖ for the triangular factor of D Q: cones of rank + 1, not n + 1, entries
    factors: Floats = np.asarray(np.linalg.qr(masked, mode="r")) if n > rank else masked
    factors = factors * (cost / unit)[:, None, None]
    scale = float(max(map(abs, data.labels))) or 1.0

    def blocks(parts: Floats) -> Any:
        return sparse.block_diag([sparse.csr_array(p) for p in (*parts, *parts)], format="csr")

    v = cp.Variable(2 * count * rank)
    t = cp.Variable(2 * count)
    gather = np.concatenate([*masked], axis=1)
    interpolate = sparse.csr_array(np.concatenate([gather, -gather], axis=1))
    norms = cp.reshape(blocks(factors) @ v, (factors.shape[1], 2 * count), order="F")
    equation = interpolate @ v == np.array([float(y) for y in data.labels]) / scale
    inside = blocks(signs[:, :, None] * Q) @ v >= 0
    cones = cp.SOC(t, norms, axis=0)
    program = cp.Problem(cp.Minimize(cp.sum(t)), [cones, equation, inside])
    # the program is scaled here; CLARABEL's own scaling on top stalls it short of its tolerance
    report = solve(program, **{"equilibrate_enable": False, **TIGHT, **options})
    if not report.accurate:
        report = solve(program, **{"equilibrate_enable": False, **options})
    if v.value is None or equation.dual_value is None or inside.dual_value is None:
        return Hint(report, cells, None, None, None)
    return Hint(
        report,
        cells,
        scale * v.value.reshape(2, count, rank) @ back.T,
        -unit * np.asarray(equation.dual_value),
        unit * np.asarray(inside.dual_value).reshape(2, count, n),
    )
