"""Lemma A.27 at ties and at 0, and that broken sides turn it red."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from theorems.sharpness import lemA27
from verify.run.inprocess import check, judged
from verify.run.plan import Options
from verify.tri import Tri

F = Fraction
PRINT = {"defect": "0", "sign": "1", "factor": "1", "count": "three", "kind": "not positive"}


def test_the_report_is_as_expected():
    """Both assertions are proved for all reals, and each control is killed."""
    report = check(["sharpness.lemA27"], options=Options(methods=("symbolic", "smt", "exact")))
    assert report["ok"]
    (row,) = report["theorems"]
    assert {c["grade"] for c in row["claims"]} == {"proved"}


def test_by_hand():
    """Both directions of the equality case on a grid, in plain fractions."""
    grid = [F(k, 2) for k in range(-4, 5)]
    seen = set()
    for a, b, c in product(grid, repeat=3):
        four = (a, b, c, b + c - a)
        r = [max(v, F(0)) for v in four]
        left, right = (r[0] + r[3] - r[1] - r[2]) ** 2, sum(v * v for v in r)
        dead = sum(v <= 0 for v in four)
        assert left <= right and (left == right) == (dead >= 3)
        seen.add(dead)
    assert seen == {0, 1, 2, 3, 4}


@pytest.mark.parametrize(
    ("point", "equal"),
    [
        ((0, 0, 0), True),  # all four are 0
        ((1, 1, 0), False),  # a = b > 0, c = d = 0
        ((1, 0, 0), True),  # d = −1, and b, c at the kink
        ((-1, 0, -1), True),  # all but none positive
        ((1, 1, 1), False),
        ((3, 1, 1), False),  # d = −1: three are positive
    ],
)
def test_ties(point, equal):
    """Equality at the edges, with the values of a net."""
    at = dict(zip("abc", map(F, point), strict=True))
    found = lemA27.equality(PRINT, at)
    assert found.answer is Tri.YES
    assert (found.values["left"] == found.values["right"]) is equal


def test_the_net_has_these_values():
    """The neuron's values at the corners are relu of a, b, c and d = b + c − a."""
    given, values = lemA27.four(PRINT, {"a": F(3), "b": F(-1, 2), "c": F(1, 3)})
    assert values == [max(v, F(0)) for v in given]
    assert given[3] == given[1] + given[2] - given[0]


@pytest.mark.parametrize("leg", ["symbolic", "smt", "exact"])
@pytest.mark.parametrize("change", [{"count": "exactly three"}, {"kind": "negative"}])
def test_a_wrong_equality_case_is_refuted(leg, change):
    """0 is the counterexample to "exactly three", (1, 0, 0) to "negative"."""
    assert judged(lemA27.THEOREM, "equality", leg, change).verdict == "refuted"


def test_a_wrong_pairing_is_seen(monkeypatch):
    """a + b − c − d in place of a + d − b − c: 4 is more than 2 at a = b = 1, c = d = 0."""
    monkeypatch.setattr(
        lemA27,
        "sides",
        lambda v, _: ((v[0] + v[1] - v[2] - v[3]) ** 2, sum(x * x for x in v)),
    )
    assert lemA27.bound(PRINT, {"a": F(1), "b": F(1), "c": F(0)}).answer is Tri.NO
    # the re-check computes the right pairing, so that the run goes red as an error
    assert judged(lemA27.THEOREM, "bound", "symbolic", {}).verdict == "error"
