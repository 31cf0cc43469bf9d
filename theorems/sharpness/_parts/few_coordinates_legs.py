"""Legs of Proposition A.1: by z3 for all data, and by the bracket of the convex program."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.sharpness._parts.every_width import witnessed
from theorems.sharpness._parts.few_coordinates import flattest_net, rows
from theorems.sharpness._parts.few_coordinates_support import read
from theorems.sharpness._parts.labelled_data import closed_form
from verify import legs
from verify.evidence import Evidence, Exactness, Outcome

if TYPE_CHECKING:
    from verify.case import Case
    from verify.domain import Point

__all__ = ["flattest_net_by_smt", "least_by_bracket", "radius_by_smt", "rows_by_smt"]


Data = Mapping[str, Any]


def rows_by_smt(over: Data) -> Callable[[Case], Evidence]:
    """z3: r at the own point and ≤ 0 at every other, for all r and 0 < ε < gap; else a witness."""

    def formula(t: Data) -> Any:
        import z3

        return z3.And(
            t["r"] * (t["own"] + t["eps"]) == t["r"] * t["eps"], t["r"] * (t["eps"] - t["s"]) < 0
        )

    def run(case: Case) -> Evidence:
        from verify.solvers.smt import prove

        wrong_row = case.data["row"] == "v"

        def tied(t: Data) -> list[Any]:
            # `own` is row·v_j − w_j·v_j, and s the distance to another point in units of the gap
            return [t["s"] >= 1] + ([] if wrong_row else [t["own"] == 0])

        found = prove(
            case,
            formula,
            variables=("r", "eps"),
            free={
                "data": "a point is met through w_j·(v_j − x) alone, which is free here, ≥ 1 gap"
            },
            auxiliary=("own", "s"),
            definitions=tied,
        )
        if found.outcome is Outcome.SUPPORTS:
            return found
        return witnessed(case, "smt", Exactness.SMT, rows, over)

    return run


def radius_by_smt(case: Case) -> Evidence:
    """z3: the same for all y ≠ 0, Q ≥ 1 and s > 0, cleared of denominators."""
    from verify.solvers.smt import prove

    def formula(t: Data) -> Any:
        y2, Q, s = t["y"] * t["y"], t["Q"], t["s"]
        square = y2 * Q * (Q if case.data["power"] == "2" else 1)
        left = (square + y2 * Q) * (square + y2 * Q) * s * s
        return left <= square * (s * s + y2 * Q) * (s * s + y2 * Q)

    return prove(case, formula, variables=("y", "Q", "s"))


def flattest_net_by_smt(over: Data, zero: Data) -> Callable[[Case], Evidence]:
    """z3: the own neuron gives y at the cost 2√Q|y|, a dead one 0 at none, every other is off."""

    def formula(t: Data) -> Any:
        import z3

        size = z3.If(t["y"] >= 0, t["y"], -t["y"])
        cost = t["w"] * t["w"] * t["q"] * t["q"] + t["r"] * t["r"]
        own = z3.And(t["w"] * t["r"] == t["y"], cost == 2 * t["q"] * size)
        return z3.And(t["eps"] - t["s"] < 0, own)

    def run(case: Case) -> Evidence:
        from verify.solvers.smt import prove

        idle = case.domain.parameters["spare"].contains(1) and Fraction(case.data["idle"]) >= 0
        null = case.domain.parameters["data"].contains(zero) and case.data["zero"] == "printed"
        if idle or null:
            return witnessed(case, "smt", Exactness.SMT, flattest_net, over)

        def tied(t: Data) -> list[Any]:
            import z3

            size = z3.If(t["y"] >= 0, t["y"], -t["y"])
            out = z3.RealVal(str(case.data["out"]))
            dead = z3.And(t["w"] == 0, t["r"] == 0)
            live = z3.And(
                t["r"] > 0, t["r"] * t["r"] == t["q"] * size, t["w"] * t["r"] == out * t["y"]
            )
            return [t["s"] >= 1, t["q"] >= 1, z3.If(t["y"] == 0, dead, live)]

        found = prove(
            case,
            formula,
            variables=("eps",),
            free={
                "data": "a sample is met through w_j·(v_j − x) ≥ 1 gap, its label and q = √(R²+1)",
                "spare": "a spare neuron has the pre-activation −1 everywhere",
            },
            auxiliary=("s", "r", "w", "y", "q"),
            definitions=tied,
        )
        if found.outcome is Outcome.SUPPORTS:
            return found
        return witnessed(case, "smt", Exactness.SMT, flattest_net, over)

    return run


def least_by_bracket(sets: Sequence[Data]) -> Callable[[Case], Evidence]:
    """(2/n) Σ 2√(R²+1)|y_i| in the convex program's bracket over nets of every width."""

    def run(case: Case) -> Evidence:
        from theorems.core.flattest import flattest

        domain = case.domain.restrict(data=sets)

        def instances() -> Iterator[tuple[Point, Fraction, Any]]:
            for point in domain.points():
                samples = read(point["data"]).samples
                found = flattest(samples.X, samples.y, own=True)
                yield point, case.constant("factor") * closed_form(samples), found.bracket

        return legs.bracketed(case, domain, instances())

    return run
