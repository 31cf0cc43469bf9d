"""What the items of Lemma 7 range over, and the legs that all of them share."""

from __future__ import annotations

from typing import Any

from theorems.sco._parts.chain_by_hand import first_by_hand
from theorems.sco._parts.chain_lem7 import (
    FEW_MASKS,
    ONE_ZERO,
    SHORT,
    SOME_ZERO,
    SWEEP,
    WHOLE,
    WITHIN,
)
from verify import Claim, Domain, Integers, Premise, legs, rationals
from verify.statement import Reading

__all__ = ["ALL", "BALL", "BOTH", "DATA", "FEW", "ONE", "PRINTED", "item"]

STEPS = {
    "S": SOME_ZERO,
    "T": Integers(2),
    "eta": rationals("0 <"),
    "r": rationals("0 <"),
    "delta": rationals("0 <", "<= 1"),
}
STANDING = Premise("n >= 6", lambda p: len(p["S"][0][0]) >= 6)
"""n, T ≥ 6 is what Theorem 7 assumes; the true readings do without."""
PRINTED = Domain({**STEPS, "T": Integers(6)}, (STANDING, SHORT))
ALL = Domain(STEPS, (SHORT,))
ONE = Domain({**STEPS, "S": ONE_ZERO}, (SHORT,))
FEW = Domain({**STEPS, "S": ONE_ZERO}, (FEW_MASKS, SHORT))

BALL = ("ball",)
BOTH = ("ball", "smt")
DATA = {"gamma": "printed", "others": "all"}


def item(claim_id: str, at: Any, by_smt: Any, *readings: Reading, searched: bool = False) -> Claim:
    """One item: a sweep that runs the step, its deduction, and a search."""
    search = legs.searched(at, within=WITHIN, examples=(15, 100), executed=True)
    return Claim(
        claim_id,
        legs=(
            legs.ball(at, over=SWEEP, full=WHOLE, executed=True),
            legs.smt(by_smt),
            *((search,) if searched else ()),
        ),
        readings=readings,
        recheck=first_by_hand,
    )
