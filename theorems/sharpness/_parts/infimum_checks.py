"""Predicate and legs of Theorem 3.1 on the cube: inf Tr ∇²L = 4√(2d), which is not attained."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

from theorems.sharpness._parts.cube_nets import cube, measure, outputs, realization, trace
from theorems.sharpness._parts.path_norm_checks import PATH_STEPS, path_open_step
from theorems.sharpness._parts.three_numbers import rounded
from verify import legs, replay
from verify.evidence import Evidence, Exactness
from verify.legs import Finding, both, compare
from verify.tri import Tri

if TYPE_CHECKING:
    from verify.case import Case
    from verify.domain import Point

__all__ = ["attained_by_program", "attained_by_smt", "infimum"]

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
    above, smooth = _directions(min(d, 3))
    if above is not None:
        return compare(0, ">", 0, which="‖a‖² − 2 (E y |a·x|)²", a=above)
    if data["claim"] == "attained":
        findings.append(compare(smooth, ">", 0, which="smooth neurons with equality"))
    elif smooth:
        findings.append(compare(smooth, "==", 0, which="smooth neurons with equality"))
    return both(*findings)


@cache
def _directions(k: int) -> tuple[tuple[int, ...] | None, int]:
    """An a of the grid with 2 (E y |a·x|)² > ‖a‖², and how many smooth ones have equality."""
    points, smooth = cube(k), 0
    for a in itertools.product(range(-2, 3), repeat=k):
        inner = [sum(u * v for u, v in zip(a, x, strict=True)) for x in points]
        mean = Fraction(
            sum(x[0] * x[1] * abs(v) for x, v in zip(points, inner, strict=True)), len(points)
        )
        norm = sum(u * u for u in a)
        if 2 * mean**2 > norm:
            return a, smooth
        smooth += norm > 0 and 2 * mean**2 == norm and 0 not in inner
    return None, smooth


@cache
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
