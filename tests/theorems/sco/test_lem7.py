"""Tests of sco.lem7."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import numpy as np
import pytest

from theorems.core.sam_chain import run_chain
from theorems.core.sam_chain_columns import Columns
from theorems.core.sam_chain_dense import dense_chain, float_chain
from theorems.core.sam_chain_loss import chain_constants
from theorems.sco._parts import chain_lem7 as parts
from theorems.sco._parts import lem7_setting
from theorems.sco._parts.chain_by_hand import first_by_hand
from theorems.sco.lem7 import THEOREM
from verify.domain import point_text
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


ASKS = [
    (parts.relu_at, {"asks": "relu"}, ("high", ["1", "1000000000", "-1"])),
    (parts.low_at, {"asks": "low"}, ("low", ["1", "3/5", "1/10"])),
    (parts.sign_at, {"asks": "sign"}, ("high", ["0", "-1", "1"])),
    (parts.still_at, {"asks": "still", "from": "2"}, ("others", ["all", "ones"])),
    (parts.rest_at, {"asks": "rest"}, ("from", ["2", "3"])),
    (parts.first_at, {"asks": "first", "low": "0"}, ("high", ["1", "1/1000"])),
    (parts.first_at, {"asks": "first", "high": "1"}, ("low", ["0", "1/1000"])),
    (parts.second_at, {"asks": "second", "low": "1"}, ("high", ["0", "1/100"])),
    (parts.second_at, {"asks": "second", "high": "0"}, ("low", ["1", "1/1000"])),
]
UNEVEN = [["00", 1], ["01", 1], ["10", 2]]  # the second mask alone sees fewer columns


@pytest.mark.parametrize("gamma", ["printed", "corrected"])
@pytest.mark.parametrize(("ask", "data", "values"), ASKS)
def test_the_recheck_agrees(ask, data, values, gamma):
    """first_by_hand, which shares no code with the legs, says what they say, true or false."""
    name, texts = values
    for text in texts:
        for sample in (UNEVEN, parts.TWO_6, parts.ONES_6):
            for eta, r, delta in ((F(1, 24), F(1, 2), F(1, 7)), (F(1), F(1, 4), F(1))):
                asked = {"gamma": gamma, "others": "all", **data, name: text}
                p = {"S": sample, "T": 6, "eta": eta, "r": r, "delta": delta}
                answer = ask(asked, p).answer
                assert answer is not Tri.UNKNOWN
                assert first_by_hand(asked, point_text(p))["violated"] is (answer is Tri.NO)


def test_every_mask_and_column_counts_in_item_1():
    """max_z v_zᵀw_2 = −h δ_1 over all masks: h for 1 is the last number at which item 1 holds."""
    T, eta, r, delta = 2, F(1), F(1, 4), F(1, 3)
    masks = np.array([[0, 0, 1, 1], [0, 1, 0, 0]], dtype=float)  # the columns of UNEVEN
    k = chain_constants(Columns.from_patterns(dict(UNEVEN)), T, eta, r, gamma="printed")
    w = float_chain(masks, np.array([0.0, float(delta)]), k)[1]
    inner = np.where(masks, 1, -float(k.kappa)) @ w[:-1].reshape(4, T)[:, 0] + w[-1]
    assert inner[0] < 1.2 * inner[1] < 0
    least = -inner.max() / float(k.delta1)
    p = {"S": UNEVEN, "T": T, "eta": eta, "r": r, "delta": delta}
    for factor, answer in ((1 - 1e-9, Tri.YES), (1 + 1e-9, Tri.NO)):
        data = {"gamma": "printed", "others": "all", "asks": "relu", "high": str(F(least * factor))}
        assert parts.relu_at(data, p).answer is answer
        assert first_by_hand(data, point_text(p))["violated"] is (answer is Tri.NO)


def test_delta_2_is_that_of_the_point():
    """w_2^(I)(2) = −ηδ_2 A: a third of δ_2 makes a third of it."""
    data = {"gamma": "printed", "others": "all"}
    p = {**POINT, "S": UNEVEN}
    _, _, whole = parts.second_iterate(data, p)
    _, _, third = parts.second_iterate(data, {**p, "delta": F(1, 3)})
    assert float(whole[1]) < 0
    assert float(third[1]) == pytest.approx(float(whole[1]) / 3, rel=1e-12)


def test_strict_signs_are_strict():
    """Where nothing moves the bounds 0 are met with equality, which is not below."""
    data = {"gamma": "printed", "others": "all"}
    p = {**POINT, "S": UNEVEN, "delta": F(0)}
    second = {**data, "asks": "second", "low": "1", "high": "0"}
    assert parts.second_at(second, p).answer is Tri.NO


EDGE = {"S": [["0", 1], ["1", 1]], "T": 4, "eta": F(1, 8), "r": F(4), "delta": F(1)}


@pytest.mark.parametrize(
    ("domain", "changes", "inside"),
    [
        (lem7_setting.ALL, {}, True),  # ηr = 1/√T
        (lem7_setting.ALL, {"r": F(4001, 1000)}, False),
        (lem7_setting.ALL, {"T": 2, "r": F(1)}, True),
        (lem7_setting.ALL, {"T": 1, "r": F(1)}, False),
        (lem7_setting.ALL, {"delta": F(0)}, False),
        (lem7_setting.ALL, {"delta": F(1001, 1000)}, False),
        (lem7_setting.ALL, {"S": [["0", 2]]}, True),
        (lem7_setting.ONE, {"S": [["0", 2]]}, False),
        (lem7_setting.ALL, {"S": [["1", 2]]}, False),
        (lem7_setting.ALL, {"S": [["0", 1], ["1", 2]]}, False),  # three columns, not 2^1
        (lem7_setting.FEW, {"S": parts.LONG_14, "T": 7, "r": F(1)}, True),  # n = 2T
        (lem7_setting.FEW, {"S": parts.LONG_14, "T": 6, "r": F(1)}, False),
        (lem7_setting.PRINTED, {"S": parts.ONES_6, "T": 6, "r": F(1)}, True),
        (lem7_setting.PRINTED, {"S": parts.ONES_6, "T": 5, "r": F(1)}, False),
        (lem7_setting.PRINTED, {"T": 6, "r": F(1)}, False),  # n = 1
    ],
)
def test_the_edges_of_the_hypotheses(domain, changes, inside):
    """Equality is allowed wherever the lemma allows it, and nothing beyond."""
    assert domain.contains({**EDGE, **changes}) is inside


def test_the_words_and_the_data_say_the_same():
    """The ends of each item, as its text gives them."""
    data = {c.id: dict(c.readings[-1].data) for c in THEOREM.claims}
    assert data["relu"]["high"] == data["low"]["low"] == "1"
    assert data["sign"]["high"] == data["first"]["low"] == data["second"]["high"] == "0"
    assert data["first"]["high"] == data["second"]["low"] == "1"
    assert (data["still"]["from"], data["rest"]["from"]) == ("2", "3")
    assert {c.id: c.readings[0].data["others"] for c in THEOREM.claims}["still"] == "all"


@pytest.mark.parametrize("claim", ["relu", "low", "sign", "still", "rest", "first", "second"])
@pytest.mark.parametrize("leg", ["ball", "smt"])
def test_theorem_7_may_take_every_item_with_its_own_gamma(claim, leg):
    """Each item that holds with γ as printed holds with the γ that is smaller by √d."""
    for reading in THEOREM.claim(claim).readings:
        if reading.expected == "holds":
            changes = {"gamma": "corrected"}
            assert judged(THEOREM, claim, leg, changes, role=reading.role).verdict == "holds"
