"""Proposition 5.2: on P_xor some flattest Sim-LN generalizes.

Eq. (18) is Eq. (5) at r = 2ε with output weights ± 1: one neuron of value 2ε > ε is active at each
point, so that f = x[1]x[2] and each sample costs 1, the least by Lemma A.12 if ε ≤ 2√(d+1).
"""

from __future__ import annotations

from theorems.sharpness import PAPER
from theorems.sharpness._parts import layer_norm_xor_by_hand as by_hand
from theorems.sharpness._parts import layer_norm_xor_sets as over
from theorems.sharpness._parts.layer_norm_xor_checks import exists, function, spare, trace, zero_one
from theorems.sharpness._parts.layer_norm_xor_legs import (
    exists_by_corners,
    function_by_corners,
    spare_by_corners,
    trace_by_corners,
)
from theorems.sharpness._parts.xor_legs import error_by_smt
from verify import Claim, Control, Domain, Erratum, Integers, Theorem, corrected, legs, printed

WHOLE = ("enumeration", "smt")
EQ18 = {"first": "0", "offset": "1", "shift": "1"}
F = "f(x) = x[1]x[2] on the cube, no pre-activation being 0, for every ε > 0"
computes = Claim(
    "function",
    legs=(
        legs.enumeration(
            function,
            over={"d": [2, 3], "eps": ["1/100", "1", "50"]},
            full={"d": [2, 3, 4, 5, 6]},
            executed=True,
        ),
        legs.smt(function_by_corners),
        legs.searched(function, within={"d": Integers(2, 4)}, examples=(5, 150), executed=True),
    ),
    readings=(
        printed(
            F + ", with W_{1,2i+j}, b_1[2i+j], W_2[2i+j] for i, j in [2] and 0 for k > 4",
            over.CORNER,
            latex=r"W_{1,2i+j} = 2\epsilon((-1)^i, (-1)^j, 0, \ldots)",
            data=EQ18 | {"first": "1", "offset": "0"},
            expected="refuted",
            controls=(Control("i, j in {0, 1} at 2i+j+1", "true", {"first": "0", "offset": "1"}),),
        ),
        corrected(
            F + ", with W_{1,2i+j+1}, b_1[2i+j+1], W_2[2i+j+1] for i, j in {0, 1}",
            over.CORNER,
            latex=r"W_{1,2i+j+1} = 2\epsilon((-1)^i, (-1)^j, 0, \ldots)",
            data=EQ18,
            controls=(
                Control("i, j in {1, 2} at 2i+j", "construction", {"first": "1", "offset": "0"}),
                Control("i, j in {0, 1} at 2i+j", "construction", {"offset": "0"}, legs=WHOLE),
                Control("b_1 = 2ε", "sign", {"shift": "-1"}, legs=WHOLE),
                Control("b_1 = 0", "constant", {"shift": "0"}, legs=WHOLE),
            ),
        ),
    ),
    recheck=by_hand.function_by_hand,
)

sharpness = Claim(
    "trace",
    legs=(
        legs.exact(trace, over={"eps": ["1/100", "50"]}, executed=True),
        legs.smt(trace_by_corners(trace)),
        legs.searched(trace, examples=(5, 60), executed=True),
    ),
    readings=(
        printed(
            "Eq. (18) interpolates every sample of P_xor and has trace 2, for every ε > 0",
            over.PAIRS,
            data={"scale": "1", "height": "2", "trace": "2"},
            controls=(
                Control("W_2 doubled", "construction", {"scale": "2"}, legs=over.SWEPT),
                Control("ε/2 in place of 2ε", "constant", {"height": "1/2"}),
                Control("ε in place of 2ε", "constant", {"height": "1"}, legs=over.SWEPT),
                Control("trace 2001/1000", "constant", {"trace": "2001/1000"}, legs=over.SWEPT),
            ),
        ),
    ),
    recheck=by_hand.trace_by_hand,
)

minimal = over.minimal("eq18", "Eq. (18), one at each corner")

SMALL = {"d": Integers(2, 3)}
THREE = over.SIZES.restrict(n=Integers(3))
EXISTS = "for n samples a net of width n interpolates, has trace 2 and y f > 0 on the cube"
TWO, FEW = (over.SIZES.restrict(n=Integers(*ends)) for ends in ((2,), (1, 2)))
THIRD, CONFUSED = {"neurons": "3", "confused": False}, {"confused": True}
existence = Claim(
    "existence",
    legs=(
        legs.exact(
            exists,
            over={"d": [2, 3], "n": [1, 2, 3, 4], "eps": ["1"]},
            full={"d": [2, 5], "n": [1, 2, 3, 4, 5, 12], "eps": ["1/100", "50"]},
            executed=True,
        ),
        legs.smt(exists_by_corners),
        legs.searched(
            exists, within=SMALL | {"n": Integers(1, 5)}, examples=(4, 25), executed=True
        ),
    ),
    readings=(
        printed(
            EXISTS,
            over.SIZES,
            data=THIRD,
            expected="refuted",
            legs=over.SWEPT,
            controls=(Control("n ≥ 3", "true", {}, THREE),),
        ),
        corrected(
            EXISTS + ", if n ≥ 3",
            THREE,
            data=THIRD,
            controls=(
                Control("n = 2 too", "premise", {}, TWO, legs=over.SWEPT),
                Control("n ≤ 2", "premise", {}, FEW, legs=("property",)),
                Control("third neuron left out", "construction", {"neurons": "2"}, legs=over.SWEPT),
                Control("(−1, −1) taken for (1, 1)", "construction", CONFUSED, legs=over.SWEPT),
            ),
        ),
    ),
    recheck=by_hand.existence_by_hand,
)

SMOOTH = "L is differentiable near Eq. (18) with its spare neurons, and its trace is 2"
spares = Claim(
    "spare",
    legs=(
        legs.exact(
            spare,
            over={"d": [2, 3], "width": [4, 5], "eps": ["1"]},
            full={"d": [2, 5], "width": [4, 5, 9], "eps": ["1/100", "1"]},
            executed=True,
        ),
        legs.smt(spare_by_corners),
        legs.searched(
            spare, within=SMALL | {"width": Integers(4, 6)}, examples=(4, 25), executed=True
        ),
    ),
    readings=(
        printed(
            SMOOTH + ", b_1[k] = 0 for k > 4",
            over.WIDTHS,
            data={"spare": "0"},
            expected="refuted",
            legs=over.SWEPT,
            controls=(
                Control("no spare neuron", "true", {}, over.WIDTHS.restrict(width=Integers(4, 4))),
            ),
        ),
        corrected(
            SMOOTH + ", b_1[k] = −1 for k > 4",
            over.WIDTHS,
            data={"spare": "-1"},
            controls=(Control("b_1[k] = 0", "construction", {"spare": "0"}),),
        ),
    ),
    recheck=by_hand.spare_by_hand,
)

error = Claim(
    "zero_one",
    legs=(
        legs.enumeration(zero_one, over={"d": [2, 3]}, full={"d": [2, 3, 4, 5]}, executed=True),
        legs.smt(error_by_smt),
        legs.searched(zero_one, within={"d": Integers(2, 4)}, examples=(5, 10), executed=True),
    ),
    readings=(
        printed(
            "the zero-one error Pr(y f(x) > 0) of Eq. (18) is 0",
            Domain({"d": over.DIMENSIONS}),
            latex=r"\Pr(y f_\theta(x) > 0) = 0",
            data={"event": "y f > 0", "scale": "1"},
            expected="refuted",
            controls=(Control("Pr(y f(x) ≤ 0)", "true", {"event": "y f <= 0"}),),
        ),
        corrected(
            "the zero-one error Pr(y f(x) ≤ 0) of Eq. (18) is 0",
            Domain({"d": over.DIMENSIONS}),
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
    label="sharpness.prop52",
    paper=PAPER,
    number="Proposition 5.2",
    title="With layer normalization, some flattest net on P_xor generalizes",
    kind="proposition",
    statement="On P_xor, for sufficiently small ε and any n, some Sim-LN of width n interpolates "
    "the training set, has minimal sharpness over all interpolating nets and zero zero-one "
    "generalization error.",
    hypotheses=(
        "x uniform on {−1, 1}^d, d ≥ 2, y = x[1]x[2]",
        "n samples, which may repeat; width n; ε < √(d+1)",
        "sharpness is minimized over nets with no pre-activation exactly 0 and no "
        "‖relu(W_1x_i + b_1)‖ exactly ε at a sample",
    ),
    claims=(computes, sharpness, minimal, existence, spares, error),
    errata=(
        Erratum(
            "index",
            "misprint",
            "function",
            "W_{1,2i+j}, b_1[2i+j], W_2[2i+j] for i, j in [2]",
            "W_{1,2i+j+1}, b_1[2i+j+1], W_2[2i+j+1] for i, j in {0, 1}; as printed the places are "
            "3 to 6, of which 5 and 6 are 0 by the next line, and 1 and 2 are left open",
        ),
        Erratum(
            "width",
            "false",
            "existence",
            "any number n of samples",
            "n ≥ 3: the normalization leaves the sign of f, and one or two neurons cannot separate "
            "x[1]x[2] on the cube; three can, with f = y/5 where no sample is, and four are "
            "Eq. (18)",
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
            "zero_one", "misprint", "zero_one", "zero-one error Pr(y f(x) > 0)", "Pr(y f(x) ≤ 0)"
        ),
    ),
    rests_on=("sharpness.lem41", "sharpness.prop42", "sharpness.lemA12"),
    notes="The net does not depend on the samples, and f not on ε. 2 is the least trace up to "
    "ε = 2√(d+1), as Proposition 5.1 shows. The convex leg takes d = 3, where ‖x'‖ = 2.",
)
