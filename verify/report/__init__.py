"""The report: one table model, turned by thin renderers into each format.

`table` computes every word and count of the table; a renderer only lays it out. ``report.json`` is
checked against its schema by `load` and written by `dump`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from verify.report.rows import Table
from verify.report.schema import ReportError, dump, json_schema, load
from verify.report.table import table
from verify.report.write import FORMATS, render, write

if TYPE_CHECKING:
    from rich.console import Console

__all__ = [
    "FORMATS",
    "ReportError",
    "Table",
    "dump",
    "json_schema",
    "load",
    "print_terminal",
    "render",
    "svg",
    "table",
    "write",
]


def print_terminal(report: dict[str, Any], console: Console) -> None:
    """Print the table of `report` on a rich console, at the console's width."""
    from verify.report import terminal

    terminal.print_table(table(report), console)


def svg(report: dict[str, Any], *, width: int = 120) -> str:
    """Return a picture of the terminal table, `width` characters wide, as one SVG file."""
    from verify.report import terminal

    return terminal.svg(table(report), width=width)
