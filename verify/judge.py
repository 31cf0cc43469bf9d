"""From evidence to verdicts: the only place where verdicts and grades arise.

Verdict of a variant, the first rule that applies:

1. ``refuted``: a leg's witness lies in the domain and was re-checked independently.
2. ``error``: a leg failed, refuted without such a witness, or claims more than it looked at.
3. ``not_run``: a planned leg did not run, or nothing was planned.
4. ``undecided``: a leg could not tell.
5. ``holds``: every leg supports.

A leg that supports the claim exactly where a witness breaks it does not save the claim. It is in
conflict with the refutation: one of the two is wrong, and the row fails whatever was expected.

Grade of a decided variant, the strongest that applies:

- ``proved``: an identity or a certificate covers the whole domain; or SMT does and a leg of
  another method that is exact supports it too; or an exact witness refutes.
- ``certified``: rationals, balls, enumeration, a certificate or a deduction, on a sub-domain.
- ``solved``: a bracket with valid ends; or an SMT solver's word alone.
- ``sampled``: searched or drawn cases.

The same rules stand as tables in ``docs/grades.md``, and the tests hold them against this module.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from verify.domain import (
    Finite,
    Integers,
    Named,
    Objects,
    ParameterSet,
    Rationals,
    Scope,
    finite,
    size,
)
from verify.evidence import Evidence, Exactness, Outcome, Witness
from verify.statement import Reading

__all__ = [
    "GRADES",
    "VERDICTS",
    "Grade",
    "Judgement",
    "Verdict",
    "as_expected",
    "judge",
    "killed",
    "weakest",
]

Verdict = Literal["holds", "refuted", "undecided", "not_run", "error"]
Grade = Literal["proved", "certified", "solved", "sampled"]
VERDICTS: tuple[Verdict, ...] = ("holds", "refuted", "undecided", "not_run", "error")
GRADES: tuple[Grade, ...] = ("proved", "certified", "solved", "sampled")

_PROOFS = frozenset({Exactness.IDENTITY, Exactness.CERTIFICATE})
_EXACT = frozenset({*_PROOFS, Exactness.EXACT, Exactness.BALL})
_ANSWERS = frozenset({*_EXACT, Exactness.SMT})
_WITHOUT_CASES = frozenset({*_PROOFS, Exactness.SMT})
_ONLY_FROM = {Exactness.IDENTITY: "symbolic", Exactness.SMT: "smt"}
_SAMPLING = frozenset({"property", "monte_carlo", "training"})


@dataclass(frozen=True)
class Judgement:
    """A verdict, the grade of its evidence, what was covered, and why nothing was decided.

    `conflict` names the leg that supports the claim exactly where the witness breaks it; empty if
    there is none.
    """

    verdict: Verdict
    grade: Grade | None
    coverage: str
    reason: str = ""
    witness: Witness | None = None
    conflict: str = ""


def judge(reading: Reading, evidence: Sequence[Evidence]) -> Judgement:
    """The verdict and the grade that `evidence` gives to `reading`.

    Parameters
    ----------
    reading
        The variant: a reading, or a control as a reading of its own.
    evidence
        One record for each planned leg.
    """
    valid = [(e, e.witness) for e in evidence if e.witness is not None and _breaks(e)]
    if valid:
        return _refuted(reading, valid, evidence)
    for record in evidence:
        if record.outcome is Outcome.SUPPORTS and (claims := _overclaims(record)):
            return Judgement("error", None, "nothing decided", claims)
    for outcome, verdict in _PROPAGATE:
        stuck = [e for e in evidence if e.outcome is outcome]
        if stuck:
            return Judgement(verdict, None, "nothing decided", _reason(stuck[0]))
    if not evidence:
        return Judgement("not_run", None, "nothing decided", "no leg was planned")
    grades = [_grade(reading, record, evidence) for record in evidence]
    best = min(grades, key=GRADES.index)
    covering = [e for e, g in zip(evidence, grades, strict=True) if g == best]
    return Judgement("holds", best, _coverage(reading, covering, best))


def as_expected(expected: Verdict, judgement: Judgement) -> bool:
    """Whether all legs of a reading together came out as they must.

    The verdict is `expected`, and no leg is in conflict with the witness: a refutation that was
    expected is no result either where another leg says that the claim holds there.
    """
    return judgement.verdict == expected and not judgement.conflict


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


def _breaks(record: Evidence) -> bool:
    witness = record.witness
    return (
        record.outcome is Outcome.REFUTES
        and witness is not None
        and witness.in_domain
        and witness.rechecked
    )


def _refuted(
    reading: Reading, valid: Sequence[tuple[Evidence, Witness]], evidence: Sequence[Evidence]
) -> Judgement:
    # what was drawn is no proof, and the smallest witness says most
    drawn = [e.exactness is Exactness.SAMPLED and e.method != "property" for e, _ in valid]
    exact = [w for (_, w), d in zip(valid, drawn, strict=True) if not d]
    witness = min(exact or [w for _, w in valid], key=lambda w: size(w.point))
    conflict = _conflict(reading, valid, evidence)
    coverage = f"one instance, where {conflict} says that it holds" if conflict else "one instance"
    grade: Grade = "proved" if exact else "sampled"
    return Judgement("refuted", grade, coverage, witness=witness, conflict=conflict)


def _conflict(
    reading: Reading, valid: Sequence[tuple[Evidence, Witness]], evidence: Sequence[Evidence]
) -> str:
    """The first leg whose exact answer supports the claim at a witness; empty if none does."""
    for _, witness in valid:
        places = [_scope_of(reading, witness, named=named) for named in (False, True)]
        for other in evidence:
            answers = other.outcome is Outcome.SUPPORTS and other.exactness in _ANSWERS
            covered = other.covered
            if answers and covered is not None and any(covered.includes(at) for at in places):
                return f"the {other.method} leg"
    return ""


def _scope_of(reading: Reading, witness: Witness, *, named: bool) -> Scope:
    """The witness alone as a scope; its objects by value, or as some member of their named set."""
    point = reading.domain.parse(witness.point)
    premises = tuple(premise.text for premise in reading.domain.premises)
    sets: dict[str, ParameterSet] = {}
    for name, value in point.items():
        whole = reading.domain.parameters[name]
        if named and isinstance(whole, Objects):
            sets[name] = Named("the witness", (whole.name, *whole.within))
        else:
            sets[name] = finite([value])
    return Scope(sets, premises)


def _overclaims(record: Evidence) -> str:
    """Why support counts for nothing; empty if it counts."""
    method, exactness, covered = record.method, record.exactness, record.covered
    if covered is None or covered.empty:
        return f"the {method} leg supports the claim and covered nothing"
    if method != _ONLY_FROM.get(exactness, method):
        return f"the {method} leg calls its answer {exactness}, which it cannot give"
    if method in _SAMPLING and exactness is not Exactness.SAMPLED:
        return f"the {method} leg calls its answer {exactness} and only samples"
    if exactness is Exactness.CERTIFICATE and record.certificate is None:
        return f"the {method} leg speaks of a certificate and carries none"
    if not record.cases and exactness not in _WITHOUT_CASES:
        return f"the {method} leg supports the claim without a single case"
    if exactness in {Exactness.EXACT, Exactness.BALL}:
        return _beyond_cases(record, covered)
    return ""


def _beyond_cases(record: Evidence, covered: Scope) -> str:
    """Why evidence that went through cases did not cover what it says; empty if it may have."""
    free = record.detail.get("independent_of", {})
    looked = {name: s for name, s in covered.sets.items() if name not in free}
    for name, values in looked.items():
        # one ball may hold an interval, never all of a half-line
        interval = isinstance(values, Rationals) and None not in (values.min, values.max)
        if values.infinite and not (interval and record.exactness is Exactness.BALL):
            return (
                f"the {record.method} leg went through {record.cases} cases and says that it "
                f"covered {values.describe(name)}"
            )
    # premises leave out points of the product, so that their number is not known here
    points = math.prod(_count(s) for s in looked.values())
    if not covered.premises and points > record.cases:
        return (
            f"the {record.method} leg went through {record.cases} cases and says that it "
            f"covered {points} points"
        )
    return ""


def _count(values: ParameterSet) -> int:
    if isinstance(values, Finite):
        return len(values.values)
    if isinstance(values, Integers) and values.min is not None and values.max is not None:
        return values.max - values.min + 1
    return 1


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
