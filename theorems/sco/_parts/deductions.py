"""Theorem 1 for all parameters: deductions by z3 and sympy, and brackets of the least risk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

from theorems.sco._parts.ball_points import BALL, axis_point
from theorems.sco._parts.least_saer import least_saer
from theorems.sco._parts.saer_brackets import saer_at
from theorems.sco._parts.samples import ZERO_COLUMN, with_columns
from verify import legs
from verify.case import Case
from verify.evidence import Evidence, Exactness

if TYPE_CHECKING:
    from verify.domain import Point
    from verify.solvers.convex import Bracket

__all__ = [
    "flat_by_smt",
    "flat_by_solver",
    "population_by_smt",
    "radius_by_smt",
    "sharp_by_identity",
]

ENTERS = "v = ±r e_d with the sign of w(d): ‖M_z(w + v)‖ ≥ |w(d)| + r ≥ r"


def _along_last(
    case: Case, conclusion: Callable[[Mapping[str, Any]], Any], free: Mapping[str, str]
) -> Evidence:
    """z3: a conclusion for every m = ‖M_z(w + v)‖ ≥ r, with v the same for all z."""
    from verify.solvers.smt import prove

    return prove(
        case,
        conclusion,
        variables=("rho", "r"),
        auxiliary=("m",),
        definitions=lambda t: [t["m"] >= t["r"]],
        free=free,
    )


def flat_by_smt(case: Case) -> Evidence:
    """z3: ½[‖M_z(w+v)‖−ρ]_+² ≥ ½[r−ρ]_+² = ½[‖M_z e_I‖+r−ρ]_+², the same v for every z."""
    import z3

    from verify.solvers.smt import relu

    if getattr(case.domain.parameters["S"], "name", "") != ZERO_COLUMN.name:
        return legs.undecided("smt", Exactness.SMT, "the deduction speaks of a zero column I")
    scale, constant = (z3.RealVal(case.data[name]) for name in ("scale", "constant"))

    def half_square(x: Any) -> Any:
        return scale * relu(x) * relu(x) / 2

    def conclusion(t: Mapping[str, Any]) -> Any:
        least = constant * relu(t["r"] - t["rho"]) * relu(t["r"] - t["rho"])
        above = half_square(0 + t["r"] - t["rho"])
        return z3.And(half_square(t["m"] - t["rho"]) >= least, above == least)

    seen = (
        "it holds for every z, hence for the mean; z(I) = 0 gives ‖M_z e_I‖ = 0, and the "
        "triangle inequality ‖M_z(e_I + v)‖ ≤ r"
    )
    return _along_last(case, conclusion, {"S": seen, "w": ENTERS})


def radius_by_smt(case: Case) -> Evidence:
    """z3: ‖M_z(w + v)‖ > ρ, so that f(w + v, z) > 0."""
    free = {"z": "it holds for every z", "w": ENTERS}
    return _along_last(case, lambda t: t["m"] > t["rho"], free)


def flat_by_solver(case: Case) -> Evidence:
    """min over W of F_S^r, bracketed, against F_S^r(e_I), for n = 1, 2, 3."""
    from verify.exact.ball import ball, ends

    scale = Fraction(case.data["scale"])
    samples = (["01"], ["0110", "0011"], ["01010101", "01100110", "01010101"])
    covered = case.domain.restrict(
        S=[S for z in samples for S in with_columns(z)], rho=["0", "1/2"], r=["1/4", "1"], w=BALL
    )

    def instances() -> Iterator[tuple[Point, Fraction, Bracket]]:
        solved: dict[tuple[str, Fraction, Fraction], tuple[tuple[Fraction, ...], Bracket]] = {}
        for S, rho, r in product(*(covered.parameters[k].elements() for k in ("S", "rho", "r"))):
            key = str(S["z"]), rho, r
            at, bracket = solved.get(key) or least_saer(S["z"], rho, r)
            solved[key] = at, bracket
            here = saer_at(
                axis_point(S["I"], len(at)), S["z"], rho, r, along=(S["I"],), scale=scale
            )
            w = [str(x) for x in reversed(at)]
            yield {"S": S, "rho": rho, "r": r, "w": w}, ends(ball(here.lower))[0], bracket

    return legs.bracketed(case, covered, instances())


def sharp_by_identity(case: Case) -> Evidence:
    """sympy: with ‖M_z (x e_d)‖ = |x|, the rise is δ²/2 at +δ e_d and in the bound above."""
    import sympy

    from verify.solvers.symbolic import prove_zero

    def expressions(data: Mapping[str, Any], t: Mapping[str, Any]) -> list[Any]:
        scale, multiple, direction, constant = (
            sympy.Rational(data[k]) for k in ("scale", "multiple", "direction", "constant")
        )
        rho, delta = t["rho"], t["delta"]

        def risk(norm: Any) -> Any:
            return scale * sympy.Max(norm - rho, 0) ** 2 / 2

        last = multiple * rho
        rest, there = risk(sympy.Abs(last)), risk(sympy.Abs(last + direction * delta))
        above = risk(sympy.Abs(last) + delta)
        return [rest, there - rest - constant * delta**2, above - rest - delta**2 / 2]

    free = {"S": "M_z e_d = e_d for every z"}
    return prove_zero(case, expressions, variables=("rho", "delta"), free=free)


def population_by_smt(case: Case) -> Evidence:
    """z3: half of ½[1−ρ]_+² and half of ½[0−ρ]_+² for all ρ."""
    import z3

    from verify.solvers.smt import prove, relu

    def formula(t: Mapping[str, Any]) -> Any:
        names = ("scale", "constant", "floor", "multiple")
        rho, number = t["rho"], {k: z3.RealVal(case.data[k]) for k in names}

        def risk(norm: Any) -> Any:
            return number["scale"] * relu(norm - rho) * relu(norm - rho) / 2

        at_flat = (risk(1) + risk(0)) / 2
        least = number["constant"] * (1 - rho) * (1 - rho)
        first = at_flat == least if case.data["exactly"] else at_flat >= least
        return z3.And(first, at_flat >= number["floor"], risk(number["multiple"] * rho) == 0)

    free = {"n": "only z(I) meets e_I, a fair bit", "I": "any column is a fair bit"}
    return prove(case, formula, variables=("rho",), free=free)
