"""Runs on a cluster: the same report, and an end to everything that can break."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from verify.run import cluster, identity, session
from verify.run.plan import Options
from verify.run.registry import select

distributed = pytest.importorskip("distributed", reason="distributed is not installed")

FIGURE = """
import dataclasses
from verify import Figure

THEOREM = dataclasses.replace(THEOREM, figures=(Figure(
    "line", "a line",
    lambda profile, seed: {"table": {"columns": ["x"], "rows": [[1], [3]]}},
    lambda figure, data: figure.subplots().plot([1, 3]),
),))
"""
SLEEP = """
import os, pathlib, time
if case.shrink:  # the reading's leg, not the control's
    pathlib.Path({file!r}).write_text(str(os.getpid()))
    time.sleep(600)
"""


def run(out: Path, *paths: Path | str, **fields: Any) -> session.Outcomes:
    """A run of the modules at `paths`, of their last leg alone unless `methods` says otherwise."""
    options = Options(methods=fields.pop("methods", ("symbolic",)))
    fields.setdefault("timeout", 60.0)  # a run that should end earlier fails, and does not hang
    return session.run(select([str(path) for path in paths]), options, out, **fields)


def reasons(outcomes: session.Outcomes) -> dict[str, str]:
    """Why legs did not run, by label."""
    return {
        task.label: found.reason
        for task, found in outcomes.evidence.items()
        if found.outcome.value == "not_run"
    }


def when(file: Path, then: Callable[[], None]) -> threading.Thread:
    """Do something once a leg has written its process's number to `file`."""

    def wait() -> None:
        while not (file.is_file() and file.read_text("utf-8")):
            time.sleep(0.05)
        then()

    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    return thread


def gone(file: Path) -> bool:
    """Whether the process that wrote `file` ends."""
    number = int(file.read_text("utf-8"))
    for _ in range(200):
        try:
            os.kill(number, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


@pytest.fixture(scope="module")
def workers() -> Iterator[Any]:
    """A worker, a process of its own, and its scheduler."""
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, dashboard_address=":0", silence_logs="CRITICAL"
    ) as made:
        yield made


def test_a_cluster_gives_the_same_report(toy: Any, workers: Any, tmp_path: Path) -> None:
    """Legs and figures give the same bytes on a cluster's workers as on this machine's."""
    workers.scale(2)
    workers.wait_for_workers(2)
    path = toy("drawn", after=FIGURE)
    here, there = tmp_path / "here", tmp_path / "there"
    run(here, path, methods=None, workers=2)
    seen: list[Any] = []
    fields = {"methods": None, "scheduler": workers.scheduler_address}
    outcomes = run(there, path, progress=lambda *a: seen.append(a), **fields)
    for name in ("report.json", "figures/toy.drawn.line.pdf", "figures/toy.drawn.line.csv"):
        assert (there / name).read_bytes() == (here / name).read_bytes()
    assert [a[2] for a in seen] == list(range(1, len(seen) + 1)) and len(seen) == seen[0][3]
    assert outcomes.record["workers"] == 2 and session.exit_code(outcomes) == 0
    workers.scale(1)
    again = run(there, path, resume=True, **fields)
    assert again.record["resumed"] == len(seen) and again.report == outcomes.report


def test_time_limit_and_death_are_charged_to_their_leg(
    toy: Any, workers: Any, tmp_path: Path
) -> None:
    """What does not end, and what ends its process, did not run, once; the workers live on."""
    tries = tmp_path / "tries"
    body = f"import os\nopen({str(tries)!r}, 'a').write('x')\nos._exit(7)"
    sleep = SLEEP.format(file=str(tmp_path / "pid"))
    paths = toy("sleeps", body=sleep), toy("dies", body=body)
    before = {nanny.pid for nanny in workers.workers.values()}
    outcomes = run(tmp_path / "out", *paths, scheduler=workers.scheduler_address, timeout=2.0)
    assert reasons(outcomes) == {
        "toy.sleeps": "the time limit of 2 s",
        "toy.dies": "the worker process died with exit code 7",
    }
    # once for the reading, once for the control
    assert tries.read_text("utf-8") == "xx" and session.exit_code(outcomes) == 3
    assert gone(tmp_path / "pid")
    assert {nanny.pid for nanny in workers.workers.values()} <= before


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_lost_worker_is_charged_to_what_it_ran(toy: Any, workers: Any, tmp_path: Path) -> None:
    """Killed from outside, a worker leaves its task not run, and no process; the others run."""
    file = tmp_path / "pid"

    def kill() -> None:
        for nanny in workers.workers.values():
            if nanny.pid:
                os.kill(nanny.pid, signal.SIGKILL)

    killer = when(file, kill)
    path = toy("killed", body=SLEEP.format(file=str(file)))
    outcomes = run(tmp_path / "out", path, scheduler=workers.scheduler_address)
    killer.join()
    assert reasons(outcomes)["toy.killed"].endswith(" is gone")
    assert session.exit_code(outcomes) == 3 and not outcomes.interrupted
    assert gone(file)


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_an_interrupt_ends_what_the_workers_do(toy: Any, workers: Any, tmp_path: Path) -> None:
    """Ctrl-C leaves the rest not run, and no process on the cluster."""
    file = tmp_path / "pid"
    interrupt = when(file, lambda: os.kill(os.getpid(), signal.SIGINT))
    path = toy("sleeps", body=SLEEP.format(file=str(file)))
    outcomes = run(tmp_path / "out", path, scheduler=workers.scheduler_address)
    interrupt.join()
    assert outcomes.interrupted and session.exit_code(outcomes) == 3
    assert "the run was interrupted" in reasons(outcomes).values() and gone(file)


ALONE = """
import time
from distributed import LocalCluster
if __name__ == "__main__":
    cluster = LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, protocol="tcp", dashboard_address=":0"
    )
    print(cluster.scheduler_address, flush=True)
    time.sleep(600)
"""


def test_a_lost_cluster_ends_the_run(toy: Any, tmp_path: Path) -> None:
    """If the scheduler dies, what was left did not run; nothing hangs, and no process stays."""
    script, file = tmp_path / "alone.py", tmp_path / "pid"
    script.write_text(ALONE, encoding="utf-8")
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True) as alone:
        assert alone.stdout is not None
        address = alone.stdout.readline().strip()
        when(file, alone.kill)
        path = toy("sleeps", body=SLEEP.format(file=str(file)))
        outcomes = run(tmp_path / "out", path, scheduler=address)
    assert set(reasons(outcomes).values()) == {f"the scheduler at {address} is gone"}
    assert session.exit_code(outcomes) == 3 and not outcomes.interrupted and gone(file)
    assert (tmp_path / "out" / "report.json").exists()


def test_without_workers_nothing_runs(
    toy: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cluster to which no worker comes leaves every leg not run."""
    monkeypatch.setattr(cluster, "NO_WORKER_LIMIT", 0.5)
    with distributed.LocalCluster(
        n_workers=0, processes=False, protocol="tcp", dashboard_address=":0"
    ) as empty:
        path = toy("idle", body="return None")
        outcomes = run(tmp_path / "out", path, scheduler=empty.scheduler_address)
    assert "has no worker for the run: none has come" in reasons(outcomes)["toy.idle"]
    assert session.exit_code(outcomes) == 3


def test_workers_of_another_version_are_refused(
    toy: Any, workers: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other versions, other code and a module that is not there are a sentence before the run."""
    address, path = workers.scheduler_address, toy("one")
    with (
        pytest.raises(cluster.ClusterError, match=r"has no /nowhere/thm\.py"),
        cluster.connected(address, ["/nowhere/thm.py"]),
    ):
        pass
    with monkeypatch.context() as patch:
        patch.setattr(identity, "code_digest", lambda source: "other")
        with pytest.raises(cluster.ClusterError, match="has other code for"):
            run(tmp_path / "out", path, scheduler=address)
    with monkeypatch.context() as patch:
        patch.setattr(identity, "version", lambda name: "0")
        with pytest.raises(cluster.ClusterError, match=r"has flatcheck .*, and this machine 0$"):
            run(tmp_path / "out", path, scheduler=address)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("silent", [False, True])
def test_nobody_at_the_address(
    silent: bool, toy: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no scheduler answers, or another server listens, a run ends before it begins."""
    monkeypatch.setattr(cluster, "ANSWER_LIMIT", 0.5)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        if silent:
            taken.listen()
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(cluster.ClusterError, match=f"no scheduler answers at {address}"):
            run(tmp_path / "out", toy("one"), scheduler=address)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "address", ["", "host", "host:8786", "tcp://", "tcp://host", "tcp://host:x", "http://host:1"]
)
def test_malformed_addresses(address: str) -> None:
    """What cannot be a scheduler's address is told with its value."""
    with pytest.raises(ValueError, match=f"'{address}' is no address of a scheduler"):
        cluster.check_address(address)


def test_without_distributed(monkeypatch: pytest.MonkeyPatch) -> None:
    """If the package is missing, the sentence says what to install."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ValueError, match=r"pip install 'flatcheck\[dask\]'"):
        cluster.check_address("tcp://[::1]:8786")
