"""Theorems 1, 3 and 7 on streamed samples: what the claims see, and their re-checks by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from theorems.core import streaming
from theorems.core.exact import sa_gd_exact, suffix_averages_exact
from theorems.sco import thm1, thm3, thm7
from theorems.sco._parts import streamed
from verify import Tri
from verify.run import inprocess

F = Fraction
STEP = {"eta": F(1, 4), "r": F(1, 250), "rho": F(1, 10000)}


def point(**changes: Any) -> dict[str, Any]:
    """n = 4, the sample of seed 0, T = 20, with changes."""
    return {"n": 4, "seed": 0, "T": 20, **STEP, **changes}


def by_hand(k: str, **changes: Any) -> bool:
    """Whether the re-check finds the constant k too large."""
    text = {name: str(value) for name, value in point(**changes).items()}
    return bool(streamed.run_by_hand({"k": k}, text)["violated"])


@pytest.mark.parametrize("T", [2, 3, 20])
@pytest.mark.parametrize("rho", ["0", "1/10000"])
def test_the_claim_and_its_recheck_change_their_answer_at_one_constant(T: int, rho: str) -> None:
    """The least ratio over τ, from SA-GD step by step, is where both answers turn."""
    r, eta, low = STEP["r"], STEP["eta"], F(rho)
    a = eta * (r - low)
    path = sa_gd_exact(
        lambda w: tuple(max(1 - low / x, 0) * x if x > 0 else F(0) for x in w),
        lambda t, w: tuple(r if j == t - 1 else F(0) for j in range(T)),
        (F(0),) * T,
        eta=eta,
        steps=T,
    )
    least = min(
        (sum(x * x for x in w) ** F(1, 2) - float(low)) ** 2 / (4 * float(a) ** 2 * T)
        for w in suffix_averages_exact(path)
    )
    for factor, answer in ((0.999, Tri.YES), (1.001, Tri.NO)):
        k = str(F(least * factor))
        assert streamed.run_at({"k": k}, point(T=T, rho=low)).answer is answer
        assert by_hand(k, T=T, rho=rho) is (answer is Tri.NO)


@pytest.mark.parametrize("name", ["flat", "sharp"])
@pytest.mark.parametrize("value", ["499/1000", "501/1000"])
def test_both_minimizers_are_seen(name: str, value: str) -> None:
    """Another constant at e_I or at ρe_d is found false by the claim and by hand."""
    data = {"flat": "1/2", "sharp": "1/2"}
    p = {"n": 6, "seed": 3, "rho": F(1, 4), "r": F(1)}
    text = {k: str(v) for k, v in p.items()}
    assert streamed.minimizers_at(data, p).answer is Tri.YES
    assert not streamed.minimizers_by_hand(data, text)["violated"]
    assert streamed.minimizers_at({**data, name: value}, p).answer is Tri.NO
    assert streamed.minimizers_by_hand({**data, name: value}, text)["violated"]


def test_a_sample_without_the_event_decides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no draw has a zero column the claim is not taken to hold."""
    nothing = streaming.StreamedMasks(4, 0, None, None, 64)
    monkeypatch.setattr(streaming, "stream", lambda n, **_: nothing)
    assert (
        inprocess.judged(thm1.THEOREM, "streamed", "exact", role="sharpened").verdict == "undecided"
    )


def test_a_column_that_is_not_of_ones_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run on a wrong column is an error, not support."""
    from theorems.core import streaming_thm3

    wrong = streaming_thm3.column_signs(4, 0, seed=0)
    wrong[0] = -1
    monkeypatch.setattr(streaming_thm3, "column_signs", lambda *_, **__: wrong)
    found = inprocess.judged(thm3.THEOREM, "streamed", "exact", role="sharpened")
    assert found.verdict == "error" and "signs must be 1" in found.reason


def test_the_streamed_gap_of_sam_is_that_of_a_run_over_all_coordinates() -> None:
    """At the witness of a wrong constant the risk by hand lies in the streamed bracket."""
    found = inprocess.evidence(
        thm7.THEOREM, "gap", "streamed", role="corrected", control="η²r²T"
    ).witness
    assert found is not None and found.in_domain and found.rechecked
    risk, rate = float(found.values["recheck"]["F"]), float(found.values["recheck"]["bound"])
    low, high = (float(F(found.values[end])) for end in ("at least", "at most"))
    # δ_t are chosen anew, so that the two runs are not the same beyond their order
    assert low * (1 - 1e-6) <= risk / rate <= high * (1 + 1e-6)


@pytest.mark.parametrize(("share", "verdict"), [("1/40", "holds"), ("1/38", "refuted")])
def test_a_constant_on_either_side_of_the_streamed_gap(share: str, verdict: str) -> None:
    """The least gap at n = T = 6 is 0.02601 η²r²T; the leg turns there, and its re-check too."""
    found = inprocess.judged(thm7.THEOREM, "gap", "streamed", {"share": share}, role="corrected")
    assert found.verdict == verdict


def test_a_first_update_unlike_the_proof_decides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where SAM does not follow the proof the leg says so, and supports nothing."""
    from theorems.core import streaming_thm7

    def stray(*_: object, **__: object) -> None:
        raise ArithmeticError("the first update is not as Lemma 7 has it")

    monkeypatch.setattr(streaming_thm7, "stream_theorem7", stray)
    found = inprocess.judged(thm7.THEOREM, "gap", "streamed", role="corrected")
    assert found.verdict == "undecided" and "Lemma 7" in found.reason
