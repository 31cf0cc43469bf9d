"""The evidence store: one file for each record, named by what decides it, so a run can resume."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import msgspec

from verify.evidence import Evidence, Outcome
from verify.run.files import remove, write_atomic
from verify.run.measurement import Measurement, State

__all__ = ["Record", "Store"]

_KEY = re.compile(r"[0-9a-f]{64}")


class Record(msgspec.Struct, frozen=True):
    """Evidence, or what a figure shows, and how long it took."""

    evidence: Evidence | Measurement
    seconds: float


@dataclass(frozen=True)
class Store:
    """Evidence records in a folder, addressed by their task's key."""

    folder: Path

    def get(self, key: str) -> Record | None:
        """The record of this key; None if there is none, it is damaged, or its task failed."""
        try:
            record = msgspec.json.decode((self.folder / f"{key}.json").read_bytes(), type=Record)
        except (OSError, UnicodeDecodeError, msgspec.DecodeError):
            return None
        return None if record.evidence.outcome in (Outcome.FAILED, State.FAILED) else record

    def put(self, key: str, record: Record) -> None:
        """Keep `record`, unless its task did not run."""
        if record.evidence.outcome not in (Outcome.NOT_RUN, State.NOT_RUN):
            write_atomic(self.folder / f"{key}.json", msgspec.json.encode(record))

    def keep(self, keys: set[str]) -> None:
        """Remove the records of all other keys; files that are no records stay.

        Raises
        ------
        verify.run.files.OutputError
            If one cannot be removed.
        """
        for file in self.folder.glob("*.json"):
            if file.stem not in keys and _KEY.fullmatch(file.stem):
                remove(file)
