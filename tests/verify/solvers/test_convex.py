"""Tests of the wrapper around the convex solver and of its brackets."""

from __future__ import annotations

from fractions import Fraction

import cvxpy as cp
import pytest
from flint import arb

from verify.exact.ball import ends
from verify.solvers.convex import SOLVER, Bracket, SolverReport, min_over_ball_lower, solve
from verify.tri import Tri


def least_norm() -> tuple[cp.Problem, cp.Variable]:
    """Minimize ‖x‖ over the plane Σx = 1; the value is 1/√3."""
    x = cp.Variable(3)
    return cp.Problem(cp.Minimize(cp.norm(x)), [cp.sum(x) == 1]), x


def test_a_solved_program_reports_how() -> None:
    """The report names CLARABEL and carries status, residuals and iterations."""
    problem, x = least_norm()
    report = solve(problem)
    assert (report.status, report.solver, report.accurate) == ("optimal", SOLVER, True)
    assert report.primal_residual is not None and report.dual_residual is not None
    assert report.iterations is not None and report.iterations > 0
    assert report.value is not None and abs(report.value - 3**-0.5) < 1e-6
    assert x.value is not None and report.diagnostics()["status"] == "optimal"


def test_an_early_stop_is_not_accurate() -> None:
    """A solver that is stopped has another status than optimal, and no warning escapes."""
    report = solve(least_norm()[0], max_iter=1)
    assert not report.accurate
    assert report.status != "optimal"


@pytest.mark.parametrize(("sense", "status"), [(1, "unbounded"), (0, "infeasible")])
def test_no_optimum_is_a_status(sense: int, status: str) -> None:
    """An unbounded and an infeasible program end in a status without a value."""
    x = cp.Variable()
    constraints = [x <= 1] if sense else [x <= 0, x >= 1]
    report = solve(cp.Problem(cp.Minimize(x), constraints))
    assert report.status.startswith(status)
    assert report.value is None


def test_a_solver_that_fails_is_a_status(monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception of the solver becomes a status that starts with solver_error."""
    problem, _ = least_norm()

    def broken(*_: object, **__: object) -> None:
        raise cp.error.SolverError("out of luck")

    monkeypatch.setattr(problem, "unpack_results", broken)
    report = solve(problem)
    assert report.status == "solver_error: out of luck"
    assert not report.accurate


def test_a_problem_that_is_not_convex_raises() -> None:
    """A mistake of the caller is no status."""
    x = cp.Variable()
    with pytest.raises(cp.error.DCPError):
        solve(cp.Problem(cp.Minimize(-cp.square(x))))


@pytest.mark.parametrize("end", [0.5, "1/2", True, None])
def test_a_bracket_refuses_what_is_not_exact(end: object) -> None:
    """A solver's float cannot become an end of a bracket."""
    with pytest.raises(TypeError, match="lower must be a Fraction or a ball"):
        Bracket(end, Fraction(1), "", "")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="upper must be a Fraction or a ball"):
        Bracket(Fraction(-1), end, "", "")  # type: ignore[arg-type]


def test_a_bracket_whose_ends_contradict_is_refused() -> None:
    """A lower end above the upper one shows an error of whoever computed them."""
    with pytest.raises(ValueError, match="contradict"):
        Bracket(Fraction(2), Fraction(1), "dual", "primal")


def test_balls_give_their_outer_ends() -> None:
    """A bracket from balls contains both balls."""
    bracket = Bracket(arb(1, 0.25), arb(2, 0.25), "", "")  # type: ignore[arg-type]
    assert bracket.lower <= Fraction(3, 4) and bracket.upper >= Fraction(9, 4)
    assert bracket.width >= Fraction(3, 2)


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        (Fraction(1), Tri.YES),
        (Fraction(2), Tri.YES),
        (Fraction(5, 2), Tri.NO),
        (arb(1.5, 0.1), Tri.YES),
        (arb(2, 0.1), Tri.UNKNOWN),
        (arb(3, 0.1), Tri.NO),
    ],
)
def test_containment_has_three_answers(value: object, answer: Tri) -> None:
    """A ball across an end is neither inside nor outside."""
    report = SolverReport("optimal", 1.5, 0.0, 0.0, 5, SOLVER, True)
    assert Bracket(Fraction(1), Fraction(2), "", "", report).contains(value) is answer


def test_linearization_bounds_a_convex_function_below() -> None:
    """For f(w) = (w1 − 2)² + w2² on the unit disc the bound at the minimizer (1, 0) is tight."""
    bound = min_over_ball_lower(1, [-2, 0], [1, 0], 1)
    assert ends(bound)[0] == 1
    loose = min_over_ball_lower(4, [-4, 0], [0, 0], 1)
    assert ends(loose)[1] <= 1


def test_linearization_refuses_floats_and_mismatches() -> None:
    """Floats, unequal lengths and a negative radius are refused in a sentence."""
    with pytest.raises(TypeError, match="float"):
        min_over_ball_lower(0.5, [1], [1], 1)
    with pytest.raises(ValueError, match="equal lengths"):
        min_over_ball_lower(0, [1, 2], [1], 1)
    with pytest.raises(ValueError, match="radius must not be negative"):
        min_over_ball_lower(0, [1], [1], -1)
