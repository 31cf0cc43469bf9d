"""Elementary inequalities decided by z3; a model that breaks one is re-checked as a witness.

An SMT solver's "unsat" never proves alone: the judge asks for a second leg of another method.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from verify.case import Case
from verify.domain import Finite, Integers, ParameterSet, Rationals
from verify.evidence import Evidence, Exactness
from verify.legs import refutes, supports, undecided

__all__ = ["prove", "relu"]

Formula = Callable[[Mapping[str, Any]], Any]


def relu(x: Any) -> Any:
    """max(x, 0) as a z3 term."""
    import z3

    return z3.If(x >= 0, x, z3.RealVal(0))


def prove(
    case: Case,
    formula: Formula,
    /,
    *,
    variables: tuple[str, ...],
    free: Mapping[str, str] | None = None,
    auxiliary: tuple[str, ...] = (),
    definitions: Formula | None = None,
    timeout: int = 10_000,
) -> Evidence:
    """Ask z3 whether `formula` holds for all values of `variables` in the case's domain.

    Parameters
    ----------
    case
        Its domain gives each variable its set, and the premises, which must be written with
        arithmetic that z3 terms understand.
    formula
        From the variables by name (z3 terms, and the variant's data under ``"data"``) to the
        statement.
    variables
        The parameters of the domain that the formula speaks of.
    free
        The other parameters, each with the reason why the statement does not depend on it. A
        parameter in neither leaves the evidence short of the whole domain.
    auxiliary
        Names of further real variables, tied down by `definitions`.
    definitions
        Constraints on the auxiliary variables, as a list of z3 terms.
    timeout
        In milliseconds.

    Returns
    -------
    Evidence
        Supports if the negation is unsatisfiable; refutes with the model's rational point;
        undecided if z3 does not know or the model is irrational.
    """
    import z3

    terms: dict[str, Any] = {
        name: z3.Int(name) if isinstance(case.domain.parameters[name], Integers) else z3.Real(name)
        for name in variables
    }
    terms |= {name: z3.Real(name) for name in auxiliary}
    terms["data"] = case.data
    solver = z3.Solver()
    solver.set("timeout", timeout)
    solver.set("random_seed", 0)
    for name in variables:
        solver.add(*_constraints(terms[name], case.domain.parameters[name]))
    premises = [p for p in case.domain.premises if _speaks_of(p.holds, terms)]
    solver.add(*[premise.holds(terms) for premise in premises])
    if definitions is not None:
        solver.add(*definitions(terms))
    solver.add(z3.Not(formula(terms)))
    answer = solver.check()
    detail = {"independent_of": dict(free or {}), "premises_used": [p.text for p in premises]}
    if answer == z3.unsat:
        covered = _covered(case, variables, free or {})
        return supports("smt", Exactness.SMT, covered, detail=detail)
    if answer == z3.unknown:
        return undecided("smt", Exactness.SMT, f"z3 does not know: {solver.reason_unknown()}")
    model = solver.model()
    values = {name: _value(model.eval(terms[name], model_completion=True)) for name in variables}
    irrational = [name for name, value in values.items() if value is None]
    if irrational:
        reason = f"z3 breaks the statement at an irrational {irrational[0]}"
        return undecided("smt", Exactness.SMT, reason)
    point = _complete(case, values)
    if point is None:
        return undecided("smt", Exactness.SMT, f"no point of the domain has z3's values {values}")
    return refutes("smt", Exactness.SMT, point, {}, detail=detail)


def _constraints(term: Any, values: ParameterSet) -> list[Any]:
    import z3

    if isinstance(values, Integers):
        low = [] if values.min is None else [term >= values.min]
        return low + ([] if values.max is None else [term <= values.max])
    if isinstance(values, Rationals):
        out = []
        if values.min is not None:
            end = z3.RealVal(values.min)
            out.append(term > end if values.min_open else term >= end)
        if values.max is not None:
            end = z3.RealVal(values.max)
            out.append(term < end if values.max_open else term <= end)
        return out
    if isinstance(values, Finite):
        return [z3.Or(*[term == z3.RealVal(str(v)) for v in values.values])]
    msg = f"the parameter {term} ranges over {values!r}, which z3 cannot be told"
    raise TypeError(msg)


def _speaks_of(holds: Callable[[Mapping[str, Any]], Any], terms: Mapping[str, Any]) -> bool:
    # a premise about parameters that are no variables is left out: fewer premises prove more
    try:
        holds(terms)
    except KeyError:
        return False
    return True


def _value(term: Any) -> int | Fraction | None:
    import z3

    if z3.is_int_value(term):
        return int(term.as_long())
    if z3.is_rational_value(term):
        return Fraction(term.numerator_as_long(), term.denominator_as_long())
    return None


def _covered(case: Case, variables: tuple[str, ...], free: Mapping[str, str]) -> Any:
    silent = {
        name: Finite(())
        for name in case.domain.parameters
        if name not in variables and name not in free
    }
    return case.domain.restrict(**silent)


def _complete(case: Case, values: Mapping[str, Any]) -> dict[str, Any] | None:
    fixed = {name: [value] for name, value in values.items()}
    points = case.domain.points(**fixed)
    return points[0] if points else None
