"""``flatcheck show``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from verify.commands.common import (
    BROKEN,
    LATEST,
    OK,
    UNKNOWN,
    Refusal,
    console,
    last_report,
    selected,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from verify.figures import Figure
    from verify.statement import Claim, Theorem

__all__ = ["show"]


def show(label: str, /, *, out: Path = LATEST) -> int:
    """Show one theorem: statement, hypotheses, claims, errata, figures, last outcome.

    Parameters
    ----------
    label
        The theorem's label, or the path of its module.
    out
        The folder of the run whose outcome is shown.
    """
    registry = selected((label,))
    if registry.broken:
        raise Refusal(BROKEN, registry.broken[0].reason)
    if len(registry.entries) != 1 and label not in registry.labels:
        known = ", ".join(registry.labels)
        raise Refusal(UNKNOWN, f"{label!r} names several theorems, show takes one: {known}")
    theorem = next((e for e in registry.entries if e.label == label), registry.entries[0]).theorem
    screen = console()
    _state(theorem, screen)
    for claim in theorem.claims:
        _claim(claim, screen)
    for erratum in theorem.errata:
        _part(screen, f"Erratum {erratum.id} ({erratum.severity})", "")
        _line(screen, f"printed: {erratum.printed}", 2)
        _line(screen, f"corrected: {erratum.corrected}", 2)
    _list(screen, "Rests on", theorem.rests_on)
    _list(screen, "Open", theorem.open)
    _list(screen, "Notes", (theorem.notes,) if theorem.notes else ())
    _list(screen, "Figures", tuple(_figure(f) for f in theorem.figures))
    _list(screen, "Instance", tuple(_instance(theorem)))
    _outcome(theorem.label, out, screen)
    return OK


def _state(theorem: Theorem, screen: Console) -> None:
    from rich.text import Text

    screen.print(Text(f"{theorem.label}  {theorem.number}: {theorem.title}", style="bold"))
    paper = theorem.paper
    _line(screen, f"{paper.title}, {paper.authors}, {paper.source}", 0)
    _part(screen, "Statement", theorem.statement)
    _list(screen, "Hypotheses", theorem.hypotheses)


def _claim(claim: Claim, screen: Console) -> None:
    _part(screen, f"Claim {claim.id}", "")
    for reading in claim.readings:
        expected = "" if reading.expected == "holds" else ", expected refuted"
        _line(screen, f"{reading.role}{expected}: {reading.statement}", 2)
        legs = ", ".join(leg.name for leg in claim.legs_of(reading))
        _line(screen, f"for {reading.domain.scope().describe()}", 4)
        _line(screen, f"legs: {legs}", 4)
        controls = "; ".join(f"{c.name} ({c.kind})" for c in reading.controls)
        _line(screen, f"controls: {controls}", 4)


def _instance(theorem: Theorem) -> Iterator[str]:
    """How to run its construction, the defaults written out."""
    if theorem.instance is not None:
        given = " ".join(f"{name}={value}" for name, value in theorem.instance.defaults.items())
        yield f"flatcheck instance {theorem.label} {given}"
        yield f"for {theorem.instance.parameters.scope().describe()}"
        yield f"engines: {', '.join(theorem.instance.engines)}"


def _figure(figure: Figure) -> str:
    """Its name, and what it shows where that is known before it is measured."""
    return figure.name if callable(figure.caption) else f"{figure.name}: {figure.caption}"


def _outcome(label: str, out: Path, screen: Console) -> None:
    found = last_report(out)
    entry: dict[str, Any] | None = None
    if found is not None:
        report, file = found
        entry = next((t for t in report["theorems"] if t["label"] == label), None)
    if found is None or entry is None:
        _part(screen, "Last outcome", f"none in {out}")
        return
    head = f"{file}, profile {report['profile']}, seed {report['seed']}"
    _part(screen, "Last outcome", f"({head})")
    for row in entry["claims"]:
        mark = "as expected" if row["ok"] else f"not as expected ({row['expected']})"
        grade = f", {row['grade']}" if row["grade"] else ""
        vacuous = ", vacuous" if row["vacuous"] else ""
        verdict = row["verdict"].replace("_", " ")
        text = f"{row['id']} ({row['reading']}): {verdict}{grade}{vacuous}, {mark}"
        _line(screen, f"{text}; {row['coverage']}", 2)
    for figure in entry["figures"]:
        shown = figure["pdf"] or f"none: {figure['reason']}"
        _line(screen, f"figure {figure['name']}: {shown}", 2)


def _part(screen: Console, title: str, text: str) -> None:
    from rich.text import Text

    screen.print()
    screen.print(Text(title, style="bold"))
    if text:
        _line(screen, text, 2)


def _list(screen: Console, title: str, items: tuple[str, ...]) -> None:
    if items:
        _part(screen, title, "")
        for item in items:
            _line(screen, item, 2)


def _line(screen: Console, text: str, indent: int) -> None:
    from rich.padding import Padding
    from rich.text import Text

    screen.print(Padding(Text(text), (0, 0, 0, indent), expand=False))
