"""Lemma 4.1: the trace of the Hessian of an interpolating model.

L(θ) = (1/n) Σ (f_θ(x_i) − y_i)². If f_θ(x_i) = y_i for all i,
Tr ∇²L(θ) = (2/n) Σ ‖∇_θ f_θ(x_i)‖². The left side is computed from values of L alone.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.core.models import NORMALIZED, PLAIN, draw, model_of, smooth
from theorems.core.scalars import dot
from theorems.sharpness import PAPER
from verify import (
    Case,
    Claim,
    Control,
    Domain,
    Erratum,
    Evidence,
    Exactness,
    Finding,
    Integers,
    Objects,
    Premise,
    Theorem,
    compare,
    corrected,
    finite,
    legs,
    printed,
    rationals,
    sharpened,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from verify.domain import Point

TWICE = "models f_θ twice differentiable at θ"
SQUARE = {"model": "polynomial", "coefficients": [["0", "0", "1"]], "theta": "1"}
CUBIC = {"model": "polynomial", "coefficients": [["1", "2", "0", "1"], ["0"]], "theta": "-1/2"}
ONE = {"model": "no_bias", "W1": [["1"]], "W2": ["1"], "X": [["1"]]}
SPARE = {**ONE, "W1": [["1"], ["0"]], "W2": ["1", "0"], "X": [["1"], ["-1"]]}
DEAD = {"model": "bias", "W1": [["1"], ["1"]], "b1": ["0", "-5"], "W2": ["2", "3"], "X": [["1"]]}
REPEATED = {**DEAD, "X": [["1"], ["1"], ["-2"]]}
DEEP = {
    "model": "deep",
    "W1": [["1", "2"], ["-1", "1/2"]],
    "b1": ["1", "1/3"],
    "inner": [[["1", "-1"], ["2", "1"]], [["1", "0"], ["1/2", "-3"]]],
    "W2": ["1", "-2"],
    "X": [["1", "0"], ["-1", "2"]],
}
SIM_BN = {**DEAD, "model": "sim_bn", "gamma": ["1", "2"], "X": [["1"], ["6"], ["2"]]}
SIM_LN = {**DEAD, "model": "sim_ln", "epsilon": "1/2", "X": [["1"], ["6"], ["-1"]]}
FLOORED = {**SIM_LN, "epsilon": "100"}
PLAIN_SAMPLES = (ONE, DEAD, REPEATED, DEEP)
BALL_SAMPLES = (SIM_LN, FLOORED, SIM_BN)


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


def identity_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """Both sides by differences of f and of L, in decimals of 120 digits."""
    from decimal import Decimal, getcontext
    from fractions import Fraction

    getcontext().prec = 120
    zero = Decimal(0)
    inst = point["instance"]

    def number(text: Any) -> Decimal:
        q = Fraction(str(text))
        return Decimal(q.numerator) / Decimal(q.denominator)

    def outputs(theta: list[Decimal]) -> list[Decimal]:
        if inst["model"] == "polynomial":
            rows = inst["coefficients"]
            return [
                sum((number(c) * theta[0] ** k for k, c in enumerate(row)), Decimal(0))
                for row in rows
            ]
        at = iter(theta)
        first = [[next(at) for _ in row] for row in inst["W1"]]
        bias = [next(at) for _ in first] if "b1" in inst else [Decimal(0)] * len(first)
        inner = [[[next(at) for _ in row] for row in w] for w in inst.get("inner", [])]
        gamma = [next(at) for _ in first] if "gamma" in inst else [Decimal(1)] * len(first)
        last = [next(at) for _ in inst["W2"]]
        hidden = []
        for x in inst["X"]:
            h = [
                max(sum((w * number(c) for w, c in zip(row, x, strict=True)), b), Decimal(0))
                for row, b in zip(first, bias, strict=True)
            ]
            for w in inner:
                h = [
                    max(sum((a * v for a, v in zip(row, h, strict=True)), zero), zero) for row in w
                ]
            hidden.append(h)
        n = len(hidden)
        scale = [[Decimal(1)] * len(last) for _ in hidden]
        if inst["model"] == "sim_bn":
            norms = [(sum((v * v for v in c), zero) / n).sqrt() for c in zip(*hidden, strict=True)]
            scale = [norms for _ in hidden]
        if inst["model"] == "sim_ln":
            floor = number(inst["epsilon"])
            scale = [[max(sum((v * v for v in h), zero).sqrt(), floor)] * len(last) for h in hidden]
        return [
            sum((w * g * v / s for w, g, v, s in zip(last, gamma, h, row, strict=True)), zero)
            for h, row in zip(hidden, scale, strict=True)
        ]

    def flat(value: Any) -> list[Decimal]:
        if isinstance(value, list):
            return [x for v in value for x in flat(v)]
        return [number(value)]

    keys = ("theta", "W1", "b1", "inner", "gamma", "W2")
    theta = [x for key in keys if key in inst for x in flat(inst[key])]
    h, base = Decimal(10) ** -30, outputs(theta)
    n = len(base)
    labels = [f + number(data["offset"]) for f in base]

    def loss(at: list[Decimal]) -> Decimal:
        errors = [f - y for f, y in zip(outputs(at), labels, strict=True)]
        return sum((e * e for e in errors), zero) / n

    trace = squares = Decimal(0)
    for k in range(len(theta)):
        up, down = ([*theta[:k], theta[k] + s, *theta[k + 1 :]] for s in (h, -h))
        trace += (loss(up) - 2 * loss(theta) + loss(down)) / (h * h)
        both = zip(outputs(up), outputs(down), strict=True)
        squares += sum(((a - b) / (2 * h)) ** 2 for a, b in both)
    right = number(data["factor"]) * squares / n
    return {
        "trace": f"{trace:.15f}",
        "right_side": f"{right:.15f}",
        "violated": abs(trace - right) > Decimal(10) ** -15,
    }


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


def limit_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """The two sides as rationals."""
    from fractions import Fraction

    g, a, b, s, t = (Fraction(str(point[k])) for k in ("g", "a", "b", "s", "t"))
    left = abs(2 * (g * g + g * t * b + s * a * g + s * a * t * b) - 2 * g**2)
    right = Fraction(data["factor"]) * (abs(g) * a + abs(g) * b + a * b)
    return {"left": str(left), "right": str(right), "violated": left > right}


def quotient_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """L'(h)/h by a central difference of L = f² in floats, at a point where it is far off."""
    from math import pi, sin

    p, q, k = int(point["p"]), int(point["q"]), int(point["k"])
    h = (pi / 4 * (4 * (k + 1) + (1 if int(point["sign"]) == 1 else 3))) ** (-1 / q)
    step = 1e-6 * h ** (q + 1)

    def loss(x: float) -> float:
        return (x**p * sin(x**-q)) ** 2

    value = (loss(h + step) - loss(h - step)) / (2 * step) / h
    bound = (2 * p + q) * h ** int(data["rate"])
    return {"h": h, "quotient": value, "bound": bound, "violated": abs(value) > 1.01 * bound}


def models(name: str, kinds: tuple[str, ...], samples: tuple[Any, ...], **more: Any) -> Objects:
    """A named set of instances of these kinds, smooth at their samples."""
    return Objects(
        name,
        accepts=lambda i: smooth(i) and i["model"] in kinds,
        samples=samples,
        draw=lambda: draw(kinds),
        **more,
    )


ANY = models(
    TWICE, (*PLAIN, *NORMALIZED, "polynomial"), (SQUARE, CUBIC, *PLAIN_SAMPLES, *BALL_SAMPLES)
)
ALL = Domain({"instance": ANY})
RATIONAL = models(
    "ReLU nets of depth 2 to 4 and polynomials",
    (*PLAIN, "polynomial"),
    (SQUARE, CUBIC, *PLAIN_SAMPLES),
    within=(TWICE,),
)
NETS = models(
    "nets without normalization, smooth at the samples", PLAIN, PLAIN_SAMPLES, within=(TWICE,)
)
NORMED = models(
    "Sim-BN and Sim-LN, smooth at the samples", NORMALIZED, BALL_SAMPLES, within=(TWICE,)
)
FAMILY = Domain(
    {"p": Integers(2), "q": Integers(1), "k": Integers(0), "sign": finite([1, -1])},
)
CONTINUOUS = Domain(FAMILY.parameters, (Premise("p >= q + 2", lambda p: p["p"] >= p["q"] + 2),))
SEARCH = {"p": Integers(2, 9), "q": Integers(1, 7), "k": Integers(0, 1000)}
SWEEP = {"p": [2, 3, 4, 5, 9], "q": [1, 2, 3, 7], "k": [0, 1, 2, 100, 1000]}
RULE = {"factor": "2", "offset": "0"}

identity = Claim(
    "identity",
    legs=(
        legs.symbolic(by_chain_rule),
        legs.exact(trace_identity, over={"instance": RATIONAL}, executed=True),
        legs.ball(trace_identity_in_balls, over={"instance": NORMED}, executed=True),
        legs.searched(
            trace_identity, within={"instance": RATIONAL}, examples=(30, 1000), executed=True
        ),
    ),
    readings=(
        printed(
            "Tr ∇²L(θ) = (2/n) Σ ‖∇f_θ(x_i)‖² where f_θ interpolates and is twice differentiable",
            ALL,
            latex=r"\operatorname{Tr}\nabla^2 L(\theta) = \tfrac2n\sum_i\|\nabla f_\theta(x_i)\|^2",
            data=RULE,
            controls=(
                Control("factor 1", "constant", {"factor": "1"}),
                Control(
                    "no interpolation",
                    "premise",
                    {"offset": "1"},
                    legs=("symbolic", "exact", "ball"),
                ),
            ),
        ),
        sharpened(
            "without normalization, at every θ smooth at the samples, interpolating or not",
            Domain({"instance": NETS}),
            data={"factor": "2", "offset": "1"},
            legs=("exact", "property"),
            controls=(
                Control("factor 201/100", "constant", {"factor": "201/100"}),
                Control(
                    "polynomial models too",
                    "premise",
                    {},
                    Domain({"instance": RATIONAL}),
                    legs=("exact",),
                ),
            ),
        ),
    ),
    recheck=identity_by_hand,
)

regularity = Claim(
    "regularity",
    legs=(
        legs.ball(quotient, over=SWEEP),
        legs.smt(exponents),
        legs.searched(quotient, within=SEARCH, examples=(40, 1000)),
    ),
    readings=(
        printed(
            "f_θ differentiable is enough for ∇²L(θ) to exist "
            "(on f(θ) = θ^p sin(θ^-q) at θ = 0, y = 0)",
            FAMILY,
            data={"rate": 1},
            expected="refuted",
            legs=("ball", "property"),
            controls=(Control("p ≥ q + 2", "true", {}, CONTINUOUS),),
        ),
        corrected(
            "f_θ continuously differentiable near θ is enough (on the same f, p ≥ q + 2)",
            CONTINUOUS,
            data={"rate": 1},
            controls=(
                Control("differentiable alone", "premise", {}, FAMILY, legs=("ball", "property")),
                Control("rate 8", "constant", {"rate": 8}, CONTINUOUS.restrict(k=[10**3])),
            ),
        ),
    ),
    recheck=quotient_by_hand,
)

UNIT = rationals("-1 <=", "<= 1")
NEAR = Domain(
    {
        "g": rationals(),
        "a": rationals("0 <="),
        "b": rationals("0 <="),
        "s": UNIT,
        "t": UNIT,
    }
)
continuity = Claim(
    "continuity",
    legs=(
        legs.smt(limit_by_smt),
        legs.exact(limit, over={name: ["0", "1/8", "1", "50"] for name in "gab"}),
        legs.searched(limit, within={name: Integers(0, 3) for name in "gab"}, examples=(100, 500)),
    ),
    readings=(
        sharpened(
            "if (f(θ+h) − y)/h is within a of f'(θ) and f'(θ+h) within b, L'(θ+h)/h is within "
            "2(|f'(θ)|(a + b) + ab) of 2f'(θ)²: with f' continuous at θ, L''(θ) = 2f'(θ)²",
            NEAR,
            data={"factor": "2"},
            controls=(
                Control(
                    "factor 199/100", "constant", {"factor": "199/100"}, None, ("smt", "exact")
                ),
                Control("factor −2", "sign", {"factor": "-2"}),
            ),
        ),
    ),
    recheck=limit_by_hand,
)

THEOREM = Theorem(
    label="sharpness.lem41",
    paper=PAPER,
    number="Lemma 4.1",
    title="the trace of the Hessian at an interpolating model",
    kind="lemma",
    statement="If f_θ is differentiable and interpolates, Tr ∇²L(θ) = (2/n) Σ_i ‖∇_θ f_θ(x_i)‖².",
    hypotheses=("f_θ(x_i) = y_i for all i", "f_θ differentiable at θ"),
    claims=(identity, regularity, continuity),
    errata=(
        Erratum(
            "differentiable",
            "gap",
            "regularity",
            "f_θ differentiable",
            "f_θ continuously differentiable near θ: f = θ² sin(θ^-2) is differentiable everywhere "
            "and interpolates y = 0 at 0, but L'(h)/h = 4h² sin² − 2 sin(2h^-2) has no limit",
        ),
    ),
    notes="No convex leg: the statement is an identity and holds no minimum, maximum or worst "
    "case.",
)
