"""Lemma 6 at single points, and what z3, sympy and an exact LDLᵀ decide of it for all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.core.radicals import at_least_zero, sign
from theorems.sco._parts.lem6_loss import (
    DELTAS,
    Instance,
    Slope,
    U,
    V,
    Weights,
    constants_of,
    instance_of,
    norm_squared,
    weights_of,
)
from theorems.sco._parts.upper_search import broken_at
from verify import Case, Evidence, Exactness, Finding, Outcome, Premise, Tri, both, legs

if TYPE_CHECKING:
    from verify.domain import Point

__all__ = [
    "POINTWISE",
    "SHORT",
    "constants_at",
    "constants_by_smt",
    "constants_by_sympy",
    "hessian_by_ldl",
    "lipschitz_at",
    "lipschitz_by_smt",
    "minimizer_at",
    "minimizer_by_smt",
    "smooth_at",
    "smooth_by_smt",
]

Data = Mapping[str, Any]
ZERO = Fraction(0)
SHORT = Premise(
    "eta r <= 1/(2 sqrt(T))", lambda p: 4 * (p["eta"] * p["r"]) * (p["eta"] * p["r"]) * p["T"] <= 1
)
POINTWISE: dict[str, Any] = {
    "n": [1],
    "T": [1, 2, 12],
    "eta": ["1/24", "50"],
    "r": ["1/2", "1/100"],
    "z": ["1", "01"],
    "delta": [["1"], ["1/1000", "1", "1/2"], ["3"]],
}
"""η below and above 1, ηr = 1/2 at the edge of the premise at T = 1, hinges of several slopes."""
HERE = {**POINTWISE, "T": [2], "eta": ["1/24"], "delta": [["1"], ["3"]]}
"""where a deduction that z3 breaks is looked for"""

# --------------------------------------------------------------------------- γ and δ_1


def constants_at(data: Data, p: Point) -> Finding:
    """The closed form against both printed equations and the three bounds that the proof uses."""
    eta, r, d = p["eta"], p["r"], p["d"]
    c = constants_of(d, eta, r, times=Fraction(data["lambda"]), shrink=Fraction(data["root"]))
    lower = 2 * c.root - eta * c.gamma
    first = c.delta1 * lower - c.gamma * (eta * r)
    second = c.gamma * (max(Fraction(1), eta) * (r + c.delta1)) - c.lam
    return both(
        at_least_zero(-(first * first), which="δ_1 = ηγr/(2√d − ηγ)"),
        at_least_zero(-(second * second), which="γ = λ/(max{1,η}(r + δ_1))"),
        Finding(Tri.of(min(map(sign, (lower, c.gamma, c.delta1))) > 0), {"which": "positive"}),
        at_least_zero(Fraction(data["share"]) * c.lam - c.delta1, which="δ_1 against λ"),
        at_least_zero(Fraction(1, 4 * d * (d - 1)) - c.gamma, which="γ ≤ 1/(4d(d−1))"),
    )


def constants_by_smt(case: Case) -> Evidence:
    """z3: whatever δ_1 ≥ 0 and γ solve the printed equations are the closed form's, and so small.

    s = √d, M = max{1, η}, g = γ, L = λ/r, x = δ_1/r.
    """
    import z3

    from verify.solvers.smt import prove

    def formula(t: Mapping[str, Any]) -> Any:
        s, x, g, L = t["s"], t["x"], t["g"], t["L"]
        root, share = z3.RealVal(case.data["root"]), z3.RealVal(case.data["share"])
        return z3.And(
            2 * s * t["M"] * x == root * t["eta"] * L,
            2 * s - t["eta"] * g > 0,
            x > 0,
            g > 0,
            x <= share * L,
            g <= L,
            4 * L * t["d"] * (t["d"] - 1) <= 1,
        )

    def definitions(t: Mapping[str, Any]) -> list[Any]:
        s, x, g, L, M, eta = (t[k] for k in ("s", "x", "g", "L", "M", "eta"))
        return [
            s > 0,
            s * s == t["d"],
            4 * L * t["d"] * (t["d"] - 1) == z3.RealVal(case.data["lambda"]),
            z3.If(eta >= 1, eta, z3.RealVal(1)) == M,
            x >= 0,
            g * M * (1 + x) == L,
            x * (2 * s - eta * g) == eta * g,
        ]

    found = prove(
        case,
        formula,
        variables=("d", "eta"),
        auxiliary=("s", "x", "g", "L", "M"),
        definitions=definitions,
        free={"r": "λ and δ_1 are r times what they are at r = 1, and γ is the same"},
    )
    return broken_at(case, found, constants_at, {})


def constants_by_sympy(case: Case) -> Evidence:
    """sympy: the closed form solves both printed equations, so that there is a solution."""
    import sympy

    from verify.solvers.symbolic import prove_zero

    def expressions(data: Data, t: Mapping[str, Any]) -> list[Any]:
        s = sympy.Symbol("s", positive=True) if t["d"].is_Symbol else sympy.sqrt(t["d"])
        d, eta, r = s * s, t["eta"], t["r"]
        lam = sympy.Rational(data["lambda"]) * r / (4 * d * (d - 1))
        left = []
        for most in (1, eta):  # whichever of the two max{1, η} is
            true = eta / most * lam / (2 * s)
            x, g = sympy.Rational(data["root"]) * true, lam / (most * (r + true))
            left += [x * (2 * s - eta * g) - eta * g * r, g * most * (r + x) - lam]
        return [sympy.cancel(e) for e in left]

    return prove_zero(case, expressions, variables=("d", "eta", "r"))


# --------------------------------------------------------------------------- the minimizer


def _center(f: Instance, kind: str) -> Weights:
    """−c λ e_d, or −c δ_1 e_d where `kind` is "c delta"."""
    words = kind.split()
    unit: Any = f.constants.delta1 if words[1:] else f.constants.lam
    return Weights({}, unit * -Fraction(words[0]))


def minimizer_at(data: Data, p: Point) -> Finding:
    """f and ∇f at w*, and ‖w*‖ ≤ 1 where it is claimed."""
    f = instance_of(data, p)
    w = _center(f, data["at"])
    g = f.slope(w)
    found = [
        at_least_zero(-f.value(w), which="f(w*, z) = 0"),
        at_least_zero(-f.square(g), which="∇f(w*, z) = 0"),
    ]
    if data["inside"] == "W":
        found.append(at_least_zero(1 - norm_squared(w), which="w* in W"))
    return both(*found)


def minimizer_by_smt(case: Case) -> Evidence:
    """z3: −c λ + δ_1 ≤ 0, where v_zᵀw* + δ_1 is just that and no other hinge is active."""
    import z3

    from verify.solvers.smt import prove

    words = case.data["at"].split()

    def formula(t: Mapping[str, Any]) -> Any:
        c = z3.RealVal(words[0]) * (t["x"] if words[1:] else t["L"])
        inside = c * c <= 1 if case.data["inside"] == "W" else z3.BoolVal(True)
        return z3.And(t["x"] - c <= 0, inside)

    def definitions(t: Mapping[str, Any]) -> list[Any]:
        # x = δ_1 in its closed form, by the claim `constants`, and L = λ = r/(4d(d−1))
        m = z3.If(t["eta"] >= 1, z3.RealVal(1), t["eta"])
        short = 8 * t["eta"] * t["L"] * t["d"] * (t["d"] - 1) <= 1
        return [
            t["d"] >= 3, t["s"] > 0, t["s"] * t["s"] == t["d"], t["L"] > 0, short,
            2 * t["s"] * t["x"] == m * t["L"],
        ]  # fmt: skip

    narrow = _at_one_point(case, ("eta",))
    found = prove(
        narrow,
        formula,
        variables=("eta",),
        auxiliary=("d", "s", "L", "x"),
        definitions=definitions,
        free={
            "n": "d is any number of at least 3",
            "T": "d is any number of at least 3, and ηr ≤ 1/2",
            "r": "λ is any number with 8ηλd(d−1) = 2ηr ≤ 1",
            "z": "v_z is 1 at the last coordinate for every z",
            "delta": "the hinges are −δ_2 λ ≤ 0 and 0 at w*",
        },
    )
    over = {
        **POINTWISE,
        "T": [1, 2],
        "r": ["1/1000", "1/2", "1000"],
        "eta": ["50", "1/24", "1/10000"],
    }
    return _widened(case, found, minimizer_at, over)


def _at_one_point(case: Case, variables: tuple[str, ...]) -> Case:
    """The case with one value of each parameter of which the deduction does not speak."""
    others = {k: s.edges()[:1] for k, s in case.domain.parameters.items() if k not in variables}
    # the premise only limits ηr, and z3's values must not be held against it
    return replace(case, domain=replace(case.domain.restrict(**others), premises=()))


def _widened(
    case: Case, found: Evidence, predicate: Callable[[Data, Point], Finding], over: Data
) -> Evidence:
    """What a deduction that is free of all other parameters says of the whole domain."""
    if found.outcome is Outcome.SUPPORTS:
        return legs.supports("smt", Exactness.SMT, case.domain, detail=found.detail)
    return broken_at(case, found, predicate, over)


# ------------------------------------------------------------------- smooth, convex, Lipschitz


def _two(data: Data, p: Point) -> tuple[Instance, Weights, Weights]:
    f = instance_of(data, p)
    return f, weights_of(f, p["u"]), weights_of(f, p["v"])


def smooth_at(data: Data, p: Point) -> Finding:
    """f ≥ 0, convex and β-smooth at a pair of points."""
    f, u, v = _two(data, p)
    step, f_u = v.minus(u), f.value(u)
    g, g2 = f.slope(u), f.slope(v)
    moved = Weights(g2.blocks, ZERO).minus(Weights(g.blocks, ZERO))
    change = Slope(moved.blocks, g2.along - g.along)
    beta = Fraction(data["beta"])
    return both(
        at_least_zero(f_u + Fraction(data["shift"]), which="non-negative"),
        at_least_zero(f.value(v) - f_u - f.inner(g, step), which="convex"),
        at_least_zero(beta * beta * norm_squared(step) - f.square(change), which="smooth"),
    )


def lipschitz_at(data: Data, p: Point) -> Finding:
    """‖∇f(u, z)‖ ≤ L at a point, and |f(u) − f(v)| ≤ L‖u − v‖ at a pair."""
    f, u, v = _two(data, p)
    bound, step, rise = Fraction(data["L"]), v.minus(u), f.value(v) - f.value(u)
    return both(
        at_least_zero(bound * bound - f.square(f.slope(u)), which="slope"),
        at_least_zero(bound * bound * norm_squared(step) - rise * rise, which="pair"),
    )


BY_ROWS = {
    "n": "N = 2^n is any number of at least 2",
    "z": "z(i) is 0 or 1 in each row",
    "delta": "δ_j in [0, 1], 0 standing for a hinge that is not active",
    "u": "the Hessian of every piece of f is bounded",
    "v": "the Hessian of every piece of f is bounded",
    "eta": "γ ≤ 1/(4d(d−1)) and δ_1 ≤ 1/100 whatever it is",
    "r": "γ ≤ 1/(4d(d−1)) and δ_1 ≤ 1/100 whatever it is",
}


def _rows(case: Case, t: Mapping[str, Any]) -> Any:
    """Gershgorin: the absolute row sums of the Hessian of a piece are at most β, or `rows`.

    a and b are δ_j and δ_(j+1), N + 1 bounds Σ|v_z(k)|, g = γ; p, q in {0, 1} say which hinges are
    active, c is z(i).
    """
    import z3

    scale, beta = z3.RealVal(case.data["scale"]), z3.RealVal(case.data.get("beta", "5"))
    a, b, p, q, c = (t[k] for k in "abpqc")
    chain = c + p + q * b * b + p * a + q * b
    most = t["g"] * (t["N"] + 1)
    first = q * b * b + q * b + most
    return z3.And(scale * chain <= beta, scale * first <= beta, scale * most <= beta, scale > 0)


def _row_terms(case: Case, t: Mapping[str, Any]) -> list[Any]:
    d = t["T"] * t["N"] + 1
    unit = [z for k in "abc" for z in (t[k] >= 0, t[k] <= 1)]
    switches = [t[k] * (t[k] - 1) == 0 for k in "pq"]
    return [*unit, *switches, t["N"] >= 2, t["g"] >= 0, 4 * t["g"] * d * (d - 1) <= 1]


def _in_unit_interval(case: Case) -> bool:
    return bool(getattr(case.domain.parameters["delta"], "name", "") == DELTAS.name)


def smooth_by_smt(case: Case) -> Evidence:
    """z3: Gershgorin's rows; f is a sum of squares of positive parts, so that f ≥ 0 and convex."""
    import z3

    from verify.solvers.smt import prove

    wide = not _in_unit_interval(case)

    def formula(t: Mapping[str, Any]) -> Any:
        return z3.And(_rows(case, t), z3.RealVal(case.data["shift"]) >= 0, z3.BoolVal(not wide))

    found = prove(
        _at_one_point(case, ("T",)),
        formula,
        variables=("T",),
        auxiliary=("a", "b", "c", "p", "q", "N", "g"),
        definitions=lambda t: _row_terms(case, t),
        free=BY_ROWS,
    )
    return _widened(case, found, smooth_at, {**HERE, "u": U, "v": V})


def lipschitz_by_smt(case: Case) -> Evidence:
    """z3: the rows sum to at most 5, and 5‖u − w*‖ ≤ 5(1 + δ_1) ≤ L with w* = −δ_1 e_d.

    δ_1 = ηγ(r + δ_1)/(2√d) = min{1, η}λ/(2√d) and ηλ = ηr/(4d(d−1)), where ηr ≤ 1/(2√T) ≤ ½.
    """
    import z3

    from verify.solvers.smt import prove

    name = getattr(case.domain.parameters["u"], "name", "")
    inside = name == "points of the unit ball" and _in_unit_interval(case)

    def formula(t: Mapping[str, Any]) -> Any:
        reach = 5 * (1 + t["x"]) * z3.RealVal(case.data["scale"])
        return z3.And(_rows(case, t), reach <= z3.RealVal(case.data["L"]), z3.BoolVal(inside))

    def definitions(t: Mapping[str, Any]) -> list[Any]:
        d = t["T"] * t["N"] + 1
        # min{1, η}λ/(2√d) ≤ ηλ/2 and ηλ ≤ 1/(8d(d−1))
        return [*_row_terms(case, t), t["x"] >= 0, 16 * t["x"] * d * (d - 1) <= 1]

    found = prove(
        _at_one_point(case, ("T",)),
        formula,
        variables=("T",),
        auxiliary=("a", "b", "c", "p", "q", "N", "g", "x"),
        definitions=definitions,
        free=BY_ROWS,
    )
    return _widened(case, found, lipschitz_at, {**HERE, "z": ["1"]})


def hessian_by_ldl(case: Case) -> Evidence:
    """βI − H by exact elimination, H the Hessian where all hinges are active, for n = 1.

    The Hessian of every other piece lacks some of its positive terms. Instead of γ, which depends
    on η and r, stands 1/(4d(d−1)), which is larger. Where βI − H is not psd, u is a point inside
    the piece and v − u the direction that shows it.
    """
    from verify.exact.linalg import psd

    beta, scale = Fraction(case.data["beta"]), Fraction(case.data["scale"])
    deltas = [["1"], ["3/100"], ["1/1000", "1", "1/2"]]
    covered = case.domain.restrict(
        n=[1], T=case.pick([1, 2, 3, 12], [*range(1, 9), 12, 20]), z=["1", "0", "01"], delta=deltas
    )
    cases = 0
    for p in covered.points(eta=["1/24"], r=["1/1000"], u=[{"x": [], "last": "0"}], v=[
        {"x": [], "last": "0"}
    ]):  # fmt: skip
        cases += 1
        f = instance_of(case.data, p)
        d, steps = f.constants.d, f.steps
        gamma = Fraction(1, 4 * d * (d - 1))
        rows = [[ZERO] * d for _ in range(d)]
        v = [f.v(k // steps) if k % steps == 0 else ZERO for k in range(d - 1)] + [Fraction(1)]
        for k in range(d):
            for m in range(d):
                rows[k][m] = gamma * v[k] * v[m]
            if k < d - 1 and k % steps:
                delta = f.deltas[k % steps - 1]
                rows[k][k] += 1 + f.bits[k // steps]
                rows[k - 1][k - 1] += delta * delta
                rows[k - 1][k] -= delta
        # the lower triangle, which the loop above left to its mirror image
        whole = [[rows[min(k, m)][max(k, m)] for m in range(d)] for k in range(d)]
        gap = [[(beta if k == m else ZERO) - scale * x for m, x in enumerate(row)]
               for k, row in enumerate(whole)]  # fmt: skip
        answer = psd(gap)
        if answer.answer and Fraction(case.data["shift"]) >= 0:
            continue
        moved = _moved(p, f, answer.witness) if answer.witness is not None else p
        finding = smooth_at(case.data, moved)
        if case.domain.contains(moved) and finding.answer is Tri.NO:
            return legs.refutes(
                "exact", Exactness.EXACT, moved, finding.values, cases=cases, executed=True
            )
        return legs.undecided("exact", Exactness.EXACT, "no pair of points shows the direction")
    detail = {"independent_of": {k: BY_ROWS[k] for k in ("eta", "r", "u", "v")}}
    return legs.supports(
        "exact", Exactness.EXACT, covered, cases=cases, executed=True, detail=detail
    )


def _moved(p: Point, f: Instance, direction: Any) -> dict[str, Any]:
    """`p` with u inside the piece where all hinges are active, and v = u plus the direction."""
    vector = [Fraction(int(x.p), int(x.q)) for x in direction.entries()]
    size = max(map(abs, vector))
    step = [x / size for x in vector]
    base = [Fraction(4 * (k % f.steps)) for k in range(f.constants.d - 1)] + [Fraction(8)]

    def written(w: list[Fraction]) -> dict[str, Any]:
        rows = [[k // f.steps + 1, k % f.steps + 1, str(x)] for k, x in enumerate(w[:-1]) if x]
        return {"x": rows, "last": str(w[-1])}

    v = [a + b for a, b in zip(base, step, strict=True)]
    return {**p, "u": written(base), "v": written(v)}
