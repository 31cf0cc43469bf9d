"""What Lemma A.5's switching law means for Lemma A.11, which is about nets with a Hessian.

The sample holds the law exactly: 9 of 50 points are (5/3, 0, …), 9 are (−5/3, 0, …), and the other
32 are (0, ±5/4, …, ±5/4), each equally often; beyond d = 6 there are 2^{d−1} of these, once each.
Two neurons (w, t) and (w, −t) add 0 to any net, w = (1, η, η/2, η/4, …).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

from theorems.sharpness._parts.cube_nets import measure, net_of, trace
from verify.legs import Finding, compare

if TYPE_CHECKING:
    from verify.domain import Point

__all__ = ["kinked", "switch_sample", "tilted"]

Data = Mapping[str, Any]


def switch_sample(d: int) -> list[tuple[Fraction, ...]]:
    """n = 50 points, or more from d = 7 on, whose frequencies are the switch's probabilities."""
    rest = [(Fraction(0), *x) for x in product((Fraction(5, 4), Fraction(-5, 4)), repeat=d - 1)]
    size = max(len(rest), 32)
    zero = (Fraction(0),) * (d - 1)
    ends = [(Fraction(5, 3), *zero), (Fraction(-5, 3), *zero)]
    return ends * (size * 9 // 32) + rest * (size // len(rest))


def _pair(p: Point, eta: Fraction) -> Any:
    w = [Fraction(1), *(eta / 2**k for k in range(p["d"] - 1))]
    return net_of([w, w], [p["t"], -p["t"]])


def tilted(data: Data, p: Point) -> Finding:
    """Tr ∇²L by second differences at η > 0 against ‖W_1‖² + d ‖W_2‖²; at η = 0 there is none."""
    net = _pair(p, p["eta"])
    found = trace(net, switch_sample(p["d"]))
    if found is None:
        return compare(0, ">", 0, which="least |pre-activation|")
    weight = p["d"] if data["weight"] == "d" else 1
    return compare(found, "==", measure(net, weight), which="trace")


def kinked(data: Data, p: Point) -> Finding:
    """(2/n) Σ ‖∇f(x_i)‖² at w = e_1 if relu'(0) = 0, against ‖W_1‖² + ‖W_2‖² or with d ‖W_2‖²."""
    X, t = switch_sample(p["d"]), p["t"]
    total = Fraction(0)
    for x in X:
        if x[0] > 0:
            total += 2 * x[0] ** 2 + 2 * t**2 * sum((v * v for v in x), Fraction(0))
    weight = p["d"] if data["weight"] == "d" else 1
    size = measure(_pair(p, Fraction(0)), weight)
    return compare(2 * total / len(X), "==", size, which="(2/n) Σ ‖∇f‖²")
