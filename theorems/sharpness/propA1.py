"""Proposition A.1: where the label depends on few coordinates, some flattest net has no error.

One neuron for each extreme point that those coordinates take; samples that differ elsewhere share
it, and each of them costs the least that it can, because all have one norm.
"""

from __future__ import annotations

from theorems.sharpness import PAPER
from theorems.sharpness._parts import few_coordinates_by_hand as by_hand
from theorems.sharpness._parts.every_width import least_by_smt
from theorems.sharpness._parts.few_coordinates import flattest_net, least, radius, rows
from theorems.sharpness._parts.few_coordinates_legs import (
    flattest_net_by_smt,
    least_by_bracket,
    radius_by_smt,
    rows_by_smt,
)
from theorems.sharpness._parts.few_coordinates_sets import (
    ALL,
    EQUAL,
    NONZERO,
    PROGRAMS,
    UNIT,
    ZERO,
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
)

SMALL, POSITIVE = rationals("0 <", "< 1"), rationals("0 <")
EXACTLY = ("exact", "smt")
ANY = {"data": ALL, "eps": SMALL, "r": POSITIVE}
SWEEP = {"eps": ["1/1000", "1/2", "999/1000", "1", "3/2"], "r": ["1/2", "1", "2"]}
SAYS = "relu(W_1x + b_1) = r e_j and f(x) = y_j wherever x_I = v_j"

function = Claim(
    "function",
    legs=(
        legs.exact(rows, over=SWEEP, executed=True),
        legs.smt(rows_by_smt(SWEEP)),
        legs.searched(rows, examples=(8, 150), executed=True),
    ),
    readings=(
        printed(
            "with the rows r(v_j, 0, …)/ε, ‖v_k‖ = v, " + SAYS,
            Domain(ANY, (EQUAL,)),
            data={"row": "v"},
            expected="refuted",
            legs=("exact", "property"),
            controls=(
                Control("v_k = w_k", "true", {}, Domain(ANY, (EQUAL, UNIT)), ("exact",)),
                Control("w_j in place of v_j", "true", {"row": "w"}),
            ),
        ),
        corrected(
            "with the rows r(w_j, 0, …)/ε, whatever the norms, " + SAYS,
            Domain(ANY),
            latex=r"W_{1,j} = r(w_j, 0, \ldots)/\epsilon",
            data={"row": "w"},
            controls=(
                Control("v_j in place of w_j", "construction", {"row": "v"}),
                Control("ε ≥ gap", "premise", {}, Domain({**ANY, "eps": POSITIVE}), EXACTLY),
            ),
        ),
    ),
    recheck=by_hand.rows_by_hand,
)

RIVALS = Domain(
    {"y": rationals(), "Q": rationals("1 <"), "s": POSITIVE},
    (Premise("y ≠ 0", lambda p: p["y"] != 0),),
)
LEAST = "r² + y²(R²+1)/r² ≤ s + y²(R²+1)/s for every s > 0, "
radii = Claim(
    "radius",
    legs=(
        legs.exact(
            radius,
            over={
                "y": ["1", "-2", "1/3"],
                "Q": ["1", "5/4", "2", "4", "9"],
                "s": ["1/2", "1", "3/2", "2", "3", "50"],
            },
        ),
        legs.smt(radius_by_smt),
        legs.searched(
            radius,
            within={
                "y": finite(["1", "-1", "2", "3/2"]),
                "Q": rationals("2 <=", "<= 9"),
                "s": rationals("1 <=", "<= 9"),
            },
            examples=(20, 300),
        ),
    ),
    readings=(
        printed(
            LEAST + "at r² = |y|(R²+1)",
            RIVALS,
            latex=r"r^2 = |y_j|(R^2+1)",
            data={"power": "2"},
            expected="refuted",
            controls=(Control("r² = |y|√(R²+1)", "true", {"power": "1"}),),
        ),
        corrected(
            LEAST + "at r² = |y|√(R²+1)",
            RIVALS,
            latex=r"r^2 = |y_j|\sqrt{R^2+1}",
            data={"power": "1"},
            controls=(Control("r² = |y|(R²+1)", "constant", {"power": "2"}),),
        ),
    ),
    recheck=by_hand.radius_by_hand,
    margin="least (s + y²Q/s)² − (r² + y²Q/r²)²",
)

WIDTHS = {"data": ALL, "eps": SMALL, "spare": Integers(0)}
BUILT = {"zero": "printed", "idle": "-1", "out": "1"}
OVER = {"eps": ["1/1000", "1/2"], "spare": [0, 1]}
WIDER = {"spare": [0, 1, 2, 3]}
GIVES = "the net interpolates any samples, is smooth there and has trace (2/n) Σ 2√(R²+1)|y_i|"
nets = Claim(
    "flattest",
    legs=(
        legs.exact(flattest_net, over=OVER, full=WIDER, executed=True),
        legs.smt(flattest_net_by_smt(OVER, ZERO)),
        legs.searched(flattest_net, within={"spare": [0, 1]}, examples=(6, 80), executed=True),
    ),
    readings=(
        printed(
            "with W_2[j] = y_j/r_j, r_j² = |y_j|√(R²+1), whatever the labels, " + GIVES,
            Domain(WIDTHS),
            data=BUILT,
            expected="refuted",
            legs=EXACTLY,
            controls=(Control("labels y ≠ 0", "true", {}, Domain({**WIDTHS, "data": NONZERO})),),
        ),
        corrected(
            "with a dead neuron where y_j = 0, and dead spare ones, " + GIVES,
            Domain(WIDTHS),
            latex=r"\mathrm{Tr}\nabla^2 L = \tfrac2n \sum_i 2\sqrt{R^2+1}\,|y_i|",
            data=BUILT | {"zero": "dead"},
            controls=(
                Control("y_j = 0 as printed", "construction", {"zero": "printed"}),
                Control("W_2 doubled", "constant", {"out": "2"}),
                Control("W_2 = −y_j/r_j", "sign", {"out": "-1"}, None, EXACTLY),
                Control("spare neurons with b_1 = 0", "construction", {"idle": "0"}, None, EXACTLY),
                Control("spare neurons with b_1 = 1", "sign", {"idle": "1"}, None, EXACTLY),
            ),
        ),
    ),
    recheck=by_hand.flattest_by_hand,
)

LESS = Control("factor 999/1000", "constant", {"factor": "999/1000"}, None, ("smt", "exact"))
minimal = Claim(
    "minimal",
    legs=(
        legs.smt(least_by_smt(least, {}, "the net of the claim flattest has such paths")),
        legs.convex(least_by_bracket(PROGRAMS)),
        legs.exact(least, executed=True),
        legs.searched(least, examples=(5, 60), executed=True),
    ),
    readings=(
        printed(
            "the least trace over interpolating nets of every width is (2/n) Σ 2√(R²+1)|y_i|",
            Domain({"data": ALL}),
            latex=r"\min \mathrm{Tr}\nabla^2 L = \tfrac2n \sum_i 2\sqrt{R^2+1}\,|y_i|",
            data={"factor": "1"},
            controls=(
                Control(
                    "factor 1001/1000",
                    "constant",
                    {"factor": "1001/1000"},
                    Domain({"data": NONZERO}),
                ),
                LESS,
            ),
        ),
    ),
    recheck=by_hand.least_by_hand,
)

THEOREM = Theorem(
    label="sharpness.propA1",
    paper=PAPER,
    number="Proposition A.1",
    title="Labels of few coordinates: some flattest net has no error",
    kind="proposition",
    statement="If y depends on the first s coordinates x_I alone, x_I is drawn from a set of "
    "extreme points and ‖x‖ = R almost surely, then at each width from some width on a flattest "
    "net with biases has zero error.",
    hypotheses=(
        "x_I takes k values v_1, …, v_k, each a vertex of their hull; the rest of x is free",
        "samples may repeat, share x_I, or miss some v_j; labels may be 0; width m ≥ k",
        "unit w_j with w_jᵀv_j > w_jᵀv_i for i ≠ j, ε below every gap",
        "sharpness is minimized over nets with no pre-activation exactly 0 at a sample",
    ),
    claims=(function, radii, nets, minimal),
    errata=(
        Erratum(
            "rows",
            "misprint",
            "function",
            "W_{1,j} = r(v_j, 0, …)/ε, with ‖v_k‖ = v",
            "W_{1,j} = r(w_j, 0, …)/ε, as b_1 has it, and no norm of v_k matters; at v_j = 2, "
            "w_j = 1 the neuron has the value r(2 + ε)/ε in place of r",
        ),
        Erratum(
            "radius",
            "misprint",
            "radius",
            "r² = |y_j|(R² + 1)",
            "r² = |y_j|√(R² + 1); the printed one has a greater trace for every R > 0",
        ),
        Erratum(
            "zero",
            "gap",
            "flattest",
            "W_2[j] = y_j/r_j for every label",
            "a dead neuron (W_1 = 0, b_1 = −1, W_2 = 0) where y_j = 0, for there r_j = 0",
        ),
    ),
    rests_on=("sharpness.lem41", "sharpness.thm41"),
    notes="The supports are finite sets of rational points with rational √(R²+1); the deductions "
    "look at w_j·(v_j − x), the label and √(R²+1) alone, which are free reals there.",
)
