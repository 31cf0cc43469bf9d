"""Least half-spaces, and samples of the cube."""

from __future__ import annotations

from itertools import product

import pytest

from theorems.sharpness._parts import halfspaces_samples
from verify.tri import Tri


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
    assert least == set(halfspaces_samples.minimal_sets(d))


def test_counts_go_through_every_sample():
    """The multiplicities of all counts of 5 draws from 4 corners add up to 4⁵."""
    assert sum(ways for _, ways in halfspaces_samples._counts(5, 4)) == 4**5


def test_the_rate_is_measured():
    """At d = 2, n = 8 the probability 0.377 lies below 4e^{−n/4} and above 4e^{−n/3}."""
    point = {"d": 2, "n": 8}
    assert halfspaces_samples.samples({"rate": "4"}, point).answer is Tri.YES
    assert halfspaces_samples.samples({"rate": "3"}, point).answer is Tri.NO


def test_half_spaces_that_are_too_small_are_found(monkeypatch):
    """A set without corners is never hit, so that every sample is bad."""
    monkeypatch.setattr(halfspaces_samples, "minimal_sets", lambda d: (frozenset(),))
    assert halfspaces_samples.samples({"rate": "4"}, {"d": 2, "n": 8}).answer is Tri.NO
