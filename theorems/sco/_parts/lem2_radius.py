"""Lemma 2's sentence on the largest flatness radius, which fails for [w ⊙ z]_+."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.core.scalars import sign
from theorems.sco._parts.ball_points import SPACE, numbers, padded
from theorems.sco._parts.hinge import positive_on_ball
from theorems.sco._parts.leg_makers import refined
from theorems.sco._parts.rechecks import ball_by_hand
from theorems.sco._parts.samples import SIGNED_MASKS
from verify import (
    Case,
    Claim,
    Control,
    Domain,
    Evidence,
    Finding,
    Premise,
    corrected,
    legs,
    printed,
    rationals,
)

if TYPE_CHECKING:
    from verify.domain import Point

__all__ = ["radius"]

BRIEF = ("exact", "smt")


def radius_at(data: Mapping[str, Any], p: Point) -> Finding:
    """Whether φ_z is positive somewhere, or zero everywhere, on a ball of radius r.

    Its centre is the parameter w if there is one, else −c r sign(z).
    """
    z = numbers(p["z"])
    lean = [-Fraction(data["lean"]) * p["r"] * sign(entry) for entry in z]
    z, w = padded(z, numbers(p["w"]) if "w" in p else lean)
    found = positive_on_ball(w, z, p["rho"], p["r"], data["gauge"])
    return found if data["says"] == "positive" else Finding(~found.answer, found.values)


def radius_by_smt(case: Case) -> Evidence:
    """z3: (w(i) + v(i)) z(i) ≤ 0 for w(i) = −c r sign(z(i)) and every |v(i)| ≤ r."""
    import z3

    from verify.solvers.smt import prove

    def formula(t: Mapping[str, Any]) -> Any:
        lean = z3.RealVal(case.data["lean"]) * t["r"]
        center = z3.If(t["zi"] > 0, -lean, z3.If(t["zi"] < 0, lean, z3.RealVal(0)))
        product = (center + t["vi"]) * t["zi"]
        return product <= 0 if case.data["gauge"] == "one-sided" else product == 0

    return prove(
        case,
        formula,
        variables=("r",),
        auxiliary=("zi", "vi"),
        definitions=lambda t: [t["zi"] >= -1, t["zi"] <= 1, t["vi"] >= -t["r"], t["vi"] <= t["r"]],
        free={"z": "each coordinate by itself", "rho": "[w ⊙ z]_+ = 0, and ‖0‖ ≤ ρ"},
    )


BALLS = Domain({"z": SIGNED_MASKS[1], "rho": rationals("0 <="), "r": rationals("0 <=")})
CENTERED = Domain(
    {**BALLS.parameters, "w": SPACE}, (Premise("r > rho", lambda p: p["r"] > p["rho"]),)
)

radius = Claim(
    "radius",
    legs=(
        legs.exact(
            refined(radius_at),
            over={"rho": ["0", "1/2", "1"], "r": ["0", "1", "3"]},
            full={"r": ["0", "1/1000", "1", "3", "50"]},
            executed=True,
        ),
        legs.smt(radius_by_smt),
        legs.searched(
            refined(radius_at),
            within={"rho": rationals("0 <=", "<= 1"), "r": rationals("0 <=", "<= 4")},
            examples=(40, 1000),
            executed=True,
        ),
    ),
    readings=(
        printed(
            "ρ is the largest flatness radius: φ_z is positive somewhere on every ball of radius "
            "r > ρ, whatever its centre w in R^d",
            CENTERED,
            data={"says": "positive", "gauge": "one-sided", "lean": "1"},
            expected="refuted",
            legs=("exact", "property"),
            controls=(
                Control("w(i) for [w(i)]_+, as in Theorem 1", "true", {"gauge": "two-sided"}),
            ),
        ),
        corrected(
            "φ_z is r-flat for every r ≥ 0: it is 0 on the ball of radius r around −r sign(z)",
            BALLS,
            latex=r"\varphi_z(-r \operatorname{sign}(z) + v) = 0 \text{ for } \|v\| \le r",
            data={"says": "zero", "gauge": "one-sided", "lean": "1"},
            controls=(
                Control("centre 0", "construction", {"lean": "0"}),
                Control("centre −(r/2) sign(z)", "constant", {"lean": "1/2"}, None, BRIEF),
                Control("w(i) for [w(i)]_+", "construction", {"gauge": "two-sided"}, None, BRIEF),
            ),
        ),
    ),
    recheck=ball_by_hand,
)
