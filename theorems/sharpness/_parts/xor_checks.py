"""Predicates of Proposition 4.2: one variant's data and one point to a finding."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.sharpness._parts.difference_trace import difference_trace
from theorems.sharpness._parts.labelled_data import labelled
from theorems.sharpness._parts.xor_nets import (
    CORNERS,
    cube,
    eq5,
    hidden_at,
    one_sided,
    samples,
    three_neurons,
    typed,
    xor,
)
from verify.legs import Finding, both, compare

if TYPE_CHECKING:
    from verify.domain import Point

__all__ = ["error", "exists", "flattest_radius", "function", "least", "spare", "trace"]

Data = Mapping[str, Any]


def function(data: Data, p: Point) -> Finding:
    """f = x[1]x[2] and relu(W_1x + b_1) = r e_{5/2 − x[1] − x[2]/2}, at every point of the cube."""
    net = eq5(p["d"], p["r"], index=data["index"], shift=Fraction(data["shift"]))
    findings = []
    for x in cube(p["d"]):
        place = Fraction(5, 2) - x[0] - Fraction(x[1], 2)
        unit = [p["r"] if k == place else Fraction(0) for k in (1, 2, 3, 4)]
        apart = max(abs(h - e) for h, e in zip(hidden_at(net, x), unit, strict=True))
        findings.append(compare(apart, "==", 0, which="relu(W_1x + b_1) − r e_k", x=x[:2]))
        findings.append(compare(typed(net, x)[0], "==", x[0] * x[1], which="f(x)", x=x[:2]))
    return both(*findings)


def flattest_radius(data: Data, p: Point) -> Finding:
    """(R + (d+1)/R)² at R² = r⁴ against that of a rival s = r'²."""
    d = p["d"]
    fourth = {"d^2+1": d * d + 1, "d+1": d + 1, "d": d}[data["fourth"]]
    own = fourth + 2 * (d + 1) + Fraction((d + 1) ** 2, fourth)
    return compare(own, "<=", (p["s"] + (d + 1) / p["s"]) ** 2, rival=p["s"])


def trace(data: Data, p: Point) -> Finding:
    """Tr ∇²L of Eq. (5) by exact second differences, against 2(r² + (d+1)/r²)."""
    drawn, r = labelled(p["data"]), p["r"]
    d = len(drawn.X[0])
    net = eq5(d, r, scale=Fraction(data["scale"]))
    claimed = 2 * (r**2 + (d + Fraction(data["extra"])) / r**2)
    values = [typed(net, [int(v) for v in x])[0] for x in drawn.X]
    error = max(abs(f - y) for f, y in zip(values, drawn.y, strict=True))
    found = compare(difference_trace(net, drawn), "==", claimed, which="trace")
    return both(compare(error, "==", 0, which="largest error"), found)


def least(data: Data, p: Point) -> Finding:
    """Eq. (5) attains the claimed least trace at the best radius, and no net is below, in squares.

    At the radius r its trace is 2(r² A + (d+1) B/r²), so that two radii tell A and B, and the least
    over r is 4√((d+1) A B). Below is weak duality at λ_i = factor · 2√(d+1) y_i: if |λ_i| ≤ 2‖x_i'‖
    for each sample, as in Theorem 4.1, the trace is at least (2/n) Σ λ_i y_i.
    """
    drawn = labelled(p["data"])
    q = len(drawn.X[0]) + 1
    claimed = Fraction(data["factor"]) ** 2 * 16 * q
    one, two = (difference_trace(eq5(q - 1, Fraction(r)), drawn) for r in (1, 2))
    if one is None or two is None:
        return compare(0, ">", 0, which="least |pre-activation|")
    # one = 2A + 2qB and two = 8A + qB/2
    A = (4 * two - one) / 30
    B = (one - 2 * A) / (2 * q)
    square = Fraction(data["factor"]) ** 2 * 4 * q
    caps = [compare(square, "<=", 4 * s, which="multiplier²") for s in drawn.squares]
    below = 4 * square * Fraction(sum(y * y for y in drawn.y) ** 2, len(drawn.y) ** 2)
    return both(
        *caps,
        compare(A, "==", B, which="parts of the trace"),
        compare(16 * q * A * B, "<=", claimed, which="attained²"),
        compare(below, "==", claimed, which="dual bound²"),
    )


def spare(data: Data, p: Point) -> Finding:
    """With spare neurons L is differentiable near θ, and the trace is 2(r² + (d+1)/r²) at r = 1."""
    net = eq5(p["d"], Fraction(1), width=p["width"], spare=Fraction(data["spare"]))
    drawn = samples(p["d"], p["width"])
    value = difference_trace(net, drawn)
    if value is not None:
        return compare(value, "==", 2 * (p["d"] + 2), which="trace")
    sides = [one_sided(net, drawn, Fraction(1, t)) for t in (1000, 10, 1)]
    return both(*[compare(*ends[:1], "==", ends[1], which="one-sided slopes") for ends in sides])


def error(data: Data, p: Point) -> Finding:
    """The probability of the event over the cube for f of Eq. (5), which is to be 0."""
    net = eq5(p["d"], Fraction(1), scale=Fraction(data["scale"]))
    products = [x[0] * x[1] * typed(net, x)[0] for x in cube(p["d"])]
    hits = [v for v in products if (v > 0 if data["event"] == "y f > 0" else v <= 0)]
    return compare(Fraction(len(hits), len(products)), "==", 0, which="probability")


def exists(data: Data, p: Point) -> Finding:
    """Whether there is a net of width n for n samples of P_xor, whichever they are.

    n ≤ 2: no. The labels of the four corners (±1, ±1, 1, …, 1) take both signs, and with two
    neurons y f > 0 makes an affine function positive where y = 1 and negative where y = −1, but
    Σ y x' = 0 over the corners (Gordan).
    n = 3: some corner is missing, and `three_neurons` is checked for each.
    n ≥ 4: Eq. (5).
    """
    d, n = p["d"], p["n"]
    if n <= 2:
        corners = [(*c, *[1] * (d - 2), 1) for c in CORNERS]
        sums = [sum(x[0] * x[1] * x[k] for x in corners) for k in range(d + 1)]
        if any(sums):  # it would be no proof
            msg = f"the corners of dimension {d} have alternating sums {sums}."
            raise ArithmeticError(msg)
        return compare(n, ">=", 3, which="neurons needed", alternating_sum_of_corners=sums)
    kept = int(data["neurons"])
    findings = []
    for missing in CORNERS if n == 3 else [None]:
        for r in (Fraction(1), Fraction(2)):
            net = (
                eq5(d, r, width=n)
                if missing is None
                else three_neurons(d, r, missing, neurons=kept, confused=data["confused"])
            )
            drawn = xor([(*c, *[1] * (d - 2)) for c in CORNERS if c != missing])
            wrong = sum(typed(net, x)[0] != x[0] * x[1] for x in cube(d))
            findings.append(compare(wrong, "==", 0, which="points with f ≠ x[1]x[2]"))
            # at two radii, so that both parts of the trace are as in the least one
            least = 2 * (r**2 + (d + 1) / r**2)
            findings.append(compare(difference_trace(net, drawn), "==", least, which="trace"))
            parts = [typed(net, [int(v) for v in x])[1:] for x in drawn.X]
            apart = sum(part != (r**2, 1 / r**2) for part in parts)
            findings.append(compare(apart, "==", 0, which="samples off the bound"))
    return both(*findings)
