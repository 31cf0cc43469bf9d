"""What the claims of Theorem 7 range over: domains, premises, the values that sweeps visit."""

from __future__ import annotations

from typing import Any

from theorems.sco._parts.chain_lem7 import ONE_ZERO, ONES_6, SMALL, SOME_ZERO, SPREAD_6, TWO_6
from theorems.sco._parts.lem6_checks import SHORT
from theorems.sco._parts.lem6_sets import DELTAS, MASK
from verify import Domain, Integers, Premise, rationals

__all__ = [
    "ALL_TAUS",
    "ANY_SIZE",
    "BALL",
    "GAMMAS",
    "HALF",
    "LATE",
    "LOOSE",
    "LOSSES",
    "MANY",
    "MEANS",
    "ONES_6",
    "PATHS",
    "PRINT",
    "RUN",
    "SIX",
    "SPREAD_6",
    "STANDING",
    "STARTS",
    "STEPS",
    "SUFFIXES",
    "SWEEP",
    "TAUS",
    "TWO_6",
    "WHOLE",
    "WITHIN",
]

TAU = Premise("tau <= T", lambda p: p["tau"] <= p["T"])
STANDING = Premise("n >= 6", lambda p: len(p["S"][0][0]) >= 6)
LOOSE = Premise(
    "eta r <= sqrt(T)/2", lambda p: 4 * (p["eta"] * p["r"]) * (p["eta"] * p["r"]) <= p["T"]
)
"""how ηr ≤ 1/2√T could be read too"""
HALF = Premise("3 <= s <= T/2", lambda p: 2 * p["s"] <= p["T"])
LATE = Premise("T/2 <= s <= T", lambda p: 2 * p["s"] >= p["T"] >= p["s"])
POSITIVE = rationals("0 <")
STEPS = {"S": ONE_ZERO, "T": Integers(6), "eta": POSITIVE, "r": POSITIVE}
PATHS = Domain(STEPS, (SHORT, STANDING))
SUFFIXES = Domain({**STEPS, "tau": Integers(1)}, (SHORT, STANDING, TAU))
ANY_SIZE = Domain({**STEPS, "T": Integers(2)}, (SHORT,))
MEANS = Domain({**ANY_SIZE.parameters, "tau": Integers(1)}, (SHORT, TAU))
SIX = MEANS.restrict(T=Integers(6))
STARTS = Domain({**SIX.parameters, "start": rationals("0 <=", "<= 1")}, SIX.premises)
"""w_1 = start δ_1 e_d"""
MANY = MEANS.widened(S=SOME_ZERO, T=Integers(3))
LOSSES = Domain(
    {
        "n": Integers(1),
        "T": Integers(2),
        "eta": POSITIVE,
        "r": POSITIVE,
        "z": MASK,
        "delta": DELTAS,
    },
    (SHORT,),
)

SWEEP: dict[str, Any] = {
    "S": [SMALL[0], ONES_6, TWO_6],
    "T": [2, 3, 6, 9, 12],
    "eta": ["1/24", "50"],
    "r": ["1/500", "1/2", "4", "20"],
}
"""ηr = 1/(2√T) at T = 9, η = 1/24, r = 4."""
WHOLE: dict[str, Any] = {
    "S": [*SMALL, ONES_6, SPREAD_6, TWO_6],
    "T": [2, 3, 6, 7, 9, 12, 40],
    "eta": ["1/1000", "1/24", "1", "50"],
    "r": ["1/500", "1/10", "1/2", "4", "20"],
}
TAUS = {**SWEEP, "tau": [1, 2, 6, 12]}
ALL_TAUS = {**WHOLE, "tau": [1, 2, 3, 7, 12, 20, 40]}
WITHIN: dict[str, Any] = {
    "T": Integers(6, 9),
    "eta": rationals("1/1000 <=", "<= 50"),
    "r": rationals("1/1000 <=", "<= 1"),
}
GAMMAS: dict[str, Any] = {
    "S": [SMALL[0], ONES_6],
    "T": [6, 8],
    "eta": ["1/24", "1"],
    "r": ["1/500", "1/8", "1/5"],
    "tau": [1, 4, 6],
}
"""where the columns of ones pass −λ under the printed γ"""

BALL = ("ball",)
RUN = {"gamma": "corrected", "rule": "explicit"}
PRINT = {"gamma": "printed", "rule": "explicit"}
