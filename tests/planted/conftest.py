"""Run a theorem as `flatcheck run` does, in this process: plan, execute, assemble."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from verify import Case, Theorem
from verify.run.assemble import assemble
from verify.run.execute import run_leg
from verify.run.plan import Options, plan
from verify.run.registry import Entry

Row = dict[str, Any]


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, Row]]:
    """A function from a theorem to the rows of its report, by ``claim reading``."""
    # searches of 40 examples: planted errors are not rare
    monkeypatch.setattr(Case, "pick", lambda self, quick, full: min(quick, 40) if quick else quick)

    def check(
        theorem: Theorem, *, methods: tuple[str, ...] | None = None, only: str = ""
    ) -> dict[str, Row]:
        options = Options(methods=methods)
        entry = Entry(theorem, "planted")
        tasks = [t for t in plan([entry], options) if f"{t.claim} {t.role}".startswith(only)]
        found = {task: run_leg(theorem, task) for task in tasks}
        (row,) = assemble([entry], [], found, options, version="0")["theorems"]
        return {f"{claim['id']} {claim['reading']}": claim for claim in row["claims"]}

    return check


def word(row: Row) -> str:
    """What the table says of a claim: its verdict, or that it is vacuous though as expected."""
    as_expected = row["verdict"] == row["expected"]
    return "vacuous" if as_expected and row["vacuous"] else str(row["verdict"])


@pytest.fixture
def named() -> Callable[[Row], str]:
    """The word under which a claim stands in the table."""
    return word
