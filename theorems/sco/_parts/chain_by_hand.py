"""Independent re-checks of witnesses against Lemmas 7 and 8: the standard library alone."""

from __future__ import annotations

from typing import Any

__all__ = ["first_by_hand", "path_by_hand"]


def path_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """Lemma 8: SAM on g coordinate by coordinate, in rationals."""
    from fractions import Fraction
    from math import isqrt

    T = int(point["T"])
    eta, r, sigma = (Fraction(point[k]) for k in ("eta", "r", "sigma"))
    asks, b = data["asks"], eta * r

    def below(bound: Fraction) -> Fraction:
        ks = [3, *(2**e for e in range(2, 400))]
        return next(q for q in (Fraction(2 * k, k * k - 1) for k in ks) if q <= bound)

    if data["rule"] == "ones":
        deltas = {t: below(Fraction(1)) for t in range(3, T + 1)}
    else:
        flat = min(Fraction(1, 4), 1 / (4 * eta))
        third = min(flat, sigma / (4 * b), min(Fraction(1), eta) * r / (4 * sigma))
        deltas = {t: below(third if t == 3 else flat) for t in range(3, T + 1)}

    def grad(u: dict[int, Fraction]) -> dict[int, Fraction]:
        g = {j: Fraction(0) for j in u}
        g[2] = 2 * max(u[2], Fraction(0))
        for j, d in deltas.items():
            h = max(u[j] - d * u[j - 1], Fraction(0))
            g[j] += h
            g[j - 1] -= d * h
        return g

    u = {j: Fraction(0) for j in range(2, T + 1)} | {2: -sigma}
    bad, wrong, tiny = [], False, Fraction(0)
    for t in range(3, T + 1):
        g = grad(u)
        q = sum((x * x for x in g.values()), Fraction(0))
        if not q:
            break
        norm = Fraction(isqrt(q.numerator), isqrt(q.denominator))
        if norm * norm != q:  # then all that follows is off by a little
            norm = Fraction(isqrt(q.numerator * 4**400 // q.denominator), 2**400)
            tiny = Fraction(1, 2**100)
        at = grad({j: x + r * g[j] / norm for j, x in u.items()})
        old, u = u, {j: x - eta * at[j] for j, x in u.items()}
        if asks == "recursion":
            s2 = 1 + deltas[t] ** 2
            s = Fraction(isqrt(s2.numerator), isqrt(s2.denominator))
            s = s if data["root"] == "1" else Fraction(1)
            x = eta * (r * s - deltas[t] * old[t - 1])
            shown = {**old, t: old[t] - x, t - 1: old[t - 1] + deltas[t] * x}
            wrong = any(abs(shown[j] - u[j]) > tiny for j in u)
        elif t >= 4 and asks == "signs":
            for i in range(2, T):
                d = deltas[i + 1]
                if data["index"] == "i":
                    d = Fraction(point["delta"]) if i == 2 else deltas[i]
                hinge = u[i + 1] - d * u[i]
                late = hinge > -tiny if data["at"] == ">" else hinge <= tiny
                late = late and (data["at"] != ">" or hinge != 0)
                wrong |= not (hinge <= tiny if i < t else late if i == t else abs(hinge) <= tiny)
        elif t >= 4:
            unit = sigma if asks == "second" else b
            value = u[{"second": 2, "newest": t, "previous": t - 1}[asks]]
            low, high = (-Fraction(data[k]) * unit for k in ("low", "high"))
            wrong = not low - tiny <= value <= high + tiny
        if wrong:
            bad.append(t)
    return {"violated": bool(bad), "t": bad[:3]}


def first_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """Lemma 7: one step of SAM, a column for each pattern of bits; square roots to 2^-400."""
    from fractions import Fraction
    from math import isqrt

    tiny = Fraction(1, 2**300)

    def root(q: Fraction) -> Fraction:
        return Fraction(isqrt(q.numerator * 4**400 // q.denominator), 2**400)

    table = {bits: int(m) for bits, m in point["S"]}
    T, n = int(point["T"]), len(next(iter(table)))
    eta, r, delta = (Fraction(point[k]) for k in ("eta", "r", "delta"))
    d = sum(table.values()) * T + 1
    lam, kappa = r / (4 * d * (d - 1)), Fraction(1, 2 * (d - 1))
    big = max(Fraction(1), eta) * (root(Fraction(d)) if data["gamma"] == "corrected" else 1)
    delta1 = eta * lam / (2 * root(Fraction(d)) * big)
    gamma = lam / (big * (r + delta1))

    def v(bits: str, z: int) -> Fraction:
        return Fraction(1) if bits[z] == "1" else -kappa

    mean = {b: sum((v(b, z) for z in range(n)), Fraction(0)) / n for b in table}
    norm = root(1 + sum((m * mean[b] ** 2 for b, m in table.items()), Fraction(0)))
    at = {b: r * mean[b] / norm for b in table}
    inner = [
        r / norm + delta1 + sum((m * v(b, z) * at[b] for b, m in table.items()), Fraction(0))
        for z in range(n)
    ]
    height = [gamma * max(x, Fraction(0)) / n for x in inner]
    one, two = {}, {}
    for b in table:
        h = max(-delta * (at[b] + lam), Fraction(0))
        one[b] = -eta * (sum((x * v(b, z) for z, x in enumerate(height)), Fraction(0)) - delta * h)
        two[b] = -eta * h
    last = -eta * sum(height, Fraction(0))
    special = "0" * n
    others = [b for b, m in table.items() if b != special or (m > 1 and data["others"] == "all")]
    edge = Fraction(1, d)
    low, high = (Fraction(data.get(k, 0)) for k in ("low", "high"))
    sums = [
        last + high * delta1 + sum((m * v(b, z) * one[b] for b, m in table.items()), Fraction(0))
        for z in range(n)
    ]
    found = {
        "relu": max(sums) > tiny,
        "low": any(one[b] <= -low * lam - tiny for b in others),
        "sign": any(one[b] >= high * lam + tiny for b in others),
        "still": any(two[b] < -tiny for b in others),
        "rest": data.get("from") == "2" and two[special] < -tiny,
        "first": not low * edge - tiny <= one[special] <= high * edge + tiny,
        "second": not -low * edge - tiny <= two[special] < -high * edge,
    }
    shown = {b: [str(float(one[b])), str(float(two[b]))] for b in list(table)[:4]}
    return {"violated": found[data["asks"]], "w_2": shown, "lambda": str(float(lam))}
