"""The class-wide bounds of Lemma 1, Theorems 2 and 5, and the function that attains them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from theorems.sco import PAPER
from theorems.sco._parts.upper_worst_case import by_hand, cycle, estimate_at, worst_case
from verify import Theorem, replay
from verify.evidence import Evidence
from verify.run.inprocess import evidence
from verify.solvers.performance import certify, perturbed, proof_of
from verify.solvers.performance import worst_case as bracket_of

SHARP = {"method": "given", "constants": "sharp", "start": "1", "factor": "1"}


def theorem(label: str, method: Any) -> Theorem:
    """A theorem that holds the two claims."""
    return Theorem(
        label=label,
        paper=PAPER,
        number="Lemma 1",
        title="Regret",
        kind="lemma",
        statement="the bound",
        hypotheses=("the class",),
        claims=(worst_case(method), cycle),
    )


@pytest.mark.parametrize(
    ("label", "method"), [("sco.lem1", "given"), ("sco.thm2", "argmax"), ("sco.thm5", "ascent")]
)
@pytest.mark.parametrize("role", ["printed", "sharpened"])
def test_the_bounds_come_with_certificates(label: str, method: Any, role: Any) -> None:
    """Each of the class-wide bounds is supported, with a certificate that replays."""
    found = evidence(theorem(label, method), "worst_case", "pep", role=role)
    assert isinstance(found, Evidence) and found.outcome == "supports"
    assert found.certificate is not None and replay.check(found.certificate).accepted


@pytest.mark.parametrize("eta", ["1/4", "1", "1/100"])
@pytest.mark.parametrize("T", [1, 6, 16])
def test_the_multipliers_of_the_identity_are_exact(T: int, eta: str) -> None:
    """2c/T, (2c − 1)/T and 2βc²/T prove the sharpened bound with no solver, β = 3."""
    point = {"T": T, "eta": Fraction(eta) / 3, "beta": Fraction(3)}
    estimate = estimate_at(SHARP, point)
    assert estimate.multipliers is not None and proof_of(estimate).bound == 0
    assert replay.check(certify("sco.lem1/worst_case", [estimate])).accepted


def test_the_sharpened_constants_are_least_up_to_the_last_distance() -> None:
    """At T = 12 the worst case over the class is within 1 % of the sharpened bound."""
    c = Fraction(4, 7)
    bound = c / (Fraction(1, 4) * 12) * Fraction(1, 49) + 2 * c * c
    found = bracket_of(perturbed(12, "1/4", 1, radius="1/7"))
    assert bound * Fraction(99, 100) < found.lower <= found.upper < bound * Fraction(1001, 1000)


@pytest.mark.parametrize("method", ["given", "argmax"])
def test_the_recheck_sees_a_constant_that_is_too_small(method: str) -> None:
    """By hand: nothing breaks at the factor 1, and 1/4 of the second term is broken."""
    point = {"T": "3", "eta": "1/4", "beta": "2"}
    data = {**SHARP, "method": method}
    assert not by_hand(data, point)["violated"]
    assert by_hand({**data, "factor": "1/4"}, point)["violated"]
    assert by_hand({**data, "start": "1/10"}, {**point, "T": "1"})["violated"]
