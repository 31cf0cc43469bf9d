"""Which theorems there are: registered packages are walked, a path names one module more.

The entry point group ``flatcheck.theorems`` names packages. Each module below such a package that
holds a `Theorem` called ``THEOREM`` (or several in ``THEOREMS``) is a theorem module; folders named
``core`` are not walked. A module that cannot be imported becomes a `Broken` entry, and the others
are still checked.
"""

from __future__ import annotations

import difflib
import importlib
import importlib.util
import pkgutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import entry_points
from pathlib import Path

from verify.run.modules import (
    OWN,
    file_of,
    is_path,
    load_module,
    quietly,
    shown_name,
    theorems_in,
)
from verify.statement import StatementError, Theorem

__all__ = [
    "Broken",
    "Entry",
    "Registry",
    "UnknownLabelError",
    "discover",
    "select",
]

GROUP = "flatcheck.theorems"


class UnknownLabelError(LookupError):
    """A selector matches nothing."""


@dataclass(frozen=True)
class Entry:
    """A theorem and the module (dotted name or path) that it comes from."""

    theorem: Theorem
    source: str

    @property
    def label(self) -> str:
        """The theorem's label."""
        return self.theorem.label


@dataclass(frozen=True)
class Broken:
    """A theorem module that cannot be imported or states nothing well formed."""

    label: str
    source: str
    reason: str


@dataclass(frozen=True)
class Registry:
    """All entries by label, and the modules that are broken."""

    entries: tuple[Entry, ...]
    broken: tuple[Broken, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """All labels, those of broken modules too."""
        return tuple(sorted([e.label for e in self.entries] + [b.label for b in self.broken]))


def discover(paths: Iterable[str] = ()) -> Registry:
    """Import every registered theorem module, and those at `paths`.

    Of two modules that state one label the later is broken; a registered module gives way to one
    that is named by its path.
    """
    entries: dict[str, Entry] = {}
    broken: list[Broken] = []
    files: set[Path] = set()
    for source in (*_registered(), *(str(Path(p).resolve()) for p in paths)):
        file = file_of(source)
        if file in files:
            continue
        files.add(file)
        found = _theorems(source)
        if isinstance(found, Broken):
            broken.append(found)
            continue
        for theorem in found:
            other = entries.get(theorem.label)
            if other is not None and is_path(source) == is_path(other.source):
                taken = shown_name(other.source)
                reason = f"{shown_name(source)}: the label {theorem.label} is taken by {taken}"
                broken.append(Broken(_label_of(source), source, reason))
                continue
            entries[theorem.label] = Entry(theorem, source)
    return Registry(
        tuple(entries[label] for label in sorted(entries)),
        tuple(sorted(_apart(broken, entries), key=lambda b: b.label)),
    )


def _apart(broken: Iterable[Broken], entries: Iterable[str]) -> Iterator[Broken]:
    # labels of a report are unique: a broken module may bear the name of a whole one
    seen = set(entries)
    for item in broken:
        label, number = item.label, 2
        while label in seen:
            label, number = f"{item.label} ({number})", number + 1
        seen.add(label)
        yield replace(item, label=label)


def select(selectors: Sequence[str]) -> Registry:
    """The part of the registry that `selectors` name; all of it if there are none.

    Parameters
    ----------
    selectors
        Labels, prefixes (``sco``, ``sco.thm3``) or paths of theorem modules.

    Raises
    ------
    UnknownLabelError
        If a selector matches nothing, with the nearest labels.
    """
    paths = [s for s in selectors if is_path(s)]
    for path in paths:
        if not Path(path).is_file():
            msg = f"{path}: no such theorem module"
            raise UnknownLabelError(msg)
    registry = discover(paths)
    if not selectors:
        if not registry.labels:
            msg = "no theorem is registered: no installed package names itself under " + GROUP
            raise UnknownLabelError(msg)
        return registry
    wanted: set[str] = set()
    for selector in selectors:
        hits = _matches(registry, selector)
        if not hits:
            near = difflib.get_close_matches(selector, registry.labels, n=3, cutoff=0.4)
            known = near or list(registry.labels)[:8]
            msg = f"unknown label {selector!r}; the nearest are: {', '.join(known)}"
            raise UnknownLabelError(msg)
        wanted |= hits
    return Registry(
        tuple(e for e in registry.entries if e.label in wanted),
        tuple(b for b in registry.broken if b.label in wanted),
    )


def _registered() -> Iterator[str]:
    own = False
    for point in sorted(entry_points(group=GROUP), key=lambda p: (p.value != OWN, p.value)):
        if point.value == OWN and own:
            continue
        own = own or point.value == OWN
        yield from _walk(point.value)
    if not own:
        # run from a source tree that is not installed
        yield from _walk(OWN)


def _walk(package: str) -> Iterator[str]:
    try:
        with quietly():
            top = load_module(package)
    except KeyboardInterrupt:
        raise
    except BaseException:  # reported as a broken module by whoever loads it
        yield package
        return
    yield from _walk_folder(package, list(top.__path__) if hasattr(top, "__path__") else [])


def _walk_folder(package: str, path: Iterable[str]) -> Iterator[str]:
    for info in sorted(pkgutil.iter_modules(path), key=lambda i: i.name):
        if info.name.startswith("_") or info.name == "core":
            continue
        name = f"{package}.{info.name}"
        if not info.ispkg:
            yield name
            continue
        try:
            with quietly():
                sub = importlib.import_module(name)
        except KeyboardInterrupt:
            raise
        except BaseException:
            yield name
            continue
        yield from _walk_folder(name, sub.__path__)


def _theorems(source: str) -> tuple[Theorem, ...] | Broken:
    try:
        with quietly():
            found = theorems_in(load_module(source))
        if not found and is_path(source):
            msg = "it states no theorem: a module names it THEOREM"
            raise StatementError(msg)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        kind = "" if isinstance(error, StatementError) else f"{type(error).__name__}: "
        line = str(error).strip().splitlines()[0] if str(error).strip() else "no message"
        reason = f"{shown_name(source)} cannot be imported: {kind}{line}"
        return Broken(_label_of(source), source, reason)
    return found


def _matches(registry: Registry, selector: str) -> set[str]:
    if is_path(selector):
        path = Path(selector).resolve()
        named: list[Entry | Broken] = [*registry.entries, *registry.broken]
        return {entry.label for entry in named if file_of(entry.source) == path}
    return {
        label
        for label in registry.labels
        if label == selector or label.startswith(selector + ".") or _number_prefix(label, selector)
    }


def _number_prefix(label: str, selector: str) -> bool:
    # "sharpness.lem" selects the lemmas, but "sco.thm1" must not select a "sco.thm12"
    if "." not in selector or not label.startswith(selector):
        return False
    return not (selector[-1].isdigit() and label[len(selector) :][:1].isdigit())


def _label_of(source: str) -> str:
    if is_path(source):
        path = Path(source)
        return f"{path.parent.name or 'module'}.{path.stem}"
    return ".".join(source.split(".")[-2:])
