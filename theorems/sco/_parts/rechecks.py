"""Independent re-checks of witnesses against Theorem 1 and Lemma 2: the standard library alone.

Each function stands by itself, imports inside, and shares no code with the legs: it takes a
variant's data and a witness's point as JSON data, and is printed whole for whoever wants to run it.
"""

from __future__ import annotations

from typing import Any

__all__ = [
    "ball_by_hand",
    "flat_by_hand",
    "nonexpansive_by_hand",
    "population_by_hand",
    "projection_by_hand",
    "sharp_by_hand",
]


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


def ball_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """Whether ‖p(w + v)‖ ≤ ρ for all ‖v‖ ≤ r, p two-sided or one-sided.

    Above because |v(i)| ≤ r for each i, below at the v = ±r e_i.
    """
    from fractions import Fraction
    from itertools import zip_longest

    rho, r, lean = Fraction(point["rho"]), Fraction(point["r"]), Fraction(data["lean"])
    z = [Fraction(x) for x in point["z"]]
    w = [-lean * r * ((x > 0) - (x < 0)) for x in z]
    if "w" in point:
        w = [Fraction(x) for x in point["w"]]
    pairs = list(zip_longest(w, z, fillvalue=Fraction(0)))

    def square(products: list[Fraction]) -> Fraction:
        two = data["gauge"] == "two-sided"
        return sum((x * x for x in products if two or x > 0), Fraction(0))

    reach = [(abs(a * b) if data["gauge"] == "two-sided" else a * b) for a, b in pairs]
    most = [max(x + r * abs(b), Fraction(0)) for x, (_, b) in zip(reach, pairs, strict=True)]
    least = max(
        square([(a + s * r * (i == k)) * b for i, (a, b) in enumerate(pairs)])
        for k in range(len(pairs))
        for s in (0, 1, -1)
    )
    zero, positive = square(most) <= rho * rho, least > rho * rho
    shown = {"squared norm from": str(least), "to": str(square(most))}
    return {**shown, "violated": zero if data["says"] == "positive" else positive}


def projection_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """Whether u − R(u) is u where ‖u‖ ≤ ρ, else ρu/‖u‖, beyond every rounding error."""
    from fractions import Fraction
    from math import isqrt

    u, rho = [Fraction(x) for x in point["u"]], Fraction(point["rho"])
    q, times = sum((x * x for x in u), Fraction(0)), Fraction(data["times"])
    # off by at most 2^-200
    norm = Fraction(isqrt(q.numerator * 4**200 // q.denominator), 2**200)
    factor = max(norm - rho, Fraction(0)) / norm if q else Fraction(0)
    residue = [times * factor * x for x in u]
    if q == 0:
        residue[0] = times * Fraction(data["at_zero"])
    nearest = [x if q <= rho * rho else rho / norm * x for x in u]
    off = max(abs(x - y - p) for x, y, p in zip(u, residue, nearest, strict=True))
    return {"off by": str(float(off)), "violated": off > Fraction(1, 2**100)}


def nonexpansive_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """Whether kappa ‖R(u) − R(v)‖² > ‖u − v‖² beyond every rounding error."""
    from fractions import Fraction
    from itertools import zip_longest
    from math import isqrt

    rho = Fraction(point["rho"])
    pairs = [
        (Fraction(a), Fraction(b)) for a, b in zip_longest(point["u"], point["v"], fillvalue="0")
    ]

    def residue(u: list[Fraction], at_zero: Fraction) -> list[Fraction]:
        q = sum((x * x for x in u), Fraction(0))
        if q == 0:
            return [at_zero, *u[1:]]
        if q <= rho * rho:
            return [Fraction(0)] * len(u)
        # off by at most 2^-200
        norm = Fraction(isqrt(q.numerator * 4**200 // q.denominator), 2**200)
        return [x - rho / norm * x for x in u]

    left = residue([a for a, _ in pairs], Fraction(data["at_zero"]))
    right = residue([b for _, b in pairs], Fraction(0))
    step = sum(((a - b) ** 2 for a, b in pairs), Fraction(0))
    change = sum(((a - b) ** 2 for a, b in zip(left, right, strict=True)), Fraction(0))
    slack = step - Fraction(data["kappa"]) * change
    return {"slack": str(float(slack)), "violated": slack < -Fraction(1, 2**100)}
