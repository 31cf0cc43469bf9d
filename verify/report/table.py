"""The one table model: a report becomes frozen rows that every renderer prints as they stand.

All words, counts, flags and orders arise here; a renderer only lays them out.
"""

from __future__ import annotations

from typing import Any

from verify.report.rows import (
    ClaimRow,
    ControlRow,
    ErratumRow,
    FigureRow,
    LegRow,
    Mark,
    OpenRow,
    Section,
    Summary,
    Table,
)
from verify.report.schema import Claim, Erratum, Figure, Leg, Report, Theorem, check
from verify.report.words import (
    ELLIPSIS_RULE,
    VERDICTS,
    clean,
    designation,
    is_shortened,
    leg_name,
    leg_reason,
    named,
    readings,
    shorten,
    value_text,
    verdict_text,
    witness_text,
)

__all__ = ["table"]

_WITHOUT_VERDICT = frozenset({"undecided", "not_run", "error"})


def table(report: dict[str, Any]) -> Table:
    """Return the table of a report.

    Parameters
    ----------
    report
        The JSON object of the contract ``flatcheck.report/1``.

    Raises
    ------
    ReportError
        If `report` does not keep to the contract.
    """
    check(report)
    data = check(clean(report))
    failed = _failed_supports(data)
    sections = tuple(_section(theorem, failed[theorem.label]) for theorem in data.theorems)
    errata = tuple(_erratum(t.label, erratum) for t in data.theorems for erratum in t.errata)
    items = tuple(OpenRow(t.label, shorten(text)) for t in data.theorems for text in t.open)
    summary = _summary(data, sections, len(errata), len(items))
    methods = "all methods" if data.methods is None else _restriction(data.methods)
    return Table(
        version=data.version,
        profile=data.profile,
        seed=str(data.seed),
        methods=methods,
        head=f"flatcheck {data.version} · profile {data.profile} · seed {data.seed} · {methods}",
        sections=sections,
        errata=errata,
        open=items,
        summary=summary,
        notes=_notes(sections, errata),
    )


def _restriction(methods: tuple[str, ...]) -> str:
    return "restricted to " + (", ".join(methods) if methods else "no method")


def _failed_supports(data: Report) -> dict[str, tuple[str, ...]]:
    """Return, for each theorem, the failed ones that it rests on, directly or through others."""
    theorems = {theorem.label: theorem for theorem in data.theorems}
    failed: dict[str, tuple[str, ...]] = {}
    for theorem in data.theorems:
        seen: set[str] = {theorem.label}
        queue = list(theorem.rests_on)
        found: list[str] = []
        while queue:
            label = queue.pop(0)
            if label in seen or label not in theorems:
                continue
            seen.add(label)
            if not theorems[label].ok:
                found.append(label)
            queue.extend(theorems[label].rests_on)
        failed[theorem.label] = tuple(found)
    return failed


def _section(theorem: Theorem, failed: tuple[str, ...]) -> Section:
    claims = tuple(_claim(claim) for claim in theorem.claims)
    ends = theorem.tightness
    figures = tuple(map(_figure, theorem.figures))
    broken = tuple(f for f in figures if f.reason)
    bracket = None if ends is None else (_end(ends.lower), _end(ends.upper))
    return Section(
        label=theorem.label,
        paper=theorem.paper,
        designation=designation(theorem),
        title=theorem.title,
        readings=readings(theorem),
        mark=_mark(theorem.ok, (theorem.printed, theorem.truth)),
        ok=theorem.ok,
        printed=VERDICTS[theorem.printed],
        truth=VERDICTS[theorem.truth],
        grade=theorem.grade or "no grade",
        tightness="" if bracket is None else _bracket(*bracket),
        tightness_ends=bracket,
        statement=theorem.statement,
        hypotheses=theorem.hypotheses,
        rests_on=theorem.rests_on,
        flags=(
            *(f"rests on {label}, which failed" for label in failed),
            *(f"figure {f.name} failed: {f.reason}" for f in broken),
        ),
        notes=(shorten(theorem.notes),) if theorem.notes.strip() else (),
        figures=tuple(f for f in figures if not f.reason),
        failed_figures=broken,
        claims=claims,
        killed=sum(claim.killed for claim in claims),
        controls=sum(claim.total for claim in claims),
    )


def _figure(figure: Figure) -> FigureRow:
    reason = figure.reason
    if not reason and (figure.pdf is None or figure.png is None):
        reason = "the report names no file of it"
    return FigureRow(
        name=figure.name,
        caption=figure.caption,
        pdf=figure.pdf or "",
        png=figure.png or "",
        csv=figure.csv or "",
        reason=shorten(reason),
    )


def _end(value: str | int | float | None) -> str:
    """1/2 stays; 1241/10000 is easier to read as 0.1241, which is the same number."""
    text = "unknown" if value is None else str(value)
    top, _, bottom = text.partition("/")
    if len(bottom) > 2 and len(text) < 16 and 10**6 % int(bottom) == 0:
        return f"{int(top) / int(bottom):.6f}".rstrip("0")
    return text


def _bracket(lower: str, upper: str) -> str:
    if lower == upper:
        return f"worst case found ÷ bound: {shorten(lower)}"
    return f"worst case found ÷ bound: between {shorten(lower)} and {shorten(upper)}"


def _mark(ok: bool, verdicts: tuple[str, ...]) -> Mark:
    if ok:
        return "ok"
    states: tuple[Mark, ...] = ("error", "not_run", "undecided")
    return next((state for state in states if state in verdicts), "fail")


def _claim(claim: Claim) -> ClaimRow:
    killed = sum(control.killed for control in claim.controls)
    total = len(claim.controls)
    margin = claim.margin
    value = "" if margin is None else margin.value
    meaning = "" if margin is None else margin.meaning
    return ClaimRow(
        id=claim.id,
        statement=claim.statement,
        latex=claim.latex,
        reading=claim.reading,
        mark=_mark(claim.ok, (claim.verdict,)),
        verdict=verdict_text(claim),
        state=VERDICTS[claim.verdict],
        expected=VERDICTS[claim.expected],
        grade=claim.grade or "no grade",
        coverage=_coverage(claim.coverage, decided=claim.verdict in {"holds", "refuted"}),
        margin=(f"{shorten(value)} ({meaning})" if meaning else shorten(value)) or "–",
        margin_value=value,
        margin_meaning=meaning,
        controls=f"{killed}/{total}",
        killed=killed,
        total=total,
        vacuous=claim.vacuous,
        ok=claim.ok,
        remarks=tuple(_remarks(claim)),
        legs=tuple(_leg(leg) for leg in claim.legs),
        control_rows=tuple(
            ControlRow(c.name, c.kind, c.killed, VERDICTS[c.verdict], c.verdict)
            for c in claim.controls
        ),
    )


def _coverage(text: str, *, decided: bool) -> str:
    if text.strip():
        return named(shorten(text))
    return "coverage not stated" if decided else "nothing covered"


def _remarks(claim: Claim) -> list[str]:
    """Say, leg by leg and control by control, what keeps a claim from a plain pass."""
    remarks = []
    if not claim.legs:
        remarks.append("no leg was planned")
    for leg in claim.legs:
        if leg.verdict in _WITHOUT_VERDICT:
            remarks.append(f"{leg_name(leg)}: {VERDICTS[leg.verdict]}, {leg_reason(leg)}")
        elif not claim.ok and leg.verdict != claim.expected:
            where = f" at {witness_text(leg.witness)}" if leg.witness is not None else ""
            remarks.append(f"{leg_name(leg)}: {leg.verdict}{where}")
    if not claim.controls:
        remarks.append("no control")
    remarks.extend(
        f"control {control.name} ({control.kind}) survived: {VERDICTS[control.verdict]}"
        for control in claim.controls
        if not control.killed
    )
    if claim.vacuous:
        remarks.append("vacuous: the check cannot tell the claim from something wrong")
    return remarks


def _leg(leg: Leg) -> LegRow:
    return LegRow(
        name=leg_name(leg),
        exactness=leg.exactness,
        verdict=VERDICTS[leg.verdict],
        state=leg.verdict,
        coverage=_coverage(leg.coverage, decided=leg.verdict not in _WITHOUT_VERDICT),
        cases=leg.cases,
        executed=leg.executed,
        reason=leg_reason(leg) if leg.verdict in _WITHOUT_VERDICT else "",
        witness="" if leg.witness is None else witness_text(leg.witness),
        witness_full="" if leg.witness is None else witness_text(leg.witness, full=True),
        certificate=leg.certificate or "",
        detail=tuple(
            (key, value_text(item, full=True))
            for key, item in leg.detail.items()
            if key not in {"name", "reason"}
        ),
    )


def _erratum(label: str, erratum: Erratum) -> ErratumRow:
    return ErratumRow(
        label=label,
        id=erratum.id if erratum.id.startswith(label) else f"{label} {erratum.id}",
        severity=erratum.severity,
        printed=erratum.printed,
        witness=witness_text(erratum.witness),
        witness_full=witness_text(erratum.witness, full=True),
        corrected=erratum.corrected,
        proof="correction proved" if erratum.proved else "correction not proved",
        proved=erratum.proved,
    )


def _summary(data: Report, sections: tuple[Section, ...], errata: int, items: int) -> Summary:
    claims = [claim for section in sections for claim in section.claims]
    counts = {
        "theorems": len(sections),
        "theorems_ok": sum(section.ok for section in sections),
        "claims": len(claims),
        "claims_ok": sum(claim.ok for claim in claims),
        "controls": sum(claim.total for claim in claims),
        "killed": sum(claim.killed for claim in claims),
        "vacuous": sum(claim.vacuous for claim in claims),
    }
    line = (
        f"{counts['theorems_ok']} of {counts['theorems']} theorems as expected"
        f" · {counts['claims_ok']} of {counts['claims']} claims"
        f" · controls killed {counts['killed']}/{counts['controls']}"
        f" · vacuous {counts['vacuous']} · errata {errata} · open {items}"
        f" · {'ok' if data.ok else 'NOT OK'}"
    )
    return Summary(**counts, errata=errata, open=items, ok=data.ok, line=line)


def _notes(sections: tuple[Section, ...], errata: tuple[ErratumRow, ...]) -> tuple[str, ...]:
    texts = [row.witness for row in errata] + [section.tightness for section in sections]
    for section in sections:
        texts.extend(section.notes)
        for claim in section.claims:
            texts.extend([claim.coverage, claim.margin, *claim.remarks])
            texts.extend(leg.witness for leg in claim.legs)
    return (ELLIPSIS_RULE,) if any(map(is_shortened, texts)) else ()
