"""Sets of numbers: ends, what is drawn between them and close to them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import find

from verify.number_sets import rationals


def test_a_narrow_interval_is_drawn_from() -> None:
    """An interval narrower than a thousandth, with long ends, has points to draw."""
    narrow = rationals("1/3001 <", "< 1/3000")
    assert narrow.contains(find(narrow.strategy(), lambda q: True))


def test_an_edge_of_an_open_end_is_close_to_it() -> None:
    """0 < η is swept near 0 and far from it; the end itself is left out."""
    edges = rationals("0 <").edges()
    assert Fraction(1, 1000) in edges and 50 in edges and 0 not in edges


@pytest.mark.parametrize("low", ["0", "< 0", "0 < 1", "0 ="])
def test_ends_are_written_one_way(low: str) -> None:
    """An end that is not written like "0 <" is refused with the text."""
    with pytest.raises(ValueError, match=r"expected ends such as '0 <'"):
        rationals(low)
