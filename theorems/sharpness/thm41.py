"""Theorem 4.1: with biases, a memorizing net is among the flattest interpolators.

Extreme points let each sample have a neuron of its own; Lemma 4.1 and Cauchy–Schwarz bound the
trace of every interpolating net from below, and the memorizing net attains the bound. The nets
stand in `_parts.memorizing`, the predicates in `_parts.memorizing_checks`.
"""

from __future__ import annotations

from theorems.sharpness import PAPER
from theorems.sharpness._parts import memorizing_by_hand as by_hand
from theorems.sharpness._parts import memorizing_sets as sets
from theorems.sharpness._parts.every_width import least_by_smt
from theorems.sharpness._parts.figures_program import ATTAINED
from theorems.sharpness._parts.memorizing_bounds import (
    TIGHT,
    bound_at,
    flattest_paths,
    gradient_at,
    gradient_by_sympy,
    smooth_nets,
)
from theorems.sharpness._parts.memorizing_checks import (
    built,
    built_deep,
    cauchy,
    equality,
    least,
    own_neuron,
)
from theorems.sharpness._parts.memorizing_legs import (
    above_by_program,
    bump_by_smt,
    cauchy_by_smt,
    depth_by_sympy,
    equality_by_sympy,
    least_by_program,
)
from verify import (
    Claim,
    Control,
    Domain,
    Erratum,
    Integers,
    Premise,
    Theorem,
    corrected,
    finite,
    legs,
    printed,
    rationals,
    sharpened,
)

FEW = (15, 250)
SWEPT = ("exact", "smt")
DECIDED = ("smt", "convex", "exact")
SMALL = rationals("0 <", "< 1")
ANY_DEPTH = Integers(2)
POSITIVE = rationals("0 <")
CAUCHY = Domain(
    {"A": rationals("0 <="), "B": rationals("0 <="), "f": rationals(), "q": rationals("1 <=")},
    (Premise("f² ≤ A B", lambda p: p["f"] * p["f"] <= p["A"] * p["B"]),),
)
DISTINCT = Domain({"data": sets.NONZERO, "eps": SMALL})
PRINTED = {"sign": True, "radius": "1", "spare": "printed", "net": "own"}
NEARLY = {"radius": "1002001/1000000"}
ATTAINS = "the net memorizes, is smooth at the samples and has trace (2/n) Σ 2‖x_i'‖|y_i|"
LEAST = r"\tfrac2n \sum_i 2\|x_i'\||y_i|"

construction = Claim(
    "construction",
    legs=(
        legs.exact(built, over=sets.SWEEP, executed=True),
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

OWN = "a net with a neuron for each label y ≠ 0 has such a path (claim construction)"
minimal = Claim(
    "minimal",
    legs=(
        legs.smt(least_by_smt(least, {"data": sets.PROGRAMS}, OWN)),
        legs.convex(least_by_program(sets.PROGRAMS)),
        legs.exact(least, over={"data": sets.PROGRAMS}, executed=True),
        legs.searched(least, examples=(8, 100), executed=True),
    ),
    readings=(
        printed(
            "the least trace over interpolating nets of every width is (2/n) Σ 2‖x_i'‖|y_i|",
            Domain({"data": sets.ALL}),
            latex=r"\min \mathrm{Tr}\nabla^2 L = " + LEAST,
            data={"factor": "1", "relation": "equal", "radius": "1"},
            controls=(
                Control("factor 100001/100000", "constant", {"factor": "100001/100000"}),
                Control(
                    "factor 99999/100000", "constant", {"factor": "99999/100000"}, legs=DECIDED
                ),
                Control(
                    "the trace 17/8 of a net with r_i = 4‖x_i'‖",
                    "construction",
                    {"factor": "17/8", "radius": "4"},
                    legs=DECIDED,
                ),
            ),
        ),
    ),
    recheck=by_hand.least_by_hand,
)

eq2 = Claim(
    "eq2",
    legs=(
        legs.exact(gradient_at, executed=True),
        legs.symbolic(gradient_by_sympy),
        legs.searched(gradient_at, examples=FEW, executed=True),
    ),
    readings=(
        printed(
            "‖∇f(x_i)‖² = ‖(W_2 ⊙ 1[W_1'x_i' > 0]) x_iᵀ‖² + ‖relu(W_1'x_i')‖²",
            Domain({"net": smooth_nets("bias")}),
            data={"extra": "0"},
            expected="refuted",
            controls=(Control("x_i' in place of x_i", "true", {"extra": "1"}),),
        ),
        corrected(
            "‖∇f(x_i)‖² = ‖(W_2 ⊙ 1[W_1'x_i' > 0]) x_i'ᵀ‖² + ‖relu(W_1'x_i')‖²",
            Domain({"net": smooth_nets("bias")}),
            latex=r"\|\nabla f(x_i)\|^2 = \|W_2 \odot \mathbf 1\|^2 \|x_i'\|^2"
            r" + \|\mathrm{relu}(W_1'x_i')\|^2",
            data={"extra": "1"},
            controls=(Control("without the bias's derivative", "construction", {"extra": "0"}),),
        ),
    ),
    recheck=by_hand.gradient_by_hand,
)

eq3 = Claim(
    "eq3",
    legs=(
        legs.smt(cauchy_by_smt),
        legs.exact(cauchy, over={"f": ["-1", "0", "1/2", "1", "50"], "q": ["1", "2", "50"]}),
        legs.searched(
            cauchy, within={name: Integers(0, 3) for name in "ABf"} | {"q": Integers(1, 4)}
        ),
    ),
    readings=(
        printed(
            "‖∇f(x)‖² = A‖x'‖² + B ≥ 2‖x'‖|f| with A = ‖W_2⊙1‖², B = ‖relu(W_1'x')‖², f² ≤ AB",
            CAUCHY,
            latex=r"\|\nabla f(x_i)\|^2 \ge 2\|x_i'\||y_i|",
            data={"constant": "4"},
            controls=(
                Control("constant 401/100", "constant", {"constant": "401/100"}),
                Control("f² > AB", "premise", {}, CAUCHY.without("f² ≤ A B"), legs=SWEPT),
            ),
        ),
    ),
    recheck=by_hand.cauchy_by_hand,
    margin="least (A‖x'‖² + B)² − 4‖x'‖²f²",
)

eq4 = Claim(
    "eq4",
    legs=(
        legs.exact(equality, over={"y": ["1", "-1", "0", "-7/3", "50"]}),
        legs.symbolic(equality_by_sympy),
        legs.searched(equality, examples=(40, 500)),
    ),
    readings=(
        printed(
            "W_2 ⊙ 1[W_1'x_i' > 0] = relu(W_1'x_i')/‖x_i'‖, both sides √(|y_i|/‖x_i'‖) e_i",
            Domain({"r": POSITIVE, "y": rationals()}),
            latex=r"W_2 \odot \mathbf 1 = \mathrm{relu}(W_1' x_i')/\|x_i'\|",
            data={"power": "1", "sign": "1"},
            expected="refuted",
            legs=("exact", "property"),
            controls=(
                Control("y ≥ 0", "true", {}, Domain({"r": POSITIVE, "y": rationals("0 <=")})),
            ),
        ),
        corrected(
            "… with sign(y_i) on the right; then W_2 relu = y_i and ‖∇f‖² = 2‖x_i'‖|y_i|",
            Domain({"r": POSITIVE, "y": rationals()}),
            latex=r"W_2 \odot \mathbf 1 = \mathrm{sign}(y_i)\,\mathrm{relu}(W_1' x_i')/\|x_i'\|",
            data={"power": "1", "sign": "y"},
            controls=(Control("r = ‖x'‖² in place of ‖x'‖", "constant", {"power": "2"}),),
        ),
    ),
    recheck=by_hand.equality_by_hand,
)

bound = Claim(
    "bound",
    legs=(
        legs.exact(bound_at, executed=True),
        legs.searched(bound_at, examples=(25, 300), executed=True),
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
        legs.exact(built_deep, over=sets.DEEP_SWEEP, executed=True),
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
            examples=(20, 250),
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

least_trace = Claim(
    "least_trace",
    legs=(legs.convex(above_by_program),),
    readings=(
        sharpened(
            "extremality cannot be dropped: at 0, 1, 2 with labels 1, −1, 1, and at four more sets "
            "with a point inside, the least trace is greater than (2/n) Σ 2‖x_i'‖|y_i|",
            Domain({"data": sets.INNER}),
            data={"factor": "1", "relation": "above"},
            controls=(
                Control("two points", "premise", {}, Domain({"data": sets.ONLY_TWO})),
                Control("a square", "premise", {}, Domain({"data": sets.ONLY_FOUR})),
            ),
        ),
    ),
    recheck=by_hand.least_by_hand,
    margin="least dual bound − closed form",
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
