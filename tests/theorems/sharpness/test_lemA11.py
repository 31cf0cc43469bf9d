"""Lemma A.11: verdicts and controls without the searches, and broken constructions turn it red."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest

from theorems.core import spanning
from theorems.sharpness._parts import balance_checks, cube_nets
from theorems.sharpness.lemA11 import THEOREM
from verify.domain import point_text
from verify.run import inprocess
from verify.tri import Tri

OVER = {
    "cube": {"repeat": [1, 2]},
    "size": {"c": ["4", "10"], "d": [1, 2, 3], "delta": ["1/1000", "1/2", "1000/1001"]},
}


@pytest.mark.parametrize("claim", THEOREM.claims, ids=lambda c: c.id)
def test_readings_and_controls(claim):
    """Each reading gets its expected verdict and each leg kills each of its controls."""
    assert inprocess.unexpected(THEOREM, claim.id, without=("property",)) == []


@pytest.mark.parametrize("claim", THEOREM.claims, ids=lambda c: c.id)
def test_the_recheck_contradicts_no_true_reading(claim):
    """At a sweep's points a true reading is not violated by hand either."""
    for reading in (r for r in claim.readings if r.expected == "holds"):
        points = reading.domain.points(**OVER.get(claim.id, {}))
        assert points
        for point in points:
            assert not claim.recheck(reading.data, point_text(point))["violated"], point


@pytest.mark.parametrize("d", [1, 2])
@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_probability_by_enumeration(d, n):
    """The inclusion-exclusion agrees with going through all samples."""
    samples = list(itertools.product(itertools.product((1, -1), repeat=d), repeat=n))
    bad = sum(spanning.blocking(s) is not None for s in samples)
    assert spanning.unspanned_probability(d, n) == Fraction(bad, len(samples))


def test_trace_of_the_cube_sees_each_coordinate():
    """One neuron with w = 3, a = (2, 1): 5 + 2 · 9 by second differences."""
    net = cube_nets.net_of([[2, 1]], [3])
    assert cube_nets.trace(net, cube_nets.cube(2)) == cube_nets.measure(net, 2) == 23


def test_a_kink_has_no_trace():
    """At ε = 0 each neuron of the realization is 0 at half of the cube."""
    net = cube_nets.realization(2, Fraction(0))
    assert cube_nets.trace(net, cube_nets.cube(2)) is None


@pytest.mark.parametrize("c", [4, 50, 10**6])
def test_no_constant_saves_the_printed_size(c):
    """At d = 1 and δ = c/(c + 1) one sample is allowed, and it never suffices."""
    point = {"c": Fraction(c), "d": 1, "delta": Fraction(c, c + 1)}
    found = balance_checks.sizes({"inside": "d"}, point)
    assert found.answer is Tri.NO and found.values["n"] == 1


def test_broken_measure_is_found(monkeypatch):
    """Without the factor d the two sides differ."""
    monkeypatch.setattr(balance_checks, "measure", lambda net, d: cube_nets.measure(net, 1))
    point = {"net": {"W1": [["2", "1"]], "W2": ["1"]}, "repeat": 1}
    data = {"C1": "1", "C2": "1", "omit": "0"}
    assert balance_checks.balanced(data, point).answer is Tri.NO


@pytest.mark.parametrize("points", [[[1, 1], [-1, -1]], [[1, 1], [1, -1]]])
def test_broken_normals_are_found(monkeypatch, points):
    """A half-space that is overlooked is contradicted by the rank or by an escape."""
    monkeypatch.setattr(balance_checks, "blocking", lambda points: None)
    point = {"points": points}
    assert balance_checks.left_inequality({"criterion": "closed"}, point).answer is Tri.NO


def test_a_half_space_that_holds_a_sample_is_found(monkeypatch):
    """(1, 0) is no half-space of the square: the traces of its nets do not fall to 0."""
    monkeypatch.setattr(balance_checks, "blocking", lambda points: (1, 0))
    point = {"points": list(itertools.product((1, -1), repeat=2))}
    assert balance_checks.left_inequality({"criterion": "closed"}, point).answer is Tri.NO


@pytest.mark.parametrize(("factor", "inside", "n"), [(1, 3, 2), (1, 1, 1), (4, 2, 3), (10, 2, 7)])
def test_least_sizes(factor, inside, n):
    """⌈log 3⌉ = 2, ⌈4 log 2⌉ = 3, ⌈10 log 2⌉ = 7, and at least one sample."""
    assert balance_checks.least_size(Fraction(factor), Fraction(inside)) == n


def test_points_off_the_cube_are_refused():
    """Samples must lie on the cube."""
    with pytest.raises(ValueError, match="points must lie"):
        spanning.blocking([[1, 2]])
    with pytest.raises(ValueError, match="d must lie between"):
        spanning.spanning_counts(5)
    with pytest.raises(ValueError, match="n must be at least 1"):
        spanning.unspanned_probability(2, 0)


def test_switch_sample_has_the_law_of_lemma_a5() -> None:
    """The sample is symmetric, has the covariance I_d, and 9 of 50 points have x_1 > 0."""
    from fractions import Fraction

    from theorems.sharpness._parts.switch_checks import switch_sample

    for d in (2, 3, 6, 7):
        X = switch_sample(d)
        n = len(X)
        assert n == (50 if d < 7 else 100)
        assert sum(x[0] > 0 for x in X) * 50 == 9 * n
        assert sorted(X) == sorted(tuple(-v for v in x) for x in X)
        for i in range(d):
            for j in range(d):
                assert sum((x[i] * x[j] for x in X), Fraction(0)) / n == (i == j)


def test_tilted_pair_has_the_trace_and_the_pair_on_e_1_has_none() -> None:
    """With η > 0 half of the law is active; at η = 0 there is a kink, and the formula loses d."""
    from fractions import Fraction

    from theorems.sharpness._parts.balance_by_hand import switch_by_hand
    from theorems.sharpness._parts.switch_checks import kinked, tilted

    t = Fraction(3)
    for eta, weight, answer in (
        ("1/4", "d", "YES"),
        ("1/4", "1", "NO"),
        ("0", "d", "NO"),
        ("0", "1", "NO"),
    ):
        point = {"d": 3, "t": t, "eta": Fraction(eta)}
        found, again = tilted({"weight": weight}, point), switch_by_hand({"weight": weight}, point)
        assert found.answer.name == answer and again["violated"] == (answer == "NO")
        if eta != "0":
            assert [found.values[k] for k in ("left", "right")] == [
                again[k] for k in ("value", "measure")
            ]
    for d in (2, 5):
        point = {"d": d, "t": t}
        assert kinked({"weight": "1"}, point).answer.name == "YES"
        assert kinked({"weight": "d"}, point).answer.name == "NO"
        assert not switch_by_hand({"weight": "1"}, point)["violated"]
        assert switch_by_hand({"weight": "d"}, point)["violated"]


def test_the_pair_adds_nothing_to_a_net() -> None:
    """Two neurons of one row and of weights t and −t have the output 0 at every sample."""
    from theorems.core.exact_networks import forward_exact
    from theorems.sharpness._parts.switch_checks import _pair, switch_sample
    from verify.exact.rational import fmpq_of

    net = _pair({"d": 3, "t": Fraction(7)}, Fraction(1, 4))
    X = tuple(tuple(map(fmpq_of, x)) for x in switch_sample(3))
    assert net.W2 == (7, -7) and set(forward_exact(net, X)) == {0}
    assert net.W1[0] == (1, fmpq_of(Fraction(1, 4)), fmpq_of(Fraction(1, 8)))
