"""What f_θ differentiable at θ leaves open: a model of one parameter, at its label.

f(θ) = γ_p + θ^r sin(θ^-q), θ = 0, one sample with y = 1, in ℓ_p with p and 1 − p exchanged.
f is differentiable for r ≥ 2 with f'(0) = 0, so that the lemma makes L''(0) = 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from verify import Case, Evidence, Finding, compare

if TYPE_CHECKING:
    from verify.domain import Point

__all__ = ["exponents", "quotient", "quotient_by_hand"]

Data = Mapping[str, Any]


def quotient(data: Data, p: Point) -> Finding:
    """Enclose L'(h)/h where sin(2 h^-q) = ±1, h ≤ 1, and hold it against (2r + q) h^rate."""
    from flint import arb, ctx

    from theorems.sharpness._parts.logistic import odds
    from verify.exact.ball import ball

    with ctx.workprec(256):
        phase = arb.pi() / 4 * (4 * (p["k"] + 1) + (1 if p["sign"] == 1 else 3))
        h = (-(phase.log()) / p["q"]).exp()
        u = h ** p["r"] * phase.sin()
        slope = p["r"] * h ** (p["r"] - 1) * phase.sin()
        slope -= p["q"] * h ** (p["r"] - p["q"] - 1) * phase.cos()
        s = ball(odds(p["p"], 1))
        # ∂ℓ_p/∂a is the logistic function at a, less its value 1 − p at the label
        off = s * u.exp() / (1 + s * u.exp()) - s / (1 + s)
        bound = (2 * p["r"] + p["q"]) * h ** int(data["rate"])
        return compare(abs(off * slope / h), "<=", bound, h=h)


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
    """L'(h)/h in floats, the slope of f by a difference quotient."""
    from fractions import Fraction
    from math import exp, expm1, pi, sin

    r, q, k = (int(point[name]) for name in ("r", "q", "k"))
    prob = float(Fraction(str(point["p"])))
    s = (1 - prob) / prob
    h = (pi / 4 * (4 * (k + 1) + (1 if int(point["sign"]) == 1 else 3))) ** (-1 / q)

    def u(x: float) -> float:
        return float(x**r * sin(x**-q))

    step = 1e-6 * h ** (q + 1)
    slope = (u(h + step) - u(h - step)) / (2 * step)
    # σ(γ + u) − σ(γ) without cancellation
    off = s * expm1(u(h)) / ((1 + s) * (1 + s * exp(u(h))))
    value, bound = off * slope / h, (2 * r + q) * h ** int(data["rate"])
    return {"h": h, "quotient": value, "bound": bound, "violated": abs(value) > 1.01 * bound}
