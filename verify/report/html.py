"""The report as one static HTML file: no script, no network, every text escaped.

Pictures stand in the file itself where they are at hand, so that it can be sent alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from verify.report.rows import COLUMNS, ERRATA_COLUMNS, Table
from verify.report.templates import environment

__all__ = ["html"]

MARKS = {"ok": "✓", "fail": "✗", "undecided": "?", "not_run": "–", "error": "!"}


def html(table: Table, pictures: Mapping[str, str] | None = None) -> str:
    """Return the report as one HTML document.

    Parameters
    ----------
    pictures
        For the path of a PNG its content as a data URI; where there is none the path is linked.
    """
    template = environment(None).get_template("report.html.j2")
    return template.render(
        table=table,
        columns=COLUMNS,
        errata_columns=ERRATA_COLUMNS,
        marks=MARKS,
        pictures=pictures or {},
    )
