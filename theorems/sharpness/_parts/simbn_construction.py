"""Lemma A.1's net, as printed and corrected, with four neurons and with spare ones."""

from __future__ import annotations

from theorems.sharpness._parts import simbn_condition_1 as sets
from theorems.sharpness._parts import simbn_nets_by_hand as by_hand
from theorems.sharpness._parts.simbn_checks import construction
from theorems.sharpness._parts.simbn_infimum_deductions import construction_by_smt
from verify import Claim, Control, Domain, Integers, corrected, legs, printed

__all__ = ["FOUR_ON", "attained", "spare"]

FOUR_ON = Domain({"S": sets.CONDITION_1, "width": Integers(4)})
BUILT = {"about": "construction", "index": "2i+j+1", "sign": True, "spare": "1", "shift": "1"}
EXACTLY = FOUR_ON.restrict(width=Integers(4, 4))
AS_PRINTED = "W_{1,2i+j+1} = ((−1)^i, (−1)^j, 0, …), b_1 = −1, γ = 1 interpolates, ‖γ ⊙ W_2‖_1 = 2"
attained = Claim(
    "construction",
    legs=(
        legs.exact(construction, over={"width": [4]}, executed=True),
        legs.smt(construction_by_smt(construction, {"width": [4]})),
        legs.searched(
            construction, within={"width": Integers(4, 4)}, examples=(6, 20), executed=True
        ),
    ),
    readings=(
        printed(
            AS_PRINTED + ", with W_2[2i+j] = 1/2",
            EXACTLY,
            latex=r"W_2[2i+j] = \tfrac12",
            data=BUILT | {"index": "2i+j", "sign": False},
            expected="refuted",
            controls=(Control("W_2[2i+j+1] = (−1)^{i+j}/2", "true", BUILT),),
        ),
        corrected(
            AS_PRINTED + ", with W_2[2i+j+1] = (−1)^{i+j}/2",
            EXACTLY,
            latex=r"W_2[2i+j+1] = (-1)^{i+j}/2",
            data=BUILT,
            controls=(
                Control("W_2[2i+j]", "construction", {"index": "2i+j"}),
                Control("W_2 without the sign", "sign", {"sign": False}),
            ),
        ),
    ),
    recheck=by_hand.net_by_hand,
)

SPARE = "with W_{1,k} = 0, W_2[k] = 0, γ[k] = 1 for k > 4 the net is defined and interpolates"
spare = Claim(
    "spare",
    legs=(
        legs.exact(construction, over={"width": [4, 5, 6]}, executed=True),
        legs.smt(construction_by_smt(construction, {"width": [4, 5]})),
        legs.searched(
            construction, within={"width": Integers(5, 8)}, examples=(8, 40), executed=True
        ),
    ),
    readings=(
        printed(
            SPARE + ", b_1[k] = 0",
            FOUR_ON,
            data=BUILT | {"about": "spare", "spare": "0"},
            expected="refuted",
            controls=(
                Control("width 4", "true", {}, EXACTLY, legs=("exact", "smt")),
                Control("b_1[k] = 1", "true", {"spare": "1"}, legs=("property",)),
            ),
        ),
        corrected(
            SPARE + ", b_1[k] = 1",
            FOUR_ON,
            data=BUILT | {"about": "spare"},
            controls=(Control("b_1[k] = −1", "construction", {"spare": "-1"}),),
        ),
    ),
    recheck=by_hand.net_by_hand,
)
