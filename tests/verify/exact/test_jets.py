"""Enclosed second derivatives with roots and quotients."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.exact import jets
from verify.exact.ball import Undecided, ball, compare, decide
from verify.exact.differences import hessian_trace, second_derivative
from verify.exact.jets import Jet, hessian_trace_ball, second_derivative_ball
from verify.tri import Tri

exact = settings(derandomize=True, deadline=None, max_examples=40)
rationals = st.fractions(min_value=-5, max_value=5, max_denominator=12)
positive = st.fractions(min_value="1/10", max_value=5, max_denominator=12)

CASES = [
    ("sqrt", jets.sqrt, lambda x: -1 / (4 * x * x.sqrt())),
    ("exp", jets.exp, lambda x: x.exp()),
    ("log", jets.log, lambda x: -1 / (x * x)),
    ("1/x", lambda u: 1 / u, lambda x: 2 / (x * x * x)),
    ("x**-2", lambda u: u**-2, lambda x: 6 / (x * x * x * x)),
    ("x/(1+x)", lambda u: u / (1 + u), lambda x: -2 / ((1 + x) * (1 + x) * (1 + x))),
    (
        "sqrt(1+x*x)",
        lambda u: jets.sqrt(1 + u * u),
        lambda x: 1 / ((1 + x * x) * (1 + x * x).sqrt()),
    ),
    ("x sqrt x", lambda u: u * jets.sqrt(u), lambda x: 3 / (4 * x.sqrt())),
    (
        "x exp(-x)",
        lambda u: u * jets.exp(-u),
        lambda x: (x - 2) * (-x).exp(),
    ),
    ("softplus", lambda u: jets.log(1 + jets.exp(u)), lambda x: 1 / (2 + x.exp() + (-x).exp())),
]


@pytest.mark.parametrize(("name", "phi", "truth"), CASES, ids=[case[0] for case in CASES])
@pytest.mark.parametrize("x", ["1/3", "1", "22/7"])
def test_known_second_derivatives(name, phi, truth, x):
    """The ball is narrow and contains the second derivative worked out by hand."""
    with ctx.workprec(128):
        enclosed = second_derivative_ball(phi, x)
        assert (enclosed - truth(ball(x))).contains(0), name
        assert compare(enclosed.rad(), "<", "1e-30") is Tri.YES


@exact
@given(st.lists(rationals, min_size=1, max_size=7), rationals)
def test_polynomials_agree_with_exact_differences(coefficients, x):
    """Two unrelated methods give the same second derivative of a polynomial."""

    def phi(u):
        total = 0
        for c in reversed(coefficients):
            total = total * u + c
        return total

    by_differences = second_derivative(phi, at=x, degree=len(coefficients))
    assert (second_derivative_ball(phi, x) - ball(by_differences)).contains(0)


@exact
@given(positive, positive, rationals)
def test_balls_contain_every_member(x, c, t):
    """With a ball for x, the result contains φ'' at each of its members."""
    wide = ball(x) + arb(0, "0.05")
    member = x + Fraction(t) / 101

    def phi(u):
        return jets.sqrt(u * u + c) / (u + c)

    assert second_derivative_ball(phi, wide).overlaps(second_derivative_ball(phi, member))


def test_planted_truncation_traps():
    """x⁴/x² and √x⁴ at 0 are 2, and a truncated series would say 0: they are refused."""
    with pytest.raises(ZeroDivisionError):
        second_derivative_ball(lambda u: u**4 / u**2, 0)
    with pytest.raises(Undecided):
        second_derivative_ball(lambda u: jets.sqrt(u**4), 0)


@pytest.mark.parametrize(
    "phi",
    [
        jets.relu,
        jets.absolute,
        jets.sqrt,
        jets.log,
        lambda u: jets.maximum(u, 0),
        lambda u: jets.maximum(u, 2 * u),
    ],
)
@pytest.mark.parametrize("x", [0, arb(0, "1e-30")])
def test_kinks_are_undecided(phi, x):
    """At 0, and in a ball around 0, no second derivative is reported."""
    with pytest.raises(Undecided, match="contains 0"):
        second_derivative_ball(phi, x)
    with pytest.raises(Undecided, match="division"):
        second_derivative_ball(lambda u: 1 / u, arb(0, 1))


def test_kinks_away_from_zero_are_decided():
    """relu, max and |·| follow the branch that is certainly active."""

    def cube(u):
        return u * u * u

    assert second_derivative_ball(lambda u: jets.relu(cube(u)), 2).contains(12)
    assert second_derivative_ball(lambda u: jets.relu(cube(u)), -2).is_zero()
    assert second_derivative_ball(lambda u: jets.absolute(cube(u)), -2).contains(12)
    assert second_derivative_ball(lambda u: jets.maximum(cube(u), u), 2).contains(12)
    assert second_derivative_ball(lambda u: jets.maximum(u, cube(u)), "1/2").is_zero()


def test_more_bits_decide_a_near_kink():
    """A constant of 2^-200 beside √2 is told from 0 once the precision suffices."""
    tiny = Fraction(1, 2**200)

    def statement():
        root = ball(2).sqrt()
        phi = lambda u: jets.relu(u * u - 2 + tiny)  # noqa: E731
        return compare(second_derivative_ball(phi, root), "==", 2)

    assert decide(statement, limit=128).answer is Tri.UNKNOWN
    decision = decide(statement)
    assert decision.precision == 256
    assert decision.answer is Tri.YES


def test_negative_arguments():
    """Roots and logarithms of certainly negative numbers are errors, not undecided."""
    for phi in (jets.sqrt, jets.log):
        with pytest.raises(ValueError, match="needs a positive"):
            second_derivative_ball(phi, -1)


def test_plain_balls_pass_through():
    """The same functions work on balls, so that a loss is written once."""
    assert jets.relu(-3).is_zero()
    assert jets.relu(arb(0, 1)).contains(0)
    assert jets.absolute("-1/2").contains(ball("1/2"))
    assert jets.maximum(1, 2).contains(2)
    assert jets.sqrt(4).contains(2)
    assert jets.exp(0).contains(1)
    assert jets.log(1).contains(0)
    with pytest.raises(Undecided):
        jets.log(arb(0, 1))


def test_overflow_is_undecided():
    """A ball too wide to give finite coefficients reports nothing."""
    with pytest.raises(Undecided, match="not enclosed"):
        second_derivative_ball(jets.exp, arb("0 +/- 1e100"))
    with pytest.raises(Undecided, match="not enclosed"):
        second_derivative_ball(lambda u: u * u + arb(-1).sqrt(), 1)


def test_constant_functions_and_misuse():
    """A constant has second derivative 0; jets have neither order, truth nor real powers."""
    assert second_derivative_ball(lambda u: 7, 1).is_zero()
    u = Jet.variable(1)
    with pytest.raises(TypeError):
        max(u, 0)
    with pytest.raises(TypeError, match="truth value"):
        bool(u)
    with pytest.raises(TypeError, match="exponent"):
        u ** Fraction(1, 2)
    with pytest.raises(TypeError, match="float"):
        u + 0.5


def test_trace_agrees_with_exact_differences_on_a_smooth_net():
    """Two unrelated methods give the same Hessian trace of a polynomial loss."""

    def loss(t):
        return (t[0] * (t[1] * 3 + t[2]) - 2) * (t[0] * (t[1] * 3 + t[2]) - 2)

    theta = [Fraction(1, 2), Fraction(2, 3), Fraction(-5, 7)]
    exact_value = hessian_trace(loss, theta, region=lambda t: 0).value
    enclosed = hessian_trace_ball(loss, theta)
    assert (enclosed - ball(exact_value)).contains(0)


def test_trace_of_a_normalized_net_matches_the_gradient_identity():
    """For f = w·relu(v)/‖relu(v)‖ fitted to y, Tr ∇²(f − y)² is 2‖∇f‖², here 2."""

    def f(t):
        h = [jets.relu(t[2]), jets.relu(t[3])]
        norm = jets.sqrt(h[0] * h[0] + h[1] * h[1])
        return (t[0] * h[0] + t[1] * h[1]) / norm

    def loss(t):
        return (f(t) - 5) * (f(t) - 5)

    # w is parallel to v = (3, 4), so the gradient in v vanishes and ∇_w f is a unit vector.
    trace = hessian_trace_ball(loss, [3, 4, 3, 4])
    assert trace.contains(2)
    assert compare(trace, "<", "2.000001") is Tri.YES
