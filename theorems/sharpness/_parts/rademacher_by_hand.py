"""Re-checks of the Rademacher bounds' witnesses: the standard library alone, no shared code."""

from __future__ import annotations

from typing import Any

__all__ = ["linear_by_hand", "nets_by_hand"]


def linear_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """(1/n) E ‖Σ σ_i x_i‖, rounded down, against the bound, rounded up."""
    from fractions import Fraction
    from itertools import product
    from math import isqrt

    X = [[Fraction(str(v)) for v in x] for x in point["points"]]
    n, unit = len(X), 10**20

    def floor(q: Fraction) -> int:
        return isqrt(q.numerator * unit * unit // q.denominator)

    total = 0
    for signs in product((1, -1), repeat=n):
        columns = [sum(s * v for s, v in zip(signs, c, strict=True)) for c in zip(*X, strict=True)]
        total += floor(sum((Fraction(v) ** 2 for v in columns), Fraction(0)))
    left = Fraction(total, unit * n * 2**n)
    factor = Fraction(data["factor"])
    square = factor * factor
    if data["rate"] == "rms":
        square *= sum((v * v for x in X for v in x), Fraction(0)) / Fraction(n * n)
    else:
        C = Fraction(str(point["C"]))
        square *= C * C / Fraction(n if data["rate"] == "1/2" else n * n)
    right = Fraction(floor(square) + 1, unit)
    return {"complexity": float(left), "bound": float(right), "violated": left > right}


def nets_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """A lower bound of R_S(Θ_C), from the directions that sums of ±x_i and normals of x_i give."""
    from fractions import Fraction
    from itertools import product
    from math import isqrt

    X = [[Fraction(str(v)) for v in x] for x in point["points"]]
    n, unit, C = len(X), 10**20, Fraction(str(point["C"]))

    def floor(q: Fraction) -> int:
        return isqrt(q.numerator * unit * unit // q.denominator)

    directions = [
        [
            sum((c * v for c, v in zip(weights, column, strict=True)), Fraction(0))
            for column in zip(*X, strict=True)
        ]
        for weights in product((1, 0, -1), repeat=n)
    ]
    if len(X[0]) == 2:
        directions += [[s * -x[1], s * x[0]] for x in X for s in (1, -1)]
    total = 0
    for signs in product((1, -1), repeat=n):
        best = Fraction(0)
        for u in directions:
            norm = sum(v * v for v in u)
            if norm:
                inner = [sum(a * b for a, b in zip(u, x, strict=True)) for x in X]
                value = sum(s * max(v, Fraction(0)) for s, v in zip(signs, inner, strict=True))
                best = max(best, value * value / norm)
        total += floor(best)
    left = C * Fraction(total, unit * n * 2**n)
    B = Fraction(str(point["B"])) if "B" in point else Fraction(0)
    size = Fraction(len(X[0])) if "B" not in point else B * B
    factor = Fraction(data["factor"]) * C
    square = factor * factor
    if data["rate"] == "rms":
        square *= sum((v * v for x in X for v in x), Fraction(0)) / Fraction(n * n)
    else:
        square *= size / Fraction(n if data["rate"] == "1/2" else n * n)
    right = Fraction(floor(square) + 1, unit)
    return {"lower_bound": float(left), "bound": float(right), "violated": left > right}
