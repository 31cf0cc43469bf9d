"""Proposition A.1: a neuron for each of the k extreme points that the first s coordinates take.

A support is as in `few_coordinates_support`.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.core.networks import Bias
from theorems.core.scalars import dot
from theorems.sharpness._parts.difference_trace import difference_trace
from theorems.sharpness._parts.few_coordinates_support import Support, read
from theorems.sharpness._parts.labelled_data import closed_form, root
from theorems.sharpness._parts.xor_nets import hidden_at, typed
from verify.exact.rational import fmpq_of
from verify.legs import Finding, both, compare

if TYPE_CHECKING:
    from verify.domain import Point

__all__ = ["flattest_net", "least", "radius", "rows"]


Data = Mapping[str, Any]


def _net(
    support: Support,
    heights: list[Fraction | None],
    epsilon: Fraction,
    *,
    row: str = "w",
    spare: int = 0,
    idle: Fraction = Fraction(-1),
    out: Fraction = Fraction(1),
) -> Bias:
    """Rows r_j (w_j, 0, …)/ε, b_1 = r_j(−w_j·v_j + ε)/ε, W_2 = y_j/r_j; dead where r_j is None."""
    eps = epsilon * support.gap
    rest = [Fraction(0)] * len(support.S[0][1])
    zero = [Fraction(0)] * len(support.V[0]) + rest
    rows, shifts, last = [], [], []
    for v, w, y, r in zip(support.V, support.W, support.y, heights, strict=True):
        if r is None:
            rows.append(zero)
            shifts.append(Fraction(-1))
            last.append(Fraction(0))
            continue
        rows.append([r * a / eps for a in (v if row == "v" else w)] + rest)
        shifts.append(r * (eps - dot(w, v)) / eps)
        last.append(out * y / r)
    rows += [zero] * spare
    shifts += [idle] * spare
    last += [Fraction(0)] * spare
    return Bias(
        tuple(tuple(map(fmpq_of, line)) for line in rows),
        tuple(map(fmpq_of, shifts)),
        tuple(map(fmpq_of, last)),
    )


def rows(data: Data, p: Point) -> Finding:
    """relu(W_1x + b_1) = r e_j and f(x) = y_j at each (v_j, rest), for all r > 0 and labels."""
    support, r = read(p["data"]), p["r"]
    net = _net(support, [r] * len(support.V), p["eps"], row=data["row"])
    findings = []
    for (j, _), x in zip(support.S, support.samples.X, strict=True):
        hidden = hidden_at(net, x)  # type: ignore[arg-type]
        apart = max(abs(h - (r if k == j else 0)) for k, h in enumerate(hidden))
        findings.append(compare(apart, "==", 0, which="relu(W_1x + b_1) − r e_j", neuron=j + 1))
        value = typed(net, x)[0]  # type: ignore[arg-type]
        findings.append(compare(value, "==", support.y[j], which="f(x)"))
    return both(*findings)


def radius(data: Data, p: Point) -> Finding:
    """(R + y²Q/R)² at R = r² against a rival s, Q = R² + 1; R² is y²Q² printed, y²Q true."""
    y2, Q, s = p["y"] ** 2, p["Q"], p["s"]
    square = y2 * Q ** (2 if data["power"] == "2" else 1)
    own = square + 2 * y2 * Q + (y2 * Q) ** 2 / square
    return compare(own, "<=", (s + y2 * Q / s) ** 2, rival=s)


def _flattest(support: Support, data: Data, p: Point) -> Bias | None:
    """The net at r_j² = |y_j|√(R²+1); None if an r_j is 0 and W_2[j] = y_j/r_j is 0/0."""
    norm = root(support.samples.squares[0], 2)
    heights: list[Fraction | None] = [root(abs(y) * norm, 2) or None for y in support.y]
    if data["zero"] == "printed" and None in heights:
        return None
    idle, out = Fraction(data["idle"]), Fraction(data["out"])
    return _net(support, heights, p["eps"], spare=p["spare"], idle=idle, out=out)


def flattest_net(data: Data, p: Point) -> Finding:
    """The net interpolates, is smooth at the samples and has trace (2/n) Σ 2√(R²+1)|y_i|."""
    support = read(p["data"])
    net = _flattest(support, data, p)
    if net is None:
        return compare(0, ">", 0, which="r_j, by which y_j is divided")
    values = [typed(net, x)[0] for x in support.samples.X]  # type: ignore[arg-type]
    error = max(abs(f - y) for f, y in zip(values, support.samples.y, strict=True))
    found = difference_trace(net, support.samples)
    if found is None:
        return compare(0, ">", 0, which="least |pre-activation|")
    return both(
        compare(error, "==", 0, which="largest error"),
        compare(found, "==", closed_form(support.samples), which="trace"),
    )


def least(data: Data, p: Point) -> Finding:
    """The net attains the claimed least trace, and no net of any width is below, by weak duality.

    λ_i = factor · 2√(R²+1) sign(y_i) is a multiplier if |λ_i| ≤ 2‖x_i'‖ (Theorem 4.1).
    """
    support = read(p["data"])
    samples, factor = support.samples, Fraction(data["factor"])
    net = _flattest(
        support,
        {"zero": "dead", "idle": "-1", "out": "1"},
        {"eps": Fraction(1, 2), "spare": 0},
    )
    assert net is not None
    claimed = factor * closed_form(samples)
    norm = root(samples.squares[0], 2)
    # the multiplier of a label 0 is 0
    largest = factor * 2 * norm if any(samples.y) else Fraction(0)
    return both(
        compare(difference_trace(net, samples), "<=", claimed, which="attained"),
        compare(largest, "<=", 2 * norm, which="multiplier"),
    )
