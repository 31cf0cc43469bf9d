"""``flatcheck report``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from verify.commands.common import OK, USAGE, Refusal, console, say

__all__ = ["report"]


def report(
    place: Path,
    /,
    *,
    formats: Annotated[
        tuple[Literal["md", "tex", "html", "json", "junit"], ...],
        Parameter(name="--format", consume_multiple=1, negative="", show_default=False),
    ] = (),
    out: Path | None = None,
) -> int:
    """Render a report in other formats, or print its table.

    Parameters
    ----------
    place
        A report.json, or the folder of a run.
    formats
        What to write; without any, and without --out, the table is printed.
    out
        Where to write, and to copy the figures to; the report's own folder unless given.
    """
    from verify.report import FORMATS, ReportError, load, print_terminal, table, write
    from verify.report.pictures import Pictures

    try:
        content = load(place)
        if not formats and out is None:
            print_terminal(content, console())
            return OK
        source = place if place.is_dir() else place.parent
        folder = out if out is not None else source
        chosen: tuple[str, ...] = tuple(dict.fromkeys(formats)) or FORMATS
        if out is None:
            # the report itself lies there already
            chosen = tuple(name for name in chosen if name != "json")
        screen = console()
        for file in write(content, folder, chosen, source=source):
            screen.print(str(file), soft_wrap=True)
        for missing in Pictures.beside(table(content), source).missing:
            say(f"{source / missing} is named by the report and cannot be read")
    except ReportError as error:
        raise Refusal(USAGE, str(error)) from error
    return OK
