"""The command line: ``flatcheck``, also ``python -m verify``.

Each command is a module of `verify.commands`, imported when it is called. A command returns its
exit code, or raises a `Refusal` with a sentence and a code.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from verify.commands.common import OK, STOPPED, USAGE, Refusal, say

if TYPE_CHECKING:
    from cyclopts import App

__all__ = ["COMMANDS", "main"]

COMMANDS = {
    "list": ("verify.commands.listing:list_theorems", "What theorems there are."),
    "run": ("verify.commands.run:run", "Check theorems, print the table, write the report."),
    "show": ("verify.commands.show:show", "One theorem: statement, claims, errata, last outcome."),
    "instance": (
        "verify.commands.instance:instance",
        "One theorem's construction, run at a size of your choice.",
    ),
    "report": ("verify.commands.report:report", "Render a report in other formats."),
    "errata": ("verify.commands.errata:errata", "What is printed wrong, and what is true."),
    "witness": (
        "verify.commands.witness:witness",
        "A stand-alone script that recomputes a witness, to send to an author.",
    ),
    "replay": ("verify.commands.replay:replay", "Check certificates by the standard library."),
    "new": ("verify.commands.new:new", "A new theorem module from a template, with its test."),
    "doctor": (
        "verify.commands.doctor:doctor",
        "What is installed, what is missing, and what that disables.",
    ),
}
"""Name -> where the command lives, and what it does."""

ABOUT = "Check theorems about flat minima and generalization by computing them."

EXIT_CODES = """Exit codes: 0 all as expected; 1 a verdict other than expected; 2 wrong usage or a
malformed file; 3 a worker died, a time limit, an interrupt; 4 an unknown label, or nothing
selected."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    tokens = list(sys.argv[1:] if argv is None else argv)
    try:
        code = _dispatch(tokens)
        sys.stdout.flush()
    except Refusal as refusal:
        say(str(refusal))
        return refusal.code
    except KeyboardInterrupt:
        say("interrupted")
        return STOPPED
    except (BrokenPipeError, SystemExit):
        # whoever read the output has gone (rich then asks to exit with 1, which is a verdict here);
        # the interpreter must not flush to them again
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return STOPPED
    except Exception as error:
        import traceback

        traceback.print_exc()
        say(f"this should not have happened: {type(error).__name__}")
        return STOPPED
    return code


def _dispatch(tokens: list[str]) -> int:
    if not tokens or tokens[0] in {"-h", "--help"}:
        # answered without importing a thing
        sys.stdout.write(_overview())
        return OK if tokens else USAGE
    if tokens[0] == "--version":
        from verify.run.session import version

        sys.stdout.write(f"flatcheck {version()}\n")
        return OK
    if tokens[0] == "replay" and not {"-h", "--help"} & set(tokens[1:]):
        from verify.replay import main as replay

        return replay(tokens[1:])
    if tokens[0] not in COMMANDS:
        import difflib

        near = difflib.get_close_matches(tokens[0], COMMANDS, n=1)
        hint = (
            f", did you mean {near[0]!r}?" if near else f"; the commands are {', '.join(COMMANDS)}"
        )
        raise Refusal(USAGE, f"unknown command {tokens[0]!r}{hint}")
    from cyclopts import CycloptsError

    try:
        result = _app()(tokens, exit_on_error=False, print_error=False)
    except CycloptsError as error:
        error.verbose = False
        raise Refusal(USAGE, f"{str(error).strip()} See flatcheck {tokens[0]} --help.") from error
    return result if isinstance(result, int) else OK


def _app() -> App:
    from cyclopts import App

    app = App(
        name="flatcheck",
        help=ABOUT,
        result_action="return_value",
        version_flags=(),
        help_format="plaintext",
        suppress_keyboard_interrupt=False,
    )
    for name, (place, sentence) in COMMANDS.items():
        app.command(place, name=name, help=sentence)
    return app


def _overview() -> str:
    width = max(map(len, COMMANDS))
    rows = "".join(f"  {name:<{width}}  {does}\n" for name, (_, does) in COMMANDS.items())
    return (
        f"Usage: flatcheck COMMAND ...\n\n{ABOUT}\n\nCommands:\n{rows}\n"
        "flatcheck COMMAND --help tells what a command takes; flatcheck --version the version.\n\n"
        f"{EXIT_CODES}\n"
    )
