"""The steps of Theorem 3's proof after the run: the average, its norm, the displayed chain."""

from __future__ import annotations

from theorems.sco._parts.leg_makers import refined
from theorems.sco._parts.thm3_by_hand import run_by_hand
from theorems.sco._parts.thm3_deductions import chain_by_smt, norm_by_smt
from theorems.sco._parts.thm3_domains import (
    ALL_TAUS,
    ASK,
    EXACT,
    HALVES,
    LATER,
    RUNS,
    SMALL,
    TAUS,
)
from theorems.sco._parts.thm3_gap import chain_at
from theorems.sco._parts.thm3_predicates import average_at, norm_at
from theorems.sco._parts.thm3_run_deductions import average_by_smt
from verify import Claim, Control, Integers, corrected, legs, printed, sharpened

__all__ = ["CHAIN", "average", "chain", "norm"]

average = Claim(
    "average",
    legs=(
        legs.exact(
            average_at,
            over={**TAUS, "s": [1, 2, 3]},
            full={**ALL_TAUS, "s": [1, 2, 3]},
            executed=True,
        ),
        legs.smt(average_by_smt),
    ),
    readings=(
        printed(
            "for s ≤ T/2, ŵ_τ(I_s) is at most the sum over t ≥ max(τ, T/2), at most "
            "−a(T − max(τ,T/2) + 1)/(T−τ+1), at most −a/2",
            HALVES,
            latex=r"\hat w_\tau(I_s) \le \tfrac{T-\max(\tau,T/2)+1}{T-\tau+1}(-a) \le -a/2",
            data={**ASK, "asks": "average", "from": "T/2", "floor": "1/2"},
            expected="refuted",
            legs=EXACT,
            controls=(Control("⌊T/2⌋ + 1 for T/2", "true", {"from": "1"}),),
        ),
        corrected(
            "the same with ⌊T/2⌋ + 1 for T/2: w_t(I_s) is 0 at t = s still",
            HALVES,
            latex=r"\hat w_\tau(I_s) \le \tfrac{T-\max(\tau,h)+1}{T-\tau+1}(-a), "
            r"h = \lfloor T/2 \rfloor + 1",
            data={**ASK, "asks": "average", "from": "1", "floor": "1/2"},
            controls=(
                Control("−51a/100 for −a/2", "constant", {"floor": "51/100"}, None, EXACT),
                Control("−101a/100 for −a/2", "constant", {"floor": "101/100"}),
                Control(
                    "⌊T/2⌋ for T/2",
                    "construction",
                    {"from": "0"},
                    HALVES.restrict(T=Integers(4)),  # so that s > 1 shows it
                ),
            ),
        ),
    ),
    recheck=run_by_hand,
)

norm = Claim(
    "norm",
    legs=(
        legs.exact(norm_at, over=TAUS, full=ALL_TAUS, executed=True),
        legs.smt(norm_by_smt),
    ),
    readings=(
        sharpened(
            "‖ŵ_τ‖² = a²Q, Q = τ−1 + (m−1)(2m−1)/(6m) with m = T−τ+1, half of all z see all of "
            "it, the others nothing, and Q ≥ T/8 for T ≥ 2",
            LATER,
            latex=r"\|\hat w_\tau\|^2 = a^2 \left(\tau-1+\tfrac{(m-1)(2m-1)}{6m}\right)",
            data={**ASK, "asks": "norm", "times": "1", "least": "1/8", "blind": "1/2", "seen": "1"},
            controls=(
                Control("Q ≥ 13T/100", "constant", {"least": "13/100"}),
                Control("2Q", "constant", {"times": "2"}),
                Control("a third of all z", "constant", {"blind": "1/3"}, None, EXACT),
                Control("half of ‖ŵ_τ‖²", "constant", {"seen": "1/2"}, None, EXACT),
                Control("T = 1 too", "premise", {}, RUNS),
            ),
        ),
    ),
    recheck=run_by_hand,
)

CHAIN = {**ASK, "asks": "chain", "half": "1/2", "share": "1/40000"}
chain = Claim(
    "chain",
    legs=(
        legs.ball(refined(chain_at), over=TAUS, full=ALL_TAUS, executed=True),
        legs.smt(chain_by_smt),
    ),
    readings=(
        printed(
            "the displayed chain ends in η(r−ρ)√T/(4·100²) (T ≥ 2)",
            LATER,
            latex=r"\ldots \ge \tfrac14\max(\tfrac a2\sqrt{T/2}-\tfrac a3\sqrt T, 0)^2"
            r" \ge a\sqrt T/(4\cdot100^2)",
            data={**CHAIN, "last": "printed"},
            expected="refuted",
            legs=("ball",),
            controls=(Control("with the squares", "true", {"last": "squares"}),),
        ),
        corrected(
            "the displayed chain, ending in η²(r−ρ)²T/(4·100²) (T ≥ 2)",
            LATER,
            latex=r"\ldots \ge \tfrac14\max(\tfrac a2\sqrt{T/2}-\tfrac a3\sqrt T, 0)^2"
            r" \ge a^2 T/(4\cdot100^2)",
            data={**CHAIN, "last": "squares"},
            controls=(
                Control("√T for √(T/2)", "constant", {"half": "1"}),
                Control("1/9000 for 1/(4·100²)", "constant", {"share": "1/9000"}),
                Control("√(T/100) for √(T/2)", "constant", {"half": "1/100"}),
                Control("ρ up to r", "premise", {}, LATER.without(SMALL.text), ("ball",)),
                Control("T = 1 too", "premise", {}, RUNS),
            ),
        ),
    ),
    recheck=run_by_hand,
)
