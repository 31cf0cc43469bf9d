"""What z3 decides of Theorem 6, for all values of the parameters at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from verify import Case, Evidence, legs

if TYPE_CHECKING:
    from verify.domain import Point
    from verify.solvers.convex import Bracket

__all__ = ["class_by_smt", "fixed_point", "minimum_by_smt", "minimum_by_solver"]


def fixed_point(case: Case) -> Evidence:
    """z3: SAM's step maps 0 to 0 under each convention, and the gap at 0 is what is claimed."""
    import z3

    from verify.solvers.smt import prove, relu

    ascents = {"stay": 0, "damped": 0, "minus": -1, "plus": 1}
    conventions = case.domain.parameters["convention"].values

    def formula(t: Mapping[str, Any]) -> Any:
        steps = [t["eta"] * relu(t["radius"] * ascents[c]) == 0 for c in conventions]
        top, other = relu(t["r"]), relu(t["r"] + z3.RealVal(case.data["minimizer"]))
        gap = (top * top - other * other) / 2
        return z3.And(*steps, gap >= z3.RealVal(case.data["constant"]) * t["r"] * t["r"])

    return prove(
        case,
        formula,
        variables=("eta", "radius", "r"),
        free={
            "n": "F_S is the same for every sample",
            "T": "0 is a fixed point of the step, so every iterate is 0",
            "tau": "the average of zeros is 0",
            "convention": "the conventions are conjoined",
        },
    )


def class_by_smt(case: Case) -> Evidence:
    """z3: the five inequalities for all u, v in W and all ρ."""
    import z3

    from verify.solvers.smt import prove, relu

    def formula(t: Mapping[str, Any]) -> Any:
        u, v, c = t["u"], t["v"], z3.RealVal(case.data["scale"])
        fu, fv, gu, gv = c * relu(u) ** 2 / 2, c * relu(v) ** 2 / 2, c * relu(u), c * relu(v)
        span = z3.If(u >= v, u - v, v - u)
        return z3.And(
            fu >= 0,
            fv - fu >= gu * (v - u),
            gu - gv <= span,
            gv - gu <= span,
            fu - fv <= span,
            fv - fu <= span,
            c * relu(z3.RealVal(case.data["minimizer"]) + t["rho"] * u) == 0,
        )

    return prove(case, formula, variables=("u", "v", "rho"))


def minimum_by_smt(case: Case) -> Evidence:
    """z3: F_S^r(w*) is at most F_S^r(w) for all r and all w in W."""
    import z3

    from verify.solvers.smt import prove, relu

    def formula(t: Mapping[str, Any]) -> Any:
        center = z3.RealVal(case.data["minimizer"])
        return relu(center + t["r"]) ** 2 <= relu(t["w"] + t["r"]) ** 2

    return prove(case, formula, variables=("r", "w"))


def saer(w: Fraction, r: Fraction) -> Fraction:
    """max over |v| ≤ r of ½ max(0, w + v)², which does not decrease."""
    return max(w + r, Fraction(0)) ** 2 / 2


def minimum_by_solver(case: Case) -> Evidence:
    """The least SAER over W, bracketed: below by a linearization, above at the solver's point."""
    import cvxpy as cp

    from verify.exact.rational import round_rational
    from verify.solvers.convex import Bracket, solve

    radii = case.domain.restrict(r=["0", "1/1000", "1/4", "1/2", "3/4"])

    def bracket(r: Fraction) -> tuple[Fraction, Bracket]:
        w = cp.Variable()
        worst = cp.maximum(cp.pos(w + float(r)), cp.pos(w - float(r)))
        report = solve(cp.Problem(cp.Minimize(cp.square(worst) / 2), [cp.abs(w) <= 1]))
        at = min(max(round_rational(float(w.value or 0), bits=30), Fraction(-1)), Fraction(1))
        slope = max(at + r, Fraction(0))
        # F_S^r is at least 0 and at least F_S(w + r), whose tangent at the point is least at w = −1
        lower = max(saer(at, r) - slope * (at + 1), Fraction(0))
        return at, Bracket(lower, saer(at, r), "linearization", "solver's point, rounded", report)

    def instances() -> Iterator[tuple[Point, Fraction, Bracket]]:
        for r in radii.parameters["r"].edges():
            at, found = bracket(r)
            yield {"r": r, "w": at}, saer(Fraction(case.data["minimizer"]), r), found

    return legs.bracketed(case, radii, instances())
