"""Proposition A.2: Lipschitz labels on the unit circle.

The printed neurons are active on about half of the circle each. Read as neurons on the arcs
z_jz_{j+1}, which memorize at least trace, they give f(z_j) = 0: a mean squared error of at least
Y²/6 at labels Y, however dense the samples. With n further neurons, which no sample activates, f
follows the chords between the samples, and the error is O(δ²).
"""

from __future__ import annotations

from theorems.sharpness import PAPER
from theorems.sharpness._parts import circle_by_hand as by_hand
from theorems.sharpness._parts.circle_checks import (
    arcs,
    circles,
    enough,
    flattest_net,
    least,
    least_by_bracket,
    net_by_smt,
)
from theorems.sharpness._parts.circle_errors import DELTA, average, errors, geometric
from theorems.sharpness._parts.every_width import least_by_smt
from theorems.sharpness._parts.figures_circle import CIRCLE
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
    sharpened,
)

SINGLE = {"t": ["0"], "y": ["3/2"]}
PAIR = {"t": ["0", "1/2"], "y": ["3/2", "-6"]}
THREE = {"t": ["0", "1/3", "2/3"], "y": ["3/2", "3/2", "3/2"]}
CLOSE = {"t": ["1/7", "1/5", "1/4"], "y": ["3/2", "-6", "3/8"]}
FIVE = {"t": ["0", "1/5", "1/3", "1/2", "4/5"], "y": ["3/2", "-3/2", "6", "3/8", "-6"]}
NULL = {"t": ["0", "1/3", "2/3"], "y": ["3/2", "0", "-6"]}
ANY = circles(SINGLE, PAIR, THREE, CLOSE, FIVE, least=1)
MANY = circles(PAIR, THREE, CLOSE, FIVE, least=2)
DENSE = circles(THREE, CLOSE, FIVE, least=3)
ZEROS = circles(NULL, THREE, least=3, zero=True)
OWN = {"net": "own", "zero": "dead"}
SAYS = "the net memorizes and is smooth, and its trace is (2/n) Σ 2√(R²+1)|y_i|"
EXACT = ("exact",)

nets = Claim(
    "net",
    legs=(
        legs.exact(flattest_net, executed=True),
        legs.smt(net_by_smt),
        legs.searched(flattest_net, examples=(4, 40), executed=True),
    ),
    readings=(
        printed(
            "with W_1 = r w_j/(w_jᵀz_j), b_1 = r(−w_jᵀv_j + w_jᵀz_j)/(w_jᵀz_j), n ≥ 3 points, "
            + SAYS,
            Domain({"data": DENSE}),
            data={"net": "printed", "zero": "dead"},
            expected="refuted",
            controls=(Control("zero at z_j in place of v_j", "true", {"net": "own"}),),
        ),
        corrected(
            "with W_1 = r w_j/(w_jᵀv_j − w_jᵀz_j), b_1 = −r w_jᵀz_j/(w_jᵀv_j − w_jᵀz_j), n ≥ 2, "
            + SAYS,
            Domain({"data": MANY}),
            latex=r"W_{1,j} = \frac{r w_j}{w_j^\top(v_j - z_j)},\ "
            r"b_1 = -\frac{r w_j^\top z_j}{w_j^\top(v_j - z_j)}",
            data=OWN,
            controls=(
                Control("as printed", "sign", {"net": "printed"}),
                Control("one point", "premise", {}, Domain({"data": ANY}), EXACT),
            ),
        ),
        sharpened(
            "with n more neurons, active at no sample, it interpolates and is as flat, n ≥ 3",
            Domain({"data": DENSE}),
            data={"net": "filled", "zero": "dead", "tau": "1/10"},
            legs=("exact", "property"),
            controls=(
                Control("as printed", "construction", {"net": "printed"}),
                Control("η = 0, a kink at each neighbour", "constant", {"tau": "0"}),
                Control("η < 0, active at the neighbours", "sign", {"tau": "-1/10"}),
            ),
        ),
    ),
    recheck=by_hand.circle_by_hand,
)

zero = Claim(
    "zero",
    legs=nets.legs,
    readings=(
        printed(
            "W_2[j] = y_j/r_j, r_j² = |y_j|√(R²+1), whatever the labels",
            Domain({"data": ZEROS}),
            data={"net": "own", "zero": "printed"},
            expected="refuted",
            legs=("exact", "smt"),
            controls=(Control("labels y ≠ 0", "true", {}, Domain({"data": DENSE})),),
        ),
        corrected(
            "with a dead neuron where y_j = 0 the net interpolates at the least trace",
            Domain({"data": ZEROS}),
            data=OWN,
            controls=(Control("y_j = 0 as printed", "construction", {"zero": "printed"}),),
        ),
    ),
    recheck=by_hand.circle_by_hand,
)

DRAWS = {"delta": DELTA, "n": Integers(1)}
SEEN = {"delta": finite(["1/21", "1/25"]), "n": Integers(400, 1800)}
hits = Claim(
    "arcs",
    legs=(
        legs.enumeration(
            arcs,
            over={"delta": ["1/21", "1/25"], "n": [1, 131, 402, 509, 1047, 1309, 2000]},
        ),
        legs.searched(arcs, within=SEEN, examples=(8, 60)),
    ),
    readings=(
        printed(
            "n ≥ N log δ points hit each of N = ⌈2π/δ⌉ arcs with probability at least 1 − δ",
            Domain(DRAWS, (Premise("n ≥ N log δ", enough("printed")),)),
            data={"factor": "1"},
            expected="refuted",
            controls=(
                Control(
                    "n ≥ N log(N/δ)",
                    "true",
                    {},
                    Domain(DRAWS, (Premise("n ≥ N log(N/δ)", enough("union")),)),
                ),
            ),
        ),
        corrected(
            "n ≥ N log(N/δ) = O(log(1/δ)/δ) points do",
            Domain(DRAWS, (Premise("n ≥ N log(N/δ)", enough("union")),)),
            latex=r"n \ge N \log(N/\delta)",
            data={"factor": "1"},
            controls=(
                Control(
                    "n ≥ N log(1/δ)",
                    "premise",
                    {},
                    Domain(DRAWS, (Premise("n ≥ N log(1/δ)", enough("inverse")),)),
                ),
                Control("1 − δ/100", "constant", {"factor": "1/100"}, None, ("enumeration",)),
            ),
        ),
    ),
    recheck=by_hand.arcs_by_hand,
    margin="least δ − Pr(some arc is missed)",
)

minimal = Claim(
    "minimal",
    legs=(
        legs.smt(least_by_smt(least, {}, "the net of the claim net has such paths")),
        legs.convex(least_by_bracket([PAIR, THREE, CLOSE])),
        legs.exact(least, executed=True),
        legs.searched(least, examples=(3, 60), executed=True),
    ),
    readings=(
        printed(
            "the least trace over interpolating nets of every width is (2/n) Σ 2√(R²+1)|y_i|",
            Domain({"data": MANY}),
            latex=r"\min \mathrm{Tr}\nabla^2 L = \tfrac2n \sum_i 2\sqrt{R^2+1}\,|y_i|",
            data={"factor": "1"},
            controls=(
                Control("factor 1001/1000", "constant", {"factor": "1001/1000"}),
                Control(
                    "factor 999/1000", "constant", {"factor": "999/1000"}, None, ("exact", "smt")
                ),
            ),
        ),
    ),
    recheck=by_hand.least_by_hand,
)

THEOREM = Theorem(
    label="sharpness.propA2",
    paper=PAPER,
    number="Proposition A.2",
    title="Lipschitz labels on the circle: some flattest net generalizes",
    kind="proposition",
    statement="If y is an L-Lipschitz function of x_I, the first two coordinates, x_I is uniform "
    "on the unit circle, ‖x‖ = R almost surely, δ in (0, 1/20) and n = Ω(log(1/δ)/δ), then with "
    "probability 1 − δ some flattest net of width n has generalization error O(δ²).",
    hypotheses=(
        "x_I almost surely takes no value twice; n ≥ 2 points for the arcs, n ≥ 3 for the rest",
        "labels may be 0; errors are those at labels a + L x[1] and a + L |x[1]|",
        "the samples of the errors are n points, not equidistant, with neighbours ≤ 2δ apart",
        "sharpness is minimized over nets with no pre-activation exactly 0 at a sample",
    ),
    claims=(nets, zero, geometric, errors, average, hits, minimal),
    errata=(
        Erratum(
            "neuron",
            "misprint",
            "net",
            "W_1 = r w_j/(w_jᵀz_j), b_1 = r(−w_jᵀv_j + w_jᵀz_j)/(w_jᵀz_j)",
            "w_jᵀv_j − w_jᵀz_j below, −r w_jᵀz_j above; the printed neuron is r at v_j, but 0 "
            "where w_jᵀx = w_jᵀv_j − w_jᵀz_j, so that it is active at other samples",
        ),
        Erratum(
            "zero",
            "gap",
            "zero",
            "W_2[j] = y_j/r_j for every label",
            "a dead neuron where y_j = 0, for there r_j = 0",
        ),
        Erratum(
            "error",
            "gap",
            "display",
            "squared error at most 4Y²δ²/(1−10δ)² + L²δ² at width n",
            "at most (2L + Y)²δ² with n more neurons, active between the samples alone; what is "
            "bounded in print is the variation of one neuron, as if all others were off",
        ),
        Erratum(
            "mean",
            "false",
            "mean",
            "the memorizing net on the arcs z_jz_{j+1} has error O(δ²)",
            "it is 0 at each z_j, and at labels Y its mean squared error is at least Y²/6",
        ),
        Erratum(
            "count",
            "misprint",
            "arcs",
            "n ≥ N log δ, which is negative",
            "n ≥ N log(N/δ); N log(1/δ) would not do either",
        ),
    ),
    rests_on=("sharpness.lem41", "sharpness.thm41"),
    open=(
        "whether some flattest net of width n has error O(δ²) at all L-Lipschitz labels; at equal "
        "labels a neuron with W_1 = 0 has error 0",
    ),
    notes="No deduction for all n: a point enters with its neighbours. Points are u⁴, u rational, "
    "so that midpoints of arcs are rational; the convex leg is that of the claim minimal.",
    figures=(CIRCLE,),
)
