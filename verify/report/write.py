"""From a report to text in a format, and from text to whole files."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from verify.report.pictures import Pictures
from verify.report.rows import Table
from verify.report.schema import ReportError, dump
from verify.report.table import table

__all__ = ["FORMATS", "render", "write"]

FORMATS = ("md", "tex", "html", "json", "junit")
# the formats that name figure files
_SHOWING = frozenset(FORMATS) - {"junit"}


def _markdown(model: Table) -> str:
    from verify.report.markdown import markdown

    return markdown(model)


def _tex_table(model: Table) -> str:
    from verify.report.latex import tex_table

    return tex_table(model)


def _tex_macros(model: Table) -> str:
    from verify.report.latex import tex_macros

    return tex_macros(model)


def _tex_document(model: Table) -> str:
    from verify.report.latex import tex_document

    return tex_document(model)


def _html(model: Table, pictures: Pictures | None = None) -> str:
    from verify.report.html import html

    return html(model, None if pictures is None else pictures.embedded())


def _junit(model: Table) -> str:
    from verify.report.junit import junit

    return junit(model)


def _terminal(model: Table) -> str:
    from verify.report.terminal import text

    return text(model)


# Format -> the files it consists of; the first is what `render` returns.
_FILES: dict[str, dict[str, Callable[[Table], str]]] = {
    "md": {"report.md": _markdown},
    "tex": {"table.tex": _tex_table, "macros.tex": _tex_macros, "report.tex": _tex_document},
    "junit": {"junit.xml": _junit},
    "terminal": {"report.txt": _terminal},
}


def render(report: dict[str, Any], format: str) -> str:  # noqa: A002
    """Return a report as text.

    Parameters
    ----------
    report
        The JSON object of the contract.
    format
        ``md``, ``tex`` (the table alone), ``html``, ``json``, ``junit`` or ``terminal``.

    Raises
    ------
    ReportError
        If `format` is unknown or `report` does not keep to the contract.
    """
    return next(iter(_render_files(report, format, None).values()))


def write(
    report: dict[str, Any],
    out: str | Path,
    formats: Iterable[str],
    *,
    source: str | Path | None = None,
) -> list[Path]:
    """Write a report in several formats and return the files, in order.

    Everything is rendered before the first file is touched, and each file is replaced in one
    step, so that a failure leaves neither a partial file nor a temporary one.

    Parameters
    ----------
    source
        The folder that the report comes from, and its figures with it: HTML holds them, and if
        `out` is another folder they are copied there, so that what names them finds them.

    Raises
    ------
    ReportError
        If a format is unknown, the report is malformed, or `out` cannot be written.
    """
    folder = Path(out)
    texts: dict[str, bytes] = {}
    pictures = None if source is None else Pictures.beside(table(report), Path(source))
    chosen = tuple(formats)
    for name in chosen:
        for file, text in _render_files(report, name, pictures).items():
            texts[file] = text.encode("utf-8", "backslashreplace")
    if pictures and source is not None and _SHOWING.intersection(chosen):
        carried = {name: content for name, content in pictures.items() if _apart(name, source, out)}
        texts |= {name: content for name, content in carried.items() if name not in texts}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return [_replace(folder / name, content) for name, content in texts.items()]
    except OSError as error:
        msg = f"{folder} cannot be written: {error.strerror or error}"
        raise ReportError(msg) from error


def _render_files(report: dict[str, Any], name: str, pictures: Pictures | None) -> dict[str, str]:
    model = table(report)
    if name == "json":
        return {"report.json": dump(report)}
    if name == "html":
        return {"report.html": _html(model, pictures)}
    if name not in _FILES:
        msg = f"format must be one of {', '.join((*FORMATS, 'terminal'))}, but it is {name!r}"
        raise ReportError(msg)
    return {file: renderer(model) for file, renderer in _FILES[name].items()}


def _apart(name: str, source: str | Path, out: str | Path) -> bool:
    return (Path(source) / name).resolve() != (Path(out) / name).resolve()


def _replace(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}.tmp")
    try:
        # "x": never write through a link that somebody left under the temporary name.
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    return path
