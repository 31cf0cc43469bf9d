"""What f_θ differentiable at θ leaves open: a model of one parameter, at its label.

f(θ) = γ_p + θ^r sin(θ^-q), θ = 0, one sample with y = 1, in ℓ_p with p and 1 − p exchanged.
f is differentiable for r ≥ 2 with f'(0) = 0, so that the lemma makes L''(0) = 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from verify import Case, Evidence, Finding, Tri, compare

if TYPE_CHECKING:
    from verify.domain import Point

__all__ = ["exponents", "quotient", "quotient_by_hand"]

Data = Mapping[str, Any]


def quotient(data: Data, p: Point) -> Finding:
    """Enclose |L'(h)|/h^(1 + rate) at all h = h_j, j ≥ k, and hold it against 2r + q.

    φ = h_j^-q = π (j + 1) + π/4 or 3π/4, so that sin 2φ has the sign named, and h_j ≤ 1. With μ
    between values of ℓ_p'' near the label, L'(h)/h = μ (r sin²φ h^(2r−2) − q sinφ cosφ h^(2r−q−2)).
    The second exponent decides: if it is at least `rate`, the quotient is largest at h_k, else
    smallest. The exponents being integers, L'(h)/h tends to 0 iff it does so at rate 1.
    """
    from flint import arb, ctx

    from theorems.sharpness._parts.logistic import odds
    from verify.exact.ball import ball

    r, q, rate = p["r"], p["q"], int(data["rate"])
    exponent = 2 * r - q - 2
    with ctx.workprec(256):
        phase = arb.pi() / 4 * (4 * (p["k"] + 1) + (1 if p["sign"] == 1 else 3))
        h = (-(phase.log()) / q).exp()
        grown = ball(odds(p["p"], 1)) * (h**r).union(-(h**r)).exp()
        bend = grown / (1 + grown) ** 2
        lead, rest = q * phase.sin() * phase.cos(), r * phase.sin() ** 2
        size = bend * abs(lead - (rest * h**q).union(0)) * h ** (exponent - rate)
        found = compare(size, "<=", 2 * r + q, h=h, exponent=exponent)
    if found.answer is (Tri.YES if exponent < rate else Tri.NO):
        # so it is at h_k, which says nothing of later ones
        return Finding(Tri.UNKNOWN, found.values)
    return found


def exponents(case: Case) -> Evidence:
    """z3: |L'(h)/h| ≤ (r h^(2r−2) + q h^(2r−q−2))/4, and both exponents reach rate."""
    from verify.solvers.smt import prove

    def formula(t: Data) -> Any:
        import z3

        rate = int(case.data["rate"])
        return z3.And(2 * t["r"] - 2 >= rate, 2 * t["r"] - t["q"] - 2 >= rate)

    why = "|sin| ≤ 1 and h ≤ 1, so the exponents decide"
    bend = "∂ℓ_p/∂a moves by at most |u|/4, whatever p"
    return prove(case, formula, variables=("r", "q"), free={"k": why, "sign": why, "p": bend})


def quotient_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """L'(h)/h at h_k and two later ones in floats, the slope of f by a difference quotient."""
    from fractions import Fraction
    from math import exp, expm1, pi, sin

    r, q, k = (int(point[name]) for name in ("r", "q", "k"))
    prob = float(Fraction(str(point["p"])))
    s, found = (1 - prob) / prob, []

    def u(x: float) -> float:
        return float(x**r * sin(x**-q))

    for j in (k, 2 * k + 1, 4 * k + 3):
        h = (pi / 4 * (4 * (j + 1) + (1 if int(point["sign"]) == 1 else 3))) ** (-1 / q)
        step = 1e-6 * h ** (q + 1)
        slope = (u(h + step) - u(h - step)) / (2 * step)
        # σ(γ + u) − σ(γ) without cancellation
        off = s * expm1(u(h)) / ((1 + s) * (1 + s * exp(u(h))))
        found.append((h, off * slope / h, (2 * r + q) * h ** int(data["rate"])))
    return {
        "h": [h for h, _, _ in found],
        "quotients": [value for _, value, _ in found],
        "bounds": [bound for _, _, bound in found],
        "violated": all(abs(value) > 1.01 * bound for _, value, bound in found),
    }
