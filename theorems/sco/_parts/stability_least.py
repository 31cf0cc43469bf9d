"""Where the sharpened Lemma 4 holds with equality: two points, each fitted a share of the way."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.sco._parts.stability_expectations import leave_one_out_at
from verify import Case, Evidence, Finding, compare

if TYPE_CHECKING:
    from verify.domain import Point

__all__ = ["attained_at", "attained_by_hand", "attained_by_smt"]

ENDS = {"z": [{"low": ["-1"], "high": ["-1"]}, {"low": ["1"], "high": ["1"]}]}


def attained_at(data: Mapping[str, Any], p: Point) -> Finding:
    """Both sides of Lemma 4 with its constants (1+c) and 1 + 1/(2c), for A(z) = cz/(1+c)."""
    reach = Fraction(data["reach"]) * p["c"] / (1 + p["c"])
    table = {"kind": "table", "points": [["0"], [str(-reach)], [str(reach)]]}
    found = leave_one_out_at(data, {**p, "M": ENDS, "A": table, "n": 1})
    return compare(Fraction(found.values["left"]), "==", Fraction(found.values["right"]))


def attained_by_smt(case: Case) -> Evidence:
    """z3: with A(z) = sz, E F = β(1+s²)/2, E F_S = β(1−s)²/2 and ε = s²."""
    import z3

    from verify.solvers.smt import prove

    first, second, reach = (z3.RealVal(case.data[k]) for k in ("first", "second", "reach"))

    def formula(t: Mapping[str, Any]) -> Any:
        c, s, beta = t["c"], t["s"], t["beta"]
        risk, empirical = beta * (1 + s * s) / 2, beta * (1 - s) * (1 - s) / 2
        bound = 2 * c * (1 + c) * first * empirical + (2 * c + 1) * second * beta * s * s
        return 2 * c * risk == bound

    def definitions(t: Mapping[str, Any]) -> list[Any]:
        return [t["s"] * (1 + t["c"]) == reach * t["c"]]

    return prove(case, formula, variables=("c", "beta"), auxiliary=("s",), definitions=definitions)


def attained_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """The four pairs of a drawn and a fresh z, in numbers."""
    from fractions import Fraction as Q

    c, beta = Q(point["c"]), Q(point["beta"])
    s = Q(data["reach"]) * c / (1 + c)
    risk = sum((beta * (s * z - y) ** 2 / 2 for z in (1, -1) for y in (1, -1)), Q(0)) / 4
    seen = sum((beta * (s * z - z) ** 2 / 2 for z in (1, -1)), Q(0)) / 2
    bound = Q(data["first"]) * (1 + c) * seen
    bound += Q(data["second"]) * (1 + 1 / (2 * c)) * beta * s * s
    return {"risk": str(risk), "bound": str(bound), "violated": risk != bound}
