"""Proposition 5.2: its verdicts without the searches, and that broken constructions turn it red."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from itertools import product

import pytest

from theorems.sharpness._parts import layer_norm_xor_checks
from theorems.sharpness._parts.layer_norm_xor import eq18, score, three_net
from theorems.sharpness._parts.xor_nets import CORNERS
from theorems.sharpness.prop52 import THEOREM
from verify.evidence import Outcome
from verify.judge import judge
from verify.run import inprocess
from verify.tri import Tri

outcome = partial(inprocess.evidence, THEOREM)


@pytest.mark.parametrize("claim", THEOREM.claims, ids=lambda c: c.id)
def test_readings_and_controls(claim):
    """Each reading gets its expected verdict and each control the opposite one, leg by leg."""
    assert inprocess.unexpected(THEOREM, claim.id, without=("property",)) == []


def test_smallest_witnesses():
    """The errata stand on d = 2."""
    points = {
        "function": ("enumeration", {"d": 2, "eps": "1"}),
        "existence": ("exact", {"d": 2, "n": 1, "eps": "1"}),
        "spare": ("exact", {"d": 2, "width": 5, "eps": "1"}),
        "zero_one": ("enumeration", {"d": 2}),
    }
    for claim, (leg, point) in points.items():
        assert outcome(claim, leg).witness.point == point


@pytest.mark.parametrize(("first", "offset"), [(1, 0), (0, 0), (1, 1)])
def test_no_printed_index_gives_the_product(first, offset):
    """i, j in {1, 2} or {0, 1} at 2i + j, or {1, 2} at 2i + j + 1: f is not x[1]x[2]."""
    net = eq18(2, Fraction(1), first=first, offset=offset)
    assert any(a * b * score(net, (a, b)) <= 0 for a, b in CORNERS)


def test_places_three_to_six_would_do_at_width_six():
    """Without "0 for k > 4" the printed places 3 to 6 hold the four sign pairs."""
    pairs = {2 * i + j: ((-1) ** i, (-1) ** j) for i, j in product((1, 2), repeat=2)}
    assert sorted(pairs) == [3, 4, 5, 6] and set(pairs.values()) == set(CORNERS)


@pytest.mark.parametrize("missing", CORNERS)
def test_three_neurons_have_a_fifth_at_the_missing_corner(missing):
    """h = 2ε (3, 0, 4) there, a norm of 10ε: f = y/5, of the right sign."""
    net = three_net(2, Fraction(1), missing)
    y = missing[0] * missing[1]
    assert score(net, missing) == 2 * y
    for corner in CORNERS:
        assert corner[0] * corner[1] * score(net, corner) == 2


def test_every_proof_covers_all_of_its_domain():
    """Every true reading is proved, for every d, n, width, sample and ε."""
    for claim in THEOREM.claims:
        reading = claim.reading("corrected") or claim.reading("printed")
        names = [leg.name for leg in claim.legs_of(reading) if leg.method != "property"]
        judged = judge(reading, [outcome(claim.id, name, role=reading.role) for name in names])
        assert (judged.verdict, judged.grade) == ("holds", "proved")


def test_kink_slopes():
    """At t = 1 the errors are 1, 0, 0, 0, 1 for s ≤ 0, and 6/5, 4/5, 4/5, 2/5, 6/5 at s = 3/2."""
    found = layer_norm_xor_checks.spare({"spare": "0"}, {"d": 2, "width": 5, "eps": Fraction(1)})
    assert found.answer is Tri.NO and found.values["left"] == "0"
    loss, before = Fraction(2 * 36 + 2 * 16 + 4, 5 * 25), Fraction(2, 5)
    assert Fraction(found.values["right"]) == (loss - before) / Fraction(3, 2)


def _broken(make, **changes):
    def broken(*args, **keywords):
        return make(*args, **{**keywords, **changes})

    return broken


@pytest.mark.parametrize(
    ("changes", "claim", "leg"),
    [
        ({"scale": Fraction(-1)}, "function", "enumeration"),
        ({"scale": Fraction(-1)}, "zero_one", "enumeration"),
        ({"height": Fraction(1)}, "trace", "exact"),
        ({"offset": 0}, "existence", "exact"),
        ({"spare": Fraction(1, 10)}, "spare", "exact"),
        ({"height": Fraction(1, 2)}, "minimal", "exact"),
    ],
)
def test_broken_nets_are_found(monkeypatch, changes, claim, leg):
    """A flipped sign, a norm at ε or below, a shifted index, a live spare neuron: each is found."""
    monkeypatch.setattr(
        layer_norm_xor_checks, "eq18", _broken(layer_norm_xor_checks.eq18, **changes)
    )
    role = "corrected" if THEOREM.claim(claim).reading("corrected") else "printed"
    assert outcome(claim, leg, role=role).outcome is Outcome.REFUTES
