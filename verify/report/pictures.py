"""The figure files that a report names: found beside it, carried to another folder, embedded."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

from verify.report.rows import Table

__all__ = ["Pictures"]

_PNG = b"\x89PNG\r\n\x1a\n"


class Pictures(dict[str, bytes]):
    """Path, relative to the report, to the content of each figure file that is there.

    `missing` holds the paths that the report names and that are not.
    """

    missing: tuple[str, ...] = ()

    @classmethod
    def beside(cls, table: Table, folder: Path) -> Pictures:
        """The figure files of `table` that lie in `folder`."""
        found, missing = cls(), []
        for path in _named(table):
            try:
                found[path] = (folder / path).read_bytes()
            except OSError:
                missing.append(path)
        found.missing = tuple(missing)
        return found

    def embedded(self) -> dict[str, str]:
        """Each PNG as a data URI, by its path."""
        return {
            path: f"data:image/png;base64,{base64.b64encode(content).decode()}"
            for path, content in self.items()
            if content.startswith(_PNG)
        }


def _named(table: Table) -> Iterator[str]:
    for section in table.sections:
        for figure in section.figures:
            for _, path in figure.files:
                yield path
