"""Live progress on stderr: a bar with counts where there is a terminal, else failures alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from verify.commands.common import console
from verify.evidence import Evidence
from verify.run.execute import INFRASTRUCTURE
from verify.run.outcomes import complaint, name
from verify.run.plan import FigureTask, Task, Work
from verify.run.pool import INTERRUPTED
from verify.run.registry import Registry
from verify.run.session import Progress
from verify.run.store import Record

__all__ = ["live"]


@contextmanager
def live(registry: Registry) -> Iterator[Progress]:
    """A callback for `verify.run.session.run` that shows how far the run has come."""
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar
    from rich.text import Text

    screen = console(stderr=True)
    theorems = {entry.label: entry.theorem for entry in registry.entries}
    bar = Bar(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=screen,
        transient=True,
        disable=not screen.is_terminal,
    )
    with bar:
        line = bar.add_task("starting workers", total=None)

        def show(task: Work, record: Record, ended: int, total: int) -> None:
            part = "figure" if isinstance(task, FigureTask) else task.claim
            bar.update(line, completed=ended, total=total, description=f"{task.label}/{part}")
            found = record.evidence
            if found.diagnostics.get(INFRASTRUCTURE) == INTERRUPTED:
                return  # said once, at the end
            wrong: str | None = found.reason or None
            if isinstance(task, Task) and isinstance(found, Evidence):
                wrong = complaint(theorems[task.label], task, found)
            if wrong is not None:
                text = "; ".join(wrong.splitlines())
                screen.print(Text(f"{name(task)}: {text}"), soft_wrap=True)

        yield show
