"""Proposition 4.2 at every width: for which n a flattest net generalizes, spare neurons."""

from __future__ import annotations

from theorems.sharpness._parts import xor_by_hand as by_hand
from theorems.sharpness._parts.xor_checks import error, exists, spare
from theorems.sharpness._parts.xor_legs import error_by_smt, exists_by_smt, spare_by_smt
from verify import Claim, Control, Domain, Integers, corrected, legs, printed

__all__ = ["existence", "spares", "zero_one"]

DIMENSIONS = Integers(2)

SIZES = Domain({"d": DIMENSIONS, "n": Integers(1)})
THREE = SIZES.restrict(n=Integers(3))
EXISTS = "for n samples a net of width n interpolates, has the least trace and y f > 0 on the cube"
THIRD = {"neurons": "3", "confused": False}
existence = Claim(
    "existence",
    legs=(
        legs.exact(
            exists,
            over={"d": [2, 3], "n": [1, 2, 3, 4]},
            full={"d": [2, 3, 5], "n": [1, 2, 3, 4, 5, 8, 12]},
            executed=True,
        ),
        legs.smt(exists_by_smt),
        legs.searched(
            exists,
            within={"d": Integers(2, 4), "n": Integers(1, 6)},
            examples=(4, 60),
            executed=True,
        ),
    ),
    readings=(
        printed(
            EXISTS,
            SIZES,
            data=THIRD,
            expected="refuted",
            controls=(Control("n ≥ 3", "true", {}, THREE),),
        ),
        corrected(
            EXISTS + ", if n ≥ 3",
            THREE,
            data=THIRD,
            controls=(
                Control("n = 2 too", "premise", {}, SIZES.restrict(n=Integers(2))),
                Control(
                    "third neuron left out",
                    "construction",
                    {"neurons": "2"},
                    legs=("exact", "smt"),
                ),
                Control(
                    "(−1, −1) missing taken for (1, 1)",
                    "construction",
                    {"confused": True},
                    legs=("exact", "smt"),
                ),
            ),
        ),
    ),
    recheck=by_hand.existence_by_hand,
)

WIDTHS = Domain({"d": DIMENSIONS, "width": Integers(4)})
SMOOTH = "L is differentiable near Eq. (5) with its spare neurons, and its trace is unchanged"
spares = Claim(
    "spare",
    legs=(
        legs.exact(
            spare,
            over={"d": [2, 3], "width": [4, 5, 6]},
            full={"d": [2, 3, 5], "width": [4, 5, 6, 9, 12]},
            executed=True,
        ),
        legs.smt(spare_by_smt),
        legs.searched(
            spare,
            within={"d": Integers(2, 3), "width": Integers(4, 6)},
            examples=(4, 100),
            executed=True,
        ),
    ),
    readings=(
        printed(
            SMOOTH + ", b_1[k] = 0 for k > 4",
            WIDTHS,
            data={"spare": "0"},
            expected="refuted",
            controls=(
                Control("no spare neuron", "true", {}, WIDTHS.restrict(width=Integers(4, 4))),
            ),
        ),
        corrected(
            SMOOTH + ", b_1[k] = −1 for k > 4",
            WIDTHS,
            data={"spare": "-1"},
            controls=(
                Control("b_1[k] = 0", "construction", {"spare": "0"}),
                Control("b_1[k] = 1", "sign", {"spare": "1"}),
            ),
        ),
    ),
    recheck=by_hand.spare_by_hand,
)

zero_one = Claim(
    "zero_one",
    legs=(
        legs.enumeration(error, over={"d": [2, 3, 4]}, executed=True),
        legs.smt(error_by_smt),
        legs.searched(error, within={"d": Integers(2, 5)}, examples=(10, 10), executed=True),
    ),
    readings=(
        printed(
            "the zero-one error Pr(y f(x) > 0) of Eq. (5) is 0",
            Domain({"d": DIMENSIONS}),
            latex=r"\Pr(y f_\theta(x) > 0) = 0",
            data={"event": "y f > 0", "scale": "1"},
            expected="refuted",
            controls=(Control("Pr(y f(x) ≤ 0)", "true", {"event": "y f <= 0"}),),
        ),
        corrected(
            "the zero-one error Pr(y f(x) ≤ 0) of Eq. (5) is 0",
            Domain({"d": DIMENSIONS}),
            latex=r"\Pr(y f_\theta(x) \le 0) = 0",
            data={"event": "y f <= 0", "scale": "1"},
            controls=(
                Control("f replaced by 0", "construction", {"scale": "0"}),
                Control("Pr(y f(x) > 0)", "sign", {"event": "y f > 0"}),
            ),
        ),
    ),
    recheck=by_hand.error_by_hand,
)
