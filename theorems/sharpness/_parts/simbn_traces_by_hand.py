"""Re-checks of Lemma A.3, on the trace of Sim-BN: the standard library alone, no code of the legs.

Each maps a variant's data and a witness's point to what it finds; imports stand inside.
"""

from __future__ import annotations

from typing import Any

__all__ = ["approached_by_hand", "trace_by_hand"]


def trace_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """Tr ∇²L by central differences of L in decimals, for labels f(x_i), against `data["bound"]`.

    "parts" is factor (‖W_2‖² + ‖γ‖²), "ray" the same against the limit of long (W_1, b_1),
    "weights" and "mean" are with one γ; "living" leaves dead neurons out, whose 0/0 counts as 0.
    """
    from decimal import Decimal, getcontext
    from fractions import Fraction

    getcontext().prec = 120
    net, zero = point["instance"], Decimal(0)

    def number(v: Any) -> Decimal:
        q = Fraction(str(v))
        return Decimal(q.numerator) / Decimal(q.denominator)

    X = [[number(v) for v in x] for x in net["X"]]
    m, n, alone = len(net["W2"]), len(net["X"]), not isinstance(net["gamma"], list)
    gamma = [number(net["gamma"])] if alone else [number(v) for v in net["gamma"]]
    last = [number(v) for v in net["W2"]]

    kept: list[Decimal] = []

    def trace(c: int) -> Decimal:
        rows = [[c * number(v) for v in (*w, b)] for w, b in zip(net["W1"], net["b1"], strict=True)]

        def f(rows: Any, gamma: Any, last: Any) -> list[Decimal]:
            out = [zero] * n
            for j, row in enumerate(rows):
                h = [
                    max(sum((u * v for u, v in zip(row[:-1], x, strict=True)), row[-1]), zero)
                    for x in X
                ]
                a = (sum((v * v for v in h), zero) / n).sqrt()
                if a == 0:
                    continue
                g = gamma[0] if alone else gamma[j]
                out = [o + last[j] * g * v / a for o, v in zip(out, h, strict=True)]
            return out

        base, step, total = f(rows, gamma, last), Decimal(10) ** -30, zero
        kept[:] = base
        flat = [v for row in rows for v in row] + gamma + last
        size = len(rows[0])

        def loss(at: list[Decimal]) -> Decimal:
            moved = [at[j * size : (j + 1) * size] for j in range(m)]
            values = f(moved, at[m * size : m * size + len(gamma)], at[m * size + len(gamma) :])
            return sum(((a - b) ** 2 for a, b in zip(values, base, strict=True)), zero) / n

        for k in range(len(flat)):
            for s in (step, -step):
                total += loss([*flat[:k], flat[k] + s, *flat[k + 1 :]]) / (step * step)
        return total

    parts = sum((v * v for v in (*gamma, *last)), zero)
    factor, kind = number(data.get("factor", 1)), data["bound"]
    if kind == "ray":
        limit = trace(10**8)
        off = abs(limit - factor * parts) > Decimal(10) ** -6
        return {"limit": f"{limit:.9f}", "claimed": f"{factor * parts:.9f}", "violated": off}
    left, right = trace(1), factor * parts
    if kind == "mean":
        mean = sum((v * v for v in kept), zero) / n
        right = factor * (m * gamma[0] ** 2 + mean / gamma[0] ** 2)
    if kind == "living":
        own = [
            gamma[j] ** 2 + last[j] ** 2
            for j, (w, b) in enumerate(zip(net["W1"], net["b1"], strict=True))
            if any(
                sum((number(u) * v for u, v in zip(w, x, strict=True)), number(b)) > 0 for x in X
            )
        ]
        right = factor * sum(own, zero)
    return {
        "trace": f"{left:.12f}",
        "bound": f"{right:.12f}",
        "violated": right - left > Decimal(10) ** -12,
    }


def approached_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """∂f/∂(W_1, b_1) of a corner's neuron: x' at the active samples less the mean of these."""
    from fractions import Fraction

    S = [[int(str(v)) for v in s] for s in point["S"]]
    mean = [Fraction(sum(column), len(S)) for column in zip(*S, strict=True)]
    spread = sum(((v - m) ** 2 for s in S for v, m in zip(s, mean, strict=True)), Fraction(0))
    small = len(S) == 1 if data["when"] == "one" else data["when"] == "always"
    return {"spread": str(spread), "violated": (spread == 0) != small}
