"""Identities proved by sympy, and rational points that break them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from verify.case import Case
from verify.domain import Finite, Integers, Point, Rationals, point_text
from verify.evidence import Evidence, Exactness
from verify.legs import refutes, supports, undecided
from verify.solvers.coverage import check_names, edge_points

__all__ = ["prove_zero", "symbols"]

Expression = Callable[[Mapping[str, Any], Mapping[str, Any]], Any]


def symbols(case: Case, names: tuple[str, ...]) -> dict[str, Any]:
    """A sympy symbol for each parameter, with what its set says of sign and integrality.

    Raises
    ------
    TypeError
        If a parameter is no number.
    """
    import sympy

    made = {}
    for name in names:
        values = case.domain.parameters[name]
        numeric = isinstance(values, Finite) and values.numeric
        if not numeric and not isinstance(values, Integers | Rationals):
            msg = f"the parameter {name} ranges over {values!r} and cannot be a symbol"
            raise TypeError(msg)
        assume: dict[str, bool] = {"real": True}
        if isinstance(values, Integers):
            assume = {"integer": True}
        if isinstance(values, Integers | Rationals) and values.min is not None:
            low = Fraction(str(values.min))
            if low > 0 or (low == 0 and getattr(values, "min_open", False)):
                assume["positive"] = True
            elif low == 0:
                assume["nonnegative"] = True
        made[name] = sympy.Symbol(name, **assume)
    return made


def prove_zero(
    case: Case,
    expression: Expression,
    /,
    *,
    variables: tuple[str, ...],
    free: Mapping[str, str] | None = None,
) -> Evidence:
    """Prove that an expression vanishes for all values of `variables`.

    An identity that sympy proves is evaluated at points of the domain too: x/x − 1 is zero as an
    expression, and says nothing of x = 0.

    Parameters
    ----------
    expression
        From the variant's data and the symbols to one sympy expression or a list of them.
    variables
        The parameters that stand as symbols.
    free
        All other parameters, each with the reason why the statement does not depend on it.

    Returns
    -------
    Evidence
        Supports if every expression simplifies to zero and none is undefined at an edge of the
        domain; refutes at the first edge of the domain where one is certainly not zero; else
        undecided.

    Raises
    ------
    TypeError
        If there is no expression, or one is a relation or holds a float.
    ValueError
        If a parameter is neither a variable nor free, or both.
    """
    import sympy

    free = dict(free or {})
    check_names(case, variables, free)
    made = symbols(case, variables)
    terms = _terms(expression(case.data, made), case.leg)
    left = [e for e in terms if sympy.simplify(sympy.expand(e)) != 0]
    for point in case.domain.points() if left else edge_points(case, variables):
        for value in _values(expression, terms, case, made, point):
            if value.has(sympy.nan, sympy.zoo, sympy.oo, -sympy.oo):
                if not left:
                    reason = f"the expression is undefined at {point_text(point)}"
                    return undecided("symbolic", Exactness.IDENTITY, reason)
            elif value.is_zero is False:
                shown = {"difference": str(value)}
                return refutes("symbolic", Exactness.IDENTITY, point, shown)
    if left:
        reason = f"sympy does not simplify {left[0]} to zero"
        return undecided("symbolic", Exactness.IDENTITY, reason)
    detail = {"identities": len(terms), "independent_of": free}
    return supports("symbolic", Exactness.IDENTITY, case.domain, detail=detail)


def _terms(out: Any, leg: str) -> list[Any]:
    import sympy

    listed = list(out) if isinstance(out, list | tuple) else [out]
    terms = [e if isinstance(e, bool) else sympy.sympify(e) for e in listed]
    if not terms:
        msg = f"leg {leg!r} gives no expression to prove"
        raise TypeError(msg)
    for term in terms:
        if not isinstance(term, sympy.Expr) or term.has(sympy.Float):
            msg = f"leg {leg!r} gives {term!r}, expected an expression without floats"
            raise TypeError(msg)
    return terms


def _values(
    expression: Expression, terms: list[Any], case: Case, made: Mapping[str, Any], point: Point
) -> list[Any]:
    import sympy

    numbers = {name: sympy.Rational(str(point[name])) for name in made}
    try:
        # built from numbers, so that nothing has cancelled before they come in
        return _terms(expression(case.data, numbers), case.leg)
    except Exception:
        return [term.subs({made[name]: q for name, q in numbers.items()}) for term in terms]
