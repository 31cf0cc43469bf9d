"""``flatcheck list``."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from verify.commands.common import BROKEN, OK, say, selected

if TYPE_CHECKING:
    from verify.run.registry import Entry

__all__ = ["list_theorems"]


def list_theorems(
    *selectors: str, as_json: Annotated[bool, Parameter(name="--json", negative="")] = False
) -> int:
    """List the theorems with their claims.

    Parameters
    ----------
    selectors
        Labels, prefixes (sco, sco.thm3) or paths of theorem modules; all if none are given.
    as_json
        Print JSON data.
    """
    registry = selected(selectors)
    if as_json:
        rows = [_row(entry) for entry in registry.entries]
        rows += [{"label": b.label, "broken": b.reason} for b in registry.broken]
        rows.sort(key=lambda row: str(row["label"]))
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    else:
        width = max((len(e.label) for e in registry.entries), default=0)
        for entry in registry.entries:
            theorem = entry.theorem
            count = len(theorem.claims)
            errata = len(theorem.errata)
            tail = f"{count} claim{'s' if count != 1 else ''}"
            tail += f", {errata} errat{'a' if errata != 1 else 'um'}" if errata else ""
            sys.stdout.write(
                f"{entry.label:<{width}}  {theorem.number}: {theorem.title} ({tail})\n"
            )
    for broken in registry.broken:
        say(broken.reason)
    return BROKEN if registry.broken else OK


def _row(entry: Entry) -> dict[str, Any]:
    theorem = entry.theorem
    return {
        "label": theorem.label,
        "paper": theorem.paper.key,
        "number": theorem.number,
        "title": theorem.title,
        "kind": theorem.kind,
        "rests_on": list(theorem.rests_on),
        "claims": [
            {
                "id": claim.id,
                "readings": {r.role: r.expected for r in claim.readings},
                "methods": sorted({leg.method for leg in claim.legs}),
                "controls": sum(len(r.controls) for r in claim.readings),
            }
            for claim in theorem.claims
        ],
        "errata": [e.id for e in theorem.errata],
    }
