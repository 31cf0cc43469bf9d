"""Terminal, Markdown, HTML, JUnit and files: facts that hold for every sample report."""

from __future__ import annotations

import copy
import io
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from rich.cells import cell_len
from rich.console import Console

import verify.report
from verify.report import FORMATS, ReportError, print_terminal, render, svg, write
from verify.report.markdown import escape

ALL = (*FORMATS, "terminal")


def _printed(report: dict[str, Any], width: int, **options: Any) -> str:
    console = Console(file=io.StringIO(), width=width, _environ={}, **options)
    with console.capture() as capture:
        print_terminal(report, console)
    return capture.get()


@pytest.mark.parametrize("name", ALL)
def test_rendering_is_deterministic(sample: dict[str, Any], name: str) -> None:
    """The same report gives the same text, ended by a newline."""
    first = render(sample, name)
    assert first == render(sample, name) and first.endswith("\n")


@pytest.mark.parametrize("name", ["md", "html", "tex", "terminal"])
def test_each_format_shows_all_rows(bad: dict[str, Any], name: str) -> None:
    """Labels, claims, reasons, flags and the summary stand in each format for readers."""
    text = re.sub(r"\\penalty\d+\{\}|\\(?=[\[\]_>~])", "", render(bad, name))
    for fact in ("sco.lem2", "stuck", "the ball contains 0 at 4096 bits", "time limit of 5 s"):
        assert fact in text
    assert "rests on sco.lem2, which failed" in text and "yet vacuous" in re.sub(r"\s+", " ", text)
    if name != "tex":
        assert "NOT OK" in text


@pytest.mark.parametrize("width", [40, 80, 100, 120])
def test_the_terminal_keeps_its_width(sample: dict[str, Any], width: int) -> None:
    """No line is wider than the console."""
    assert all(cell_len(line) <= width for line in _printed(sample, width).splitlines())


def test_the_terminal_needs_no_colour(bad: dict[str, Any]) -> None:
    """Without colours the same words and marks stand at the same places."""
    colour = _printed(bad, 120, force_terminal=True, color_system="truecolor")
    plain = _printed(bad, 120, color_system=None)
    assert re.sub(r"\x1b\[[0-9;]*m", "", colour) == plain
    assert colour != plain and all(mark in plain for mark in "✓✗?–!")


def test_the_terminal_takes_no_orders(hostile: dict[str, Any]) -> None:
    """Markup and escape sequences in a report are printed as text."""
    text = _printed(hostile, 120, force_terminal=True, color_system=None)
    assert "[red]markup[/red]" in text and "\x1b[31m" not in text


def test_the_picture_is_closed(good: dict[str, Any]) -> None:
    """The SVG is well-formed, always the same, and fetches nothing."""
    picture = svg(good)
    assert picture == svg(good)
    assert "@font-face" not in picture and "url(http" not in picture
    assert ET.fromstring(picture).tag.endswith("svg")


class _Tags(HTMLParser):
    """Collects tags, checks nesting, and reads the text."""

    void = frozenset({"meta", "br", "col", "img"})

    def __init__(self) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.seen: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in self.void:
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_html_is_nested_and_static(sample: dict[str, Any]) -> None:
    """Tags nest, nothing is a script or a handler, and the policy forbids the network."""
    page = render(sample, "html")
    parser = _Tags()
    parser.feed(page)
    parser.close()
    assert parser.stack == []
    assert not parser.seen & {"script", "link", "iframe", "object", "form", "base"}
    assert not {name for name in parser.attributes if name.startswith("on")}
    assert "default-src 'none'" in page
    assert "http" not in page.replace("http-equiv", "")


def test_html_shows_hostile_text_as_text(hostile: dict[str, Any]) -> None:
    """A title with a script tag stays text."""
    page = render(hostile, "html")
    parser = _Tags()
    parser.feed(page)
    assert "<script>alert(1)</script>" in parser.text and "<script" not in page


def test_markdown_cells_stay_in_their_columns(sample: dict[str, Any]) -> None:
    """Every table row of the Markdown has as many columns as its header."""
    blocks = re.findall(r"(?:^\|.*\n)+", render(sample, "md"), flags=re.MULTILINE)
    for block in blocks:
        columns = {len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}
        assert len(columns) == 1


@pytest.mark.parametrize(
    "text", ["<b>", "*a*", "a_b", "`c`", "[x](y)", "a|b", "- x", "1. x", "# x"]
)
def test_markdown_is_escaped(text: str) -> None:
    """Markdown's own marks are shown as they stand."""
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").enable("table").parse(escape(text))
    assert [t.type for t in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    children = tokens[1].children or []
    assert {t.type for t in children} <= {"text", "text_special"}
    assert "".join(t.content for t in children) == text


def test_junit_has_a_case_for_each_leg_and_control(sample: dict[str, Any]) -> None:
    """There is one case for each leg and each control, and the counts are right."""
    root = ET.fromstring(render(sample, "junit"))
    cases = root.findall(".//testcase")
    names = [(c.get("classname"), c.get("name") or "") for c in cases]
    claims = [c for t in sample["theorems"] for c in t["claims"]]
    assert sum(" leg " in n for _, n in names) == sum(len(c["legs"]) for c in claims)
    assert sum(" control " in n for _, n in names) == sum(len(c["controls"]) for c in claims)
    assert root.get("tests") == str(len(cases)) and root.get("skipped") == "0"
    assert root.get("failures") == str(len(root.findall(".//failure")))
    assert root.get("errors") == str(len(root.findall(".//error")))


def test_junit_is_green_only_if_the_run_is(good: dict[str, Any], bad: dict[str, Any]) -> None:
    """A good run has neither failures nor errors; whatever is not ok shows, whoever says so."""
    root = ET.fromstring(render(good, "junit"))
    assert root.get("failures") == root.get("errors") == "0"
    for change in (["ok"], ["theorems", 0, "ok"], ["theorems", 0, "claims", 0, "ok"]):
        copied = copy.deepcopy(good)
        target: Any = copied
        for key in change[:-1]:
            target = target[key]
        target["ok"] = False
        assert ET.fromstring(render(copied, "junit")).get("failures") == "1"


def test_junit_failures_carry_the_witness(bad: dict[str, Any]) -> None:
    """A refuted leg fails with its whole witness; what was not run is an error, never a skip."""
    root = ET.fromstring(render(bad, "junit"))
    by_class: dict[str, list[ET.Element]] = {}
    for case in root.iter("testcase"):
        by_class.setdefault(case.get("classname") or "", []).extend(case)
    (wrong,) = by_class["sco.lem2.wrong"]
    assert wrong.tag == "failure" and "123456789" * 45 in (wrong.text or "")
    assert "123456…6789 [405 digits]" in (wrong.get("message") or "")
    assert {e.tag for e in by_class["sco.lem2.skipped"]} == {"error"}
    assert {e.tag for e in by_class["sco.lem2.unplanned"]} == {"error"}
    assert {e.tag for e in by_class["sco.lem2.raised"]} == {"error"}
    assert {e.tag for e in by_class["sco.lem2.stuck"]} == {"failure"}
    assert [e.get("message") for e in by_class["sco.lem2.hollow"]] == [
        "the control (constant) survived: holds"
    ]
    (broken,) = by_class["sco.thm9"]
    assert "cannot be imported" in (broken.text or "")


def test_write_gives_all_files(good: dict[str, Any], tmp_path: Path) -> None:
    """Every format is written under its name, and nothing else is left behind."""
    out = tmp_path / "a" / "b"
    files = write(good, out, FORMATS)
    assert [f.name for f in files] == [
        *("report.md", "table.tex", "macros.tex", "report.tex"),
        *("report.html", "report.json", "junit.xml"),
    ]
    assert sorted(out.iterdir()) == sorted(files)
    assert files[0].read_text(encoding="utf-8") == render(good, "md")


def test_write_replaces_whole_files(
    good: dict[str, Any], bad: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the last step fails, the old file stands whole and no temporary file is left."""
    (file,) = write(good, tmp_path, ["json"])
    before = file.read_bytes()

    def fail(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(ReportError, match="No space left on device"):
        write(bad, tmp_path, ["json"])
    assert list(tmp_path.iterdir()) == [file] and file.read_bytes() == before


def test_an_unwritable_folder_is_named(good: dict[str, Any], tmp_path: Path) -> None:
    """A file in the way of the folder gives one sentence with the path."""
    (tmp_path / "file").write_text("")
    with pytest.raises(ReportError, match="file/out cannot be written"):
        write(good, tmp_path / "file" / "out", ["json"])


def test_an_unknown_format_is_named(good: dict[str, Any], tmp_path: Path) -> None:
    """An unknown format is refused before anything is written."""
    with pytest.raises(ReportError, match="'docx'"):
        write(good, tmp_path / "out", ["json", "docx"])
    assert not (tmp_path / "out").exists()


def test_importing_the_report_is_light() -> None:
    """Neither rich nor jinja2 is imported before something is rendered."""
    code = "import sys, verify.report; print({'rich', 'jinja2'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_the_public_names_exist() -> None:
    """Everything in ``__all__`` is there."""
    assert all(hasattr(verify.report, name) for name in verify.report.__all__)
