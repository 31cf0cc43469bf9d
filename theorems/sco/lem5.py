"""Lemma 5: how far perturbed gradient steps on S and on S^{(i)} end from each other.

w_{t+1} = w_t − η∇F_S(w_t + v_t), ‖v_t‖ ≤ r, and the same on F_{S^{(i)}} = F_S − f(·, z_i)/n with
perturbations of its own. The proof shows the constants 24, 96, 768 for the average of the iterates
and 12, 96, 384 for the iterates themselves.
"""

from __future__ import annotations

from fractions import Fraction

from theorems.sco import PAPER
from theorems.sco._parts.stability_by_hand import stability_by_hand
from theorems.sco._parts.stability_deductions import of_stability
from theorems.sco._parts.stability_order import stability_order
from theorems.sco._parts.stability_pair import constants_of, homogeneity, step
from theorems.sco._parts.stability_runs import stability, stability_at, stability_bound
from theorems.sco._parts.stability_setting import (
    AVERAGE,
    FULL,
    LAST,
    LIKE_ONE,
    LONG,
    RUN,
    SWEEP,
    WITHIN,
)
from theorems.sco._parts.stability_tightness import worst
from theorems.sco._parts.stability_trade import trade, trade_of_iterates
from theorems.sco._parts.stability_worst_case import pair
from theorems.sco._parts.upper_models import EACH
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
)


def _claim(output: str, what: str, constants: tuple[str, str, str]) -> Claim:
    """The bound on how far the outputs are apart: the average of the iterates, or the last one."""
    a, b, c = constants
    own = {"output": output}
    more = (
        worst(lambda d, p: stability(p, d["output"]), stability_bound, LONG),
        legs.searched(stability_at, within=WITHIN, examples=(20, 200), executed=True),
    )
    x, y, z = (str(Fraction(q) / 40) for q in constants)
    tiny = constants_of(x, y, z, "2")
    fortieth = [Control("1/40 of the bound", "constant", tiny, None, ("worst",))]
    formula = f"{what} ≤ {a} ηβr²T + {b} βηT@/n² + {c} β²η²T² max(r−ρ,0)²/n²"
    return Claim(
        {"average": "average", "last": "iterates"}[output],
        legs=(
            legs.exact(stability_at, over=SWEEP, full=FULL, executed=True),
            of_stability(stability_at, SWEEP, tight=output == "average"),
            *(more if output == "average" else ()),
        ),
        readings=(
            printed(
                formula.replace("@", "") + ", all f(·, z_i) being 0 on one ball of radius ρ",
                RUN,
                latex=rf"\le {a}\eta\beta r^2T + {b}\frac{{\beta\eta T}}{{n^2}}"
                rf" + {c}\frac{{\beta^2\eta^2T^2}}{{n^2}}\max(r-\rho,0)^2",
                data={**own, **constants_of(a, b, c)},
                expected="refuted",
                legs=("exact",),
                controls=(Control("‖w_1 − w*‖ ≤ 1", "true", {}, LIKE_ONE),),
            ),
            corrected(
                formula.replace("@", " ‖w_1−w*‖²") + ", w* the centre of that ball",
                RUN,
                latex=rf"\le {a}\eta\beta r^2T + {b}\frac{{\beta\eta T}}{{n^2}}\|w_1-w^*\|^2"
                rf" + {c}\frac{{\beta^2\eta^2T^2}}{{n^2}}\max(r-\rho,0)^2",
                data={**own, **constants_of(a, b, c, "2")},
                controls=(
                    Control(
                        f"1/4 for {a}", "constant", {"perturbation": "1/4"}, None, ("exact", "smt")
                    ),
                    Control(
                        f"1/10 for {b}", "constant", {"gradient": "1/10"}, None, ("exact", "smt")
                    ),
                    Control("constants 0", "constant", constants_of("0", "0", "0", "2")),
                    *(fortieth if output == "average" else ()),
                    Control(
                        "η up to 10/β",
                        "premise",
                        {},
                        Domain(
                            RUN.parameters,
                            (Premise("eta <= 10/beta", lambda p: p["eta"] * p["beta"] <= 10),),
                        ),
                        ("exact",),
                    ),
                ),
            ),
        ),
        recheck=stability_by_hand,
        margin="least bound less stability",
    )


average = _claim("average", AVERAGE, ("24", "96", "768"))
iterates = _claim("last", LAST, ("12", "96", "384"))


ball = Claim(
    "ball",
    legs=(
        legs.exact(stability_at, over=SWEEP, full=FULL, executed=True),
        of_stability(stability_at, SWEEP),
    ),
    readings=(
        printed(
            "the bound for the average if each f(·, z) is ρ-flat and ‖w_1−w*‖ ≤ 1, w* any "
            "minimizer of F_S",
            LIKE_ONE.widened(S=EACH),
            data={"output": "average", **constants_of("24", "96", "768")},
            expected="refuted",
            legs=("exact",),
            controls=(Control("a ball common to all losses", "true", {}, LIKE_ONE),),
        ),
        corrected(
            "the bound for the average if all f(·, z_i) are 0 on one ball of radius ρ around w* "
            "and ‖w_1−w*‖ ≤ 1",
            LIKE_ONE,
            data={"output": "average", **constants_of("24", "96", "768")},
            controls=(
                Control("w* any minimizer", "premise", {}, LIKE_ONE.widened(S=EACH), ("exact",)),
                Control("1/4 for 24, 1 for 768", "constant", constants_of("1/4", "1/4", "1")),
            ),
        ),
    ),
    recheck=stability_by_hand,
    margin="least bound less stability",
)

MISSING = "βηT/n² holds no ‖w_1−w*‖: all else grows with the square of lengths"
THEOREM = Theorem(
    label="sco.lem5",
    paper=PAPER,
    number="Lemma 5",
    title="Stability of perturbed gradient steps",
    kind="lemma",
    statement="In the setting of Lemma 1 with η ≤ 1/(2β), the average of the iterates is stable "
    "with ε ≤ O(ηβr²T + βηT/n² + β²η²T² max(r−ρ,0)²/n²).",
    hypotheses=(
        "f(·, z) convex, β-smooth, non-negative and ρ-flat",
        "0 < η ≤ 1/(2β)",
        "‖v_t‖ ≤ r, on S and on every S^{(i)}",
    ),
    claims=(
        average,
        iterates,
        trade,
        trade_of_iterates,
        ball,
        step,
        pair,
        homogeneity,
        stability_order,
    ),
    errata=(
        Erratum(
            "distance",
            "gap",
            "average",
            MISSING,
            "βηT ‖w_1−w*‖²/n², or ‖w_1−w*‖ ≤ 1 as an assumption; without it no constant serves",
        ),
        Erratum(
            "distance_of_iterates",
            "gap",
            "iterates",
            "(96βη²T/n²)(1/η + 4βT max(r−ρ,0)²) + 12ηβr²T",
            "(96βη²T/n²)(‖w_1−w*‖²/η + 4βT max(r−ρ,0)²) + 12ηβr²T",
        ),
        Erratum(
            "scaling",
            "gap",
            "homogeneity",
            MISSING,
            "with βηT ‖w_1−w*‖²/n² both sides scale alike",
        ),
        Erratum(
            "common_ball",
            "gap",
            "ball",
            "f(·, z) is ρ-flat for all z, and w* is not defined",
            "all f(·, z) are 0 on one ball of radius ρ, and w* is its centre",
        ),
    ),
    rests_on=("sco.lem1", "sco.lem3"),
    notes="The runs are exact, with perturbations of their own on S and on each S^{(i)}. The "
    "printed 1/η is ‖w_1−w*‖²/η of Lemma 1 with ‖w_1−w*‖ taken for 1. Lemma 1 asks for η ≤ 1/(4β) "
    "and is used here up to 1/β, with 1/2 and 1/(2(1−ηβ)) for its 1 and 4. Averaging does not "
    "cost the printed factor 2 but saves one: the mean of √(t−1) is at most (2/3)√T. What z3 "
    "decides speaks of every dimension. Two coupled runs at n = 2 are a semidefinite program, its "
    "bounds exact certificates. Tightness is that of the average with ‖w_1−w*‖²: from below a "
    "run on w²/2 with n = 10000, from above the best split.",
    open=(
        "the least constants: in place of 16/9 and 1/3 a run on the line needs more than 6/5 and "
        "3/20, for the iterates more than 3 and 39/100 in place of 4 and 1",
        "whether the third term is needed: no run is known that breaks the bound without it",
    ),
)
