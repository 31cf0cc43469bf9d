"""Demand that two reports agree on every verdict, grade and killed control.

Machines may differ in a solver's last digits, so the reports are not compared byte for byte.
"""

import json
import sys
from pathlib import Path


def verdicts(path: str) -> dict[str, object]:
    """What a report decides, by theorem, claim and reading."""
    report = json.loads(Path(path).read_text())
    return {
        f"{t['label']}/{c['id']} ({c['reading']})": (
            c["verdict"],
            c["grade"],
            c["vacuous"],
            tuple((k["name"], k["killed"]) for k in c["controls"]),
        )
        for t in report["theorems"]
        for c in t["claims"]
    }


def main(committed: str, fresh: str) -> int:
    """Exit status 1, and a line for each difference, if the reports disagree."""
    old, new = verdicts(committed), verdicts(fresh)
    different = [k for k in sorted(old.keys() | new.keys()) if old.get(k) != new.get(k)]
    for key in different:
        sys.stderr.write(f"{key}: committed {old.get(key)}, now {new.get(key)}\n")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
