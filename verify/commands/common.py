"""What the commands share: refusals, the selection, the last report, printing."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

    from verify.run.registry import Registry

__all__ = [
    "BROKEN",
    "LATEST",
    "OK",
    "STOPPED",
    "UNKNOWN",
    "USAGE",
    "Refusal",
    "console",
    "last_report",
    "say",
    "selected",
    "whole_number",
]

OK, BROKEN, USAGE, STOPPED, UNKNOWN = 0, 1, 2, 3, 4
"""Exit codes: as expected; not as expected; wrong usage; infrastructure; nothing selected."""

LATEST = Path("reports/latest")
"""Where a run writes unless told."""
QUICK = Path("reports/quick")


class Refusal(Exception):  # noqa: N818 - what a command answers, not a mistake of its own
    """A command ends here: one sentence for stderr, and the exit code."""

    def __init__(self, code: int, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


def whole_number(_: object, tokens: Sequence[Any]) -> int:
    """What an option that takes an integer was given; 1.5 is none, and is not rounded to one."""
    try:
        return int(tokens[0].value)
    except ValueError:
        msg = f'"{tokens[0].value}" is not an integer.'
        raise ValueError(msg) from None


def say(sentence: str) -> None:
    """One line on stderr, in the program's name; control characters are shown as they are not."""
    line = " ".join(sentence.split())
    shown = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in line)
    sys.stderr.write(f"flatcheck: {shown}\n")
    sys.stderr.flush()


def console(*, stderr: bool = False) -> Console:
    """A console that prints text as it is: no markup, no guessed colours.

    Where the output is no terminal, lines are 120 characters wide unless COLUMNS says otherwise.
    """
    import os

    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() or os.environ.get("COLUMNS") else 120
    return Console(
        file=stream, width=width, markup=False, emoji=False, highlight=False, soft_wrap=False
    )


def selected(selectors: Sequence[str]) -> Registry:
    """What `selectors` name; a foreign folder in the working directory is told of and ignored.

    Raises
    ------
    Refusal
        With exit code 4, if a selector matches nothing.
    """
    from verify.run.registry import UnknownLabelError, select

    for sentence in _foreign(selectors):
        say(sentence)
    try:
        return select(selectors)
    except UnknownLabelError as error:
        raise Refusal(UNKNOWN, str(error)) from error


def last_report(out: Path) -> tuple[dict[str, Any], Path] | None:
    """The report in `out`, else the committed quick one, with its place; None without any.

    Raises
    ------
    Refusal
        With exit code 2, if the file is malformed.
    """
    from verify.report import ReportError, load

    for folder in (out, QUICK) if out == LATEST else (out,):
        file = folder / "report.json"
        if not file.is_file():
            continue
        try:
            return load(file), file
        except ReportError as error:
            raise Refusal(USAGE, str(error)) from error
    return None


def _foreign(selectors: Sequence[str]) -> Iterator[str]:
    """What to say of folders here that look like Flatcheck's own and are not what is checked."""
    home = Path(__file__).resolve().parents[2]
    for name in ("theorems", "verify"):
        here, ours = Path.cwd() / name, home / name
        try:
            if not here.is_dir() or here.resolve() == ours:
                continue
            inside = [Path(s).resolve().is_relative_to(here.resolve()) for s in selectors]
            if inside and all(inside):
                continue
            code = _code(here)
            if code == _code(ours):
                continue
        except (OSError, ValueError):
            continue
        if code.get("__init__.py") == (ours / "__init__.py").read_bytes():
            yield (
                f"the folder {name}/ here differs from the installed one, which is the one that "
                "counts (pip install -e . makes it this one)"
            )
        else:
            yield (
                f"the folder {name}/ here is not Flatcheck's and is ignored "
                "(its modules can be named by their paths)"
            )


def _code(folder: Path) -> dict[str, bytes]:
    return {f.relative_to(folder).as_posix(): f.read_bytes() for f in folder.rglob("*.py")}
