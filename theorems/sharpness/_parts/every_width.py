"""The least trace over nets of every width, proved sample by sample.

At a sample with q = ‖x'‖² let A = Σ w_j² and B = Σ h_j², both over the active neurons, w_j their
output weights and h_j their values. Then ‖∇f(x)‖² = A q + B, f = Σ w_j h_j, and by Lemma 4.1 the
trace is (2/n) times the sum over the samples.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from verify import legs
from verify.case import Case
from verify.domain import Point
from verify.evidence import Evidence, Exactness, Method
from verify.legs import Finding
from verify.tri import Tri

__all__ = ["least_by_smt", "witnessed"]

Predicate = Callable[[Mapping[str, Any], Point], Finding]


def least_by_smt(
    predicate: Predicate, over: Mapping[str, Any], attained: str
) -> Callable[[Case], Evidence]:
    """z3: no sample costs less than factor · 2‖x'‖|y|, whatever the width, and one path costs it.

    Parameters
    ----------
    predicate, over
        They find the witness where one of the steps fails.
    attained
        Why some net has a path of its own for each sample.
    """

    def run(case: Case) -> Evidence:
        open_step = _open_step(str(case.constant("factor")))
        if open_step:
            return witnessed(case, "smt", Exactness.SMT, predicate, over)
        detail = {
            "steps": list(_STEPS),
            "independent_of": {
                "data": "a trace is a mean over samples, and a sample enters through r = ‖x'‖ > 0 "
                f"and y, which are free reals here; {attained}"
            },
        }
        return legs.supports("smt", Exactness.SMT, case.domain, detail=detail)

    return run


_STEPS = (
    "f² ≤ A B at each width, by induction: one more neuron keeps it",
    "A r² + B ≥ factor · 2 r |y| where y² ≤ A B",
    "A = |y|/r, B = |y| r is a path with y² = A B that costs at most factor · 2 r |y|",
)


def _open_step(factor: str) -> str:
    """The first of the steps that z3 does not prove; empty if it proves all."""
    import z3

    from verify.solvers.smt import bounded

    A, B, f, w, h, r, y = z3.Reals("A B f w h r y")
    size = z3.If(y >= 0, y, -y)
    claimed = z3.RealVal(factor) * 2 * r * size
    some = [A >= 0, B >= 0, r > 0]
    grown = (f + w * h) * (f + w * h) <= (A + w * w) * (B + h * h)
    queries = (
        ([*some, f * f <= A * B], grown),
        ([*some, y * y <= A * B], A * r * r + B >= claimed),
        ([*some, A * r == size, size * r == B], z3.And(y * y == A * B, A * r * r + B <= claimed)),
    )
    for step, (given, wanted) in zip(_STEPS, queries, strict=True):
        solver = bounded()
        solver.add(*given)
        if solver.check() != z3.sat:  # nothing would be spoken of
            return step
        solver.add(z3.Not(wanted))
        if solver.check() != z3.unsat:
            return step
    return ""


def witnessed(
    case: Case,
    method: Method,
    exactness: Exactness,
    predicate: Predicate,
    over: Mapping[str, Any],
) -> Evidence:
    """The first point of a sweep at which what could not be proved fails."""
    for point in case.domain.points(**over):
        finding = predicate(case.data, point)
        if finding.answer is Tri.NO:
            return legs.refutes(method, exactness, point, finding.values)
    return legs.undecided(method, exactness, "neither proved nor refuted on the sweep")
