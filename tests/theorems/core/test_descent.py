"""Gradient methods in floats and exactly."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from array_api_compat import device as device_of
from flint import arb, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from theorems.core.descent import ZeroOverZero, gd, perturbed_gd, sa_gd, sam, sam_direction, sgd
from theorems.core.exact import (
    gd_exact,
    sa_gd_exact,
    sam_direction_exact,
    sam_exact,
    sgd_exact,
)
from theorems.core.losses import theorem6_gradient
from verify.arrays import to_numpy
from verify.exact.ball import Undecided

H = Fraction(1, 2)


def test_gd_on_a_quadratic(array):
    """On F = ‖w‖²/2, w_t = (1-η)^(t-1) w_1, on the device of w_1."""
    w1 = array([1.0, -2.0])
    path = gd(lambda w: w, w1, eta=0.5, steps=4)
    assert device_of(path) == device_of(w1)
    np.testing.assert_array_equal(to_numpy(path)[:, 0], [1, 0.5, 0.25, 0.125])


def test_one_step_is_the_start(array):
    """T = 1 means w_1 alone: no gradient is asked for."""

    def never(*_):
        raise AssertionError

    w1 = array([3.0])
    for path in (
        gd(never, w1, eta=1.0, steps=1),
        sa_gd(never, never, w1, eta=1.0, steps=1),
        sam(never, w1, radius=1.0, eta=1.0, steps=1, zero="stay"),
        sgd(never, w1, eta=1.0, order=[]),
    ):
        np.testing.assert_array_equal(to_numpy(path), [[3.0]])


@pytest.mark.parametrize("steps", [0, -1, True, 2.0])
def test_steps_must_be_positive_integers(steps):
    """A number of steps that is none is refused with its value."""
    with pytest.raises(ValueError, match=f"got {steps!r}"):
        gd(lambda w: w, np.ones(1), eta=1.0, steps=steps)
    with pytest.raises(ValueError, match=f"got {steps!r}"):
        gd_exact(lambda w: w, [1], eta=1, steps=steps)


def test_sgd_uses_the_samples_in_order(array):
    """One update for each entry of the order, repeated entries included."""
    seen = []

    def grad_i(i, w):
        seen.append(i)
        return w * 0 + i

    path = sgd(grad_i, array([0.0]), eta=1.0, order=[2, 0, 2])
    assert seen == [2, 0, 2]
    np.testing.assert_array_equal(to_numpy(path)[:, 0], [0, -2, -2, -4])
    assert sgd_exact(lambda i, w: [i], [0], eta=1, order=[2, 0, 2])[-1] == (-4,)


def test_perturbed_gd_is_sa_gd_with_given_perturbations(array):
    """v_t is row t, counted from 1; times are told to the oracle."""
    v = array([[1.0], [10.0], [99.0]])
    path = perturbed_gd(lambda w: w, v, array([0.0]), eta=1.0, steps=3)
    np.testing.assert_array_equal(to_numpy(path)[:, 0], [0, -1, -10])
    times = []

    def oracle(t, w):
        times.append(t)
        return v[t - 1, :]

    again = sa_gd(lambda w: w, oracle, array([0.0]), eta=1.0, steps=3)
    assert times == [1, 2]
    np.testing.assert_array_equal(to_numpy(again), to_numpy(path))


def test_too_few_perturbations(array):
    """T - 1 perturbations are needed."""
    with pytest.raises(ValueError, match="steps - 1 = 2"):
        perturbed_gd(lambda w: w, array([[1.0]]), array([0.0]), eta=1.0, steps=3)


@pytest.mark.parametrize(
    ("zero", "options", "expected"),
    [
        ("stay", {}, [0.0, 0.0]),
        ("plus", {}, [1.0, 0.0]),
        ("minus", {}, [-1.0, 0.0]),
        ("damped", {"epsilon": 0.5}, [0.0, 0.0]),
        ("nan", {}, [math.nan, math.nan]),
    ],
)
def test_conventions_at_zero(array, zero, options, expected):
    """Each convention gives its own direction at a zero gradient."""
    direction = sam_direction(array([0.0, 0.0]), zero=zero, **options)
    np.testing.assert_array_equal(to_numpy(direction), expected)
    if zero != "nan":
        exact = {k: Fraction(v) for k, v in options.items()}
        assert sam_direction_exact([Fraction(0)] * 2, zero=zero, **exact) == tuple(expected)


def test_given_unit_vector(array):
    """The fixed unit vector may be another than e_1."""
    e = array([0.6, 0.8])
    for zero, s in (("plus", 1), ("minus", -1)):
        direction = sam_direction(array([0.0, 0.0]), zero=zero, unit=e)
        np.testing.assert_array_equal(to_numpy(direction), [s * 0.6, s * 0.8])
    assert sam_direction_exact([0, 0], zero="minus", unit=[0, 1]) == (0, -1)


def test_nan_has_no_exact_value():
    """The exact twin refuses "nan" at a zero gradient."""
    with pytest.raises(ValueError, match="no exact value"):
        sam_direction_exact([Fraction(0)], zero="nan")


@pytest.mark.parametrize("scale", [1.0, 1e-200, 5e-324, 1e200])
def test_tiny_gradients_are_not_zero(array, scale):
    """A gradient whose squares underflow or overflow still has a direction."""
    direction = to_numpy(sam_direction(array([scale, -scale]), zero="nan"))
    np.testing.assert_allclose(direction, [math.sqrt(0.5), -math.sqrt(0.5)], rtol=1e-15)


def test_damping(array):
    """The damped direction is g/(‖g‖+ε) at every g."""
    direction = sam_direction(array([3.0, 4.0]), zero="damped", epsilon=5.0)
    np.testing.assert_allclose(to_numpy(direction), [0.3, 0.4], rtol=1e-15)
    exact = sam_direction_exact([Fraction(3), Fraction(4)], zero="damped", epsilon=5)
    assert exact == (Fraction(3, 10), Fraction(4, 10))


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"zero": "left"}, "'left'"),
        ({"zero": "damped"}, "epsilon"),
        ({"zero": "stay", "epsilon": 0.1}, "epsilon"),
        ({"zero": "damped", "epsilon": 0.0}, "positive"),
        ({"zero": "stay", "unit": np.ones(1)}, "unit"),
    ],
)
def test_conventions_are_checked(options, text):
    """A convention that is unknown or lacks its constant is refused, before any step."""
    with pytest.raises(ValueError, match=text):
        sam(lambda w: w, np.ones(1), radius=1.0, eta=1.0, steps=1, **options)
    with pytest.raises(ValueError, match=text):
        sam_exact(lambda w: w, [1], radius=1, eta=1, steps=1, **options)


def test_negative_radius():
    """A negative radius is refused with its value."""
    with pytest.raises(ValueError, match="got -1"):
        sam(lambda w: w, np.ones(1), radius=-1, eta=1.0, steps=1, zero="stay")


def test_sam_at_a_stationary_start(array):
    """On ½ max(0, w)² from 0 SAM stays under "stay" and "minus" and leaves under "plus"."""
    for zero, last in (("stay", 0.0), ("minus", 0.0), ("plus", -0.5)):
        path = sam(theorem6_gradient, array([0.0]), radius=0.5, eta=1.0, steps=2, zero=zero)
        assert float(path[-1, 0]) == last
        exact = sam_exact(
            lambda w: [max(w[0], 0)], [0], radius=H, eta=1, steps=2, zero=ZeroOverZero(zero)
        )
        assert exact[-1] == (Fraction(last),)


def test_irrational_norm():
    """An irrational norm is refused in rationals, and enclosed in balls."""
    with pytest.raises(ValueError, match=r"sqrt\(2\) is irrational"):
        sam_exact(lambda w: w, [1, 1], radius=1, eta=H, steps=2, zero="stay")
    path = sam_exact(lambda w: w, [1, 1], radius=1, eta=H, steps=2, zero="stay", balls=True)
    exact = (1 - arb(2).rsqrt()) / 2
    assert path[-1][0].overlaps(exact)
    assert path[-1][0].rad() < arb("1e-10")


def test_undecided_zero_gradient():
    """A ball around zero is neither zero nor not."""
    with pytest.raises(Undecided, match="not decided"):
        sam_direction_exact([arb(0, 1), arb(0)], zero="stay")


def test_types_are_kept():
    """The iterates have the type of w_1: Fraction from integers, fmpq and arb as given."""
    for w1, kind in ((1, Fraction), (fmpq(1), fmpq), (arb(1), arb)):
        path = sam_exact(lambda w: w, [w1], radius=H, eta=H, steps=3, zero="stay")
        assert {type(x) for w in path for x in w} == {kind}


rationals = st.fractions(-3, 3, max_denominator=8)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(
    st.tuples(rationals, rationals), rationals, st.integers(1, 5), st.tuples(rationals, rationals)
)
def test_floats_follow_the_exact_twins(w1, eta, steps, v):
    """GD, SA-GD and one-dimensional SAM in floats agree with exact arithmetic."""
    a = [[Fraction(2), H], [H, Fraction(1)]]

    def grad(w):
        return [sum(x * y for x, y in zip(row, w, strict=True)) for row in a]

    matrix = np.array(a, dtype=float)
    start = np.array(w1, dtype=float)

    def agree(path, exact):
        expected = np.array([[float(x) for x in w] for w in exact])
        np.testing.assert_allclose(path, expected, rtol=1e-9, atol=1e-9)

    agree(
        gd(lambda w: matrix @ w, start, eta=float(eta), steps=steps),
        gd_exact(grad, w1, eta=eta, steps=steps),
    )
    agree(
        sa_gd(
            lambda w: matrix @ w,
            lambda t, w: np.array(v, float),
            start,
            eta=float(eta),
            steps=steps,
        ),
        sa_gd_exact(grad, lambda t, w: v, w1, eta=eta, steps=steps),
    )
    if w1[0] > 0:
        agree(
            sam(
                lambda w: w * 0 + 1.0,
                start[:1],
                radius=0.5,
                eta=float(eta),
                steps=steps,
                zero="nan",
            ),
            sam_exact(lambda w: [1], w1[:1], radius=H, eta=eta, steps=steps, zero="nan"),
        )


def test_sam_with_radius_zero_is_gd(array):
    """SAM with r = 0 is GD."""
    w1 = array([0.3, -0.7])
    a = sam(lambda w: w, w1, radius=0.0, eta=0.1, steps=5, zero="plus")
    np.testing.assert_array_equal(to_numpy(a), to_numpy(gd(lambda w: w, w1, eta=0.1, steps=5)))
