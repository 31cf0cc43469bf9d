"""The table on a terminal, by rich: wide from 100 columns on, stacked cells below that.

Every state is a word and a mark; the colours (blue for as expected, orange for not) can be told
apart by colour-blind readers and carry nothing of their own.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from verify.report.rows import COLUMNS, ClaimRow, ErratumRow, Section, Table

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table as Grid

__all__ = ["print_table", "svg", "text"]

WIDE = 100
MARKS = {"ok": "✓", "fail": "✗", "undecided": "?", "not_run": "–", "error": "!"}
STYLES = {
    "ok": "bold deep_sky_blue3",
    "fail": "bold dark_orange3",
    "undecided": "bold dark_orange3",
    "not_run": "bold dark_orange3",
    "error": "bold dark_orange3",
}


def print_table(table: Table, console: Console) -> None:
    """Print `table` on `console`."""
    from rich.text import Text

    wide = console.width >= WIDE
    _print_line(console, table.head, style="bold")
    if table.sections:
        console.print()
        console.print(_grid(wide, _header(wide), style="dim"))
    for section in table.sections:
        _print_section(section, console, wide=wide)
    if table.errata:
        console.print()
        console.print(Text("Errata", style="bold"))
        for row in table.errata:
            _print_erratum(row, console)
    if table.open:
        console.print()
        console.print(Text("Open: neither shown nor refuted, not counted", style="bold"))
        for item in table.open:
            _print_line(console, item.text, indent=2, lead=f"{item.label}: ")
    console.print()
    for note in table.notes:
        _print_line(console, note, style="dim")
    state = "ok" if table.summary.ok else "fail"
    _print_line(console, table.summary.line, lead=f"{MARKS[state]} ", style=STYLES[state])


def text(table: Table, *, width: int = 120) -> str:
    """Return the terminal table as plain text, without colour codes."""
    from rich.console import Console

    console = Console(
        file=io.StringIO(), width=width, color_system=None, force_terminal=False, _environ={}
    )
    with console.capture() as capture:
        print_table(table, console)
    return "\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n"


def svg(table: Table, *, width: int = 120) -> str:
    """Return the terminal table as an SVG picture that fetches nothing from the network."""
    from rich.console import Console
    from rich.terminal_theme import DEFAULT_TERMINAL_THEME

    console = Console(
        file=io.StringIO(),
        width=width,
        record=True,
        force_terminal=True,
        color_system="truecolor",
        legacy_windows=False,
        _environ={},
    )
    print_table(table, console)
    picture = console.export_svg(
        title="flatcheck run", theme=DEFAULT_TERMINAL_THEME, unique_id="flatcheck"
    )
    return re.sub(r"\s*@font-face\s*\{[^}]*\}", "", picture)


def _grid(wide: bool, *rows: Sequence[object], style: str = "") -> Grid:
    """Return a table without lines whose columns depend on the console's width alone."""
    from rich.table import Table as Grid

    grid = Grid.grid(padding=(0, 1, 0, 0), expand=True)
    grid.add_column(width=3)
    if wide:
        for ratio, width in ((5, 0), (0, 9), (0, 20), (0, 9), (6, 0), (5, 0), (0, 8)):
            grid.add_column(ratio=ratio or None, width=width or None, overflow="fold")
    else:
        for ratio, width in ((5, 0), (0, 20), (6, 0), (0, 8)):
            grid.add_column(ratio=ratio or None, width=width or None, overflow="fold")
    for row in rows:
        grid.add_row(*row, style=style)  # type: ignore[arg-type]
    return grid


def _header(wide: bool) -> list[str]:
    if wide:
        return ["", *COLUMNS]
    claim, reading, verdict, grade, coverage, margin, controls = COLUMNS
    return ["", f"{claim}\n{reading}", f"{verdict}\n{grade}", f"{coverage}\n{margin}", controls]


def _print_section(section: Section, console: Console, *, wide: bool) -> None:
    from rich.text import Text

    console.print()
    style = STYLES[section.mark]
    head = Text.assemble((f"{MARKS[section.mark]} ", style), (section.head, "bold"))
    readings = Text(section.readings, style="" if section.ok else style)
    if head.cell_len + readings.cell_len + 2 <= console.width:
        head.append(" " * (console.width - head.cell_len - readings.cell_len))
        console.print(head + readings)
    else:
        for index, part in enumerate(Text(section.head).wrap(console, console.width - 2)):
            part.rstrip()
            lead = (f"{MARKS[section.mark]} ", style) if index == 0 else "  "
            console.print(Text.assemble(lead, (part.plain, "bold")))
        _print_line(console, readings, indent=2)
    for flag in section.flags:
        _print_line(console, flag, indent=2, lead="! ", style=STYLES["fail"])
    rows: list[list[object]] = []
    for claim in section.claims:
        rows.append(_cells(claim, wide=wide))
        if claim.remarks:
            console.print(_grid(wide, *rows))
            rows = []
            for remark in claim.remarks:
                _print_line(console, remark, indent=5, lead="· ")
    if rows:
        console.print(_grid(wide, *rows))
    if section.tightness:
        _print_line(console, section.tightness, indent=3)
    for note in section.notes:
        _print_line(console, note, indent=3, lead="note: ")
    for figure in section.figures:
        _print_line(console, figure.pdf, indent=3, lead=f"figure {figure.name}: ")


def _cells(claim: ClaimRow, *, wide: bool) -> list[object]:
    from rich.text import Text

    style = STYLES[claim.mark]
    mark = Text(f" {MARKS[claim.mark]}", style=style)
    verdict = Text(claim.verdict, style="" if claim.ok else style)
    plain = [Text(t) for t in (claim.id, claim.reading, claim.grade, claim.coverage, claim.margin)]
    name, reading, grade, coverage, margin = plain
    controls = Text(claim.controls, style="" if claim.killed == claim.total else style)
    if wide:
        return [mark, name, reading, verdict, grade, coverage, margin, controls]
    break_ = Text("\n")
    below = coverage if not claim.margin_value else coverage + break_ + Text("margin ") + margin
    return [mark, name + break_ + reading, verdict + break_ + grade, below, controls]


def _print_erratum(row: ErratumRow, console: Console) -> None:
    _print_line(console, f"{row.id} ({row.severity}; {row.proof})", indent=2)
    lines = (("printed", row.printed), ("witness", row.witness), ("corrected", row.corrected))
    for name, content in lines:
        _print_line(console, content, indent=4, lead=f"{name + ':':<11}")


def _print_line(
    console: Console, content: object, *, indent: int = 0, lead: str = "", style: str = ""
) -> None:
    """Print one indented paragraph, `lead` before its first line and room for it on the others."""
    from rich.text import Text

    line = content if isinstance(content, Text) else Text(str(content), style=style)
    room = max(console.width - indent - len(lead), 10)
    for index, part in enumerate(line.wrap(console, room)):
        part.rstrip()
        start = " " * indent + (lead if index == 0 else " " * len(lead))
        console.print(Text(start, style=style) + part)
