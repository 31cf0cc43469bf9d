"""Proposition 5.1: on P_xor some flattest Sim-LN memorizes and generalizes nowhere else.

A neuron for each sample, of value 2ε there and inactive at every other point of the cube. As long
as ε ≤ 2√(d+1) no interpolating Sim-LN has a trace below 2, by Lemma A.12.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from theorems.sharpness import PAPER
from theorems.sharpness._parts import layer_norm_xor_by_hand as by_hand
from theorems.sharpness._parts.labelled_sets import xor_samples
from theorems.sharpness._parts.layer_norm_legs import all_widths_by_smt, least_by_programs
from theorems.sharpness._parts.layer_norm_xor_checks import least, memorizing
from theorems.sharpness._parts.layer_norm_xor_legs import memorizing_by_smt
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
    rationals,
    sharpened,
)

ONE = {"X": [[1, 1]], "y": [1]}
TWICE = {"X": [[1, 1], [1, 1]], "y": [1, 1]}
THREE = {"X": [[1, 1], [1, -1], [-1, -1]], "y": [1, -1, 1]}
FOUR = {"X": [[1, 1], [1, -1], [-1, 1], [-1, -1]], "y": [1, -1, -1, 1]}
MORE = {"X": [[1, 1], [1, 1], [1, -1], [1, 1], [-1, 1]], "y": [1, 1, -1, 1, -1]}
CUBE: dict[str, Any] = {"X": [[1, 1, 1], [1, -1, 1], [-1, 1, -1], [-1, -1, 1]], "y": [1, -1, -1, 1]}
SAMPLES = xor_samples(ONE, TWICE, THREE, FOUR, MORE, CUBE, dimensions=(2, 3), most=4)


def _distinct(value: object) -> bool:
    rows = [tuple(map(str, x)) for x in value["X"]] if isinstance(value, dict) else []
    return SAMPLES.accepts(value) and len(set(rows)) == len(rows)


ONCE = replace(
    SAMPLES,
    name="samples of P_xor, each once",
    accepts=_distinct,
    samples=(ONE, THREE, FOUR, CUBE),
    draw=lambda: SAMPLES.strategy().filter(_distinct),
    within=(SAMPLES.name,),
)
POSITIVE = rationals("0 <")
NETS = Domain({"data": SAMPLES, "eps": POSITIVE, "delta": rationals("0 <", "< 2")})
ALONE = NETS.widened(data=ONCE)
WIDE = ALONE.widened(delta=POSITIVE)
OVER = {"eps": ["1/100", "1", "100"], "delta": ["1/2", "2"]}
FULL = {"eps": ["1/100", "1", "7/3", "100"], "delta": ["1/1000", "1/2", "1", "1999/1000", "2", "3"]}
RULE = {"spare": "printed", "trace": "2", "event": "y f <= 0"}
DECIDED = ("smt", "convex", "exact")
SWEPT = ("exact", "smt")
FEW = (5, 80)
MEMORIZES = "the net memorizes, is smooth at the samples, has trace 2 and zero-one error "
FORMULA = r"\Pr(y f_\theta(x) \le 0) = \max\{1 - n/2^d, 0\}"

construction = Claim(
    "construction",
    legs=(
        legs.exact(memorizing, over=OVER, full=FULL, executed=True),
        legs.smt(memorizing_by_smt(memorizing, OVER, repeats=True)),
        legs.searched(memorizing, examples=FEW, executed=True),
    ),
    readings=(
        printed(
            MEMORIZES + "max{1 − n/2^d, 0}, for any n samples",
            NETS,
            data=RULE,
            expected="refuted",
            legs=SWEPT,
            controls=(
                Control("every sample once", "true", {}, ALONE, legs=("exact",)),
                Control("neurons of repeats moved", "true", {"spare": "moved"}),
            ),
        ),
        corrected(
            MEMORIZES + "max{1 − n/2^d, 0}, the neurons of repeated samples being moved to points "
            "of the cube that are not sampled, and dead where there is none",
            NETS,
            latex=FORMULA,
            data=RULE | {"spare": "moved"},
            controls=(
                Control("as printed", "construction", {"spare": "printed"}, legs=SWEPT),
                Control("neurons of repeats dead", "construction", {"spare": "dead"}),
                Control("trace 2001/1000", "constant", {"trace": "2001/1000"}, legs=SWEPT),
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
            ALONE,
            data=RULE | {"event": "y f > 0"},
            expected="refuted",
            controls=(Control("Pr(y f(x) ≤ 0)", "true", {"event": "y f <= 0"}),),
        ),
        corrected(
            MEMORIZES + "Pr(y f(x) ≤ 0) = max{1 − n/2^d, 0}, if every sample occurs once",
            ALONE,
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

SUFFICIENT = Premise("ε < √(d+1)", lambda p: p["eps"] * p["eps"] < len(p["data"]["X"][0]) + 1)
PAIRS = Domain({"data": SAMPLES, "eps": POSITIVE})
SMALL = Domain(PAIRS.parameters, (SUFFICIENT,))
REACHED = "on P_xor r = √(d+1) and |y| = 1, and the net of the claim construction has such paths"
# ‖x'‖ = 2 at d = 3
PROGRAMS = {"data": [{"X": CUBE["X"][:k], "y": CUBE["y"][:k]} for k in (1, 3)]}
minimal = Claim(
    "minimal",
    legs=(
        legs.smt(all_widths_by_smt(least, {"eps": ["1", "100"]}, attained=REACHED)),
        legs.convex(least_by_programs(PROGRAMS | {"eps": ["1/2", "3/2", "8"]})),
        legs.exact(least, over={"eps": ["1/100", "1", "3/2", "100"]}, executed=True),
        legs.searched(least, within={"eps": rationals("0 <", "<= 20")}, examples=FEW),
    ),
    readings=(
        printed(
            "for ε < √(d+1) the least trace over interpolating nets of every width is 2",
            SMALL,
            latex=r"\min \mathrm{Tr}\nabla^2 L = 2",
            data={"factor": "1", "value": "2", "net": "own"},
            controls=(
                Control("factor 1001/1000", "constant", {"factor": "1001/1000"}),
                Control("factor 999/1000", "constant", {"factor": "999/1000"}, legs=DECIDED),
                Control("every ε", "premise", {}, PAIRS, legs=("exact",)),
            ),
        ),
        sharpened(
            "for every ε > 0 it is min(2, 4√(d+1)/ε): 2 is least iff ε ≤ 2√(d+1)",
            PAIRS,
            latex=r"\min \mathrm{Tr}\nabla^2 L = \min(2, 4\sqrt{d+1}/\epsilon)",
            data={"factor": "1", "value": "min", "net": "own"},
            controls=(Control("factor 999/1000", "constant", {"factor": "999/1000"}),),
        ),
    ),
    recheck=by_hand.least_by_hand,
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
