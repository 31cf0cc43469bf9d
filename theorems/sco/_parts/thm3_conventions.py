"""Theorem 3's conventions: which maximizer v_t is taken, and where SA-GD starts."""

from __future__ import annotations

from theorems.sco._parts.leg_makers import refined
from theorems.sco._parts.thm3_by_hand import run_by_hand, start_by_hand
from theorems.sco._parts.thm3_deductions import gap_by_smt
from theorems.sco._parts.thm3_domains import (
    ALL_TAUS,
    ASK,
    CHOICES,
    EXACT,
    IN_BLOCK,
    ONE,
    PATHS,
    STARTS,
    SWEEP,
    TAUS,
    TWO,
    WHOLE,
    WRONG_COLUMN,
)
from theorems.sco._parts.thm3_gap import gap_at
from theorems.sco._parts.thm3_predicates import oracle_at, start_at
from theorems.sco._parts.thm3_run_deductions import oracle_by_smt, start_by_smt
from verify import Claim, Control, corrected, legs, printed, rationals, sharpened

__all__ = ["GAP", "index", "oracle", "start", "tie_break"]

GAP = {**ASK, "asks": "gap", "k": "1/100", "more": "0"}
SHORTER = PATHS.widened(r=rationals("0 <=", "< 1"))
LONGER = PATHS.restrict(eta=["1/4"], rho=["0"], r=rationals("1 <", "<= 2"))
NEAR = {"S": [ONE, TWO], "epsilon": ["0", "1/100000000000000000000", "1/4"]}
TIED = STARTS.widened(epsilon=rationals("0 <="))
LENGTHS = (
    Control("e_k where r < 1", "construction", {"oracle": "unit"}, SHORTER),
    Control("e_k where r > 1", "construction", {"oracle": "unit"}, LONGER),
)
TRUE = Control("the oracle of the correction", "true", {"oracle": "block"})


def maximizer(claim_id: str, words: str, kind: str) -> Claim:
    """v_t in argmax F_S(w_t + v) over the ball of radius r, misprinted as `kind` has it."""
    truth = "r e_k with k = T(I−1)+t is in argmax F_S(w_t + v), ‖v‖ ≤ r, at every step t ≤ T"
    return Claim(
        claim_id,
        legs=(
            legs.exact(oracle_at, over=SWEEP, full=WHOLE, executed=True),
            legs.smt(oracle_by_smt),
        ),
        readings=(
            printed(
                words,
                PATHS,
                data={"oracle": kind, "asks": "oracle"},
                expected="refuted",
                legs=EXACT,
                controls=(TRUE,),
            ),
            corrected(
                truth,
                PATHS,
                latex=r"F_S(w_t + r e_k) = F_S^r(w_t) = \tfrac12(r-\rho)^2",
                data={"oracle": "block", "asks": "oracle"},
                controls=(
                    Control("v_t = e_k", "construction", {"oracle": "unit"}),
                    *(LENGTHS if claim_id == "oracle" else ()),
                    Control(
                        "k = I + t − 1", "construction", {"oracle": "printed index"}, None, EXACT
                    ),
                    WRONG_COLUMN,
                ),
            ),
        ),
        recheck=run_by_hand,
    )


oracle = maximizer("oracle", "v_t = e_k is in argmax F_S(w_t + v), ‖v‖ ≤ r", "unit")
index = maximizer(
    "index", "v_t = r e_k with k = I + t − 1 is in argmax F_S(w_t + v)", "printed index"
)

tie_break = Claim(
    "tie_break",
    legs=(
        legs.exact(
            refined(gap_at),
            over={**TAUS, "T": [2, 3], "eta": ["1/4", "1"]},
            full={**ALL_TAUS, "T": [2, 3, 4]},
            executed=True,
        ),
        legs.smt(gap_by_smt),
    ),
    readings=(
        printed(
            "F(ŵ_τ) − F(w*) > 0 of that order for SA-GD, whichever v_t in the argmax it takes "
            "(T ≥ 2)",
            CHOICES,
            data=GAP,
            expected="refuted",
            legs=EXACT,
            controls=(Control("v_t = r e_k", "true", {}, IN_BLOCK),),
        ),
        corrected(
            "so it is for the oracle of the proof, v_t = r e_k with k = T(I−1)+t, and if it takes "
            "the block from its other end (T ≥ 2)",
            IN_BLOCK,
            data=GAP,
            controls=(
                Control("±r e_d too", "convention", {}, CHOICES, EXACT),
                Control("k = 1", "constant", {"k": "1"}),
            ),
        ),
    ),
    recheck=run_by_hand,
)

start = Claim(
    "start",
    legs=(
        legs.exact(
            refined(start_at),
            over={**TAUS, **NEAR, "T": [1, 3], "tau": [1, 2, 3], "eta": ["1"], "r": ["1/2"]},
            full={**ALL_TAUS, **NEAR, "tau": [1, 2, 4]},
            executed=True,
        ),
        legs.smt(start_by_smt),
    ),
    readings=(
        sharpened(
            "from w_1 = ε e_d, however small ε > 0, v_t = ±r e_d is the only maximizer where "
            "w_t(d) is not 0; taken at every step, F(ŵ_τ) = F_S(ŵ_τ): w_1 = 0 is needed",
            STARTS,
            data={"sign": "1", "times": "1", "ties": "at 0"},
            controls=(
                Control("w_1 = 0 too", "premise", {"ties": "none"}, TIED),
                Control("v_t = ∓r e_d", "sign", {"sign": "-1"}),
                Control("2F", "constant", {"times": "2"}),
            ),
        ),
    ),
    recheck=start_by_hand,
)
