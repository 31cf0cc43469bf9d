"""The evidence store: one file for each record, named by what decides it, so a run can resume."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

from verify.evidence import Evidence, Outcome
from verify.run.files import write_atomic

__all__ = ["Record", "Store"]


class Record(msgspec.Struct, frozen=True):
    """Evidence and how long it took."""

    evidence: Evidence
    seconds: float


@dataclass(frozen=True)
class Store:
    """Evidence records in a folder, addressed by their task's key."""

    folder: Path

    def get(self, key: str) -> Record | None:
        """The record of this key; None if there is none, or it is damaged."""
        try:
            return msgspec.json.decode((self.folder / f"{key}.json").read_bytes(), type=Record)
        except (OSError, msgspec.DecodeError):
            return None

    def put(self, key: str, record: Record) -> None:
        """Keep `record`, unless its leg did not run."""
        if record.evidence.outcome is not Outcome.NOT_RUN:
            write_atomic(self.folder / f"{key}.json", msgspec.json.encode(record))

    def keep(self, keys: set[str]) -> None:
        """Remove the records of all other keys."""
        for file in self.folder.glob("*.json"):
            if file.stem not in keys:
                file.unlink(missing_ok=True)
