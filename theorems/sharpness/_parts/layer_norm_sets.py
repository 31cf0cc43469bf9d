"""What Theorem 5.1 and Lemma A.12 range over and are swept over.

‖x'‖ is rational on the data sets, and each ‖x'‖|y| is a square, so that for the ε of `SQUARES` the
printed nets are rational.
"""

from __future__ import annotations

from typing import Any

from theorems.sharpness._parts import memorizing_sets as sets
from theorems.sharpness._parts.labelled_sets import labelled_sets
from theorems.sharpness._parts.layer_norm_checks import small
from verify.domain import Domain, Premise, finite, rationals

__all__ = [
    "ANY_SAMPLES",
    "BETWEEN",
    "DISTINCT",
    "EVERY",
    "FEWER",
    "LINE",
    "NEAR",
    "NEARLY",
    "NONZERO_PAIRS",
    "ONLY_EQUAL",
    "OWN",
    "PAIRS",
    "PATHS",
    "POSITIVE",
    "PROGRAMS",
    "SAMPLES",
    "SQUARES",
    "SUFFICIENT",
    "SWEEP",
    "WIDER",
    "ZEROS",
]

POSITIVE = rationals("0 <")
SMALL = rationals("0 <", "< 1")
SQUARES = ["1/10000", "1/4", "1", "25/16", "16/9", "9/4", "4", "9", "100"]

SUFFICIENT = Premise("ε < ‖x_i'‖|y_i| where y_i ≠ 0", small)
DISTINCT = Domain({"data": sets.NONZERO, "eps": POSITIVE, "delta": SMALL})
EVERY = DISTINCT.widened(data=sets.ALL)
SAMPLES = DISTINCT.widened(data=sets.REPEATED)
PAIRS = Domain({"data": sets.ALL, "eps": POSITIVE})
NONZERO_PAIRS = PAIRS.widened(data=sets.NONZERO)
ANY_SAMPLES = PAIRS.widened(data=labelled_sets(sets.ONE, sets.MIDDLE, sets.TWICE))
LINE = Domain({"data": finite([sets.LINE]), "eps": rationals("0 <", "<= 2"), "kappa": POSITIVE})
ONLY_EQUAL = finite([sets.LINE | {"y": ["1", "1", "1"]}])

OWN: dict[str, Any] = {
    "threshold": "1/2",
    "height": "2",
    "spare": "printed",
    "sign": True,
    "radius": "1",
    "net": "own",
    "excess": "0",
}
NEARLY = {"radius": "1001/1000"}

EPS = ["1/10000", "1", "16/9", "100"]
SWEEP: dict[str, Any] = {
    "data": [sets.ONE, sets.TWO, sets.TWICE, sets.AGAIN, sets.MIDDLE],
    "eps": EPS,
    "delta": ["1/2", "1"],
}
WIDER: dict[str, Any] = {
    "data": [*SWEEP["data"], sets.FOUR, sets.FIVE, sets.SHARED],
    "eps": SQUARES,
    "delta": ["1/1000", "1/2", "999/1000", "1", "3/2"],
}
ZEROS: dict[str, Any] = {
    "data": [sets.NULL, sets.THREE, sets.ONE],
    "eps": EPS,
    "delta": ["1/2"],
}
PATHS: dict[str, Any] = {"data": [sets.NULL, sets.ONE, sets.TWO], "eps": EPS}
PROGRAMS: dict[str, Any] = {
    "data": [sets.NULL, sets.ONE, sets.TWO, sets.THREE],
    "eps": ["1/100", "4", "100"],
}
FEWER: dict[str, Any] = {"data": [sets.NULL, sets.ONE, sets.TWO], "eps": ["4", "100"]}
BETWEEN: dict[str, Any] = {"data": [sets.ONE, sets.MIDDLE, sets.TWICE], "eps": ["1", "100"]}
NEAR: dict[str, Any] = {"eps": ["1/100", "2"], "kappa": ["1/1000000", "1/2", "1", "50"]}
