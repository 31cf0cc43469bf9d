"""Theorem 3 executed, its errata reproduced by hand, and its construction broken on purpose."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from theorems.core.descent import sa_gd
from theorems.core.exact_losses import theorem3_population_risk
from theorems.core.losses import theorem3_gradient
from theorems.sco import thm3
from theorems.sco._parts import thm3_predicates as predicates
from theorems.sco._parts import thm3_run as runs
from verify import Tri
from verify.domain import point_text
from verify.judge import judge
from verify.run.execute import run_leg
from verify.run.plan import Options, Task

THEOREM = thm3.THEOREM
F = Fraction


@pytest.fixture(autouse=True)
def _no_run_is_remembered() -> None:
    """A run that a test has broken is not taken from the cache, nor left there."""
    runs._run.cache_clear()
    runs._steps.cache_clear()


def judged(claim: str, leg: str, *, role: str = "corrected") -> str:
    """The verdict of one leg on one reading."""
    method = next(x.method for x in THEOREM.claim(claim).legs if x.name == leg)
    task = Task(
        source="", label=THEOREM.label, claim=claim, role=role, control=None, leg=leg,
        method=method, options=Options(),
    )  # fmt: skip
    reading = THEOREM.claim(claim).reading(role)
    assert reading is not None
    return judge(reading, [run_leg(THEOREM, task)]).verdict


def point(**changes: Any) -> dict[str, Any]:
    """n = 1, I = 2, T = 2, η = 1, r = 1/2, ρ = 0, τ = 1, with changes."""
    base = {"S": thm3.ONE, "T": 2, "eta": F(1), "r": F(1, 2), "rho": F(0), "tau": 1}
    return {**base, **changes}


def test_the_smallest_run_by_hand() -> None:
    """n = 1, T = 2, I = 2: w_2 = −a e_3 in R^5, the average half of it, and F = ¼(a/2)²."""
    w1, w2 = runs.iterates(point())
    assert w1 == (0,) * 5
    assert w2 == (0, 0, F(-1, 2), 0, 0)
    average = tuple(x / 2 for x in w2)
    total = F(0)
    for z in product((1, -1), repeat=2):
        seen = [max(z[k // 2] * average[k], F(0)) ** 2 for k in range(4)]
        total += (sum(seen) + average[4] ** 2) / 2 / 4  # ρ = 0
    assert total == F(1, 64) == theorem3_population_risk(average, 2, 0)


def test_one_step_leaves_no_gap() -> None:
    """T = 1: the average is w_1 = 0, while η²(r−ρ)²T = 1/4: no constant above 0 will do."""
    assert runs.iterates(point(T=1)) == ((0,) * 3,)
    assert predicates.gap_at(thm3.GAP, point(T=1)).answer is Tri.NO


def test_the_displayed_count_is_off_by_one() -> None:
    """T = 2, τ = s = 1: the mean is −a/2, while (T − T/2 + 1)/T = 1 promises −a."""
    average = [sum(x) / 2 for x in zip(*runs.iterates(point()), strict=True)]
    a = F(1, 2)
    assert average[2] == -a / 2 > F(2 - 1 + 1, 2) * -a


def test_the_chain_without_squares_by_hand() -> None:
    """a = 1/8, T = 2, ρ = 0: even F(ŵ) = a²/16 exceeds a√2/40000, the term before it does not."""
    a = F(1, 8)
    root = F(14142, 10000)  # below √2
    upper = (a / 2 - a * root / 3) ** 2 / 4
    assert upper < a * root / 40000
    tiny = F(1, 2000)
    assert tiny**2 / 16 < tiny * root / 40000  # and at a = 1/2000 F(ŵ) itself falls below


def test_another_maximizer_leaves_no_gap() -> None:
    """η = 1, r = 1/2, ρ = 0, v_t = ±r e_d: w(d) = 0, −1/2, 1/2, whose mean is 0."""
    path = runs.iterates(point(T=3), "last")
    assert [w[-1] for w in path] == [0, F(-1, 2), F(1, 2)]
    assert runs.oracle_steps(point(T=3), "last").answer is Tri.YES


def test_the_printed_index_leaves_the_block() -> None:
    """T = 2, I = 2: I_1 = 2 is the second coordinate of block 1, which z = (−1, 1) does not see."""
    v = runs.oracle_of("printed index", 2, 2, 2, F(1, 2))(1, (F(0),) * 5)
    assert v == (0, F(1, 2), 0, 0, 0)
    assert runs.oracle_steps(point(), "printed index").answer is Tri.NO


def test_w_d_inside_a_block_doubles_the_curvature() -> None:
    """d = 2^n T, ρ = 0, z = 1: f(e_d) = ½(1 + 1), and the slope there is 2."""
    pair = {"z": ["1"], "rho": F(0), "u": ["0"], "v": ["1"]}
    assert predicates.class_at({**thm3.CLASS, "d": "printed"}, pair).answer is Tri.NO
    assert predicates.class_at(thm3.CLASS, pair).answer is Tri.YES


@pytest.mark.parametrize(("steps", "best"), [(2, F(1, 4)), (3, F(5, 9)), (6, F(55, 36))])
def test_the_average_is_shortest_at_tau_one(steps: int, best: Fraction) -> None:
    """Q of the suffix averages grows with τ, from (T−1)(2T−1)/(6T) on."""
    squares = []
    for tau in range(1, steps + 1):
        w = predicates.average_of(point(T=steps, r=F(1, 4), tau=tau), "block")
        squares.append(sum(x * x for x in w) * 16)
    assert squares == sorted(squares)
    assert squares[0] == best == F((steps - 1) * (2 * steps - 1), 6 * steps) >= F(steps, 8)


def test_the_constant_of_the_sharpened_gap_is_the_best() -> None:
    """At T = 2, τ = 1 and ρ just below a√2/3 the ratio is within 1/1000 of (√2/4 − 1/3)²/4."""
    p = point(r=F(7357, 10000), rho=F(2357, 10000))
    w = predicates.average_of(p, "block")
    gap = theorem3_population_risk(w, 2, p["rho"])
    assert gap == (F(1, 4) - p["rho"]) ** 2 / 4
    ratio = gap / (F(1, 4) * 2)
    best = (F(14142136, 40000000) - F(1, 3)) ** 2 / 4
    assert 1 < ratio / best < F(1001, 1000)


def test_the_dense_engine_in_floats_makes_the_same_run() -> None:
    """SA-GD of the array engine and of the exact one agree at every coordinate of every iterate."""
    p = point(S=thm3.TWO, T=4, eta=F(1, 2), r=F(1), rho=F(1, 8))
    z = np.array(runs.signs(p["S"]["z"]))
    choose = runs.oracle_of("block", 4, p["S"]["I"], 4, p["r"])

    def oracle(t: int, w: np.ndarray) -> np.ndarray:
        return np.array([float(x) for x in choose(t, tuple(map(F, w)))])

    def grad(w: np.ndarray) -> np.ndarray:
        return theorem3_gradient(w, z, 0.125).mean(axis=0)

    dense = sa_gd(grad, oracle, np.zeros(17), eta=0.5, steps=4)
    assert dense.tolist() == [[float(x) for x in w] for w in runs.iterates(p)]


@settings(derandomize=True, deadline=None, max_examples=40)
@given(p=thm3.RUNS.restrict(**thm3.WITHIN).strategy())
def test_the_recheck_agrees_with_the_legs(p: dict[str, Any]) -> None:
    """Two implementations of SA-GD and of F agree, at T = 1 that the claim fails, else that not."""
    found = thm3.refined(predicates.gap_at)(thm3.GAP, p)
    violated = THEOREM.claim("gap").recheck(dict(thm3.GAP), point_text(p))["violated"]
    assert violated is (found.answer is Tri.NO) is (p["T"] == 1)


@pytest.mark.parametrize(
    ("where", "name", "broken"),
    [
        (runs, "relu", lambda x: x),
        (runs, "relu", lambda x: max(-x, 0)),
        (runs, "rational_sqrt", lambda q: F(1)),
        (predicates, "iterates", lambda p, kind: runs.iterates(p, kind)[:1] * p["T"]),
        (predicates, "iterates", lambda p, kind: runs.iterates(p, "last")),
    ],
    ids=["two-sided", "wrong sign", "wrong norm", "no step", "another oracle"],
)
def test_a_broken_run_is_not_called_true(
    monkeypatch: pytest.MonkeyPatch, where: Any, name: str, broken: Any
) -> None:
    """A run that is not SA-GD's leaves the trajectory without its verdict."""
    monkeypatch.setattr(where, name, broken)
    assert judged("trajectory", "exact", role="printed") != "holds"


def test_a_biased_population_is_not_called_true(monkeypatch: pytest.MonkeyPatch) -> None:
    """F that counts a hundredth, or the z that see nothing alone, loses the gap."""
    fair = predicates.theorem3_population_risk
    monkeypatch.setattr(
        predicates, "theorem3_population_risk", lambda w, n, rho: fair(w, n, rho) / 100
    )
    assert judged("gap", "exact") != "holds"
    monkeypatch.setattr(predicates, "every_sign", lambda n: ((1,) * n,))
    assert judged("gap", "enumeration") != "holds"


def test_an_open_bracket_leaves_the_oracle_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    """An upper end that is too large by 2^-60 proves no maximizer."""
    from dataclasses import replace

    honest = runs.theorem3_saer_exact

    def open_bracket(*args: Any) -> Any:
        found = honest(*args)
        return replace(found, upper=found.upper + F(1, 2**60))

    monkeypatch.setattr(runs, "theorem3_saer_exact", open_bracket)
    assert judged("oracle", "exact") == "undecided"


def test_the_hypotheses_are_swept_to_their_edges() -> None:
    """n = 1, T = 1, η(r−ρ) = 1/√T, η > 1, ρ = 0, τ = T are met; r = 0 and ρ ≥ r never."""
    points = thm3.RUNS.points(**thm3.TAUS)
    assert {p["T"] for p in points} == {1, 2, 3, 6}
    assert any(predicates.a_of(p) ** 2 * p["T"] == 1 for p in points)
    assert any(p["eta"] == 50 for p in points)
    assert any(p["tau"] == p["T"] == 6 for p in points)
    assert all(p["rho"] < p["r"] for p in points)
    assert not thm3.RUNS.contains(point(r=F(0)))
    assert not thm3.RUNS.contains(point(rho=F(3, 10)))
    # T = 4: a√T/3 = ρ is excluded, a = 1/√T is not
    assert not thm3.PATHS.contains({k: v for k, v in point(T=9, r=F(1), rho=F(1, 2)).items()
                                    if k != "tau"})  # fmt: skip
    assert thm3.RUNS.contains(point(T=4))
