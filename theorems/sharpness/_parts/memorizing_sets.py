"""The data sets that Theorem 4.1 is checked on: sweeps, and the sets that its readings range over.

‖x'‖ is rational on all but `LINE`, and so are the square roots of ‖x'‖/|y|; on the `DEEP_` sets and
where |y| = ‖x'‖ the roots of order 3, 4 and 5 are rational too.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from theorems.sharpness._parts.labelled_sets import extreme_sets, repeated_sets
from verify.domain import finite

__all__ = [
    "ALL",
    "DEEP",
    "DEEP_ALL",
    "DEEP_NULL",
    "DEEP_SWEEP",
    "DEEP_WHOLE",
    "INNER",
    "NONZERO",
    "ONLY_FOUR",
    "ONLY_MIDDLE",
    "ONLY_SHARED",
    "ONLY_TWO",
    "PATHS",
    "PROGRAMS",
    "REPEATED",
    "SWEEP",
    "WHOLE",
    "ZERO_SWEEP",
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
SKEW = {"X": [[0, 0], [1, 1], [2, 2]], "y": ["1", "-1", "1"]}
TWO_TWICE = {"X": [[0], [1], [2], [2]], "y": ["1", "-1", "1", "1"]}
CROSS = {"X": [*SQUARE, [0, 0]], "y": ["1", "-1", "-1", "1", "3"]}
PLANE = {"X": [[2, 2, 0], [2, -2, 4], [-2, 2, -4], [-2, -2, 0], [1, 0, 1]], "y": ["1"] * 4 + ["-2"]}
MIDDLE = {"X": [["-3/4"], [0], ["3/4"]], "y": ["5/4", "-1", "5/4"]}
SHARED = {"X": [[0], ["3/4"]], "y": ["1", "5/4"]}
HUGE = {"X": [[0], ["3/4"]], "y": ["1/1000000000000", "-1250000000000"]}
# labels ‖x'‖ k^60 with k = 1, 2, 1/2: roots of order 2 to 5 are rational
POWER = 60
DEEP_ONE = {"X": [[0]], "y": [str(2**POWER)]}
DEEP_TWO = {"X": [[0], ["3/4"]], "y": ["1", str(-5 * 2 ** (POWER - 2))]}
DEEP_THREE = {"X": SQUARE[:3], "y": ["3", f"-3/{2**POWER}", str(3 * 2**POWER)]}
DEEP_ZERO = {"X": SQUARE[:3], "y": ["3", "0", str(-3 * 2**POWER)]}

SWEEP: dict[str, Any] = {
    "data": [NULL, ONE, TWO, THREE, FOUR, FIVE, TWICE, AGAIN, SHARED, HUGE, MIDDLE],
    "eps": ["1/1000", "999/1000", "3/2"],
}
WHOLE: dict[str, Any] = {**SWEEP, "eps": ["1/1000", "1/2", "999/1000", "1", "3/2"]}
DEEP_SWEEP: dict[str, Any] = {
    "data": [DEEP_ONE, TWO, DEEP_TWO, DEEP_THREE],
    "depth": [2, 3, 4, 5],
    "eps": ["1/1000"],
}
DEEP_WHOLE: dict[str, Any] = {**DEEP_SWEEP, "eps": ["1/1000", "1/2"]}
ZERO_SWEEP: dict[str, Any] = {
    "data": [NULL, TWO, DEEP_ZERO],
    "depth": [2, 3, 4, 5],
    "eps": ["1/2"],
}
PATHS: dict[str, Any] = {"data": [NULL, ONE, TWO, DEEP_TWO], "depth": [2, 3]}
PROGRAMS = [NULL, ONE, TWO, HUGE, THREE, FOUR, FIVE]

ALL = extreme_sets(NULL, ONE, TWO, THREE, FOUR, FIVE, most=3)
NONZERO = extreme_sets(ONE, TWO, FOUR, FIVE, zero=False, most=3)
REPEATED = repeated_sets(TWICE, ONE, AGAIN, most=3)
DEEP = extreme_sets(DEEP_ONE, DEEP_TWO, DEEP_THREE, zero=False, power=POWER, most=2)
DEEP_ALL = extreme_sets(NULL, TWO, DEEP_TWO, DEEP_ZERO, power=POWER, most=2)


def _has_zero(data: Any) -> bool:
    return any(Fraction(str(y)) == 0 for y in data["y"])


DEEP_NULL = replace(
    DEEP_ALL,
    name="sets of extreme points with a label 0",
    accepts=lambda data: DEEP_ALL.accepts(data) and _has_zero(data),
    samples=(NULL, DEEP_ZERO),
    draw=lambda: DEEP_ALL.strategy().filter(_has_zero),
)
ONLY_SHARED = finite([SHARED])
INNER = finite([LINE, SKEW, TWO_TWICE, CROSS, PLANE])
ONLY_MIDDLE = finite([MIDDLE])
ONLY_TWO, ONLY_FOUR = finite([TWO]), finite([FOUR])
