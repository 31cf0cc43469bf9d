"""Predicates of Propositions 5.1 and 5.2: one variant's data and one point to a finding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.core.exact_networks import forward_exact, kinks_exact
from theorems.core.networks import SimLN
from theorems.sharpness._parts.labelled_data import Labelled, labelled
from theorems.sharpness._parts.layer_norm import ln_memorizes, ln_trace
from theorems.sharpness._parts.layer_norm_xor import eq18, own_net, score, three_net, values
from theorems.sharpness._parts.xor_nets import CORNERS, cube, samples, xor
from verify.exact.rational import fmpq_of, fraction
from verify.legs import Finding, both, compare
from verify.tri import Tri

if TYPE_CHECKING:
    from verify.domain import Point

__all__ = [
    "exists",
    "function",
    "least",
    "memorizing",
    "spare",
    "trace",
    "zero_one",
]

Data = Mapping[str, Any]


def memorizing(data: Data, p: Point) -> Finding:
    """The net of Proposition 5.1 memorizes, has trace 2 and the error max{1 − n/2^d, 0}."""
    drawn = labelled(p["data"])
    net = own_net(drawn, p["eps"], p["delta"], spare=data["spare"])
    found = ln_memorizes(net, drawn)
    if found.answer is not Tri.YES:
        return found
    n, d = len(drawn.y), len(drawn.X[0])
    claimed = max(1 - Fraction(n, 2**d), Fraction(0))
    return both(
        found,
        compare(ln_trace(net, drawn), "==", Fraction(data["trace"]), which="trace"),
        compare(_error(net, d, data["event"]), "==", claimed, which="zero-one error"),
    )


def _error(net: SimLN, d: int, event: str) -> Fraction:
    """Pr of the event "y f > 0" or "y f <= 0" over the cube."""
    products = [x[0] * x[1] * score(net, x) for x in cube(d)]
    hits = [v for v in products if (v > 0 if event == "y f > 0" else v <= 0)]
    return Fraction(len(hits), len(products))


def least(data: Data, p: Point) -> Finding:
    """The net attains the claimed least trace, and no net is below it; in squares.

    "value": 2, or min(2, 4√(d+1)/ε). Above ε a sample costs at least 1, below at least (2/ε)‖x'‖.
    Where 2√(d+1) < ε the nets that attain it have neurons of value u < ε and weights εy/u: their
    trace is 2(α u² + β/u²), so that two values of u tell α and β, and 4√(αβ) is the least.
    """
    drawn, eps = labelled(p["data"]), p["eps"]
    q = len(drawn.X[0]) + 1
    costs = [min(Fraction(1), 4 * s / eps**2) for s in drawn.squares]
    value = Fraction(4) if data["value"] == "2" else min(Fraction(4), 16 * q / eps**2)
    claimed = Fraction(data["factor"]) ** 2 * value
    # the samples of P_xor have one norm, so that the mean of the roots is each root
    below = 4 * max(costs)
    if data["value"] == "2" or 4 * q >= eps**2:
        net = (
            eq18(q - 1, eps)
            if data["net"] == "eq18"
            else own_net(drawn, eps, Fraction(1), spare="moved")
        )
        right = both(*[_right(net, x) for x in drawn.X])
        if right.answer is not Tri.YES:
            return right
        found = ln_trace(net, drawn)
        attained = None if found is None else found**2
    else:
        one, two = (_below(drawn, eps, eps / k) for k in (2, 4))
        # one = 2(α ε²/4 + 4β/ε²), two = 2(α ε²/16 + 16β/ε²)
        alpha = (16 * one - 4 * two) / (8 * eps**2 - eps**2 / 2)
        beta = (one / 2 - alpha * eps**2 / 4) * eps**2 / 4
        attained = 16 * alpha * beta
    if attained is None:
        return compare(0, ">", 0, which="distance to a kink")
    return both(
        compare(attained, "==", claimed, which="attained²"),
        compare(below, "==", claimed, which="lower bound²"),
        compare(min(costs), "==", max(costs), which="bounds of the samples"),
    )


def _below(drawn: Labelled, eps: Fraction, u: Fraction) -> Fraction:
    """The trace of the net with neurons of value u < ε and weights ε y/u."""
    from theorems.sharpness._parts.layer_norm import made

    net = own_net(drawn, eps, Fraction(1), spare="moved")
    factor = u / (2 * eps)
    lower = made(
        [[factor * fraction(v) for v in row] for row in net.W1],
        [factor * fraction(v) for v in net.b1],
        [eps / u * fraction(w) for w in net.W2],
        eps,
    )
    X = tuple(tuple(fmpq_of(v) for v in x) for x in drawn.X)
    if [fraction(f) for f in forward_exact(lower, X)] != list(drawn.y):
        msg = f"a net of height {u} below {eps} does not interpolate."
        raise ArithmeticError(msg)
    found = ln_trace(lower, drawn)
    assert found is not None
    return found


def function(data: Data, p: Point) -> Finding:
    """f = x[1]x[2] on the cube, no pre-activation being 0, by Eq. (18)."""
    net = eq18(
        p["d"],
        p["eps"],
        first=int(data["first"]),
        offset=int(data["offset"]),
        shift=Fraction(data["shift"]),
    )
    findings = []
    for x in cube(p["d"]):
        least = min(abs(v) for v in values(net, x))
        kinks = compare(least, ">", 0, which="|pre-activation|", x=x[:2])
        findings += [_right(net, x), kinks]
    return both(*findings)


def _right(net: SimLN, x: Sequence[Any]) -> Finding:
    """f(x) = x[1]x[2], in squares and signs, as a norm may be irrational."""
    square = sum((v * v for v in values(net, x) if v > 0), Fraction(0))
    total = score(net, x)
    signed = total * abs(total) / max(square, fraction(net.epsilon) ** 2)
    return compare(signed, "==", x[0] * x[1], which="f(x)|f(x)|", x=x[:2])


def trace(data: Data, p: Point) -> Finding:
    """Eq. (18) interpolates, and has trace 2 by exact second differences."""
    drawn, eps = labelled(p["data"]), p["eps"]
    d = len(drawn.X[0])
    net = eq18(d, eps, scale=Fraction(data["scale"]), height=Fraction(data["height"]))
    X = tuple(tuple(fmpq_of(v) for v in x) for x in drawn.X)
    error = max(abs(fraction(f) - y) for f, y in zip(forward_exact(net, X), drawn.y, strict=True))
    found = ln_trace(net, drawn)
    if found is None:
        return compare(0, ">", 0, which="distance to a kink")
    return both(
        compare(error, "==", 0, which="largest error"),
        compare(found, "==", Fraction(data["trace"]), which="trace"),
    )


def spare(data: Data, p: Point) -> Finding:
    """With spare neurons L is differentiable near θ, and the trace is 2.

    Else W_2 of the first neuron and of a spare one are raised by t, and b_1 of the latter moves by
    s: L is constant for s < 0, and its slope for s > 0 is seen at s with a rational norm.
    """
    eps = p["eps"]
    net = eq18(p["d"], eps, width=p["width"], spare=Fraction(data["spare"]))
    drawn = samples(p["d"], p["width"])
    right = both(*[_right(net, x) for x in drawn.X])
    if right.answer is not Tri.YES:
        return right
    found = ln_trace(net, drawn)
    if found is not None:
        return compare(found, "==", 2, which="trace")
    X = tuple(tuple(fmpq_of(v) for v in x) for x in drawn.X)

    def loss(t: Fraction, s: Fraction) -> Fraction:
        last, shifts = [fraction(w) for w in net.W2], [fraction(b) for b in net.b1]
        last[0], last[4], shifts[4] = last[0] + t, last[4] + t, shifts[4] + s
        moved = SimLN(net.W1, tuple(map(fmpq_of, shifts)), tuple(map(fmpq_of, last)), net.epsilon)
        errors = [fraction(f) - y for f, y in zip(forward_exact(moved, X), drawn.y, strict=True)]
        return sum((e * e for e in errors), Fraction(0)) / len(errors)

    findings = []
    for t in (Fraction(1), Fraction(1, 1000)):
        for m in (3, 10**9):
            s = 2 * eps * Fraction(2 * m, m * m - 1)  # (2ε)² + s² is a square
            base = loss(t, Fraction(0))
            left, right = (base - loss(t, -s)) / s, (loss(t, s) - base) / s
            findings.append(compare(left, "==", right, which="one-sided slopes"))
    return both(*findings)


def exists(data: Data, p: Point) -> Finding:
    """Whether there is a net of width n for n samples of P_xor, whichever they are.

    n ≤ 2: no. f has the sign of W_2 relu(W_1x + b_1), and Proposition 4.2 says why no one or two
    neurons have the sign of x[1]x[2] at the four corners. n = 3: some corner is missing, and
    `three_net` is checked for each. n ≥ 4: Eq. (18).
    """
    d, n, eps = p["d"], p["n"], p["eps"]
    if n <= 2:
        corners = [(*c, *[1] * (d - 2), 1) for c in CORNERS]
        sums = [sum(x[0] * x[1] * x[k] for x in corners) for k in range(d + 1)]
        if any(sums):  # it would be no proof
            msg = f"the corners of dimension {d} have alternating sums {sums}."
            raise ArithmeticError(msg)
        return compare(n, ">=", 3, which="neurons needed", alternating_sum_of_corners=sums)
    findings = []
    for missing in CORNERS if n == 3 else [None]:
        net = (
            eq18(d, eps, width=n)
            if missing is None
            else three_net(d, eps, missing, neurons=int(data["neurons"]), confused=data["confused"])
        )
        drawn = xor([(*c, *[1] * (d - 2)) for c in CORNERS if c != missing])
        wrong = sum(x[0] * x[1] * score(net, x) <= 0 for x in cube(d))
        findings.append(compare(wrong, "==", 0, which="points with y f ≤ 0"))
        findings.append(_interpolates(net, drawn))
        if findings[-1].answer is Tri.YES:
            findings.append(compare(ln_trace(net, drawn), "==", 2, which="trace"))
    return both(*findings)


def _interpolates(net: SimLN, drawn: Labelled) -> Finding:
    """f(x_i) = y_i, one neuron being active, none at 0, and the norm not ε."""
    X = tuple(tuple(fmpq_of(v) for v in x) for x in drawn.X)
    kinks = kinks_exact(net, X)
    if kinks:
        return compare(len(kinks), "==", 0, which="kinks at samples")
    crowd = max(sum(h > 0 for h in values(net, x)) for x in X)
    if crowd != 1:
        return compare(crowd, "==", 1, which="active neurons at a sample")
    pairs = zip(forward_exact(net, X), drawn.y, strict=True)
    return compare(max(abs(fraction(f) - y) for f, y in pairs), "==", 0, which="largest error")


def zero_one(data: Data, p: Point) -> Finding:
    """The probability of the event over the cube for f of Eq. (18), which is to be 0."""
    net = eq18(p["d"], Fraction(1), scale=Fraction(data["scale"]))
    return compare(_error(net, p["d"], data["event"]), "==", 0, which="probability")
