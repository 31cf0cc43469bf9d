"""Nets with any value at a point that escapes, and where none is."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest

from theorems.core.flattest import bracketed
from theorems.core.flattest_primal import net_cost, net_value
from theorems.core.flattest_program import flattest_data
from theorems.core.off_sample import off_sample
from theorems.core.off_sample_escape import escaping_net

CUBE = [list(x) for x in itertools.product((1, -1), repeat=3)]
LABELS = [x[0] * x[1] for x in CUBE]
LINE = ([[0], [1], [2]], [1, -1, 1])


@pytest.mark.parametrize(("bias", "measure"), [(True, "trace"), (False, "trace"), (True, "sim_bn")])
def test_an_escape_is_a_net(bias: bool, measure: str) -> None:
    """Where f(z) can be any number, a near-flattest interpolating net with f(z) = ±100 is shown."""
    points, labels = CUBE[:5], LABELS[:5]
    z = CUBE[5]
    data = flattest_data(points, labels, bias=bias, measure=measure)
    for value in (-100, 100):
        net, cost = escaping_net(points, labels, z, value, bias=bias, measure=measure)
        assert net_value(net, tuple(map(Fraction, [*z, 1] if bias else z))) == value
        assert net_cost(data, net, 64) == cost  # which checks that it interpolates and is smooth
        assert cost <= bracketed(data).lower * Fraction(1001, 1000)


def test_nearly_flattest_sim_bn_is_free_at_a_corner_of_condition_1() -> None:
    """With S three corners of the square, f is anything at the fourth, at next to no cost."""
    S = [(1, 1), (1, -1), (-1, 1)]
    points = [[a, b, *s] for s in S for a in (1, -1) for b in (1, -1)]
    labels = [x[0] * x[1] for x in points]
    found = off_sample(points, labels, [1, 1, -1, -1], measure="sim_bn")
    assert found.escape is not None and found.verdict(1) == "free"
    net, cost = escaping_net(points, labels, [1, 1, -1, -1], -1, measure="sim_bn")
    assert cost < 2 + Fraction(1, 400)
    assert net_value(net, tuple(map(Fraction, (1, 1, -1, -1, 1)))) == -1


def test_no_neuron_of_a_sim_bn_net_is_dead() -> None:
    """Each neuron is active at a sample, also where the nearest escape is negative at all."""
    points, labels = [[1], [2]], [1, 2]
    net, _ = escaping_net(points, labels, [-5], 7, measure="sim_bn")
    for neuron in net:
        assert any(neuron.a[0] * x + neuron.a[1] > 0 for (x,) in points)


def test_inside_the_hull_nothing_escapes() -> None:
    """A net with an arbitrary value is refused where f(z) is bounded."""
    with pytest.raises(ValueError, match="f is bounded there"):
        escaping_net(*LINE, [Fraction(1, 2)], 3)
