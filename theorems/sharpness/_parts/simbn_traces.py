"""Predicates of Lemma A.3: the trace of Sim-BN against ‖W_2‖² + ‖γ‖²."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.core.exact_networks import kinks_exact
from theorems.core.models import draw, model_of, network_of, smooth
from theorems.core.networks import SimBN
from theorems.core.scalars import dot
from theorems.core.sharpness import trace_by_jacobian_exact
from theorems.sharpness._parts.simbn_nets import corner_net, pieces, scaled, trace
from verify import legs
from verify.domain import Objects, finite
from verify.evidence import Evidence, Exactness
from verify.exact.rational import fraction
from verify.legs import Finding, both, compare
from verify.tri import Tri

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from verify.case import Case
    from verify.domain import Point

__all__ = [
    "ALIVE",
    "NONE_DEAD",
    "ONE_GAMMA",
    "SOME_DEAD",
    "approached",
    "bound",
    "bound_in_balls",
    "dead",
    "parts_by_sympy",
    "ray",
    "ray_by_program",
    "single",
    "single_by_sympy",
]

Data = Mapping[str, Any]
ONE = {
    "model": "sim_bn",
    "W1": [["0"]],
    "b1": ["1"],
    "gamma": ["1"],
    "W2": ["1"],
    "X": [["0"]],
}
"""one sample, one neuron: f = γ W_2, whatever W_1 and b_1 > 0"""
NULL = {**ONE, "gamma": ["0"], "W2": ["0"]}
TWO = {
    **ONE,
    "X": [["1"]],
    "W1": [["1"], ["2"]],
    "b1": ["1", "-1"],
    "gamma": ["1", "2"],
    "W2": ["3", "-1/2"],
}
SEVEN = {**TWO, "X": [["0"], ["6"]], "b1": ["1", "3"]}
IRRATIONAL = {**TWO, "X": [["1"], ["2"], ["-4"]]}
FIFTH = {**ONE, "W1": [["1"]], "X": [["0"], ["6"]]}
"""values 1 and 7, so that a = 5"""
REPEATED = {**ONE, "W1": [["1"]], "X": [["1"], ["1"], ["-1/2"]]}


def alive(instance: object) -> bool:
    """Whether it is a Sim-BN instance with a γ for each neuron, smooth and alive."""
    return (
        isinstance(instance, Mapping)
        and instance.get("model") == "sim_bn"
        and isinstance(instance.get("gamma"), list)
        and smooth(instance)
    )


ALIVE = Objects(
    "Sim-BN nets, smooth and alive at the samples",
    alive,
    (ONE, NULL, TWO, SEVEN, IRRATIONAL, REPEATED),
    lambda: draw(("sim_bn",)),
)


def one_gamma(instance: object) -> bool:
    """Whether γ is one number, and every scale rational."""
    if not isinstance(instance, Mapping) or isinstance(instance.get("gamma"), list):
        return False
    try:
        many = {**instance, "gamma": [instance["gamma"]] * len(instance["W2"])}
        if not alive(many) or Fraction(str(instance["gamma"])) == 0:
            return False
        model_of(many).outputs(model_of(many).theta)
    except (ValueError, KeyError, TypeError):
        return False
    return True


def half_dead(instance: object) -> bool:
    """Whether it is a Sim-BN instance without kinks, its living neurons with rational scales."""
    if not isinstance(instance, Mapping) or not isinstance(instance.get("gamma"), list):
        return False
    try:
        made, X = network_of(instance)
        living_parts(instance)
        return not kinks_exact(made, X)
    except (ValueError, KeyError, TypeError):
        return False


def living_parts(instance: Data) -> tuple[Fraction, Fraction]:
    """(2/n) Σ ‖∇f(x_i)‖² where 0/0 is taken for 0, and γ² + W_2² summed over living neurons."""
    made, X = network_of(instance)
    assert isinstance(made, SimBN)
    value = trace_by_jacobian_exact(replace(made, dead="zero"), X)
    rows = [[Fraction(v) for v in x] for x in instance["X"]]
    alive_ones = [
        g * g + v * v for w, b, g, v in pieces(instance) if any(dot(w, x) + b > 0 for x in rows)
    ]
    return fraction(value), sum(alive_ones, Fraction(0))


def draw_dead() -> SearchStrategy[Any]:
    """One or two neurons at one sample, the second dead."""
    from hypothesis import strategies as st

    size = st.sampled_from(["1", "-2", "1/2", "0", "5"])
    pair = st.tuples(size, size)
    return st.builds(
        lambda gamma, last, many: {
            **ONE,
            "W1": [["1"], ["0"]][:many],
            "b1": ["1", "-1"][:many],
            "gamma": list(gamma)[:many],
            "W2": list(last)[:many],
        },
        pair,
        pair,
        st.integers(1, 2),
    )


DEAD = {**ONE, "W1": [["0"], ["0"]], "b1": ["1", "-1"], "gamma": ["1", "2"], "W2": ["1", "0"]}
SOME_DEAD = Objects(
    "Sim-BN nets with dead neurons or none", half_dead, (ONE, FIFTH, DEAD), draw_dead
)
NONE_DEAD = Objects(
    "Sim-BN nets with rational scales and no dead neuron",
    lambda net: half_dead(net) and alive(net),
    (ONE, FIFTH),
    lambda: draw_dead().filter(alive),
    (SOME_DEAD.name,),
)


def draw_one() -> SearchStrategy[Any]:
    """At one sample, so that h/a = 1; with weights that cancel."""
    from hypothesis import strategies as st

    size = st.sampled_from(["1", "-2", "1/2", "5"])
    return st.builds(
        lambda last, gamma, x: {
            "model": "sim_bn",
            "W1": [["1"]] * len(last),
            "b1": ["4"] * len(last),
            "gamma": gamma,
            "W2": last,
            "X": [[x]],
        },
        st.lists(size, min_size=1, max_size=3),
        st.sampled_from(["1", "1/2", "-3"]),
        st.sampled_from(["0", "1", "-2"]),
    )


ONE_GAMMA = Objects(
    "Sim-BN nets with one γ ≠ 0 for all neurons",
    one_gamma,
    (
        {**ONE, "gamma": "1"},
        {**ONE, "W1": [["0"], ["0"]], "b1": ["1", "1"], "gamma": "1", "W2": ["3", "-2"]},
        {**SEVEN, "gamma": "2", "b1": ["1", "1"], "W1": [["1"], ["1"]]},
    ),
    draw_one,
)


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


def parts_by_sympy(predicate: Any) -> Callable[[Case], Evidence]:
    """sympy: the γ and W_2 parts of (2/n) Σ ‖∇f(x_i)‖² are 2(‖W_2‖² + ‖γ‖²), whatever h is.

    Along c ↦ (cW_1, cb_1) f and these parts stay, and ∂f/∂(W_1, b_1) is divided by c.
    """

    def run(case: Case) -> Evidence:
        import sympy

        i, n = sympy.Symbol("i", integer=True), sympy.Symbol("n", integer=True, positive=True)
        gamma, last = sympy.symbols("gamma w_2", real=True)
        square = sympy.Symbol("S", positive=True)  # Σ_i h_i², not 0 because the neuron is alive
        h = sympy.IndexedBase("h")[i]
        a = sympy.sqrt(square / n)
        f = last * gamma * h / a
        sides = sum(sympy.diff(f, v) ** 2 for v in (gamma, last))
        coefficient = sympy.simplify(sides / h**2)
        total = sympy.simplify(2 / n * coefficient * square)
        factor = sympy.Rational(str(case.data["factor"]))
        relation = case.data["relation"]
        left = sympy.expand(total - factor * (gamma**2 + last**2))
        slack = sympy.Rational(str(2 - factor))
        holds = (
            left == 0
            if relation == "=="
            else (sympy.expand(left - slack * (gamma**2 + last**2)) == 0 and slack >= 0)
        )
        if not holds or case.data.get("over") == "all":
            for point in case.domain.points():
                finding = predicate(case.data, point)
                if finding.answer is Tri.NO:
                    return legs.refutes("symbolic", Exactness.IDENTITY, point, finding.values)
            return legs.undecided("symbolic", Exactness.IDENTITY, "no witness on the samples")
        why = "the trace is a sum over neurons; those of W_1 and b_1 are squares, of order 1/c²"
        detail = {"per_neuron": str(total), "independent_of": {"instance": why}}
        return legs.supports("symbolic", Exactness.IDENTITY, case.domain, detail=detail)

    return run


def ray_by_program(case: Case) -> Evidence:
    """inf Tr = factor · inf(‖W_2‖² + ‖γ‖²) with both from the least ‖γ ⊙ W_2‖_1 = μ of a program.

    inf(‖W_2‖² + ‖γ‖²) = 2μ by balancing γ_j against W_2[j]. A net with |γ_j| near |W_2[j]| and long
    (W_1, b_1) comes near inf Tr from above; below is 2(‖W_2‖² + ‖γ‖²) ≥ 4μ.
    """
    from theorems.core.flattest import flattest_sim_bn

    drawn = [ONE, FIFTH, xor_instance()]
    domain = case.domain.restrict(instance=finite(drawn))
    rows, solver = [], []
    for cases, point in enumerate(domain.points(), 1):
        net = point["instance"]
        model = model_of(net)
        labels = model.outputs(model.theta)
        found = flattest_sim_bn([[Fraction(v) for v in x] for x in net["X"]], list(labels))
        solver.append(found.report.diagnostics())
        claimed = [case.constant("factor") * 2 * end for end in (found.lower, found.upper)]
        ends = [4 * found.lower, 4 * found.upper]
        row = {"n": len(labels), "claimed": str(claimed[0]), "inf_trace_from": str(ends[0])}
        if claimed[1] < ends[0] or claimed[0] > ends[1]:
            return legs.refutes(
                "convex",
                Exactness.BRACKET,
                point,
                row,
                cases=cases,
                executed=True,
                diagnostics={"solver": solver},
            )
        rows.append(cases)
    return legs.supports(
        "convex",
        Exactness.BRACKET,
        domain.swept(),
        cases=len(rows),
        executed=True,
        diagnostics={"solver": solver},
    )


def xor_instance() -> dict[str, Any]:
    """The corner net on the four corners, d = 2."""
    net = corner_net([[]])
    X = [[str(a), str(b)] for a in (1, -1) for b in (1, -1)]
    return {"model": "sim_bn", "X": X, **{k: net[k] for k in ("W1", "b1", "gamma", "W2")}}


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


def single_by_sympy(case: Case) -> Evidence:
    """sympy: with one γ, Σ_j mean (∂f/∂W_2[j])² + mean (∂f/∂γ)² = mγ² + mean f²/γ²."""
    import sympy

    n = sympy.Symbol("n", positive=True)
    gamma, last, inner = sympy.symbols("gamma w_2 g", real=True, nonzero=True)
    h, total = sympy.symbols("h total", positive=True)
    # f = γ g with g free of γ; for one neuron γ W_2 h/a, a² = total/n and Σ h² = total
    f, own = gamma * inner, last * gamma * h / sympy.sqrt(total / n)
    by_gamma = sympy.diff(f, gamma) ** 2 - f**2 / gamma**2
    by_weight = sympy.diff(own, last) ** 2 / h**2 * total / n - gamma**2
    factor = case.constant("factor") if "factor" in case.data else Fraction(3)
    proved = sympy.simplify(by_gamma) == 0 and sympy.simplify(by_weight) == 0
    if case.data["bound"] != "mean" or factor > 2 or not proved:
        for point in case.domain.points():
            finding = single(case.data, point)
            if finding.answer is Tri.NO:
                return legs.refutes("symbolic", Exactness.IDENTITY, point, finding.values)
        return legs.undecided("symbolic", Exactness.IDENTITY, "no witness on the samples")
    why = {"instance": "these are all parts of the trace but those of W_1 and b_1, squares"}
    return legs.supports(
        "symbolic", Exactness.IDENTITY, case.domain, detail={"independent_of": why}
    )


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
