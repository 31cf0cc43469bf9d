"""Theorem 3's domains and sweeps: samples with a column of ones, T, η, r, ρ, τ and ties.

a = η(r − ρ) is the length of every step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from theorems.sco._parts.ball_points import BALL
from theorems.sco._parts.thm3_predicates import a_of
from theorems.sco._parts.thm3_run import ANY_COLUMN, ONES_COLUMN
from verify import Control, Domain, Integers, Objects, Premise, finite, rationals

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = [
    "ALL_TAUS",
    "ASK",
    "CHOICES",
    "EXACT",
    "HALVES",
    "IN_BLOCK",
    "LATER",
    "ONE",
    "PAIRS",
    "PATHS",
    "RUNS",
    "SHORT",
    "SMALL",
    "STARTS",
    "STEPS",
    "SWEEP",
    "TAUS",
    "TWO",
    "WHOLE",
    "WITHIN",
    "WRONG_COLUMN",
]


def _draw_signs() -> SearchStrategy[list[str]]:
    from hypothesis import strategies as st

    return st.lists(st.sampled_from(["1", "-1"]), min_size=1, max_size=3)


SIGNS = Objects(
    "signs of the coordinates",
    lambda z: isinstance(z, list) and bool(z) and all(x in ("1", "-1") for x in z),
    (["1"], ["-1"], ["1", "-1"], ["-1", "1", "1"]),
    _draw_signs,
)

TAU = Premise("tau <= T", lambda p: p["tau"] <= p["T"])
ROOM = Premise("rho < r", lambda p: p["rho"] < p["r"])
SMALL = Premise(
    "rho < r(1 - 3/(3 + eta sqrt(T)))", lambda p: 9 * p["rho"] ** 2 < a_of(p) ** 2 * p["T"]
)
"""Decided by squares, as ρ < η(r−ρ)√T/3: the claim `premise` says that it is the same. It implies
ρ < r, which stands by itself so that a > 0 without it too."""
SHORT = Premise("eta(r - rho) <= 1/sqrt(T)", lambda p: a_of(p) ** 2 * p["T"] <= 1)
STEPS = {
    "S": ONES_COLUMN,
    "T": Integers(1),
    "eta": rationals("0 <"),
    "r": rationals("0 <="),
    "rho": rationals("0 <="),
}
PATHS = Domain(STEPS, (ROOM, SMALL, SHORT))
RUNS = Domain({**STEPS, "tau": Integers(1)}, (TAU, ROOM, SMALL, SHORT))
LATER = RUNS.restrict(T=Integers(2))
HALVES = Domain(
    {**RUNS.parameters, "s": Integers(1)},
    (*RUNS.premises, Premise("s <= T/2", lambda p: 2 * p["s"] <= p["T"])),
)
CHOICES = Domain(
    {**LATER.parameters, "choice": finite(["block", "reversed", "last"])}, LATER.premises
)
IN_BLOCK = CHOICES.restrict(choice=["block", "reversed"])
STARTS = Domain({**RUNS.parameters, "epsilon": rationals("0 <")}, RUNS.premises)
PAIRS = Domain({"z": SIGNS, "rho": rationals("0 <="), "u": BALL, "v": BALL})

ONE = {"z": ["-+"], "I": 2}
TWO = {"z": ["+--+", "-+-+"], "I": 4}
BOTH = {"z": ["+--+", "++-+"], "I": 4}
"""two columns are of ones"""
THREE = ONES_COLUMN.samples[-1]
MISSED = {"z": ["+-"], "I": 2}
"""column I is not of ones: only a control sees it"""
SWEEP: dict[str, Any] = {
    "S": [ONE, BOTH, TWO, MISSED],
    "T": [1, 2, 4],
    "eta": ["1/1000", "1/4", "1", "50"],
    "r": ["0", "1/50", "1/2", "9/8"],
    "rho": ["0", "1/8"],
}
"""a = 1/√T at T = 1 and 4, η and r below and above 1, r = 0, ρ = 0."""
WHOLE: dict[str, Any] = {
    "S": [*ONES_COLUMN.samples, ONE, TWO, MISSED],
    "T": [1, 2, 3, 4, 6],
    "eta": ["1/1000", "1/4", "1", "50"],
    "r": ["0", "1/50", "1/2", "1", "9/8", "7357/10000"],
    "rho": ["0", "1/1000", "1/8", "2357/10000"],
}
TAUS = {
    **SWEEP,
    "S": [ONE],
    "T": [1, 2, 3, 6],
    "tau": [1, 2, 3, 6],
    "r": ["1/50", "1/2", "9/8", "7357/10000"],
    "rho": ["0", "1/8", "2357/10000"],
}
"""At T = 2, a = 1/2 the last ρ is just below a√T/3."""
ALL_TAUS = {**WHOLE, "S": [ONE, TWO, THREE], "tau": [1, 2, 3, 4, 6]}
WITHIN = {
    "S": finite([ONE, TWO]),
    "T": Integers(1, 4),
    "tau": Integers(1, 4),
    "eta": rationals("0 <", "<= 1"),
    "r": rationals("0 <", "<= 1/2"),
    "rho": finite(["0", "1/1000", "1/20"]),
}
EXACT = ("exact",)
ASK = {"oracle": "block"}
WRONG_COLUMN = Control(
    "a column that is not of ones", "construction", {}, PATHS.widened(S=ANY_COLUMN), EXACT
)
