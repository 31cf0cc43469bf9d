"""What a worker process runs; imported once by the server that workers are forked from."""

from __future__ import annotations

import contextlib
import importlib
import signal
import time

import msgspec

from verify.evidence import Outcome
from verify.run.execute import execute, failure
from verify.run.plan import Task
from verify.run.store import Record

__all__ = ["HEAVY", "preload", "start", "work"]

HEAVY = ("numpy", "flint", "sympy", "hypothesis", "z3", "scipy.optimize", "cvxpy")
"""Imported by the fork server, so that a fresh worker costs no import."""


def preload() -> None:
    """Import what is installed of `HEAVY`; a leg that needs what is missing says so itself."""
    for name in HEAVY:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)


def start() -> None:
    """Leave interrupts to the parent, which ends its workers itself."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def work(task: bytes) -> bytes:
    """Run an encoded task; the record, encoded."""
    decoded = msgspec.json.decode(task, type=Task)
    began = time.perf_counter()
    try:
        evidence = execute(decoded)
    except Exception as error:  # noqa: BLE001 - the module may have changed under the run
        evidence = failure(decoded, f"{type(error).__name__}: {error}")
    if evidence.outcome is Outcome.NOT_RUN and not evidence.reason:
        evidence = failure(decoded, "the leg says that it did not run, and not why")
    return msgspec.json.encode(Record(evidence, time.perf_counter() - began))
