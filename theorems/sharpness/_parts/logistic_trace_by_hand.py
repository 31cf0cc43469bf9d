"""Both sides of Lemma A.13 by differences, in decimals of 160 digits, by the standard library."""

from __future__ import annotations

from typing import Any

__all__ = ["trace_by_hand"]


def trace_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """Second differences of L, and squared first differences of f."""
    from decimal import Decimal, getcontext
    from fractions import Fraction

    getcontext().prec = 160
    zero, one = Decimal(0), Decimal(1)
    inst, y = point["instance"], point["instance"]["y"]

    def number(text: Any) -> Decimal:
        q = Fraction(str(text))
        return Decimal(q.numerator) / Decimal(q.denominator)

    p = number(point["p"])
    gamma = ((one - p) / p).ln()
    poly = inst["model"] == "polynomial"

    def outputs(theta: list[Decimal]) -> list[Decimal]:
        if poly:
            rows = inst["coefficients"]
            return [
                sum((number(c) * theta[0] ** k for k, c in enumerate(row)), zero) for row in rows
            ]
        at = iter(theta)
        first = [[next(at) for _ in row] for row in inst["W1"]]
        bias = [next(at) for _ in first] if "b1" in inst else [zero] * len(first)
        inner = [[[next(at) for _ in row] for row in w] for w in inst.get("inner", [])]
        gain = [next(at) for _ in first] if "gamma" in inst else [one] * len(first)
        last = [next(at) for _ in inst["W2"]]
        hidden = []
        for x in inst["X"]:
            h = [
                max(sum((w * number(c) for w, c in zip(row, x, strict=True)), b), zero)
                for row, b in zip(first, bias, strict=True)
            ]
            for w in inner:
                h = [
                    max(sum((a * v for a, v in zip(row, h, strict=True)), zero), zero) for row in w
                ]
            hidden.append(h)
        scale = [[one] * len(last) for _ in hidden]
        if inst["model"] == "sim_bn":
            n = len(hidden)
            norms = [(sum((v * v for v in c), zero) / n).sqrt() for c in zip(*hidden, strict=True)]
            scale = [norms for _ in hidden]
        if inst["model"] == "sim_ln":
            floor = number(inst["epsilon"])
            scale = [[max(sum((v * v for v in h), zero).sqrt(), floor)] * len(last) for h in hidden]
        return [
            sum((w * g * v / s for w, g, v, s in zip(last, gain, h, row, strict=True)), zero)
            for h, row in zip(hidden, scale, strict=True)
        ]

    def flat(value: Any) -> list[Decimal]:
        if isinstance(value, list):
            return [x for v in value for x in flat(v)]
        return [number(value)]

    keys = ("theta", "W1", "b1", "inner", "gamma", "W2")
    theta = [x for key in keys if key in inst for x in flat(inst[key])]
    shifts = [zero for _ in y]
    if poly:
        shifts = [(2 * b - 1) * gamma - v for b, v in zip(y, outputs(theta), strict=True)]
    else:
        scale = gamma / abs(outputs(theta)[0])
        m = len(inst["W2"])
        theta = theta[:-m] + [w * scale for w in theta[-m:]]

    def values(at: list[Decimal]) -> list[Decimal]:
        return [f + s for f, s in zip(outputs(at), shifts, strict=True)]

    share = p if data["loss"] == "printed" else one - p

    def loss(at: list[Decimal]) -> Decimal:
        total = zero
        for f, b in zip(values(at), y, strict=True):
            below = (one + f.exp()).ln()
            total -= share * (b * f - below) + (one - share) * ((1 - b) * f - below)
        return total / len(y)

    h = Decimal(10) ** -30
    trace = squares = zero
    for k in range(len(theta)):
        up, down = ([*theta[:k], theta[k] + s, *theta[k + 1 :]] for s in (h, -h))
        trace += (loss(up) - 2 * loss(theta) + loss(down)) / (h * h)
        pairs = zip(values(up), values(down), strict=True)
        squares += sum((((a - b) / (2 * h)) ** 2 for a, b in pairs), zero)
    factor = {"p(1-p)": p * (one - p), "1/(p(1-p))": one / (p * (one - p)), "1/4": one / 4}
    right = factor[data["factor"]] * squares / len(y)
    off = max(abs(f - (2 * b - 1) * gamma) for f, b in zip(values(theta), y, strict=True))
    return {
        "trace": f"{trace:.15f}",
        "right_side": f"{right:.15f}",
        "violated": off < h and abs(trace - right) > Decimal(10) ** -15,
    }
