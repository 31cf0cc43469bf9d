"""Predicates of Theorem 3.2 and Lemma A.1: one variant's data and one point to a finding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.core.scalars import dot
from theorems.sharpness._parts.simbn_five import five, five_outputs, five_trace, three
from theorems.sharpness._parts.simbn_nets import (
    BAD_SET,
    corner_net,
    dimension,
    inputs,
    near_flattest,
    off_sample,
    outputs,
    pieces,
    printed_net,
    product_sum,
    reader,
    scale_and_share,
    trace,
    wrong_points,
)
from verify.legs import Finding, both, compare

if TYPE_CHECKING:
    from verify.domain import Point

__all__ = [
    "all_rows",
    "construction",
    "cube_wide",
    "far",
    "four",
    "least",
    "lowest",
    "own_rows",
    "spread",
    "stable",
    "third",
    "weighted_rows",
]

Data = Mapping[str, Any]


def least(data: Data, p: Point) -> Finding:
    """Width m ≥ 4 attains factor · 2, and no neuron breaks the multipliers λ_i = factor · 2y_i/n.

    Weak duality: if |Σ λ_i relu(w·x_i + b)| ≤ a for every neuron, ‖γ ⊙ W_2‖_1 ≥ Σ λ_i y_i. A neuron
    that meets this with equality is positive at one corner alone, so that 2 takes four of them.
    """
    S, width = p["S"], p["width"]
    if data.get("missing"):
        return _without_a_corner(S, Fraction(data["factor"]))
    if width < 4:
        return compare(width, ">=", 4, which="neurons needed for the value 2")
    factor = Fraction(data["factor"])
    net, X = printed_net(S, width), inputs(S)
    wrong = sum(v != x[0] * x[1] for v, x in zip(outputs(net, X), X, strict=True))
    findings = [
        compare(wrong, "==", 0, which="samples with f ≠ y"),
        compare(product_sum(net), "<=", 2 * factor, which="‖γ ⊙ W_2‖_1"),
    ]
    for w, b, _, _ in pieces(net)[:5]:
        side, square = _correlation(X, w, b)
        # (2 factor/n · side)² ≤ a² = square/n
        left = 4 * factor**2 * side**2
        findings.append(compare(left, "<=", len(X) * square, which="n²(Σ λ_i h_i)²"))
    return both(*findings)


def _without_a_corner(S: Any, factor: Fraction) -> Finding:
    """No sample at (−1, −1): the neurons of the other corners interpolate with Σ_j a_j < 2."""
    X = [x for x in inputs(S) if x[:2] != (-1, -1)]
    own = pieces(corner_net(S))[:3]
    values = [[max(dot(w, x) + b, Fraction(0)) for w, b, _, _ in own] for x in X]
    if any(sum(h) != 1 or len([v for v in h if v]) > 1 for h in values):
        msg = "a corner's neuron must be 1 at that corner alone."
        raise ArithmeticError(msg)
    # f = Σ y_j h_j with y_j = γ_j W_2[j]/a_j, so that |γ_j W_2[j]| = a_j
    squares = [sum(h[j] ** 2 for h in values) / len(X) for j in range(3)]
    # (Σ a_j)² ≤ 3 Σ a_j²
    return compare(3 * sum(squares), ">=", 4 * factor**2, which="3 Σ a_j² against 2²", S=S)


def construction(data: Data, p: Point) -> Finding:
    """The construction of Lemma A.1 interpolates with ‖γ ⊙ W_2‖_1 = 2."""
    net = printed_net(
        p["S"],
        p["width"],
        index=data["index"],
        sign=data["sign"],
        spare=data["spare"],
        shift=data["shift"],
    )
    X = inputs(p["S"])
    dead = [
        k for k, (w, b, _, _) in enumerate(pieces(net), 1) if all(dot(w, x) + b <= 0 for x in X)
    ]
    if dead:
        return compare(len(dead), "==", 0, which="neurons with a = 0, where f is 0/0")
    wrong = [(x, v) for x, v in zip(X, outputs(net, X), strict=True) if v != x[0] * x[1]]
    shown: dict[str, Any] = {"first": wrong[0]} if wrong else {}
    return both(
        compare(len(wrong), "==", 0, which="samples with f ≠ y", **shown),
        compare(product_sum(net), "==", 2, which="‖γ ⊙ W_2‖_1"),
    )


def own_rows(data: Data, p: Point) -> Finding:
    """‖W_{1,i}[3:d]‖² = 0 for all i, or for those with γ_i W_2[i] ≠ 0."""
    findings = [compare(0, "==", 0, which="no neuron")]
    for i, (w, _, g, v) in enumerate(pieces(p["net"]), 1):
        if data["which"] == "all" or g * v:
            tail = sum((e * e for e in w[2:]), Fraction(0))
            findings.append(compare(tail, "==", 0, which="‖W_{1,i}[3:d]‖²", i=i))
    return both(*findings)


def cube_wide(data: Data, p: Point) -> Finding:
    """f = factor · x[1]x[2] on the whole cube."""
    if data["factor"] != "1":
        X = inputs(p["net"]["S"])
        f = outputs(p["net"], X)[0]
        return compare(f, "==", Fraction(data["factor"]) * X[0][0] * X[0][1], which="f", x=X[0])
    wrong = wrong_points(p["net"])
    shown: dict[str, Any] = {"first": wrong[0]} if wrong else {}
    return compare(len(wrong), "==", 0, which="points of the cube with f ≠ x[1]x[2]", **shown)


def spread(S: Sequence[Sequence[int]]) -> Fraction:
    """λ_S: a multiple of 1/8 below the least eigenvalue of Σ (s − s̄)(s − s̄)ᵀ; 1 in dimension 0."""
    from verify.exact.linalg import psd
    from verify.exact.rational import fmpq_matrix

    k, size = len(S), len(S[0])
    if not size:
        return Fraction(1)
    means = [Fraction(sum(s[i] for s in S), k) for i in range(size)]
    gram = [
        [sum((s[i] - means[i]) * (s[j] - means[j]) for s in S) for j in range(size)]
        for i in range(size)
    ]
    best = Fraction(0)
    while True:
        tried = best + Fraction(1, 8)
        moved = [[g - tried * (i == j) for j, g in enumerate(row)] for i, row in enumerate(gram)]
        if not psd(fmpq_matrix(moved)).answer:
            return best
        best = tried


def stiffness(S: Sequence[Sequence[int]]) -> Fraction:
    """K_S = |S| max(29/λ_S, 4)."""
    return len(S) * max(29 / spread(S), Fraction(4))


def stable(data: Data, p: Point) -> Finding:
    """ratio² ≤ factor K_S (1 − 2m) for one neuron.

    ratio = ‖w[3:d]‖/‖w‖, m = y (1/n) Σ y_i h_i/a.
    """
    neuron = p["neuron"]
    w, S = [Fraction(v) for v in neuron["w"]], neuron["S"]
    X = inputs(S)
    side, square = _correlation(X, w, Fraction(neuron["b"]))
    ratio = _ratio(w)
    if ratio is None:
        return compare(0, "<=", 0, which="w = 0")
    right = 1 - ratio / (Fraction(data["factor"]) * stiffness(S))
    left = neuron["y"] * side
    # 2m ≤ right, with (2m)² = 4 side²/(n square)
    return compare(
        _signed(left, 4 * side * side / (len(X) * square)),
        "<=",
        _signed(right, right * right),
        which="sign(2m) (2m)² against that of 1 − ratio²/K",
        ratio_squared=ratio,
    )


def weighted_rows(data: Data, p: Point) -> Finding:
    """|γ_i W_2[i]| ‖W_{1,i}[3:d]‖² ≤ factor (K_S/4)(Tr − 8) ‖W_{1,i}‖² for all i."""
    net = p["net"]
    excess = trace(net) - Fraction(data["least"])
    bound = Fraction(data["factor"]) * stiffness(net["S"]) / 4 * excess
    findings = [compare(0, "<=", 0, which="no neuron")]
    for i, (w, _, g, v) in enumerate(pieces(net), 1):
        whole = sum((e * e for e in w), Fraction(0))
        tail = sum((e * e for e in w[2:]), Fraction(0))
        weight = abs(g * v) if data["weight"] else Fraction(1)
        findings.append(compare(weight * tail, "<=", bound * whole, i=i, excess=excess))
    return both(*findings)


def four(data: Data, p: Point) -> Finding:
    """|f − x[1]x[2]| ≤ factor (24 √((d−2) κ |S|/(2λ_S)) + 2|S|κ) on the cube, κ = Tr − 8 small."""
    net, factor = p["net"], Fraction(data["factor"])
    S, kappa = net["S"], trace(net) - 8
    k, d = len(S), dimension(net["S"])
    if 64 * k**3 * kappa**2 >= 1:
        return compare(0, "<=", 0, which="κ is too large for the bound to speak")
    error = max((abs(v - x[0] * x[1]) for x, v in wrong_points(net)), default=Fraction(0))
    rest = max(error - factor * 2 * k * kappa, Fraction(0))
    right = factor**2 * 288 * (d - 2) * kappa * k / spread(S)
    shown = {"error": error, "kappa": kappa}
    return compare(rest**2, "<=", right, which="(|f − y| − factor 2|S|κ)²", **shown)


def lowest(data: Data, p: Point) -> Finding:
    """Width m comes within κ of factor · 8, and Tr ≥ 2(‖W_2‖² + ‖γ‖²) ≥ 4‖γ ⊙ W_2‖_1 ≥ 8."""
    S, kappa = p["S"], p["kappa"]
    net = near_flattest(S, kappa, [_idle(S)] * (p["width"] - 4))
    size, claimed = _close(net, kappa), 8 * Fraction(data["factor"])
    return both(
        compare(size, "<=", claimed + kappa, which="trace of a net"),
        compare(size, ">=", claimed, which="trace of a net"),
        compare(4 * product_sum(net), ">=", claimed, which="4‖γ ⊙ W_2‖_1"),
        compare(size, ">=", 4 * product_sum(net), which="Lemma A.3"),
    )


def all_rows(data: Data, p: Point) -> Finding:
    """Some net within κ of the infimum 8 has ‖W_{1,i}[3:d]‖ > ε ‖W_{1,i}‖, i = 5, or none found."""
    S, width, kappa = p["S"], p["width"], p["kappa"]
    extra = [reader(S) if len(S[0]) else _idle(S)] * (width - 4)
    net = near_flattest(S, kappa, extra)
    size = _close(net, kappa)
    if data["expect"] == "far":
        ratios = [_ratio(w) or Fraction(0) for w, _, _, _ in pieces(net)]
        return compare(max(ratios), "==", 1, which="largest ratio²", trace=size)
    findings = [compare(0, "==", 0, which="no neuron")]
    for i, (w, _, _, _) in enumerate(pieces(net), 1):
        whole = sum((e * e for e in w), Fraction(0))
        tail = sum((e * e for e in w[2:]), Fraction(0))
        findings.append(compare(tail, "<=", p["eps"] ** 2 * whole, i=i, trace=size))
    return both(*findings)


def third(data: Data, p: Point) -> Finding:
    """Width 3: within κ of factor · 12, and ‖W_{1,1}[3:d]‖ = ‖W_{1,1}‖ at |γ_1 W_2[1]| ≥ 1."""
    S, kappa = p["S"], p["kappa"]
    net = three(S, kappa)
    seen = set(inputs(S))
    wrong = sum(v != x[0] * x[1] for x, v in five_outputs(net) if x in seen)
    w, b, c, _ = net[0]
    square, _ = scale_and_share(w, b, [(*map(Fraction, x), Fraction(1)) for x in seen])
    size, claimed = five_trace(net, S), 12 * Fraction(data["factor"])
    return both(
        compare(wrong, "==", 0, which="samples with f ≠ y"),
        compare(size, "<=", claimed + kappa, which="trace"),
        compare(size, ">=", claimed, which="trace"),
        compare(_ratio(w) or Fraction(0), "==", 1, which="ratio²"),
        compare(c * c * square, ">=", 1, which="(γ_1 W_2[1])²"),
    )


def far(data: Data, p: Point) -> Finding:
    """Some net within κ of the infimum 8 has |f − x[1]x[2]| > ε at an unseen point, or none found.

    The set S is `BAD_SET`, d = 4. At width 5 it is the net of `simbn_five`, from 6 on a corner net
    with two neurons of weight ±q² that cancel at the samples.
    """
    width, kappa, error = p["width"], p["kappa"], 2 * p["eps"] + 1
    if width == 5:
        made = five(kappa, error)
        values, size = five_outputs(made), five_trace(made)
        seen = set(inputs(BAD_SET))
        if size > 8 + kappa or any(v != x[0] * x[1] for x, v in values if x in seen):
            msg = f"the five neurons must interpolate with trace at most 8 + {kappa}."
            raise ArithmeticError(msg)
        apart = [(abs(v - x[0] * x[1]), x) for x, v in values]
    else:
        q = Fraction(1)
        while 8 * q * q > kappa / 4:
            q /= 2
        extra = off_sample(q, error) if width >= 6 else []
        extra += [_idle(BAD_SET)] * (width - 4 - len(extra))
        net = near_flattest(BAD_SET, kappa, extra)
        size = _close(net, kappa)
        apart = [(abs(v - x[0] * x[1]), x) for x, v in wrong_points(net)]
    most, x = max(apart, default=(Fraction(0), (1, 1, 1, 1)))
    if data["expect"] == "far":
        return compare(most, ">=", error, which="|f − x[1]x[2]|", trace=size)
    return compare(most, "<=", p["eps"], which="|f − x[1]x[2]|", x=x, trace=size)


def _close(net: Data, kappa: Fraction) -> Fraction:
    X, size = inputs(net["S"]), trace(net)
    if outputs(net, X) != [x[0] * x[1] for x in X] or size > 8 + kappa:
        msg = f"the net must interpolate with trace at most 8 + {kappa}, got {size}."
        raise ArithmeticError(msg)
    return size


def _idle(S: Any) -> Any:
    zero = Fraction(0)
    return [zero] * dimension(S), Fraction(1), zero, zero


def _correlation(
    X: Sequence[Sequence[int]], w: Sequence[Fraction], b: Fraction
) -> tuple[Fraction, Fraction]:
    """Σ y_i h_i and Σ h_i² of relu(w·x + b)."""
    h = [max(dot(w, x) + b, Fraction(0)) for x in X]
    side = sum((x[0] * x[1] * v for x, v in zip(X, h, strict=True)), Fraction(0))
    return side, sum((v * v for v in h), Fraction(0))


def _ratio(w: Sequence[Fraction]) -> Fraction | None:
    whole = sum((e * e for e in w), Fraction(0))
    return sum((e * e for e in w[2:]), Fraction(0)) / whole if whole else None


def _signed(x: Fraction, size: Fraction) -> Fraction:
    return size if x >= 0 else -size
