"""Theorem A.2: the logistic loss with label smoothing has the minimizers of a squared loss."""

from __future__ import annotations

from theorems.sharpness import PAPER
from theorems.sharpness._parts.logistic import MINIMUM_SWEEP, minimum
from theorems.sharpness._parts.logistic_by_hand import minimizers_by_hand, minimum_by_hand
from theorems.sharpness._parts.logistic_legs import (
    least_by_program,
    minimum_by_calculus,
    minimum_by_smt,
)
from theorems.sharpness._parts.logistic_rivals import (
    consistent,
    draw_rivals,
    minimizers,
    minimizers_by_smt,
    rival_case,
)
from verify import (
    Claim,
    Control,
    Domain,
    Erratum,
    Objects,
    Theorem,
    corrected,
    finite,
    legs,
    printed,
    rationals,
    sharpened,
)

PROBABILITY = rationals("0 <", "< 1")
POINTS = Domain({"p": PROBABILITY, "b": finite([0, 1]), "s": rationals("0 <")})
HALF = {"p": ["1/2"]}
DECIDED = ("symbolic", "smt", "exact", "convex")
LEAST = "a = (2b−1) γ_p, γ_p = ln((1−p)/p), minimizes "
EXCHANGED = "−(1−p) log(e^{ba}/(1+e^a)) − p log(e^{(1−b)a}/(1+e^a))"

least = Claim(
    "minimum",
    legs=(
        legs.symbolic(minimum_by_calculus),
        legs.smt(minimum_by_smt),
        legs.exact(minimum, over=MINIMUM_SWEEP, executed=True),
        legs.convex(least_by_program),
        legs.searched(minimum, examples=(30, 500), executed=True),
    ),
    readings=(
        printed(
            LEAST + "ℓ_p(a, b) = −p log(e^{ba}/(1+e^a)) − (1−p) log(e^{(1−b)a}/(1+e^a))",
            POINTS,
            latex=r"\operatorname{argmin}_a \ell_p(a, b) = (2b-1)\gamma_p",
            data={"loss": "printed", "unique": False, "power": 1},
            expected="refuted",
            controls=(
                Control("p and 1−p exchanged", "true", {"loss": "exchanged"}, None),
                Control("p = 1/2", "true", {}, POINTS.restrict(**HALF), ("exact", "property")),
            ),
        ),
        corrected(
            LEAST + EXCHANGED,
            POINTS,
            latex=r"\ell_p(a, b) = -(1-p)\log\frac{e^{ba}}{1+e^a} - p\log\frac{e^{(1-b)a}}{1+e^a}",
            data={"loss": "exchanged", "unique": False, "power": 1},
            controls=(
                Control("the printed loss", "sign", {"loss": "printed"}),
                Control("twice γ_p", "constant", {"power": 2}, None, DECIDED),
                Control("a = 0", "constant", {"power": 0}, None, DECIDED),
            ),
        ),
        sharpened(
            "no other a does",
            POINTS,
            data={"loss": "exchanged", "unique": True, "power": 1},
            legs=("symbolic", "smt", "exact", "property"),
            controls=(Control("the printed loss", "sign", {"loss": "printed"}),),
        ),
    ),
    recheck=minimum_by_hand,
)

NULL = {"model": "bias", "W1": [["0"]], "b1": ["1"], "W2": ["0"]}
UNIT = {"model": "bias", "W1": [["0"]], "b1": ["1"], "W2": ["1"]}
MIXED = {**UNIT, "W2": ["8/25"]}
FLAT = {"X": [["1"]], "y": [1], "rival": NULL, "unit": "gamma"}
MEAN = {"X": [["1"]] * 3, "y": [1, 1, 0], "rival": MIXED, "unit": "gamma"}
TWO = {"model": "deep", "W1": [["1"], ["-1"]], "b1": ["1/2", "1/2"], "W2": ["2", "-2"]}
CASES = Objects(
    "data sets with a rival net",
    accepts=rival_case,
    samples=(FLAT, MEAN),
    draw=draw_rivals,
)
ATTAINED = Objects(
    "data sets that some net interpolates, with a rival net",
    accepts=consistent,
    samples=(
        FLAT,
        {**FLAT, "y": [0]},
        {**FLAT, "rival": UNIT},
        {**FLAT, "rival": UNIT, "unit": "1"},
        {"X": [["1"], ["-1"], ["1"]], "y": [1, 0, 1], "rival": UNIT, "unit": "gamma"},
        {
            "X": [["1"], ["-1"]],
            "y": [1, 0],
            "rival": {**TWO, "inner": [[["1", "0"], ["0", "1"]]], "W2": ["2/3", "-2/3"]},
            "unit": "gamma",
        },
    ),
    draw=draw_rivals,
    within=("data sets with a rival net",),
)
FITS = Domain({"p": PROBABILITY, "instance": ATTAINED})
SAME = "where the least squared error over {(x_i, γ_p(2y_i−1))} is 0, its minimizers are those of "

coincide = Claim(
    "minimizers",
    legs=(
        legs.smt(minimizers_by_smt),
        legs.ball(
            minimizers, over={"p": ["1/1000", "1/3", "1/2", "4/5", "999/1000"]}, executed=True
        ),
        legs.searched(minimizers, examples=(20, 500), executed=True),
    ),
    readings=(
        printed(
            SAME + "the mean of ℓ_p(f(x_i), y_i)",
            FITS,
            data={"loss": "printed"},
            expected="refuted",
            controls=(
                Control("p and 1−p exchanged", "true", {"loss": "exchanged"}),
                Control("p = 1/2", "true", {}, FITS.restrict(**HALF), ("ball", "property")),
            ),
        ),
        corrected(
            SAME + "the mean of " + EXCHANGED,
            FITS,
            data={"loss": "exchanged"},
            controls=(
                Control("the printed loss", "sign", {"loss": "printed"}),
                Control(
                    "least squared error above 0",
                    "premise",
                    {},
                    Domain({"p": PROBABILITY, "instance": CASES}),
                    ("ball",),
                ),
            ),
        ),
    ),
    recheck=minimizers_by_hand,
)

THEOREM = Theorem(
    label="sharpness.thmA2",
    paper=PAPER,
    number="Theorem A.2",
    title="minimizers of the smoothed logistic loss",
    kind="theorem",
    statement="The minimum of ℓ_p(a, b) over a is reached at (2b−1) γ_p, and if the squared error "
    "over {(x_i, γ_p(2y_i−1))} has the minimum 0, its minimizers are those of the logistic loss "
    "over {(x_i, y_i)}.",
    hypotheses=("0 < p < 1, b in {0, 1}", "γ_p = ln((1−p)/p)", "a = ln s, s > 0"),
    claims=(least, coincide),
    errata=(
        Erratum(
            "smoothing",
            "misprint",
            "minimum",
            "−p log(e^{ba}/(1+e^a)) − (1−p) log(e^{(1−b)a}/(1+e^a))",
            EXCHANGED + ", or γ_p = ln(p/(1−p)): as printed the slope at a is σ(a) − p for b = 1, "
            "so that the minimum lies at −(2b−1) γ_p; the two agree at p = 1/2 alone",
        ),
        Erratum(
            "labels",
            "misprint",
            "minimizers",
            "the labels γ_p(2y_i−1) beside the loss ℓ_p as printed",
            "the same labels beside the loss with p and 1 − p exchanged; as printed even f = 0 has "
            "a smaller loss than the interpolating net",
        ),
    ),
    notes="If the least squared error is above 0 the minimizers may differ (a control: labels 1, "
    "1, 0 at one x) or agree by symmetry (labels 1, 0). At p = 1/2 γ_p = 0.",
)
