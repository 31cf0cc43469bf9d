"""Theorem 3 for all parameters: what z3 decides of ‖ŵ_τ‖, the gap, the hypothesis, the class."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from theorems.sco._parts.hinge_claim import class_by_line
from theorems.sco._parts.samples import SIGNED_MASKS
from verify import Case, Evidence, Exactness, Outcome, legs

__all__ = [
    "INSTANCE",
    "chain_by_smt",
    "class_by_lemma",
    "gap_by_smt",
    "norm_by_smt",
    "premise_by_smt",
]


INSTANCE = {
    "S": "only column I moves, and D is the same for every column",
    "eta": "the claim is one of ρ/a with a = η(r−ρ) > 0",
    "r": "the claim is one of ρ/a with a = η(r−ρ) > 0",
}


def _square(t: Mapping[str, Any]) -> tuple[Any, Any]:
    """6m and 6m‖ŵ_τ‖²/a² = 6m(τ−1) + (m−1)(2m−1) with m = T−τ+1."""
    m = t["T"] - t["tau"] + 1
    return 6 * m, 6 * m * (t["tau"] - 1) + (m - 1) * (2 * m - 1)


def norm_by_smt(case: Case) -> Evidence:
    """z3: Q ≥ least · T, and the recursion of Σ_{k<m} k², which is what Q sums."""
    import z3

    from verify.solvers.smt import prove

    def formula(t: Mapping[str, Any]) -> Any:
        six, total = _square(t)
        m, times = six / 6, z3.RealVal(case.data["times"])
        # 6m² Q sums τ−1 ones and the squares of 1/m, ..., (m−1)/m: from m to m + 1 it gains 6m²
        gains = times * (m + 1) * m * (2 * m + 1) - times * m * (m - 1) * (2 * m - 1) == 6 * m * m
        return z3.And(gains, times * total >= z3.RealVal(case.data["least"]) * t["T"] * six)

    free = {**INSTANCE, "rho": "ŵ_τ/a does not depend on ρ"}
    return prove(case, formula, variables=("T", "tau"), free=free)


def gap_by_smt(case: Case) -> Evidence:
    """z3: Q ≥ (k + 1/3)² T, the same as ‖ŵ_τ‖/a ≥ b + k√T for all 0 ≤ b = ρ/a < √T/3.

    F(ŵ_τ) = ¼[‖ŵ_τ‖ − ρ]_+² and ‖ŵ_τ‖² = a²Q are the claim `norm`.
    """
    import z3

    from verify.solvers.smt import prove

    k = case.data["k"]

    def formula(t: Mapping[str, Any]) -> Any:
        six, total = _square(t)
        T = t["T"]
        if k == "best":  # (k + 1/3)² T = (T−1)(2T−1)/(6T)
            return 6 * T * total >= (T - 1) * (2 * T - 1) * six
        return total >= z3.RealVal(str((Fraction(k) + Fraction(1, 3)) ** 2)) * T * six

    free = {**INSTANCE, "rho": "ρ/a is any b with 0 ≤ b < √T/3"}
    if "choice" in case.domain.parameters:
        if not set(case.domain.parameters["choice"].values) <= {"block", "reversed"}:
            reason = "the deduction speaks of v_t in block I"
            return legs.undecided("smt", Exactness.SMT, reason)
        free["choice"] = "‖ŵ_τ‖ does not depend on the order of the block's coordinates"
    return prove(case, formula, variables=("T", "tau"), free=free)


def premise_by_smt(case: Case) -> Evidence:
    """z3: ρ < r(1 − 3/(3+η√T)) if and only if ρ < η(r−ρ)√T/3."""
    import z3

    from verify.solvers.smt import prove

    def formula(t: Mapping[str, Any]) -> Any:
        y, factor = t["y"], z3.RealVal(case.data["factor"])
        # both sides times 3 + η√T > 0
        given = t["rho"] * (3 + t["eta"] * y) < t["r"] * t["eta"] * y
        return given == (factor * t["rho"] < t["eta"] * (t["r"] - t["rho"]) * y)

    return prove(
        case,
        formula,
        variables=("T", "eta", "r", "rho"),
        auxiliary=("y",),
        definitions=lambda t: [t["y"] > 0, t["y"] * t["y"] == t["T"]],
    )


def chain_by_smt(case: Case) -> Evidence:
    """z3: Q ≥ half T/4, and ¼(√half/2 − 1/3)² ≥ share, between them ρ < a√T/3."""
    import z3

    from verify.solvers.smt import prove

    def formula(t: Mapping[str, Any]) -> Any:
        six, total = _square(t)
        rate = t["h"] / 2 - z3.RealVal("1/3")
        half, share = z3.RealVal(case.data["half"]), z3.RealVal(case.data["share"])
        by_norm = total >= half * t["T"] * six / 4
        return z3.And(by_norm, rate >= 0, rate * rate >= 4 * share)

    free = {**INSTANCE, "rho": "ρ < a√T/3 lowers the second term below the first"}
    return prove(
        case,
        formula,
        variables=("T", "tau"),
        auxiliary=("h",),
        definitions=lambda t: [t["h"] >= 0, t["h"] * t["h"] == z3.RealVal(case.data["half"])],
        free=free,
    )


def class_by_lemma(case: Case) -> Evidence:
    """z3: the inequalities on a line, as for Theorem 1 and Lemma 2.

    p(w) = ([z ⊙ w]_+, w(d)) is 1-Lipschitz like theirs, and ⟨∇f(u), v − u⟩ ≤ s⟨P, Q − P⟩ holds
    coordinate by coordinate, with equality at w(d): whatever is two-sided or one-sided.
    """
    if case.data["d"] == "printed":
        reason = "the deduction speaks of w(d) as a coordinate of its own"
        return legs.undecided("smt", Exactness.SMT, reason)
    found = class_by_line(
        replace(
            case,
            data={**case.data, "gauge": "two-sided", "lipschitz": "1"},
            domain=case.domain.widened(z=SIGNED_MASKS[1]),
        )
    )
    if found.outcome is not Outcome.SUPPORTS:
        return found
    return legs.supports("smt", Exactness.SMT, case.domain, detail=found.detail)
