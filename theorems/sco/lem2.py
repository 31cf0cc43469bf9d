"""Lemma 2: the losses φ_z of paper `sco` are convex, 1-Lipschitz, 1-smooth and ρ-flat.

φ_z(w) = ½[ ‖[w ⊙ z]_+‖ − ρ ]_+², half the squared distance of [w ⊙ z]_+ from the ball of radius ρ.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.core.scalars import sign
from theorems.sco import PAPER
from theorems.sco._parts.bounds import refined
from theorems.sco._parts.hinge import class_at, class_by_hand, class_by_line, positive_on_ball
from theorems.sco._parts.projections import (
    nonexpansive_at,
    nonexpansive_by_gram,
    projection_at,
    projection_by_smt,
    worst_ratio,
)
from theorems.sco._parts.rechecks import ball_by_hand, nonexpansive_by_hand, projection_by_hand
from theorems.sco._parts.samples import BALL, SIGNED_MASKS, SPACE, ball_of, numbers, padded
from verify import (
    Case,
    Claim,
    Control,
    Domain,
    Erratum,
    Evidence,
    Finding,
    Leg,
    Premise,
    Theorem,
    corrected,
    legs,
    printed,
    rationals,
    sharpened,
)

if TYPE_CHECKING:
    from verify.domain import Point


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


UNIT, ANY_RHO = SIGNED_MASKS[1], rationals("0 <=")
PAIRS = Domain({"z": UNIT, "rho": ANY_RHO, "u": BALL, "v": BALL})
WIDE = PAIRS.restrict(rho=["0"]).widened(u=ball_of(2), v=ball_of(2))
"""where only the slope is too large"""
LONG = Domain({**PAIRS.parameters, "z": SIGNED_MASKS[2]})
BRIEF = ("exact", "smt")
CLASS = {"gauge": "one-sided", "scale": "1", "shift": "0", "lipschitz": "1", "flat": "1"}
CORNERS = [["0"], ["1"], ["-1/4"], ["3/5", "4/5"], ["2"], ["-3/5", "8/5"], ["1/3", "2/3", "-2/3"]]

function_class = Claim(
    "class",
    legs=(
        legs.exact(
            refined(class_at),
            over={"rho": ["0", "1/2", "1"], "u": CORNERS, "v": CORNERS[:6]},
            full={
                "u": (*BALL.samples, *WIDE.parameters["u"].samples),
                "v": (*BALL.samples, *WIDE.parameters["v"].samples),
            },
            executed=True,
        ),
        legs.smt(class_by_line),
        legs.searched(
            refined(class_at),
            within={"rho": rationals("0 <=", "<= 3/2")},
            examples=(50, 1000),
            executed=True,
        ),
    ),
    readings=(
        printed(
            "φ_z is non-negative, convex, 1-Lipschitz and 1-smooth in the unit ball, and 0 on the "
            "ball of radius ρ around 0",
            PAIRS,
            latex=r"\|\nabla\varphi_z(u) - \nabla\varphi_z(v)\| \le \|u - v\|",
            data=CLASS,
            controls=(
                Control("f − 1", "sign", {"shift": "-1"}, None, BRIEF),
                Control("½ − f", "sign", {"scale": "-1", "shift": "1/2"}, None, BRIEF),
                Control("loss times 3/2", "constant", {"scale": "3/2"}),
                Control("|z(i)| up to 2", "premise", {}, LONG, ("exact",)),
                Control("ball of radius 2", "premise", {}, WIDE, ("exact", "smt")),
                Control("flat to 2ρ", "constant", {"flat": "2"}, None, BRIEF),
            ),
        ),
        sharpened(
            "φ_z is [1−ρ]_+-Lipschitz in the unit ball",
            PAIRS,
            data={**CLASS, "lipschitz": "1-rho"},
            legs=("exact", "smt"),
            controls=(
                Control("loss times 3/2", "constant", {"scale": "3/2"}),
                Control("ball of radius 2", "premise", {}, WIDE, ("exact",)),
            ),
        ),
    ),
    recheck=class_by_hand,
)

residue = Claim(
    "residue",
    legs=(
        legs.exact(
            projection_at,
            over={"rho": ["0", "1/1000", "1/2", "1", "50"], "u": SPACE.samples},
            executed=True,
        ),
        legs.smt(projection_by_smt),
        legs.searched(projection_at, examples=(40, 1000), executed=True),
    ),
    readings=(
        printed(
            "R(u) = [‖u‖−ρ]_+ u/‖u‖, 0 at u = 0, is u less its projection onto the ball of "
            "radius ρ",
            Domain({"u": SPACE, "rho": ANY_RHO}),
            latex=r"[\|u\|-\rho]_+ u/\|u\| = u - \Pi_{B_\rho}(u)",
            data={"at_zero": "0", "times": "1"},
            controls=(
                Control("R(u)/2", "construction", {"times": "1/2"}),
                Control("−R(u)", "sign", {"times": "-1"}, None, BRIEF),
                Control("0/0 = 1", "convention", {"at_zero": "1"}, None, ("exact",)),
            ),
        ),
    ),
    recheck=projection_by_hand,
)

projection = Claim(
    "projection",
    legs=(
        Leg("exact", nonexpansive_by_gram, "certificate"),
        legs.exact(
            nonexpansive_at,
            over={"rho": ["0", "1/2", "1", "50"], "u": SPACE.samples[:9], "v": CORNERS},
            executed=True,
        ),
        legs.convex(worst_ratio),
        legs.searched(nonexpansive_at, examples=(80, 1000), executed=True),
    ),
    readings=(
        printed(
            "‖R(u) − R(v)‖ ≤ ‖u − v‖, which holds for I − Π whatever the convex set",
            Domain({"u": SPACE, "v": SPACE, "rho": ANY_RHO}),
            latex=r"\|R(u) - R(v)\| \le \|u - v\|",
            data={"kappa": "1", "at_zero": "0"},
            controls=(
                Control("constant 101/100", "constant", {"kappa": "101/100"}),
                Control("0/0 = 1", "convention", {"at_zero": "1"}, None, ("exact",)),
            ),
        ),
    ),
    recheck=nonexpansive_by_hand,
)

BALLS = Domain({"z": UNIT, "rho": ANY_RHO, "r": rationals("0 <=")})
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

THEOREM = Theorem(
    label="sco.lem2",
    paper=PAPER,
    number="Lemma 2",
    title="The losses are well defined",
    kind="lemma",
    statement="For z in [−1, 1]^(d−1) × {1} and ρ ≥ 0, φ_z(w) = ½[‖[w ⊙ z]_+‖ − ρ]_+² is convex, "
    "1-Lipschitz and 1-smooth in the unit ball, and ρ-flat; its proof adds that ρ is its largest "
    "flatness radius.",
    hypotheses=("z in [−1, 1]^(d−1) × {1}", "ρ ≥ 0", "points of the unit ball of R^d"),
    claims=(function_class, residue, projection, radius),
    errata=(
        Erratum(
            "radius",
            "gap",
            "radius",
            "ρ is the largest flatness radius of φ_z",
            "φ_z is r-flat for every r, since it vanishes where w ⊙ z ≤ 0; the lemma's statement "
            "stands. It is the loss of Theorem 1, without the positive part, whose largest radius "
            "is ρ",
        ),
    ),
    notes="The centre of a flat ball may be any point of R^d, as in Definition 1. In the unit ball "
    "the sentence fails as well: for d = 1, z = 1 and ρ < 1 the points of [−1, ρ] have radius "
    "(1+ρ)/2 > ρ.",
)
