"""The contract: reading, checking, the canonical dump and the committed schema."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import verify.report
from verify.report import ReportError, dump, json_schema, load

SCHEMA = Path(verify.report.__file__).parent / "report.schema.json"


def test_the_committed_schema_is_the_contract() -> None:
    """report.schema.json equals the schema that the structs imply."""
    expected = json.dumps(json_schema(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    assert SCHEMA.read_text(encoding="utf-8") == expected


def test_samples_keep_to_the_schema(sample: dict[str, Any]) -> None:
    """The committed schema is valid draft 2020-12 and accepts every sample report."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(sample, schema, cls=jsonschema.Draft202012Validator)


def test_dump_and_load_are_inverse(sample: dict[str, Any], tmp_path: Path) -> None:
    """A dumped report loads as the same data, from its file and from its folder."""
    (tmp_path / "report.json").write_text(dump(sample), encoding="utf-8")
    assert load(tmp_path) == load(tmp_path / "report.json") == sample


def test_dump_is_canonical(good: dict[str, Any]) -> None:
    """The dump does not depend on the order of keys, keeps Unicode and ends with a newline."""
    turned = dict(reversed(list(good.items())))
    assert dump(turned) == dump(good)
    assert dump(good).endswith("}\n") and "η" in dump(good)


def test_dump_refuses_nan(good: dict[str, Any]) -> None:
    """JSON has no nan, so a report with one is refused and not written as null."""
    good["theorems"][0]["tightness"]["lower"] = float("nan")
    with pytest.raises(ReportError, match="cannot be written as JSON"):
        dump(good)


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        (["schema"], "flatcheck.report/2", "$.schema"),
        (["seed"], -1, "$.seed"),
        (["profile"], "huge", "$.profile"),
        (["methods"], ["guess"], "$.methods[0]"),
        (["theorems", 0, "label"], 3, "$.theorems[0].label"),
        (["theorems", 1, "printed"], "yes", "$.theorems[1].printed"),
        (["theorems", 1, "claims", 0, "grade"], "sure", "$.theorems[1].claims[0].grade"),
        (["theorems", 1, "claims", 0, "verdict"], True, "$.theorems[1].claims[0].verdict"),
        (["theorems", 1, "claims", 0, "legs", 0, "cases"], -1, ".legs[0].cases"),
        (["theorems", 1, "claims", 0, "legs", 0, "certificate"], "../x.json", ".certificate"),
        (["theorems", 1, "claims", 0, "legs", 0, "certificate"], "/etc/passwd", ".certificate"),
        (["theorems", 1, "errata", 0, "severity"], "typo", "$.theorems[1].errata[0].severity"),
        (["theorems", 1, "surprise"], 1, "$.theorems[1]"),
        (["theorems", 1, "label"], "sco.lem2", "$.theorems[1]"),
    ],
)
def test_malformed_reports_are_named(
    good: dict[str, Any], tmp_path: Path, path: list[Any], value: object, place: str
) -> None:
    """A malformed report gives one sentence with the file and the JSON path."""
    target: Any = good
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = value
    file = tmp_path / "report.json"
    file.write_text(json.dumps(good), encoding="utf-8")
    with pytest.raises(ReportError) as caught:
        load(file)
    message = str(caught.value)
    assert str(file) in message and place in message and "\n" not in message


@pytest.mark.parametrize("key", ["schema", "theorems", "ok"])
def test_missing_fields_are_named(good: dict[str, Any], tmp_path: Path, key: str) -> None:
    """A report without a required field is refused, and the field is named."""
    del good[key]
    file = tmp_path / "report.json"
    file.write_text(json.dumps(good), encoding="utf-8")
    with pytest.raises(ReportError, match=key):
        load(file)


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe", b"[]", b'{"a": NaN}', b"[" * 100_000])
def test_files_that_are_no_report(tmp_path: Path, raw: bytes) -> None:
    """Whatever bytes a file holds, loading it gives a report or a ReportError."""
    file = tmp_path / "report.json"
    file.write_bytes(raw)
    with pytest.raises(ReportError, match=r"report\.json"):
        load(file)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A folder without a report gives a sentence with the path."""
    with pytest.raises(ReportError, match=r"report\.json cannot be read"):
        load(tmp_path)


def test_checking_changes_nothing(sample: dict[str, Any]) -> None:
    """Rendering leaves the report as it was."""
    before = copy.deepcopy(sample)
    for name in (*verify.report.FORMATS, "terminal"):
        verify.report.render(sample, name)
    assert sample == before
