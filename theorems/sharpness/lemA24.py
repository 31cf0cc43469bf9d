"""Lemma A.24: the Rademacher complexity of two-layer ReLU nets of bounded path norm.

The supremum over all nets of Θ_C, of whatever width, is C sup_{‖u‖ ≤ 1} |Σ σ_i relu(u·x_i)|; it is
taken cell by cell of the arrangement of the samples, exactly in the plane.
"""

from __future__ import annotations

from theorems.sharpness import PAPER
from theorems.sharpness._parts.rademacher_by_hand import nets_by_hand
from theorems.sharpness._parts.rademacher_checks import POINTS, WITHIN_B, nets, proved
from verify import Claim, Control, Domain, Theorem, legs, printed, rationals, sharpened

SAMPLES = Domain(
    {"points": POINTS, "B": rationals("0 <="), "C": rationals("0 <=")},
    (WITHIN_B,),
)
SWEEP = {"B": ["0", "1/2", "1", "3/2"], "C": ["0", "1", "3"]}
ANY = SAMPLES.without("‖x_i‖ ≤ B")
DECIDED = ("ball", "smt")

bound = Claim(
    "bound",
    legs=(
        legs.ball(nets, over=SWEEP, executed=True),
        legs.smt(proved(nets, SWEEP, relu=True)),
        legs.searched(
            nets,
            within={"B": ["0", "1", "3/2", "2"], "C": ["1", "2"]},
            examples=(20, 200),
            executed=True,
        ),
    ),
    readings=(
        printed(
            "R_S(Θ_C) ≤ 2CB/√n if ‖x_i‖ ≤ B",
            SAMPLES,
            latex=r"R_S(\Theta_C) \le 2CB/\sqrt n",
            data={"factor": "2", "rate": "1/2"},
            controls=(
                Control("999/1000 for 2", "constant", {"factor": "999/1000"}, legs=DECIDED),
                Control("CB/n", "constant", {"factor": "1", "rate": "1"}, legs=DECIDED),
                Control("‖x_i‖ ≤ B dropped", "premise", {}, ANY),
                Control("1/4 for 2", "constant", {"factor": "1/4"}),
            ),
        ),
        sharpened(
            "R_S(Θ_C) ≤ 2C √(Σ ‖x_i‖²)/n",
            SAMPLES,
            latex=r"R_S(\Theta_C) \le \tfrac{2C}{n} \sqrt{\sum_i \|x_i\|^2}",
            data={"factor": "2", "rate": "rms"},
            controls=(
                Control("999/1000 for 2", "constant", {"factor": "999/1000"}, legs=DECIDED),
                Control("1/4 for 2", "constant", {"factor": "1/4"}),
            ),
        ),
    ),
    recheck=nets_by_hand,
    margin="least bound² − R_S², where both are rational",
)

THEOREM = Theorem(
    label="sharpness.lemA24",
    paper=PAPER,
    number="Lemma A.24",
    title="Rademacher complexity of ReLU nets of bounded path norm",
    kind="lemma",
    statement="If ‖x_i‖ ≤ B for all i in [n], then R_S(Θ_C) ≤ 2CB/√n, Θ_C the two-layer nets "
    "without biases with Σ_j ‖W_{1,j}‖ |W_{2,j}| ≤ C, of any width.",
    hypotheses=("n ≥ 1 points of any dimension, which may repeat or be 0", "‖x_i‖ ≤ B", "C ≥ 0"),
    claims=(bound,),
    rests_on=("sharpness.lemA25",),
    notes="No convex leg: the supremum is that of a convex function on each cell, at a candidate "
    "with a rational square. Beyond the plane the exact legs bound it from above, by ‖Σ_D σ_i x_i‖ "
    "on each cell D.",
    open=("whether 2 can be 1: at n = 1 the factor is 1, and no sample was seen with more",),
)
