"""Predicates and legs of Theorem 3.1: the infimum on the cube, and values off the sample."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from flint import fmpq_mat

from theorems.core.flattest_cone import escape
from theorems.core.off_sample import Sides, off_sample
from theorems.core.off_sample_escape import escaping_net
from theorems.core.spanning import blocking
from theorems.sharpness._parts.balance_checks import CUBE_POINTS
from theorems.sharpness._parts.cube_nets import (
    cube,
    measure,
    net_of,
    outputs,
    realization,
    trace,
)
from theorems.sharpness._parts.path_norm_checks import PATH_STEPS, path_open_step
from theorems.sharpness._parts.three_numbers import rounded
from verify import legs, replay
from verify.domain import Objects, finite
from verify.evidence import Evidence, Exactness
from verify.legs import Finding, both, compare
from verify.tri import Tri

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from verify.case import Case
    from verify.domain import Point

__all__ = [
    "XOR_POINTS",
    "attained_by_program",
    "attained_by_smt",
    "forced",
    "infimum",
    "markov",
    "markov_by_smt",
    "unbounded",
]

Data = Mapping[str, Any]
EPSILONS = (Fraction(1, 10), Fraction(1, 100), Fraction(1, 10**5))


def infimum(data: Data, p: Point) -> Finding:
    """inf Tr ∇²L = factor · 4√(2d) on the cube, attained or approached as the data say.

    Above: the realization at small ε, balanced to 1/1000. Below: 2 (E y |a·x|)² ≤ ‖a‖², at all
    directions a with entries −2..2 in the first three coordinates; the others only add to ‖a‖.
    """
    d = p["d"]
    claimed = Fraction(data["factor"]) ** 2 * 32 * d
    traces = [_flat_trace(d, eps) for eps in EPSILONS]
    findings = [
        compare(traces[-1] ** 2, "<=", claimed * Fraction(1001, 1000) ** 2, which="a net's trace²"),
        compare(claimed, "<=", min(traces) ** 2, which="claimed infimum²"),
    ]
    if not traces[0] > traces[1] > traces[2]:
        return compare(0, ">", 0, which="falling traces")
    k = min(d, 3)
    points = cube(k)
    smooth = 0
    for a in itertools.product(range(-2, 3), repeat=k):
        inner = [sum(u * v for u, v in zip(a, x, strict=True)) for x in points]
        mean = Fraction(
            sum(x[0] * x[1] * abs(v) for x, v in zip(points, inner, strict=True)), len(points)
        )
        norm = sum(u * u for u in a)
        if norm and 2 * mean**2 > norm:
            return compare(2 * mean**2, "<=", norm, which="2 (E y |a·x|)² ≤ ‖a‖²", a=a)
        smooth += bool(norm) and 2 * mean**2 == norm and 0 not in inner
    if data["claim"] == "attained":
        findings.append(compare(smooth, ">", 0, which="smooth neurons with equality"))
    elif smooth:
        findings.append(compare(smooth, "==", 0, which="smooth neurons with equality"))
    return both(*findings)


def _flat_trace(d: int, eps: Fraction) -> Fraction:
    """The trace of the realization, W_1 scaled to be as large as √d W_2 up to 2^-20."""
    # ‖W_1j‖² = 2(1 + ε²) s² and d W_2j² = d/(4(1 − ε)² s²)
    fourth = d / (8 * (1 + eps**2) * (1 - eps) ** 2)
    scale = Fraction(round(float(fourth) ** 0.25 * 2**20), 2**20)
    net = realization(d, eps, scale=scale)
    if net is None or any(
        f != x[0] * x[1] for f, x in zip(outputs(net, cube(d)), cube(d), strict=True)
    ):
        msg = f"the realization at ε = {eps} does not interpolate."
        raise ArithmeticError(msg)
    # second differences where they are cheap; Lemma A.11 says that they are the measure
    value = trace(net, cube(d)) if d == 2 else measure(net, d)
    if value is None or value != measure(net, d):
        msg = f"the trace {value} is not ‖W_1‖² + d ‖W_2‖²."
        raise ArithmeticError(msg)
    return value


def attained_by_smt(case: Case) -> Evidence:
    """z3: no smooth interpolating net attains 4√(2d), none is below, for every d and width."""
    factor = case.constant("factor")
    # a claimed infimum f · 4√(2d) needs √2 f E y |a·x| ≤ ‖a‖, and nets that approach it need f ≥ 1
    step = path_open_step(str(factor), "1")
    if not step and factor >= 1 and case.data["claim"] == "approached":
        detail = {
            "steps": [*PATH_STEPS, "the realization has Tr² = 32 d (1 + ε²)/(1 − ε)² if balanced"],
            "independent_of": {"d": "s, q and r = √d are free reals"},
        }
        return legs.supports("smt", Exactness.SMT, case.domain, detail=detail)
    for point in case.domain.points(d=[2]):
        finding = infimum(case.data, point)
        if finding.answer is Tri.NO:
            return legs.refutes("smt", Exactness.SMT, point, finding.values)
    return legs.undecided("smt", Exactness.SMT, f"not proved: {step}")


def attained_by_program(case: Case) -> Evidence:
    """The cone program over all widths on the cube: its bracket, and whether it is attained."""
    from theorems.core.flattest import flattest

    rows, certificate, solver = [], None, []
    domain = case.domain.restrict(d=case.pick([2, 3], [2, 3, 4]))
    for index, point in enumerate(domain.points(), 1):
        X = cube(point["d"])
        found = flattest(X, [x[0] * x[1] for x in X], bias=False, own=True)
        solver.append(found.report.diagnostics())
        if not found.report.accurate:
            return legs.undecided("convex", Exactness.BRACKET, f"solver status {found.status}")
        claimed = case.constant("factor") ** 2 * 32 * point["d"]
        said = {"attained": True, "approached": False}[case.data["claim"]]
        row = {
            "d": point["d"],
            "claimed_squared": str(claimed),
            "program_squared": f"in [{rounded(found.lower**2, up=False)}, "
            f"{rounded(found.upper**2, up=True)}]",
            "attained": str(found.attained),
        }
        outside = not found.lower**2 <= claimed <= found.upper**2
        if outside or (found.attained is not None and found.attained is not said):
            return legs.refutes(
                "convex",
                Exactness.BRACKET,
                point,
                row,
                cases=index,
                executed=True,
                diagnostics={"solver": solver},
            )
        if found.attained is None:
            reason = f"whether the infimum is attained is open at d = {point['d']}"
            return legs.undecided("convex", Exactness.BRACKET, reason)
        rows.append(row)
        data = found.certificate
        if data is not None and f"{case.label}/{case.claim}" in replay.KINDS[data["kind"]].claims:
            certificate = case.certificate(**data)
    return legs.supports(
        "convex",
        Exactness.BRACKET,
        domain.swept(),
        cases=len(rows),
        executed=True,
        certificate=certificate,
        detail={"numbers": rows},
        diagnostics={"solver": solver},
    )


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
