"""From evidence to verdicts: the only place where verdicts and grades arise.

Verdict of a variant, the first rule that applies:

1. ``refuted``: a leg's witness lies in the domain and was re-checked independently.
2. ``error``: a leg failed, or refuted without such a witness.
3. ``not_run``: a planned leg did not run, or nothing was planned.
4. ``undecided``: a leg could not tell.
5. ``holds``: every leg supports, and each covered something.

Grade of a decided variant, the strongest that applies:

- ``proved``: an identity or a certificate covers the whole domain; or SMT does and a leg of
  another method that is exact supports it too; or an exact witness refutes.
- ``certified``: rationals, balls, enumeration, a certificate or a deduction, on a sub-domain.
- ``solved``: a bracket with valid ends; or an SMT solver's word alone.
- ``sampled``: searched or drawn cases.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from verify.evidence import Evidence, Exactness, Outcome, Witness
from verify.statement import Reading

__all__ = ["GRADES", "VERDICTS", "Grade", "Judgement", "Verdict", "judge", "killed", "weakest"]

Verdict = Literal["holds", "refuted", "undecided", "not_run", "error"]
Grade = Literal["proved", "certified", "solved", "sampled"]
VERDICTS: tuple[Verdict, ...] = ("holds", "refuted", "undecided", "not_run", "error")
GRADES: tuple[Grade, ...] = ("proved", "certified", "solved", "sampled")

_PROOFS = frozenset({Exactness.IDENTITY, Exactness.CERTIFICATE})
_EXACT = frozenset({*_PROOFS, Exactness.EXACT, Exactness.BALL})


@dataclass(frozen=True)
class Judgement:
    """A verdict, the grade of its evidence, what was covered, and why nothing was decided."""

    verdict: Verdict
    grade: Grade | None
    coverage: str
    reason: str = ""
    witness: Witness | None = None


def judge(reading: Reading, evidence: Sequence[Evidence]) -> Judgement:
    """The verdict and the grade that `evidence` gives to `reading`.

    Parameters
    ----------
    reading
        The variant: a reading, or a control as a reading of its own.
    evidence
        One record for each planned leg.
    """
    refuting = [e for e in evidence if e.outcome is Outcome.REFUTES]
    for record in refuting:
        witness = record.witness
        if witness is not None and witness.in_domain and witness.rechecked:
            sampled = record.exactness is Exactness.SAMPLED and record.method != "property"
            grade: Grade = "sampled" if sampled else "proved"
            return Judgement("refuted", grade, "one instance", witness=witness)
    for outcome, verdict in _PROPAGATE:
        stuck = [e for e in evidence if e.outcome is outcome]
        if stuck:
            return Judgement(verdict, None, "nothing decided", _reason(stuck[0]))
    if not evidence:
        return Judgement("not_run", None, "nothing decided", "no leg was planned")
    bare = [e for e in evidence if e.covered is None]
    if bare:
        return Judgement("error", None, "nothing decided", f"{bare[0].method} covered nothing")
    grades = [_grade(reading, record, evidence) for record in evidence]
    best = min(grades, key=GRADES.index)
    covering = [e for e, g in zip(evidence, grades, strict=True) if g == best]
    return Judgement("holds", best, _coverage(reading, covering, best))


def killed(expected: Verdict, judgements: Sequence[Judgement]) -> bool:
    """Whether each leg that must see a control gives the verdict opposite to `expected`.

    `judgements` holds one entry for each such leg, judged on its own. An undecided, failed or
    missing leg kills nothing.
    """
    opposite = "refuted" if expected == "holds" else "holds"
    return bool(judgements) and all(j.verdict == opposite for j in judgements)


def weakest(grades: Sequence[Grade | None]) -> Grade | None:
    """The weakest of `grades`; None if any is missing."""
    if not grades or any(g is None for g in grades):
        return None
    return max((g for g in grades if g is not None), key=GRADES.index)


_PROPAGATE: tuple[tuple[Outcome, Verdict], ...] = (
    (Outcome.FAILED, "error"),
    (Outcome.REFUTES, "error"),
    (Outcome.NOT_RUN, "not_run"),
    (Outcome.UNDECIDED, "undecided"),
)


def _reason(record: Evidence) -> str:
    if record.outcome is not Outcome.REFUTES:
        return record.reason or f"the {record.method} leg gave no reason"
    if record.witness is None:
        return f"the {record.method} leg refutes without a witness"
    if not record.witness.in_domain:
        return f"the witness of the {record.method} leg lies outside the domain"
    return f"the re-check does not confirm the witness of the {record.method} leg"


def _grade(reading: Reading, record: Evidence, evidence: Sequence[Evidence]) -> Grade:
    if record.exactness is Exactness.BRACKET:
        return "solved"
    if record.exactness is Exactness.SAMPLED or record.covered is None:
        return "sampled"
    whole = record.covered.includes(reading.domain.scope())
    if whole and record.exactness in _PROOFS:
        return "proved"
    if record.exactness is Exactness.SMT:
        second = any(e.exactness in _EXACT and e.method != record.method for e in evidence)
        return ("proved" if whole else "certified") if second else "solved"
    return "certified"


def _coverage(reading: Reading, covering: Sequence[Evidence], grade: Grade) -> str:
    whole = reading.domain.scope()
    parts: list[str] = []
    for record in covering:
        scope = record.covered
        text = "" if scope is None else scope.describe(whole)
        if grade == "sampled":
            text = f"{record.cases} cases of {text}"
        if text not in parts:
            parts.append(text)
    return "; ".join(parts)
