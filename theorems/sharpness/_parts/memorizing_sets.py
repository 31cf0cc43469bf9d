"""The data sets that Theorem 4.1 is checked on: sweeps, and the sets that its readings range over.

‖x'‖ is rational on all but `LINE`, and so are the square roots of ‖x'‖/|y|; on the `DEEP_` sets the
roots of order 3 and 4 are rational too.
"""

from __future__ import annotations

from typing import Any

from theorems.sharpness._parts.labelled_sets import extreme_sets, repeated_sets
from verify.domain import finite

__all__ = [
    "ALL",
    "DEEP",
    "DEEP_SWEEP",
    "NONZERO",
    "ONLY_FOUR",
    "ONLY_LINE",
    "ONLY_MIDDLE",
    "ONLY_TWO",
    "PATHS",
    "PROGRAMS",
    "REPEATED",
    "SWEEP",
]

CUBE = [[1, 1, 1], [1, -1, 1], [-1, 1, -1], [-1, -1, 1]]
SQUARE = [[2, 2], [2, -2], [-2, 2], [-2, -2]]
NULL = {"X": [[0]], "y": ["0"]}
ONE = {"X": [[0]], "y": ["1"]}
TWO = {"X": [[0], ["3/4"]], "y": ["1", "-5/4"]}
THREE = {"X": CUBE[:3], "y": ["2", "0", "-9/2"]}
FOUR = {"X": SQUARE, "y": ["3", "-12", "1/3", "-27/4"]}
FIVE = {"X": [*CUBE, [1, 1, -1]], "y": ["2", "-2", "1/2", "8", "-9/2"]}
TWICE = {"X": [[0], [0]], "y": ["1", "1"]}
AGAIN = {"X": [*SQUARE[:2], [2, 2]], "y": ["3", "-12", "3"]}
LINE = {"X": [[0], [1], [2]], "y": ["1", "-1", "1"]}
MIDDLE = {"X": [["-3/4"], [0], ["3/4"]], "y": ["5/4", "-1", "5/4"]}
DEEP_ONE = {"X": [[0]], "y": ["4096"]}
DEEP_TWO = {"X": [[0], ["3/4"]], "y": ["1", "-5120"]}
DEEP_THREE = {"X": SQUARE[:3], "y": ["3", "-3/4096", "12288"]}

SWEEP: dict[str, Any] = {
    "data": [NULL, ONE, TWO, THREE, FOUR, FIVE, TWICE, AGAIN, MIDDLE],
    "eps": ["1/1000", "1/2", "999/1000", "1", "3/2"],
}
DEEP_SWEEP = SWEEP | {"data": [DEEP_ONE, DEEP_TWO, DEEP_THREE], "depth": [2, 3, 4]}
PATHS: dict[str, Any] = {"data": [NULL, ONE, TWO, DEEP_TWO], "depth": [2, 3]}
PROGRAMS = [NULL, ONE, TWO, THREE, FOUR, FIVE]

ALL = extreme_sets(NULL, ONE, TWO, THREE, FOUR, FIVE, most=3)
NONZERO = extreme_sets(ONE, TWO, FOUR, FIVE, zero=False, most=3)
REPEATED = repeated_sets(TWICE, ONE, AGAIN, most=3)
DEEP = extreme_sets(DEEP_ONE, DEEP_TWO, DEEP_THREE, zero=False, power=12, most=2)
ONLY_LINE, ONLY_MIDDLE = finite([LINE]), finite([MIDDLE])
ONLY_TWO, ONLY_FOUR = finite([TWO]), finite([FOUR])
