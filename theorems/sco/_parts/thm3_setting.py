"""What Theorem 3 stands on: the event, the class of its losses, its hypothesis on ρ."""

from __future__ import annotations

from theorems.sco._parts.ball_points import BALL, ball_of
from theorems.sco._parts.event import event_at, event_by_hand, event_deduced
from theorems.sco._parts.leg_makers import refined
from theorems.sco._parts.thm3_by_hand import class_by_hand, premise_by_hand
from theorems.sco._parts.thm3_deductions import class_by_lemma, premise_by_smt
from theorems.sco._parts.thm3_domains import EXACT, PAIRS, STEPS, WHOLE
from theorems.sco._parts.thm3_gap import premise_at
from theorems.sco._parts.thm3_predicates import class_at, event_counted
from verify import Claim, Control, Domain, Integers, corrected, legs, printed

__all__ = ["CLASS", "event", "function_class", "premise"]

event = Claim(
    "event",
    legs=(
        legs.symbolic(event_deduced),
        legs.exact(event_at, over={"n": range(1, 13)}),
        legs.enumeration(event_counted, over={"n": [1, 2]}, executed=True),
    ),
    readings=(
        printed(
            "some column is 1 in all of S with probability above 1 − 1/e, hence at least 1/2",
            Domain({"n": Integers(1)}),
            latex=r"1 - (1 - 2^{-n})^{2^n} > 1 - 1/e > 1/2",
            data={"lower": "1-exp(-1)", "upper": None, "columns": "1"},
            controls=(
                Control("half the columns", "construction", {"columns": "1/2"}),
                Control("at least 7/10", "constant", {"lower": "7/10"}),
            ),
        ),
    ),
    recheck=event_by_hand,
)

premise = Claim(
    "premise",
    legs=(
        legs.ball(
            refined(premise_at),
            over={k: WHOLE[k] for k in ("T", "eta", "r", "rho")},
        ),
        legs.smt(premise_by_smt),
    ),
    readings=(
        printed(
            "ρ < r(1 − 3/(3+η√T)) gives ρ < η(r−ρ)√T/3, and the other way round",
            Domain({k: v for k, v in STEPS.items() if k != "S"}),
            latex=r"\rho < r - \tfrac{3r}{3+\eta\sqrt T} \iff \rho < \eta(r-\rho)\sqrt T/3",
            data={"factor": "3"},
            controls=(
                Control("√T/4 for √T/3", "constant", {"factor": "4"}, None, ("ball",)),
                Control("√T/2 for √T/3", "constant", {"factor": "2"}, None, ("ball",)),
                Control("√T/100 for √T/3", "constant", {"factor": "100"}),
            ),
        ),
    ),
    recheck=premise_by_hand,
)

CLASS = {"d": "2^n T + 1", "scale": "1", "shift": "0", "flat": "1"}
WIDE = PAIRS.restrict(rho=["0"]).widened(u=ball_of(2), v=ball_of(2))
"""where only the slope is too large"""
function_class = Claim(
    "class",
    legs=(
        legs.exact(
            class_at,
            over={
                "rho": ["0", "1/2"],
                "u": [["0"], ["1"], ["3/5", "-4/5"], ["1/3", "2/3", "-2/3"], ["2"]],
                "v": [["0"], ["-1"], ["1"], ["1/2", "1/2"], ["2"]],
            },
            full={
                "rho": ["0", "1/2", "1"],
                "u": [*BALL.samples, ["2"]],
                "v": [*BALL.samples, ["2"]],
            },
            executed=True,
        ),
        legs.smt(class_by_lemma),
    ),
    readings=(
        printed(
            "with d = 2^n T, f(·, z) is non-negative, convex, 1-smooth, 1-Lipschitz on W and 0 on "
            "the ball of radius ρ around 0",
            PAIRS,
            data={**CLASS, "d": "printed"},
            expected="refuted",
            legs=EXACT,
            controls=(Control("d = 2^n T + 1", "true", {"d": "2^n T + 1"}),),
        ),
        corrected(
            "so it is with d = 2^n T + 1, w(d) being a coordinate of its own",
            PAIRS,
            data=CLASS,
            controls=(
                Control("w(d) in a block", "construction", {"d": "printed"}, None, EXACT),
                Control("f − 1", "sign", {"shift": "-1"}),
                Control("½ − f", "sign", {"scale": "-1", "shift": "1/2"}),
                Control("loss times 3/2", "constant", {"scale": "3/2"}),
                Control("flat to 2ρ", "constant", {"flat": "2"}),
                Control("ball of radius 2", "premise", {}, WIDE),
            ),
        ),
    ),
    recheck=class_by_hand,
)
