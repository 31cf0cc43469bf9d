"""Re-checks of Lemma A.11's witnesses: the standard library alone, no shared code."""

from __future__ import annotations

from typing import Any

__all__ = ["balanced_by_hand", "left_by_hand", "sizes_by_hand", "switch_by_hand"]


def balanced_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """(2/n) Σ_i Σ_j (relu(a_j·x_i)² + w_j² ‖x_i‖² 1[a_j·x_i > 0]) against the two bounds."""
    from fractions import Fraction
    from itertools import product

    W1 = [[Fraction(str(v)) for v in row] for row in point["net"]["W1"]]
    W2 = [Fraction(str(w)) for w in point["net"]["W2"]]
    d = len(W1[0])
    X = list(product((1, -1), repeat=d)) * int(point["repeat"])
    X = X[int(data["omit"]) :]
    total = Fraction(0)
    for x in X:
        for a, w in zip(W1, W2, strict=True):
            value = sum(u * v for u, v in zip(a, x, strict=True))
            if value > 0:
                total += value * value + w * w * d
    trace = 2 * total / len(X)
    size = sum(v * v for a in W1 for v in a) + d * sum(w * w for w in W2)
    low, high = Fraction(data["C1"]) * size, Fraction(data["C2"]) * size
    return {"trace": str(trace), "measure": str(size), "violated": not low <= trace <= high}


def left_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """The criterion against a search for a ≠ 0 with a·x_i ≤ 0, among small integers."""
    from fractions import Fraction
    from itertools import product

    X = [[int(str(v)) for v in x] for x in point["points"]]
    d = len(X[0])
    # the extreme a have entries that are minors of ±1 matrices of size d − 1 ≤ 3, at most 4
    grid = [a for a in product(range(-4, 5), repeat=d) if any(a)]
    inner = [[sum(u * v for u, v in zip(a, x, strict=True)) for x in X] for a in grid]
    closed = any(max(row) <= 0 for row in inner)
    opened = any(max(row) < 0 for row in inner)
    rows, rank = [[Fraction(v) for v in x] for x in X], 0
    for k in range(d):
        pivot = next((i for i in range(rank, len(rows)) if rows[i][k]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        for i in range(rank + 1, len(rows)):
            factor = rows[i][k] / rows[rank][k]
            rows[i] = [u - factor * v for u, v in zip(rows[i], rows[rank], strict=True)]
        rank += 1
    criterion = {
        "closed": not closed,
        "open": not opened,
        "rank": rank == d,
        "always": True,
    }[data["criterion"]]
    return {
        "a_with_no_positive_value": closed,
        "criterion": criterion,
        "violated": criterion == closed,
    }


def sizes_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """A lower bound of the probability, from the samples that miss a quarter or a half of the cube.

    d = 1: n equal samples have probability 2^(1 − n). d ≥ 2: with a = ±e_1 ± e_2 no sample has
    a·x > 0 with probability (3/4)^n for each of the four.
    """
    from fractions import Fraction
    from math import ceil, log

    d, c, delta = int(point["d"]), Fraction(str(point["c"])), Fraction(str(point["delta"]))
    inside = (d if data["inside"] == "d" else 2 * d) / delta
    n = max(1, ceil(float(c) * d * log(inside)))
    if d == 1:
        least = Fraction(2, 2**n)
    else:
        # four corners (x[1], x[2]), each missed; inclusion and exclusion
        least = 4 * Fraction(3, 4) ** n - 6 * Fraction(1, 2) ** n + 4 * Fraction(1, 4) ** n
    return {"n": n, "probability_at_least": str(least), "violated": least > delta}


def switch_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """The mean over the switching law, by its probabilities; `eta` is 0 where it is not given.

    A point (0, ±5/4, …) has its opposite: if no pre-activation is 0 there, half are active.
    """
    from fractions import Fraction

    d, t = int(point["d"]), Fraction(str(point["t"]))
    eta = Fraction(str(point.get("eta", "0")))
    tail = eta**2 * sum((Fraction(1, 4**k) for k in range(d - 1)), Fraction(0))
    half = Fraction(1, 2) * Fraction(16, 25) * (1 if eta else 0)
    norms = Fraction(9, 50) * Fraction(25, 9) + half * Fraction(25, 16) * (d - 1)
    squares = Fraction(9, 50) * Fraction(25, 9) + half * Fraction(25, 16) * tail
    value = 2 * (2 * squares + 2 * t * t * norms)
    weight = d if data["weight"] == "d" else 1
    size = 2 * (1 + tail) + 2 * weight * t * t
    smooth = bool(eta) or "eta" not in point
    return {
        "smooth": smooth,
        "value": str(value),
        "measure": str(size),
        "violated": not smooth or value != size,
    }
