"""What decides evidence on a machine, and whether it is the same on another."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from verify.run.modules import LIBRARIES, code_digest, is_path, look_again

__all__ = ["complaint", "identify", "line"]


def identify(sources: Sequence[str]) -> dict[str, dict[str, str]]:
    """What decides evidence on this machine: versions, and digests of the code of `sources`."""
    look_again()  # a worker lives longer than an installation
    codes = dict.fromkeys(sources, "")
    for source in sources:
        with contextlib.suppress(OSError, ImportError):
            codes[source] = code_digest(source)
    names = ("flatcheck", *LIBRARIES)
    return {"versions": {"Python": sys.version} | {n: _version(n) for n in names}, "codes": codes}


def complaint(address: str, here: dict[str, dict[str, str]], there: Any) -> str | None:
    """Why a worker cannot take tasks; empty if it can, None if it did not answer."""
    worker = f"the cluster's worker {address}"
    if isinstance(there, OSError):
        return None
    if isinstance(there, Exception):
        return f"{worker} cannot run Flatcheck: {line(there)}"
    for name, ours in here["versions"].items():
        theirs = there["versions"].get(name, "missing")
        if theirs != ours:
            return f"{worker} has {name} {theirs}, and this machine {ours}"
    for source, ours in here["codes"].items():
        theirs = there["codes"].get(source, "")
        if not theirs and is_path(source):
            return (
                f"{worker} has no {source}: what is named by a path must lie there on each worker"
            )
        if theirs != ours:
            return f"{worker} has other code for {source} than this machine"
    return ""


def line(error: BaseException) -> str:
    """An error in one line."""
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"
