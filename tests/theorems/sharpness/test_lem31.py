"""Lemma 3.1: verdicts and controls without the searches, and broken constructions turn it red."""

from __future__ import annotations

from fractions import Fraction

import pytest

from theorems.sharpness._parts import path_norm_checks, width_checks
from theorems.sharpness._parts.cube_nets import bare_measure, cube, realization, trace
from theorems.sharpness.lem31 import THEOREM
from verify.domain import point_text
from verify.evidence import Outcome
from verify.judge import judge
from verify.run import inprocess
from verify.solvers import smt
from verify.tri import Tri

OVER = {
    "realization": {"d": [2], "eps": ["1/1000", "1/2", "2", "50"]},
    "width": {"d": [2, 3], "m": [1, 2, 3, 4, 5]},
    "complexity": {"C": ["0", "3"]},
}


@pytest.mark.parametrize("claim", THEOREM.claims, ids=lambda c: c.id)
def test_readings_and_controls(claim):
    """Each reading gets its expected verdict and each leg kills each of its controls."""
    assert inprocess.unexpected(THEOREM, claim.id, without=("property",)) == []


@pytest.mark.parametrize("claim", THEOREM.claims, ids=lambda c: c.id)
def test_every_reading_is_proved(claim):
    """Without its search each reading has the grade "proved", the refuted ones by a witness."""
    for reading in claim.readings:
        legs = [leg.name for leg in claim.legs_of(reading) if leg.method != "property"]
        found = [inprocess.evidence(THEOREM, claim.id, leg, role=reading.role) for leg in legs]
        assert judge(reading, found).grade == "proved"


@pytest.mark.parametrize("claim", THEOREM.claims, ids=lambda c: c.id)
def test_the_recheck_contradicts_no_true_reading(claim):
    """At a sweep's points a true reading is not violated by hand either."""
    for reading in (r for r in claim.readings if r.expected == "holds"):
        points = reading.domain.points(**OVER.get(claim.id, {}))
        assert points
        for point in points:
            assert not claim.recheck(reading.data, point_text(point))["violated"], point


@pytest.mark.parametrize("eps", ["1/10", "1/2", "2", "7"])
def test_path_norm_and_trace_of_the_realization(eps):
    """Σ ‖W_1j‖ |W_2j| = 2√2 √(1+ε²)/|1−ε| and Tr = 4(d/(8(1−ε)²) · 2 + 2(1+ε²)), unbalanced."""
    e, d = Fraction(eps), 3
    net = realization(d, e)
    assert set(bare_measure(net)) == {(1 + e**2) / (2 * (1 - e) ** 2)}
    assert trace(net, cube(d)) == d / (1 - e) ** 2 + 8 * (1 + e**2)


@pytest.mark.parametrize("eps", ["-1", "1"])
def test_both_witnesses_against_every_epsilon(eps):
    """ε = 1 divides by 0, and ε = −1 computes 0 at (1, 1)."""
    data = {"signs": ["1", "-1", "-1", "1"], "shift": -1, "smooth": False}
    found = path_norm_checks.realizes(data, {"d": 2, "eps": Fraction(eps)})
    assert found.answer is Tri.NO


def test_broken_realization_is_found(monkeypatch):
    """A sign of W_2 flipped computes another function."""

    def broken(d, eps, **keywords):
        return realization(d, eps, **keywords | {"signs": (1, -1, -1, -1)})

    monkeypatch.setattr(path_norm_checks, "realization", broken)
    data = {"signs": ["1", "-1", "-1", "1"], "shift": -1, "smooth": True}
    point = {"d": 2, "eps": Fraction(1, 2)}
    assert path_norm_checks.realizes(data, point).answer is Tri.NO


@pytest.mark.parametrize(("name", "factor"), [("trace", 2), ("bare_measure", Fraction(1, 100))])
def test_broken_sums_are_found(monkeypatch, name, factor):
    """A trace or a path norm that is off by a factor is found."""
    right = getattr(path_norm_checks, name)

    def wrong(*args):
        value = right(*args)
        return [factor * v for v in value] if isinstance(value, list) else factor * value

    monkeypatch.setattr(path_norm_checks, name, wrong)
    point = {"net": path_norm_checks.INTERPOLATING.samples[0]}
    assert path_norm_checks.path_norm({"low": "1", "high": "1"}, point).answer is Tri.NO


def test_equality_is_possible_at_kinks_alone():
    """√2 E y |a·x| = ‖a‖ happens, so that without the case of kinks the step stays open."""
    assert path_norm_checks.path_open_step("1", "1") == ""
    assert "equality" in path_norm_checks.path_open_step("1", "1", strict=False)


@pytest.mark.parametrize(("high", "answer"), [("85/100", Tri.NO), ("91/100", Tri.YES)])
def test_the_factor_is_squared_with_the_rest(high, answer):
    """w = 1, a = (2, 1), d = 2: 2√d ‖a‖ |w| is √40/7 = 0.903… of the trace."""
    data, point = {"low": "0", "high": high}, {"net": {"W1": [["2", "1"]], "W2": ["1"]}}
    assert path_norm_checks.path_norm(data, point).answer is answer


def test_nets_that_do_not_interpolate_are_no_members():
    """Membership needs f = x[1]x[2] and no kink."""
    member = path_norm_checks.INTERPOLATING
    assert not member.contains({"W1": [["2", "1"]], "W2": ["1"]})
    assert not member.contains(path_norm_checks.written(realization(2, Fraction(0))))
    assert member.contains(path_norm_checks.written(realization(2, Fraction(3))))


@pytest.mark.parametrize("m", [3, 4])
def test_a_broken_realization_is_no_net_of_width_four(monkeypatch, m):
    """Three neurons never suffice, and a wrong realization does not show that four do."""
    right = realization
    monkeypatch.setattr(
        width_checks, "realization", lambda d, e: right(d, e, signs=(1, -1, -1, -1))
    )
    answer = width_checks.wide_enough({"least": "4"}, {"d": 2, "m": m}).answer
    assert answer is (Tri.NO if m == 4 else Tri.YES)


def test_every_sign_pattern_of_three_weights_is_excluded(monkeypatch):
    """One, two and three weights have 2 + 4 + 8 patterns of signs."""
    asked, right = [], smt.bounded
    monkeypatch.setattr(smt, "bounded", lambda: asked.append(1) or right())
    found = inprocess.evidence(THEOREM, "width", "smt", role="sharpened")
    assert found.outcome is Outcome.SUPPORTS and len(asked) == 14
