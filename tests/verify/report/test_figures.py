"""The house style: bytes that depend on the data alone, readable without colour and complete."""

from __future__ import annotations

from typing import Any

import pytest

from verify import Figure
from verify.report.figures import draw, style, table_text


def lines(canvas: Any, data: dict[str, Any]) -> None:
    """Two labelled lines, with mathematics and Unicode."""
    axes = canvas.subplots()
    for index in range(2):
        axes.plot(data["x"], [v * (index + 1) for v in data["x"]], label=f"η = ¼, run {index}")
    axes.set_xlabel(r"$\sqrt{T}$ and $\hat w_\tau$")
    axes.legend()


def figure(drawing: Any = lines) -> Figure:
    """A figure drawn by `drawing`."""
    return Figure("plane", "n = 1", lambda profile, seed: {}, drawing)


DATA = {"x": [0.0, 1.0, 3.0]}


def test_the_same_data_gives_the_same_bytes() -> None:
    """Neither an earlier figure nor the user's own settings change a byte; other data does."""
    import matplotlib

    first = draw(figure(), DATA)
    with matplotlib.rc_context({"font.size": 30, "pdf.fonttype": 3, "axes.facecolor": "0.3"}):
        assert draw(figure(), DATA) == first
        assert matplotlib.rcParams["font.size"] == 30
    assert draw(figure(), {"x": [0.0, 1.0, 4.0]}) != first


def test_files_say_neither_when_nor_by_what_they_were_made() -> None:
    """No date and no version stands in a file, and a PDF holds its fonts as outlines."""
    drawing = draw(figure(), DATA)
    assert drawing.pdf.startswith(b"%PDF-") and drawing.png.startswith(b"\x89PNG")
    for word in (b"CreationDate", b"/Creator", b"/Producer", b"atplotlib"):
        assert word not in drawing.pdf and word not in drawing.png
    assert b"/FontFile2" in drawing.pdf and b"/Type3" not in drawing.pdf


def test_lines_differ_by_dash_and_marker() -> None:
    """No two lines of a cycle share a dash or a marker: colour carries nothing of its own."""
    looks = list(style()["axes.prop_cycle"])
    assert len({str(look["linestyle"]) for look in looks}) == len(looks)
    assert len({look["marker"] for look in looks}) == len(looks)


def empty(canvas: Any, data: dict[str, Any]) -> None:
    """Axes and nothing in them."""
    canvas.subplots()


def box_in_text(canvas: Any, data: dict[str, Any]) -> None:
    """A character that no font has."""
    canvas.subplots().plot([1], label="\U00013000")
    canvas.axes[0].legend()


def box_in_math(canvas: Any, data: dict[str, Any]) -> None:
    """A character that no mathematical font has."""
    canvas.subplots().plot([1])
    canvas.axes[0].set_xlabel("$\U00013000$")


def no_room(canvas: Any, data: dict[str, Any]) -> None:
    """Axes whose labels leave no room for them."""
    for row in canvas.subplots(40, 1):
        row.plot([1])


@pytest.mark.parametrize(
    ("drawing", "reason"),
    [
        (lambda canvas, data: None, "nothing was drawn"),
        (empty, "nothing was drawn"),
        (box_in_text, "missing from"),
        (box_in_math, "does not have a glyph"),
        (no_room, "constrained_layout not applied"),
    ],
)
def test_a_figure_that_shows_nothing_or_boxes_is_refused(drawing: Any, reason: str) -> None:
    """An empty figure, a character without a glyph and axes without room are errors."""
    with pytest.raises((ValueError, UserWarning, LookupError), match=reason):
        draw(figure(drawing), DATA)


def test_a_table_is_written_as_csv() -> None:
    """Floats keep all digits, a missing value is an empty cell, a comma is quoted."""
    table = {"columns": ["T", "SAM, ρ"], "rows": [[1, 0.1], [2, None], ["∞", True]]}
    assert table_text({"table": table}) == 'T,"SAM, ρ"\n1,0.1\n2,\n∞,true\n'
    assert table_text({}) is None
