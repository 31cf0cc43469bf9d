"""The minimum of the smoothed logistic loss: by z3, by calculus and by the convex program."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from theorems.sharpness._parts.every_width import witnessed
from theorems.sharpness._parts.logistic import MINIMUM_SWEEP, loss_ball, minimum, odds, weight
from verify import Case, Evidence, Exactness, legs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from verify.domain import Point
    from verify.solvers.convex import Bracket

__all__ = ["falls_then_rises", "least_by_program", "minimum_by_calculus", "minimum_by_smt"]


def falls_then_rises(loss: str, power: int = 1) -> bool:
    """z3: ∂ℓ_p/∂a = s/(1+s) − q, s = e^a, has the sign of a − power (2b−1) γ_p, for all p."""
    import z3

    from verify.solvers.smt import bounded

    p, s = z3.Reals("p s")
    for b in (0, 1):
        first = weight(p, loss)
        q = first if b == 1 else 1 - first
        slope = s - q * (1 + s)
        one, other = (1 - p, p) if b == 1 else (p, 1 - p)
        side = s * other**power - one**power
        solver = bounded()
        solver.add(p > 0, p < 1, s > 0)
        solver.add(z3.Not(z3.And((slope > 0) == (side > 0), (slope < 0) == (side < 0))))
        if solver.check() != z3.unsat:
            return False
    return True


def minimum_by_smt(case: Case) -> Evidence:
    """ℓ_p falls up to a = (2b−1) γ_p and rises after it."""
    if not falls_then_rises(case.data["loss"], case.data["power"]):
        return witnessed(case, "smt", Exactness.SMT, minimum, MINIMUM_SWEEP)
    step = "∂ℓ_p/∂a has the sign of e^a − e^{(2b−1)γ_p}"
    return legs.supports("smt", Exactness.SMT, case.domain, detail={"step": step})


def minimum_by_calculus(case: Case) -> Evidence:
    """sympy: ∂ℓ_p/∂a vanishes at (2b−1) γ_p, and ∂²ℓ_p/∂a² = e^a/(1+e^a)², which is positive."""
    import sympy

    a = sympy.Symbol("a", real=True)
    p, s = sympy.symbols("p s", positive=True)
    first = weight(p, case.data["loss"])
    for b in (0, 1):
        whole = 1 + sympy.exp(a)
        loss = -first * sympy.log(sympy.exp(b * a) / whole)
        loss -= (1 - first) * sympy.log(sympy.exp((1 - b) * a) / whole)
        slope = sympy.diff(loss, a)
        at = sympy.cancel(slope.subs(a, sympy.log(odds(p, b) ** case.data["power"])))
        bend = sympy.diff(slope, a) - sympy.exp(a) / whole**2
        bend = sympy.cancel(bend.subs(a, sympy.log(s)))
        if at != 0 or bend != 0:
            return witnessed(case, "symbolic", Exactness.IDENTITY, minimum, MINIMUM_SWEEP)
    return legs.supports(
        "symbolic",
        Exactness.IDENTITY,
        case.domain,
        detail={"curvature": "e^a/(1+e^a)^2", "slope at the claimed point": "0"},
    )


def least_by_program(case: Case) -> Evidence:
    """min_a log(1+e^a) − qa by the solver, between two tangents and its point's loss."""
    import math

    import cvxpy as cp
    from flint import ctx

    from verify.exact.ball import ball, ends
    from verify.exact.rational import round_rational
    from verify.solvers.convex import Bracket, solve

    loss = case.data["loss"]
    domain = case.domain.restrict(p=["1/100", "1/5", "1/3", "1/2", "9/10"])

    def bracket(p: Fraction, b: int) -> tuple[Fraction, Bracket]:
        first = weight(p, loss)
        q = first if b == 1 else 1 - first
        a = cp.Variable()
        report = solve(cp.Problem(cp.Minimize(cp.logistic(a) - float(q) * a)))
        near = round_rational(math.exp(float(a.value or 0)), bits=40)
        lines = []
        for s in (near * Fraction(9999, 10000), near * Fraction(10001, 10000)):
            at, slope = ball(s).log(), ball(s / (1 + s) - q)
            lines.append((loss_ball(at, b, p, loss) - slope * at, slope))
        (left, down), (right, up) = lines
        # where the tangents cross; they bound ℓ_p from below if one falls and one rises
        low = (up * left - down * right) / (up - down)
        lower = ends(low)[0] if down < 0 < up else Fraction(0)
        upper = ends(loss_ball(ball(near).log(), b, p, loss))[1]
        return near, Bracket(lower, upper, "two tangents", "solver's point, rounded", report)

    def instances() -> Iterator[tuple[Point, Fraction, Bracket]]:
        for point in domain.points(s=["1"]):
            with ctx.workprec(128):
                p, b = point["p"], point["b"]
                near, found = bracket(p, b)
                claimed = ends(loss_ball(ball(odds(p, b) ** case.data["power"]).log(), b, p, loss))[
                    0
                ]
            yield {**point, "s": near}, claimed, found

    return legs.bracketed(case, domain, instances())
