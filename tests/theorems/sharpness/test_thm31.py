"""Theorem 3.1: verdicts and controls without the searches, and broken pieces turn it red."""

from __future__ import annotations

import itertools
from dataclasses import replace
from fractions import Fraction
from functools import partial
from types import SimpleNamespace

import pytest

from theorems.core.flattest import flattest
from theorems.core.off_sample import off_sample
from theorems.sharpness._parts import forced_checks, infimum_checks, rate_checks, square_checks
from theorems.sharpness._parts.cube_nets import realization
from theorems.sharpness.thm31 import THEOREM
from verify import replay
from verify.domain import point_text
from verify.evidence import Outcome
from verify.exact.certificates import make
from verify.judge import judge
from verify.run import inprocess
from verify.tri import Tri

OVER = {
    "attained": {"d": [2, 3, 4]},
    "zero_one": {"f": ["-1", "0", "1/2", "3"], "y": [1, -1]},
}

outcome = partial(inprocess.evidence, THEOREM, role="corrected")


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


def test_the_infimum_on_cubes_is_proved():
    """Exact nets and z3 cover every d."""
    reading = THEOREM.claim("attained").reading("corrected")
    judged = judge(reading, [outcome("attained", leg) for leg in ("exact", "smt")])
    assert (judged.verdict, judged.grade) == ("holds", "proved")


def test_without_an_antipodal_pair_the_flattest_nets_err():
    """Six corners of the 3-cube: f(1, 1, 1) near −1 is that of a near-flattest net, and bounded."""
    cube = list(itertools.product((1, -1), repeat=3))
    X = [x for x in cube if len(set(x)) > 1]
    found = off_sample(X, [x[0] * x[1] for x in X], (1, 1, 1), bias=False, sides=("lower",))
    assert found.escape is None and found.verdict(1) == "free"
    assert found.inner_lower < -1 and found.lower > Fraction(-11, 10)


def test_one_sample_has_a_flattest_net():
    """The infimum is attained at a single sample: elsewhere it is kinks that prevent it."""
    assert flattest([(1, 1)], [1], bias=False).attained is True


@pytest.mark.parametrize("d", [2, 3, 7])
def test_wrong_realization_is_found(monkeypatch, d):
    """If the realization did not interpolate the infimum would rest on nothing."""
    infimum_checks._flat_trace.cache_clear()
    right = infimum_checks.realization
    monkeypatch.setattr(
        infimum_checks, "realization", lambda *a, **k: right(*a, **k | {"signs": (1, -1, 1, -1)})
    )
    with pytest.raises(ArithmeticError, match="does not interpolate"):
        infimum_checks.infimum({"claim": "approached", "factor": "1"}, {"d": d})


@pytest.mark.parametrize("name", ["escape", "blocking"])
def test_an_overlooked_escape_is_found(monkeypatch, name):
    """Escapes and half-spaces are found in two ways, and one that misses them is contradicted."""
    monkeypatch.setattr(forced_checks, name, lambda *args: None)
    point = {"points": [[1, 1], [1, -1]]}
    assert forced_checks.unbounded({"criterion": "cone"}, point).answer is Tri.NO


def test_a_net_that_misses_the_value_is_found(monkeypatch):
    """The net is evaluated: one with another value at z does not count."""
    right = forced_checks.escaping_net
    monkeypatch.setattr(
        forced_checks, "escaping_net", lambda X, y, z, v, **k: right(X, y, z, v + 1, **k)
    )
    point = {"points": [[1, 1], [1, -1]]}
    assert forced_checks.unbounded({"criterion": "cone"}, point).answer is Tri.NO


def test_a_move_that_changes_the_function_is_found(monkeypatch):
    """Only one of the two values lowered: the net no longer interpolates."""
    right = square_checks.flatter

    def broken(net):
        moved = right(net)
        return replace(moved, W1=(moved.W1[0], *net.W1[1:]))

    monkeypatch.setattr(square_checks, "flatter", broken)
    point = {"net": square_checks.SQUARE_NETS.samples[0], "counts": [1, 1, 1, 1]}
    assert square_checks.improvable({"share": "1"}, point).answer is Tri.NO


def test_flatter_needs_the_square():
    """The move is for inputs of dimension 2."""
    with pytest.raises(ValueError, match="dimension 2"):
        square_checks.flatter(realization(3, Fraction(1, 2)))


def test_markov_at_zero():
    """f = 0 is an error that costs exactly 1."""
    data = {"event": "y f <= 0", "factor": "1"}
    assert forced_checks.markov(data, {"f": Fraction(0), "y": 1}).margin == 0


def test_samples_that_force_and_that_do_not():
    """The whole cube forces, the cube without ±(1, 1, 1) does not, nor does a face."""
    cube = list(itertools.product((1, -1), repeat=3))
    assert rate_checks.forces(cube) and rate_checks.forces(cube[1:])
    assert not rate_checks.forces(cube[1:-1]) and not rate_checks.forces(cube[:4])


def _bracket(points, *, bias=False, label=lambda x: x[0] * x[1]):
    found = flattest(points, [label(x) for x in points], bias=bias, own=True)
    return make("sharpness.thm31/attained", **found.certificate)


def test_the_infimum_has_a_certificate():
    """The bracket on the whole cube holds 4√(2d), also where each point is sampled twice."""
    square = list(itertools.product((1, -1), repeat=2))
    for points in (square, square * 2):
        verdict = replay.check(_bracket(points))
        assert verdict.accepted and "as 4 sqrt(2d) does" in verdict.statement


@pytest.mark.parametrize(
    ("points", "options", "word"),
    [
        ([(1, 1), (1, -1), (-1, 1)], {}, "whole cube"),
        ([(1, 1), (1, 1), (1, -1), (-1, 1), (-1, -1)], {}, "whole cube"),
        ([(1, 1), (1, 1), (1, -1), (-1, 1)], {}, "whole cube"),
        ([(1, 1), (1, -1), (-1, 1), (-1, -1)], {"bias": True}, "without biases"),
        ([(1, 1), (1, -1), (-1, 1), (-1, -1)], {"label": lambda x: 1}, "labels"),
        ([(1, 2), (1, -1)], {}, "points of"),
    ],
)
def test_other_infima_prove_nothing_of_it(points, options, word):
    """A bracket of another sample, other labels or nets with biases is no proof of this claim."""
    with pytest.raises(ValueError, match=word):
        _bracket(points, **options)


def test_the_claimed_infimum_lies_in_the_bracket(monkeypatch):
    """A bracket that does not hold 4√(2d) is rejected, however narrow."""
    certificate = _bracket(list(itertools.product((1, -1), repeat=2)))
    monkeypatch.setattr(replay, "_net_trace", lambda *args: Fraction(8) - Fraction(1, 10**9))
    certificate["parameters"]["upper"] = str(replay._ceil(Fraction(8) - Fraction(1, 10**9)))
    certificate["digest"] = replay.digest(certificate)
    assert "do not hold" in replay.check(certificate).reason


def test_the_program_leaves_its_certificate():
    """The run's certificate of the infimum is the bracket at the largest d that it covers."""
    certificate = outcome("attained", "convex").certificate
    assert certificate is not None and replay.check(certificate).accepted


def test_an_undecided_corner_is_no_support(monkeypatch):
    """Where neither a net nor multipliers settle the sign, the leg says so."""
    open_corner = SimpleNamespace(
        verdict=lambda y: "undecided", lower=None, upper=None, least=None, escape=None
    )
    monkeypatch.setattr(forced_checks, "off_sample", lambda *args, **keywords: open_corner)
    assert outcome("off_sample", "convex").outcome is Outcome.UNDECIDED


def test_a_share_of_one_half_decides_nothing(monkeypatch):
    """Half of 45 samples: the interval holds 1 − δ = 2/5."""
    turns = itertools.cycle([True, False])
    monkeypatch.setattr(rate_checks, "forces", lambda X: next(turns))
    assert outcome("rate", "monte_carlo", role="sharpened").outcome is Outcome.UNDECIDED


def test_the_flatter_net_by_hand():
    """At each corner the values 2 and 4 count 20, the weights ±1/2 count 1; lowered, 3 + 7 less."""
    net = {"W1": [["3", "-1"], ["3", "1"], ["-3", "-1"], ["-3", "1"]]}
    net["W2"] = ["-1/2", "1/2", "1/2", "-1/2"]
    found = THEOREM.claim("square").recheck({"share": "1"}, {"net": net, "counts": [1, 1, 1, 1]})
    assert (found["trace_times_n_over_2"], found["flatter"]) == ("84", "74")
