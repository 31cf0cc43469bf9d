"""A new theorem module from a template, with its test."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from string import Template

from verify.run.files import write_atomic

__all__ = ["ScaffoldError", "scaffold"]

_STEM = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_KEY = re.compile(r"[a-z][a-z0-9_]*")
_NAMES = (
    "Claim",
    "Control",
    "Domain",
    "Finding",
    "Integers",
    "Paper",
    "Theorem",
    "compare",
    "legs",
    "printed",
)


class ScaffoldError(ValueError):
    """No module can be made there; the message is one sentence."""


@dataclass(frozen=True)
class _Place:
    module: Path
    test: Path
    key: str
    package: str


def scaffold(path: Path) -> tuple[Path, ...]:
    """Write a theorem module to `path`, and its test; the files made.

    The label is the folder's name and the file's. In a source tree with a folder ``theorems`` the
    test goes to ``tests/theorems`` beside it, elsewhere next to the module.

    Raises
    ------
    ScaffoldError
        If the path names no module, or a file is there already.
    verify.run.files.OutputError
        If a file cannot be written.
    """
    place = _place(path)
    for file in (place.module, place.test):
        if file.exists():
            msg = f"{file} is there already, and nothing is overwritten"
            raise ScaffoldError(msg)
    label = f"{place.key}.{place.module.stem}"
    names = [n for n in _NAMES if n != "Paper" or not place.package]
    imports = "from verify import (\n" + "".join(f"    {n},\n" for n in names) + ")"
    if place.package:
        imports = f"from {place.package} import PAPER\n{imports}"
    paper = "" if place.package else f"{_paper(place.key)}\n"
    up = len(place.test.parent.parts) - _common(place.module, place.test)
    below = place.module.parts[_common(place.module, place.test) :]
    fields = {
        "title": f"Theorem {place.module.stem}",
        "label": label,
        "imports": imports,
        "paper": paper,
        "where": f".parents[{up}]" + "".join(f' / "{part}"' for part in below),
    }
    made = []
    if place.package and not (place.module.parent / "__init__.py").exists():
        text = f'"""The paper {place.key}."""\n\nfrom verify import Paper\n\n{_paper(place.key)}'
        made.append(write_atomic(place.module.parent / "__init__.py", text))
    for file, name in ((place.module, "module"), (place.test, "test")):
        text = (Path(__file__).parent / "templates" / f"{name}.py.tmpl").read_text("utf-8")
        made.append(write_atomic(file, Template(text).substitute(fields)))
    return tuple(made)


def _place(path: Path) -> _Place:
    module = path.resolve()
    folder = module.parent
    if module.suffix != ".py" or not _STEM.fullmatch(module.stem):
        msg = f"{path} must name a Python file such as theorems/sco/thm12.py"
        raise ScaffoldError(msg)
    if not _KEY.fullmatch(folder.name):
        msg = (
            f"the folder {folder.name!r} of {path} must be lower case: it is the label's first part"
        )
        raise ScaffoldError(msg)
    if folder.parent.name == "theorems":
        tests = folder.parents[1] / "tests" / "theorems" / folder.name
        package = f"theorems.{folder.name}" if _is_own(folder) else ""
        return _Place(module, tests / f"test_{module.stem}.py", folder.name, package)
    return _Place(module, folder / f"test_{module.stem}.py", folder.name, "")


def _is_own(folder: Path) -> bool:
    """Whether this is a paper's folder of a Flatcheck tree, which holds the paper itself."""
    try:
        init = (folder.parent / "__init__.py").read_text("utf-8")
        paper = folder / "__init__.py"
        return "FLATCHECK" in init and (not paper.exists() or "PAPER" in paper.read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        return False


def _common(one: Path, other: Path) -> int:
    pairs = zip(one.parts, other.parts, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), 0)


def _paper(key: str) -> str:
    return (
        f'PAPER = Paper(\n    key="{key}",\n    title="the paper\'s title",\n'
        '    authors="its authors",\n    source="where it is found, and which version",\n)\n'
    )
