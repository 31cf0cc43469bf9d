"""Re-checks of Proposition A.2's witnesses: the standard library alone, no code of the legs."""

from __future__ import annotations

from typing import Any

__all__ = [
    "arcs_by_hand",
    "circle_by_hand",
    "least_by_hand",
    "mean_by_hand",
]


def circle_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """A net on the circle at its samples, with "bound" its error at x, with "chord" the arcs alone.

    A neuron is g·x + c in units of r_j. "printed" is (w·x − w·v + w·z)/(w·z), "own" is 0 at z_j
    and 1 at v_j, w a normal of z_jz_{j+1}. "filled" is (1 + η)s − η, s along the normal of
    v_{j−1}v_{j+1}, 0 there and 1 at v_j, and B − η, B along that of v_jv_{j+1} and 1 at z_{j+1}.
    """
    from fractions import Fraction
    from math import isqrt

    def place(t: Any) -> Any:
        a, b = (1 - t * t) / (1 + t * t), 2 * t / (1 + t * t)
        for _ in range(2):
            a, b = a * a - b * b, 2 * a * b
        return a, b

    def length(p: Any) -> Any:
        # rational for differences and sums of these points
        square = Fraction(p[0] * p[0] + p[1] * p[1])
        return Fraction(isqrt(square.numerator), isqrt(square.denominator))

    def middle(p: Any, q: Any) -> Any:
        # of the arc from p to q, counterclockwise
        a, b = p[0] + q[0], p[1] + q[1]
        if a == b == 0:
            return -p[1], p[0]
        norm = length((a, b)) if p[0] * q[1] > p[1] * q[0] else -length((a, b))
        return a / norm, b / norm

    def line(p: Any, q: Any, zero: Any, one: Any) -> Any:
        # of the functions along the normal of pq the one that is 0 at `zero` and 1 at `one`
        w = p[1] - q[1], q[0] - p[0]
        height = w[0] * (one[0] - zero[0]) + w[1] * (one[1] - zero[1])
        g = w[0] / height, w[1] / height
        return g, -g[0] * zero[0] - g[1] * zero[1]

    def at(x: Any, f: Any) -> Any:
        return f[0][0] * x[0] + f[0][1] * x[1] + f[1]

    def label(p: Any) -> Any:
        first = abs(p[0]) if point["label"] == "abs" else p[0]
        return Fraction(str(point["a"])) + Fraction(str(point["L"])) * first

    own = "data" in point
    t = (
        point["data"]["t"]
        if own
        else [Fraction(k, int(point["n"])) for k in range(int(point["n"]))]
    )
    v = [place(Fraction(str(s))) for s in t]
    n = len(v)
    if n < 2:
        return {"problems": ["no chord z_1z_2"], "violated": True}
    delta = Fraction(0) if own else Fraction(str(point["delta"]))
    z = [middle(v[j - 1], v[j]) for j in range(n)]
    after = [*range(1, n), 0]
    if "chord" in data:
        longest, wrong = (Fraction(data["chord"]) * delta) ** 2, []
        low = 1 - Fraction(data["inner"]) * delta ** int(data["power"])
        for j in range(n):
            end = z[after[j]]
            w = z[j][1] - end[1], end[0] - z[j][0]
            square = w[0] ** 2 + w[1] ** 2
            # w_j·z_j > 0, as the arc is shorter than half of the circle
            cosine = (w[0] * z[j][0] + w[1] * z[j][1]) ** 2 / square
            if square > longest or cosine <= low**2:
                wrong.append(j + 1)
        return {"wrong_at": wrong[:3], "violated": bool(wrong)}
    y = [Fraction(str(s)) for s in point["data"]["y"]] if own else [label(p) for p in v]
    largest, net = max(map(abs, y)), []
    if data["net"] == "filled":
        s = [line(v[j - 1], v[after[j]], v[j - 1], v[j]) for j in range(n)]
        most = [max(Fraction(1), length(g) + c) * abs(u) for (g, c), u in zip(s, y, strict=True)]
        excess = []
        for j, k in enumerate(after):
            ends = y[j] * at(z[k], s[j]) + y[k] * at(z[k], s[k])
            excess.append(ends - (y[j] + y[k]) / 2)
        worst = max(most[j] + most[k] + abs(excess[j]) for j, k in enumerate(after))
        tau = Fraction(data["tau"]) * (1 if own else largest * delta)
        eta = min(tau / worst, Fraction(1)) if worst else Fraction(1)
        for (g, c), u in zip(s, y, strict=True):
            net.append((((1 + eta) * g[0], (1 + eta) * g[1]), (1 + eta) * c - eta, u))
        for j, k in enumerate(after):
            g, c = line(v[j], v[k], v[j], z[k])
            net.append((g, c - eta, -excess[j]))
    else:
        for j in range(n):
            end = z[after[j]]
            w = z[j][1] - end[1], end[0] - z[j][0]
            at_v, at_z = (w[0] * p[0] + w[1] * p[1] for p in (v[j], z[j]))
            below, shift = at_v - at_z, -at_z
            if data["net"] == "printed":
                below, shift = at_z, at_z - at_v
            if below == 0:
                return {"problems": ["a denominator is 0"], "violated": True}
            net.append(((w[0] / below, w[1] / below), shift / below, y[j]))
    if "bound" in data:
        x = place(Fraction(str(point["t"])))
        error = (sum(u * max(at(x, (g, c)), 0) for g, c, u in net) - label(x)) ** 2
        slope = Fraction(str(point["L"]))
        if data["bound"] == "display":
            bound = 4 * largest**2 * delta**2 / (1 - 10 * delta) ** 2 + slope**2 * delta**2
        else:
            bound = Fraction(data["bound"]) * (2 * slope + largest) ** 2 * delta**2
        return {"squared_error": float(error), "bound": str(bound), "violated": error > bound}
    problems = {"W_2 = 0/0"} if data["zero"] == "printed" and 0 in y else set()
    for i, x in enumerate(v):
        # a weight 0 stands for a dead neuron
        values = [(j, at(x, (g, c))) for j, (g, c, u) in enumerate(net) if u]
        live = [(j, value) for j, value in values if value > 0]
        if any(value == 0 for _, value in values):
            problems.add("a kink")
        if sum(net[j][2] * value for j, value in live) != y[i]:
            problems.add("does not interpolate")
        if live != ([(i, 1)] if y[i] else []):
            problems.add("not one-hot")
    return {"problems": sorted(problems), "violated": bool(problems)}


def least_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """A sample costs at least 2‖x'‖|y|, which a neuron of its own of height √(‖x'‖|y|) attains."""
    from fractions import Fraction

    norm, factor = Fraction(3, 2), Fraction(data["factor"])
    least = Fraction(0)
    for y in point["data"]["y"]:
        square = norm * abs(Fraction(str(y)))  # the squared height, and the squared ‖x'‖ w
        least += 2 * square
    least *= Fraction(2, len(point["data"]["y"]))
    return {"claimed": str(factor * least), "least": str(least), "violated": factor != 1}


def mean_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """The mean squared error by the midpoint rule."""
    from fractions import Fraction
    from math import atan, cos, pi

    n, a = int(point["n"]), float(Fraction(str(point["a"])))
    delta = float(Fraction(str(point["delta"])))
    theta = [8 * atan(k / n) for k in range(n)]
    total, steps = 0.0, 400
    for j in range(n):
        before = theta[j - 1] - (2 * pi if j == 0 else 0)
        after = theta[(j + 1) % n] + (2 * pi if j == n - 1 else 0)
        low, high = (before + theta[j]) / 2, (theta[j] + after) / 2
        omega, h = (low + high) / 2, (high - low) / 2
        d = cos(theta[j] - omega) - cos(h)
        for k in range(steps):
            s = -h + (k + 0.5) * 2 * h / steps
            total += (1 - (cos(s) - cos(h)) / d) ** 2 * 2 * h / steps
    found = a * a * total / (2 * pi)
    if data["bound"] == "display":
        limit = 4 * a * a * delta**2 / (1 - 10 * delta) ** 2
        return {"mean": found, "limit": limit, "violated": found > limit}
    low_end = float(Fraction(data["bound"])) * a * a
    return {"mean": found, "least": low_end, "violated": found < low_end}


def arcs_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """Pr(all N arcs are hit) by counting the maps of n points onto N arcs."""
    from fractions import Fraction

    delta, n = Fraction(str(point["delta"])), int(point["n"])
    # 355/113 exceeds π by less than 3e-7
    N = -int(-2 * Fraction(355, 113) / delta // 1)
    if n < N:
        return {"arcs": N, "probability": "0", "violated": Fraction(data["factor"]) * delta < 1}
    binomial, count = 1, 0
    for k in range(N):
        count += (-1) ** k * binomial * (N - k) ** n
        binomial = binomial * (N - k) // (k + 1)
    hit = Fraction(count, N**n)
    violated = 1 - hit > Fraction(data["factor"]) * delta
    return {"arcs": N, "probability": float(hit), "violated": violated}
