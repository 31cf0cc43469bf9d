"""Independent re-checks of witnesses against Theorem 7: the standard library alone."""

from __future__ import annotations

from typing import Any

__all__ = ["event_by_hand", "run_by_hand"]


def run_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """SAM over all coordinates, equal columns together, numbers rounded to 2^-800."""
    from fractions import Fraction
    from math import isqrt

    table, T = [(b, int(m)) for b, m in point["S"]], int(point["T"])
    eta, r = Fraction(point["eta"]), Fraction(point["r"])
    n, N = len(table[0][0]), sum(m for _, m in table)
    d, zero, grid = N * T + 1, Fraction(0), 2**800
    kappa = Fraction(1, 2 * (d - 1))

    def cut(q: Fraction) -> Fraction:
        return Fraction(q.numerator * grid // q.denominator, grid)

    def root(q: Fraction) -> Fraction:
        return Fraction(isqrt(q.numerator * grid * grid // q.denominator), grid)

    def power(q: Fraction) -> Fraction:
        x = Fraction(1)
        while x > q:
            x /= 2
        return x

    lam, most = r / (4 * d * (d - 1)), max(Fraction(1), eta)
    if data["gamma"] == "corrected":
        most *= root(Fraction(d))
    delta1 = cut(eta * lam / (2 * root(Fraction(d)) * most))
    gamma = cut(lam / (most * (r + delta1)))
    deltas = {j: Fraction(1) for j in range(2, T + 1)}
    special = next(c for c, (b, _) in enumerate(table) if "1" not in b)
    m = table[special][1]
    reach = r / root(Fraction(m))
    flat = min(Fraction(1, 4), 1 / (4 * eta))

    def side(bit: str) -> Fraction:
        return Fraction(1) if bit == "1" else -kappa

    def hinges(w: list[list[Fraction]], c: int) -> dict[int, Fraction]:
        out = {}
        for j in range(2, T + 1):
            back = w[c][j - 2] + (lam if j == 2 else 0)
            out[j] = max(w[c][j - 1] - deltas[j] * back, zero)
        return out

    def slope(w: list[list[Fraction]], last: Fraction) -> tuple[list[list[Fraction]], Fraction]:
        g, g_last = [[zero] * T for _ in table], zero
        for c, (bits, _) in enumerate(table):
            for j, h in hinges(w, c).items():
                g[c][j - 1] += h + Fraction(bits.count("1"), n) * w[c][j - 1]
                g[c][j - 2] -= deltas[j] * h
        for z in range(n):
            inner = last + delta1
            inner += sum((k * side(b[z]) * w[c][0] for c, (b, k) in enumerate(table)), zero)
            height = gamma * max(inner, zero) / n
            g_last += height
            for c, (b, _) in enumerate(table):
                g[c][0] += height * side(b[z])
        return g, g_last

    w, last = [[zero] * T for _ in table], Fraction(data.get("start", 0)) * lam
    if "start" in point:
        last = cut(Fraction(point["start"]) * delta1)
    path = []
    for t in range(2, T + 2):
        path.append((w, last))
        if t > T:
            break
        u = -w[special][t - 2] if t >= 3 else zero
        if t == 3 and u > 0:
            third = [flat, u / (4 * eta * reach), reach / (4 * u)]
            deltas[3] = power(min(third))
        elif t >= 4 and data["rule"] == "explicit":
            deltas[t] = power(flat)
        elif t == 4:
            sigma = -path[1][0][special][1] * root(Fraction(m))
            deltas[4] = min(power(flat), power(deltas[3] * sigma / (2 * r)))
        elif t >= 5:
            deltas[t] = deltas[t - 1] * power(min(Fraction(1), eta) / 2)
        g, g_last = slope(w, last)
        q = g_last**2
        q += sum((k * x * x for (_, k), row in zip(table, g, strict=True) for x in row), zero)
        climb = r / root(q) if q else zero
        up = [[x + cut(climb * y) for x, y in zip(*rows, strict=True)]
              for rows in zip(w, g, strict=True)]  # fmt: skip
        h, h_last = slope(up, last + cut(climb * g_last))
        w = [[cut(x - eta * y) for x, y in zip(*rows, strict=True)]
             for rows in zip(w, h, strict=True)]  # fmt: skip
        last = cut(last - eta * h_last)
    tiny = Fraction(1, 2**300) * min(Fraction(1), (eta * r) ** 2)

    def square(at: tuple[list[list[Fraction]], Fraction], first: int) -> Fraction:
        rows = zip(table, at[0], strict=True)
        return sum((k * x * x for (_, k), row in rows for x in row[first:]), zero)

    if data["asks"] == "stays":
        longest = max(square(at, 0) + at[1] ** 2 for at in path)
        most = Fraction(data.get("square", 1))
        return {"longest": str(float(longest)), "violated": longest > most + tiny}
    tau = int(point["tau"])
    tail = path[tau - 1 :]
    mean = [
        [sum((at[0][c][j] for at in tail), zero) / len(tail) for j in range(T)]
        for c in range(len(table))
    ]
    level = sum((at[1] for at in tail), zero) / len(tail)
    if data["asks"] == "average":
        value = mean[special][int(point["s"]) - 1]
        bound = -Fraction(data["share"]) * eta * reach
        shown = {"average": str(float(value)), "bound": str(float(bound))}
        return {**shown, "violated": value > bound + tiny}
    weight = square((mean, zero), 1)
    bent = sum(
        (k * h * h for c, (_, k) in enumerate(table) for h in hinges(mean, c).values()), zero
    )
    widest = level + delta1
    widest += sum(
        (k * max(x[0], -kappa * x[0]) for (_, k), x in zip(table, mean, strict=True)), zero
    )
    # E z(i) = 1/2, and no z sees more than `widest`
    risk = weight / 4 + bent / 2 + gamma / 2 * max(widest, zero) ** 2
    if data["asks"] == "norm":
        bound = Fraction(data["share"]) * weight
    else:
        count = T - tau + 1
        total = Fraction(T)
        if data["sum"] == "Q":
            parts = (Fraction(T - max(tau, j) + 1, count) ** 2 for j in range(3, T + 1))
            total = sum(parts, zero)
        bound = Fraction(data["share"]) * (eta * r) ** 2 * total
        if data["sum"] == "Q" and T >= 6 and total < Fraction(data["least"]) * T:
            return {"Q": str(total), "violated": True}
    return {"F": str(float(risk)), "bound": str(float(bound)), "violated": risk < bound - tiny}


def event_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """The event's probability as a fraction, 1/e between two partial sums of its series."""
    from fractions import Fraction
    from math import factorial

    n = int(point["n"])
    columns = max(int(Fraction(data["columns"]) * 2**n), 1)
    x = Fraction(1, 2**n)
    probability = columns * x * (1 - x) ** (columns - 1)
    low = sum(Fraction((-1) ** k, factorial(k)) for k in range(32))
    bound = low if data["lower"] == "exp(-1)" else Fraction(data["lower"])
    return {"probability": str(float(probability)), "violated": probability < bound}
