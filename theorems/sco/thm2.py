"""Theorem 2: SA-GD minimizes the sharpness-aware empirical risk.

F_S(ŵ) ≤ F_S^r(ŵ) ≤ ‖w_1 − w*‖²/(ηT) + 4β max(r − ρ, 0)² for v_t in argmax_{‖v‖≤r} F_S(w_t + v): on
the line the argmax is an end of [−r, r], and every way to break a tie is a case.
"""

from __future__ import annotations

from theorems.sco import PAPER
from theorems.sco._parts.upper_attained import attained, beyond, least
from theorems.sco._parts.upper_by_hand import run_by_hand
from theorems.sco._parts.upper_constants import pairs, ratio, wide, worst_case
from theorems.sco._parts.upper_corollary import corollary
from theorems.sco._parts.upper_deductions import one_step
from theorems.sco._parts.upper_hypotheses import COMMON_BALL, LONG, NEAR, SIZES, SMALL, constants
from theorems.sco._parts.upper_models import BEST, INTERVALS, LINES, POINTS, SWEPT
from theorems.sco._parts.upper_runs import sagd_at
from verify import (
    Claim,
    Control,
    Domain,
    Erratum,
    Integers,
    Premise,
    Theorem,
    corrected,
    finite,
    legs,
    printed,
    rationals,
    sharpened,
)

RUN = Domain(
    {
        "S": LINES,
        "start": POINTS,
        "T": Integers(1),
        **SIZES,
        "r": rationals("0 <"),
        "tie": finite(["first", "second", "in turn", "inside"]),
    },
    (SMALL,),
)
PRINTED, SHARP = constants("sagd")
SWEEP = {
    "S": SWEPT,
    "start": [["0"], ["1/4"], ["-15"]],
    "T": [1, 4],
    "eta": ["1/4", "1/8", "15/8"],
    "beta": ["1", "2"],
    "r": ["1/2", "1", "2"],
}
FULL = {
    "S": BEST.samples,
    "T": [1, 3, 8],
    "eta": ["1/4", "1/8", "1/1000", "5/4", "15/8"],
}

minimization = Claim(
    "minimization",
    legs=(
        legs.exact(sagd_at, over=SWEEP, full=FULL, executed=True),
        one_step(
            sagd_at,
            SWEEP,
            {
                "T": "the steps are summed; F_S^r is convex, so that F_S^r(ŵ) ≤ (1/T) Σ F_S^r(w_t)",
                "tie": "any v_t with F_S(w_t + v_t) = F_S^r(w_t)",
            },
        ),
        legs.searched(
            sagd_at,
            within={
                "S": INTERVALS,
                "T": Integers(1, 5),
                **NEAR,
            },
            examples=(12, 200),
            executed=True,
        ),
    ),
    readings=(
        printed(
            "F_S(ŵ) ≤ F_S^r(ŵ) ≤ ‖w_1−w*‖²/(ηT) + 4β max(r−ρ,0)² if each f(·, z) is ρ-flat, w* the "
            "centre of a ball of zeros of F_S if there is one, else a minimizer",
            RUN.widened(S=BEST),
            latex=r"F_S(\hat w) \le F_S^r(\hat w) \le \frac{\|w_1-w^*\|^2}{\eta T}"
            r" + 4\beta\max(r-\rho,0)^2",
            data=PRINTED,
            expected="refuted",
            legs=("exact",),
            controls=(Control("a ball common to all losses", "true", {}, RUN),),
        ),
        corrected(
            COMMON_BALL,
            RUN,
            latex=r"f(w^* + v, z_i) = 0 \text{ for all } i, \|v\| \le \rho",
            data=PRINTED,
            controls=(
                Control("constant 1/2", "constant", {"num": "1/2"}, None, ("exact", "smt")),
                Control("constant 0", "constant", {"num": "0"}),
                Control(
                    "η up to 2/β",
                    "premise",
                    {},
                    Domain(
                        RUN.parameters,
                        (Premise("eta < 2/beta", lambda p: p["eta"] * p["beta"] < 2),),
                    ),
                    ("exact",),
                ),
            ),
        ),
        sharpened(
            "the bound with 2/(3 − 2ηβ) in place of 4, for 0 < η < 3/(2β)",
            Domain(RUN.parameters, (LONG,)),
            latex=r"F_S^r(\hat w) \le \frac{\|w_1-w^*\|^2}{\eta T}"
            r" + \frac{2\beta}{3-2\eta\beta}\max(r-\rho,0)^2",
            data=SHARP,
            legs=("exact", "smt"),
            controls=(
                Control("7/10 of it", "constant", {"num": "7/5"}),
                Control("constant 0", "constant", {"num": "0"}),
            ),
        ),
    ),
    recheck=run_by_hand,
    margin="least bound less F_S^r(ŵ), and F_S^r(ŵ) less F_S(ŵ)",
)

THEOREM = Theorem(
    label="sco.thm2",
    paper=PAPER,
    number="Theorem 2",
    title="SA-GD minimizes the sharpness-aware empirical risk",
    kind="theorem",
    statement="If f(·, z) is β-smooth, convex, non-negative and ρ-flat for all z, SA-GD with "
    "η ≤ 1/(4β), r > 0 and T steps has F_S(ŵ) ≤ F_S^r(ŵ) ≤ ‖w_1−w*‖²/(ηT) + 4β max(r−ρ,0)²; with "
    "η = 1/(4β), ‖w_1−w*‖ = O(1) and r−ρ = O(1/√T) this is O(β/T).",
    hypotheses=("f(·, z) convex, β-smooth, non-negative and ρ-flat", "0 < η ≤ 1/(4β)", "r > 0"),
    claims=(
        minimization,
        worst_case("argmax"),
        pairs("argmax"),
        ratio("argmax"),
        wide("argmax"),
        attained("argmax"),
        least,
        beyond,
        corollary,
    ),
    errata=(
        Erratum(
            "common_ball",
            "gap",
            "minimization",
            "f(·, z) is ρ-flat for all z, and w* is not defined",
            "all f(·, z) are 0 on one ball of radius ρ, and w* is its centre: without a common "
            "ball F_S need not have a zero",
        ),
    ),
    rests_on=("sco.lem1", "sco.lem3"),
    notes="SA-GD runs exactly on the line, or along the one direction of a single loss, where the "
    "inner maximum is attained at an end; what z3 decides speaks of every dimension. The "
    "worst case over the class is a semidefinite program, its bound an exact certificate. What "
    "`pairs` says for a ≤ 1/(2−ηβ) is best possible for F_S^r(ŵ) as for the mean of F_S^r(w_t): a "
    "face that no step moves is as high at ŵ as on the way (`least`, `beyond`). Where gap = 0 it "
    "ties with the face that SA-GD takes; where gap > 0 and a > 1/2 the maximizer is the only one.",
)
