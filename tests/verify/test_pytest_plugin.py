"""``pytest --theorems``, as a repository that has Flatcheck installed sees it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from verify.run.scaffold import scaffold

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Pytest in a process and a folder of its own, with warnings as errors: code, output."""
    (tmp_path / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\n")
    (tmp_path / "test_own.py").write_text("def test_own():\n    pass\n")

    def call(*argv: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *argv],
            cwd=tmp_path,
            text=True,
            capture_output=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    return call


@pytest.fixture
def module(tmp_path: Path) -> Path:
    """A theorem module of that repository."""
    return scaffold(tmp_path / "toy" / "thm1.py")[0]


def test_one_item_for_each_leg_control_and_reading(run: Run, module: Path) -> None:
    """With a path only the theorems of that module are collected, and they pass."""
    code, out = run("--theorems", "toy/thm1.py", "-v")
    assert code == 0 and "6 passed" in out and "test_own" not in out
    for name in (
        "exact",
        "property",
        "verdict",
        "control[constant 101/100]",
        "control[constant 2]",
        "control[n may be negative]",
    ):
        assert f"theorems::toy.thm1::odds[printed]::{name} PASSED" in out


def test_a_failure_shows_verdict_and_witness(run: Run, module: Path) -> None:
    """A refuted reading is told with its point, values and re-check, without a traceback."""
    text = module.read_text("utf-8")
    module.write_text(text.replace('{"constant": "1"}', '{"constant": "3/2"}'), "utf-8")
    code, out = run("--theorems", "toy/thm1.py", "-k", "exact or verdict")
    assert code == 1 and "2 failed" in out and "Traceback" not in out
    for line in (
        "refuted, expected holds",
        "witness: n = 1",
        "left = 1, relation = >=, right = 3/2",
        "re-check: confirmed; total = 1, bound = 3/2",
    ):
        assert line in out


def test_a_surviving_control_fails(run: Run, module: Path) -> None:
    """A control that is nothing wrong fails by the name of each leg that does not see it."""
    text = module.read_text("utf-8")
    module.write_text(text.replace('{"constant": "2"}', '{"constant": "1/2"}'), "utf-8")
    code, out = run("--theorems", "toy/thm1.py")
    assert code == 1 and "1 failed, 5 passed" in out
    assert "exact: holds: the control survives" in out
    assert "property: holds: the control survives" in out


def test_a_reading_expected_refuted_passes(run: Run) -> None:
    """A printed reading that is refuted as expected is a pass, and so is its true control."""
    code, out = run("--theorems", "sco.thm6", "-v", "-k", "gap and printed and not property")
    assert code == 0
    assert "theorems::sco.thm6::gap[printed]::verdict PASSED" in out
    assert "theorems::sco.thm6::gap[printed]::control[0/0 = 0] PASSED" in out


CONFLICT = """
from dataclasses import replace

from theorems.sco.thm6 import THEOREM as THEOREM_6
from verify import legs
from verify.evidence import Exactness


def blind(case):
    return legs.supports("symbolic", Exactness.IDENTITY, case.domain)


CLAIM = THEOREM_6.claim("gap")
PRINTED = replace(CLAIM.reading("printed"), legs=("exact", "blind"))
READINGS = tuple(PRINTED if r.role == "printed" else r for r in CLAIM.readings)
LEGS = (*CLAIM.legs, legs.symbolic(blind, name="blind"))
GAP = replace(CLAIM, legs=LEGS, readings=READINGS)
CLAIMS = tuple(GAP if c.id == "gap" else c for c in THEOREM_6.claims)
PAPER = replace(THEOREM_6.paper, key="toy")
THEOREM = replace(THEOREM_6, label="toy.conflict", paper=PAPER, claims=CLAIMS)
"""


def test_a_refuted_reading_in_conflict_fails(run: Run, module: Path) -> None:
    """A reading refuted as expected is no pass where a leg proves it at the very witness."""
    module.with_name("conflict.py").write_text(CONFLICT, "utf-8")
    code, out = run("--theorems", "toy/conflict.py", "-v", "-k", "gap and printed")
    assert code == 1 and "1 failed, 3 passed" in out
    assert "theorems::toy.conflict::gap[printed]::verdict FAILED" in out
    assert "refuted, one instance, where the symbolic leg says that it holds" in out


def test_selectors_are_labels_prefixes_and_lists(run: Run, module: Path) -> None:
    """Commas and repetition select more; paths of tests are collected besides."""
    code, out = run(
        "--theorems", "toy/thm1.py,sco.thm6", "--collect-only", "-q", "--theorems-seed", "3"
    )
    assert code == 0 and "toy.thm1" in out and "sco.thm6" in out and "test_own" not in out
    code, out = run("--theorems", "toy/thm1.py", "--theorems", "sco.thm6", "test_own.py", "--co")
    assert code == 0 and "toy.thm1" in out and "sco.thm6" in out and "test_own" in out


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (("--theorems", "sco.thm66"), "--theorems: unknown label 'sco.thm66'; the nearest are"),
        (("--theorems", "nowhere.py"), "nowhere.py: no such theorem module"),
        (("--theorems", "--theorems-seed", "-1"), "expected an integer from 0, got '-1'"),
        (("--theorems", "--theorems-profile", "slow"), "--theorems-profile"),
    ],
)
def test_wrong_usage_ends_the_session(argv: tuple[str, ...], sentence: str, run: Run) -> None:
    """Pytest's own exit code for wrong usage, and a sentence."""
    code, out = run(*argv)
    assert code == 4 and sentence in out and "Traceback" not in out


def test_a_broken_module_is_one_failing_item(run: Run, tmp_path: Path, module: Path) -> None:
    """A module that cannot be imported fails by itself; the others are checked."""
    (tmp_path / "toy" / "broken.py").write_text("raise ValueError('not today')\n")
    code, out = run("--theorems", "toy/broken.py,toy/thm1.py", "-v")
    assert code == 1 and "1 failed, 6 passed" in out
    assert "theorems::toy.broken::import FAILED" in out and "ValueError: not today" in out


def test_xdist_distributes_the_items(run: Run, module: Path) -> None:
    """The items run in the processes of pytest-xdist, too."""
    pytest.importorskip("xdist")
    code, out = run("--theorems", "toy/thm1.py", "-n", "2")
    assert code == 0 and "6 passed" in out


def test_without_the_option_nothing_is_imported(run: Run, tmp_path: Path) -> None:
    """The plugin costs a repository that does not ask for it no import of numpy or a solver."""
    # two other plugins that import numpy by themselves
    (tmp_path / "test_own.py").write_text(
        "import sys\n\n\ndef test_own():\n"
        "    heavy = {'numpy', 'flint', 'theorems', 'rich', 'cyclopts', 'verify.run'}\n"
        "    assert not heavy & set(sys.modules)\n"
    )
    code, out = run("-q", "-p", "no:jaxtyping", "-p", "no:hypothesispytest")
    assert code == 0, out
