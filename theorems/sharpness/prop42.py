"""Proposition 4.2: on P_xor some flattest net with biases generalizes.

Eq. (5) computes x[1]x[2] with one neuron for each pair of signs; each sample activates one of
them, so that the bound of Theorem 4.1 is attained at the right radius r.
"""

from __future__ import annotations

from theorems.sharpness import PAPER
from theorems.sharpness._parts import xor_by_hand as by_hand
from theorems.sharpness._parts.every_width import least_by_smt
from theorems.sharpness._parts.labelled_sets import xor_samples
from theorems.sharpness._parts.xor_checks import (
    error,
    exists,
    flattest_radius,
    function,
    least,
    spare,
    trace,
)
from theorems.sharpness._parts.xor_legs import (
    error_by_smt,
    exists_by_smt,
    function_by_smt,
    least_by_program,
    radius_by_smt,
    spare_by_smt,
)
from verify import (
    Claim,
    Control,
    Domain,
    Erratum,
    Integers,
    Theorem,
    corrected,
    legs,
    printed,
    rationals,
)

DIMENSIONS = Integers(2)
SAMPLES = xor_samples(
    {"X": [[1, 1]], "y": [1]},
    {"X": [[1, 1], [1, 1], [1, -1]], "y": [1, 1, -1]},
    {"X": [[1, 1, 1], [1, -1, 1], [-1, 1, -1], [-1, -1, 1], [1, 1, -1]], "y": [1, -1, -1, 1, 1]},
)
NETS = Domain({"d": DIMENSIONS, "r": rationals("0 <")})
EQ5 = {"index": "2i+j+1", "shift": "1"}
F = "relu(W_1x + b_1) = r e_{5/2−x[1]−x[2]/2} and f(x) = x[1]x[2] on the cube, for every r > 0"

computes = Claim(
    "function",
    legs=(
        legs.enumeration(
            function,
            over={"d": [2, 3, 4], "r": ["1/2", "1", "2"]},
            full={"d": [2, 3, 4, 5, 6, 7]},
            executed=True,
        ),
        legs.smt(function_by_smt),
        legs.searched(function, within={"d": Integers(2, 4)}, examples=(15, 300), executed=True),
    ),
    readings=(
        printed(
            F + ", with W_2[2i+j] = (−1)^{i+j}/r",
            NETS,
            latex=r"W_2[2i+j] = (-1)^{i+j}/r",
            data=EQ5 | {"index": "2i+j"},
            expected="refuted",
            controls=(Control("W_2[2i+j+1]", "true", {"index": "2i+j+1"}),),
        ),
        corrected(
            F + ", with W_2[2i+j+1] = (−1)^{i+j}/r",
            NETS,
            latex=r"W_2[2i+j+1] = (-1)^{i+j}/r",
            data=EQ5,
            controls=(
                Control("W_2[2i+j]", "construction", {"index": "2i+j"}),
                Control("b_1 = −r/2", "constant", {"shift": "1/2"}),
                Control("b_1 = 0", "constant", {"shift": "0"}),
            ),
        ),
    ),
    recheck=by_hand.function_by_hand,
)

RIVALS = Domain({"d": DIMENSIONS, "s": rationals("0 <")})
RADIUS = "r² + (d+1)/r² ≤ s + (d+1)/s for every s > 0"
radius = Claim(
    "radius",
    legs=(
        legs.exact(
            flattest_radius,
            over={"d": [2, 3, 8, 15], "s": ["1/2", "1", "3/2", "7/4", "2", "3", "4", "50"]},
        ),
        legs.smt(radius_by_smt),
        legs.searched(
            flattest_radius, within={"d": Integers(2, 100), "s": rationals("1 <=", "<= 20")}
        ),
    ),
    readings=(
        printed(
            RADIUS + ", at r = (d² + 1)^{1/4}",
            RIVALS,
            latex=r"r = (d^2+1)^{1/4}",
            data={"fourth": "d^2+1"},
            expected="refuted",
            controls=(Control("r = (d + 1)^{1/4}", "true", {"fourth": "d+1"}),),
        ),
        corrected(
            RADIUS + ", at r = (d + 1)^{1/4} = ‖x'‖^{1/2}",
            RIVALS,
            latex=r"r = (d+1)^{1/4}",
            data={"fourth": "d+1"},
            controls=(
                Control("r = (d² + 1)^{1/4}", "constant", {"fourth": "d^2+1"}),
                Control("r = d^{1/4}, no bias", "constant", {"fourth": "d"}, legs=("exact", "smt")),
            ),
        ),
    ),
    recheck=by_hand.radius_by_hand,
    margin="least (s + (d+1)/s)² − (r² + (d+1)/r²)²",
)

sharpness = Claim(
    "trace",
    legs=(
        legs.exact(trace, over={"r": ["1/2", "1", "7/5", "2"]}, executed=True),
        legs.searched(trace, examples=(8, 100), executed=True),
    ),
    readings=(
        printed(
            "Eq. (5) interpolates every sample of P_xor and has trace 2(r² + (d+1)/r²)",
            Domain({"data": SAMPLES, "r": rationals("0 <")}),
            data={"scale": "1", "extra": "1"},
            controls=(
                Control("d in place of d + 1", "constant", {"extra": "0"}),
                Control("W_2 doubled", "construction", {"scale": "2"}, legs=("exact",)),
            ),
        ),
    ),
    recheck=by_hand.trace_by_hand,
)

DECIDED = ("smt", "convex", "exact")
minimal = Claim(
    "minimal",
    legs=(
        legs.smt(least_by_smt(least, {}, "Eq. (5) has such a path at each corner of the cube")),
        legs.convex(least_by_program),
        legs.exact(least, executed=True),
        legs.searched(least, examples=(8, 80), executed=True),
    ),
    readings=(
        printed(
            "the least trace over interpolating nets of every width is 4√(d+1)",
            Domain({"data": SAMPLES}),
            latex=r"\min \mathrm{Tr}\nabla^2 L = 4\sqrt{d+1}",
            data={"factor": "1"},
            controls=(
                Control("factor 1001/1000", "constant", {"factor": "1001/1000"}),
                Control("factor 999/1000", "constant", {"factor": "999/1000"}, legs=DECIDED),
            ),
        ),
    ),
    recheck=by_hand.least_by_hand,
)

SIZES = Domain({"d": DIMENSIONS, "n": Integers(1)})
THREE = SIZES.restrict(n=Integers(3))
EXISTS = "for n samples a net of width n interpolates, has the least trace and y f > 0 on the cube"
THIRD = {"neurons": "3", "confused": False}
existence = Claim(
    "existence",
    legs=(
        legs.exact(
            exists,
            over={"d": [2, 3], "n": [1, 2, 3, 4, 6]},
            full={"d": [2, 3, 5], "n": [1, 2, 3, 4, 5, 8, 12]},
            executed=True,
        ),
        legs.smt(exists_by_smt),
        legs.searched(
            exists,
            within={"d": Integers(2, 4), "n": Integers(1, 6)},
            examples=(4, 60),
            executed=True,
        ),
    ),
    readings=(
        printed(
            EXISTS,
            SIZES,
            data=THIRD,
            expected="refuted",
            controls=(Control("n ≥ 3", "true", {}, THREE),),
        ),
        corrected(
            EXISTS + ", if n ≥ 3",
            THREE,
            data=THIRD,
            controls=(
                Control("n = 2 too", "premise", {}, SIZES.restrict(n=Integers(2))),
                Control(
                    "third neuron left out",
                    "construction",
                    {"neurons": "2"},
                    legs=("exact", "smt"),
                ),
                Control(
                    "(−1, −1) missing taken for (1, 1)",
                    "construction",
                    {"confused": True},
                    legs=("exact", "smt"),
                ),
            ),
        ),
    ),
    recheck=by_hand.existence_by_hand,
)

WIDTHS = Domain({"d": DIMENSIONS, "width": Integers(4)})
SMOOTH = "L is differentiable near Eq. (5) with its spare neurons, and its trace is unchanged"
spares = Claim(
    "spare",
    legs=(
        legs.exact(
            spare,
            over={"d": [2, 3], "width": [4, 5, 6]},
            full={"d": [2, 3, 5], "width": [4, 5, 6, 9, 12]},
            executed=True,
        ),
        legs.smt(spare_by_smt),
        legs.searched(
            spare,
            within={"d": Integers(2, 3), "width": Integers(4, 6)},
            examples=(4, 100),
            executed=True,
        ),
    ),
    readings=(
        printed(
            SMOOTH + ", b_1[k] = 0 for k > 4",
            WIDTHS,
            data={"spare": "0"},
            expected="refuted",
            controls=(
                Control("no spare neuron", "true", {}, WIDTHS.restrict(width=Integers(4, 4))),
            ),
        ),
        corrected(
            SMOOTH + ", b_1[k] = −1 for k > 4",
            WIDTHS,
            data={"spare": "-1"},
            controls=(
                Control("b_1[k] = 0", "construction", {"spare": "0"}),
                Control("b_1[k] = 1", "sign", {"spare": "1"}),
            ),
        ),
    ),
    recheck=by_hand.spare_by_hand,
)

zero_one = Claim(
    "zero_one",
    legs=(
        legs.enumeration(error, over={"d": [2, 3, 4]}, executed=True),
        legs.smt(error_by_smt),
        legs.searched(error, within={"d": Integers(2, 5)}, examples=(10, 10), executed=True),
    ),
    readings=(
        printed(
            "the zero-one error Pr(y f(x) > 0) of Eq. (5) is 0",
            Domain({"d": DIMENSIONS}),
            latex=r"\Pr(y f_\theta(x) > 0) = 0",
            data={"event": "y f > 0", "scale": "1"},
            expected="refuted",
            controls=(Control("Pr(y f(x) ≤ 0)", "true", {"event": "y f <= 0"}),),
        ),
        corrected(
            "the zero-one error Pr(y f(x) ≤ 0) of Eq. (5) is 0",
            Domain({"d": DIMENSIONS}),
            latex=r"\Pr(y f_\theta(x) \le 0) = 0",
            data={"event": "y f <= 0", "scale": "1"},
            controls=(
                Control("f replaced by 0", "construction", {"scale": "0"}),
                Control("Pr(y f(x) > 0)", "sign", {"event": "y f > 0"}),
            ),
        ),
    ),
    recheck=by_hand.error_by_hand,
)

THEOREM = Theorem(
    label="sharpness.prop42",
    paper=PAPER,
    number="Proposition 4.2",
    title="With biases, some flattest net generalizes on P_xor",
    kind="proposition",
    statement="On P_xor, for any n, some net of width n with biases interpolates the training set, "
    "has minimal sharpness over all interpolating nets and zero zero-one generalization error.",
    hypotheses=(
        "x uniform on {−1, 1}^d, d ≥ 2, y = x[1]x[2]",
        "n samples, which may repeat; width n",
        "sharpness is minimized over nets with no pre-activation exactly 0 at a sample",
    ),
    claims=(computes, radius, sharpness, minimal, existence, spares, zero_one),
    errata=(
        Erratum(
            "index",
            "misprint",
            "function",
            "W_2[2i+j] = (−1)^{i+j}/r for i, j in {0, 1}",
            "W_2[2i+j+1], as W_1 and b_1 are indexed; there is no W_2[0], and read as it stands "
            "f(1, 1, …) = −1",
        ),
        Erratum(
            "radius",
            "misprint",
            "radius",
            "r = (d² + 1)^{1/4}",
            "r = (d + 1)^{1/4}, because ‖x'‖² = d + 1; at the printed r the trace is greater for "
            "every d ≥ 2",
        ),
        Erratum(
            "width",
            "false",
            "existence",
            "any number n of samples",
            "n ≥ 3: one or two neurons cannot separate x[1]x[2] on the cube, three can, and four "
            "are Eq. (5)",
        ),
        Erratum(
            "spare",
            "gap",
            "spare",
            "W_{1,k} = 0, b_1[k] = 0, W_2[k] = 0 for k > 4",
            "b_1[k] = −1 (any negative number); with 0 the pre-activation is 0 at every sample, "
            "and though L has a second-order expansion at θ, with the trace stated, L is not "
            "differentiable in any neighbourhood of θ",
        ),
        Erratum(
            "zero_one",
            "misprint",
            "zero_one",
            "zero-one error Pr(y f(x) > 0)",
            "Pr(y f(x) ≤ 0); Proposition 4.1 counts f(x) = 0 as an error",
        ),
    ),
    rests_on=("sharpness.lem41", "sharpness.thm41"),
    notes="Where (d+1)^{1/4} is irrational the net is evaluated at rational r, and the least value "
    "is compared in squares.",
)
