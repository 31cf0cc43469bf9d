"""Whole runs of toy theorems: determinism, resumption, and everything that can break a leg."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from verify.report import json_schema
from verify.run import session
from verify.run.plan import Options
from verify.run.registry import select


def run(out: Path, *paths: Path, seed: int = 0, **fields: Any) -> session.Outcomes:
    """A run of the modules at `paths`."""
    fields.setdefault("workers", 2)
    registry = select([str(path) for path in paths])
    return session.run(registry, Options(seed=seed), out, **fields)


def entry(outcomes: session.Outcomes, label: str) -> dict[str, Any]:
    """The report's entry of one theorem."""
    return next(t for t in outcomes.report["theorems"] if t["label"] == label)


def test_report_depends_on_seed_and_theorems_alone(toy: Any, tmp_path: Path) -> None:
    """One seed gives one report.json, for one worker or two; another seed the same verdicts."""
    one, two = toy("one"), toy("two")
    out = [tmp_path / name for name in "abcd"]
    both = run(out[0], one, two, workers=1)
    run(out[1], two, one, workers=2)
    assert (out[0] / "report.json").read_bytes() == (out[1] / "report.json").read_bytes()
    alone = run(out[2], one)
    assert entry(alone, "toy.one") == entry(both, "toy.one")
    other = run(out[3], one, seed=7)
    assert both.report["ok"] and other.report["ok"]
    assert entry(other, "toy.one")["printed"] == entry(both, "toy.one")["printed"]
    assert session.exit_code(both) == 0


def test_report_keeps_to_its_schema(toy: Any, tmp_path: Path) -> None:
    """What a run writes is valid under the committed schema."""
    jsonschema = pytest.importorskip("jsonschema")
    run(tmp_path / "out", toy("one"))
    report = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    jsonschema.validate(report, json_schema())


def test_resume_takes_what_is_there(toy: Any, tmp_path: Path) -> None:
    """With --resume nothing runs twice, and the report is the same; without it all runs again."""
    path, seen = toy("one"), []
    first = run(tmp_path / "out", path)
    again = run(tmp_path / "out", path, resume=True, progress=lambda *a: seen.append(a))
    assert not seen and again.record["resumed"] == len(again.evidence)
    assert again.report == first.report
    run(tmp_path / "out", path, progress=lambda *a: seen.append(a))
    assert len(seen) == len(first.evidence)


def test_resume_ignores_evidence_of_other_code(toy: Any, tmp_path: Path) -> None:
    """A changed module, or a record that is damaged, is computed anew."""
    path = toy("one")
    run(tmp_path / "out", path)
    record = next((tmp_path / "out" / "evidence").glob("*.json"))
    record.write_bytes(b"{")
    assert run(tmp_path / "out", path, resume=True).record["resumed"] > 0
    path.write_text(path.read_text("utf-8") + "\n# changed\n", encoding="utf-8")
    assert run(tmp_path / "out", path, resume=True).record["resumed"] == 0


BREAKING = {
    "bool": ("return True", "returned True, not evidence"),
    "raises": ("raise RuntimeError('broken leg')", "RuntimeError: broken leg"),
    "exits": ("raise SystemExit(3)", "SystemExit: 3"),
    "not_json": (
        "return supports('symbolic', Exactness.IDENTITY, case.domain, detail={'x': object()})",
        "is no JSON data",
    ),
    "other_method": (
        "return supports('exact', Exactness.EXACT, case.domain, cases=1)",
        "planned as symbolic and returned exact",
    ),
    "no_case": (
        "return supports('symbolic', Exactness.EXACT, case.domain)",
        "without a single case",
    ),
}


def test_a_broken_leg_is_an_error_and_no_other(toy: Any, tmp_path: Path) -> None:
    """Whatever a leg raises or returns, its claim is an error that says why; the rest holds."""
    paths = [toy(name, body=body) for name, (body, _) in BREAKING.items()]
    outcomes = run(tmp_path / "out", *paths, toy("whole"))
    for name, (_, reason) in BREAKING.items():
        (claim,) = entry(outcomes, f"toy.{name}")["claims"]
        assert claim["verdict"] == "error" and not claim["ok"]
        assert reason in claim["legs"][-1]["detail"]["reason"]
    assert entry(outcomes, "toy.whole")["ok"]
    assert session.exit_code(outcomes) == 1


def test_time_limit_and_death_are_charged_to_their_leg(toy: Any, tmp_path: Path) -> None:
    """A leg that sleeps and one that ends its process did not run; all others did; exit 3."""
    sleeps = toy("sleeps", body="import time\ntime.sleep(600)")
    dies = toy("dies", body="import os\nos._exit(7)")
    outcomes = run(tmp_path / "out", sleeps, dies, toy("whole"), timeout=5.0)
    reasons = {
        task.label: e.reason
        for task, e in outcomes.evidence.items()
        if e.outcome.value == "not_run"
    }
    assert reasons == {
        "toy.sleeps": "the time limit of 5 s",
        "toy.dies": "the worker process died with exit code 7",
    }
    (claim,) = entry(outcomes, "toy.dies")["claims"]
    assert claim["verdict"] == "not_run" and not claim["vacuous"]
    assert entry(outcomes, "toy.whole")["ok"]
    assert session.exit_code(outcomes) == 3


def test_a_module_that_cannot_be_imported_leaves_the_others(toy: Any, tmp_path: Path) -> None:
    """A raise, an exit, a syntax error and a bool are one sentence each in a valid report."""
    paths = [
        toy("raises", before="raise RuntimeError('no')"),
        toy("exits", before="import sys; sys.exit(0)"),
        toy("syntax", before="def"),
        toy("states_bool", after="THEOREM = True"),
        toy("states_none", after="del THEOREM"),
    ]
    outcomes = run(tmp_path / "out", *paths, toy("whole"))
    notes = {t["label"]: t["notes"] for t in outcomes.report["theorems"] if t["kind"] == "broken"}
    assert len(notes) == 5 and all("\n" not in note for note in notes.values())
    assert "RuntimeError: no" in notes["toy.raises"] and "SystemExit" in notes["toy.exits"]
    assert "expected a verify.Theorem" in notes["toy.states_bool"]
    assert entry(outcomes, "toy.whole")["ok"] and session.exit_code(outcomes) == 1


def test_requirement(toy: Any, tmp_path: Path) -> None:
    """A claim whose grade is weaker than the one required fails the run."""
    outcomes = run(tmp_path / "out", toy("one"))
    assert session.exit_code(outcomes, require="certified") == 0
    assert session.exit_code(outcomes, require="proved") == 1
    assert session.below(outcomes.report, "proved") == ["toy.one/bound (printed)"]


def test_only_records_are_cleared(toy: Any, tmp_path: Path) -> None:
    """Files of somebody else in the folders of a run stay."""
    for folder in ("evidence", "certificates"):
        file = tmp_path / "out" / folder / "mine.json"
        file.parent.mkdir(parents=True)
        file.write_text("{}")
    run(tmp_path / "out", toy("one"))
    assert (tmp_path / "out" / "evidence" / "mine.json").exists()
    assert (tmp_path / "out" / "certificates" / "mine.json").exists()


def test_evidence_survives_the_store(toy: Any, tmp_path: Path) -> None:
    """Evidence read back from the store equals the evidence that was put there."""
    first = run(tmp_path / "out", toy("one"))
    again = run(tmp_path / "out", toy("one"), resume=True)
    assert [msgspec.to_builtins(e) for e in again.evidence.values()] == [
        msgspec.to_builtins(e) for e in first.evidence.values()
    ]
