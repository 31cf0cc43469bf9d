"""Lemma A.1's inequality at one neuron, with slack, deduced by z3 for every set S and every width.

At one s a neuron has the four pre-activations t ± p and t ± q, where p = w_1 + w_2, q = w_1 − w_2
and t = w[3:d]·s + b; the first two stand at the corners with x[1]x[2] = 1. A is the sum of
y_i relu over them, N² that of relu². k = |S|, n = 4k. Each step is a sentence in reals.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from theorems.sharpness._parts.simbn_proof import SCALE, Step, deduced
from verify.evidence import Evidence

if TYPE_CHECKING:
    from verify.case import Case

__all__ = [
    "bound_steps",
    "four_values",
    "least_by_smt",
    "minimal_by_smt",
    "net_steps",
    "neuron_steps",
    "stable_by_smt",
    "tight_steps",
    "weighted_by_smt",
]


def four_values(t: Any, p: Any, q: Any) -> tuple[Any, Any, list[Any]]:
    """A, N² and the four values."""
    from verify.solvers.smt import relu

    a, b, c, d = (relu(v) for v in (t + p, t + q, t - q, t - p))
    return a + d - b - c, a * a + b * b + c * c + d * d, [a, b, c, d]


def bound_steps(factor: str) -> list[Step]:
    """‖γ ⊙ W_2‖_1 ≥ factor · 2 for every width, and the corner net has 2."""
    import z3

    t, p, q, k, B, Q, A = z3.Reals("t p q k B Q A")
    side, square, _ = four_values(t, p, q)
    f = z3.RealVal(factor)
    some = [k >= 1, Q >= 0, k * Q >= B * B]
    return [
        ("A² ≤ N² at each s (Lemma A.27)", [], side * side <= square),
        ("(Σ A)² ≤ |S| Σ A²: one more s", some, (k + 1) * (Q + A * A) >= (B + A) * (B + A)),
        ("(2 factor/n Σ y_i h_i)² ≤ a²", some, f * f * 4 * B * B <= 4 * k * Q),
        ("the corner net has 4 · 1/2 ≤ factor · 2", [k >= 1], 4 * z3.Q(1, 2) <= 2 * f),
    ]


def tight_steps() -> list[Step]:
    """Where the bound is tight a neuron reads x[1], x[2] alone and is active at one corner."""
    import z3

    t, s, p, q, k, B, Q, A = z3.Reals("t s p q k B Q A")
    side, square, values = four_values(t, p, q)
    other, other_square, _ = four_values(s, p, q)
    alone = z3.Sum(*[z3.If(v > 0, 1, 0) for v in values]) == 1
    tight = [side * side == square, square > 0]
    both = [*tight, other * other == other_square, side == other]
    return [
        ("A² = N² > 0: one of the four is positive (Lemma A.27)", tight, alone),
        (
            "(Σ A)² = |S| Σ A²: A is the same at each s",
            [k >= 1],
            k * ((k + 1) * (Q + A * A) - (B + A) * (B + A))
            == (k + 1) * (k * Q - B * B) + (k * A - B) * (k * A - B),
        ),
        ("tight at s and at s' with one A: w[3:d]·s = w[3:d]·s'", both, t == s),
    ]


def neuron_steps(factor: str) -> list[Step]:
    """ratio² ≤ factor K_S η for one neuron, η = 1 − 2m; scaled so that Σ N² = |S| = k.

    e stands for θ = kη, the most that any N − A is; α is the value at the main corner, r = ratio²,
    x = ‖w[3:d]‖², X = ‖W‖², z = Σ (w[3:d]·s − mean)², D = kη.
    """
    import z3

    t, s, p, q, N, M, e, g = z3.Reals("t s p q N M e g")
    k, h, u, v, r, x, X, lam, mu, z = z3.Reals("k h u v r x X lam mu z")
    side, square, (a, b, c, _) = four_values(t, p, q)
    other, other_square, (a2, _, _, _) = four_values(s, p, q)
    near = [e < N, e >= 0, square == N * N, side >= N - e]
    near2 = [g < M, g >= 0, other_square == M * M, other >= M - g]
    f = z3.RealVal(factor)
    main = z3.And(t - p <= 0, b + c <= e, a <= N, a >= side, p >= a / 2, a > 0)
    # with Σ A ≥ k(1 − h) and Σ α² ≤ k, and u = Σ α, v = Σ α²
    sums = [k >= 1, h >= 0, u >= k * (1 - h), v <= k]
    return [
        (
            "A ≥ N − θ, N > θ, p ≥ 0: t − p ≤ 0, the sides sum to ≤ θ, A ≤ α ≤ N, p ≥ α/2",
            [*near, p >= 0],
            main,
        ),
        (
            "… so that p ≠ 0, and the main corner is the same at s and s'",
            [*near, *near2],
            z3.And(p != 0, z3.Implies(p > 0, z3.And(a > 0, a2 > 0))),
        ),
        ("Σ (α − 1)² = Σ α² − 2 Σ α + k ≤ 2kη", sums, v - 2 * u + k <= 2 * k * h),
        (
            "N ≥ 1 − √(2kη) > kη where kη ≤ 1/4",
            [z == k * h, z >= 0, z <= z3.Q(1, 4), 2 * z >= (N - 1) * (N - 1)],
            z < N,
        ),
        (
            "some α ≥ 1 − η, and w_1² + w_2² ≥ p²/2 ≥ (1 − η)²/8",
            [h <= z3.Q(1, 4), h >= 0, p >= (1 - h) / 2, (p * p + q * q) / 2 <= X],
            (1 - h) * (1 - h) <= 8 * X,
        ),
        (
            "λ‖w[3:d]‖² ≤ 2kη there: ratio² ≤ factor · 29kη/λ",
            [
                k >= 1,
                lam > 0,
                h >= 0,
                h <= z3.Q(1, 4),
                lam * x <= 2 * k * h,
                x >= 0,
                X > 0,
                (1 - h) * (1 - h) <= 8 * X,
                z3.Q(9, 128) <= X,
                r * X == x,
                mu * lam == 29,
            ],
            r <= f * mu * k * h,
        ),
        ("else kη > 1/4 and ratio² ≤ 1 ≤ factor · 4kη", [4 * z > 1, r <= 1], r <= f * 4 * z),
    ]


def net_steps(factor: str, least: str) -> list[Step]:
    """|γ_i W_2[i]| ratio_i² ≤ factor (K/4)(Tr − least) from ratio² ≤ K η.

    c = |γ_i W_2[i]|, P = ‖γ ⊙ W_2‖_1, T = Tr; Σ c_i η_i = P − 2 because Σ c_i m_i = 1.
    """
    import z3

    c, h, P, T, K, r, g, w = z3.Reals("c h P T K r g w")
    f, low = z3.RealVal(factor), z3.RealVal(least)
    size = z3.If(g * w >= 0, g * w, -g * w)
    return [
        ("2(γ² + W_2²) ≥ 4|γ W_2|", [], 2 * (g * g + w * w) >= 4 * size),
        (
            "c_i η_i ≤ Σ c η = P − 2 ≤ (Tr − 8)/4",
            [c >= 0, h >= 0, c * h <= P - 2, T >= 4 * P],
            4 * c * h <= T - low,
        ),
        (
            "c ratio² ≤ K c η",
            [c >= 0, K > 0, r <= K * h, 4 * c * h <= T - 8],
            c * r <= f * K / 4 * (T - 8),
        ),
    ]


def least_by_smt(predicate: Any, over: Mapping[str, Any]) -> Callable[[Case], Evidence]:
    """The least ‖γ ⊙ W_2‖_1 for every S and every width from 4 on."""
    why = {"S": SCALE, "width": "Σ_j over neurons, each for itself; beyond 4 they have weight 0"}
    return deduced(lambda data: bound_steps(data["factor"]), predicate, over, why)


def minimal_by_smt(predicate: Any, over: Mapping[str, Any]) -> Callable[[Case], Evidence]:
    """What a net with ‖γ ⊙ W_2‖_1 = 2 looks like, on every set of Condition 1."""
    why = {
        "net": f"{SCALE}; Σ |γ_j W_2[j]| (1/2 − m_j) = 0 makes each neuron with γ_j W_2[j] ≠ 0 "
        f"tight; span(S − S) has rank d − 2, so that w[3:d] = 0; f is then one function of x[1], "
        "x[2], the labels"
    }
    return deduced(
        lambda data: bound_steps("1") + tight_steps(),
        predicate,
        over,
        why,
        lambda data: data.get("which", "used") == "used" and data.get("factor", "1") == "1",
    )


def stable_by_smt(predicate: Any, over: Mapping[str, Any]) -> Callable[[Case], Evidence]:
    """ratio² ≤ K_S (1 − 2m) for every neuron."""
    why = {
        "neuron": f"{SCALE}; λ_S ≤ the least eigenvalue of Σ (s − s̄)(s − s̄)ᵀ is shown exactly; "
        "the other sign of y and of p is the same with corners renamed"
    }
    return deduced(
        lambda data: bound_steps("1") + neuron_steps(data["factor"]), predicate, over, why
    )


def weighted_by_smt(predicate: Any, over: Mapping[str, Any]) -> Callable[[Case], Evidence]:
    """|γ_i W_2[i]| ratio_i² ≤ (K_S/4)(Tr − 8) for every width."""
    why = {"net": "a net is a sum over neurons (claim stability), and Tr ≥ 2(‖W_2‖² + ‖γ‖²)"}
    return deduced(
        lambda data: (
            bound_steps("1")
            + neuron_steps(data["factor"])
            + net_steps(data["factor"], data["least"])
        ),
        predicate,
        over,
        why,
        lambda data: bool(data["weight"]),
    )
