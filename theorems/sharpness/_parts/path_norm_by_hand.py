"""Re-checks of Lemma 3.1's witnesses: the standard library alone, no shared code."""

from __future__ import annotations

from typing import Any

__all__ = [
    "path_norm_by_hand",
    "realizes_by_hand",
    "width_by_hand",
]


def realizes_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """f and the pre-activations at the four corners."""
    from fractions import Fraction

    eps = Fraction(str(point["eps"]))
    divisor = 2 + 2 * int(data["shift"]) * eps
    if divisor == 0:
        return {"divisor": "0", "violated": True}
    wrong, kinks = [], 0
    for x in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
        inner = [
            (1 + eps) * x[0] + (1 - eps) * x[1],
            (1 + eps) * x[0] - (1 - eps) * x[1],
            -(1 + eps) * x[0] + (1 - eps) * x[1],
            -(1 + eps) * x[0] - (1 - eps) * x[1],
        ]
        value = sum(
            (int(s) * max(v, Fraction(0)) for s, v in zip(data["signs"], inner, strict=True)),
            Fraction(0),
        )
        if value / divisor != x[0] * x[1]:
            wrong.append(f"f{x} = {value / divisor}")
        kinks += inner.count(Fraction(0))
    violated = bool(wrong) or (bool(data["smooth"]) and kinks > 0)
    return {"wrong": wrong, "zero_pre_activations": kinks, "violated": violated}


def path_norm_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """Σ ‖W_1j‖ |W_2j| and the gradients' squares, summed over the cube, with 20 digits."""
    from fractions import Fraction
    from itertools import product
    from math import isqrt

    W1 = [[Fraction(str(v)) for v in row] for row in point["net"]["W1"]]
    W2 = [Fraction(str(w)) for w in point["net"]["W2"]]
    d, unit = len(W1[0]), 10**20

    def floor(q: Fraction) -> Fraction:
        return Fraction(isqrt(q.numerator * unit * unit // q.denominator), unit)

    cube = list(product((1, -1), repeat=d))
    total, above = Fraction(0), False
    for a, w in zip(W1, W2, strict=True):
        share = Fraction(0)
        for x in cube:
            value = sum((u * v for u, v in zip(a, x, strict=True)), Fraction(0))
            if value > 0:
                share += Fraction(2, len(cube)) * (value * value + w * w * d)
        square = sum((v * v for v in a), Fraction(0)) * w * w
        total += floor(square)
        above = above or 4 * d * square > Fraction(data["high"]) ** 2 * share * share
    # each root was rounded down by less than one unit
    most = total + Fraction(len(W2), unit)
    low = 2 * Fraction(data["low"]) * floor(Fraction(2))
    return {"sum": float(total), "least": float(low), "violated": above or most < low}


def width_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """Up to three neurons: at most one weight of one sign. Four: the realization at ε = 1/2.

    With Σ w_j a_j·x = 0 and one weight of one sign, Σ w_j |a_j·x| = f(x) + f(−x) has one sign.
    """
    from fractions import Fraction

    m, least = int(point["m"]), int(data["least"])
    if m <= 3:
        possible = any(min(k, m - k) >= 2 for k in range(m + 1))
    else:
        rows = ((3, 1), (3, -1), (-3, 1), (-3, -1))
        possible = True
        for x in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
            inner = [Fraction(a * x[0] + b * x[1], 2) for a, b in rows]
            value = sum(
                (s * max(v, Fraction(0)) for s, v in zip((1, -1, -1, 1), inner, strict=True)),
                Fraction(0),
            )
            possible = possible and value == x[0] * x[1] and 0 not in inner
    return {"a_net_exists": possible, "m": m, "violated": possible != (m >= least)}
