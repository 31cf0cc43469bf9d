"""Supports for Proposition A.1, and what its domains are made of."""

from __future__ import annotations

from theorems.sharpness._parts.few_coordinates_support import read, supports
from verify import Premise

__all__ = ["ALL", "CIRCLE", "EQUAL", "NONZERO", "ONE", "PROGRAMS", "SIGNS", "UNIT", "ZERO"]

ONE = {"V": [["2"]], "W": [["1"]], "y": ["3"], "S": [[0, "2"]]}
ZERO = {"V": [["2"]], "W": [["1"]], "y": ["0"], "S": [[0, "2"]]}
SIGNS = {
    "V": [["1"], ["-1"]],
    "W": [["1"], ["-1"]],
    "y": ["2", "-8"],
    "S": [[0, "1", "1"], [1, "1", "-1"], [0, "-1", "1"], [0, "1", "1"]],
}
UNEQUAL = {
    "V": [["0"], ["3/4"]],
    "W": [["-1"], ["1"]],
    "y": ["5/4", "-5"],
    "S": [[0, "3/4"], [1, "0"], [0, "-3/4"]],
}
CIRCLE = {
    "V": [["3/5", "4/5"], ["-3/5", "4/5"], ["0", "-1"]],
    "W": [["3/5", "4/5"], ["-3/5", "4/5"], ["0", "-1"]],
    "y": ["3/2", "-6", "0"],
    "S": [[0, "1/2"], [1, "1/2"], [2, "-1/2"], [1, "-1/2"]],
}
SQUARE = {
    "V": [["2", "2"], ["2", "-2"]],
    "W": [["0", "1"], ["0", "-1"]],
    "y": ["3", "-12"],
    "S": [[0], [1], [0]],
}
EVERY = (ONE, ZERO, SIGNS, UNEQUAL, CIRCLE, SQUARE)
ALL = supports(*EVERY, zero=True)
NONZERO = supports(ONE, SIGNS, UNEQUAL, SQUARE, zero=False)
PROGRAMS = [ONE, SIGNS, UNEQUAL, SQUARE]


def _norms(p: object) -> set[object]:
    return {sum(a * a for a in v) for v in read(p["data"]).V}  # type: ignore[index]


EQUAL = Premise("‖v_k‖ = v for all k", lambda p: len(_norms(p)) == 1)
UNIT = Premise("w_k = v_k", lambda p: read(p["data"]).V == read(p["data"]).W)
