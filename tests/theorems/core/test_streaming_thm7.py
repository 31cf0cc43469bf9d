"""The streamed run of Theorem 7 against the run in balls, on the same bits."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from theorems.core.sam_chain import run_chain
from theorems.core.sam_chain_columns import Columns
from theorems.core.sam_chain_risk import suffix_risks
from theorems.core.streaming import block_bits, stream
from theorems.core.streaming_gram import stream_gram
from theorems.core.streaming_thm7 import stream_theorem7
from theorems.core.streaming_thm7_chain import _advance, run_chain_intervals
from theorems.core.streaming_thm7_first import first_update
from verify.exact.ball import ball, compare, ends
from verify.tri import Tri

CASES = [
    (6, 6, "1/24", "1/2"),
    (6, 40, "1", "1/20"),
    (7, 25, "50", "1/500"),
    (8, 12, "1/1000", "3"),
    (9, 16, "3/7", "2/7"),
]


def meet(x, low, high):
    """Whether the ball or rational x meets the interval from low to high."""
    a, b = (x, x) if isinstance(x, Fraction) else ends(x)
    return a <= Fraction(float(high)) and Fraction(float(low)) <= b


def tight(low, high):
    """Whether the ends agree to a share of 2^-40."""
    return bool((high <= low * (1 + 2.0**-40) + 2.0**-900).all())


@pytest.mark.parametrize(("n", "steps", "eta", "r"), CASES)
def test_equals_the_run_in_balls(n, steps, eta, r):
    """Iterates and all suffix risks of the same bits and δ_t, although no code is shared."""
    run = stream_theorem7(n, steps, eta=eta, r=r, seed=0, workers=2)
    eta, r = Fraction(eta), Fraction(r)
    masks = block_bits(n, 0, seed=run.seed).astype(int)
    assert np.flatnonzero(masks.sum(axis=0) == 0).tolist() == [run.column]
    deltas = [Fraction(1, 2 ** int(k)) for k in run.chain.exponents]
    columns = Columns.from_masks(masks.tolist())
    known = run_chain(columns, steps, eta, r, gamma="corrected", deltas=deltas, precision=256)
    assert known.followed is Tri.YES

    first = run.first
    assert compare(first.first, "==", known.first) is not Tri.NO
    assert compare(first.last, "==", known.last) is not Tri.NO
    assert compare(first.norm, "==", known.step.norm) is not Tri.NO
    assert compare(first.others[0], "<=", known.step.others[0]) is not Tri.NO
    assert compare(first.others[1], ">=", known.step.others[1]) is not Tri.NO
    for t in range(2, steps + 1):
        head = -known.heads[t - 2] / ball(eta * r)
        assert meet(head, run.chain.heads[0][t - 1], run.chain.heads[1][t - 1])
        if t < steps:
            rest = -known.rests[t - 2] / ball(eta * r)
            assert meet(rest, run.chain.rests[0][t - 1], run.chain.rests[1][t - 1])
    assert tight(*run.chain.heads)
    assert tight(*run.chain.rests)
    assert tight(*run.squares)

    unit = ball((eta * r) ** 2)
    for risk in suffix_risks(known):
        at = risk.tau - 1
        assert meet(risk.norm_square / unit, run.squares[0][at], run.squares[1][at])
        low, high = (x / unit / steps for x in risk.population)
        assert ends(low)[0] <= Fraction(float(run.ratio[1][at]))
        assert ends(high)[1] >= Fraction(float(run.ratio[0][at]))


def test_chooses_the_same_steps_as_the_run_in_balls():
    """Each δ_t is the first of 1, 1/2, 1/4, ... that meets the proof's conditions."""
    for n, steps, eta, r in CASES:
        run = stream_theorem7(n, steps, eta=eta, r=r, seed=0)
        columns = Columns.from_masks(block_bits(n, 0, seed=run.seed).astype(int).tolist())
        known = run_chain(columns, steps, Fraction(eta), Fraction(r), gamma="corrected")
        assert [Fraction(1, 2 ** int(k)) for k in run.chain.exponents] == list(known.deltas)


def test_the_first_update_is_that_of_all_masks():
    """v_zᵀw_2 + δ_1 from the Gram matrix is what the coordinates of w_2 give."""
    n, steps, eta, r = 6, 6, Fraction(1, 24), Fraction(1, 2)
    seed = next(s for s in range(99) if stream(n, seed=s).zero_columns == 1)
    masks = block_bits(n, 0, seed=seed).astype(int)
    with ctx.workprec(256):
        update = first_update(stream_gram(n, seed=seed), steps, eta=eta, r=r)
        k = update.constants
        v = [[Fraction(1) if bit else -k.kappa for bit in row] for row in masks.tolist()]
        mean = [sum(column) / n for column in zip(*v, strict=True)]
        norm = ball(1 + sum(x * x for x in mean)).sqrt()
        heights = [
            ball(r) / norm * ball(1 + sum(a * b for a, b in zip(row, mean, strict=True))) + k.delta1
            for row in v
        ]
        rate = ball(eta) * k.gamma / n
        w = []
        for i in range(2**n):
            total = arb(0)
            for row, height in zip(v, heights, strict=True):
                total -= rate * height * ball(row[i])
            w.append(total)
        zero = int(np.flatnonzero(masks.sum(axis=0) == 0)[0])
        gain = ball(r) / norm * ball(k.kappa) - ball(k.lam)
        w[zero] += ball(eta * update.delta**2) * gain
        assert compare(w[zero], "==", update.first) is not Tri.NO
        for i, x in enumerate(w):
            if i != zero:
                assert compare(update.others[0], "<=", x) is not Tri.NO
                assert compare(x, "<=", update.others[1]) is not Tri.NO
        for row, slack in zip(v, update.slacks, strict=True):
            inner = update.last + k.delta1
            for a, x in zip(row, w, strict=True):
                inner += ball(a) * x
            assert compare(inner, "==", slack) is not Tri.NO
        assert update.followed is Tri.YES


def test_with_the_printed_gamma_the_other_columns_move():
    """With the printed γ some w_2^(i)(1) ≤ −λ at n = 10, and the run is refused with the item."""
    with pytest.raises(ArithmeticError, match=r"Lemma 7 has it: 2\. .* i ≠ I fails$"):
        stream_theorem7(10, 6, eta=1, r="1/20", seed=0, gamma="printed")


def test_a_long_run_meets_few_intervals():
    """At T = 2·10^5 every sign is decided, the ends are narrow, and F(ŵ_τ) ≥ η²r²T/20."""
    run = stream_theorem7(8, 200_000, eta="1/4", r="1/240", seed=0)
    assert run.chain.intervals < 100
    assert run.chain.signs > 6 * 199_000
    low, high = run.least_ratio
    assert Fraction(1, 20) < low <= high < low * (1 + Fraction(1, 10**6))
    assert len(run.chain.exponents) == 199_999


@given(st.integers(2**96, 2**97), st.fractions(min_value="1/1000", max_value=50))
@settings(derandomize=True, deadline=None)
def test_an_integer_step_holds_the_exact_one(x, eta):
    """X_t and Y_{t−1} of a rational X_{t−1} lie in the integers' intervals, to the last of them."""
    step = _advance((x, x), eta)
    with ctx.workprec(512):
        start, delta = ball(Fraction(x, 2**96)), Fraction(1, 2**step.k)
        head = ball(1 + delta**2).sqrt() + ball(eta * delta) * start
        rest = start - ball(delta) * head
        for value, (low, high) in ((head, step.head), (rest, step.rest)):
            assert compare(value, ">=", Fraction(low, 2**96)) is Tri.YES
            assert compare(value, "<=", Fraction(high, 2**96)) is Tri.YES
            assert high - low <= 4


def test_the_chain_keeps_the_lemmas_bounds():
    """1 ≤ X_t ≤ 2 and 1/2 < Y_t for t ≥ 4, for small and large η."""
    for eta in (Fraction(1, 10**6), Fraction(1, 3), Fraction(50), Fraction(10**9)):
        with ctx.workprec(256):
            chain = run_chain_intervals(arb(2) ** -60, 50, eta=eta)
        assert (chain.heads[0][3:] >= 1).all()
        assert (chain.heads[1][3:] <= 2).all()
        assert (chain.rests[0][2:-1] > 0.5).all()
        assert chain.rests[1][-1] == 0


def test_another_number_of_zero_columns_is_refused():
    """The first update is for exactly one zero column."""
    seed = next(s for s in range(99) if stream(6, seed=s).zero_columns == 2)
    with pytest.raises(ValueError, match=r"^gram must be of a sample with one zero column, got 2"):
        first_update(stream_gram(6, seed=seed), 6, eta=Fraction(1), r=Fraction(1))
    words = rf"^seed must have exactly one zero column within 1 samples, got {seed}\.$"
    with pytest.raises(ValueError, match=words):
        stream_theorem7(6, 6, eta="1/24", r="1/2", seed=seed, attempts=1)
    found = stream_theorem7(6, 6, eta="1/24", r="1/2", seed=seed)
    assert all(stream(6, seed=s).zero_columns != 1 for s in range(seed, found.seed))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"n": 5}, "^n must be an integer of at least 6, got 5"),
        ({"n": 41}, "^n must be at most 40"),
        ({"T": 0}, "^T must be an integer of at least 1, got 0"),
        ({"T": 5}, "^T must be an integer of at least 6, got 5"),
        ({"eta": 0}, "^eta must be more than 0"),
        ({"r": 0}, "^r must be more than 0"),
        ({"r": 0.5}, "^r must be a rational"),
        ({"eta": 1}, r"^eta must satisfy eta r <= 1/\(2 sqrt\(T\)\), eta <= 0\.408248, got 1"),
        ({"gamma": "other"}, "^gamma must be one of printed, corrected, got 'other'"),
        ({"seed": -1}, "^seed must be"),
    ],
)
def test_bad_arguments(change, says):
    """Each argument out of range is named with its value, and the printed conditions are kept."""
    arguments = {"n": 6, "T": 6, "eta": "1/24", "r": "1/2", "seed": 0} | change
    with pytest.raises(ValueError, match=says):
        stream_theorem7(arguments.pop("n"), arguments.pop("T"), **arguments)
