"""Lower bounds on ‖∇f(x)‖² at single samples, and nets to hold against them.

At depth D, |f| ≤ ‖δ_k‖‖h_k‖ at each layer and AM–GM over the layers give
‖∇f(x)‖² ≥ D |f(x)|^{2(D−1)/D} ‖x'‖^{2/D}; it is compared in D-th powers, which are rational.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.core.exact_networks import forward_exact, preactivations_exact
from theorems.core.models import draw, network_of, smooth
from theorems.core.networks import Bias, Network, hidden
from theorems.sharpness._parts.difference_trace import second_differences
from theorems.sharpness._parts.every_width import witnessed
from theorems.sharpness._parts.labelled_data import labelled, root
from verify import legs
from verify.domain import Domain, Objects
from verify.evidence import Evidence, Exactness
from verify.exact.rational import fraction
from verify.legs import Finding, both, compare

if TYPE_CHECKING:
    from verify.case import Case
    from verify.domain import Point

__all__ = [
    "TIGHT",
    "bound_at",
    "flattest_paths",
    "gradient_at",
    "gradient_by_sympy",
    "rivals",
    "smooth_nets",
]


def smooth_nets(*models: str) -> Objects:
    """Nets with biases and samples at which no pre-activation is 0, of depth 2, or 2 to 5."""
    name = "nets with biases, smooth at a sample"
    models = models or ("bias", "deep")

    def accepts(value: Any) -> bool:
        return isinstance(value, Mapping) and value.get("model") in models and smooth(value)

    samples = tuple(net for net in _SAMPLES if net["model"] in models)
    if models == ("bias",):
        return Objects("two-layer " + name, accepts, samples, lambda: draw(models), (name,))
    return Objects(name, accepts, samples, lambda: draw(models))


def gradient_at(data: Mapping[str, Any], p: Point) -> Finding:
    """‖∇f(x)‖² = A(‖x‖² + extra) + B at each sample of a two-layer net: Eq. (2).

    A and B are the squared norms of W_2 ⊙ 1[W_1'x' > 0] and relu(W_1'x'); the left side is half of
    Tr ∇²(f(x) − y)² at y = f(x), by exact second differences.
    """
    from flint import fmpq

    net, inputs = network_of(p["net"], fmpq)
    assert isinstance(net, Bias)
    findings = []
    for x in inputs:
        found = second_differences(net, (x,), forward_exact(net, (x,)))
        assert found.value is not None  # the net is smooth at x
        ((values,),) = preactivations_exact(net, (x,))
        active = [(v, w) for v, w in zip(values, net.W2, strict=True) if v > 0]
        square = sum((v * v for v in x), fmpq(0))
        right = sum((w * w for _, w in active), fmpq(0)) * (square + int(data["extra"]))
        right += sum((v * v for v, _ in active), fmpq(0))
        findings.append(compare(found.value / 2, "==", right, active=len(active)))
    return both(*findings)


def gradient_by_sympy(case: Case) -> Evidence:
    """sympy: the squared derivatives of w(a·x + b) in w, b, a_1 and a_2 are Eq. (2)'s terms."""
    import sympy

    w, b, *rest = sympy.symbols("w b a1 a2 x1 x2", real=True)
    a, x = rest[:2], rest[2:]
    value = a[0] * x[0] + a[1] * x[1] + b
    slopes = [sympy.diff(w * value, t) for t in (w, b, *a)]
    right = w**2 * (x[0] ** 2 + x[1] ** 2 + int(case.data["extra"])) + value**2
    difference = sympy.expand(sum(s**2 for s in slopes) - right)
    if difference == 0:
        why = "neurons share no parameter, an inactive one has slope 0, and each further "
        why += "coordinate of x adds w² x[k]² to both sides"
        detail = {"independent_of": {"net": why}}
        return legs.supports("symbolic", Exactness.IDENTITY, case.domain, detail=detail)
    return witnessed(case, "symbolic", Exactness.IDENTITY, gradient_at, {})


def bound_at(data: Mapping[str, Any], p: Point) -> Finding:
    """(‖∇f(x)‖²)^D ≥ D^D f(x)^{2(D−1)} ‖x'‖² at each sample of a net.

    ‖∇f(x)‖² is half of Tr ∇²(f(x) − y)² at y = f(x), by exact second differences. Of the variant's
    data, "constant" multiplies the right side, and "layers" says whether the first layer counts.
    """
    from flint import fmpq

    net, inputs = network_of(p["net"], fmpq)
    weights, _ = hidden(net)
    first = len(weights[0]) * (len(inputs[0]) + 1)
    depth, findings = len(weights) + 1, []
    for x in inputs:
        (value,) = forward_exact(net, (x,))
        found = second_differences(net, (x,), (value,))
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

    from verify.solvers.smt import bounded

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
            solver = bounded()
            solver.add(*[a > 0 for a in factors[:-1]])
            solver.add(product(factors) == _real(y))
            solver.push()
            solver.add(cost < _real(least))
            if solver.check() != z3.unsat:
                reason = f"z3 does not say that {least} is least for the label {y}"
                return legs.undecided("smt", Exactness.SMT, reason)
            solver.pop()
            solver.add(cost <= _real(least))
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


# ‖x'‖ = 5/4, and the bound is attained there too
TIGHT = {"model": "bias", "W1": [["1/3"]], "b1": ["1"], "W2": ["1"], "X": [["3/4"]]}
_SAMPLES: tuple[dict[str, Any], ...] = (
    *[_chain(depth) for depth in (2, 3, 4, 5)],
    TIGHT,
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
