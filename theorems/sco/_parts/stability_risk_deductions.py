"""What z3 decides of the risk: Lemma 4 with the bounds on F_S(ŵ) and on ε, for η ≤ 1/(4β)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from theorems.sco._parts.stability_chain import (
    Piece,
    Terms,
    chain,
    distance,
    lemma_of_one_step,
    real,
)
from theorems.sco._parts.stability_constants import growth, least_risk, of_runs
from theorems.sco._parts.stability_deductions import MODELS
from theorems.sco._parts.upper_search import broken_at
from verify import Case, Evidence, Leg, Outcome
from verify.legs import Predicate, smt
from verify.tightness import Ends, stating

__all__ = ["of_corollary", "of_risk"]

QUARTER = Fraction(1, 4)
TERMS = ("D", "Q", "R", "V", "U")
"""‖w_1−w*‖²/(ηT), ηβ²r²T, β²ηT‖w_1−w*‖²/n² or β²ηT/n², βm² and β³η²T²m²/n²"""
NAMES = (*TERMS, "X", "Y", "e", "near")
REASONS = {
    "P": MODELS,
    "start": "any w_1; its distance from w* is a term of both lemmas",
    "n": "n enters through Lemma 5",
    "T": "T enters through Lemmas 1 and 5",
    "r": "every v_t has length at most r, those of S^{(i)} too",
}


def _lemmas(case: Case, t: Terms, weights: tuple[Any, ...]) -> list[Any]:
    """X ≤ (1+c)Y + (1+1/(2c))e, e = βε ≤ (1+s)xQ + (1+1/s)(y near + zU), Y ≤ aD + bV."""
    a, b = (real(Fraction(q)) for q in case.data["lemma"])
    x, y, z = map(real, of_runs("average", case.data["lemma"], growth(QUARTER)))
    c, s = (real(Fraction(q)) for q in weights)
    return [
        *(t[name] >= 0 for name in NAMES),
        *distance(case, t),
        t["Y"] <= a * t["D"] + b * t["V"],
        t["e"] <= (1 + s) * x * t["Q"] + (1 + 1 / s) * (y * t["near"] + z * t["U"]),
        t["X"] <= (1 + c) * t["Y"] + (1 + 1 / (2 * c)) * t["e"],
    ]


def of_risk(predicate: Predicate, over: Mapping[str, Any], free: Mapping[str, str]) -> Leg:
    """A leg: the lemmas joined, with the weights c and s of the variant's data.

    Where that data says "tightness", how much smaller the five constants may be together is stated.
    """
    reasons = {**REASONS, **free}

    def total(case: Case, weights: tuple[Any, ...], factor: Fraction) -> Piece:
        constants = [real(factor * Fraction(q)) for q in case.data["constants"]]

        def formula(t: Terms) -> Any:
            return t["X"] <= sum(q * t[x] for q, x in zip(constants, TERMS, strict=True))

        return formula, lambda t: _lemmas(case, t, weights), NAMES, ()

    def deduced(case: Case) -> Evidence:
        pieces = [
            total(case, tuple(case.data["weights"]), Fraction(1)),
            lemma_of_one_step(case),
        ]
        return broken_at(case, chain(case, pieces, reasons), predicate, over)

    def upper(case: Case) -> Ends:
        claimed = [Fraction(q) for q in case.data["constants"]]
        weights, factor = least_risk(case.data["lemma"], QUARTER, claimed)
        found = chain(case, [total(case, tuple(weights), factor)], reasons)
        return None, factor if found.outcome is Outcome.SUPPORTS else None

    def run(case: Case) -> Evidence:
        leg = smt(deduced)
        return (stating(leg, upper) if "tightness" in case.data else leg).run(case)

    return smt(run)


def of_corollary(predicate: Predicate, over: Mapping[str, Any], free: Mapping[str, str]) -> Leg:
    """A leg: the same at T = n, ηβ = 1/4, ‖w_1−w*‖ ≤ 1 and n max(r−ρ, 0)² ≤ 1."""

    def run(case: Case) -> Evidence:
        first, second = (real(Fraction(q)) for q in case.data["rates"])

        def formula(t: Terms) -> Any:
            return t["X"] <= first * t["q"] + second * t["y"]

        def definitions(t: Terms) -> list[Any]:
            # q = β/n, y = βr²n; D = ‖w_1−w*‖²/(ηn) ≤ 4q, and ηβT = n/4
            return [
                *_lemmas(case, t, tuple(case.data["weights"])),
                *(t[name] >= 0 for name in ("q", "y")),
                t["D"] <= 4 * t["q"],
                4 * t["Q"] == t["y"],
                16 * t["R"] == t["D"],
                t["V"] <= t["q"],
                16 * t["U"] == t["V"],
            ]

        reasons = {
            **REASONS,
            "start": "‖w_1−w*‖ ≤ 1 is all that is used",
            "T": "T = n",
            **free,
        }
        pieces = [(formula, definitions, (*NAMES, "q", "y"), ()), lemma_of_one_step(case)]
        return broken_at(case, chain(case, pieces, reasons), predicate, over)

    return smt(run)
