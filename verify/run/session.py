"""One run from selection to files: what the command line and other programs call."""

from __future__ import annotations

import contextlib
import os
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from verify.evidence import Evidence
from verify.judge import GRADES
from verify.report import ReportError, dump, load
from verify.run.assemble import assemble, certificate_name
from verify.run.execute import INFRASTRUCTURE
from verify.run.files import ensure_folder, remove, write_atomic
from verify.run.interrupts import Interrupts, deferred
from verify.run.measurement import Measurement, files
from verify.run.modules import LIBRARIES, code_digest
from verify.run.plan import FigureTask, Options, Task, Work, plan, plan_figures
from verify.run.pool import run_tasks
from verify.run.registry import Registry
from verify.run.store import Record, Store

if TYPE_CHECKING:
    from verify.run.cluster import Cluster

__all__ = ["Outcomes", "Progress", "below", "exit_code", "run", "version"]

Progress = Callable[[Work, Record, int, int], None]
"""Called after each task with the task, its record, and how many of how many have ended."""


@dataclass(frozen=True)
class Outcomes:
    """What a run produced.

    Parameters
    ----------
    report
        The content of report.json.
    record
        The content of run.json: times, environment, diagnostics.
    evidence
        What each leg found.
    measured
        What each figure shows.
    interrupted
        Whether the run was stopped before its end.
    """

    report: dict[str, Any]
    record: dict[str, Any]
    evidence: dict[Task, Evidence] = field(repr=False)
    measured: dict[FigureTask, Measurement] = field(repr=False, default_factory=dict)
    interrupted: bool = False


def version() -> str:
    """The installed version."""
    try:
        return installed_version("flatcheck")
    except PackageNotFoundError:
        return "0+source"


def run(
    registry: Registry,
    options: Options,
    out: Path,
    *,
    workers: int = 1,
    scheduler: str | None = None,
    timeout: float = 120.0,
    resume: bool = False,
    progress: Progress | None = None,
) -> Outcomes:
    """Run the selected theorems; write report.json, run.json, certificates and figures to `out`.

    Parameters
    ----------
    registry
        What was selected.
    options
        Profile, seed, backend, methods.
    out
        The folder to write to; made if need be.
    workers
        How many worker processes; of no effect with a scheduler.
    scheduler
        The address of the scheduler whose workers take the tasks, instead of this machine's.
    timeout
        Seconds for each check.
    resume
        Whether to take evidence from an earlier run in `out` where the same code, seed and
        profile decided it.
    progress
        Called after each task.

    Raises
    ------
    verify.run.files.OutputError
        If `out` cannot be written; nothing has run then.
    verify.run.cluster.ClusterError
        If the scheduler does not answer, or its workers have other versions or other code than
        this machine; nothing has been written then.
    ValueError
        If the scheduler's address is malformed, or distributed is not installed.
    """
    with contextlib.ExitStack() as held:
        interrupts = held.enter_context(deferred())
        cluster: Cluster | None = None
        if scheduler is not None:
            from verify.run.cluster import connected

            sources = {entry.source for entry in registry.entries}
            cluster = held.enter_context(connected(scheduler, sources))
        drawn = ("figures",) if plan_figures(registry.entries, options) else ()
        for part in ("", "evidence", "certificates", *drawn):
            ensure_folder(out / part)
        crew = cluster or _Local(workers)
        return _run(registry, options, out, crew, timeout, resume, progress, interrupts)


@dataclass(frozen=True)
class _Local:
    """The processes of this machine, seen as a cluster."""

    size: int
    address: str | None = None

    def run_tasks(
        self,
        tasks: Sequence[Work],
        *,
        timeout: float,
        done: Callable[[Work, Record], None],
        interrupts: Interrupts,
    ) -> bool:
        return run_tasks(
            tasks, workers=self.size, timeout=timeout, done=done, interrupts=interrupts
        )


def _run(
    registry: Registry,
    options: Options,
    out: Path,
    crew: _Local | Cluster,
    timeout: float,
    resume: bool,
    progress: Progress | None,
    interrupts: Interrupts,
) -> Outcomes:
    began = time.time()
    # figures first: the longest tasks should not be what the last worker is left with
    tasks: tuple[Work, ...] = (
        *plan_figures(registry.entries, options),
        *plan(registry.entries, options),
    )
    codes = {source: code_digest(source) for source in {t.source for t in tasks}}
    keys = {task: task.key(codes[task.source]) for task in tasks}
    store = Store(out / "evidence")
    if not resume:
        store.keep(set())
    records: dict[Work, Record] = {}
    for task in tasks:
        old = store.get(keys[task])
        if old is not None:
            records[task] = old
    resumed = len(records)
    total = len(tasks)

    def done(task: Work, record: Record) -> None:
        store.put(keys[task], record)
        records[task] = record
        if progress is not None:
            progress(task, record, len(records), total)

    left = [task for task in tasks if task not in records]
    ended = not left or crew.run_tasks(left, timeout=timeout, done=done, interrupts=interrupts)
    evidence: dict[Task, Evidence] = {}
    measured: dict[FigureTask, Measurement] = {}
    for task in tasks:
        found = records[task].evidence
        if isinstance(task, Task) and isinstance(found, Evidence):
            evidence[task] = found
        elif isinstance(task, FigureTask) and isinstance(found, Measurement):
            measured[task] = found
    report = assemble(
        registry.entries, registry.broken, evidence, options, version=version(), measured=measured
    )
    record = {
        "schema": "flatcheck.run/1",
        "version": version(),
        "interrupted": not ended,
        "workers": crew.size,
        "scheduler": crew.address,
        "timeout_s": timeout,
        "resumed": resumed,
        "started": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(began)),
        "seconds": round(time.time() - began, 3),
        "environment": _environment(),
        "tasks": [
            {
                "label": t.label,
                "claim": t.claim,
                "reading": t.role,
                "control": t.control,
                "leg": t.leg,
                "outcome": records[t].evidence.outcome.value,
                "seconds": round(records[t].seconds, 4),
                "diagnostics": records[t].evidence.diagnostics,
            }
            for t in evidence
        ],
        "figures": [
            {
                "label": t.label,
                "figure": t.figure,
                "outcome": found.outcome.value,
                "seconds": round(records[t].seconds, 4),
                "diagnostics": found.diagnostics,
            }
            for t, found in measured.items()
        ],
    }
    _write(out, report, record, evidence, measured)
    return Outcomes(report, record, evidence, measured, interrupted=not ended)


def exit_code(outcomes: Outcomes, *, require: str | None = None) -> int:
    """The contract's exit code of a run: 3 infrastructure, 1 not as expected, 0 all as expected.

    Parameters
    ----------
    require
        The grade below which no claim may fall; `sharpened` readings are not held to it.
    """
    left = [e.diagnostics for e in outcomes.evidence.values()]
    left += [m.diagnostics for m in outcomes.measured.values()]
    lost = any(INFRASTRUCTURE in diagnostics for diagnostics in left)
    if outcomes.interrupted or lost:
        return 3
    if not outcomes.report["ok"] or (require is not None and below(outcomes.report, require)):
        return 1
    return 0


def below(report: dict[str, Any], grade: str) -> list[str]:
    """The claims whose grade fell below `grade`, as ``label/claim (reading)``."""
    allowed = GRADES[: GRADES.index(grade) + 1]
    return [
        f"{theorem['label']}/{row['id']} ({row['reading']})"
        for theorem in report["theorems"]
        for row in theorem["claims"]
        if row["reading"] != "sharpened" and row["grade"] not in allowed
    ]


def _write(
    out: Path,
    report: dict[str, Any],
    record: dict[str, Any],
    evidence: dict[Task, Evidence],
    measured: dict[FigureTask, Measurement],
) -> None:
    shown = {
        leg["certificate"]
        for theorem in report["theorems"]
        for row in theorem["claims"]
        for leg in row["legs"]
        if leg["certificate"]
    }
    certificates = {
        certificate_name(e.certificate): e.certificate for e in evidence.values() if e.certificate
    }
    for name in sorted(shown):
        write_atomic(out / name, dump(certificates[name]))
    drawn: set[str] = set()
    for task, found in measured.items():
        for name, content in files(task.label, task.figure, found):
            write_atomic(out / name, content)
            drawn.add(name)
    stale = _figures_of(out) - drawn
    write_atomic(out / "report.json", dump(report))
    write_atomic(out / "run.json", dump(record))
    for file in sorted((out / "certificates").glob("*.json")):
        ours = len(file.stem) == 32 and set(file.stem) <= set("0123456789abcdef")
        if ours and f"certificates/{file.name}" not in shown:
            remove(file)
    for name in sorted(stale):
        remove(out / name)


def _figures_of(out: Path) -> set[str]:
    """The figure files that an earlier run wrote to `out`, as its report names them."""
    try:
        before = load(out)
    except ReportError:
        return set()
    named = (
        (figure.get(kind), f"figures/{theorem['label']}.{figure['name']}.{kind}")
        for theorem in before["theorems"]
        for figure in theorem["figures"]
        for kind in ("pdf", "png", "csv")
    )
    # only what a run writes: a report that was edited by hand names no other file for removal
    return {path for path, ours in named if path == ours}


def _environment() -> dict[str, Any]:
    versions: dict[str, str | None] = {}
    for name in LIBRARIES:
        try:
            versions[name] = installed_version(name)
        except PackageNotFoundError:
            versions[name] = None
    return {
        "python": platform.python_version(),
        "system": platform.system(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "packages": versions,
    }
