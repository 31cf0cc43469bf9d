"""A run on the workers of a dask cluster: the same tasks, the same outcomes.

The cluster says where a task runs; `verify.run.host` says how. A worker is sent one task for each
of its threads and no more, so that its loss is charged to what it ran, and nothing runs twice.
"""

from __future__ import annotations

import contextlib
import importlib.util
import logging
import queue
import threading
import time
import uuid
import warnings
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import msgspec

from verify.run.host import Order, end, perform
from verify.run.identity import complaint, identify, line
from verify.run.interrupts import Interrupts
from verify.run.plan import Work
from verify.run.pool import INTERRUPTED, START_LIMIT, TICK, lost, received
from verify.run.store import Record

__all__ = ["Cluster", "ClusterError", "check_address", "connected"]

Done = Callable[[Work, Record], None]

ANSWER_LIMIT = 5.0
"""Seconds that a scheduler may take to answer."""
GREETING_LIMIT = 30.0
"""Seconds that workers may take to say what they are: the first import may be slow."""
NO_WORKER_LIMIT = 60.0
"""Seconds that a run waits for a worker while there is none."""
LOOK = 1.0
"""Seconds between two looks at which workers there are."""


class ClusterError(RuntimeError):
    """A cluster that cannot run these tasks; in one sentence."""


def check_address(address: str) -> None:
    """Show that `address` may be a scheduler's, without connecting.

    Raises
    ------
    ValueError
        If it is malformed, or the package that would connect is not installed.
    """
    try:
        parts = urlsplit(address)
        fine = bool(parts.hostname and parts.port) and parts.scheme in {"tcp", "tls"}
        fine = fine and not (parts.path or parts.query or parts.fragment or parts.username)
    except ValueError:
        fine = False
    if not fine:
        msg = f"{address!r} is no address of a scheduler, such as tcp://host:8786"
        raise ValueError(msg)
    if importlib.util.find_spec("distributed") is None:
        msg = "the package distributed is not installed: pip install 'flatcheck[dask]'"
        raise ValueError(msg)


@contextlib.contextmanager
def connected(address: str, sources: Collection[str]) -> Iterator[Cluster]:
    """The cluster of the scheduler at `address`, its workers compared with this machine.

    Parameters
    ----------
    sources
        The modules whose theorems will be checked.

    Raises
    ------
    ValueError
        See `check_address`.
    ClusterError
        If nobody answers, or a worker has other versions or other code than this machine.
    """
    check_address(address)
    from distributed.utils import silence_logging_cmgr

    with silence_logging_cmgr(logging.CRITICAL + 1):
        client = _client(address)
        cluster = Cluster(address, client, identify(sorted(sources)))
        try:
            cluster.slots()
            if cluster.refused:
                raise ClusterError(next(iter(cluster.refused.values())))
            yield cluster
        finally:
            cluster.end()
            with contextlib.suppress(Exception):
                client.close(timeout=ANSWER_LIMIT)


def _client(address: str) -> Any:
    """What is connected to the scheduler; in a thread, for a client hears out any other server."""
    from distributed import Client

    made: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def connect() -> None:
        with contextlib.suppress(Exception):
            made.put(Client(address, timeout=ANSWER_LIMIT, set_as_default=False))
        made.put(None)

    with warnings.catch_warnings(), contextlib.suppress(queue.Empty):
        warnings.simplefilter("ignore")  # other versions of dask are its own affair
        threading.Thread(target=connect, daemon=True).start()
        client = made.get(timeout=2 * ANSWER_LIMIT)
        if client is not None:
            return client
    msg = f"no scheduler answers at {address}"
    raise ClusterError(msg)


@dataclass
class Cluster:
    """The workers of one scheduler, for one run.

    Parameters
    ----------
    address, client
        The scheduler's, and what is connected to it.
    here
        What this machine is, as `verify.run.identity.identify` says it.
    run
        A name that no other run has.
    refused
        Why a worker gets no task, by its address.
    size
        How many tasks ran at a time at the most.
    """

    address: str
    client: Any
    here: dict[str, dict[str, str]]
    run: str = field(default_factory=lambda: uuid.uuid4().hex)
    refused: dict[str, str] = field(default_factory=dict)
    size: int = 0
    _fit: set[str] = field(default_factory=set)

    def slots(self) -> dict[str, int]:
        """How many tasks each worker takes at a time, now; 0 for one that takes none.

        Raises
        ------
        ClusterError
            If the scheduler does not answer.
        """
        there = self._ask(self.client.scheduler.identity, n_workers=-1)["workers"]
        self._fit &= set(there)
        new = [a for a in there if a not in self._fit and a not in self.refused]
        if new:
            sources = list(self.here["codes"])
            said = self._ask(self.client.run, identify, sources, workers=new, on_error="return")
            for address, theirs in said.items():
                why = complaint(address, self.here, theirs)
                if why:
                    self.refused[address] = why
                elif why is not None:
                    self._fit.add(address)
        free = {a for a in self._fit if there[a]["status"] == "running"}
        slots = {a: known["nthreads"] if a in free else 0 for a, known in there.items()}
        self.size = max(self.size, sum(slots.values()))
        return slots

    def run_tasks(
        self, tasks: Sequence[Work], *, timeout: float, done: Done, interrupts: Interrupts
    ) -> bool:
        """Run `tasks` on the cluster; otherwise as `verify.run.pool.run_tasks`."""
        waiting = deque(tasks)
        running: dict[Any, _Sent] = {}
        finished: queue.SimpleQueue[Any] = queue.SimpleQueue()
        slots: dict[str, int] = {}
        reason, look, alive = INTERRUPTED, 0.0, time.monotonic()
        try:
            while (waiting or running) and not interrupts.requested:
                now = time.monotonic()
                if now >= look:
                    slots, look = self.slots(), now + LOOK
                    for future, sent in list(running.items()):
                        there = sent.address in slots
                        # the host keeps the time; this is for a worker that does not begin
                        if not there or now - sent.began > timeout + START_LIMIT + ANSWER_LIMIT:
                            del running[future]
                            future.release()
                            done(sent.task, sent.lost("does not answer" if there else "is gone"))
                if running or any(slots.values()):
                    alive = now
                elif now - alive > NO_WORKER_LIMIT:
                    why = next(iter(self.refused.values()), "none has come")
                    msg = f"the cluster at {self.address} has no worker for the run: {why}"
                    raise ClusterError(msg)
                for address in _free(slots, running.values()):
                    if waiting:
                        future = self._submit(Order(waiting[0], timeout), address)
                        running[future] = _Sent(waiting.popleft(), address, now)
                        future.add_done_callback(finished.put)
                with contextlib.suppress(queue.Empty):
                    future = finished.get(timeout=TICK)
                    if future in running:  # else its worker was given up
                        record = self._record(future, running[future])
                        done(running.pop(future).task, record)
        except ClusterError as error:
            reason = str(error)
        finally:
            if running:
                self.end()
        for task in [sent.task for sent in running.values()] + list(waiting):
            done(task, lost(task, reason))
        return not interrupts.requested

    def end(self) -> None:
        """End what the workers still do for this run."""
        with contextlib.suppress(ClusterError):
            self._ask(self.client.run, end, self.run, on_error="ignore")

    def _submit(self, order: Order, address: str) -> Any:
        try:
            return self.client.submit(
                perform,
                self.run,
                msgspec.json.encode(order),
                workers=[address],
                allow_other_workers=False,
                pure=False,
                retries=0,
            )
        except Exception as error:
            raise self._gone() from error

    def _record(self, future: Any, sent: _Sent) -> Record:
        """What came of a task that has ended in one way or another."""
        if future.status == "finished":
            try:
                message: bytes = future.result(timeout=ANSWER_LIMIT)
            except Exception:
                return sent.lost("lost the record")
            return received(sent.task, message) if message else sent.lost("lost its process")
        self._ask(self.client.scheduler.identity)  # the scheduler may be gone
        error = future.exception(timeout=ANSWER_LIMIT) if future.status == "error" else None
        return sent.lost("dropped the task" if error is None else f"failed: {line(error)}")

    def _ask(self, method: Callable[..., Any], *args: Any, **named: Any) -> Any:
        """What an awaitable method of the client answers, within a time limit."""

        async def asked() -> Any:
            return await method(*args, **named)

        limit = GREETING_LIMIT if identify in args else ANSWER_LIMIT
        try:
            if self.client.status == "running":
                return self.client.sync(asked, callback_timeout=limit)
        except Exception as error:
            raise self._gone() from error
        raise self._gone()

    def _gone(self) -> ClusterError:
        return ClusterError(f"the scheduler at {self.address} is gone")


@dataclass(frozen=True)
class _Sent:
    task: Work
    address: str
    began: float

    def lost(self, what: str) -> Record:
        return lost(self.task, f"the cluster's worker {self.address} {what}", self.began)


def _free(slots: Mapping[str, int], running: Iterable[_Sent]) -> list[str]:
    """The workers that can take a task, each as often as it can, the idlest first."""
    busy = Counter(sent.address for sent in running)
    turns = [(i, a) for a, slot in slots.items() for i in range(busy[a], slot)]
    return [address for _, address in sorted(turns)]
