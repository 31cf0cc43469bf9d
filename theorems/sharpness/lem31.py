"""Lemma 3.1: without biases the flattest nets have a bounded path norm, on P_xor.

On the whole cube everything can be computed: every smooth interpolating net has
2√2 < Σ ‖W_{1,j}‖ |W_{2,j}| ≤ Tr ∇²L/(2√d), and inf Tr ∇²L = 4√(2d), which the width-4 realization
of the appendix approaches as its ε goes to 0. So C = 2√2 (1 + κ) serves for all nets with trace at
most (1 + κ) inf.
"""

from __future__ import annotations

from theorems.sharpness import PAPER
from theorems.sharpness._parts import path_norm_by_hand as by_hand
from theorems.sharpness._parts.balance_checks import CUBE_POINTS
from theorems.sharpness._parts.cube_nets import SMOOTH_NETS
from theorems.sharpness._parts.path_norm_checks import (
    INTERPOLATING,
    path_norm,
    path_norm_by_smt,
    realizes,
    realizes_by_smt,
)
from theorems.sharpness._parts.rademacher_by_hand import nets_by_hand
from theorems.sharpness._parts.rademacher_checks import nets, proved
from theorems.sharpness._parts.width_checks import wide_enough, wide_enough_by_smt
from verify import (
    Claim,
    Control,
    Domain,
    Erratum,
    Integers,
    Premise,
    Theorem,
    corrected,
    legs,
    printed,
    rationals,
    sharpened,
)

DECIDED = ("exact", "smt")
NOT_ONE = Premise("eps != 1", lambda p: p["eps"] != 1)
EVERY = Domain({"d": Integers(2), "eps": rationals()})
POSITIVE = Domain({"d": Integers(2), "eps": rationals("0 <")}, (NOT_ONE,))
ROWS = "the rows [±(1+ε), ±(1−ε)] and W_2 = (1/(2−2ε)) (1, −1, −1, 1) realize x[1]x[2] on the cube"
AS_PRINTED = {"signs": ["1", "-1", "-1", "1"], "shift": -1, "smooth": False}
EPSILONS = ["-1", "-1/2", "0", "1/1000", "1/2", "1", "2", "50"]
realization = Claim(
    "realization",
    legs=(
        legs.enumeration(
            realizes,
            over={"d": [2, 3], "eps": EPSILONS},
            full={"d": [2, 3, 4, 6]},
            executed=True,
        ),
        legs.smt(realizes_by_smt),
        legs.searched(
            realizes,
            within={"d": Integers(2, 3), "eps": rationals("-3 <=", "<= 3")},
            examples=(25, 200),
            executed=True,
        ),
    ),
    readings=(
        printed(
            ROWS + ", ε not quantified",
            EVERY,
            data=AS_PRINTED,
            expected="refuted",
            controls=(Control("0 < ε ≠ 1", "true", {}, POSITIVE),),
        ),
        corrected(
            ROWS + " and have no pre-activation 0 there, for 0 < ε ≠ 1",
            POSITIVE,
            data=AS_PRINTED | {"smooth": True},
            controls=(
                Control("ε = 1 too", "premise", {}, POSITIVE.without("eps != 1")),
                Control("ε < 0 too", "premise", {}, EVERY.restrict(eps=rationals("", "< 0"))),
                Control("ε = 0 too", "premise", {}, EVERY.restrict(eps=["0"])),
                Control("1/(2 + 2ε)", "sign", {"shift": 1}),
                Control("W_2 ∝ (1, −1, 1, −1)", "sign", {"signs": ["1", "-1", "1", "-1"]}),
            ),
        ),
    ),
    recheck=by_hand.realizes_by_hand,
)

WIDTHS = {"d": [2, 3], "m": [1, 2, 3, 4, 5, 6]}
width = Claim(
    "width",
    legs=(
        legs.exact(wide_enough, over=WIDTHS, full={"d": [2, 3, 4, 5]}, executed=True),
        legs.smt(wide_enough_by_smt(WIDTHS)),
        legs.searched(
            wide_enough, within={"d": Integers(2, 3), "m": Integers(1, 6)}, examples=(12, 24)
        ),
    ),
    readings=(
        sharpened(
            "a smooth net of width m interpolates the cube iff m ≥ 4, the width of the realization",
            Domain({"d": Integers(2), "m": Integers(1)}),
            data={"least": "4"},
            controls=(
                Control("m ≥ 3", "constant", {"least": "3"}),
                Control("m ≥ 5", "constant", {"least": "5"}),
            ),
        ),
    ),
    recheck=by_hand.width_by_hand,
)

NETS = Domain({"net": INTERPOLATING})
contained = Claim(
    "contained",
    legs=(
        legs.exact(path_norm, executed=True),
        legs.smt(path_norm_by_smt({})),
        legs.searched(path_norm, examples=(12, 100), executed=True),
    ),
    readings=(
        printed(
            "on the cube each point of which occurs equally often, every smooth interpolating net "
            "has 2√2 ≤ Σ ‖W_1j‖ |W_2j| ≤ Tr ∇²L/(2√d): nets with trace at most (1 + κ) 4√(2d) lie "
            "in Θ_C, C = 2√2 (1 + κ)",
            NETS,
            latex=r"2\sqrt2 \le \sum_j \|W_{1,j}\| |W_{2,j}|"
            r" \le \mathrm{Tr}\nabla^2 L / (2\sqrt d)",
            data={"low": "1", "high": "1"},
            controls=(
                Control("101/100 · 2√2", "constant", {"low": "101/100"}),
                Control("99/100 · Tr/(2√d)", "constant", {"high": "99/100"}, legs=DECIDED),
                Control("2/3 · Tr/(2√d)", "constant", {"high": "2/3"}),
                Control(
                    "nets that do not interpolate",
                    "premise",
                    {},
                    Domain({"net": SMOOTH_NETS}),
                ),
            ),
        ),
    ),
    recheck=by_hand.path_norm_by_hand,
)

SAMPLES = Domain({"points": CUBE_POINTS, "C": rationals("0 <=")})
OVER = {"C": ["0", "1", "3"]}
BALLS = ("ball", "smt")
complexity = Claim(
    "complexity",
    legs=(
        legs.ball(nets, over=OVER, executed=True),
        legs.smt(proved(nets, OVER, relu=True)),
        legs.searched(nets, within={"C": ["1", "2"]}, examples=(12, 100), executed=True),
    ),
    readings=(
        printed(
            "R_S(Θ_C) ≤ 2C √(d/n) on every sample of the cube",
            SAMPLES,
            latex=r"R_S(\Theta_C) \le 2C\sqrt{d/n}",
            data={"factor": "2", "rate": "1/2", "cube": True},
            controls=(
                Control("999/1000 for 2", "constant", {"factor": "999/1000"}, legs=BALLS),
                Control("1/4 for 2", "constant", {"factor": "1/4"}, legs=BALLS),
                Control("1/8 for 2", "constant", {"factor": "1/8"}),
            ),
        ),
    ),
    recheck=nets_by_hand,
)

THEOREM = Theorem(
    label="sharpness.lem31",
    paper=PAPER,
    number="Lemma 3.1",
    title="Without biases the flattest nets lie in Θ_C",
    kind="lemma",
    statement="In the setting of Theorem 3.1 there is an absolute constant C such that with "
    "probability at least 1 − δ, argmin_{L=0} Tr ∇²L lies in "
    "Θ_C = {Σ_j ‖W_{1,j}‖ |W_{2,j}| ≤ C}, and R_S(Θ_C) ≤ Õ(√(d/n)).",
    hypotheses=(
        "x uniform on {−1, 1}^d, d ≥ 2, y = x[1]x[2]; for containment the sample is the whole cube",
        "no pre-activation is exactly 0 at a sample",
    ),
    claims=(realization, width, contained, complexity),
    errata=(
        Erratum(
            "epsilon",
            "gap",
            "realization",
            "the width-4 net for ε, which is not quantified",
            "0 < ε ≠ 1: W_2 is 1/0 at ε = 1, f ≠ x[1]x[2] for ε < 0, and at ε = 0 half of the "
            "pre-activations are 0; Σ ‖W_1j‖ |W_2j| = 2√2 √(1 + ε²)/|1 − ε| is bounded by an "
            "absolute constant only away from ε = 1",
        ),
    ),
    rests_on=("sharpness.lemA11", "sharpness.lemA24", "sharpness.lem41"),
    notes="The least trace over all widths is a cone program; its leg stands in Theorem 3.1. On a "
    "sample with an empty open half-space a dead neuron of any size leaves the trace as it is, so "
    "that no C serves (Lemma A.11, claim left).",
    open=("an absolute C for samples of size n = Ω(d log(d/δ)) that do not hold the whole cube",),
)
