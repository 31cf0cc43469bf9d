"""What a worker process runs; imported once by the server that workers are forked from."""

from __future__ import annotations

import contextlib
import importlib
import os
import signal
import time
import warnings
from multiprocessing.connection import Connection

import msgspec

from verify.evidence import Outcome
from verify.run.execute import execute, failure
from verify.run.plan import Work
from verify.run.store import Record

__all__ = ["HEAVY", "READY", "preload", "serve", "work"]

HEAVY = ("numpy", "flint", "sympy", "hypothesis", "z3", "scipy.optimize", "cvxpy", "cyclopts")
"""Imported by the fork server, so that a fresh worker costs no import."""

READY = b"ready"
"""What a worker says first."""


def preload() -> None:
    """Import what is installed of `HEAVY`; a leg that needs what is missing says so itself."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in HEAVY:
            with contextlib.suppress(Exception):
                importlib.import_module(name)


def serve(connection: Connection) -> None:
    """Run the tasks that come through `connection` until its other end is closed."""
    _detach()
    with contextlib.suppress(EOFError, OSError):
        connection.send_bytes(READY)
        while True:
            connection.send_bytes(work(connection.recv_bytes()))


def work(task: bytes) -> bytes:
    """Run an encoded task; the record, encoded."""
    decoded: Work = msgspec.json.decode(task, type=Work)
    began = time.perf_counter()
    try:
        evidence = execute(decoded)
    except BaseException as error:
        evidence = failure(decoded, f"{type(error).__name__}: {error}")
    if evidence.outcome is Outcome.NOT_RUN and not evidence.reason:
        evidence = failure(decoded, "the leg says that it did not run, and not why")
    return msgspec.json.encode(Record(evidence, time.perf_counter() - began))


def _detach() -> None:
    # a group of its own: Ctrl-C reaches the parent alone, which ends the whole group
    if hasattr(os, "setsid"):
        with contextlib.suppress(OSError):
            os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_SETMASK, ())  # the fork server blocks both
    # what a solver prints from C is no part of the report
    null = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        with contextlib.suppress(OSError):
            os.dup2(null, stream)
    os.close(null)
