"""A theorem's figures: what is measured, how it is drawn, and what a theorem may say of it.

A figure shows; it gives no verdict. What it shows is data that a run measures and keeps as it keeps
evidence, so that drawing it again needs no computing. `verify.report.figures` has the style.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

__all__ = ["COLUMN", "PAGE", "Figure", "Table", "as_data", "table_of", "zones"]

COLUMN = 3.4
"""Inches: the width of a column of text, and of a figure unless it sets its own."""
PAGE = 7.0
"""Inches: the width of a page of two columns."""

_NAME = re.compile(r"[a-z0-9_]+")

Caption = str | Callable[[dict[str, Any]], str]


@dataclass(frozen=True)
class Figure:
    """One figure of a theorem.

    Parameters
    ----------
    name
        Lower case letters, digits and underscores; unique within the theorem.
    caption
        What is seen, with every parameter, or a function from the data to that.
    measure
        From a profile (quick, full, scale) and the figure's own seed to JSON data: text, integers,
        finite floats, booleans, None where there is no value, lists and dicts of these. An entry
        ``"table": {"columns": [...], "rows": [[...], ...]}`` is written as CSV beside the figure.
    draw
        Draws the data, read back from JSON, on an empty `matplotlib.figure.Figure`, which is
        `COLUMN` wide; by its methods alone, never by pyplot, whose state outlives the figure.

    Raises
    ------
    ValueError, TypeError
        If the name is not of that form, or a part is of a wrong type.
    """

    name: str
    caption: Caption
    measure: Callable[[str, int], Mapping[str, Any]]
    draw: Callable[[Canvas, dict[str, Any]], None]

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not _NAME.fullmatch(self.name):
            msg = f"name of a figure must be lower case letters, digits and _, got {self.name!r}"
            raise ValueError(msg)
        caption: object = self.caption
        if not callable(caption) and not isinstance(caption, str):
            msg = f"figure {self.name!r}: caption must be text or a function, got {caption!r}"
            raise TypeError(msg)
        for part in ("measure", "draw"):
            if not callable(getattr(self, part)):
                msg = f"figure {self.name!r}: {part} must be a function"
                raise TypeError(msg)

    def caption_of(self, data: dict[str, Any]) -> str:
        """The caption of a figure that shows `data`, with single spaces.

        Raises
        ------
        TypeError, ValueError
            If it is no text, or empty.
        """
        caption: object = self.caption if isinstance(self.caption, str) else self.caption(data)
        if not isinstance(caption, str):
            msg = f"the caption must be text, got {caption!r}"
            raise TypeError(msg)
        if not caption.strip():
            msg = "the caption is empty"
            raise ValueError(msg)
        return " ".join(caption.split())


@dataclass(frozen=True)
class Table:
    """The numbers behind a figure: named columns, rows of as many cells."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str | int | float | bool | None, ...], ...]


def as_data(measured: object) -> dict[str, Any]:
    """`measured` as plain JSON data, as a later run reads it back.

    Raises
    ------
    TypeError, ValueError
        If something is no JSON data, or a number is not finite; the message says where.
    """
    if not isinstance(measured, Mapping):
        msg = f"a figure measures a dict, got {type(measured).__name__}"
        raise TypeError(msg)
    data: dict[str, Any] = _plain(measured, "data")
    table_of(data)
    return data


def table_of(data: Mapping[str, Any]) -> Table | None:
    """The table among a figure's data; None if there is none.

    Raises
    ------
    ValueError
        If it is not of the form ``{"columns": [name, ...], "rows": [[cell, ...], ...]}``.
    """
    if "table" not in data:
        return None
    stated = data["table"]
    if not isinstance(stated, Mapping) or stated.keys() != {"columns", "rows"}:
        msg = 'data["table"] must be {"columns": [...], "rows": [[...], ...]}'
        raise ValueError(msg)
    columns, rows = stated["columns"], stated["rows"]
    named = isinstance(columns, list | tuple) and all(isinstance(c, str) and c for c in columns)
    if not named or not columns or len(set(columns)) != len(columns):
        msg = f"the table's columns must be distinct names, got {columns!r}"
        raise ValueError(msg)
    if not isinstance(rows, list | tuple):
        msg = f"the table's rows must be a list, got {rows!r}"
        raise ValueError(msg)
    for index, row in enumerate(rows):
        if not isinstance(row, list | tuple) or len(row) != len(columns):
            msg = f"row {index} of the table must have {len(columns)} cells, got {row!r}"
            raise ValueError(msg)
        for cell in row:
            if isinstance(cell, list | tuple | Mapping):
                msg = f"row {index} of the table holds {cell!r}, which is no text and no number"
                raise ValueError(msg)
    return Table(tuple(columns), tuple(map(tuple, rows)))


def zones(
    axes: Axes,
    x: Sequence[float],
    y: Sequence[float],
    codes: Sequence[Sequence[int]],
    labels: Sequence[str],
) -> list[Any]:
    """Fill the regions of a plane, each in a grey and a hatching of its own; handles of a legend.

    Parameters
    ----------
    x, y
        The grid, increasing.
    codes
        For each y a row, for each x an index of `labels`.
    labels
        What the regions are called; the first is left white.

    Raises
    ------
    ValueError
        If there are more labels than hatchings, or a code has no label.
    """
    from matplotlib.patches import Patch

    if len(labels) > len(_ZONES):
        msg = f"labels must be at most {len(_ZONES)}, got {len(labels)}"
        raise ValueError(msg)
    outside = {code for row in codes for code in row} - set(range(len(labels)))
    if outside:
        msg = f"codes must lie in 0..{len(labels) - 1}, got {min(outside)}"
        raise ValueError(msg)
    handles = []
    for index, (label, (grey, hatch)) in enumerate(zip(labels, _ZONES, strict=False)):
        mask = [[1.0 if code == index else 0.0 for code in row] for row in codes]
        if any(any(row) for row in mask):
            axes.contourf(x, y, mask, levels=[0.5, 1.5], colors=[grey], hatches=[hatch])
        handles.append(Patch(facecolor=grey, edgecolor="black", hatch=hatch, label=label))
    return handles


_ZONES = (
    ("1.0", ""),
    ("0.85", "////"),
    ("0.6", ""),
    ("0.95", "...."),
    ("0.75", "\\\\\\\\"),
    ("0.4", "xxxx"),
)


def _plain(value: Any, where: str) -> Any:
    if value is None or type(value) in (str, int, bool):
        return value
    if type(value) is float:
        if not math.isfinite(value):
            msg = f"{where} is {value}; write None where there is no value"
            raise ValueError(msg)
        return value
    if isinstance(value, Mapping):
        for key in value:
            if type(key) is not str:
                msg = f"{where} has the key {key!r}, which is no text"
                raise TypeError(msg)
        return {key: _plain(item, f"{where}[{key!r}]") for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item, f"{where}[{index}]") for index, item in enumerate(value)]
    msg = f"{where} is a {type(value).__name__}, which is no JSON data; use tolist, float or str"
    raise TypeError(msg)
