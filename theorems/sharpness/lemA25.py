"""Lemma A.25: the Rademacher complexity of linear functions.

All signs are gone through, so that R_S is exact; equality at one sample and at orthogonal ones of
equal length shows that nothing is left.
"""

from __future__ import annotations

from theorems.sharpness import PAPER
from theorems.sharpness._parts.rademacher_by_hand import linear_by_hand
from theorems.sharpness._parts.rademacher_checks import POINTS, WITHIN_C, linear, proved
from verify import Claim, Control, Domain, Theorem, legs, printed, rationals, sharpened

SAMPLES = Domain({"points": POINTS, "C": rationals("0 <=")}, (WITHIN_C,))
SWEEP = {"C": ["0", "1/2", "1", "3/2", "2"]}
DECIDED = ("ball", "smt")
ANY = SAMPLES.without("‖x_i‖ ≤ C")

bound = Claim(
    "bound",
    legs=(
        legs.ball(linear, over=SWEEP, executed=True),
        legs.smt(proved(linear, SWEEP, relu=False)),
        legs.searched(
            linear, within={"C": ["0", "1", "3/2", "2"]}, examples=(25, 200), executed=True
        ),
    ),
    readings=(
        printed(
            "R_S({⟨w, ·⟩ : ‖w‖ ≤ 1}) ≤ C/√n if ‖x_i‖ ≤ C",
            SAMPLES,
            latex=r"R_S(\{\langle w, \cdot\rangle : \|w\| \le 1\}) \le C/\sqrt n",
            data={"factor": "1", "rate": "1/2"},
            controls=(
                Control("factor 999/1000", "constant", {"factor": "999/1000"}, legs=DECIDED),
                Control("factor 1/4", "constant", {"factor": "1/4"}),
                Control("C/n", "constant", {"rate": "1"}, legs=DECIDED),
                Control("‖x_i‖ ≤ C dropped", "premise", {}, ANY),
            ),
        ),
        sharpened(
            "R_S ≤ √(Σ ‖x_i‖²)/n, with equality if the points are orthogonal",
            SAMPLES,
            latex=r"R_S \le \tfrac1n \sqrt{\sum_i \|x_i\|^2}",
            data={"factor": "1", "rate": "rms"},
            controls=(
                Control("factor 999/1000", "constant", {"factor": "999/1000"}, legs=DECIDED),
                Control("factor 1/4", "constant", {"factor": "1/4"}),
            ),
        ),
    ),
    recheck=linear_by_hand,
    margin="least bound² − R_S², where both are rational",
)

THEOREM = Theorem(
    label="sharpness.lemA25",
    paper=PAPER,
    number="Lemma A.25",
    title="Rademacher complexity of linear functions",
    kind="lemma",
    statement="If ‖x_i‖ ≤ C for all i in [n], then R_S({⟨w, ·⟩ : ‖w‖ ≤ 1}) ≤ C/√n.",
    hypotheses=("n ≥ 1 points of any dimension, which may repeat or be 0", "‖x_i‖ ≤ C"),
    claims=(bound,),
    notes="No convex leg: the supremum over the unit ball is ‖Σ σ_i x_i‖ by Cauchy-Schwarz, and "
    "the mean over all signs is a finite sum.",
)
