"""The command line: each command, each exit code, one sentence for each kind of bad input."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from verify.cli import COMMANDS, main
from verify.run.scaffold import scaffold

HOME = Path(__file__).resolve().parents[2]
Result = tuple[int, str, str]
Flatcheck = Callable[..., Result]


@pytest.fixture
def flatcheck(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Flatcheck:
    """The command, run in this process and in a folder of its own: code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)

    def call(*argv: str) -> Result:
        capsys.readouterr()
        code = main(argv)
        out, err = capsys.readouterr()
        return code, out, err

    return call


@pytest.fixture
def module(tmp_path: Path) -> str:
    """The path of a theorem module that holds."""
    return str(scaffold(tmp_path / "toy" / "thm1.py")[0])


def process(*argv: str, cwd: Path, **fields: Any) -> subprocess.CompletedProcess[str]:
    """The command as a process of its own."""
    return subprocess.run(
        [sys.executable, *argv], cwd=cwd, text=True, capture_output=True, check=False, **fields
    )


def test_overview_names_every_command(flatcheck: Flatcheck) -> None:
    """``flatcheck --help`` lists the commands; without a command it does so too, with exit 2."""
    code, out, _ = flatcheck("--help")
    assert code == 0 and all(f"\n  {name} " in out for name in COMMANDS)
    assert flatcheck() == (2, out, "")


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_a_help_page(name: str, flatcheck: Flatcheck) -> None:
    """``flatcheck COMMAND --help`` answers."""
    code, out, err = flatcheck(name, "--help")
    assert code == 0 and f"flatcheck {name}" in out and not err


def test_answers_before_anything_heavy_is_imported() -> None:
    """Neither the overview nor the list imports a solver or a renderer."""
    heavy = ("cvxpy", "sympy", "hypothesis", "scipy", "matplotlib", "z3", "jinja2")
    code = (
        "import sys; from verify.cli import main; main([{}]); "
        f"print([m for m in {heavy} if m in sys.modules])"
    )
    for argv in ("'--help'", "'list', '--json'"):
        done = process("-c", code.format(argv), cwd=HOME)
        assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (["frob"], "unknown command 'frob'"),
        (["rnu"], "did you mean 'run'?"),
        (["run", "--seed", "-1"], "--seed must be an integer from 0"),
        (["run", "--seed", "x"], "--seed"),
        (["run", "--seed", "1.5"], '"1.5" is not an integer'),
        (["run", "--workers", "1.5"], '"1.5" is not an integer'),
        (["run", "--method"], "--method requires at least 1"),
        (["run", "--workers", "0"], "--workers must be at least 1, got 0"),
        (["run", "--timeout", "0"], "--timeout must be a positive number"),
        (["run", "--timeout", "nan"], "--timeout must be a positive number"),
        (["run", "--profile", "slow"], "--profile"),
        (["run", "--method", "exakt"], "--method"),
        (["run", "--require", "good"], "--require"),
        (["run", "--backend", "jax"], "'jax'"),
        (["run", "--scheduler", "host:8786"], "'host:8786' is no address of a scheduler"),
        (["run", "--scheduler", "tcp://h:1", "--workers", "2"], "exclude each other"),
        (["run", "--nothing"], "--nothing"),
        (["run", "--out", "file/out"], "cannot write to file/out"),
        (["report", "nowhere"], "nowhere cannot be read"),
        (["report", "file"], "file is not JSON"),
        (["report"], "PLACE"),
        (["show"], "LABEL"),
        (["new", "file"], "must name a Python file"),
    ],
)
def test_wrong_usage_is_one_sentence(
    argv: list[str], sentence: str, flatcheck: Flatcheck, tmp_path: Path
) -> None:
    """Exit code 2, one line that names the argument, and nothing made."""
    (tmp_path / "file").write_text("no report", encoding="utf-8")
    code, out, err = flatcheck(*argv)
    assert code == 2 and not out
    assert sentence in err and err.count("\n") == 1
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_a_backend_that_cannot_compute_here_is_refused(flatcheck: Flatcheck) -> None:
    """``--backend cupy`` says why where there is no device."""
    from verify.arrays import BackendUnavailable, backend

    try:
        backend("cupy")
    except BackendUnavailable:
        code, _, err = flatcheck("run", "--backend", "cupy")
        assert code == 2 and "'cupy' is not available" in err and err.count("\n") == 1
    else:
        pytest.skip("there is a device")


def test_a_scheduler_that_does_not_answer(
    flatcheck: Flatcheck, module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 3 and one sentence with the address; without distributed exit code 2."""
    argv = ("run", module, "--out", "o", "--scheduler", "tcp://127.0.0.1:1")
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "distributed", None)
        code, _, err = flatcheck(*argv)
        assert code == 2 and "pip install 'flatcheck[dask]'" in err and err.count("\n") == 1
    pytest.importorskip("distributed", reason="distributed is not installed")
    monkeypatch.setattr("verify.run.cluster.ANSWER_LIMIT", 0.5)
    code, out, err = flatcheck(*argv)
    assert code == 3 and not out and not Path("o").exists()
    assert err == "flatcheck: --scheduler: no scheduler answers at tcp://127.0.0.1:1\n"


@pytest.mark.parametrize("command", ["run", "list", "show", "errata"])
def test_unknown_labels_name_the_nearest(command: str, flatcheck: Flatcheck) -> None:
    """Exit code 4, with the labels that are closest."""
    code, out, err = flatcheck(command, "sco.thm66")
    assert code == 4 and not out and "sco.thm6" in err and err.count("\n") == 1
    assert not Path("reports").exists()


def test_nothing_selected(flatcheck: Flatcheck, module: str) -> None:
    """Methods that no selected leg uses select nothing: exit code 4."""
    code, _, err = flatcheck("run", module, "--method", "training", "pep")
    assert code == 4 and "nothing selected" in err and not Path("reports").exists()


def test_list(flatcheck: Flatcheck) -> None:
    """The list names every theorem; as JSON with claims, readings and methods."""
    code, out, err = flatcheck("list", "sco.thm6", "--json")
    (row,) = json.loads(out)
    assert code == 0 and not err and row["label"] == "sco.thm6"
    assert row["claims"][0]["readings"]["printed"] == "refuted"
    assert flatcheck("list", "sco.thm6")[1].startswith("sco.thm6  Theorem 6")


def test_run_writes_the_report_and_its_renderings(flatcheck: Flatcheck, module: str) -> None:
    """A run prints the table, ends with where and whether, and writes every file."""
    code, out, err = flatcheck("run", module, "--workers", "1")
    assert code == 0 and not err
    assert "toy.thm1" in out and out.splitlines()[-1].endswith("report.json: all as expected")
    made = {p.name for p in Path("reports/latest").iterdir() if p.is_file()}
    assert made >= {"report.json", "run.json", "report.md", "report.html", "table.tex", "junit.xml"}
    assert flatcheck("run", module, "--require", "proved", "--resume")[0] == 1
    few = flatcheck("run", module, "--method", "exact", "property", "--method", "smt", "--resume")
    assert few[0] == 0
    assert json.loads(Path("reports/latest/report.json").read_text("utf-8"))["methods"] == [
        "exact",
        "property",
        "smt",
    ]


def test_run_reports_broken_modules_beside_whole_ones(flatcheck: Flatcheck, module: str) -> None:
    """A module that raises is one sentence and exit code 1; the others are checked."""
    broken = Path("toy/broken.py")
    broken.write_text("raise ValueError('not today')\n", encoding="utf-8")
    code, out, err = flatcheck("run", str(broken), module, "--out", "o")
    assert code == 1 and "broken.py cannot be imported: ValueError: not today" in err
    assert err.count("\n") == 1 and "not all as expected" in out
    theorems = json.loads(Path("o/report.json").read_text("utf-8"))["theorems"]
    assert [(t["label"], t["ok"]) for t in theorems] == [("toy.broken", False), ("toy.thm1", True)]
    assert flatcheck("list", str(broken))[0] == 1
    assert flatcheck("show", str(broken))[0] == 1


def test_failures_are_told_as_they_come(flatcheck: Flatcheck, module: str) -> None:
    """A reading that is refuted and a control that survives stand on stderr with their witness."""
    path = Path(module)
    text = path.read_text("utf-8")
    path.write_text(text.replace('data={"constant": "1"}', 'data={"constant": "3/2"}'), "utf-8")
    code, _, err = flatcheck("run", module)
    assert code == 1
    assert re.search(r"thm1/odds \(printed\), exact: refuted.* witness: n = 1", err)
    assert re.search(r"control 'constant 101/100', exact: ", err) is None


def test_show_and_errata(flatcheck: Flatcheck, module: str) -> None:
    """A theorem is shown with its last outcome; errata are told with or without a report."""
    _, out, _ = flatcheck("show", module)
    assert "Hypotheses" in out and "Figures" not in out and "none in reports/latest" in out
    flatcheck("run", module)
    assert "odds (printed): holds, certified, as expected" in flatcheck("show", module)[1]
    code, out, _ = flatcheck("errata", "sco.thm6")
    assert code == 0 and "sco.thm6 convention (gap)" in out and "printed:" in out


FIGURES = """
from dataclasses import replace

from verify import Figure


def sizes(profile, seed):
    return {"n": [1, 2, 3]}


def line(figure, data):
    figure.subplots().plot(data["n"])


def nothing(figure, data):
    pass


THEOREM = replace(
    THEOREM,
    figures=(
        Figure("squares", "The first three sizes.", sizes, line),
        Figure("blank", lambda data: "Nothing.", sizes, nothing),
    ),
)
"""


def test_show_lists_the_figures(flatcheck: Flatcheck, module: str) -> None:
    """Each figure is named, and after a run its file or why there is none."""
    path = Path(module)
    path.write_text(path.read_text("utf-8") + FIGURES, "utf-8")
    _, out, _ = flatcheck("show", module)
    assert "squares: The first three sizes." in out and "blank\n" in out
    flatcheck("run", module)
    _, out, _ = flatcheck("show", module)
    assert "figure squares: figures/toy.thm1.squares.pdf" in out
    assert "figure blank: none: " in out


def test_report_renders_a_run(flatcheck: Flatcheck, module: str) -> None:
    """A report is rendered in the formats asked for; without any, the table is printed."""
    flatcheck("run", module, "--out", "o")
    code, _, _ = flatcheck("report", "o", "--format", "md", "html", "--out", "p")
    assert code == 0 and {p.name for p in Path("p").iterdir()} == {"report.md", "report.html"}
    assert "toy.thm1" in flatcheck("report", "o/report.json")[1]
    code, _, err = flatcheck("report", "o/run.json")
    assert code == 2 and "is not a valid report" in err and err.count("\n") == 1


def test_witness_is_a_script_of_the_standard_library(flatcheck: Flatcheck, tmp_path: Path) -> None:
    """The script runs isolated, prints the numbers, and exits 1 because the claim is violated."""
    code, out, _ = flatcheck("witness", "sco.thm6", "gap")
    assert code == 0
    (tmp_path / "witness.py").write_text(out, encoding="utf-8")
    done = process("-I", "witness.py", cwd=tmp_path)
    assert done.returncode == 1 and "violated = True" in done.stdout and not done.stderr
    assert "Theorem 6" in out.split('"""')[1]


def test_witness_needs_a_refuted_claim(flatcheck: Flatcheck, module: str) -> None:
    """A claim that holds, and one that is not there, have no witness: exit code 4."""
    assert flatcheck("witness", module, "odds")[0] == 4
    code, _, err = flatcheck("witness", module, "evens")
    assert code == 4 and "its claims are: odds" in err


def test_replay_is_the_replay(flatcheck: Flatcheck, module: str, tmp_path: Path) -> None:
    """Files go to the replay, whose exit code is the command's."""
    flatcheck("run", module, "--out", "o")
    assert flatcheck("replay", "o/report.json")[0] == 0
    assert flatcheck("replay", "o/run.json")[0] == 2
    assert flatcheck("replay")[0] == 2


def test_new_makes_a_module_that_holds(flatcheck: Flatcheck, tmp_path: Path) -> None:
    """The module and its test pass as they stand, and neither is overwritten."""
    code, out, _ = flatcheck("new", "paper/lem2.py")
    assert code == 0 and out.count("made ") == 2
    assert flatcheck("run", "paper/lem2.py")[0] == 0
    tested = process("-m", "pytest", "-q", "-p", "no:cacheprovider", "paper", cwd=tmp_path)
    assert tested.returncode == 0, tested.stdout
    code, _, err = flatcheck("new", "paper/lem2.py")
    assert code == 2 and "nothing is overwritten" in err
    assert flatcheck("new", "Paper/lem3.py")[0] == 2


@pytest.mark.skipif(os.name != "posix", reason="pipes")
def test_a_reader_that_goes_away_is_no_verdict(tmp_path: Path, module: str) -> None:
    """If nobody reads the table the exit code is 3, without a traceback; the report is there."""
    command = [sys.executable, "-m", "verify", "run", module, "--out", "o"]
    with subprocess.Popen(
        command, cwd=tmp_path, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None and running.stderr is not None
        running.stdout.close()
        err = running.stderr.read()
    assert running.returncode == 3 and "Traceback" not in err
    assert (tmp_path / "o" / "report.json").exists()


def test_doctor_says_what_is_missing(flatcheck: Flatcheck) -> None:
    """What is missing is told with what it disables; the exit code is 0."""
    code, out, _ = flatcheck("doctor")
    assert code == 0 and "python-flint" in out and re.search(r"(found|missing) +cupy", out)


def test_a_foreign_folder_is_ignored_and_told(tmp_path: Path, module: str) -> None:
    """Folders theorems/ and verify/ that are not Flatcheck's hide nothing, in workers neither."""
    for name in ("theorems", "verify"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise RuntimeError('foreign')\n")
    script = "import sys; sys.path.pop(0); from verify.cli import main; sys.exit(main())"
    done = process("-c", script, "run", module, "--out", "o", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("is not Flatcheck's and is ignored") == 2
    done = process("-c", script, "list", "sco.thm6", cwd=tmp_path)
    assert done.returncode == 0 and done.stdout.startswith("sco.thm6")
    (tmp_path / "verify" / "__init__.py").unlink()
    (tmp_path / "verify").rmdir()
    done = process("-m", "verify", "list", "sco.thm6", cwd=tmp_path)
    assert done.returncode == 0 and done.stdout.startswith("sco.thm6")


def test_a_checkout_that_is_not_installed_is_told_from_a_copy(tmp_path: Path) -> None:
    """A copy of what is installed is no matter; a copy that was edited is told of."""
    shutil.copytree(HOME / "theorems", tmp_path / "theorems")
    script = "import sys; sys.path.pop(0); from verify.cli import main; sys.exit(main())"
    done = process("-c", script, "list", cwd=tmp_path)
    assert done.returncode == 0 and not done.stderr
    (tmp_path / "theorems" / "sco" / "thm6.py").write_text("THEOREM = 1\n")
    done = process("-c", script, "list", cwd=tmp_path)
    assert done.returncode == 0 and "differs from the installed one" in done.stderr


def test_a_module_named_by_its_path_is_not_told_to_be_ignored(tmp_path: Path) -> None:
    """What ``flatcheck new theorems/...`` made runs without a word about its folder."""
    made = scaffold(tmp_path / "theorems" / "toy" / "thm1.py")[0]
    script = "import sys; sys.path.pop(0); from verify.cli import main; sys.exit(main())"
    done = process("-c", script, "list", str(made), cwd=tmp_path)
    assert done.returncode == 0 and not done.stderr


def test_what_an_earlier_run_left_and_cannot_go_is_told(
    flatcheck: Flatcheck, module: str, tmp_path: Path
) -> None:
    """A part of the output folder that cannot be written ends the run before it begins."""
    (tmp_path / "o").mkdir()
    (tmp_path / "o" / "certificates").write_text("no folder", encoding="utf-8")
    code, out, err = flatcheck("run", module, "--out", "o")
    assert code == 2 and not out
    assert "cannot write to o/certificates" in err and err.count("\n") == 1


def test_renderings_are_those_of_the_report_that_lies_there(
    flatcheck: Flatcheck, tmp_path: Path
) -> None:
    """A report read back gives the files that its run wrote, letter by letter."""
    flatcheck("run", "sco.thm6", "--out", "o", "--method", "exact")
    assert flatcheck("report", "o", "--out", "again")[0] == 0
    for file in (tmp_path / "again").iterdir():
        assert file.read_bytes() == (tmp_path / "o" / file.name).read_bytes(), file.name


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_leaves_a_valid_report(number: int, tmp_path: Path) -> None:
    """Interrupted, a run writes what it has, prints the table, and exits 3; it can be resumed."""
    path = scaffold(tmp_path / "toy" / "thm1.py")[0]
    text = path.read_text("utf-8")
    slow = 'if p["n"] == 7 and not __import__("os").path.exists("go"):\n        '
    slow += '__import__("time").sleep(600)\n    total ='
    path.write_text(text.replace("total =", slow, 1), "utf-8")
    command = [sys.executable, "-m", "verify", "run", str(path), "--out", "o", "--workers", "1"]
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(HOME)},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as running:
        evidence = tmp_path / "o" / "evidence"
        for _ in range(1200):
            # the controls come to an answer below 7; the reading's own legs sleep
            if running.poll() is not None or any(tmp_path.glob("o")):
                break
            time.sleep(0.05)
        time.sleep(0.5)
        # as a terminal does it: to the command and to all that it has started
        os.killpg(running.pid, number)
        out, err = running.communicate(timeout=60)
    assert running.returncode == 3, err
    assert "interrupted" in err and "toy.thm1" in out and "Traceback" not in err
    report = json.loads((tmp_path / "o" / "report.json").read_text("utf-8"))
    (claim,) = report["theorems"][0]["claims"]
    assert claim["verdict"] == "not_run" and not report["ok"]
    assert not [p for p in evidence.parent.iterdir() if p.name.startswith(".")]
    if number == signal.SIGTERM:
        return
    (tmp_path / "go").touch()
    done = process("-m", "verify", *command[3:], "--resume", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
