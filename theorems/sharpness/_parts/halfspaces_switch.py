"""Lemma A.5's first sum where the law may switch between one coordinate and the others.

At w = e_1 no C_1 serves every d; where no point has wᵀx = 0 the mean is d/2 for every symmetric
law with covariance I_d.
"""

from __future__ import annotations

from theorems.sharpness._parts import halfspaces_by_hand as by_hand
from theorems.sharpness._parts.halfspaces_switch_checks import (
    lower,
    lower_by_smt,
    switch,
    switch_by_smt,
    tilted,
    tilted_by_smt,
)
from verify import (
    Claim,
    Control,
    Domain,
    Integers,
    corrected,
    finite,
    legs,
    printed,
    rationals,
    sharpened,
)

__all__ = ["below", "never", "off_kinks"]

EXAMPLES = {"law": finite(["cube", "switch"]), "d": Integers(2)}
FIRST = "E‖x‖² 1[x_1 > 0] ≥ "
below = Claim(
    "lower",
    legs=(
        legs.enumeration(lower, over={"d": [2, 3, 4, 5, 6]}, executed=True),
        legs.smt(lower_by_smt),
        legs.searched(lower, within={"d": Integers(2, 6)}, examples=(12, 60), executed=True),
    ),
    readings=(
        printed(
            FIRST + "C_1 d under Condition 2, with C_1 = 1/8",
            Domain(EXAMPLES),
            latex=r"C_1 d \le \mathbb{E}\|x\|^2\, 1[w^\top x > 0]",
            data={"bound": "C d", "C": "1/8"},
            expected="refuted",
            controls=(Control("the cube", "true", {}, Domain(EXAMPLES).restrict(law=["cube"])),),
        ),
        corrected(
            FIRST + "c d/(2 E(wᵀx)⁴), if moreover ‖x‖² ≥ c d almost surely",
            Domain(EXAMPLES),
            latex=r"\mathbb{E}\|x\|^2\, 1[w^\top x > 0] \ge \frac{c\,d}{2\,\mathbb{E}(w^\top x)^4}",
            data={"bound": "c d", "C": "1/2"},
            controls=(
                Control("51/100 for 1/2", "constant", {"C": "51/100"}),
                Control("C_1 d", "premise", {"bound": "C d", "C": "1/8"}),
            ),
        ),
    ),
    recheck=by_hand.lower_by_hand,
)

HALF = "E‖x‖² 1[wᵀx > 0] = d/2 at w = (1, η, η/2, η/4, …), where no point has wᵀx = 0, "
TILTS = {**EXAMPLES, "eta": rationals("0 <", "< 1/2")}
off_kinks = Claim(
    "off_kinks",
    legs=(
        legs.enumeration(
            tilted, over={"d": [2, 3, 4], "eta": ["0", "1/1000", "1/3"]}, executed=True
        ),
        legs.smt(tilted_by_smt),
        legs.searched(tilted, within={"d": Integers(2, 4)}, examples=(10, 60), executed=True),
    ),
    readings=(
        corrected(
            HALF + "at either law, η > 0",
            Domain(TILTS),
            latex=r"\Pr(w^\top x = 0) = 0 \implies \mathbb{E}\|x\|^2\, 1[w^\top x > 0] = d/2",
            data={"share": "1/2"},
            controls=(
                Control("9/20 for 1/2", "constant", {"share": "9/20"}),
                Control(
                    "η = 0, where wᵀx = 0 may be",
                    "premise",
                    {},
                    Domain({**TILTS, "eta": rationals("0 <=", "< 1/2")}),
                    ("enumeration", "smt"),
                ),
            ),
        ),
    ),
    recheck=by_hand.tilted_by_hand,
)

never = Claim(
    "switch",
    legs=(
        legs.enumeration(switch, over={"d": [2, 3, 5, 8]}, executed=True),
        legs.smt(switch_by_smt),
        legs.searched(switch, within={"d": Integers(2, 8)}, examples=(7, 7), executed=True),
    ),
    readings=(
        sharpened(
            "at the switching law and w = e_1, (1/n) Σ‖x_i‖² 1[wᵀx_i > 0] ≤ 25/9 for every d, n "
            "and sample, and its mean is 1/2: no C_1 > 0 serves every d",
            Domain({"d": Integers(2)}),
            data={"most": "25/9"},
            controls=(Control("at most 2", "constant", {"most": "2"}),),
        ),
    ),
    recheck=by_hand.switch_by_hand,
)
