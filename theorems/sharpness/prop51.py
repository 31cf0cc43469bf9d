"""Proposition 5.1: on P_xor some flattest Sim-LN memorizes and generalizes nowhere else.

A neuron for each sample, of value 2ε there and inactive at every other point of the cube. As long
as ε ≤ 2√(d+1) no interpolating Sim-LN has a trace below 2, by Lemma A.12.
"""

from __future__ import annotations

from theorems.sharpness import PAPER
from theorems.sharpness._parts import layer_norm_xor_by_hand as by_hand
from theorems.sharpness._parts import layer_norm_xor_sets as over
from theorems.sharpness._parts.layer_norm_xor_checks import memorizing
from theorems.sharpness._parts.layer_norm_xor_legs import memorizing_by_smt
from verify import Claim, Control, Erratum, Theorem, corrected, legs, printed, sharpened

WIDE = over.ALONE.widened(delta=over.POSITIVE)
OVER = {"eps": ["1", "100"], "delta": ["1/2", "2"]}
FULL = {"eps": ["1/100", "1", "7/3", "100"], "delta": ["1/1000", "1/2", "1", "1999/1000", "2", "3"]}
RULE = {"spare": "printed", "trace": "2", "event": "y f <= 0"}
MEMORIZES = "the net memorizes, is smooth at the samples, has trace 2 and zero-one error "
FORMULA = r"\Pr(y f_\theta(x) \le 0) = \max\{1 - n/2^d, 0\}"

construction = Claim(
    "construction",
    legs=(
        legs.exact(memorizing, over=OVER, full=FULL, executed=True),
        legs.smt(memorizing_by_smt(memorizing, OVER, repeats=True)),
        legs.searched(memorizing, examples=over.FEW, executed=True),
    ),
    readings=(
        printed(
            MEMORIZES + "max{1 − n/2^d, 0}, for any n samples",
            over.NETS,
            data=RULE,
            expected="refuted",
            legs=over.SWEPT,
            controls=(
                Control("every sample once", "true", {}, over.ALONE, legs=("exact",)),
                Control("neurons of repeats moved", "true", {"spare": "moved"}),
            ),
        ),
        corrected(
            MEMORIZES + "max{1 − n/2^d, 0}, the neurons of repeated samples being moved to points "
            "of the cube that are not sampled, and dead where there is none",
            over.NETS,
            latex=FORMULA,
            data=RULE | {"spare": "moved"},
            controls=(
                Control("as printed", "construction", {"spare": "printed"}, legs=over.SWEPT),
                Control("neurons of repeats dead", "construction", {"spare": "dead"}),
                Control("trace 2001/1000", "constant", {"trace": "2001/1000"}, legs=over.SWEPT),
            ),
        ),
    ),
    recheck=by_hand.memorizing_by_hand,
)

zero_one = Claim(
    "zero_one",
    legs=(
        legs.enumeration(memorizing, over=OVER, full=FULL, executed=True),
        legs.smt(memorizing_by_smt(memorizing, OVER, repeats=False)),
    ),
    readings=(
        printed(
            MEMORIZES + "Pr(y f(x) > 0) = max{1 − n/2^d, 0}, if every sample occurs once",
            over.ALONE,
            data=RULE | {"event": "y f > 0"},
            expected="refuted",
            controls=(Control("Pr(y f(x) ≤ 0)", "true", {"event": "y f <= 0"}),),
        ),
        corrected(
            MEMORIZES + "Pr(y f(x) ≤ 0) = max{1 − n/2^d, 0}, if every sample occurs once",
            over.ALONE,
            latex=FORMULA,
            data=RULE,
            controls=(
                Control("Pr(y f(x) > 0)", "sign", {"event": "y f > 0"}),
                Control("δ ≥ 2", "premise", {}, WIDE),
            ),
        ),
    ),
    recheck=by_hand.memorizing_by_hand,
)

minimal = over.minimal(
    "own",
    "the claim construction",
    sharpened(
        "for every ε > 0 it is min(2, 4√(d+1)/ε): 2 is least iff ε ≤ 2√(d+1)",
        over.PAIRS,
        latex=r"\min \mathrm{Tr}\nabla^2 L = \min(2, 4\sqrt{d+1}/\epsilon)",
        data={"factor": "1", "value": "min", "net": "own"},
        controls=(Control("factor 999/1000", "constant", {"factor": "999/1000"}),),
    ),
)

THEOREM = Theorem(
    label="sharpness.prop51",
    paper=PAPER,
    number="Proposition 5.1",
    title="With layer normalization, some flattest net on P_xor does not generalize",
    kind="proposition",
    statement="On P_xor, for sufficiently small ε (ε < √(d+1)) and any n, some Sim-LN of width n "
    "memorizes the training set, has minimal sharpness 2 over all interpolating nets and the "
    "zero-one generalization error max{1 − n/2^d, 0}.",
    hypotheses=(
        "x uniform on {−1, 1}^d, d ≥ 2, y = x[1]x[2]",
        "n samples, which may repeat; width n; 0 < δ < 2",
        "sharpness is minimized over nets with no pre-activation exactly 0 and no "
        "‖relu(W_1x_i + b_1)‖ exactly ε at a sample",
    ),
    claims=(construction, zero_one, minimal),
    errata=(
        Erratum(
            "repeats",
            "gap",
            "construction",
            "rows 2εx_i/δ for i = 1, …, n, whatever the samples",
            "one neuron for each distinct sample and the others at points that are not sampled: k "
            "equal samples activate k equal neurons, so that f = √k y, and the error is greater "
            "than 1 − n/2^d",
        ),
        Erratum(
            "zero_one",
            "misprint",
            "zero_one",
            "zero-one error Pr(y f(x) > 0)",
            "Pr(y f(x) ≤ 0), which counts f(x) = 0 as an error",
        ),
    ),
    rests_on=("sharpness.lem41", "sharpness.thm51", "sharpness.lemA12"),
    notes="Where √(d+1) is irrational the least value is compared in squares. The convex leg takes "
    "d = 3, where ‖x'‖ = 2.",
)
