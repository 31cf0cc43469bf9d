"""Lemma A.5's first sum on the cube and the switch: predicates, and legs by z3."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.core.scalars import dot
from theorems.sharpness._parts.halfspaces_laws import A, P, halves, law
from verify.evidence import Evidence, Exactness, Outcome
from verify.legs import Finding, both, compare

if TYPE_CHECKING:
    from verify.case import Case
    from verify.domain import Point

__all__ = ["lower", "lower_by_smt", "switch", "switch_by_smt", "tilted", "tilted_by_smt"]


Data = Mapping[str, Any]


def lower_by_smt(case: Case) -> Evidence:
    """z3: V ≥ s H, H = Q/2 by symmetry and 1 = E(wᵀx)² ≤ √(F Q) give V ≥ C s/F for C ≤ 1/2.

    V = E‖x‖² 1[wᵀx > 0], s ≤ ‖x‖² almost surely, H = Pr(wᵀx > 0), Q = Pr(wᵀx ≠ 0), F = E(wᵀx)⁴.
    """
    import z3

    from theorems.sharpness._parts.every_width import witnessed
    from verify.solvers.smt import prove

    over = {"d": [2, 3, 4, 5, 6]}
    if case.data["bound"] != "c d":
        if "switch" not in case.domain.parameters["law"].edges():
            # on the cube V = d/2
            low = z3.RealVal(str(case.data["C"]))
            return prove(
                case,
                lambda t: t["d"] / 2 >= low * t["d"],
                variables=("d",),
                free={"law": "the cube alone, ‖x‖² = d and Pr(x_1 > 0) = 1/2"},
            )
        return witnessed(case, "smt", Exactness.SMT, lower, over)
    factor = z3.RealVal(str(case.data["C"]))
    found = prove(
        case,
        lambda t: t["V"] * t["F"] >= factor * t["s"],
        variables=("d",),
        free={"law": "it enters through V, s, H, Q, F alone, which are free reals"},
        auxiliary=("V", "s", "H", "Q", "F"),
        definitions=lambda t: [
            t["s"] > 0,
            t["F"] > 0,
            t["V"] >= t["s"] * t["H"],
            2 * t["H"] == t["Q"],
            t["F"] * t["Q"] >= 1,
        ],
    )
    if found.outcome is Outcome.SUPPORTS:
        return found
    return witnessed(case, "smt", Exactness.SMT, lower, over)


def switch_by_smt(case: Case) -> Evidence:
    """z3: the one point with x_1 > 0 is (5/3, 0, …, 0), of probability 9/50, whatever d."""
    import z3

    from verify.solvers.smt import prove

    square, chance = z3.RealVal(str(A * A)), z3.RealVal(str(P / 2))
    most = z3.RealVal(str(case.data["most"]))
    return prove(
        case,
        lambda t: z3.And(t["d"] >= 2, square <= most, square * chance == z3.Q(1, 2)),
        variables=("d",),
    )


def lower(data: Data, p: Point) -> Finding:
    """At w = e_1, E‖x‖² 1[wᵀx > 0] against C d, or against c d/(2 E(wᵀx)⁴) with ‖x‖² ≥ c d."""
    d, kind = p["d"], p["law"]
    w = (Fraction(1), *[Fraction(0)] * (d - 1))
    points = list(law(kind, d))
    second = [sum(q * x[i] * x[j] for q, x in points) for i in range(d) for j in range(d)]
    if second != [Fraction(i == j) for i in range(d) for j in range(d)]:
        msg = f"the law {kind} of dimension {d} has not the covariance I."
        raise ArithmeticError(msg)
    _, norms, _ = halves(kind, w)
    if data["bound"] == "C d":
        return compare(norms, ">=", Fraction(data["C"]) * d, which="E‖x‖² 1[wᵀx > 0]")
    shortest = min(dot(x, x) for _, x in points)
    fourth = sum(q * dot(w, x) ** 4 for q, x in points)
    claimed = Fraction(data["C"]) * shortest / fourth
    return compare(norms, ">=", claimed, which="E‖x‖² 1[wᵀx > 0]", shortest=shortest)


def switch(data: Data, p: Point) -> Finding:
    """At the switch and w = e_1 no point, and so no sample, has ‖x‖² 1[wᵀx > 0] above the bound."""
    points = [(q, x) for q, x in law("switch", p["d"]) if x[0] > 0]
    most = max(dot(x, x) for _, x in points)
    mean = sum((q * dot(x, x) for q, x in points), Fraction(0))
    return both(
        compare(most, "<=", Fraction(data["most"]), which="largest ‖x‖² 1[wᵀx > 0]"),
        compare(mean, "==", Fraction(1, 2), which="its mean"),
    )


def tilted(data: Data, p: Point) -> Finding:
    """E‖x‖² 1[wᵀx > 0] against a share of d at w = (1, η, η/2, η/4, …)."""
    d = p["d"]
    w = (Fraction(1), *(p["eta"] / 2**k for k in range(d - 1)))
    _, norms, _ = halves(p["law"], w)
    return compare(norms, "==", Fraction(data["share"]) * d, which="E‖x‖² 1[wᵀx > 0]")


def tilted_by_smt(case: Case) -> Evidence:
    """z3: V = E‖x‖² 1[wᵀx > 0] is that of −w, and both and Z, that of wᵀx = 0, add up to d.

    Z = 0 where wᵀx is never 0: on the cube 1 exceeds η + η/2 + …, at the switch wᵀx is ±5/3, or
    5η/4 times a sum of ±1, ±1/2, … whose first term exceeds all others together.
    """
    import z3

    from theorems.sharpness._parts.every_width import witnessed
    from verify.solvers.smt import prove

    share = z3.RealVal(str(case.data["share"]))
    found = prove(
        case,
        lambda t: t["V"] == share * t["d"],
        variables=("d", "eta"),
        free={"law": "it is symmetric and has E‖x‖² = d, which is all that enters"},
        auxiliary=("V", "Z", "first", "later"),
        definitions=lambda t: [
            2 * t["V"] + t["Z"] == t["d"],
            t["Z"] >= 0,
            # a zero of wᵀx needs a first term as small as the later ones
            t["first"] > t["later"],
            z3.Implies(t["eta"] * (t["first"] - t["later"]) > 0, t["Z"] == 0),
        ],
    )
    if found.outcome is Outcome.SUPPORTS:
        return found
    over = {"d": [2, 3], "eta": ["0", "1/3"]}
    return witnessed(case, "smt", Exactness.SMT, tilted, over)
