"""Tests of sco.lem8."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import ctx

from theorems.core.exact import sam_exact
from theorems.core.sam_chain import run_chain
from theorems.core.sam_chain_columns import Columns
from theorems.sco._parts import chain_lem8 as parts
from theorems.sco._parts.chain_by_hand import path_by_hand
from theorems.sco._parts.chain_lem8 import deltas_of, path_of, slope
from theorems.sco.lem8 import THEOREM
from verify.domain import point_text
from verify.exact.ball import ball
from verify.tri import Tri

F = Fraction


def test_all_claims_of_lemma_8():
    """Every reading gets its expected verdict, and every control falls."""
    from verify.run.inprocess import check

    (theorem,) = check(["sco.lem8"])["theorems"]
    assert theorem["ok"]
    assert theorem["grade"] == "proved"


@pytest.mark.parametrize("eta", ["1/1000", "1/4", "1", "50"])
def test_rational_norms(eta):
    """The δ_t chosen are at most the bounds of the deduction, and 1 + δ_t² is a square."""
    p = {"T": 7, "eta": F(eta), "r": F(1, 3), "sigma": F(1, 50)}
    for delta in deltas_of(p, "small"):
        assert 0 < delta <= min(F(1, 4), 1 / (4 * F(eta)))
    assert all(isinstance(x, Fraction) for u in path_of(p, "small") for x in u)


def test_g_is_what_the_loss_leaves():
    """From w_2 on the zero column of Theorem 7's loss moves as SAM on g does."""
    run = run_chain(Columns.from_masks(["0110", "0101"]), 6, F(1, 4), F(1), gamma="corrected")
    with ctx.workprec(256):
        start = (run.heads[0], *[ball(0)] * 4)
        path = sam_exact(
            lambda u: slope(u, run.deltas[1:]),
            start,
            radius=ball(1),
            eta=ball("1/4"),
            steps=5,
            zero="stay",
        )
    for t, u in enumerate(path, 2):
        assert all(x.overlaps(run.coordinate(j, t)) for j, x in enumerate(u, 2))


WINDOWS = [
    (parts.second_at, "second"),
    (parts.newest_at, "newest"),
    (parts.previous_at, "previous"),
]
ENDS = [("1", "0"), ("2", "1"), ("2", "1/2"), ("1", "9/10"), ("1/2", "0"), ("2", "11/10")]
ASKS = [
    *((at, {"asks": asks, "low": low, "high": high}) for at, asks in WINDOWS for low, high in ENDS),
    *((parts.signs_at, {"asks": "signs", "at": op, "index": "i"}) for op in (">", "<=")),
    *((parts.signs_at, {"asks": "signs", "at": op, "index": "i+1"}) for op in (">", "<=")),
    *((parts.recursion_at, {"asks": "recursion", "root": root}) for root in ("0", "1")),
]  # fmt: skip


@pytest.mark.parametrize("rule", ["small", "ones"])
@pytest.mark.parametrize(("at", "data"), ASKS)
def test_the_recheck_agrees(at, data, rule):
    """path_by_hand, which shares no code with the legs, says what they say, true or false."""
    for eta, sigma, delta in ((F(1, 7), F(1, 50), F(1, 3)), (F(9), F(2), F(1))):
        p = {"T": 6, "eta": eta, "r": F(1, 3), "sigma": sigma, "delta": delta}
        answer = at({**data, "rule": rule}, p).answer
        assert answer is not Tri.UNKNOWN
        assert path_by_hand({**data, "rule": rule}, point_text(p))["violated"] is (answer is Tri.NO)


@pytest.mark.parametrize(
    ("at", "data"),
    [
        (parts.signs_at, {"asks": "signs", "rule": "small", "at": ">", "index": "i+1"}),
        (parts.recursion_at, {"asks": "recursion", "rule": "small", "root": "1"}),
    ],
)
def test_a_coordinate_that_should_rest_is_seen(monkeypatch, at, data):
    """u_4(6) = ∓1 in place of 0, and u_4(2) off by as much: no error makes up for another."""
    p = {"T": 6, "eta": F(1, 7), "r": F(1, 3), "sigma": F(1, 50), "delta": F(1, 3)}
    true = path_of(p, "small")
    assert at(data, p).answer is Tri.YES
    for off in (F(1), F(-1)):
        moved = list(true)
        moved[2] = (true[2][0] - off, *true[2][1:4], true[2][4] + off)
        monkeypatch.setattr(parts, "path_of", lambda p, rule, path=tuple(moved): path)
        assert at(data, p).answer is Tri.NO
        alone = (*true[2][:4], off)
        monkeypatch.setattr(parts, "path_of", lambda p, rule, u=alone: (*true[:2], u, *true[3:]))
        assert at(data, p).answer is Tri.NO


def test_delta_is_the_largest_that_is_allowed():
    """2k/(k²−1) up to the bound itself: 3/4 and 8/15 for k = 3, 4."""
    assert parts.pythagorean(F(3, 4)) == F(3, 4)
    assert parts.pythagorean(F(749, 1000)) == parts.pythagorean(F(8, 15)) == F(8, 15)


EDGE = {"T": 4, "eta": F(1), "r": F(1), "sigma": F(1, 4), "delta": F(1)}


@pytest.mark.parametrize(
    ("changes", "inside"),
    [
        ({}, True),  # σ = ηr/4
        ({"sigma": F(251, 1000)}, False),
        ({"T": 3}, False),
        ({"delta": F(1001, 1000)}, False),
        ({"eta": F(1, 10**6), "r": F(10**7)}, True),
    ],
)
def test_the_edges_of_the_hypotheses(changes, inside):
    """T = 4 and σ = ηr/4 are allowed."""
    p = {**EDGE, **changes}
    assert THEOREM.claim("signs").readings[0].domain.contains(p) is inside
    chain = {k: x for k, x in p.items() if k != "delta"}
    assert THEOREM.claim("second").readings[0].domain.contains(chain) is (p["T"] >= 4)


def test_the_words_and_the_data_say_the_same():
    """The ends of each window, as its text gives them."""
    ends = {c.id: c.readings[0].data for c in THEOREM.claims}
    found = {k: (x["low"], x["high"]) for k, x in ends.items() if "low" in x}
    assert found == {"second": ("1", "0"), "newest": ("2", "1"), "previous": ("2", "1/2")}
    assert ends["signs"]["at"] == ">" and ends["recursion"]["root"] == "1"
