"""A cycle of two steps, on which no smaller constant beside any multiple of the distance serves.

With x = ηβ and m = r − ρ, on ½β[|w| − ρ]_+² the perturbations v_t = sign(w_t) r from
w_1 = xm/(2 − x) go around in two steps, and F is 2βm²/(2 − x)² at each.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from verify import (
    Case,
    Claim,
    Control,
    Domain,
    Evidence,
    Finding,
    Integers,
    Premise,
    compare,
    legs,
    rationals,
    sharpened,
)

__all__ = ["cycle"]

SIZES = {"T": Integers(1), "eta": rationals("0 <"), "beta": rationals("0 <")}
ROUND = Premise("eta < 2/beta", lambda p: p["eta"] * p["beta"] < 2)
NEARBY = {
    "T": Integers(1, 6),
    "eta": ["1/4", "1/3", "1", "9/8"],
    "beta": ["1/2", "1", "5/3"],
    "r": ["1", "3/2", "7"],
    "rho": ["0", "1/2", "2/3"],
}


def round_at(data: Mapping[str, Any], p: Mapping[str, Any]) -> Finding:
    """Run SA-GD on ½β[|w| − ρ]_+² from w_1 = ηβcm: the mean of F(w_t + v_t), v_t = sign(w_t) r."""
    eta, beta, r, rho = p["eta"], p["beta"], p["r"], p["rho"]
    c, m = 1 / (2 - eta * beta), max(r - rho, Fraction(0))
    w, total = Fraction(data["start"]) * eta * beta * c * m, Fraction(0)
    for _ in range(p["T"]):
        side = 1 if w >= 0 else -1
        beyond = max(abs(w + side * r) - rho, Fraction(0))
        total += beta * beyond**2 / 2
        w -= eta * beta * beyond * side
    claimed = 2 * beta * c * c * m * m * Fraction(data["factor"])
    return compare(total / p["T"], "==", claimed, mean=total / p["T"], claimed=claimed)


def round_by_sympy(case: Case) -> Evidence:
    """sympy: one step takes w_1 to −w_1, where by symmetry the next one leads back, and F there."""
    from verify.solvers.symbolic import prove_zero

    def expressions(data: Mapping[str, Any], s: Mapping[str, Any]) -> list[Any]:
        import sympy

        x, m = s["eta"] * s["beta"], s["r"] - s["rho"]
        w = sympy.Rational(data["start"]) * x * m / (2 - x)
        claimed = sympy.Rational(data["factor"]) * 2 * s["beta"] * m**2 / (2 - x) ** 2
        return [w - x * (w + m) + w, s["beta"] * (w + m) ** 2 / 2 - claimed]

    free = {"T": "the run goes around in two steps, with one value"}
    names = ("eta", "beta", "r", "rho")
    return prove_zero(case, expressions, variables=names, free=free)


def round_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """The mean by the dynamics of |w| alone, against the claimed one."""
    from fractions import Fraction

    T, eta, beta = int(point["T"]), Fraction(point["eta"]), Fraction(point["beta"])
    x, m = eta * beta, max(Fraction(point["r"]) - Fraction(point["rho"]), Fraction(0))
    w, total = Fraction(data["start"]) * x * m / (2 - x), Fraction(0)
    for _ in range(T):
        total += beta * (w + m) ** 2 / 2
        w = abs(w - x * (w + m))
    claimed = Fraction(data["factor"]) * 2 * beta * m * m / (2 - x) ** 2
    return {"mean": str(total / T), "claimed": str(claimed), "violated": total / T != claimed}


cycle = Claim(
    "cycle",
    legs=(
        legs.exact(
            round_at,
            over={
                "T": [1, 2, 7],
                "eta": ["1/4", "1", "15/8"],
                "beta": ["1", "2"],
                "r": ["1", "2"],
                "rho": ["0", "1/2"],
            },
            executed=True,
        ),
        legs.symbolic(round_by_sympy),
        legs.searched(round_at, within=NEARBY, examples=(20, 200), executed=True),
    ),
    readings=(
        sharpened(
            "no smaller constant than 2/(2−ηβ)² serves for all T: on ½β[|w|−ρ]_+² from "
            "w_1 = ηβ(r−ρ)/(2−ηβ) SA-GD goes around in two steps, and F_S^r(w_t) is "
            "2β(r−ρ)²/(2−ηβ)² at each",
            Domain(
                {**SIZES, "r": rationals("0 <="), "rho": rationals("0 <=")},
                (ROUND, Premise("r > rho", lambda p: p["r"] > p["rho"])),
            ),
            data={"start": "1", "factor": "1"},
            controls=(
                Control("another start", "construction", {"start": "1/2"}),
                Control("999/1000 of it", "constant", {"factor": "999/1000"}),
            ),
        ),
    ),
    recheck=round_by_hand,
)
