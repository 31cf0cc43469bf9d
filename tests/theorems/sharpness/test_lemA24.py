"""Lemmas A.24 and A.25: verdicts and controls, and broken complexities that turn them red."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace

import pytest

from theorems.sharpness import lemA24, lemA25
from theorems.sharpness._parts import rademacher_checks
from verify.domain import point_text
from verify.evidence import Outcome
from verify.judge import judge
from verify.run.inprocess import evidence, unexpected

MODULES = {"sharpness.lemA24": lemA24, "sharpness.lemA25": lemA25}


@pytest.mark.parametrize("label", MODULES)
def test_readings_and_controls(label):
    """Both bounds are proved, and each leg kills each of its controls."""
    theorem = MODULES[label].THEOREM
    for claim in theorem.claims:
        assert unexpected(theorem, claim.id, without=("property",)) == []
        for reading in claim.readings:
            found = [evidence(theorem, claim.id, leg, role=reading.role) for leg in ("ball", "smt")]
            judged = judge(reading, found)
            assert (judged.verdict, judged.grade) == ("holds", "proved")


def test_one_sample_attains_the_linear_bound():
    """At n = 1 Lemma A.25 is an equality."""
    found = rademacher_checks.linear(
        {"factor": "1", "rate": "1/2"}, {"points": [["3", "4"]], "C": Fraction(5)}
    )
    assert found.margin == 0


def test_an_upper_bound_does_not_refute():
    """Beyond the plane what is above the bound leaves the question open."""
    point = {"points": [["1", "0", "0"]], "B": Fraction(1), "C": Fraction(1)}
    found = rademacher_checks.nets({"factor": "1/2", "rate": "1/2"}, point)
    assert found.answer.name == "UNKNOWN"


@pytest.mark.parametrize(
    ("label", "name"),
    [("sharpness.lemA25", "linear_squares"), ("sharpness.lemA24", "relu_squares")],
)
def test_a_complexity_too_large_is_found(monkeypatch, label, name):
    """Suprema that are five times too large break the bound."""
    right = getattr(rademacher_checks, name)

    def wrong(rows):
        found = right(rows)
        if isinstance(found, tuple):
            return [25 * q for q in found[0]], found[1]
        return [25 * q for q in found]

    monkeypatch.setattr(rademacher_checks, name, wrong)
    found = [evidence(MODULES[label].THEOREM, "bound", leg) for leg in ("ball", "smt")]
    assert Outcome.REFUTES in [e.outcome for e in found]


def test_one_sample_scales_with_the_path_norm():
    """At n = 1 the nets' complexity is C ‖x‖, half of the bound."""
    point = {"points": [["3/5", "4/5"]], "B": Fraction(1), "C": Fraction(3)}
    assert rademacher_checks.nets({"factor": "1", "rate": "1/2"}, point).margin == 0


@pytest.mark.parametrize(("factor", "proved"), [("2", True), ("3/2", False), ("1", False)])
@pytest.mark.parametrize("rate", ["1/2", "rms"])
def test_the_deduction_proves_two_and_no_less(factor, proved, rate):
    """|g| ≤ max(g, 0) + max(−g, 0) costs the factor 2."""
    case = SimpleNamespace(
        constant=lambda name: Fraction(factor),
        data={"rate": rate},
        domain=lemA24.THEOREM.claim("bound").readings[0].domain,
    )
    assert (rademacher_checks._open_step(case, relu=True) == "") is proved


@pytest.mark.parametrize("label", MODULES)
def test_the_recheck_contradicts_no_true_reading(label):
    """At a sweep's points a true reading is not violated by hand either."""
    (claim,) = MODULES[label].THEOREM.claims
    for reading in claim.readings:
        points = reading.domain.points(**MODULES[label].SWEEP)
        few = [point for point in points if len(point["points"]) <= 3]
        assert few
        for point in few:
            assert not claim.recheck(reading.data, point_text(point))["violated"], point
