"""Which theorems there are: registered packages are walked, a path names one module more.

The entry point group ``flatcheck.theorems`` names packages. Each module below such a package that
holds a `Theorem` called ``THEOREM`` (or several in ``THEOREMS``) is a theorem module; folders named
``core`` are not walked. A module that cannot be imported becomes a `Broken` entry, and the others
are still checked.
"""

from __future__ import annotations

import contextlib
import difflib
import hashlib
import importlib
import importlib.util
import io
import pkgutil
import sys
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.machinery import PathFinder
from importlib.metadata import PackageNotFoundError, entry_points
from importlib.metadata import version as installed_version
from pathlib import Path
from types import ModuleType
from typing import Any

from verify.statement import StatementError, Theorem

__all__ = [
    "Broken",
    "Entry",
    "Registry",
    "UnknownLabelError",
    "code_digest",
    "discover",
    "load_module",
    "select",
    "theorems_in",
]

GROUP = "flatcheck.theorems"
OWN = "theorems"
"""The package of Flatcheck's own theorems, which lies beside `verify`."""
HOME = Path(__file__).resolve().parents[2]
LIBRARIES = (
    "numpy",
    "scipy",
    "cvxpy",
    "clarabel",
    "sympy",
    "python-flint",
    "z3-solver",
    "hypothesis",
)
"""What legs compute with: evidence is not taken over from another version."""


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
        file = _file_of(source)
        if file in files:
            continue
        files.add(file)
        found = _theorems(source)
        if isinstance(found, Broken):
            broken.append(found)
            continue
        for theorem in found:
            other = entries.get(theorem.label)
            if other is not None and _is_path(source) == _is_path(other.source):
                taken = _shown(other.source)
                reason = f"{_shown(source)}: the label {theorem.label} is taken by {taken}"
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
    paths = [s for s in selectors if _is_path(s)]
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


def load_module(source: str) -> ModuleType:
    """The module of this dotted name or path, imported once for each process."""
    if not _is_path(source):
        if source.split(".", maxsplit=1)[0] == OWN:
            _own_package()
        return importlib.import_module(source)
    with contextlib.suppress(ImportError):
        _own_package()  # the module may build on it
    path = Path(source).resolve()
    name = "flatcheck_module_" + hashlib.sha256(str(path).encode()).hexdigest()[:16]
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        msg = f"{path} is not a Python module"
        raise ImportError(msg)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def theorems_in(module: ModuleType) -> tuple[Theorem, ...]:
    """The theorems that a module states; none if it holds neither of the two names.

    Raises
    ------
    StatementError
        If what it holds under these names is no theorem.
    """
    names = vars(module)
    stated: Any = (names["THEOREM"],) if "THEOREM" in names else names.get("THEOREMS", ())
    if not isinstance(stated, tuple | list):
        msg = f"THEOREMS is {stated!r}, expected a tuple of verify.Theorem"
        raise StatementError(msg)
    for theorem in stated:
        if not isinstance(theorem, Theorem):
            msg = f"THEOREM is {theorem!r}, expected a verify.Theorem"
            raise StatementError(msg)
    return tuple(stated)


def code_digest(source: str) -> str:
    """A digest of the code that decides: all of `verify`, the package of `source`, the libraries.

    Evidence is taken from an earlier run only if this is the same. A module named by its path
    counts with the modules that lie beside it.
    """
    total = hashlib.sha256(_library_versions().encode())
    folders = {str(HOME / "verify")}
    if _is_path(source):
        path = Path(source).resolve()
        folders.add(str(HOME / OWN))
        for file in sorted({path, *path.parent.glob("*.py")}):
            total.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    else:
        top = load_module(source.split(".", maxsplit=1)[0])
        folders |= {str(Path(p).resolve()) for p in top.__path__}
    for folder in sorted(folders):
        total.update(_folder_digest(folder))
    return total.hexdigest()


@lru_cache(maxsize=64)
def _folder_digest(folder: str) -> bytes:
    total = hashlib.sha256()
    for file in sorted(Path(folder).rglob("*.py")):
        name = file.relative_to(folder).as_posix()
        total.update(name.encode() + b"\0" + file.read_bytes() + b"\0")
    return total.digest()


@lru_cache(maxsize=1)
def _library_versions() -> str:
    known = [sys.version]
    for name in LIBRARIES:
        try:
            known.append(f"{name} {installed_version(name)}")
        except PackageNotFoundError:
            known.append(f"{name} missing")
    return ", ".join(known)


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


def _own_package() -> ModuleType:
    """Flatcheck's own `theorems`, from beside `verify`, whatever else stands first on the path.

    Raises
    ------
    ImportError
        If a foreign package of this name has been imported already.
    """
    module = sys.modules.get(OWN)
    if module is None:
        spec = PathFinder.find_spec(OWN, [str(HOME)])
        if spec is None or spec.loader is None:
            return importlib.import_module(OWN)
        module = importlib.util.module_from_spec(spec)
        sys.modules[OWN] = module
        try:
            spec.loader.exec_module(module)
        except BaseException:
            del sys.modules[OWN]
            raise
    if not hasattr(module, "FLATCHECK"):
        msg = f"{_place(module)} hides Flatcheck's own package theorems"
        raise ImportError(msg)
    return module


def _walk(package: str) -> Iterator[str]:
    try:
        with _quietly():
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
            with _quietly():
                sub = importlib.import_module(name)
        except KeyboardInterrupt:
            raise
        except BaseException:
            yield name
            continue
        yield from _walk_folder(name, sub.__path__)


def _theorems(source: str) -> tuple[Theorem, ...] | Broken:
    try:
        with _quietly():
            found = theorems_in(load_module(source))
        if not found and _is_path(source):
            msg = "it states no theorem: a module names it THEOREM"
            raise StatementError(msg)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        kind = "" if isinstance(error, StatementError) else f"{type(error).__name__}: "
        line = str(error).strip().splitlines()[0] if str(error).strip() else "no message"
        reason = f"{_shown(source)} cannot be imported: {kind}{line}"
        return Broken(_label_of(source), source, reason)
    return found


def _matches(registry: Registry, selector: str) -> set[str]:
    if _is_path(selector):
        path = Path(selector).resolve()
        named: list[Entry | Broken] = [*registry.entries, *registry.broken]
        return {entry.label for entry in named if _file_of(entry.source) == path}
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
    if _is_path(source):
        path = Path(source)
        return f"{path.parent.name or 'module'}.{path.stem}"
    return ".".join(source.split(".")[-2:])


def _is_path(text: str) -> bool:
    return text.endswith(".py") or "/" in text or "\\" in text


def _file_of(source: str) -> Path:
    """The file of a module, found without importing it."""
    if _is_path(source):
        return Path(source).resolve()
    try:
        spec = importlib.util.find_spec(source)
    except Exception:  # a parent package may raise anything
        spec = None
    return Path(spec.origin).resolve() if spec is not None and spec.origin else Path(source)


@contextlib.contextmanager
def _quietly() -> Iterator[None]:
    # a theorem module prints nothing; its warnings are not those of whoever asks for its name
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        yield


def _shown(source: str) -> str:
    # a path as the user may know it, never the machine's own folders
    return Path(source).name if _is_path(source) else source


def _place(module: ModuleType) -> str:
    file = getattr(module, "__file__", None) or next(iter(getattr(module, "__path__", [""])), "")
    return f"the folder {Path(file).parent if file.endswith('.py') else file}"
