"""Which constants the upper bound of Lemma 1, Theorems 2 and 5 can have, over the whole class.

A pair (a, b) says that the mean of F_S(w_t + v_t) is at most a‖w_1 − w*‖²/(ηT) + bβ max(r − ρ, 0)².
Let x = ηβ, D = 2a(2 − x) − 1, and write u for w_t − w*, F and g for the value and the gradient at
w_t + v_t, v_t = q_t + e_t with ‖q_t‖ ≤ ρ and ‖e_t‖ ≤ max(r − ρ, 0). Then

    a‖u‖² − a‖u − ηg‖² + ηβb‖e‖² − ηF
      = 2ηa (⟨g, u + e⟩ − F − ‖g‖²/(2β)) + η(2a − 1)(F − ‖g‖²/(2β)) + ηβb ‖e − ag/(βb)‖²
        + (η/β)(D/2 − a²/b) ‖g‖²,

and no term on the right is negative if a ≥ 1/2, D > 0 and b ≥ 2a²/D. Up to a = 1/(2 − x), where
2a²/D is least, no smaller b serves all T (`upper_path`); a larger a keeps the b = 2/(2 − x)² that
it has there. The printed pair (1, 4) serves up to x = 5/4.

For T steps the printed bound is too large by 1/κ, κ = (4xT + 1)/(8N), N = x(T − 1) + 1, x ≤ 3/4:
with G = Σ g_t, and Σ_{s<t} ⟨g_s, g_t⟩ = (‖G‖² − Σ‖g_t‖²)/2,

    κ‖u_1‖²/η + 4κβ Σ‖e_t‖² − ⟨G, u_1⟩ + (η/2)(‖G‖² − Σ‖g_t‖²) − Σ⟨g_t, e_t⟩ + Σ‖g_t‖²/(2β)
      = (κ/η) ‖u_1 − ηG/(2κ)‖² + 4κβ Σ‖e_t − g_t/(8κβ)‖²
        + xT(3 − 4x)/(2β(4xT + 1)) (Σ‖g_t‖² − ‖G‖²/T),

where the left side is at most T times the bound less Σ F. A Huber function attains it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from verify import Case, Evidence, Exactness, Outcome
from verify.domain import point_text
from verify.legs import undecided
from verify.solvers.performance import Estimate, perturbed_bound

__all__ = [
    "estimate_at",
    "most_ratio",
    "one_step_by_flint",
    "one_step_by_sympy",
    "sum_by_flint",
    "sum_by_sympy",
    "within_premises",
]

PLANE = ("u1", "u2", "g1", "g2", "e1", "e2", "F")
MOMENTS = ("uu", "Gu", "GG", "gg", "ge", "ee")


def pair_of(data: Mapping[str, Any], p: Mapping[str, Any]) -> tuple[Fraction, Fraction]:
    """The pair (a, b) that the variant claims at a point."""
    x, factor = p["eta"] * p["beta"], Fraction(data["factor"])
    if data["pair"] == "fixed":
        return Fraction(data["start"]), Fraction(data["beyond"]) * factor
    if data["pair"] == "ratio":
        share = factor * (4 * x * p["T"] + 1) / (8 * (x * (p["T"] - 1) + 1))
        return share, 4 * share
    if data["pair"] == "sharp":
        return Fraction(data["start"]) / (2 - x), factor * 2 / (2 - x) ** 2
    a = p["a"]
    return a, factor * 2 * a * a / (2 * a * (2 - x) - 1)


def estimate_at(data: Mapping[str, Any], p: Mapping[str, Any]) -> Estimate:
    """The claimed bound for T steps, with the identities' multipliers unless it is a wrong one."""
    T, eta, beta = p["T"], p["eta"], p["beta"]
    a, b = pair_of(data, p)
    known: dict[str, Fraction] = {}
    share = Fraction(1, 2) if data["pair"] == "ratio" else a
    for t in range(1, T + 1):
        known |= {f"beyond {t}": b * beta / T, f"* {t}>{t}": 2 * share / T}
        known |= {f"{t}>* {t}": (2 * share - 1) / T}
        known |= {f"ascent {t}": Fraction(1, T)} if data["method"] == "ascent" else {}
    return perturbed_bound(
        T,
        eta,
        beta,
        start=a / (eta * T),
        beyond=b * beta,
        method=data["method"],
        multipliers=known if data["proof"] == "identity" else None,
    )


def one_step_by_sympy(case: Case) -> Evidence:
    """sympy: the identity of one step, coefficient by coefficient, and what is left of ‖g‖²."""
    from verify.solvers.symbolic import prove_zero

    def coefficients(data: Mapping[str, Any], s: Mapping[str, Any]) -> list[Any]:
        import sympy

        eta, beta = s["eta"], s["beta"]
        factor, short = sympy.Rational(data["factor"]), 2 - eta * beta
        left: Any = sympy.Integer(0)
        signs: list[Any] = []
        if data["pair"] == "fixed":
            a, b = sympy.Rational(data["start"]), factor * sympy.Rational(data["beyond"])
            # what is left of ‖g‖² must not be negative
            rest, signs = _rest(data, a, b, sympy.Rational)
            left = eta / beta * (a * (sympy.Rational(data["limit"]) - eta * beta) + rest)
        elif data["pair"] == "sharp":
            a, b = sympy.Rational(data["start"]) / short, factor * 2 / short**2
        else:
            a = s["a"]
            b = factor * 2 * a**2 / (2 * a * short - 1)
        k = a / (beta * b)
        return [
            *signs,
            -eta - (-2 * eta * a + eta * (2 * a - 1)),  # F
            2 * eta * a - 2 * eta * beta * b * k,  # ⟨g, e⟩
            -a * eta**2
            - (-eta * a / beta - eta * (2 * a - 1) / (2 * beta) + eta * beta * b * k**2 + left),
        ]

    return _signed(case, prove_zero(case, coefficients, variables=_names(case)))


def one_step_by_flint(case: Case) -> Evidence:
    """python-flint: the same identity in the plane, multiplied out in coordinates.

    With a = share/over, b = top/(over · under) it is multiplied by 2β · top · under · over².
    """
    from verify.solvers.polynomial import prove_vanishing

    def polynomials(data: Mapping[str, Any], s: Mapping[str, Any]) -> list[Any]:
        eta, beta, F = s["eta"], s["beta"], s["F"]
        u, g, e = ((s[f"{v}1"], s[f"{v}2"]) for v in "uge")
        factor, short = _fmpq(data["factor"]), 2 - eta * beta
        left: Any = 0
        signs: list[Any] = []
        share, over, under = s.get("a", 1), 1, 1
        if data["pair"] == "fixed":
            share, top = _fmpq(data["start"]), factor * _fmpq(data["beyond"])
            rest, signs = _rest(data, share, top, _fmpq)
            left = 2 * top * eta * (share * (_fmpq(data["limit"]) - eta * beta) + rest)
        elif data["pair"] == "sharp":
            share, top, over, under = _fmpq(data["start"]), 2 * factor, short, short
        else:
            top, under = 2 * share**2 * factor, 2 * share * short - 1
        moved = _plus(u, g, -eta)
        before = share * (_dot(u, u) - _dot(moved, moved)) - eta * F * over
        before = before * 2 * beta * top * under * over
        before += 2 * eta * beta**2 * top**2 * over * _dot(e, e)
        convex = 2 * beta * _dot(g, _plus(u, e)) - 2 * beta * F - _dot(g, g)
        smooth = 2 * beta * F - _dot(g, g)
        after = 2 * eta * share * convex + eta * (2 * share - over) * smooth
        square = _plus([beta * top * c for c in e], g, -share * under)
        after = after * top * under * over + 2 * eta * over * _dot(square, square)
        return [*signs, before - after - left * _dot(g, g)]

    found = prove_vanishing(case, polynomials, variables=_names(case), auxiliary=PLANE)
    return _signed(case, found)


def _names(case: Case) -> tuple[str, ...]:
    return ("T", "eta", "beta", "a") if case.data["pair"] == "family" else ("T", "eta", "beta")


def _rest(data: Mapping[str, Any], a: Any, b: Any, number: Any) -> tuple[Any, list[Any]]:
    """What a fixed pair leaves of ‖g‖² at ηβ = limit, and the signs that it must have.

    The coefficient is (η/β)(a(limit − ηβ) + rest).
    """
    rest = 2 * a - number("1/2") - a * number(data["limit"]) - a**2 / b
    return rest, [min(rest, number("0")), min(2 * a - 1, number("0"))]


def sum_by_sympy(case: Case) -> Evidence:
    """sympy: the identity of all steps, coefficient by coefficient, and that κ is at most 1/2."""
    from verify.solvers.symbolic import prove_zero

    def coefficients(data: Mapping[str, Any], s: Mapping[str, Any]) -> list[Any]:
        import sympy

        T, eta, beta = s["T"], s["eta"], s["beta"]
        x = eta * beta
        kappa = sympy.Rational(data["factor"]) * (4 * x * T + 1) / (8 * (x * (T - 1) + 1))
        rest = x * T * (3 - 4 * x) / (2 * beta * (4 * x * T + 1))
        return [
            -1 + kappa / eta * 2 * eta / (2 * kappa),  # ⟨G, u_1⟩
            eta / 2 - kappa / eta * (eta / (2 * kappa)) ** 2 + rest / T,  # ‖G‖²
            -1 + 8 * kappa * beta / (8 * kappa * beta),  # Σ⟨g_t, e_t⟩
            1 / (2 * beta) - eta / 2 - 4 * kappa * beta / (8 * kappa * beta) ** 2 - rest,
            sympy.Rational(1, 2) - kappa - (3 - 4 * x) / (8 * (x * (T - 1) + 1)),
        ]

    return _signed(case, prove_zero(case, coefficients, variables=_names(case)))


def sum_by_flint(case: Case) -> Evidence:
    """python-flint: the same identity in the moments of the steps, multiplied out."""
    from verify.solvers.polynomial import prove_vanishing

    def polynomials(data: Mapping[str, Any], s: Mapping[str, Any]) -> list[Any]:
        T, eta, beta = s["T"], s["eta"], s["beta"]
        uu, Gu, GG, gg, ge, ee = (s[name] for name in MOMENTS)
        x = eta * beta
        # κ = top/under; the whole is multiplied by 16ηβ top · under · (4xT + 1)
        top, under = _fmpq(data["factor"]) * (4 * x * T + 1), 8 * (x * (T - 1) + 1)
        size = 4 * x * T + 1
        before = 16 * beta * top**2 * size * uu + 64 * eta * beta**2 * top**2 * size * ee
        before += 16 * eta * beta * top * under * size * (-Gu - ge)
        before += 8 * eta * top * under * size * (x * (GG - gg) + gg)
        first = 4 * top**2 * uu - 4 * eta * top * under * Gu + eta**2 * under**2 * GG
        second = 64 * beta**2 * top**2 * ee - 16 * beta * top * under * ge + under**2 * gg
        after = 4 * beta * size * first + eta * size * second
        after += 8 * eta * top * under * x * (3 - 4 * x) * (T * gg - GG)
        return [before - after]

    found = prove_vanishing(case, polynomials, variables=_names(case), auxiliary=MOMENTS)
    return _signed(case, found)


def _signed(case: Case, found: Evidence) -> Evidence:
    """What was found, as long as no term of the identity is negative anywhere in the domain."""

    def signs(t: Mapping[str, Any]) -> Any:
        import z3

        x, data = t["eta"] * t["beta"], case.data
        if data["pair"] == "ratio":
            return 4 * x <= 3
        if data["pair"] == "sharp":
            a = z3.RealVal(data["start"])
            return z3.And(x < 2, 2 * a >= 2 - x, 2 * a > 1)
        if data["pair"] == "fixed":
            a = z3.RealVal(data["start"])
            b = z3.RealVal(data["beyond"]) * z3.RealVal(data["factor"])
            return z3.And(2 * a >= 1, 2 * a * b * (2 - x) - b >= 2 * a * a)
        return z3.And(2 * t["a"] >= 1, 2 * t["a"] * (2 - x) > 1)

    return within_premises(case, found, signs, variables=_names(case))


def within_premises(
    case: Case,
    found: Evidence,
    signs: Callable[[Mapping[str, Any]], Any],
    *,
    variables: tuple[str, ...],
    free: Mapping[str, str] | None = None,
) -> Evidence:
    """What an identity supports, if z3 shows that the signs which it needs hold in the domain.

    The identity holds beyond the premises too; the signs are what they are there for.
    """
    from verify.solvers.smt import prove

    if found.outcome is not Outcome.SUPPORTS:
        return found
    signed = prove(case, signs, variables=variables, free=free)
    if signed.outcome is Outcome.SUPPORTS:
        return found
    where = point_text(signed.witness.point) if signed.witness else signed.reason
    reason = f"the identity holds, and a term of it may be negative: {where}"
    return undecided("symbolic", Exactness.IDENTITY, reason)


def _plus(u: Sequence[Any], v: Sequence[Any], times: Any = 1) -> list[Any]:
    return [a + times * b for a, b in zip(u, v, strict=True)]


def _dot(u: Sequence[Any], v: Sequence[Any]) -> Any:
    return sum(a * b for a, b in zip(u, v, strict=True))


def _fmpq(text: str) -> Any:
    import flint

    exact = Fraction(text)
    return flint.fmpq(exact.numerator, exact.denominator)


def most_ratio(case: Case) -> tuple[None, Fraction]:
    """The ends for `verify.tightness.stating`: 1/2, which is κ's least upper bound for x ≤ 3/4.

    That κ ≤ 1/2 is among what `sum_by_sympy` proves.
    """
    return None, Fraction(case.data["factor"]) / 2
