"""Identities proved by sympy, and rational points that break them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from verify.case import Case
from verify.domain import Finite, Integers, Rationals
from verify.evidence import Evidence, Exactness
from verify.legs import refutes, supports, undecided

__all__ = ["prove_zero", "symbols"]


def symbols(case: Case, names: tuple[str, ...]) -> dict[str, Any]:
    """A sympy symbol for each parameter, with what its set says of sign and integrality."""
    import sympy

    made = {}
    for name in names:
        values = case.domain.parameters[name]
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
    expression: Callable[[Mapping[str, Any], Mapping[str, Any]], Any],
    /,
    *,
    variables: tuple[str, ...],
    free: Mapping[str, str] | None = None,
) -> Evidence:
    """Prove that an expression vanishes for all values of `variables`.

    Parameters
    ----------
    expression
        From the variant's data and the symbols to one sympy expression or a list of them.
    variables
        The parameters that stand as symbols.
    free
        The other parameters, each with the reason why the statement does not depend on it.

    Returns
    -------
    Evidence
        Supports if every expression simplifies to zero; refutes at the first edge of the domain
        where one is certainly not zero; else undecided.
    """
    import sympy

    made = symbols(case, variables)
    out = expression(case.data, made)
    terms = [sympy.sympify(e) for e in (out if isinstance(out, list | tuple) else [out])]
    left = [e for e in terms if sympy.simplify(sympy.expand(e)) != 0]
    if not left:
        silent = {
            name: Finite(())
            for name in case.domain.parameters
            if name not in variables and name not in (free or {})
        }
        covered = case.domain.restrict(**silent)
        detail = {"identities": len(terms), "independent_of": dict(free or {})}
        return supports("symbolic", Exactness.IDENTITY, covered, detail=detail)
    for point in case.domain.points():
        values = {made[name]: sympy.Rational(str(point[name])) for name in variables}
        for term in left:
            value = term.subs(values)
            if value.is_zero is False:
                return refutes(
                    "symbolic", Exactness.IDENTITY, point, {"difference": str(value)}
                )
    reason = f"sympy does not simplify {left[0]} to zero"
    return undecided("symbolic", Exactness.IDENTITY, reason)
