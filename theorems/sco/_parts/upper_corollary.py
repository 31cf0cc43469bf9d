"""The "in particular" of Theorems 2 and 5 with its constants, 4‖w_1 − w*‖² and 4c²."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from verify import (
    Case,
    Claim,
    Control,
    Domain,
    Evidence,
    Finding,
    Integers,
    compare,
    legs,
    printed,
    rationals,
)

if TYPE_CHECKING:
    from verify.domain import Point

__all__ = ["corollary"]

Data = Mapping[str, Any]


def corollary_at(data: Data, p: Point) -> Finding:
    """The bound at η = 1/(4β), r − ρ = c/√T against (4‖w_1−w*‖² + 4c²) β/T."""
    eta, square = Fraction(1, 4) / p["beta"], p["distance"] ** 2
    bound = square / (eta * p["T"]) + 4 * p["beta"] * p["c"] ** 2 / p["T"]
    first, second = Fraction(data["first"]), Fraction(data["second"])
    return compare(bound, "==", (first * square + second * p["c"] ** 2) * p["beta"] / p["T"])


def corollary_by_sympy(case: Case) -> Evidence:
    """sympy: the same identity for all values of the symbols."""
    import sympy

    from verify.solvers.symbolic import prove_zero

    def expression(data: Data, s: Mapping[str, Any]) -> Any:
        eta, beyond = 1 / (4 * s["beta"]), s["c"] / sympy.sqrt(s["T"])
        bound = s["distance"] ** 2 / (eta * s["T"]) + 4 * s["beta"] * beyond**2
        first, second = sympy.Rational(data["first"]), sympy.Rational(data["second"])
        return bound - (first * s["distance"] ** 2 + second * s["c"] ** 2) * s["beta"] / s["T"]

    return prove_zero(case, expression, variables=("distance", "c", "T", "beta"))


def corollary_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """Both sides times T/β."""
    from fractions import Fraction as Q

    x, c = Q(point["distance"]), Q(point["c"])
    left, right = 4 * x * x + 4 * c * c, Q(data["first"]) * x * x + Q(data["second"]) * c * c
    return {"left": str(left), "right": str(right), "violated": left != right}


corollary = Claim(
    "corollary",
    legs=(
        legs.symbolic(corollary_by_sympy),
        legs.exact(
            corollary_at,
            over={
                "distance": ["0", "1", "1/2"],
                "c": ["0", "1", "3"],
                "T": [1, 2],
                "beta": ["1", "2"],
            },
        ),
    ),
    readings=(
        printed(
            "with η = 1/(4β) and r − ρ = c/√T the bound is (4‖w_1−w*‖² + 4c²) β/T",
            Domain(
                {
                    "distance": rationals("0 <="),
                    "c": rationals("0 <="),
                    "T": Integers(1),
                    "beta": rationals("0 <"),
                }
            ),
            latex=r"(4\|w_1-w^*\|^2 + 4c^2)\,\beta/T = O(\beta/T)",
            data={"first": "4", "second": "4"},
            controls=(
                Control("first constant 2", "constant", {"first": "2"}),
                Control("second constant 16", "constant", {"second": "16"}, None, ("exact",)),
            ),
        ),
    ),
    recheck=corollary_by_hand,
)
