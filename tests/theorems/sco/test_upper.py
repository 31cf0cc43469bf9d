"""Lemmas 1 and 3, Theorems 2 and 5 with their constants and premises broken by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theorems.sco import lem1, lem3, thm2, thm5
from theorems.sco._parts import upper_losses as losses
from theorems.sco._parts import upper_models as models
from theorems.sco._parts import upper_runs as runs
from verify import Tri
from verify.domain import point_text
from verify.run import inprocess

judged = inprocess.judged


@pytest.mark.parametrize("leg", ["exact", "smt", "property"])
@pytest.mark.parametrize("changes", [{"kappa": "3/2"}, {"shift": "-1"}, {"curvature": "2"}])
def test_self_bounding_needs_its_constant_and_its_premises(leg, changes):
    """A smaller constant, a negative value, a larger curvature: each leg sees it."""
    assert judged(lem3.THEOREM, "bound", leg, changes).verdict == "refuted"


@settings(derandomize=True, deadline=None, max_examples=40)
@given(point=lem3.DOMAIN.strategy())
def test_the_recheck_of_self_bounding_agrees(point):
    """With the constant 1 the predicate and the re-check break at the same points."""
    data = {**lem3.DATA, "kappa": "1"}
    broken = lem3.self_bounding(data, point).answer is Tri.NO
    assert broken == lem3.THEOREM.claim("bound").recheck(data, point_text(point))["violated"]


@pytest.mark.parametrize(
    ("theorem", "claim", "leg", "role", "changes"),
    [
        (lem1.THEOREM, "step", "exact", "printed", {"num": "79/100"}),
        (lem1.THEOREM, "step", "smt", "printed", {"num": "3/4"}),
        (lem1.THEOREM, "step", "exact", "sharpened", {"rate": "19/10"}),
        (lem1.THEOREM, "step", "smt", "sharpened", {"num": "1999/1000"}),
        (lem1.THEOREM, "regret", "exact", "corrected", {"num": "11/20"}),
        (lem1.THEOREM, "regret", "smt", "corrected", {"num": "11/20"}),
        (lem1.THEOREM, "regret", "property", "corrected", {"num": "0"}),
        (lem1.THEOREM, "flat", "exact", "corrected", {"ball": "1001/1000"}),
        (lem1.THEOREM, "flat", "smt", "corrected", {"ball": "1001/1000"}),
        (lem1.THEOREM, "homogeneity", "exact", "printed", {"beyond": "3"}),
        (lem1.THEOREM, "homogeneity", "symbolic", "printed", {"smoothness": "0"}),
        (thm2.THEOREM, "minimization", "exact", "corrected", {"num": "1/2"}),
        (thm2.THEOREM, "minimization", "smt", "sharpened", {"num": "7/5"}),
        (thm2.THEOREM, "minimization", "property", "corrected", {"num": "0"}),
        (thm2.THEOREM, "corollary", "exact", "printed", {"second": "1"}),
        (thm5.THEOREM, "minimization", "exact", "corrected", {"num": "1/150"}),
        (thm5.THEOREM, "minimization", "smt", "corrected", {"num": "1/150"}),
        (thm5.THEOREM, "corollary", "symbolic", "printed", {"first": "1"}),
    ],
)
def test_a_changed_constant_is_refuted(theorem, claim, leg, role, changes):
    """A smaller constant, a larger ball, another power: each leg sees it."""
    assert judged(theorem, claim, leg, changes, role=role).verdict == "refuted"


@pytest.mark.parametrize(
    ("theorem", "claim"),
    [
        (lem1.THEOREM, "regret"),
        (lem1.THEOREM, "flat"),
        (thm2.THEOREM, "minimization"),
        (thm5.THEOREM, "minimization"),
    ],
)
def test_without_a_common_ball_the_print_fails(theorem, claim):
    """The exact leg alone refutes it."""
    assert judged(theorem, claim, "exact").verdict == "refuted"


TWO = {
    "z": [{"low": ["-3"], "high": ["-1"]}, {"low": ["1"], "high": ["3"]}],
    "star": ["0"],
    "rho": "1",
}
EDGE = {"z": [{"low": ["-1"], "high": ["1"]}], "star": ["1"], "rho": "1"}
UNIT = {"eta": Fraction(1, 4), "beta": Fraction(1), "r": Fraction(1)}


def test_two_flat_losses_need_no_common_zero():
    """F_S(w) = (w² + 1)/2 in between: each loss is 1-flat, and F_S ≥ 1/2 everywhere."""
    for w in (Fraction(-1), Fraction(0), Fraction(1, 3)):
        assert losses.mean_loss(TWO, (w,)) == (w * w + 1) / 2
    assert models.EACH.contains(TWO) and models.BEST.contains(TWO) and not models.FLAT.contains(TWO)


@pytest.mark.parametrize("sample", [TWO, EDGE])
def test_the_regret_fails_at_a_minimizer_that_is_no_centre(sample):
    """From w_1 = w* the bound is 0 at r = ρ, and one perturbation pays r²/2."""
    point = {"S": sample, "start": ["0"], "u": [["1"]], **UNIT}
    assert runs.regret_at(lem1.PRINTED, point).answer is Tri.NO
    assert lem1.THEOREM.claim("regret").recheck(lem1.PRINTED, point_text(point))["violated"]


def test_an_edge_is_not_the_best_centre():
    """Where a common ball exists Theorems 2 and 5 are read with its centre."""
    assert models.EACH.contains(EDGE) and not models.BEST.contains(EDGE)
    assert models.BEST.contains({**EDGE, "star": ["0"]})


LINE = {"z": [{"low": ["-1"], "high": ["1"]}], "star": ["0"], "rho": "1"}


@pytest.mark.parametrize("rate", ["1/100", "1/4", "1", "5/4", "7/5"])
def test_the_sharpened_step_is_attained(rate):
    """(β/2) dist(w, [−ρ, ρ])² meets 2/(3−2ηβ) with equality, so that 4 breaks beyond η = 5/(4β)."""
    e = Fraction(rate)
    start = str((2 * e - 1) / (3 - 2 * e))
    one = {"beta": Fraction(1), "r": Fraction(2), "u": ["1"]}
    point = {"S": LINE, "start": [start], "eta": e, **one}
    assert runs.step_at(lem1.SHARP, point).margin == 0
    assert (runs.step_at(lem1.PRINTED, point).answer is Tri.YES) == (e <= Fraction(5, 4))


@pytest.mark.parametrize("rate", ["1/4", "1", "13/10"])
def test_perturbations_in_turn_keep_the_regret_up(rate):
    """From ηβ/(2−ηβ) each step pays 2/(2−ηβ)², the lower bound named as open."""
    e = Fraction(rate)
    start = e / (2 - e)
    point = {"S": LINE, "start": [str(start)], "u": [["1"], ["-1"]] * 4, "eta": e}
    found = runs.regret_at(lem1.SHARP, {**point, "beta": Fraction(1), "r": Fraction(2)})
    assert Fraction(found.values["left"]) == 2 / (2 - e) ** 2


def _uphill(grad, oracle, w1, *, eta, steps):
    from theorems.core.exact import sa_gd_exact

    return sa_gd_exact(grad, oracle, w1, eta=-8 * eta, steps=steps)


@pytest.mark.parametrize("theorem", [lem1.THEOREM, thm2.THEOREM, thm5.THEOREM])
def test_steps_uphill_are_not_accepted(monkeypatch, theorem):
    """Ascent leaves w*, and the claim does not hold."""
    monkeypatch.setattr(runs, "sa_gd_exact", _uphill)
    claim = "regret" if theorem is lem1.THEOREM else "minimization"
    assert judged(theorem, claim, "exact", role="corrected").verdict != "holds"


def test_a_loss_that_is_not_smooth_enough_is_not_accepted(monkeypatch):
    """With losses eight times as curved the step no longer holds."""
    loss, slope = losses.mean_loss, losses.mean_slope
    monkeypatch.setattr(runs, "mean_loss", lambda s, w: 8 * loss(s, w))
    monkeypatch.setattr(runs, "mean_slope", lambda s, w: tuple(8 * x for x in slope(s, w)))
    assert judged(lem1.THEOREM, "step", "exact").verdict != "holds"


@pytest.mark.parametrize("theorem", [lem1.THEOREM, thm2.THEOREM, thm5.THEOREM])
@settings(derandomize=True, deadline=None, max_examples=25)
@given(data=st.data())
def test_the_recheck_of_a_run_agrees(theorem, data):
    """With the constant 0 the predicate and the re-check give the same two sides."""
    module, predicate = {
        "sco.lem1": (lem1, runs.regret_at),
        "sco.thm2": (thm2, runs.sagd_at),
        "sco.thm5": (thm5, runs.sam_at),
    }[theorem.label]
    near = {"eta": ["1/4", "1/10"], "beta": ["1", "1/2"], "r": ["1/2", "1", "3"]}
    if "T" in module.RUN.parameters:
        near["T"] = [1, 2, 4]
    point = data.draw(module.RUN.restrict(**near).strategy())
    texts = {**module.PRINTED, "num": "1/300"}
    claim = "regret" if module is lem1 else "minimization"
    by_hand = theorem.claim(claim).recheck(texts, point_text(point))
    found = predicate(texts, point)
    assert (found.answer is Tri.NO) == by_hand["violated"]
    average = found.values.get("average", [])
    assert [by_hand[f"average {i}"] for i in range(len(average))] == average
    if module is not thm2:
        assert (found.values["left"], found.values["right"]) == (by_hand["left"], by_hand["bound"])


@settings(derandomize=True, deadline=None, max_examples=25)
@given(data=st.data())
def test_the_recheck_of_a_step_agrees(data):
    """With the constant 0 the predicate and the re-check break at the same points."""
    near = lem1.STEP.restrict(eta=["1/4", "1/10"], beta=["1", "1/2"], r=["1/2", "1", "3"])
    point, texts = data.draw(near.strategy()), {**lem1.PRINTED, "num": "0", "method": "step"}
    broken = runs.step_at(texts, point).answer is Tri.NO
    assert broken == lem1.THEOREM.claim("step").recheck(texts, point_text(point))["violated"]


@settings(derandomize=True, deadline=None, max_examples=30)
@given(sample=models.EACH.strategy(), u=models.UNITS.strategy())
def test_the_recheck_of_flatness_agrees(sample, u):
    """Where each loss is 0 the mean is, and elsewhere it is not."""
    for ball in ("0", "1", "2"):
        point = {"S": sample, "u": u}
        broken = runs.flat_at({"ball": ball}, point).answer is Tri.NO
        by_hand = lem1.THEOREM.claim("flat").recheck({"ball": ball}, point_text(point))
        assert broken == by_hand["violated"]


@settings(derandomize=True, deadline=None, max_examples=40)
@given(data=st.data())
def test_the_recheck_agrees_where_the_least_value_is_not_zero(data):
    """F_S(w*) > 0 at a minimizer of two intervals apart is taken off, in a step and a run."""
    near = {"S": models.EACH, "eta": ["1/4"], "beta": ["1", "2"], "r": ["0", "1/2", "3"]}
    for domain, claim, predicate, method in (
        (lem1.STEP, "step", runs.step_at, "step"),
        (lem1.RUN, "regret", runs.regret_at, "given"),
    ):
        sets = {**near, "S": [TWO, models.EACH.samples[2]]} if data.draw(st.booleans()) else near
        wide = domain.widened(S=models.EACH).restrict(**sets)
        point, texts = data.draw(wide.strategy()), {**lem1.PRINTED, "num": "1/9", "method": method}
        by_hand = lem1.THEOREM.claim(claim).recheck(texts, point_text(point))
        assert (predicate(texts, point).answer is Tri.NO) == by_hand["violated"]


def test_the_least_value_is_taken_off():
    """From w_1 = w* = 0 without perturbation the regret is 0, though F_S = 1/2 all the while."""
    point = {"S": TWO, "start": ["0"], "u": [["0"], ["0"]], **UNIT}
    assert runs.regret_at(lem1.PRINTED, point).values["left"] == "0"
    step = {**point, "u": ["0"]}
    assert runs.step_at({**lem1.PRINTED, "method": "step"}, step).answer is Tri.YES


FREE = {"S": LINE, "start": ["0"], "T": 2, "eta": Fraction(1, 4), "beta": Fraction(1)}


@pytest.mark.parametrize(
    ("tie", "average"),
    [("first", "-1/8"), ("second", "1/8"), ("in turn", "1/8"), ("inside", "-1/8")],
)
def test_ties_go_as_they_are_named(tie, average):
    """SA-GD on dist² from [−1, 1] at 0, r = 2: the ends tie, w_2 = ∓1/4, halved by the mean."""
    at = {**FREE, "r": Fraction(2), "tie": tie}
    assert runs.sagd_at(thm2.PRINTED, at).values["average"] == [average]
    by_hand = thm2.THEOREM.claim("minimization").recheck(thm2.PRINTED, point_text(at))
    assert by_hand["average 0"] == average


def test_a_tie_inside_the_flat_ball_may_stay():
    """r = 1/2 < ρ: every v is a maximizer, also 0."""
    at = {**FREE, "r": Fraction(1, 2), "tie": "inside"}
    assert runs.sagd_at(thm2.PRINTED, at).values["average"] == ["0"]


@pytest.mark.parametrize(
    ("convention", "average"),
    [("stay", "0"), ("damped", "0"), ("plus", "-1/8"), ("minus", "1/8")],
)
def test_conventions_of_zero_over_zero_are_as_they_are_named(convention, average):
    """SAM at rest in [−1, 1], r = 2: +1 and −1 step to ∓1/4, the others stay."""
    at = {**FREE, "r": Fraction(2), "convention": convention}
    assert runs.sam_at(thm5.PRINTED, at).values["average"] == [average]
    by_hand = thm5.THEOREM.claim("minimization").recheck(thm5.PRINTED, point_text(at))
    assert by_hand["average 0"] == average


def test_damped_sam_by_hand():
    """From 5: g = 4 and ‖g‖ + 1/1000 divides it, w_2 = 5 − (4 + 8000/4001)/4."""
    at = {**FREE, "start": ["5"], "r": Fraction(2), "convention": "damped"}
    second = 5 - (4 + Fraction(8000, 4001)) / 4
    assert runs.sam_at(thm5.PRINTED, at).values["average"] == [str((5 + second) / 2)]


def test_a_perturbation_that_is_no_maximizer_is_seen(monkeypatch):
    """Gradient descent in the place of SA-GD leaves Theorem 2 without its verdict."""
    honest = runs.worst
    monkeypatch.setattr(
        runs, "worst", lambda *a: [(f, tuple(0 * x for x in v)) for f, v in honest(*a)]
    )
    monkeypatch.setattr(runs, "saer", lambda *a: honest(*a)[0][0])
    assert judged(thm2.THEOREM, "minimization", "exact", role="corrected").verdict != "holds"


def test_the_scaled_bound_is_the_printed_one():
    """‖w_1−w*‖ = 2, r − ρ = 1, T = 3, η = 1/4, β = 1: 4·4/3 + 4."""
    one = dict.fromkeys(("beyond", "beta", "c", "b"), Fraction(1))
    at = {**one, "distance": Fraction(2), "T": 3, "eta": Fraction(1, 4)}
    data = {"distance": "2", "beyond": "2", "smoothness": "1"}
    assert runs.homogeneous_at(data, at).values["right"] == str(Fraction(16, 3) + 4)


def test_the_hypotheses_reach_to_their_edges():
    """η = 1/(4β), T = 1, r = 0, every tie and convention belong; the least bit more does not."""
    step = {"S": LINE, "start": ["0"], "u": ["1"], "beta": Fraction(2), "r": Fraction(0)}
    run = {**step, "u": [["1"]]}
    two = {k: v for k, v in {**step, "T": 1, "r": Fraction(1)}.items() if k != "u"}
    for domain, at in (
        (lem1.STEP, step),
        (lem1.RUN, run),
        *((thm2.RUN, {**two, "tie": t}) for t in ("first", "second", "in turn", "inside")),
        *((thm5.RUN, {**two, "r": Fraction(0), "convention": c}) for c in CONVENTIONS),
    ):
        assert domain.contains({**at, "eta": Fraction(1, 8)})
        assert not domain.contains({**at, "eta": Fraction(1, 7)})
    assert not thm2.RUN.contains({**two, "eta": Fraction(1, 8), "tie": "first", "r": Fraction(0)})
    assert {p["T"] for p in thm2.RUN.points(**thm2.SWEEP)} == {1, 4}
    assert {p["convention"] for p in thm5.RUN.points(**thm5.SWEEP)} == set(CONVENTIONS)


CONVENTIONS = ("stay", "plus", "minus", "damped")


@pytest.mark.parametrize(
    ("theorem", "claim", "data"),
    [
        (lem1.THEOREM, "flat", {"ball": "1"}),
        (lem1.THEOREM, "homogeneity", {"distance": "2", "beyond": "2", "smoothness": "1"}),
        (lem3.THEOREM, "bound", lem3.DATA),
    ],
)
def test_a_recheck_does_not_cry_wolf(theorem, claim, data):
    """At points of the domain of a true claim no violation is confirmed."""
    reading = theorem.claim(claim).truth
    for point in reading.domain.points()[:40]:
        assert not theorem.claim(claim).recheck(dict(data), point_text(point))["violated"]
