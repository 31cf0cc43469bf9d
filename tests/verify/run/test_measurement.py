"""Figures of a run: tasks with the care of a leg's, the same bytes each time, no silent absence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from verify.report import json_schema
from verify.run import inprocess, session
from verify.run.files import OutputError
from verify.run.plan import Options, plan_figures
from verify.run.registry import select

FIGURES = '''
from dataclasses import replace

from verify import Figure


def measure(profile, seed):
    """Three values of the figure's own stream."""
    print("a figure prints nothing")
    import random

    values = [random.Random(seed + i).random() for i in range(3)]
    rows = [[i, v] for i, v in enumerate(values)]
    table = {{"columns": ["i", "y"], "rows": rows}}
    return {{"y": tuple(values), "profile": profile, "table": table}}


def draw(figure, data):
    figure.subplots().plot(data["y"], label="η ≤ ½")
    figure.axes[0].legend()


def caption(data):
    return f"100 % of y_i & η ≤ ½, profile {{data['profile']}}"


def other_measure(profile, seed):
    {measure}


def other_draw(figure, data):
    {draw}


THEOREM = replace(
    THEOREM,
    figures=(
        Figure("plane", caption, measure, draw),
        Figure("other", {caption}, other_measure, other_draw),
    ),
)
'''
DRAWN = "figure.subplots().plot([1, 2])"


def figures(measure: str = "return {}", draw: str = DRAWN, caption: str = "'n = 1'") -> str:
    """The end of a module that has two figures, the second as given."""
    return FIGURES.format(measure=measure, draw=draw, caption=caption)


def run(out: Path, *paths: Path, **fields: Any) -> session.Outcomes:
    """A run of the modules at `paths`."""
    options = fields.pop("options", Options())
    fields.setdefault("workers", 1)
    return session.run(select([str(path) for path in paths]), options, out, **fields)


def files(out: Path) -> dict[str, bytes]:
    """The figure files of a run."""
    return {file.name: file.read_bytes() for file in sorted((out / "figures").iterdir())}


def test_a_run_writes_its_figures_and_repeats_them(toy: Any, tmp_path: Path) -> None:
    """The same bytes from one worker or two and after a resumption; without a figure no file."""
    path, seen = toy("one", after=figures()), []
    one, two = tmp_path / "one", tmp_path / "two"
    first = run(one, path)
    run(two, path, workers=2)
    assert session.exit_code(first) == 0
    assert (one / "report.json").read_bytes() == (two / "report.json").read_bytes()
    assert files(one) == files(two)
    assert list(files(one)) == [
        f"toy.one.{name}"
        for name in ("other.pdf", "other.png", "plane.csv", "plane.pdf", "plane.png")
    ]
    report = json.loads((one / "report.json").read_text("utf-8"))
    jsonschema.validate(report, json_schema())
    assert report["theorems"][0]["figures"][0] == {
        "name": "plane",
        "caption": "100 % of y_i & η ≤ ½, profile quick",
        "pdf": "figures/toy.one.plane.pdf",
        "png": "figures/toy.one.plane.png",
        "csv": "figures/toy.one.plane.csv",
    }
    timed = json.loads((one / "run.json").read_text("utf-8"))["figures"]
    assert [t["outcome"] for t in timed] == ["measured", "measured"]

    again = run(one, path, resume=True, progress=lambda *a: seen.append(a))
    assert not seen and again.report == first.report and files(one) == files(two)

    (one / "figures" / "mine.pdf").write_bytes(b"")
    methods = run(one, path, options=Options(methods=("exact",)))
    assert methods.report["theorems"][0]["figures"] == [] and list(files(one)) == ["mine.pdf"]


BROKEN = {
    "raises": ({"measure": "raise RuntimeError('no')"}, "RuntimeError: no"),
    "exits": ({"measure": "raise SystemExit(0)"}, "SystemExit: 0"),
    "nan": ({"measure": "return {'y': [float('nan')]}"}, "data['y'][0] is nan"),
    "nothing": ({"measure": "return None"}, "a figure measures a dict, got NoneType"),
    "surrogate": ({"measure": r"return {'y': '\ud800'}"}, "surrogates not allowed"),
    "draws": ({"draw": "figure.no_such_method()"}, "AttributeError"),
    "empty": ({"draw": "pass"}, "ValueError: nothing was drawn"),
    "caption": ({"caption": "lambda data: data['n']"}, "KeyError"),
    "wordless": ({"caption": "''"}, "the caption is empty"),
}


def test_a_figure_that_fails_fails_the_run(toy: Any, tmp_path: Path) -> None:
    """Whatever a figure does wrong, the report says why, the verdicts stand, and the exit is 1."""
    paths = [toy(name, after=figures(**changes)) for name, (changes, _) in BROKEN.items()]
    outcomes = run(tmp_path / "out", *paths, toy("whole", after=figures()), workers=2)
    jsonschema.validate(json.loads(json.dumps(outcomes.report)), json_schema())
    for name, (_, reason) in BROKEN.items():
        theorem = next(t for t in outcomes.report["theorems"] if t["label"] == f"toy.{name}")
        plane, other = theorem["figures"]
        assert reason in other["reason"] and other["pdf"] is None and "reason" not in plane
        assert not theorem["ok"] and theorem["printed"] == "holds"
        assert all(claim["ok"] for claim in theorem["claims"])
    whole = next(t for t in outcomes.report["theorems"] if t["label"] == "toy.whole")
    assert whole["ok"] and session.exit_code(outcomes) == 1
    assert len(files(tmp_path / "out")) == 3 * len(BROKEN) + 5


def test_time_limits_and_deaths_leave_no_figure(toy: Any, tmp_path: Path) -> None:
    """A figure that sleeps, or ends its process, did not run; exit 3; a resumption tries again."""
    paths = [
        toy("sleeps", after=figures("import time; time.sleep(600)")),
        toy("dies", after=figures("import os; os._exit(7)")),
    ]
    outcomes = run(tmp_path / "out", *paths, timeout=5.0, workers=2)
    reasons = {t["label"]: t["figures"][1]["reason"] for t in outcomes.report["theorems"]}
    assert reasons == {
        "toy.sleeps": "the time limit of 5 s",
        "toy.dies": "the worker process died with exit code 7",
    }
    assert session.exit_code(outcomes) == 3 and not outcomes.report["ok"]
    stored = len(list((tmp_path / "out" / "evidence").iterdir()))
    assert stored == len(outcomes.evidence) + 2


def test_a_figure_can_be_measured_without_a_run(toy: Any) -> None:
    """`inprocess.figure` gives data, caption and files; the seed decides the stream."""
    (entry,) = select([str(toy("one", after=figures()))]).entries
    found = inprocess.figure(entry.theorem, "plane")
    assert found.data["profile"] == "quick" and found.pdf.startswith(b"%PDF")
    assert inprocess.figure(entry.theorem, "plane") == found
    other = inprocess.figure(entry.theorem, "plane", options=Options(seed=1, profile="full"))
    assert other.data["y"] != found.data["y"] and other.caption.endswith("full")
    with pytest.raises(KeyError, match="no figure 'third'"):
        inprocess.figure(entry.theorem, "third")


def test_what_decides_a_figure_is_in_its_key(toy: Any) -> None:
    """Profile, seed, name and code decide a figure; the backend and the module's place do not."""
    (entry,) = select([str(toy("one", after=figures()))]).entries
    plane, other = plan_figures([entry], Options())
    keys = {plane.key("a"), other.key("a"), plane.key("b")}
    for options in (Options(seed=1), Options(profile="full")):
        keys.add(plan_figures([entry], options)[0].key("a"))
    assert len(keys) == 5
    assert plan_figures([entry], Options(backend="cupy"))[0].key("a") == plane.key("a")
    assert plan_figures([entry], Options(methods=("exact",))) == ()


def test_a_place_that_takes_no_figures_is_said_first(toy: Any, tmp_path: Path) -> None:
    """A file where the folder of the figures should be ends the run before anything has run."""
    (tmp_path / "figures").write_text("mine")
    seen: list[Any] = []
    with pytest.raises(OutputError, match="figures"):
        run(tmp_path, toy("one", after=figures()), progress=lambda *a: seen.append(a))
    assert not seen and (tmp_path / "figures").read_text() == "mine"
