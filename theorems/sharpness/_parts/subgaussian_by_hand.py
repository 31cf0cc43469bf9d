"""Re-checks of Lemma A.19's witnesses: the standard library alone, no code of the legs."""

from __future__ import annotations

from typing import Any

__all__ = ["fourth_by_hand", "probability_by_hand", "sphere_by_hand"]


def sphere_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """E v_1⁴ = E g_1⁴/E‖g‖⁴ for Gaussian g: 3 over d · 3 + d(d−1)."""
    from fractions import Fraction

    d = int(point["d"])
    found = Fraction(3, 3 * d + d * (d - 1))
    claimed = {
        "(d+2)(d+4)": Fraction(3, (d + 2) * (d + 4)),
        "d(d+2)": Fraction(3, d * (d + 2)),
        "1/d²": Fraction(1, d * d),
    }[data["moment"]]
    return {"moment": str(found), "claimed": str(claimed), "violated": found != claimed}


def fourth_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """E‖x‖⁴ = d E x_1⁴ + d(d−1) for independent coordinates, a²d² with a common zero."""
    from fractions import Fraction
    from math import exp

    d, a = int(point["d"]), Fraction(str(point["a"]))
    s2 = float(Fraction(str(point["s2"])))
    found = d * a**2 + d * (d - 1) if point["kind"] == "product" else a**2 * d**2
    size = (d + 2) * (d + 4) if data["size"] == "(d+2)(d+4)" else d * (d + 2)
    bound = float(Fraction(data["factor"])) * (exp(s2 / 2) - 1.5) * size
    return {"moment": str(found), "bound": bound, "violated": float(found) > bound * (1 + 1e-9)}


def probability_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """Pr(more than d/(2a²) coordinates are not 0), binomial or all at once."""
    from fractions import Fraction
    from math import comb, exp

    d, a = int(point["d"]), Fraction(str(point["a"]))
    p, s2 = 1 / a**2, float(Fraction(str(point["s2"])))
    if point["kind"] == "common":
        share, moment = p, a**2 * d**2
    else:
        many = [k for k in range(d + 1) if 2 * k * a**2 > d]
        share = sum((comb(d, k) * p**k * (1 - p) ** (d - k) for k in many), Fraction(0))
        moment = d * a**2 + d * (d - 1)
    factor = Fraction(data["factor"])
    if data["bound"] == "moments":
        bound = float(factor * d * d / moment)
    else:
        size = {
            "(d+2)(d+4)": Fraction(d * d, (d + 2) * (d + 4)),
            "d(d+2)": Fraction(d, d + 2),
            "1": Fraction(1),
        }[data["bound"]]
        bound = float(factor * size) / (exp(s2 / 2) - 1.5)
    return {
        "probability": str(share),
        "bound": bound,
        "violated": float(share) < bound * (1 - 1e-9),
    }
