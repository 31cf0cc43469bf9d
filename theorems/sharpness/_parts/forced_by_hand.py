"""Re-checks of Theorem 3.1's witnesses: the standard library alone, no shared code."""

from __future__ import annotations

from typing import Any

__all__ = [
    "attained_by_hand",
    "forced_by_hand",
    "improvable_by_hand",
    "rate_by_hand",
    "unbounded_by_hand",
    "zero_one_by_hand",
]


def attained_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """The least trace squared is 32 d, and where it would be attained there is a kink.

    Directions a with entries −3..3: 2 (E x[1]x[2] |a·x|)² ≤ ‖a‖², and equality at kinks alone.
    """
    from fractions import Fraction
    from itertools import product

    d = int(point["d"])
    claimed = Fraction(data["factor"]) ** 2 * 32 * d
    equal, smooth, above = 0, 0, 0
    # beyond three coordinates the others only add to ‖a‖
    k = min(d, 3)
    cube = list(product((1, -1), repeat=k))
    for a in product(range(-3, 4), repeat=k):
        if not any(a):
            continue
        inner = [sum(u * v for u, v in zip(a, x, strict=True)) for x in cube]
        mean = Fraction(sum(x[0] * x[1] * abs(v) for x, v in zip(cube, inner, strict=True)), 2**k)
        norm = sum(v * v for v in a)
        above += 2 * mean * mean > norm
        if 2 * mean * mean == norm:
            equal += 1
            smooth += 0 not in inner
    right = above == 0 and equal > 0 and smooth == 0
    wrong = claimed != 32 * d or data["claim"] == "attained"
    return {
        "claimed_squared": str(claimed),
        "infimum_squared": str(32 * d),
        "equality_directions": equal,
        "of_these_smooth": smooth,
        "violated": right and wrong,
    }


def improvable_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """Whether some neuron has the wrong sign at a corner where others have the right one.

    If so, the best that two values at one corner can bring, both lowered by half, is compared.
    """
    from fractions import Fraction

    W1 = [[Fraction(str(v)) for v in row] for row in point["net"]["W1"]]
    W2 = [Fraction(str(w)) for w in point["net"]["W2"]]
    corners = ((1, 1), (1, -1), (-1, 1), (-1, -1))
    total, gains = Fraction(0), [Fraction(0)]
    for x, count in zip(corners, point["counts"], strict=True):
        values = [max(a[0] * x[0] + a[1] * x[1], Fraction(0)) for a in W1]
        total += sum(
            (count * (v * v + 2 * w * w) for v, w in zip(values, W2, strict=True) if v > 0),
            Fraction(0),
        )
        parts = [(w * v * x[0] * x[1], v) for v, w in zip(values, W2, strict=True)]
        for wrong, u in parts:
            for right, v in parts:
                if wrong < 0 < right:
                    t = min(-wrong, right) / 2
                    fall = 0 * t
                    for part, value in ((wrong, u), (right, v)):
                        fall += value * value * (1 - (1 - t / abs(part)) ** 2)
                    gains.append(count * fall)
    best = total - max(gains)
    share = Fraction(data["share"])
    return {
        "trace_times_n_over_2": str(total),
        "flatter": str(best),
        "violated": not best < share * total,
    }


def zero_one_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """The indicator of the event at one point against (f − y)²."""
    from fractions import Fraction

    f, y = Fraction(str(point["f"])), int(point["y"])
    hit = y * f > 0 if data["event"] == "y f > 0" else y * f <= 0
    square = Fraction(data["factor"]) * (f - y) ** 2
    return {"event": hit, "square": str(square), "violated": hit and square < 1}


def rate_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """The probability that n samples miss a pair (p, q) of (x[1], x[2]), against δ.

    Then u = (p, q, 0, …) has u·x ≤ 0 at all samples, and f can be any number where u·z > 0.
    """
    from fractions import Fraction

    n, delta = int(point["n"]), Fraction(data["delta"])
    miss = 4 * Fraction(3, 4) ** n - 6 * Fraction(1, 2) ** n + 4 * Fraction(1, 4) ** n
    return {"probability_at_least": str(miss), "violated": miss > delta}


def unbounded_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """The criterion against a search for u with u·z > 0 ≥ u·x_i, among small integers."""
    from itertools import product

    X = [tuple(int(str(v)) for v in x) for x in point["points"]]
    d = len(X[0])
    # the extreme u have entries that are minors of ±1 matrices of size d − 1 ≤ 3, at most 4
    grid = [u for u in product(range(-4, 5), repeat=d) if any(u)]
    inner = [[sum(a * b for a, b in zip(u, x, strict=True)) for x in X] for u in grid]
    unbounded = any(max(row) <= 0 for row in inner)
    # not spanning R^d: some u is orthogonal to all samples
    flat = any(max(row) == min(row) == 0 for row in inner)
    criterion = {
        "cone": unbounded,
        "rank": flat,
        "missing": len(set(X)) < 2**d,
        "never": False,
    }[data["criterion"]]
    return {"unbounded": unbounded, "criterion": criterion, "violated": unbounded != criterion}


def forced_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """A net that is wrong at an unseen corner z of the cube.

    If some u has u·z > 0 ≥ u·x_i, f(z) can be any number at no cost. Else, for the 3-cube without
    ±(1, 1, 1): a neuron with the values t = a·v at v = (1, 1, −1), (1, −1, 1), (1, −1, −1) costs
    3w² + ‖t‖²/3 ≥ 2 |w| ‖t‖ of the trace, and |t_1| − (|t_2| + |t_3|)/√2 lies between −‖t‖ and
    ‖t‖, while interpolation makes its sum, weighted by w, 2 + 2√2: the trace is at least 4 + 4√2.
    Neurons of weight 1 with t = ±(1 + δ, δ, δ) and of weight −1 with ±(δ, 1 + δ, −1 − δ)
    interpolate, and at (1, 1, 1), where a·x = t_1 + t_2 − t_3, f = 1 + δ − (2 + 3δ).
    """
    from fractions import Fraction
    from itertools import product

    del data
    X = [tuple(int(str(v)) for v in x) for x in point["points"]]
    d = len(X[0])
    for z in product((1, -1), repeat=d):
        if z in X:
            continue
        for u in product(range(-2, 3), repeat=d):
            inner = [sum(a * b for a, b in zip(u, x, strict=True)) for x in X]
            if max(inner) <= 0 < sum(a * b for a, b in zip(u, z, strict=True)):
                return {"unseen": list(z), "direction": list(u), "violated": True}
    cube = list(product((1, -1), repeat=3))
    if sorted(X) != sorted(x for x in cube if len(set(x)) > 1):
        return {"violated": False}
    step = Fraction(1, 10**5)
    # a·v = t: a = (t_1 + t_2, t_1 − t_3, t_2 − t_3)/2
    neurons, trace = [], Fraction(0)
    for w, t in ((1, (1 + step, step, step)), (-1, (step, 1 + step, -1 - step))):
        a = [(t[0] + t[1]) / 2, (t[0] - t[2]) / 2, (t[1] - t[2]) / 2]
        size = Fraction(sum(float(v * v) for v in t) ** 0.25).limit_denominator(10**6)
        # ‖t‖ = 3 |w| balances; w/s and s t with s⁴ = 9/‖t‖², here s = √3/√‖t‖
        s = Fraction(3**0.5 / float(size)).limit_denominator(10**6)
        for side in (1, -1):
            neurons.append((w / s, [side * s * v for v in a]))
            trace += 3 / (s * s) + s * s * sum((v * v for v in t), Fraction(0)) / 3

    def f(x: tuple[int, ...]) -> Fraction:
        inner = [(w, sum(u * v for u, v in zip(a, x, strict=True))) for w, a in neurons]
        return sum((w * v for w, v in inner if v > 0), Fraction(0))

    right = all(f(x) == x[0] * x[1] for x in X)
    smooth = all(sum(u * v for u, v in zip(a, x, strict=True)) for _, a in neurons for x in X)
    flat = trace <= Fraction(1001, 1000) * (4 + 4 * Fraction(14142, 10000))
    value = f((1, 1, 1))
    return {
        "trace": float(trace),
        "least_trace": "4 + 4√2",
        "f(1, 1, 1)": float(value),
        "violated": right and bool(smooth) and flat and value < 0,
    }
