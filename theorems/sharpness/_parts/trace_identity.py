"""Predicates and deductions of Lemma 4.1: the trace against the gradients, and when it exists."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.core.models import model_of
from theorems.core.scalars import dot
from verify import Case, Evidence, Exactness, Finding, compare, legs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from verify.domain import Point

__all__ = [
    "by_chain_rule",
    "exponents",
    "limit",
    "limit_by_smt",
    "quotient",
    "trace_identity",
    "trace_identity_in_balls",
]


def trace_identity(data: Mapping[str, Any], p: Point) -> Finding:
    """Compare the trace by exact second differences with factor · (1/n) Σ ‖∇f‖²."""
    from verify.exact.differences import hessian_trace

    model = model_of(p["instance"])
    labels = [f + Fraction(data["offset"]) for f in model.outputs(model.theta)]
    degree = 2 * max(model.degree, 1)
    left = hessian_trace(model.loss(labels), model.theta, region=model.region, degree=degree)
    rows = model.jacobian()
    right = Fraction(data["factor"]) * sum(dot(row, row) for row in rows) / len(rows)
    return compare(left.value, "==", right)


def trace_identity_in_balls(data: Mapping[str, Any], p: Point) -> Finding:
    """Enclose both sides for Sim-BN and Sim-LN, whose norms are irrational.

    Balls never decide an equality, so the finding is about 2^-100: the sides differ by less.
    """
    from flint import arb, ctx

    from verify.exact.jets import hessian_trace_ball

    with ctx.workprec(256):
        model = model_of(p["instance"], kind=arb)
        offset = arb(Fraction(data["offset"]).numerator) / Fraction(data["offset"]).denominator
        labels = [f + offset for f in model.outputs(model.theta)]
        left = hessian_trace_ball(model.loss(labels), model.theta)
        rows = model.jacobian()
        right = int(data["factor"]) * sum((dot(row, row) for row in rows), arb(0)) / len(rows)
        return compare(abs(left - right), "<", arb(2) ** -100, trace=left, gradients=right)


SUMS = (
    "Tr ∇²L is the mean over samples of the sum over coordinates of ∂²(f − y)²/∂θ_k², and along "
    "one coordinate f is a twice differentiable function of one variable"
)


def by_chain_rule(case: Case) -> Evidence:
    """Prove (∂²/∂t²)(f − y)² = factor · f'² at f − y = offset, for any twice differentiable f.

    The trace sums this over coordinates and averages it over samples.
    """
    import sympy

    t, y, slope, bend = sympy.symbols("t y slope bend", real=True)
    f = sympy.Function("f")(t)
    offset, factor = (sympy.Rational(str(case.data[k])) for k in ("offset", "factor"))
    second = sympy.diff((f - y) ** 2, t, 2)
    second = second.subs(sympy.Derivative(f, (t, 2)), bend).subs(sympy.Derivative(f, t), slope)
    difference = sympy.expand(second.subs(f, y - offset) - factor * slope**2)
    if difference == 0:
        return legs.supports(
            "symbolic",
            Exactness.IDENTITY,
            case.domain,
            detail={"per_coordinate": str(second), "independent_of": {"instance": SUMS}},
        )
    for point in case.domain.points():
        if point["instance"]["model"] != "polynomial":
            continue
        finding = trace_identity(case.data, point)
        values = {"difference": str(difference), **finding.values}
        return legs.refutes("symbolic", Exactness.IDENTITY, point, values)
    return legs.undecided("symbolic", Exactness.IDENTITY, f"{difference} is left over")


def quotient(data: Mapping[str, Any], p: Point) -> Finding:
    """Enclose L'(h)/h for L = f², f(h) = h^p sin(h^-q), where sin(2 h^-q) = ±1, h ≤ 1.

    The lemma makes ∇²L(0) = 2 f'(0)² = 0, so the quotient tends to 0 with h; claimed is that it
    is at most (2p + q) h^rate.
    """
    from flint import arb, ctx

    with ctx.workprec(256):
        phase = arb.pi() / 4 * (4 * (p["k"] + 1) + (1 if p["sign"] == 1 else 3))
        h = (-(phase.log()) / p["q"]).exp()
        f = h ** p["p"] * phase.sin()
        slope = p["p"] * h ** (p["p"] - 1) * phase.sin()
        slope -= p["q"] * h ** (p["p"] - p["q"] - 1) * phase.cos()
        bound = (2 * p["p"] + p["q"]) * h ** int(data["rate"])
        return compare(abs(2 * f * slope / h), "<=", bound, h=h)


def exponents(case: Case) -> Evidence:
    """z3: L'(h)/h = 2p h^(2p−2) sin² − q h^(2p−q−2) sin(2 h^-q), and both exponents reach rate."""
    from verify.solvers.smt import prove

    def formula(t: Mapping[str, Any]) -> Any:
        import z3

        rate = int(case.data["rate"])
        return z3.And(2 * t["p"] - 2 >= rate, 2 * t["p"] - t["q"] - 2 >= rate)

    why = "|sin| ≤ 1 and h ≤ 1, so the exponents decide"
    return prove(case, formula, variables=("p", "q"), free={"k": why, "sign": why})


def limit(data: Mapping[str, Any], p: Point) -> Finding:
    """|2uv − 2g²| against factor · (|g|(a + b) + ab), u within a and v within b of g."""
    u, v, g = p["g"] + p["s"] * p["a"], p["g"] + p["t"] * p["b"], p["g"]
    bound = abs(g) * (p["a"] + p["b"]) + p["a"] * p["b"]
    return compare(abs(2 * u * v - 2 * g * g), "<=", Fraction(data["factor"]) * bound)


def limit_by_smt(case: Case) -> Evidence:
    """z3: the same for all reals."""
    from verify.solvers.smt import prove

    def formula(t: Mapping[str, Any]) -> Any:
        import z3

        g, size = t["g"], z3.If(t["g"] >= 0, t["g"], -t["g"])
        difference = 2 * (g + t["s"] * t["a"]) * (g + t["t"] * t["b"]) - 2 * g * g
        bound = size * (t["a"] + t["b"]) + t["a"] * t["b"]
        bound = z3.RealVal(str(case.data["factor"])) * bound
        return z3.And(difference <= bound, -difference <= bound)

    return prove(case, formula, variables=("g", "a", "b", "s", "t"))
