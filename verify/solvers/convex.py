"""Convex programs: CLARABEL as a search oracle, and brackets that owe it nothing.

A solver's "optimal" value is a hint. What counts is a `Bracket`: two ends that are exact
rationals or balls, each evaluated at a feasible point that somebody repaired exactly. The types
refuse a float, so that no solver value can slip in as a bound.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from verify.exact.ball import ball, ends
from verify.exact.ball import sqrt as ball_sqrt
from verify.tri import Tri

__all__ = ["SOLVER", "Bracket", "SolverReport", "min_over_ball_lower", "solve"]

SOLVER = "CLARABEL"


@dataclass(frozen=True, slots=True)
class SolverReport:
    """How a solver ended: diagnostics, never a bound.

    Attributes
    ----------
    status : str
        cvxpy's word: "optimal", "optimal_inaccurate", "infeasible", "unbounded", "user_limit",
        ...; or "solver_error: " and the solver's message.
    value : float or None
        The value that the solver reports.
    primal_residual, dual_residual : float or None
        The solver's own measure of how far its points are from feasible.
    iterations : int or None
    solver : str
    accurate : bool
        Whether the status is "optimal".
    """

    status: str
    value: float | None
    primal_residual: float | None
    dual_residual: float | None
    iterations: int | None
    solver: str
    accurate: bool

    def diagnostics(self) -> dict[str, str | float | int | bool | None]:
        """The same as JSON data, for a run's diagnostics."""
        return {name: getattr(self, name) for name in self.__slots__}


def solve(problem: Any, **options: Any) -> SolverReport:
    """Solve a `cvxpy.Problem` with CLARABEL and leave the points in its variables.

    A failure of the solver becomes a status. A problem that breaks cvxpy's rules is a mistake of
    the caller and raises.

    Parameters
    ----------
    problem : cvxpy.Problem
    **options
        CLARABEL's settings, such as ``max_iter=200`` or ``tol_gap_rel=1e-10``.

    Raises
    ------
    cvxpy.error.DCPError
        The problem is not convex by cvxpy's rules.
    """
    import cvxpy as cp

    raw: Any = None
    with warnings.catch_warnings():
        # cvxpy repeats the status as a warning, and its canonicalization warns of itself
        warnings.simplefilter("ignore")
        try:
            data, chain, inverse = problem.get_problem_data(SOLVER, solver_opts=options)
            raw = chain.solve_via_data(problem, data, verbose=False, solver_opts=options)
            problem.unpack_results(raw, chain, inverse)
            status = str(problem.status)
        except cp.error.DCPError:
            raise
        except (cp.error.SolverError, ArithmeticError, ValueError) as error:
            status = f"solver_error: {' '.join(str(error).split())[:200]}"
        except BaseException as error:
            # a panic in CLARABEL's Rust code is no Exception
            if type(error).__name__ != "PanicException":
                raise
            status = f"solver_error: {' '.join(str(error).split())[:200]}"
    return SolverReport(
        status=status,
        value=_finite(problem.value),
        primal_residual=_finite(getattr(raw, "r_prim", None)),
        dual_residual=_finite(getattr(raw, "r_dual", None)),
        iterations=getattr(raw, "iterations", None),
        solver=SOLVER,
        accurate=status == "optimal",
    )


def _finite(value: Any) -> float | None:
    return float(value) if value is not None and math.isfinite(value) else None


@dataclass(frozen=True, slots=True)
class Bracket:
    """lower ≤ the optimal value ≤ upper, both ends valid whatever the solver did.

    Parameters
    ----------
    lower, upper : Fraction, int or flint.arb
        A ball gives its own outer end; both are kept as fractions.
    lower_from, upper_from : str
        What shows each end: "weak duality at rational multipliers", ...
    report : SolverReport or None
        How the search ended.

    Raises
    ------
    TypeError
        If an end is a float, which is what a solver returns.
    ValueError
        If an end is not finite or the ends contradict each other.
    """

    lower: Fraction
    upper: Fraction
    lower_from: str
    upper_from: str
    report: SolverReport | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "lower", _end("lower", self.lower, 0))
        object.__setattr__(self, "upper", _end("upper", self.upper, 1))
        if self.lower > self.upper:
            msg = f"the ends contradict each other: lower={self.lower} > upper={self.upper}"
            raise ValueError(msg)

    @property
    def width(self) -> Fraction:
        """upper − lower."""
        return self.upper - self.lower

    def contains(self, value: Any) -> Tri:
        """Whether `value`, an exact number or a ball, lies in [lower, upper]."""
        low, high = ends(value) if _is_ball(value) else (_end("value", value, 0),) * 2
        if self.lower <= low and high <= self.upper:
            return Tri.YES
        return Tri.NO if high < self.lower or low > self.upper else Tri.UNKNOWN


def _is_ball(value: object) -> bool:
    from flint import arb

    return isinstance(value, arb)


def _end(name: str, value: Any, side: int) -> Fraction:
    if _is_ball(value):
        return ends(value)[side]
    if isinstance(value, bool) or not isinstance(value, (int, Fraction)):
        msg = f"{name} must be a Fraction or a ball, got {value!r} of type {type(value).__name__}"
        raise TypeError(msg)
    return Fraction(value)


def min_over_ball_lower(value: Any, gradient: Sequence[Any], at: Sequence[Any], radius: Any) -> Any:
    """A lower bound on min {f(w) : ‖w‖ ≤ R} of a convex f, from one (sub)gradient.

    f(w) ≥ f(w̄) + ⟨g, w − w̄⟩ ≥ f(w̄) − ⟨g, w̄⟩ − R‖g‖.

    Parameters
    ----------
    value
        f(w̄), or a lower bound on it.
    gradient, at
        g and w̄, of one length.
    radius
        R ≥ 0. All numbers are exact (int, Fraction, fmpq) or balls.

    Returns
    -------
    flint.arb
        A ball; its lower end is a valid bound.

    Raises
    ------
    TypeError
        If a number is a float.
    ValueError
        If `gradient` and `at` differ in length, or the radius is certainly negative.
    """
    if len(gradient) != len(at):
        msg = f"gradient and at must have equal lengths, got {len(gradient)} and {len(at)}"
        raise ValueError(msg)
    r = ball(radius)
    if r < 0:
        msg = f"radius must not be negative, got {radius}"
        raise ValueError(msg)
    g, w = [ball(x) for x in gradient], [ball(x) for x in at]
    inner = sum((a * b for a, b in zip(g, w, strict=True)), ball(0))
    square = sum((a * a for a in g), ball(0))
    return ball(value) - inner - r * ball_sqrt(square)
