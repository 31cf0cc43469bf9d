"""Theorem 5.1: with layer normalization, a memorizing net is among the flattest interpolators.

Above ε a sample costs 1, for its output weights alone; below ε it costs what Theorem 4.1 says of
ε f. Lemma A.12 bounds the trace by the smaller of both, and a net with one neuron for each extreme
point attains it. The nets stand in `_parts.layer_norm`, the predicates in its `_checks`.
"""

from __future__ import annotations

from theorems.sharpness import PAPER
from theorems.sharpness._parts import layer_norm_by_hand as by_hand
from theorems.sharpness._parts import layer_norm_sets as over
from theorems.sharpness._parts import memorizing_sets as sets
from theorems.sharpness._parts.layer_norm_checks import built, least, own_neuron
from theorems.sharpness._parts.layer_norm_legs import path_by_smt
from theorems.sharpness._parts.layer_norm_widths import all_widths_by_smt, least_by_programs
from verify import Claim, Control, Domain, Erratum, Theorem, corrected, legs, printed

FEW = (10, 120)
SWEPT = ("exact", "smt")
LEAST = r"\tfrac2n \sum_i \min(1, \tfrac2\epsilon \|x_i'\||y_i|)"
ATTAINS = "the net memorizes, is smooth at the samples, has trace (2/n) Σ min(1, (2/ε)‖x_i'‖|y_i|)"
CASES = ", with r_i = 1, u_i = 2ε if ‖x_i'‖|y_i| > {0}, and r_i, u_i of case 2 if 0 < … ≤ {0}"
WIDE = over.DISTINCT.widened(delta=over.POSITIVE)
INNER = over.DISTINCT.widened(data=sets.ONLY_MIDDLE)

construction = Claim(
    "construction",
    legs=(
        legs.exact(built, over=over.SWEEP, full=over.WIDER, executed=True),
        legs.smt(path_by_smt(built, over.SWEEP)),
        legs.searched(built, within={"eps": over.SQUARES}, examples=FEW, executed=True),
    ),
    readings=(
        printed(
            ATTAINS + CASES.format("ε"),
            over.DISTINCT,
            data=over.OWN | {"threshold": "1"},
            expected="refuted",
            legs=SWEPT,
            controls=(
                Control("threshold ε/2", "true", {"threshold": "1/2"}),
                Control(
                    "ε below every ‖x_i'‖|y_i|",
                    "true",
                    {},
                    Domain(over.DISTINCT.parameters, (over.SUFFICIENT,)),
                    legs=("exact",),
                ),
            ),
        ),
        corrected(
            ATTAINS + CASES.format("ε/2"),
            over.DISTINCT,
            latex=r"\mathrm{Tr}\nabla^2 L = " + LEAST,
            data=over.OWN,
            controls=(
                Control("threshold ε", "constant", {"threshold": "1"}, legs=SWEPT),
                Control("threshold ε/100", "constant", {"threshold": "1/100"}, legs=("exact",)),
                Control("u_i = ε in case 1", "constant", {"height": "1"}),
                Control(
                    "r_i · 1001/1000, u_i · 1000/1001", "constant", over.NEARLY, legs=("exact",)
                ),
                Control("W_2 = r_i|y_i|", "sign", {"sign": False}, legs=("exact",)),
                Control("δ ≥ gap", "premise", {}, WIDE, legs=SWEPT),
                Control("a point between others", "premise", {}, INNER, legs=("exact",)),
                Control(
                    "each neuron split in four, none one-hot",
                    "construction",
                    {"net": "split"},
                    legs=("exact",),
                ),
            ),
        ),
    ),
    recheck=by_hand.net_by_hand,
)

zero_label = Claim(
    "zero_label",
    legs=(
        legs.exact(built, over=over.ZEROS, full={"eps": over.SQUARES}, executed=True),
        legs.smt(path_by_smt(built, over.ZEROS)),
        legs.searched(built, within={"eps": over.SQUARES}, examples=FEW, executed=True),
    ),
    readings=(
        printed(
            ATTAINS + ", with r_i = 0, u_i = 2ε if y_i = 0",
            over.EVERY,
            data=over.OWN,
            expected="refuted",
            legs=SWEPT,
            controls=(Control("no label 0", "true", {}, over.DISTINCT),),
        ),
        corrected(
            "with r_i = 0, u_i = 2ε if y_i = 0 the net memorizes and is smooth at the samples; its "
            "trace is 2/n above the least one for each label 0",
            over.EVERY,
            data=over.OWN | {"excess": "1"},
            controls=(
                Control("no excess", "constant", {"excess": "0"}, legs=SWEPT),
                Control("threshold ε", "constant", {"threshold": "1"}, legs=SWEPT),
                Control("u_i = ε in case 1", "constant", {"height": "1"}, legs=("property",)),
            ),
        ),
    ),
    recheck=by_hand.net_by_hand,
)

SOME = "at every set of extreme points some memorizing net is among the flattest"
existence = Claim(
    "existence",
    legs=(
        legs.exact(own_neuron, over=over.PATHS, full={"eps": over.SQUARES}, executed=True),
        legs.smt(path_by_smt(own_neuron, over.PATHS)),
        legs.searched(own_neuron, within={"eps": over.SQUARES}, examples=FEW, executed=True),
    ),
    readings=(
        printed(
            SOME + ", if ε is small enough",
            Domain(over.PAIRS.parameters, (over.SUFFICIENT,)),
            data=over.OWN,
            expected="refuted",
            legs=SWEPT,
            controls=(Control("no label 0", "true", {}, over.NONZERO_PAIRS),),
        ),
        corrected(
            SOME + ", no label being 0, for every ε > 0",
            over.NONZERO_PAIRS,
            data=over.OWN,
            controls=(
                Control("labels 0 too", "premise", {}, over.PAIRS),
                Control(
                    "the net printed for every ε", "construction", {"threshold": "1"}, legs=SWEPT
                ),
            ),
        ),
    ),
    recheck=by_hand.existence_by_hand,
)

REACHED = "at extreme points a neuron alone on its sample has such a path, a dead one costs 0"
minimal = Claim(
    "minimal",
    legs=(
        legs.smt(all_widths_by_smt(least, over.PROGRAMS, attained=REACHED)),
        legs.convex(least_by_programs(over.PROGRAMS)),
        legs.exact(least, over=over.PROGRAMS, full={"data": sets.PROGRAMS}, executed=True),
        legs.searched(least, within={"eps": over.SQUARES}, examples=(6, 40), executed=True),
    ),
    readings=(
        printed(
            "the least trace over interpolating nets of every width is "
            "(2/n) Σ min(1, (2/ε)‖x_i'‖|y_i|), for every ε > 0",
            over.PAIRS,
            latex=r"\min \mathrm{Tr}\nabla^2 L = " + LEAST,
            data={"factor": "1", "relation": "equal"},
            controls=(
                Control("factor 100001/100000", "constant", {"factor": "100001/100000"}),
                Control("factor 99999/100000", "constant", {"factor": "99999/100000"}),
            ),
        ),
    ),
    recheck=by_hand.least_by_hand,
)

repeats = Claim(
    "repeats",
    legs=construction.legs,
    readings=(
        printed(
            "w_i·x_i > w_i·x_j for all j ≠ i, also where a sample occurs twice",
            over.SAMPLES,
            data=over.OWN,
            expected="refuted",
            legs=SWEPT,
            controls=(Control("every sample once", "true", {}, over.DISTINCT),),
        ),
        corrected(
            "with one neuron for each distinct sample, the others dead, " + ATTAINS,
            over.SAMPLES,
            data=over.OWN | {"spare": "dead"},
            controls=(
                Control("u_i = ε in case 1", "constant", {"height": "1"}),
                Control(
                    "a neuron for each sample", "construction", {"spare": "printed"}, legs=SWEPT
                ),
            ),
        ),
    ),
    recheck=by_hand.net_by_hand,
)

THEOREM = Theorem(
    label="sharpness.thm51",
    paper=PAPER,
    number="Theorem 5.1",
    title="With layer normalization, a memorizing net is among the flattest",
    kind="theorem",
    statement="If the inputs are a set of extreme points, then for sufficiently small ε there is a "
    "Sim-LN of width n that memorizes the training set and has minimal sharpness Tr ∇²L over all "
    "interpolating nets.",
    hypotheses=(
        "every x_i is a vertex of the convex hull of all",
        "width n, a bias in the first layer, ‖relu(W_1x + b_1)‖ replaced by ε where it is smaller",
        "sharpness is minimized over nets with no pre-activation exactly 0 and no "
        "‖relu(W_1x_i + b_1)‖ exactly ε at a sample",
    ),
    claims=(construction, zero_label, existence, minimal, repeats),
    errata=(
        Erratum(
            "threshold",
            "misprint",
            "construction",
            "case 1 if ‖x_i'‖|y_i| > ε, case 2 if 0 < ‖x_i'‖|y_i| ≤ ε",
            "ε/2 in place of ε; where ε/2 < ‖x_i'‖|y_i| < ε case 2 costs (2/ε)‖x_i'‖|y_i| > 1, and "
            "where ‖x_i'‖|y_i| = ε it has u_i = ε, so that the norm is at its kink; at the small ε "
            "that the theorem asks for case 2 does not occur, at those of Lemma A.12 it does",
        ),
        Erratum(
            "zero_label",
            "gap",
            "zero_label",
            "r_i = 0, u_i = 2ε if y_i = 0, at minimal sharpness",
            "that net memorizes, and its trace is 2/n above the least one for each label 0: above "
            "ε the derivatives in W_2 alone cost 1, and a dead neuron costs 0",
        ),
        Erratum(
            "existence",
            "false",
            "existence",
            "for sufficiently small ε some memorizing net has minimal sharpness",
            "it does iff no label is 0, and then for every ε > 0: a neuron of value h on x_i makes "
            "‖∇f(x_i)‖² ≥ min(1, h²/ε²) > 0, and where y_i = 0 the least value is 0",
        ),
        Erratum(
            "repeats",
            "gap",
            "repeats",
            "w_i·x_i > w_i·x_j for all j ≠ i",
            "for all x_j ≠ x_i, with one neuron for each distinct sample",
        ),
    ),
    rests_on=("sharpness.lem41", "sharpness.lemA12"),
    notes="Data sets and ε are those at which ‖x'‖ and the root of ‖x'‖|y|/ε are rational, so that "
    "the net is; the SMT legs cover all reals. The convex leg solves one program of unnormalized "
    "nets, of every width, for each set of samples that may lie below ε.",
)
