"""Lemma 4 with losses that are non-negative on W alone."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theorems.sco import lem4
from theorems.sco._parts import stability_expectations as expectations
from theorems.sco._parts import stability_outside as outside
from theorems.sco._parts.upper_losses import loss
from verify import Tri
from verify.domain import point_text
from verify.run.inprocess import evidence, judged, unexpected

CLAIM = lem4.THEOREM.claim("nonnegative")
LEARNED = {"kind": "table", "points": [["1/2"], ["0"], ["1"]]}
POINT = {
    "M": outside.TILTED,
    "A": LEARNED,
    "n": 1,
    "beta": Fraction(1),
    "low": Fraction(2),
}


def test_two_slopes_are_learnt_by_heart():
    """2w and 2(1−w), each minimized on [0, 1]: E F = 1, E F_S = 0, ε = 1/4, and 3/4 is less."""
    found = expectations.leave_one_out_at(outside.DATA, POINT)
    assert found.answer is Tri.NO
    assert (found.values["left"], found.values["right"]) == ("1", "3/4")
    assert found.values["stability"] == "1/4"
    by_hand = CLAIM.recheck(dict(outside.DATA), point_text(POINT))
    assert by_hand == {"risk": "1", "bound": "3/4", "violated": True}


@pytest.mark.parametrize(("low", "on_w"), [("2", True), ("201/100", False), ("0", True)])
def test_the_witness_is_in_the_class_but_not_on_the_line(low, on_w):
    """2w and 2 − 2w touch 0 at the ends of W; with any more taken off they do not stay ≥ 0."""
    point = {**POINT, "low": Fraction(low)}
    assert outside.WITHIN_W.contains(point) is on_w
    assert outside.EVERYWHERE.contains(point) is (low == "0")


def test_a_constant_loss_may_be_lowered_to_zero():
    """On R its least value is its value; of every other loss it is 0."""
    constant = {"a": ["0"], "b": "-1"}
    assert outside.least_on_line(constant) == outside.least_on_w(constant) == Fraction(1, 2)
    assert outside.least_on_line({"a": ["1"], "b": "-9"}) == 0
    assert outside.least_on_line({"low": ["5"], "high": ["6"]}) == 0


@settings(derandomize=True, deadline=None, max_examples=60)
@given(law=outside.LINE_LAWS.strategy())
def test_the_least_value_on_w_is_that_of_a_grid(law):
    """No point of a fine grid lies below it, and it is at one of the grid's ends or a zero."""
    for z in law["z"]:
        values = [loss(z, (Fraction(k, 64),)) for k in range(65)]
        least = outside.least_on_w(z)
        assert least <= min(values)
        assert least in {values[0], values[-1], 0}


@pytest.mark.parametrize(
    ("z", "least"),
    [
        ({"low": ["1/4"], "high": ["1/2"]}, "0"),
        ({"low": ["2"], "high": ["3"]}, "1/2"),
        ({"low": ["-3"], "high": ["-2"]}, "2"),
        ({"low": ["1"], "high": ["9"]}, "0"),
        ({"low": ["-9"], "high": ["0"]}, "0"),
        ({"a": ["-1"], "b": "-2"}, "1/2"),
    ],
)
def test_the_least_value_on_w(z, least):
    """An interval that meets [0, 1], or one beside it; a half-line's end."""
    assert outside.least_on_w(z) == Fraction(least)


@pytest.mark.parametrize(
    "value",
    [
        {"kind": "table", "points": [["2"]]},
        {"kind": "table", "points": [["-1/9"]]},
        {"kind": "table", "points": [["0", "0"]]},
        {"kind": "constant", "at": ["0"]},
        {"kind": "table", "points": []},
    ],
)
def test_maps_out_of_w_are_refused(value):
    """Tables of points of [0, 1], on the line."""
    assert not outside.INSIDE.contains(value)


@settings(derandomize=True, deadline=None, max_examples=25)
@given(data=st.data())
def test_the_recheck_agrees(data):
    """Both take `low` off every loss, in the risk and in the empirical risk."""
    near = {"n": [1, 2], "beta": ["1", "1/2"], "low": ["0", "1/3", "2"]}
    wide = outside.Domain(outside.WITHIN_W.parameters).restrict(**near)
    point = data.draw(wide.strategy())
    found = expectations.leave_one_out_at(outside.DATA, point)
    by_hand = CLAIM.recheck(dict(outside.DATA), point_text(point))
    assert (found.values["left"], found.values["right"]) == (by_hand["risk"], by_hand["bound"])
    assert (found.answer is Tri.NO) == by_hand["violated"]


def test_the_claim_is_as_expected():
    """The print refuted, the correction held, each control the other way."""
    assert unexpected(lem4.THEOREM, "nonnegative") == []


def test_what_is_taken_off_is_needed(monkeypatch):
    """Were nothing taken off, the losses would be the lemma's own, and the print hold."""
    monkeypatch.setitem(outside.SWEEP, "low", ["0"])
    assert judged(lem4.THEOREM, "nonnegative", "enumeration").verdict != "refuted"


def test_lemma_4_is_attained_at_half_its_bound():
    """Both ends are 1/2: A(z) = z/2 attains it, and c = 1 proves it."""
    run = evidence(lem4.THEOREM, "risk", "worst").detail["tightness"]
    deduced = evidence(lem4.THEOREM, "risk", "smt").detail["tightness"]
    assert (run, deduced) == ({"lower": "1/2", "upper": None}, {"lower": None, "upper": "1/2"})
    for leg in ("smt", "enumeration"):
        assert "tightness" not in evidence(lem4.THEOREM, "trade", leg, role="sharpened").detail
