"""Re-checks of Proposition 4.1's witnesses: the standard library alone, no code of the legs."""

from __future__ import annotations

from typing import Any

__all__ = ["error_by_hand", "least_by_hand", "mean_by_hand", "memorized_by_hand"]


def memorized_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """Which neurons are active at each sample, by Hamming distances, and the trace by Lemma 4.1."""
    from fractions import Fraction
    from itertools import product

    X = [tuple(int(str(v)) for v in x) for x in point["data"]["X"]]
    d, h, delta = len(X[0]), Fraction(str(point["h"])), Fraction(str(point["delta"]))
    places: list[Any] = list(X)
    if data["spare"] != "printed":
        free = [x for x in product((1, -1), repeat=d) if x not in X]
        for i, x in enumerate(X):
            if x in X[:i]:
                places[i] = free.pop(0) if free and data["spare"] == "moved" else None
    problems, total = set(), Fraction(0)
    for x in X:
        values = {}
        for j, z in enumerate(places):
            if z is not None:
                k = sum(a != b for a, b in zip(x, z, strict=True))
                values[j] = h * (delta - 2 * k) / delta
        if any(v == 0 for v in values.values()):
            problems.add("a pre-activation is 0")
        active = {j: v for j, v in values.items() if v > 0}
        if len(active) != 1:
            problems.add("not one-hot")
        weights = {j: Fraction(data["out"]) * places[j][0] * places[j][1] / h for j in active}
        if sum(weights[j] * v for j, v in active.items()) != x[0] * x[1]:
            problems.add("does not interpolate")
        total += sum(v * v + weights[j] ** 2 * (d + 1) for j, v in active.items())
    if 2 * total / len(X) != 2 * (h * h + (d + 1) / (h * h)):
        problems.add("another trace")
    return {"problems": sorted(problems), "violated": bool(problems)}


def error_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """f = y at corners with a neuron, with δ < 2 no neuron reaches another, and f = 0 elsewhere."""
    from fractions import Fraction

    X = [tuple(int(str(v)) for v in x) for x in point["data"]["X"]]
    corners = 2 ** len(X[0])
    own = min(len(X), corners) if data["spare"] == "moved" else len(set(X))
    right = Fraction(own, corners)
    share = right if data["event"] == "y f > 0" else 1 - right
    count = len(X) if data["count"] == "n" else len(set(X))
    claimed = max(1 - Fraction(count, corners), Fraction(0))
    return {"probability": str(share), "claimed": str(claimed), "violated": share != claimed}


def mean_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """A corner is missed by n draws with probability (1 − 2^−d)^n, and the mean is linear."""
    from fractions import Fraction

    d, n = int(point["d"]), int(point["n"])
    size = Fraction(1, 2**d)
    mean = (1 - size) ** n
    claimed = mean if data["mean"] == "power" else max(1 - n * size, Fraction(0))
    return {"mean": str(mean), "claimed": str(claimed), "violated": mean != claimed}


def least_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """h² + (d+1)/h² at each sample is at least 2√(d+1), twice that is the least trace; squares."""
    from fractions import Fraction

    d = len(point["data"]["X"][0])
    least = Fraction(16 * (d + 1))
    claimed = Fraction(data["factor"]) ** 2 * least
    return {
        "claimed_squared": str(claimed),
        "least_squared": str(least),
        "violated": claimed != least,
    }
