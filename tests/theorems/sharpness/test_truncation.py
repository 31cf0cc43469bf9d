"""The truncated loss and its tail, and that broken pieces and thresholds turn them red."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from theorems.sharpness import truncation
from theorems.sharpness._parts import truncation_forms, truncation_laws, truncation_tail
from verify.evidence import Outcome
from verify.run.inprocess import check, evidence, judged
from verify.run.plan import Options
from verify.tri import Tri

F = Fraction
LAW = {"X": [["1"], ["-1"]], "f": truncation_laws.ONE_WAY, "f_star": truncation_laws.BACK}
PRINTED = {"constant": "2", "threshold": "1"}
CORRECTED = {"constant": "4", "threshold": "1/2"}


def test_the_report_is_as_expected():
    """The tail inequality fails as printed; everything else is proved."""
    report = check(["sharpness.truncation"], options=Options(methods=("symbolic", "smt", "exact")))
    assert report["ok"]
    (row,) = report["theorems"]
    assert {c["grade"] for c in row["claims"]} == {"proved"}
    assert [e["proved"] for e in row["errata"]] == [True]


def test_the_smallest_witness():
    """f = relu(x), f_* = −relu(x), x = ±1, c = 2: (2² + 0)/2 = 2 on the left, 0 on the right."""
    found = truncation_tail.tail(PRINTED, {"c": F(2), "law": LAW})
    assert (found.answer, found.values["left"], found.values["right"]) == (Tri.NO, "2", "0")
    assert truncation_tail.tail(CORRECTED, {"c": F(2), "law": LAW}).answer is Tri.YES


@pytest.mark.parametrize("c", [F(1, 1000), F(1), F(10**6)])
def test_every_level_has_a_counterexample(c):
    """f = (c/2) relu(x) and f_* = −f: |f − f_*| = c, and both lie below c."""
    nets = {"f": [str(c / 2)], "f_star": [str(-c / 2)]}
    law = {"X": LAW["X"], **{k: {"W1": [["1"]], "W2": w} for k, w in nets.items()}}
    assert truncation.LAWS.contains(law)
    assert truncation_tail.tail(PRINTED, {"c": c, "law": law}).answer is Tri.NO


def test_by_hand():
    """The corrected inequality on a grid, in plain fractions, and that 4 is needed."""
    grid = [F(k, 8) for k in range(-16, 17)]
    worst = F(0)
    for f, y in product(grid, repeat=2):
        left = (f - y) ** 2 if abs(f - y) >= 1 else F(0)
        right = sum(v * v for v in (f, y) if abs(v) >= F(1, 2))
        assert left <= 4 * right
        worst = max(worst, left / right if right else F(0))
    assert worst == (F(5, 8) + F(3, 8)) ** 2 / F(5, 8) ** 2 or worst > 2
    near = F(1, 10**6)
    assert 1 / (F(1, 2) + near) ** 2 > F(399, 100)


def test_laws_outside_condition_2_are_no_witnesses():
    """The law must be symmetric and have covariance I_d."""
    assert not truncation.LAWS.contains({**LAW, "X": [["1"], ["1"]]})
    assert not truncation.LAWS.contains({**LAW, "X": [["2"], ["-2"]]})
    assert all(truncation.LAWS.contains(law) for law in truncation.LAWS.samples)


@pytest.mark.parametrize(("claim", "slope"), [("pieces", 3), ("below", 5), ("smooth", 3)])
def test_a_broken_middle_piece_is_seen(claim, slope, monkeypatch):
    """3c|x−y| or 5c|x−y| in place of 4c|x−y| makes ℓ_c jump at c and at 2c."""

    def wrong(e, c, last=2):
        return e * e, -e * e + slope * c * e - 2 * c * c, last * c * c

    monkeypatch.setattr(truncation_forms, "parts", wrong)
    role = "printed" if claim == "pieces" else "sharpened"
    found = evidence(truncation.THEOREM, claim, "exact", role=role)
    assert found.outcome is Outcome.REFUTES


def test_the_truncated_loss_as_printed():
    """1, 7/4, 2, 2 at |x − y| = 1, 3/2, 2, 3 for c = 1, and slopes 2, 1, 0, 0."""
    at = (F(1), F(3, 2), F(2), F(3))
    assert [truncation_forms.truncated(-e, F(1)) for e in at] == [1, F(7, 4), 2, 2]
    assert [truncation_forms.slope(-e, F(1)) for e in at] == [-2, -1, 0, 0]


@pytest.mark.parametrize("leg", ["smt", "exact"])
def test_thresholds_beyond_a_half_need_more_than_any_constant(leg):
    """With θ = 3/4 both may lie below the threshold."""
    control = "θ up to 3/4"
    found = evidence(truncation.THEOREM, "constants", leg, role="sharpened", control=control)
    assert found.outcome is Outcome.REFUTES
    assert judged(truncation.THEOREM, "tail", leg, CORRECTED).verdict == "holds"
