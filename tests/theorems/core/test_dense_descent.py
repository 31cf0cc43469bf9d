"""The dense engine: equal to the plain methods, to exact runs, and on every backend."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from array_api_compat import device as device_of

from theorems.core.dense import Axis, Point, flat, origin
from theorems.core.dense_descent import dense_gd, dense_sa_gd, dense_sam, dense_sgd
from theorems.core.dense_loss import Masked
from theorems.core.descent import gd, sa_gd, sam, sgd
from theorems.core.losses import (
    theorem1_gradient,
    theorem1_loss,
    theorem3_gradient,
    theorem3_loss,
)
from theorems.core.masks import bernoulli_masks
from theorems.sco._parts.thm3_run import iterates
from verify.arrays import to_numpy

N, T, SAMPLES, RHO, ETA, R = 8, 6, 5, 0.05, 0.7, 0.3
CLOSE = {"rtol": 1e-12, "atol": 1e-15}


class Case:
    """One loss with a start, for the engine and for the plain methods."""

    def __init__(self, signed, array, xp, device, length=T):
        rng = np.random.default_rng(3)
        bits = bernoulli_masks(SAMPLES, N, seed=2)
        rows, last = rng.standard_normal((N, length)) / 10, 0.1
        self.z = 2.0 * bits - 1 if signed else bits.astype(float)
        self.model = Masked(xp.asarray(bits.tolist(), dtype=xp.bool, device=device), RHO, signed)
        self.start = Point(array(rows), xp.reshape(array([last]), ()))
        self.w1 = np.append(rows.ravel(), last)
        self.gradients = theorem3_gradient if signed else theorem1_gradient
        self.losses = theorem3_loss if signed else theorem1_loss

    def grad(self, w):
        """∇F_S(w), the mean of the gradients of the samples."""
        return self.gradients(w, self.z, RHO).mean(axis=0)

    def risk(self, w):
        """F_S(w)."""
        return self.losses(w, self.z, RHO).mean()

    def agree(self, run, path, tau=2):
        """The last iterate, the suffix average and the risks are those of the plain path."""
        np.testing.assert_allclose(to_numpy(flat(run.last)), path[-1], **CLOSE)
        np.testing.assert_allclose(
            to_numpy(flat(run.average)), path[tau - 1 :].mean(axis=0), **CLOSE
        )
        np.testing.assert_allclose(to_numpy(run.risks), [self.risk(w) for w in path], **CLOSE)


@pytest.fixture(params=["theorem 1", "theorem 3"])
def case(request, array, xp, device):
    """The loss of Theorem 1, whose columns have one coordinate, or of Theorem 3."""
    signed = request.param == "theorem 3"
    return Case(signed, array, xp, device, T if signed else 1)


BLOCKS = [None, 4, 13]


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize("eta", [ETA, 3.0])
def test_gd_is_the_plain_one(case, block, eta):
    """Whatever the tiles, on the device of the start; at η = 3 entries change their signs."""
    run = dense_gd(case.model, case.start, eta=eta, steps=4, tau=2, block=block)
    case.agree(run, gd(case.grad, case.w1, eta=eta, steps=4))
    assert device_of(run.last.rows) == device_of(case.start.rows)
    np.testing.assert_array_equal(to_numpy(flat(case.start)), case.w1)  # the start is not touched


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize("column", [2, None])
def test_sa_gd_is_the_plain_one(case, block, column):
    """With v_t = ±r e_k in a column, or on the last coordinate."""
    length = case.start.rows.shape[1]
    places = [(t - 1) % length for t in range(1, 5)]
    amounts = [R, -R, R / 2, -R]

    def oracle(t):
        return Axis(column, places[t - 1], amounts[t - 1])

    def vector(t, w):
        v = np.zeros_like(w)
        v[-1 if column is None else column * length + places[t - 1]] = amounts[t - 1]
        return v

    run = dense_sa_gd(
        case.model, oracle, case.start, radius=R, eta=ETA, steps=5, tau=2, block=block
    )
    path = sa_gd(case.grad, vector, case.w1, eta=ETA, steps=5)
    case.agree(run, path)
    raised = [case.risk(w + vector(t, w)) for t, w in enumerate(path[:-1], start=1)]
    np.testing.assert_allclose(to_numpy(run.raised), raised, **CLOSE)
    assert (to_numpy(run.ceilings) >= to_numpy(run.raised)).all()


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize("eta", [ETA, 3.0])
def test_sam_is_the_plain_one(case, block, eta):
    """The ascent scales columns; it and the step are one rescaling."""
    run = dense_sam(
        case.model, case.start, radius=R, eta=eta, steps=4, zero="stay", tau=2, block=block
    )
    case.agree(run, sam(case.grad, case.w1, radius=R, eta=eta, steps=4, zero="stay"))


def test_damped_sam_is_the_plain_one(case):
    """g/(‖g‖ + ε) at every g."""
    rules = {"radius": R, "eta": ETA, "steps": 4, "zero": "damped", "epsilon": 0.25}
    case.agree(dense_sam(case.model, case.start, tau=2, **rules), sam(case.grad, case.w1, **rules))


@pytest.mark.parametrize("zero", ["stay", "plus", "minus", "damped", "nan"])
def test_sam_at_zero_follows_its_convention(zero, xp, device, array):
    """From w_1 = 0 the gradient is 0, and what SAM does is what its 0/0 is taken to be."""
    case = Case(True, array, xp, device)
    start = origin(N, T, xp=xp, device=device)
    epsilon = 0.5 if zero == "damped" else None
    rules = {"radius": R, "eta": ETA, "steps": 4, "zero": zero, "epsilon": epsilon}
    run = dense_sam(case.model, start, **rules)
    path = sam(case.grad, np.zeros(N * T + 1), **rules)
    if zero == "nan":
        assert np.isnan(to_numpy(run.risks)[1:]).all() and np.isnan(path[1:]).any()
    else:
        np.testing.assert_allclose(to_numpy(flat(run.last)), path[-1], **CLOSE)


def test_sgd_is_the_plain_one(case):
    """One pass, each sample once and alone."""
    run = dense_sgd(case.model, case.start, eta=ETA, order=range(SAMPLES), tau=2)

    def grad_i(i, w):
        return case.gradients(w, case.z[i : i + 1], RHO)[0]

    case.agree(run, sgd(grad_i, case.w1, eta=ETA, order=range(SAMPLES)))


def test_theorem_3_is_the_exact_run(xp, device):
    """With binary fractions every entry of the engine's path is the exact run's, bit by bit."""
    point = {
        "S": {"z": ["+--+", "-+-+"], "I": 4},
        "T": 4,
        "eta": Fraction(1, 2),
        "r": Fraction(1, 4),
        "rho": Fraction(1, 8),
    }
    seen = [[c == "+" for c in row] for row in point["S"]["z"]]
    model = Masked(xp.asarray(seen, dtype=xp.bool, device=device), 0.125, True)
    start = origin(4, 4, xp=xp, device=device)
    run = dense_sa_gd(model, lambda t: Axis(3, t - 1, 0.25), start, radius=0.25, eta=0.5, steps=4)
    assert [Fraction(x) for x in to_numpy(flat(run.last)).tolist()] == list(iterates(point)[-1])
    assert to_numpy(run.ceilings).tolist() == to_numpy(run.raised).tolist() == [1 / 128] * 3


def test_a_large_run_is_the_closed_form():
    """At n = 6 and T = 2^8 all 16384 coordinates are 0 or −η(r−ρ), as the theorem says."""
    bits = bernoulli_masks(6, 64, seed=0)
    bits[:, 17] = True
    run = dense_sa_gd(
        Masked(bits, 0.0, True),
        lambda t: Axis(17, t - 1, 2.0**-5),
        origin(64, 256, xp=np),
        radius=2.0**-5,
        eta=0.5,
        steps=256,
        tau=1,
    )
    expected = np.zeros((64, 256))
    expected[17, :255] = -(2.0**-6)
    np.testing.assert_array_equal(run.last.rows, expected)
    seen = np.arange(255, -1, -1) / 256
    np.testing.assert_allclose(run.average.rows[17], -(2.0**-6) * seen, rtol=1e-14)
    assert not run.risks.any() and (run.raised == 2.0**-11).all()


def test_single_precision_is_kept(xp, device):
    """The type of the start is that of the result."""
    start = origin(4, 3, xp=xp, dtype=xp.float32, device=device)
    model = Masked(xp.ones((2, 4), dtype=xp.bool, device=device), 0.0, True)
    run = dense_sa_gd(model, lambda t: Axis(1, t - 1, 0.5), start, radius=0.5, eta=0.5, steps=3)
    assert run.last.rows.dtype == run.risks.dtype == xp.float32


def test_one_step_is_the_start():
    """T = 1 means w_1 alone."""
    model = Masked(np.ones((1, 2), dtype=bool), 0.0, True)
    run = dense_gd(model, origin(2, 3, xp=np), eta=1.0, steps=1)
    assert run.risks.shape == (1,) and run.raised.shape == run.ceilings.shape == (0,)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda m, w: dense_gd(m, w, eta=1.0, steps=0), "steps must be an integer of at least 1"),
        (lambda m, w: dense_gd(m, w, eta=1.0, steps=2, tau=3), "tau must be in 1..2, got 3"),
        (lambda m, w: dense_gd(m, w, eta=1.0, steps=2, block=0), "block must be at least 1"),
        (
            lambda m, w: dense_sam(m, w, radius=-1.0, eta=1.0, steps=2, zero="stay"),
            "radius must be at least 0, got -1.0",
        ),
        (
            lambda m, w: dense_sam(m, w, radius=1.0, eta=1.0, steps=2, zero="what"),
            "zero must be one of",
        ),
        (lambda m, w: dense_gd(m, origin(3, 1, xp=np), eta=1.0, steps=1), "masks must have 3"),
        (lambda m, w: origin(0, 1, xp=np), "columns must be at least 1, got 0"),
    ],
)
def test_wrong_arguments_are_named(call, sentence):
    """One sentence with the argument and its value."""
    with pytest.raises(ValueError, match=sentence):
        call(Masked(np.ones((1, 2), dtype=bool), 0.0, True), origin(2, 3, xp=np))
