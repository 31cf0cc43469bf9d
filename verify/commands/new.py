"""``flatcheck new``."""

from __future__ import annotations

import sys
from pathlib import Path

from verify.commands.common import OK, USAGE, Refusal

__all__ = ["new"]


def new(path: Path, /) -> int:
    """A new theorem module from a template, with its test.

    Parameters
    ----------
    path
        Where the module goes, such as theorems/sco/thm12.py; its label is then sco.thm12.
    """
    from verify.run.files import OutputError
    from verify.run.scaffold import ScaffoldError, scaffold

    try:
        made = scaffold(path)
    except (ScaffoldError, OutputError) as error:
        raise Refusal(USAGE, str(error)) from error
    for file in made:
        sys.stdout.write(f"made {file}\n")
    sys.stdout.write(f"next: flatcheck run {path}\n")
    return OK
