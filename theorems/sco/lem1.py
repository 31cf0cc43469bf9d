"""Lemma 1: the regret of perturbed gradient steps w_{t+1} = w_t − η ∇F_S(w_t + v_t), ‖v_t‖ ≤ r.

(1/T) Σ F_S(w_t + v_t) − F_S(w*) ≤ ‖w_1 − w*‖²/(ηT) + 4β max(r − ρ, 0)². The statement does not
say what w* is; its proof takes the centre of a ball on which F_S vanishes.
"""

from __future__ import annotations

from theorems.sco import PAPER
from theorems.sco._parts.figures import CONSTANTS
from theorems.sco._parts.upper_attained import attained, beyond, least
from theorems.sco._parts.upper_by_hand import flat_by_hand, run_by_hand
from theorems.sco._parts.upper_constants import pairs, ratio, wide, worst_case
from theorems.sco._parts.upper_cycle import cycle
from theorems.sco._parts.upper_deductions import flat_by_smt, one_step
from theorems.sco._parts.upper_homogeneity import homogeneity
from theorems.sco._parts.upper_hypotheses import COMMON_BALL, LONG, NEAR, SIZES, SMALL, constants
from theorems.sco._parts.upper_models import BOUNDED, EACH, FLAT, POINTS, SWEPT, UNITS
from theorems.sco._parts.upper_runs import flat_at, regret_at, step_at
from verify import (
    Claim,
    Control,
    Domain,
    Erratum,
    Premise,
    Theorem,
    corrected,
    legs,
    printed,
    sharpened,
)

STEP = Domain({"S": FLAT, "start": POINTS, "u": UNITS, **SIZES}, (SMALL,))
RUN = Domain({"S": FLAT, "start": POINTS, "u": BOUNDED, **SIZES}, (SMALL,))
PRINTED, SHARP = constants("given")
RATES = {
    "S": SWEPT,
    "beta": ["1", "2"],
    "eta": ["1/4", "1/8", "11/8"],
    "r": ["0", "1", "2"],
}
FULL = {"S": [*EACH.samples, *FLAT.samples[4:]], "eta": ["1/4", "1/8", "1/1000", "5/4", "11/8"]}
ONE = {**RATES, "start": [["0"], ["-1/5"], ["7", "1/2"]], "u": [["1"], ["3/5", "4/5"]]}
MANY = {
    **RATES,
    "start": [["0"], ["1/4"], ["11/5"]],
    "u": [[["1"]], [["3/5", "4/5"], ["-1"], ["0", "1"]], [["1"], ["-1"]] * 3],
}

STEEP = Premise("eta >= 1/beta", lambda p: p["eta"] * p["beta"] >= 1)
FAST = Domain(STEP.parameters, (LONG, STEEP))

step = Claim(
    "step",
    legs=(
        legs.exact(step_at, over=ONE, full=FULL, executed=True),
        one_step(step_at, ONE, {"u": "any v with ‖v‖ ≤ r"}),
    ),
    readings=(
        printed(
            "one step: ‖w_{t+1}−w*‖² ≤ ‖w_t−w*‖² + 4ηβ max(r−ρ,0)² − ηF_S(w_t+v_t) + ηF_S(w*), w* "
            "the centre of a ball of radius ρ on which F_S is 0",
            STEP,
            latex=r"\|w_{t+1}-w^*\|^2 \le \|w_t-w^*\|^2 + 4\eta\beta \max(r-\rho,0)^2"
            r" - \eta F_S(w_t+v_t) + \eta F_S(w^*)",
            data={**PRINTED, "method": "step"},
            controls=(
                Control("constant 3/4", "constant", {"num": "3/4"}, None, ("exact", "smt")),
                Control("constant 0", "constant", {"num": "0"}),
                Control(
                    "η up to 3/(2β)",
                    "premise",
                    {},
                    Domain(STEP.parameters, (LONG,)),
                    ("exact",),
                ),
                Control(
                    "w* any minimizer",
                    "premise",
                    {},
                    STEP.widened(S=EACH),
                    ("exact",),
                ),
            ),
        ),
        sharpened(
            "one step with 2/(3 − 2ηβ) in place of 4, for 0 < η < 3/(2β): at most 4/5 if "
            "η ≤ 1/(4β), and at most 4 if η ≤ 5/(4β)",
            Domain(STEP.parameters, (LONG,)),
            latex=r"\|w_{t+1}-w^*\|^2 \le \|w_t-w^*\|^2 + \tfrac{2\eta\beta}{3-2\eta\beta}"
            r"\max(r-\rho,0)^2 - \eta F_S(w_t+v_t)",
            data={**SHARP, "method": "step"},
            legs=("exact", "smt"),
            controls=(
                Control("999/1000 of it", "constant", {"num": "999/500"}),
                Control("999/1000 of it at large η", "constant", {"num": "999/500"}, FAST),
                Control("constant 0", "constant", {"num": "0"}),
            ),
        ),
    ),
    recheck=run_by_hand,
    margin="least right side less left side",
)

regret = Claim(
    "regret",
    legs=(
        legs.exact(regret_at, over=MANY, full=FULL, executed=True),
        one_step(
            regret_at,
            MANY,
            {"u": "any v_t with ‖v_t‖ ≤ r; the steps are summed, and ‖w_{T+1} − w*‖² ≥ 0"},
        ),
        legs.searched(regret_at, within=NEAR, examples=(12, 200), executed=True),
    ),
    readings=(
        printed(
            "(1/T) Σ F_S(w_t+v_t) − F_S(w*) ≤ ‖w_1−w*‖²/(ηT) + 4β max(r−ρ,0)² if each f(·, z) is "
            "ρ-flat, w* any minimizer of F_S",
            RUN.widened(S=EACH),
            latex=r"\frac1T \sum_t F_S(w_t+v_t) - F_S(w^*) \le \frac{\|w_1-w^*\|^2}{\eta T}"
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
                    "η up to 3/(2β)",
                    "premise",
                    {},
                    Domain(RUN.parameters, (LONG,)),
                    ("exact",),
                ),
            ),
        ),
        sharpened(
            "the bound with 2/(3 − 2ηβ) in place of 4, for 0 < η < 3/(2β)",
            Domain(RUN.parameters, (LONG,)),
            latex=r"\frac1T \sum_t F_S(w_t+v_t) \le \frac{\|w_1-w^*\|^2}{\eta T}"
            r" + \frac{2\beta}{3-2\eta\beta}\max(r-\rho,0)^2",
            data=SHARP,
            legs=("exact", "smt"),
            controls=(
                Control("half of it", "constant", {"num": "1"}, None, ("exact", "smt")),
                Control("constant 0", "constant", {"num": "0"}),
            ),
        ),
    ),
    recheck=run_by_hand,
    margin="least bound less regret",
)

flat = Claim(
    "flat",
    legs=(
        legs.exact(
            flat_at,
            over={"u": [["0"], ["1"], ["-1"], ["3/5", "4/5"], ["0", "-1"]]},
            executed=True,
        ),
        legs.smt(flat_by_smt),
    ),
    readings=(
        printed(
            "if each f(·, z) is ρ-flat, the least value of F_S is 0 (there is w* with "
            "F_S(w* + v) = 0 for every ‖v‖ ≤ ρ)",
            Domain({"S": EACH, "u": UNITS}),
            data={"ball": "0"},
            expected="refuted",
            legs=("exact",),
            controls=(
                Control("a ball common to all losses", "true", {}, Domain({"S": FLAT, "u": UNITS})),
            ),
        ),
        corrected(
            "if all f(·, z_i) are 0 on one ball of radius ρ around w*, so is F_S",
            Domain({"S": FLAT, "u": UNITS}),
            data={"ball": "1"},
            controls=(
                Control("twice the ball", "constant", {"ball": "2"}),
                Control("11/10 of it", "constant", {"ball": "11/10"}, None, ("exact", "smt")),
                Control(
                    "w* any minimizer", "premise", {}, Domain({"S": EACH, "u": UNITS}), ("exact",)
                ),
            ),
        ),
    ),
    recheck=flat_by_hand,
)

THEOREM = Theorem(
    label="sco.lem1",
    paper=PAPER,
    number="Lemma 1",
    title="Regret of perturbed gradient steps",
    kind="lemma",
    statement="If f(·, z) is β-smooth, convex, non-negative and ρ-flat for all z, then "
    "w_{t+1} = w_t − η∇F_S(w_t+v_t) with ‖v_t‖ ≤ r and η ≤ 1/(4β) has "
    "(1/T) Σ F_S(w_t+v_t) − F_S(w*) ≤ ‖w_1−w*‖²/(ηT) + 4β max(r−ρ,0)².",
    hypotheses=("f(·, z) convex, β-smooth, non-negative and ρ-flat", "0 < η ≤ 1/(4β)", "‖v_t‖ ≤ r"),
    claims=(
        step,
        regret,
        worst_case("given"),
        pairs("given"),
        ratio("given"),
        wide("given"),
        attained("given"),
        least,
        cycle,
        beyond,
        flat,
        homogeneity,
    ),
    errata=(
        Erratum(
            "minimizer",
            "gap",
            "regret",
            "w* is not defined; for a minimizer of F_S in general the bound fails",
            "w* is the centre of a ball of radius ρ on which every f(·, z_i) is 0",
        ),
        Erratum(
            "common_ball",
            "gap",
            "flat",
            "by Definition 1 there is w* with F_S(w*+v) = 0 for every ‖v‖ ≤ ρ",
            "if each f(·, z) is ρ-flat on a ball of its own, F_S need not have a zero; assume one "
            "ball for all z",
        ),
    ),
    rests_on=("sco.lem3",),
    figures=(CONSTANTS,),
    notes="The domain is one of rational models in one and two dimensions; what z3 decides speaks "
    "of the inequalities that any convex β-smooth F_S meets on R^d. The hypothesis on η is looser "
    "than it need be: the step holds with its constant 4 up to η = 5/(4β) and breaks beyond, the "
    "constant 2/(3 − 2ηβ) being attained by (β/2) dist(w, [−ρ, ρ])². Of the average `pairs` and "
    "`least` say all: for a ≥ 1/2 with 2a(2−ηβ) > 1 the least b beside a is 2a²/(2a(2−ηβ)−1) up to "
    "a = 1/(2−ηβ), and 2/(2−ηβ)² from there on (`cycle`); no a < 1/2 serves, since `attained` "
    "tends to 1/2. With the printed pair that allows η up to 5/(4β), and no farther (`range`, "
    "`beyond`). The squares sum up for all T; that the steps' bounds add up is said in words.",
)
