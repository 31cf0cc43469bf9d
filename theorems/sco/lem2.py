"""Lemma 2: the losses φ_z of paper `sco` are convex, 1-Lipschitz, 1-smooth and ρ-flat.

φ_z(w) = ½[ ‖[w ⊙ z]_+‖ − ρ ]_+², half the squared distance of [w ⊙ z]_+ from the ball of radius ρ.
"""

from __future__ import annotations

from theorems.sco import PAPER
from theorems.sco._parts.ball_points import BALL, SPACE, ball_of
from theorems.sco._parts.hinge_claim import class_at, class_by_hand, class_by_line
from theorems.sco._parts.leg_makers import refined
from theorems.sco._parts.lem2_radius import radius
from theorems.sco._parts.projections import (
    nonexpansive_at,
    nonexpansive_by_gram,
    projection_at,
    projection_by_smt,
    worst_ratio,
)
from theorems.sco._parts.rechecks import nonexpansive_by_hand, projection_by_hand
from theorems.sco._parts.samples import SIGNED_MASKS
from verify import (
    Claim,
    Control,
    Domain,
    Erratum,
    Leg,
    Theorem,
    legs,
    printed,
    rationals,
    sharpened,
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
        legs.searched(nonexpansive_at, examples=(40, 1000), executed=True),
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
