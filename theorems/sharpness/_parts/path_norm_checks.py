"""Predicates and legs of Lemma 3.1 on the whole cube: the realization, and Σ ‖W_1j‖ |W_2j|."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from flint import arb

from theorems.sharpness._parts.cube_nets import (
    SMOOTH_NETS,
    bare_measure,
    cube,
    measure,
    net_of,
    outputs,
    realization,
    smooth,
    trace,
)
from theorems.sharpness._parts.every_width import witnessed
from verify import legs
from verify.domain import Objects
from verify.evidence import Evidence, Exactness
from verify.exact.ball import ball, sqrt
from verify.exact.rational import fraction
from verify.legs import Finding, both, compare

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from verify.case import Case
    from verify.domain import Point

__all__ = ["INTERPOLATING", "path_norm", "path_norm_by_smt", "realizes", "realizes_by_smt"]

Data = Mapping[str, Any]


def realizes(data: Data, p: Point) -> Finding:
    """The four rows compute x[1]x[2] on the cube and, if asked, have no pre-activation 0 there."""
    signs = [int(s) for s in data["signs"]]
    net = realization(p["d"], p["eps"], signs=signs, shift=int(data["shift"]))
    if net is None:
        return compare(0, ">", 0, which="|2 − 2ε|, by which W_2 divides")
    X = cube(p["d"])
    errors = [abs(f - x[0] * x[1]) for f, x in zip(outputs(net, X), X, strict=True)]
    found = compare(max(errors), "==", 0, which="largest |f − y|")
    if data["smooth"]:
        return both(found, compare(int(smooth(net, X)), "==", 1, which="no pre-activation is 0"))
    return found


def realizes_by_smt(case: Case) -> Evidence:
    """z3: the same for all ε, at the four corners; the other weights are 0."""
    import z3

    from verify.solvers.smt import prove, relu

    signs = [int(s) for s in case.data["signs"]]
    shift = int(case.data["shift"])

    def formula(t: Data) -> Any:
        e = t["eps"]
        divisor = 2 + 2 * shift * e
        parts = [divisor != 0]
        for x in (1, 1), (1, -1), (-1, 1), (-1, -1):
            lines = [a * (1 + e) * x[0] + b * (1 - e) * x[1] for a in (1, -1) for b in (1, -1)]
            value = z3.Sum(*[s * relu(v) for s, v in zip(signs, lines, strict=True)])
            parts.append(value == x[0] * x[1] * divisor)
            if case.data["smooth"]:
                parts += [v != 0 for v in lines]
        return z3.And(*parts)

    free = {"d": "the other weights are 0, and y depends on x[1], x[2] alone"}
    return prove(case, formula, variables=("eps",), free=free)


def _accepts(value: Any) -> bool:
    if not SMOOTH_NETS.contains(value):
        return False
    net = net_of(value["W1"], value["W2"])
    d = len(net.W1[0])
    X = cube(d)
    return d >= 2 and outputs(net, X) == [x[0] * x[1] for x in X]


def written(net: Any) -> dict[str, Any]:
    """The net as JSON data."""
    return {
        "W1": [[str(fraction(v)) for v in row] for row in net.W1],
        "W2": [str(fraction(w)) for w in net.W2],
    }


def _given(d: int, eps: str, scale: str, cancelling: tuple[str, ...] = ()) -> dict[str, Any]:
    net = realization(d, Fraction(eps), scale=Fraction(scale))
    data = written(net)
    if cancelling:
        # two neurons whose sum is 0, and a spare one of weight 0
        data["W1"] += [list(cancelling)] * 2 + [list(reversed(cancelling))]
        data["W2"] += ["1/3", "-1/3", "0"]
    return data


def _draw() -> SearchStrategy[Mapping[str, Any]]:
    from hypothesis import strategies as st

    return st.builds(
        _given,
        st.sampled_from([2, 3]),
        st.sampled_from(["1/1000", "1/10", "1/2", "3/2", "3"]),
        st.sampled_from(["1", "29/39", "1/2", "2"]),
    )


INTERPOLATING = Objects(
    "nets without biases that interpolate P_xor's cube and are smooth there",
    _accepts,
    (
        _given(2, "1/10", "1"),
        _given(2, "1/10", "29/39"),
        _given(2, "1/1000", "1/2"),
        _given(2, "2", "1"),
        _given(2, "1/2", "1", ("3", "1")),
        _given(3, "1/10", "4/5"),
        _given(3, "1/100", "2", ("5", "2", "1")),
    ),
    _draw,
    within=(SMOOTH_NETS.name,),
)


def path_norm(data: Data, p: Point) -> Finding:
    """2√2 ≤ Σ ‖W_1j‖ |W_2j| ≤ Tr/(2√d); the right side neuron by neuron, in squares.

    There Tr − 2√d Σ ‖W_1j‖ |W_2j| = Σ (‖W_1j‖ − √d |W_2j|)², once the trace is ‖W_1‖² + d ‖W_2‖².
    """
    net = net_of(p["net"]["W1"], p["net"]["W2"])
    d = len(net.W1[0])
    low, high = Fraction(data["low"]), Fraction(data["high"])
    findings = []
    value = trace(net, cube(d))
    if value is None:
        return compare(0, ">", 0, which="least |pre-activation|")
    findings.append(compare(value, "==", measure(net, d), which="trace"))
    for row, w, square in zip(net.W1, net.W2, bare_measure(net), strict=True):
        share = measure(net_of([row], [w]), d)
        findings.append(
            compare(4 * d * square, "<=", high**2 * share**2, which="(2√d ‖W_1j‖ |W_2j|)²")
        )
    total = sum((sqrt(q) for q in bare_measure(net)), arb(0))
    findings.append(compare(total, ">=", 2 * ball(low) * sqrt(2), which="Σ ‖W_1j‖ |W_2j|"))
    return both(*findings)


PATH_STEPS = (
    "x[1], x[2] go through the four corners and s = Σ_{k>2} a[k] x[k] is fixed: the mean of "
    "x[1]x[2] |a·x| is at most |a[1]|, and at most |a[2]|",
    "√2 min(|a[1]|, |a[2]|) ≤ ‖a‖, with equality only if |a[1]| = |a[2]| and the rest is 0, when "
    "a·x = 0 at a corner: so 2√2 < Σ ‖W_1j‖ |W_2j| for an interpolating net, which has "
    "1 = E y f = Σ W_2j E y |W_1j·x|/2",
    "2√d ‖a‖ |w| ≤ ‖a‖² + d w², neuron by neuron",
)


def path_open_step(low: str, high: str, *, strict: bool = True) -> str:
    """The first step that z3 does not prove with these factors; empty if it proves all."""
    import z3

    from verify.solvers.smt import bounded

    a, b, s, m, q, r, w, A = z3.Reals("a b s m q r w A")

    def size(x: Any) -> Any:
        return z3.If(x >= 0, x, -x)

    # four times the mean of x[1]x[2] |a x[1] + b x[2] + s|
    mean = size(a + b + s) + size(-a - b + s) - size(a - b + s) - size(-a + b + s)
    norm = a * a + b * b + q * q
    small = [m >= 0, m <= size(a), m <= size(b)]
    equal = z3.And(q == 0, z3.Or(a == b, a == -b))
    f, g = z3.RealVal(low), z3.RealVal(high)
    steps: tuple[tuple[list[Any], Any], ...] = (
        ([], z3.And(mean <= 4 * size(a), mean <= 4 * size(b))),
        ([*small, m > 0, f * f * 2 * m * m >= norm], equal if strict else z3.BoolVal(False)),
        ([A >= 0, w >= 0, r >= 1], 2 * r * A * w <= g * (A * A + r * r * w * w)),
    )
    for step, (given, wanted) in zip(PATH_STEPS, steps, strict=True):
        solver = bounded()
        solver.add(*given, z3.Not(wanted))
        if solver.check() != z3.unsat:
            return step
    return ""


def path_norm_by_smt(over: Mapping[str, Any]) -> Any:
    """z3: the bounds for every smooth interpolating net, of any width and dimension."""

    def run(case: Case) -> Evidence:
        premise = case.domain.parameters["net"] is INTERPOLATING
        if not premise or path_open_step(str(case.data["low"]), str(case.data["high"])):
            return witnessed(case, "smt", Exactness.SMT, path_norm, over)
        detail = {
            "steps": list(PATH_STEPS),
            "independent_of": {
                "net": "the steps are for one neuron with free real weights, and add up; the trace "
                "is ‖W_1‖² + d ‖W_2‖² by Lemma A.11 on the cube"
            },
        }
        return legs.supports("smt", Exactness.SMT, case.domain, detail=detail)

    return run
