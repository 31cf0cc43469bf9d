"""Re-checks of Lemma A.5's witnesses: the standard library alone, no code of the legs."""

from __future__ import annotations

from typing import Any

__all__ = [
    "any_by_hand",
    "lower_by_hand",
    "sample_by_hand",
    "switch_by_hand",
    "symmetry_by_hand",
    "tilted_by_hand",
]


def symmetry_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """Corners with wᵀx > 0, counted."""
    from fractions import Fraction
    from itertools import product

    w = [Fraction(str(v)) for v in point["w"]]
    corners = list(product((1, -1), repeat=len(w)))
    count = sum(sum(a * b for a, b in zip(w, x, strict=True)) > 0 for x in corners)
    share = Fraction(count, len(corners))
    if data["mass"] == "half":
        wrong = share != Fraction(1, 2)
    else:
        wrong = not Fraction(data["mass"]) <= share <= Fraction(1, 2)
    return {"positive": count, "of": len(corners), "violated": wrong}


def any_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """Both means over the corners."""
    from fractions import Fraction
    from itertools import product

    w = [Fraction(str(v)) for v in point["w"]]
    d = len(w)
    values = [sum(a * b for a, b in zip(w, x, strict=True)) for x in product((1, -1), repeat=d)]
    norms = Fraction(sum(d for v in values if v > 0), 2**d)
    squares = sum((Fraction(v) ** 2 for v in values if v > 0), Fraction(0)) / 2**d
    size = sum(v * v for v in w) if data["size"] == "‖w‖²" else Fraction(1)
    wrong = not Fraction(data["low"]) * d <= norms <= Fraction(d, 2) or squares != size / 2
    return {"norms": str(norms), "squares": str(squares), "violated": wrong}


def lower_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """At w = e_1: half of E x_1² at the switch, where all else is 0 then; d/2 on the cube."""
    from fractions import Fraction

    d = int(point["d"])
    a, b = Fraction(5, 3), Fraction(5, 4)
    value = Fraction(1, 2) if point["law"] == "switch" else Fraction(d, 2)
    if data["bound"] == "C d":
        claimed = Fraction(data["C"]) * d
    else:
        short = min(a * a, b * b * (d - 1)) if point["law"] == "switch" else Fraction(d)
        fourth = a * a if point["law"] == "switch" else Fraction(1)
        claimed = Fraction(data["C"]) * short / fourth
    return {"value": str(value), "claimed": str(claimed), "violated": value < claimed}


def switch_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """Only (5/3, 0, …) has x_1 > 0, with probability 9/50."""
    from fractions import Fraction

    square = Fraction(5, 3) ** 2
    mean = Fraction(9, 50) * square
    wrong = square > Fraction(data["most"]) or mean != Fraction(1, 2)
    return {"d": str(point["d"]), "largest": str(square), "mean": str(mean), "violated": wrong}


def sample_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """A lower bound: w = e_1 − e_2 alone has a binomial count of chance 1/4."""
    from fractions import Fraction
    from math import comb, exp

    d, n = int(point["d"]), int(point["n"])
    tail = sum(
        (Fraction(comb(n, k) * 3 ** (n - k), 4**n) for k in range(n + 1) if 8 * k < n), Fraction(0)
    )
    bound = {2: 4, 3: 12, 4: 40}[d] * exp(-n / int(data["rate"]))
    wrong = float(tail) > bound * (1 + 1e-9)
    return {"at_least": float(tail), "bound": bound, "violated": wrong}


def tilted_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """d/2 on the cube, as η + η/2 + … < 1; at the switch 1/2 and half of the others."""
    from fractions import Fraction

    d, eta = int(point["d"]), Fraction(str(point["eta"]))
    if point["law"] == "cube":
        value = Fraction(d, 2)
    else:
        rest = Fraction(16, 25) * Fraction(25, 16) * (d - 1) / 2
        value = Fraction(1, 2) + (rest if eta else 0)
    claimed = Fraction(data["share"]) * d
    return {"value": str(value), "claimed": str(claimed), "violated": value != claimed}
