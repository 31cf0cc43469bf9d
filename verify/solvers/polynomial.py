"""Identities proved by python-flint: polynomials over the rationals, multiplied out, that are 0.

`verify.solvers.symbolic` simplifies expressions with sympy; the two share no code, so that an
identity which both accept was seen twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from verify.case import Case
from verify.evidence import Evidence, Exactness
from verify.legs import refutes, supports, undecided
from verify.solvers.coverage import check_names

__all__ = ["prove_vanishing"]

Polynomials = Callable[[Mapping[str, Any], Mapping[str, Any]], list[Any]]


def prove_vanishing(
    case: Case,
    polynomials: Polynomials,
    /,
    *,
    variables: tuple[str, ...],
    auxiliary: tuple[str, ...] = (),
    free: Mapping[str, str] | None = None,
) -> Evidence:
    """Prove that polynomials vanish for all values of `variables` and `auxiliary`.

    Parameters
    ----------
    polynomials
        From the variant's data and one polynomial for each name to a list of polynomials
        (`flint.fmpq_mpoly`), or rationals.
    variables
        The parameters that stand as indeterminates.
    auxiliary
        Further indeterminates, such as coordinates of vectors.
    free
        All other parameters, each with the reason why the statement does not depend on it.

    Returns
    -------
    Evidence
        Supports if every polynomial is 0; refutes at the first edge of the domain where one of
        them is not 0 in the auxiliary indeterminates; else undecided.

    Raises
    ------
    TypeError
        If there is no polynomial.
    ValueError
        If a parameter is neither a variable nor free, or both.
    """
    import flint

    free = dict(free or {})
    check_names(case, variables, free)
    names = (*variables, *auxiliary)
    context = flint.fmpq_mpoly_ctx.get(names, "lex")
    made = dict(zip(names, context.gens(), strict=True))
    terms = [context.constant(0) + term for term in polynomials(case.data, made)]
    if not terms:
        msg = f"leg {case.leg!r} gives no polynomial to prove"
        raise TypeError(msg)
    left = [term for term in terms if term != 0]
    if not left:
        detail = {"identities": len(terms), "independent_of": free}
        return supports("symbolic", Exactness.IDENTITY, case.domain, detail=detail)
    for point in case.domain.points():
        values = {name: _rational(point[name]) for name in variables}
        for term in left:
            rest = term.subs(values)
            if rest != 0:
                shown = {"difference": str(rest)}
                return refutes("symbolic", Exactness.IDENTITY, point, shown)
    reason = f"{left[0]} is not 0, but it is at every edge of the domain"
    return undecided("symbolic", Exactness.IDENTITY, reason)


def _rational(value: Any) -> Any:
    import flint

    exact = Fraction(str(value))
    return flint.fmpq(exact.numerator, exact.denominator)
