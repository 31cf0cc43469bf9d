"""Lemma 5's bound for two samples over the whole class."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from theorems.sco._parts.stability_worst_case import by_hand, estimate_at
from verify import replay
from verify.solvers.performance import UnprovedError, certify

DATA = {"a": "1/3", "b": "1/3", "c": "1/3", "factor": "1"}


def point(T: int, eta: str, beta: str = "1") -> dict[str, Any]:
    """T steps of size η."""
    return {"T": T, "eta": Fraction(eta), "beta": Fraction(beta)}


@pytest.mark.parametrize("beta", ["1", "5/3"])
@pytest.mark.parametrize("rate", ["1/2", "1/4", "1/20"])
@pytest.mark.parametrize("T", [1, 2, 3])
def test_a_third_serves(T: int, rate: str, beta: str) -> None:
    """In place of 24, 96 and 768, each with a certificate that replays."""
    at = point(T, str(Fraction(rate) / Fraction(beta)), beta)
    certificate = certify("sco.lem5/worst_case", [estimate_at(DATA, at)])
    assert replay.check(certificate).accepted
    assert not by_hand(DATA, {name: str(value) for name, value in at.items()})["violated"]


@pytest.mark.parametrize(
    ("T", "factor", "broken"), [(2, "1/100", True), (3, "8878/10000", True), (3, "89/100", False)]
)
def test_less_than_eight_ninths_of_a_third_does_not(T: int, factor: str, broken: bool) -> None:
    """At T = 3 and ηβ = 1/2 two runs on w²/2 attain 0.88788 of it."""
    less = {**DATA, "factor": factor}
    assert by_hand(less, {"T": str(T), "eta": "1/2", "beta": "1"})["violated"] is broken
    if broken:
        with pytest.raises(UnprovedError):
            certify("sco.lem5/worst_case", [estimate_at(less, point(T, "1/2"))])


@pytest.mark.parametrize("term", ["a", "b", "c"])
def test_each_term_is_needed(term: str) -> None:
    """Without one of the three terms a run breaks what is left."""
    less = {**DATA, term: "0"}
    assert by_hand(less, {"T": "3", "eta": "1/2", "beta": "1"})["violated"]


def test_one_step_apart_is_no_distance() -> None:
    """At T = 1 both outputs are w_1, and any bound that is positive is proved."""
    tiny = {**DATA, "factor": "1/1000000"}
    certificate = certify("sco.lem5/worst_case", [estimate_at(tiny, point(1, "1/2"))])
    assert replay.check(certificate).accepted
