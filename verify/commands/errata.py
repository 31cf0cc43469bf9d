"""``flatcheck errata``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from verify.commands.common import BROKEN, LATEST, OK, console, last_report, say, selected

if TYPE_CHECKING:
    from rich.console import Console

    from verify.statement import Theorem

__all__ = ["errata"]


def errata(*selectors: str, out: Path = LATEST) -> int:
    """What is printed wrong, the smallest witness against it, and what is true.

    Parameters
    ----------
    selectors
        Labels, prefixes (sco, sco.thm3) or paths of theorem modules; all if none are given.
    out
        The folder of the run from which witnesses are taken.
    """
    registry = selected(selectors)
    found = last_report(out)
    seen: dict[tuple[str, str], dict[str, Any]] = {}
    if found is not None:
        for theorem in found[0]["theorems"]:
            seen |= {(theorem["label"], e["id"]): e for e in theorem["errata"]}
    screen = console()
    for entry in registry.entries:
        _of(entry.theorem, seen, screen)
    if not any(entry.theorem.errata for entry in registry.entries):
        _line(screen, "no errata", 0)
    elif found is None:
        say(f"no report in {out}: run these theorems to see the witnesses")
    for broken in registry.broken:
        say(broken.reason)
    return BROKEN if registry.broken else OK


def _of(theorem: Theorem, seen: dict[tuple[str, str], dict[str, Any]], screen: Console) -> None:
    from verify.report import words
    from verify.report.schema import Witness

    for erratum in theorem.errata:
        head = f"{theorem.label} {erratum.id} ({erratum.severity}), {theorem.number}"
        _line(screen, f"{head}, claim {erratum.claim}", 0)
        _line(screen, erratum.printed, 2, "printed:   ")
        row = seen.get((theorem.label, erratum.id))
        if row is not None and row["witness"] is not None:
            import msgspec

            witness = msgspec.convert(row["witness"], Witness)
            _line(screen, words.witness_text(witness), 2, "witness:   ")
        _line(screen, erratum.corrected, 2, "corrected: ")
        if row is not None:
            proof = "the correction is proved" if row["proved"] else "correction not proved"
            _line(screen, proof, 2 + len("corrected: "))


def _line(screen: Console, text: str, indent: int, lead: str = "") -> None:
    """One paragraph, `lead` before its first line and room for it on the others."""
    from rich.text import Text

    margin = " " * indent
    for part in Text(text).wrap(screen, max(screen.width - indent - len(lead), 10)):
        part.rstrip()
        screen.print(Text(margin + lead) + part)
        margin, lead = margin + " " * len(lead), ""
