"""Proposition A.2: its verdicts without the searches, and that broken constructions turn it red."""

from __future__ import annotations

from fractions import Fraction

import pytest

from theorems.sharpness._parts import circle, circle_checks
from theorems.sharpness._parts import circle_by_hand as by_hand
from theorems.sharpness.propA2 import CLOSE, FIVE, NULL, PAIR, SINGLE, THEOREM, THREE
from verify.domain import point_text
from verify.exact.rational import fraction
from verify.run import inprocess
from verify.tri import Tri

FINE = {"n": 84, "delta": Fraction(1, 21), "label": "linear", "a": Fraction(1), "L": Fraction(0)}


@pytest.mark.parametrize("claim", THEOREM.claims, ids=lambda c: c.id)
def test_readings_and_controls(claim):
    """Each reading gets its expected verdict and each control the opposite one, leg by leg."""
    assert inprocess.unexpected(THEOREM, claim.id, without=("property",)) == []


def test_midpoints_of_arcs_are_rational():
    """z_j and w_j have length 1, z_j is midway, and w_j is normal to z_jz_{j+1}."""
    points = circle.circle(FIVE["t"])
    for j, (w, z, v) in enumerate(zip(points.w, points.z, points.v, strict=True)):
        after, before = points.z[(j + 1) % points.n], points.v[j - 1]
        assert w[0] ** 2 + w[1] ** 2 == z[0] ** 2 + z[1] ** 2 == 1
        assert z[0] * v[0] + z[1] * v[1] == z[0] * before[0] + z[1] * before[1]
        assert w[0] * z[0] + w[1] * z[1] == w[0] * after[0] + w[1] * after[1]
        assert w[0] * v[0] + w[1] * v[1] > w[0] * z[0] + w[1] * z[1]


def test_the_net_on_the_arcs_is_zero_at_their_ends():
    """f(z_j) = 0 for each j: there the error is the label, however dense the samples."""
    points = circle.grid(84)
    net = circle.neurons(points, [1] * 84, "own")
    assert net is not None
    assert {circle.output(net, z) for z in points.z} == {Fraction(0)}
    assert {circle.output(net, v) for v in points.v} == {Fraction(1)}


def test_the_wider_net_follows_the_chords():
    """Between the samples the net of width 2n stays within τ of the label 1."""
    points, tau = circle.circle(FIVE["t"]), Fraction(1, 1000)
    own, between = circle.filled(points, [1] * 5, tau)
    gaps = [
        abs(circle.output([*own, *between], circle.point(Fraction(k, 200))) - 1) for k in range(200)
    ]
    assert 0 < max(gaps) <= tau


def test_printed_neurons_are_active_on_half_of_the_circle():
    """At the grid of 84 points and labels 1 the printed net has values above 20."""
    found = circle_checks.display({"net": "printed", "bound": "display"}, FINE | {"t": Fraction(0)})
    assert found.answer is Tri.NO and Fraction(str(found.values["right"])) < Fraction(1, 10)
    net = circle.neurons(circle.grid(84), [1] * 84, "printed")
    assert net is not None and circle.output(net, circle.point(0)) > 20


@pytest.mark.parametrize("values", [["0"], ["0", "0"], ["1/2", "1/3"], ["0", "1"], ["-1/2", "0"]])
def test_circles_are_checked(values):
    """One point, a point twice, a wrong order, a point at the end: no sample."""
    with pytest.raises(ValueError, match="increasing"):
        circle.circle(values)


def test_one_point_has_no_chord():
    """With one sample z_1 = z_2, so that no w_1 is defined."""
    found = circle_checks.flattest_net({"net": "own", "zero": "dead"}, {"data": SINGLE})
    assert found.answer is Tri.NO


def test_broken_nets_are_found(monkeypatch):
    """A neuron cut at the wrong end of its arc is seen by what executes the net."""
    make = circle_checks.neurons

    def broken(points, y, net):
        return [(row, shift + 1, label) for row, shift, label in make(points, y, net)]

    monkeypatch.setattr(circle_checks, "neurons", broken)
    found = circle_checks.flattest_net({"net": "own", "zero": "dead"}, {"data": THREE})
    assert found.answer is Tri.NO


def test_a_missing_neuron_between_samples_is_found(monkeypatch):
    """Without the neurons between the samples the wider net misses the bound."""
    make = circle_checks.filled
    monkeypatch.setattr(circle_checks, "filled", lambda *args: (make(*args)[0], []))
    circle_checks._on_grid.cache_clear()
    point = FINE | {"t": Fraction(1, 168)}
    assert (
        circle_checks.display({"net": "filled", "bound": "1", "tau": "1"}, point).answer is Tri.NO
    )
    circle_checks._on_grid.cache_clear()


@pytest.mark.parametrize("kind", ["linear", "abs"])
@pytest.mark.parametrize("name", ["printed", "own", "filled"])
def test_the_recheck_computes_the_same_errors(name, kind):
    """By normals of chords and square roots the squared errors are those of the leg's net."""
    data = {"net": name, "bound": "1", "tau": "1"}
    for t in ("0", "1/168", "2/9", "1/2", "9/10"):
        point = FINE | {"label": kind, "L": Fraction(2), "t": Fraction(t)}
        found = circle_checks.display(data, point)
        again = by_hand.circle_by_hand(data, point_text(point))
        x, tau = circle.point(t), Fraction(1, 21)
        net, _ = circle_checks._on_grid(84, name, kind, Fraction(1), Fraction(2), tau)
        label = 1 + 2 * (abs(fraction(x[0])) if kind == "abs" else fraction(x[0]))
        assert again["squared_error"] == float((circle.output(net, x) - label) ** 2)
        assert again["violated"] is (found.answer is Tri.NO)


@pytest.mark.parametrize("claim", ["net", "zero", "geometry", "display"])
def test_the_recheck_contradicts_no_true_reading(claim):
    """Where a reading holds the re-check says so, for the wider net too."""
    over = {
        "data": [FIVE, THREE, NULL, CLOSE, PAIR],
        "n": [84],
        "delta": ["1/21"],
        "label": ["abs"],
    }
    over |= {"a": ["-2"], "L": ["0", "1"], "t": ["0", "1/168", "167/168"]}
    for reading in (r for r in THEOREM.claim(claim).readings if r.expected == "holds"):
        points = list(reading.domain.points(**{k: over[k] for k in reading.domain.parameters}))
        assert points
        for point in points:
            found = by_hand.circle_by_hand(dict(reading.data), point_text(point))
            assert not found["violated"], point


@pytest.mark.parametrize(
    ("tau", "problem"),
    [("0", {"a kink"}), ("-1/10", {"does not interpolate", "not one-hot"}), ("1/10", set())],
)
def test_the_recheck_sees_the_neurons_between(tau, problem):
    """Cut at the neighbours the neurons have kinks, cut beyond them they are active there."""
    data = {"net": "filled", "zero": "dead", "tau": tau}
    found = by_hand.circle_by_hand(data, {"data": FIVE})
    assert set(found["problems"]) == problem and found["violated"] is bool(problem)


def test_at_its_largest_eta_the_wider_net_is_as_flat():
    """With η = 1 each neuron is on at its own sample alone, as by any η > 0."""
    data = {"net": "filled", "zero": "dead", "tau": "1000"}
    assert not by_hand.circle_by_hand(data, {"data": FIVE})["violated"]


def test_figure():
    """The figure shows nine samples and both nets, of which the wider stays near the label."""
    found = inprocess.figure(THEOREM, "circle")
    rows = found.data["table"]["rows"]
    assert len(found.data["samples"]) == 9 and found.png
    assert max(abs(r[3] - r[1]) for r in rows) < 0.2 < max(abs(r[2] - r[1]) for r in rows)


def test_no_arc_does_better_than_a_sixth():
    """G's power series starts at q⁸/60480, and sums to the closed form at h = 7/10."""
    from math import cos, sin

    from theorems.sharpness._parts.circle_mean import coefficients

    found = coefficients(Fraction(5, 6))
    assert found[:5] == [0, 0, 0, 0, Fraction(1, 60480)]
    h = 0.7
    whole = 5 / 6 * 2 * h * (h - 3 * sin(h) * cos(h) + 2 * h * cos(h) ** 2)
    whole -= (2 * (sin(h) - h * cos(h))) ** 2
    assert abs(whole - sum(float(c) * (2 * h) ** (2 * k) for k, c in enumerate(found))) < 1e-12
    assert coefficients(Fraction(3, 4))[3] < 0
