"""Re-checks of the upper bounds: each stands alone, standard library, rationals throughout."""

from __future__ import annotations

from typing import Any

__all__ = [
    "flat_by_hand",
    "homogeneous_by_hand",
    "run_by_hand",
    "self_bounding_by_hand",
]


def self_bounding_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """‖∇f(w)‖² against κβ f(w), the loss written out."""
    from fractions import Fraction as Q

    f, beta = point["f"], Q(point["beta"]) * Q(data["curvature"])
    d = len(f.get("a", f.get("low", [0])))
    w = [Q(x) for x in point["w"]][:d]
    w += [Q(0)] * (d - len(w))
    if "low" in f:
        over = [
            max(Q(p) - x, x - Q(q), Q(0)) for p, x, q in zip(f["low"], w, f["high"], strict=True)
        ]
        square = sum(x * x for x in over)
        value, norm = square / 2, square
    elif "well" in f:
        c, s = Q(f["well"]), abs(w[0])
        steep = s if s < c else max(2 * c - s, Q(0))
        value, norm = (s * s / 2 if s < c else c * c - steep * steep / 2), steep * steep
    else:
        a = [Q(x) for x in f["a"]]
        s = max(sum(x * y for x, y in zip(a, w, strict=True)) - Q(f["b"]), Q(0))
        top = min(s, Q(f["cap"])) if "cap" in f else s
        value, norm = top * (s - top / 2), top * top * sum(x * x for x in a)
    value = beta * value + Q(data["shift"])
    left, right = beta * beta * norm, Q(data["kappa"]) * Q(point["beta"]) * value
    wrong = left != right if data["says"] == "equal" else left > right
    return {"square": str(left), "bound": str(right), "violated": bool(wrong)}


def homogeneous_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """The bound before and after scaling, term by term."""
    from fractions import Fraction as Q

    x, m, T, eta, beta, c, b = (
        Q(point[k]) for k in ("distance", "beyond", "T", "eta", "beta", "c", "b")
    )
    p, q, k = (int(data[name]) for name in ("distance", "beyond", "smoothness"))

    def bound(x: Q, m: Q, eta: Q, beta: Q) -> Q:
        return x**p / eta / T + 4 * beta**k * m**q

    wrong = []
    for gap in (m, Q(0)):
        base = bound(x, gap, eta, beta)
        if bound(c * x, c * gap, eta, beta) != c * c * base:
            wrong.append("space")
        if bound(x, gap, eta / b, b * beta) != b * base:
            wrong.append("smoothness")
    return {"wrong": wrong, "violated": bool(wrong)}


def flat_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """Each loss at w* + ball · ρ u, written out."""
    from fractions import Fraction as Q

    sample, size = point["S"], Q(data["ball"]) * Q(point["S"]["rho"])
    moved = [Q(x) for x in point["u"]] + [Q(0)] * len(sample["star"])
    w = [Q(c) + size * x for c, x in zip(sample["star"], moved, strict=False)]
    positive = []
    for z in sample["z"]:
        if "low" in z:
            ends = zip(z["low"], w, z["high"], strict=True)
            outside = any(not Q(p) <= x <= Q(q) for p, x, q in ends)
        else:
            outside = sum(Q(a) * x for a, x in zip(z["a"], w, strict=True)) > Q(z["b"])
        positive.append(outside)
    return {"w": [str(x) for x in w], "positive": positive, "violated": any(positive)}


def run_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """One step or a run with given perturbations, by SA-GD or by SAM, the losses written out."""
    from fractions import Fraction as Q

    sample, d = point["S"], len(point["S"]["star"])
    beta, eta, r = Q(point["beta"]), Q(point["eta"]), Q(point["r"])

    def padded(entries: list[str]) -> list[Q]:
        return ([Q(x) for x in entries] + [Q(0)] * d)[:d]

    def both(w: list[Q]) -> tuple[Q, list[Q]]:
        value, slope = Q(0), [Q(0)] * d
        for z in sample["z"]:
            if "low" in z:
                part = [
                    x - min(max(x, Q(p)), Q(q))
                    for p, x, q in zip(z["low"], w, z["high"], strict=True)
                ]
                value += sum((x * x for x in part), Q(0)) / 2
            else:
                a = [Q(x) for x in z["a"]]
                s = max(sum(x * y for x, y in zip(a, w, strict=True)) - Q(z["b"]), Q(0))
                top = min(s, Q(z["cap"])) if "cap" in z else s
                value += top * s - top * top / 2
                part = [top * x for x in a]
            slope = [x + y for x, y in zip(slope, part, strict=True)]
        n = len(sample["z"])
        return beta * value / n, [beta * x / n for x in slope]

    def moved(w: list[Q], v: list[Q], by: Q = Q(1)) -> list[Q]:
        return [x + by * y for x, y in zip(w, v, strict=True)]

    ahead = [Q(1)] if d == 1 else [Q(x) for x in sample["z"][0].get("a", ["1", "0"])]

    def ends(w: list[Q]) -> list[Q]:
        return [both(moved(w, ahead, s * r))[0] for s in (1, -1)]

    def perturbation(t: int, w: list[Q]) -> list[Q]:
        if data["method"] == "given":
            return padded(point["u"][t])
        if data["method"] == "sagd":
            up, down = ends(w)
            if up == down == 0 and point["tie"] == "inside":
                return [Q(0)] * d
            back = {"first": False, "inside": False, "second": True, "in turn": t % 2 == 0}
            away = down > up or (down == up and back[point["tie"]])
            return [-x for x in ahead] if away else ahead
        along = sum(x * y for x, y in zip(both(w)[1], ahead, strict=True)) / beta
        if along == 0:
            unit = {"plus": Q(1), "minus": Q(-1)}.get(point["convention"], Q(0))
        else:
            damping = Q(1, 1000) if point["convention"] == "damped" else Q(0)
            unit = along / (abs(along) + damping)
        return [unit * x for x in ahead]

    star, start = padded(sample["star"]), padded(point["start"])
    w, path, visited = moved(star, start), [], Q(0)
    beyond = max(r - Q(sample["rho"]), Q(0))
    constant = Q(data["num"]) / (Q(data["den"]) - Q(data["rate"]) * eta * beta)
    if data["method"] == "step":
        value, slope = both(moved(w, padded(point["u"]), r))
        after = moved(moved(w, slope, -eta), star, Q(-1))
        reached, left_at = (sum((x * x for x in y), Q(0)) for y in (after, start))
        right = left_at + eta * beta * constant * beyond**2 - eta * value + eta * both(star)[0]
        return {"left": str(reached), "bound": str(right), "violated": bool(reached > right)}
    T = len(point["u"]) if data["method"] == "given" else int(point["T"])
    for t in range(T):
        path.append(w)
        value, slope = both(moved(w, perturbation(t, w), r))
        visited += value
        w = moved(w, slope, -eta)
    mean = [sum((x[i] for x in path), Q(0)) / T for i in range(d)]
    left = {
        "given": lambda: visited / T - both(star)[0],
        "sagd": lambda: max(*ends(mean), both(mean)[0]),
        "sam": lambda: both(mean)[0],
    }[data["method"]]()
    right = sum(x * x for x in start) / (eta * T) + constant * beta * beyond**2
    shown = {"left": left, "bound": right, **{f"average {i}": x for i, x in enumerate(mean)}}
    return {**{name: str(x) for name, x in shown.items()}, "violated": bool(left > right)}
