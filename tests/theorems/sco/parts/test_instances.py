"""The instances of Theorems 1, 3 and 6: engines agree, numbers are the theorems'."""

from __future__ import annotations

from fractions import Fraction

import pytest

from theorems.core.exact import suffix_averages_exact
from theorems.core.exact_losses import theorem3_population_risk
from theorems.sco._parts.instances_thm1 import THEOREM_1
from theorems.sco._parts.instances_thm3 import THEOREM_3
from theorems.sco._parts.instances_thm3_paths import suffix_squares
from theorems.sco._parts.instances_thm6 import THEOREM_6
from theorems.sco._parts.instances_thm7 import THEOREM_7
from theorems.sco._parts.thm3_run import iterates
from verify.instance import read_parameters

RATIO = "F(w_avg) / (eta^2 (r-rho)^2 T)"


def results(instance, words, *, engine=None, seed=0):
    """What a run returns."""
    point = read_parameters(instance, words.split())
    return instance.execute(point, engine=engine or instance.engines[0], backend="numpy", seed=seed)


@pytest.mark.parametrize("words", ["n=3 T=9 r=1/4", "n=4 T=7 r=1/3 rho=1/50 tau=3 eta=1/2"])
def test_dense_and_lazy_agree(words):
    """One sample, two engines, the same numbers."""
    dense = results(THEOREM_3, words)
    lazy = results(THEOREM_3, words, engine="lazy")
    for name in ("d = 2^n T + 1", "column I", "samples drawn until a column is 1 in all masks"):
        assert dense[name] == lazy[name]
    for name in ("|w_T|", "F_S(w_T)", "F(w_T)", "|w_avg|", "F_S(w_avg)", "F(w_avg)", RATIO):
        assert dense[name] == pytest.approx(lazy[name], abs=1e-15), name
    assert dense["largest gap of the ends of F_S^r(w_t)"] < 1e-15
    assert lazy["steps at which both ends of F_S^r(w_t) meet"].split(" of ")[0] != "0"


def test_lazy_and_streamed_agree():
    """The risk does not depend on the sample, but for its event."""
    words = "n=4 T=50 r=1/10 tau=7"
    lazy = results(THEOREM_3, words, engine="lazy")
    streamed = results(THEOREM_3, words, engine="streamed")
    assert streamed["F(w_avg) at least"] <= lazy["F(w_avg)"] * (1 + 1e-12)
    assert lazy["F(w_avg)"] <= streamed["F(w_avg) at most"] * (1 + 1e-12)
    least = lazy["least F / (eta^2 (r-rho)^2 T) over tau"]
    low = streamed["least F / (eta^2 (r-rho)^2 T) over tau, at least"]
    assert low <= least * (1 + 1e-12)


def test_all_suffix_averages_are_the_exact_run_s():
    """‖ŵ_τ‖² from what changes, against the run on all coordinates in rationals."""
    p = {
        "S": {"z": ["-+"], "I": 2},
        "T": 6,
        "eta": Fraction(1, 2),
        "r": Fraction(1, 3),
        "rho": Fraction(1, 30),
    }
    averages = suffix_averages_exact(iterates(p))
    squares = [sum(x * x for x in w) for w in averages]
    a = Fraction(1, 2) * (Fraction(1, 3) - Fraction(1, 30))
    assert suffix_squares((-a.numerator,) * 6, a.denominator) == squares
    lazy = results(THEOREM_3, "n=1 T=6 eta=1/2 r=1/3 rho=1/30 tau=2", engine="lazy")
    expected = theorem3_population_risk(averages[1], 2, p["rho"])
    assert lazy["F(w_avg)"] == pytest.approx(float(expected))


@pytest.mark.parametrize("method", ["gd", "sgd", "sam"])
def test_other_methods_stay_at_zero(method):
    """From w_1 = 0 the gradient is 0: GD and SGD, and SAM that stays, are optimal there."""
    found = results(THEOREM_3, f"n=3 T=5 method={method}")
    assert found["F(w_T)"] == found["F(w_avg)"] == found["|w_T|"] == 0


def test_a_start_beside_zero():
    """From a Gaussian start every column counts, and the population risk is drawn."""
    found = results(THEOREM_3, "n=5 T=20 method=gd start=1/10")
    (error,) = [v for k, v in found.items() if k.startswith("F(w_avg): standard error")]
    assert 0 < error < found["F(w_avg)"] and 0 < found["|w_T|"] < 1
    assert found["F_S(w_T)"] < found["F(w_T)"]


def test_hypotheses_missed_are_named():
    """A run outside the theorem says which hypotheses fail."""
    assert results(THEOREM_3, "n=2 T=4")["hypotheses"] == "met"
    found = results(THEOREM_3, "n=2 T=1 r=1 rho=1")
    assert found["hypotheses"].startswith("missed: T >= 2; rho < r(1") and found[RATIO] is None
    found = results(THEOREM_3, "n=2 T=9 r=1 eta=5")
    assert found["hypotheses"] == "missed: eta(r - rho) <= 1/sqrt(T)"


@pytest.mark.parametrize("engine", ["lazy", "streamed"])
def test_what_changes_is_known_for_sa_gd_from_zero_alone(engine):
    """Another method or start is refused with its value."""
    with pytest.raises(ValueError, match=f"{engine} engine runs sa_gd .* got method=sam, start=0"):
        results(THEOREM_3, "method=sam", engine=engine)


@pytest.mark.parametrize("engine", ["dense", "streamed"])
def test_theorem_1_both_minimizers(engine):
    """F_S^r is ½[r−ρ]_+² at e_I and ½r² at ρ e_d, from both sides; F(e_I) is ¼(1−ρ)²."""
    found = results(THEOREM_1, "n=5 rho=1/4 r=1/2 T=10", engine=engine)
    values = {k: float(Fraction(v)) for k, v in found.items() if k.startswith("F")}
    for end in ("at least", "at most"):
        assert values[f"F_S^r(w1 = e_I) {end}"] == 1 / 32
        assert values[f"F_S^r(w2 = rho e_d) {end}"] == 1 / 8
    assert values["F(w1 = e_I)"] == 9 / 64 and values["F(w2 = rho e_d)"] == 0
    if engine == "dense":
        assert values["F_S(GD)"] < values["F_S(start)"]


@pytest.mark.parametrize(
    ("zero", "gap", "ratio"),
    [
        ("stay", "1/8", "1"),
        ("damped", "1/8", "1"),
        ("minus", "1/8", "1"),
        ("plus", "1/128", "1/16"),
    ],
)
def test_theorem_6_by_its_convention(zero, gap, ratio):
    """The gap is r²/2 where SAM rests in 0, and less where 0/0 sets it in motion."""
    found = results(THEOREM_6, f"T=4 eta=1 r=1/2 zero={zero}")
    assert found["F_S^r(w_avg) - F_S^r(w*)"] == gap and found["gap / (r^2/2)"] == ratio


@pytest.mark.parametrize("words", ["", "n=6 T=9 eta=1/4 r=1/10 tau=3"])
def test_theorem_7_three_engines(words):
    """Floats on all coordinates, balls on what moves, and a streamed sample: one ratio."""
    ratio = "F(w_avg) / (eta^2 r^2 T) at"
    lazy, dense, streamed = (
        results(THEOREM_7, words, engine=engine) for engine in THEOREM_7.engines
    )
    assert lazy["hypotheses"] == "met" and lazy["every sign as in the proof"] == "yes"
    assert lazy["column I"] == dense["column I"]
    assert lazy[f"{ratio} least"] <= lazy[f"{ratio} most"]
    assert dense["1/4 |w_avg|^2 / (eta^2 r^2 T)"] == pytest.approx(lazy[f"{ratio} least"])
    assert dense["|w_T| on all other chains"] == 0
    # the two samples differ, and with them w_2, by which the later steps hardly differ
    for end in ("least", "most"):
        assert streamed[f"{ratio} {end}"] == pytest.approx(lazy[f"{ratio} {end}"], rel=1e-3)


def test_theorem_7_beyond_its_hypotheses():
    """What is missed is named; the streamed engine refuses it with a sentence."""
    assert "n >= 6" in results(THEOREM_7, "n=2 T=8 eta=1/100")["hypotheses"]
    with pytest.raises(ValueError, match="n must be an integer of at least 6, got 2"):
        results(THEOREM_7, "n=2 T=8", engine="streamed")
    with pytest.raises(ValueError, match=r"does not follow the proof: .* fails"):
        results(THEOREM_7, "T=9 eta=1/4 r=1/10 gamma=printed", engine="streamed")
    assert "ended" not in results(THEOREM_7, "n=6 T=8 eta=1 r=10")


@pytest.mark.parametrize(
    ("instance", "words"),
    [
        (THEOREM_1, "n=3 T=3"),
        (THEOREM_3, "n=2 T=4 r=1/4"),
        (THEOREM_3, "n=4 T=3 method=sam start=1/10"),
        (THEOREM_3, "n=3 T=3 method=sgd start=1/10"),
        (THEOREM_7, "n=6 T=8"),
    ],
)
def test_dense_runs_take_the_backend_s_namespace(instance, words, monkeypatch):
    """Under a strict namespace, where a stray NumPy call is an error, the numbers are the same."""
    expected = results(instance, words, engine="dense")
    strict = pytest.importorskip("array_api_strict")
    monkeypatch.setattr("verify.arrays.backend", lambda name: strict)
    found = results(instance, words, engine="dense")
    assert list(found) == list(expected)
    for name, value in expected.items():
        assert found[name] == (pytest.approx(value) if isinstance(value, float) else value), name


def test_memory_is_estimated_without_computing():
    """Dense costs d floats and more, lazy the masks, streamed neither; Theorem 6 its digits."""
    p = read_parameters(THEOREM_3, ["n=30", "T=1000000"])
    dense, lazy, streamed = (THEOREM_3.estimate(p, engine) for engine in THEOREM_3.engines)
    assert dense > 8 * 10**6 * 2**30 and dense > 10**6 * streamed and lazy > 30 * 2**30 > streamed
    p = read_parameters(THEOREM_1, ["n=24"])
    assert THEOREM_1.estimate(p, "dense") > 24 * 2**24 > THEOREM_1.estimate(p, "streamed") / 10
    slow, fast = (
        THEOREM_6.estimate(read_parameters(THEOREM_6, ["T=1000000", f"zero={zero}"]), "lazy")
        for zero in ("plus", "stay")
    )
    assert slow > 100 * fast
