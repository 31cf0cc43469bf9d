"""Theorem 4.1's value against the least trace over all widths: equal on extreme points alone."""

from __future__ import annotations

from theorems.sharpness._parts import memorizing_by_hand as by_hand
from theorems.sharpness._parts import memorizing_sets as sets
from theorems.sharpness._parts.every_width import least_by_smt
from theorems.sharpness._parts.memorizing_checks import least
from theorems.sharpness._parts.memorizing_legs import above_by_program, least_by_program
from verify import Claim, Control, Domain, legs, printed, sharpened

__all__ = ["LEAST", "least_trace", "minimal"]

DECIDED = ("smt", "convex", "exact")
LEAST = r"\tfrac2n \sum_i 2\|x_i'\||y_i|"

OWN = "a net with a neuron for each label y ≠ 0 has such a path (claim construction)"
minimal = Claim(
    "minimal",
    legs=(
        legs.smt(least_by_smt(least, {"data": sets.PROGRAMS}, OWN)),
        legs.convex(least_by_program(sets.PROGRAMS)),
        legs.exact(least, over={"data": sets.PROGRAMS}, executed=True),
        legs.searched(least, examples=(8, 100), executed=True),
    ),
    readings=(
        printed(
            "the least trace over interpolating nets of every width is (2/n) Σ 2‖x_i'‖|y_i|",
            Domain({"data": sets.ALL}),
            latex=r"\min \mathrm{Tr}\nabla^2 L = " + LEAST,
            data={"factor": "1", "relation": "equal", "radius": "1"},
            controls=(
                Control("factor 100001/100000", "constant", {"factor": "100001/100000"}),
                Control(
                    "factor 99999/100000", "constant", {"factor": "99999/100000"}, legs=DECIDED
                ),
                Control(
                    "the trace 17/8 of a net with r_i = 4‖x_i'‖",
                    "construction",
                    {"factor": "17/8", "radius": "4"},
                    legs=DECIDED,
                ),
            ),
        ),
    ),
    recheck=by_hand.least_by_hand,
)

least_trace = Claim(
    "least_trace",
    legs=(legs.convex(above_by_program),),
    readings=(
        sharpened(
            "extremality cannot be dropped: at 0, 1, 2 with labels 1, −1, 1, and at four more sets "
            "with a point inside, the least trace is greater than (2/n) Σ 2‖x_i'‖|y_i|",
            Domain({"data": sets.INNER}),
            data={"factor": "1", "relation": "above"},
            controls=(
                Control("two points", "premise", {}, Domain({"data": sets.ONLY_TWO})),
                Control("a square", "premise", {}, Domain({"data": sets.ONLY_FOUR})),
            ),
        ),
    ),
    recheck=by_hand.least_by_hand,
    margin="least dual bound − closed form",
)
