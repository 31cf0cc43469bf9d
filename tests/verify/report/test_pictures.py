"""Figures in every rendering: shown, linked, carried along, and never silently absent."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from verify import Figure
from verify.cli import main
from verify.report import dump, load, render, table, write
from verify.report.figures import draw
from verify.report.pictures import Pictures

CAPTION = "n = 8, 100 % of S_n & <b>{x}^$\\ #~ |η| ≤ ¼"
NAMES = ("figures/sco.thm6.plane.pdf", "figures/sco.thm6.plane.png", "figures/sco.thm6.plane.csv")


def shown(good: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The report with a figure of its second theorem."""
    pdf, png, csv = NAMES
    entry = {"name": "plane", "caption": CAPTION, "pdf": pdf, "png": png, "csv": csv}
    good["theorems"][1]["figures"] = [entry | changes]
    return good


def failed(good: dict[str, Any]) -> dict[str, Any]:
    """The report with a figure that failed."""
    report = shown(good, caption="", pdf=None, png=None, reason="ValueError: no data_1")
    del report["theorems"][1]["figures"][0]["csv"]
    report["ok"] = report["theorems"][1]["ok"] = False
    return report


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder with the figure's files."""

    def line(canvas: Any, data: dict[str, Any]) -> None:
        canvas.set_size_inches(7.0, 2.0)
        canvas.subplots().plot([1, 2])

    drawing = draw(Figure("plane", "n = 1", lambda p, s: {}, line), {})
    folder = tmp_path / "source"
    (folder / "figures").mkdir(parents=True)
    for name, content in zip(NAMES, (drawing.pdf, drawing.png, b"T\n1\n"), strict=True):
        (folder / name).write_bytes(content)
    return folder


def test_figures_travel_with_the_report(good: dict[str, Any], source: Path, tmp_path: Path) -> None:
    """Written to another folder, a report takes its figures along; in its own none is copied."""
    report = shown(good)
    written = write(report, tmp_path / "other", ["md"], source=source)
    assert written == [tmp_path / "other" / name for name in ("report.md", *NAMES)]
    for name in NAMES:
        assert (tmp_path / "other" / name).read_bytes() == (source / name).read_bytes()
    assert write(report, source, ["md"], source=source) == [source / "report.md"]
    assert write(report, tmp_path / "junit", ["junit"], source=source) == [
        tmp_path / "junit" / "junit.xml"
    ]
    assert not list(tmp_path.rglob("*.tmp"))


def test_html_holds_its_pictures(good: dict[str, Any], source: Path, tmp_path: Path) -> None:
    """With the files at hand HTML needs no other; without them, or for no PNG, it links to them."""
    report = shown(good)
    write(report, source, ["html"], source=source)
    assert 'src="data:image/png;base64,iVBOR' in (source / "report.html").read_text("utf-8")
    assert f'src="{NAMES[1]}"' in render(report, "html")
    (source / NAMES[1]).write_bytes(b"<script>")
    write(report, source, ["html"], source=source)
    assert f'src="{NAMES[1]}"' in (source / "report.html").read_text("utf-8")


def test_a_report_cannot_replace_a_rendering(
    good: dict[str, Any], source: Path, tmp_path: Path
) -> None:
    """A report that calls report.md a figure gets its rendering, not the file of that name."""
    (source / "report.md").write_text("not this")
    write(shown(good, csv="report.md"), tmp_path / "other", ["md"], source=source)
    assert (tmp_path / "other" / "report.md").read_text("utf-8").startswith("# Flatcheck report")


def test_missing_files_are_listed(good: dict[str, Any], source: Path) -> None:
    """What a report names and its folder has not is known by its path."""
    (source / NAMES[0]).unlink()
    pictures = Pictures.beside(table(shown(good)), source)
    assert pictures.missing == (NAMES[0],) and set(pictures) == set(NAMES[1:])


def test_the_command_carries_figures_and_says_what_is_missing(
    good: dict[str, Any], source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """``flatcheck report`` takes figures along from a folder or a file; a missing one is named."""
    report = shown(good)
    (source / "report.json").write_text(dump(report), encoding="utf-8")
    for index, place in enumerate((source, source / "report.json")):
        other = tmp_path / f"other{index}"
        assert main(("report", str(place), "--out", str(other))) == 0
        assert all((other / name).is_file() for name in NAMES)
        assert load(other) == report and not capsys.readouterr().err
    (source / NAMES[2]).unlink()
    assert main(("report", str(source), "--format", "md")) == 0
    assert f"{source / NAMES[2]} is named by the report" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["md", "html", "tex", "terminal", "junit"])
def test_a_figure_that_failed_is_said(good: dict[str, Any], name: str) -> None:
    """Every rendering says which figure failed and why."""
    text = render(failed(good), name).replace("\\", "")
    assert "plane" in text and "ValueError: no data_1" in text
    assert "figures/" not in text


def test_every_rendering_names_the_figure(good: dict[str, Any]) -> None:
    """Markdown links all files with the caption escaped; the terminal and JUnit name it."""
    report = shown(good)
    markdown = render(report, "md")
    assert f"![plane]({NAMES[1]})" in markdown and f"[CSV]({NAMES[2]})" in markdown
    assert r"&amp; \<b\>\{x\}^\$\\ \#\~ \|η\|" in markdown
    assert f"figure plane: {NAMES[0]}" in render(report, "terminal")
    cases = ET.fromstring(render(report, "junit")).iter("testcase")
    assert [len(c) for c in cases if c.get("name") == "figure plane"] == [0]
    broken = [c for c in ET.fromstring(render(failed(good), "junit")).iter("testcase") if len(c)]
    assert [c.get("name") for c in broken] == ["figure plane"]


@pytest.mark.parametrize("there", [True, False])
def test_the_document_shows_the_figure(
    good: dict[str, Any], source: Path, tmp_path: Path, there: bool
) -> None:
    """The LaTeX document holds a figure wider than its text, and says so where its file is not."""
    if shutil.which("pdflatex") is None:
        if os.environ.get("CI"):
            pytest.fail("pdflatex is not installed")
        pytest.skip("pdflatex is not installed")
    folder = tmp_path / "other"
    write(shown(good), folder, ["tex"], source=source if there else None)
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "report.tex"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace")
    assert done.returncode == 0, done.stdout[-2000:]
    assert (NAMES[0] in done.stdout.replace("\n", "")) is there
    assert "Overfull" not in done.stdout
    assert "its file is not beside" in (folder / "report.tex").read_text("utf-8")
