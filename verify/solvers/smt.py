"""Elementary inequalities decided by z3; a model that breaks one is re-checked as a witness.

An SMT solver's "unsat" never proves alone: the judge asks for a second leg of another method.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

from verify.case import Case
from verify.domain import Finite, Integers, ParameterSet, Premise, Rationals, point_text
from verify.evidence import Evidence, Exactness
from verify.legs import refutes, supports, undecided
from verify.solvers.coverage import check_names, edge_points

__all__ = ["EFFORT", "bounded", "prove", "relu"]

EFFORT = 100_000_000
"""How much one query may cost, in z3's units: some fifty times what the theorems here need."""

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
    effort: int = EFFORT,
) -> Evidence:
    """Ask z3 whether `formula` holds for all values of `variables` in the case's domain.

    Parameters
    ----------
    case
        Its domain gives each variable its set, and the premises. A premise that z3 terms cannot
        pass through is left out: fewer premises prove more.
    formula
        From the variables by name (z3 terms of sort Real, and the variant's data under ``"data"``)
        to the statement.
    variables
        The parameters of the domain that the formula speaks of.
    free
        All other parameters, each with the reason why the statement does not depend on it.
    auxiliary
        Names of further real variables, tied down by `definitions`.
    definitions
        Constraints on the auxiliary variables, as a list of z3 terms. For all values of the
        variables some values of the auxiliary ones must meet them, or else they are a premise in
        disguise; z3 must find such values at the edges of the domain.
    effort
        How much z3 may do, in its own units. No clock is looked at: a slow machine changes nothing.

    Returns
    -------
    Evidence
        Supports if the negation is unsatisfiable; refutes with the model's rational point;
        undecided if z3 does not know, the model is irrational or lies outside the domain, or the
        premises and definitions leave nothing to speak of.

    Raises
    ------
    TypeError
        If the formula is no z3 term, or asks a term for its truth value on the way, as Python's
        ``and``, ``or`` and ``if`` do.
    ValueError
        If a parameter is neither a variable nor free, or both.
    """
    import z3

    free = dict(free or {})
    check_names(case, variables, free)
    atoms = {
        name: z3.Int(name) if isinstance(case.domain.parameters[name], Integers) else z3.Real(name)
        for name in variables
    }
    # as reals, so that n / 2 means what it means in Python, not a division of integers
    terms: dict[str, Any] = {n: z3.ToReal(a) if z3.is_int(a) else a for n, a in atoms.items()}
    terms |= {name: z3.Real(name) for name in auxiliary} | {"data": case.data}
    with _no_truth_values():
        given = [c for n in variables for c in _constraints(terms[n], case.domain.parameters[n])]
        read = [(p, t) for p in case.domain.premises if (t := _read(p, terms)) is not None]
        given += [term for _, term in read]
        ties = list(definitions(terms)) if definitions is not None else []
        statement = formula(terms)
    if not z3.is_bool(statement):
        msg = f"the formula of leg {case.leg!r} is {statement!r}, expected a z3 statement"
        raise TypeError(msg)
    left_out = [p.text for p in case.domain.premises if p not in [q for q, _ in read]]
    # a solver of its own: one that has answered before finds longer models
    if _solver(effort, *given).check() != z3.sat:
        return _open("z3 finds no values of the variables that meet the premises")
    for point in edge_points(case, variables) if ties else ():
        fixed = [atoms[n] == z3.RealVal(str(point[n])) for n in variables]
        if _solver(effort, *given, *ties, *fixed).check() != z3.sat:
            return _open(f"z3 finds no values that meet the definitions at {point_text(point)}")
    solver = _solver(effort, *given, *ties, z3.Not(statement))
    answer = solver.check()
    detail = {"independent_of": free, "premises_used": [p.text for p, _ in read]}
    if answer == z3.unsat:
        return supports("smt", Exactness.SMT, case.domain, detail=detail)
    if answer == z3.unknown:
        return _open(f"z3 does not know: {solver.reason_unknown()}")
    model = solver.model()
    values = {n: _value(model.eval(atoms[n], model_completion=True)) for n in variables}
    irrational = [name for name, value in values.items() if value is None]
    if irrational:
        return _open(f"z3 breaks the statement at an irrational {irrational[0]}")
    points = case.domain.points(**{name: [value] for name, value in values.items()})
    if not points:
        shown = ", ".join(f"{name} = {value}" for name, value in values.items())
        unread = f", and z3 cannot read: {'; '.join(left_out)}" if left_out else ""
        return _open(f"no point of the domain has z3's values {shown}{unread}")
    return refutes("smt", Exactness.SMT, points[0], {}, detail=detail)


def _open(reason: str) -> Evidence:
    return undecided("smt", Exactness.SMT, reason)


def _solver(effort: int, *assertions: Any) -> Any:
    made = bounded(effort)
    made.add(*assertions)
    return made


def bounded(effort: int = EFFORT) -> Any:
    """A z3 solver that gives up, as "unknown", after a fixed amount of work."""
    import z3

    solver = z3.Solver()
    solver.set("rlimit", effort)
    # some of z3's loops do not count their work; the clock is there for those alone
    solver.set("timeout", 60_000)
    solver.set("random_seed", 0)
    return solver


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
    if isinstance(values, Finite) and values.numeric:
        return [z3.Or(*[term == z3.RealVal(str(v)) for v in values.values])]
    msg = f"the parameter {term} ranges over {values!r}, which z3 cannot be told"
    raise TypeError(msg)


def _read(premise: Premise, terms: Mapping[str, Any]) -> Any:
    """The premise as a z3 statement; None if terms do not pass through it."""
    import z3

    try:
        read = premise.holds(terms)
    except Exception:
        return None
    return read if z3.is_bool(read) else None


@contextmanager
def _no_truth_values() -> Iterator[None]:
    """Keep z3 from answering ``bool(a == b)`` by comparing how the two terms are written.

    ``a == b or c > 0`` would otherwise read ``c > 0``, a stronger premise or another statement.
    """
    import z3

    def refuse(self: Any) -> bool:
        msg = f"{self} has no truth value: write z3.And, z3.Or, z3.Not or z3.If"
        raise TypeError(msg)

    original = z3.AstRef.__bool__
    z3.AstRef.__bool__ = refuse
    try:
        yield
    finally:
        z3.AstRef.__bool__ = original


def _value(term: Any) -> int | Fraction | None:
    import z3

    if z3.is_int_value(term):
        return int(term.as_long())
    if z3.is_rational_value(term):
        return Fraction(term.numerator_as_long(), term.denominator_as_long())
    return None
