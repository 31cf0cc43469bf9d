"""Theorem 4.1 at every depth D: the bound, the net of the proof, and whether a flattest one is."""

from __future__ import annotations

from theorems.sharpness._parts import memorizing_by_hand as by_hand
from theorems.sharpness._parts import memorizing_sets as sets
from theorems.sharpness._parts.memorizing_bounds import (
    TIGHT,
    bound_at,
    flattest_paths,
    smooth_nets,
)
from theorems.sharpness._parts.memorizing_checks import built_deep, own_neuron
from theorems.sharpness._parts.memorizing_legs import depth_by_sympy
from verify import (
    Claim,
    Control,
    Domain,
    Integers,
    corrected,
    finite,
    legs,
    printed,
    rationals,
)

__all__ = ["bound", "deep_zero", "depth", "existence"]

FEW = (8, 250)
SMALL = rationals("0 <", "< 1")
ANY_DEPTH = Integers(2)

bound = Claim(
    "bound",
    legs=(
        legs.exact(bound_at, executed=True),
        legs.searched(bound_at, examples=(15, 300), executed=True),
    ),
    readings=(
        printed(
            "‖∇f(x)‖² ≥ D |f(x)|^{2(D−1)/D} ‖x'‖^{2/D} at every net that is smooth at x",
            Domain({"net": smooth_nets()}),
            latex=r"\|\nabla f(x_i)\|^2 \ge D |y_i|^{2(D-1)/D} \|x_i'\|^{2/D}",
            data={"constant": "1", "layers": "all"},
            controls=(
                Control("constant 101/100", "constant", {"constant": "101/100"}, legs=("exact",)),
                Control(
                    "constant 101/100 at ‖x'‖ = 5/4",
                    "constant",
                    {"constant": "101/100"},
                    Domain({"net": finite([TIGHT])}),
                    legs=("exact",),
                ),
                Control("first layer left out", "construction", {"layers": "later"}),
            ),
        ),
    ),
    recheck=by_hand.bound_by_hand,
    margin="least ‖∇f‖^{2D} − D^D f^{2(D−1)}‖x'‖²",
)

ROADS = Domain({"data": sets.DEEP, "depth": ANY_DEPTH, "eps": SMALL})
GENERAL = {"off_diagonal": "-1", "power": "0", "excess": "0"}
DEPTH = "no label being 0, the net of depth D memorizes, is smooth at the samples and attains bound"
depth = Claim(
    "depth",
    legs=(
        legs.exact(built_deep, over=sets.DEEP_SWEEP, full=sets.DEEP_WHOLE, executed=True),
        legs.symbolic(depth_by_sympy(built_deep, sets.DEEP_SWEEP)),
        legs.searched(built_deep, within={"depth": Integers(2, 4)}, examples=FEW, executed=True),
    ),
    readings=(
        printed(
            DEPTH + ", with W_j = diag(1/r_i) for 2 ≤ j ≤ D−1",
            ROADS,
            data=GENERAL | {"off_diagonal": "0"},
            expected="refuted",
            legs=("exact", "symbolic"),
            controls=(Control("D = 2", "true", {}, ROADS.restrict(depth=Integers(2, 2))),),
        ),
        corrected(
            DEPTH + ", with −1 outside the diagonals of W_2, …, W_{D−1}",
            ROADS,
            latex=r"\mathrm{Tr}\nabla^2 L = \tfrac2n \sum_i D|y_i|^{2(D-1)/D}\|x_i'\|^{2/D}",
            data=GENERAL,
            controls=(
                Control("+1 outside the diagonals", "sign", {"off_diagonal": "1"}),
                Control(
                    "0 outside the diagonals",
                    "construction",
                    {"off_diagonal": "0"},
                    legs=("exact", "symbolic"),
                ),
                Control(
                    "u_i = |y_i| r_i^D", "constant", {"power": "1"}, legs=("exact", "symbolic")
                ),
            ),
        ),
    ),
    recheck=by_hand.net_by_hand,
)

ALL_ROADS = Domain({"data": sets.DEEP_ALL, "depth": ANY_DEPTH, "eps": SMALL})
ZERO = (
    "where y_i = 0, with r_i = u_i = 1, the net of depth D memorizes and is smooth at the samples"
)
deep_zero = Claim(
    "deep_zero",
    legs=(
        legs.exact(built_deep, over=sets.ZERO_SWEEP, executed=True),
        legs.symbolic(depth_by_sympy(built_deep, sets.ZERO_SWEEP)),
        legs.searched(built_deep, within={"depth": Integers(2, 4)}, examples=FEW, executed=True),
    ),
    readings=(
        printed(
            ZERO + ", and attains the bound",
            ALL_ROADS,
            data=GENERAL,
            expected="refuted",
            legs=("exact", "symbolic"),
            controls=(Control("no label 0", "true", {}, ROADS),),
        ),
        corrected(
            ZERO + ", and its trace is 2/n above the least one for each label 0",
            ALL_ROADS,
            data=GENERAL | {"excess": "1"},
            controls=(
                Control("no excess", "constant", {"excess": "0"}, legs=("exact", "symbolic")),
                Control("+1 outside the diagonals", "sign", {"off_diagonal": "1"}),
            ),
        ),
    ),
    recheck=by_hand.net_by_hand,
)

existence = Claim(
    "existence",
    legs=(
        legs.exact(own_neuron, over=sets.PATHS, executed=True),
        legs.smt(flattest_paths(sets.PATHS)),
        legs.searched(
            own_neuron,
            within={"depth": Integers(2, 5)},
            examples=(10, 250),
            executed=True,
        ),
    ),
    readings=(
        printed(
            "at every set of extreme points some memorizing net is among the flattest",
            Domain({"data": sets.DEEP_ALL, "depth": ANY_DEPTH}),
            expected="refuted",
            controls=(
                Control("no label 0", "true", {}, Domain({"data": sets.DEEP, "depth": ANY_DEPTH})),
            ),
        ),
        corrected(
            "at every set of extreme points, no label being 0, some memorizing net is among them",
            Domain({"data": sets.DEEP, "depth": ANY_DEPTH}),
            controls=(
                Control(
                    "labels 0 too",
                    "premise",
                    {},
                    Domain({"data": sets.DEEP_ALL, "depth": ANY_DEPTH}),
                    legs=("exact", "smt"),
                ),
                Control(
                    "a label 0",
                    "premise",
                    {},
                    Domain({"data": sets.DEEP_NULL, "depth": ANY_DEPTH}),
                    legs=("property",),
                ),
            ),
        ),
    ),
    recheck=by_hand.existence_by_hand,
)
