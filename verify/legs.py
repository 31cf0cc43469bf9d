"""Makers of legs: how one predicate becomes a sweep, a search, a deduction or a bracket.

A *predicate* maps a variant's data and one point of its domain to a `Finding`. The same predicate
may serve a sweep over the edges of the hypotheses and a search among all of them; a control runs
it on other data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from verify.case import Case
from verify.domain import Domain, Finite, Point, point_text
from verify.evidence import Evidence, Exactness, Method, Outcome, Witness
from verify.findings import Finding, Predicate, ask, both, compare, exact_fraction, shown
from verify.statement import Leg
from verify.tri import Tri

if TYPE_CHECKING:
    from verify.solvers.convex import Bracket

__all__ = [
    "Finding",
    "Predicate",
    "ask",
    "ball",
    "both",
    "bracketed",
    "compare",
    "convex",
    "enumeration",
    "exact",
    "monte_carlo",
    "refutes",
    "searched",
    "smt",
    "supports",
    "symbolic",
    "undecided",
]

Run = Callable[[Case], Evidence]


def exact(
    predicate: Predicate,
    *,
    over: Mapping[str, Any] | None = None,
    full: Mapping[str, Any] | None = None,
    scale: Mapping[str, Any] | None = None,
    executed: bool = False,
    name: str = "",
) -> Leg:
    """A sweep in rational arithmetic.

    Parameters
    ----------
    over
        The values that each parameter runs through; its edges where none are given.
    full
        What replaces entries of `over` beyond the quick profile.
    scale
        What replaces entries of both in the scale profile.
    executed
        Whether the predicate runs the algorithm, or evaluates the objective, itself.
    """
    return _sweep("exact", Exactness.EXACT, predicate, (over, full, scale), executed, name)


def enumeration(
    predicate: Predicate,
    *,
    over: Mapping[str, Any] | None = None,
    full: Mapping[str, Any] | None = None,
    scale: Mapping[str, Any] | None = None,
    executed: bool = False,
    name: str = "",
) -> Leg:
    """A sweep whose predicate enumerates a finite set whole, exactly; see `exact`."""
    return _sweep("enumeration", Exactness.EXACT, predicate, (over, full, scale), executed, name)


def ball(
    predicate: Predicate,
    *,
    over: Mapping[str, Any] | None = None,
    full: Mapping[str, Any] | None = None,
    scale: Mapping[str, Any] | None = None,
    executed: bool = False,
    name: str = "",
) -> Leg:
    """A sweep in ball arithmetic; see `exact`."""
    return _sweep("ball", Exactness.BALL, predicate, (over, full, scale), executed, name)


def searched(
    predicate: Predicate,
    *,
    within: Mapping[str, Any] | None = None,
    examples: tuple[int, int] = (100, 1000),
    executed: bool = False,
    name: str = "",
) -> Leg:
    """A search for a counterexample with hypothesis.

    Parameters
    ----------
    within
        Sets to which parameters are restricted so that a case stays cheap.
    examples
        How many, in the quick profile and in the others.
    """

    def run(case: Case) -> Evidence:
        from verify.search.falsifier import falsify

        domain = case.domain.restrict(**(within or {}))
        return falsify(case, predicate, domain, examples=case.pick(*examples), executed=executed)

    return Leg("property", run, name)


def symbolic(run: Run, *, name: str = "") -> Leg:
    """A deduction with sympy: `run` returns the evidence of `verify.solvers.symbolic`."""
    return Leg("symbolic", run, name)


def smt(run: Run, *, name: str = "") -> Leg:
    """A decision by z3: `run` returns the evidence of `verify.solvers.smt`."""
    return Leg("smt", run, name)


def convex(run: Run, *, name: str = "") -> Leg:
    """A bracket of a convex program."""
    return Leg("convex", run, name)


def monte_carlo(run: Run, *, name: str = "") -> Leg:
    """Draws with a confidence interval."""
    return Leg("monte_carlo", run, name)


def bracketed(
    case: Case,
    covered: Domain,
    found: Iterable[tuple[Point, Fraction, Bracket]],
) -> Evidence:
    """Hold claimed minima against brackets of them, one after the other.

    A minimum that is claimed too low leaves a leg undecided, not refuting: no point shows it.

    Parameters
    ----------
    covered
        The sub-domain whose points `found` goes through.
    found
        For each instance the point that stands for it, the value that the claim says is least,
        and a bracket of the least value. The point's re-check must find the claim violated where
        the claimed value exceeds the bracket's upper end, which some feasible point attains.

    Returns
    -------
    Evidence
        Refutes where the claimed value lies above a bracket; undecided where it lies below, or
        the solver's status is not optimal, for then nothing says that the bracket is as narrow
        as it could be; else supports.

    Raises
    ------
    TypeError
        If a claimed value or an end is a float.
    ValueError
        If a finite set of `covered` holds a value that no instance has.
    """
    widest = Fraction(0)
    diagnostics: dict[str, Any] = {"solver": []}
    cases = 0
    visited: dict[str, list[Any]] = {name: [] for name in covered.parameters}
    for point, value, bracket in found:
        cases += 1
        claimed = exact_fraction(value)
        for name, column in visited.items():
            column.append(point.get(name))
        report = bracket.report
        if report is not None:
            diagnostics["solver"].append(str(report))
            if not report.accurate:
                reason = f"solver status {report.status} at {point_text(point)}"
                return undecided("convex", Exactness.BRACKET, reason, diagnostics=diagnostics)
        lower, upper = exact_fraction(bracket.lower), exact_fraction(bracket.upper)
        if claimed > upper:
            values = {"claimed": claimed, "attained": upper}
            return refutes(
                "convex",
                Exactness.BRACKET,
                point,
                values,
                cases=cases,
                executed=True,
                diagnostics=diagnostics,
            )
        if claimed < lower:
            reason = f"the claimed least value {claimed} lies below the bracket's lower end {lower}"
            return undecided("convex", Exactness.BRACKET, reason, diagnostics=diagnostics)
        widest = max(widest, upper - lower)
    if not cases:
        return undecided("convex", Exactness.BRACKET, "no instance lies in the domain")
    for name, values in covered.parameters.items():
        left = values.elements() if isinstance(values, Finite) else ()
        met = Finite(tuple(visited[name]))
        left = tuple(v for v in left if not met.contains(v))
        if left:
            msg = f"no instance has {name} = {left[0]}, which the domain said to be covered holds"
            raise ValueError(msg)
    # the solver's digits may differ between machines; the power of two above them hardly does
    width = "0" if not widest else f"2^{_magnitude(widest)}"
    return supports(
        "convex",
        Exactness.BRACKET,
        covered,
        cases=cases,
        executed=True,
        detail={"bracket_width_below": width},
        diagnostics=diagnostics,
    )


def _magnitude(q: Fraction) -> int:
    k = q.numerator.bit_length() - q.denominator.bit_length()
    return k + 1


def supports(method: Method, exactness: Exactness, covered: Domain, /, **fields: Any) -> Evidence:
    """Evidence that the claim held on `covered`."""
    return Evidence(
        method=method,
        exactness=exactness,
        outcome=Outcome.SUPPORTS,
        covered=covered.scope(),
        **fields,
    )


def refutes(
    method: Method,
    exactness: Exactness,
    point: Point,
    values: Mapping[str, Any],
    /,
    **fields: Any,
) -> Evidence:
    """Evidence that the claim breaks at `point`."""
    data = {name: shown(value) for name, value in values.items()}
    return Evidence(
        method=method,
        exactness=exactness,
        outcome=Outcome.REFUTES,
        witness=Witness(point_text(point), data),
        **fields,
    )


def undecided(method: Method, exactness: Exactness, reason: str, /, **fields: Any) -> Evidence:
    """Evidence that the leg could not tell, with the sentence that says why."""
    return Evidence(
        method=method, exactness=exactness, outcome=Outcome.UNDECIDED, reason=reason, **fields
    )


def _sweep(
    method: Method,
    exactness: Exactness,
    predicate: Predicate,
    visited: tuple[Mapping[str, Any] | None, ...],
    executed: bool,
    name: str,
) -> Leg:
    reach = {"quick": 1, "full": 2, "scale": 3}

    def run(case: Case) -> Evidence:
        values = {k: v for sets in visited[: reach[case.profile]] for k, v in (sets or {}).items()}
        points = case.domain.points(**values)
        if not points:
            reason = "the sweep visits no point of the domain"
            return undecided(method, exactness, reason, executed=executed)
        margins: list[Fraction] = []
        unknown: list[Point] = []
        for index, point in enumerate(points, 1):
            finding = ask(predicate, case.data, point)
            if finding.answer is Tri.NO:
                return refutes(
                    method, exactness, point, finding.values, cases=index, executed=executed
                )
            if finding.answer is Tri.UNKNOWN:
                unknown.append(point)
            if finding.margin is not None:
                margins.append(finding.margin)
        if unknown:
            reason = f"undecided at {point_text(unknown[0])}, {len(unknown)} of {len(points)} cases"
            return undecided(method, exactness, reason, cases=len(points), executed=executed)
        return supports(
            method,
            exactness,
            case.domain.swept(**values),
            cases=len(points),
            executed=executed,
            margin=str(min(margins)) if margins else None,
        )

    return Leg(method, run, name)
