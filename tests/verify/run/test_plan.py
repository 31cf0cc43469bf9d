"""From theorems to tasks."""

from __future__ import annotations

from typing import Any

import msgspec

from verify.run.plan import Options, Task, case_of, plan
from verify.run.registry import select


def planned(path: Any, **options: Any) -> tuple[Task, ...]:
    """The tasks of the module at `path`."""
    return plan(select([str(path)]).entries, Options(**options))


def test_one_task_for_each_leg_on_each_variant(toy: Any) -> None:
    """Legs look at the reading, and each at the controls that name it."""
    found = [(t.control, t.leg) for t in planned(toy("one"))]
    assert found == [
        (None, "exact"),
        (None, "property"),
        ("at least 2", "exact"),
        ("at least 2", "property"),
        ("from 0", "exact"),
        ("from -1", "exact"),
    ]


def test_methods_restrict_the_plan_and_not_the_evidence(toy: Any) -> None:
    """A leg's address in the store is the same whichever other methods are planned."""
    path = toy("one")
    few = planned(path, methods=("exact",))
    assert {t.method for t in few} == {"exact"}
    every = {t.key("code") for t in planned(path)}
    assert {t.key("code") for t in few} < every
    assert not every & {t.key("other code") for t in planned(path)}
    assert not every & {t.key("code") for t in planned(path, seed=1)}


def test_a_seed_stream_belongs_to_where_a_leg_stands(toy: Any) -> None:
    """A leg's seed depends on seed, label, claim and leg; a control shares its reading's."""
    (entry,) = select([str(toy("one"))]).entries
    tasks = plan([entry], Options(seed=3))
    seeds = {(t.leg, case_of(entry.theorem, t).seed) for t in tasks}
    assert len(seeds) == 2
    other = {(t.leg, case_of(entry.theorem, t).seed) for t in plan([entry], Options(seed=4))}
    assert not seeds & other


def test_a_task_survives_the_way_to_a_worker(toy: Any) -> None:
    """A task is plain data."""
    for task in planned(toy("one")):
        assert msgspec.json.decode(msgspec.json.encode(task), type=Task) == task


def test_only_what_a_report_shows_is_shrunk(toy: Any) -> None:
    """The witness of a reading is worth making smaller, that of a control is shown nowhere."""
    (entry,) = select([str(toy("one"))]).entries
    tasks = plan([entry], Options())
    assert all(case_of(entry.theorem, t).shrink is (t.control is None) for t in tasks)
