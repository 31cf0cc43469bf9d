"""What Theorem 1 stands on: the event, the class of its losses, their flatness radius."""

from __future__ import annotations

from theorems.sco._parts.ball_points import BALL, SPACE, ball_of
from theorems.sco._parts.deductions import radius_by_smt
from theorems.sco._parts.event import (
    event_at,
    event_by_hand,
    event_certificate,
    event_counted,
    event_deduced,
    event_drawn,
)
from theorems.sco._parts.hinge_claim import class_at, class_by_hand, class_by_line
from theorems.sco._parts.leg_makers import certified, refined
from theorems.sco._parts.rechecks import ball_by_hand
from theorems.sco._parts.samples import MASKS
from theorems.sco._parts.thm1_predicates import radius_at
from verify import (
    Claim,
    Control,
    Domain,
    Integers,
    Premise,
    legs,
    printed,
    rationals,
    sharpened,
)

__all__ = ["BELOW_ONE", "RHO", "event", "event_constant", "function_class", "radius"]

RHO, BELOW_ONE = rationals("0 <=", "<= 1/2"), rationals("0 <=", "< 1")
EXACTLY, COUNTED = ("symbolic", "exact"), ("symbolic", "exact", "enumeration")
EVENT = Domain({"n": Integers(1)})
EVENT_LEGS = (
    legs.symbolic(event_deduced),
    certified(legs.exact(event_at, over={"n": range(1, 13)}), event_certificate),
    legs.enumeration(event_counted, over={"n": [1, 2]}, executed=True),
    legs.monte_carlo(event_drawn),
)
HALF_COLUMNS = Control("half the columns", "construction", {"columns": "1/2"})

event = Claim(
    "event",
    legs=EVENT_LEGS,
    readings=(
        printed(
            "some column is zero in all of S with probability at least 1/2",
            EVENT,
            latex=r"\Pr(\exists I\ \forall z \in S:\ z(I) = 0) \ge 1/2",
            data={"lower": "1/2", "upper": None, "columns": "1"},
            controls=(
                HALF_COLUMNS,
                Control("at least 7/10", "constant", {"lower": "7/10"}),
                Control("at least 16/25", "constant", {"lower": "16/25"}, None, EXACTLY),
            ),
        ),
    ),
    recheck=event_by_hand,
)

event_constant = Claim(
    "event_constant",
    legs=EVENT_LEGS[:3],
    readings=(
        printed(
            "its probability is above 1 − 1/e",
            EVENT,
            latex=r"1 - (1 - 2^{-n})^{2^n} > 1 - 1/e",
            data={"lower": "1-exp(-1)", "upper": None, "columns": "1"},
            controls=(
                HALF_COLUMNS,
                Control("at least 16/25", "constant", {"lower": "16/25"}, None, EXACTLY),
            ),
        ),
        sharpened(
            "and at most 1 − (1 − 2^-n)/e, so that the constant is the best",
            EVENT,
            latex=r"1 - 1/e < 1 - (1 - 2^{-n})^{2^n} \le 1 - (1 - 2^{-n})/e",
            data={"lower": "1-exp(-1)", "upper": "1-(1-x)*exp(-1)", "columns": "1"},
            controls=(
                HALF_COLUMNS,
                Control("at most 1 − 1/e", "constant", {"upper": "1-exp(-1)"}, None, COUNTED),
            ),
        ),
    ),
    recheck=event_by_hand,
)

PAIRS = Domain({"z": MASKS, "rho": RHO, "u": BALL, "v": BALL})
WIDE_BALL = ball_of(2)
WIDE = PAIRS.restrict(rho=["0"]).widened(u=WIDE_BALL, v=WIDE_BALL)
"""where only the slope is too large"""
CORNERS = [["0"], ["1/2"], ["3/5", "4/5"], ["2"], ["1/3", "2/3", "-2/3"]]
BRIEF = ("exact", "smt")
CLASS = {"gauge": "two-sided", "scale": "1", "shift": "0", "lipschitz": "1", "flat": "1"}
BEYOND = Premise("r > rho", lambda p: p["r"] > p["rho"])
BALLS = Domain(
    {"z": MASKS, "rho": rationals("0 <="), "r": rationals("0 <="), "w": SPACE}, (BEYOND,)
)

function_class = Claim(
    "class",
    legs=(
        legs.exact(
            refined(class_at),
            over={"rho": ["0", "1/2"], "u": CORNERS, "v": [*CORNERS, ["-1"]]},
            full={
                "rho": ["0", "1/4", "1/2"],
                "u": (*BALL.samples, *WIDE_BALL.samples),
                "v": (*BALL.samples, *WIDE_BALL.samples),
            },
            executed=True,
        ),
        legs.smt(class_by_line),
        legs.searched(refined(class_at), examples=(40, 1000), executed=True),
    ),
    readings=(
        printed(
            "f(·, z) is non-negative, convex, 1-smooth, 1-Lipschitz on W, and 0 on the ball of "
            "radius ρ around 0",
            PAIRS,
            data=CLASS,
            controls=(
                Control("f − 1", "sign", {"shift": "-1"}, None, BRIEF),
                Control("½ − f", "sign", {"scale": "-1", "shift": "1/2"}, None, BRIEF),
                Control("loss times 3/2", "constant", {"scale": "3/2"}),
                Control("radius 2ρ", "construction", {"flat": "2"}, None, BRIEF),
                Control("W of radius 2", "premise", {}, WIDE, ("exact", "smt")),
            ),
        ),
        sharpened(
            "f(·, z) is (1−ρ)-Lipschitz on W, for every ρ < 1",
            Domain({**PAIRS.parameters, "rho": BELOW_ONE}),
            data={**CLASS, "lipschitz": "1-rho"},
            legs=("exact", "smt"),
            controls=(
                Control("W of radius 2", "premise", {}, WIDE, ("exact",)),
                Control("loss times 3/2", "constant", {"scale": "3/2"}),
            ),
        ),
    ),
    recheck=class_by_hand,
)

radius = Claim(
    "radius",
    legs=(
        legs.exact(
            refined(radius_at),
            over={"rho": ["0", "1/2", "1"], "r": ["0", "1", "50"], "w": SPACE.samples[::3]},
            full={"w": SPACE.samples},
            executed=True,
        ),
        legs.smt(radius_by_smt),
    ),
    readings=(
        sharpened(
            "no ball of radius r > ρ, whatever its centre, is flat for f(·, z): its flatness "
            "radius is ρ",
            BALLS,
            data={"gauge": "two-sided", "says": "positive", "lean": "0"},
            controls=(
                Control("r ≤ ρ too", "premise", {}, BALLS.without(BEYOND.text)),
                Control(
                    "[w(i)]_+ for w(i)", "construction", {"gauge": "one-sided"}, None, ("exact",)
                ),
            ),
        ),
    ),
    recheck=ball_by_hand,
)
