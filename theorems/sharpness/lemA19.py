"""Lemma A.19: a subgaussian vector with covariance I_d is seldom short.

The proof bounds E‖x‖⁴ through E (vᵀx)⁴ over the unit sphere, and uses Paley and Zygmund's
inequality. Its constants are wrong in two places: the moment of the sphere, and a 24 = 4! left out.
"""

from __future__ import annotations

from theorems.sharpness import PAPER
from theorems.sharpness._parts import subgaussian_by_hand as by_hand
from theorems.sharpness._parts.subgaussian import (
    by_moments,
    fourth,
    premise,
    probability,
    sphere,
    sphere_by_sympy,
)
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

DIMENSIONS = Domain({"d": Integers(1)})
moment = Claim(
    "sphere",
    legs=(
        legs.exact(sphere, over={"d": [1, 2, 3, 10, 100]}),
        legs.symbolic(sphere_by_sympy),
        legs.searched(sphere, within={"d": Integers(1, 200)}, examples=(40, 200)),
    ),
    readings=(
        printed(
            "E v_1⁴ = 3/((d+2)(d+4)) for v uniform on the unit sphere",
            DIMENSIONS,
            latex=r"\mathbb{E} v_1^4 = \frac{3}{(d+2)(d+4)}",
            data={"moment": "(d+2)(d+4)"},
            expected="refuted",
            controls=(Control("3/(d(d+2))", "true", {"moment": "d(d+2)"}),),
        ),
        corrected(
            "E v_1⁴ = 3/(d(d+2)) for v uniform on the unit sphere",
            DIMENSIONS,
            latex=r"\mathbb{E} v_1^4 = \frac{3}{d(d+2)}",
            data={"moment": "d(d+2)"},
            controls=(
                Control("3/((d+2)(d+4))", "constant", {"moment": "(d+2)(d+4)"}),
                Control("1/d², the square of E v_1²", "constant", {"moment": "1/d²"}),
            ),
        ),
    ),
    recheck=by_hand.sphere_by_hand,
)

LAWS = {
    "d": Integers(1),
    "kind": finite(["product", "common"]),
    "a": rationals("1 <="),
    "s2": rationals("1 <="),
}
SIGMA = Premise("x is σ-subgaussian, σ² = s2", premise)
ALL = Domain(LAWS, (SIGMA,))
ANY = Domain(LAWS)
SWEEP = {
    "d": [1, 2, 3, 4],
    "a": ["1", "3/2", "2", "3", "10"],
    "s2": ["1", "53/50", "107/100", "9/4", "4", "9", "100"],
}
WIDER = {"d": [1, 2, 3, 4, 5, 6]}
NEAR = {
    "d": Integers(1, 4),
    "a": finite(["1", "3/2", "2"]),
    "s2": finite(["1", "53/50", "9/4", "4"]),
}
SWEPT = ("ball", "smt")

longer = Claim(
    "fourth",
    legs=(
        legs.ball(fourth, over=SWEEP, full=WIDER, executed=True),
        legs.smt(by_moments(fourth, SWEEP)),
        legs.searched(fourth, within=NEAR, examples=(30, 300), executed=True),
    ),
    readings=(
        printed(
            "E‖x‖⁴ ≤ (e^{σ²/2} − 3/2)(d+2)(d+4)/3",
            ALL,
            latex=r"\mathbb{E}\|x\|^4 \le (e^{\sigma^2/2} - \tfrac32)(d+2)(d+4)/3",
            data={"factor": "1/3", "size": "(d+2)(d+4)"},
            expected="refuted",
            controls=(Control("8 d(d+2)", "true", {"factor": "8", "size": "d(d+2)"}),),
        ),
        corrected(
            "E‖x‖⁴ ≤ 8 (e^{σ²/2} − 3/2) d(d+2)",
            ALL,
            latex=r"\mathbb{E}\|x\|^4 \le 8 (e^{\sigma^2/2} - \tfrac32)\, d(d+2)",
            data={"factor": "8", "size": "d(d+2)"},
            controls=(
                Control("1/3, without 24 = 4!", "constant", {"factor": "1/3"}),
                Control("x not σ-subgaussian", "premise", {}, ANY, SWEPT),
            ),
        ),
    ),
    recheck=by_hand.fourth_by_hand,
)

LAW = "Pr(‖x‖² > d/2) ≥ "
likely = Claim(
    "probability",
    legs=(
        legs.ball(probability, over=SWEEP, full=WIDER, executed=True),
        legs.smt(by_moments(probability, SWEEP)),
        legs.searched(probability, within=NEAR, examples=(30, 300), executed=True),
    ),
    readings=(
        printed(
            LAW + "3d²/(4(d+2)(d+4)(e^{σ²/2} − 3/2))",
            ALL,
            data={"factor": "3/4", "bound": "(d+2)(d+4)"},
            expected="refuted",
            legs=SWEPT,
            controls=(Control("d/(32(d+2)(…))", "true", {"factor": "1/32", "bound": "d(d+2)"}),),
        ),
        corrected(
            LAW + "d/(32(d+2)(e^{σ²/2} − 3/2))",
            ALL,
            latex=r"\Pr(\|x\|^2 > d/2) \ge \frac{d}{32(d+2)(e^{\sigma^2/2} - 3/2)}",
            data={"factor": "1/32", "bound": "d(d+2)"},
            controls=(
                Control(
                    "as printed", "constant", {"factor": "3/4", "bound": "(d+2)(d+4)"}, None, SWEPT
                ),
                Control("without 24 = 4!", "constant", {"factor": "3/4"}),
                Control("x not σ-subgaussian", "premise", {}, ANY, SWEPT),
            ),
        ),
        sharpened(
            LAW + "d²/(4 E‖x‖⁴)",
            ALL,
            latex=r"\Pr(\|x\|^2 > d/2) \ge \frac{d^2}{4\,\mathbb{E}\|x\|^4}",
            data={"factor": "1/4", "bound": "moments"},
            controls=(Control("2 for 1/4", "constant", {"factor": "2"}),),
        ),
    ),
    recheck=by_hand.probability_by_hand,
)

constant = Claim(
    "constant",
    legs=likely.legs,
    readings=(
        printed(
            LAW + "1/(20(e^{σ²/2} − 3/2))",
            ALL,
            data={"factor": "1/20", "bound": "1"},
            expected="refuted",
            legs=SWEPT,
            controls=(Control("1/96", "true", {"factor": "1/96"}),),
        ),
        corrected(
            LAW + "1/(96(e^{σ²/2} − 3/2)): ε = 1/2 and every ζ below that for every d",
            ALL,
            latex=r"\Pr(\|x\|^2 > d/2) \ge \frac{1}{96(e^{\sigma^2/2} - 3/2)}",
            data={"factor": "1/96", "bound": "1"},
            controls=(
                Control("1/20", "constant", {"factor": "1/20"}, None, SWEPT),
                Control("1 for 1/96", "constant", {"factor": "1"}),
                Control("x not σ-subgaussian", "premise", {}, ANY, SWEPT),
            ),
        ),
    ),
    recheck=by_hand.probability_by_hand,
)

THEOREM = Theorem(
    label="sharpness.lemA19",
    paper=PAPER,
    number="Lemma A.19",
    title="A subgaussian vector with covariance I_d is seldom short",
    kind="lemma",
    statement="For every σ there are ε, ζ > 0 such that for every d and every σ-subgaussian x with "
    "covariance I_d, Pr(‖x‖² > εd) > ζ.",
    hypotheses=(
        "E x = 0, E x xᵀ = I_d, E e^{λᵀx} ≤ e^{σ²‖λ‖²/2} for all λ, so that σ ≥ 1",
        "executed on laws with coordinates ±a or 0, independent or 0 together, a = 1 the cube",
    ),
    claims=(moment, longer, likely, constant),
    errata=(
        Erratum(
            "sphere",
            "misprint",
            "sphere",
            "E v_1⁴ = 3/((d+2)(d+4))",
            "3/(d(d+2)): at d = 1, v = ±1, it is 1, and 1/5 is printed",
        ),
        Erratum(
            "fourth",
            "gap",
            "fourth",
            "E‖x‖⁴ ≤ (e^{σ²/2} − 3/2)(d+2)(d+4)/3",
            "8 (e^{σ²/2} − 3/2) d(d+2): cosh t ≥ 1 + t²/2 + t⁴/24, and 24 is left out",
        ),
        Erratum(
            "rate",
            "gap",
            "probability",
            "Pr(‖x‖² > d/2) ≥ 3d²/(4(d+2)(d+4)(e^{σ²/2} − 3/2))",
            "d/(32(d+2)(e^{σ²/2} − 3/2)); at d = 3, σ = 1 the printed one exceeds 1",
        ),
        Erratum(
            "constant",
            "gap",
            "constant",
            "Pr(‖x‖² > d/2) ≥ 1/(20(e^{σ²/2} − 3/2))",
            "1/(96(e^{σ²/2} − 3/2)), which keeps the lemma: ε = 1/2; x = ±2 with probability 1/8 "
            "each, else 0, has 1/4 on the left and is σ-subgaussian with σ² = 53/50",
        ),
    ),
    notes="No convex leg: the worst law is sought among all, by a program with infinitely many "
    "constraints. The corrected bounds hold for every law: average 1 + (vᵀx)²/2 + (vᵀx)⁴/24 ≤ "
    "cosh(vᵀx) over x and over v on the sphere, and E‖x‖² ≤ d/2 + √(E‖x‖⁴ Pr(‖x‖² > d/2)).",
)
