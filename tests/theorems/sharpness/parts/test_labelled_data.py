"""Samples with labels: roots, and data that are refused."""

from __future__ import annotations

from fractions import Fraction

import pytest

from theorems.sharpness._parts.labelled_data import labelled, root
from theorems.sharpness._parts.labelled_sets import labelled_sets


def test_roots_are_exact_or_refused():
    """A rational root is found, an irrational one is refused."""
    assert root(Fraction(27, 4096), 3) == Fraction(3, 16)
    with pytest.raises(ValueError, match="irrational"):
        root(Fraction(2), 2)


@pytest.mark.parametrize(
    "bad", [{"X": [], "y": []}, {"X": [[0]], "y": []}, {"X": [[0], [1, 2]], "y": [1, 1]}]
)
def test_malformed_data_is_refused(bad):
    """Data without samples, or with rows and labels that do not fit, raise and belong to no set."""
    with pytest.raises(ValueError, match="data must hold"):
        labelled(bad)
    assert not labelled_sets().contains(bad)
