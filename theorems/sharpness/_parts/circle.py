"""Proposition A.2: nets on samples of the unit circle, exactly.

A point is written as u⁴ with u = (1 − t² + 2ti)/(1 + t²), 0 ≤ t < 1: then midpoints of arcs, and
midpoints between those, are products of the u and rational too. A point of the plane is a complex
number as a pair. In the nets f below r cancels; where a net itself is built r_j² = |y_j|√(R²+1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any

from flint import fmpq

from verify.exact.rational import fmpq_of, fraction

__all__ = ["NETS", "Circle", "Neuron", "circle", "filled", "grid", "neurons", "output", "point"]

Pair = tuple[Any, Any]
Neuron = tuple[Pair, Any, Any]
"""row g, shift c and weight y of y · relu(g·x + c)"""
NETS = ("printed", "own", "filled")


def _times(*factors: Pair) -> Pair:
    a, b = factors[0]
    for c, d in factors[1:]:
        a, b = a * c - b * d, a * d + b * c
    return a, b


def _inner(p: Pair, q: Pair) -> Any:
    return p[0] * q[0] + p[1] * q[1]


def _root(t: Any) -> Pair:
    s = fmpq_of(t)
    return (1 - s * s) / (1 + s * s), 2 * s / (1 + s * s)


def point(t: Any) -> Pair:
    """The point u⁴ of the circle, at the angle 8 arctan t."""
    u = _root(t)
    return _times(u, u, u, u)


@dataclass(frozen=True)
class Circle:
    """n ≥ 2 distinct points in the order of their angles, by their parameters t."""

    t: tuple[Fraction, ...]

    @property
    def n(self) -> int:
        """The number of points."""
        return len(self.t)

    @cached_property
    def u(self) -> list[Pair]:
        """Fourth roots of the points."""
        return [_root(t) for t in self.t]

    @cached_property
    def v(self) -> list[Pair]:
        """The points."""
        return [_times(u, u, u, u) for u in self.u]

    @cached_property
    def z(self) -> list[Pair]:
        """z[j], the midpoint of the arc from v[j−1] to v[j]; z[0] of the arc that closes."""
        u = self.u
        inner = [_times(a, a, b, b) for a, b in pairwise(u)]
        return [_times((fmpq(-1), fmpq(0)), u[-1], u[-1], u[0], u[0]), *inner]

    @cached_property
    def w(self) -> list[Pair]:
        """w[j], the unit vector perpendicular to z[j]z[j+1], at the middle of that arc."""
        u, n = self.u, self.n
        turns = [(fmpq(0), fmpq(-1)), *[(fmpq(1), fmpq(0))] * (n - 2), (fmpq(0), fmpq(1))]
        return [_times(turns[j], u[j - 1], u[j], u[j], u[(j + 1) % n]) for j in range(n)]

    @cached_property
    def m(self) -> list[Pair]:
        """m[j], the middle of the arc from v[j−1] over v[j] to v[j+1]; n ≥ 3."""
        u, n = self.u, self.n
        out = []
        for j in range(n):
            a, b = u[j - 1], u[(j + 1) % n]
            sign = fmpq(-1 if j in (0, n - 1) else 1)
            out.append(_times((sign, fmpq(0)), a, a, b, b))
        return out


def circle(values: Sequence[Any]) -> Circle:
    """The points of parameters `values`.

    Raises
    ------
    ValueError
        If they are not increasing within [0, 1), or fewer than two.
    """
    t = tuple(Fraction(str(v)) for v in values)
    ordered = all(a < b for a, b in pairwise(t))
    if len(t) < 2 or not ordered or t[0] < 0 or t[-1] >= 1:
        msg = f"t must be at least two increasing numbers of [0, 1), got {list(values)!r}."
        raise ValueError(msg)
    return Circle(t)


@lru_cache(maxsize=32)
def grid(n: int) -> Circle:
    """n points at t = k/n; neighbours are at most 8/n apart on the circle."""
    return Circle(tuple(Fraction(k, n) for k in range(n)))


def neurons(points: Circle, y: Sequence[Any], net: str) -> list[Neuron] | None:
    """The neurons of W_2 relu(W_1 x + b_1) with r cancelled; None where a denominator is 0.

    Parameters
    ----------
    net
        "printed": (w_j·x − w_j·v_j + w_j·z_j)/(w_j·z_j).
        "own": (w_j·x − w_j·z_j)/(w_j·v_j − w_j·z_j), which is active on the arc z_jz_{j+1} alone.

    References
    ----------
    Paper `sharpness`, Proposition A.2, the construction in its proof.
    """
    out: list[Neuron] = []
    for w, v, z, label in zip(points.w, points.v, points.z, y, strict=True):
        at_v, at_z = _inner(w, v), _inner(w, z)
        scale = at_z if net == "printed" else at_v - at_z
        shift = at_z - at_v if net == "printed" else -at_z
        if scale == 0:
            return None
        out.append(((w[0] / scale, w[1] / scale), shift / scale, fmpq_of(label)))
    return out


def filled(points: Circle, y: Sequence[Any], tau: Fraction) -> tuple[list[Neuron], list[Neuron]]:
    """n neurons with the samples, and n between them: within τ of the interpolation along chords.

    s_j = m_j·(x − v_{j−1}) in units of its value at v_j is 0 at both neighbours; the neuron of v_j
    is (1 + η)s_j − η. On the arc from v_j to v_{j+1} the s_j of both ends add up to the chord's
    interpolation and a multiple of B_j = z_{j+1}·(x − v_j), which one more neuron takes away, from
    B_j > η max B_j on. All is within η K of the interpolation, and η = min(τ/K, 1).
    """
    n, v, m, z = points.n, points.v, points.m, points.z
    labels = [fmpq_of(label) for label in y]
    lines = []
    for j in range(n):
        low = _inner(m[j], v[j - 1])
        height = _inner(m[j], v[j]) - low
        lines.append((m[j], low, height))

    def share(j: int, x: Pair) -> Any:
        direction, low, height = lines[j]
        return (_inner(direction, x) - low) / height

    excess, worst = [], fmpq(0)
    for j in range(n):
        k = (j + 1) % n
        top = labels[j] * share(j, z[k]) + labels[k] * share(k, z[k])
        excess.append(top - (labels[j] + labels[k]) / 2)
        most = [max(fmpq(1), (1 - lines[i][1]) / lines[i][2]) for i in (j, k)]
        total = abs(labels[j]) * most[0] + abs(labels[k]) * most[1] + abs(excess[-1])
        worst = max(worst, total)
    eta = fmpq(1) if worst == 0 else min(fmpq_of(tau) / worst, fmpq(1))
    own: list[Neuron] = []
    for (direction, low, height), label in zip(lines, labels, strict=True):
        scale = (1 + eta) / height
        row = (direction[0] * scale, direction[1] * scale)
        own.append((row, -low * scale - eta, label))
    between: list[Neuron] = []
    for j in range(n):
        k = (j + 1) % n
        low = _inner(z[k], v[j])
        height = 1 - low  # at the middle z of the arc
        row = (z[k][0] / height, z[k][1] / height)
        between.append((row, -low / height - eta, -excess[j]))
    return own, between


def output(net: Sequence[Neuron], x: Pair) -> Fraction:
    """Σ y relu(g·x + c)."""
    total = fmpq(0)
    for row, shift, label in net:
        value = _inner(row, x) + shift
        if value > 0:
            total += label * value
    return fraction(total)
