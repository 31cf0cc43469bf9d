"""Lemma 6: the loss of Theorem 7 is convex, smooth and Lipschitz, and vanishes at one w* for all z.

f(w, z) = ½ Σ_i Σ_{j≥2} z(i) w^(i)(j)² + ½ Σ_i Σ_{j≥2} [w^(i)(j) − δ_j(w^(i)(j−1) + λ1[j=2])]_+²
+ (γ/2)[v_zᵀw + δ_1]_+², where v_z is 1 or −1/(2(d−1)) at (i, 1) as z(i) is 1 or 0, and 1 at w(d).
"""

from __future__ import annotations

from theorems.sco import PAPER
from theorems.sco._parts.lem6_by_hand import constants_by_hand, loss_by_hand
from theorems.sco._parts.lem6_checks import (
    POINTWISE,
    SHORT,
    constants_at,
    lipschitz_at,
    minimizer_at,
    smooth_at,
)
from theorems.sco._parts.lem6_deductions import (
    constants_by_smt,
    constants_by_sympy,
    lipschitz_by_smt,
    minimizer_by_smt,
    smooth_by_smt,
)
from theorems.sco._parts.lem6_hessian import hessian_by_ldl
from theorems.sco._parts.lem6_sets import DELTAS, LONG_DELTAS, MASK, U, V, ball_points
from verify import (
    Claim,
    Control,
    Domain,
    Integers,
    Leg,
    Theorem,
    legs,
    printed,
    rationals,
    sharpened,
)

POSITIVE = rationals("0 <")
W, SPACE, FAR = ball_points(1), ball_points(None), ball_points(4)
UNITS = (*W.samples[:1], *W.samples[3:], FAR.samples[-3])
LOSSES = Domain(
    {
        "n": Integers(1),
        "T": Integers(1),
        "eta": POSITIVE,
        "r": POSITIVE,
        "z": MASK,
        "delta": DELTAS,
    },
    (SHORT,),
)
PAIRS = Domain({**LOSSES.parameters, "u": SPACE, "v": SPACE}, LOSSES.premises)
IN_BALL = PAIRS.widened(u=W, v=W)
FULL = {"n": [1, 2, 6], "T": [1, 2, 3, 12]}
WITHIN = {
    "n": Integers(1, 2),
    "T": Integers(1, 4),
    "eta": rationals("0 <", "<= 2"),
    "r": rationals("0 <", "<= 2"),
}
BRIEF = ("exact", "smt")

constants = Claim(
    "constants",
    legs=(
        legs.exact(
            constants_at,
            over={"d": [3, 4, 5, 9, 385], "eta": ["1/1000", "1/24", "1", "50"]},
            full={"d": [*range(3, 30), 385, 387, 961]},
        ),
        legs.symbolic(constants_by_sympy),
        legs.smt(constants_by_smt),
    ),
    readings=(
        printed(
            "the equations that define γ by δ_1 and δ_1 by γ have one solution; it is positive, "
            "2√d − ηγ > 0, and δ_1 ≤ λ/2, γ ≤ 1/(4d(d−1))",
            Domain({"d": Integers(3), "eta": POSITIVE, "r": POSITIVE}),
            latex=r"\delta_1 = \frac{\eta\gamma r}{2\sqrt d - \eta\gamma} = "
            r"\frac{\min\{1,\eta\}\lambda}{2\sqrt d}",
            data={"root": "1", "lambda": "1", "share": "1/2"},
            controls=(
                Control("δ_1 twice as large", "constant", {"root": "2"}),
                Control("δ_1 ≤ λ/50", "constant", {"share": "1/50"}, None, BRIEF),
                Control("λ twice as large", "constant", {"lambda": "2"}, None, BRIEF),
            ),
        ),
    ),
    recheck=constants_by_hand,
)

minimizer = Claim(
    "minimizer",
    legs=(
        legs.exact(
            minimizer_at,
            over={
                **POINTWISE,
                "r": ["1/1000", "1/2", "1000"],
                "eta": ["1/10000", "1/24", "50"],
            },
            full=FULL,
            executed=True,
        ),
        legs.smt(minimizer_by_smt),
        legs.searched(minimizer_at, within=WITHIN, examples=(25, 500), executed=True),
    ),
    readings=(
        printed(
            "f(w*, z) = 0 and ∇f(w*, z) = 0 for every z at w* = −(λ/2) e_d",
            LOSSES,
            latex=r"f(-\tfrac\lambda2 e_d, z) = 0",
            data={"at": "1/2", "inside": "R^d"},
            controls=(
                Control("w* = 0", "construction", {"at": "0"}),
                Control("w* = (λ/2) e_d", "sign", {"at": "-1/2"}, None, BRIEF),
                Control("w* = −(λ/10) e_d", "constant", {"at": "1/10"}, None, BRIEF),
            ),
        ),
        sharpened(
            "so they are at −δ_1 e_d, which lies in W for all η and r, as −(λ/2) e_d does not",
            LOSSES,
            data={"at": "1 delta", "inside": "W"},
            legs=BRIEF,
            controls=(
                Control("−(δ_1/2) e_d", "constant", {"at": "1/2 delta"}),
                Control("−(λ/2) e_d", "construction", {"at": "1/2"}, None, BRIEF),
            ),
        ),
    ),
    recheck=loss_by_hand,
)

SMOOTH = {"beta": "6", "shift": "0", "scale": "1"}
WRONG_SMOOTH = (
    Control("f − 1", "sign", {"shift": "-1"}, None, ("exact", "smt", "hessian")),
    Control("eight times f", "constant", {"scale": "8"}),
    Control("−f", "sign", {"scale": "-1"}, None, BRIEF),
    Control("δ_j up to 3", "premise", {}, PAIRS.widened(delta=LONG_DELTAS), BRIEF),
)
smooth = Claim(
    "smooth",
    legs=(
        legs.exact(smooth_at, over={**POINTWISE, "u": U, "v": V}, full=FULL, executed=True),
        Leg("exact", hessian_by_ldl, "hessian"),
        legs.smt(smooth_by_smt),
        legs.searched(smooth_at, within=WITHIN, examples=(40, 1000), executed=True),
    ),
    readings=(
        printed(
            "f(·, z) is non-negative, convex and 6-smooth on R^d for every z",
            PAIRS,
            latex=r"\|\nabla f(u,z) - \nabla f(v,z)\| \le 6\|u - v\|",
            data=SMOOTH,
            controls=WRONG_SMOOTH,
        ),
        sharpened(
            "f(·, z) is 5-smooth",
            PAIRS,
            latex=r"\|\nabla f(u,z) - \nabla f(v,z)\| \le 5\|u - v\|",
            data={**SMOOTH, "beta": "5"},
            legs=("exact", "hessian", "smt"),
            controls=(
                Control("β = 49/10", "constant", {"beta": "49/10"}, None, ("hessian",)),
                Control("β = 2", "constant", {"beta": "2"}),
            ),
        ),
    ),
    recheck=loss_by_hand,
)

LIPSCHITZ = {"L": "7", "scale": "1"}
lipschitz = Claim(
    "lipschitz",
    legs=(
        legs.exact(
            lipschitz_at,
            over={**POINTWISE, "u": UNITS, "v": UNITS[1:2]},
            full=FULL,
            executed=True,
        ),
        legs.smt(lipschitz_by_smt),
        legs.searched(lipschitz_at, within=WITHIN, examples=(40, 1000), executed=True),
    ),
    readings=(
        printed(
            "f(·, z) is 7-Lipschitz in the unit ball",
            IN_BALL,
            data=LIPSCHITZ,
            controls=(
                Control("eight times f", "constant", {"scale": "8"}),
                Control(
                    "ball of radius 4",
                    "premise",
                    {},
                    PAIRS.widened(u=FAR, v=FAR),
                    BRIEF,
                ),
            ),
        ),
        sharpened(
            "f(·, z) is 51/10-Lipschitz in the unit ball, so 6-Lipschitz as Theorem 7 says",
            IN_BALL,
            latex=r"\|\nabla f(w,z)\| \le 5(1 + \delta_1) \le 51/10",
            data={"L": "51/10", "scale": "1"},
            legs=BRIEF,
            controls=(
                Control("L = 1", "constant", {"L": "1"}),
                Control("δ_j up to 3", "premise", {}, IN_BALL.widened(delta=LONG_DELTAS), BRIEF),
            ),
        ),
    ),
    recheck=loss_by_hand,
)

THEOREM = Theorem(
    label="sco.lem6",
    paper=PAPER,
    number="Lemma 6",
    title="The loss of Theorem 7 is well defined",
    kind="lemma",
    statement="The loss f of Theorem 7 is convex, 6-smooth, 7-Lipschitz and realizable, with "
    "w* = −(λ/2) e_d.",
    hypotheses=(
        "n, T ≥ 1, d = 2^n T + 1, η, r > 0, ηr ≤ 1/(2√T)",
        "λ = r/(4d(d−1)), γ = λ/(max{1,η}(r+δ_1)), δ_1 = ηγr/(2√d − ηγ), 0 < δ_j ≤ 1 for j ≥ 2",
    ),
    claims=(constants, minimizer, smooth, lipschitz),
    notes="Theorem 7 says 6-Lipschitz where the lemma says 7; both hold, for all n and T ≥ 1. "
    "The proof's 6(1 + λ/2) ≤ 7 needs λ ≤ 1/3, and λ has no bound where η is small: r may be as "
    "large as 1/(2η√T), and then w* = −(λ/2) e_d is not in W either. From −δ_1 e_d, a minimizer "
    "too, the bound is 5(1 + δ_1). No smoothness constant below 5 serves every T: the Hessian of "
    "one block tends to that of a long path, plus 1. No convex program is asked: the largest "
    "eigenvalue is bounded by Gershgorin's rows for all d, and by exact elimination for some.",
)
