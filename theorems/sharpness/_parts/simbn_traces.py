"""Predicates of Lemma A.3: the trace of Sim-BN against ‖W_2‖² + ‖γ‖²."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.core.models import model_of, network_of
from theorems.core.networks import SimBN
from theorems.core.scalars import dot
from theorems.core.sharpness import trace_by_jacobian_exact
from theorems.sharpness._parts.simbn_nets import corner_net, pieces, scaled, trace
from theorems.sharpness._parts.simbn_trace_sets import living_parts
from verify.legs import Finding, both, compare

if TYPE_CHECKING:
    from verify.domain import Point

__all__ = ["approached", "bound", "bound_in_balls", "dead", "ray", "single"]


Data = Mapping[str, Any]


def bound(data: Data, p: Point) -> Finding:
    """Tr ≥ factor (‖W_2‖² + ‖γ‖²), both in rationals."""
    net = p["instance"]
    return compare(trace(net, net["X"]), ">=", Fraction(data["factor"]) * _parts(net))


def bound_in_balls(data: Data, p: Point) -> Finding:
    """Enclose Tr ∇²L by second derivatives of L, for labels f(x_i): Tr > factor (…) − 2^-100."""
    from flint import arb, ctx

    from verify.exact.ball import ball
    from verify.exact.jets import hessian_trace_ball

    net = p["instance"]
    with ctx.workprec(256):
        model = model_of(net, kind=arb)
        left = hessian_trace_ball(model.loss(model.outputs(model.theta)), model.theta)
        exact = ball(trace(net, net["X"]))
        right = ball(Fraction(data["factor"]) * _parts(net))
        return both(
            compare(abs(left - exact), "<", arb(2) ** -100, which="|Tr ∇²L − (2/n) Σ ‖∇f‖²|"),
            compare(left, ">", right - arb(2) ** -100, which="Tr ∇²L"),
        )


def ray(data: Data, p: Point) -> Finding:
    """Tr at (cW_1, cb_1) is factor (‖W_2‖² + ‖γ‖²) + K/c² with K ≥ 0: that is its infimum in c."""
    net = p["instance"]
    values = [trace(_longer(net, c), net["X"]) for c in (1, 2, 3)]
    # one + K and one + K/4
    share = (values[0] - values[1]) * Fraction(4, 3)
    limit = values[0] - share
    return both(
        compare(values[2], "==", limit + share / 9, which="Tr at c = 3"),
        compare(share, ">=", 0, which="K"),
        compare(limit, "==", Fraction(data["factor"]) * _parts(net), which="inf over c of Tr"),
    )


def approached(data: Data, p: Point) -> Finding:
    """At the corner net the share K of W_1 and b_1 is 0 if |S| = 1 and positive otherwise.

    By Lemma A.1 each neuron of a net of least ‖γ ⊙ W_2‖_1 with γ_j W_2[j] ≠ 0 is active at one
    corner with one value v = 2a, so that its share is 4p²/v² times half the mean of ‖s − s̄‖².
    """
    S = p["S"]
    net = corner_net(S, slant=Fraction(1, 5))
    share = (trace(net) - trace(scaled(net, Fraction(2)))) * Fraction(4, 3)
    means = [Fraction(sum(column), len(S)) for column in zip(*S, strict=True)]
    spread = sum((v - m) ** 2 for s in S for v, m in zip(s, means, strict=True))
    small = len(S) == 1 if data["when"] == "one" else data["when"] == "always"
    found = compare(share, "==" if small else ">", 0, which="share of W_1, b_1")
    return both(found, compare(share, "==", Fraction(2 * spread, len(S)), which="its value"))


def dead(data: Data, p: Point) -> Finding:
    """Tr ≥ factor (γ² + W_2²) summed over living neurons, or over all, with 0/0 = 0."""
    left, living = living_parts(p["instance"])
    right = living if data["over"] == "living" else _parts(p["instance"])
    return compare(left, ">=", Fraction(data["factor"]) * right)


def single(data: Data, p: Point) -> Finding:
    """With one γ: Tr against factor (‖W_2‖² + γ²), or against 2(mγ² + mean f²/γ²)."""
    made, X = network_of(p["instance"])
    assert isinstance(made, SimBN)
    left = trace_by_jacobian_exact(made, X)
    gamma, m = made.gamma, len(made.W2)
    if data["bound"] == "weights":
        right = dot(made.W2, made.W2) + gamma * gamma
    else:
        net = p["instance"]
        many = model_of({**net, "gamma": [net["gamma"]] * m})
        f = many.outputs(many.theta)
        right = Fraction(data["factor"]) * (m * gamma * gamma + dot(f, f) / (len(f) * gamma**2))
    return compare(left, ">=", right, gamma=gamma)


def _parts(net: Any) -> Fraction:
    return sum((g * g + v * v for _, _, g, v in pieces(net)), Fraction(0))


def _longer(net: Any, c: int) -> Any:
    times = {"W1": [[str(c * Fraction(v)) for v in row] for row in net["W1"]]}
    return {**net, **times, "b1": [str(c * Fraction(b)) for b in net["b1"]]}
