"""Predicates of Proposition A.2: one variant's data and one point to a finding."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from flint import arb, fmpq

from theorems.core.networks import Bias
from theorems.sharpness._parts.circle import (
    Neuron,
    circle,
    filled,
    grid,
    neurons,
    output,
    point,
)
from theorems.sharpness._parts.difference_trace import difference_trace
from theorems.sharpness._parts.every_width import witnessed
from theorems.sharpness._parts.labelled_data import Labelled, closed_form, root
from theorems.sharpness._parts.memorizing import memorizes
from theorems.sharpness._parts.xor_nets import typed
from verify import legs
from verify.domain import Objects
from verify.evidence import Evidence, Exactness, Outcome
from verify.exact.ball import ball
from verify.exact.rational import fmpq_of, fraction
from verify.legs import Finding, both, compare
from verify.tri import Tri

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from verify.case import Case
    from verify.domain import Point

__all__ = [
    "arcs",
    "arcs_of",
    "circles",
    "display",
    "enough",
    "flattest_net",
    "geometry",
    "least",
    "least_by_bracket",
    "mean",
    "net_by_smt",
]

Data = Mapping[str, Any]
NORM = Fraction(3, 2)
"""‖x'‖ of (v, ±1/2)"""


def circles(*samples: Data, least: int = 2, zero: bool = False) -> Objects:
    """Labelled points of the circle, ``{"t": parameters, "y": labels}``, at least `least`.

    Labels are ±3k²/2, so that r_j is rational with a third coordinate ±1/2.
    """

    def accepts(value: Any) -> bool:
        try:
            n = circle(value["t"]).n if len(value["t"]) > 1 else len(value["t"])
            y = [Fraction(str(v)) for v in value["y"]]
            [root(abs(v) / NORM, 2) for v in y]
        except (ValueError, KeyError, TypeError, ZeroDivisionError):
            return False
        return n == len(y) >= least and (zero or 0 not in y)

    name = f"{least} points of the circle or more" + (", labels 0 too" if zero else "")
    wider = tuple(f"{k} points of the circle or more" for k in range(1, least))
    wider += (f"{least} points of the circle or more, labels 0 too",)
    return Objects(name, accepts, tuple(samples), lambda: _draw(least, zero), wider)


def _draw(least: int, zero: bool) -> SearchStrategy[dict[str, Any]]:
    from hypothesis import strategies as st

    pool = [Fraction(k, q) for q in (2, 3, 4, 5, 7) for k in range(q)]
    labels = [str(NORM * k * s) for k in (1, 4, Fraction(1, 4)) for s in (1, -1)] + ["0"] * zero

    @st.composite
    def build(pick: Callable[..., Any]) -> dict[str, Any]:
        places = st.lists(
            st.sampled_from(sorted(set(pool))), min_size=least, max_size=5, unique=True
        )
        t = sorted(pick(places))
        y = [pick(st.sampled_from(labels)) for _ in t]
        if zero:
            y[pick(st.integers(0, len(t) - 1))] = "0"
        return {"t": [str(v) for v in t], "y": y}

    return build()


def _built(net: list[Neuron], height: Callable[[Any], Any]) -> Bias:
    """The net in three coordinates, its neurons scaled to r_j; a weight 0 makes a dead neuron."""
    rows, shifts, last = [], [], []
    for (a, b), c, label in net:
        r = height(label)
        if label == 0:
            rows.append((fmpq(0),) * 3)
            shifts.append(fmpq(-1))
        else:
            rows.append((r * a, r * b, fmpq(0)))
            shifts.append(r * c)
        last.append(fmpq(0) if label == 0 else label / r)
    return Bias(tuple(rows), tuple(shifts), tuple(last))


def _labelled(data: Data) -> Labelled:
    rest = (Fraction(1, 2), Fraction(-1, 2))
    X = [(fraction(a), fraction(b), rest[k % 2]) for k, (a, b) in enumerate(map(point, data["t"]))]
    return Labelled(tuple(X), tuple(Fraction(str(v)) for v in data["y"]))


def _net(data: Data, name: str, tau: Fraction = Fraction(0)) -> Bias | None:
    samples = _labelled(data)
    if len(samples.y) < 2:
        return None
    points = circle(data["t"])

    def height(label: Any) -> Any:
        return fmpq_of(root(abs(fraction(label)) * NORM, 2))

    if name == "filled":
        own, between = filled(points, samples.y, tau)
        one, two = _built(own, height), _built(between, lambda _: fmpq(1))
        return Bias(one.W1 + two.W1, one.b1 + two.b1, one.W2 + two.W2)
    net = neurons(points, samples.y, name)
    return None if net is None else _built(net, height)


def _tau(data: Data) -> Fraction:
    """How far the wider net may be from the chords, in units of 1 or of Yδ."""
    return Fraction(data["tau"] if data["net"] == "filled" else 0)


def flattest_net(data: Data, p: Point) -> Finding:
    """The net interpolates, is smooth and has trace (2/n) Σ 2√(R²+1)|y_i|; "own" memorizes too.

    With "zero" as printed a label 0 has r_j = 0, by which y_j is divided.
    """
    samples = _labelled(p["data"])
    if data["zero"] == "printed" and 0 in samples.y:
        return compare(0, ">", 0, which="r_j, by which y_j is divided")
    net = _net(p["data"], data["net"], _tau(data))
    if net is None:
        return compare(0, ">", 0, which="|w_j·z_j|, or the length of the chord z_jz_{j+1}")
    findings = []
    if data["net"] != "filled" and 0 not in samples.y:
        memorized = memorizes(net, samples)
        if memorized.answer is not Tri.YES:
            return memorized
        findings.append(memorized)
    values = [typed(net, x)[0] for x in samples.X]  # type: ignore[arg-type]
    error = max(abs(f - y) for f, y in zip(values, samples.y, strict=True))
    found = difference_trace(net, samples)
    if found is None:
        return compare(0, ">", 0, which="least |pre-activation|")
    findings.append(compare(error, "==", 0, which="largest error"))
    findings.append(compare(found, "==", closed_form(samples), which="trace"))
    return both(*findings)


def net_by_smt(case: Case) -> Evidence:
    """z3: on the arc's chord the neuron is 0 and at v_j it is r_j, so below 0 at other samples.

    c = w_j·z_j ≥ 0, v = w_j·v_j > c as v_j lies on the open arc of z_jz_{j+1}, and another sample,
    which lies off the closed arc, has s = w_j·x < c. A label 0 has a dead neuron.
    """
    from verify.solvers.smt import prove

    single = case.domain.parameters["data"].contains({"t": ["0"], "y": ["3/2"]})
    null = case.domain.parameters["data"].contains({"t": ["0", "1/2"], "y": ["0", "3/2"]})
    null = null or case.domain.parameters["data"].contains(_NULL)

    def formula(t: Data) -> Any:
        import z3

        # the value at s times the positive v − c, or times c as printed
        own = data_net == "own"
        other = t["r"] * (t["s"] - t["c"]) if own else t["r"] * (t["s"] - t["v"] + t["c"])
        size = z3.If(t["y"] >= 0, t["y"], -t["y"])
        cost = t["w"] * t["w"] * t["q"] * t["q"] + t["r"] * t["r"]
        live = z3.And(other < 0, t["w"] * t["r"] == t["y"], cost == 2 * t["q"] * size)
        return z3.If(t["y"] == 0, t["w"] == 0, live)

    def tied(t: Data) -> list[Any]:
        import z3

        size = z3.If(t["y"] >= 0, t["y"], -t["y"])
        live = z3.And(t["r"] > 0, t["r"] * t["r"] == t["q"] * size, t["w"] * t["r"] == t["y"])
        some = [t["s"] < t["c"], t["c"] < t["v"], t["c"] >= 0, t["q"] >= 1]
        return [*some, z3.If(t["y"] == 0, z3.And(t["w"] == 0, t["r"] == 0), live)]

    data_net = case.data["net"]
    if not single and not (null and case.data["zero"] == "printed"):
        found = prove(
            case,
            formula,
            variables=(),
            free={"data": "a neuron meets a sample through w_j·x alone, on the arc or off it"},
            auxiliary=("s", "c", "v", "r", "w", "y", "q"),
            definitions=tied,
        )
        if found.outcome is Outcome.SUPPORTS:
            return found
    return witnessed(case, "smt", Exactness.SMT, flattest_net, {})


_NULL = {"t": ["0", "1/3", "2/3"], "y": ["3/2", "0", "-6"]}


def least(data: Data, p: Point) -> Finding:
    """The net "own" attains the claimed least trace, and multipliers prove it.

    They are λ_i = factor · 2‖x_i'‖ sign(y_i). Weak duality asks |λ_i| ≤ 2‖x_i'‖, as in Theorem 4.1.
    """
    samples, factor = _labelled(p["data"]), Fraction(data["factor"])
    net = _net(p["data"], "own")
    assert net is not None
    claimed = factor * closed_form(samples)
    return both(
        compare(difference_trace(net, samples), "<=", claimed, which="attained"),
        compare(factor * 2 * NORM, "<=", 2 * NORM, which="multiplier"),
    )


def least_by_bracket(sets: list[dict[str, Any]]) -> Callable[[Case], Evidence]:
    """(2/n) Σ 2√(R²+1)|y_i| in the convex program's bracket over nets of every width."""

    def run(case: Case) -> Evidence:
        from theorems.core.flattest import flattest

        domain = case.domain.restrict(data=sets)

        def instances() -> Iterator[tuple[Point, Fraction, Any]]:
            for p in domain.points():
                samples = _labelled(p["data"])
                found = flattest(samples.X, samples.y, own=True)
                yield p, case.constant("factor") * closed_form(samples), found.bracket

        return legs.bracketed(case, domain, instances())

    return run


def _label(kind: str, a: Fraction, slope: Fraction, x: tuple[Any, Any]) -> Fraction:
    """a + L x[1] or a + L|x[1]|, which are L-Lipschitz."""
    first = fraction(x[0])
    return a + slope * (abs(first) if kind == "abs" else first)


@lru_cache(maxsize=16)
def _on_grid(
    n: int, name: str, kind: str, a: Fraction, slope: Fraction, tau: Fraction
) -> tuple[list[Neuron], Fraction]:
    """The net on the grid, and the largest label."""
    points = grid(n)
    y = [_label(kind, a, slope, v) for v in points.v]
    largest = max(abs(v) for v in y)
    if name == "filled":
        own, between = filled(points, y, largest * tau)
        return own + between, largest
    net = neurons(points, y, name)
    assert net is not None  # more than two points
    return net, largest


def display(data: Data, p: Point) -> Finding:
    """(f(x) − y)² at a point x against the bound, the samples being the grid of n points."""
    n, delta, slope = p["n"], p["delta"], p["L"]
    net, largest = _on_grid(n, data["net"], p["label"], p["a"], slope, _tau(data) * delta)
    x = point(p["t"])
    gap = output(net, x) - _label(p["label"], p["a"], slope, x)
    if data["bound"] == "display":
        bound = 4 * largest**2 * delta**2 / (1 - 10 * delta) ** 2 + slope**2 * delta**2
    else:
        bound = Fraction(data["bound"]) * (2 * slope + largest) ** 2 * delta**2
    return compare(gap**2, "<=", bound, which="squared error", neurons=len(net))


def geometry(data: Data, p: Point) -> Finding:
    """On the grid, ‖z_j − z_{j+1}‖ ≤ chord · δ and w_j·z_j > 1 − inner · δ, for every j."""
    points, delta = grid(p["n"]), p["delta"]
    findings = []
    for j, (w, z) in enumerate(zip(points.w, points.z, strict=True)):
        after = points.z[(j + 1) % points.n]
        square = fraction((z[0] - after[0]) ** 2 + (z[1] - after[1]) ** 2)
        limit = (Fraction(data["chord"]) * delta) ** 2
        findings.append(compare(square, "<=", limit, which="‖z_j − z_{j+1}‖²", j=j + 1))
        inner = fraction(w[0] * z[0] + w[1] * z[1])
        low = 1 - Fraction(data["inner"]) * delta ** int(data["power"])
        findings.append(compare(inner, ">", low, which="w_j·z_j", j=j + 1))
    return both(*findings)


def mean(data: Data, p: Point) -> Finding:
    """E (f(x) − Y)² over the circle for the net "own" at labels Y, in balls.

    On the arc z_jz_{j+1} of half-length h about w_j, f = Y(cos s − cos h)/(w·v − w·z), so that with
    d = w·v − w·z and K = w·v the integral is Y²(2hK² − 4K sin h + h + sin h cos h)/d².
    """
    points, level = grid(p["n"]), p["a"]
    total = arb(0)
    for w, v, z in zip(points.w, points.v, points.z, strict=True):
        K = w[0] * v[0] + w[1] * v[1]
        c = ball(w[0] * z[0] + w[1] * z[1])
        h = c.acos()
        s, d = h.sin(), ball(K) - c
        k = ball(K)
        total += (2 * h * k * k - 4 * k * s + h + s * c) / (d * d)
    found = total * ball(level**2) / (2 * arb.pi())
    if data["bound"] == "display":
        delta = p["delta"]
        limit = 4 * level**2 * delta**2 / (1 - 10 * delta) ** 2
        return compare(found, "<=", ball(limit), which="E (f − y)²")
    return compare(found, ">=", ball(Fraction(data["bound"]) * level**2), which="E (f − y)²")


@lru_cache(maxsize=64)
def arcs_of(delta: Fraction) -> int:
    """N = ⌈2π/δ⌉."""
    return int((2 * arb.pi() / ball(delta)).ceil().unique_fmpz())


def enough(kind: str) -> Callable[[Point], bool]:
    """Whether n ≥ N log δ, N log(1/δ) or N log(N/δ), in a premise."""

    def holds(p: Point) -> bool:
        N, delta = arcs_of(p["delta"]), ball(p["delta"])
        size = {"printed": delta, "inverse": 1 / delta, "union": N / delta}[kind]
        return bool(arb(p["n"]) >= N * size.log())

    return holds


def arcs(data: Data, p: Point) -> Finding:
    """Pr(n uniform points hit each of N equal arcs), by inclusion and exclusion, against 1 − cδ."""
    from math import comb

    N, n = arcs_of(p["delta"]), p["n"]
    count = sum((-1) ** k * comb(N, k) * (N - k) ** n for k in range(N))
    missed = 1 - Fraction(count, N**n)
    limit = Fraction(data["factor"]) * p["delta"]
    # a short number below the slack
    slack = Fraction((limit - missed) * 2**30 // 1, 2**30)
    return compare(missed, "<=", limit, margin=slack, which="Pr(some arc is missed)", arcs=N)
