"""The table as GitHub-flavoured Markdown, every text escaped."""

from __future__ import annotations

import re
from urllib.parse import quote

from verify.report.rows import COLUMNS, ERRATA_COLUMNS, Table
from verify.report.templates import Raw, environment

__all__ = ["escape", "markdown"]

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$])")
_LEADING = re.compile(r"^(\s*)([-+=]|\d+[.)])(?=\s|$)")


def escape(text: str) -> str:
    """Return `text` so that Markdown shows it as it stands, in a paragraph or a table cell."""
    escaped = _SPECIAL.sub(r"\\\1", text.replace("&", "&amp;"))
    escaped = re.sub(r"\b(https?):", r"\1&#58;", escaped)
    return _LEADING.sub(lambda m: m[1] + m[2][:-1] + "\\" + m[2][-1], escaped)


def markdown(table: Table) -> str:
    """Return the report as one Markdown document."""
    env = environment(escape)
    env.filters["url"] = lambda path: Raw(quote(path))
    template = env.get_template("report.md.j2")
    return template.render(table=table, columns=COLUMNS, errata_columns=ERRATA_COLUMNS)
