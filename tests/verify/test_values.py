"""The order of values: how long they are to write, then how large."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from verify.values import size


@pytest.mark.parametrize(
    ("shorter", "longer"),
    [
        (1, 2),
        (2, 3),
        (1, -1),
        ("stay", 2),
        (Fraction(1), Fraction(1, 2)),
        ("1/2", "1/100"),
        ([1], [1, 1]),
        ({"a": 1}, {"a": 9}),
    ],
)
def test_sizes(shorter: Any, longer: Any) -> None:
    """Small numerators, denominators and lists come before large ones, plus before minus."""
    assert size(shorter) < size(longer)
