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
from theorems.sco._parts import thm3_domains as domains
from theorems.sco._parts import thm3_gap, thm3_predicates
from theorems.sco._parts import thm3_run as runs
from theorems.sco._parts import thm3_setting as setting
from verify import Tri
from verify.domain import point_text
from verify.exact.ball import Undecided, ball
from verify.run import inprocess

THEOREM = thm3.THEOREM
F = Fraction


@pytest.fixture(autouse=True)
def _no_run_is_remembered() -> None:
    """A run that a test has broken is not taken from the cache, nor left there."""
    runs._run.cache_clear()
    runs._steps.cache_clear()


def judged(claim: str, leg: str, *, role: str = "corrected") -> str:
    """The verdict of one leg on one reading."""
    return inprocess.judged(THEOREM, claim, leg, role=role).verdict


def point(**changes: Any) -> dict[str, Any]:
    """n = 1, I = 2, T = 2, η = 1, r = 1/2, ρ = 0, τ = 1, with changes."""
    base = {"S": domains.ONE, "T": 2, "eta": F(1), "r": F(1, 2), "rho": F(0), "tau": 1}
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
    assert thm3_gap.gap_at(thm3.GAP, point(T=1)).answer is Tri.NO


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
    assert thm3_predicates.class_at({**setting.CLASS, "d": "printed"}, pair).answer is Tri.NO
    assert thm3_predicates.class_at(setting.CLASS, pair).answer is Tri.YES


@pytest.mark.parametrize(("steps", "best"), [(2, F(1, 4)), (3, F(5, 9)), (6, F(55, 36))])
def test_the_average_is_shortest_at_tau_one(steps: int, best: Fraction) -> None:
    """Q of the suffix averages grows with τ, from (T−1)(2T−1)/(6T) on."""
    squares = []
    for tau in range(1, steps + 1):
        w = thm3_predicates.average_of(point(T=steps, r=F(1, 4), tau=tau), "block")
        squares.append(sum(x * x for x in w) * 16)
    assert squares == sorted(squares)
    assert squares[0] == best == F((steps - 1) * (2 * steps - 1), 6 * steps) >= F(steps, 8)


def test_the_constant_of_the_sharpened_gap_is_the_best() -> None:
    """At T = 2, τ = 1 and ρ just below a√2/3 the ratio is within 1/1000 of (√2/4 − 1/3)²/4."""
    p = point(r=F(7357, 10000), rho=F(2357, 10000))
    w = thm3_predicates.average_of(p, "block")
    gap = theorem3_population_risk(w, 2, p["rho"])
    assert gap == (F(1, 4) - p["rho"]) ** 2 / 4
    ratio = gap / (F(1, 4) * 2)
    best = (F(14142136, 40000000) - F(1, 3)) ** 2 / 4
    assert 1 < ratio / best < F(1001, 1000)


def test_the_dense_engine_in_floats_makes_the_same_run() -> None:
    """SA-GD of the array engine and of the exact one agree at every coordinate of every iterate."""
    p = point(S=domains.TWO, T=4, eta=F(1, 2), r=F(1), rho=F(1, 8))
    z = np.array(runs.signs(p["S"]["z"]))
    choose = runs.oracle_of("block", 4, p["S"]["I"], 4, p["r"])

    def oracle(t: int, w: np.ndarray) -> np.ndarray:
        return np.array([float(x) for x in choose(t, tuple(map(F, w)))])

    def grad(w: np.ndarray) -> np.ndarray:
        return theorem3_gradient(w, z, 0.125).mean(axis=0)

    dense = sa_gd(grad, oracle, np.zeros(17), eta=0.5, steps=4)
    assert dense.tolist() == [[float(x) for x in w] for w in runs.iterates(p)]


@settings(derandomize=True, deadline=None, max_examples=40)
@given(p=domains.RUNS.restrict(**domains.WITHIN).strategy())
def test_the_recheck_agrees_with_the_legs(p: dict[str, Any]) -> None:
    """Two implementations of SA-GD and of F agree, at T = 1 that the claim fails, else that not."""
    found = thm3.refined(thm3_gap.gap_at)(thm3.GAP, p)
    violated = THEOREM.claim("gap").recheck(dict(thm3.GAP), point_text(p))["violated"]
    assert violated is (found.answer is Tri.NO) is (p["T"] == 1)


@pytest.mark.parametrize(
    ("where", "name", "broken"),
    [
        (runs, "relu", lambda x: x),
        (runs, "relu", lambda x: max(-x, 0)),
        (runs, "rational_sqrt", lambda q: F(1)),
        (thm3_predicates, "iterates", lambda p, kind: runs.iterates(p, kind)[:1] * p["T"]),
        (thm3_predicates, "iterates", lambda p, kind: runs.iterates(p, "last")),
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
    fair = thm3_gap.theorem3_population_risk
    monkeypatch.setattr(
        thm3_gap, "theorem3_population_risk", lambda w, n, rho: fair(w, n, rho) / 100
    )
    assert judged("gap", "exact") != "holds"
    monkeypatch.setattr(thm3_gap, "every_sign", lambda n: ((1,) * n,))
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
    points = domains.RUNS.points(**domains.TAUS)
    assert {p["T"] for p in points} == {1, 2, 3, 6}
    assert any(thm3_predicates.a_of(p) ** 2 * p["T"] == 1 for p in points)
    assert any(p["eta"] == 50 for p in points)
    assert any(p["tau"] == p["T"] == 6 for p in points)
    assert all(p["rho"] < p["r"] for p in points)
    assert not domains.RUNS.contains(point(r=F(0)))
    assert not domains.RUNS.contains(point(rho=F(3, 10)))
    assert domains.RUNS.contains(point(T=4))
    # T = 4, a = 3/10: a√T/3 = 1/5 = ρ is excluded, the least bit below is not
    at = {"T": 4, "r": F(1, 2)}
    assert not domains.RUNS.contains(point(**at, rho=F(1, 5)))
    assert domains.RUNS.contains(point(**at, rho=F(19, 100)))


def test_the_gradient_is_that_of_the_array_engine() -> None:
    """At points that z sees from both sides, some inside the ball of radius ρ, on three masks."""
    rows = [(1, -1), (-1, -1), (1, 1)]
    halves = [(F(3, 5), F(4, 5)), (F(-3, 5), F(-4, 5)), (F(0), F(0)), (F(3, 10), F(2, 5))]
    for rho in (F(0), F(1, 8), F(3, 5)):
        for left, right in product(halves, repeat=2):
            for last in (F(0), F(5, 12)):
                w = (*left, *right, last)
                try:
                    exact = runs.gradient(w, rows, rho)
                except Undecided:
                    continue
                dense = theorem3_gradient(np.array(w, float), np.array(rows), float(rho))
                assert np.allclose([float(x) for x in exact], dense.mean(axis=0), atol=1e-12)


def test_every_step_of_the_oracle_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """A v_t that is no maximizer is found at t = T as well as before."""
    honest = runs.oracle_of

    def lapse(kind: str, columns: int, column: int, steps: int, r: Fraction) -> Any:
        choose = honest(kind, columns, column, steps, r)
        return lambda t, w: choose(t, w) if t < steps else (F(0),) * len(w)

    monkeypatch.setattr(runs, "oracle_of", lapse)
    assert runs.oracle_steps(point(T=3), "block").answer is Tri.NO


@pytest.mark.parametrize("kind", ["printed index", "unit"])
def test_a_tie_is_one_of_maximizers(kind: str) -> None:
    """What is no maximizer refutes `gap` where v_t is a parameter, and its re-check counts none."""
    p = point(choice=kind)
    assert thm3_gap.gap_at(thm3.GAP, p).answer is Tri.NO
    if kind == "printed index":
        assert not THEOREM.claim("gap").recheck(dict(thm3.GAP), point_text(p))["violated"]


@pytest.mark.parametrize("steps", [2, 3, 7, 40])
def test_the_best_constant_is_a_function_of_the_length(steps: int) -> None:
    """(k + 1/3)² = (T−1)(2T−1)/(6T²), which grows from 1/8 at T = 2 to 1/3."""
    share = ball(thm3_gap.rate_of({"k": "best", "more": "0"}, steps)) + ball(F(1, 3))
    least = F((steps - 1) * (2 * steps - 1), 6 * steps**2)
    assert (share * share).overlaps(ball(least))
    assert F(1, 8) <= least < F(1, 3)


@pytest.mark.parametrize(("share", "verdict"), [("1/9784", "holds"), ("1/9783", "refuted")])
@pytest.mark.parametrize("leg", ["ball", "smt"])
def test_what_the_chain_displays_is_worth(leg: str, share: str, verdict: str) -> None:
    """¼(√2/4 − 1/3)² lies between 1/9784 and 1/9783."""
    found = inprocess.judged(THEOREM, "chain", leg, {"share": share}, role="corrected")
    assert found.verdict == verdict


@pytest.mark.parametrize(
    ("claim", "role"),
    [("oracle", "corrected"), ("trajectory", "printed"), ("tie_break", "corrected")],
)
def test_the_inductions_need_the_event_and_the_block(claim: str, role: str) -> None:
    """Where z(I) = −1 occurs, or v_t leaves the block, z3 supports nothing."""
    reading = THEOREM.claim(claim).reading(role)
    assert reading is not None
    wide = {"domain": reading.domain.widened(S=runs.ANY_COLUMN)}
    if claim == "tie_break":
        wide = {"domain": domains.CHOICES}
    assert inprocess.judged(THEOREM, claim, "smt", role=role, **wide).verdict == "undecided"
    if claim != "tie_break":
        other = inprocess.judged(THEOREM, claim, "smt", {"oracle": "last"}, role=role)
        assert other.verdict == "undecided"


def test_two_columns_and_their_shared_coordinate_are_left_to_the_sweep() -> None:
    """With w(d) inside a block the deduction of Theorem 1's class says nothing."""
    found = inprocess.judged(THEOREM, "class", "smt", {"d": "printed"}, role="corrected")
    assert found.verdict == "undecided"


def test_any_small_start_takes_the_last_axis_by_hand() -> None:
    """ε = 1/10, η = 1, r = 1/2, ρ = 0, T = 3: w(d) = 1/10, −1/2, 1/2, whatever the sample."""
    p = point(T=3, epsilon=F(1, 10))
    assert [w[-1] for w in runs.iterates_from(p)] == [F(1, 10), F(-1, 2), F(1, 2)]
    data = {"sign": "1", "times": "1", "ties": "at 0"}
    assert thm3_predicates.start_at(data, p).answer is Tri.YES
    assert not THEOREM.claim("start").recheck(data, point_text(p))["violated"]


@settings(derandomize=True, deadline=None, max_examples=25)
@given(p=domains.STARTS.restrict(**domains.WITHIN).strategy(), sign=..., times=...)
def test_the_recheck_of_a_start_agrees(p: dict[str, Any], sign: bool, times: bool) -> None:
    """Two implementations of SA-GD from ε e_d break at the same points."""
    data = {"sign": "1" if sign else "-1", "times": "1" if times else "2", "ties": "none"}
    found = thm3.refined(thm3_predicates.start_at)(data, p)
    violated = THEOREM.claim("start").recheck(data, point_text(p))["violated"]
    assert violated is (found.answer is Tri.NO)
