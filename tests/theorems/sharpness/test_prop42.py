"""Proposition 4.2: its verdicts without the searches, and that broken constructions turn it red."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import partial

import pytest

from theorems.sharpness._parts import xor_checks
from theorems.sharpness.prop42 import THEOREM
from verify import replay
from verify.evidence import Outcome
from verify.judge import judge
from verify.run import inprocess
from verify.tri import Tri

outcome = partial(inprocess.evidence, THEOREM)


@pytest.mark.parametrize("claim", THEOREM.claims, ids=lambda c: c.id)
def test_readings_and_controls(claim):
    """Each reading gets its expected verdict and each control the opposite one, leg by leg."""
    assert inprocess.unexpected(THEOREM, claim.id, without=("property",)) == []


def test_smallest_witnesses():
    """The errata stand on the smallest instances, all at d = 2."""
    points = {
        "function": ("enumeration", {"d": 2, "r": "1"}),
        "radius": ("exact", {"d": 2, "s": "2"}),
        "existence": ("exact", {"d": 2, "n": 1}),
        "spare": ("exact", {"d": 2, "width": 5}),
        "zero_one": ("enumeration", {"d": 2}),
    }
    for claim, (leg, point) in points.items():
        assert outcome(claim, leg).witness.point == point


def test_existence_is_proved_for_all_n_from_three():
    """Exact nets and z3 together cover every d and every n ≥ 3."""
    reading = THEOREM.claim("existence").reading("corrected")
    found = [outcome("existence", leg, role="corrected") for leg in ("exact", "smt")]
    judged = judge(reading, found)
    assert (judged.verdict, judged.grade) == ("holds", "proved")


def test_printed_radius_is_right_only_without_xor():
    """(d² + 1)^{1/4} = (d + 1)^{1/4} at d = 1 alone, and there x[2] does not exist."""
    data = {"fourth": "d^2+1"}
    for d in (2, 3, 10, 100):
        best = Fraction(int((d + 1) ** 0.5 * 2**20), 2**20)
        found = xor_checks.flattest_radius(data, {"d": d, "s": best})
        assert found.margin < 0


def test_convex_leg_shows_the_exact_trace():
    """At d = 15 the net of Eq. (5) is rational, and its trace 16 stands beside the program's."""
    found = outcome("minimal", "convex")
    (row,) = [row for row in found.detail["numbers"] if row["d"] == 15]
    assert (row["d"], row["second_differences"], row["closed_form_squared"]) == (15, "16", "256")
    assert found.certificate["claim"] == "sharpness.prop42/minimal"


def test_minimality_is_proved_at_all_samples():
    """z3 covers every width, d and n, and the exact leg decides both sides at its samples."""
    reading = THEOREM.claim("minimal").reading("printed")
    judged = judge(reading, [outcome("minimal", leg) for leg in ("smt", "exact")])
    assert (judged.verdict, judged.grade) == ("holds", "proved")


@pytest.mark.parametrize(
    ("factor", "which"), [("1001/1000", "multiplier²"), ("999/1000", "attained²")]
)
def test_least_trace_is_decided_on_both_sides(factor, which):
    """A claimed minimum that is too high is not below every net, one too low is not attained."""
    point = {"data": {"X": [[1, 1], [1, -1]], "y": [1, -1]}}
    found = xor_checks.least({"factor": factor}, point)
    assert found.answer is Tri.NO and found.values["which"] == which


def test_the_program_owes_nothing_to_the_closed_form():
    """The program's bracket holds 4√(d+1) strictly: its lower end is not the closed form's."""
    found = outcome("minimal", "convex")
    for row in found.detail["numbers"]:
        low, high = row["program_squared"].removeprefix("in [").rstrip("]").split(", ")
        assert Fraction(low) < Fraction(row["closed_form_squared"]) < Fraction(high)


def test_every_drawn_training_set_is_within_a_certified_distance():
    """Up to d = 4 and n = 8 the optimum and 4√(d+1) differ by less than 10⁻⁴, certified."""
    found = outcome("minimal", "convex")
    drawn = [row for row in found.detail["numbers"] if row["d"] <= 4]
    assert {(2, 8), (3, 8), (4, 8)} <= {(row["d"], row["n"]) for row in drawn}
    assert all(Fraction(row["distance"].removeprefix("≤ ")) < Fraction(1, 10**4) for row in drawn)


def test_the_certificate_holds_every_training_set():
    """One certificate proves a bracket for each; among them the design is rank-deficient thrice."""
    found = outcome("minimal", "convex")
    instances = found.certificate["parameters"]["instances"]
    assert len(instances) == found.cases >= 10
    statement = replay.check(found.certificate).statement
    assert statement.count("lies in") == found.cases and statement.count(", rank ") >= 3


def test_a_missing_corner_taken_for_another_is_found():
    """Three neurons for (1, 1) do not serve samples without (−1, −1): each case is visited."""
    data = {"neurons": "3", "confused": True}
    assert xor_checks.exists(data, {"d": 2, "n": 3}).answer is Tri.NO
    assert xor_checks.exists(data | {"confused": False}, {"d": 4, "n": 3}).answer is Tri.YES


def _broken(make, **changes):
    def broken(*args, **keywords):
        return make(*args, **{**keywords, **changes})

    return broken


@pytest.mark.parametrize(
    ("changes", "claim", "leg"),
    [
        ({"shift": Fraction(1, 3)}, "function", "enumeration"),
        ({"scale": Fraction(-1)}, "function", "enumeration"),
        ({"scale": Fraction(-1)}, "zero_one", "enumeration"),
        ({"shift": Fraction(1, 3)}, "trace", "exact"),
        ({"index": "2i+j"}, "existence", "exact"),
        ({"spare": Fraction(1, 10)}, "spare", "exact"),
    ],
)
def test_broken_nets_are_found(monkeypatch, changes, claim, leg):
    """A shifted bias, a flipped sign, a shifted index, a live spare neuron: each is found."""
    monkeypatch.setattr(xor_checks, "eq5", _broken(xor_checks.eq5, **changes))
    role = "corrected" if THEOREM.claim(claim).reading("corrected") else "printed"
    assert outcome(claim, leg, role=role).outcome is Outcome.REFUTES


def test_broken_third_neuron_is_found(monkeypatch):
    """A third neuron of the wrong size computes another value at the missing corner."""
    make = xor_checks.three_neurons

    def broken(*args, **keywords):
        net = make(*args, **keywords)
        return replace(net, W2=(*net.W2[:-1], net.W2[-1] * 2))

    monkeypatch.setattr(xor_checks, "three_neurons", broken)
    assert outcome("existence", "exact", role="corrected").outcome is Outcome.REFUTES


def test_false_proof_of_impossibility_raises(monkeypatch):
    """If the corners did not balance, the argument for one and two neurons would not be used."""
    monkeypatch.setattr(xor_checks, "CORNERS", ((1, 1), (1, -1), (-1, 1), (-1, 1)))
    with pytest.raises(ArithmeticError, match="alternating sums"):
        xor_checks.exists({"neurons": "3"}, {"d": 2, "n": 2})
