"""Sim-BN with one γ for all neurons, as its definition prints: each function is among the flattest.

Then Σ_i (∂f/∂γ)²/n is mean f²/γ², which does not see W_2: with γ = m^{-1/4} and W_2 to match, and
(W_1, b_1) long, every interpolator of labels ±1 comes as near as one likes to 4√m.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from math import isqrt
from typing import TYPE_CHECKING, Any

from theorems.core.sharpness import trace_by_jacobian_exact
from theorems.sharpness._parts.every_width import witnessed
from theorems.sharpness._parts.simbn_nets import inputs, outputs, pieces, typed, wrong_points
from verify import legs
from verify.evidence import Evidence, Exactness
from verify.exact.rational import fmpq_of, fraction
from verify.legs import Finding, both, compare

if TYPE_CHECKING:
    from verify.case import Case
    from verify.domain import Point

__all__ = ["astray", "single_trace", "twin", "twin_trace"]


def single_trace(net: Any, X: Any) -> Fraction:
    """(2/n) Σ ‖∇f(x_i)‖² by the core's gradients, also where γ is one number."""
    rows = tuple(tuple(map(fmpq_of, x)) for x in X)
    return fraction(trace_by_jacobian_exact(net, rows))


def twin_of(net: Mapping[str, Any], kappa: Fraction) -> Any:
    """A net with one γ and the same f, whose trace exceeds 4√m by at most κ."""
    own = pieces(net)
    m, bits = len(own), 4
    while True:
        # m^{-1/4} to `bits` bits
        g = Fraction(isqrt(isqrt(2 ** (4 * bits) // m)), 2**bits)
        if g and _below(2 * (m * g * g + 1 / (g * g)) - kappa / 2, m):
            break
        bits += 1
    made = replace(typed(net), gamma=fmpq_of(g), W2=tuple(fmpq_of(c * v / g) for _, _, c, v in own))
    share, scale = single_trace(made, inputs(net["S"])) - 2 * (m * g * g + 1 / (g * g)), 1
    while 2 * share > kappa * scale**2:
        scale *= 2
    return replace(
        made,
        W1=tuple(tuple(scale * v for v in row) for row in made.W1),
        b1=tuple(scale * v for v in made.b1),
    )


def _below(t: Fraction, m: int) -> bool:
    """t ≤ 4√m."""
    return t <= 0 or t * t <= 16 * m


def twin(data: Mapping[str, Any], p: Point) -> Finding:
    """The twin has the same f on the cube, and factor · 4√m ≤ Tr ≤ factor · 4√m + κ, in squares."""
    from theorems.core.exact_networks import forward_exact
    from theorems.sharpness._parts.xor_nets import cube

    net, kappa = p["net"], p["kappa"]
    found, S = twin_of(net, kappa), net["S"]
    points = [tuple(map(fmpq_of, x)) for x in cube(len(S[0]) + 2)]
    batch = tuple(tuple(map(fmpq_of, x)) for x in inputs(S))
    before = outputs(net, list(cube(len(S[0]) + 2)))
    after = [fraction(v) for v in forward_exact(found, tuple(points), batch=batch)]
    apart = max(abs(a - b) for a, b in zip(before, after, strict=True))
    trace, square = single_trace(found, inputs(S)), 16 * len(net["W2"])
    claimed = Fraction(data["factor"]) ** 2 * square
    over = max(trace - kappa, Fraction(0))
    return both(
        compare(apart, "==", 0, which="|f of the twin − f|"),
        compare(over * over, "<=", claimed, which="(Tr − κ)²"),
        compare(trace * trace, ">=", claimed, which="Tr²"),
    )


def twin_by_smt(predicate: Any, over: Mapping[str, Any]) -> Callable[[Case], Evidence]:
    """z3: 2(mγ² + 1/γ²) ≥ factor · 4√m, with equality at γ² = 1/√m.

    (1/n) Σ_i (∂f/∂γ)² = mean f²/γ² = 1/γ² and (1/n) Σ_i (∂f/∂W_2[j])² = γ²: Lemma A.3, claim
    one_gamma.
    """

    def run(case: Case) -> Evidence:
        import z3

        from verify.solvers.smt import bounded

        g, s = z3.Reals("g s")  # γ² and √m
        factor = z3.RealVal(case.data["factor"])
        cost = 2 * (s * s * g + 1 / g)
        queries = (
            ([g > 0, s >= 1], cost >= factor * 4 * s),
            ([g * s == 1, s >= 1], cost == factor * 4 * s),
        )
        for given, wanted in queries:
            solver = bounded()
            solver.add(*given, z3.Not(wanted))
            if solver.check() != z3.unsat:
                return witnessed(case, "smt", Exactness.SMT, predicate, over)
        why = {
            "net": "W_2[j] = γ_j W_2[j]/γ gives the same f; it enters through mean f² = 1 and m",
            "kappa": "W_1 and b_1 give K/c², and γ may be a rational near m^{-1/4}",
        }
        return legs.supports("smt", Exactness.SMT, case.domain, detail={"independent_of": why})

    return run


def twin_trace(net: Mapping[str, Any], kappa: Fraction) -> Fraction:
    """The trace of the twin."""
    return single_trace(twin_of(net, kappa), inputs(net["S"]))


def astray(data: Mapping[str, Any], p: Point) -> Finding:
    """|f − x[1]x[2]| ≤ ε on the cube for the net's twin, which is within κ of the infimum."""
    apart = [(abs(v - x[0] * x[1]), x) for x, v in wrong_points(p["net"])]
    error, x = max(apart, default=(Fraction(0), (1, 1)))
    return compare(
        error,
        "<=",
        p["eps"],
        which="|f − x[1]x[2]|",
        x=x,
        trace=twin_trace(p["net"], p["kappa"]),
        width=len(p["net"]["W2"]),
    )
