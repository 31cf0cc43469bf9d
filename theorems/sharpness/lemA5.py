"""Lemmas A.5 and A.6: what the active half of a sample weighs, for every neuron at once.

The proof takes E 1[wᵀz > 0] = 1/2 by symmetry, which forgets wᵀz = 0: on the cube it may be 1/4,
and the lemmas stand with that. Under Condition 2 alone they do not: the law may switch between one
coordinate and the others, and then the neuron e_1 is active where x is short. It is 0 elsewhere:
where no sample has wᵀx = 0, as in nets with a Hessian, half of the law is active.
"""

from __future__ import annotations

from theorems.sharpness import PAPER
from theorems.sharpness._parts import halfspaces_by_hand as by_hand
from theorems.sharpness._parts.halfspaces import any_by_smt, any_direction, halves_by_smt, symmetry
from theorems.sharpness._parts.halfspaces_laws import directions
from theorems.sharpness._parts.halfspaces_samples import sample_by_draws, samples
from theorems.sharpness._parts.halfspaces_switch import below, never, off_kinks
from verify import (
    Claim,
    Control,
    Domain,
    Erratum,
    Integers,
    Theorem,
    corrected,
    finite,
    legs,
    printed,
    sharpened,
)

LISTED = (
    ["1"],
    ["1", "-1"],
    ["2", "1"],
    ["1", "1", "1"],
    ["1", "-1", "0", "0"],
    ["1", "1", "1", "-1"],
)
NULL = ["0"]
NOT_ZERO = Domain({"w": directions(*LISTED, zero=False)})
ANY_W = Domain({"w": directions(NULL, *LISTED, zero=True)})

half = Claim(
    "symmetry",
    legs=(
        legs.enumeration(symmetry, executed=True),
        legs.smt(halves_by_smt),
        legs.searched(symmetry, examples=(40, 400), executed=True),
    ),
    readings=(
        printed(
            "E 1[wᵀz > 0] = 1/2 on the cube, w ≠ 0, by symmetry",
            NOT_ZERO,
            latex=r"\mathbb{E}\, 1[w^\top z > 0] = \tfrac12",
            data={"mass": "half"},
            expected="refuted",
            controls=(Control("at least 1/4", "true", {"mass": "1/4"}),),
        ),
        corrected(
            "1/4 ≤ E 1[wᵀz > 0] ≤ 1/2 on the cube, w ≠ 0",
            NOT_ZERO,
            latex=r"\tfrac14 \le \mathbb{E}\, 1[w^\top z > 0] \le \tfrac12",
            data={"mass": "1/4"},
            controls=(
                Control("equal to 1/2", "constant", {"mass": "half"}),
                Control("at least 26/100", "constant", {"mass": "26/100"}),
            ),
        ),
    ),
    recheck=by_hand.symmetry_by_hand,
)

BOTH = "d/4 ≤ E‖x‖² 1[wᵀx > 0] ≤ d/2 on the cube, "
quantifier = Claim(
    "any_w",
    legs=(
        legs.enumeration(any_direction, executed=True),
        legs.smt(any_by_smt),
        legs.searched(any_direction, examples=(40, 400), executed=True),
    ),
    readings=(
        printed(
            BOTH + "and E (wᵀx)² 1[wᵀx > 0] = 1/2, for any w in R^d",
            ANY_W,
            data={"low": "1/4", "size": "1"},
            expected="refuted",
            legs=("enumeration", "property"),
            controls=(
                Control(
                    "w = e_i, of length 1",
                    "true",
                    {},
                    Domain({"w": finite([["1"], ["1", "0"], ["0", "-1", "0"]])}),
                ),
            ),
        ),
        corrected(
            BOTH + "and E (wᵀx)² 1[wᵀx > 0] = ‖w‖²/2, for any w ≠ 0",
            NOT_ZERO,
            latex=r"\mathbb{E} (w^\top x)^2\, 1[w^\top x > 0] = \|w\|^2/2",
            data={"low": "1/4", "size": "‖w‖²"},
            controls=(
                Control("w = 0 too", "premise", {}, ANY_W, ("enumeration", "smt")),
                Control("without ‖w‖²", "constant", {"size": "1"}),
                Control("26/100 d", "constant", {"low": "26/100"}),
            ),
        ),
    ),
    recheck=by_hand.any_by_hand,
)

SIZES = Domain({"d": Integers(2), "n": Integers(1)})
RATE = "Pr(some w ≠ 0 has (1/n) Σ‖x_i‖² 1[wᵀx_i > 0] < d/8) ≤ K_d e^{−n/"
uniform = Claim(
    "sample",
    legs=(
        legs.enumeration(
            samples,
            over={"d": [2], "n": [1, 2, 8, 48]},
            full={"d": [2], "n": [1, 2, 8, 16, 24, 32, 48, 64]},
            executed=True,
        ),
        legs.monte_carlo(sample_by_draws),
    ),
    readings=(
        sharpened(
            RATE + "32} for n draws of the cube, K_d the number of least half-spaces, K_2 = 4, "
            "K_3 = 12, K_4 = 40",
            SIZES,
            data={"rate": "32"},
            controls=(Control("e^{−n/2}", "constant", {"rate": "2"}),),
        ),
    ),
    recheck=by_hand.sample_by_hand,
)

THEOREM = Theorem(
    label="sharpness.lemA5",
    paper=PAPER,
    number="Lemmas A.5 and A.6",
    title="The active half of a sample, for every neuron at once",
    kind="lemma",
    statement="Under Condition 2 there are C_2 > C_1 > 0 depending on σ such that for "
    "n = Ω(d log(d/δ)), with probability 1 − δ, for any w in R^d (‖w‖ = 1 in A.6), "
    "C_1 d ≤ (1/n) Σ‖x_i‖² 1[wᵀx_i > 0] ≤ C_2 d and C_1 ≤ (1/n) Σ(wᵀx_i)² 1[wᵀx_i > 0] ≤ C_2.",
    hypotheses=(
        "x symmetric, σ-subgaussian, with covariance I_d, and labels of some no-bias net",
        "executed on the cube, and on the switch: (±5/3, 0, …) with probability 9/25, else "
        "(0, ±5/4, …, ±5/4), bounded, so that σ² = 25/9 serves every d",
        "samples are drawn with repetition",
    ),
    claims=(half, quantifier, below, off_kinks, never, uniform),
    errata=(
        Erratum(
            "symmetry",
            "gap",
            "symmetry",
            "E 1[wᵀz > 0] = 1/2 by symmetry",
            "(1 − Pr(wᵀz = 0))/2, on the cube between 1/4, at w = (1, −1), and 1/2",
        ),
        Erratum(
            "any",
            "gap",
            "any_w",
            "any w in R^d (A.5)",
            "w ≠ 0 for the first sum, ‖w‖ = 1 as in A.6, or ‖w‖² C_1 and ‖w‖² C_2, for the second",
        ),
        Erratum(
            "lower",
            "false",
            "lower",
            "C_1 d ≤ (1/n) Σ‖x_i‖² 1[wᵀx_i > 0] under Condition 2",
            "it needs more of w, no wᵀx = 0 at the sample, as in nets with a Hessian (its mean is "
            "d/2 then), or more of the law, such as ‖x‖² ≥ c d: at the switch with w = e_1 the sum "
            "is at most 25/9 for every sample, whatever d",
        ),
    ),
    rests_on=("sharpness.lemA19",),
    open=("the second sum's lower bound uniformly over ‖w‖ = 1, and the least factor in n = Ω(·)",),
    notes="No convex leg: the least of the first sum over all w is at the rays of the arrangement "
    "of the corners, finitely many. The frequencies at d = 3 and 4 are estimates.",
)
