"""Lemma 5's bound for two samples over the whole class."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from theorems.sco._parts.stability_worst_case import by_hand, estimate_at
from verify import replay
from verify.solvers.performance import UnprovedError, certify

DATA = {"a": "1/4", "b": "1", "c": "1", "factor": "1"}


def point(T: int, eta: str) -> dict[str, Any]:
    """T steps of size η, β = 1."""
    return {"T": T, "eta": Fraction(eta), "beta": Fraction(1)}


@pytest.mark.parametrize("eta", ["1/2", "1/4", "1/20"])
@pytest.mark.parametrize("T", [2, 3])
def test_a_quarter_one_and_one_serve(T: int, eta: str) -> None:
    """In place of 24, 96 and 768, each with a certificate that replays."""
    certificate = certify("sco.lem5/worst_case", [estimate_at(DATA, point(T, eta))])
    assert replay.check(certificate).accepted


def test_a_hundredth_of_them_does_not() -> None:
    """One run stays, the other steps: 1/100 of the bound is not proved, and broken by hand."""
    less = {**DATA, "factor": "1/100"}
    with pytest.raises(UnprovedError, match="no interior"):
        certify("sco.lem5/worst_case", [estimate_at(less, point(2, "1/2"))])
    assert by_hand(less, {"T": "2", "eta": "1/2", "beta": "1"})["violated"]
    assert not by_hand(DATA, {"T": "2", "eta": "1/2", "beta": "1"})["violated"]
