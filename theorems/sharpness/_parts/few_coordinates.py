"""Proposition A.1: a neuron for each of the k extreme points that the first s coordinates take.

A *support* is JSON data ``{"V": points, "W": directions, "y": labels, "S": samples}``, rationals as
text: w_j is a unit vector with w_j·v_j > w_j·v_i for i ≠ j, y_j the label where the first s
coordinates are v_j, and a sample ``[j, rest...]`` is (v_j, rest), all samples of one norm R.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from theorems.core.networks import Bias
from theorems.core.scalars import dot
from theorems.sharpness._parts.every_width import witnessed
from theorems.sharpness._parts.memorizing import (
    Labelled,
    closed_form,
    difference_trace,
    root,
)
from theorems.sharpness._parts.xor_nets import hidden_at, typed
from verify import legs
from verify.domain import Objects
from verify.evidence import Evidence, Exactness, Outcome
from verify.exact.rational import fmpq_of
from verify.legs import Finding, both, compare

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from verify.case import Case
    from verify.domain import Point

__all__ = [
    "Support",
    "flattest_net",
    "flattest_net_by_smt",
    "least",
    "least_by_bracket",
    "radius",
    "radius_by_smt",
    "read",
    "rows",
    "rows_by_smt",
    "supports",
]

Data = Mapping[str, Any]
Vector = tuple[Fraction, ...]


@dataclass(frozen=True)
class Support:
    """The k extreme points with directions and labels, and samples (j, rest)."""

    V: tuple[Vector, ...]
    W: tuple[Vector, ...]
    y: tuple[Fraction, ...]
    S: tuple[tuple[int, Vector], ...]

    @cached_property
    def samples(self) -> Labelled:
        """The samples with their labels."""
        return Labelled(
            tuple((*self.V[j], *rest) for j, rest in self.S), tuple(self.y[j] for j, _ in self.S)
        )

    @cached_property
    def gap(self) -> Fraction:
        """min over i ≠ j of w_j·(v_j − v_i); 1 for a single point."""
        gaps = [
            dot(w, v) - dot(w, other)
            for j, (v, w) in enumerate(zip(self.V, self.W, strict=True))
            for i, other in enumerate(self.V)
            if i != j
        ]
        return min(gaps, default=Fraction(1))


def read(data: Data) -> Support:
    """The support that is written as JSON.

    Raises
    ------
    ValueError
        If a w_j is no unit vector or does not separate v_j, or norms or shapes disagree.
    """

    def vectors(rows: Any) -> tuple[Vector, ...]:
        return tuple(tuple(Fraction(str(v)) for v in row) for row in rows)

    rest = vectors([s[1:] for s in data["S"]])
    indices = [int(s[0]) for s in data["S"]]
    y = tuple(Fraction(str(v)) for v in data["y"])
    made = Support(
        vectors(data["V"]), vectors(data["W"]), y, tuple(zip(indices, rest, strict=True))
    )
    shapes = {len(v) for v in (*made.V, *made.W)}
    counts = {len(made.V), len(made.W), len(y)}
    if len(shapes) != 1 or len(counts) != 1 or 0 in shapes | counts or not made.S:
        msg = f"data must hold equally many points, directions and labels, got {data!r}."
        raise ValueError(msg)
    if len({len(r) for r in rest}) > 1 or not all(0 <= j < len(made.V) for j in indices):
        msg = f"data must hold samples of one dimension at points of V, got {data['S']!r}."
        raise ValueError(msg)
    if any(dot(w, w) != 1 for w in made.W) or made.gap <= 0:
        msg = f"W must hold unit vectors that separate the points, got {data['W']!r}."
        raise ValueError(msg)
    if len(set(made.samples.squares)) > 1:
        msg = f"the samples must have one norm, got {data['S']!r}."
        raise ValueError(msg)
    return made


def supports(*samples: Data, zero: bool) -> Objects:
    """Supports, with labels that may be 0 or not; drawn ones are rational nets.

    Points are drawn on a circle of radius 1 or 2 with a third coordinate, √(R²+1) = 3/2 or 3.
    """

    def accepts(value: Any) -> bool:
        try:
            made = read(value)
        except (ValueError, KeyError, TypeError, ZeroDivisionError):
            return False
        return zero or 0 not in made.y

    name = "finite supports of extreme points" + ("" if zero else ", labels y ≠ 0")
    within = () if zero else ("finite supports of extreme points",)
    return Objects(name, accepts, tuple(samples), lambda: _draw(zero=zero), within)


def _draw(*, zero: bool) -> SearchStrategy[dict[str, Any]]:
    from hypothesis import strategies as st

    pool = [(1, 0), (-1, 0), (0, 1), ("3/5", "4/5"), ("-3/5", "4/5"), ("5/13", "-12/13")]

    @st.composite
    def build(pick: Callable[..., Any]) -> dict[str, Any]:
        W = pick(st.lists(st.sampled_from(pool), min_size=1, max_size=3, unique=True))
        size, rest, norm = pick(st.sampled_from([(1, "1/2", "3/2"), (2, "2", "3")]))
        factors = [Fraction(s) * k for k in (1, 4, Fraction(1, 4)) for s in (1, -1)]
        factors += [Fraction(0)] * zero
        y = [str(Fraction(norm) * pick(st.sampled_from(factors))) for _ in W]
        index = st.sampled_from(range(len(W)))
        sample = st.tuples(index, st.sampled_from([rest, "-" + rest]))
        S = pick(st.lists(sample, min_size=1, max_size=4))
        return {
            "V": [[str(size * Fraction(v)) for v in w] for w in W],
            "W": [[str(Fraction(v)) for v in w] for w in W],
            "y": y,
            "S": [list(s) for s in S],
        }

    return build()


def _net(
    support: Support,
    heights: list[Fraction | None],
    epsilon: Fraction,
    *,
    row: str = "w",
    spare: int = 0,
    idle: Fraction = Fraction(-1),
    out: Fraction = Fraction(1),
) -> Bias:
    """Rows r_j (w_j, 0, …)/ε, b_1 = r_j(−w_j·v_j + ε)/ε, W_2 = y_j/r_j; dead where r_j is None."""
    eps = epsilon * support.gap
    rest = [Fraction(0)] * len(support.S[0][1])
    zero = [Fraction(0)] * len(support.V[0]) + rest
    rows, shifts, last = [], [], []
    for v, w, y, r in zip(support.V, support.W, support.y, heights, strict=True):
        if r is None:
            rows.append(zero)
            shifts.append(Fraction(-1))
            last.append(Fraction(0))
            continue
        rows.append([r * a / eps for a in (v if row == "v" else w)] + rest)
        shifts.append(r * (eps - dot(w, v)) / eps)
        last.append(out * y / r)
    rows += [zero] * spare
    shifts += [idle] * spare
    last += [Fraction(0)] * spare
    return Bias(
        tuple(tuple(map(fmpq_of, line)) for line in rows),
        tuple(map(fmpq_of, shifts)),
        tuple(map(fmpq_of, last)),
    )


def rows(data: Data, p: Point) -> Finding:
    """relu(W_1x + b_1) = r e_j and f(x) = y_j at each (v_j, rest), for all r > 0 and labels."""
    support, r = read(p["data"]), p["r"]
    net = _net(support, [r] * len(support.V), p["eps"], row=data["row"])
    findings = []
    for (j, _), x in zip(support.S, support.samples.X, strict=True):
        hidden = hidden_at(net, x)  # type: ignore[arg-type]
        apart = max(abs(h - (r if k == j else 0)) for k, h in enumerate(hidden))
        findings.append(compare(apart, "==", 0, which="relu(W_1x + b_1) − r e_j", neuron=j + 1))
        value = typed(net, x)[0]  # type: ignore[arg-type]
        findings.append(compare(value, "==", support.y[j], which="f(x)"))
    return both(*findings)


def rows_by_smt(over: Data) -> Callable[[Case], Evidence]:
    """z3: r at the own point and ≤ 0 at every other, for all r and 0 < ε < gap; else a witness."""

    def formula(t: Data) -> Any:
        import z3

        return z3.And(
            t["r"] * (t["own"] + t["eps"]) == t["r"] * t["eps"], t["r"] * (t["eps"] - t["s"]) < 0
        )

    def run(case: Case) -> Evidence:
        from verify.solvers.smt import prove

        wrong_row = case.data["row"] == "v"

        def tied(t: Data) -> list[Any]:
            # `own` is row·v_j − w_j·v_j, and s the distance to another point in units of the gap
            return [t["s"] >= 1] + ([] if wrong_row else [t["own"] == 0])

        found = prove(
            case,
            formula,
            variables=("r", "eps"),
            free={
                "data": "a point is met through w_j·(v_j − x) alone, which is free here, ≥ 1 gap"
            },
            auxiliary=("own", "s"),
            definitions=tied,
        )
        if found.outcome is Outcome.SUPPORTS:
            return found
        return witnessed(case, "smt", Exactness.SMT, rows, over)

    return run


def radius(data: Data, p: Point) -> Finding:
    """(R + y²Q/R)² at R = r² against a rival s, Q = R² + 1; R² is y²Q² printed, y²Q true."""
    y2, Q, s = p["y"] ** 2, p["Q"], p["s"]
    square = y2 * Q ** (2 if data["power"] == "2" else 1)
    own = square + 2 * y2 * Q + (y2 * Q) ** 2 / square
    return compare(own, "<=", (s + y2 * Q / s) ** 2, rival=s)


def radius_by_smt(case: Case) -> Evidence:
    """z3: the same for all y ≠ 0, Q ≥ 1 and s > 0, cleared of denominators."""
    from verify.solvers.smt import prove

    def formula(t: Data) -> Any:
        y2, Q, s = t["y"] * t["y"], t["Q"], t["s"]
        square = y2 * Q * (Q if case.data["power"] == "2" else 1)
        left = (square + y2 * Q) * (square + y2 * Q) * s * s
        return left <= square * (s * s + y2 * Q) * (s * s + y2 * Q)

    return prove(case, formula, variables=("y", "Q", "s"))


def _flattest(support: Support, data: Data, p: Point) -> Bias | None:
    """The net at r_j² = |y_j|√(R²+1); None if an r_j is 0 and W_2[j] = y_j/r_j is 0/0."""
    norm = root(support.samples.squares[0], 2)
    heights: list[Fraction | None] = [root(abs(y) * norm, 2) or None for y in support.y]
    if data["zero"] == "printed" and None in heights:
        return None
    idle, out = Fraction(data["idle"]), Fraction(data["out"])
    return _net(support, heights, p["eps"], spare=p["spare"], idle=idle, out=out)


def flattest_net(data: Data, p: Point) -> Finding:
    """The net interpolates, is smooth at the samples and has trace (2/n) Σ 2√(R²+1)|y_i|."""
    support = read(p["data"])
    net = _flattest(support, data, p)
    if net is None:
        return compare(0, ">", 0, which="r_j, by which y_j is divided")
    values = [typed(net, x)[0] for x in support.samples.X]  # type: ignore[arg-type]
    error = max(abs(f - y) for f, y in zip(values, support.samples.y, strict=True))
    found = difference_trace(net, support.samples)
    if found is None:
        return compare(0, ">", 0, which="least |pre-activation|")
    return both(
        compare(error, "==", 0, which="largest error"),
        compare(found, "==", closed_form(support.samples), which="trace"),
    )


def flattest_net_by_smt(over: Data, zero: Data) -> Callable[[Case], Evidence]:
    """z3: the own neuron gives y at the cost 2√Q|y|, a dead one 0 at none, every other is off."""

    def formula(t: Data) -> Any:
        import z3

        size = z3.If(t["y"] >= 0, t["y"], -t["y"])
        cost = t["w"] * t["w"] * t["q"] * t["q"] + t["r"] * t["r"]
        own = z3.And(t["w"] * t["r"] == t["y"], cost == 2 * t["q"] * size)
        return z3.And(t["eps"] - t["s"] < 0, own)

    def run(case: Case) -> Evidence:
        from verify.solvers.smt import prove

        idle = case.domain.parameters["spare"].contains(1) and Fraction(case.data["idle"]) >= 0
        null = case.domain.parameters["data"].contains(zero) and case.data["zero"] == "printed"
        if idle or null:
            return witnessed(case, "smt", Exactness.SMT, flattest_net, over)

        def tied(t: Data) -> list[Any]:
            import z3

            size = z3.If(t["y"] >= 0, t["y"], -t["y"])
            out = z3.RealVal(str(case.data["out"]))
            dead = z3.And(t["w"] == 0, t["r"] == 0)
            live = z3.And(
                t["r"] > 0, t["r"] * t["r"] == t["q"] * size, t["w"] * t["r"] == out * t["y"]
            )
            return [t["s"] >= 1, t["q"] >= 1, z3.If(t["y"] == 0, dead, live)]

        found = prove(
            case,
            formula,
            variables=("eps",),
            free={
                "data": "a sample is met through w_j·(v_j − x) ≥ 1 gap, its label and q = √(R²+1)",
                "spare": "a spare neuron has the pre-activation −1 everywhere",
            },
            auxiliary=("s", "r", "w", "y", "q"),
            definitions=tied,
        )
        if found.outcome is Outcome.SUPPORTS:
            return found
        return witnessed(case, "smt", Exactness.SMT, flattest_net, over)

    return run


def least(data: Data, p: Point) -> Finding:
    """The net attains the claimed least trace, and no net of any width is below, by weak duality.

    λ_i = factor · 2√(R²+1) sign(y_i) is a multiplier if |λ_i| ≤ 2‖x_i'‖ (Theorem 4.1).
    """
    support = read(p["data"])
    samples, factor = support.samples, Fraction(data["factor"])
    net = _flattest(
        support,
        {"zero": "dead", "idle": "-1", "out": "1"},
        {"eps": Fraction(1, 2), "spare": 0},
    )
    assert net is not None
    claimed = factor * closed_form(samples)
    norm = root(samples.squares[0], 2)
    # the multiplier of a label 0 is 0
    largest = factor * 2 * norm if any(samples.y) else Fraction(0)
    return both(
        compare(difference_trace(net, samples), "<=", claimed, which="attained"),
        compare(largest, "<=", 2 * norm, which="multiplier"),
    )


def least_by_bracket(sets: Sequence[Data]) -> Callable[[Case], Evidence]:
    """(2/n) Σ 2√(R²+1)|y_i| in the convex program's bracket over nets of every width."""

    def run(case: Case) -> Evidence:
        from theorems.core.flattest import flattest

        domain = case.domain.restrict(data=sets)

        def instances() -> Iterator[tuple[Point, Fraction, Any]]:
            for point in domain.points():
                samples = read(point["data"]).samples
                found = flattest(samples.X, samples.y, own=True)
                yield point, case.constant("factor") * closed_form(samples), found.bracket

        return legs.bracketed(case, domain, instances())

    return run
