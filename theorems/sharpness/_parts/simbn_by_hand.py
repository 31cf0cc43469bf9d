"""Re-checks on Sim-BN's infimum and on one neuron: the standard library alone, no code of the legs.

Each maps a variant's data and a witness's point to what it finds; imports stand inside. They take
roots as decimals of 60 digits.
"""

from __future__ import annotations

from typing import Any

__all__ = ["infimum_by_hand", "least_by_hand", "neuron_by_hand", "twin_by_hand"]


def least_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """The least ‖γ⊙W_2‖_1 is 2 = 4 · 1/2, with one neuron for each corner and not with fewer.

    Each neuron has (1/n) Σ y_i h_i/a ≤ 1/2, with equality where it is active at one corner alone.
    """
    from fractions import Fraction

    claimed = 2 * Fraction(data["factor"])
    if data.get("missing"):
        # three corners, each with a third of the samples: a² = 1/3, and f = Σ y_j h_j
        return {"squared": str(9 * Fraction(1, 3)), "violated": claimed**2 > 9 * Fraction(1, 3)}
    few = int(point["width"]) < 4
    return {"least": "2", "claimed": str(claimed), "violated": few or claimed != 2}


def infimum_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """inf Tr: four neurons of |γ W_2| = 1/2, each 2(γ² + W_2²) ≥ 4 · 1/2."""
    from fractions import Fraction

    # at width 3, one neuron 1 of a = 1 and two with values 2 at a corner: 4(1 + 2 · 1)
    true = 12 if data.get("width") == 3 else 8
    claimed = Fraction(data["factor"]) * true
    return {"infimum": str(true), "claimed": str(claimed), "violated": claimed != true}


def neuron_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """Both sides of ratio² ≤ factor K_S (1 − 2m) in decimals."""
    from decimal import Decimal, getcontext
    from fractions import Fraction

    getcontext().prec = 60

    def number(q: Fraction) -> Decimal:
        return Decimal(q.numerator) / Decimal(q.denominator)

    neuron = point["neuron"]
    S = [[int(str(v)) for v in s] for s in neuron["S"]]
    w, b = [Fraction(str(v)) for v in neuron["w"]], Fraction(str(neuron["b"]))
    y, k, size = int(str(neuron["y"])), len(S), len(S[0])
    side = square = Fraction(0)
    for p in (1, -1):
        for q in (1, -1):
            for s in S:
                x = [p, q, *s]
                h = max(sum(u * v for u, v in zip(w, x, strict=True)) + b, Fraction(0))
                side, square = side + p * q * h, square + h * h
    mean = [Fraction(sum(s[i] for s in S), k) for i in range(size)]

    def definite(low: Fraction) -> bool:
        rows = [
            [
                sum(((s[i] - mean[i]) * (s[j] - mean[j]) for s in S), Fraction(0)) - low * (i == j)
                for j in range(size)
            ]
            for i in range(size)
        ]
        for i in range(size):
            if rows[i][i] < 0 or (rows[i][i] == 0 and any(rows[i])):
                return False
            for j in range(i + 1, size):
                f = rows[j][i] / rows[i][i] if rows[i][i] else Fraction(0)
                rows[j] = [u - f * v for u, v in zip(rows[j], rows[i], strict=True)]
        return True

    lam = Fraction(0) if size else Fraction(1)
    while size and definite(lam + Fraction(1, 8)):
        lam += Fraction(1, 8)
    stiff = k * max(29 / lam, Fraction(4))
    whole = sum(v * v for v in w)
    ratio = sum((v * v for v in w[2:]), Fraction(0)) / whole if whole else Fraction(0)
    m = number(y * side) / (number(4 * k * square)).sqrt()
    right = number(Fraction(data["factor"]) * stiff) * (1 - 2 * m)
    return {
        "ratio_squared": str(ratio),
        "bound": f"{right:.20f}",
        "violated": number(ratio) > right + Decimal(10) ** -50,
    }


def twin_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """With one γ the W_2 and γ parts of the trace are 2(mγ² + mean f²/γ²), least 4√m for y = ±1.

    The rest falls with the square of the length of (W_1, b_1), and f does not change.
    """
    from decimal import Decimal, getcontext
    from fractions import Fraction
    from itertools import product

    getcontext().prec = 60
    net = point["net"]
    S = [[int(str(v)) for v in s] for s in net["S"]]

    def q(v: Any) -> Fraction:
        return Fraction(str(v))

    X = [[a, b, *s] for a in (1, -1) for b in (1, -1) for s in S]

    def number(v: Fraction) -> Decimal:
        return Decimal(v.numerator) / Decimal(v.denominator)

    def h(w: Any, b: Any, x: Any) -> Fraction:
        return max(sum((q(u) * v for u, v in zip(w, x, strict=True)), q(b)), Fraction(0))

    def f(x: Any) -> Decimal:
        out = Decimal(0)
        for w, b, g, v in zip(net["W1"], net["b1"], net["gamma"], net["W2"], strict=True):
            square = sum((h(w, b, z) ** 2 for z in X), Fraction(0)) / len(X)
            out += number(q(g) * q(v) * h(w, b, x)) / number(square).sqrt()
        return out

    m = len(net["W2"])
    limit = 4 * Decimal(m).sqrt()
    claimed = number(q(data["factor"])) * limit
    if data["about"] == "twin":
        high = abs(limit - claimed) > Decimal(10) ** -40
        return {"infimum": f"{limit:.20f}", "claimed": f"{claimed:.20f}", "violated": high}
    error = max(abs(f(x) - x[0] * x[1]) for x in product((1, -1), repeat=2 + len(S[0])))
    return {"error": f"{error:.20f}", "violated": error > number(q(point["eps"]))}
