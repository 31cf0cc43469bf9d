"""Re-checks of Proposition A.2's witnesses: the standard library alone, no code of the legs."""

from __future__ import annotations

from typing import Any

__all__ = [
    "arcs_by_hand",
    "display_by_hand",
    "geometry_by_hand",
    "least_by_hand",
    "mean_by_hand",
    "net_by_hand",
]


def net_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """Pre-activations at the samples in units of r_j; w_j is a normal of z_jz_{j+1}, of any length.

    "printed" is (w·x − w·v + w·z)/(w·z), "own" is (w·x − w·z)/(w·v − w·z).
    """
    from fractions import Fraction
    from math import isqrt

    def place(t: Any) -> Any:
        a, b = (1 - t * t) / (1 + t * t), 2 * t / (1 + t * t)
        for _ in range(2):
            a, b = a * a - b * b, 2 * a * b
        return a, b

    def middle(p: Any, q: Any) -> Any:
        # of the arc from p to q, counterclockwise; the length of p + q is rational
        a, b = p[0] + q[0], p[1] + q[1]
        if a == b == 0:
            return -p[1], p[0]
        square = a * a + b * b
        norm = Fraction(isqrt(square.numerator), isqrt(square.denominator))
        norm = norm if p[0] * q[1] > p[1] * q[0] else -norm
        return a / norm, b / norm

    y = [Fraction(str(v)) for v in point["data"]["y"]]
    points = [place(Fraction(str(v))) for v in point["data"]["t"]]
    n, problems = len(points), set()
    if data["zero"] == "printed" and 0 in y:
        problems.add("W_2 = 0/0")
    if n < 2:
        return {"problems": ["no chord z_1z_2"], "violated": True}
    if data["net"] == "filled":
        return {"problems": sorted(problems), "violated": bool(problems)}
    z = [middle(points[j - 1], points[j]) for j in range(n)]
    for i, x in enumerate(points):
        live = []
        for j, v in enumerate(points):
            end = z[(j + 1) % n]
            w = (z[j][1] - end[1], end[0] - z[j][0])
            at_x, at_v, at_z = (w[0] * p[0] + w[1] * p[1] for p in (x, v, z[j]))
            below = at_z if data["net"] == "printed" else at_v - at_z
            if below == 0:
                problems.add("a denominator is 0")
                continue
            above = at_x - at_v + at_z if data["net"] == "printed" else at_x - at_z
            if above / below > 0:
                live.append((j, above / below))
        if len(live) != 1 and y[i] != 0:
            problems.add("not one-hot")
        if sum(y[j] * value for j, value in live) != y[i]:
            problems.add("does not interpolate")
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


def display_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """f at x for the printed net and for the one on the arcs, which no sample's neuron leaves."""
    from fractions import Fraction
    from math import isqrt

    def place(t: Any) -> Any:
        a, b = (1 - t * t) / (1 + t * t), 2 * t / (1 + t * t)
        for _ in range(2):
            a, b = a * a - b * b, 2 * a * b
        return a, b

    def middle(p: Any, q: Any) -> Any:
        # of the arc from p to q, counterclockwise; the length of p + q is rational
        a, b = p[0] + q[0], p[1] + q[1]
        if a == b == 0:
            return -p[1], p[0]
        square = a * a + b * b
        norm = Fraction(isqrt(square.numerator), isqrt(square.denominator))
        norm = norm if p[0] * q[1] > p[1] * q[0] else -norm
        return a / norm, b / norm

    n, delta = int(point["n"]), Fraction(str(point["delta"]))
    a, slope = Fraction(str(point["a"])), Fraction(str(point["L"]))

    def label(p: Any) -> Any:
        return a + slope * (abs(p[0]) if point["label"] == "abs" else p[0])

    if data["net"] == "filled":
        return {"violated": False}
    x, points = place(Fraction(str(point["t"]))), [place(Fraction(k, n)) for k in range(n)]
    z = [middle(points[j - 1], points[j]) for j in range(n)]
    f = Fraction(0)
    for j, v in enumerate(points):
        end = z[(j + 1) % n]
        w = (z[j][1] - end[1], end[0] - z[j][0])
        at_x, at_v, at_z = (w[0] * p[0] + w[1] * p[1] for p in (x, v, z[j]))
        printed = data["net"] == "printed"
        value = (at_x - at_v + at_z) / at_z if printed else (at_x - at_z) / (at_v - at_z)
        f += label(v) * max(value, Fraction(0))
    largest = max(abs(label(v)) for v in points)
    if data["bound"] == "display":
        bound = 4 * largest**2 * delta**2 / (1 - 10 * delta) ** 2 + slope**2 * delta**2
    else:
        bound = Fraction(data["bound"]) * (2 * slope + largest) ** 2 * delta**2
    error = (f - label(x)) ** 2
    return {"squared_error": float(error), "bound": str(bound), "violated": error > bound}


def geometry_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """Chords and cosines of the arcs z_jz_{j+1}, as squares."""
    from fractions import Fraction
    from math import isqrt

    def place(t: Any) -> Any:
        a, b = (1 - t * t) / (1 + t * t), 2 * t / (1 + t * t)
        for _ in range(2):
            a, b = a * a - b * b, 2 * a * b
        return a, b

    def middle(p: Any, q: Any) -> Any:
        # of the arc from p to q, counterclockwise; the length of p + q is rational
        a, b = p[0] + q[0], p[1] + q[1]
        if a == b == 0:
            return -p[1], p[0]
        square = a * a + b * b
        norm = Fraction(isqrt(square.numerator), isqrt(square.denominator))
        norm = norm if p[0] * q[1] > p[1] * q[0] else -norm
        return a / norm, b / norm

    n, delta = int(point["n"]), Fraction(str(point["delta"]))
    points = [place(Fraction(k, n)) for k in range(n)]
    z = [middle(points[j - 1], points[j]) for j in range(n)]
    chord = (Fraction(data["chord"]) * delta) ** 2
    low = 1 - Fraction(data["inner"]) * delta ** int(data["power"])
    wrong = []
    for j in range(n):
        end = z[(j + 1) % n]
        w = (z[j][1] - end[1], end[0] - z[j][0])
        length = w[0] ** 2 + w[1] ** 2
        # w_j·z_j > 0, as the arc is shorter than half of the circle
        cosine = (w[0] * z[j][0] + w[1] * z[j][1]) ** 2 / length
        if length > chord or cosine <= low**2:
            wrong.append(j + 1)
    return {"wrong_at": wrong[:3], "violated": bool(wrong)}


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
