"""Predicates on the cube and the switch."""

from __future__ import annotations

from fractions import Fraction

import pytest

from theorems.sharpness._parts import halfspaces_laws, halfspaces_switch_checks
from theorems.sharpness._parts.halfspaces_by_hand import tilted_by_hand
from theorems.sharpness._parts.halfspaces_switch_checks import tilted


def test_a_law_that_is_not_scaled_raises(monkeypatch):
    """With another covariance the bound would be about another law."""
    monkeypatch.setattr(halfspaces_laws, "A", Fraction(2))
    point = {"law": "switch", "d": 3}
    with pytest.raises(ArithmeticError, match="covariance"):
        halfspaces_switch_checks.lower({"bound": "C d", "C": "1/8"}, point)


def test_half_of_either_law_is_active_off_its_kinks() -> None:
    """At w = (1, η, η/2, …) the mean is d/2 for η > 0, and 1/2 at the switch for η = 0."""
    for law, eta, share, answer in (
        ("switch", "1/3", "1/2", "YES"),
        ("switch", "1/3", "9/20", "NO"),
        ("switch", "0", "1/2", "NO"),
        ("cube", "0", "1/2", "YES"),
        ("cube", "1/3", "1/2", "YES"),
    ):
        point = {"law": law, "d": 3, "eta": Fraction(eta)}
        assert tilted({"share": share}, point).answer.name == answer
        assert tilted_by_hand({"share": share}, point)["violated"] == (answer == "NO")
