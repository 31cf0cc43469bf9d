"""Proposition 4.1: on P_xor some flattest net with biases memorizes, and errs off the samples.

Every corner of the cube is extreme, so that each sample may have a neuron that no other corner
activates. Where samples repeat, neurons are left over: dead, they leave the error above
1 − n/2^d; moved to unseen corners, they bring it there.
"""

from __future__ import annotations

from theorems.sharpness import PAPER
from theorems.sharpness._parts import prop41_by_hand as by_hand
from theorems.sharpness._parts.every_width import least_by_smt
from theorems.sharpness._parts.prop41_checks import (
    error,
    error_by_smt,
    least,
    least_by_bracket,
    mean_error,
    memorized,
    memorized_by_smt,
)
from theorems.sharpness._parts.prop41_sets import ONCE, POSITIVE, SAMPLES, SMALL
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
    sharpened,
)

EXACTLY = ("exact", "smt")
NETS = Domain({"data": SAMPLES, "delta": SMALL, "h": POSITIVE})
SWEEP = {"delta": ["1/1000", "1", "1999/1000", "2"], "h": ["1/2"]}
WIDER = {"delta": [*SWEEP["delta"], "3"], "h": ["1/2", "2"]}
SAYS = "the net memorizes, is smooth at the samples and has trace 2(h² + (d+1)/h²)"
PRINTED = {"spare": "printed", "out": "1"}

memorizing = Claim(
    "memorizes",
    legs=(
        legs.exact(memorized, over=SWEEP, full=WIDER, executed=True),
        legs.smt(memorized_by_smt(SWEEP)),
        legs.searched(memorized, examples=(4, 60), executed=True),
    ),
    readings=(
        printed(
            "with a neuron for each sample, " + SAYS,
            NETS,
            data=PRINTED,
            expected="refuted",
            legs=EXACTLY,
            controls=(Control("every sample once", "true", {}, Domain(NETS.parameters, (ONCE,))),),
        ),
        corrected(
            "with the neuron of a repeated sample at an unseen corner, or dead if there is none, "
            + SAYS,
            NETS,
            latex=r"W_1 = h x_i/\delta,\ b_1 = h(\delta-d)/\delta,\ W_2 = y_i/h",
            data=PRINTED | {"spare": "moved"},
            controls=(
                Control("W_2 doubled", "construction", {"out": "2"}),
                Control("W_2 without sign(y)", "sign", {"out": "-1"}),
                Control("δ ≥ 2", "premise", {}, NETS.widened(delta=POSITIVE), EXACTLY),
                Control(
                    "a neuron for each sample", "construction", {"spare": "printed"}, None, EXACTLY
                ),
            ),
        ),
    ),
    recheck=by_hand.memorized_by_hand,
)

FEW = {"delta": ["1/2", "1"]}
PLACES = Domain({"data": SAMPLES, "delta": SMALL})
event = Claim(
    "event",
    legs=(
        legs.enumeration(error, over=FEW, executed=True),
        legs.smt(error_by_smt(FEW)),
        legs.searched(error, examples=(10, 200), executed=True),
    ),
    readings=(
        printed(
            "the net of n distinct samples has Pr(y f(x) > 0) = max{1 − n/2^d, 0}",
            Domain(PLACES.parameters, (ONCE,)),
            latex=r"\Pr(y f_\theta(x) > 0) = \max\{1 - n/2^d, 0\}",
            data={"event": "y f > 0", "count": "n", "spare": "dead"},
            expected="refuted",
            controls=(Control("Pr(y f ≤ 0)", "true", {"event": "y f <= 0"}),),
        ),
        corrected(
            "the net of n distinct samples has Pr(y f(x) ≤ 0) = max{1 − n/2^d, 0}",
            Domain(PLACES.parameters, (ONCE,)),
            latex=r"\Pr(y f_\theta(x) \le 0) = \max\{1 - n/2^d, 0\}",
            data={"event": "y f <= 0", "count": "n", "spare": "dead"},
            controls=(
                Control("Pr(y f > 0)", "sign", {"event": "y f > 0"}),
                Control("samples repeated", "premise", {}, PLACES, ("enumeration", "smt")),
            ),
        ),
    ),
    recheck=by_hand.error_by_hand,
)

zero_one = Claim(
    "error",
    legs=event.legs,
    readings=(
        printed(
            "the net that is 0 off the samples has the error max{1 − n/2^d, 0}, n samples",
            PLACES,
            latex=r"\max\{1 - n/2^d, 0\}",
            data={"event": "y f <= 0", "count": "n", "spare": "dead"},
            expected="refuted",
            legs=("enumeration", "smt"),
            controls=(
                Control("every sample once", "true", {}, Domain(PLACES.parameters, (ONCE,))),
            ),
        ),
        corrected(
            "it has the error 1 − k/2^d, where k samples are distinct",
            PLACES,
            latex=r"1 - k/2^d",
            data={"event": "y f <= 0", "count": "distinct", "spare": "dead"},
            controls=(
                Control(
                    "n in place of k", "constant", {"count": "n"}, None, ("enumeration", "smt")
                ),
                Control("Pr(y f > 0)", "sign", {"event": "y f > 0"}),
            ),
        ),
        sharpened(
            "with neurons of repeated samples at unseen corners the error is max{1 − n/2^d, 0}",
            PLACES,
            data={"event": "y f <= 0", "count": "n", "spare": "moved"},
            controls=(
                Control(
                    "the left neurons dead",
                    "construction",
                    {"spare": "dead"},
                    None,
                    ("enumeration", "smt"),
                ),
                Control("Pr(y f > 0)", "sign", {"event": "y f > 0"}),
            ),
        ),
    ),
    recheck=by_hand.error_by_hand,
)

mean = Claim(
    "mean",
    legs=(
        legs.enumeration(
            mean_error,
            over={"d": [2, 3], "n": [1, 2]},
            full={"d": [2, 3], "n": [1, 2, 3]},
            executed=True,
        ),
    ),
    readings=(
        sharpened(
            "over all samples of size n the mean error of the net that is 0 off them is "
            "(1 − 2^−d)^n",
            Domain({"d": finite([2, 3]), "n": Integers(1)}),
            latex=r"\mathbb{E}_S \Pr(y f \le 0) = (1 - 2^{-d})^n",
            data={"mean": "power"},
            controls=(Control("max{1 − n/2^d, 0}", "constant", {"mean": "linear"}),),
        ),
    ),
    recheck=by_hand.mean_by_hand,
)

LESS = Control("factor 999/1000", "constant", {"factor": "999/1000"}, None, ("smt", "exact"))
minimal = Claim(
    "minimal",
    legs=(
        legs.smt(least_by_smt(least, {}, "each distinct sample has a neuron of its own")),
        legs.convex(least_by_bracket),
        legs.exact(least, executed=True),
        legs.searched(least, examples=(4, 40), executed=True),
    ),
    readings=(
        printed(
            "the least trace over interpolating nets of every width is 4√(d+1), and the net has it "
            "at h⁴ = d + 1",
            Domain({"data": SAMPLES}),
            latex=r"\min \mathrm{Tr}\nabla^2 L = 4\sqrt{d+1}",
            data={"factor": "1"},
            controls=(
                Control("factor 1001/1000", "constant", {"factor": "1001/1000"}),
                LESS,
            ),
        ),
    ),
    recheck=by_hand.least_by_hand,
)

THEOREM = Theorem(
    label="sharpness.prop41",
    paper=PAPER,
    number="Proposition 4.1",
    title="With biases, some flattest net memorizes P_xor",
    kind="proposition",
    statement="On P_xor, for any n, some net of width n with biases memorizes the training set, "
    "has minimal sharpness over all interpolating nets and the zero-one error max{1 − n/2^d, 0}.",
    hypotheses=(
        "x uniform on {−1, 1}^d, d ≥ 2, y = x[1]x[2]",
        "n ≥ 1 samples, which may repeat, n beyond 2^d too; width n",
        "the net of Theorem 4.1 with w_i = x_i/√d, δ = √d ε < 2, height h = (d+1)^{1/4}",
        "sharpness is minimized over nets with no pre-activation exactly 0 at a sample",
    ),
    claims=(memorizing, event, zero_one, mean, minimal),
    errata=(
        Erratum(
            "event",
            "misprint",
            "event",
            "zero-one error Pr(y f(x) > 0)",
            "Pr(y f(x) ≤ 0), f(x) = 0 counted as an error: at one sample of d = 2 the printed "
            "event has probability 1/4, and the claimed error is 3/4",
        ),
        Erratum(
            "neurons",
            "gap",
            "memorizes",
            "a neuron for each of n samples, w_iᵀx_i > w_iᵀx_j for j ≠ i",
            "a neuron for each distinct sample; two neurons of one sample give f = 2y there",
        ),
        Erratum(
            "repeats",
            "gap",
            "error",
            "f = 0 off the samples, so that the error is max{1 − n/2^d, 0}",
            "the error of that net is 1 − k/2^d with k distinct samples; a net with the error "
            "stated exists nevertheless: neurons of repeats go to unseen corners at no cost",
        ),
    ),
    rests_on=("sharpness.lem41", "sharpness.thm41"),
    notes="Where (d+1)^{1/4} is irrational the net is evaluated at rational heights h, and the "
    "least value is compared in squares; the convex leg takes sets with rational √(d+1).",
)
