"""Lemmas A.5 and A.6: verdicts without the searches, and that broken laws and sets are seen."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from theorems.sharpness._parts import halfspaces
from theorems.sharpness.lemA5 import THEOREM
from verify.run import inprocess
from verify.tri import Tri


@pytest.mark.parametrize("claim", THEOREM.claims, ids=lambda c: c.id)
def test_readings_and_controls(claim):
    """Each reading gets its expected verdict and each control the opposite one, leg by leg."""
    assert inprocess.unexpected(THEOREM, claim.id, without=("property",)) == []


@pytest.mark.parametrize(("kind", "d"), [("cube", 3), ("switch", 2), ("switch", 4)])
def test_laws_are_symmetric_with_covariance_one(kind, d):
    """Each law has mass 1, is symmetric and has E x xᵀ = I."""
    law = list(halfspaces._law(kind, d))
    weights = {x: q for q, x in law}
    assert sum(weights.values()) == 1
    assert all(weights[tuple(-v for v in x)] == q for x, q in weights.items())
    for i in range(d):
        for j in range(d):
            assert sum(q * x[i] * x[j] for q, x in law) == (i == j)


@pytest.mark.parametrize(("d", "grid"), [(2, 2), (3, 2), (4, 3)])
def test_least_half_spaces_are_those_of_a_grid(d, grid):
    """The rays' sets are the least ones among all w of an integer grid that holds every face."""
    corners = list(product((1, -1), repeat=d))
    sets = {
        frozenset(
            k for k, x in enumerate(corners) if sum(a * b for a, b in zip(w, x, strict=True)) > 0
        )
        for w in product(range(-grid, grid + 1), repeat=d)
        if any(w)
    }
    least = {s for s in sets if not any(other < s for other in sets)}
    assert least == set(halfspaces.minimal_sets(d))


def test_the_switch_leaves_nothing_of_d():
    """At w = e_1 the mean is 1/2 for d = 2 and for d = 8, where the cube has d/2."""
    for d in (2, 8):
        w = (Fraction(1), *[Fraction(0)] * (d - 1))
        assert halfspaces._halves("switch", w)[1] == Fraction(1, 2)
        assert halfspaces._halves("cube", w)[1] == Fraction(d, 2)


def test_counts_go_through_every_sample():
    """The multiplicities of all counts of 5 draws from 4 corners add up to 4⁵."""
    assert sum(ways for _, ways in halfspaces._counts(5, 4)) == 4**5


def test_the_rate_is_measured():
    """At d = 2, n = 8 the probability 0.377 lies below 4e^{−n/4} and above 4e^{−n/3}."""
    point = {"d": 2, "n": 8}
    assert halfspaces.samples({"rate": "4"}, point).answer is Tri.YES
    assert halfspaces.samples({"rate": "3"}, point).answer is Tri.NO


def test_half_spaces_that_are_too_small_are_found(monkeypatch):
    """A set without corners is never hit, so that every sample is bad."""
    monkeypatch.setattr(halfspaces, "minimal_sets", lambda d: (frozenset(),))
    assert halfspaces.samples({"rate": "4"}, {"d": 2, "n": 8}).answer is Tri.NO


def test_a_law_that_is_not_scaled_raises(monkeypatch):
    """With another covariance the bound would be about another law."""
    monkeypatch.setattr(halfspaces, "A", Fraction(2))
    point = {"law": "switch", "d": 3}
    with pytest.raises(ArithmeticError, match="covariance"):
        halfspaces.lower({"bound": "C d", "C": "1/8"}, point)


def test_half_of_either_law_is_active_off_its_kinks() -> None:
    """At w = (1, η, η/2, …) the mean is d/2 for η > 0, and 1/2 at the switch for η = 0."""
    from fractions import Fraction

    from theorems.sharpness._parts.halfspaces import tilted
    from theorems.sharpness._parts.halfspaces_by_hand import tilted_by_hand

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
