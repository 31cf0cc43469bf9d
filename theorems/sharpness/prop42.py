"""Proposition 4.2: on P_xor some flattest net with biases generalizes.

Eq. (5) computes x[1]x[2] with one neuron for each pair of signs; each sample activates one of
them, so that the bound of Theorem 4.1 is attained at the right radius r.
"""

from __future__ import annotations

from theorems.sharpness import PAPER
from theorems.sharpness._parts import xor_by_hand as by_hand
from theorems.sharpness._parts.every_width import least_by_smt
from theorems.sharpness._parts.labelled_sets import xor_samples
from theorems.sharpness._parts.xor_checks import flattest_radius, function, least, trace
from theorems.sharpness._parts.xor_legs import function_by_smt, least_by_program, radius_by_smt
from theorems.sharpness._parts.xor_widths import existence, spares, zero_one
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
            flattest_radius,
            within={"d": Integers(2, 100), "s": rationals("1 <=", "<= 20")},
            examples=(50, 1000),
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
        legs.exact(
            trace,
            over={"r": ["1/2", "7/5"]},
            full={"r": ["1/2", "1", "7/5", "2"]},
            executed=True,
        ),
        legs.searched(trace, examples=(6, 100), executed=True),
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
        legs.searched(least, examples=(6, 80), executed=True),
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
