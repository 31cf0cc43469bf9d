"""A run in this process, without files or workers: for tests of theorem modules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from verify.run.assemble import assemble
from verify.run.execute import run_leg
from verify.run.plan import Options, plan
from verify.run.registry import select

__all__ = ["check"]


def check(selectors: Sequence[str], *, options: Options | None = None) -> dict[str, Any]:
    """The report of the selected theorems.

    Parameters
    ----------
    selectors
        Labels, prefixes or paths of theorem modules.
    options
        Profile, seed, backend, methods; those of a plain run if None.

    Raises
    ------
    verify.run.registry.UnknownLabelError
        If a selector matches nothing.
    """
    from verify.run.session import version

    chosen = options or Options()
    registry = select(selectors)
    theorems = {entry.label: entry.theorem for entry in registry.entries}
    found = {task: run_leg(theorems[task.label], task) for task in plan(registry.entries, chosen)}
    return assemble(registry.entries, registry.broken, found, chosen, version=version())
