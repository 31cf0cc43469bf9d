"""A near-flattest interpolating net with any value at a point that the samples do not bound.

The counterpart of `off_sample`: where that says that f(z) can be any number, here is the net.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from theorems.core.flattest import BITS, bracketed
from theorems.core.flattest_cone import escape
from theorems.core.flattest_primal import Neuron, net_cost, net_value
from theorems.core.flattest_program import FlattestData, Measure, flattest_data, with_unseen
from theorems.core.off_sample import SLACK
from verify.exact.rational import fraction

__all__ = ["escaping_net"]

Vector = tuple[Fraction, ...]


def escaping_net(
    points: Any,
    labels: Any,
    unseen: Any,
    value: Any,
    *,
    bias: bool = True,
    measure: Measure = "trace",
    slack: Any = SLACK,
) -> tuple[tuple[Neuron, ...], Fraction]:
    """A near-flattest interpolating net with f(z) = value exactly, where f(z) can be any number.

    To a net that is nearly flattest it adds c relu((u + δp)·x') − c relu((u/2 + δp)·x'), u an
    escape and p from an open cell. Where x'_i·u = 0 the two agree, where x'_i·u < 0 both are off,
    and their cost tends to 0 with δ.

    Returns
    -------
    net : tuple of Neuron
    cost : Fraction
        Its exact trace, or its ‖γ ⊙ W_2‖_1 rounded up; at most 1 + κ times the least.

    Raises
    ------
    ValueError
        z is a nonnegative combination of the samples, so that f(z) is bounded, or as `off_sample`.
    """
    kappa = fraction(slack, exact_float=True)
    data = with_unseen(flattest_data(points, labels, bias=bias, measure=measure), unseen)
    u = escape(data.rows[:-1], data.rows[-1])
    if u is None:
        msg = "unseen is a nonnegative combination of the samples: f is bounded there"
        raise ValueError(msg)
    u = _tight(data, u)
    least = bracketed(flattest_data(points, labels, bias=bias, measure=measure))
    allowed = least.lower * (1 + kappa)
    row = data.rows[-1]
    missing = fraction(value, exact_float=True) - net_value(least.net, row)
    if not missing:
        return least.net, least.trace
    # p is active where u is 0, as far as one interior point can be, so that no neuron is dead
    tight = [i for i in data.seen if not _dot(data.rows[i], u)]
    cells = data.arrangement.cells
    p = max(
        (cell.interior for cell in cells),
        key=lambda point: sum(_dot(data.rows[i], point) > 0 for i in tight),
    )
    sign = 1 if missing > 0 else -1
    c = 2 * abs(missing) / _dot(row, u)
    for k in range(4, 4000, 4):
        delta = Fraction(1, 2**k)
        pair = []
        for share, w in ((Fraction(1), sign), (Fraction(1, 2), -sign)):
            a = tuple(c * (share * x + delta * y) for x, y in zip(u, p, strict=True))
            pair.append(_rescaled(data, a, w))
        net = (*least.net, *pair)
        try:
            cost = net_cost(data, net, BITS)
        except ValueError:  # δ is still too large for the signs
            continue
        if cost <= allowed and net_value(net, row) == fraction(value, exact_float=True):
            return net, cost
    msg = f"slack = {kappa} is below what the bracket on the least value allows"
    raise ValueError(msg)


def _tight(data: FlattestData, u: Vector) -> Vector:
    """An escape with x'_i·u = 0 at some sample, where there is one: Sim-BN has no dead neuron."""
    z = data.rows[-1]
    for i in data.seen:
        if not _dot(data.rows[i], u):
            return u
        # along q the value at z stays
        part = _dot(data.rows[i], z) / _dot(z, z)
        q = tuple(a - part * b for a, b in zip(data.rows[i], z, strict=True))
        rises = [(_dot(data.rows[k], q), _dot(data.rows[k], u)) for k in data.seen]
        steps = [-value / rise for rise, value in rises if rise > 0]
        if steps:
            return tuple(a + min(steps) * b for a, b in zip(u, q, strict=True))
    return u


def _rescaled(data: FlattestData, a: Vector, w: int) -> Neuron:
    """The neuron with |w| a as given whose trace is least, up to a factor of 2."""
    if data.measure != "trace":
        return Neuron(a, Fraction(w))
    on = [(data.counts[i], _dot(data.rows[i], a), data.squares[i]) for i in data.seen]
    inner = sum((c * z * z for c, z, _ in on if z > 0), Fraction(0))
    outer = sum((c * q for c, z, q in on if z > 0), Fraction(0))
    if not inner or not outer:
        return Neuron(a, Fraction(w))
    ratio = outer / inner
    factor = Fraction(2) ** ((ratio.numerator.bit_length() - ratio.denominator.bit_length()) // 4)
    return Neuron(tuple(factor * x for x in a), w / factor)


def _dot(a: Vector, b: Vector) -> Fraction:
    return sum((x * y for x, y in zip(a, b, strict=True)), Fraction(0))
