"""Theorem 3.1 on the square, d = 2: every smooth interpolating net has a flatter one.

A smooth neuron is active at two adjacent corners p, q, whose labels differ, so at one of them, k,
its sign is not the label's. As f(k) = y_k, neurons of the other sign are active there. Lower the
values of one of each at k alone, both by t in what they add to f: f stays, and so do all signs if t
is small, and at k, which is sampled, two of the squares (a·x)² fall.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.core.networks import NoBias
from theorems.sharpness._parts.cube_nets import (
    SMOOTH_NETS,
    cube,
    net_of,
    outputs,
    smooth,
    trace,
)
from theorems.sharpness._parts.every_width import witnessed
from theorems.sharpness._parts.path_norm_checks import INTERPOLATING
from verify import legs
from verify.domain import Objects
from verify.evidence import Evidence, Exactness
from verify.exact.rational import fraction
from verify.legs import Finding, both, compare

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from verify.case import Case
    from verify.domain import Point

__all__ = [
    "ALL",
    "COUNTS",
    "FEW",
    "PLANE_NETS",
    "SQUARE_NETS",
    "flatter",
    "improvable",
    "improvable_by_smt",
]

Data = Mapping[str, Any]


def flatter(net: NoBias) -> NoBias | None:
    """The net with two values lowered at one corner; None if no neuron has the wrong sign anywhere.

    Raises
    ------
    ValueError
        If the net does not take inputs of dimension 2.
    """
    rows = [[fraction(v) for v in row] for row in net.W1]
    weights = [fraction(w) for w in net.W2]
    if any(len(row) != 2 for row in rows):
        msg = f"net must take inputs of dimension 2, got {len(rows[0])}"
        raise ValueError(msg)
    for x in cube(2):
        y = x[0] * x[1]
        parts = [w * (row[0] * x[0] + row[1] * x[1]) for row, w in zip(rows, weights, strict=True)]
        active = [row[0] * x[0] + row[1] * x[1] > 0 for row in rows]
        wrong = [j for j, v in enumerate(parts) if active[j] and v * y < 0]
        right = [j for j, v in enumerate(parts) if active[j] and v * y > 0]
        if wrong and right:
            pair = (wrong[0], right[0])
            t = min(abs(parts[j]) for j in pair) / 2
            for j in pair:
                # x/2 changes the value at x by 1 and that at the adjacent corners by 0
                step = t / abs(weights[j]) / 2
                rows[j] = [v - step * e for v, e in zip(rows[j], x, strict=True)]
            return net_of(rows, weights)
    return None


def improvable(data: Data, p: Point) -> Finding:
    """A net that interpolates, is smooth, and has less than `share` of the trace."""
    net = net_of(p["net"]["W1"], p["net"]["W2"])
    X = [x for x, count in zip(cube(2), p["counts"], strict=True) for _ in range(count)]
    better = flatter(net)
    if better is None:
        return compare(0, ">", 0, which="neurons of the wrong sign at a corner")
    before, after = trace(net, X), trace(better, X)
    if before is None or after is None or not smooth(better, cube(2)):
        return compare(0, ">", 0, which="least |pre-activation|")
    errors = [abs(f - x[0] * x[1]) for f, x in zip(outputs(better, cube(2)), cube(2), strict=True)]
    return both(
        compare(max(errors), "==", 0, which="largest |f − y|"),
        compare(after, "<", Fraction(data["share"]) * before, which="trace of the flatter net"),
    )


_STEPS = (
    "a·x ≠ 0 at the four corners: a·x > 0 at just two of them, adjacent, whose labels differ",
    "f(k) = y_k, a part of f(k) has the other sign: parts of the sign of y_k add up to more than 0",
    "0 < s < v, w ≠ 0: v² w² falls if v does, and x/2 is orthogonal to the adjacent corners",
)


def improvable_by_smt(over: Mapping[str, Any]) -> Any:
    """z3: the three steps, for all nets and counts."""

    def run(case: Case) -> Evidence:
        import z3

        from verify.solvers.smt import bounded

        a, b, right, wrong, v, s, before = z3.Reals("a b right wrong v s before")
        share = z3.RealVal(str(case.constant("share")))
        corners = [((p, q), z3.RealVal(p) * a + z3.RealVal(q) * b) for p, q in cube(2)]
        adjacent = [
            z3.And(u > 0, t > 0, *[o < 0 for z, o in corners if z not in (x, y)])
            for i, (x, u) in enumerate(corners)
            for y, t in corners[i + 1 :]
            if x[0] * x[1] != y[0] * y[1]
        ]
        steps: tuple[tuple[list[Any], Any], ...] = (
            ([u != 0 for _, u in corners], z3.Or(*adjacent)),
            ([wrong > 0, right - wrong == 1], right > 0),
            (
                [s > 0, s < v, before >= v * v],
                # what falls is part of the whole, and may be as small a part as one likes
                before - v * v + (v - s) * (v - s) < share * before,
            ),
        )
        interpolating = case.domain.parameters["net"] is SQUARE_NETS
        for given, wanted in steps:
            solver = bounded()
            solver.add(*given, z3.Not(wanted))
            if not interpolating or solver.check() != z3.unsat:
                return witnessed(case, "smt", Exactness.SMT, improvable, over)
        detail = {
            "steps": list(_STEPS),
            "independent_of": {
                "net": "one neuron of each sign is moved, and its weights are free reals",
                "counts": "each corner is sampled, and the trace is a sum with positive weights",
            },
        }
        return legs.supports("smt", Exactness.SMT, case.domain, detail=detail)

    return run


def _counts(value: Any) -> bool:
    return (
        isinstance(value, list | tuple)
        and len(value) == 4
        and all(isinstance(c, int) and not isinstance(c, bool) and c >= 1 for c in value)
    )


def _draw() -> SearchStrategy[list[int]]:
    from hypothesis import strategies as st

    return st.lists(st.integers(1, 3), min_size=4, max_size=4)


COUNTS = Objects(
    "how often each corner of the square is sampled, at least once",
    _counts,
    ([1, 1, 1, 1], [3, 1, 2, 1]),
    _draw,
)


def _square(value: Any) -> bool:
    return INTERPOLATING.contains(value) and len(value["W1"][0]) == 2


def _draw_net() -> SearchStrategy[Any]:
    return INTERPOLATING.strategy().filter(_square)


SQUARE_NETS = Objects(
    "nets without biases that interpolate the square and are smooth there",
    _square,
    tuple(net for net in INTERPOLATING.samples if len(net["W1"][0]) == 2),
    _draw_net,
    within=(INTERPOLATING.name, *INTERPOLATING.within),
)


def _plane(value: Any) -> bool:
    return SMOOTH_NETS.contains(value) and len(value["W1"][0]) == 2


def _draw_plane() -> SearchStrategy[Any]:
    from hypothesis import strategies as st

    return st.just({"W1": [["2", "1"]], "W2": ["0"]})


PLANE_NETS = Objects(
    "nets without biases that are smooth on the square",
    _plane,
    ({"W1": [["2", "1"]], "W2": ["0"]}, {"W1": [["2", "1"]], "W2": ["1"]}),
    _draw_plane,
    within=(SMOOTH_NETS.name,),
)
ALL = {"net": [*PLANE_NETS.samples, *SQUARE_NETS.samples]}
FEW = {"net": [*PLANE_NETS.samples, *SQUARE_NETS.samples[2:]]}
