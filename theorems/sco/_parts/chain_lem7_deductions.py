"""Lemma 7 for all parameters: what z3 decides of the first step.

With 2NT κ = 1, x = ‖v̄‖, v_zᵀv_{z'} ≥ 1 − Nκ ≥ 1/2 and c_z = r v_zᵀv̄/x + δ_1 > 0, whose mean is
rx + δ_1, the γ-term's step is −ηγ (1/n) Σ_z c_z v_z; the hinge (I, 2) is δ_2 A, A = rκ/x − λ.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from theorems.sco._parts.chain_lem7 import (
    FEW_MASKS,
    LONG_14,
    ONE_ZERO,
    ONES_6,
    SMALL,
    TWO_6,
    first_at,
    low_at,
    relu_at,
    rest_at,
    second_at,
    sign_at,
    still_at,
)
from verify import Case, Evidence, Exactness, Outcome, Tri, legs

__all__ = [
    "first_by_smt",
    "low_by_smt",
    "relu_by_smt",
    "rest_by_smt",
    "second_by_smt",
    "sign_by_smt",
    "still_by_smt",
]

RUNS: dict[str, Any] = {
    "S": [*SMALL, TWO_6, ONES_6, LONG_14],
    "T": [2, 6],
    "eta": ["1/4", "1"],
    "r": ["1/4", "20"],
    "delta": ["1/1000", "1"],
}
FREE = {"S": "through N, n and x = ‖v̄‖ alone, each as free as it can be"}


def _sizes(t: Mapping[str, Any]) -> list[Any]:
    """N ≥ n, κ, y = 1/x and 1 ≤ x² < d; √d; λ = rκ/(2d)."""
    N, T, x, d = t["N"], t["T"], t["x"], t["N"] * t["T"] + 1
    return [
        N >= 2,
        t["kappa"] * 2 * N * T == 1,
        x >= 1,
        x * x < d,
        t["y"] * x == 1,
        t["lam"] * 2 * d == t["r"] * t["kappa"],
    ]


def _prove(
    case: Case,
    formula: Any,
    at: Any,
    variables: tuple[str, ...],
    auxiliary: tuple[str, ...],
    definitions: Any,
) -> Evidence:
    """z3, and where it breaks the deduction a run that breaks the claim."""
    from verify.solvers.smt import prove

    words = {
        "T": "κN = 1/(2T) ≤ 1/2 is all that is used",
        "eta": "through η and γ as one number",
        "r": "the claim is one of r/δ_1",
        "delta": "δ_2 does not enter, or lowers the left side",
    }
    free = {**FREE, **{n: w for n, w in words.items() if n not in variables}}
    found = prove(
        case,
        formula,
        variables=variables,
        auxiliary=auxiliary,
        definitions=definitions,
        free=free,
    )
    if found.outcome is Outcome.SUPPORTS:
        return found
    return _broken(case, at, found.reason)


def _broken(case: Case, at: Any, reason: str) -> Evidence:
    for point in case.domain.points(**RUNS):
        if (finding := at(case.data, point)).answer is Tri.NO:
            return legs.refutes("smt", Exactness.SMT, point, finding.values)
    words = reason or "z3 breaks the deduction, but no run the claim"
    return legs.undecided("smt", Exactness.SMT, words)


def relu_by_smt(case: Case) -> Evidence:
    """z3: δ_1 ≤ ηγ G (rx + δ_1) from ηγ(r + δ_1) = 2√d δ_1, x ≥ 1 and G = 1 − Nκ ≥ 1/2.

    v_zᵀw_2 is at most −ηγ times the mean of c_{z'} v_zᵀv_{z'}, with every v_zᵀv_{z'} ≥ G.
    """
    import z3

    def ties(t: Mapping[str, Any]) -> list[Any]:
        positive = [t[name] > 0 for name in ("e", "delta1")]
        e, d1, N, T = t["e"], t["delta1"], t["N"], t["T"]
        return [
            *positive, t["root"] >= 1, t["x"] >= 1, N >= 2, t["kappa"] * 2 * N * T == 1,
            e * (t["r"] + d1) == 2 * t["root"] * d1,
        ]  # fmt: skip

    def formula(t: Mapping[str, Any]) -> Any:
        gram, mean = 1 - t["N"] * t["kappa"], t["r"] * t["x"] + t["delta1"]
        high = z3.RealVal(case.data["high"])
        # G >= 1/2 first, so that the rest is linear in what is left
        half = high * t["delta1"] <= t["e"] * mean / 2
        return z3.And(2 * gram >= 1, half)

    names = ("e", "delta1", "root", "x", "N", "kappa")
    return _prove(case, formula, relu_at, ("T", "r"), names, ties)


def low_by_smt(case: Case) -> Evidence:
    """z3: ηγ(rx + δ_1) < λ from ηγ√d(r + δ_1) ≤ λ and 1 ≤ x < √d.

    The entry is at most the mean of c_z, and x² ≤ 1 + (N − 1) + κ² where one column is zero.
    """
    import z3

    def ties(t: Mapping[str, Any]) -> list[Any]:
        scale = t["root"] if case.data["gamma"] == "corrected" else 1
        e, d1 = t["e"], t["delta1"]
        return [
            e > 0, d1 > 0, t["x"] >= 1, t["x"] < t["root"], t["lam"] > 0,
            e * scale * (t["r"] + d1) <= t["lam"],
        ]  # fmt: skip

    def formula(t: Mapping[str, Any]) -> Any:
        low = z3.RealVal(case.data["low"])
        return t["e"] * (t["r"] * t["x"] + t["delta1"]) < low * t["lam"]

    return _prove(case, formula, low_at, ("r",), ("e", "delta1", "root", "x", "lam"), ties)


def _counted(case: Case) -> Callable[[Mapping[str, Any]], list[Any]]:
    few = any(premise.text == FEW_MASKS.text for premise in case.domain.premises)

    def ties(t: Mapping[str, Any]) -> list[Any]:
        n, N, T = t["n"], t["N"], t["T"]
        return [
            n >= 1, N >= 2, n <= N, t["kappa"] * 2 * N * T == 1, t["kappa"] > 0,
            *([n <= 2 * T] if few else []),
        ]  # fmt: skip

    return ties


def _one_zero(case: Case) -> bool:
    return getattr(case.domain.parameters["S"], "name", "") == ONE_ZERO.name


def sign_by_smt(case: Case) -> Evidence:
    """z3: one c_z outweighs κ times n − 1 others: 1 − (N−1)κ > κ(n−1)(N + κ²), and 1 > κ(n−1).

    v_zᵀv̄ is at least 1 − (N−1)κ and at most N + κ², where one column is zero.
    """
    import z3

    if not _one_zero(case):
        return _broken(case, sign_at, "")

    def formula(t: Mapping[str, Any]) -> Any:
        n, N, kappa = t["n"], t["N"], t["kappa"]
        least, most = 1 - (N - 1) * kappa, N + kappa * kappa
        high = z3.RealVal(case.data["high"])
        return z3.And(least > kappa * (n - 1) * most, kappa * (n - 1) < 1, high >= 0)

    return _prove(case, formula, sign_at, ("T",), ("n", "N", "kappa"), _counted(case))


def still_by_smt(case: Case) -> Evidence:
    """z3: a column with a one has v̄ > 0 there, so that its hinge is −δ_2(... + λ) < 0.

    The hinges j ≥ 3 are [0 − δ_j 0]_+ at w_1 and at the ascent point.
    """
    if case.data["from"] != "2" or not (_one_zero(case) or case.data["others"] == "ones"):
        return _broken(case, still_at, "")

    def formula(t: Mapping[str, Any]) -> Any:
        return 1 - (t["n"] - 1) * t["kappa"] > 0

    return _prove(case, formula, still_at, ("T",), ("n", "N", "kappa"), _counted(case))


def rest_by_smt(case: Case) -> Evidence:
    """z3: only the hinge (I, 2) bends; [0 − δ_j 0]_+ = 0 for j ≥ 3, whatever δ_j is."""
    from verify.solvers.smt import relu

    if case.data["from"] != "3":
        return _broken(case, rest_at, "")

    def formula(t: Mapping[str, Any]) -> Any:
        return relu(0 - t["delta"] * 0) == 0

    return _prove(case, formula, rest_at, ("delta",), (), None)


def first_by_smt(case: Case) -> Evidence:
    """z3: 0 ≤ ηδ_2²A + κm ≤ 1/d with 0 < m = ηγ(rx + δ_1) ≤ xηλ.

    By ηγ(r + δ_1) ≤ ηλ, as max{1, η} ≥ 1.
    """
    import z3

    def ties(t: Mapping[str, Any]) -> list[Any]:
        m = t["m"]
        return [*_sizes(t), m > 0, m <= t["x"] * t["eta"] * t["lam"]]

    def formula(t: Mapping[str, Any]) -> Any:
        q, kappa, d = t["eta"] * t["r"], t["kappa"], t["N"] * t["T"] + 1
        gain = t["r"] * kappa * t["y"] - t["lam"]
        moved = t["eta"] * t["delta"] * t["delta"] * gain
        value = (moved + kappa * t["m"]) * d
        low, high = z3.RealVal(case.data["low"]), z3.RealVal(case.data["high"])
        if case.data["low"] == "0" and case.data["high"] == "1":
            # in steps: y <= 1 and δ_2 <= 1; κm <= κ² q x/(2d), x <= d; q < 1
            return z3.And(
                moved > 0,
                q < 1,
                gain <= t["r"] * kappa,
                t["eta"] * gain <= kappa,
                moved <= t["eta"] * gain,
                2 * t["m"] <= kappa,
                (kappa + kappa * kappa / 2) * d <= 1,
            )
        return z3.And(value >= low, value <= high)

    names = ("N", "kappa", "x", "y", "lam", "m")
    return _prove(case, formula, first_at, ("T", "eta", "r", "delta"), names, ties)


def second_by_smt(case: Case) -> Evidence:
    """z3: 0 < ηδ_2A ≤ 1/d, by A ≤ rκ, ηr < 1 and κd ≤ 1."""
    import z3

    def formula(t: Mapping[str, Any]) -> Any:
        q, kappa, d = t["eta"] * t["r"], t["kappa"], t["N"] * t["T"] + 1
        gain = t["r"] * kappa * t["y"] - t["lam"]
        moved = t["eta"] * t["delta"] * gain
        low, high = z3.RealVal(case.data["low"]), z3.RealVal(case.data["high"])
        if case.data["low"] == "1" and case.data["high"] == "0":
            return z3.And(
                gain > 0, q < 1, gain <= t["r"] * kappa, t["eta"] * gain <= kappa,
                moved <= t["eta"] * gain, moved > 0, kappa * d <= 1,
            )  # fmt: skip
        return z3.And(moved * d <= low, moved * d > high)

    names = ("N", "kappa", "x", "y", "lam")
    return _prove(case, formula, second_at, ("T", "eta", "r", "delta"), names, _sizes)
