"""Lemma A.13: the trace of the Hessian of the smoothed logistic loss."""

from __future__ import annotations

from theorems.sharpness import PAPER
from theorems.sharpness._parts.logistic_models import ANY, BALLS, NETS, RATIONAL
from theorems.sharpness._parts.logistic_regularity import (
    exponents,
    quotient,
    quotient_by_hand,
)
from theorems.sharpness._parts.logistic_trace import (
    by_chain_rule,
    trace_exact,
    trace_in_balls,
)
from theorems.sharpness._parts.logistic_trace_by_hand import trace_by_hand
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

PROBABILITY = rationals("0 <", "< 1")
ALL = Domain({"p": PROBABILITY, "instance": ANY})
SEVERAL = ["1/1000", "1/5", "1/3", "1/2", "9/10", "999/1000"]
SOME = ["1/1000", "1/3", "1/2", "999/1000"]
TRACE = "Tr ∇²L(θ) = "
MEAN = "(1/n) Σ ‖∇f_θ(x_i)‖²"
DECIDED = ("symbolic", "exact", "ball")
TRUE = {"loss": "exchanged", "factor": "p(1-p)"}

identity = Claim(
    "identity",
    legs=(
        legs.symbolic(by_chain_rule),
        legs.exact(
            trace_exact,
            over={"p": SOME, "instance": RATIONAL},
            full={"p": SEVERAL},
            executed=True,
        ),
        legs.ball(
            trace_in_balls,
            over={"p": ["1/5", "1/2"], "instance": BALLS},
            full={"p": SEVERAL},
            executed=True,
        ),
        legs.searched(
            trace_exact, within={"instance": RATIONAL}, examples=(12, 150), executed=True
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
    ),
    recheck=trace_by_hand,
)

labels = Claim(
    "labels",
    legs=(
        legs.symbolic(by_chain_rule),
        legs.exact(
            trace_exact,
            over={"p": SOME, "instance": RATIONAL},
            full={"p": SEVERAL},
            executed=True,
        ),
        legs.searched(
            trace_exact, within={"instance": RATIONAL}, examples=(12, 150), executed=True
        ),
    ),
    readings=(
        printed(
            TRACE + "p(1−p) · " + MEAN + " for the printed ℓ_p, f_θ(x_i) = γ_p(2y_i − 1)",
            ALL,
            data={"loss": "printed", "factor": "p(1-p)"},
            expected="refuted",
            legs=("symbolic", "exact"),
            controls=(Control("p and 1−p exchanged in ℓ_p", "true", TRUE),),
        ),
        corrected(
            TRACE + "p(1−p) · " + MEAN + " for ℓ_p with p and 1−p exchanged",
            ALL,
            data=TRUE,
            legs=("symbolic", "exact"),
            controls=(Control("the printed ℓ_p", "sign", {"loss": "printed"}),),
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

FAMILY = Domain(
    {
        "p": PROBABILITY,
        "r": Integers(2),
        "q": Integers(1),
        "k": Integers(0),
        "sign": finite([1, -1]),
    }
)
SMOOTH = Domain(FAMILY.parameters, (Premise("r >= q + 2", lambda p: p["r"] >= p["q"] + 2),))
SEARCH = {
    "p": rationals("1/4 <=", "<= 3/4"),
    "r": Integers(2, 9),
    "q": Integers(1, 7),
    "k": Integers(0, 1000),
}

regularity = Claim(
    "regularity",
    legs=(
        legs.ball(
            quotient,
            over={"p": ["1/5", "1/2"], "r": [2, 3, 4, 9], "q": [1, 2, 3, 7], "k": [0, 1, 1000]},
        ),
        legs.smt(exponents),
        legs.searched(quotient, within=SEARCH, examples=(30, 500)),
    ),
    readings=(
        printed(
            "f_θ differentiable is enough for ∇²L(θ) to exist: on f(θ) = γ_p + θ^r sin(θ^-q) at "
            "θ = 0, y = 1, where f' = 0, L'(h)/h tends to 0 as h does, sin 2h^-q being 1 or −1",
            FAMILY,
            data={"rate": 1},
            expected="refuted",
            legs=("ball",),
            controls=(Control("r ≥ q + 2", "true", {}, SMOOTH),),
        ),
        corrected(
            "f_θ continuously differentiable near θ is enough (the same of this f, r ≥ q + 2)",
            SMOOTH,
            data={"rate": 1},
            controls=(
                Control("differentiable alone", "premise", {}, FAMILY, ("ball",)),
                Control("rate 8", "constant", {"rate": 8}, SMOOTH.restrict(k=[1000])),
                Control(
                    "rate 4", "constant", {"rate": 4}, SMOOTH.restrict(k=[1000]), ("ball", "smt")
                ),
            ),
        ),
    ),
    recheck=quotient_by_hand,
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
        "f_θ differentiable at θ",
    ),
    claims=(identity, labels, regularity),
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
            "labels",
            "ℓ_p as printed beside the labels γ_p(2y_i − 1)",
            "p and 1 − p exchanged in ℓ_p, as in Theorem A.2; as printed ∂ℓ_p/∂a is ±(1 − 2p) at "
            "the labels and Tr ∇²f_θ(x_i) remains, but not for nets without normalization",
        ),
        Erratum(
            "differentiable",
            "gap",
            "regularity",
            "f_θ differentiable",
            "f_θ continuously differentiable near θ, as in Lemma 4.1: L'(h)/h has no limit for "
            "f = γ_p + θ² sin(θ^-2) at θ = 0",
        ),
    ),
    rests_on=("sharpness.lem41", "sharpness.thmA2"),
    notes="No convex leg: an identity holds no minimum. A net's gradient by its output weights is "
    "rational and the rest a rational multiple of γ_p, which is transcendental for p ≠ 1/2, so the "
    "two parts are compared one by one.",
)
