"""Theorem 4.1: with biases, a memorizing net is among the flattest interpolators.

Extreme points let each sample have a neuron of its own; Lemma 4.1 and Cauchy–Schwarz bound the
trace of every interpolating net from below, and the memorizing net attains the bound. The nets
stand in `_parts.memorizing`, the predicates in `_parts.memorizing_checks`, the claims on the least
trace, the displays of the proof and the other depths in `_parts.memorizing_least`, `_formulas` and
`_deep`.
"""

from __future__ import annotations

from theorems.sharpness import PAPER
from theorems.sharpness._parts import memorizing_by_hand as by_hand
from theorems.sharpness._parts import memorizing_sets as sets
from theorems.sharpness._parts.figures_program import ATTAINED
from theorems.sharpness._parts.memorizing_checks import built
from theorems.sharpness._parts.memorizing_deep import bound, deep_zero, depth, existence
from theorems.sharpness._parts.memorizing_formulas import eq2, eq3, eq4
from theorems.sharpness._parts.memorizing_least import LEAST, least_trace, minimal
from theorems.sharpness._parts.memorizing_legs import bump_by_smt
from verify import (
    Claim,
    Control,
    Domain,
    Erratum,
    Theorem,
    corrected,
    legs,
    printed,
    rationals,
)

FEW = (8, 250)
SWEPT = ("exact", "smt")
SMALL = rationals("0 <", "< 1")
POSITIVE = rationals("0 <")
DISTINCT = Domain({"data": sets.NONZERO, "eps": SMALL})
PRINTED = {"sign": True, "radius": "1", "spare": "printed", "net": "own"}
NEARLY = {"radius": "1002001/1000000"}
ATTAINS = "the net memorizes, is smooth at the samples and has trace (2/n) Σ 2‖x_i'‖|y_i|"

construction = Claim(
    "construction",
    legs=(
        legs.exact(built, over=sets.SWEEP, full=sets.WHOLE, executed=True),
        legs.smt(bump_by_smt(built, sets.SWEEP)),
        legs.searched(built, examples=FEW, executed=True),
    ),
    readings=(
        printed(
            ATTAINS,
            Domain({"data": sets.ALL, "eps": SMALL}),
            data=PRINTED,
            expected="refuted",
            legs=("exact",),
            controls=(Control("no label 0", "true", {}, DISTINCT),),
        ),
        corrected(
            ATTAINS + ", if no label is 0 and ε is below every gap w_i·(x_i − x_j)",
            DISTINCT,
            latex=r"\mathrm{Tr}\nabla^2 L = " + LEAST,
            data=PRINTED,
            controls=(
                Control("W_2 without sign(y)", "sign", {"sign": False}),
                Control("r_i = (1001/1000)² ‖x_i'‖", "constant", NEARLY, legs=SWEPT),
                Control("ε ≥ gap", "premise", {}, Domain({"data": sets.NONZERO, "eps": POSITIVE})),
                Control(
                    "a point between others",
                    "premise",
                    {},
                    Domain({"data": sets.ONLY_MIDDLE, "eps": SMALL}),
                    legs=("exact",),
                ),
                Control(
                    "each neuron split in four, none one-hot",
                    "construction",
                    {"net": "split"},
                    legs=("exact",),
                ),
                Control(
                    "two samples on one neuron",
                    "construction",
                    {"net": "shared"},
                    Domain({"data": sets.ONLY_SHARED, "eps": SMALL}),
                    legs=("exact",),
                ),
            ),
        ),
    ),
    recheck=by_hand.net_by_hand,
)

SAMPLES = Domain({"data": sets.REPEATED, "eps": SMALL})
repeats = Claim(
    "repeats",
    legs=construction.legs,
    readings=(
        printed(
            "w_i·x_i > w_i·x_j for all j ≠ i, also where a sample occurs twice",
            SAMPLES,
            data=PRINTED,
            expected="refuted",
            legs=SWEPT,
            controls=(Control("every sample once", "true", {}, DISTINCT),),
        ),
        corrected(
            "with one neuron for each distinct sample, the others dead, " + ATTAINS,
            SAMPLES,
            data=PRINTED | {"spare": "dead"},
            controls=(
                Control("r_i = (1001/1000)² ‖x_i'‖", "constant", NEARLY),
                Control(
                    "a neuron for each sample",
                    "construction",
                    {"spare": "printed"},
                    legs=SWEPT,
                ),
            ),
        ),
    ),
    recheck=by_hand.net_by_hand,
)

THEOREM = Theorem(
    label="sharpness.thm41",
    paper=PAPER,
    number="Theorem 4.1",
    title="With biases, a memorizing net is among the flattest",
    kind="theorem",
    statement="If the inputs are a set of extreme points, then for every D ≥ 2 there is a net of "
    "width n and depth D with biases that memorizes the training set and has minimal sharpness "
    "Tr ∇²L over all interpolating nets.",
    hypotheses=(
        "every x_i is a vertex of the convex hull of all",
        "D ≥ 2, width n, a bias in the first layer",
        "sharpness is minimized over nets with no pre-activation exactly 0 at a sample",
    ),
    claims=(
        construction,
        minimal,
        eq2,
        eq3,
        eq4,
        bound,
        depth,
        deep_zero,
        existence,
        repeats,
        least_trace,
    ),
    errata=(
        Erratum(
            "zero_label",
            "gap",
            "construction",
            "the net for D = 2 memorizes and attains the bound, whatever the labels",
            "it does if no label is 0; at y_i = 0 the printed W_1 and b_1 are 0, so that the "
            "pre-activation is 0 at every sample and x_i activates no neuron",
        ),
        Erratum(
            "existence",
            "false",
            "existence",
            "some memorizing net has minimal sharpness",
            "it does iff no label is 0: a neuron active on x_i makes ‖∇f(x_i)‖² > 0, and where "
            "y_i = 0 the least value is 0",
        ),
        Erratum(
            "deep_zero",
            "gap",
            "deep_zero",
            "for general D, r_i = u_i = 1 if y_i = 0",
            "that net memorizes, and its trace is 2/n above the least one for each label 0: the "
            "neuron of x_i is active, at W_D = 0",
        ),
        Erratum(
            "eq2",
            "misprint",
            "eq2",
            "(W_2 ⊙ 1[W_1'x_i' > 0]) x_iᵀ",
            "(W_2 ⊙ 1[W_1'x_i' > 0]) x_i'ᵀ, as in the line below it: the bias has a derivative too",
        ),
        Erratum(
            "eq4_sign",
            "misprint",
            "eq4",
            "W_2 ⊙ 1 = relu(W_1'x_i')/‖x_i'‖",
            "W_2 ⊙ 1 = sign(y_i) relu(W_1'x_i')/‖x_i'‖",
        ),
        Erratum(
            "depth",
            "gap",
            "depth",
            "W_j = diag(1/r_i) for 2 ≤ j ≤ D−1",
            "negative entries outside the diagonal; with 0 the other neurons of the layers ≥ 2 are "
            "at pre-activation 0 and W_D ≠ 0, so that f is not differentiable if D ≥ 3 and n ≥ 2",
        ),
        Erratum(
            "repeats",
            "gap",
            "repeats",
            "w_i·x_i > w_i·x_j for all j ≠ i",
            "for all x_j ≠ x_i, with one neuron for each distinct sample: in a training set drawn "
            "independently a sample may occur twice",
        ),
    ),
    rests_on=("sharpness.lem41",),
    figures=(ATTAINED,),
    notes="Data sets are those at which ‖x'‖ and the roots of ‖x'‖/|y| are rational, so that the "
    "printed net is; eq3, eq4 and the SMT and symbolic legs cover all reals. Three numbers at four "
    "points of a square: closed form 265/4, second differences of the net 265/4, convex program in "
    "[66.2499, 66.2501]; at 0, 1, 2, where 1 is not extreme: closed form at most 6.20038, no such "
    "net, program in [12.1454, 12.1455]. The program is one of two-layer nets: for D ≥ 3 "
    "minimality rests on the claim `bound`, held on nets.",
)
