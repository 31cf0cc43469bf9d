"""What a figure's task leaves: its data, its caption and its files, or why there are none."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from typing import Any

import msgspec

__all__ = ["Measurement", "State", "files", "paths"]


class State(enum.StrEnum):
    """How a figure's task ended."""

    MEASURED = "measured"
    """the data was measured and drawn"""
    FAILED = "failed"
    """measuring or drawing raised, or gave what is no data or no figure"""
    NOT_RUN = "not_run"
    """the figure was planned, and its task did not run to its end"""


class Measurement(msgspec.Struct, frozen=True, kw_only=True, tag="figure"):
    """A figure as the evidence store keeps it.

    Parameters
    ----------
    outcome, reason
        How the task ended, and a sentence where it failed.
    data, caption
        What was measured, and what it shows.
    pdf, png
        The drawing.
    table
        The data's table as CSV; None if it has none.
    diagnostics
        Of run.json: a traceback.
    """

    outcome: State
    reason: str = ""
    data: dict[str, Any] = {}
    caption: str = ""
    pdf: bytes = b""
    png: bytes = b""
    table: str | None = None
    diagnostics: dict[str, Any] = {}


def paths(label: str, name: str) -> dict[str, str]:
    """Where a figure's files lie, relative to the report: kind -> path."""
    return {kind: f"figures/{label}.{name}.{kind}" for kind in ("pdf", "png", "csv")}


def files(label: str, name: str, found: Measurement) -> Iterator[tuple[str, bytes]]:
    """The files of a figure that was drawn, with their paths relative to the report."""
    if found.outcome is State.MEASURED:
        place = paths(label, name)
        yield place["pdf"], found.pdf
        yield place["png"], found.png
        if found.table is not None:
            yield place["csv"], found.table.encode()
