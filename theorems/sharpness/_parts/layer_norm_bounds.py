"""Lemma A.12 at single samples: ‖∇f(x)‖² of Sim-LN nets, in formulas and in balls.

With A = Σ w_j², B = Σ h_j², C = Σ w_j h_j over the active neurons, f = C/max(√B, ε). ‖∇f(x)‖² is
1 + ‖x'‖²(A − C²/B)/B where √B > ε, (B + ‖x'‖²A)/ε² where √B < ε: rational, though f need not be.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.core.data import extreme_points
from theorems.core.models import draw, model_of, network_of, smooth
from theorems.core.networks import SimLN
from theorems.sharpness._parts.every_width import witnessed
from verify import legs
from verify.domain import Objects
from verify.evidence import Evidence, Exactness
from verify.legs import Finding, both, compare

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from verify.case import Case
    from verify.domain import Point

__all__ = [
    "ANY_NET",
    "EXTREME_NETS",
    "bound_at",
    "by_differences",
    "by_formula",
    "gradient_at",
    "gradient_by_sympy",
    "near",
    "sums",
]

NAME = "Sim-LN nets with samples, smooth there"
_SAMPLES: tuple[dict[str, Any], ...] = (
    # attained: at cost 1, at cost 1/2, at cost 0
    {"W1": [["0"]], "b1": ["1"], "W2": ["1"], "epsilon": "1/2", "X": [["0"]]},
    {"W1": [["1"]], "b1": ["1"], "W2": ["1"], "epsilon": "2", "X": [["0"]]},
    {"W1": [["0"]], "b1": ["-1"], "W2": ["1"], "epsilon": "2", "X": [["0"]]},
    # attained where ‖x'‖ = 5/4
    {"W1": [["0"]], "b1": ["5/4"], "W2": ["1"], "epsilon": "2", "X": [["3/4"]]},
    # two neurons above ε: output √2, and 0
    {"W1": [["1"], ["1"]], "b1": ["1", "1"], "W2": ["1", "1"], "epsilon": "1", "X": [["0"]]},
    {"W1": [["1"], ["1"]], "b1": ["1", "1"], "W2": ["1", "-1"], "epsilon": "1", "X": [["0"]]},
    # one sample above ε, one below
    {
        "W1": [["4"], ["-1"]],
        "b1": ["-1", "1"],
        "W2": ["3", "-2"],
        "epsilon": "2",
        "X": [["0"], ["3/4"]],
    },
)
_INSTANCES = tuple({"model": "sim_ln", **net} for net in _SAMPLES)


def _accepts(value: Any) -> bool:
    return isinstance(value, Mapping) and value.get("model") == "sim_ln" and smooth(value)


def _at_extreme_points(value: Any) -> bool:
    if not _accepts(value) or len(value["W2"]) != len(value["X"]):
        return False
    found = extreme_points([[Fraction(str(v)) for v in x] for x in value["X"]])
    return found.extreme and len(found.points) == len(value["X"])


def _draw_extreme() -> SearchStrategy[dict[str, Any]]:
    from hypothesis import strategies as st

    entry = st.sampled_from(["1", "-1", "2", "-2", "1/2", "-1/3", "3", "0"])
    pools = (([["0"], ["3/4"]], [["0"]]), ([["1", "0"], ["0", "1"], ["-1", "-1"]], [["1", "2"]]))

    @st.composite
    def build(pick: Any) -> dict[str, Any]:
        X = pick(st.sampled_from([X for pool in pools for X in pool]))
        rows = [[pick(entry) for _ in X[0]] for _ in X]
        shifts, last = ([pick(entry) for _ in X] for _ in range(2))
        eps = pick(st.sampled_from(["1", "1/2", "1/10", "5"]))
        return {"model": "sim_ln", "W1": rows, "b1": shifts, "W2": last, "epsilon": eps, "X": X}

    return build().filter(smooth)


ANY_NET = Objects(NAME, _accepts, _INSTANCES, lambda: draw(("sim_ln",)))
EXTREME_NETS = Objects(
    "Sim-LN nets of width n, smooth at n extreme points",
    _at_extreme_points,
    tuple(net for net in _INSTANCES if len(net["W2"]) == len(net["X"])),
    _draw_extreme,
    (NAME,),
)


def sums(net: SimLN, x: Any) -> tuple[Any, Any, Any]:
    """A, B and C of one sample."""
    A = B = C = x[0] * 0
    for row, shift, w in zip(net.W1, net.b1, net.W2, strict=True):
        h = sum((p * q for p, q in zip(row, x, strict=True)), shift)
        if h > 0:
            A, B, C = A + w * w, B + h * h, C + w * h
    return A, B, C


def by_formula(net: SimLN, x: Any, square: Any) -> tuple[Any, Any]:
    """‖∇f(x)‖² with ‖x'‖² = `square`, and f(x)²."""
    A, B, C = sums(net, x)
    floor = net.epsilon * net.epsilon
    if floor < B:
        return 1 + square * (A - C * C / B) / B, C * C / B
    return (B + square * A) / floor, C * C / floor


def by_differences(instance: Mapping[str, Any], x: Any, *, first: bool) -> Any:
    """Half of Tr ∇²(f(x) − y)² at y = f(x) in balls; `first`: W_1 and b_1 too, else W_2 alone."""
    from flint import arb, ctx

    from verify.exact.jets import second_derivative_ball

    with ctx.workprec(256):
        model = model_of({**instance, "X": [x]}, kind=arb)
        (value,) = model.outputs(model.theta)
        theta, total = list(model.theta), arb(0)
        start = 0 if first else len(theta) - len(instance["W2"])
        for k in range(start, len(theta)):

            def along(u: Any, k: int = k) -> Any:
                (f,) = model.outputs([*theta[:k], u, *theta[k + 1 :]])
                return (f - value) * (f - value)

            total += second_derivative_ball(along, theta[k])
        return total / 2


def near(ball: Any, value: Any, which: str) -> Finding:
    from flint import arb, ctx

    from verify.exact.rational import fmpq_of

    with ctx.workprec(256):
        return compare(abs(ball - arb(fmpq_of(value))), "<", arb(2) ** -100, which=which)


def gradient_at(data: Mapping[str, Any], p: Point) -> Finding:
    """The formula for ‖∇f(x)‖² within 2^-100 of the second differences of (f − y)²."""
    net, inputs = network_of(p["net"])
    assert isinstance(net, SimLN)
    findings = []
    for x, row in zip(inputs, p["net"]["X"], strict=True):
        square = sum((v * v for v in x), Fraction(data["extra"]))
        value, _ = by_formula(net, x, square)
        found = by_differences(p["net"], row, first=True)
        findings.append(near(found, value, "‖∇f(x)‖² by differences − by formula"))
    return both(*findings)


def gradient_by_sympy(case: Case) -> Evidence:
    """sympy: the squared derivatives in w, b and a of one neuron among any others.

    Summed over the neurons, w² gives A, wh gives C and h² gives B.
    """
    import sympy

    w, b, a, x = sympy.symbols("w b a x", real=True)
    B0, C0, eps, A, B, C = sympy.symbols("B0 C0 eps A B C", positive=True)
    h = a * x + b
    square = x**2 + sympy.Rational(str(case.data["extra"]))
    norm, inner = B0 + h**2, C0 + w * h
    left = [
        sum(sympy.diff(f, t) ** 2 for t in (w, b, a))
        for f in (inner / sympy.sqrt(norm), inner / eps)
    ]
    # summed over the neurons: 1 + square (A/B − 2C²/B² + B C²/B³)
    above = h**2 / norm + square * (
        w**2 / norm - 2 * w * h * inner / norm**2 + h**2 * inner**2 / norm**3
    )
    below = (h**2 + square * w**2) / eps**2
    summed = A / B - 2 * C * C / B**2 + B * C**2 / B**3 - (A - C**2 / B) / B
    terms = [left[0] - above, left[1] - below, summed]
    if all(sympy.expand(sympy.numer(sympy.together(term))) == 0 for term in terms):
        why = "neurons meet in B and C alone, an inactive one has slope 0, and each further "
        why += "coordinate of x adds its square"
        detail = {"identities": len(terms), "independent_of": {"net": why}}
        return legs.supports("symbolic", Exactness.IDENTITY, case.domain, detail=detail)
    return witnessed(case, "symbolic", Exactness.IDENTITY, gradient_at, {})


def bound_at(data: Mapping[str, Any], p: Point) -> Finding:
    """‖∇f(x)‖⁴ ≥ min(cap, (constant/ε)‖x'‖|f(x)|)² at each sample of a net.

    The left side is the formula's, which second differences must meet. "layers": whether the
    derivatives in the first layer count.
    """
    net, inputs = network_of(p["net"])
    assert isinstance(net, SimLN)
    findings = []
    for x, row in zip(inputs, p["net"]["X"], strict=True):
        square = sum((v * v for v in x), Fraction(1))
        first = data["layers"] == "all"
        value, output = by_formula(net, x, square if first else Fraction(0))
        target = Fraction(data["constant"]) ** 2 * square * output / net.epsilon**2
        right = min(Fraction(data["cap"]) ** 2, target)
        findings.append(compare(value * value, ">=", right, which="‖∇f(x)‖⁴", f_squared=output))
        found = by_differences(p["net"], row, first=first)
        findings.append(near(found, value, "‖∇f(x)‖² by differences − by formula"))
    return both(*findings)
