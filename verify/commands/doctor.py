"""``flatcheck doctor``."""

from __future__ import annotations

import sys

from verify.commands.common import OK

__all__ = ["doctor"]


def doctor() -> int:
    """What is installed, what is missing, and what that disables."""
    from verify.run.doctor import examine
    from verify.run.registry import discover

    missing = 0
    for item in examine():
        if item.found is None:
            missing += 1
            sys.stdout.write(f"  missing  {item.name}: without it there is no {item.without}\n")
        else:
            sys.stdout.write(f"  found    {item.name} {item.found}\n")
    registry = discover()
    sys.stdout.write(f"  found    {len(registry.entries)} theorems\n")
    for broken in registry.broken:
        sys.stdout.write(f"  broken   {broken.reason}\n")
    sys.stdout.write("nothing is missing\n" if not missing else f"{missing} missing\n")
    return OK
