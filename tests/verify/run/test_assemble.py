"""From evidence to the report's rows."""

from __future__ import annotations

from typing import Any

import msgspec

from verify.evidence import Evidence, Exactness, Outcome
from verify.run.assemble import assemble
from verify.run.execute import failure
from verify.run.inprocess import check
from verify.run.plan import Options, plan
from verify.run.registry import Registry, select


def rows(registry: Registry, **changed: Evidence) -> dict[str, Any]:
    """The only claim's row when the legs named in `changed` found that on the reading itself."""
    from verify.run.execute import execute

    tasks = plan(registry.entries, Options())
    found = {t: execute(t) for t in tasks}
    found |= {t: changed[t.leg] for t in tasks if t.control is None and t.leg in changed}
    report = assemble(registry.entries, registry.broken, found, Options(), version="0")
    (row,) = report["theorems"][0]["claims"]
    return {**row, "theorem": report["theorems"][0], "report": report}


def test_all_as_expected(toy: Any) -> None:
    """Legs that support, controls that are killed: the row, the theorem and the report are ok."""
    row = rows(select([str(toy("one"))]))
    assert row["ok"] and row["theorem"]["ok"] and row["report"]["ok"]
    assert row["verdict"] == "holds" and row["grade"] == "certified"
    assert [c["killed"] for c in row["controls"]] == [True, True, True]


def test_an_undecided_leg_is_no_pass(toy: Any) -> None:
    """One leg that could not tell makes the claim undecided and the report not ok."""
    open_question = Evidence(
        method="property",
        exactness=Exactness.SAMPLED,
        outcome=Outcome.UNDECIDED,
        reason="could not tell",
    )
    row = rows(select([str(toy("one"))]), property=open_question)
    assert row["verdict"] == "undecided" and row["grade"] is None
    assert not row["ok"] and not row["report"]["ok"]


def test_a_refutation_needs_a_confirmed_witness(toy: Any) -> None:
    """A leg that refutes with a point where the re-check finds nothing wrong is an error."""
    from verify.evidence import Witness

    refuting = Evidence(method="exact", exactness=Exactness.EXACT, outcome=Outcome.REFUTES, cases=1)
    row = rows(select([str(toy("one"))]), exact=refuting)
    assert row["verdict"] == "error"
    pointed = msgspec.structs.replace(
        refuting, witness=Witness({"n": 5}, {}, in_domain=True, rechecked=False)
    )
    assert rows(select([str(toy("one"))]), exact=pointed)["verdict"] == "error"


def test_a_leg_that_did_not_run_is_shown_with_its_reason(toy: Any) -> None:
    """A leg that was stopped is not run, and its reason stands in its detail."""
    registry = select([str(toy("one"))])
    task = plan(registry.entries, Options())[0]
    row = rows(registry, exact=failure(task, "the time limit of 2 s", ran=False))
    assert row["verdict"] == "not_run"
    assert row["legs"][0]["detail"]["reason"] == "the time limit of 2 s"


def test_a_surviving_control_makes_a_claim_vacuous(toy: Any) -> None:
    """A leg that says yes to whatever it is shown kills no control, and its claim is vacuous."""
    body = "return supports('symbolic', Exactness.IDENTITY, case.domain)"
    (theorem,) = check([str(toy("yes", body=body))])["theorems"]
    (row,) = theorem["claims"]
    assert row["verdict"] == "holds" and row["vacuous"] and not row["ok"] and not theorem["ok"]
    assert [c["name"] for c in row["controls"] if not c["killed"]] == ["from -1"]


def test_a_broken_module_is_an_entry_without_claims(toy: Any) -> None:
    """A module that cannot be imported stands in the report, which is not ok."""
    report = check([str(toy("broken", before="import nothing_of_this_name"))])
    (theorem,) = report["theorems"]
    assert theorem["kind"] == "broken" and not theorem["claims"] and not report["ok"]
    assert "nothing_of_this_name" in theorem["notes"]


def stated(registry: Registry, **ends: dict[str, str | None]) -> dict[str, Any]:
    """The theorem's entry when the legs named state these ends of worst case ÷ bound."""
    from verify.run.execute import execute

    found = {t: execute(t) for t in plan(registry.entries, Options())}
    for task, record in found.items():
        if task.leg in ends:
            found[task] = msgspec.structs.replace(record, detail={"tightness": ends[task.leg]})
    report = assemble(registry.entries, registry.broken, found, Options(), version="0")
    entry: dict[str, Any] = report["theorems"][0]
    return entry


def test_tightness_is_the_narrowest_that_the_legs_leave(toy: Any) -> None:
    """The largest lower end, the least upper one; ends that cross make the theorem not ok."""
    registry = select([str(toy("one"))])
    assert stated(registry)["tightness"] is None
    entry = stated(
        registry,
        exact={"lower": "1/4", "upper": None},
        property={"lower": "1/5", "upper": "1/2"},
    )
    assert entry["tightness"] == {"lower": "1/4", "upper": "1/2"} and entry["ok"]
    entry = stated(registry, exact={"lower": None, "upper": "1/3"})
    assert entry["tightness"] == {"lower": None, "upper": "1/3"} and entry["ok"]
    crossed = stated(
        registry,
        exact={"lower": "2/3", "upper": None},
        property={"lower": None, "upper": "1/2"},
    )
    assert crossed["tightness"] == {"lower": "2/3", "upper": "1/2"} and not crossed["ok"]
