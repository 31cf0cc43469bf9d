"""The displays of Theorem 7's proof: SAM stays in W, ŵ_τ in block I, and what its norm costs."""

from __future__ import annotations

from theorems.sco._parts.thm7_by_hand import run_by_hand
from theorems.sco._parts.thm7_checks import average_at, norm_at, stays_at
from theorems.sco._parts.thm7_deductions import average_by_smt, norm_by_smt, stays_by_smt
from theorems.sco._parts.thm7_setting import (
    ALL_TAUS,
    ANY_SIZE,
    BALL,
    HALF,
    LATE,
    LOOSE,
    MEANS,
    PATHS,
    PRINT,
    RUN,
    SIX,
    STANDING,
    STEPS,
    SUFFIXES,
    SWEEP,
    TAUS,
    WHOLE,
    WITHIN,
)
from verify import Claim, Control, Domain, Integers, corrected, legs, printed

__all__ = ["average", "norm", "stays"]

stays = Claim(
    "stays",
    legs=(
        legs.ball(stays_at, over=SWEEP, full=WHOLE, executed=True),
        legs.smt(stays_by_smt),
        legs.searched(stays_at, within=WITHIN, examples=(10, 60), executed=True),
    ),
    readings=(
        printed(
            "SAM stays in W if ηr ≤ 1/2√T is read as √T/2",
            Domain(STEPS, (LOOSE, STANDING)),
            data={**RUN, "asks": "stays"},
            expected="refuted",
            legs=BALL,
            controls=(Control("1/(2√T)", "true", {}, PATHS),),
        ),
        corrected(
            "SAM stays in W if ηr ≤ 1/(2√T)",
            ANY_SIZE,
            latex=r"\|w_t\| \le 1, \quad \eta r \le 1/(2\sqrt T)",
            data={**RUN, "asks": "stays"},
            controls=(Control("ηr ≤ √T/2", "premise", {}, Domain(ANY_SIZE.parameters, (LOOSE,))),),
        ),
    ),
    recheck=run_by_hand,
)

average = Claim(
    "average",
    legs=(
        legs.ball(
            average_at,
            over={**TAUS, "s": [2, 3, 6]},
            full={**ALL_TAUS, "s": [2, 3, 4, 6, 20]},
            executed=True,
        ),
        legs.smt(average_by_smt),
    ),
    readings=(
        printed(
            "ŵ_τ^(I)(s) ≤ −ηr/4 for s ≥ T/2 and every τ",
            Domain({**SUFFIXES.parameters, "s": Integers(3)}, (*SUFFIXES.premises, LATE)),
            latex=r"\hat w_\tau^{(I)}(s) \le -\eta r/4",
            data={**PRINT, "asks": "average", "share": "1/4"},
            expected="refuted",
            legs=BALL,
            controls=(
                Control(
                    "3 ≤ s ≤ T/2",
                    "true",
                    {"gamma": "corrected"},
                    Domain({**SUFFIXES.parameters, "s": Integers(3)}, (*SUFFIXES.premises, HALF)),
                ),
            ),
        ),
        corrected(
            "ŵ_τ^(I)(s) ≤ −ηr/4 for 3 ≤ s ≤ T/2 and every τ",
            Domain({**SIX.parameters, "s": Integers(3)}, (*SIX.premises, HALF)),
            latex=r"\hat w_\tau^{(I)}(s) \le -\eta r/4, \quad 3 \le s \le T/2",
            data={**RUN, "asks": "average", "share": "1/4"},
            controls=(
                Control("−3ηr/4", "constant", {"share": "3/4"}),
                Control(
                    "s = 2 too",
                    "premise",
                    {},
                    Domain({**SIX.parameters, "s": Integers(2)}, (*SIX.premises, HALF)),
                    BALL,
                ),
            ),
        ),
    ),
    recheck=run_by_hand,
)

norm = Claim(
    "norm",
    legs=(
        legs.ball(norm_at, over=TAUS, full=ALL_TAUS, executed=True),
        legs.smt(norm_by_smt),
    ),
    readings=(
        printed(
            "F(ŵ_τ) − F(w*) ≥ ‖ŵ_τ‖²",
            SUFFIXES,
            latex=r"F(\hat w_\tau) - F(w^*) \ge \|\hat w_\tau\|^2",
            data={**PRINT, "asks": "norm", "share": "1"},
            expected="refuted",
            legs=BALL,
            controls=(Control("a quarter", "true", {"gamma": "corrected", "share": "1/4"}),),
        ),
        corrected(
            "F(ŵ_τ) − F(w*) ≥ ¼ Σ_{j≥2} ŵ_τ^(I)(j)²",
            MEANS,
            latex=r"F(\hat w_\tau) - F(w^*) \ge \tfrac14 \sum_{j=2}^T \hat w_\tau^{(I)}(j)^2",
            data={**RUN, "asks": "norm", "share": "1/4"},
            controls=(Control("a half", "constant", {"share": "1/2"}),),
        ),
    ),
    recheck=run_by_hand,
)
