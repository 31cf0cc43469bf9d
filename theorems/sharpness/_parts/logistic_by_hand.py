"""The smoothed logistic loss once more, in decimals, by the standard library alone."""

from __future__ import annotations

from typing import Any

__all__ = ["minimizers_by_hand", "minimum_by_hand"]


def minimum_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """Both losses in 80 digits."""
    from decimal import Decimal, getcontext
    from fractions import Fraction

    getcontext().prec = 80

    def number(q: Fraction) -> Decimal:
        return Decimal(q.numerator) / Decimal(q.denominator)

    p, s, b = Fraction(str(point["p"])), Fraction(str(point["s"])), int(point["b"])
    first = p if data["loss"] == "printed" else 1 - p
    gamma = number((1 - p) / p).ln()

    def loss(a: Decimal) -> Decimal:
        below = (1 + a.exp()).ln()
        return -number(first) * (b * a - below) - number(1 - first) * ((1 - b) * a - below)

    at = int(data["power"]) * (2 * b - 1) * gamma
    claimed, rival = loss(at), loss(number(s).ln())
    small = Decimal(10) ** -60
    away = abs(at - number(s).ln()) > small
    wrong = claimed > rival + small or (data["unique"] and away and claimed > rival - small)
    return {"claimed": f"{claimed:.30f}", "rival": f"{rival:.30f}", "violated": wrong}


def minimizers_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """The loss at the least squares values, and at the rival's outputs, in 80 digits."""
    from decimal import Decimal, getcontext
    from fractions import Fraction

    getcontext().prec = 80

    def number(q: Fraction) -> Decimal:
        return Decimal(q.numerator) / Decimal(q.denominator)

    p, inst = Fraction(str(point["p"])), point["instance"]
    X, y, rival = inst["X"], inst["y"], inst["rival"]
    first = p if data["loss"] == "printed" else 1 - p
    gamma = number((1 - p) / p).ln()
    unit = gamma if inst["unit"] == "gamma" else Decimal(1)

    def loss(outputs: list[Decimal]) -> Decimal:
        total = Decimal(0)
        for a, b in zip(outputs, y, strict=True):
            below = (1 + a.exp()).ln()
            total -= number(first) * (b * a - below) + number(1 - first) * ((1 - b) * a - below)
        return total / len(y)

    mine, theirs = [], []
    for x in X:
        same = [2 * b - 1 for v, b in zip(X, y, strict=True) if Fraction(v[0]) == Fraction(x[0])]
        mine.append(gamma * sum(same) / len(same))
        out = [Fraction(v) for v in x]
        shifts = rival.get("b1", ["0"] * len(rival["W1"]))
        for k, rows in enumerate([rival["W1"], *rival.get("inner", [])]):
            sums = [
                sum((Fraction(w) * v for w, v in zip(row, out, strict=True)), Fraction(0))
                for row in rows
            ]
            if k == 0:
                sums = [v + Fraction(t) for v, t in zip(sums, shifts, strict=True)]
            out = [v if v > 0 else Fraction(0) for v in sums]
        f = sum((Fraction(w) * v for w, v in zip(rival["W2"], out, strict=True)), Fraction(0))
        theirs.append(unit * number(f))
    small = Decimal(10) ** -60
    exact = all(abs(a - gamma * (2 * b - 1)) < small for a, b in zip(theirs, y, strict=True))
    left, right = loss(mine), loss(theirs)
    wrong = left > right + small or (not exact and left > right - small)
    return {"least_squares": f"{left:.30f}", "rival": f"{right:.30f}", "violated": wrong}
