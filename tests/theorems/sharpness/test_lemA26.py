"""Lemma A.26: its verdicts, and that another function than relu turns it red."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from theorems.sharpness import lemA26
from verify.run.inprocess import check, judged
from verify.run.plan import Options
from verify.tri import Tri

F = Fraction
PRINT = {"factor": "1", "sizes": "absolute"}


def test_the_report_is_as_expected():
    """The inequality is proved for all reals, and each control is killed."""
    report = check(["sharpness.lemA26"], options=Options(methods=("symbolic", "smt", "exact")))
    assert report["ok"]
    (row,) = report["theorems"]
    assert {c["grade"] for c in row["claims"]} == {"proved"}


def test_by_hand():
    """Both statements on a grid, in plain fractions."""
    grid = [F(k, 2) for k in range(-5, 6)]
    for x, y in product(grid, repeat=2):
        left = abs(max(x, 0) ** 2 - max(y, 0) ** 2)
        right = (abs(x) + abs(y)) * abs(x - y)
        assert left <= right
        assert (left == right) == (x == y or min(x, y) >= 0)


@pytest.mark.parametrize("leg", ["symbolic", "smt", "exact"])
def test_a_smaller_factor_is_refuted(leg):
    """9/10 of the right side is too small at x = 1, y = 0."""
    assert judged(lemA26.THEOREM, "bound", leg, {"factor": "9/10"}).verdict == "refuted"


def test_another_activation_is_seen(monkeypatch):
    """With 2 relu in place of relu the bound fails, with |x| its equality case."""
    net = lemA26.forward_exact
    monkeypatch.setattr(lemA26, "forward_exact", lambda *a: [2 * v for v in net(*a)])
    assert lemA26.bound(PRINT, {"x": F(1), "y": F(0)}).answer is Tri.NO
    monkeypatch.setattr(lemA26, "forward_exact", lambda _, X: [abs(x[0]) for x in X])
    case = {"case": "same or neither negative"}
    assert lemA26.equality(case, {"x": F(-1), "y": F(0)}).answer is Tri.NO
