"""Worker processes: order of completion, deaths, interrupts."""

from __future__ import annotations

import multiprocessing
import os
import signal
from typing import Any

import pytest

from verify.run.interrupts import Interrupts, deferred
from verify.run.plan import Options, Task, plan
from verify.run.pool import run_tasks
from verify.run.registry import select
from verify.run.store import Record


def tasks_of(*paths: Any) -> tuple[Task, ...]:
    """All tasks of the modules at `paths`."""
    return plan(select([str(path) for path in paths]).entries, Options())


def test_each_task_is_handed_over_once(toy: Any) -> None:
    """Deaths of workers, however many, cost no other task its record."""
    tasks = tasks_of(*(toy(f"dies{i}", body="import os\nos._exit(1)") for i in range(2)))
    seen: dict[Task, Record] = {}

    def done(task: Task, record: Record) -> None:
        assert task not in seen
        seen[task] = record

    assert run_tasks(tasks, workers=1, timeout=60.0, done=done)
    assert set(seen) == set(tasks)
    lost = {t.leg for t, r in seen.items() if r.evidence.outcome.value == "not_run"}
    assert lost == {"symbolic"}
    assert not multiprocessing.active_children()


def test_a_killed_worker_is_named_by_its_signal(toy: Any) -> None:
    """A worker that the system kills is reported with the signal's number."""
    tasks = tasks_of(toy("killed", body="import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"))
    reasons = set()
    run_tasks(tasks, workers=2, timeout=60.0, done=lambda _, r: reasons.add(r.evidence.reason))
    assert reasons == {"", "the worker process died with exit code -9"}


def test_an_interrupt_leaves_the_rest_not_run(toy: Any) -> None:
    """After an interrupt every task has a record, and no process is left."""
    tasks = tasks_of(toy("sleeps", body="import time\ntime.sleep(600)"))
    stop, seen = Interrupts(), {}

    def done(task: Task, record: Record) -> None:
        seen[task] = record
        stop.requested = True

    assert not run_tasks(tasks, workers=2, timeout=600.0, done=done, interrupts=stop)
    assert set(seen) == set(tasks)
    assert "the run was interrupted" in {r.evidence.reason for r in seen.values()}
    assert not multiprocessing.active_children()


def test_an_error_of_the_caller_ends_the_workers(toy: Any) -> None:
    """If the records cannot be kept, the error comes through and no process is left."""

    def done(_task: Task, _record: Record) -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        run_tasks(tasks_of(toy("one")), workers=2, timeout=60.0, done=done)
    assert not multiprocessing.active_children()


def test_what_a_leg_starts_dies_with_its_worker(toy: Any, tmp_path: Any) -> None:
    """A time limit ends the processes that the leg has started, too."""
    file = tmp_path / "pid"
    body = (
        "import pathlib, subprocess, time\n"
        "child = subprocess.Popen(['sleep', '600'])\n"
        f"pathlib.Path({str(file)!r}).write_text(str(child.pid))\n"
        "time.sleep(600)"
    )
    run_tasks(tasks_of(toy("starts", body=body)), workers=2, timeout=1.0, done=lambda *_: None)
    status = f"/proc/{file.read_text()}/stat"
    if os.path.exists("/proc/self/stat"):  # noqa: PTH110 - it is no file of ours
        try:
            with open(status, encoding="ascii") as stat:  # noqa: PTH123
                assert stat.read().split()[2] == "Z"
        except OSError:
            pass


def test_the_environment_is_left_as_it_was(toy: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What workers are started with does not stay in this process."""
    monkeypatch.setenv("OMP_NUM_THREADS", "5")
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    before = dict(os.environ)
    run_tasks(tasks_of(toy("one")), workers=1, timeout=60.0, done=lambda *_: None)
    assert dict(os.environ) == before


def test_signals_are_noted_and_handlers_restored() -> None:
    """Within the block an interrupt raises nothing; after it, what handled it before does."""
    before = signal.getsignal(signal.SIGINT)
    with deferred() as state:
        os.kill(os.getpid(), signal.SIGINT)
        assert state.requested
    assert signal.getsignal(signal.SIGINT) is before
