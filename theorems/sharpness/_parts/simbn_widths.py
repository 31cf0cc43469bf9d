"""The infimum of the trace at each width: 8 from width 4 on, 12 at width 3, none below."""

from __future__ import annotations

from fractions import Fraction

from theorems.sharpness._parts import simbn_by_hand as by_hand
from theorems.sharpness._parts import simbn_condition_1 as sets
from theorems.sharpness._parts.simbn_checks import lowest, third
from theorems.sharpness._parts.simbn_infimum_deductions import lowest_by_smt
from theorems.sharpness._parts.simbn_legs import by_program
from theorems.sharpness._parts.simbn_width_deductions import three_by_smt
from verify import Claim, Control, Domain, Integers, finite, legs, rationals, sharpened

__all__ = ["KAPPAS", "NEAR", "POSITIVE", "SMALL", "SOME_KAPPA", "infimum", "width_three"]

POSITIVE = rationals("0 <")
SMALL = finite(["1", "1/10", "1/1000"])
KAPPAS = {"kappa": ["1", "1/100"]}
NEAR = Domain({"S": sets.CONDITION_1, "width": Integers(4), "kappa": POSITIVE})
SOME_KAPPA = "for some κ > 0, at every interpolating net with Tr ≤ κ + inf, "

infimum = Claim(
    "infimum",
    legs=(
        legs.smt(lowest_by_smt(lowest, {"width": [4, 5], **KAPPAS})),
        legs.convex(by_program(Fraction(8), 4)),
        legs.exact(lowest, over={"width": [4, 5], **KAPPAS}, executed=True),
        legs.searched(
            lowest,
            within={"width": Integers(4, 6), "kappa": SMALL},
            examples=(6, 40),
            executed=True,
        ),
    ),
    readings=(
        sharpened(
            "inf Tr ∇²L = 8 over the interpolating nets of each width m ≥ 4, and of all widths",
            NEAR,
            latex=r"\inf \mathrm{Tr}\nabla^2 L = 8",
            data={"factor": "1"},
            controls=(
                Control("factor 101/100", "constant", {"factor": "101/100"}),
                Control("factor 1/2, without Lemma 4.1's 2", "constant", {"factor": "1/2"}),
            ),
        ),
    ),
    recheck=by_hand.infimum_by_hand,
)

THREE = Domain({"S": sets.DEEP, "kappa": POSITIVE})
width_three = Claim(
    "width_three",
    legs=(
        legs.exact(third, over=KAPPAS, executed=True),
        legs.smt(three_by_smt(third, KAPPAS)),
        legs.searched(third, within={"kappa": SMALL}, examples=(4, 40), executed=True),
    ),
    readings=(
        sharpened(
            "at width 3 and d ≥ 3 inf Tr = 12, and for each κ > 0 an interpolating net with "
            "Tr ≤ 12 + κ has ‖W_{1,1}[3:d]‖ = ‖W_{1,1}‖ > 0 and |γ_1 W_2[1]| ≥ 1",
            THREE,
            data={"factor": "1", "width": 3},
            controls=(
                Control("factor 2/3: 8, as from width 4 on", "constant", {"factor": "2/3"}),
                Control("factor 3/2", "constant", {"factor": "3/2"}),
            ),
        ),
    ),
    recheck=by_hand.infimum_by_hand,
)
