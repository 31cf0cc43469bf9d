"""What is true of Theorem 3.2 at width 4, at width 5 and beyond, and at width 3, deduced by z3.

The letters are those of `simbn_neuron_deductions`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from theorems.sharpness._parts.every_width import witnessed
from theorems.sharpness._parts.simbn_neuron_deductions import (
    bound_steps,
    four_values,
    net_steps,
    neuron_steps,
)
from theorems.sharpness._parts.simbn_proof import Step, deduced, first_open
from verify import legs
from verify.evidence import Evidence, Exactness

if TYPE_CHECKING:
    from verify.case import Case

__all__ = ["far_by_smt", "far_steps", "four_by_smt", "four_steps", "three_by_smt", "three_steps"]


def four_steps() -> list[Step]:
    """Width 4: each corner has one main neuron, and off the sample f moves by little.

    C = |S|^{1/2} as a real, k = C²; c = γ_j W_2[j] in size, e = c η ≤ κ/4 =: K4, δ = the most that
    w[3:d] moves a pre-activation between two sign vectors, in units of a: δ² ≤ 4(d−2) · 2ηk/λ.
    """
    import z3

    k, C, K, c, h, lam, D, m, al, be, y = z3.Reals("k C K c h lam D m al be y")
    small = [C >= 1, k == C * C, K >= 0, 8 * k * C * K < 1]
    return [
        (
            "a neuron with kη > 1/4 has c < κk, so it gives at most 2C κk at a sample",
            [*small, c > 0, 4 * k * h > 1, 4 * c * h <= K],
            c <= K * k,
        ),
        (
            "four of these do not reach 1: each corner has a main neuron of its own",
            small,
            4 * 2 * C * (K * k) < 1,
        ),
        (
            "the two sides give at most κk together: 2 c β ≤ 2 c θ ≤ κk/2 each",
            [k >= 1, c >= 0, h >= 0, 4 * c * h <= K, be >= 0, be <= k * h],
            2 * c * be <= K * k / 2,
        ),
        (
            "c ≤ P ≤ 2 + κ/4, κ < 1: c δ' ≤ B = 6 √((d−2)κk/(2λ)) where δ' = 2δ, in squares",
            [
                k >= 1,
                lam > 0,
                m >= 0,
                c >= 0,
                4 * c <= 9,
                h >= 0,
                4 * c * h <= K,
                D >= 0,
                D * D * lam <= 4 * (4 * m * 2 * h * k),
            ],
            2 * (c * D) * (c * D) * lam <= 36 * m * K * k,
        ),
        (
            "the main neuron is within B of [1, 1 + κk], the opposite within B, each side B + κk/2",
            [
                y >= 1,
                y <= 1 + K * k,
                al >= -m,
                al <= m,
                be >= 0,
                be <= m,
                D >= 0,
                2 * m + K * k >= D,
                K * k >= 0,
            ],
            z3.And(
                y + al + be - D - 1 <= 4 * m + 2 * K * k, 1 - (y + al + be - D) <= 4 * m + 2 * K * k
            ),
        ),
    ]


def far_steps() -> list[Step]:
    """Five neurons, each of (1, 1)'s and of the fifth's values, and the unseen one; c = γW_2/a.

    M = 8 + E/e is far; the fifth's W_1 and b_1 grow with M, their share of the trace does not.
    """
    import z3

    from verify.solvers.smt import relu

    e, E, M, K, P, Q = z3.Reals("e E M K P Q")
    some = [e > 0, 8 * e < 1, E >= 0, e * M == 8 * e + E]
    s1, s2, s3, new = -M, z3.RealVal(-1), z3.RealVal(-8), M - 9

    def corner(t: Any) -> list[Any]:
        return [relu(t + p) for p in (2, 0, 0, -2)]

    quiet = [v == 0 for t in (s1, s3) for v in corner(t)] + [v == 0 for v in corner(s2)[1:]]
    return [
        (
            "the fifth is 1 at (1, 1, 1, −1) and 0 at the other samples",
            some,
            z3.And(corner(s2)[0] == 1, *quiet),
        ),
        ("t(−1, −1) = t(1, −1) + t(−1, 1) − t(1, 1)", some, new == s2 + s3 - s1),
        (
            "f = 1 at (1, 1, 1, −1), and 1 + E at (1, 1, −1, −1)",
            some,
            z3.And((1 - e) + e * corner(s2)[0] == 1, (1 - e) + e * corner(new)[0] == 1 + E),
        ),
        (
            "4 Σ |γW_2| ≤ 8 + 4e: P² = (2 + (1 − e)²)/12 ≤ 1/4, Q² = e²/12",
            [
                e > 0,
                8 * e < 1,
                P > 0,
                Q > 0,
                2 + (1 - e) * (1 - e) == 12 * P * P,
                e * e == 12 * Q * Q,
            ],
            4 * (z3.Q(3, 2) + P + Q) <= 8 + 4 * e,
        ),
        ("4e < κ for some e", [K > 0, e == K / (8 + 8 * K)], z3.And(e > 0, 8 * e < 1, 4 * e < K)),
    ]


def three_steps(factor: str) -> list[Step]:
    """One neuron of a sign of its own: ‖γ ⊙ W_2‖_1 ≥ factor · 3; and three that come near it.

    Say it is h, positive, scaled to weight 1; the others sum to N = h − f, y = 1 at t ± p.
    """
    import z3

    from verify.solvers.smt import relu

    t, p, q, e, s = z3.Reals("t p q e s")
    f, r = z3.RealVal(factor), e * (s + 2)
    _, square, (a, b, c, d) = four_values(t, p, q)
    both = [t + p >= 1, t - p >= 1]
    small = [e > 0, 9 * e < 1, z3.Or(s == 1, s == -1)]

    def value(x: int, y: int) -> Any:
        return relu(1 + r) - relu(2 * x - y - 1 + r) - relu(-2 * x + y - 1 + r)

    right = [value(x, y) == x * y for x in (1, -1) for y in (1, -1)]
    least = 1 + 4 * z3.Q(1, 2)
    return [
        *bound_steps("1")[:2],
        ("h ≥ 1 where y = 1: ‖h‖ ≥ 2 at each s", both, square >= 4),
        (
            "the others have Σ ‖N_j‖ ≥ −Σ y_i N(x_i) ≥ 4 (Lemma A.27)",
            both,
            (b + 1) + (c + 1) - (a - 1) - (d - 1) >= 4,
        ),
        ("so Σ |γ W_2| ≥ (2 + 4)/2 = factor · 3", [], least == 3 * f),
        ("f = x[1]x[2] for r = e(s[1] + 2)", small, z3.And(*right)),
        (
            "a_1 ≤ 1 + 3e, a_2² = a_3² ≤ ((3e)² + (2 + 3e)²)/4 ≤ (1 + 3e)²",
            small,
            9 * e * e + (2 + 3 * e) * (2 + 3 * e) <= 4 * (1 + 3 * e) * (1 + 3 * e),
        ),
    ]


def three_by_smt(predicate: Any, over: Mapping[str, Any]) -> Callable[[Case], Evidence]:
    """The infimum at width 3, and the nets that come near it."""
    why = {
        "S": "r depends on s[1] alone; the infimum is a mean over s, as a_j ≥ mean ‖h_j‖/2",
        "kappa": "4 · 3(1 + 3e) < 12 + κ for small e, and (W_1, b_1) may be long",
    }
    return deduced(lambda data: three_steps(data["factor"]), predicate, over, why)


def far_by_smt(predicate: Any, over: Mapping[str, Any]) -> Callable[[Case], Evidence]:
    """For every κ > 0 and every error some net of width 5 or more is within κ of the infimum."""
    why = {
        "width": "further neurons have γ = W_2 = 0",
        "kappa": "the steps are for all κ; (W_1, b_1) may be as long as one likes",
        "eps": "the steps are for all E",
    }

    def run(case: Case) -> Evidence:
        four = case.domain.parameters["width"].contains(4)
        if four or case.data["expect"] != "far" or first_open(far_steps()):
            return witnessed(case, "smt", Exactness.SMT, predicate, over)
        detail = {"steps": [name for name, _, _ in far_steps()], "independent_of": why}
        return legs.supports("smt", Exactness.SMT, case.domain, detail=detail)

    return run


def four_by_smt(predicate: Any, over: Mapping[str, Any]) -> Callable[[Case], Evidence]:
    """f off the sample at width 4."""
    why = {"net": "a net of width 4 is four neurons (claims stability and rows)"}

    def run(case: Case) -> Evidence:
        wide = any(len(net["W2"]) > 4 for net in case.domain.parameters["net"].edges())
        listed = bound_steps("1") + neuron_steps("1") + net_steps("1", "8") + four_steps()
        if wide or case.constant("factor") < 1 or first_open(listed):
            return witnessed(case, "smt", Exactness.SMT, predicate, over)
        detail = {"steps": [name for name, _, _ in listed], "independent_of": why}
        return legs.supports("smt", Exactness.SMT, case.domain, detail=detail)

    return run
