"""Bounds on a worst case that owe the solver nothing: exact multipliers, exact Gram matrices.

From above: λ ≥ 0 for which the objective less Σ λ_k constraint_k is a constant less a positive
semidefinite form. From below: a positive semidefinite Gram matrix, with values, that meets every
constraint. Both are rounded from a solver's point well inside the cones, moved exactly onto the
linear equalities, and decided by an exact LDLᵀ. What cannot be rounded is undecided, with the
reason, and never a pass.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeVar

from verify.exact.linalg import InconsistentError, project_affine, psd
from verify.exact.rational import fraction, round_rational
from verify.solvers.convex import Bracket, SolverReport
from verify.solvers.performance.expressions import Number
from verify.solvers.performance.program import Program
from verify.solvers.performance.search import Hint, inner_dual, inner_primal, optimum

__all__ = [
    "Example",
    "Proof",
    "UnprovedError",
    "attain",
    "contradictory",
    "prove",
    "proved_by",
    "worst_case",
]

BITS = 40
SLACK = Fraction(1, 2**20)
WIDENINGS = 3
NEAR = 1e-8
"""how near the solver's numbers may be and still be told apart, in a reason and nowhere else"""


_Found = TypeVar("_Found", "Proof", "Example")


class UnprovedError(ValueError):
    """No certificate came out; the message is the reason, and says nothing about the claim."""


@dataclass(frozen=True)
class Proof:
    """The objective is at most `bound`: the multipliers that are not 0 show it."""

    bound: Fraction
    multipliers: Mapping[str, Fraction]
    report: SolverReport | None = None


@dataclass(frozen=True)
class Example:
    """The objective reaches `value` at this Gram matrix, keyed by pairs of names, and values."""

    value: Fraction
    gram: Mapping[tuple[str, str], Fraction]
    values: Mapping[str, Fraction]
    report: SolverReport | None = None


def proved_by(program: Program, multipliers: Mapping[str, Any]) -> Proof:
    """The bound that multipliers prove, exactly.

    Raises
    ------
    UnprovedError
        They prove none: one is negative, a value is left over, or the form is not semidefinite.
    ValueError
        A multiplier belongs to no constraint.
    """
    weights = {name: fraction(entry) for name, entry in multipliers.items()}
    weights = {name: entry for name, entry in weights.items() if entry}
    negative = [name for name, entry in weights.items() if entry < 0]
    if negative:
        msg = f"the multiplier of {negative[0]!r} is negative: {float(weights[negative[0]]):.3g}"
        raise UnprovedError(msg)
    rest = program.combined(weights)
    if rest.values:
        name = min(rest.values)
        msg = f"the multipliers leave {name} with the coefficient {rest.values[name]}, not 0"
        raise UnprovedError(msg)
    answer = psd(program.matrix(Number(rest.gram) * -1))
    if not answer.answer:
        value = float(fraction(answer.value))
        msg = f"the dual's matrix is not positive semidefinite: it takes the value {value:.3g}"
        raise UnprovedError(msg)
    return Proof(rest.constant, weights)


def prove(program: Program, bound: Any, *, bits: int = BITS) -> Proof:
    """Rational multipliers which show that the objective is at most `bound`.

    Raises
    ------
    UnprovedError
        The solver failed, or its dual cannot be rounded: it has no interior within the bound.
    TypeError
        The bound is a float.
    """
    limit = fraction(bound)
    hint = inner_dual(program, float(limit))
    if not hint.multipliers:
        raise UnprovedError(_stopped(hint.report, program))
    if hint.margin <= -NEAR:
        raise UnprovedError(_no_interior(program, limit, hint))
    # at the edge rounding may still succeed, which exact arithmetic decides
    rounded = {n: round_rational(max(w, 0.0), bits=bits) for n, w in hint.multipliers.items()}
    try:
        proof = proved_by(program, _on_values(program, rounded))
    except UnprovedError as error:
        raise UnprovedError(_lost(program, limit, hint, str(error))) from None
    if proof.bound > limit:
        reason = f"the rounded multipliers prove {float(proof.bound):.12g} alone"
        raise UnprovedError(_lost(program, limit, hint, reason))
    return Proof(proof.bound, proof.multipliers, hint.report)


def attain(program: Program, bound: Any, *, bits: int = BITS) -> Example:
    """A rational Gram matrix and values at which the objective is at least `bound`.

    Raises
    ------
    UnprovedError
        The solver failed, or no such point has room for rounding.
    TypeError
        The bound is a float.
    """
    limit = fraction(bound)
    hint = inner_primal(program, float(limit))
    if not hint.gram:
        raise UnprovedError(_stopped(hint.report))
    if hint.margin <= 0:
        msg = f"no Gram matrix with room for rounding reaches {_short(limit)}"
        raise UnprovedError(f"{msg} (margin {hint.margin:.2g})")
    gram = {
        (a, b): round_rational(hint.gram[i][j], bits=bits)
        for i, a in enumerate(program.vectors)
        for j, b in enumerate(program.vectors)
        if a <= b
    }
    values = {name: round_rational(v, bits=bits) for name, v in hint.values.items()}
    for name, form in program.constraints.items():
        if form.at(gram, values) > 0:
            msg = f"the rounded point breaks {name!r}"
            raise UnprovedError(msg)
    matrix = [[gram[min(a, b), max(a, b)] for b in program.vectors] for a in program.vectors]
    if not psd(matrix).answer:
        msg = "the rounded Gram matrix is not positive semidefinite"
        raise UnprovedError(msg)
    reached = program.objective.at(gram, values)
    if reached < limit:
        msg = f"the rounded point reaches {float(reached):.12g}, which is less than {_short(limit)}"
        raise UnprovedError(msg)
    return Example(reached, gram, values, hint.report)


def worst_case(program: Program, *, slack: Any = SLACK) -> Bracket:
    """The worst case between two exact ends, each about `slack` away from the solver's value.

    An end that cannot be rounded there is looked for 16 and 256 times as far away.

    Raises
    ------
    UnprovedError
        The solver failed, or an end could not be rounded.
    TypeError
        The slack is a float.
    ValueError
        It is not positive.
    """
    room = fraction(slack)
    if room <= 0:
        msg = f"slack must be positive, got {room}"
        raise ValueError(msg)
    report = optimum(program).report
    if report.value is None:
        raise UnprovedError(_stopped(report, program))
    near = fraction(report.value, exact_float=True)
    room *= max(abs(near), Fraction(1, 2**20))
    upper = _widening(lambda width: prove(program, near + width), room)
    lower = _widening(lambda width: attain(program, near - width), room)
    return Bracket(lower.value, upper.bound, "a rational Gram matrix", "multipliers", report)


def contradictory(program: Program) -> bool:
    """Whether the solver finds that no Gram matrix meets the constraints, so that all is proved."""
    return optimum(program).report.status.startswith("unbounded")


def _widening(find: Callable[[Fraction], _Found], room: Fraction) -> _Found:
    for power in range(0, 4 * WIDENINGS, 4):
        try:
            return find(room * 2**power)
        except UnprovedError as error:
            last = error
    raise last


def _stopped(report: SolverReport, program: Program | None = None) -> str:
    """What a solver that leaves no point says, in a sentence."""
    if program is not None and report.status.startswith("infeasible"):
        if any(form.constant for form in program.constraints.values()):
            return "no multipliers bound the objective: its worst case over the class is unbounded"
        return "no multipliers prove the bound: it is false for the class, or lacks a constraint"
    if program is not None and report.status.startswith("unbounded"):
        return "the constraints contradict each other: no function of the class meets them"
    return f"the solver failed: it ended with the status {report.status!r}"


def _no_interior(program: Program, limit: Fraction, hint: Hint) -> str:
    """Why no multipliers lie well within the bound, as far as the solver can tell."""
    if not hint.report.accurate:
        return _early(hint.report)
    best = optimum(program).report
    if best.value is None and best.status.startswith(("infeasible", "unbounded")):
        return _stopped(best, program)
    near = NEAR * max(1.0, abs(best.value or 0.0))
    if best.value is not None and best.value > float(limit) + near:
        return f"the bound {_short(limit)} is below the worst case {best.value:.6g} of the solver"
    if inner_dual(program, max(best.value or 0.0, float(limit)) + 1.0).margin <= NEAR:
        return (
            "the dual is rank-deficient, or nearly so: a slightly larger bound, or multipliers "
            "known exactly, may prove one"
        )
    return _lost(program, limit, hint)


def _early(report: SolverReport) -> str:
    count = f" after {report.iterations} iterations" if report.iterations else ""
    return f"the solver stopped early{count}, with the status {report.status!r}"


def _lost(program: Program, limit: Fraction, hint: Hint, reason: str = "") -> str:
    """Why multipliers that lie within the bound, but hardly so, do not survive rounding."""
    if not hint.report.accurate:
        return _early(hint.report)
    if reason and hint.margin <= NEAR:
        return _no_interior(program, limit, hint)
    said = "the claim"
    if limit or any(form.constant for form in program.constraints.values()):
        said = f"the bound {_short(limit)}"
    room = f"{said} leaves the dual a margin of {hint.margin:.2g}"
    return f"the slack is too small for rounding: {room}" + (f", and {reason}" if reason else "")


def _on_values(program: Program, weights: dict[str, Fraction]) -> dict[str, Fraction]:
    """The nearest weights for which no value is left over."""
    goal = [program.objective.values.get(name, Fraction(0)) for name in program.values]
    rows = [
        [form.values.get(name, Fraction(0)) for form in program.constraints.values()]
        for name in program.values
    ]
    if not rows:
        return weights
    try:
        moved = project_affine(list(weights.values()), rows, goal)
    except InconsistentError:
        msg = "no multipliers match the objective's values: its worst case is unbounded"
        raise UnprovedError(msg) from None
    return {name: fraction(moved[k, 0]) for k, name in enumerate(weights)}


def _short(number: Fraction) -> str:
    return str(number) if len(str(number)) < 24 else f"{float(number):.12g}"
