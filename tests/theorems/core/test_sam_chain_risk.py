"""Tests of theorems.core.sam_chain_risk."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise, product

import pytest
from flint import ctx

from theorems.core.exact import suffix_average_exact
from theorems.core.sam_chain import run_chain
from theorems.core.sam_chain_columns import Columns
from theorems.core.sam_chain_dense import dense_chain
from theorems.core.sam_chain_risk import suffix_coordinate, suffix_risks
from verify.exact.ball import ball

F = Fraction


def loss(w, z, k, deltas):
    """f(w, z) as it is printed, block after block."""
    out = ball(0)
    inner = w[-1] + k.delta1
    for i, bit in enumerate(z):
        b = w[i * k.T : (i + 1) * k.T]
        inner += b[0] * (1 if bit else -ball(k.kappa))
        for j in range(1, k.T):
            back = b[j - 1] + (ball(k.lam) if j == 1 else 0)
            hinge = (b[j] - ball(deltas[j - 1]) * back).nonnegative_part()
            out += bit * b[j] * b[j] / 2 + hinge * hinge / 2
    inner = inner.nonnegative_part()
    return out + k.gamma * inner * inner / 2


@pytest.mark.parametrize("masks", [["0110", "0101"], ["0011", "0001"], ["01"]])
@pytest.mark.parametrize("steps", [1, 2, 3, 6])
@pytest.mark.parametrize("eta", [F(1, 24), F(1), F(50)])
def test_risks_of_all_suffixes(masks, steps, eta):
    """Both bounds hold the mean of f over all z, and over S, at the average of the dense run."""
    columns = Columns.from_masks(masks)
    single = Columns(
        columns.n,
        columns.counts,
        tuple(("".join(c), 1) for c in zip(*masks, strict=True)),
        columns.rows,
    )
    run = run_chain(columns, steps, eta, 1 / (8 * eta), gamma="corrected")
    found = suffix_risks(run)
    with ctx.workprec(256):
        path = dense_chain(single, steps, eta, 1 / (8 * eta), run.deltas, gamma="corrected")
        every = list(product((0, 1), repeat=len(masks[0])))
        for risk in found:
            w = suffix_average_exact(path, risk.tau)
            for masks_of, (low, high) in (
                (every, risk.population),
                ([[int(b) for b in z] for z in masks], risk.empirical),
            ):
                value = sum((loss(w, z, run.constants, run.deltas) for z in masks_of), ball(0))
                value /= len(masks_of)
                assert value.overlaps(low) or value > low
                assert value.overlaps(high) or value < high
                assert high - low < run.constants.gamma
            for j in range(1, steps + 1):
                assert w[j - 1].overlaps(suffix_coordinate(run, j, risk.tau))
            blocks = [i for i, (p, _) in enumerate(single.patterns) if "1" not in p]
            norm = sum((w[i * steps + j] ** 2 for i in blocks for j in range(1, steps)), ball(0))
            assert norm.overlaps(risk.norm_square)


def test_hinges_of_an_average():
    """Where a hinge of the average is positive, as with δ_j = 1 put in its place, it counts."""
    run = run_chain(Columns.from_masks(["0011", "0001"]), 7, F(1, 4), F(1), gamma="corrected")
    run = replace(run, deltas=(F(1),) * 6)
    seen = False
    with ctx.workprec(256):
        for risk in suffix_risks(run):
            times = range(risk.tau, 8)
            w = [
                sum((run.coordinate(j, t) for t in times), ball(0)) / len(times)
                for j in range(1, 8)
            ]
            hinges = [(b - a).nonnegative_part() for a, b in pairwise(w[1:])]
            bent = sum((h * h for h in hinges), ball(0))  # two zero columns, times ½
            norm = sum((2 * x * x for x in w[1:]), ball(0))
            seen = seen or bent > 0
            assert risk.population[0].overlaps(norm / 4 + bent)
            assert risk.empirical[0].overlaps(bent)
    assert seen


def test_bad_input():
    """A run that was not followed has no averages, and τ is within 1..T."""
    run = run_chain(Columns.from_masks(["01"]), 3, F(1, 4), F(1, 4))
    with pytest.raises(ValueError, match="tau must be in"):
        suffix_coordinate(run, 1, 4)
    left = run_chain(Columns.from_patterns({"0": 1, "1": 63}), 3, F(1), F(1, 4))
    with pytest.raises(ValueError, match="run must be followed"):
        suffix_risks(left)
