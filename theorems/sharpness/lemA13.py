"""Lemma A.13: the trace of the Hessian of the smoothed logistic loss."""

from __future__ import annotations

from typing import Any

from theorems.core.models import PLAIN
from theorems.sharpness import PAPER
from theorems.sharpness._parts.logistic_trace import (
    by_chain_rule,
    draw_labelled,
    labelled,
    trace_exact,
    trace_in_balls,
)
from theorems.sharpness._parts.logistic_trace_by_hand import trace_by_hand
from verify import (
    Claim,
    Control,
    Domain,
    Erratum,
    Objects,
    Theorem,
    corrected,
    legs,
    printed,
    rationals,
    sharpened,
)

LINE = {"model": "polynomial", "coefficients": [["0", "1"]], "theta": "1", "y": [1]}
SQUARE = {"model": "polynomial", "coefficients": [["0", "0", "1"]], "theta": "1", "y": [1]}
CUBIC = {
    "model": "polynomial",
    "coefficients": [["1", "2", "0", "1"], ["0"], ["0", "1"]],
    "theta": "-1/2",
    "y": [0, 1, 1],
}
ONE = {"model": "no_bias", "W1": [["1"]], "W2": ["1"], "X": [["1"]], "y": [1]}
SIGNED: dict[str, Any] = {
    "model": "no_bias",
    "W1": [["1"], ["-2"]],
    "W2": ["2", "-1"],
    "X": [["1"], ["-1"]],
}
SIGNED = {**SIGNED, "y": [1, 0]}
DEAD: dict[str, Any] = {"model": "bias", "W1": [["1"], ["1"]], "b1": ["1", "-5"], "W2": ["-2", "3"]}
DEAD = {**DEAD, "X": [["1"], ["1"]], "y": [0, 0]}
DEEP = {
    "model": "deep",
    "W1": [["1", "2"], ["-1", "1/2"]],
    "b1": ["1", "1/3"],
    "inner": [[["1", "-1"], ["2", "1"]], [["1", "0"], ["1/2", "-3"]]],
    "W2": ["1", "-2"],
    "X": [["1", "0"]],
    "y": [1],
}
CROSSED = {
    "model": "sim_bn",
    "W1": [["1"], ["-1"]],
    "b1": ["0", "8"],
    "gamma": ["1", "1"],
    "W2": ["1", "-1"],
    "X": [["1"], ["7"]],
    "y": [0, 1],
}
NORMED = {
    "model": "sim_ln",
    "W1": [["1"], ["2"]],
    "b1": ["0", "1"],
    "W2": ["1", "1"],
    "epsilon": "1/2",
    "X": [["1"], ["1"]],
    "y": [1, 1],
}
FLOORED = {**NORMED, "epsilon": "100"}

TWICE = "models f_θ, twice differentiable at θ, with f_θ(x_i) = γ_p(2y_i − 1)"
LITERAL = "such nets without normalization, and polynomials"
RATIONAL = Objects(
    LITERAL,
    accepts=labelled,
    samples=(LINE, SQUARE, CUBIC, ONE, SIGNED, DEAD, DEEP),
    draw=lambda: draw_labelled((*PLAIN, "polynomial")),
    within=(TWICE,),
)
NETS = Objects(
    "such nets without normalization",
    accepts=lambda i: labelled(i) and i["model"] in PLAIN,
    samples=(ONE, SIGNED, DEAD, DEEP),
    draw=lambda: draw_labelled(PLAIN),
    within=(TWICE, LITERAL),
)
FIXED = (CROSSED, NORMED, FLOORED)
BALLS = Objects(
    "Sim-BN and Sim-LN nets that interpolate, and a polynomial",
    accepts=lambda i: i in (*FIXED, SQUARE),
    samples=(*FIXED, SQUARE),
    within=(TWICE,),
)
ANY = Objects(
    TWICE,
    accepts=lambda i: i in FIXED or labelled(i),
    samples=(LINE, SQUARE, CUBIC, ONE, SIGNED, DEAD, DEEP, *FIXED),
)
PROBABILITY = rationals("0 <", "< 1")
ALL = Domain({"p": PROBABILITY, "instance": ANY})
SEVERAL = ["1/1000", "1/5", "1/3", "1/2", "9/10", "999/1000"]
TRACE = "Tr ∇²L(θ) = "
MEAN = "(1/n) Σ ‖∇f_θ(x_i)‖²"
DECIDED = ("symbolic", "exact", "ball")
TRUE = {"loss": "exchanged", "factor": "p(1-p)"}

identity = Claim(
    "identity",
    legs=(
        legs.symbolic(by_chain_rule),
        legs.exact(trace_exact, over={"p": SEVERAL, "instance": RATIONAL}, executed=True),
        legs.ball(
            trace_in_balls,
            over={"p": ["1/5", "1/2"], "instance": BALLS},
            full={"p": SEVERAL},
            executed=True,
        ),
        legs.searched(
            trace_exact, within={"instance": RATIONAL}, examples=(12, 500), executed=True
        ),
    ),
    readings=(
        printed(
            TRACE + "1/(p(1−p)) · " + MEAN + " for the printed ℓ_p, f_θ(x_i) = γ_p(2y_i − 1)",
            ALL,
            latex=r"\operatorname{Tr}\nabla^2 L(\theta) = "
            r"\tfrac{1}{p(1-p)}\tfrac1n\sum_i\|\nabla f_\theta(x_i)\|^2",
            data={"loss": "printed", "factor": "1/(p(1-p))"},
            expected="refuted",
            controls=(Control("p(1−p), p and 1−p exchanged in ℓ_p", "true", TRUE),),
        ),
        corrected(
            TRACE
            + "p(1−p) · "
            + MEAN
            + " for ℓ_p with p and 1−p exchanged, f twice differentiable",
            ALL,
            latex=r"\operatorname{Tr}\nabla^2 L(\theta) = "
            r"p(1-p)\tfrac1n\sum_i\|\nabla f_\theta(x_i)\|^2",
            data=TRUE,
            controls=(
                Control("1/(p(1−p))", "constant", {"factor": "1/(p(1-p))"}),
                Control("1/4", "constant", {"factor": "1/4"}, None, DECIDED),
                Control("the printed ℓ_p", "sign", {"loss": "printed"}, None, DECIDED),
            ),
        ),
        sharpened(
            "without normalization p(1−p) is right for the printed ℓ_p too: f is affine in each "
            "parameter, so that the residual's term vanishes",
            Domain({"p": PROBABILITY, "instance": NETS}),
            data={"loss": "printed", "factor": "p(1-p)", "affine": True},
            legs=("symbolic", "exact", "property"),
            controls=(
                Control("1/4", "constant", {"factor": "1/4"}),
                Control(
                    "polynomials too",
                    "premise",
                    {},
                    Domain({"p": PROBABILITY, "instance": RATIONAL}),
                    ("exact",),
                ),
            ),
        ),
    ),
    recheck=trace_by_hand,
)

THEOREM = Theorem(
    label="sharpness.lemA13",
    paper=PAPER,
    number="Lemma A.13",
    title="the trace of the Hessian of the smoothed logistic loss",
    kind="lemma",
    statement="If f_θ is differentiable and interpolates {(x_i, γ_p(2y_i − 1))}, the logistic loss "
    "has Tr ∇²L(θ) = (1/(p(1−p))) (1/n) Σ_i ‖∇f_θ(x_i)‖².",
    hypotheses=(
        "0 < p < 1, y_i in {0, 1}, f_θ(x_i) = γ_p(2y_i − 1)",
        "f_θ twice differentiable at θ (see Lemma 4.1 for what differentiable alone allows)",
    ),
    claims=(identity,),
    errata=(
        Erratum(
            "factor",
            "misprint",
            "identity",
            "1/(p(1−p))",
            "p(1−p), the second derivative of ℓ_p at its minimum; they differ for every p",
        ),
        Erratum(
            "smoothing",
            "misprint",
            "identity",
            "ℓ_p as printed beside the labels γ_p(2y_i − 1)",
            "p and 1 − p exchanged in ℓ_p, as in Theorem A.2; as printed ∂ℓ_p/∂a is ±(1 − 2p) at "
            "the labels and Tr ∇²f_θ(x_i) remains, but not for nets without normalization",
        ),
    ),
    rests_on=("sharpness.lem41", "sharpness.thmA2"),
    notes="No convex leg: an identity holds no minimum. A net's gradient by its output weights is "
    "rational and the rest a rational multiple of γ_p, which is transcendental for p ≠ 1/2, so the "
    "two parts are compared one by one. Differentiable alone is too little, as in Lemma 4.1.",
)
