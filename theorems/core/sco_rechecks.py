"""Independent re-checks of witnesses against Theorem 1: the standard library alone.

Each function stands by itself, imports inside, and shares no code with the legs: it takes a
variant's data and a witness's point as JSON data, and is printed whole for whoever wants to run it.
"""

from __future__ import annotations

from typing import Any

__all__ = ["flat_by_hand", "population_by_hand", "radius_by_hand", "sharp_by_hand"]


def flat_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """F_S^r at e_I from below and above, and above at w; roots rounded the safe way."""
    from fractions import Fraction
    from math import isqrt

    rows, column = point["S"]["z"], int(point["S"]["I"])
    rho, r, scale = Fraction(point["rho"]), Fraction(point["r"]), Fraction(data["scale"])
    width, n, bits = len(rows[0]), len(rows), 80
    rival = {width + 1 - k: Fraction(x) for k, x in enumerate(point["w"])}

    def norm(w: dict[int, Fraction], row: str, up: int) -> Fraction:
        kept = [x * x for i, x in w.items() if i > width or row[i - 1] == "1"]
        q = sum(kept, Fraction(0))
        root = Fraction(isqrt(q.numerator), isqrt(q.denominator))
        rough = Fraction(isqrt(q.numerator * 4**bits // q.denominator) + up, 2**bits)
        return root if root * root == q else rough

    def risk(w: dict[int, Fraction], extra: Fraction, up: int) -> Fraction:
        gaps = [max(norm(w, row, up) + extra - rho, Fraction(0)) for row in rows]
        return scale * sum((g * g for g in gaps), Fraction(0)) / 2 / n

    moved = [{column: 1 + r}, *({column: Fraction(1), width + 1: s} for s in (r, -r))]
    below = max(risk(w, Fraction(0), 0) for w in moved)
    above = risk({column: Fraction(1)}, r, 1)
    at_rival = risk(rival, r, 1)
    value = Fraction(data["constant"]) * max(r - rho, Fraction(0)) ** 2
    wrong = below > value or above < value or below > at_rival
    shown = {"e_I from": below, "e_I to": above, "w to": at_rival, "claimed": value}
    return {**{name: str(x) for name, x in shown.items()}, "violated": wrong}


def sharp_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """On multiples of e_d every mask gives f = ½[|x| − ρ]_+²."""
    from fractions import Fraction

    rho, delta = Fraction(point["rho"]), Fraction(point["delta"])
    last = Fraction(data["multiple"]) * rho

    def risk(x: Fraction) -> Fraction:
        return Fraction(data["scale"]) * max(abs(x) - rho, Fraction(0)) ** 2 / 2

    rise = risk(last + Fraction(data["direction"]) * delta) - risk(last)
    wrong = abs(last) > 1 or risk(last) != 0 or rise < Fraction(data["constant"]) * delta**2
    return {"at w2": str(risk(last)), "rise": str(rise), "violated": wrong}


def population_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """½ f(e_I, z(I)=1) + ½ f(e_I, z(I)=0), and f(w2, z), the same for every z."""
    from fractions import Fraction

    rho = Fraction(point["rho"])

    def loss(norm: Fraction) -> Fraction:
        return Fraction(data["scale"]) * max(norm - rho, Fraction(0)) ** 2 / 2

    flat = (loss(Fraction(1)) + loss(Fraction(0))) / 2
    sharp, least = (
        loss(Fraction(data["multiple"]) * rho),
        Fraction(data["constant"]) * (1 - rho) ** 2,
    )
    wrong = flat != least if data["exactly"] else flat < least
    wrong = wrong or flat < Fraction(data["floor"]) or sharp != 0
    return {"F(e_I)": str(flat), "F(w2)": str(sharp), "claimed": str(least), "violated": wrong}


def radius_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """Whether f is 0 on the whole ball because |v(i)| ≤ r for each i leaves ‖p‖ ≤ ρ."""
    from fractions import Fraction
    from itertools import zip_longest

    rho, r, total = Fraction(point["rho"]), Fraction(point["r"]), Fraction(0)
    for a, b in zip_longest(point["w"], point["z"], fillvalue="0"):
        x, z = Fraction(a), Fraction(b)
        reach = abs(x * z) if data["gauge"] == "two-sided" else x * z
        total += max(reach + r * abs(z), Fraction(0)) ** 2
    return {"largest square of the norm": str(total), "violated": total <= rho * rho}
