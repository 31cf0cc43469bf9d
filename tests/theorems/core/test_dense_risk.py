"""Population risks from the moments of columns."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from theorems.core.dense import Point, measure
from theorems.core.dense_risk import population_risk
from theorems.core.exact_losses import theorem1_population_risk, theorem3_population_risk


def moments(rows, last):
    """The moments of a point on the host."""
    return measure(Point(np.array(rows, dtype=float), np.asarray(float(last))))


@pytest.mark.parametrize("rho", ["0", "1/8", "2"])
def test_few_columns_are_enumerated(rho):
    """The value is the exact population risk, for both losses."""
    rows = [["1/2", "-1/4"], ["0", "0"], ["-3/4", "-1"], ["1", "2"]]
    exact = [[Fraction(x) for x in row] for row in rows]
    flat, last = [x for row in exact for x in row], Fraction(1, 4)
    risk = population_risk(moments(exact, last), float(Fraction(rho)), signed=True, seed=0)
    expected = theorem3_population_risk([*flat, last], 4, Fraction(rho))
    assert (risk.draws, risk.error) == (0, 0) and risk.value == pytest.approx(float(expected))
    column = [row[:1] for row in exact]
    risk = population_risk(moments(column, last), float(Fraction(rho)), signed=False, seed=0)
    expected = theorem1_population_risk([*(row[0] for row in column), last], Fraction(rho))
    assert risk.value == pytest.approx(float(expected))


def test_many_columns_are_drawn():
    """Beyond twelve columns fresh masks give the mean, within a few standard errors."""
    rows = np.zeros((14, 1))
    rows[:, 0] = [1, -1] * 7
    fresh = population_risk(moments(rows, 0), 0.0, signed=True, seed=1, draws=4000)
    # Σ_i [z(i) w(i)]_+² is the number of columns whose sign is z's: 7 on average
    assert fresh.draws == 4000 and abs(fresh.value - 3.5) < 6 * fresh.error


def test_zero_is_no_draw_and_nan_is_no_zero():
    """At 0 no column counts; where w is not a number, neither is its risk."""
    assert population_risk(moments(np.zeros((3, 2)), 0), 0.5, signed=True, seed=0).value == 0
    assert np.isnan(population_risk(moments([[np.nan], [0]], 0), 0.5, signed=True, seed=0).value)


def test_too_few_draws_are_refused():
    """A standard error needs two."""
    with pytest.raises(ValueError, match="draws must be at least 2, got 1"):
        population_risk(moments([[1]], 0), 0.5, signed=True, seed=0, draws=1)
