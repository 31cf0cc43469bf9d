"""The tail inequality of the truncation: over laws and nets, on faces, and at each x."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.core.exact_networks import forward_exact
from theorems.sharpness._parts.truncation_laws import net_of
from verify import Case, Evidence, Exactness, Finding, compare, legs

if TYPE_CHECKING:
    from theorems.sharpness._parts.cones import Face
    from verify.domain import Point

__all__ = [
    "TAIL_FORMS",
    "THETAS",
    "tail",
    "tail_by_smt",
    "tail_on_face",
    "thresholds",
    "thresholds_by_smt",
]

Data = Mapping[str, Any]


def tail(data: Data, p: Point) -> Finding:
    """E[(f−y)² 1(|f−y| ≥ c)] ≤ K E[f² 1(|f| ≥ θc) + y² 1(|y| ≥ θc)], y = f_*(x), by two nets."""
    law, c, K = p["law"], p["c"], Fraction(data["constant"])
    X = [tuple(Fraction(str(v)) for v in x) for x in law["X"]]
    f, y = (forward_exact(net_of(law[name]), X) for name in ("f", "f_star"))
    level = Fraction(data["threshold"]) * c
    error = [a - b for a, b in zip(f, y, strict=True)]
    left = sum(e * e for e in error if abs(e) >= c) / Fraction(len(X))
    right = K * sum(v * v for v in (*f, *y) if abs(v) >= level) / len(X)
    return compare(left, "<=", right)


_UNIT = {"f": (1, 0, 0), "y": (0, 1, 0), "c": (0, 0, 1), "f+y": (1, 1, 0), "f-y": (1, -1, 0)}
TAIL_FORMS = (
    _UNIT
    | {f"f-y{s:+d}c": (1, -1, s) for s in (1, -1)}
    | {
        f"{k}{s:+d}c/2": (*(int(k == j) for j in "fy"), Fraction(s, 2))
        for k in "fy"
        for s in (1, -1)
    }
)


def tail_on_face(case: Case, face: Face) -> list[Any]:
    """The inequality at each x, with the thresholds c/2, on a face; others are left open."""
    f, y, signs = face.at["f"], face.at["y"], face.signs
    if case.data["threshold"] != "1/2":
        return [(0 * f - 1, ">= 0")]
    reached = signs["f-y-1c"] >= 0 or signs["f-y+1c"] <= 0
    large = [v * v for k, v in (("f", f), ("y", y)) if _beyond(signs, k)]
    right = face.times(case.constant("constant"), sum(large, 0 * f))
    return [(right - (f - y) ** 2, ">= 0")] if reached else []


def _beyond(signs: Mapping[str, int], name: str) -> bool:
    return signs[f"{name}-1c/2"] >= 0 or signs[f"{name}+1c/2"] <= 0


def tail_by_smt(case: Case) -> Evidence:
    """z3: the inequality at each x, for all c > 0, f and y; where it fails two nets show it."""
    import z3

    from verify.solvers.smt import bounded

    c, f, y = z3.Reals("c f y")
    K, theta = (z3.RealVal(case.data[k]) for k in ("constant", "threshold"))
    solver = bounded()
    solver.add(c > 0, z3.Abs(f - y) >= c)
    large = [z3.If(z3.Abs(v) >= theta * c, v * v, 0) for v in (f, y)]
    solver.add((f - y) * (f - y) > K * (large[0] + large[1]))
    answer = solver.check()
    if answer == z3.unsat:
        why = "the mean of an inequality that holds at each x, whatever the law"
        detail = {"independent_of": {"law": why}}
        return legs.supports("smt", Exactness.SMT, case.domain, detail=detail)
    if answer == z3.sat and (found := _shown_by_nets(case, solver.model(), (c, f, y))) is not None:
        return found
    return legs.undecided("smt", Exactness.SMT, f"z3 says {answer}, and no law shows it")


def _shown_by_nets(case: Case, model: Any, terms: Sequence[Any]) -> Evidence | None:
    """f = u|x| and f_* = v|x| on x = ±1, where z3 has found c, u and v."""
    values = [model.eval(t, model_completion=True) for t in terms]
    c, u, v = (Fraction(t.numerator_as_long(), t.denominator_as_long()) for t in values)
    rows = [["1"], ["-1"]]
    nets = {name: {"W1": rows, "W2": [str(w)] * 2} for name, w in (("f", u), ("f_star", v))}
    point = {"c": c, "law": {"X": rows, **nets}}
    if not case.domain.contains(point):
        return None
    return legs.refutes("smt", Exactness.SMT, point, tail(case.data, point).values)


THETAS = {
    "f": ["0", "1/2", "7/10", "1"],
    "y": ["-1", "-1/2", "-499/1000", "-299/1000", "0"],
    "c": ["1/2", "1", "999/1000"],
    "theta": ["1/1000", "1/4", "3/10", "1/2", "3/4"],
}


def thresholds(data: Data, p: Point) -> Finding:
    """The inequality at one x with thresholds θc and K = max(2, (1−θ)^-2)."""
    f, y, c, theta = p["f"], p["y"], p["c"], p["theta"]
    K = Fraction(data["factor"]) * max(Fraction(data["floor"]), 1 / (1 - theta) ** 2)
    left = (f - y) ** 2 if abs(f - y) >= c else Fraction(0)
    return compare(left, "<=", K * sum(v * v for v in (f, y) if abs(v) >= theta * c))


def thresholds_by_smt(case: Case) -> Evidence:
    """z3: the same for all reals."""
    import z3

    from verify.solvers.smt import prove

    def formula(t: Data) -> Any:
        f, y, c, theta = (t[k] for k in ("f", "y", "c", "theta"))
        factor, floor = (z3.RealVal(case.data[k]) for k in ("factor", "floor"))
        large = [z3.If(z3.Abs(v) >= theta * c, v * v, 0) for v in (f, y)]
        # cleared of (1 − θ)², which is positive
        square = (1 - theta) * (1 - theta)
        K = z3.If(floor * square >= 1, floor * square, 1)
        left = (f - y) * (f - y) * square
        return z3.Implies(z3.Abs(f - y) >= c, left <= factor * K * (large[0] + large[1]))

    return prove(case, formula, variables=("f", "y", "c", "theta"))
