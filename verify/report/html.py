"""The report as one static HTML file: no script, no network, every text escaped."""

from __future__ import annotations

from verify.report.rows import COLUMNS, ERRATA_COLUMNS, Table
from verify.report.templates import environment

__all__ = ["html"]

MARKS = {"ok": "✓", "fail": "✗", "undecided": "?", "not_run": "–", "error": "!"}


def html(table: Table) -> str:
    """Return the report as one HTML document."""
    template = environment(None).get_template("report.html.j2")
    return template.render(table=table, columns=COLUMNS, errata_columns=ERRATA_COLUMNS, marks=MARKS)
