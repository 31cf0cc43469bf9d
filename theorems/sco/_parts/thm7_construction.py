"""What Theorem 7's construction rests on: the event, and a loss that is 0 at one w* for all z."""

from __future__ import annotations

from theorems.sco._parts.lem6_by_hand import loss_by_hand
from theorems.sco._parts.lem6_deductions import minimizer_by_smt
from theorems.sco._parts.thm7_by_hand import event_by_hand
from theorems.sco._parts.thm7_checks import event_at, event_counted, realizable_at
from theorems.sco._parts.thm7_deductions import event_deduced
from theorems.sco._parts.thm7_setting import LOSSES
from verify import Claim, Control, Domain, Integers, corrected, legs, printed

__all__ = ["event", "realizable"]

event = Claim(
    "event",
    legs=(
        legs.symbolic(event_deduced),
        legs.exact(event_at, over={"n": range(1, 13)}),
        legs.enumeration(event_counted, over={"n": [1, 2]}, executed=True),
    ),
    readings=(
        printed(
            "exactly one column is zero in all of S with probability at least 1/e > 1/3 (n ≥ 1)",
            Domain({"n": Integers(1)}),
            latex=r"(1 - 2^{-n})^{2^n - 1} \ge 1/e > 1/3",
            data={"lower": "exp(-1)", "columns": "1"},
            controls=(
                Control("at least 41/100", "constant", {"lower": "41/100"}, None, ("exact",)),
                Control("at least 11/20", "constant", {"lower": "11/20"}),
                Control("half the columns", "construction", {"columns": "1/2"}, None, ("exact",)),
            ),
        ),
    ),
    recheck=event_by_hand,
)

realizable = Claim(
    "realizable",
    legs=(
        legs.exact(
            realizable_at,
            over={
                "n": [1, 2, 6],
                "T": [2, 6],
                "eta": ["1/24", "50"],
                "r": ["1/1000", "1/2"],
                "z": ["1", "01"],
                "delta": [["1"]],
            },
            executed=True,
        ),
        legs.smt(minimizer_by_smt),
    ),
    readings=(
        printed(
            "with d = 2^n T, f(w*, z) = 0 for every z at w* = −(λ/2) e_d",
            LOSSES,
            data={"d": "printed", "at": "1/2", "inside": "R^d"},
            expected="refuted",
            legs=("exact",),
            controls=(Control("d = 2^n T + 1", "true", {"d": "2^n T + 1"}),),
        ),
        corrected(
            "so it is with d = 2^n T + 1, w(d) being a coordinate of its own",
            LOSSES,
            data={"d": "2^n T + 1", "at": "1/2", "inside": "R^d"},
            controls=(
                Control("w(d) in a block", "construction", {"d": "printed"}, None, ("exact",)),
                Control("w* = (λ/2) e_d", "sign", {"at": "-1/2"}),
            ),
        ),
    ),
    recheck=loss_by_hand,
)
