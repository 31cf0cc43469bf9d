"""The house style of figures, and their bytes as PDF, PNG and CSV.

Lines differ by dash and marker, regions by grey and hatching, so that a figure is read in black and
white. Nothing but the data, the style and the version of matplotlib decides the bytes: fonts are
those that come with matplotlib, the user's settings are put aside, and no date is written.
"""

from __future__ import annotations

import contextlib
import csv
import io
import logging
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from verify.figures import COLUMN, Figure, table_of

__all__ = ["RESOLUTION", "Drawing", "draw", "style", "table_text"]

RESOLUTION = 200
"""Dots for each inch of a PNG."""
HEIGHT = 2.5

_METADATA: dict[str, dict[str, None]] = {
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    "png": {"Software": None},
}
# what makes a figure unreadable though matplotlib draws it
_FATAL = (r"Glyph .* missing from", r"constrained_layout not applied")


@dataclass(frozen=True)
class Drawing:
    """A figure's files."""

    pdf: bytes
    png: bytes


def draw(figure: Figure, data: dict[str, Any]) -> Drawing:
    """Draw `data` in the house style.

    Raises
    ------
    ValueError
        If the figure draws nothing.
    UserWarning, LookupError
        If a character has no glyph, or the axes found no room.
    """
    import matplotlib
    from matplotlib.figure import Figure as Canvas

    with warnings.catch_warnings(), _complete_math(), matplotlib.rc_context():
        for message in _FATAL:
            warnings.filterwarnings("error", message=message)
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(style())
        canvas = Canvas(figsize=(COLUMN, HEIGHT), layout="constrained")
        figure.draw(canvas, data)
        if not any(axes.has_data() or axes.texts or axes.tables for axes in canvas.axes):
            msg = "nothing was drawn"
            raise ValueError(msg)
        return Drawing(pdf=_bytes(canvas, "pdf"), png=_bytes(canvas, "png"))


class _Refuse(logging.Handler):
    """Raises where mathtext would set a box for a character that its font has not."""

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if "does not have a glyph" in message:
            raise LookupError(message)


@contextlib.contextmanager
def _complete_math() -> Iterator[None]:
    logger, refuse = logging.getLogger("matplotlib.mathtext"), _Refuse()
    logger.addHandler(refuse)
    try:
        yield
    finally:
        logger.removeHandler(refuse)


def style() -> dict[str, Any]:
    """Matplotlib's settings for a figure of a paper's column, to be read in black and white."""
    from cycler import cycler

    cycle = cycler(
        color=["#000000", "#1f5fa8", "#b8520f", "#6b6b6b", "#7a3e8f", "#2f7f5b"],
        linestyle=["-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (9, 2))],
        marker=["o", "s", "^", "D", "v", "x"],
    )
    return {
        "axes.prop_cycle": cycle,
        "font.family": ["STIXGeneral", "DejaVu Sans"],
        "mathtext.fontset": "stix",
        "font.size": 8,
        "axes.titlesize": 8,
        "axes.labelsize": 8,
        "xtick.labelsize": 7,
        "ytick.labelsize": 7,
        "legend.fontsize": 7,
        "figure.titlesize": 9,
        "axes.linewidth": 0.6,
        "axes.grid": True,
        "axes.axisbelow": True,
        "grid.linewidth": 0.3,
        "grid.color": "0.8",
        "lines.linewidth": 1.0,
        "lines.markersize": 3,
        "lines.markeredgewidth": 0.6,
        "patch.linewidth": 0.5,
        "hatch.linewidth": 0.4,
        "image.cmap": "Greys",
        "xtick.major.width": 0.6,
        "ytick.major.width": 0.6,
        "legend.frameon": True,
        "legend.framealpha": 0.9,
        "legend.edgecolor": "0.6",
        "legend.handlelength": 3.2,
        "savefig.dpi": RESOLUTION,
        "pdf.fonttype": 42,
        "pdf.compression": 6,
        "svg.fonttype": "none",
        "text.usetex": False,
    }


def table_text(data: dict[str, Any]) -> str | None:
    """The table among a figure's data as CSV, one newline after each row; None if there is none."""
    table = table_of(data)
    if table is None:
        return None
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([_cell(cell) for cell in row] for row in table.rows)
    return text.getvalue()


def _cell(cell: str | int | float | bool | None) -> str:
    if cell is None:
        return ""
    return str(cell).lower() if isinstance(cell, bool) else str(cell)


def _bytes(canvas: Any, kind: str) -> bytes:
    file = io.BytesIO()
    canvas.savefig(file, format=kind, metadata=_METADATA[kind])
    return file.getvalue()
