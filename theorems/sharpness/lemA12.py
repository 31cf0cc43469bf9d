"""Lemma A.12: no interpolating Sim-LN is flatter than (2/n) Σ min(1, (2/ε)‖x_i'‖|y_i|).

Above ε the derivatives in W_2 alone make ‖∇f(x_i)‖² ≥ 1; below ε Sim-LN is a net without
normalization for the labels ε y_i, of which Theorem 4.1 says the rest. By Lemma 4.1 the trace is
(2/n) Σ ‖∇f(x_i)‖². A net interpolates its own outputs, so that every net is an instance.
"""

from __future__ import annotations

from theorems.sharpness import PAPER
from theorems.sharpness._parts import layer_norm_by_hand as by_hand
from theorems.sharpness._parts import layer_norm_sets as over
from theorems.sharpness._parts import memorizing_sets as sets
from theorems.sharpness._parts.layer_norm_bounds import (
    ANY_NET,
    EXTREME_NETS,
    bound_at,
    gradient_at,
    gradient_by_sympy,
)
from theorems.sharpness._parts.layer_norm_checks import least
from theorems.sharpness._parts.layer_norm_legs import approached_by_smt
from theorems.sharpness._parts.layer_norm_line import approached
from theorems.sharpness._parts.layer_norm_widths import all_widths_by_smt, least_by_programs
from verify import Claim, Control, Domain, Theorem, legs, printed, sharpened

EDGES = ("smt", "ball")
RULE = {"constant": "2", "cap": "1", "layers": "all"}
BOUND = r"\inf_{L=0} \mathrm{Tr}\nabla^2 L \ge \tfrac2n \sum_i"
BOUND += r" \min(1, \tfrac2\epsilon \sqrt{\|x_i\|^2+1}\,|y_i|)"
AT_NETS = "‖∇f(x_i)‖² ≥ min(1, (2/ε)‖x_i'‖|f(x_i)|) at each sample of a Sim-LN, "

bound = Claim(
    "bound",
    legs=(
        legs.smt(all_widths_by_smt(bound_at, {}, free="net")),
        legs.ball(bound_at, executed=True),
        legs.searched(bound_at, examples=(10, 300), executed=True),
    ),
    readings=(
        printed(
            AT_NETS + "width n, n extreme points, every ε > 0",
            Domain({"net": EXTREME_NETS}),
            data=RULE,
            controls=(
                Control(
                    "2001/1000 in place of 2", "constant", {"constant": "2001/1000"}, legs=EDGES
                ),
                Control("1001/1000 in place of 1", "constant", {"cap": "1001/1000"}),
                Control("first layer left out", "construction", {"layers": "last"}, legs=EDGES),
            ),
        ),
        sharpened(
            AT_NETS + "any width, any samples",
            Domain({"net": ANY_NET}),
            data=RULE,
            controls=(
                Control(
                    "2001/1000 in place of 2", "constant", {"constant": "2001/1000"}, legs=EDGES
                ),
                Control("1001/1000 in place of 1", "constant", {"cap": "1001/1000"}),
            ),
        ),
    ),
    recheck=by_hand.bound_by_hand,
    margin="least ‖∇f(x)‖⁴ − min(1, (4/ε²)‖x'‖²f(x)²)",
)

infimum = Claim(
    "infimum",
    legs=(
        legs.convex(least_by_programs(over.PROGRAMS, at_least=True)),
        legs.smt(all_widths_by_smt(least, over.FEWER)),
        legs.exact(least, over=over.FEWER, full={"data": sets.PROGRAMS}, executed=True),
        legs.searched(least, within={"eps": over.SQUARES}, examples=(6, 60), executed=True),
        legs.convex(least_by_programs(over.BETWEEN, at_least=True), name="between"),
    ),
    readings=(
        printed(
            "inf Tr ∇²L ≥ (2/n) Σ min(1, (2/ε)‖x_i'‖|y_i|) over the interpolating nets of extreme "
            "points, for every ε > 0",
            over.PAIRS,
            latex=BOUND,
            data={"factor": "1", "relation": "at_least"},
            legs=("convex", "smt", "exact", "property"),
            controls=(
                Control("factor 100001/100000", "constant", {"factor": "100001/100000"}),
                Control("factor 2", "constant", {"factor": "2"}, legs=("convex", "exact")),
            ),
        ),
        sharpened(
            "… of any samples, which may repeat or lie between others, and of every width",
            over.ANY_SAMPLES,
            data={"factor": "1", "relation": "at_least"},
            legs=("between", "smt"),
            controls=(Control("factor 11/10", "constant", {"factor": "11/10"}),),
        ),
    ),
    recheck=by_hand.least_by_hand,
)

gradient = Claim(
    "gradient",
    legs=(
        legs.symbolic(gradient_by_sympy),
        legs.ball(gradient_at, executed=True),
        legs.searched(gradient_at, examples=(8, 250), executed=True),
    ),
    readings=(
        sharpened(
            "with A = ‖W_2⊙1‖², B = ‖h‖², h = relu(W_1x + b_1): ‖∇f(x)‖² = 1 + ‖x'‖²(A − f²)/B "
            "where √B > ε, and (B + ‖x'‖²A)/ε² where √B < ε",
            Domain({"net": ANY_NET}),
            latex=r"\|\nabla f\|^2 = 1 + \|x'\|^2 (\|W_2 \odot \mathbf 1\|^2 - f^2)/\|h\|^2",
            data={"extra": "1"},
            controls=(
                Control("‖x‖ in place of ‖x'‖", "construction", {"extra": "0"}),
                Control("‖x'‖² + 1/1000", "constant", {"extra": "1001/1000"}),
            ),
        ),
    ),
    recheck=by_hand.gradient_by_hand,
)

attained = Claim(
    "attained",
    legs=(
        legs.ball(approached, over=over.NEAR, executed=True),
        legs.smt(approached_by_smt(approached, over.NEAR)),
        legs.searched(approached, examples=(6, 100), executed=True),
    ),
    readings=(
        sharpened(
            "at 0, 1, 2 with labels 1, −1, 1 and ε ≤ 2 no interpolating net has the trace 2, and "
            "for each κ > 0 some net has at most 2 + κ: the infimum is the bound, and no minimum",
            over.LINE,
            latex=r"\inf_{L=0} \mathrm{Tr}\nabla^2 L = 2",
            data={"scale": "1"},
            controls=(
                Control("two points", "premise", {}, over.LINE.widened(data=sets.ONLY_TWO)),
                Control(
                    "labels 1, 1, 1",
                    "premise",
                    {},
                    over.LINE.widened(data=over.ONLY_EQUAL),
                ),
                Control("net 10 times smaller", "constant", {"scale": "1/10"}),
                Control("net 1 % smaller", "constant", {"scale": "99/100"}, legs=EDGES),
            ),
        ),
    ),
    recheck=by_hand.approached_by_hand,
)

THEOREM = Theorem(
    label="sharpness.lemA12",
    paper=PAPER,
    number="Lemma A.12",
    title="How flat an interpolating net with layer normalization can be",
    kind="lemma",
    statement="For every ε > 0 and Sim-LN of width n at extreme points, inf Tr ∇²L over the "
    "interpolating nets is at least (2/n) Σ min(1, (2/ε)√(‖x_i‖² + 1)|y_i|).",
    hypotheses=(
        "every x_i is a vertex of the convex hull of all, width n, ε > 0",
        "the infimum is over nets with no pre-activation exactly 0 and no ‖relu(W_1x_i + b_1)‖ "
        "exactly ε at a sample",
    ),
    claims=(bound, infimum, gradient, attained),
    rests_on=("sharpness.lem41",),
    notes="The infimum is a minimum at extreme points (Theorem 5.1). Where all norms exceed ε, W_1 "
    "and b_1 may grow without changing f, and the trace falls to 2: so the bound is an infimum at "
    "any samples with ε ≤ 2‖x_i'‖|y_i|, attained or not. |f(x)| ≤ ‖W_2‖ at every net.",
)
