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
    """Pre-activations at the samples in units of r_j, in floating point away from their zeros.

    The three sorts of neurons are told by angles: "printed" is 1 + (cos(φ − ω) − cos(θ − ω))/cos h,
    "own" is (cos(φ − ω) − cos h)/(cos(θ − ω) − cos h), h half the arc about ω.
    """
    from fractions import Fraction
    from math import atan, cos, pi

    t = [Fraction(str(v)) for v in point["data"]["t"]]
    y = [Fraction(str(v)) for v in point["data"]["y"]]
    n, problems = len(t), set()
    if data["zero"] == "printed" and 0 in y:
        problems.add("W_2 = 0/0")
    if n < 2:
        problems.add("no chord z_1z_2")
    if data["net"] == "filled":
        problems.add("less than three points") if n < 3 else None
        return {"problems": sorted(problems), "violated": bool(problems)}
    theta = [8 * atan(v) for v in t]
    for i, phi in enumerate(theta):
        if n < 2:
            break
        live = []
        for j in range(n):
            before = theta[j - 1] - (2 * pi if j == 0 else 0)
            after = theta[(j + 1) % n] + (2 * pi if j == n - 1 else 0)
            low, high = (before + theta[j]) / 2, (theta[j] + after) / 2
            omega, h = (low + high) / 2, (high - low) / 2
            if data["net"] == "printed":
                if n == 2:  # z_1 and z_2 are opposite: w_j·z_j = 0
                    problems.add("w_j·z_j = 0")
                    continue
                value = 1 + (cos(phi - omega) - cos(theta[j] - omega)) / cos(h)
            else:
                value = (cos(phi - omega) - cos(h)) / (cos(theta[j] - omega) - cos(h))
            if value > 1e-9:
                live.append((j, value))
        if len(live) != 1 and y[i] != 0:
            problems.add("not one-hot")
        if abs(sum(float(y[j]) * v for j, v in live) - float(y[i])) > 1e-6:
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
    """f by angles; the squared error must exceed the bound by a factor, so that floats tell."""
    from fractions import Fraction
    from math import atan, cos, pi

    n, delta, L = int(point["n"]), float(Fraction(str(point["delta"]))), Fraction(str(point["L"]))
    a, phi = float(Fraction(str(point["a"]))), 8 * atan(Fraction(str(point["t"])))

    def label(angle: float) -> float:
        first = cos(angle)
        return a + float(L) * (abs(first) if point["label"] == "abs" else first)

    theta = [8 * atan(k / n) for k in range(n)]
    f = 0.0
    for j in range(n):
        before = theta[j - 1] - (2 * pi if j == 0 else 0)
        after = theta[(j + 1) % n] + (2 * pi if j == n - 1 else 0)
        low, high = (before + theta[j]) / 2, (theta[j] + after) / 2
        omega, h = (low + high) / 2, (high - low) / 2
        if data["net"] == "printed":
            value = 1 + (cos(phi - omega) - cos(theta[j] - omega)) / cos(h)
        else:
            value = (cos(phi - omega) - cos(h)) / (cos(theta[j] - omega) - cos(h))
        f += label(theta[j]) * max(value, 0.0)
    if data["net"] == "filled":
        return {"violated": False}
    largest = max(abs(label(angle)) for angle in theta)
    if data["bound"] == "display":
        bound = 4 * largest**2 * delta**2 / (1 - 10 * delta) ** 2 + float(L) ** 2 * delta**2
    else:
        bound = float(Fraction(data["bound"])) * (2 * float(L) + largest) ** 2 * delta**2
    error = (f - label(phi)) ** 2
    return {"squared_error": error, "bound": bound, "violated": error > bound * (1 + 1e-6)}


def geometry_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """Chords and cosines of the arcs z_jz_{j+1} by angles."""
    from fractions import Fraction
    from math import atan, cos, pi, sin

    n, delta = int(point["n"]), float(Fraction(str(point["delta"])))
    theta = [8 * atan(k / n) for k in range(n)]
    halves = []
    for j in range(n):
        before = theta[j - 1] - (2 * pi if j == 0 else 0)
        after = theta[(j + 1) % n] + (2 * pi if j == n - 1 else 0)
        halves.append((after - before) / 4)
    h = max(halves)
    chord, low = float(Fraction(data["chord"])), float(Fraction(data["inner"]))
    wrong = 2 * sin(h) > chord * delta or cos(h) <= 1 - low * delta ** int(data["power"])
    return {"largest_chord": 2 * sin(h), "least_w_z": cos(h), "violated": wrong}


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
