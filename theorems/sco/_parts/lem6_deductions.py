"""What z3 and sympy decide of Lemma 6 for all d, η and r."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from theorems.sco._parts.lem6_checks import (
    HERE,
    POINTWISE,
    constants_at,
    lipschitz_at,
    minimizer_at,
    smooth_at,
)
from theorems.sco._parts.lem6_sets import DELTAS, U, V
from theorems.sco._parts.upper_search import broken_at
from verify import Case, Evidence, Exactness, Finding, Outcome, legs

if TYPE_CHECKING:
    from verify.domain import Point

__all__ = [
    "BY_ROWS",
    "constants_by_smt",
    "constants_by_sympy",
    "lipschitz_by_smt",
    "minimizer_by_smt",
    "smooth_by_smt",
]

Data = Mapping[str, Any]


def constants_by_smt(case: Case) -> Evidence:
    """z3: whatever δ_1 and γ solve the printed equations are the closed form's, and so small.

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
