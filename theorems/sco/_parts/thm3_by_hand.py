"""Independent re-checks of witnesses against Theorem 3: the standard library alone."""

from __future__ import annotations

from typing import Any

__all__ = ["class_by_hand", "premise_by_hand", "run_by_hand", "start_by_hand"]


def run_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """SA-GD coordinate by coordinate; what `data["asks"]` names, beyond every rounding error."""
    from fractions import Fraction
    from itertools import product
    from math import isqrt

    rows, column, T = point["S"]["z"], int(point["S"]["I"]), int(point["T"])
    eta, r, rho = (Fraction(point[name]) for name in ("eta", "r", "rho"))
    width, zero, tiny = len(rows[0]), Fraction(0), Fraction(1, 2**100)
    kind, asks = point.get("choice", data["oracle"]), data["asks"]

    def root(q: Fraction) -> Fraction:  # off by at most 2^-200
        whole = Fraction(isqrt(q.numerator), isqrt(q.denominator))
        rough = Fraction(isqrt(q.numerator * 4**200 // q.denominator), 2**200)
        return whole if whole * whole == q else rough

    def seen(w: dict[Any, Fraction], row: Any) -> dict[Any, Fraction]:
        side = {k: 1 if k == "d" or row[k[0] - 1] == "+" else -1 for k in w}
        return {k: x for k, x in w.items() if k == "d" or side[k] * x > 0}

    def norm(w: dict[Any, Fraction], row: Any) -> Fraction:
        return root(sum((x * x for x in seen(w, row).values()), zero))

    def risk(w: dict[Any, Fraction], masks: Any) -> Fraction:
        gaps = [max(norm(w, row) - rho, zero) for row in masks]
        return sum((g * g for g in gaps), zero) / 2 / len(gaps)

    def plus(w: dict[Any, Fraction], v: dict[Any, Fraction]) -> dict[Any, Fraction]:
        return {k: w.get(k, zero) + v.get(k, zero) for k in {**w, **v}}

    w: dict[Any, Fraction] = {}
    path: list[dict[Any, Fraction]] = []
    wrong, closed = {"oracle": False}, True
    for t in range(1, T + 1):
        path.append(w)
        key: Any = (column, t)
        if kind == "printed index":
            key = ((column + t - 2) // T + 1, (column + t - 2) % T + 1)
        if kind == "reversed":
            key = (column, T - t + 1)
        v = {key: Fraction(1) if kind == "unit" else r}
        if kind == "last":
            v = {"d": r if w.get("d", zero) >= 0 else -r}
        here = risk(plus(w, v), rows)
        rivals = [risk(plus(w, {"d": s * r}), rows) for s in (1, -1)]
        if max(map(abs, v.values())) > r or max(rivals) > here + tiny:
            wrong["oracle"] = True
        reach = [max(norm(w, row) + r - rho, zero) for row in rows]
        closed = closed and here >= sum((g * g for g in reach), zero) / 2 / len(rows) - tiny
        step: dict[Any, Fraction] = {}
        for row in rows:
            size, part = norm(plus(w, v), row), seen(plus(w, v), row)
            if size > rho:
                slope = (size - rho) / size / len(rows)
                step = plus(step, {k: -eta * slope * x for k, x in part.items()})
        w = plus(w, step)
    a = eta * (r - rho)
    times = Fraction(data.get("times", 1))
    claimed = [{(column, j): times * a for j in range(1, t)} for t in range(1, T + 1)]
    off = [plus(x, c) for x, c in zip(path, claimed, strict=True)]
    lengths = [sum((y * y for y in x.values()), zero) for x in path]
    wrong["trajectory"] = any(abs(y) > tiny for x in off for y in x.values())
    wrong["trajectory"] = wrong["trajectory"] or max(lengths) > 1 + tiny
    shown: dict[str, Any] = {}
    if "tau" in point:
        tau = int(point["tau"])
        tail = path[tau - 1 :]
        mean: dict[Any, Fraction] = {}
        for x in tail:
            mean = plus(mean, {k: y / len(tail) for k, y in x.items()})
        live = sorted({k[0] for k in mean if k != "d"})
        masks = []
        for choice in product("+-", repeat=len(live)):
            row = ["+"] * width
            for i, c in zip(live, choice, strict=True):
                row[i - 1] = c
            masks.append(row)
        gap = risk(mean, masks)
        best = root(Fraction((T - 1) * (2 * T - 1), 6 * T * T)) - Fraction(1, 3)
        k = best if data.get("k") == "best" else Fraction(data.get("k", 0))
        k += Fraction(data.get("more", 0))
        # where v_t is a parameter, it counts only if it is seen to be a maximizer
        best_v = closed or "choice" not in point
        wrong["gap"] = best_v and gap < k * k * a * a * T / 4 - tiny
        norm2, m = sum((x * x for x in mean.values()), zero), T - tau + 1
        q = times * (tau - 1 + Fraction((m - 1) * (2 * m - 1), 6 * m))
        least = Fraction(data.get("least", 0)) * T
        sights = [sum((x * x for x in seen(mean, row).values()), zero) for row in masks]
        blind = Fraction(sights.count(zero), len(sights))
        wrong["norm"] = abs(norm2 - a * a * q) > tiny or q < least
        if norm2:
            most = Fraction(data.get("seen", 1)) * norm2
            some = blind != Fraction(data.get("blind", "1/2")) or abs(max(sights) - most) > tiny
            wrong["norm"] = wrong["norm"] or some
        half = Fraction(data.get("half", "1/2"))
        first = max(a / 2 * root(half * T) - rho, zero) ** 2 / 4
        second = max(a / 2 * root(half * T) - a * root(Fraction(T)) / 3, zero) ** 2 / 4
        share = Fraction(data.get("share", "1/40000"))
        last = share * (a * root(Fraction(T)) if data.get("last") == "printed" else a * a * T)
        wrong["chain"] = gap < first - tiny or first < second - tiny or second < last - tiny
        if "s" in point:
            s, half_way = int(point["s"]), data["from"] == "T/2"
            h = Fraction(T, 2) if half_way else Fraction(T // 2 + int(data["from"]))
            value = mean.get((column, s), zero)
            late = [x.get((column, s), zero) for t, x in enumerate(path, 1) if t >= tau and t >= h]
            one = sum(late, zero) / m
            two = (T - max(Fraction(tau), h) + 1) / m * -a
            three = -Fraction(data["floor"]) * a
            wrong["average"] = value > one or one > two or two > three
            shown |= {"mean": str(value), "sum": str(one), "count": str(two), "-a/2": str(three)}
        shown |= {"gap": str(float(gap)), "a": str(a)}
    return {**shown, "violated": wrong[asks]}


def start_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """SA-GD on the axis of e_d, where ‖p_z(x e_d)‖ = |x| for every z, as a recursion of numbers."""
    from fractions import Fraction

    eta, r, rho, x = (Fraction(point[k]) for k in ("eta", "r", "rho", "epsilon"))
    sign, path, wrong = Fraction(data["sign"]), [], False

    def risk(square: Fraction, norm: Fraction) -> Fraction:
        return max(norm - rho, Fraction(0)) ** 2 if square > rho * rho else Fraction(0)

    for _ in range(int(point["T"])):
        path.append(x)
        v = r if x >= 0 else -r
        here = abs(x + sign * v)
        # a block's coordinate gives the norm sqrt(x² + r²) for the z that see it, or |x|
        wrong = wrong or risk(here * here, here) != max(abs(x) + r - rho, Fraction(0)) ** 2
        if x or data["ties"] == "none":
            wrong = wrong or here <= rho or here * here <= x * x + r * r
        slope = max(abs(x + v) - rho, Fraction(0))
        x -= eta * (slope if x + v >= 0 else -slope)
    tail = path[int(point["tau"]) - 1 :]
    mean = abs(sum(tail, Fraction(0)) / len(tail))
    risk_there = max(mean - rho, Fraction(0)) ** 2 / 2
    wrong = wrong or Fraction(data["times"]) * risk_there != risk_there
    return {"F": str(risk_there), "path": [str(y) for y in path], "violated": wrong}


def premise_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """Both sides with √T between two rationals 2^-200 apart."""
    from fractions import Fraction
    from math import isqrt

    T, eta, r, rho = int(point["T"]), *(Fraction(point[k]) for k in ("eta", "r", "rho"))
    low = Fraction(isqrt(T * 4**200), 2**200)
    ends = [low] if low * low == T else [low, low + Fraction(1, 2**200)]
    factor = Fraction(data["factor"])
    left = {rho < r * (1 - 3 / (3 + eta * y)) for y in ends}
    right = {rho < eta * (r - rho) * y / factor for y in ends}
    decided = len(left) == len(right) == 1
    return {"premise": str(left), "bound": str(right), "violated": decided and left != right}


def class_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """The inequalities at one pair of points; a violation counts beyond every rounding error."""
    from fractions import Fraction
    from math import isqrt

    z, u, v = ([Fraction(x) for x in point[name]] for name in ("z", "u", "v"))
    rho, scale, shared = Fraction(point["rho"]), Fraction(data["scale"]), data["d"] == "printed"
    start = 0 if shared else 1
    width = max(len(z) + start, len(u), len(v))
    side = [Fraction(0)] * start + z
    side, u, v = (x + [Fraction(0)] * (width - len(x)) for x in (side, u, v))
    tiny = Fraction(1, 2**100)

    def look(w: list[Fraction]) -> tuple[Fraction, list[Fraction]]:
        half = [x if c * x > 0 else Fraction(0) for c, x in zip(side, w, strict=True)]
        q = sum((x * x for x in half), w[0] * w[0])
        if q <= rho * rho:
            return Fraction(0), [Fraction(0)] * width
        norm = Fraction(isqrt(q.numerator * 4**200 // q.denominator), 2**200)
        half[0] += w[0]
        return scale * (norm - rho) ** 2 / 2, [scale * (norm - rho) / norm * x for x in half]

    (f, g), (f2, g2) = look(u), look(v)
    flat, _ = look([Fraction(data["flat"]) * rho * x for x in u])
    step = [b - a for a, b in zip(u, v, strict=True)]
    far = sum((x * x for x in step), Fraction(0))
    change = sum(((b - a) ** 2 for a, b in zip(g, g2, strict=True)), Fraction(0))
    fails = {
        "non-negative": f + Fraction(data["shift"]) < 0,
        "convex": f2 - f < sum((a * b for a, b in zip(g, step, strict=True)), Fraction(0)) - tiny,
        "1-smooth": change > far + tiny,
        "Lipschitz": (f2 - f) ** 2 > far + tiny,
        "flat": flat != 0,
    }
    broken = [name for name, fail in fails.items() if fail]
    return {"broken": broken, "violated": bool(broken)}
