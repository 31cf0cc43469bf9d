"""The trace of the Hessian of the smoothed logistic loss at models that interpolate γ_p(2y − 1).

A net here has outputs ±v at its samples, of one size v, and its output weights are multiplied by
γ_p/v; a polynomial has its constant term chosen. Near its label an output is γ_p(2y−1) + u with
u = u_1 t + u_2 t² + … along one parameter, and e^{γ_p(2y−1)} is rational, so that the second
derivative of log(1+e^f) − qf is rational too; for a net up to γ_p², which is transcendental.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import comb
from typing import TYPE_CHECKING, Any

from theorems.core.models import PLAIN, Model, draw, model_of, network_of, smooth
from theorems.core.scalars import dot
from theorems.sharpness._parts.logistic import loss_ball, odds, weight
from verify import Case, Evidence, Exactness, Finding, Tri, both, compare, legs

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from verify.domain import Point

__all__ = ["by_chain_rule", "draw_labelled", "labelled", "trace_exact", "trace_in_balls"]

Data = Mapping[str, Any]


def labelled(instance: object) -> bool:
    """Whether a plain net has outputs of one size, signed as the labels say; or a polynomial."""
    if not smooth(instance):
        return False
    y = instance.get("y")  # type: ignore[attr-defined]
    if not isinstance(y, list | tuple) or not set(y) <= {0, 1}:
        return False
    if instance["model"] == "polynomial":  # type: ignore[index]
        return len(y) == len(instance["coefficients"])  # type: ignore[index]
    if instance["model"] not in PLAIN:  # type: ignore[index]
        return False
    model = model_of(instance)  # type: ignore[arg-type]
    outputs = model.outputs(model.theta)
    sizes = {abs(v) for v in outputs}
    return len(sizes) == 1 and 0 not in sizes and [v > 0 for v in outputs] == [b == 1 for b in y]


def factor_of(data: Data, p: Fraction) -> Fraction:
    """The factor claimed."""
    product = p * (1 - p)
    forms: dict[str, Fraction] = {
        "p(1-p)": product,
        "1/(p(1-p))": 1 / product,
        "1/4": Fraction(1, 4),
    }
    return forms[str(data["factor"])]


def _bend(s: Fraction, q: Fraction, first: Fraction, second: Fraction) -> Fraction:
    """d²/dt² of log(1 + s e^u) − qu at t = 0, u = first · t + second · t² + …, by its series."""
    grown = s / (1 + s)
    one, two = grown * first, grown * (second + first * first / 2)
    return 2 * (two - one * one / 2 - q * second)


def trace_exact(data: Data, p: Point) -> Finding:
    """Tr ∇²L from the series along each parameter, against factor · (1/n) Σ ‖∇f‖²."""
    inst, prob = p["instance"], p["p"]
    given = [(odds(prob, b), _share(prob, b, data["loss"])) for b in inst["y"]]
    model, last = _unit(inst)
    rows, n = model.jacobian(), len(inst["y"])
    factor = factor_of(data, prob)
    findings = []
    # at p = 1/2 the output weights are 0, and with them the rest of the gradient
    blocks = [range(last, len(model.theta))]
    blocks += [range(last)] if prob != Fraction(1, 2) else []
    parts = ("output weights", "other weights, over γ_p²")
    if inst["model"] == "polynomial":
        parts = ("θ", "none")
    for which, block in zip(parts, blocks, strict=False):
        left = right = Fraction(0)
        for k in block:
            for i, (first, second) in enumerate(_series(inst, model, k)):
                left += _bend(*given[i], first, second) / n
                right += factor * rows[i][k] ** 2 / n
        findings.append(compare(left, "==", right, which=which))
    return both(*findings)


def _share(p: Fraction, b: int, loss: str) -> Fraction:
    first: Fraction = weight(p, loss)
    return first if b == 1 else 1 - first


def _unit(inst: Data) -> tuple[Model, int]:
    """The model with outputs ±1, and the place of its first output weight."""
    if inst["model"] == "polynomial":
        return model_of(inst), 0
    model = model_of(inst)
    size = abs(model.outputs(model.theta)[0])
    weights = [str(Fraction(str(w)) / size) for w in inst["W2"]]
    return model_of({**inst, "W2": weights}), len(model.theta) - len(weights)


def _series(inst: Data, model: Model, k: int) -> list[tuple[Fraction, Fraction]]:
    """The first two coefficients of each output along parameter k, from values alone."""
    if inst["model"] == "polynomial":
        at = model.theta[0]
        rows = [[Fraction(str(c)) for c in row] for row in inst["coefficients"]]
        return [
            tuple(  # type: ignore[misc]
                sum(
                    (comb(j, m) * c * at ** (j - m) for j, c in enumerate(row) if j >= m),
                    Fraction(0),
                )
                for m in (1, 2)
            )
            for row in rows
        ]
    theta, step = list(model.theta), Fraction(1)
    while True:
        up, down = ([*theta[:k], theta[k] + s, *theta[k + 1 :]] for s in (step, -step))
        if model.region(up) == model.region(theta) == model.region(down):
            break
        step /= 2
    three = zip(model.outputs(up), model.outputs(theta), model.outputs(down), strict=True)
    return [((a - c) / (2 * step), (a - 2 * b + c) / (2 * step**2)) for a, b, c in three]


def trace_in_balls(data: Data, p: Point) -> Finding:
    """The same for Sim-BN and Sim-LN too, by jets: the sides differ by less than 2^-100."""
    from flint import arb, ctx

    from theorems.core.exact_jacobians import jacobian_exact
    from theorems.core.exact_networks import unflatten_exact
    from verify.exact.ball import ball
    from verify.exact.jets import hessian_trace_ball

    inst, prob = p["instance"], p["p"]
    with ctx.workprec(256):
        model = model_of(inst, kind=arb)
        gamma = ball(odds(prob, 1)).log()
        shifts: Sequence[Any] = [arb(0) for _ in inst["y"]]
        theta = list(model.theta)
        if inst["model"] == "polynomial":
            at = model.outputs(theta)
            shifts = [gamma * (2 * b - 1) - ball(v) for v, b in zip(at, inst["y"], strict=True)]
            rows = [[ball(v) for v in row] for row in model.jacobian()]
        else:
            scale = gamma / abs(model.outputs(theta)[0])
            last = len(theta) - len(inst["W2"])
            theta = theta[:last] + [w * scale for w in theta[last:]]
            net, inputs = network_of(inst, arb)
            rows = [list(g) for g in jacobian_exact(unflatten_exact(net, tuple(theta)), inputs)]

        def loss(at: Sequence[Any]) -> Any:
            values = [f + s for f, s in zip(model.outputs(at), shifts, strict=True)]
            terms = [
                loss_ball(f, b, prob, data["loss"]) for f, b in zip(values, inst["y"], strict=True)
            ]
            return dot(terms, [ball(Fraction(1, len(terms)))] * len(terms))

        left = hessian_trace_ball(loss, theta)
        squares = sum((dot(row, row) for row in rows), arb(0)) / len(rows)
        right = ball(factor_of(data, prob)) * squares
        return compare(abs(left - right), "<", arb(2) ** -100, trace=left, gradients=right)


def by_chain_rule(case: Case) -> Evidence:
    """sympy: (∂²/∂t²) ℓ_p(f, b) = factor · f'² where f = γ_p(2b − 1), for any f of one variable.

    With data["affine"], for any affine one.
    """
    import sympy

    t, slope, bend = sympy.symbols("t slope bend", real=True)
    p = sympy.Symbol("p", positive=True)
    f = sympy.Function("f")(t)
    first = weight(p, case.data["loss"])
    factor = {"p(1-p)": p * (1 - p), "1/(p(1-p))": 1 / (p * (1 - p)), "1/4": sympy.Rational(1, 4)}
    for b in (0, 1):
        whole = 1 + sympy.exp(f)
        loss = -first * sympy.log(sympy.exp(b * f) / whole)
        loss -= (1 - first) * sympy.log(sympy.exp((1 - b) * f) / whole)
        second = sympy.diff(loss, t, 2)
        second = second.subs(sympy.Derivative(f, (t, 2)), bend).subs(sympy.Derivative(f, t), slope)
        second = second.subs(f, sympy.log(odds(p, b)))
        if case.data.get("affine"):
            second = second.subs(bend, 0)
        left = sympy.cancel(second - factor[case.data["factor"]] * slope**2)
        if left != 0:
            return _point_of(case, str(left))
    why = "Tr ∇²L is the mean over samples of the sum over coordinates of ∂²ℓ_p(f)/∂θ_k²"
    return legs.supports(
        "symbolic", Exactness.IDENTITY, case.domain, detail={"independent_of": {"instance": why}}
    )


def _point_of(case: Case, left: str) -> Evidence:
    for point in case.domain.points(p=["1/2", "1/3"]):
        if point["instance"]["model"] not in (*PLAIN, "polynomial"):
            continue
        finding = trace_exact(case.data, point)
        if finding.answer is Tri.NO:
            values = {"difference": left, **finding.values}
            return legs.refutes("symbolic", Exactness.IDENTITY, point, values)
    return legs.undecided("symbolic", Exactness.IDENTITY, f"{left} is left over")


def draw_labelled(kinds: Sequence[str]) -> SearchStrategy[dict[str, Any]]:
    """Small plain nets on one sample that may repeat, and polynomials, with their labels."""
    from hypothesis import strategies as st

    @st.composite
    def build(pick: Any) -> dict[str, Any]:
        made = pick(draw(kinds))
        if made["model"] == "polynomial":
            return {**made, "y": [pick(st.integers(0, 1)) for _ in made["coefficients"]]}
        repeats = pick(st.integers(1, 2))
        made = {**made, "X": made["X"][:1] * repeats}
        model = model_of(made)
        return {**made, "y": [int(v > 0) for v in model.outputs(model.theta)]}

    return build().filter(labelled)
