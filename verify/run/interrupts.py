"""Ctrl-C as a request: the run ends what it holds and writes a valid report."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

__all__ = ["Interrupts", "deferred"]


@dataclass
class Interrupts:
    """Whether the user, or the system, asked the run to end."""

    requested: bool = False


@contextmanager
def deferred() -> Iterator[Interrupts]:
    """Within the block SIGINT and SIGTERM set a flag and raise nothing.

    A signal that was ignored stays ignored; outside the main thread, where Python delivers no
    signals, nothing is changed.
    """
    state = Interrupts()
    if threading.current_thread() is not threading.main_thread():
        yield state
        return

    def note(_number: int, _frame: FrameType | None) -> None:
        state.requested = True

    before = {}
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:
            before[number] = signal.signal(number, note)
    try:
        yield state
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
