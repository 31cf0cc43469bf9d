"""What a cluster's worker runs: it hands each task to a process of its own, the host.

The host runs tasks as a run on one machine does (`verify.run.pool`), so a time limit or a death is
charged to the task, and the cluster's worker lives on. It ends, with all that it started, when its
stdin is closed: at the end of the run, or by the death of the cluster's worker.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from typing import Any

import msgspec

from verify.run.interrupts import deferred
from verify.run.plan import Work
from verify.run.pool import Crew, run_tasks
from verify.run.store import Record

__all__ = ["Order", "end", "host", "perform"]

END_LIMIT = 5.0
"""Seconds that a host may take to end what it holds."""


class Order(msgspec.Struct, frozen=True):
    """What a host is sent, as a line of JSON; its answer is a record's line."""

    task: Work
    timeout: float


_hosts: dict[tuple[str, int], subprocess.Popen[bytes]] = {}
"""The hosts of this worker, for each run and each of its threads."""
_ended: set[str] = set()


def perform(run: str, order: bytes) -> bytes:
    """The record of a task, encoded; nothing if the host died or the run is over."""
    place = (run, threading.get_ident())
    process = _hosts.get(place)
    if run in _ended:
        return b""
    if process is None or process.poll() is not None:
        process = _hosts[place] = _open()
    pipes: Any = process
    with contextlib.suppress(OSError, ValueError):  # it died, or was ended meanwhile
        pipes.stdin.write(order + b"\n")
        pipes.stdin.flush()
        answer: bytes = pipes.stdout.readline()
        return answer
    return b""


async def end(run: str) -> None:
    """End the hosts of a run, whatever they do."""
    _ended.add(run)
    own = [_hosts.pop(place) for place in list(_hosts) if place[0] == run]
    await asyncio.to_thread(_close, own)


def host() -> None:
    """Run the orders that come through stdin until it is closed."""
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    answers = os.fdopen(os.dup(1), "wb")
    spare: Crew = []

    def done(_: Work, record: Record) -> None:
        with contextlib.suppress(OSError):  # nobody listens any more
            answers.write(msgspec.json.encode(record) + b"\n")
            answers.flush()

    with deferred() as stop:

        def read() -> None:
            # unbuffered: a buffer's lock, held by a thread, may not outlive the interpreter
            with os.fdopen(os.dup(0), "rb", 0) as orders:
                for line in orders:
                    lines.put(line)
            stop.requested = True
            lines.put(b"")

        threading.Thread(target=read, daemon=True).start()
        try:
            while not stop.requested:
                with contextlib.suppress(queue.Empty):
                    line = lines.get(timeout=1.0)
                    if line:
                        order = msgspec.json.decode(line, type=Order)
                        run_tasks(
                            [order.task],
                            workers=1,
                            timeout=order.timeout,
                            done=done,
                            interrupts=stop,
                            spare=spare,
                        )
        finally:
            for worker in spare:
                worker.end()


def _open() -> subprocess.Popen[bytes]:
    path = os.pathsep.join(entry for entry in sys.path if entry)
    return subprocess.Popen(
        [sys.executable, "-c", "from verify.run.host import host; host()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONSAFEPATH": "1", "PYTHONPATH": path},
        start_new_session=True,  # a Ctrl-C is the run's, which ends it
    )


def _close(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        with contextlib.suppress(OSError, ValueError):
            process.stdin.close()  # type: ignore[union-attr]
    for process in processes:
        try:
            process.wait(END_LIMIT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()  # type: ignore[union-attr]
