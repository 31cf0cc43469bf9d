"""From a deduction that z3 breaks to a point of the domain at which the claim itself breaks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from verify import Case, Evidence, Exactness, Tri, legs
from verify.evidence import Outcome
from verify.legs import Predicate

__all__ = ["broken_at"]


def broken_at(
    case: Case, found: Evidence, predicate: Predicate, over: Mapping[str, Any]
) -> Evidence:
    """`found`, its witness replaced by the first point of a sweep where `predicate` says no.

    z3 refutes the inequalities that a proof uses; no model of theirs is a loss and a point.
    """
    if found.outcome is not Outcome.REFUTES:
        return found
    for point in case.domain.points(**over):
        finding = predicate(case.data, point)
        if finding.answer is Tri.NO:
            return legs.refutes("smt", Exactness.SMT, point, finding.values, detail=found.detail)
    reason = "z3 breaks the deduction, and no point of the sweep breaks the claim"
    return legs.undecided("smt", Exactness.SMT, reason)
