"""Lemmas A.24 and A.25: verdicts and controls, and broken complexities that turn them red."""

from __future__ import annotations

from fractions import Fraction

import pytest

from theorems.sharpness import lemA24, lemA25
from theorems.sharpness._parts import rademacher_checks
from verify.evidence import Outcome
from verify.judge import judge, killed
from verify.run.execute import run_leg
from verify.run.plan import Options, as_reading, plan
from verify.run.registry import select

MODULES = {"sharpness.lemA24": lemA24, "sharpness.lemA25": lemA25}


def _found(label, claim, role, control):
    tasks = plan(select([label]).entries, Options(methods=("ball", "smt")))
    wanted = [t for t in tasks if (t.claim, t.role, t.control) == (claim, role, control)]
    return [run_leg(MODULES[label].THEOREM, t) for t in wanted]


@pytest.mark.parametrize("label", MODULES)
def test_readings_and_controls(label):
    """Both bounds are proved, and each leg kills each of its controls."""
    for claim in MODULES[label].THEOREM.claims:
        for reading in claim.readings:
            judged = judge(reading, _found(label, claim.id, reading.role, None))
            assert (judged.verdict, judged.grade) == ("holds", "proved")
            for control in reading.controls:
                variant = as_reading(reading, control)
                found = _found(label, claim.id, reading.role, control.name)
                assert killed("holds", [judge(variant, [e]) for e in found]), control.name


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
    assert Outcome.REFUTES in [e.outcome for e in _found(label, "bound", "printed", None)]
