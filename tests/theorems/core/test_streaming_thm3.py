"""The streamed run of Theorem 3 against SA-GD on all coordinates, in exact arithmetic."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from theorems.core.averages import suffix_averages
from theorems.core.descent import sa_gd
from theorems.core.exact import sa_gd_exact, suffix_averages_exact
from theorems.core.exact_losses import theorem3_population_risk, theorem3_risk_exact
from theorems.core.losses import theorem3_gradient
from theorems.core.saer import theorem3_saer_exact
from theorems.core.streaming import block_bits, stream
from theorems.core.streaming_thm3 import column_signs, sa_gd_on_block, stream_theorem3
from theorems.sco._parts.thm3_run import gradient
from verify.exact.ball import ends

CASES = [
    (1, 1, "1/4", "1/2", "0"),
    (2, 5, "1/2", "3/5", "1/20"),
    (3, 4, "1", "1/2", "1/9"),
    (3, 6, "50", "1/125", "1/3000"),
    (4, 3, "1/1000", "9/8", "0"),
]


def bounds(value):
    """Return rationals around an exact value or a ball."""
    return (value, value) if isinstance(value, Fraction) else ends(value)


@pytest.mark.parametrize(("n", "steps", "eta", "r", "rho"), CASES)
def test_equals_the_run_on_all_coordinates(n, steps, eta, r, rho):
    """Iterates, both ends of the inner maximum at every step and all suffix risks are the same."""
    run = stream_theorem3(n, steps, eta=eta, r=r, rho=rho, seed=3)
    eta, r, rho = map(Fraction, (eta, r, rho))
    z = (1 - 2 * block_bits(n, 0, seed=run.seed).astype(int)).tolist()
    assert all(row[run.column] == 1 for row in z)
    d, first = steps * 2**n + 1, steps * run.column

    def oracle(t, w):
        return tuple(r if k == first + t - 1 else Fraction(0) for k in range(d))

    def slope(w):
        return gradient(w, z, rho)

    iterates = sa_gd_exact(slope, oracle, (Fraction(0),) * d, eta=eta, steps=steps + 1)
    own = [Fraction(x, run.path.denominator) for x in run.path.coordinates]
    assert list(iterates[-1][first : first + steps]) == own
    assert sum(x != 0 for x in iterates[-1]) == steps

    met = {}
    for t, w in enumerate(iterates[:-1], start=1):
        v = oracle(t, w)
        low = theorem3_risk_exact([a + b for a, b in zip(w, v, strict=True)], z, rho)
        pair = (low, theorem3_saer_exact(w, z, rho, r).upper)
        met[pair] = met.get(pair, 0) + 1
    assert met == run.path.saer
    assert run.path.tight == steps

    unit = eta * (r - rho)
    for tau, mean in enumerate(suffix_averages_exact(iterates[:-1]), start=1):
        square = sum(x * x for x in mean) / unit**2
        assert Fraction(float(run.squares[0][tau - 1])) <= square
        assert Fraction(float(run.squares[1][tau - 1])) >= square
        low, high = bounds(theorem3_population_risk(mean, 2**n, rho))
        assert Fraction(float(run.ratio[0][tau - 1])) <= high / unit**2 / steps
        assert Fraction(float(run.ratio[1][tau - 1])) >= low / unit**2 / steps


def test_equals_sa_gd_in_floating_point():
    """The method of `theorems.core.descent` on all coordinates makes the same iterates."""
    n, steps = 5, 9
    run = stream_theorem3(n, steps, eta="1/2", r="3/5", rho="1/20", seed=1)
    z = 1.0 - 2.0 * block_bits(n, 0, seed=run.seed)
    d, first = steps * 2**n + 1, steps * run.column

    def slope(w):
        return theorem3_gradient(w, z, 0.05).mean(axis=0)

    def oracle(t, w):
        return 0.6 * (np.arange(d) == first + t - 1)

    iterates = sa_gd(slope, oracle, np.zeros(d), eta=0.5, steps=steps)
    final = np.array(run.path.coordinates) / run.path.denominator
    for t, w in enumerate(iterates, start=1):
        block = np.where(np.arange(steps) < t - 1, final, 0)
        np.testing.assert_allclose(w[first : first + steps], block, rtol=1e-12)
        assert np.count_nonzero(w) == t - 1
    means = suffix_averages(iterates)
    norms = np.linalg.norm(means, axis=1) / (0.5 * 0.55)
    np.testing.assert_allclose(norms**2, run.squares[0], rtol=1e-11)


def test_ratio_is_narrow_and_above_the_proofs_constant():
    """At n = 12, T = 10^4 and ρ just below its threshold the least ratio exceeds 1/(4·100²)."""
    eta, r, steps = Fraction(1, 4), Fraction(1, 25), 10**4
    rho = Fraction(8, 9) * r  # the threshold is r(1 − 3/28)
    run = stream_theorem3(12, steps, eta=eta, r=r, rho=rho, seed=0, workers=2)
    low, high = run.least_ratio
    assert Fraction(1, 40000) < low <= high < low + Fraction(1, 10**6)
    assert run.path.tight == steps


def test_the_column_is_read_from_the_masks():
    """The signs of a column are those of the streamed bits; the special column is of ones."""
    n = 9
    bits = block_bits(n, 0, seed=5)
    for column in (0, 63, 64, 511):
        np.testing.assert_array_equal(column_signs(n, column, seed=5), 1 - 2 * bits[:, column])
    run = stream_theorem3(n, 2, eta=1, r="1/2", rho=0, seed=5)
    assert (column_signs(n, run.column, seed=run.seed) == 1).all()


def test_tries_the_next_seeds_until_the_event():
    """The seed is the first from the one asked for whose sample has a column of ones."""
    skipped = 0
    for seed in range(20):
        run = stream_theorem3(5, 2, eta=1, r="1/2", rho=0, seed=seed)
        missing = [s for s in range(seed, run.seed) if stream(5, seed=s).zero_columns]
        assert not missing
        assert run.masks.zero_columns >= 1
        skipped += run.seed - seed
    assert skipped
    without = next(s for s in range(20) if not stream(5, seed=s).zero_columns)
    words = rf"^seed must have a column of ones within 1 samples, got {without}\.$"
    with pytest.raises(ValueError, match=words):
        stream_theorem3(5, 2, eta=1, r="1/2", rho=0, seed=without, attempts=1)


def test_a_column_that_is_not_of_ones_is_refused():
    """The run on a block is only for the event."""
    half = Fraction(1, 2)
    with pytest.raises(ValueError, match=r"^signs must be 1 in the whole sample, got \[1, -1\]"):
        sa_gd_on_block(np.array([1, -1]), 2, eta=half, r=half, rho=Fraction(0))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"T": 0}, "^T must be an integer of at least 1, got 0"),
        ({"T": 10**9}, r"^T must be at most 2\^26"),
        ({"n": 41}, "^n must be at most 40"),
        ({"eta": 0}, "^eta must be more than 0, got 0"),
        ({"eta": 0.25}, "^eta must be a rational"),
        ({"eta": 5}, r"^eta must satisfy eta\(r - rho\) <= 1/sqrt\(T\), eta <= 1, got 5"),
        ({"r": -1}, "^r must be at least 0, got -1"),
        ({"rho": "-1/2"}, "^rho must be at least 0, got -1/2"),
        ({"rho": 1}, r"^rho must be less than r\(1 - 3/\(3 \+ eta sqrt\(T\)\)\) = 0\.2, got 1"),
        ({"rho": "1/5"}, r"^rho must be less than .* = 0\.2, got 1/5"),
        ({"seed": -1}, "^seed must be"),
        ({"workers": 0}, "^workers must be"),
    ],
)
def test_bad_arguments(change, says):
    """Each argument out of range is named with its value, and the printed conditions are kept."""
    arguments = {"n": 3, "T": 4, "eta": 1, "r": "1/2", "rho": 0, "seed": 0} | change
    with pytest.raises(ValueError, match=says):
        stream_theorem3(arguments.pop("n"), arguments.pop("T"), **arguments)
