"""The bracket of the least sharpness-aware risk."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from theorems.core.losses import theorem1_risk
from theorems.sco._parts.least_saer import least_saer
from theorems.sco._parts.samples import bits, drawn_samples


@pytest.mark.parametrize("n", [1, 2, 3])
def test_the_least_risk_is_bracketed(n):
    """The lower end is ½[r−ρ]_+², and lies below the risk at perturbed points of the ball."""
    rho, r = Fraction(1, 4), Fraction(1, 2)
    (sample,) = drawn_samples(n, 1, seed=5)
    at, found = least_saer(sample, rho, r)
    assert sum(x * x for x in at) <= 1
    assert found.lower == Fraction(1, 32) and found.width < Fraction(1, 100)
    rng, masks, d = np.random.default_rng(1), np.array(bits(sample)), 2**n + 1
    last = np.eye(d)[-1] * float(r)
    for _ in range(50):
        w = rng.normal(size=d)
        w /= max(np.linalg.norm(w), 1)
        worst = max(float(theorem1_risk(w + s * last, masks, 0.25)) for s in (1, -1))
        assert worst >= float(found.lower) - 1e-12
