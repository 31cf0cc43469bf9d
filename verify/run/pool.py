"""Worker processes: run tasks with a time limit each, and survive interrupts and dying workers."""

from __future__ import annotations

import multiprocessing
import os
import queue
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as LimitError

import msgspec

from verify.run import worker
from verify.run.execute import failure
from verify.run.plan import Task
from verify.run.store import Record

__all__ = ["run_tasks"]

_SINGLE_THREADED = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def run_tasks(
    tasks: Sequence[Task],
    *,
    workers: int,
    timeout: float,
    done: Callable[[Task, Record], None],
) -> bool:
    """Run `tasks` in `workers` processes and hand each record to `done`.

    Parameters
    ----------
    timeout
        Seconds that one task may take; one that takes longer did not run.
    done
        Called in this process, once for each task, in the order of completion.

    Returns
    -------
    bool
        Whether the run came to its end; False after an interrupt, when the tasks that had not
        ended are handed over as not run.
    """
    from pebble import ProcessPool

    # one thread for each worker: sums in one order, and no more threads than cores
    for name in _SINGLE_THREADED:
        os.environ.setdefault(name, "1")
    context = multiprocessing.get_context("forkserver" if os.name == "posix" else "spawn")
    if os.name == "posix":
        context.set_forkserver_preload(["verify.run.preload"])
    ended: queue.SimpleQueue[tuple[Task, Record]] = queue.SimpleQueue()
    left = set(tasks)
    pool = ProcessPool(max_workers=workers, context=context, initializer=worker.start)
    try:
        for task in tasks:
            future = pool.schedule(worker.work, args=[msgspec.json.encode(task)], timeout=timeout)
            future.add_done_callback(lambda f, t=task: ended.put((t, _record(t, f, timeout))))
        while left:
            task, record = ended.get()
            left.discard(task)
            done(task, record)
        pool.close()
        pool.join()
    except KeyboardInterrupt:
        pool.stop()
        pool.join()
        for task in tasks:
            if task in left:
                reason = "the run was interrupted"
                done(task, Record(failure(task, reason, ran=False), 0.0))
        return False
    return True


def _record(task: Task, future: object, timeout: float) -> Record:
    from pebble import ProcessExpired

    try:
        return msgspec.json.decode(future.result(), type=Record)  # type: ignore[attr-defined]
    except LimitError:
        reason = f"the time limit of {timeout:g} s"
        return Record(failure(task, reason, ran=False), timeout)
    except CancelledError:
        return Record(failure(task, "the run was interrupted", ran=False), 0.0)
    except ProcessExpired as error:
        reason = f"the worker process died with exit code {error.exitcode}"
        return Record(failure(task, reason, ran=False), 0.0)
