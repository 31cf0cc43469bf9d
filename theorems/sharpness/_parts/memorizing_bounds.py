"""Lower bounds on ‖∇f(x)‖² at single samples, and nets to hold against them.

At depth D, |f| ≤ ‖δ_k‖‖h_k‖ at each layer and AM–GM over the layers give
‖∇f(x)‖² ≥ D |f(x)|^{2(D−1)/D} ‖x'‖^{2/D}; it is compared in D-th powers, which are rational.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.core.exact_networks import (
    flatten_exact,
    forward_exact,
    loss_function,
    pattern_function,
)
from theorems.core.models import draw, network_of, smooth
from theorems.core.networks import Bias, Network, hidden
from theorems.sharpness._parts.memorizing import labelled, root
from verify import legs
from verify.domain import Domain, Objects
from verify.evidence import Evidence, Exactness
from verify.exact.differences import hessian_trace
from verify.exact.rational import fraction
from verify.legs import Finding, both, compare

if TYPE_CHECKING:
    from verify.case import Case
    from verify.domain import Point

__all__ = ["bound_at", "flattest_paths", "rivals", "smooth_nets"]


def smooth_nets() -> Objects:
    """Nets with biases of depth 2 to 5 and samples at which no pre-activation is 0."""
    models = ("bias", "deep")

    def accepts(value: Any) -> bool:
        return isinstance(value, Mapping) and value.get("model") in models and smooth(value)

    return Objects("nets with biases, smooth at a sample", accepts, _SAMPLES, lambda: draw(models))


def bound_at(data: Mapping[str, Any], p: Point) -> Finding:
    """(‖∇f(x)‖²)^D ≥ D^D f(x)^{2(D−1)} ‖x'‖² at each sample of a net.

    ‖∇f(x)‖² is half of Tr ∇²(f(x) − y)² at y = f(x), by exact second differences. Of the variant's
    data, "constant" multiplies the right side, and "layers" says whether the first layer counts.
    """
    from flint import fmpq

    net, inputs = network_of(p["net"], fmpq)
    theta = flatten_exact(net)
    weights, _ = hidden(net)
    first = len(weights[0]) * (len(inputs[0]) + 1)
    depth, findings = len(weights) + 1, []
    for x in inputs:
        (value,) = forward_exact(net, (x,))
        found = hessian_trace(
            loss_function(net, (x,), (value,)),
            theta,
            region=pattern_function(net, (x,)),
            step=Fraction(1, 64),
        )
        kept = found.diagonal if data["layers"] == "all" else found.diagonal[first:]
        squared = sum((fraction(v) for v in kept), Fraction(0)) / 2
        norm = 1 + sum(fraction(v) ** 2 for v in x)
        right = depth**depth * fraction(value) ** (2 * depth - 2) * norm
        right *= Fraction(data["constant"])
        findings.append(compare(squared**depth, ">=", right, output=value, depth=depth))
    return both(*findings)


def rivals(net: Network) -> list[Network]:
    """Interpolators with the function of a two-layer net: rescaled, split, with a dead neuron."""
    assert isinstance(net, Bias)
    out: list[Network] = []
    for t in (Fraction(2), Fraction(4, 5)):
        up = _map(net.W1, t), _map(net.b1, t), _map(net.W2, 1 / t)
        out.append(Bias(*up))
    half = _map(net.W2, Fraction(1, 2))
    out.append(Bias(net.W1 * 2, net.b1 * 2, half * 2))  # every neuron twice
    dead = tuple(v * 0 for v in net.W1[0])
    out.append(Bias((*net.W1, dead), (*net.b1, net.b1[0] * 0 - 1), (*net.W2, net.W2[0] * 0 + 1)))
    return out


def flattest_paths(over: Mapping[str, Any]) -> Callable[[Case], Evidence]:
    """z3: each sample has a path of its own that interpolates at the least cost.

    On a path with pre-activations h > 0, inner weights a_2, …, a_{D−1} > 0 and output weight w the
    factors multiply to y, and ‖∇f‖² is the sum over the factors of the squared product of the
    others, the first times ‖x'‖².
    """
    return lambda case: _paths(case.domain.restrict(**over))


def _paths(domain: Domain) -> Evidence:
    import z3

    def product(terms: list[Any]) -> Any:
        out = z3.RealVal(1)
        for term in terms:
            out = out * term
        return out

    points = domain.points()
    if not points:
        return legs.undecided("smt", Exactness.SMT, "no data set lies in the domain")
    for index, point in enumerate(points, 1):
        samples, depth = labelled(point["data"]), point["depth"]
        for q, y in zip(samples.squares, samples.y, strict=True):
            least = _least(q, y, depth)
            if least is None:
                return legs.undecided("smt", Exactness.SMT, f"irrational bound at {point}")
            factors = [z3.Real(f"a{k}") for k in range(1, depth + 1)]
            cost = z3.Sum(
                *[
                    product(factors[:k] + factors[k + 1 :]) ** 2 * (_real(q) if k == 0 else 1)
                    for k in range(depth)
                ]
            )
            solver = z3.Solver()
            solver.set("timeout", 10_000)
            solver.add(*[a > 0 for a in factors[:-1]])
            solver.add(product(factors) == _real(y), cost <= _real(least))
            answer = solver.check()
            if answer == z3.unsat:
                values = {"label": y, "squared_norm": q, "least_cost": least}
                return legs.refutes("smt", Exactness.SMT, point, values, cases=index)
            if answer != z3.sat:
                reason = f"z3 does not know: {solver.reason_unknown()}"
                return legs.undecided("smt", Exactness.SMT, reason)
    return legs.supports("smt", Exactness.SMT, domain.swept(), cases=len(points))


def _least(q: Fraction, y: Fraction, depth: int) -> Fraction | None:
    """D |y|^{2(D−1)/D} ‖x'‖^{2/D}, or None if it is irrational."""
    try:
        return depth * root(abs(y) ** (2 * depth - 2) * q, depth)
    except ValueError:
        return None


def _real(q: Fraction) -> Any:
    import z3

    return z3.RealVal(str(q))


def _map(value: Any, factor: Fraction) -> Any:
    from verify.exact.rational import fmpq_of

    if isinstance(value, tuple):
        return tuple(_map(v, factor) for v in value)
    return value * fmpq_of(factor)


def _chain(depth: int) -> dict[str, Any]:
    """A net of width 1 at which the bound is attained: x' = (0, 1) and all weights 1."""
    net: dict[str, Any] = {"model": "bias", "W1": [["0"]], "b1": ["1"], "W2": ["1"], "X": [["0"]]}
    if depth > 2:
        net |= {"model": "deep", "inner": [[["1"]]] * (depth - 2)}
    return net


_SAMPLES: tuple[dict[str, Any], ...] = (
    *[_chain(depth) for depth in (2, 3, 4, 5)],
    {  # two samples, a neuron of each sign, one that is dead
        "model": "bias",
        "W1": [["1"], ["-1"], ["2"]],
        "b1": ["1", "1/2", "-50"],
        "W2": ["1", "-3", "7"],
        "X": [["0"], ["3/4"]],
    },
    {  # output 0 although two neurons are active
        "model": "bias",
        "W1": [["1", "0"], ["0", "1"]],
        "b1": ["1", "1"],
        "W2": ["1", "-1"],
        "X": [["1", "1"]],
    },
    {
        "model": "deep",
        "W1": [["1", "2"], ["-1", "1/2"]],
        "b1": ["1/3", "2"],
        "inner": [[["1", "-1"], ["2", "1"]], [["1", "1"], ["-1", "3"]]],
        "W2": ["1/2", "-2"],
        "X": [["1", "1"], ["-1", "2"]],
    },
)
