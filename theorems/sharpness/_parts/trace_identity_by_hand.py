"""Re-checks of Lemma 4.1's witnesses: the standard library alone, no code of the legs."""

from __future__ import annotations

from typing import Any

__all__ = ["identity_by_hand", "limit_by_hand", "quotient_by_hand"]


def identity_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """Both sides by differences of f and of L, in decimals of 120 digits."""
    from decimal import Decimal, getcontext
    from fractions import Fraction

    getcontext().prec = 120
    zero = Decimal(0)
    inst = point["instance"]

    def number(text: Any) -> Decimal:
        q = Fraction(str(text))
        return Decimal(q.numerator) / Decimal(q.denominator)

    def outputs(theta: list[Decimal]) -> list[Decimal]:
        if inst["model"] == "polynomial":
            rows = inst["coefficients"]
            return [
                sum((number(c) * theta[0] ** k for k, c in enumerate(row)), Decimal(0))
                for row in rows
            ]
        at = iter(theta)
        first = [[next(at) for _ in row] for row in inst["W1"]]
        bias = [next(at) for _ in first] if "b1" in inst else [Decimal(0)] * len(first)
        inner = [[[next(at) for _ in row] for row in w] for w in inst.get("inner", [])]
        gamma = [next(at) for _ in first] if "gamma" in inst else [Decimal(1)] * len(first)
        last = [next(at) for _ in inst["W2"]]
        hidden = []
        for x in inst["X"]:
            h = [
                max(sum((w * number(c) for w, c in zip(row, x, strict=True)), b), Decimal(0))
                for row, b in zip(first, bias, strict=True)
            ]
            for w in inner:
                h = [
                    max(sum((a * v for a, v in zip(row, h, strict=True)), zero), zero) for row in w
                ]
            hidden.append(h)
        n = len(hidden)
        scale = [[Decimal(1)] * len(last) for _ in hidden]
        if inst["model"] == "sim_bn":
            norms = [(sum((v * v for v in c), zero) / n).sqrt() for c in zip(*hidden, strict=True)]
            scale = [norms for _ in hidden]
        if inst["model"] == "sim_ln":
            floor = number(inst["epsilon"])
            scale = [[max(sum((v * v for v in h), zero).sqrt(), floor)] * len(last) for h in hidden]
        return [
            sum((w * g * v / s for w, g, v, s in zip(last, gamma, h, row, strict=True)), zero)
            for h, row in zip(hidden, scale, strict=True)
        ]

    def flat(value: Any) -> list[Decimal]:
        if isinstance(value, list):
            return [x for v in value for x in flat(v)]
        return [number(value)]

    keys = ("theta", "W1", "b1", "inner", "gamma", "W2")
    theta = [x for key in keys if key in inst for x in flat(inst[key])]
    h, base = Decimal(10) ** -30, outputs(theta)
    n = len(base)
    labels = [f + number(data["offset"]) for f in base]

    def loss(at: list[Decimal]) -> Decimal:
        errors = [f - y for f, y in zip(outputs(at), labels, strict=True)]
        return sum((e * e for e in errors), zero) / n

    trace = squares = Decimal(0)
    for k in range(len(theta)):
        up, down = ([*theta[:k], theta[k] + s, *theta[k + 1 :]] for s in (h, -h))
        trace += (loss(up) - 2 * loss(theta) + loss(down)) / (h * h)
        both = zip(outputs(up), outputs(down), strict=True)
        squares += sum(((a - b) / (2 * h)) ** 2 for a, b in both)
    right = number(data["factor"]) * squares / n
    return {
        "trace": f"{trace:.15f}",
        "right_side": f"{right:.15f}",
        "violated": abs(trace - right) > Decimal(10) ** -15,
    }


def limit_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """The two sides as rationals."""
    from fractions import Fraction

    g, a, b, s, t = (Fraction(str(point[k])) for k in ("g", "a", "b", "s", "t"))
    left = abs(2 * (g * g + g * t * b + s * a * g + s * a * t * b) - 2 * g**2)
    right = Fraction(data["factor"]) * (abs(g) * a + abs(g) * b + a * b)
    return {"left": str(left), "right": str(right), "violated": left > right}


def quotient_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """L'(h)/h by a central difference of L = f² in floats, at a point where it is far off."""
    from math import pi, sin

    p, q, k = int(point["p"]), int(point["q"]), int(point["k"])
    h = (pi / 4 * (4 * (k + 1) + (1 if int(point["sign"]) == 1 else 3))) ** (-1 / q)
    step = 1e-6 * h ** (q + 1)

    def loss(x: float) -> float:
        return (x**p * sin(x**-q)) ** 2

    value = (loss(h + step) - loss(h - step)) / (2 * step) / h
    bound = (2 * p + q) * h ** int(data["rate"])
    return {"h": h, "quotient": value, "bound": bound, "violated": abs(value) > 1.01 * bound}
