"""Legs of Lemma A.3 by identities and by the convex program, for every Sim-BN net."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.core.models import model_of
from theorems.sharpness._parts.simbn_nets import corner_net
from theorems.sharpness._parts.simbn_trace_sets import FIFTH, ONE
from theorems.sharpness._parts.simbn_traces import single
from verify import legs
from verify.domain import finite
from verify.evidence import Evidence, Exactness
from verify.tri import Tri

if TYPE_CHECKING:
    from verify.case import Case

__all__ = ["parts_by_sympy", "ray_by_program", "single_by_sympy", "xor_instance"]


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
