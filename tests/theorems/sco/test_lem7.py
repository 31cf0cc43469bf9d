"""Tests of sco.lem7."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest

from theorems.core.sam_chain import run_chain
from theorems.core.sam_chain_columns import Columns
from theorems.core.sam_chain_dense import dense_chain
from theorems.sco._parts import chain_lem7 as parts
from theorems.sco._parts.chain_by_hand import first_by_hand
from theorems.sco.lem7 import THEOREM
from verify.run.inprocess import judged
from verify.tri import Tri

F = Fraction
POINT = {"T": 6, "eta": F(1), "r": F(1, 4), "delta": F(1)}
TEXT = {"T": 6, "eta": "1", "r": "1/4", "delta": "1"}


def test_all_claims_of_lemma_7():
    """Every reading gets its expected verdict, and every control falls."""
    from verify.run.inprocess import check

    (theorem,) = check(["sco.lem7"])["theorems"]
    assert theorem["ok"]
    assert theorem["grade"] == "proved"
    assert [e["proved"] for e in theorem["errata"]] == [True, True, True]


@pytest.mark.parametrize(
    ("ask", "sample", "data"),
    [
        (parts.low_at, parts.ONES_6, {"asks": "low", "low": "1"}),
        (parts.sign_at, parts.LONG_14, {"asks": "sign", "high": "0"}),
        (parts.sign_at, parts.TWO_6, {"asks": "sign", "high": "0"}),
        (parts.still_at, parts.TWO_6, {"asks": "still", "from": "2"}),
    ],
)
def test_witnesses_are_seen_twice(ask, sample, data):
    """The run over all columns and the step by hand, which share no code, both break the print."""
    data = {"gamma": "printed", "others": "all", **data}
    assert ask(data, {**POINT, "S": sample}).answer is Tri.NO
    assert first_by_hand(data, {**TEXT, "S": sample})["violated"]


@pytest.mark.parametrize("eta", ["1/1000", "1", "50"])
def test_by_hand_agrees_with_the_run(eta):
    """Both compute the same w_2."""
    sample = [["00", 1], ["01", 2], ["11", 1]]
    text = {"S": sample, "T": 3, "eta": eta, "r": "1/100", "delta": "1/3"}
    for gamma in ("printed", "corrected"):
        shown = first_by_hand({"gamma": gamma, "others": "all", "asks": "low"}, text)["w_2"]
        columns = Columns.from_patterns(dict(sample))
        w = dense_chain(columns, 3, F(eta), F(1, 100), [F(1, 3)] * 2, gamma=gamma, last=2)[1]
        for c, (bits, _) in enumerate(columns.patterns):
            assert float(shown[bits][0]) == pytest.approx(float(w[3 * c]), rel=1e-12)
            assert float(shown[bits][1]) == pytest.approx(float(w[3 * c + 1]), rel=1e-12, abs=1e-99)


def test_typical_samples_leave_the_proof():
    """With γ as printed the columns of a typical sample pass −λ once η‖v̄‖ is above about 2."""
    for n, eta in ((8, F(1, 2)), (16, F(1, 32)), (30, F(1, 4096))):
        columns = Columns.from_counts(n, {k: comb(n, k) for k in range(n + 1)})
        assert run_chain(columns, 6, eta, F(1, 4)).followed is Tri.NO
        assert run_chain(columns, 6, eta, F(1, 4), gamma="corrected").followed is Tri.YES
        assert run_chain(columns, 6, eta / 16, F(1, 4)).followed is Tri.YES


def test_the_deduction_of_item_1_says_no_more_than_it_shows():
    """It shows v_zᵀw_2 ≤ −√d δ_1 with √d ≥ 1: neither 3δ_1/2 nor, without √d, more than δ_1."""
    assert judged(THEOREM, "relu", "smt").verdict == "holds"
    assert judged(THEOREM, "relu", "smt", {"high": "3/2"}).verdict != "holds"
