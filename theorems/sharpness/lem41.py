"""Lemma 4.1: the trace of the Hessian of an interpolating model.

L(θ) = (1/n) Σ (f_θ(x_i) − y_i)². If f_θ(x_i) = y_i for all i,
Tr ∇²L(θ) = (2/n) Σ ‖∇_θ f_θ(x_i)‖². The left side is computed from values of L alone.
"""

from __future__ import annotations

from theorems.sharpness import PAPER
from theorems.sharpness._parts.trace_identity import (
    by_chain_rule,
    exponents,
    limit,
    limit_by_smt,
    quotient,
    trace_identity,
    trace_identity_in_balls,
)
from theorems.sharpness._parts.trace_identity_by_hand import (
    identity_by_hand,
    limit_by_hand,
    quotient_by_hand,
)
from theorems.sharpness._parts.trace_identity_sets import ANY, NETS, NORMED, RATIONAL
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

ALL = Domain({"instance": ANY})
FAMILY = Domain(
    {"p": Integers(2), "q": Integers(1), "k": Integers(0), "sign": finite([1, -1])},
)
CONTINUOUS = Domain(FAMILY.parameters, (Premise("p >= q + 2", lambda p: p["p"] >= p["q"] + 2),))
SEARCH = {"p": Integers(2, 9), "q": Integers(1, 7), "k": Integers(0, 1000)}
SWEEP = {"p": [2, 3, 4, 5, 9], "q": [1, 2, 3, 7], "k": [0, 1, 2, 100, 1000]}
RULE = {"factor": "2", "offset": "0"}

identity = Claim(
    "identity",
    legs=(
        legs.symbolic(by_chain_rule),
        legs.exact(trace_identity, over={"instance": RATIONAL}, executed=True),
        legs.ball(trace_identity_in_balls, over={"instance": NORMED}, executed=True),
        legs.searched(
            trace_identity, within={"instance": RATIONAL}, examples=(30, 1000), executed=True
        ),
    ),
    readings=(
        printed(
            "Tr ∇²L(θ) = (2/n) Σ ‖∇f_θ(x_i)‖² where f_θ interpolates and is twice differentiable",
            ALL,
            latex=r"\operatorname{Tr}\nabla^2 L(\theta) = \tfrac2n\sum_i\|\nabla f_\theta(x_i)\|^2",
            data=RULE,
            controls=(
                Control("factor 1", "constant", {"factor": "1"}),
                Control(
                    "no interpolation",
                    "premise",
                    {"offset": "1"},
                    legs=("symbolic", "exact", "ball"),
                ),
            ),
        ),
        sharpened(
            "without normalization, at every θ smooth at the samples, interpolating or not",
            Domain({"instance": NETS}),
            data={"factor": "2", "offset": "1"},
            legs=("exact", "property"),
            controls=(
                Control("factor 201/100", "constant", {"factor": "201/100"}),
                Control(
                    "polynomial models too",
                    "premise",
                    {},
                    Domain({"instance": RATIONAL}),
                    legs=("exact",),
                ),
            ),
        ),
    ),
    recheck=identity_by_hand,
)

regularity = Claim(
    "regularity",
    legs=(
        legs.ball(quotient, over=SWEEP),
        legs.smt(exponents),
        legs.searched(quotient, within=SEARCH, examples=(40, 1000)),
    ),
    readings=(
        printed(
            "f_θ differentiable is enough for ∇²L(θ) to exist "
            "(on f(θ) = θ^p sin(θ^-q) at θ = 0, y = 0)",
            FAMILY,
            data={"rate": 1},
            expected="refuted",
            legs=("ball", "property"),
            controls=(Control("p ≥ q + 2", "true", {}, CONTINUOUS),),
        ),
        corrected(
            "f_θ continuously differentiable near θ is enough (on the same f, p ≥ q + 2)",
            CONTINUOUS,
            data={"rate": 1},
            controls=(
                Control("differentiable alone", "premise", {}, FAMILY, legs=("ball", "property")),
                Control("rate 8", "constant", {"rate": 8}, CONTINUOUS.restrict(k=[10**3])),
            ),
        ),
    ),
    recheck=quotient_by_hand,
)

UNIT = rationals("-1 <=", "<= 1")
NEAR = Domain(
    {
        "g": rationals(),
        "a": rationals("0 <="),
        "b": rationals("0 <="),
        "s": UNIT,
        "t": UNIT,
    }
)
continuity = Claim(
    "continuity",
    legs=(
        legs.smt(limit_by_smt),
        legs.exact(limit, over={name: ["0", "1/8", "1", "50"] for name in "gab"}),
        legs.searched(limit, within={name: Integers(0, 3) for name in "gab"}, examples=(100, 500)),
    ),
    readings=(
        sharpened(
            "if (f(θ+h) − y)/h is within a of f'(θ) and f'(θ+h) within b, L'(θ+h)/h is within "
            "2(|f'(θ)|(a + b) + ab) of 2f'(θ)²: with f' continuous at θ, L''(θ) = 2f'(θ)²",
            NEAR,
            data={"factor": "2"},
            controls=(
                Control(
                    "factor 199/100", "constant", {"factor": "199/100"}, None, ("smt", "exact")
                ),
                Control("factor −2", "sign", {"factor": "-2"}),
            ),
        ),
    ),
    recheck=limit_by_hand,
)

THEOREM = Theorem(
    label="sharpness.lem41",
    paper=PAPER,
    number="Lemma 4.1",
    title="the trace of the Hessian at an interpolating model",
    kind="lemma",
    statement="If f_θ is differentiable and interpolates, Tr ∇²L(θ) = (2/n) Σ_i ‖∇_θ f_θ(x_i)‖².",
    hypotheses=("f_θ(x_i) = y_i for all i", "f_θ differentiable at θ"),
    claims=(identity, regularity, continuity),
    errata=(
        Erratum(
            "differentiable",
            "gap",
            "regularity",
            "f_θ differentiable",
            "f_θ continuously differentiable near θ: f = θ² sin(θ^-2) is differentiable everywhere "
            "and interpolates y = 0 at 0, but L'(h)/h = 4h² sin² − 2 sin(2h^-2) has no limit",
        ),
    ),
    notes="No convex leg: the statement is an identity and holds no minimum, maximum or worst "
    "case.",
)
