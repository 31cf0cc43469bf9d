"""Files that are whole or absent: everything is written to a temporary name and renamed."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

__all__ = ["OutputError", "check_folder", "ensure_folder", "remove", "write_atomic"]


class OutputError(OSError):
    """A place that was named for output cannot be written."""


def check_folder(folder: Path) -> None:
    """Show, without making anything that stays, that `folder` can be written to or made.

    Raises
    ------
    OutputError
        In one sentence that names the folder.
    """
    place = folder
    try:
        while not place.exists() and place.parent != place:
            place = place.parent
        if not place.is_dir():
            msg = f"cannot write to {folder}: {place} is not a folder"
            raise OutputError(msg)
        with tempfile.NamedTemporaryFile(dir=place, prefix=".probe"):
            pass
    except OutputError:
        raise
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        msg = f"cannot write to {folder}: {reason or error}"
        raise OutputError(msg) from error


def ensure_folder(folder: Path) -> Path:
    """Make `folder` if need be, and show that a file can be written there.

    Raises
    ------
    OutputError
        In one sentence that names the folder.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".probe"):
            pass
    except OSError as error:
        msg = f"cannot write to {folder}: {error.strerror or error}"
        raise OutputError(msg) from error
    return folder


def write_atomic(path: Path, content: str | bytes) -> Path:
    """Write `content` to `path` by way of a temporary file beside it.

    Raises
    ------
    OutputError
        In one sentence that names the path; nothing is left half-written.
    """
    data = content.encode() if isinstance(content, str) else content
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        umask = os.umask(0)
        os.umask(umask)
        Path(temporary).chmod(0o666 & ~umask)
        Path(temporary).replace(path)
    except OSError as error:
        if temporary:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
        msg = f"cannot write {path}: {error.strerror or error}"
        raise OutputError(msg) from error
    return path


def remove(path: Path) -> None:
    """Remove a file that an earlier run left, if it is there.

    Raises
    ------
    OutputError
        In one sentence that names the path.
    """
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        msg = f"cannot remove {path}: {error.strerror or error}"
        raise OutputError(msg) from error
