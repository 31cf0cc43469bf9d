"""Lemma A.3: the trace of Sim-BN and ‖W_2‖² + ‖γ‖².

(1/n) Σ_i (h_i/a)² = 1 for every neuron, so that the derivatives in γ and W_2 alone give the trace
2(‖W_2‖² + ‖γ‖²); those in (W_1, b_1) vanish as (W_1, b_1) grows, and f does not change.
"""

from __future__ import annotations

from theorems.sharpness import PAPER
from theorems.sharpness._parts import simbn_traces_by_hand as by_hand
from theorems.sharpness._parts.simbn_condition_1 import CONDITION_1
from theorems.sharpness._parts.simbn_trace_legs import (
    parts_by_sympy,
    ray_by_program,
    single_by_sympy,
)
from theorems.sharpness._parts.simbn_trace_sets import ALIVE, NONE_DEAD, ONE_GAMMA, SOME_DEAD
from theorems.sharpness._parts.simbn_traces import (
    approached,
    bound,
    bound_in_balls,
    dead,
    ray,
    single,
)
from verify import (
    Claim,
    Control,
    Domain,
    Erratum,
    Theorem,
    corrected,
    legs,
    printed,
    sharpened,
)

NETS = Domain({"instance": ALIVE})
PARTS = {"bound": "parts", "relation": ">="}
below = Claim(
    "bound",
    legs=(
        legs.symbolic(parts_by_sympy(bound)),
        legs.ball(bound_in_balls, executed=True),
        legs.exact(bound, executed=True),
        legs.searched(bound, examples=(30, 300), executed=True),
    ),
    readings=(
        printed(
            "Tr ∇²L ≥ ‖W_2‖² + ‖γ‖² where θ interpolates",
            NETS,
            latex=r"\mathrm{Tr}\nabla^2 L \ge \|W_2\|^2 + \|\gamma\|^2",
            data=PARTS | {"factor": "1"},
            controls=(Control("factor 3", "constant", {"factor": "3"}),),
        ),
        sharpened(
            "Tr ∇²L ≥ 2(‖W_2‖² + ‖γ‖²), with equality at one sample",
            NETS,
            latex=r"\mathrm{Tr}\nabla^2 L \ge 2(\|W_2\|^2 + \|\gamma\|^2)",
            data=PARTS | {"factor": "2"},
            controls=(Control("factor 2001/1000", "constant", {"factor": "2001/1000"}),),
        ),
    ),
    recheck=by_hand.trace_by_hand,
    margin="least Tr ∇²L − factor (‖W_2‖² + ‖γ‖²)",
)

RAY = {"bound": "ray", "relation": "=="}
infimum = Claim(
    "infimum",
    legs=(
        legs.symbolic(parts_by_sympy(ray)),
        legs.convex(ray_by_program),
        legs.exact(ray, executed=True),
        legs.searched(ray, examples=(20, 200), executed=True),
    ),
    readings=(
        printed(
            "inf Tr ∇²L = inf(‖W_2‖² + ‖γ‖²) over interpolating nets, as on each ray (cW_1, cb_1)",
            NETS,
            latex=r"\inf \mathrm{Tr}\nabla^2 L = \inf (\|W_2\|^2 + \|\gamma\|^2)",
            data=RAY | {"factor": "1"},
            expected="refuted",
            controls=(Control("factor 2", "true", {"factor": "2"}),),
        ),
        corrected(
            "inf Tr ∇²L = 2 inf(‖W_2‖² + ‖γ‖²) over interpolating nets, as on each ray",
            NETS,
            latex=r"\inf \mathrm{Tr}\nabla^2 L = 2 \inf (\|W_2\|^2 + \|\gamma\|^2)",
            data=RAY | {"factor": "2"},
            controls=(
                Control("factor 1", "constant", {"factor": "1"}),
                Control("factor 21/10", "constant", {"factor": "21/10"}),
            ),
        ),
    ),
    recheck=by_hand.trace_by_hand,
)

attained = Claim(
    "attained",
    legs=(
        legs.exact(approached, executed=True),
        legs.searched(approached, examples=(8, 40), executed=True),
    ),
    readings=(
        sharpened(
            "under Condition 1 the infimum is attained by a smooth net where |S| = 1, and nowhere "
            "else: W_1 and b_1 keep a positive share of the trace of every minimizer",
            Domain({"S": CONDITION_1}),
            data={"when": "one"},
            controls=(
                Control("always attained", "constant", {"when": "always"}),
                Control("never attained", "constant", {"when": "never"}, legs=("exact",)),
            ),
        ),
    ),
    recheck=by_hand.approached_by_hand,
)

SINGLE = Domain({"instance": ONE_GAMMA})
one_gamma = Claim(
    "one_gamma",
    legs=(
        legs.symbolic(single_by_sympy),
        legs.exact(single, executed=True),
        legs.searched(single, examples=(20, 100), executed=True),
    ),
    readings=(
        printed(
            "Tr ∇²L ≥ ‖W_2‖² + γ², with one γ for all neurons, as Sim-BN is defined",
            SINGLE,
            data={"bound": "weights"},
            expected="refuted",
            controls=(
                Control("2(mγ² + mean f²/γ²) below", "true", {"bound": "mean", "factor": "2"}),
            ),
        ),
        corrected(
            "Tr ∇²L ≥ 2(mγ² + (1/n) Σ y_i²/γ²), with one γ for all neurons",
            SINGLE,
            latex=r"\mathrm{Tr}\nabla^2 L \ge 2m\gamma^2 + \tfrac{2}{n\gamma^2} \sum_i y_i^2",
            data={"bound": "mean", "factor": "2"},
            controls=(
                Control("factor 201/100", "constant", {"bound": "mean", "factor": "201/100"}),
            ),
        ),
    ),
    recheck=by_hand.trace_by_hand,
)

ZERO = "where a dead neuron's 0/0 is taken for 0, Tr ∇²L ≥ "
dead_neurons = Claim(
    "dead",
    legs=(
        legs.exact(dead, executed=True),
        legs.symbolic(parts_by_sympy(dead)),
        legs.searched(dead, examples=(20, 100), executed=True),
    ),
    readings=(
        printed(
            ZERO + "‖W_2‖² + ‖γ‖²",
            Domain({"instance": SOME_DEAD}),
            data={"bound": "parts", "over": "all", "factor": "1"},
            expected="refuted",
            legs=("exact", "property"),
            controls=(Control("no dead neuron", "true", {}, Domain({"instance": NONE_DEAD})),),
        ),
        corrected(
            ZERO + "2(‖W_2‖² + ‖γ‖²) over the neurons that are not dead",
            Domain({"instance": SOME_DEAD}),
            data={"bound": "living", "over": "living", "factor": "2", "relation": ">="},
            controls=(Control("factor 201/100", "constant", {"factor": "201/100"}),),
        ),
    ),
    recheck=by_hand.trace_by_hand,
)

THEOREM = Theorem(
    label="sharpness.lemA3",
    paper=PAPER,
    number="Lemma A.3",
    title="the trace of Sim-BN against ‖W_2‖² + ‖γ‖²",
    kind="lemma",
    statement="An interpolating Sim-BN has Tr ∇²L(θ) ≥ ‖W_2‖² + ‖γ‖², and over the interpolating "
    "nets inf Tr ∇²L = inf (‖W_2‖² + ‖γ‖²).",
    hypotheses=(
        "f_θ(x_i) = y_i for all i; L(θ) = (1/n) Σ (f_θ(x_i) − y_i)²",
        "no pre-activation is 0 at a sample, no neuron has a = 0",
        "γ has an entry for each neuron",
    ),
    claims=(below, infimum, attained, one_gamma, dead_neurons),
    errata=(
        Erratum(
            "factor",
            "misprint",
            "infimum",
            "inf Tr ∇²L = inf (‖W_2‖² + ‖γ‖²)",
            "inf Tr ∇²L = 2 inf (‖W_2‖² + ‖γ‖²), with the 2 of Lemma 4.1: one sample, y = 1, has 4 "
            "and 2",
        ),
        Erratum(
            "one_gamma",
            "gap",
            "one_gamma",
            "one γ for all neurons (the definition of Sim-BN)",
            "a γ for each neuron (the appendix): with one, W_2 = (3, −2) at one sample has "
            "Tr = 6 < 14, because ∂f/∂γ sees f alone",
        ),
        Erratum(
            "dead",
            "gap",
            "dead",
            "every neuron, the construction's dead ones with γ[k] = 1 among them",
            "the neurons with a > 0: where 0/0 is taken for 0, a dead neuron adds γ² to the right "
            "side and nothing to the trace",
        ),
    ),
    rests_on=("sharpness.lem41",),
    notes="The convex leg is the cone program for the least ‖γ ⊙ W_2‖_1, half of "
    "inf(‖W_2‖² + ‖γ‖²); its ends are valid whatever the solver's status. Each net interpolates "
    "the labels f(x_i).",
)
