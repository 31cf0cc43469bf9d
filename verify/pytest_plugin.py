"""``pytest --theorems [SELECTOR]``: one item for each leg, each control and each reading.

An item of a leg passes if the leg alone says nothing against what is expected; an item of a
control if each of its legs kills it; an item of a reading, named ``verdict``, if the verdict of
all its legs together is the one expected and none of them is in conflict with its witness. Without
the option nothing is imported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from verify.evidence import Evidence
    from verify.run.plan import Task
    from verify.run.registry import Registry
    from verify.statement import Theorem

__all__ = ["pytest_addoption", "pytest_collection_modifyitems", "pytest_configure"]

OPTION = "--theorems"
PROFILES = ("quick", "full", "scale")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("flatcheck", "theorems checked by computing them")
    group.addoption(
        OPTION,
        action="append",
        nargs="?",
        const="",
        default=None,
        metavar="SELECTOR",
        help="collect theorems: labels, prefixes or paths of theorem modules, separated by "
        "commas; all if none is named. The option may be repeated.",
    )
    group.addoption(
        "--theorems-profile",
        choices=PROFILES,
        default="quick",
        help="how much to cover (default: quick)",
    )
    group.addoption(
        "--theorems-seed",
        type=_seed,
        default=0,
        metavar="N",
        help="from which every leg derives its own stream (default: 0)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Select the theorems, so that an unknown selector ends the session at once."""
    wanted = config.getoption("theorems")
    if wanted is None:
        return
    from verify.run.registry import UnknownLabelError, select

    selectors = [part for item in wanted for part in item.split(",") if part]
    try:
        config.stash[_REGISTRY] = select([] if "" in wanted else selectors)
    except UnknownLabelError as error:
        message = f"{OPTION}: {error}"
        raise pytest.UsageError(message) from error
    if config.args_source is not pytest.Config.ArgsSource.ARGS:
        config.args[:] = []  # only the theorems, unless paths are named


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(
    session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Append the items of the theorems."""
    registry = config.stash.get(_REGISTRY, None)
    if registry is None:
        return
    root = _Root.from_parent(session, name="theorems", nodeid="theorems")
    # told to the other plugins as any collector's items are, so that they are counted
    root.ihook.pytest_collectstart(collector=root)
    report = root.ihook.pytest_make_collect_report(collector=root)
    root.ihook.pytest_collectreport(report=report)
    for item in report.result:
        root.ihook.pytest_itemcollected(item=item)
        items.append(item)


class _FailedCheckError(Exception):
    """A check that does not come out as expected; its text is the whole report."""


class _Check(pytest.Item):
    """Runs tasks and judges them."""

    def __init__(
        self, *, theorem: Theorem, tasks: tuple[Task, ...], whole: bool, **fields: Any
    ) -> None:
        super().__init__(**fields)
        self.theorem = theorem
        self.tasks = tasks
        self.whole = whole

    def runtest(self) -> None:
        from verify.judge import judge
        from verify.run.outcomes import complaint, expected_reading
        from verify.run.plan import variant_of

        found = [self._evidence(task) for task in self.tasks]
        if self.whole:
            _, reading, _, _ = variant_of(self.theorem, self.tasks[0])
            wrong = expected_reading(reading, judge(reading, found))
            complaints = [] if wrong is None else [wrong]
        else:
            pairs = zip(self.tasks, found, strict=True)
            each = [(task.leg, complaint(self.theorem, task, e)) for task, e in pairs]
            named = len(each) > 1
            complaints = [f"{leg}: {c}" if named else c for leg, c in each if c is not None]
        if complaints:
            raise _FailedCheckError("\n".join(complaints))

    def _evidence(self, task: Task) -> Evidence:
        import msgspec

        from verify.run.execute import run_leg

        # the item of a reading takes what the items of its legs have found
        known = self.config.stash.setdefault(_EVIDENCE, {})
        key = msgspec.json.encode(task)
        found = known.get(key)
        if found is None:
            found = known[key] = run_leg(self.theorem, task)
        return found

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if not isinstance(excinfo.value, _FailedCheckError):
            return super().repr_failure(excinfo, style)
        from verify.run.plan import variant_of

        _, reading, _, _ = variant_of(self.theorem, self.tasks[0])
        return f"{self.nodeid}\n{reading.statement}\n{excinfo.value}"

    def reportinfo(self) -> tuple[Path, None, str]:
        return self.path, None, self.name


class _Unimportable(pytest.Item):
    """A theorem module that cannot be imported."""

    def __init__(self, *, reason: str, **fields: Any) -> None:
        super().__init__(**fields)
        self.reason = reason

    def runtest(self) -> None:
        raise _FailedCheckError(self.reason)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if not isinstance(excinfo.value, _FailedCheckError):
            return super().repr_failure(excinfo, style)
        return f"{self.nodeid}\n{excinfo.value}"

    def reportinfo(self) -> tuple[Path, None, str]:
        return self.path, None, self.name


class _Root(pytest.Collector):
    """All items of the selected theorems."""

    def collect(self) -> Iterable[pytest.Item]:
        return list(_items(self))


class _Group(pytest.Collector):
    """A theorem, or a reading of one of its claims."""

    def collect(self) -> Iterable[pytest.Item]:
        return ()


_REGISTRY: pytest.StashKey[Registry] = pytest.StashKey()
_EVIDENCE: pytest.StashKey[dict[bytes, Evidence]] = pytest.StashKey()


def _items(root: _Root) -> Iterator[pytest.Item]:
    from verify.run.plan import Options, plan

    config = root.config
    registry = config.stash[_REGISTRY]
    options = Options(
        profile=config.getoption("--theorems-profile"), seed=config.getoption("--theorems-seed")
    )
    for broken in registry.broken:
        node: Any = _Group.from_parent(root, name=broken.label)
        yield _Unimportable.from_parent(node, name="import", reason=broken.reason)
    for entry in registry.entries:
        tasks = plan([entry], options)
        node = _Group.from_parent(root, name=entry.label)
        for role in dict.fromkeys((t.claim, t.role) for t in tasks):
            own = tuple(t for t in tasks if (t.claim, t.role) == role)
            group: Any = _Group.from_parent(node, name=f"{role[0]}[{role[1]}]")
            for name, chosen, whole in _rows(own):
                yield _Check.from_parent(
                    group, name=name, theorem=entry.theorem, tasks=chosen, whole=whole
                )


def _rows(own: tuple[Task, ...]) -> Iterator[tuple[str, tuple[Task, ...], bool]]:
    """Name, tasks and whether they are judged together, for the items of one reading."""
    legs = tuple(t for t in own if t.control is None)
    for task in legs:
        yield task.leg, (task,), False
    yield "verdict", legs, True
    for control in dict.fromkeys(t.control for t in own if t.control is not None):
        yield f"control[{control}]", tuple(t for t in own if t.control == control), False


def _seed(text: str) -> int:
    import argparse

    try:
        seed = int(text)
    except ValueError:
        seed = -1
    if seed < 0:
        message = f"expected an integer from 0, got {text!r}"
        raise argparse.ArgumentTypeError(message)
    return seed
