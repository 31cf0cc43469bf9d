"""Lemmas 4 and 5, Theorems 4 and 8 with their constants, premises and runs broken by hand."""

from __future__ import annotations

import itertools
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theorems.core.exact import gd_exact, suffix_average_exact
from theorems.sco import lem4, lem5, thm4, thm8
from theorems.sco._parts import stability_expectations as expectations
from theorems.sco._parts import stability_models as models
from theorems.sco._parts import stability_order as order
from theorems.sco._parts import stability_pair as pair
from theorems.sco._parts import stability_risk_setting as shared
from theorems.sco._parts import stability_runs as runs
from theorems.sco._parts import stability_scaling as scaling
from theorems.sco._parts.stability_corollary import corollary_at
from theorems.sco._parts.stability_setting import SPLIT
from theorems.sco._parts.upper_losses import mean_loss, mean_slope
from theorems.sco._parts.upper_models import FLAT
from verify import Tri
from verify.domain import point_text
from verify.run.inprocess import judged

QUARTER = Fraction(1, 4)
SPOT = {"z": [{"low": ["0"], "high": ["0"]}], "star": ["0"], "rho": "0"}
ENDS = {"z": [{"low": ["-1"], "high": ["-1"]}, {"low": ["1"], "high": ["1"]}]}
AVERAGE = {"output": "average", **pair.constants_of("24", "96", "768")}
RUN = {
    "S": SPOT,
    "copies": 1,
    "start": ["1"],
    "T": 2,
    "u": [["1"]],
    "o": [["-1"]],
    "eta": Fraction(1, 2),
    "beta": Fraction(1),
    "r": Fraction(0),
}


@pytest.mark.parametrize(
    "kind", [models.LAWS, models.SMOOTH_LAWS, models.INTERVAL_LAWS, models.LEARNERS, models.TABLES]
)
@settings(derandomize=True, deadline=None, max_examples=20)
@given(data=st.data())
def test_what_is_drawn_and_swept_belongs(kind, data):
    """A search and a sweep see members alone."""
    assert kind.contains(data.draw(kind.strategy()))
    assert all(kind.contains(value) for value in kind.samples)


@pytest.mark.parametrize(
    "value",
    [
        {"kind": "constant"},
        {"kind": "table", "points": []},
        {"kind": "gd", "start": ["0"], "step": "1", "T": 0},
        {"kind": "oracle", "at": ["0"]},
        "constant",
    ],
)
def test_what_is_no_learner_is_refused(value):
    """Each kind has its own entries, and at least one point or step."""
    assert not models.LEARNERS.contains(value)


def test_a_long_table_is_any_map():
    """Samples of two of three examples, null ones among them, have numbers of their own."""
    losses = [*ENDS["z"], {"low": ["0"], "high": ["0"]}]
    table = {"kind": "table", "points": [[str(k)] for k in range(16)]}
    samples = list(itertools.product([None, 0, 1, 2], repeat=2))
    assert len({models.learn(table, losses, s) for s in samples}) == len(samples)


def test_the_learners_read_their_samples():
    """An ERM takes the first minimizer, a null example moves nothing, a constant does not look."""
    losses = ENDS["z"]
    erm = {"kind": "erm", "family": [["0"], ["1"], ["-1"]]}
    assert models.learn(erm, losses, (1, 1)) == (1,)
    assert models.learn(erm, losses, (None,)) == (0,)
    steps = {"kind": "gd", "start": ["0"], "step": "1", "T": 2}
    assert models.learn(steps, losses, (1, None)) == (Fraction(1, 4),)
    assert models.learn({"kind": "constant", "at": ["7"]}, losses, (0,)) == (7,)


def test_seven_sixths_is_needed_beside_four():
    """z = ±1, A(z) = 3z/4: E F = 25/32, E F_S = 1/32, ε = 9/16, and 4 E F_S + (7/6)ε is E F."""
    table = {"kind": "table", "points": [["0"], ["-3/4"], ["3/4"]]}
    at = {"M": ENDS, "A": table, "n": 1, "beta": Fraction(1)}
    found = expectations.leave_one_out_at({**lem4.PRINTED, "second": "7/6"}, at)
    assert (found.margin, found.values["stability"]) == (0, "9/16")
    assert Fraction(found.values["left"]) == Fraction(25, 32)


def test_the_distance_is_missing_in_lemma_5():
    """w²/2, n = 1, η = 1/2, T = 2, r = 0: ε = w_1²/16, whatever the printed 24, 96 and 768 say."""
    for start in (1, 32, 100):
        assert runs.stability({**RUN, "start": [str(start)]}, "average") == Fraction(start**2, 16)
    point = {**RUN, "start": ["100"]}
    assert runs.stability_at(AVERAGE, point).answer is Tri.NO
    assert lem5.THEOREM.claim("average").recheck(AVERAGE, point_text(point))["violated"]
    assert runs.stability_at({**AVERAGE, "distance": "2"}, point).answer is Tri.YES


@settings(derandomize=True, deadline=None, max_examples=15)
@given(sample=FLAT.strategy(), steps=st.integers(1, 3), copies=st.integers(1, 3))
def test_copies_are_repeated_examples(sample, steps, copies):
    """k copies of each loss are the sample in which each is written k times."""
    point = {**RUN, "S": sample, "T": steps, "r": Fraction(1)}
    longer = {**sample, "z": sample["z"] * copies}
    for output in ("average", "last"):
        short = runs.stability({**point, "copies": copies}, output)
        assert short == runs.stability({**point, "S": longer}, output)


@pytest.mark.parametrize("rate", ["1/100", "1/2", "1", "19/10"])
def test_the_step_of_two_runs_is_attained(rate):
    """w²/2 from w' − w = 2r(1−ηβ)/(2−ηβ) with v = r, v' = −r meets 4/(2−ηβ) with equality."""
    e = Fraction(rate)
    apart = -2 * (1 - e) / (2 - e)
    sizes = {"eta": e, "beta": Fraction(1), "r": Fraction(1)}
    at = {"S": SPOT, "start": [str(apart)], "other": ["0"], "u": ["1"], "o": ["-1"], **sizes}
    assert runs.step_at({"num": "4", "den": "2", "rate": "1"}, at).margin == 0


LAW = {"z": [*ENDS["z"], {"low": ["-1"], "high": ["1"]}], "star": ["0"], "rho": "0"}


@pytest.mark.parametrize("n", [1, 2, 3])
def test_the_expected_risk_is_that_of_all_samples(n):
    """At r = 0 both methods are gradient descent, here run on each of the 3^n ordered samples."""
    point = {"P": LAW, "n": n, "start": ["2"], "T": 3, "eta": Fraction(1, 4)}
    point |= {"beta": Fraction(2), "r": Fraction(0), "tie": "first", "convention": "stay"}
    total = Fraction(0)
    for drawn in itertools.product(LAW["z"], repeat=n):
        sample = {**LAW, "z": list(drawn)}
        path = gd_exact(
            lambda w, s=sample: mean_slope(s, w), (Fraction(2),), eta=Fraction(1, 2), steps=3
        )
        total += 2 * mean_loss(LAW, suffix_average_exact(path, 1))
    for method in ("sagd", "sam"):
        assert expectations.expected_risk(point, method) == total / 3**n


def test_inside_a_ball_of_zeros_alone_no_end_is_taken():
    """At the vertex of w²/2 both ends are maximizers and 0 is none; where f = 0 all points are."""
    point = {"n": 1, "start": ["0"], "T": 2, "eta": QUARTER, "beta": Fraction(1), "r": Fraction(1)}
    point["tie"] = "inside"
    assert expectations.expected_risk({**point, "P": SPOT}, "sagd") == Fraction(1, 128)
    flat = {"z": [{"low": ["-1"], "high": ["1"]}], "star": ["0"], "rho": "1"}
    assert expectations.expected_risk({**point, "P": flat}, "sagd") == 0
    far = {**point, "P": SPOT, "T": 3}
    recheck = thm4.THEOREM.claim("risk").recheck
    texts = {"method": "sagd", "constants": ["0"] * 5, "distance": "2"}
    assert Fraction(recheck(texts, point_text(far))["risk"]) == expectations.expected_risk(
        far, "sagd"
    )


@pytest.mark.parametrize(("n", "m"), [(1, 1), (4, 2), (3, 3)])
def test_counts_are_all_samples_up_to_order(n, m):
    """There are as many of them as there are multisets, and each has n elements."""
    counts = list(expectations._counts(n, m))
    assert len(set(counts)) == len(counts) == comb(n + m - 1, n)
    assert all(sum(k) == n for k in counts)


@pytest.mark.parametrize(
    ("theorem", "claim", "leg", "role", "changes"),
    [
        (lem4.THEOREM, "risk", "enumeration", "printed", {"second": "116/100"}),
        (lem4.THEOREM, "risk", "enumeration", "printed", {"first": "124/100"}),
        (lem4.THEOREM, "risk", "smt", "printed", {"second": "1/2"}),
        (lem4.THEOREM, "risk", "property", "printed", {"shift": "-9"}),
        (lem4.THEOREM, "trade", "smt", "sharpened", {"second": "1/2"}),
        (lem4.THEOREM, "trade", "property", "sharpened", {"first": "1/3", "second": "0"}),
        (lem4.THEOREM, "trade", "enumeration", "sharpened", {"second": "99999/100000"}),
        (lem4.THEOREM, "least", "smt", "sharpened", {"second": "99/100"}),
        (lem5.THEOREM, "average", "exact", "corrected", {"perturbation": "1/3"}),
        (lem5.THEOREM, "average", "smt", "corrected", {"gradient": "1/9"}),
        (lem5.THEOREM, "trade_of_iterates", "exact", "sharpened", {"gradient": "1/18"}),
        (lem5.THEOREM, "trade", "long", "sharpened", {"perturbation": "61/50"}),
        (lem5.THEOREM, "trade_of_iterates", "long", "sharpened", {"perturbation": "31/10"}),
        (lem5.THEOREM, "average", "worst", "corrected", pair.constants_of("3/5", "2", "19", "2")),
        (thm4.THEOREM, "risk", "slow", "sharpened", {"constants": ["24/50", "3", "1", "1", "1"]}),
        (thm8.THEOREM, "risk", "worst", "corrected", {"constants": ["12/25", "8", "35", "1", "9"]}),
        (thm8.THEOREM, "corollary", "exact", "sharpened", {"rates": ["1/9", "4"]}),
        (lem5.THEOREM, "step", "exact", "sharpened", {"rate": "0"}),
        (lem5.THEOREM, "step", "smt", "sharpened", {"num": "399/100"}),
        (lem5.THEOREM, "homogeneity", "smt", "corrected", {"distance": "0"}),
        (lem5.THEOREM, "order", "smt", "sharpened", {"start": "1"}),
        (thm4.THEOREM, "risk", "exact", "corrected", {"constants": ["0"] * 5}),
        (thm4.THEOREM, "corollary", "smt", "corrected", {"rates": ["1/9", "4"]}),
        (thm4.THEOREM, "order", "exact", "sharpened", {"far": "1/50"}),
        (thm4.THEOREM, "homogeneity", "smt", "corrected", {"distance": "1"}),
        (thm8.THEOREM, "risk", "property", "corrected", {"constants": ["0"] * 5}),
        (thm8.THEOREM, "ball", "exact", "corrected", {"constants": ["1/9", "1", "1/9", "0", "0"]}),
    ],
)
def test_a_changed_constant_is_refuted(theorem, claim, leg, role, changes):
    """A smaller constant, a negative loss, another power: each leg sees it."""
    assert judged(theorem, claim, leg, changes, role=role).verdict == "refuted"


@pytest.mark.parametrize(
    ("theorem", "claim", "leg"),
    [
        (lem5.THEOREM, "average", "exact"),
        (lem5.THEOREM, "iterates", "exact"),
        (lem5.THEOREM, "ball", "exact"),
        (lem5.THEOREM, "homogeneity", "exact"),
        (thm4.THEOREM, "homogeneity", "exact"),
        *((t, "risk", "far") for t in (thm4.THEOREM, thm8.THEOREM)),
        *((t, "ball", "exact") for t in (thm4.THEOREM, thm8.THEOREM)),
        *((t, "corollary", "long") for t in (thm4.THEOREM, thm8.THEOREM)),
    ],
)
def test_the_print_is_refuted(theorem, claim, leg):
    """The distance, the common ball, the rate: each gap has an exact witness."""
    assert judged(theorem, claim, leg).verdict == "refuted"


@settings(derandomize=True, deadline=None, max_examples=25)
@given(data=st.data())
def test_the_recheck_of_lemma_4_agrees(data):
    """Both enumerate Z^n and give the same two sides, for laws that bend and any learner."""
    near = {"n": [1, 2], "beta": ["1", "1/2"], "c": ["1/2", "3"]}
    point = data.draw(lem4.WIDE.restrict(**near).strategy())
    bent = {**lem4.PRINTED, "curvature": "2", "shift": "-1/3"}
    for texts in ({**lem4.SHARP, "second": "1/9"}, bent):
        found = expectations.leave_one_out_at(texts, point)
        by_hand = lem4.THEOREM.claim("risk").recheck(texts, point_text(point))
        assert (found.values["left"], found.values["right"]) == (by_hand["risk"], by_hand["bound"])
        assert (found.answer is Tri.NO) == by_hand["violated"]


@settings(derandomize=True, deadline=None, max_examples=25)
@given(data=st.data())
def test_the_recheck_of_lemma_5_agrees(data):
    """n + 1 written runs are those of the distinct losses, in one and two dimensions."""
    near = {"T": [1, 2, 4], "copies": [1, 3], "eta": ["1/2", "1/10"], "r": ["0", "1", "3"]}
    near |= {"beta": ["1", "1/2"], "c": ["1/3", "5"]}
    point = data.draw(SPLIT.restrict(**near).strategy())
    for output, distance, form in (("average", "2", "rate"), ("last", "0", "plain")):
        texts = {**pair.constants_of("1/9", "1/9", "1/9", distance), "output": output, "form": form}
        found = runs.stability_at(texts, point)
        by_hand = lem5.THEOREM.claim("average").recheck(texts, point_text(point))
        sides = (by_hand["stability"], by_hand["bound"])
        assert (found.values["left"], found.values["right"]) == sides
        assert (found.answer is Tri.NO) == by_hand["violated"]


@settings(derandomize=True, deadline=None, max_examples=25)
@given(data=st.data())
def test_the_recheck_of_a_step_agrees(data):
    """With a third of the constant the predicate and the re-check break at the same points."""
    near = {"eta": ["1/2", "1"], "beta": ["1"], "r": ["1", "3"]}
    point = data.draw(pair.PAIR.restrict(**near).strategy())
    texts = {"num": "4/3", "den": "2", "rate": "1"}
    by_hand = lem5.THEOREM.claim("step").recheck(texts, point_text(point))
    assert (runs.step_at(texts, point).answer is Tri.NO) == by_hand["violated"]


@pytest.mark.parametrize("theorem", [thm4.THEOREM, thm8.THEOREM])
@settings(derandomize=True, deadline=None, max_examples=25)
@given(data=st.data())
def test_the_recheck_of_the_risk_agrees(theorem, data):
    """Both give the same E F(ŵ) and the same bound, whatever the tie and the convention."""
    claim = theorem.claim("risk")
    near = {"n": [1, 2, 3], "T": [1, 2, 3], "eta": ["1/4", "1/10"], "beta": ["1", "1/2"]}
    domain = claim.reading("printed").domain.restrict(**near, r=["1/2", "1", "3"])
    point = data.draw(domain.strategy())
    method = claim.reading("printed").data["method"]
    for distance in ("0", "2"):
        texts = {"method": method, "constants": ["1/9"] * 5, "distance": distance}
        found = expectations.risk_at(texts, point)
        by_hand = claim.recheck(texts, point_text(point))
        assert (found.values["left"], found.values["right"]) == (by_hand["risk"], by_hand["bound"])
        assert (found.answer is Tri.NO) == by_hand["violated"]


UNLIKE = {"z": [*ENDS["z"], {"low": ["0"], "high": ["4"]}], "star": ["0"], "rho": "0"}


@pytest.mark.parametrize("theorem", [thm4.THEOREM, thm8.THEOREM])
@pytest.mark.parametrize(("n", "T"), [(2, 2), (3, 3)])
def test_the_recheck_of_the_risk_weighs_and_counts(theorem, n, T):
    """Three losses, n and T from 2 on: samples that differ in order alone count each, T enters.

    E F(ŵ), the bound and the corollary's bound are each the same text on both sides, and the bounds
    those of their formulas.
    """
    claim = theorem.claim("risk")
    method = claim.reading("printed").data["method"]
    point = {"P": UNLIKE, "n": n, "start": ["2"], "T": T, "eta": Fraction(1, 8)}
    point |= {"beta": Fraction(2), "r": Fraction(1, 2), "tie": "first", "convention": "plus"}
    data = {"method": method, "constants": ["0", "1", "0", "0", "0"], "distance": "0"}
    rates = {"method": method, "rates": ["1", "3"]}
    for texts, at, bound in (
        (data, expectations.risk_at, Fraction(1, 8) * T),
        (rates, corollary_at, Fraction(2, n) + 3 * Fraction(n, 2)),
    ):
        found, by_hand = at(texts, point), claim.recheck(texts, point_text(point))
        assert found.values["left"] == by_hand["risk"]
        assert Fraction(found.values["right"]) == Fraction(by_hand["bound"]) == bound


@pytest.mark.parametrize("stability", ["greatest", "mean"])
def test_the_recheck_of_lemma_4_takes_the_same_stability(stability):
    """±1 and 0 to 2, A of three values: ε of some samples is greater than that of others."""
    table = {"kind": "table", "points": [["0"], ["1/2"], ["-3"]]}
    law = {"z": [*ENDS["z"], {"low": ["0"], "high": ["2"]}]}
    point = {"M": law, "A": table, "n": 2, "beta": Fraction(1)}
    texts = {**lem4.PRINTED, "stability": stability}
    found = expectations.leave_one_out_at(texts, point)
    by_hand = lem4.THEOREM.claim("risk").recheck(texts, point_text(point))
    assert (found.values["left"], found.values["right"]) == (by_hand["risk"], by_hand["bound"])
    other = {**texts, "stability": {"greatest": "mean", "mean": "greatest"}[stability]}
    apart = Fraction(found.values["right"]) - Fraction(
        expectations.leave_one_out_at(other, point).values["right"]
    )
    assert (apart > 0) == (stability == "greatest")


SCALES = {name: ["0", "1/3", "2"] for name in ("distance", "r", "m")} | {
    name: ["1/2", "1", "3"] for name in ("eta", "beta", "c")
}


@settings(derandomize=True, deadline=None, max_examples=30)
@given(data=st.data())
def test_the_recheck_of_how_lemma_5_scales_agrees(data):
    """Both sides are the same numbers, whatever the power of ‖w_1−w*‖."""
    claim = lem5.THEOREM.claim("homogeneity")
    domain = claim.reading("printed").domain.restrict(**SCALES, n=[1, 3], T=[1, 4])
    point = data.draw(domain.strategy())
    for power in "012":
        texts = pair.constants_of("24", "96", "768", power)
        found = runs.homogeneous_at(texts, point)
        by_hand = claim.recheck(texts, point_text(point))
        sides = (by_hand["scaled"], by_hand["expected"])
        assert (found.values["left"], found.values["right"]) == sides
        assert (found.answer is Tri.NO) == by_hand["violated"]
    assert not by_hand["violated"]


@settings(derandomize=True, deadline=None, max_examples=30)
@given(data=st.data())
def test_the_recheck_of_how_theorem_4_scales_agrees(data):
    """In space and in smoothness: with the side that fails, its value is the same."""
    claim = thm4.THEOREM.claim("homogeneity")
    near = {**SCALES, "b": ["1/2", "1", "3"], "n": [1, 3], "T": [1, 4]}
    point = data.draw(claim.reading("printed").domain.restrict(**near).strategy())
    for power in "012":
        texts = {"constants": shared.PRINTED["constants"], "distance": power}
        for changes in ({"eta": "kept"}, {}):
            found = scaling.scaled_at({**texts, **changes}, point)
            by_hand = claim.recheck({**texts, **changes}, point_text(point))
            assert found.values["left"] == by_hand[found.values["which"]]
            assert (found.answer is Tri.NO) == by_hand["violated"]
    assert not by_hand["violated"]


def test_a_kept_step_size_is_seen_by_the_recheck():
    """With β twice as large and η as it was, ‖w_1−w*‖²/(ηT) stays: only smoothness is broken."""
    point = dict.fromkeys(("distance", "r", "m", "eta", "beta", "c"), "1") | {"b": "2"}
    point |= {"n": "1", "T": "1"}
    data = {"constants": ["1", "0", "0", "0", "0"], "distance": "2"}
    recheck = thm4.THEOREM.claim("homogeneity").recheck
    assert not recheck(data, point)["violated"]
    assert recheck({**data, "eta": "kept"}, point) == {
        "space": "1",
        "smoothness": "1",
        "violated": True,
    }


def test_a_changed_power_is_seen_by_the_rechecks():
    """At D = r = m = 1, c = 2: c and 1 in place of c² break both, c² neither."""
    point = dict.fromkeys(("distance", "r", "m", "eta", "beta", "b"), "1")
    point |= {"n": "1", "T": "1", "c": "2"}
    for power, broken in (("0", True), ("1", True), ("2", False)):
        lemma = pair.constants_of("24", "96", "768", power)
        theorem = {"constants": shared.PRINTED["constants"], "distance": power}
        assert lem5.THEOREM.claim("homogeneity").recheck(lemma, point)["violated"] is broken
        assert thm4.THEOREM.claim("homogeneity").recheck(theorem, point)["violated"] is broken


@pytest.mark.parametrize("method", ["sagd", "sam"])
@pytest.mark.parametrize("gap", ["distance", "ball", "rate"])
def test_the_recheck_of_the_families_agrees(method, gap):
    """Far enough out no constant serves; too near, the family is of no use."""
    for far in ("1", "1/50"):
        data, point = {"method": method, "far": far}, {"C": Fraction(1, 2), "gap": gap}
        found = order.outgrown_at(data, point)
        by_hand = order.outgrown_by_hand(data, point_text(point))
        assert found.values["left"] == by_hand["risk"]
        bound = point["C"] * Fraction(by_hand["rate"])
        assert Fraction(found.values["right"]) == bound
        assert (found.answer is Tri.NO) == by_hand["violated"] == (far != "1" and gap == "distance")


@pytest.mark.parametrize("constant", ["1/2", "3"])
def test_the_recheck_of_the_spread_agrees(constant):
    """From 4(C+1), and from 0: ε = w_1²/16 is (C+1)² on both sides, and it exceeds C."""
    for start, reached in (("4", (Fraction(constant) + 1) ** 2), ("0", Fraction(0))):
        data, point = {"start": start}, {"C": Fraction(constant)}
        found = order.spread_at(data, point)
        by_hand = order.spread_by_hand(data, point_text(point))
        assert Fraction(found.values["left"]) == Fraction(by_hand["epsilon"]) == reached
        assert (found.answer is Tri.NO) == by_hand["violated"] == (start == "0")


def test_a_null_example_that_stays_is_not_accepted(monkeypatch):
    """Were z_i left in S^{(i)}, nothing would tell the runs apart, and Lemma 5 hold vacuously."""
    weighted = runs.weighted
    monkeypatch.setattr(
        runs, "weighted", lambda z, s, w: weighted(z, [Fraction(1, len(z))] * len(z), w)
    )
    assert judged(lem5.THEOREM, "order", "exact", role="sharpened").verdict != "holds"
    assert judged(lem5.THEOREM, "average", "exact").verdict != "refuted"


def _uphill(grad, oracle, w1, *, eta, steps):
    from theorems.core.exact import sa_gd_exact

    return sa_gd_exact(grad, oracle, w1, eta=-8 * eta, steps=steps)


@pytest.mark.parametrize(
    ("theorem", "claim"),
    [(lem5.THEOREM, "trade"), (thm4.THEOREM, "risk"), (thm8.THEOREM, "risk")],
)
def test_steps_uphill_are_not_accepted(monkeypatch, theorem, claim):
    """Ascent drives the runs apart, and the risk up."""
    for module in (runs, expectations):
        monkeypatch.setattr(module, "sa_gd_exact", _uphill)
    assert judged(theorem, claim, "exact", role="sharpened").verdict != "holds"


def test_losses_of_larger_curvature_are_not_accepted(monkeypatch):
    """With losses 40 times as curved the risk outgrows its bound."""
    weighted, worth = runs.weighted, runs.worth
    monkeypatch.setattr(
        expectations, "weighted", lambda z, s, w: tuple(40 * x for x in weighted(z, s, w))
    )
    monkeypatch.setattr(expectations, "worth", lambda z, s, w: 40 * worth(z, s, w))
    assert judged(thm4.THEOREM, "risk", "exact", role="corrected").verdict != "holds"


def test_a_stability_of_zero_is_not_accepted(monkeypatch):
    """Were every A(S^{(i)}) taken for A(S), learning by heart would pass for generalizing."""
    monkeypatch.setattr(expectations, "square", lambda a: Fraction(0))
    assert judged(lem4.THEOREM, "risk", "enumeration").verdict != "holds"
