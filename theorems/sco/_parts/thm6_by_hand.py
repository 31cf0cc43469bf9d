"""Re-checks of Theorem 6: each stands alone, with the standard library, in rationals throughout."""

from __future__ import annotations

from typing import Any

__all__ = ["class_by_hand", "gap_by_hand", "leaving_by_hand", "minimizer_by_hand"]


def gap_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """Theorem 6 by hand: SAM on ½ max(0, w)², rationals throughout."""
    from fractions import Fraction

    eta, radius, r = (Fraction(str(point[k])) for k in ("eta", "radius", "r"))
    w, path = Fraction(data["start"]) * r, []
    for _ in range(int(point["T"])):
        path.append(w)
        if w > 0:
            ascent = radius * (
                w / (w + Fraction(1, 1000)) if point["convention"] == "damped" else 1
            )
        else:
            ascent = {"plus": radius, "minus": -radius}.get(point["convention"], Fraction(0))
        w = w - eta * (w + ascent if w + ascent > 0 else 0)
    suffix = path[int(point["tau"]) - 1 :]
    average = sum(suffix, Fraction(0)) / len(suffix)

    def worst(x: Fraction) -> Fraction:
        top = x + r
        return top * top / 2 if top > 0 else Fraction(0)

    gap = worst(average) - worst(Fraction(data["minimizer"]))
    bound = Fraction(data["constant"]) * r * r
    return {"average": str(average), "gap": str(gap), "bound": str(bound), "violated": gap < bound}


def leaving_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """SAM on ½ max(0, w)² from 0 with 0/0 as it is read, term by term."""
    from fractions import Fraction

    eta, radius = Fraction(point["eta"]), Fraction(point["radius"])
    T, tau = int(point["T"]), int(point["tau"])
    ascent = {"plus": radius, "minus": -radius}.get(point["convention"], Fraction(0))
    path, claimed, w = [], [], Fraction(0)
    for t in range(T):
        path.append(w)
        shrunk = (1 - eta) ** t if eta <= 1 else Fraction(t == 0)
        claimed.append(-Fraction(data["factor"]) * radius * max(eta, Fraction(1)) * (1 - shrunk))
        # w never becomes positive, so that its gradient is 0 throughout
        w = w - eta * max(w + ascent, Fraction(0))
    real, said = (sum(x[tau - 1 :], Fraction(0)) / (T - tau + 1) for x in (path, claimed))
    wrong = path[-1] != claimed[-1] or real != said
    return {"average": str(real), "claimed": str(said), "violated": wrong}


def class_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """The five inequalities of the class at one pair of points, rationals throughout."""
    from fractions import Fraction

    u, v, rho = (Fraction(str(point[k])) for k in ("u", "v", "rho"))
    c, center = Fraction(data["scale"]), Fraction(data["minimizer"])

    def f(x: Fraction) -> Fraction:
        return c * x * x / 2 if x > 0 else Fraction(0)

    def slope(x: Fraction) -> Fraction:
        return c * x if x > 0 else Fraction(0)

    fails = {
        "non-negative": f(u) < 0,
        "convex": f(v) < f(u) + slope(u) * (v - u),
        "1-smooth": abs(slope(u) - slope(v)) > abs(u - v),
        "1-Lipschitz": abs(f(u) - f(v)) > abs(u - v),
        "flat": f(center + rho * u) != 0,
    }
    broken = [name for name, fail in fails.items() if fail]
    return {"broken": broken, "violated": bool(broken)}


def minimizer_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """F_S^r at w* and at a rival, rationals throughout."""
    from fractions import Fraction

    r = Fraction(str(point["r"]))
    at = [max(x + r, Fraction(0)) ** 2 / 2 for x in map(Fraction, (data["minimizer"], point["w"]))]
    return {"at_minimizer": str(at[0]), "at_rival": str(at[1]), "violated": at[0] > at[1]}
