"""Lemma 3 over its whole class: the certificate, its constant, and what it rests on."""

from __future__ import annotations

import copy
import json
from fractions import Fraction
from typing import Any

import pytest

from theorems.sco import lem3
from verify import replay
from verify.run.inprocess import check
from verify.solvers.performance import UnprovedError, attain, certify, proof_of, worst_case

POINT = {"beta": Fraction(7, 3)}


def certified() -> dict[str, Any]:
    """The certificate of one β, read back from JSON."""
    made = certify("sco.lem3/bound", [lem3.at_two_points(lem3.DATA, POINT)])
    return json.loads(json.dumps(made))  # type: ignore[no-any-return]


def test_one_inequality_proves_the_lemma_for_every_function() -> None:
    """2β times the smooth class's inequality from w to w − ∇f(w)/β, and f ≥ 0 there."""
    verdict = replay.check(certified())
    assert verdict.accepted
    assert "smooth, convex or not" in verdict.statement
    assert set(certified()["proof"]["proofs"][0]["multipliers"]) == {"f w>w+", "positive"}


@pytest.mark.parametrize(
    "change",
    [{"kappa": "19/10"}, {"kappa": "1999/1000"}, {"shift": "-1/100"}, {"curvature": "3/2"}],
)
def test_a_smaller_constant_or_a_weaker_premise_is_exceeded(change: dict[str, str]) -> None:
    """No multipliers prove it, and an exact Gram matrix goes beyond."""
    wrong = lem3.at_two_points({**lem3.DATA, **change}, POINT)
    with pytest.raises(UnprovedError):
        proof_of(wrong)
    assert attain(wrong.program, 0).value > 0


def test_the_bound_is_the_worst_case() -> None:
    """Worst case ÷ bound is 1 over the class that the certificate speaks of."""
    ratio = lem3.at_two_points(lem3.DATA, POINT).ratio
    assert ratio is not None
    bracket = worst_case(ratio)
    assert bracket.lower <= 1 <= bracket.upper and bracket.width < Fraction(1, 10**4)


def test_the_leg_refutes_each_control_with_a_model() -> None:
    """The witness of a control is a loss and a point, which the re-check confirms."""
    (row,) = check(["sco.lem3"])["theorems"]
    claim = next(c for c in row["claims"] if c["id"] == "bound")
    found = [leg for leg in claim["legs"] if leg["method"] == "pep"]
    assert [leg["verdict"] for leg in found] == ["holds"]
    assert all(control["killed"] for control in claim["controls"])


def test_the_certificate_of_another_problem_does_not_serve() -> None:
    """Lemma 3 takes its own instance alone: not f convex, not 1/β for 2, not f ≥ 0 at w only."""
    for path, value in (
        (("functions", 0, "class"), "smooth convex"),
        (("bound", "f(w)"), "1"),
        (("given", "positive"), {"f(w)": "-1"}),
    ):
        forged = copy.deepcopy(certified())
        node: Any = forged["parameters"]["instances"][0]
        for name in path[:-1]:
            node = node[name]  # type: ignore[index]
        node[path[-1]] = value
        forged["digest"] = replay.digest(forged)
        assert "not the one that the claim" in replay.check(forged).reason
