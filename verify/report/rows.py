"""The rows of the table: what every renderer prints as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = [
    "COLUMNS",
    "ERRATA_COLUMNS",
    "ClaimRow",
    "ControlRow",
    "ErratumRow",
    "FigureRow",
    "LegRow",
    "Mark",
    "OpenRow",
    "Section",
    "Summary",
    "Table",
]

Mark = Literal["ok", "fail", "undecided", "not_run", "error"]
COLUMNS = ("claim", "reading", "verdict", "grade", "coverage", "margin", "controls")
ERRATA_COLUMNS = ("erratum", "severity", "printed", "witness", "corrected", "correction")


@dataclass(frozen=True)
class LegRow:
    """One leg: how, on what, how exactly, with which result."""

    name: str
    exactness: str
    verdict: str
    state: str
    coverage: str
    cases: int
    executed: bool
    reason: str
    witness: str
    witness_full: str
    certificate: str
    detail: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ControlRow:
    """One control: killed, or the reason to distrust its claim."""

    name: str
    kind: str
    killed: bool
    verdict: str
    state: str


@dataclass(frozen=True)
class ClaimRow:
    """One line of the table. ``remarks`` say why a claim is not plainly as expected."""

    id: str
    statement: str
    latex: str
    reading: str
    mark: Mark
    verdict: str
    state: str
    expected: str
    grade: str
    coverage: str
    margin: str
    margin_value: str
    margin_meaning: str
    controls: str
    killed: int
    total: int
    vacuous: bool
    ok: bool
    remarks: tuple[str, ...]
    legs: tuple[LegRow, ...]
    control_rows: tuple[ControlRow, ...]


@dataclass(frozen=True)
class FigureRow:
    """A figure: its caption and its files, or the reason why there are none."""

    name: str
    caption: str
    pdf: str
    png: str
    csv: str
    reason: str

    @property
    def files(self) -> tuple[tuple[str, str], ...]:
        """The files to link to: what each is called, and its path."""
        named = (("PDF", self.pdf), ("PNG", self.png), ("CSV", self.csv))
        return tuple((kind, path) for kind, path in named if path)


@dataclass(frozen=True)
class ErratumRow:
    """What is printed, why it is wrong, what is true, and how well that is known."""

    label: str
    id: str
    severity: str
    printed: str
    witness: str
    witness_full: str
    corrected: str
    proof: str
    proved: bool


@dataclass(frozen=True)
class OpenRow:
    """Something that was neither shown nor refuted, and does not count."""

    label: str
    text: str


@dataclass(frozen=True)
class Section:
    """One theorem: its head row, its claims and what is said below them."""

    label: str
    paper: str
    designation: str
    title: str
    readings: str
    mark: Mark
    ok: bool
    printed: str
    truth: str
    grade: str
    tightness: str
    tightness_ends: tuple[str, str] | None
    statement: str
    hypotheses: tuple[str, ...]
    rests_on: tuple[str, ...]
    flags: tuple[str, ...]
    notes: tuple[str, ...]
    figures: tuple[FigureRow, ...]
    failed_figures: tuple[FigureRow, ...]
    claims: tuple[ClaimRow, ...]
    killed: int
    controls: int

    @property
    def head(self) -> str:
        """The head row in one line, without the readings."""
        name = f"{self.label} {self.designation}".rstrip()
        return f"{name} — {self.title}"


@dataclass(frozen=True)
class Summary:
    """The counts of a run and the line that says them."""

    theorems: int
    theorems_ok: int
    claims: int
    claims_ok: int
    controls: int
    killed: int
    vacuous: int
    errata: int
    open: int
    ok: bool
    line: str


@dataclass(frozen=True)
class Table:
    """The whole report as rows: head, sections, errata, open items, summary, notes."""

    version: str
    profile: str
    seed: str
    methods: str
    head: str
    sections: tuple[Section, ...]
    errata: tuple[ErratumRow, ...]
    open: tuple[OpenRow, ...]
    summary: Summary
    notes: tuple[str, ...]
