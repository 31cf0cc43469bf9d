"""The examples: a bound from both sides, a method of one's own in less than forty lines."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from examples import gradient_descent, heavy_ball, strongly_convex
from verify import replay
from verify.run.inprocess import check
from verify.solvers.performance import UnprovedError, attain, proof_of

EXAMPLES = Path(gradient_descent.__file__).parent


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("gradient_descent", "9999/10000"),
        ("heavy_ball", "199/200"),
        ("strongly_convex", "999/1000"),
    ],
)
def test_an_example_is_a_row_of_the_table(name: str, least: str) -> None:
    """Every claim holds, every control is refuted by a function, and the bound is nearly tight."""
    (row,) = check([str(EXAMPLES / f"{name}.py")])["theorems"]
    assert row["ok"] and row["printed"] == "holds" and row["grade"] == "certified"
    assert all(control["killed"] for claim in row["claims"] for control in claim["controls"])
    methods = [leg["method"] for claim in row["claims"] for leg in claim["legs"]]
    assert "pep" in methods
    ends = [Fraction(row["tightness"][end]) for end in ("lower", "upper")]
    assert Fraction(least) <= ends[0] <= ends[1] <= 1


@pytest.mark.parametrize("n", range(1, 21))
def test_the_rate_of_gradient_descent_is_exact_from_both_sides(n: int) -> None:
    """The known multipliers prove L/(4n + 2), and the Huber function reaches it."""
    point = {"n": n, "L": Fraction(3)}
    proof = proof_of(gradient_descent.rate({"constant": "1"}, point))
    assert proof.bound == Fraction(3, 4 * n + 2)
    data: dict[str, Any] = {"constant": "1", "threshold": "1"}
    assert Fraction(gradient_descent.huber(data, point).values["value"]) == proof.bound


def test_no_multiplier_of_gradient_descent_can_be_left_out() -> None:
    """Each of the 2n + 2 multipliers of n = 4 is needed: without it nothing is proved."""
    estimate = gradient_descent.rate({"constant": "1"}, {"n": 4, "L": Fraction(1)})
    proof = proof_of(estimate)
    assert len(proof.multipliers) == 2 * 4 + 2
    kind = replay.KINDS["performance.first_order"]
    parameters = {"instances": [dict(estimate.parameters)]}
    for name in proof.multipliers:
        fewer = {k: str(v) for k, v in proof.multipliers.items() if k != name}
        with pytest.raises(Exception, match=r"over|semidefinite"):
            kind.prove("examples.x/y", parameters, {"proofs": [{"multipliers": fewer}]})


@pytest.mark.parametrize("module", [heavy_ball, strongly_convex])
def test_a_method_of_ones_own_takes_less_than_forty_lines(module: ModuleType) -> None:
    """Bound, certificate, controls and table row: under 40 lines of code."""
    text = Path(str(module.__file__)).read_text(encoding="utf-8")
    assert len([line for line in text.splitlines() if line.strip()]) < 40


@pytest.mark.parametrize("mu", ["1/100", "1/3", "9/10"])
def test_strong_convexity_contracts_exactly_so_much(mu: str) -> None:
    """Two multipliers prove ((1 − μ)/(1 + μ))², both quadratics attain it, and less is false."""
    data, point = {"constant": "1", "step": "2"}, {"mu": Fraction(mu)}
    assert len(proof_of(strongly_convex.contraction(data, point)).multipliers) == 2
    shown = strongly_convex.by_hand(data, {"mu": mu})
    assert shown["square"] == shown["bound"] and not shown["violated"]
    less = strongly_convex.contraction({**data, "constant": "999/1000"}, point)
    with pytest.raises(UnprovedError):
        proof_of(less)
    assert attain(less.program, 0).value > 0
