"""Lemma A.1 and what is true of Theorem 3.2, deduced by z3 for every set S and every width.

At one s a neuron has the four pre-activations t ± p and t ± q, where p = w_1 + w_2, q = w_1 − w_2
and t = w[3:d]·s + b; the first two stand at the corners with x[1]x[2] = 1. A is the sum of
y_i relu over them, N² that of relu². k = |S|, n = 4k. Each step is a sentence in reals.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from theorems.sharpness._parts.every_width import witnessed
from theorems.sharpness._parts.simbn_sets import spans
from verify import legs
from verify.evidence import Evidence, Exactness

if TYPE_CHECKING:
    from verify.case import Case

__all__ = [
    "construction_by_smt",
    "far_by_smt",
    "four_by_smt",
    "idle_by_smt",
    "least_by_smt",
    "lowest_by_smt",
    "minimal_by_smt",
    "stable_by_smt",
    "three_by_smt",
    "weighted_by_smt",
]

Step = tuple[str, list[Any], Any]
SAME = "{s} has rank d − 2: w·(s − s') = 0 for all s, s' leaves w = 0 (exact rank)"


def _four(t: Any, p: Any, q: Any) -> tuple[Any, Any, list[Any]]:
    """A, N² and the four values."""
    from verify.solvers.smt import relu

    a, b, c, d = (relu(v) for v in (t + p, t + q, t - q, t - p))
    return a + d - b - c, a * a + b * b + c * c + d * d, [a, b, c, d]


def bound_steps(factor: str) -> list[Step]:
    """‖γ ⊙ W_2‖_1 ≥ factor · 2 for every width, and the corner net has 2."""
    import z3

    t, p, q, k, B, Q, A = z3.Reals("t p q k B Q A")
    side, square, _ = _four(t, p, q)
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
    side, square, values = _four(t, p, q)
    other, other_square, _ = _four(s, p, q)
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
    side, square, (a, b, c, _) = _four(t, p, q)
    other, other_square, (a2, _, _, _) = _four(s, p, q)
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
    _, square, (a, b, c, d) = _four(t, p, q)
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
    return _deduced(lambda data: three_steps(data["factor"]), predicate, over, why)


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


def first_open(steps: list[Step]) -> str:
    """The first step that z3 does not prove, or whose premises it cannot meet; empty if none."""
    import z3

    from verify.solvers.smt import bounded

    for name, given, wanted in steps:
        key = " ".join(term.sexpr() for term in (*given, z3.BoolVal(True), wanted))
        if key in _PROVED:
            continue
        solver = bounded()
        solver.add(*given)
        if given and solver.check() != z3.sat:
            return name
        solver.add(z3.Not(wanted))
        if solver.check() != z3.unsat:
            return name
        _PROVED.add(key)
    return ""


_PROVED: set[str] = set()
"""steps that a leg of the same process has proved already"""


def _deduced(
    steps: Callable[[Mapping[str, Any]], list[Step]],
    predicate: Any,
    over: Mapping[str, Any],
    why: Mapping[str, str],
    guard: Callable[[Mapping[str, Any]], bool] = lambda data: True,
) -> Callable[[Case], Evidence]:
    def run(case: Case) -> Evidence:
        listed = steps(case.data)
        if not guard(case.data) or not _within(case) or first_open(listed):
            return witnessed(case, "smt", Exactness.SMT, predicate, over)
        detail = {"steps": [name for name, _, _ in listed], "independent_of": dict(why)}
        return legs.supports("smt", Exactness.SMT, case.domain, detail=detail)

    return run


def _within(case: Case) -> bool:
    """Whether the domain makes the hypotheses: Condition 1, and width 4 at least."""
    parameters = case.domain.parameters
    width = parameters.get("width")
    if width is not None and any(width.contains(m) for m in (1, 2, 3)):
        return False
    for name in ("S", "net", "neuron"):
        if name in parameters:
            values = parameters[name].edges()
            if not all(spans(v if name == "S" else v["S"]) for v in values):
                return False
    return True


SCALE = "f does not change with the length of (w, b), and s enters through t = w[3:d]·s + b alone"


def least_by_smt(predicate: Any, over: Mapping[str, Any]) -> Callable[[Case], Evidence]:
    """The least ‖γ ⊙ W_2‖_1 for every S and every width from 4 on."""
    why = {"S": SCALE, "width": "Σ_j over neurons, each for itself; beyond 4 they have weight 0"}
    return _deduced(lambda data: bound_steps(data["factor"]), predicate, over, why)


def construction_by_smt(predicate: Any, over: Mapping[str, Any]) -> Callable[[Case], Evidence]:
    """The construction at the four corners, each of which every s in S visits once."""

    def run(case: Case) -> Evidence:
        data, width = case.data, case.domain.parameters["width"]
        spare = any(width.contains(m) for m in (5, 6))
        if first_open(corner_steps(data, spare=spare)):
            return witnessed(case, "smt", Exactness.SMT, predicate, over)
        why = {
            "S": "W_1 is 0 beyond x[1], x[2], and each corner occurs |S| times",
            "width": "the neurons beyond the fourth are alike",
        }
        return legs.supports("smt", Exactness.SMT, case.domain, detail={"independent_of": why})

    return run


def corner_steps(data: Mapping[str, Any], *, spare: bool) -> list[Step]:
    """f = Σ W_2[j] h_j/a_j = x[1]x[2] at the corners; v_j stands for W_2[j]/a_j."""
    import z3

    from theorems.sharpness._parts.xor_nets import CORNERS
    from verify.solvers.smt import relu

    shift, place = z3.RealVal(data["shift"]), 1 if data["index"] == "2i+j+1" else 0
    last = {
        2 * i + j + place: z3.RealVal((-1) ** (i + j) if data["sign"] else 1) / 2
        for i in (0, 1)
        for j in (0, 1)
    }
    a, v = z3.Reals("a1 a2 a3 a4"), z3.Reals("v1 v2 v3 v4")
    given, values = [], []
    for j, (p, q) in enumerate(CORNERS):
        h = [relu(z3.RealVal(p * x + q * y) - shift) for x, y in CORNERS]
        given += [a[j] > 0, 4 * a[j] * a[j] == z3.Sum(*[e * e for e in h])]
        given.append(v[j] * a[j] == last.get(j + 1, z3.RealVal(0)))
        values.append(h)
    steps: list[Step] = []
    for i, (x, y) in enumerate(CORNERS):
        f = z3.Sum(*[v[j] * values[j][i] for j in range(4)])
        steps.append((f"f({x}, {y}, …) = {x * y}", given, f == x * y))
    if spare:
        steps.append(("a > 0 for a spare neuron", [], relu(z3.RealVal(data["spare"])) > 0))
    return steps


def lowest_steps(factor: str) -> list[Step]:
    """inf Tr = factor · 8: 4‖γ ⊙ W_2‖_1 below, corner nets of γ near W_2 and long W_1 above."""
    import z3

    g, e, c = z3.Reals("g e c")
    f = z3.RealVal(factor)
    up = 4 * 2 * (g * g + e * e)
    return [
        *bound_steps("1"),
        *net_steps("1", "8")[:1],
        ("γ² = W_2² = 1/2 costs factor · 8", [g * g == e * e, 2 * g * g == 1], up == 8 * f),
        ("a share K/c² is below any κ", [e > 0, c * c * e > g, g > 0], g / (c * c) < e),
    ]


def idle_by_smt(predicate: Any, over: Mapping[str, Any]) -> Callable[[Case], Evidence]:
    """A neuron with γ = W_2 = 0 adds 2(γ² + W_2²) + (γ W_2)² K/c² = 0 to Tr, whatever W_1 is."""

    def steps(data: Mapping[str, Any]) -> list[Step]:
        import z3

        g, v, share = z3.Reals("g v share")
        cost = 2 * (g * g + v * v) + g * g * v * v * share
        return [*lowest_steps("1"), ("it costs nothing", [g == 0, v == 0], cost == 0)]

    why = {
        "S": "W_1 = e_3, d ≥ 3, and b above 1 keep it alive and smooth at every sample",
        "width": "the neurons beyond the fourth are alike",
        "kappa": "the steps are for all κ",
        "eps": "ratio = 1 > ε",
    }

    def run(case: Case) -> Evidence:
        four = case.domain.parameters["width"].contains(4)
        flat = any(not S[0] for S in case.domain.parameters["S"].edges())
        if four or flat or first_open(steps(case.data)):
            return witnessed(case, "smt", Exactness.SMT, predicate, over)
        return legs.supports("smt", Exactness.SMT, case.domain, detail={"independent_of": why})

    return run


def lowest_by_smt(predicate: Any, over: Mapping[str, Any]) -> Callable[[Case], Evidence]:
    """The infimum of the trace for every S and every width from 4 on."""

    def steps(data: Mapping[str, Any]) -> list[Step]:
        return lowest_steps(data["factor"])

    why = {
        "S": SCALE,
        "width": "further neurons have W_2 = γ = 0 and cost nothing",
        "kappa": "γ may be a rational as near √(1/2) as one likes",
    }
    return _deduced(steps, predicate, over, why)


def minimal_by_smt(predicate: Any, over: Mapping[str, Any]) -> Callable[[Case], Evidence]:
    """What a net with ‖γ ⊙ W_2‖_1 = 2 looks like, on every set of Condition 1."""
    why = {
        "net": f"{SCALE}; Σ |γ_j W_2[j]| (1/2 − m_j) = 0 makes each neuron with γ_j W_2[j] ≠ 0 "
        f"tight; span(S − S) has rank d − 2, so that w[3:d] = 0; f is then one function of x[1], "
        "x[2], the labels"
    }
    return _deduced(
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
    return _deduced(
        lambda data: bound_steps("1") + neuron_steps(data["factor"]), predicate, over, why
    )


def weighted_by_smt(predicate: Any, over: Mapping[str, Any]) -> Callable[[Case], Evidence]:
    """|γ_i W_2[i]| ratio_i² ≤ (K_S/4)(Tr − 8) for every width."""
    why = {"net": "a net is a sum over neurons (claim stability), and Tr ≥ 2(‖W_2‖² + ‖γ‖²)"}
    return _deduced(
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
