"""The sharper constants of Lemma 5 and Theorems 4 and 8: whence they are, and how tight."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theorems.sco import lem5, thm4, thm8
from theorems.sco._parts import stability_chain as links
from theorems.sco._parts import stability_constants as constants
from theorems.sco._parts import stability_deductions as deductions
from theorems.sco._parts import stability_risk_setting as setting
from theorems.sco._parts.stability_tightness import worst
from verify import Case, Domain, Outcome, rationals
from verify.run.inprocess import evidence, judged

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)
POSITIVE = st.fractions(min_value=Fraction(1, 50), max_value=50, max_denominator=50)


@pytest.mark.parametrize(("claim", "output"), [("trade", "average"), ("trade_of_iterates", "last")])
def test_the_constants_of_lemma_5_are_those_of_its_proof(claim, output):
    """4/(2−ηβ) and 1/(2(1−ηβ)): 16/9, 1/3 and 1/3 for the mean, 4, 1 and 1 for the last."""
    data = lem5.THEOREM.claim(claim).reading("sharpened").data
    found = constants.of_runs(output, data["lemma"], Fraction(4))
    assert data["output"] == output
    assert found == tuple(Fraction(data[k]) for k in ("perturbation", "gradient", "beyond"))


def test_the_constants_of_theorem_4_are_those_of_the_lemmas():
    """1, 64/21, 1, 4/3 and 4/3 with even weights; the corollary's 4 and 32/21 with c = 1/4."""
    data = setting.SHARP
    assert data["constants"] == [
        str(q) for q in constants.of_risk(data["lemma"], QUARTER, data["weights"])
    ]
    a, b, c, d, e = constants.of_risk(data["lemma"], QUARTER, ["1/4", "1"])
    assert (4 * a + c / 4 + d + e / 16, b / 4) == (4, Fraction(32, 21))
    rates = thm4.THEOREM.claim("corollary").reading("sharpened").data
    assert (rates["rates"], rates["weights"]) == (["4", "32/21"], ["1/4", "1"])


@settings(derandomize=True, deadline=None, max_examples=50)
@given(st.tuples(POSITIVE, POSITIVE, POSITIVE), st.tuples(POSITIVE, POSITIVE, POSITIVE), POSITIVE)
def test_no_other_split_is_better(proved, claimed, other):
    """The factor is what its own split leaves, and no more than what another leaves."""
    x, y, z = (p / q for p, q in zip(proved, claimed, strict=True))

    def left(s):
        return max((1 + s) * x, (1 + 1 / s) * max(y, z))

    split, factor = constants.least_split(proved, claimed)
    assert left(split) == factor <= left(other)


@settings(derandomize=True, deadline=None, max_examples=50)
@given(POSITIVE, POSITIVE, POSITIVE)
def test_no_other_trade_is_better(first, second, other):
    """The factor is what its own trade leaves; another leaves no less, to within a millionth."""

    def left(c):
        return max((1 + c) * first, (1 + 1 / (2 * c)) * second)

    c, factor = constants.least_trade(first, second)
    assert c > 0
    assert left(c) == factor <= left(other) * (1 + Fraction(1, 10**4))


def test_the_printed_constants_of_lemma_4_are_twice_too_large():
    """4 and 3 are twice 2 and 3/2, which c = 1 gives, and no other c gives less."""
    assert constants.least_trade(QUARTER, Fraction(1, 3)) == (1, HALF)


@pytest.mark.parametrize("T", [1, 2, 3, 10, 200])
def test_the_shares_of_the_mean_bound_their_sums(T):
    """Σ_{t<T} √t ≤ (2/3) T^{3/2} and Σ_{t<T} t² ≤ T³/3."""
    p, q = constants.SHARES["average"]
    roots = sum(t**0.5 for t in range(T))
    assert roots**2 <= float(p) * T**3
    assert sum(t * t for t in range(T)) <= q * T**3


@pytest.mark.parametrize(
    ("claim", "role", "changes"),
    [
        ("trade", "sharpened", {"perturbation": "177/100"}),
        ("trade", "sharpened", {"gradient": "33/100"}),
        ("trade", "sharpened", {"beyond": "33/100"}),
        ("trade_of_iterates", "sharpened", {"perturbation": "399/100"}),
        ("trade_of_iterates", "sharpened", {"gradient": "99/100"}),
        ("trade_of_iterates", "sharpened", {"beyond": "99/100"}),
        ("trade", "sharpened", {"lemma": ["49/100", "1/2"]}),
        ("trade", "sharpened", {"lemma": ["1/2", "49/100"]}),
        ("average", "corrected", {"lemma": ["1/2", "99/100"]}),
    ],
)
def test_no_more_of_lemma_5_is_deduced_than_the_proof_shows(claim, role, changes):
    """A smaller constant, or a stronger Lemma 1, than what the steps give: z3 shows neither."""
    assert judged(lem5.THEOREM, claim, "smt", changes, role=role).verdict != "holds"


@pytest.mark.parametrize("share", [(Fraction(43, 100), Fraction(1, 3)), (Fraction(4, 9), HALF / 2)])
def test_smaller_shares_are_not_deduced(monkeypatch, share):
    """(2/3)² and 1/3 are needed for all T: the next term of a sum does not fit under less."""
    monkeypatch.setitem(constants.SHARES, "average", share)
    assert judged(lem5.THEOREM, "trade", "smt", role="sharpened").verdict != "holds"


def test_a_share_below_one_is_not_deduced_of_the_last_iterate(monkeypatch):
    """The last iterate is no mean: nothing is saved."""
    monkeypatch.setitem(constants.SHARES, "last", (Fraction(1), Fraction(99, 100)))
    verdict = judged(lem5.THEOREM, "trade_of_iterates", "smt", role="sharpened").verdict
    assert verdict != "holds"


def test_the_growth_of_a_step_is_needed(monkeypatch):
    """4/(2 − 1/2) = 8/3: with 5/2 the step is not deduced, though the total would be."""
    module = "theorems.sco._parts.stability_deductions.growth"
    monkeypatch.setattr(module, lambda most: Fraction(5, 2))
    assert judged(lem5.THEOREM, "average", "smt", role="corrected").verdict != "holds"


@pytest.mark.parametrize("index", range(5))
def test_no_more_of_theorem_4_is_deduced(index):
    """Each of the five constants is what the lemmas and the weights make it."""
    less = [str(Fraction(q) * Fraction(999, 1000)) for q in setting.SHARP["constants"]]
    changed = [*setting.SHARP["constants"]]
    changed[index] = less[index]
    found = judged(thm4.THEOREM, "risk", "smt", {"constants": changed}, role="sharpened")
    assert found.verdict != "holds"


@pytest.mark.parametrize(
    "changes",
    [
        {"rates": ["399/100", "32/21"]},
        {"rates": ["4", "31/21"]},
        {"weights": ["1/5", "1"]},
        {"lemma": ["1/2", "65/100"]},
    ],
)
def test_no_more_of_the_corollary_is_deduced(changes):
    """4 and 32/21 belong to c = 1/4, s = 1 and Lemma 1's 1/2 and 2/3."""
    assert judged(thm8.THEOREM, "corollary", "smt", changes, role="sharpened").verdict != "holds"


@pytest.mark.parametrize(
    ("theorem", "claim", "low", "high"),
    [
        (lem5.THEOREM, "average", "133/5000", "529/10000"),
        (thm4.THEOREM, "risk", "1241/10000", "1331/10000"),
        (thm8.THEOREM, "risk", "1241/10000", "1331/10000"),
    ],
)
def test_tightness_has_both_ends(theorem, claim, low, high):
    """A run attains the lower end, and the proof leaves the upper one, of the bound with D²."""
    run = evidence(theorem, claim, "worst", role="corrected").detail["tightness"]
    deduced = evidence(theorem, claim, "smt", role="corrected").detail["tightness"]
    assert run == {"lower": low, "upper": None}
    assert deduced == {"lower": None, "upper": high}


@pytest.mark.parametrize(
    ("theorem", "claim", "role"),
    [
        (lem5.THEOREM, "iterates", "corrected"),
        (lem5.THEOREM, "ball", "corrected"),
        (lem5.THEOREM, "trade", "sharpened"),
        (thm4.THEOREM, "risk", "sharpened"),
        (thm4.THEOREM, "ball", "corrected"),
    ],
)
def test_other_bounds_do_not_state_tightness(theorem, claim, role):
    """What is divided by the theorem's bound is stated of that bound alone."""
    assert "tightness" not in evidence(theorem, claim, "smt", role=role).detail


CASE = Case("a.b", "c", "smt", {}, Domain({"x": rationals("0 <")}), seed=0)
TRUE = (lambda t: t["x"] > 0, None, (), ("x",))
EMPTY = (lambda t: t["a"] >= 0, lambda t: [t["a"] >= 1, t["a"] <= 0], ("a",), ("x",))
FALSE = (lambda t: t["x"] > 1, None, (), ("x",))


@pytest.mark.parametrize(
    ("pieces", "outcome"),
    [
        ([TRUE, TRUE], Outcome.SUPPORTS),
        ([EMPTY, TRUE], Outcome.UNDECIDED),
        ([TRUE, EMPTY], Outcome.UNDECIDED),
        ([FALSE, TRUE], Outcome.REFUTES),
    ],
)
def test_a_chain_is_no_stronger_than_each_link(pieces, outcome):
    """One link that z3 refutes, or of which it cannot tell, and nothing is deduced."""
    assert links.chain(CASE, pieces, {}).outcome is outcome


def test_every_link_of_lemma_5_is_there(monkeypatch):
    """The total, two sums, Lemma 1's step, the growth of the distance, and the step of two runs."""
    seen = []

    def chained(case, pieces, free):
        seen.append([names for _, _, names, _ in pieces])
        return links.chain(case, pieces, free)

    monkeypatch.setattr(deductions, "chain", chained)
    assert judged(lem5.THEOREM, "trade", "smt", role="sharpened").verdict == "holds"
    growth = ("p", "P", "q", "B", "b", "a", "y")
    sums = [("p", "y", "z"), ("x",)]
    assert seen[0][1:] == [*sums, ("G", "E", "F", "s"), growth, ("G", "s")]


@pytest.mark.parametrize("theorem", [thm4.THEOREM, thm8.THEOREM])
@pytest.mark.parametrize("lemma", [["1/2", "65/100"], ["49/100", "2/3"]])
def test_no_more_of_lemma_1_is_used_in_theorem_4(theorem, lemma):
    """For η ≤ 1/(4β), 1/2 and 2/3: the printed constants leave room, the step of Lemma 1 none."""
    assert judged(theorem, "risk", "smt", {"lemma": lemma}, role="corrected").verdict != "holds"


def test_the_pieces_of_a_mean_are_two():
    """One sum for the roots, one for the squares; none for the last iterate."""
    assert (len(links.sums("average")), len(links.sums("last"))) == (2, 1)


@settings(derandomize=True, deadline=None, max_examples=50)
@given(st.lists(POSITIVE, min_size=5, max_size=5), POSITIVE, POSITIVE)
def test_no_other_weights_are_better(claimed, c, s):
    """Whichever of the five constants is the smallest for its term, other weights leave no less."""
    lemma = ["1/2", "2/3"]
    weights, factor = constants.least_risk(lemma, QUARTER, claimed)

    def left(pair):
        found = constants.of_risk(lemma, QUARTER, pair)
        return max(p / q for p, q in zip(found, claimed, strict=True))

    assert left(weights) == factor <= left([c, s]) * (1 + Fraction(1, 10**4))


@pytest.mark.parametrize(
    ("theorem", "claim"),
    [(lem5.THEOREM, "average"), (thm4.THEOREM, "risk"), (thm8.THEOREM, "risk")],
)
def test_without_the_distance_nothing_is_deduced_far_from_the_ball(theorem, claim):
    """1 is no bound on ‖w_1−w*‖² unless the domain says so: with "distance" 0 the chain breaks."""
    found = judged(theorem, claim, "smt", {"distance": "0"}, role="corrected")
    assert found.verdict != "holds"


@pytest.mark.parametrize(
    ("bound", "lower"), [(Fraction(4), "3/4"), (Fraction(3), "1"), (Fraction(2), None)]
)
def test_the_largest_ratio_of_a_sweep_is_stated(bound, lower):
    """1/4, 2/4 and 3/4 of the bound: 3/4; where the bound is broken nothing is stated."""
    leg = worst(lambda _, p: p["x"], lambda _, p: bound, {"x": ["1", "3", "2"]})
    found = leg.run(CASE)
    assert (found.outcome is Outcome.SUPPORTS) == (lower is not None)
    assert found.detail.get("tightness", {}).get("lower") == lower
    assert leg.name == "worst"


def test_no_ratio_is_stated_where_every_bound_is_zero():
    """0 ≤ 0 holds, and says nothing of tightness."""
    found = worst(lambda *_: Fraction(0), lambda *_: Fraction(0), {"x": ["1"]}).run(CASE)
    assert found.detail["tightness"] == {"lower": None, "upper": None}


@pytest.mark.parametrize(
    ("constants_", "deduced"),
    [
        (("64/27", "2/3", "4/3"), True),
        (("2", "2/3", "4/3"), False),
        (("24", "7/20", "7/20"), False),
    ],
)
def test_the_two_parts_of_the_distance_add_up(constants_, deduced):
    """(p+q)² is not p² + q²: 32/27 and 1/3, 2/3 must be weighted, evenly for 64/27, 2/3 and 4/3."""
    changes = dict(zip(("perturbation", "gradient", "beyond"), constants_, strict=True))
    verdict = judged(lem5.THEOREM, "average", "smt", changes, role="corrected").verdict
    assert (verdict == "holds") is deduced
