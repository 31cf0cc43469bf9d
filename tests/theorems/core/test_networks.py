"""Networks in floats and exactly: forward pass, Jacobian, kinks, trace."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from array_api_compat import device as device_of
from flint import arb, fmpq

from theorems.core import exact_networks as exact
from theorems.core import networks as nets
from theorems.core.exact_jacobians import jacobian_exact
from theorems.core.jacobians import jacobian
from theorems.core.sharpness import (
    difference_trace,
    loss,
    trace_by_jacobian,
    trace_by_jacobian_exact,
)
from verify.arrays import to_numpy
from verify.exact.ball import Undecided, ends
from verify.exact.differences import hessian_trace
from verify.tri import Tri

X = [(1, -2, 1), (-1, 1, 2), (2, 1, -1), (1, 1, 1)]
Y = [1, -1, 0, 2]


def rational(rng, *shape):
    """Nested tuples of random sevenths."""
    if shape:
        return tuple(rational(rng, *shape[1:]) for _ in range(shape[0]))
    return Fraction(int(rng.integers(-20, 21)), 7)


def draw(kind, rng, m=4):
    """A network with random rational parameters."""
    W1, b1, W2, gamma = rational(rng, m, 3), rational(rng, m), rational(rng, m), rational(rng, m)
    match kind:
        case "no-bias":
            return nets.NoBias(W1, W2)
        case "bias":
            return nets.Bias(W1, b1, W2)
        case "mlp2":
            return nets.MLPBias((W1, W2), b1)
        case "mlp4":
            return nets.MLPBias((W1, rational(rng, 3, m), rational(rng, 2, 3), W2[:2]), b1)
        case "bn":
            return nets.SimBN(W1, b1, gamma, W2)
        case "bn-scalar":
            return nets.SimBN(W1, b1, gamma[0], W2)
        case "ln-small":
            return nets.SimLN(W1, b1, W2, Fraction(1, 100))
        case "ln-large":
            return nets.SimLN(W1, b1, W2, Fraction(100))


def example(kind, seed=0):
    """A random network without kinks at X, each neuron of which some sample activates."""
    rng = np.random.default_rng(seed)
    while True:
        net = draw(kind, rng)
        layers = [zip(*layer, strict=True) for layer in exact.activation_pattern(net, X)]
        layers = layers[:-1] if kind.startswith("ln") else layers
        if not exact.kinks_exact(net, X) and all(1 in neuron for n in layers for neuron in n):
            return net


POLYNOMIAL = ["no-bias", "bias", "mlp2", "mlp4"]
KINDS = [*POLYNOMIAL, "bn", "bn-scalar", "ln-small", "ln-large"]


@pytest.fixture
def to_backend(xp, device):
    """Exact networks as arrays of the backend under test."""
    return lambda net: exact.to_arrays(net, xp, device=device)


def midpoints(values):
    """Floats near exact scalars."""
    if isinstance(values, tuple | list):
        return [midpoints(v) for v in values]
    return float(values) if isinstance(values, int | Fraction | arb) else values.p / values.q


def balls(net):
    """The network in balls, whose roots need not be rational."""
    return exact.convert(net, arb)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", [0, 1])
def test_floats_follow_the_exact_twin(array, to_backend, kind, seed):
    """Forward pass and Jacobian agree with their exact twins, on the device of the inputs."""
    net = example(kind, seed)
    x, floats, enclosed = array(X), to_backend(net), balls(net)
    out = nets.forward(floats, x)
    assert device_of(out) == device_of(x)
    np.testing.assert_allclose(
        to_numpy(out), midpoints(exact.forward_exact(enclosed, X)), rtol=1e-12
    )
    np.testing.assert_allclose(
        to_numpy(jacobian(floats, x)),
        midpoints(jacobian_exact(enclosed, X, at_kink="zero")),
        rtol=1e-11,
        atol=1e-11,
    )


@pytest.mark.parametrize("kind", KINDS)
def test_jacobian_is_the_derivative(array, to_backend, xp, kind):
    """Central differences of the outputs reproduce the Jacobian in every parameter."""
    net, x = to_backend(example(kind)), array(X)
    assert nets.kinks(net, x) == ()
    theta = nets.flatten(net)
    columns = []
    for k in range(theta.shape[0]):
        ends_ = []
        for step in (1e-6, -1e-6):
            moved = xp.asarray(theta, copy=True)
            moved[k] += step
            ends_.append(to_numpy(nets.forward(nets.unflatten(net, moved), x)))
        columns.append((ends_[0] - ends_[1]) / 2e-6)
    np.testing.assert_allclose(to_numpy(jacobian(net, x)).T, columns, atol=1e-7, rtol=1e-6)


@pytest.mark.parametrize("kind", POLYNOMIAL)
@pytest.mark.parametrize("scalar", [Fraction, fmpq])
def test_trace_identity_on_exact_scalars(kind, scalar):
    """With labels that the net interpolates, exact second differences give (2/n)Σ‖∇f‖²."""
    net = exact.convert(example(kind), scalar)
    y = exact.forward_exact(net, X)
    found = hessian_trace(
        exact.loss_function(net, X, y),
        exact.flatten_exact(net),
        region=exact.pattern_function(net, X),
    )
    assert found.value == trace_by_jacobian_exact(net, X)


@pytest.mark.parametrize("kind", KINDS)
def test_trace_on_every_backend(array, to_backend, kind):
    """The trace and the loss agree with exact arithmetic, on the device of the inputs."""
    net, x = example(kind, seed=3), array(X)
    trace = trace_by_jacobian(to_backend(net), x)
    assert device_of(trace) == device_of(x)
    expected = midpoints(trace_by_jacobian_exact(balls(net), X))
    np.testing.assert_allclose(float(trace), expected, rtol=1e-12)
    value = midpoints(exact.loss_exact(balls(net), X, Y))
    np.testing.assert_allclose(float(loss(to_backend(net), x, array(Y))), value, rtol=1e-12)
    reference = difference_trace(to_backend(net), x, nets.forward(to_backend(net), x), step=1e-4)
    np.testing.assert_allclose(reference, expected, rtol=1e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_flatten_and_back(to_backend, kind):
    """Flat parameters restore the network, in the documented order and exactly."""
    net = example(kind)
    theta = exact.flatten_exact(net)
    assert exact.flatten_exact(exact.unflatten_exact(net, theta)) == theta
    assert theta[:3] == net.weights[0][0] if kind.startswith("mlp") else net.W1[0]
    floats = to_backend(net)
    flat = nets.flatten(floats)
    again = nets.unflatten(floats, flat)
    assert type(again) is type(net)
    np.testing.assert_array_equal(to_numpy(nets.flatten(again)), to_numpy(flat))
    np.testing.assert_allclose(to_numpy(flat), midpoints(theta))
    with pytest.raises(ValueError, match="theta must have"):
        nets.unflatten(floats, flat[:-1])
    with pytest.raises(ValueError, match="theta must have"):
        exact.unflatten_exact(net, theta[:-1])


def test_depth_two_is_the_bias_net(array, to_backend):
    """An MLP of depth 2 and the bias net are one function."""
    net = example("bias")
    deep = nets.MLPBias((net.W1, net.W2), net.b1)
    assert exact.forward_exact(net, X) == exact.forward_exact(deep, X)
    assert jacobian_exact(net, X) == jacobian_exact(deep, X)
    np.testing.assert_array_equal(
        to_numpy(nets.forward(to_backend(net), array(X))),
        to_numpy(nets.forward(to_backend(deep), array(X))),
    )


def test_kinks(array, to_backend):
    """A pre-activation that is exactly 0 is reported by sample, layer and neuron."""
    net = nets.Bias(((1, 0, 0), (0, 1, 1)), (1, 0), (1, 1))
    expected = (nets.Kink(1, 1, 0), nets.Kink(2, 1, 1))
    assert exact.kinks_exact(net, X) == expected
    assert nets.kinks(to_backend(net), array(X)) == expected
    with pytest.raises(ValueError, match="exactly 0"):
        jacobian_exact(net, X)


def test_kinks_of_deep_layers(array, to_backend):
    """Layers are counted from 1, as W_1 is."""
    net = nets.MLPBias((((1, 0, 0),), ((0,),), (1,)), (3,))
    assert exact.kinks_exact(net, X[:1]) == (nets.Kink(0, 2, 0),)
    assert nets.kinks(to_backend(net), array(X[:1])) == (nets.Kink(0, 2, 0),)


def test_norm_at_epsilon_is_a_kink(array, to_backend):
    """Sim-LN has a kink where the norm is exactly ε."""
    net = nets.SimLN(((1, 0, 0), (0, 0, 1)), (2, 3), (1, 1), 5)
    assert exact.kinks_exact(net, X[:1]) == (nets.Kink(0, -1, -1),)
    assert nets.kinks(to_backend(net), array(X[:1])) == (nets.Kink(0, -1, -1),)


def test_spare_neurons(array, to_backend):
    """A spare neuron is a kink at every sample; relu'(0) = 0 gives its gradient, which is 0."""
    net = nets.Bias(((1, 0, 0), (0, 0, 0)), (3, 0), (1, 0))
    assert len(exact.kinks_exact(net, X)) == len(X)
    rows = jacobian_exact(net, X, at_kink="zero")
    assert all(row[3:6] == (0, 0, 0) and row[7] == 0 and row[9] == 0 for row in rows)
    np.testing.assert_array_equal(
        to_numpy(jacobian(to_backend(net), array(X))), np.array(rows, float)
    )
    found = hessian_trace(
        exact.loss_function(net, X, Y),
        exact.flatten_exact(net),
        region=exact.pattern_function(net, X),
    )
    assert found.value is None


def test_undecided_sign():
    """A ball around 0 has no sign: the pattern says so, the gradient refuses, values enclose."""
    net = nets.Bias(((arb(1), arb(0), arb(0)),), (arb(-1, 0.5),), (arb(1),))
    x = X[:1]
    assert exact.activation_pattern(net, x) == (((Tri.UNKNOWN,),),)
    assert exact.kinks_exact(net, x) == ()
    assert exact.undecided_signs(net, x) == (nets.Kink(0, 1, 0),)
    with pytest.raises(Undecided):
        jacobian_exact(net, x)
    low, high = ends(exact.forward_exact(net, x)[0])
    assert low <= 0 and high >= Fraction(1, 2)


def test_irrational_entries():
    """r = (d+1)^(1/4) as a ball: W_1 = r x, W_2 = 1/r cancels to 3 at x = (1, 1, 1)."""
    r = arb(4).sqrt().sqrt()
    net = nets.NoBias(((r, r, r),), (1 / r,))
    value = exact.forward_exact(net, [(1, 1, 1)])[0]
    assert value.contains(3) and value.rad() < arb("1e-12")
    assert jacobian_exact(net, [(1, 1, 1)])[0][0].overlaps(1 / r)


def test_rational_roots_or_balls():
    """Sim-LN and Sim-BN are exact on rational roots, refuse others, and enclose them in balls."""
    ln = nets.SimLN(((3, 0, 0), (0, 0, 4)), (0, 0), (1, 1), Fraction(1))
    assert exact.forward_exact(ln, X[:1]) == (Fraction(7, 5),)
    bn = nets.SimBN(((1, 0, 0),), (0,), (1,), (1,))
    assert exact.forward_exact(bn, [(1, 0, 0), (-1, 0, 0), (-2, 0, 0), (-3, 0, 0)])[0] == 2
    with pytest.raises(ValueError, match="irrational"):
        exact.forward_exact(bn, [(1, 0, 0), (-1, 0, 0)])
    assert exact.forward_exact(balls(bn), [(1, 0, 0), (-1, 0, 0)])[0].overlaps(arb(2).sqrt())


def test_dead_neurons_of_bn(array, to_backend):
    """A neuron without activity is 0/0: nan by default, 0 if so chosen, refused exactly."""
    net = nets.SimBN(((1, 0, 0), (0, 0, 0)), (3, 0), (1, 1), (1, 0))
    x = array(X)
    assert np.isnan(to_numpy(nets.forward(to_backend(net), x))).all()
    with pytest.raises(ValueError, match="neuron 1"):
        exact.forward_exact(balls(net), X)
    zero = replace(net, dead="zero")
    alive = nets.SimBN(((1, 0, 0),), (3,), (1,), (1,))
    np.testing.assert_array_equal(
        to_numpy(nets.forward(to_backend(zero), x)), to_numpy(nets.forward(to_backend(alive), x))
    )
    assert np.isfinite(to_numpy(jacobian(to_backend(zero), x))).all()
    found = exact.forward_exact(balls(zero), X)
    assert all(
        a.overlaps(b) for a, b in zip(found, exact.forward_exact(balls(alive), X), strict=True)
    )
    with pytest.raises(ValueError, match="'drop'"):
        replace(net, dead="drop")


def test_bn_scales_come_from_the_batch(array, to_backend):
    """At other inputs Sim-BN keeps the scales of the training inputs."""
    net, x = example("bn"), array(X)
    floats = to_backend(net)
    whole = to_numpy(nets.forward(floats, x))
    part = nets.forward(floats, x[:2, :], batch=x)
    np.testing.assert_allclose(to_numpy(part), whole[:2], rtol=1e-14)
    part = jacobian(floats, x[:2, :], batch=x)
    np.testing.assert_allclose(to_numpy(part), to_numpy(jacobian(floats, x))[:2], rtol=1e-13)
    enclosed = exact.forward_exact(balls(net), X[:2], batch=X)
    np.testing.assert_allclose(midpoints(enclosed), whole[:2], rtol=1e-12)


def test_floats_are_refused_by_the_exact_twin():
    """A float among inputs, labels or weights is no exact scalar; NumPy integers are."""
    net = example("bias")
    assert exact.forward_exact(net, np.array(X)) == exact.forward_exact(net, X)
    assert jacobian_exact(net, np.array(X)) == jacobian_exact(net, X)
    with pytest.raises(TypeError, match="exact scalars"):
        exact.forward_exact(net, np.array(X, float))
    with pytest.raises(TypeError, match="exact scalars"):
        exact.loss_exact(net, X, [0.5] * 4)
    with pytest.raises(TypeError, match="float among its weights"):
        exact.forward_exact(replace(net, b1=(0.1,) * 4), X)
    with pytest.raises(TypeError, match="float among its weights"):
        exact.forward_exact(replace(net, W2=(0.1,) * 4), X)


def test_integer_networks_are_exact():
    """Divisions of integers give fractions, not floats."""
    net = nets.Bias(((1, 0, 0),), (3,), (1,))
    assert exact.loss_exact(net, X, (0, 0, 0, 1)) == Fraction(16 + 4 + 25 + 9, 4)
    # Σ (‖x_i‖² + 1) = 25 by W_1 and b_1, Σ relu² = 4² + 2² + 5² + 4² = 61 by W_2
    assert trace_by_jacobian_exact(net, X) == Fraction(2 * (25 + 61), 4)


def test_one_sample(array, to_backend):
    """n = 1 works for every architecture."""
    for kind in KINDS:
        assert nets.forward(to_backend(example(kind)), array(X[:1])).shape == (1,)


def test_nan_weights_are_not_swallowed(array):
    """relu of nan is nan."""
    assert np.isnan(to_numpy(nets.relu(array([np.nan]))))[0]


def test_bad_shapes_and_settings(array, to_backend):
    """Inputs of a wrong dimension, labels of a wrong number and a bad ε are refused."""
    net = example("bias")
    with pytest.raises(ValueError, match="X must have shape"):
        nets.forward(to_backend(net), array([[1.0, 2.0]]))
    with pytest.raises(ValueError, match="y must have shape"):
        loss(to_backend(net), array(X), array([1.0]))
    with pytest.raises(ValueError, match="zip"):
        exact.loss_exact(net, X, [1])
    with pytest.raises(ValueError, match="epsilon must be positive"):
        nets.SimLN(net.W1, net.b1, net.W2, 0)
    with pytest.raises(ValueError, match="got 1"):
        nets.MLPBias((net.W1,), net.b1)
    with pytest.raises(ValueError, match="step must be positive"):
        difference_trace(to_backend(net), array(X), array(Y), step=0)
