"""What one task's evidence says of its variant: as it must be, or a sentence that says what not."""

from __future__ import annotations

from typing import Any

from verify.domain import point_text
from verify.evidence import Evidence
from verify.judge import Judgement, as_expected, judge
from verify.run.plan import FigureTask, Task, Work, as_reading, variant_of
from verify.statement import Reading, Theorem

__all__ = ["complaint", "describe", "expected_reading", "name"]


def name(task: Work) -> str:
    """Where a task stands: ``sco.thm6/gap (corrected), control 'w* = 0', exact``."""
    if isinstance(task, FigureTask):
        return f"{task.label}, figure {task.figure}"
    control = f", control {task.control!r}" if task.control is not None else ""
    return f"{task.label}/{task.claim} ({task.role}){control}, {task.leg}"


def complaint(theorem: Theorem, task: Task, found: Evidence) -> str | None:
    """What is wrong with the evidence of one leg taken alone; None if nothing is.

    A leg on a reading that is expected to hold must support it; on one that is expected refuted
    it must refute it with a confirmed witness, or support it on the sub-domain that it sees; on a
    control it must give the opposite verdict.
    """
    _, reading, control, _ = variant_of(theorem, task)
    variant = as_reading(reading, control)
    judgement = judge(variant, [found])
    allowed = {variant.expected}
    if control is None and reading.expected == "refuted":
        allowed.add("holds")
    if judgement.verdict in allowed:
        return None
    if control is not None and judgement.verdict in {"holds", "refuted"}:
        what = f"{judgement.verdict}: the control survives"
    else:
        what = judgement.verdict.replace("_", " ")
        what += f", expected {variant.expected}"
    return describe(what, judgement, found)


def expected_reading(reading: Reading, judgement: Judgement) -> str | None:
    """What is wrong with the judgement of all legs of a reading together; None if nothing is.

    The rule is `verify.judge.as_expected`, as in the report.
    """
    if as_expected(reading.expected, judgement):
        return None
    what = judgement.verdict.replace("_", " ")
    if judgement.verdict != reading.expected:
        what += f", expected {reading.expected}"
    if judgement.conflict:
        what += f", {judgement.coverage}"
    return describe(what, judgement, None)


def describe(what: str, judgement: Judgement, found: Evidence | None) -> str:
    """A verdict with its reason and its witness, a line each."""
    lines = [what]
    if judgement.reason:
        lines.append(f"reason: {judgement.reason}")
    witness = judgement.witness or (found.witness if found is not None else None)
    if witness is not None:
        values = dict(witness.values)
        again = values.pop("recheck", None)
        lines.append(f"witness: {_pairs(witness.point)}")
        if values:
            lines.append(f"values: {_pairs(values)}")
        if again is not None:
            confirmed = "confirmed" if witness.rechecked else "not confirmed"
            shown = _pairs(again) if isinstance(again, dict) else str(again)
            lines.append(f"re-check: {confirmed}; {shown}")
        if not witness.in_domain:
            lines.append("the witness lies outside the domain")
    return "\n".join(lines)


def _pairs(values: dict[str, Any]) -> str:
    return ", ".join(f"{key} = {value}" for key, value in point_text(values).items())
