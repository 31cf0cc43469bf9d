"""Second derivatives by exact differences."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.exact.ball import Undecided, compare
from verify.exact.differences import DegreeError, hessian_trace, second_derivative
from verify.exact.rational import fmpq_of
from verify.tri import Tri

exact = settings(derandomize=True, deadline=None, max_examples=40)
rationals = st.fractions(min_value=-5, max_value=5, max_denominator=12)


def polynomial(coefficients):
    """Horner's rule, lowest coefficient first."""

    def phi(x):
        total = 0 * x
        for c in reversed(coefficients):
            total = total * x + c
        return total

    return phi


def sign(x):
    """−1, 0 or 1."""
    return (x > 0) - (x < 0)


class Net:
    """Two-layer ReLU net with bias on one-dimensional data, squared loss."""

    def __init__(self, width, xs, ys):
        self.width, self.xs, self.ys = width, xs, ys

    def hidden(self, theta, x):
        """Pre-activations."""
        m = self.width
        return [theta[j] * x + theta[m + j] for j in range(m)]

    def loss(self, theta):
        """Mean squared error."""
        m, total = self.width, 0
        for x, y in zip(self.xs, self.ys, strict=True):
            f = sum(theta[2 * m + j] * h for j, h in enumerate(self.hidden(theta, x)) if h > 0)
            total = total + (f - y) * (f - y)
        return total / len(self.xs)

    def region(self, theta):
        """Signs of all pre-activations."""
        return tuple(sign(h) for x in self.xs for h in self.hidden(theta, x))

    def gauss_newton(self, theta):
        """(2/n) Σ ‖∇f‖², by hand."""
        m, total = self.width, 0
        for x in self.xs:
            for j, h in enumerate(self.hidden(theta, x)):
                if h > 0:
                    total = total + theta[2 * m + j] ** 2 * (x * x + 1) + h * h
        return 2 * total / len(self.xs)


@exact
@given(st.lists(rationals, min_size=1, max_size=8), rationals, st.integers(0, 60))
def test_second_derivative_of_polynomials(coefficients, x, halvings):
    """The formula of the right degree is exact at every point and step."""
    phi = polynomial(coefficients)
    truth = polynomial([k * (k - 1) * c for k, c in enumerate(coefficients)][2:])(x)
    step = Fraction(1, 2**halvings)
    assert second_derivative(phi, at=x, step=step, degree=len(coefficients) - 1) == truth


@pytest.mark.parametrize("degree", [4, 5, 6, 8])
def test_planted_wrong_degree_is_caught(degree):
    """x^k with k > 3 is not exact with three points, and that raises."""
    phi = polynomial([0] * degree + [1])
    with pytest.raises(DegreeError, match="degree must bound"):
        second_derivative(phi, at=1, degree=2)
    assert second_derivative(phi, at=1, degree=degree) == degree * (degree - 1)


def test_scalar_types_are_kept():
    """Fractions, fmpq and arb go through, and floats do not."""
    cube = polynomial([0, 0, 0, 1])
    assert second_derivative(cube, at=2, step="1/2") == Fraction(12)
    assert type(second_derivative(cube, at=fmpq(2))) is fmpq
    enclosed = second_derivative(cube, at=arb(2).sqrt())
    assert (enclosed - 6 * arb(2).sqrt()).contains(0)
    with pytest.raises(TypeError, match="float"):
        second_derivative(cube, at=2.0)
    with pytest.raises(TypeError, match="float"):
        second_derivative(float, at=2)


@pytest.mark.parametrize("kwargs", [{"step": 0}, {"step": "-1"}, {"degree": -1}])
def test_bad_arguments(kwargs):
    """Steps must be positive and degrees not negative."""
    with pytest.raises(ValueError, match=r"step|degree"):
        second_derivative(lambda x: x, **kwargs)
    with pytest.raises(ValueError, match=r"step|degree"):
        hessian_trace(lambda t: t[0], [1], region=lambda t: 0, **kwargs)


@exact
@given(st.data())
def test_trace_of_a_relu_net_matches_the_gradient_identity(data):
    """At a smooth interpolating net, Tr ∇²L from values of L is (2/n) Σ ‖∇f‖²."""
    width, xs = 3, [Fraction(-1), Fraction(1, 2), Fraction(2)]
    theta = [data.draw(rationals) for _ in range(3 * width)]
    net = Net(width, xs, [0] * 3)
    ys = [
        sum(theta[2 * width + j] * max(h, Fraction(0)) for j, h in enumerate(net.hidden(theta, x)))
        for x in xs
    ]
    net = Net(width, xs, ys)
    result = hessian_trace(net.loss, theta, region=net.region)
    if all(net.region(theta)):
        assert result.value == net.gauss_newton(theta) == sum(result.diagonal)
        assert len(result.steps) == len(theta)
        exact_q = hessian_trace(
            lambda t: fmpq(1) * net_q.loss(t),
            [fmpq_of(t) for t in theta],
            region=(net_q := Net(width, [fmpq_of(x) for x in xs], [fmpq_of(y) for y in ys])).region,
        )
        assert exact_q.value == fmpq_of(result.value)
    else:
        assert result.value is None


def test_planted_kink_has_no_hessian():
    """A pre-activation of exactly 0 is found whatever the labels say about 0."""
    net = Net(1, [Fraction(1)], [Fraction(0)])
    theta = [Fraction(1), Fraction(-1), Fraction(1)]

    def two_labels(t):
        return tuple(h > 0 for x in net.xs for h in net.hidden(t, x))

    for region in (net.region, two_labels):
        result = hessian_trace(net.loss, theta, region=region)
        assert result.value is None
        assert result.diagonal == ()
        assert "coordinate 0" in result.reason


def test_kink_named_by_its_coordinate():
    """|t_1| at 0 beside a smooth coordinate: the reason names coordinate 1."""
    result = hessian_trace(lambda t: t[0] * t[0] + abs(t[1]), [3, 0], region=lambda t: sign(t[1]))
    assert result.value is None
    assert "coordinate 1" in result.reason
    assert result.steps == (1,)


def test_steps_shrink_to_the_region():
    """10^-20 beside a kink, the step is halved until the segment is on one side."""
    near = Fraction(1, 10**20)
    result = hessian_trace(lambda t: max(t[0], 0) ** 2, [near], region=lambda t: sign(t[0]))
    assert result.value == 2
    assert 0 < result.steps[0] < near
    too_few = hessian_trace(
        lambda t: max(t[0], 0) ** 2, [near], region=lambda t: sign(t[0]), halvings=10
    )
    assert too_few.value is None


def test_region_must_agree_at_both_ends():
    """One end in the region is not enough: at 0 the loss max(t, 0)² has no second derivative."""
    result = hessian_trace(lambda t: max(t[0], 0) ** 2, [0], region=lambda t: t[0] >= 0)
    assert result.value is None


def test_planted_merged_regions_are_caught():
    """A label that hides a kink makes the steps disagree, which raises with the coordinate."""
    with pytest.raises(DegreeError, match="Along coordinate 0"):
        hessian_trace(lambda t: max(t[0], 0) ** 2, [Fraction(1, 3)], region=lambda t: 0)


def test_higher_degree_needs_wider_segments():
    """(t_0 t_1²)² has degree 4 in t_1 and needs five points there."""

    def loss(t):
        return (t[0] * t[1] * t[1]) ** 2

    with pytest.raises(DegreeError, match="Along coordinate 1"):
        hessian_trace(loss, [2, 3], region=lambda t: 0)
    t = Fraction(3, 2)
    result = hessian_trace(loss, [2, t], region=lambda t: sign(t[1]), degree=4)
    assert result.value == 2 * t**4 + 12 * 2**2 * t**2
    assert t - 2 * result.steps[1] > 0


def test_undecided_labels_equal_nothing():
    """UNKNOWN at θ and beside it does not count as the same region."""
    theta = [arb(0, "0.001")]

    def region(t):
        return (compare(t[0], ">", 0),)

    result = hessian_trace(lambda t: t[0] * t[0], theta, region=region)
    assert region(theta) == (Tri.UNKNOWN,)
    assert result.value is None
    assert "undecided" in result.reason


def test_region_may_raise_undecided():
    """A region that cannot tell at the first steps is asked again nearer to θ."""

    def region(t):
        if abs(t[0] - 1) > Fraction(1, 8):
            raise Undecided
        return 0

    result = hessian_trace(lambda t: 3 * t[0] * t[0], [1], region=region)
    assert result.value == 6
    assert result.steps == (Fraction(1, 8),)


def test_balls_enclose_the_trace():
    """At an irrational point the trace is a ball that contains the truth."""
    root = arb(2).sqrt()
    result = hessian_trace(lambda t: t[0] * t[0] * t[1] * t[1], [root, arb(3)], region=lambda t: 0)
    assert result.value.contains(2 * 9 + 2 * 2)
    assert compare(result.value, "<", "22.0001") is Tri.YES


def test_empty_theta():
    """A loss without parameters has no trace to ask for."""
    with pytest.raises(ValueError, match="at least one coordinate"):
        hessian_trace(lambda t: 0, [], region=lambda t: 0)
