"""``flatcheck instance``: numbers, and one sentence for each kind of bad input."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from verify.cli import main
from verify.run.scaffold import scaffold

Flatcheck = Callable[..., tuple[int, str, str]]


@pytest.fixture
def flatcheck(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Flatcheck:
    """The command, run in this process and in a folder of its own: code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)

    def call(*argv: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(("instance", *argv))
        out, err = capsys.readouterr()
        return code, out, err

    return call


def test_numbers_as_a_table(flatcheck: Flatcheck) -> None:
    """The parameters, the engine, and a line for each number."""
    code, out, err = flatcheck("sco.thm3", "n=3", "T=9", "r=1/10")
    assert code == 0 and not err
    head, engine, *rows = out.splitlines()
    assert head.startswith("sco.thm3  n=3, T=9, eta=1, r=1/10, rho=0")
    assert engine == "dense engine, numpy, seed 0"
    assert any(row.split() == ["F_S(w_T)", "0"] for row in rows)


@pytest.mark.parametrize("engine", ["dense", "lazy", "streamed"])
def test_numbers_as_json(engine: str, flatcheck: Flatcheck) -> None:
    """Everything that the table says; the same words give the same bytes."""
    words = ("sco.thm3", "n=3", "T=9", "r=1/10", "--engine", engine, "--seed", "2", "--json")
    code, out, _ = flatcheck(*words)
    data = json.loads(out)
    assert code == 0 and list(data) == [
        "label",
        "engine",
        "backend",
        "seed",
        "parameters",
        "results",
    ]
    assert data["engine"] == engine and data["seed"] == 2 and data["parameters"]["r"] == "1/10"
    assert data["results"]["d = 2^n T + 1"] == 73
    assert flatcheck(*words)[1] == out


def test_defaults_of_every_instance(flatcheck: Flatcheck) -> None:
    """Without a parameter each instance runs at its default size."""
    for label in ("sco.thm1", "sco.thm6"):
        assert flatcheck(label)[0] == 0
    assert flatcheck("sco.thm3", "--engine", "lazy")[0] == 0


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (["sco.thm3", "rho=1", "r=1/2"], "rho <= r must hold, got r=1/2, rho=1"),
        (["sco.thm3", "eta=0"], "eta must satisfy eta > 0, got eta=0"),
        (["sco.thm3", "T=0"], "T must satisfy T in 1..1000000000, got T=0"),
        (["sco.thm3", "eta=x"], "eta must be a rational"),
        (["sco.thm3", "size=3"], "there is no parameter 'size'"),
        (["sco.thm3", "n=40"], "the dense engine needs 26.5 PB of memory at n=40, T=1000"),
        (["sco.thm3", "n=50", "--engine", "lazy"], "the lazy engine needs 113 PB of memory"),
        (["sco.thm3", "n=41", "--engine", "streamed"], "n must be at most 40, got 41"),
        (["sco.thm3", "--engine", "fast"], '"fast" for --engine'),
        (["sco.thm3", "--engine", "lazy", "method=sam"], "got method=sam"),
        (["sco.thm6", "--engine", "dense"], "sco.thm6 has no dense engine"),
        (["sco.thm3", "--backend", "jax"], "--backend: backend must be one of"),
        (["sco.thm3", "--seed", "-1"], "--seed must be an integer from 0"),
        (["sco.thm3", "--seed", "1.5"], '"1.5" is not an integer'),
        (["sco.thm2"], "sco.thm2 has no instance to run; those that have one are sco.thm1"),
        ([], "LABEL"),
    ],
)
def test_wrong_usage_is_one_sentence(argv: list[str], sentence: str, flatcheck: Flatcheck) -> None:
    """Exit code 2, one line that names the argument and its value."""
    code, out, err = flatcheck(*argv)
    assert code == 2 and not out
    assert sentence in err and err.count("\n") == 1


@pytest.mark.parametrize("argv", [["sco.thm33"], ["sco"]])
def test_unknown_labels(argv: list[str], flatcheck: Flatcheck) -> None:
    """Exit code 4 for a label that there is not, or that names several theorems."""
    code, out, err = flatcheck(*argv)
    assert code == 4 and not out and err.count("\n") == 1


def test_a_backend_that_cannot_compute_here_is_refused(flatcheck: Flatcheck) -> None:
    """``--backend cupy`` says why where there is no device."""
    from verify.arrays import BackendUnavailable, backend

    try:
        backend("cupy")
    except BackendUnavailable:
        code, out, err = flatcheck("sco.thm3", "--backend", "cupy")
        assert code == 2 and not out
        assert "'cupy' is not available" in err and err.count("\n") == 1
    else:
        assert flatcheck("sco.thm3", "n=3", "T=9", "--backend", "cupy")[0] == 0
        assert flatcheck("sco.thm3", "--backend", "cupy", "--engine", "lazy")[0] == 2


def test_memory_that_runs_out_all_the_same(
    flatcheck: Flatcheck, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the estimate was met and the allocation fails, a sentence says so."""

    def fail(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("theorems.core.exact.sam_exact", fail)
    code, _, err = flatcheck("sco.thm6")
    assert code == 2 and "less memory left than the lazy engine needs" in err


def test_show_writes_the_defaults_out(
    flatcheck: Flatcheck, capsys: pytest.CaptureFixture[str]
) -> None:
    """``flatcheck show`` ends with a command that runs as it stands."""
    capsys.readouterr()
    main(("show", "sco.thm6"))
    (line,) = (x for x in capsys.readouterr()[0].splitlines() if "flatcheck instance" in x)
    assert flatcheck(*line.split()[2:])[0] == 0


def test_a_module_without_one_names_no_other_of_its_own(
    flatcheck: Flatcheck, tmp_path: Path
) -> None:
    """A theorem of one's own has none until it is given one."""
    module = str(scaffold(tmp_path / "toy" / "thm1.py")[0])
    code, _, err = flatcheck(module)
    assert code == 2 and "has no instance to run" in err
