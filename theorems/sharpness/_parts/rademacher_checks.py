"""Predicates, samples and the deduction that Lemmas A.24, A.25 and 3.1 share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.core.rademacher import (
    linear_squares,
    mean_root_at_most,
    relu_squares,
    rows_of,
    total_square,
)
from theorems.sharpness._parts.every_width import witnessed
from verify import legs
from verify.domain import Objects, Premise
from verify.evidence import Evidence, Exactness
from verify.legs import Finding
from verify.tri import Tri

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from verify.case import Case
    from verify.domain import Point

__all__ = ["POINTS", "WITHIN_B", "WITHIN_C", "linear", "nets", "proved"]

Data = Mapping[str, Any]


def _accepts(value: Any) -> bool:
    try:
        return bool(rows_of(value))
    except (ValueError, TypeError, ZeroDivisionError):
        return False


def _draw() -> SearchStrategy[list[list[str]]]:
    from hypothesis import strategies as st

    entry = st.sampled_from(["0", "1", "-1", "1/2"])
    return st.sampled_from([1, 2]).flatmap(
        lambda d: st.lists(st.lists(entry, min_size=d, max_size=d), min_size=1, max_size=4)
    )


POINTS = Objects(
    "finite samples of any dimension",
    _accepts,
    (
        [["1"]],
        [["0"]],
        [["1"], ["1"]],
        [["1"], ["-1"], ["0"]],
        [["1", "0"], ["0", "1"]],
        [["1", "1"], ["1", "1"], ["1", "-1"], ["-1", "1"]],
        [["1", "0"], ["0", "1"], ["-1", "0"], ["0", "-1"], ["3/5", "4/5"]],
        [["1", "0", "0"], ["0", "1", "0"], ["0", "0", "1"]],
    ),
    _draw,
)


def _within(name: str) -> Premise:
    def holds(p: Point) -> bool:
        return all(total_square([x]) <= p[name] ** 2 for x in rows_of(p["points"]))

    return Premise(f"‖x_i‖ ≤ {name}", holds)


WITHIN_C, WITHIN_B = _within("C"), _within("B")


def _bound(data: Data, rows: Any, size: Fraction, times: Fraction) -> Fraction:
    """The square of factor · times · size/√n, with 1/n for 1/√n, or √(Σ ‖x_i‖²)/n for both."""
    n, square = len(rows), (Fraction(data["factor"]) * times) ** 2
    if data["rate"] == "rms":
        return square * total_square(rows) / n**2
    return square * size**2 / (n if data["rate"] == "1/2" else n**2)


def linear(data: Data, p: Point) -> Finding:
    """R_S of {⟨w, ·⟩ : ‖w‖ ≤ 1} against factor · C/√n."""
    rows = rows_of(p["points"])
    bound = _bound(data, rows, p["C"], Fraction(1))
    return mean_root_at_most(linear_squares(rows), len(rows), bound)


def nets(data: Data, p: Point) -> Finding:
    """R_S(Θ_C) against factor · C B/√n; beyond the plane an upper bound, which cannot refute."""
    rows = rows_of(p["points"])
    squares, exact = relu_squares(rows)
    if data.get("cube"):
        # B² = d, whose root may be irrational
        bound = _bound(data, rows, Fraction(1), p["C"]) * len(rows[0])
    else:
        bound = _bound(data, rows, p["B"], p["C"])
    scaled = [p["C"] ** 2 * q for q in squares]
    found = mean_root_at_most(scaled, len(rows), bound)
    if found.answer is Tri.NO and not exact:
        return Finding(Tri.UNKNOWN, found.values)
    return found


LINEAR_STEPS = (
    "a mean's square is at most the mean of the squares, merging two halves at a time",
    "(‖s + x‖² + ‖s − x‖²)/2 = ‖s‖² + ‖x‖², coordinate by coordinate",
    "√(Σ ‖x_i‖²)/n is at most the bound",
)
NET_STEPS = (
    "relu(s) − relu(s') ≤ |s − s'|: over one sign, E sup (A + σ relu(s)) ≤ E sup (A + σ s)",
    "|g| ≤ max(g, 0) + max(−g, 0), and both suprema are at least 0 because of u = 0",
    *LINEAR_STEPS,
)


def proved(
    predicate: Callable[[Data, Point], Finding], over: Mapping[str, Any], *, relu: bool
) -> Callable[[Case], Evidence]:
    """z3: the proof of Lemma A.25, and with relu that of Lemma A.24, for all samples."""

    def run(case: Case) -> Evidence:
        if _open_step(case, relu=relu):
            return witnessed(case, "smt", Exactness.SMT, predicate, over)
        free = {
            "points": "the inequalities are between reals, for each sign and coordinate, and their "
            "number does not matter",
            "C": "a free real",
            "B": "a free real",
        }
        steps = list(NET_STEPS if relu else LINEAR_STEPS)
        kept = {name: free[name] for name in case.domain.parameters if name in free}
        if case.data.get("cube"):
            kept["points"] += "; on the cube B² = d is a free real"
        detail = {"steps": steps, "independent_of": kept}
        return legs.supports("smt", Exactness.SMT, case.domain, detail=detail)

    return run


def _open_step(case: Case, *, relu: bool) -> str:
    """The first step that z3 does not prove; empty if it proves all."""
    import z3

    from verify.solvers.smt import bounded
    from verify.solvers.smt import relu as positive

    p, q, P, Q, s, x, A, a, t, b, g = z3.Reals("p q P Q s x A a t b g")
    root, size, total = z3.Reals("root size total")
    factor = z3.RealVal(str(case.constant("factor")))
    times = 2 if relu else 1
    merged = [p * p <= P, q * q <= Q]
    # 2 √total/n ≤ factor size/√n and its kin, squared; n = root²
    n = root * root
    premise = [f"‖x_i‖ ≤ {'B' if relu else 'C'}"]
    made = [v.text for v in case.domain.premises if v.text in premise] or case.data.get("cube")
    sizes = [total <= n * size * size] if made else []
    # times² total/n² against the square of the bound, both times n²
    right = {
        "1/2": factor * factor * size * size * n,
        "1": factor * factor * size * size,
        "rms": factor * factor * total,
    }[str(case.data["rate"])]
    last = times * times * total <= right
    steps = [
        (merged, (p + q) * (p + q) <= 2 * (P + Q)),
        ([], (s + x) * (s + x) + (s - x) * (s - x) == 2 * (s * s + x * x)),
        ([root >= 1, size >= 0, total >= 0, *sizes], last),
    ]
    if relu:
        first, second = A + positive(s) + a - positive(t), A + s + a - t
        other = A + a - s + t
        steps = [
            ([], z3.Or(first <= second, first <= other)),
            ([b >= g], z3.If(g >= 0, g, -g) <= positive(b) + positive(-g)),
            *steps,
        ]
    for step, (given, wanted) in zip(NET_STEPS if relu else LINEAR_STEPS, steps, strict=True):
        solver = bounded()
        solver.add(*given, z3.Not(wanted))
        if solver.check() != z3.unsat:
            return step
    return ""
