"""Finite sets: of rationals or of labels."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from verify.finite_sets import Finite, finite

HALF = Fraction(1, 2)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 2], Finite((1, 2))),
        (["1/2", "1"], Finite(("1/2", "1"), rational=True)),
        ([HALF, 1, "2"], Finite(("1/2", "1", "2"), rational=True)),
        (["stay", "1/2"], Finite(("stay", "1/2"))),
        ([1, 1, 2], Finite((1, 2))),
        (["2/4", "1/2"], Finite(("1/2",), rational=True)),
        ([True, 1], Finite((True, 1))),
    ],
)
def test_finite_sets_of_numbers_and_of_labels(values: list[Any], expected: Finite) -> None:
    """Fractions and text such as "1/2" make a set of rationals; labels stay labels."""
    assert finite(values) == expected
