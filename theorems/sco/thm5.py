"""Theorem 5: SAM minimizes the empirical risk.

F_S(ŵ) ≤ ‖w_1 − w*‖²/(ηT) + 4β max(r − ρ, 0)² for SAM, w_{t+1} = w_t − η∇F_S(w_t + r g_t/‖g_t‖)
with g_t = ∇F_S(w_t). Whatever 0/0 is taken to be, the perturbation has length at most r: every
convention is a case.
"""

from __future__ import annotations

from theorems.sco import PAPER
from theorems.sco._parts.upper_attained import attained
from theorems.sco._parts.upper_by_hand import run_by_hand
from theorems.sco._parts.upper_constants import ratio, wide, worst_case
from theorems.sco._parts.upper_corollary import corollary
from theorems.sco._parts.upper_deductions import one_step
from theorems.sco._parts.upper_hypotheses import COMMON_BALL, LONG, NEAR, SIZES, SMALL, constants
from theorems.sco._parts.upper_models import BEST, INTERVALS, LINES, POINTS, SWEPT
from theorems.sco._parts.upper_runs import sam_at
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
    sharpened,
)

RUN = Domain(
    {
        "S": LINES,
        "start": POINTS,
        "T": Integers(1),
        **SIZES,
        "convention": finite(["stay", "plus", "minus", "damped"]),
    },
    (SMALL,),
)
PRINTED, SHARP = constants("sam")
SWEEP = {
    "S": SWEPT,
    "start": [["0"], ["-1/100"], ["5"]],
    "T": [1, 2],
    "eta": ["1/4", "1/8", "5/4", "4"],
    "beta": ["1", "2"],
    "r": ["0", "1", "2"],
}
FULL = {
    "S": BEST.samples,
    "T": [1, 2, 6],
    "eta": ["1/4", "1/8", "1/1000", "5/4", "4"],
}

minimization = Claim(
    "minimization",
    legs=(
        legs.exact(sam_at, over=SWEEP, full=FULL, executed=True),
        one_step(
            sam_at,
            SWEEP,
            {
                "T": "the steps are summed; F_S is convex, so that F_S(ŵ) ≤ (1/T) Σ F_S(w_t)",
                "convention": "F_S(w_t) ≤ F_S(w_t + v_t) along ∇F_S(w_t); where that is 0, F_S is "
                "least",
            },
        ),
        legs.searched(
            sam_at,
            within={
                "S": INTERVALS,
                "T": Integers(1, 4),
                **NEAR,
            },
            examples=(20, 200),
            executed=True,
        ),
    ),
    readings=(
        printed(
            "F_S(ŵ) ≤ ‖w_1−w*‖²/(ηT) + 4β max(r−ρ,0)² if each f(·, z) is ρ-flat, w* the centre "
            "of a ball of zeros of F_S if there is one, else a minimizer",
            RUN.widened(S=BEST),
            latex=r"F_S(\hat w) \le \frac{\|w_1-w^*\|^2}{\eta T} + 4\beta\max(r-\rho,0)^2",
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
                Control("constant 1/200", "constant", {"num": "1/200"}, None, ("exact", "smt")),
                Control("constant −4", "sign", {"num": "-4"}),
                Control(
                    "η up to 4/β",
                    "premise",
                    {},
                    Domain(
                        RUN.parameters,
                        (Premise("eta <= 4/beta", lambda p: p["eta"] * p["beta"] <= 4),),
                    ),
                    ("exact",),
                ),
            ),
        ),
        sharpened(
            "the bound with 2/(3 − 2ηβ) in place of 4, for 0 < η < 3/(2β)",
            Domain(RUN.parameters, (LONG,)),
            latex=r"F_S(\hat w) \le \frac{\|w_1-w^*\|^2}{\eta T}"
            r" + \frac{2\beta}{3-2\eta\beta}\max(r-\rho,0)^2",
            data=SHARP,
            legs=("exact", "smt"),
            controls=(
                Control("1/100 of it", "constant", {"num": "1/50"}),
                Control("constant 0", "constant", {"num": "0"}),
            ),
        ),
    ),
    recheck=run_by_hand,
    margin="least bound less F_S(ŵ)",
)

THEOREM = Theorem(
    label="sco.thm5",
    paper=PAPER,
    number="Theorem 5",
    title="SAM minimizes the empirical risk",
    kind="theorem",
    statement="If f(·, z) is β-smooth, convex, non-negative and ρ-flat for all z, SAM with "
    "η ≤ 1/(4β) and T steps has F_S(ŵ) ≤ ‖w_1−w*‖²/(ηT) + 4β max(r−ρ,0)²; with η = 1/(4β), "
    "‖w_1−w*‖ = O(1) and r−ρ = O(1/√T) this is O(β/T).",
    hypotheses=("f(·, z) convex, β-smooth, non-negative and ρ-flat", "0 < η ≤ 1/(4β)", "r ≥ 0"),
    claims=(
        minimization,
        worst_case("ascent"),
        ratio("ascent"),
        wide("ascent"),
        attained("ascent"),
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
    notes="SAM runs exactly on the line, or along the one direction of a single loss, where no "
    "norm is irrational; what z3 decides speaks of every dimension. The worst case over the "
    "class is a semidefinite program, its bound an exact certificate.",
    open=(
        "the least constant in place of 4, and the widest range of η: SAM's average cancels what "
        "its steps overshoot, and 5/(4β) is enough",
    ),
)
