"""The public names: each module lists what it defines, and the layers keep apart."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

import theorems
import verify

ROOT = Path(verify.__file__).resolve().parent
SCRIPTS = {"verify.__main__", "verify.run.preload"}
"""Modules that are run, or imported for what they import, and define nothing."""


def modules(package: ModuleType) -> list[str]:
    """All modules of a package."""
    return [m.name for m in pkgutil.walk_packages(package.__path__, package.__name__ + ".")]


ALL = [name for name in ("verify", *modules(verify)) if name not in SCRIPTS]
CORE = [name for name in modules(theorems) if name.startswith("theorems.core.")]


def tree(name: str) -> ast.Module:
    """The syntax tree of a module."""
    file = importlib.import_module(name).__file__
    assert file is not None
    return ast.parse(Path(file).read_text(encoding="utf-8"))


def defined(name: str) -> set[str]:
    """The public functions and classes that a module defines itself."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return {n.name for n in tree(name).body if isinstance(n, kinds) and n.name[0] != "_"}


def imported(name: str) -> set[str]:
    """Every module that a module imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} imports relatively"
            found.add(node.module or "")
    return found


@pytest.mark.parametrize("name", [*ALL, *CORE])
def test_what_is_listed_exists_once(name: str) -> None:
    """Everything in `__all__` is there, each name once, in a module with a docstring."""
    module = importlib.import_module(name)
    assert module.__doc__
    listed = list(getattr(module, "__all__", []))
    assert len(set(listed)) == len(listed)
    assert [n for n in listed if not hasattr(module, n)] == []


@pytest.mark.parametrize("name", [n for n in ALL if hasattr(importlib.import_module(n), "__all__")])
def test_every_public_class_and_function_of_the_language_is_listed(name: str) -> None:
    """What a module of the language defines without an underscore stands in `__all__`."""
    listed = set(importlib.import_module(name).__all__)
    assert defined(name) - listed == set()


def test_the_package_lists_nothing_but_its_language() -> None:
    """`verify` itself defines nothing: it re-exports, sorted, and each name is documented."""
    assert defined("verify") == set()
    assert verify.__all__ == sorted(verify.__all__)
    for name in verify.__all__:
        assert getattr(verify, name).__doc__, name


@pytest.mark.parametrize("name", ALL)
def test_the_harness_knows_no_theorem(name: str) -> None:
    """No module of `verify` imports anything from `theorems`."""
    assert {m for m in imported(name) if m.split(".")[0] == "theorems"} == set()


def test_replay_imports_the_standard_library_alone() -> None:
    """The replay of certificates needs Python and nothing else, not even the rest of `verify`."""
    outside = {m.split(".")[0] for m in imported("verify.replay")} - sys.stdlib_module_names
    assert outside == set()


@pytest.mark.parametrize("name", ["verify.domain", "verify.statement", "verify.judge"])
def test_the_language_imports_no_solver(name: str) -> None:
    """Statements and verdicts need none of the heavy packages at import."""
    heavy = {"cvxpy", "sympy", "z3", "hypothesis", "scipy", "numpy", "matplotlib", "flint"}
    body = tree(name).body
    at_top = {a.name for n in body if isinstance(n, ast.Import) for a in n.names}
    at_top |= {n.module or "" for n in body if isinstance(n, ast.ImportFrom)}
    assert {m.split(".")[0] for m in at_top} & heavy == set()
