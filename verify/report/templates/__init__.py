"""The templates and the jinja2 environment that reads them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["Raw", "environment"]


class Raw(str):
    """Text that is already in the language of the template and must not be escaped again."""

    __slots__ = ()


def environment(escape: Callable[[str], str] | None) -> Environment:
    """Return a jinja2 environment in which every printed value is escaped.

    Parameters
    ----------
    escape
        The escape of a text format, applied to every value that is not `Raw`; None for HTML,
        where jinja2's own escape applies.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    def finalize(value: Any) -> Any:
        if escape is None or isinstance(value, Raw):
            return value
        return escape(str(value))

    # Markdown and TeX are full of braces: both use <% %> and << >> instead of jinja2's own.
    marks: dict[str, str] = (
        {}
        if escape is None
        else {
            "block_start_string": "<%",
            "block_end_string": "%>",
            "variable_start_string": "<<",
            "variable_end_string": ">>",
            "comment_start_string": "<#",
            "comment_end_string": "#>",
        }
    )
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        # Where jinja2's own escape is off, `finalize` escapes every value for the format at hand.
        autoescape=escape is None,  # noqa: S701
        finalize=finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        **marks,  # type: ignore[arg-type]
    )
