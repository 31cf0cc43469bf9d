"""Lemma A.5 on the cube: what an open half-space {wᵀx > 0} holds of it, whatever w is."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

from theorems.core.scalars import dot
from theorems.sharpness._parts.halfspaces_laws import halves, vector_of
from verify import legs
from verify.evidence import Evidence, Exactness, Outcome
from verify.legs import Finding, both, compare

if TYPE_CHECKING:
    from verify.case import Case
    from verify.domain import Point

__all__ = ["any_by_smt", "any_direction", "halves_by_smt", "symmetry"]


Data = Mapping[str, Any]


def symmetry(data: Data, p: Point) -> Finding:
    """Pr(wᵀx > 0) on the cube: "half" is 1/2, "quarter" at least 1/4 and at most 1/2."""
    mass, _, _ = halves("cube", vector_of(p))
    if data["mass"] == "half":
        return compare(mass, "==", Fraction(1, 2), which="Pr(wᵀx > 0)")
    low = compare(mass, ">=", Fraction(data["mass"]), which="Pr(wᵀx > 0)")
    return both(low, compare(mass, "<=", Fraction(1, 2), which="Pr(wᵀx > 0)"))


def halves_by_smt(case: Case) -> Evidence:
    """z3: what `symmetry` says, for all real w ≠ 0 and d ≤ 3, and the step that gives every d.

    At each x, w_i ≠ 0 and the flip x̃ of the i-th coordinate, wᵀx and wᵀx̃ are not both 0: so at
    most half of the cube has wᵀx = 0, and x ↦ −x halves the rest.
    """
    from theorems.sharpness._parts.every_width import witnessed

    if case.data["mass"] != "half":
        found = _at_least(case, str(case.data["mass"]))
        if found.outcome is Outcome.SUPPORTS:
            return found
    over = {"w": [["1"], ["1", "-1"], ["1", "1", "-1"]]}
    return witnessed(case, "smt", Exactness.SMT, symmetry, over)


def _at_least(case: Case, mass: str) -> Evidence:
    import z3

    from verify.solvers.smt import bounded

    for d in (1, 2, 3):
        w = [z3.Real(f"w{k}") for k in range(d)]
        inner = [
            z3.Sum([s * v for s, v in zip(x, w, strict=True)]) for x in product((1, -1), repeat=d)
        ]
        count = z3.Sum([z3.If(v > 0, 1, 0) for v in inner])
        solver = bounded()
        solver.add(
            z3.Or(*[v != 0 for v in w]), z3.Or(count < z3.RealVal(mass) * 2**d, 2 * count > 2**d)
        )
        if solver.check() != z3.unsat:
            return legs.undecided("smt", Exactness.SMT, f"z3 does not say so for d = {d}")
    rest, one = z3.Reals("rest one")
    solver = bounded()
    solver.add(one != 0, rest + one == 0, rest - one == 0)
    if solver.check() != z3.unsat:
        return legs.undecided("smt", Exactness.SMT, "z3 does not say so for a flip")
    return legs.supports("smt", Exactness.SMT, case.domain)


def any_direction(data: Data, p: Point) -> Finding:
    """On the cube d/4 ≤ E‖x‖² 1[wᵀx > 0] ≤ d/2 and E (wᵀx)² 1[wᵀx > 0] = 1/2, or ‖w‖²/2."""
    w = vector_of(p)
    _, norms, squares = halves("cube", w)
    size = dot(w, w) if data["size"] == "‖w‖²" else Fraction(1)
    return both(
        compare(norms, ">=", Fraction(data["low"]) * len(w), which="E‖x‖² 1[wᵀx > 0]"),
        compare(norms, "<=", Fraction(len(w), 2), which="E‖x‖² 1[wᵀx > 0]"),
        compare(squares, "==", size / 2, which="E (wᵀx)² 1[wᵀx > 0]"),
    )


def any_by_smt(case: Case) -> Evidence:
    """z3: the first sum is d Pr(wᵀx > 0); the second is half of E (wᵀx)², coordinate by coordinate.

    relu(s)² + relu(−s)² = s², and one more coordinate adds ((r + v)² + (r − v)²)/2 = r² + v².
    """
    import z3

    from theorems.sharpness._parts.every_width import witnessed
    from verify.solvers.smt import bounded, relu

    null = case.domain.parameters["w"].contains(["0"])
    if null or case.data["size"] != "‖w‖²":
        return witnessed(case, "smt", Exactness.SMT, any_direction, {})
    r, v = z3.Reals("r v")
    for statement in (
        relu(r) * relu(r) + relu(-r) * relu(-r) == r * r,
        (r + v) * (r + v) + (r - v) * (r - v) == 2 * (r * r + v * v),
    ):
        solver = bounded()
        solver.add(z3.Not(statement))
        if solver.check() != z3.unsat:
            return legs.undecided("smt", Exactness.SMT, "z3 does not prove a step")
    found = _at_least(case, str(case.data["low"]))
    if found.outcome is Outcome.SUPPORTS:
        return found
    return witnessed(case, "smt", Exactness.SMT, any_direction, {})
