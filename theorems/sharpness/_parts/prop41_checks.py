"""Proposition 4.1: a neuron for each sample of P_xor, and what the net says off the samples.

With w_i = x_i/√d and δ = √d ε the memorizing net of Theorem 4.1 has the rows h x_i/δ, the biases
h(δ − d)/δ and the weights y_i/h, h = (d+1)^{1/4}. The height h stays a free rational here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

from theorems.core.networks import Bias
from theorems.sharpness._parts.difference_trace import difference_trace
from theorems.sharpness._parts.every_width import witnessed
from theorems.sharpness._parts.labelled_data import Labelled, labelled
from theorems.sharpness._parts.memorizing import memorizes
from theorems.sharpness._parts.xor_nets import cube, typed, xor
from verify import legs
from verify.evidence import Evidence, Exactness, Outcome
from verify.exact.rational import fmpq_of, rational_sqrt
from verify.legs import Finding, both, compare
from verify.tri import Tri

if TYPE_CHECKING:
    from verify.case import Case
    from verify.domain import Point

__all__ = [
    "error",
    "error_by_smt",
    "least",
    "least_by_bracket",
    "mean_error",
    "memorized",
    "memorized_by_smt",
    "own_net",
]

Data = Mapping[str, Any]
_TWICE = {"X": [[1, 1], [1, 1]], "y": [1, 1]}


def own_net(
    data: Labelled,
    h: Fraction,
    delta: Fraction,
    *,
    spare: str,
    out: Fraction = Fraction(1),
) -> Bias:
    """Rows h x_i/δ, biases h(δ − d)/δ, weights out · y_i/h.

    Parameters
    ----------
    spare
        "printed": a neuron for each sample. "dead": where a sample occurs again, its neuron has
        W_1 = 0, b_1 = −1, W_2 = 0. "moved": it goes to a corner that has none yet, if there is one.

    References
    ----------
    Paper `sharpness`, Proposition 4.1 and the construction of Theorem 4.1.
    """
    d = len(data.X[0])
    places: list[Sequence[Any] | None] = list(data.X)
    if spare != "printed":
        taken = set(data.X)
        free: Iterator[Any] = (x for x in cube(d) if x not in taken)
        for i in range(len(places)):
            if i not in data.distinct:
                places[i] = next(free, None) if spare == "moved" else None
    rows, shifts, last = [], [], []
    for x in places:
        rows.append([Fraction(0)] * d if x is None else [h * v / delta for v in x])
        shifts.append(Fraction(-1) if x is None else h * (delta - d) / delta)
        last.append(Fraction(0) if x is None else out * x[0] * x[1] / h)
    return Bias(
        tuple(tuple(map(fmpq_of, row)) for row in rows),
        tuple(map(fmpq_of, shifts)),
        tuple(map(fmpq_of, last)),
    )


def memorized(data: Data, p: Point) -> Finding:
    """The net memorizes, is smooth at the samples, and has trace 2(h² + (d+1)/h²)."""
    drawn, h = labelled(p["data"]), p["h"]
    net = own_net(drawn, h, p["delta"], spare=data["spare"], out=Fraction(data["out"]))
    found = memorizes(net, drawn)
    if found.answer is not Tri.YES:
        return found
    claimed = 2 * (h**2 + (len(drawn.X[0]) + 1) / h**2)
    return both(found, compare(difference_trace(net, drawn), "==", claimed, which="trace"))


def memorized_by_smt(over: Data) -> Callable[[Case], Evidence]:
    """z3: h at its own corner, negative at each other, at the least cost, for all h and 0 < δ < 2.

    At Hamming distance k the pre-activation is h(δ − 2k)/δ. Where a sample may occur twice and has
    a neuron each time, a neuron of another sample may have k = 0.
    """
    twice = {"data": _TWICE, "delta": Fraction(1), "h": Fraction(1)}

    def formula(t: Data) -> Any:
        import z3

        return z3.And(
            t["h"] * (t["delta"] - 2 * t["k"]) < 0,
            t["w"] * t["h"] == 1,
            t["w"] * t["w"] * t["Q"] * t["h"] * t["h"] == t["Q"],
        )

    def run(case: Case) -> Evidence:
        import z3

        from verify.solvers.smt import prove

        repeated = case.domain.contains(twice)
        nearest = 0 if repeated and case.data["spare"] == "printed" else 1
        out = z3.RealVal(str(case.data["out"]))
        found = prove(
            case,
            formula,
            variables=("delta", "h"),
            free={
                "data": "a sample meets a neuron through its distance k alone, and Q = d + 1; both "
                "are free here"
            },
            auxiliary=("k", "w", "Q"),
            definitions=lambda t: [t["k"] >= nearest, t["w"] * t["h"] == out, t["Q"] >= 3],
        )
        if found.outcome is Outcome.SUPPORTS:
            return found
        return witnessed(case, "smt", Exactness.SMT, memorized, over)

    return run


def error(data: Data, p: Point) -> Finding:
    """Pr of the event over the cube against max{1 − k/2^d, 0}, k all samples or the distinct."""
    drawn = labelled(p["data"])
    claimed = _claimed(drawn, data["count"])
    return compare(_share(drawn, p["delta"], data), "==", claimed, which="probability")


def error_by_smt(over: Data) -> Callable[[Case], Evidence]:
    """z3: no neuron reaches another corner; n samples at k of C = 2^d corners give the error."""

    def run(case: Case) -> Evidence:
        import z3

        from verify.solvers.smt import prove

        repeated = case.domain.contains({"data": _TWICE, "delta": Fraction(1)})

        def formula(t: Data) -> Any:
            n, k, C = t["n"], t["k"], t["C"]
            least = z3.If(n <= C, n, C)
            own = least if case.data["spare"] == "moved" else k
            right = own if case.data["event"] == "y f > 0" else C - own
            gap = C - (n if case.data["count"] == "n" else k)
            return z3.And(t["delta"] - 2 * t["far"] < 0, right == z3.If(gap >= 0, gap, 0))

        def tied(t: Data) -> list[Any]:
            n, k, C = t["n"], t["k"], t["C"]
            return [k >= 1, k <= C, C >= 4, t["far"] >= 1, n >= k if repeated else n == k]

        found = prove(
            case,
            formula,
            variables=("delta",),
            free={"data": "counts: n samples at k of C corners; a neuron reaches distance δ/2 < 1"},
            auxiliary=("n", "k", "C", "far"),
            definitions=tied,
        )
        if found.outcome is Outcome.SUPPORTS:
            return found
        return witnessed(case, "smt", Exactness.SMT, error, over)

    return run


def mean_error(data: Data, p: Point) -> Finding:
    """The mean of Pr(y f ≤ 0) over all samples of size n, against (1 − 2^−d)^n."""
    d, n = p["d"], p["n"]
    shares = [
        _share(xor(rows), Fraction(1), {"spare": "dead", "event": "y f <= 0"})
        for rows in product(cube(d), repeat=n)
    ]
    size = Fraction(1, 2**d)
    claimed = (1 - size) ** n if data["mean"] == "power" else max(1 - n * size, Fraction(0))
    return compare(sum(shares) / len(shares), "==", claimed, which="mean error")


def _share(drawn: Labelled, delta: Fraction, data: Data) -> Fraction:
    net = own_net(drawn, Fraction(1), delta, spare=data["spare"])
    products = [x[0] * x[1] * typed(net, x)[0] for x in cube(len(drawn.X[0]))]
    hits = [v for v in products if (v > 0 if data["event"] == "y f > 0" else v <= 0)]
    return Fraction(len(hits), len(products))


def _claimed(drawn: Labelled, count: str) -> Fraction:
    number = len(drawn.y) if count == "n" else len(drawn.distinct)
    return max(1 - Fraction(number, 2 ** len(drawn.X[0])), Fraction(0))


def least(data: Data, p: Point) -> Finding:
    """The net attains the claimed least trace at its best height, and no net is below; in squares.

    At the height h its trace is 2(h² A + (d+1) B/h²): two heights tell A and B. Below is weak
    duality at λ_i = factor · 2√(d+1) y_i, which asks |λ_i| ≤ 2‖x_i'‖ (Theorem 4.1).
    """
    drawn = labelled(p["data"])
    q = len(drawn.X[0]) + 1
    factor = Fraction(data["factor"]) ** 2
    one, two = (
        difference_trace(own_net(drawn, Fraction(h), Fraction(1), spare="moved"), drawn)
        for h in (1, 2)
    )
    if one is None or two is None:
        return compare(0, ">", 0, which="least |pre-activation|")
    A = (4 * two - one) / 30  # one = 2A + 2qB, two = 8A + qB/2
    B = (one - 2 * A) / (2 * q)
    caps = [compare(4 * factor * q, "<=", 4 * s, which="multiplier²") for s in drawn.squares]
    return both(
        *caps,
        compare(16 * q * A * B, "<=", factor * 16 * q, which="attained²"),
        compare(16 * q, ">=", factor * 16 * q, which="dual bound²"),
    )


_PROGRAMS: tuple[tuple[tuple[int, ...], ...], ...] = (
    ((1, 1, 1),),
    ((1, 1, 1), (1, 1, 1), (1, -1, 1)),
    ((1, 1, 1), (1, -1, 1), (-1, 1, -1), (-1, -1, 1), (1, 1, -1)),
    ((1,) * 8, (1, -1, *(1,) * 6), (-1, 1, *(-1,) * 6)),
)


def least_by_bracket(case: Case) -> Evidence:
    """4√(d+1) in the bracket of the convex program over nets of every width, where it is rational.

    The bracket's lower end is that of the solver's own multipliers. The claimed value must also be
    the trace of the net at h⁴ = d + 1 where that is rational.
    """
    from theorems.core.flattest import flattest

    sets = [{"X": [list(x) for x in X], "y": [x[0] * x[1] for x in X]} for X in _PROGRAMS]
    domain = case.domain.restrict(data=sets)

    def instances() -> Iterator[tuple[Point, Fraction, Any]]:
        for point in domain.points():
            drawn = labelled(point["data"])
            size = rational_sqrt(Fraction(len(drawn.X[0]) + 1))
            assert size is not None
            found = flattest(drawn.X, drawn.y, own=True)
            yield point, case.constant("factor") * 4 * size, found.bracket

    return legs.bracketed(case, domain, instances())
