"""Predicates and legs of Theorem 3.1: what the flattest nets are off the sample."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from flint import fmpq_mat

from theorems.core.flattest_cone import escape
from theorems.core.off_sample import Sides, off_sample
from theorems.core.off_sample_escape import escaping_net
from theorems.core.spanning import blocking
from theorems.sharpness._parts.balance_checks import CUBE_POINTS
from theorems.sharpness._parts.cube_nets import cube, net_of, outputs
from theorems.sharpness._parts.three_numbers import rounded
from verify import legs
from verify.domain import Objects, finite
from verify.evidence import Evidence, Exactness
from verify.legs import Finding, compare

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from verify.case import Case
    from verify.domain import Point

__all__ = [
    "XOR_POINTS",
    "forced",
    "markov",
    "markov_by_smt",
    "unbounded",
]

Data = Mapping[str, Any]


def unbounded(data: Data, p: Point) -> Finding:
    """Whether f can be any number at an unseen corner, shown by a net, iff the criterion says so.

    The net interpolates, has a trace of at most (1 + 1/1000) inf and f(z) = −1000 y.
    """
    X = [tuple(int(str(v)) for v in x) for x in p["points"]]
    labels, d = [x[0] * x[1] for x in X], len(X[0])
    rows = [tuple(map(Fraction, x)) for x in X]
    unseen = [z for z in cube(d) if z not in X]
    free = [z for z in unseen if escape(rows, tuple(map(Fraction, z))) is not None]
    criterion = {
        "cone": blocking(X) is not None,
        "rank": fmpq_mat([list(x) for x in X]).rank() < d,
        "missing": bool(unseen),
        "never": False,
    }[data["criterion"]]
    if free:
        z = free[0]
        wanted = -1000 * z[0] * z[1]
        net, _ = escaping_net(X, labels, z, wanted, bias=False)
        given = [outputs(net_of([u.a for u in net], [u.w for u in net]), [x])[0] for x in (*X, z)]
        if given != [*labels, wanted]:
            return compare(0, ">", 0, which="a net with f(z) = −1000 y", z=z)
    return compare(int(bool(free)), "==", int(criterion), which="unbounded, criterion", unseen=free)


def _xor_points(value: Any) -> bool:
    return CUBE_POINTS.contains(value) and len(value[0]) >= 2


def _draw() -> SearchStrategy[list[list[int]]]:
    from hypothesis import strategies as st

    return st.sampled_from([2, 3]).flatmap(
        lambda d: st.lists(
            st.lists(st.sampled_from([1, -1]), min_size=d, max_size=d), min_size=1, max_size=5
        )
    )


XOR_POINTS = Objects(
    "samples of P_xor's x",
    _xor_points,
    tuple(points for points in CUBE_POINTS.samples if len(points[0]) >= 2),
    _draw,
    within=(CUBE_POINTS.name,),
)


def forced(case: Case) -> Evidence:
    """The cone program of `off_sample` at each unseen point of the cube, κ = 1/1000."""
    rows, certificate = [], None
    points = case.domain.points()[: case.pick(1, None)]
    for index, point in enumerate(points, 1):
        X = [tuple(int(v) for v in x) for x in point["points"]]
        labels, least = [x[0] * x[1] for x in X], None
        for z in (z for z in cube(len(X[0])) if z not in X):
            y = z[0] * z[1]
            side: Sides = ("lower",) if y > 0 else ("upper",)
            found = off_sample(X, labels, z, bias=False, sides=side, least=least)
            least = found.least
            verdict = found.verdict(y)
            end = found.lower if y > 0 else found.upper
            text = "none" if end is None else rounded(end, up=y < 0)
            row: dict[str, Any] = {"unseen": list(z), "y f": verdict, "end": text}
            if verdict == "free":
                row["unbounded"] = found.escape is not None
                return legs.refutes(
                    "convex", Exactness.BRACKET, point, row, cases=index, executed=True
                )
            if verdict != "forced":
                return legs.undecided("convex", Exactness.BRACKET, f"undecided at {z}")
            rows.append(row)
            certificate = case.certificate(**found.certificates()[side[0]])
    return legs.supports(
        "convex",
        Exactness.BRACKET,
        case.domain.restrict(points=finite([point["points"] for point in points])),
        cases=len(points),
        executed=True,
        certificate=certificate,
        detail={"numbers": rows},
    )


def markov(data: Data, p: Point) -> Finding:
    """The indicator of the event against (f − y)², at one value f and label y."""
    hit = p["y"] * p["f"] > 0 if data["event"] == "y f > 0" else p["y"] * p["f"] <= 0
    square_error = Fraction(data["factor"]) * (p["f"] - p["y"]) ** 2
    return compare(int(hit), "<=", square_error, which="1(event), (f − y)²")


def markov_by_smt(case: Case) -> Evidence:
    """z3: the same for all f and both labels; a mean over x keeps it."""
    import z3

    from verify.solvers.smt import prove

    factor = z3.RealVal(str(case.constant("factor")))

    def formula(t: Data) -> Any:
        f, y = t["f"], t["y"]
        hit = y * f > 0 if case.data["event"] == "y f > 0" else y * f <= 0
        return z3.Implies(hit, factor * (f - y) * (f - y) >= 1)

    return prove(case, formula, variables=("f", "y"))
