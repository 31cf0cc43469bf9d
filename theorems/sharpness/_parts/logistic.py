"""The logistic loss with label smoothing, at exact odds.

ℓ_p(a, b) = −p log(e^{ba}/(1+e^a)) − (1−p) log(e^{(1−b)a}/(1+e^a)) as printed, b in {0, 1}. At
a = ln s with s rational and p = k/m, e^{−mℓ} = (s^b/(1+s))^k (s^{1−b}/(1+s))^{m−k} is rational, so
that losses are compared exactly. The loss is named "printed", or "exchanged" if 1 − p stands for p.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from theorems.core.exact_networks import forward_exact
from theorems.core.models import model_of, smooth
from theorems.core.networks import Bias
from theorems.core.scalars import dot
from theorems.sharpness._parts.every_width import witnessed
from verify import Case, Evidence, Exactness, Finding, Tri, compare, legs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hypothesis.strategies import SearchStrategy

    from verify.domain import Point
    from verify.solvers.convex import Bracket

__all__ = [
    "MINIMUM_SWEEP",
    "consistent",
    "draw_rivals",
    "least_by_program",
    "loss_ball",
    "minimizers",
    "minimizers_by_smt",
    "minimum",
    "minimum_by_calculus",
    "minimum_by_smt",
    "odds",
    "rival_case",
    "weight",
]

Data = Mapping[str, Any]
MINIMUM_SWEEP = {
    "p": ["1/1000", "1/5", "1/3", "1/2", "2/3", "999/1000"],
    "s": ["1/1000", "1/999", "1/4", "1/2", "1", "2", "50", "999", "1000"],
}


def weight(p: Any, loss: str) -> Any:
    """The weight of the first logarithm."""
    return p if loss == "printed" else 1 - p


def odds(p: Any, b: Any) -> Any:
    """e^{(2b−1) γ_p}, γ_p = ln((1−p)/p)."""
    return (1 - p) / p if b == 1 else p / (1 - p)


def _likelihood(s: Fraction, b: int, p: Fraction, loss: str) -> Fraction:
    """e^{−mℓ(ln s, b)}, m the denominator of p."""
    first = weight(p, loss)
    k, m = first.numerator, first.denominator
    one, other = (s / (1 + s), 1 / (1 + s)) if b == 1 else (1 / (1 + s), s / (1 + s))
    return Fraction(one**k * other ** (m - k))


def minimum(data: Data, p: Point) -> Finding:
    """ℓ_p at a = power · (2b−1) γ_p against ℓ_p at a = ln s, through the likelihoods."""
    at = odds(p["p"], p["b"]) ** data["power"]
    claimed, rival = (_likelihood(s, p["b"], p["p"], data["loss"]) for s in (at, p["s"]))
    if data["unique"] and p["s"] != at:
        return Finding(Tri.of(claimed > rival), {"e^a": str(at), "rival": str(p["s"])})
    return Finding(Tri.of(claimed >= rival), {"e^a": str(at), "rival": str(p["s"])})


def _falls_then_rises(loss: str, power: int = 1) -> bool:
    """z3: ∂ℓ_p/∂a = s/(1+s) − q, s = e^a, has the sign of a − power (2b−1) γ_p, for all p."""
    import z3

    from verify.solvers.smt import bounded

    p, s = z3.Reals("p s")
    for b in (0, 1):
        first = weight(p, loss)
        q = first if b == 1 else 1 - first
        slope = s - q * (1 + s)
        one, other = (1 - p, p) if b == 1 else (p, 1 - p)
        side = s * other**power - one**power
        solver = bounded()
        solver.add(p > 0, p < 1, s > 0)
        solver.add(z3.Not(z3.And((slope > 0) == (side > 0), (slope < 0) == (side < 0))))
        if solver.check() != z3.unsat:
            return False
    return True


def minimum_by_smt(case: Case) -> Evidence:
    """ℓ_p falls up to a = (2b−1) γ_p and rises after it."""
    if not _falls_then_rises(case.data["loss"], case.data["power"]):
        return witnessed(case, "smt", Exactness.SMT, minimum, MINIMUM_SWEEP)
    step = "∂ℓ_p/∂a has the sign of e^a − e^{(2b−1)γ_p}"
    return legs.supports("smt", Exactness.SMT, case.domain, detail={"step": step})


def minimum_by_calculus(case: Case) -> Evidence:
    """sympy: ∂ℓ_p/∂a vanishes at (2b−1) γ_p, and ∂²ℓ_p/∂a² = e^a/(1+e^a)², which is positive."""
    import sympy

    a = sympy.Symbol("a", real=True)
    p, s = sympy.symbols("p s", positive=True)
    first = weight(p, case.data["loss"])
    for b in (0, 1):
        whole = 1 + sympy.exp(a)
        loss = -first * sympy.log(sympy.exp(b * a) / whole)
        loss -= (1 - first) * sympy.log(sympy.exp((1 - b) * a) / whole)
        slope = sympy.diff(loss, a)
        at = sympy.cancel(slope.subs(a, sympy.log(odds(p, b) ** case.data["power"])))
        bend = sympy.diff(slope, a) - sympy.exp(a) / whole**2
        bend = sympy.cancel(bend.subs(a, sympy.log(s)))
        if at != 0 or bend != 0:
            return witnessed(case, "symbolic", Exactness.IDENTITY, minimum, MINIMUM_SWEEP)
    return legs.supports(
        "symbolic",
        Exactness.IDENTITY,
        case.domain,
        detail={"curvature": "e^a/(1+e^a)^2", "slope at the claimed point": "0"},
    )


def loss_ball(a: Any, b: int, p: Fraction, loss: str) -> Any:
    """ℓ_p(a, b) for a ball or a jet a."""
    from verify.exact.jets import exp, log

    first = weight(p, loss)
    near = (1 + exp(a)) ** -1
    up, down = exp(a) * near, near
    one, other = (up, down) if b == 1 else (down, up)
    return -(log(one) * _ball(first)) - log(other) * _ball(1 - first)


def _ball(q: Fraction) -> Any:
    from verify.exact.ball import ball

    return ball(q)


def least_by_program(case: Case) -> Evidence:
    """min_a log(1+e^a) − qa by the solver, between two tangents and its point's loss."""
    import math

    import cvxpy as cp
    from flint import ctx

    from verify.exact.ball import ball, ends
    from verify.exact.rational import round_rational
    from verify.solvers.convex import Bracket, solve

    loss = case.data["loss"]
    domain = case.domain.restrict(p=["1/100", "1/5", "1/3", "1/2", "9/10"])

    def bracket(p: Fraction, b: int) -> tuple[Fraction, Bracket]:
        first = weight(p, loss)
        q = first if b == 1 else 1 - first
        a = cp.Variable()
        report = solve(cp.Problem(cp.Minimize(cp.logistic(a) - float(q) * a)))
        near = round_rational(math.exp(float(a.value or 0)), bits=40)
        lines = []
        for s in (near * Fraction(9999, 10000), near * Fraction(10001, 10000)):
            at, slope = ball(s).log(), ball(s / (1 + s) - q)
            lines.append((loss_ball(at, b, p, loss) - slope * at, slope))
        (left, down), (right, up) = lines
        # where the tangents cross; they bound ℓ_p from below if one falls and one rises
        low = (up * left - down * right) / (up - down)
        lower = ends(low)[0] if down < 0 < up else Fraction(0)
        upper = ends(loss_ball(ball(near).log(), b, p, loss))[1]
        return near, Bracket(lower, upper, "two tangents", "solver's point, rounded", report)

    def instances() -> Iterator[tuple[Point, Fraction, Bracket]]:
        for point in domain.points(s=["1"]):
            with ctx.workprec(128):
                p, b = point["p"], point["b"]
                near, found = bracket(p, b)
                claimed = ends(loss_ball(ball(odds(p, b) ** case.data["power"]).log(), b, p, loss))[
                    0
                ]
            yield {**point, "s": near}, claimed, found

    return legs.bracketed(case, domain, instances())


def rival_case(instance: object) -> bool:
    """Whether `instance` has samples on a line, labels 0 or 1, and a rival net on them."""
    try:
        X, y = instance["X"], instance["y"]  # type: ignore[index]
        rival = {**instance["rival"], "X": X}  # type: ignore[index]
        known = rival["model"] in ("no_bias", "bias", "deep") and instance["unit"] in ("gamma", "1")  # type: ignore[index]
        return known and len(X) == len(y) > 0 and set(y) <= {0, 1} and smooth(rival)
    except (KeyError, TypeError, ValueError):
        return False


def consistent(instance: object) -> bool:
    """Whether besides equal samples have equal labels, so that some net interpolates."""
    if not rival_case(instance):
        return False
    seen: dict[Fraction, int] = {}
    pairs = zip(instance["X"], instance["y"], strict=True)  # type: ignore[index]
    return all(seen.setdefault(Fraction(x[0]), y) == y for x, y in pairs)


def _fitted(X: Sequence[Fraction], y: Sequence[int]) -> Bias:
    """The net whose values at the samples are the means of 2y − 1, one neuron for each x."""
    xs = sorted(set(X))
    labels = [[2 * b - 1 for v, b in zip(X, y, strict=True) if v == x] for x in xs]
    wanted = [Fraction(sum(rows), len(rows)) for rows in labels]
    half = min((b - a for a, b in pairwise(xs)), default=Fraction(1)) / 2
    weights: list[Fraction] = []
    for x, target in zip(xs, wanted, strict=True):
        # neuron k is relu(x − x_k + half): off at the samples before x_k
        before = sum(w * (x - at + half) for w, at in zip(weights, xs, strict=False))
        weights.append((target - before) / half)
    return Bias(tuple((Fraction(1),) for _ in xs), tuple(half - x for x in xs), tuple(weights))


def minimizers(data: Data, p: Point) -> Finding:
    """L at the least squares net against L at a rival: no more, and equal iff both interpolate.

    The net's output weights are times γ_p, the rival's times γ_p or 1; outputs count from here on.
    """
    from flint import ctx

    from verify.exact.ball import ball

    inst, prob = p["instance"], p["p"]
    X = [Fraction(str(x[0])) for x in inst["X"]]
    net = _fitted(X, inst["y"])
    mine = forward_exact(net, tuple((x,) for x in X))
    rival = model_of({**inst["rival"], "X": inst["X"]})
    theirs = rival.outputs(rival.theta)
    level = prob == Fraction(1, 2)
    if level and inst["unit"] == "gamma":
        theirs = [Fraction(0) for _ in theirs]
    raw = inst["unit"] == "1" or level
    targets = [Fraction(0) if level else Fraction(2 * b - 1) for b in inst["y"]]
    interpolates = all(v == t for v, t in zip(theirs, targets, strict=True)) and (not raw or level)
    if interpolates and list(mine) == [2 * b - 1 for b in inst["y"]]:
        return compare(0, "==", 0, which="both interpolate: the same outputs, the same loss")
    with ctx.workprec(192):
        gamma = ball((1 - prob) / prob).log()
        mean = []
        for outputs, unit in ((mine, gamma), (theirs, ball(1) if raw else gamma)):
            terms = [
                loss_ball(ball(v) * unit, b, prob, data["loss"])
                for v, b in zip(outputs, inst["y"], strict=True)
            ]
            mean.append(dot(terms, [1] * len(terms)) / len(terms))
        return compare(mean[0], "<", mean[1])


def minimizers_by_smt(case: Case) -> Evidence:
    """By the strict minimum at each sample: L has its least value where all outputs are there."""
    if not _falls_then_rises(case.data["loss"]):
        return witnessed(case, "smt", Exactness.SMT, minimizers, {})
    why = (
        "L is a mean of ℓ_p(f(x_i), y_i), each least at f(x_i) = γ_p(2y_i − 1) alone; if some "
        "parameters reach all of them, L is least exactly there, and so is the squared error"
    )
    detail = {"independent_of": {"instance": why}}
    return legs.supports("smt", Exactness.SMT, case.domain, detail=detail)


def draw_rivals() -> SearchStrategy[dict[str, Any]]:
    """Up to three samples of few values, and a rival with one or two neurons."""
    from hypothesis import strategies as st

    entry = st.sampled_from(["1", "-1", "2", "1/2", "-1/3", "0"])

    @st.composite
    def build(pick: Any) -> dict[str, Any]:
        n, m = pick(st.integers(1, 3)), pick(st.integers(1, 2))
        X = [[pick(st.sampled_from(["0", "1", "-1", "3/2"]))] for _ in range(n)]
        label = {x[0]: pick(st.integers(0, 1)) for x in X}
        rival = {"model": "bias", "W1": [[pick(entry)] for _ in range(m)]}
        rival |= {k: [pick(entry) for _ in range(m)] for k in ("b1", "W2")}
        unit = pick(st.sampled_from(["gamma", "1"]))
        return {"X": X, "y": [label[x[0]] for x in X], "rival": rival, "unit": unit}

    return build().filter(consistent)
