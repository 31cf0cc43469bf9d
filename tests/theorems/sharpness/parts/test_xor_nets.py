"""Nets that compute x[1]x[2]: three and four neurons, and why one or two cannot."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest

from theorems.core.exact_networks import flatten_exact, loss_exact, unflatten_exact
from theorems.sharpness._parts.difference_trace import difference_trace
from theorems.sharpness._parts.xor_nets import (
    CORNERS,
    cube,
    eq5,
    hidden_at,
    one_sided,
    samples,
    three_neurons,
    typed,
    xor,
)
from verify.exact.rational import fmpq_of, fraction

TWO = Fraction(2)


@pytest.mark.parametrize("d", [2, 3, 4])
@pytest.mark.parametrize("missing", CORNERS)
def test_three_neurons_compute_xor(d, missing):
    """Three neurons compute x[1]x[2] on the cube, flattest on samples that miss their corner."""
    net = three_neurons(d, TWO, missing)
    assert all(typed(net, x)[0] == x[0] * x[1] for x in cube(d))
    drawn = xor([x for x in cube(d) if x[:2] != missing])
    assert difference_trace(net, drawn) == 2 * (4 + Fraction(d + 1, 4))


@pytest.mark.parametrize("missing", CORNERS)
def test_two_of_the_three_neurons_fail(missing):
    """Without the third neuron the missing corner has the wrong sign."""
    net = three_neurons(2, TWO, missing, neurons=2)
    assert typed(net, missing)[0] == -3 * missing[0] * missing[1]


def test_no_two_neurons_on_a_grid_separate_xor():
    """Of all nets with two neurons and weights in −3, …, 3 none has y f > 0 at the four corners."""
    grid = np.array(list(itertools.product(range(-3, 4), repeat=3)))
    corners = np.array([[a, b, 1] for a, b in CORNERS])
    labels = corners[:, 0] * corners[:, 1]
    hidden = np.maximum(grid @ corners.T, 0)
    for first, second in itertools.product((1, -1), repeat=2):
        values = first * hidden[:, None, :] + second * hidden[None, :, :]
        assert not (values * labels > 0).all(axis=2).any()


def test_eq5_is_one_hot_in_the_printed_place():
    """relu(W_1x + b_1) = r e_k with k = 5/2 − x[1] − x[2]/2."""
    for x in cube(3):
        k = Fraction(5, 2) - x[0] - Fraction(x[1], 2)
        assert hidden_at(eq5(3, TWO), x) == [TWO if j == k else 0 for j in (1, 2, 3, 4)]


def test_printed_index_gives_wrong_labels():
    """With W_2[2i+j] read as it stands, f at (1,1), (1,−1), (−1,1), (−1,−1) is −1, −1, 1, 0."""
    assert [typed(eq5(2, TWO, index="2i+j"), x)[0] for x in CORNERS] == [-1, -1, 1, 0]


def test_rational_radius_attains_the_closed_form():
    """At d = 15, r = 2 the trace by second differences is 4√16; at the printed r it is greater."""
    drawn = samples(15, 4)
    assert difference_trace(eq5(15, TWO), drawn) == 16
    assert difference_trace(eq5(15, Fraction(39, 10)), drawn) > 16  # (15² + 1)^{1/4} = 3.877…


@pytest.mark.parametrize("distance", ["1", "1/10", "1/1000"])
def test_printed_spare_neuron_leaves_kinks_nearby(distance):
    """Near θ the loss has different slopes on two sides: L is not differentiable there."""
    t = Fraction(distance)
    left, right = one_sided(eq5(2, Fraction(1), width=5, spare=Fraction(0)), samples(2, 5), t)
    assert (left, right) == (0, Fraction(12, 5) * t**2)


def test_printed_spare_neuron_keeps_a_second_order_expansion():
    """L(θ + tv)/t² tends to the same quadratic form with the spare neuron as with a dead one."""
    rng = np.random.default_rng(1)
    drawn = samples(2, 5)
    X = tuple(tuple(fmpq_of(v) for v in x) for x in drawn.X)
    y = tuple(fmpq_of(v) for v in drawn.y)
    nets = [eq5(2, Fraction(1), width=5, spare=Fraction(c)) for c in (0, -1)]
    for _ in range(5):
        step = [Fraction(int(v), 10) for v in rng.integers(-9, 10, len(flatten_exact(nets[0])))]
        gaps = []
        for t in (Fraction(1, 100), Fraction(1, 10000)):
            values = []
            for net in nets:
                moved = [a + fmpq_of(t * s) for a, s in zip(flatten_exact(net), step, strict=True)]
                values.append(fraction(loss_exact(unflatten_exact(net, tuple(moved)), X, y)) / t**2)
            gaps.append(abs(values[0] - values[1]))
        assert gaps[1] <= gaps[0] / 50  # the difference is of third order


def test_one_sided_needs_a_kink():
    """A net without a kink is refused."""
    with pytest.raises(ValueError, match="pre-activation that is 0"):
        one_sided(eq5(2, Fraction(1)), samples(2, 4), Fraction(1))
