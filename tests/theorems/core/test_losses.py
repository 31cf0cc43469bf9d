"""The losses of paper `sco` in floats and exactly."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from array_api_compat import device as device_of
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from theorems.core import exact_losses as exact
from theorems.core import losses
from theorems.core.masks import bernoulli_masks
from verify.arrays import to_numpy
from verify.exact.ball import ends

H = Fraction(1, 2)
CASES = {
    "theorem1": (losses.theorem1_loss, losses.theorem1_gradient, lambda z: z, 5),
    "lemma2": (
        losses.lemma2_loss,
        losses.lemma2_gradient,
        lambda z: np.concatenate([z - 0.3, np.ones((3, 1))], axis=1),
        5,
    ),
    "theorem3": (losses.theorem3_loss, losses.theorem3_gradient, lambda z: 2 * z - 1, 9),
}


@pytest.fixture(params=CASES, ids=str)
def case(request):
    """One loss with its gradient, samples and a point."""
    loss, gradient, samples, d = CASES[request.param]
    z = samples(bernoulli_masks(3, 4, seed=11).astype(float))
    return loss, gradient, z, np.random.default_rng(2).normal(size=d)


@pytest.mark.parametrize("rho", [0.0, 0.25])
def test_gradients_are_derivatives(array, case, rho):
    """Central differences of each loss reproduce its gradient, on the device of the point."""
    loss, gradient, z, w = case
    g = gradient(array(w), array(z), rho)
    assert device_of(g) == device_of(array(w))
    step = 1e-6
    for k in range(len(w)):
        e = np.eye(len(w))[k] * step
        ends_ = [to_numpy(loss(array(w + s * e), array(z), rho)) for s in (1, -1)]
        slope = (ends_[0] - ends_[1]) / (2 * step)
        np.testing.assert_allclose(to_numpy(g)[:, k], slope, atol=1e-8)


def test_no_gradient_in_the_flat_ball(array, case):
    """Inside the ball of radius ρ, and at 0 with ρ = 0, value and gradient are 0."""
    loss, gradient, z, w = case
    for point, rho in ((w / np.linalg.norm(w) * 0.4, 0.5), (w * 0, 0.0)):
        assert not to_numpy(loss(array(point), array(z), rho)).any()
        assert not to_numpy(gradient(array(point), array(z), rho)).any()


def test_nan_is_not_swallowed(array, case):
    """A nan in the point is a nan in every loss that sees it."""
    loss, _, z, w = case
    w = w * 0
    w[-1] = np.nan
    assert np.isnan(to_numpy(loss(array(w), array(z), 0.1))).all()


def test_rho_is_checked(case):
    """A negative ρ is refused with its value."""
    loss, gradient, z, w = case
    for f in (loss, gradient):
        with pytest.raises(ValueError, match="got -1"):
            f(w, z, -1)


def test_shapes_are_checked(case):
    """A point that does not fit the samples is refused."""
    loss, _, z, w = case
    with pytest.raises(ValueError, match="length"):
        loss(w[:-1], z, 0.1)


@pytest.mark.parametrize("dtype", ["bool", "int64", "float64"])
def test_masks_of_any_type(array, dtype):
    """Boolean and integer masks count as zeros and ones."""
    z = bernoulli_masks(3, 4, seed=1).tolist()
    w = array([1.0, 2.0, 3.0, 4.0, 5.0])
    expected = losses.theorem1_loss(w, array(z), 0.5)
    found = losses.theorem1_loss(w, array(z, dtype=dtype), 0.5)
    np.testing.assert_array_equal(to_numpy(found), to_numpy(expected))


def test_risk_is_the_mean(array):
    """The risk and its gradient are the means over the samples."""
    z, w = array(bernoulli_masks(6, 4, seed=2)), array([0.4, -1.0, 0.3, 0.2, 0.7])
    np.testing.assert_allclose(
        float(losses.theorem1_risk(w, z, 0.3)),
        to_numpy(losses.theorem1_loss(w, z, 0.3)).mean(),
        rtol=1e-14,
    )
    np.testing.assert_allclose(
        to_numpy(losses.theorem1_risk_gradient(w, z, 0.3)),
        to_numpy(losses.theorem1_gradient(w, z, 0.3)).mean(axis=0),
        rtol=1e-13,
    )


def test_theorem6(array):
    """½ max(0, w)² and its derivative, at both signs and at the kink."""
    w = array([-1.0, 0.0, 2.0])
    np.testing.assert_array_equal(to_numpy(losses.theorem6_loss(w)), [0, 0, 2])
    np.testing.assert_array_equal(to_numpy(losses.theorem6_gradient(w)), [0, 0, 2])
    assert [exact.theorem6_exact(x) for x in (-1, 0, 2, H)] == [0, 0, 2, Fraction(1, 8)]


@pytest.mark.parametrize(
    ("q", "rho", "shift", "value"),
    [
        (0, 0, 0, 0),
        (Fraction(1, 4), H, 0, 0),
        (Fraction(1, 4), 1, 0, 0),
        (1, H, 0, Fraction(1, 8)),
        (3, 0, 0, Fraction(3, 2)),
        (3, H, H, Fraction(3, 2)),
        (0, 0, 1, H),
        (Fraction(4, 9), Fraction(1, 3), 1, Fraction(8, 9)),
    ],
)
def test_rational_values(q, rho, shift, value):
    """½[√q + s - ρ]_+² is exact wherever it is rational in an evident way."""
    assert exact.hinge_square_exact(q, rho, shift=shift) == value


def test_irrational_values_are_enclosed():
    """½(√2 - ½)² = 9/8 - √2/2 lies in the ball."""
    value = exact.hinge_square_exact(2, H)
    assert isinstance(value, arb)
    assert value.overlaps(arb(9) / 8 - arb(2).sqrt() / 2)
    with pytest.raises(ValueError, match="at least 0"):
        exact.hinge_square_exact(-1, 0)
    with pytest.raises(ValueError, match="got none"):
        exact.mean_hinge_square([], 0)


rationals = st.fractions(-2, 2, max_denominator=5)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(
    st.lists(rationals, min_size=5, max_size=5),
    st.lists(st.tuples(*[st.integers(0, 1)] * 2), min_size=1, max_size=4),
    st.fractions(0, 2, max_denominator=5),
)
def test_floats_follow_the_exact_risks(w, z, rho):
    """Empirical risks in floats lie in the exact ones, up to rounding."""
    point, masks = np.array([float(x) for x in w]), np.array(z, float)
    signs = [tuple(2 * b - 1 for b in row) for row in z]
    vectors = [(*row, 1) for row in z]

    def agree(found, value):
        low, high = ends(value) if isinstance(value, arb) else (value, value)
        assert float(low) - 1e-12 <= found <= float(high) + 1e-12

    r = float(rho)
    agree(
        losses.theorem1_loss(point[2:], masks, r).mean(), exact.theorem1_risk_exact(w[2:], z, rho)
    )
    agree(
        losses.theorem3_loss(point, np.array(signs, float), r).mean(),
        exact.theorem3_risk_exact(w, signs, rho),
    )
    agree(
        losses.lemma2_loss(point[2:], np.array(vectors, float), r).mean(),
        exact.mean_hinge_square(exact.lemma2_squares(w[2:], vectors), rho),
    )


@pytest.mark.parametrize("w", [(0, 0, 0, H), (1, 0, 0, 0), (1, 1, H, 2), (3, -3, 3, 0)])
def test_population_by_enumeration(w):
    """Merging equal terms gives the risk over all of Z."""
    z = list(product((0, 1), repeat=3))
    for rho in (0, H):
        merged = exact.theorem1_population_risk(w, rho)
        listed = exact.theorem1_risk_exact(w, z, rho)
        assert merged == listed or merged.overlaps(listed)


def test_theorem3_population_by_enumeration():
    """The same for sign vectors, with T = 2 and two blocks."""
    z = list(product((-1, 1), repeat=2))
    for w in ((1, -2, H, 0, 1), (0, 0, 0, 0, 0), (-1, -1, -1, -1, 0), (1, -1, 2, 2, 0)):
        for rho in (0, H):
            merged = exact.theorem3_population_risk(w, 2, rho)
            listed = exact.theorem3_risk_exact(w, z, rho)
            assert merged == listed or merged.overlaps(listed)


def test_population_of_equal_entries_is_cheap():
    """Many equal entries make few values: their number is binomial."""
    law = exact.theorem1_population_squares([1] * 60 + [0])
    assert len(law) == 61
    assert sum(law.values()) == 2**60
    with pytest.raises(ValueError, match="too many different"):
        exact.theorem1_population_squares([*[Fraction(2) ** k for k in range(20)], 0])


def test_theorem1_population_at_a_basis_vector():
    """F(e_I) = ¼(1-ρ)²: half of the masks see e_I."""
    assert exact.theorem1_population_risk([0, 1, 0], Fraction(1, 3)) == Fraction(1, 9)
