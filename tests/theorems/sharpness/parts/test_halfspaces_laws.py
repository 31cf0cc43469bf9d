"""The cube and the switch, and what half-spaces hold of them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from theorems.sharpness._parts import halfspaces_laws


@pytest.mark.parametrize(("kind", "d"), [("cube", 3), ("switch", 2), ("switch", 4)])
def test_laws_are_symmetric_with_covariance_one(kind, d):
    """Each law has mass 1, is symmetric and has E x xᵀ = I."""
    law = list(halfspaces_laws.law(kind, d))
    weights = {x: q for q, x in law}
    assert sum(weights.values()) == 1
    assert all(weights[tuple(-v for v in x)] == q for x, q in weights.items())
    for i in range(d):
        for j in range(d):
            assert sum(q * x[i] * x[j] for q, x in law) == (i == j)


def test_the_switch_leaves_nothing_of_d():
    """At w = e_1 the mean is 1/2 for d = 2 and for d = 8, where the cube has d/2."""
    for d in (2, 8):
        w = (Fraction(1), *[Fraction(0)] * (d - 1))
        assert halfspaces_laws.halves("switch", w)[1] == Fraction(1, 2)
        assert halfspaces_laws.halves("cube", w)[1] == Fraction(d, 2)
