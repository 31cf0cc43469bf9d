"""Lemma A.19: its verdicts without the searches, and that broken laws and constants are seen."""

from __future__ import annotations

from fractions import Fraction
from math import cosh, exp

import pytest

from theorems.sharpness._parts import subgaussian
from theorems.sharpness.lemA19 import THEOREM
from verify.run import inprocess
from verify.tri import Tri


@pytest.mark.parametrize("claim", THEOREM.claims, ids=lambda c: c.id)
def test_readings_and_controls(claim):
    """Each reading gets its expected verdict and each control the opposite one, leg by leg."""
    assert inprocess.unexpected(THEOREM, claim.id, without=("property",)) == []


@pytest.mark.parametrize(
    ("a", "s2", "shown"),
    [
        ("1", "1", True),
        ("3/2", "1", True),
        ("2", "53/50", True),
        ("2", "21/20", False),
        ("2", "1", False),
        ("3", "9", True),
        ("3", "5/4", False),
    ],
)
def test_subgaussian_constants(a, s2, shown):
    """cosh t ≤ e^{t²/2}; a law with heavier ends needs σ > 1, and a² is always enough."""
    a, s2 = Fraction(a), Fraction(s2)
    assert subgaussian.is_subgaussian(a, s2) is shown
    p = float(1 / a**2)
    worst = min(
        exp(float(s2) * t * t / 2) - (1 - p + p * cosh(float(a) * t))
        for t in (k / 100 for k in range(1, 500))
    )
    assert (worst >= 0) is shown


@pytest.mark.parametrize("kind", ["product", "common"])
def test_laws_have_covariance_one(kind):
    """Each law has mass 1, E x = 0 and E x xᵀ = I."""
    law = list(subgaussian._law(kind, Fraction(2), 3))
    assert sum(w for w, _ in law) == 1
    for i in range(3):
        assert sum(w * x[i] for w, x in law) == 0
        for j in range(3):
            assert sum(w * x[i] * x[j] for w, x in law) == (i == j)


def test_the_printed_constant_fails_by_little():
    """x = ±2 with probability 1/8 each: 1/4 against 0.2513, with σ² = 53/50."""
    point = {"d": 1, "kind": "product", "a": Fraction(2), "s2": Fraction(53, 50)}
    assert subgaussian.premise(point)
    for factor, answer in (("1/20", Tri.NO), ("1/21", Tri.YES)):
        found = subgaussian.probability({"factor": factor, "bound": "1"}, point)
        assert found.answer is answer


def test_a_law_that_is_not_scaled_raises(monkeypatch):
    """With another E‖x‖² the bound would be about another law."""
    monkeypatch.setattr(subgaussian, "_moments", lambda *_: (Fraction(2), Fraction(4), Fraction(1)))
    point = {"d": 1, "kind": "product", "a": Fraction(1), "s2": Fraction(1)}
    with pytest.raises(ArithmeticError, match="E‖x‖²"):
        subgaussian.probability({"factor": "1", "bound": "1"}, point)


def test_the_event_is_open_and_a_common_zero_needs_the_whole_of_a() -> None:
    """‖x‖² = d/2 does not count, and a common zero needs σ² ≥ a²."""
    from fractions import Fraction
    from math import comb

    from theorems.sharpness._parts.subgaussian import _moments, premise

    p = Fraction(1, 4)
    more = sum(comb(8, k) * p**k * (1 - p) ** (8 - k) for k in range(2, 9))
    assert _moments("product", Fraction(2), 8)[2] == more
    law = {"kind": "common", "a": Fraction(2), "d": 2}
    assert not premise({**law, "s2": Fraction(3)})
    assert premise({**law, "s2": Fraction(4)})
