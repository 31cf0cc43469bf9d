"""Re-checks of stability and of the risk: each stands alone, standard library, rationals."""

from __future__ import annotations

from typing import Any

__all__ = [
    "homogeneous_by_hand",
    "leave_one_out_by_hand",
    "risk_by_hand",
    "stability_by_hand",
    "step_by_hand",
]


def homogeneous_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """The three terms at scale 1 and at scale c, side by side."""
    from fractions import Fraction as Q

    x, r, m, n, T, eta, beta, c = (
        Q(point[k]) for k in ("distance", "r", "m", "n", "T", "eta", "beta", "c")
    )
    k = int(data["distance"])
    base = [
        Q(data["perturbation"]) * eta * beta * r * r * T,
        Q(data["gradient"]) * beta * eta * T / n**2 * x**k,
        Q(data["beyond"]) * (beta * eta * T * m / n) ** 2,
    ]
    large = base[0] * c * c + base[1] * c**k + base[2] * c * c
    small = c * c * sum(base)
    return {"scaled": str(large), "expected": str(small), "violated": large != small}


def step_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """One step of two runs on the same losses, written out."""
    from fractions import Fraction as Q

    d, count = len(point["S"]["star"]), len(point["S"]["z"])
    eta, beta, r = Q(point["eta"]), Q(point["beta"]), Q(point["r"])

    def padded(entries: list[str]) -> list[Q]:
        return ([Q(x) for x in entries] + [Q(0)] * d)[:d]

    def slope(w: list[Q]) -> list[Q]:
        out = [Q(0)] * d
        for z in point["S"]["z"]:
            if "low" in z:
                ends = zip(z["low"], w, z["high"], strict=True)
                part = [x - min(max(x, Q(p)), Q(q)) for p, x, q in ends]
            else:
                a = padded(z["a"])
                s = max(sum(x * y for x, y in zip(a, w, strict=True)) - Q(z["b"]), Q(0))
                part = [(min(s, Q(z["cap"])) if "cap" in z else s) * x for x in a]
            out = [x + beta * y / count for x, y in zip(out, part, strict=True)]
        return out

    one, two = padded(point["start"]), padded(point["other"])
    at = [
        slope([x + r * y for x, y in zip(w, padded(point[v]), strict=True)])
        for w, v in ((one, "u"), (two, "o"))
    ]
    before = sum((x - y) ** 2 for x, y in zip(one, two, strict=True))
    after = sum((x - eta * g - y + eta * h) ** 2 for x, y, g, h in zip(one, two, *at, strict=True))
    kappa = Q(data["num"]) / (Q(data["den"]) - Q(data["rate"]) * eta * beta)
    bound = before + kappa * eta * beta * r * r
    return {"after": str(after), "bound": str(bound), "violated": bool(after > bound)}


def stability_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """The n + 1 runs one after the other, each on a written list of n examples."""
    from fractions import Fraction as Q

    sample, d = point["S"], len(point["S"]["star"])
    beta, eta, r, T = Q(point["beta"]), Q(point["eta"]), Q(point["r"]), int(point["T"])
    copies, kinds = int(point["copies"]), len(sample["z"])
    n = copies * kinds

    def padded(entries: list[str]) -> list[Q]:
        return ([Q(x) for x in entries] + [Q(0)] * d)[:d]

    def slope(z: dict[str, Any], w: list[Q]) -> list[Q]:
        if "low" in z:
            ends = zip(z["low"], w, z["high"], strict=True)
            return [x - min(max(x, Q(p)), Q(q)) for p, x, q in ends]
        a = padded(z["a"])
        s = max(sum(x * y for x, y in zip(a, w, strict=True)) - Q(z["b"]), Q(0))
        return [(min(s, Q(z["cap"])) if "cap" in z else s) * x for x in a]

    first = [Q(c) + x for c, x in zip(sample["star"], padded(point["start"]), strict=True)]

    def run(missing: int | None, moves: list[list[str]]) -> list[Q]:
        w, path = first, []
        for t in range(T):
            path.append(w)
            v = padded(moves[t % len(moves)])
            x = [a + r * b for a, b in zip(w, v, strict=True)]
            total = [Q(0)] * d
            for k, z in enumerate(sample["z"]):
                often = copies - (k == missing)
                total = [a + often * b for a, b in zip(total, slope(z, x), strict=True)]
            w = [a - eta * beta * b / n for a, b in zip(w, total, strict=True)]
        if data["output"] == "last":
            return path[-1]
        return [sum((w[i] for w in path), Q(0)) / T for i in range(d)]

    whole = run(None, point["u"])
    apart = Q(0)
    for k in range(kinds):
        other = run(k, point["o"])
        apart += copies * sum(((x - y) ** 2 for x, y in zip(whole, other, strict=True)), Q(0))
    beyond = max(r - Q(sample["rho"]), Q(0))
    distance = Q(1)
    if data["distance"] == "2":
        distance = sum((x * x for x in padded(point["start"])), Q(0))
    near, rest = Q(1), Q(1)
    if "c" in point:
        near, rest = 1 + Q(point["c"]), 1 + 1 / Q(point["c"])
    wide, narrow = Q(1), Q(1)
    if data["form"] == "rate":
        wide, narrow = 2 - eta * beta, 1 - eta * beta
    bound = (
        near / wide * Q(data["perturbation"]) * eta * beta * r * r * T
        + rest * Q(data["gradient"]) * beta * eta * T * distance / n**2
        + rest / narrow * Q(data["beyond"]) * (beta * eta * T * beyond / n) ** 2
    )
    return {"stability": str(apart / n), "bound": str(bound), "violated": bool(apart / n > bound)}


def leave_one_out_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """Every sample of Z^n, and every sample with one example gone, written out."""
    from fractions import Fraction as Q
    from itertools import product

    losses, rule, n = point["M"]["z"], point["A"], int(point["n"])
    d = len(losses[0].get("a", losses[0].get("low", [0])))
    beta = Q(point["beta"]) * Q(data["curvature"])

    def padded(entries: list[str]) -> list[Q]:
        return ([Q(x) for x in entries] + [Q(0)] * d)[:d]

    def both(z: dict[str, Any], w: list[Q]) -> tuple[Q, list[Q]]:
        if "well" in z:
            c, s = Q(z["well"]), abs(w[0])
            steep = s if s < c else max(2 * c - s, Q(0))
            value = s * s / 2 if s < c else c * c - steep * steep / 2
            return value, [steep if w[0] > 0 else -steep]
        if "low" in z:
            ends = zip(z["low"], w, z["high"], strict=True)
            part = [x - min(max(x, Q(p)), Q(q)) for p, x, q in ends]
            return sum((x * x for x in part), Q(0)) / 2, part
        a = padded(z["a"])
        s = max(sum(x * y for x, y in zip(a, w, strict=True)) - Q(z["b"]), Q(0))
        top = min(s, Q(z["cap"])) if "cap" in z else s
        return top * s - top * top / 2, [top * x for x in a]

    def answer(drawn: tuple[int, ...]) -> list[Q]:
        present = [losses[k] for k in drawn if k >= 0]
        if rule["kind"] == "constant":
            return padded(rule["at"])
        if rule["kind"] == "table":
            digits = reversed(drawn)
            number = sum((k + 1) * (len(losses) + 1) ** i for i, k in enumerate(digits))
            return padded(rule["points"][number % len(rule["points"])])
        if rule["kind"] == "erm":
            risks = [sum((both(z, padded(w))[0] for z in present), Q(0)) for w in rule["family"]]
            return padded(rule["family"][risks.index(min(risks))])
        w, total = padded(rule["start"]), [Q(0)] * d
        for _ in range(rule["T"]):
            total = [x + y for x, y in zip(total, w, strict=True)]
            slopes = [sum((both(z, w)[1][j] for z in present), Q(0)) for j in range(d)]
            w = [x - Q(rule["step"]) * g / n for x, g in zip(w, slopes, strict=True)]
        return [x / rule["T"] for x in total]

    samples = list(product(range(len(losses)), repeat=n))
    shift = Q(data["shift"]) - Q(point.get("low", 0))
    risk, seen, gaps = Q(0), Q(0), []
    for drawn in samples:
        w = answer(drawn)
        risk += sum((beta * both(z, w)[0] + shift for z in losses), Q(0)) / len(losses)
        seen += sum((beta * both(losses[k], w)[0] + shift for k in drawn), Q(0)) / n
        gap = Q(0)
        for i in range(n):
            v = answer((*drawn[:i], -1, *drawn[i + 1 :]))
            gap += sum(((x - y) ** 2 for x, y in zip(w, v, strict=True)), Q(0)) / n
        gaps.append(gap)
    epsilon = max(gaps) if data["stability"] == "greatest" else sum(gaps) / len(gaps)
    first, second = Q(data["first"]), Q(data["second"])
    if "c" in point:
        first *= 1 + Q(point["c"])
        second *= 1 + 1 / (2 * Q(point["c"]))
    left = risk / len(samples)
    right = first * seen / len(samples) + second * Q(point["beta"]) * epsilon
    return {"risk": str(left), "bound": str(right), "violated": bool(left > right)}


def risk_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """Every sample that differs by more than its order, SA-GD or SAM on it, all written out."""
    from fractions import Fraction as Q
    from itertools import combinations_with_replacement as multisets
    from math import factorial

    law, d = point["P"], len(point["P"]["star"])
    kinds, n, T = len(law["z"]), int(point["n"]), int(point["T"])
    beta, eta, r = Q(point["beta"]), Q(point["eta"]), Q(point["r"])

    def padded(entries: list[str]) -> list[Q]:
        return ([Q(x) for x in entries] + [Q(0)] * d)[:d]

    def moved(w: list[Q], v: list[Q], by: Q = Q(1)) -> list[Q]:
        return [x + by * y for x, y in zip(w, v, strict=True)]

    def both(w: list[Q], often: list[int]) -> tuple[Q, list[Q]]:
        value, slope, size = Q(0), [Q(0)] * d, sum(often)
        for k, z in zip(often, law["z"], strict=True):
            if k == 0:
                continue
            if "low" in z:
                ends = zip(z["low"], w, z["high"], strict=True)
                part = [x - min(max(x, Q(p)), Q(q)) for p, x, q in ends]
                value += Q(k, size) * sum((x * x for x in part), Q(0)) / 2
            else:
                a = padded(z["a"])
                s = max(sum(x * y for x, y in zip(a, w, strict=True)) - Q(z["b"]), Q(0))
                top = min(s, Q(z["cap"])) if "cap" in z else s
                value += Q(k, size) * (top * s - top * top / 2)
                part = [top * x for x in a]
            slope = moved(slope, part, Q(k, size))
        return beta * value, [beta * x for x in slope]

    ahead = [Q(1)] if d == 1 else padded(law["z"][0].get("a", ["1"]))

    def length(t: int, w: list[Q], often: list[int]) -> Q:
        if data["method"] == "sagd":
            up, down = (both(moved(w, ahead, s * r), often)[0] for s in (1, -1))
            if up == down == 0 and point["tie"] == "inside":
                return Q(0)
            back = {"first": False, "inside": False, "second": True, "in turn": t % 2 == 0}
            return -r if down > up or (down == up and back[point["tie"]]) else r
        along = sum(x * y for x, y in zip(both(w, often)[1], ahead, strict=True)) / beta
        if along == 0:
            return r * {"plus": 1, "minus": -1}.get(point["convention"], 0)
        damping = Q(1, 1000) if point["convention"] == "damped" else Q(0)
        return r * along / (abs(along) + damping)

    start = padded(point["start"])
    risk = Q(0)
    for drawn in multisets(range(kinds), n):
        often = [drawn.count(k) for k in range(kinds)]
        w, total = moved([Q(c) for c in law["star"]], start), [Q(0)] * d
        for t in range(T):
            total = moved(total, w)
            w = moved(w, both(moved(w, ahead, length(t, w, often)), often)[1], -eta)
        ways = factorial(n)
        for k in often:
            ways //= factorial(k)
        risk += Q(ways, kinds**n) * both([x / T for x in total], [1] * kinds)[0]
    far, beyond = sum((x * x for x in start), Q(0)), max(r - Q(law["rho"]), Q(0))
    if "rates" in data:
        bound = Q(data["rates"][0]) * beta / n + Q(data["rates"][1]) * beta * r * r * n
    else:
        a, b, c, d2, e = (Q(q) for q in data["constants"])
        share = beta * eta * T / n
        bound = a * far / (eta * T) + b * eta * beta**2 * r * r * T
        bound += c * beta * share / n * (far if data["distance"] == "2" else 1)
        bound += beta * (d2 + e * share**2) * beyond**2
    return {"risk": str(risk), "bound": str(bound), "violated": bool(risk > bound)}
