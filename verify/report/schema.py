"""The contract of ``report.json`` as types: reading, checking and the canonical dump.

The structs are the single source: `load` checks a file against them, `json_schema` derives
``report.schema.json`` from them, and the table model reads them. Unknown fields are refused, so
that a misspelt field is an error and not an empty column.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

__all__ = [
    "Claim",
    "Control",
    "Erratum",
    "Figure",
    "Leg",
    "Margin",
    "Report",
    "ReportError",
    "Theorem",
    "Tightness",
    "Witness",
    "check",
    "dump",
    "json_schema",
    "load",
]

SCHEMA_ID = "flatcheck.report/1"

Verdict = Literal["holds", "refuted", "undecided", "not_run", "error"]
Expected = Literal["holds", "refuted"]
Grade = Literal["proved", "certified", "solved", "sampled"]
Reading = Literal["printed", "corrected", "sharpened"]
Severity = Literal["misprint", "gap", "false"]
Method = Literal[
    "symbolic",
    "smt",
    "exact",
    "ball",
    "enumeration",
    "convex",
    "pep",
    "property",
    "monte_carlo",
    "training",
]
Count = Annotated[int, msgspec.Meta(ge=0)]
Name = Annotated[str, msgspec.Meta(min_length=1)]
# Certificates and figures lie inside the report's folder: no root, no drive, no "..".
RelativePath = Annotated[str, msgspec.Meta(pattern=r"^(?![/~])(?!.*\.\.)[^\\:\x00]+$")]


class ReportError(ValueError):
    """A report that cannot be read, checked, rendered or written; the message is one sentence."""


class _Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A frozen record that refuses fields outside the contract."""


class Witness(_Record, frozen=True):
    """A point and the values found there; numbers that are no integers are strings."""

    point: dict[str, Any]
    values: dict[str, Any]
    rechecked: bool
    in_domain: bool


class Margin(_Record, frozen=True):
    """How far a claim is from turning over, and what that number means."""

    value: str
    meaning: str


class Tightness(_Record, frozen=True):
    """The worst case of what is bounded, divided by the bound, between two ends; None: unknown."""

    lower: str | int | float | None
    upper: str | int | float | None


class Figure(_Record, frozen=True):
    """A figure of a theorem, as files inside the report's folder, or the reason why it is not."""

    name: Name
    caption: str
    pdf: RelativePath | None
    png: RelativePath | None
    csv: RelativePath | None = None
    reason: str = ""


class Leg(_Record, frozen=True):
    """One method on one sub-domain, with the verdict that it alone gives."""

    method: Method
    exactness: str
    verdict: Verdict
    coverage: str
    cases: Count
    executed: bool
    witness: Witness | None
    certificate: RelativePath | None
    detail: dict[str, Any]


class Control(_Record, frozen=True):
    """The same check on something wrong on purpose; it must be killed."""

    name: Name
    kind: str
    killed: bool
    verdict: Verdict


class Claim(_Record, frozen=True):
    """One assertion under one reading, with its evidence and its controls."""

    id: Name
    reading: Reading
    statement: str
    latex: str
    expected: Expected
    verdict: Verdict
    grade: Grade | None
    coverage: str
    margin: Margin | None
    vacuous: bool
    ok: bool
    legs: tuple[Leg, ...]
    controls: tuple[Control, ...]


class Erratum(_Record, frozen=True):
    """What is printed, the witness against it, and what is true."""

    id: Name
    severity: Severity
    printed: str
    witness: Witness | None
    corrected: str
    proved: bool


class Theorem(_Record, frozen=True):
    """One theorem, lemma or proposition with everything that was found about it."""

    label: Name
    paper: str
    number: str
    title: str
    kind: str
    statement: str
    hypotheses: tuple[str, ...]
    rests_on: tuple[str, ...]
    notes: str
    ok: bool
    printed: Verdict
    truth: Verdict
    grade: Grade | None
    tightness: Tightness | None
    figures: tuple[Figure, ...]
    claims: tuple[Claim, ...]
    errata: tuple[Erratum, ...]
    open: tuple[str, ...]


class Report(_Record, frozen=True):
    """A whole run: a pure function of the evidence."""

    schema: Literal["flatcheck.report/1"]
    version: str
    profile: Literal["quick", "full", "scale"]
    seed: Count
    methods: tuple[Method, ...] | None
    ok: bool
    theorems: tuple[Theorem, ...]


def check(report: object, *, source: str = "the report") -> Report:
    """Return `report` as a typed `Report`.

    Parameters
    ----------
    report
        The JSON object, as plain Python data.
    source
        What to call the report in an error message, usually its path.

    Raises
    ------
    ReportError
        If a field is missing, unknown or of a wrong type, or if two theorems share a label.
        The message names the place as a JSON path.
    """
    try:
        checked = msgspec.convert(report, Report)
    except msgspec.ValidationError as error:
        msg = f"{source} is not a valid report: {error}"
        raise ReportError(msg) from error
    seen: dict[str, int] = {}
    for index, theorem in enumerate(checked.theorems):
        if theorem.label in seen:
            msg = (
                f"{source} is not a valid report: the label {theorem.label!r} stands twice"
                f" - at `$.theorems[{seen[theorem.label]}]` and `$.theorems[{index}]`"
            )
            raise ReportError(msg)
        seen[theorem.label] = index
    return checked


def load(path: str | Path) -> dict[str, Any]:
    """Read and check a report.

    Parameters
    ----------
    path
        A report file, or a folder that holds ``report.json``.

    Raises
    ------
    ReportError
        If there is no such file, it cannot be read, or it does not keep to the contract.
    """
    file = Path(path)
    if file.is_dir():
        file = file / "report.json"
    try:
        raw = file.read_bytes()
    except OSError as error:
        msg = f"{file} cannot be read: {error.strerror or error}"
        raise ReportError(msg) from error
    try:
        report: Any = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        msg = f"{file} is not JSON: {error}"
        raise ReportError(msg) from error
    check(report, source=str(file))
    result: dict[str, Any] = report
    return result


def dump(report: dict[str, Any]) -> str:
    """Return the canonical JSON text: sorted keys, indent 1, UTF-8, one newline at the end.

    Only the point and the values of a witness and the detail of a leg keep their order, which is
    that of the domain and of the leg, and in which every rendering prints them.

    Raises
    ------
    ReportError
        If `report` holds something that JSON cannot carry, such as nan.
    """
    try:
        text = json.dumps(_ordered(report), indent=1, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError) as error:
        msg = f"the report cannot be written as JSON: {error}"
        raise ReportError(msg) from error
    return text + "\n"


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: value[key] if key in {"point", "values", "detail"} else _ordered(value[key])
            for key in sorted(value)
        }
    if isinstance(value, list | tuple):
        return [_ordered(item) for item in value]
    return value


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a report, derived from the structs."""
    schema = msgspec.json.schema(Report)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{SCHEMA_ID.replace('/', ':')}",
        "title": SCHEMA_ID,
        **schema,
    }
