"""Figures as a theorem states them: names, captions, JSON data, tables, zones."""

from __future__ import annotations

from typing import Any

import pytest

from verify import Figure, Theorem
from verify.figures import as_data, table_of, zones


def figure(**changes: Any) -> Figure:
    """A figure that is never drawn."""
    parts: dict[str, Any] = {
        "name": "plane",
        "caption": "n = 1",
        "measure": lambda profile, seed: {},
        "draw": lambda canvas, data: None,
    }
    return Figure(**parts | changes)


@pytest.mark.parametrize("name", ["", "Plane", "a.b", "a/b", "ρ", "a b", 3])
def test_a_name_is_a_file_name_everywhere(name: Any) -> None:
    """Only lower case letters, digits and underscores name a figure."""
    with pytest.raises(ValueError, match="name of a figure must be"):
        figure(name=name)


@pytest.mark.parametrize("part", ["caption", "measure", "draw"])
def test_parts_of_a_wrong_type_are_named(part: str) -> None:
    """What is no text and no function is refused when the figure is stated."""
    with pytest.raises(TypeError, match=part):
        figure(**{part: 3})


def test_a_caption_is_one_line_of_words() -> None:
    """A caption is text or made from the data; one without words is refused."""
    assert figure(caption=" n\n  = 1 ").caption_of({}) == "n = 1"
    assert figure(caption=lambda data: f"n = {data['n']}").caption_of({"n": 2}) == "n = 2"
    with pytest.raises(ValueError, match="the caption is empty"):
        figure(caption=" ").caption_of({})
    with pytest.raises(TypeError, match="the caption must be text, got 3"):
        figure(caption=lambda data: 3).caption_of({})


def test_data_is_what_a_later_run_reads() -> None:
    """Tuples become lists, and what JSON holds stays as it is."""
    data = {"a": (1, 2.5, None, True), "b": {"c": "ρ"}}
    assert as_data(data) == {"a": [1, 2.5, None, True], "b": {"c": "ρ"}}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ([], "a figure measures a dict, got list"),
        ({"a": [1.0, float("nan")]}, r"data\['a'\]\[1\] is nan; write None"),
        ({"a": float("inf")}, r"data\['a'\] is inf"),
        ({"a": {1: 2}}, "the key 1, which is no text"),
        ({"a": 1j}, "is a complex, which is no JSON data"),
        ({"table": {"columns": ["a"]}}, "must be {"),
        ({"table": {"columns": "a", "rows": []}}, "columns must be distinct names"),
        ({"table": {"columns": ["a", "a"], "rows": []}}, "columns must be distinct names"),
        ({"table": {"columns": ["a"], "rows": [[1, 2]]}}, "row 0 of the table must have 1 cells"),
        ({"table": {"columns": ["a", "b"], "rows": [[1, 2], [1]]}}, "row 1 of the table must have"),
        ({"table": {"columns": ["a"], "rows": [[[1]]]}}, "no text and no number"),
        ({"table": {"columns": ["a"], "rows": 3}}, "rows must be a list"),
    ],
)
def test_what_json_would_change_is_refused(data: Any, reason: str) -> None:
    """A number that is not finite, a foreign type and a ragged table are said where they stand."""
    with pytest.raises((TypeError, ValueError), match=reason):
        as_data(data)


def test_numpy_numbers_are_no_json_data() -> None:
    """A scalar of numpy is refused with the ways to make it plain."""
    np = pytest.importorskip("numpy")
    for value in (np.float64(1.0), np.int64(1), np.ones(2), np.str_("a")):
        with pytest.raises(TypeError, match="use tolist, float or str"):
            as_data({"a": value})


def test_a_table_is_optional() -> None:
    """Data without a table has none."""
    assert table_of({}) is None
    table = table_of({"table": {"columns": ["T", "risk"], "rows": [[1, None]]}})
    assert table is not None and table.columns == ("T", "risk") and table.rows == ((1, None),)


def test_figures_of_a_theorem_have_names_of_their_own() -> None:
    """Two figures of one name would be one file."""
    from dataclasses import replace

    from verify import StatementError
    from verify.run.registry import select

    theorem: Theorem = select(["sco.thm6"]).entries[0].theorem
    assert replace(theorem, figures=(figure(), figure(name="other"))).figures[1].name == "other"
    with pytest.raises(StatementError, match="figures share a name: plane"):
        replace(theorem, figures=(figure(), figure()))


def test_zones_are_told_apart_without_colour() -> None:
    """Each zone has a grey and a hatching that no other has; a code without a label is refused."""
    from matplotlib.figure import Figure as Canvas

    axes = Canvas().subplots()
    labels = [f"zone {i}" for i in range(6)]
    handles = zones(axes, [0, 1, 2], [0, 1], [[0, 1, 2], [3, 4, 5]], labels)
    looks = {(h.get_facecolor(), h.get_hatch()) for h in handles}
    assert len(looks) == 6 and [h.get_label() for h in handles] == labels
    assert all(r == g == b for (r, g, b, _), _ in looks)
    with pytest.raises(ValueError, match=r"codes must lie in 0\.\.0, got 1"):
        zones(axes, [0, 1], [0, 1], [[0, 1], [0, 0]], ["a"])
    with pytest.raises(ValueError, match="labels must be at most 6, got 7"):
        zones(axes, [0, 1], [0, 1], [[0, 0], [0, 0]], [*labels, "more"])


def test_each_zone_is_filled_where_its_code_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """One filling for each code that occurs, at just its cells, in its own grey and hatching."""
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

    seen: list[tuple[Any, ...]] = []
    fill = Axes.contourf

    def spied(self: Axes, x: Any, y: Any, mask: Any, **options: Any) -> Any:
        seen.append((x, y, mask, options["colors"], options["hatches"]))
        drawn = fill(self, x, y, mask, **options)
        assert drawn.levels[0] < 1 < drawn.levels[1]
        return drawn

    monkeypatch.setattr(Axes, "contourf", spied)
    codes = [[0, 0, 2], [0, 0, 0]]
    handles = zones(Canvas().subplots(), [0, 1, 2], [0, 1], codes, ["a", "b", "c"])
    assert [q[:2] for q in seen] == [([0, 1, 2], [0, 1])] * 2
    for (_, _, mask, colors, hatches), index in zip(seen, (0, 2), strict=True):
        assert mask == [[float(code == index) for code in row] for row in codes]
        assert colors[0] != seen[0][3][0] or index == 0
        assert hatches == [handles[index].get_hatch() or ""]
