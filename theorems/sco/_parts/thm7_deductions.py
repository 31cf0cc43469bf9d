"""Theorem 7 for all parameters: what z3 and sympy decide, given Lemmas 7 and 8."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.sco._parts.thm7_checks import (
    average_at,
    event_at,
    gap_at,
    norm_at,
    stays_at,
)
from theorems.sco._parts.upper_search import broken_at
from verify import Case, Evidence, Exactness, Finding, Outcome, Tri, legs

if TYPE_CHECKING:
    from verify.domain import Point

__all__ = [
    "average_by_smt",
    "event_deduced",
    "gap_by_smt",
    "norm_by_smt",
    "stays_by_smt",
]

FREE = {
    "S": "by Lemmas 7 and 8; with m zero columns each moves by ηr/√m, and there are m of them",
    "eta": "by Lemma 8 the coordinates are what they are in units of b = ηr/√m",
    "r": "by Lemma 8 the coordinates are what they are in units of b = ηr/√m",
}
HERE: dict[str, Any] = {
    "S": [[["000000", 1], ["111111", 63]], [["0", 2]]],
    "T": [2, 3, 6, 12],
    "eta": ["1/24"],
    "r": ["1/2", "20"],
}


def _prove(
    case: Case,
    formula: Callable[[Mapping[str, Any]], Any],
    at: Callable[[Mapping[str, Any], Point], Finding],
    *,
    variables: tuple[str, ...],
    auxiliary: tuple[str, ...] = (),
    definitions: Callable[[Mapping[str, Any]], Any] | None = None,
) -> Evidence:
    """z3 at one value of what the deduction does not speak of; a run must break what z3 breaks."""
    from verify.solvers.smt import prove

    if case.data["gamma"] != "corrected" or "start" in case.data:
        reason = "the deduction speaks of the corrected γ and of w_1 = 0"
        return legs.undecided("smt", Exactness.SMT, reason)
    others = {k: s.edges()[:1] for k, s in case.domain.parameters.items() if k not in variables}
    known = tuple(q for q in case.domain.premises if q.text not in ALONE)
    narrow = replace(case, domain=replace(case.domain.restrict(**others), premises=known))
    free = {k: v for k, v in FREE.items() if k not in variables}
    found = prove(
        narrow,
        formula,
        variables=variables,
        auxiliary=auxiliary,
        definitions=definitions,
        free={**free, **{k: "any" for k in case.domain.parameters if k not in {*variables, *free}}},
    )
    if found.outcome is Outcome.SUPPORTS:
        return legs.supports("smt", Exactness.SMT, case.domain, detail=found.detail)
    return broken_at(case, found, at, HERE)


ALONE = ("eta r <= 1/(2 sqrt(T))", "n >= 6", "eta r <= sqrt(T)/2")
"""premises that no formula here needs but `stays`, which has its own"""


def stays_by_smt(case: Case) -> Evidence:
    """z3: ‖w_t‖² ≤ (t−2)(2b)² + 2/d² + d (ηλ)² ≤ 1 with b = ηr ≤ 1/(2√T).

    Lemma 8 gives |w_t^(I)(j)| ≤ 2b for j ≥ 3, Lemma 7 the bound 1/d for j = 1, 2. With the
    corrected γ all of w_2^(i)(1), i ≠ I, and w_2(d) are at most ηγ(r√d + δ_1) ≤ ηλ, as ‖v̄‖² ≤ d.
    """
    import z3

    texts = [q.text for q in case.domain.premises]

    def formula(t: Mapping[str, Any]) -> Any:
        T, d, q, e = t["T"], t["d"], t["q"], t["e"]
        most = z3.RealVal(case.data.get("square", "1"))
        return (T - 2) * z3.RealVal("4") * q + 2 * e * e + d * t["small"] <= most

    def definitions(t: Mapping[str, Any]) -> list[Any]:
        # q = b², e = 1/d, small = (ηλ)² = q/(16d²(d−1)²) ≤ q e⁴ as d − 1 ≥ d/4
        short = 4 * t["q"] * t["T"] <= 1 if "eta r <= 1/(2 sqrt(T))" in texts else t["q"] >= 0
        return [
            t["d"] >= 2 * t["T"] + 1, t["q"] >= 0, short, t["e"] * t["d"] == 1,
            t["small"] >= 0, t["small"] * t["d"] <= t["q"] * t["e"],
        ]  # fmt: skip

    return _prove(
        case,
        formula,
        stays_at,
        variables=("T",),
        auxiliary=("d", "q", "e", "small"),
        definitions=definitions,
    )


def average_by_smt(case: Case) -> Evidence:
    """z3: T − max(τ, s) + 1 of the T − τ + 1 terms are at most −b/2, the others at most 0.

    By Lemma 8 w_t(s) is −b or less at t = s and at most −b/2 later, if s ≥ 3.
    """
    import z3

    def formula(t: Mapping[str, Any]) -> Any:
        T, tau, s, share = t["T"], t["tau"], t["s"], z3.RealVal(case.data["share"])
        count = T - z3.If(tau >= s, tau, s) + 1
        return z3.And(s >= 3, count >= 2 * share * (T - tau + 1))

    return _prove(case, formula, average_at, variables=("T", "tau", "s"))


def norm_by_smt(case: Case) -> Evidence:
    """z3: F = ½ · ½ q + h + g with q = Σ ŵ(j)², h, g ≥ 0, because E z(I) = ½."""
    import z3

    def formula(t: Mapping[str, Any]) -> Any:
        share = z3.RealVal(case.data["share"])
        return t["q"] / 4 + t["h"] + t["g"] >= share * t["q"]

    return _prove(
        case,
        formula,
        norm_at,
        variables=("T",),
        auxiliary=("q", "h", "g"),
        definitions=lambda t: [t["q"] >= 0, t["h"] >= 0, t["g"] >= 0],
    )


def gap_by_smt(case: Case) -> Evidence:
    """z3: ⌊T/2⌋ − 2 coordinates of −b/4 or less; or the step that keeps them below −b, and Q.

    In the step with δ = δ_t, δ' = δ_(t+1), a = −u_(t−1)(t−1): u_t(t) = −x, x ≥ b + ηδa, and
    u_(t+1)(t) = −x + δ'x', x' ≤ 2b by Lemma 8, where 2rδ' ≤ δa (r here for r/√m).
    """
    import z3

    share = z3.RealVal(case.data["share"])

    def crude(t: Mapping[str, Any]) -> Any:
        T = t["T"]
        count = z3.If(T == 6, z3.RealVal(1), (T - 5) / 2)  # at most ⌊T/2⌋ − 2
        return z3.And(T >= 6, count / 64 >= share * T)

    def fine(t: Mapping[str, Any]) -> Any:
        T, tau, eta, r = t["T"], t["tau"], t["e"], t["b"]
        kept = -(eta * r + eta * t["p"] * t["a"]) + t["q"] * 2 * eta * r <= -eta * r
        m = T - tau + 1
        late = 6 * m * (tau - 3) + (m + 1) * (2 * m + 1)  # 6m Q for τ ≥ 3
        early = (T - 1) * (T - 2) * (2 * T - 3)  # 6m² Q for τ ≤ 2
        least = z3.RealVal(case.data["least"]) * T
        enough = z3.If(tau >= 3, late >= 6 * m * least, early >= 6 * m * m * least)
        return z3.And(kept, share <= z3.RealVal("1/4"), z3.Implies(T >= 6, enough))

    if case.data["sum"] != "Q":
        return _prove(case, crude, gap_at, variables=("T",))
    return _prove(
        case,
        fine,
        gap_at,
        variables=("T", "tau"),
        auxiliary=("e", "b", "p", "q", "a"),
        definitions=lambda t: [
            t["e"] > 0,
            t["b"] > 0,
            t["p"] > 0,
            t["q"] > 0,
            t["a"] > 0,
            2 * t["b"] * t["q"] <= t["p"] * t["a"],
        ],
    )


def event_deduced(case: Case) -> Evidence:
    """sympy: (1/x − 1) ln(1−x) > −1 on (0, 1), with x = 2^-n, and e < 3.

    U(x) = ln(1−x) + x/(1−x) vanishes at 0 and has the derivative x/(1−x)² > 0.
    """
    import sympy

    c = Fraction(case.data["columns"])
    m, x = sympy.Symbol("m", positive=True), sympy.Symbol("x", positive=True)
    high = sympy.log(1 - x) + x / (1 - x)
    slope = x / (1 - x) ** 2
    facts = {
        "U' = x/(1-x)^2": sympy.simplify(sympy.diff(high, x) - slope) == 0,
        "U(0) = 0": high.subs(x, 0) == 0,
        "U' > 0": sympy.simplify(slope.subs(x, 1 / (1 + m))).is_positive,
        "e < 3": (3 - sympy.E).is_positive,
    }
    broken = [name for name, fact in facts.items() if not fact]
    if broken:
        return legs.undecided("symbolic", Exactness.IDENTITY, f"sympy does not confirm {broken[0]}")
    if c == 1 and case.data["lower"] == "exp(-1)":
        detail = {"identities": list(facts)}
        return legs.supports("symbolic", Exactness.IDENTITY, case.domain, detail=detail)
    for n in range(1, 13):
        finding = event_at(case.data, {"n": n})
        if finding.answer is Tri.NO:
            return legs.refutes("symbolic", Exactness.IDENTITY, {"n": n}, finding.values)
    return legs.undecided("symbolic", Exactness.IDENTITY, "no n up to 12 breaks the statement")
