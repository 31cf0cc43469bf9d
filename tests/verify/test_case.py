"""What a leg is handed: constants, profiles, and a stream of its own."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from verify import Case, Domain
from verify.case import PROFILES, leg_seed


def case(**fields: Any) -> Case:
    """A case of a made-up leg."""
    return Case("a.b", "c", "d", {"half": "1/2", "two": 2}, Domain(), **{"seed": 1, **fields})


def test_constants_are_exact() -> None:
    """A constant of the data is a Fraction, from text or from an int."""
    assert case().constant("half") == Fraction(1, 2)
    assert case().constant("two") == 2


def test_only_the_quick_profile_is_quick() -> None:
    """Every profile but "quick" takes the wide range."""
    assert [case(profile=p).pick(1, 2) for p in PROFILES] == [1, 2, 2]


def test_one_seed_gives_one_stream() -> None:
    """Two cases with one seed draw the same numbers, another seed draws others."""
    draws = [case(seed=s).rng().integers(10**9) for s in (1, 1, 2)]
    assert draws[0] == draws[1] != draws[2]


def test_each_leg_has_a_stream_of_its_own() -> None:
    """Seed, label, claim and leg each change the stream, and where they are cut matters."""
    places = [(0, "a", "b", "c"), (1, "a", "b", "c"), (0, "ab", "", "c"), (0, "a", "bc", ""),
              (0, "a", "b", "d"), (0, "a.b", "", "c")]  # fmt: skip
    seeds = [leg_seed(*place) for place in places]
    assert len(set(seeds)) == len(seeds)
    assert all(0 <= s < 2**64 for s in seeds)


@pytest.mark.parametrize("seed", [0, 1, 2**70])
def test_seeds_do_not_change_between_versions(seed: int) -> None:
    """A leg's seed is the same in every process and on every machine."""
    import hashlib

    text = f"{seed}\0sco.thm6\0gap\0exact"
    expected = int(hashlib.sha256(text.encode()).hexdigest()[:16], 16)
    assert leg_seed(seed, "sco.thm6", "gap", "exact") == expected
