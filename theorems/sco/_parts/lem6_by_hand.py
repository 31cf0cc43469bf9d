"""Re-checks of Lemma 6: each stands alone, with the standard library, √d up to 2^-200."""

from __future__ import annotations

from typing import Any

__all__ = ["constants_by_hand", "loss_by_hand"]


def constants_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """γ and δ_1 in their closed form put into the printed equations."""
    from fractions import Fraction
    from math import isqrt

    d, eta, r = int(point["d"]), Fraction(point["eta"]), Fraction(point["r"])
    root = Fraction(isqrt(d * 4**200), 2**200)
    lam = Fraction(data["lambda"]) * r / (4 * d * (d - 1))
    most = max(Fraction(1), eta)
    true = eta / most * lam / (2 * root)
    gamma = lam / (most * (r + true))
    delta = Fraction(data["root"]) * true
    tiny = Fraction(1, 2**150) * (1 + lam) * (1 + eta) * (1 + r)
    wrong = [
        abs(delta * (2 * root - eta * gamma) - eta * gamma * r) > tiny,
        abs(gamma * most * (r + delta) - lam) > tiny,
        2 * root - eta * gamma < -tiny,
        delta > Fraction(data["share"]) * lam + tiny,
        gamma > Fraction(1, 4 * d * (d - 1)) + tiny,
    ]
    return {"gamma": str(float(gamma)), "delta_1": str(float(delta)), "violated": any(wrong)}


def loss_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """f and its gradient over all coordinates; what the data asks, beyond every rounding error."""
    from fractions import Fraction
    from math import isqrt

    N, T = 2 ** int(point["n"]), int(point["T"])
    eta, r = Fraction(point["eta"]), Fraction(point["r"])
    # where d = 2^n T the last coordinate is also that of the last block
    d = N * T + (0 if data.get("d") == "printed" else 1)
    root = Fraction(isqrt(d * 4**200), 2**200)
    lam, most = r / (4 * d * (d - 1)), max(Fraction(1), eta)
    delta1 = eta / most * lam / (2 * root)
    gamma = lam / (most * (r + delta1))
    delta1 = delta1 * Fraction(data.get("shrink", 1))
    scale, zero = Fraction(data.get("scale", 1)), Fraction(0)
    listed, mask = point["delta"], point["z"]
    bits = [mask[i % len(mask)] == "1" for i in range(N)]

    def delta(j: int) -> Fraction:
        return Fraction(listed[min(j - 2, len(listed) - 1)])

    def v(i: int) -> Fraction:
        return Fraction(1) if bits[i] else Fraction(-1, 2 * (d - 1))

    def read(written: dict[str, Any]) -> list[Fraction]:
        w = [zero] * d
        for i, j, x in written["x"]:
            w[(i - 1) % N * T + (j - 1) % T] = Fraction(x)
        w[-1] = Fraction(written["last"])
        return w

    def look(w: list[Fraction]) -> tuple[Fraction, list[Fraction]]:
        total, g = zero, [zero] * d
        for i in range(N):
            for j in range(2, T + 1):
                k = i * T + j - 1
                if bits[i]:
                    total += w[k] ** 2 / 2
                    g[k] += w[k]
                h = w[k] - delta(j) * (w[k - 1] + (lam if j == 2 else 0))
                if h > 0:
                    total += h * h / 2
                    g[k] += h
                    g[k - 1] -= delta(j) * h
        h = sum((v(i) * w[i * T] for i in range(N) if w[i * T]), zero) + w[-1] + delta1
        if h > 0:
            total += gamma * h * h / 2
            for i in range(N):
                g[i * T] += gamma * h * v(i)
            g[-1] += gamma * h
        return scale * total, [scale * x for x in g]

    def square(x: list[Fraction]) -> Fraction:
        return sum((y * y for y in x if y), zero)

    if "at" in data:
        words = data["at"].split()
        unit = delta1 if len(words) > 1 else lam
        w = [zero] * (d - 1) + [-Fraction(words[0]) * unit]
        total, g = look(w)
        tiny = (gamma + lam) ** 2 / 2**100
        # where δ_1 itself is meant, rounding alone may leave a trace below these
        wrong = total > tiny * lam or square(g) > tiny * lam**2
        wrong = wrong or (data["inside"] == "W" and square(w) > 1 + Fraction(1, 2**100))
        return {"f": str(float(total)), "norm": str(float(square(w)) ** 0.5), "violated": wrong}
    u, w = read(point["u"]), read(point["v"])
    (f, g), (f2, g2) = look(u), look(w)
    step = [b - a for a, b in zip(u, w, strict=True)]
    change = [b - a for a, b in zip(g, g2, strict=True)]
    far, tiny = square(step), Fraction(1, 2**100)
    fails = {}
    if "beta" in data:
        rise = sum((a * b for a, b in zip(g, step, strict=True) if a and b), zero)
        fails["non-negative"] = f + Fraction(data["shift"]) < 0
        fails["convex"] = f2 - f < rise - tiny
        fails["smooth"] = square(change) > Fraction(data["beta"]) ** 2 * far + tiny
    else:
        bound = Fraction(data["L"]) ** 2
        fails["slope"] = square(g) > bound + tiny
        fails["pair"] = (f2 - f) ** 2 > bound * far + tiny
    broken = [name for name, fail in fails.items() if fail]
    return {"broken": broken, "violated": bool(broken)}
