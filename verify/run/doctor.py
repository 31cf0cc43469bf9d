"""What is installed, what is missing, and what that disables."""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

__all__ = ["Finding", "examine"]


@dataclass(frozen=True)
class Finding:
    """One thing that was looked for.

    Parameters
    ----------
    name, found
        What, and its version or place; None if it is missing.
    without
        What cannot be done without it.
    """

    name: str
    found: str | None
    without: str


_PACKAGES = {
    "numpy": "arrays, thus most legs",
    "scipy": "the solver's sparse matrices, intervals for draws",
    "array-api-compat": "backend-agnostic code",
    "array-api-extra": "backend-agnostic code",
    "cvxpy": "convex legs",
    "clarabel": "convex legs",
    "sympy": "symbolic legs",
    "python-flint": "exact and ball legs",
    "z3-solver": "smt legs",
    "hypothesis": "property legs",
    "msgspec": "everything",
    "cyclopts": "the command line",
    "jaxtyping": "the shapes in annotations, where they are checked",
    "rich": "the table on a terminal",
    "jinja2": "the Markdown, LaTeX and HTML renderings",
    "matplotlib": "figures",
    "pytest": "pytest --theorems",
    "distributed": "--scheduler, thus no run on a cluster (pip install 'flatcheck[dask]')",
}
_PROGRAMS = {
    "pdflatex": "compiling the LaTeX table",
    "pdftoppm": "looking at the compiled page",
    "chromium": "looking at the HTML page",
}


def examine() -> Iterator[Finding]:
    """Look for packages, for an accelerator, and for programs that renderings are viewed with."""
    yield Finding("flatcheck", _version("flatcheck"), "an installed command")
    yield Finding("python", platform.python_version(), "")
    yield Finding("cores", str(os.cpu_count() or 1), "")
    for name, without in _PACKAGES.items():
        yield Finding(name, _version(name), without)
    yield Finding("cupy", _cupy(), "--backend cupy")
    for name, without in _PROGRAMS.items():
        yield Finding(name, _program(name), without)


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _cupy() -> str | None:
    # it can be imported without a device and fails only when the first array is made
    try:
        import cupy

        return str(cupy.__version__) if cupy.is_available() else None
    except Exception:
        return None


def _program(name: str) -> str | None:
    names = (name, "chromium-browser", "google-chrome") if name == "chromium" else (name,)
    return next((place for n in names if (place := shutil.which(n))), None)
