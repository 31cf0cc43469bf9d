"""A witness as a script of its own: it recomputes the numbers with the standard library alone."""

from __future__ import annotations

import builtins
import inspect
import json
import textwrap
import types
from collections.abc import Mapping
from typing import Any

from verify.domain import point_text
from verify.statement import Claim, Reading, Theorem

__all__ = ["WitnessError", "confirmed", "script"]

Point = Mapping[str, Any]


class WitnessError(ValueError):
    """A witness that no script can recompute."""


def confirmed(claim: Claim, reading: Reading, point: Point) -> bool:
    """Whether `point` lies in the reading's domain and the re-check finds the claim violated."""
    try:
        if not reading.domain.contains(reading.domain.parse(point)):
            return False
        return claim.recheck(point_text(reading.data), dict(point)).get("violated") is True
    except Exception:
        return False


def script(theorem: Theorem, claim: Claim, reading: Reading, point: Point) -> str:
    """A Python script that prints the numbers at `point` and exits 1 where the claim is violated.

    Raises
    ------
    WitnessError
        If the claim's re-check is not self-contained.
    """
    try:
        source = textwrap.dedent(inspect.getsource(claim.recheck))
    except (OSError, TypeError) as error:
        msg = f"{theorem.label}/{claim.id}: the source of the re-check cannot be read"
        raise WitnessError(msg) from error
    function = claim.recheck.__name__
    where = f"{theorem.label}/{claim.id}"
    tree = claim.recheck.__code__ if isinstance(claim.recheck, types.FunctionType) else None
    foreign = sorted(_globals(tree)) if tree is not None else [function]
    if not function.isidentifier() or foreign:
        msg = f"{where}: the re-check is not self-contained, it uses {', '.join(foreign)}"
        raise WitnessError(msg)
    paper = theorem.paper
    about = "\n".join(
        [
            *textwrap.wrap(
                f"{theorem.number} of {paper.title}, {paper.authors}, {paper.source}.", 94
            ),
            "",
            *textwrap.wrap(theorem.statement, 96),
            "",
            f"Claim {claim.id!r}, as {reading.role}:",
            *textwrap.wrap(reading.statement, 96),
            "",
            "This script evaluates both sides of the claim at one point that meets its hypotheses,",
            "in exact arithmetic with the standard library alone. It prints the numbers and exits",
            "with 1 if the claim is violated there, with 0 if it holds.",
        ]
    )
    return _FRAME.format(
        about=about.replace("\\", "\\\\").replace('"""', "'''"),
        data=_literal(point_text(reading.data)),
        point=_literal(point_text({n: point[n] for n in reading.domain.parameters})),
        source=source.rstrip(),
        function=function,
    )


_FRAME = '''"""{about}
"""

from __future__ import annotations

import sys

DATA = {data}

POINT = {point}


{source}


if __name__ == "__main__":
    result = {function}(DATA, POINT)
    for name, value in {{**POINT, **result}}.items():
        line = f"{{name}} = {{value}}\\n"
        sys.stdout.write(line.encode("ascii", "backslashreplace").decode("ascii"))
    sys.exit(1 if result["violated"] else 0)
'''


def _literal(data: Mapping[str, Any]) -> str:
    # JSON data without true, false and null is a Python literal; those three are spelt anew
    import pprint

    plain = json.loads(json.dumps(data))
    return pprint.pformat(plain, width=96, sort_dicts=False)


def _globals(code: types.CodeType) -> set[str]:
    """The global names that a function reads and that Python does not define."""
    import dis

    found = {
        str(i.argval)
        for i in dis.get_instructions(code)
        if i.opname in {"LOAD_GLOBAL", "LOAD_NAME"} and not hasattr(builtins, str(i.argval))
    }
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            found |= _globals(constant)
    return found
