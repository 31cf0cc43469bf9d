"""The re-check of what is said of Sim-BN nets: the standard library alone, no code of the legs.

It maps a variant's data and a witness's point to what it finds; imports stand inside. It takes
roots as decimals of 60 digits.
"""

from __future__ import annotations

from typing import Any

__all__ = ["net_by_hand"]


def net_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """What `data["about"]` says, at the net of the point or at one made for its κ and ε."""
    from decimal import Decimal, getcontext
    from fractions import Fraction
    from itertools import product

    getcontext().prec = 60
    about = data["about"]

    def q(v: Any) -> Fraction:
        return Fraction(str(v))

    eps = q(point.get("eps", 0))

    def number(v: Fraction) -> Decimal:
        return Decimal(v.numerator) / Decimal(v.denominator)

    def grid(S: Any) -> list[list[int]]:
        return [[a, b, *s] for a in (1, -1) for b in (1, -1) for s in S]

    def value(w: Any, b: Fraction, x: Any) -> Fraction:
        return sum((u * v for u, v in zip(w, x, strict=True)), b)

    def mean_square(w: Any, b: Fraction, S: Any) -> Fraction:
        return sum((max(value(w, b, x), Fraction(0)) ** 2 for x in grid(S)), Fraction(0)) / len(
            grid(S)
        )

    def sharpness(net: Any, S: Any) -> Fraction:
        X, out = grid(S), Fraction(0)
        for w, b, g, v in net:
            a2 = mean_square(w, b, S)
            pre = [value(w, b, x) for x in X]
            rows = [[*x, 1] for x in X]
            # ∂(h_i/a) = (x_i' 1 − h_i Σ h x'/(n a²))/a
            drift = [
                sum(max(p, Fraction(0)) * r[e] for p, r in zip(pre, rows, strict=True))
                / (len(X) * a2)
                for e in range(len(rows[0]))
            ]
            for p, r in zip(pre, rows, strict=True):
                if p > 0:
                    out += (g * g + v * v) * p * p / a2
                    out += (
                        (g * v) ** 2
                        / a2
                        * sum((c - p * e) ** 2 for c, e in zip(r, drift, strict=True))
                    )
        return 2 * out / len(X)

    def f(net: Any, S: Any, x: Any) -> Decimal:
        total = Decimal(0)
        for w, b, g, v in net:
            if g * v:
                h = max(value(w, b, x), Fraction(0))
                total += number(g * v * h) / number(mean_square(w, b, S)).sqrt()
        return total

    def worst(net: Any, S: Any) -> Decimal:
        cube = product((1, -1), repeat=2 + len(S[0]))
        return max(abs(f(net, S, x) - x[0] * x[1]) for x in cube)

    if about in ("construction", "spare"):
        S, width = [[int(str(v)) for v in s] for s in point["S"]], int(point["width"])
        shift = 1 if data["index"] == "2i+j+1" else 0
        last = [Fraction(0)] * 4
        for i, j in product((0, 1), (0, 1)):
            if 2 * i + j + shift:
                last[2 * i + j + shift - 1] = Fraction((-1) ** (i + j) if data["sign"] else 1, 2)
        net: list[Any] = [
            ([a, b, *[0] * len(S[0])], -q(data["shift"]), Fraction(1), last[2 * i + j])
            for i, a in enumerate((1, -1))
            for j, b in enumerate((1, -1))
        ]
        zero = [0] * (2 + len(S[0]))
        net += [(zero, q(data["spare"]), Fraction(1), Fraction(0))] * (width - 4)
        dead = [k for k, (w, b, _, _) in enumerate(net, 1) if mean_square(w, b, S) == 0]
        if dead:
            return {"dead": dead, "violated": True}
        off = [abs(f(net, S, x) - x[0] * x[1]) > Decimal(10) ** -50 for x in grid(S)]
        return {"wrong_samples": sum(off), "violated": any(off)}
    if about == "far" and int(point["width"]) == 5:
        # values 1, 1 − e, 1 at corner (1, 1); the fifth has 1 at (1, 1, 1, −1), E/e more beyond
        kappa, S, e = q(point["kappa"]), [[1, 1], [1, -1], [-1, 1]], Fraction(1, 2)
        want = 2 * eps + 1
        while True:
            sizes = [Fraction(1, 4)] * 3
            sizes += [(2 + (1 - e) ** 2) / 12, e * e / 12]  # (γ W_2)²
            total = sum((number(v).sqrt() for v in sizes), Decimal(0))
            # 4 Σ |γ W_2| for balanced γ; (W_1, b_1) may be as long as one likes
            if 4 * total < 8 + number(kappa) / 2:
                break
            e /= 2
        far_t = 8 + want / e
        fifth = [Fraction(1), Fraction(1), (8 - far_t) / 2, (1 - far_t) / 2], Fraction(-9, 2)
        corner = [Fraction(2), Fraction(2), Fraction(0), e / 2], -3 - e / 2
        cells: list[Any] = [(*corner, Fraction(1)), (*fifth, e)]
        cells += [
            ([2 * a, 2 * b, 0, 0], Fraction(-3), a * b) for a, b in ((1, -1), (-1, 1), (-1, -1))
        ]

        def g5(x: Any) -> Fraction:
            return sum((c * max(value(w, b, x), Fraction(0)) for w, b, c in cells), Fraction(0))

        fits = all(g5(x) == x[0] * x[1] for x in grid(S))
        miss5 = abs(g5([1, 1, -1, -1]) - 1)
        shown5 = {"error": str(miss5), "trace_below": f"{4 * total + number(kappa) / 2:.12f}"}
        wrong5 = miss5 > eps if data["expect"] == "near" else miss5 < want
        return {**shown5, "violated": fits and wrong5}
    if "net" in point:
        made = point["net"]
        S = [[int(str(v)) for v in s] for s in made["S"]]
        columns = zip(made["W1"], made["b1"], made["gamma"], made["W2"], strict=True)
        net = [([q(v) for v in w], q(b), q(g), q(v)) for w, b, g, v in columns]
    else:
        # within κ of 8: γ² near 1/2, W_1 long
        kappa, width = q(point["kappa"]), int(point["width"])
        S = [[int(str(v)) for v in s] for s in point.get("S", [[1, 1], [1, -1], [-1, 1]])]
        g, digits = Fraction(7, 10), 1
        while g * g + 1 / (4 * g * g) > 1 + kappa / 64:
            digits += 1
            g = Fraction(round(2**-0.5 * 10**digits), 10**digits)
        base: list[Any] = [
            ([a, b, *[0] * len(S[0])], Fraction(-1), g, a * b / (2 * g))
            for a in (1, -1)
            for b in (1, -1)
        ]
        if about == "all_rows" and S[0]:
            rest = [0] * (len(S[0]) - 1)
            base += [([0, 0, 1, *rest], Fraction(3), Fraction(0), Fraction(0))] * (width - 4)
        if about == "far" and width >= 6:
            small = Fraction(1)
            while 8 * small**2 > kappa / 4:
                small /= 2
            low = 1 / (2 + (2 * eps + 1) / (4 * small**2))
            for sign, delta in ((-1, Fraction(1, 2)), (1, low)):
                # a has √6 in it, the samples see the same values, (1, 1, −1, −1) does not
                base.append(([1, 1, -1, -1], -2 + delta, small, sign * small))
        scale = Fraction(1)
        while True:
            net = [([scale * v for v in w], scale * b, c, e) for w, b, c, e in base]
            if sharpness(net, S) <= 8 + kappa:
                break
            scale *= 2
        miss = max(abs(f(net, S, x) - x[0] * x[1]) for x in grid(S))
        if miss > Decimal(10) ** -40:
            return {"violated": False, "miss": str(miss)}
    tails = [
        (sum((u * u for u in w[2:]), Fraction(0)), sum((u * u for u in w), Fraction(0)), g * v)
        for w, _, g, v in net
    ]
    bad: list[int]
    if about == "rows":
        bad = [i for i, (t, _, c) in enumerate(tails, 1) if t and (c or data["which"] == "all")]
        return {"rows": bad, "violated": bool(bad)}
    if about == "all_rows":
        bad = [i for i, (t, whole, _) in enumerate(tails, 1) if t > eps**2 * whole]
        if data["expect"] == "far":
            whole_rows = [i for i, (t, whole, _) in enumerate(tails, 1) if t and t == whole]
            return {"rows": whole_rows, "violated": not whole_rows}
        return {"rows": bad, "trace": str(float(sharpness(net, S))), "violated": bool(bad)}
    error = worst(net, S)
    if about == "cube":
        first = f(net, S, grid(S)[0])
        bad_factor = abs(first - number(q(data["factor"]))) > Decimal(10) ** -40
        return {"error": f"{error:.20f}", "violated": error > Decimal(10) ** -40 or bad_factor}
    if about == "far":
        if data["expect"] == "far":
            return {"error": f"{error:.20f}", "violated": error < number(2 * eps + 1)}
        shown = {"error": f"{error:.20f}", "trace": str(float(sharpness(net, S)))}
        return {**shown, "violated": error > number(eps)}
    # λ_S of Σ (s − s̄)(s − s̄)ᵀ for one or two coordinates
    k, size, excess = len(S), len(S[0]), sharpness(net, S) - q(data.get("least", 8))
    mean = [Fraction(sum(s[i] for s in S), k) for i in range(size)]
    gram = [
        [sum(((s[i] - mean[i]) * (s[j] - mean[j]) for s in S), Fraction(0)) for j in range(size)]
        for i in range(size)
    ]
    lam = Fraction(1) if not size else Fraction(0)
    while size:
        up = lam + Fraction(1, 8)
        if gram[0][0] < up or (
            size == 2 and (gram[0][0] - up) * (gram[1][1] - up) < gram[0][1] ** 2
        ):
            break
        lam = up
    if about == "four":
        slight = excess < 1 and 64 * k**3 * excess**2 < 1
        bound = (number(288 * size * max(excess, Fraction(0)) * k / lam)).sqrt()
        bound = number(q(data["factor"])) * (bound + number(2 * k * excess))
        over = error > bound + Decimal(10) ** -40
        return {"error": f"{error:.20f}", "violated": slight and over}
    stiff = q(data["factor"]) * k * max(29 / lam, Fraction(4)) / 4 * excess
    bad = [
        i
        for i, (t, whole, c) in enumerate(tails, 1)
        if (abs(c) if data["weight"] else 1) * t > stiff * whole
    ]
    return {"rows": bad, "excess": str(float(excess)), "violated": bool(bad)}
