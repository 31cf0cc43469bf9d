"""Theorem 4.1: its verdicts without the searches, and that broken constructions turn it red."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import partial

import pytest

from theorems.core import flattest
from theorems.core.flattest_dual import Dual
from theorems.sharpness._parts import memorizing_checks, memorizing_legs, three_numbers
from theorems.sharpness._parts.memorizing_sets import FOUR, LINE, TWO
from theorems.sharpness.thm41 import THEOREM
from verify import legs
from verify.evidence import Outcome
from verify.judge import judge
from verify.run import inprocess

outcome = partial(inprocess.evidence, THEOREM)


@pytest.mark.parametrize("claim", THEOREM.claims, ids=lambda c: c.id)
def test_readings_and_controls(claim):
    """Each reading gets its expected verdict and each control the opposite one, leg by leg."""
    assert inprocess.unexpected(THEOREM, claim.id, without=("property",)) == []


def test_smallest_witnesses():
    """The errata stand on the smallest data: one sample of label 0, two samples at D = 3."""
    points = {
        claim: outcome(claim, "exact").witness.point
        for claim in ("construction", "depth", "deep_zero", "existence", "repeats", "eq4")
    }
    assert points["construction"]["data"] == {"X": [[0]], "y": ["0"]}
    assert points["deep_zero"] == {"data": {"X": [[0]], "y": ["0"]}, "depth": 2, "eps": "1/2"}
    assert points["existence"] == {"data": {"X": [[0]], "y": ["0"]}, "depth": 2}
    assert points["depth"]["depth"] == 3 and len(points["depth"]["data"]["X"]) == 2
    assert points["repeats"]["data"] == {"X": [[0], [0]], "y": ["1", "1"]}
    assert points["eq4"] == {"r": "1", "y": "-1"}


def ends(row):
    """The two ends of the program's bracket."""
    return [Fraction(end) for end in row["program"].removeprefix("in [").rstrip("]").split(", ")]


def test_three_numbers_stand_side_by_side(monkeypatch):
    """Closed form, second differences and the program's own bracket, without its multipliers."""

    def never(*_):
        return Dual((), {}, everywhere=True)

    monkeypatch.setattr(flattest, "closed_form_multipliers", never)
    monkeypatch.setattr(Dual, "value", _none_is_zero(Dual.value))
    found = outcome("minimal", "convex")
    assert found.outcome is Outcome.SUPPORTS
    for row in found.detail["three_numbers"]:
        exact, differences = Fraction(row["closed_form"]), Fraction(row["second_differences"])
        low, high = ends(row)
        assert exact == differences and low <= exact <= high
        assert high - low <= exact / 10**4
        assert (low < exact) is (exact > 0)  # the closed form's multipliers would give it exactly
    assert found.certificate["claim"] == "sharpness.thm41/minimal"


def _none_is_zero(value):
    return lambda dual, data: value(dual, data) if dual.multipliers else Fraction(0)


def test_the_notes_show_the_computed_numbers():
    """What the notes say of the square and of 0, 1, 2 is what the legs find."""
    rows = outcome("minimal", "convex").detail["three_numbers"]
    (square,) = [row for row in rows if row["labels"] == " ".join(FOUR["y"])]
    line, *_ = outcome("least_trace", "convex", role="sharpened").detail["three_numbers"]
    assert f"closed form {square['closed_form']}, second" in THEOREM.notes
    assert f"program {square['program']}; at 0, 1, 2" in THEOREM.notes
    assert f"at most {line['closed_form'].removeprefix('≤ ')}, no such net" in THEOREM.notes
    assert f"program {line['program']}." in THEOREM.notes
    assert ends(line)[0] > 2 * Fraction(line["closed_form"].removeprefix("≤ ")) * Fraction(19, 20)


def test_minimality_is_proved_at_all_data():
    """z3 covers every width and every data set, and an exact leg confirms it."""
    reading = THEOREM.claim("minimal").reading("printed")
    found = [outcome("minimal", leg) for leg in ("smt", "exact")]
    judged = judge(reading, found)
    assert (judged.verdict, judged.grade) == ("holds", "proved")


def test_a_data_set_outside_the_domain_is_not_dropped():
    """The convex leg is undecided where one of its data sets is not extreme."""
    claim = THEOREM.claim("minimal")
    leg = legs.convex(memorizing_legs.least_by_program([TWO, LINE]), name="other")
    claim = replace(claim, legs=(*claim.legs, leg))
    theorem = replace(
        THEOREM, claims=tuple(claim if c.id == claim.id else c for c in THEOREM.claims)
    )
    found = inprocess.evidence(theorem, "minimal", "other")
    assert found.outcome is Outcome.UNDECIDED and "lacks the data set" in found.reason


def _scaled(make, *, factor):
    def broken(*args, **keywords):
        net = make(*args, **keywords)
        return None if net is None else replace(net, W2=tuple(w * factor for w in net.W2))

    return broken


def test_wrong_output_weights_are_found(monkeypatch):
    """W_2 of twice the size no longer interpolates."""
    broken = _scaled(memorizing_checks.memorizing_net, factor=2)
    monkeypatch.setattr(memorizing_checks, "memorizing_net", broken)
    assert outcome("construction", "exact", role="corrected").outcome is Outcome.REFUTES


def test_unbalanced_net_is_found(monkeypatch):
    """W_1' halved and W_2 doubled interpolates and memorizes, and is not flattest."""
    make = memorizing_checks.memorizing_net

    def broken(*args, **keywords):
        net = make(*args, **keywords)
        if net is None:
            return None
        return replace(
            net,
            W1=tuple(tuple(v / 2 for v in row) for row in net.W1),
            b1=tuple(v / 2 for v in net.b1),
            W2=tuple(w * 2 for w in net.W2),
        )

    monkeypatch.setattr(memorizing_checks, "memorizing_net", broken)
    found = outcome("construction", "exact", role="corrected")
    assert found.outcome is Outcome.REFUTES and found.witness.values["which"] == "trace"
    assert outcome("minimal", "exact").outcome is Outcome.REFUTES


def test_wrong_closed_form_is_found(monkeypatch):
    """A closed form without the bias, ‖x‖ for ‖x'‖, lies outside the bracket."""

    def broken(data, depth=2):
        del depth
        norms = [Fraction(max(abs(v) for v in x)) for x in data.X]
        terms = [2 * s * abs(y) for s, y in zip(norms, data.y, strict=True)]
        return Fraction(2, len(terms)) * sum(terms)

    monkeypatch.setattr(memorizing_legs, "closed_form", broken)
    found = outcome("minimal", "convex")
    assert found.outcome is Outcome.REFUTES


def test_inflated_dual_bound_is_found(monkeypatch):
    """A bracket whose lower end lies above the net's trace does not pass."""
    from theorems.core import flattest

    make = flattest.flattest

    def broken(*args, **keywords):
        found = make(*args, **keywords)
        return replace(found, lower=found.upper + 1)

    monkeypatch.setattr(flattest, "flattest", broken)
    assert outcome("minimal", "convex").outcome is not Outcome.SUPPORTS


def test_net_at_a_kink_decides_nothing():
    """Without a net that attains the closed form the three numbers are not called equal."""
    three, _ = three_numbers.three_numbers(TWO, memorizing_legs.closed_form, lambda samples: None)
    assert three.verdict == "no net"
    three, _ = three_numbers.three_numbers(FOUR, lambda _: Fraction(67), lambda samples: None)
    assert three.verdict == "above"
    three, _ = three_numbers.three_numbers(FOUR, lambda _: Fraction(66), lambda samples: None)
    assert three.verdict == "below"
