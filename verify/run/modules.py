"""Loading theorem modules: by dotted name or by path, quietly, with a digest of their code."""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import importlib.util
import io
import sys
import warnings
from collections.abc import Iterator
from functools import lru_cache
from importlib.machinery import PathFinder
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version
from pathlib import Path
from types import ModuleType
from typing import Any

from verify.statement import StatementError, Theorem

__all__ = [
    "LIBRARIES",
    "OWN",
    "code_digest",
    "file_of",
    "is_path",
    "load_module",
    "look_again",
    "quietly",
    "shown_name",
    "theorems_in",
]

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
    "matplotlib",
)
"""What legs and figures are made with: evidence is not taken over from another version."""


def load_module(source: str) -> ModuleType:
    """The module of this dotted name or path, imported once for each process."""
    if not is_path(source):
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
    if is_path(source):
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


def look_again() -> None:
    """Forget the digests and versions that were read earlier in this process."""
    _folder_digest.cache_clear()
    _library_versions.cache_clear()


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


def file_of(source: str) -> Path:
    """The file of a module, found without importing it."""
    if is_path(source):
        return Path(source).resolve()
    try:
        spec = importlib.util.find_spec(source)
    except Exception:  # a parent package may raise anything
        spec = None
    return Path(spec.origin).resolve() if spec is not None and spec.origin else Path(source)


def is_path(text: str) -> bool:
    """Whether a selector or a source is the path of a module, not a label or a dotted name."""
    return text.endswith(".py") or "/" in text or "\\" in text


def shown_name(source: str) -> str:
    """A source as a report may print it: of a path the file's name, never the machine's folders."""
    return Path(source).name if is_path(source) else source


def _place(module: ModuleType) -> str:
    file = getattr(module, "__file__", None) or next(iter(getattr(module, "__path__", [""])), "")
    return f"the folder {Path(file).parent if file.endswith('.py') else file}"


@contextlib.contextmanager
def quietly() -> Iterator[None]:
    """Drop what a module prints when it is imported, and its warnings."""
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        yield
