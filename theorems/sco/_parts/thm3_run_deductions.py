"""Theorem 3's run for all parameters: what z3 decides of v_t, of w_t and of ŵ_τ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from theorems.sco._parts.thm3_deductions import INSTANCE
from theorems.sco._parts.thm3_predicates import start_at
from theorems.sco._parts.thm3_run import ONES_COLUMN
from theorems.sco._parts.upper_search import broken_at
from verify import Case, Evidence, Exactness, legs

__all__ = ["average_by_smt", "oracle_by_smt", "start_by_smt", "trajectory_by_smt"]


def _on_event(case: Case, kinds: set[str]) -> Evidence | None:
    """Undecided where the induction over t does not apply."""
    event = getattr(case.domain.parameters["S"], "name", "") == ONES_COLUMN.name
    if event and case.data["oracle"] in kinds:
        return None
    reason = "the induction speaks of a column of ones and of v_t in its block"
    return legs.undecided("smt", Exactness.SMT, reason)


BY_INDUCTION = {
    "S": "z(I) = 1 for all z in S, and blocks other than I stay 0",
    "T": "induction over t: the first t−1 coordinates of block I are −a ≤ 0, the others 0",
}


def oracle_by_smt(case: Case) -> Evidence:
    """z3: v_t = ℓ e_k has ℓ ≤ r, p_z(w_t) = 0 and p_z(w_t + v_t) = ℓ, and ½[ℓ−ρ]_+² ≥ ½[r−ρ]_+²."""
    from verify.solvers.smt import prove, relu

    if (open_ := _on_event(case, {"block", "unit"})) is not None:
        return open_

    def formula(t: Mapping[str, Any]) -> Any:
        import z3

        length = z3.RealVal(1) if case.data["oracle"] == "unit" else t["r"]
        old = -t["eta"] * (t["r"] - t["rho"])
        here, most = relu(length - t["rho"]), relu(t["r"] - t["rho"])
        return z3.And(relu(old) == 0, length <= t["r"], here * here >= most * most)

    return prove(case, formula, variables=("eta", "r", "rho"), free=BY_INDUCTION)


def trajectory_by_smt(case: Case) -> Evidence:
    """z3: the step at w_t + r e_k moves coordinate k alone, from 0 to −a, and (T−1)a² ≤ 1."""
    import z3

    from verify.solvers.smt import prove, relu

    if (open_ := _on_event(case, {"block"})) is not None:
        return open_

    def formula(t: Mapping[str, Any]) -> Any:
        a = t["eta"] * (t["r"] - t["rho"])
        # p_z = p(k) = r at w_t + r e_k for every z in S, so that the gradient there is [r−ρ]_+ e_k
        moved, still = -t["eta"] * relu(t["r"] - t["rho"]), relu(-a) == 0
        claimed = -z3.RealVal(case.data["times"]) * a
        step = z3.Implies(t["T"] >= 2, moved == claimed)
        return z3.And(still, step, (t["T"] - 1) * a * a <= 1)

    free = {"S": BY_INDUCTION["S"]}
    return prove(case, formula, variables=("T", "eta", "r", "rho"), free=free)


def average_by_smt(case: Case) -> Evidence:
    """z3: w_t(I_s) = −a for all t ≥ max(τ, h), which are enough; −ŵ_τ(I_s)/a counts all t > s.

    It holds for all k between (T−1)/2 and T/2 with s ≤ k, whence for k = ⌊T/2⌋.
    """
    import z3

    from verify.solvers.smt import prove

    def larger(x: Any, y: Any) -> Any:
        return z3.If(x >= y, x, y)

    def formula(t: Mapping[str, Any]) -> Any:
        T, tau, s = t["T"], t["tau"], t["s"]
        h = t["k"] + z3.RealVal(case.data["from"])
        count, all_of_them = T - larger(tau, h) + 1, T - larger(tau, s + 1) + 1
        least = z3.RealVal(case.data["floor"]) * (T - tau + 1)
        return z3.And(larger(tau, h) > s, all_of_them >= count, count >= least)

    free = {**INSTANCE, "rho": "w_t/a does not depend on ρ"}
    return prove(
        case,
        formula,
        variables=("T", "tau", "s"),
        auxiliary=("k",),
        definitions=lambda t: [2 * t["k"] <= t["T"], t["T"] <= 2 * t["k"] + 1, t["s"] <= t["k"]],
        free=free,
    )


def start_by_smt(case: Case) -> Evidence:
    """z3: at x e_d the bound |x| + r on ‖p_z(w + v)‖ is that of ±r e_d alone, and the step stays.

    F_S^r is ½[|x| + r − ρ]_+², and r e_k gives √(x² + r²) at most: less, if x and r are not 0.
    """
    import z3

    from verify.solvers.smt import prove, relu

    sign, times = (z3.RealVal(case.data[name]) for name in ("sign", "times"))

    def formula(t: Mapping[str, Any]) -> Any:
        x, r, rho, s = t["x"], t["r"], t["rho"], t["s"]
        here, most = relu(x + sign * r - rho), relu(x + r - rho)
        return z3.And(here * here == most * most, relu(s - rho) < most, times * t["y"] == t["y"])

    def definitions(t: Mapping[str, Any]) -> list[Any]:
        x, s = t["x"], t["s"]
        # x = |w_t(d)|, s = √(x² + r²), y = F_S(ŵ_τ)
        return [
            x >= 0 if case.data["ties"] == "none" else x > 0,
            s >= 0,
            s * s == x * x + t["r"] * t["r"],
            t["y"] >= 0,
        ]

    free = {
        "S": "‖p_z(x e_d)‖ = |x| for every z, in S or not",
        "T": "induction over t: the gradient at (x ± r) e_d is a multiple of e_d",
        "tau": "the average of multiples of e_d is one, where f is the same for every z",
        "eta": "the length of a step does not matter",
        "epsilon": "x is any positive number",
    }
    found = prove(
        case,
        formula,
        variables=("r", "rho"),
        auxiliary=("x", "s", "y"),
        definitions=definitions,
        free=free,
    )
    at = {"S": [{"z": ["-+"], "I": 2}], "T": [1], "tau": [1], "eta": ["1"], "r": ["1/2"]}
    return broken_at(case, found, start_at, {**at, "rho": ["0"], "epsilon": ["0", "1/4"]})
