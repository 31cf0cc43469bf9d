"""From evidence to report.json: a pure function of the theorems and their evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from verify.evidence import Evidence
from verify.judge import Judgement, as_expected, judge, killed, weakest
from verify.run.measurement import Measurement, State, paths
from verify.run.plan import FigureTask, Options, Task, as_reading
from verify.run.registry import Broken, Entry
from verify.statement import Claim, Control, Reading, Theorem
from verify.tightness import combined

__all__ = ["SCHEMA", "assemble", "certificate_name"]

SCHEMA = "flatcheck.report/1"

Found = Mapping[Task, Evidence]


def assemble(
    entries: Sequence[Entry],
    broken: Sequence[Broken],
    found: Found,
    options: Options,
    *,
    version: str,
    measured: Mapping[FigureTask, Measurement] | None = None,
) -> dict[str, Any]:
    """The report of a run, as the contract has it.

    Parameters
    ----------
    entries, broken
        What was selected.
    found
        The evidence of every planned task.
    options, version
        What the head of the report says.
    measured
        What each planned figure shows; without it the report has no figures.
    """
    figures: dict[str, list[dict[str, Any]]] = {}
    for figure, shown in (measured or {}).items():
        figures.setdefault(figure.label, []).append(_figure(figure, shown))
    by_label: dict[str, list[Task]] = {}
    for task in found:
        by_label.setdefault(task.label, []).append(task)
    theorems = [
        _theorem(e.theorem, by_label[e.label], found, figures.get(e.label, []))
        for e in entries
        if e.label in by_label
    ]
    theorems += [_broken(b) for b in broken]
    theorems.sort(key=lambda t: str(t["label"]))
    return {
        "schema": SCHEMA,
        "version": version,
        "profile": options.profile,
        "seed": options.seed,
        "methods": None if options.methods is None else sorted(options.methods),
        "ok": bool(theorems) and all(t["ok"] for t in theorems),
        "theorems": theorems,
    }


def certificate_name(certificate: Mapping[str, Any]) -> str:
    """Where a certificate lies, relative to the report."""
    return f"certificates/{str(certificate['digest']).removeprefix('sha256:')[:32]}.json"


def _theorem(
    theorem: Theorem, tasks: list[Task], found: Found, figures: list[dict[str, Any]]
) -> dict[str, Any]:
    rows: list[dict[str, Any]] = []
    judged: dict[tuple[str, str], Judgement] = {}
    stated: list[Mapping[str, Any]] = []
    for claim in theorem.claims:
        for reading in claim.readings:
            own = [t for t in tasks if t.claim == claim.id and t.role == reading.role]
            evidence = [found[t] for t in own if t.control is None]
            if not evidence:
                continue
            judgement = judge(reading, evidence)
            judged[claim.id, reading.role] = judgement
            rows.append(_row(claim, reading, judgement, own, found))
            if judgement.verdict == "holds":
                stated += [e.detail["tightness"] for e in evidence if "tightness" in e.detail]
    roles = {c.id: c.truth.role for c in theorem.claims if c.truth is not None}
    truths = [r for r in rows if r["reading"] == roles.get(r["id"])]
    tightness, crossed = combined(stated)
    return {
        "label": theorem.label,
        "paper": theorem.paper.key,
        "number": theorem.number,
        "title": theorem.title,
        "kind": theorem.kind,
        "statement": theorem.statement,
        "hypotheses": list(theorem.hypotheses),
        "rests_on": list(theorem.rests_on),
        "notes": theorem.notes,
        "ok": all(r["ok"] for r in rows)
        and not any("reason" in f for f in figures)
        and not crossed,
        "printed": _summary([r for r in rows if r["reading"] == "printed"]),
        "truth": _summary(truths),
        "grade": weakest([r["grade"] for r in truths]),
        "tightness": tightness,
        "figures": figures,
        "claims": rows,
        "errata": [_erratum(theorem, e.id, judged) for e in theorem.errata],
        "open": list(theorem.open),
    }


def _figure(task: FigureTask, found: Measurement) -> dict[str, Any]:
    """A figure's files, or why there are none."""
    if found.outcome is not State.MEASURED:
        reason = found.reason or "no reason given"
        return {"name": task.figure, "caption": "", "pdf": None, "png": None, "reason": reason}
    place = paths(task.label, task.figure)
    entry = {"name": task.figure, "caption": found.caption, "pdf": place["pdf"]}
    entry["png"] = place["png"]
    if found.table is not None:
        entry["csv"] = place["csv"]
    return entry


def _row(
    claim: Claim, reading: Reading, judgement: Judgement, tasks: list[Task], found: Found
) -> dict[str, Any]:
    controls = [
        _control(reading, control, [t for t in tasks if t.control == control.name], found)
        for control in reading.controls
    ]
    shown = [c for c in controls if c is not None]
    alive = [c for c in shown if not c["killed"]]
    margins = [m for t in tasks if t.control is None and (m := found[t].margin) is not None]
    return {
        "id": claim.id,
        "reading": reading.role,
        "statement": reading.statement,
        "latex": reading.latex,
        "expected": reading.expected,
        "verdict": judgement.verdict,
        "grade": judgement.grade,
        "coverage": judgement.coverage,
        "margin": {"value": _least(margins), "meaning": claim.margin}
        if margins and claim.margin and judgement.verdict == "holds"
        else None,
        # a control that did not run at all shows nothing about the claim
        "vacuous": any(c["verdict"] != "not_run" for c in alive),
        "ok": as_expected(reading.expected, judgement) and not alive and bool(shown),
        "legs": [_leg(reading, t, found[t]) for t in tasks if t.control is None],
        "controls": shown,
    }


def _leg(reading: Reading, task: Task, record: Evidence) -> dict[str, Any]:
    whole = reading.domain.scope()
    judgement = judge(reading, [record])
    detail = dict(record.detail)
    if task.leg != record.method:
        detail["name"] = task.leg
    if judgement.reason:
        detail["reason"] = judgement.reason
    return {
        "method": record.method,
        "exactness": record.exactness.value,
        "verdict": judgement.verdict,
        "coverage": record.covered.describe(whole) if record.covered else judgement.coverage,
        "cases": record.cases,
        "executed": record.executed,
        "witness": msgspec.to_builtins(record.witness) if record.witness else None,
        "certificate": certificate_name(record.certificate) if record.certificate else None,
        "detail": detail,
    }


def _control(
    reading: Reading, control: Control, tasks: list[Task], found: Found
) -> dict[str, Any] | None:
    if not tasks:
        return None
    variant = as_reading(reading, control)
    alone = [judge(variant, [found[t]]) for t in tasks]
    verdicts = [j.verdict for j in alone]
    wanted = "refuted" if reading.expected == "holds" else "holds"
    # the first leg that does not see it speaks for a surviving control
    shown = next((v for v in verdicts if v != wanted), wanted)
    return {
        "name": control.name,
        "kind": control.kind,
        "killed": killed(reading.expected, alone),
        "verdict": shown,
    }


def _erratum(
    theorem: Theorem, erratum_id: str, judged: Mapping[tuple[str, str], Judgement]
) -> dict[str, Any]:
    erratum = next(e for e in theorem.errata if e.id == erratum_id)
    claim = theorem.claim(erratum.claim)
    as_printed = judged.get((claim.id, "printed"))
    truth = judged.get((claim.id, "corrected"))
    witness = as_printed.witness if as_printed else None
    return {
        "id": erratum.id,
        "severity": erratum.severity,
        "printed": erratum.printed,
        "witness": msgspec.to_builtins(witness) if witness else None,
        "corrected": erratum.corrected,
        "proved": truth is not None and truth.verdict == "holds" and truth.grade == "proved",
    }


def _broken(broken: Broken) -> dict[str, Any]:
    return {
        "label": broken.label,
        "paper": broken.label.split(".")[0],
        "number": "",
        "title": "a module that cannot be imported",
        "kind": "broken",
        "statement": "",
        "hypotheses": [],
        "rests_on": [],
        "notes": broken.reason,
        "ok": False,
        "printed": "error",
        "truth": "error",
        "grade": None,
        "tightness": None,
        "figures": [],
        "claims": [],
        "errata": [],
        "open": [],
    }


def _summary(rows: Sequence[Mapping[str, Any]]) -> str:
    verdicts = {str(r["verdict"]) for r in rows}
    for verdict in ("error", "not_run", "undecided", "refuted", "holds"):
        if verdict in verdicts:
            return verdict
    return "not_run"


def _least(margins: Sequence[str]) -> str:
    from fractions import Fraction

    try:
        return str(min(Fraction(m) for m in margins))
    except ValueError:  # a margin that is no rational is shown as its leg wrote it
        return margins[0]
