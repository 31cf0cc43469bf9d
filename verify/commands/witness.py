"""``flatcheck witness``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from verify.commands.common import (
    BROKEN,
    LATEST,
    OK,
    UNKNOWN,
    Refusal,
    last_report,
    say,
    selected,
)
from verify.values import size

if TYPE_CHECKING:
    from verify.run.registry import Entry
    from verify.statement import Claim, Reading

__all__ = ["witness"]


def witness(label: str, claim: str, /, *, out: Path = LATEST) -> int:
    """Write a stand-alone script that recomputes a witness, to send to an author.

    Parameters
    ----------
    label
        The theorem's label, or the path of its module.
    claim
        The id of a claim that is refuted in one of its readings, or of an erratum.
    out
        The folder of the run from which the witness is taken; without it the claim is checked
        anew.
    """
    registry = selected((label,))
    if registry.broken:
        raise Refusal(BROKEN, registry.broken[0].reason)
    entry = next((e for e in registry.entries if e.label == label), registry.entries[0])
    if len(registry.entries) > 1 and entry.label != label:
        known = ", ".join(registry.labels)
        raise Refusal(UNKNOWN, f"{label!r} names several theorems, witness takes one: {known}")
    theorem = entry.theorem
    ids = [c.id for c in theorem.claims]
    # an erratum names its claim as well as the claim itself does
    claim = next((e.claim for e in theorem.errata if e.id == claim and claim not in ids), claim)
    stated = next((c for c in theorem.claims if c.id == claim), None)
    if stated is None:
        known = ", ".join(ids)
        raise Refusal(UNKNOWN, f"{theorem.label} has no claim {claim!r}; its claims are: {known}")
    from verify.run.witness import WitnessError, confirmed, script

    for reading, point in _candidates(entry, stated, out):
        if confirmed(stated, reading, point):
            try:
                text = script(theorem, stated, reading, point)
            except WitnessError as error:
                raise Refusal(BROKEN, str(error)) from error
            sys.stdout.write(text)
            say(f"{theorem.label}/{claim} as {reading.role}: the script exits with 1")
            return OK
    raise Refusal(UNKNOWN, f"{theorem.label}/{claim} has no witness: no reading of it is refuted")


def _candidates(entry: Entry, claim: Claim, out: Path) -> Iterator[tuple[Reading, dict[str, Any]]]:
    """Readings with points at which they may break: from the last report, then computed."""
    found = last_report(out)
    theorems = found[0]["theorems"] if found is not None else []
    rows = [
        row
        for theorem in theorems
        if theorem["label"] == entry.label
        for row in theorem["claims"]
        if row["id"] == claim.id and row["verdict"] == "refuted"
    ]
    for row in rows:
        reading = claim.reading(row["reading"])
        if reading is not None:
            points = (leg["witness"]["point"] for leg in row["legs"] if leg["witness"])
            yield from ((reading, point) for point in sorted(points, key=size))
    yield from _computed(entry, claim)


def _computed(entry: Entry, claim: Claim) -> Iterator[tuple[Reading, dict[str, Any]]]:
    from verify.run.execute import run_leg
    from verify.run.plan import Options, plan

    refuted = [r for r in claim.readings if r.expected == "refuted"]
    for reading in refuted:
        for task in plan([entry], Options()):
            if (task.claim, task.role, task.control) == (claim.id, reading.role, None):
                evidence = run_leg(entry.theorem, task)
                if evidence.witness is not None:
                    yield reading, evidence.witness.point
