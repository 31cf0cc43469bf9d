"""The probability of the event of Theorem 1, held against its bounds."""

from __future__ import annotations

from fractions import Fraction

from theorems.sco._parts.event import bounds_at, event_in_words
from verify import Tri


def test_the_event_is_held_against_both_bounds():
    """1 − 1/e itself is on the bound from below and 1 above the bound from above."""
    data = {"lower": "1-exp(-1)", "upper": "1-(1-x)*exp(-1)"}
    answers = [bounds_at(data, Fraction(p), 3).answer for p in ("1/2", "13/20", "1")]
    assert answers == [Tri.NO, Tri.YES, Tri.NO]
    assert event_in_words("1/2") == Fraction(1, 2)
