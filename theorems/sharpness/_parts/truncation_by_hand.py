"""The truncated loss and the tail inequality once more, by the standard library alone."""

from __future__ import annotations

from typing import Any

__all__ = [
    "bounds_by_hand",
    "pieces_by_hand",
    "smooth_by_hand",
    "tail_by_hand",
    "thresholds_by_hand",
]


def pieces_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """The jumps at c and 2c, in value and in one-sided difference quotients of quadratics."""
    from fractions import Fraction

    c, last = Fraction(str(point["c"])), Fraction(data["last"])
    middle = [2 * c**2 - (e - 2 * c) ** 2 for e in (c, 2 * c)]
    rates = [-2 * (e - 2 * c) for e in (c, 2 * c)]
    if data["middle"] == "linear":
        middle, rates = [c * c, c * 2 * c], [c, c]
    jumps = [middle[0] - c**2, last * c**2 - middle[1]]
    if data["order"] == "slopes":
        jumps += [rates[0] - 2 * c, -rates[1]]
    return {"jumps": [str(j) for j in jumps], "violated": any(jumps)}


def bounds_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """ℓ_c, (x − y)² and the tail."""
    from fractions import Fraction

    x, y, c = (Fraction(str(point[k])) for k in "xyc")
    e = max(x - y, y - x)
    if e <= c:
        value = e**2
    elif e <= 2 * c:
        value = 2 * c**2 - (e - 2 * c) ** 2
    else:
        value = Fraction(data["last"]) * c**2
    tail = e**2 if e >= c and data["tail"] == "all" else Fraction(0)
    wrong = value < 0 or value > Fraction(data["factor"]) * e**2 or e**2 - value > tail
    return {"value": str(value), "square": str(e**2), "violated": wrong}


def smooth_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """The two difference quotients."""
    from fractions import Fraction

    c, u, v = (Fraction(str(point[k])) for k in "cuv")

    def value(e: Fraction) -> Fraction:
        e = abs(e)
        return e**2 if e <= c else 2 * c**2 - max(2 * c - e, Fraction(0)) ** 2

    def rate(e: Fraction) -> Fraction:
        size = min(2 * abs(e), 2 * max(2 * c - abs(e), Fraction(0)))
        return size if e > 0 else -size

    far = abs(value(u) - value(v)) > Fraction(data["lipschitz"]) * c * abs(u - v)
    bent = abs(rate(u) - rate(v)) > Fraction(data["smooth"]) * abs(u - v)
    return {"value": far, "slope": bent, "violated": far or bent}


def tail_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """Both expectations, sample by sample."""
    from fractions import Fraction

    law, c = point["law"], Fraction(str(point["c"]))
    level, left, right = Fraction(data["threshold"]) * c, Fraction(0), Fraction(0)
    for x in law["X"]:
        pair = []
        for name in ("f", "f_star"):
            out = Fraction(0)
            for row, w in zip(law[name]["W1"], law[name]["W2"], strict=True):
                s = sum(
                    (Fraction(str(a)) * Fraction(str(b)) for a, b in zip(row, x, strict=True)),
                    Fraction(0),
                )
                out += Fraction(str(w)) * (s if s > 0 else 0)
            pair.append(out)
        f, y = pair
        if f - y >= c or y - f >= c:
            left += f * f - 2 * f * y + y * y
        right += sum(v * v for v in pair if v >= level or -v >= level)
    right *= Fraction(data["constant"])
    n = len(law["X"])
    return {"left": str(left / n), "right": str(right / n), "violated": left > right}


def thresholds_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """The two sides at one x."""
    from fractions import Fraction

    f, y, c, theta = (Fraction(str(point[k])) for k in ("f", "y", "c", "theta"))
    K = Fraction(data["factor"]) * max(Fraction(data["floor"]), (1 - theta) ** -2)
    right = K * ((f * f if abs(f) >= theta * c else 0) + (y * y if abs(y) >= theta * c else 0))
    left = f * f - 2 * f * y + y * y
    return {"left": str(left), "right": str(right), "violated": abs(f - y) >= c and left > right}
