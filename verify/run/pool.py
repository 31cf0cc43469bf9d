"""Worker processes: run tasks with a time limit each, and survive interrupts and dying workers.

One loop in one thread: each worker has its own pipe and at most one task, so that a death or a
time limit is charged to the task that caused it and to no other.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

import msgspec

from verify.run.execute import failure
from verify.run.interrupts import Interrupts
from verify.run.plan import Work
from verify.run.store import Record
from verify.run.worker import READY, serve

__all__ = ["INTERRUPTED", "START_LIMIT", "TICK", "Crew", "lost", "received", "run_tasks"]

Done = Callable[[Work, Record], None]

INTERRUPTED = "the run was interrupted"
"""The reason of a leg that an interrupt kept from its end."""
TICK = 0.2
"""Seconds between two looks at the clock and at a requested interrupt."""
START_LIMIT = 120.0
"""Seconds that a worker may take until it is ready: the fork server imports solvers first."""
START_FAILURES = 3
"""How many workers in a row may die before they are ready."""
_SINGLE_THREADED = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass
class _Worker:
    process: BaseProcess
    connection: Connection
    began: float
    ready: bool = False
    task: Work | None = None

    def send(self, task: Work) -> None:
        self.task, self.began = task, time.monotonic()
        with contextlib.suppress(OSError):  # a dead worker shows at the next look
            self.connection.send_bytes(msgspec.json.encode(task))

    def end(self) -> int | None:
        """Kill the process with all that it started; its exit code."""
        died = self.process.exitcode
        pid = self.process.pid
        if pid is not None and hasattr(os, "killpg"):
            with contextlib.suppress(OSError):
                os.killpg(pid, signal.SIGKILL)
        if died is None:
            self.process.kill()
        self.process.join()
        self.connection.close()
        return died


Crew = list[_Worker]
"""Workers that wait for a task."""


def run_tasks(
    tasks: Sequence[Work],
    *,
    workers: int,
    timeout: float,
    done: Done,
    interrupts: Interrupts | None = None,
    spare: Crew | None = None,
) -> bool:
    """Run `tasks` in `workers` processes and hand each record to `done`.

    Parameters
    ----------
    timeout
        Seconds that one task may take; one that takes longer did not run.
    done
        Called in this process, once for each task, in the order of completion.
    interrupts
        Looked at several times a second.
    spare
        The workers that an earlier call left; this one takes them, leaves its own there, and it is
        the caller who ends them. Without it no process outlives the call.

    Returns
    -------
    bool
        Whether the run came to its end; False after an interrupt, when the tasks that had not
        ended are handed over as not run.
    """
    stop = interrupts or Interrupts()
    waiting = deque(tasks)
    crew: Crew = list(spare or ())
    failures = 0
    with _environment():
        try:
            while (waiting or any(w.task for w in crew)) and not stop.requested:
                while waiting and len(crew) < min(workers, len(waiting) + _busy(crew)):
                    started = _start()
                    if started is None:
                        failures += 1
                        break
                    crew.append(started)
                idle = bool(waiting) and any(w.ready and w.task is None for w in crew)
                items = [item for w in crew for item in (w.connection, w.process.sentinel)]
                wait(items, 0 if idle else TICK)
                for w in list(crew):
                    ended = _look(w, timeout, done)
                    if ended:
                        crew.remove(w)
                        failures = 0 if w.ready else failures + 1
                    elif w.ready and w.task is None and waiting:
                        failures = 0
                        w.send(waiting.popleft())
                if failures >= START_FAILURES:
                    for task in waiting:
                        done(task, lost(task, "no worker process can be started"))
                    waiting.clear()
        finally:
            if spare is not None:
                spare[:] = [w for w in crew if w.ready and w.task is None]
            for w in crew:
                if spare is None or w not in spare:
                    w.end()
    left = [w.task for w in crew if w.task is not None] + list(waiting)
    for task in left:
        done(task, lost(task, INTERRUPTED))
    return not stop.requested


def _busy(crew: Sequence[_Worker]) -> int:
    return sum(w.task is not None for w in crew)


def _look(w: _Worker, timeout: float, done: Done) -> bool:
    """Take what the worker has to say; True if it is no more."""
    message = _message(w)
    if message == READY and not w.ready:
        w.ready = True
        return False
    if message:
        task, w.task = w.task, None
        if task is not None:
            done(task, received(task, message))
        return False
    if message is None:  # the pipe is closed, or the process is gone
        w.process.join(1.0)
        code = w.end()
        if w.task is not None:
            shown = "" if code is None else f" with exit code {code}"
            done(w.task, lost(w.task, f"the worker process died{shown}", w.began))
        w.task = None
        return True
    if time.monotonic() - w.began <= (timeout if w.ready else START_LIMIT):
        return False
    if w.ready and w.task is None:
        return False
    w.end()
    if w.task is not None:
        done(w.task, lost(w.task, f"the time limit of {timeout:g} s", w.began))
    w.task = None
    return True


def _message(w: _Worker) -> bytes | None:
    """What the worker sent; nothing if it sent nothing; None if it is dead."""
    alive = w.process.is_alive()
    try:
        if w.connection.poll():
            return w.connection.recv_bytes()
    except (EOFError, OSError):
        return None
    return b"" if alive else None


def received(task: Work, message: bytes) -> Record:
    """The record that a worker sent, or what is left of its task if it sent none."""
    try:
        return msgspec.json.decode(message, type=Record)
    except msgspec.DecodeError as error:
        return Record(failure(task, f"the worker sent no evidence: {error}"), 0.0)


def lost(task: Work, reason: str, began: float | None = None) -> Record:
    """What is left of a task that the run kept from its end; `began` is by the monotonic clock."""
    seconds = 0.0 if began is None else time.monotonic() - began
    return Record(failure(task, reason, ran=False), seconds)


def _start() -> _Worker | None:
    """A new worker; None if the fork server is no more, which the next start repairs."""
    context: Any = multiprocessing.get_context("forkserver" if os.name == "posix" else "spawn")
    if os.name == "posix":
        _start_server(context)
    here, there = context.Pipe()
    process = context.Process(target=serve, args=(there,), name="flatcheck-worker")
    try:
        process.start()
    except (EOFError, OSError):
        here.close()
        there.close()
        return None
    there.close()
    return _Worker(process, here, time.monotonic())


def _start_server(context: Any) -> None:
    from multiprocessing import forkserver, resource_tracker

    context.set_forkserver_preload(["verify.run.preload"])
    resource_tracker.ensure_running()  # it would unblock these two signals
    # a Ctrl-C reaches the server too, and would end it; it inherits the mask
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


@contextlib.contextmanager
def _environment() -> Iterator[None]:
    """The environment that worker processes are started in.

    One thread for each: sums in one order, and no more threads than cores. The server's own
    folder is kept off its path, so that no foreign module of the same name is preloaded.
    """
    path = os.pathsep.join(entry for entry in sys.path if entry)
    wanted = dict.fromkeys(_SINGLE_THREADED, "1") | {"PYTHONSAFEPATH": "1", "PYTHONPATH": path}
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
