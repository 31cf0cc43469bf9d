"""Samples of P_xor for Proposition 4.1, and what its domains are made of."""

from __future__ import annotations

from theorems.sharpness._parts.labelled_sets import xor_samples
from verify import Premise, rationals

__all__ = ["AGAIN", "MORE", "ONCE", "ONE", "POSITIVE", "SAMPLES", "SMALL", "TWICE"]

ONE = {"X": [[1, 1]], "y": [1]}
TWICE = {"X": [[1, 1], [1, 1]], "y": [1, 1]}
AGAIN = {"X": [[1, 1], [1, -1], [1, 1]], "y": [1, -1, 1]}
MORE = {"X": [[1, 1], [1, -1], [-1, 1], [-1, -1], [1, 1]], "y": [1, -1, -1, 1, 1]}
SPACE = {"X": [[1, 1, 1], [1, -1, 1], [-1, 1, -1], [1, 1, 1]], "y": [1, -1, -1, 1]}
WIDE = {"X": [[1] * 5, [1, -1, 1, 1, 1], [1, 1, 1, 1, -1]], "y": [1, -1, 1]}
SAMPLES = xor_samples(ONE, TWICE, AGAIN, MORE, SPACE, WIDE, dimensions=(2, 3))


def _distinct(p: object) -> bool:
    X = p["data"]["X"]  # type: ignore[index]
    return all(x not in X[:i] for i, x in enumerate(X))


ONCE = Premise("every sample once", _distinct)
SMALL, POSITIVE = rationals("0 <", "< 2"), rationals("0 <")
