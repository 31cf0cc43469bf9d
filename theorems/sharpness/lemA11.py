"""Lemma A.11: without biases the trace is comparable to ‖W_1‖_F² + d ‖W_2‖².

On the cube the two are equal. On a sample the left inequality needs that the sample positively
spans R^d, and then the constant; how many samples that takes is a probability that can be computed.
"""

from __future__ import annotations

from theorems.sharpness import PAPER
from theorems.sharpness._parts import balance_by_hand as by_hand
from theorems.sharpness._parts.balance_checks import (
    CUBE_POINTS,
    balanced,
    balanced_by_smt,
    left_inequality,
    sizes,
)
from theorems.sharpness._parts.cube_nets import SMOOTH_NETS
from theorems.sharpness._parts.switch_checks import kinked, tilted
from verify import (
    Claim,
    Control,
    Domain,
    Erratum,
    Integers,
    Theorem,
    corrected,
    finite,
    legs,
    printed,
    rationals,
    sharpened,
)

NETS = Domain({"net": SMOOTH_NETS, "repeat": Integers(1)})
WHOLE = {"C1": "1", "C2": "1", "omit": "0"}
DECIDED = ("exact", "smt")
on_cube = Claim(
    "cube",
    legs=(
        legs.exact(balanced, over={"repeat": [1, 2]}, executed=True),
        legs.smt(balanced_by_smt({"repeat": [1]})),
        legs.searched(
            balanced, within={"repeat": Integers(1, 2)}, examples=(15, 200), executed=True
        ),
    ),
    readings=(
        printed(
            "C_1 (‖W_1‖_F² + d ‖W_2‖²) ≤ Tr ∇²L ≤ C_2 (same) with C_1 = C_2 = 1 for every smooth "
            "net that interpolates the cube, each point equally often",
            NETS,
            latex=r"\mathrm{Tr}\nabla^2 L = \|W_1\|_F^2 + d \|W_2\|^2",
            data=WHOLE,
            controls=(
                Control("C_1 = 1001/1000", "constant", {"C1": "1001/1000"}),
                Control("C_2 = 999/1000", "constant", {"C2": "999/1000"}),
                Control("one sample left out", "premise", {"omit": "1"}, legs=DECIDED),
            ),
        ),
    ),
    recheck=by_hand.balanced_by_hand,
    margin="least slack of the two inequalities",
)

SAMPLES = Domain({"points": CUBE_POINTS})
left = Claim(
    "left",
    legs=(
        legs.enumeration(left_inequality, executed=True),
        legs.searched(left_inequality, examples=(20, 200), executed=True),
    ),
    readings=(
        corrected(
            "on a sample of the cube some C_1 > 0 serves all smooth nets iff no a ≠ 0 has "
            "a·x_i ≤ 0 at all samples",
            SAMPLES,
            latex=r"\exists C_1 > 0 \iff \nexists a \ne 0 \; \forall i \; a^\top x_i \le 0",
            data={"criterion": "closed"},
            controls=(
                Control("some C_1 > 0 serves on any sample", "premise", {"criterion": "always"}),
                Control("iff no a has a·x_i < 0 at all", "construction", {"criterion": "open"}),
                Control("iff the samples span R^d", "construction", {"criterion": "rank"}),
            ),
        ),
    ),
    recheck=by_hand.left_by_hand,
)

# ≥ 4, so that the claim is about large constants; with a smaller one less holds
SIZES = Domain(
    {"c": rationals("4 <="), "d": Integers(1), "delta": rationals("0 <", "< 1")},
)
DELTAS = ["1/1000000", "1/1000", "1/10", "1/2", "4/5", "10/11", "1000/1001"]
SIZE = "with n ≥ c {} samples of the cube some C_1 > 0 serves, with probability at least 1 − δ"
size = Claim(
    "size",
    legs=(
        legs.enumeration(
            sizes,
            over={"c": ["1/2", "4", "10", "1000"], "d": [1, 2, 3], "delta": DELTAS},
            full={"d": [1, 2, 3, 4]},
        ),
        legs.searched(
            sizes,
            within={"c": ["1/2", "4", "9", "99"], "d": Integers(1, 3)},
            examples=(60, 400),
        ),
    ),
    readings=(
        printed(
            SIZE.format("d log(d/δ)"),
            SIZES,
            latex=r"n = \Omega(d \log(d/\delta))",
            data={"inside": "d"},
            expected="refuted",
            controls=(Control("d ≥ 2", "true", {}, SIZES.restrict(d=Integers(2))),),
        ),
        corrected(
            SIZE.format("d log(2d/δ)"),
            SIZES,
            latex=r"n \ge 4 d \log(2d/\delta)",
            data={"inside": "2d"},
            controls=(
                Control("log(d/δ)", "constant", {"inside": "d"}, legs=("enumeration",)),
                Control("c = 1/2", "constant", {}, SIZES.widened(c=rationals("1/2 <=", "<= 1/2"))),
            ),
        ),
    ),
    recheck=by_hand.sizes_by_hand,
    margin="least δ − Pr(no C_1 serves), rounded down",
)

PAIR = {"d": Integers(2), "t": rationals("0 <")}
TILTS = {**PAIR, "eta": rationals("0 <", "< 1/2")}
AT_THE_SWITCH = "at Lemma A.5's switching law, two neurons w = {} of weights ±t: "
tilt = Claim(
    "tilt",
    legs=(
        legs.exact(
            tilted,
            over={"d": [2, 3], "t": ["100"], "eta": ["0", "1/4"]},
            full={"d": [2, 3, 4, 7], "t": ["1", "100"]},
            executed=True,
        ),
        legs.searched(
            tilted,
            within={"d": finite([2]), "t": rationals("1/2 <=", "<= 9")},
            examples=(2, 20),
            executed=True,
        ),
    ),
    readings=(
        sharpened(
            AT_THE_SWITCH.format("(1, η, η/2, η/4, …)") + "Tr ∇²L = ‖W_1‖_F² + d ‖W_2‖², η > 0",
            Domain(TILTS),
            data={"weight": "d"},
            controls=(
                Control("‖W_1‖² + ‖W_2‖²", "constant", {"weight": "1"}),
                Control(
                    "w = e_1, η = 0",
                    "premise",
                    {},
                    Domain({**TILTS, "eta": rationals("0 <=", "< 1/2")}),
                    ("exact",),
                ),
            ),
        ),
    ),
    recheck=by_hand.switch_by_hand,
)
kink = Claim(
    "kink",
    legs=(
        legs.exact(kinked, over={"d": [2, 3, 5, 7], "t": ["1", "100"]}, executed=True),
        legs.searched(kinked, within={"d": Integers(2, 7)}, examples=(6, 40), executed=True),
    ),
    readings=(
        sharpened(
            AT_THE_SWITCH.format("e_1") + "with relu'(0) = 0 in the formula of Lemma 4.1 the value "
            "is ‖W_1‖_F² + ‖W_2‖²: there no C_1 would serve every d, but there is no Hessian",
            Domain(PAIR),
            data={"weight": "1"},
            controls=(Control("‖W_1‖² + d ‖W_2‖²", "constant", {"weight": "d"}),),
        ),
    ),
    recheck=by_hand.switch_by_hand,
)

THEOREM = Theorem(
    label="sharpness.lemA11",
    paper=PAPER,
    number="Lemma A.11",
    title="Without biases the trace is comparable to ‖W_1‖² + d ‖W_2‖²",
    kind="lemma",
    statement="Under Condition 2, for n = Ω(d log(d/δ)), with probability at least 1 − δ, "
    "C_1 (‖W_1‖_F² + d ‖W_2‖²) ≤ Tr ∇²L ≤ C_2 (‖W_1‖_F² + d ‖W_2‖²) for every interpolating θ, "
    "C_2 > C_1 > 0 depending on σ alone.",
    hypotheses=(
        "x symmetric, σ-subgaussian, with covariance I_d; here the cube, d ≥ 1",
        "θ interpolates, and no pre-activation is exactly 0 at a sample",
    ),
    claims=(on_cube, left, size, tilt, kink),
    errata=(
        Erratum(
            "size",
            "gap",
            "size",
            "n = Ω(d log(d/δ)) for all d and δ in (0, 1)",
            "n = Ω(d log(2d/δ)): at d = 1 and δ → 1 the printed rate tends to 0, whatever its "
            "constant c (at δ = c/(c + 1), c log(1/δ) < 1 and n = 1 is allowed), but one sample "
            "never suffices; for d ≥ 2 the two rates differ by a factor of at most 2",
        ),
    ),
    rests_on=("sharpness.lem41", "sharpness.lemA5"),
    notes="No convex leg: the best C_1 of a sample is a minimum over cells, positive or not, which "
    "is decided exactly; with kinks at the samples there is no Hessian. Claim left is the same for "
    "interpolating nets: two neurons of opposite weights, however large, add 0 to one of them. "
    "The left side of Lemma A.5 fails at w = e_1 and the switching law, which does no harm here: "
    "such a neuron has no Hessian (claims tilt and kink), and where no pre-activation is 0 half of "
    "the law is active. The smallest c in n ≥ c d log(d/δ) is at least 1/(2 log(4/3)) > 1.73 for "
    "d = 2 and δ → 0, because "
    "n samples miss a corner of the square with probability at least (3/4)^n.",
    open=(
        "the values of C_1, C_2 as functions of σ, and the size n for general d and x: the "
        "constants are not displayed",
    ),
)
