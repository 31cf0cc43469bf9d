"""Tests of theorems.core.sam_chain and its dense reference."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import comb

import array_api_compat.numpy as xp
import numpy as np
import pytest
from flint import ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from theorems.core.descent import ZeroOverZero
from theorems.core.masks import bernoulli_masks
from theorems.core.sam_chain import run_chain
from theorems.core.sam_chain_columns import Columns
from theorems.core.sam_chain_dense import chain_gradient, dense_chain, float_chain
from theorems.core.sam_chain_loss import chain_constants, class_gradient, power_below
from theorems.core.sam_chain_steps import Later, Signs, first_step, second_iterate
from verify.exact.ball import ball
from verify.tri import Tri

F = Fraction
ETAS = [F(1, 1000), F(1, 24), F(1, 4), F(1), F(50)]
EDGES = ["01", "0011", "0111"]


def radius(eta: Fraction, steps: int) -> Fraction:
    """A power of two below 1/(η√T)."""
    return power_below(1 / (eta * steps))


def agree(run, path, columns) -> bool:
    """Whether the dense run's w(d) and zero columns are those of the lazy one."""
    at = [i for i, (p, _) in enumerate(columns.patterns) if "1" not in p]
    steps = run.constants.T
    return all(w[-1].overlaps(run.last) for w in path[1:]) and all(
        w[c * steps + j - 1].overlaps(run.coordinate(j, t))
        and w[c * steps + j - 1].rad() < 2**-80
        and run.coordinate(j, t).rad() < 2**-80
        for t, w in enumerate(path, 1)
        for c in at
        for j in range(1, steps + 1)
    )


@pytest.mark.parametrize("gamma", ["printed", "corrected"])
@pytest.mark.parametrize("eta", ETAS)
def test_lazy_is_dense(eta, gamma):
    """Where the lazy run decides every sign, SAM over all coordinates is that run."""
    masks = ["0110", "0101"]
    for steps in (1, 2, 3, 6):
        columns = Columns.from_masks(masks)
        run = run_chain(columns, steps, eta, radius(eta, steps), gamma=gamma)
        if gamma == "corrected" or eta < F(1, 4):
            assert run.followed is Tri.YES
        if run.followed is Tri.YES:
            path = dense_chain(columns, steps, eta, radius(eta, steps), run.deltas, gamma=gamma)
            assert agree(run, path, columns)
            low, high = run.step.others if run.step else (None, None)
            for i, (p, _) in enumerate(columns.patterns):
                if "1" in p:
                    still = [x for w in path for x in w[i * steps + 1 : (i + 1) * steps]]
                    assert all(x.is_zero() for x in still)
                    assert steps < 2 or (
                        path[-1][i * steps] > low - 2**-60 and path[-1][i * steps] < high + 2**-60
                    )


def test_other_columns_move():
    """With γ as printed and η = 1 the columns of ones pass −λ, and then their chain moves too."""
    columns = Columns.from_patterns({"000000": 1, "111111": 63})
    run = run_chain(columns, 6, F(1), F(1, 3))
    assert run.followed is Tri.NO
    assert run.stopped.t == 2
    assert run.stopped.what.startswith("w_2^(i)(1) + λ")
    path = dense_chain(columns, 6, F(1), F(1, 3), [F(1, 2)] * 5)
    assert path[1][6] < -ball(run.constants.lam)
    assert path[2][7] < 0
    assert run_chain(columns, 6, F(1), F(1, 3), gamma="corrected").followed is Tri.YES


def test_counts_suffice_to_see_them_move():
    """The counts of a typical sample show that some column passes −λ, or that none does."""
    counts = {k: comb(12, k) for k in range(12)}
    large = run_chain(Columns.from_counts(12, counts), 8, F(1), F(1, 3))
    small = run_chain(Columns.from_counts(12, counts), 8, F(1, 100), F(1, 3))
    assert (large.followed, small.followed) == (Tri.NO, Tri.YES)


def test_counts_and_patterns_give_one_run():
    """What the counts leave open of the other columns does not change the zero column."""
    columns = Columns.from_masks(["0110", "0101"])
    bare = Columns.from_counts(2, dict(columns.counts))
    some = Columns.from_counts(2, dict(columns.counts), columns.rows)
    runs = [run_chain(c, 6, F(1, 4), F(1), gamma="corrected") for c in (columns, some, bare)]
    assert len({r.deltas for r in runs}) == 1
    assert all(a.overlaps(b) for r in runs for a, b in zip(r.heads, runs[0].heads, strict=True))
    lows = [float(r.step.others[0]) for r in runs]
    highs = [float(r.step.others[1]) for r in runs]
    assert lows[2] <= lows[1] <= lows[0] <= highs[0] <= highs[1] <= highs[2]


@pytest.mark.parametrize("masks", [["0011", "0010"], ["00000111", "00000011", "00000100"]])
def test_several_zero_columns(masks):
    """All zero columns move alike, each with r/√m."""
    columns = Columns.from_masks(masks)
    run = run_chain(columns, 5, F(1, 4), F(1), gamma="corrected")
    assert columns.zeros > 1
    assert run.followed is Tri.YES
    singles = Columns(
        columns.n,
        columns.counts,
        tuple(("".join(c), 1) for c in zip(*masks, strict=True)),
        columns.rows,
    )
    path = dense_chain(singles, 5, F(1, 4), F(1), run.deltas, gamma="corrected")
    assert agree(run, path, singles)


@pytest.mark.parametrize("zero", list(ZeroOverZero))
def test_conventions(zero):
    """No gradient is zero, so that 0/0 does not matter; damping by ε does, and is run too."""
    columns, epsilon = Columns.from_masks(["01"]), None
    chosen = [F(1, 4), F(1, 256), F(1, 64), F(1, 64)]
    if zero is ZeroOverZero.DAMPED:
        epsilon = F(1, 10**10)
    run = run_chain(
        columns,
        5,
        F(1),
        F(1, 4),
        zero=zero,
        epsilon=epsilon,
        gamma="corrected",
        deltas=chosen,
    )
    if zero is ZeroOverZero.DAMPED:
        assert run.followed is Tri.YES
    path = dense_chain(
        columns, 5, F(1), F(1, 4), chosen, zero=zero, epsilon=epsilon, gamma="corrected"
    )
    assert agree(run, path, columns)


def test_damping_stops_the_chain():
    """An ε of 1e-2, far above the first gradient's norm, leaves the hinge of column I inactive."""
    run = run_chain(Columns.from_masks(["01"]), 5, F(1), F(1, 4), zero="damped", epsilon=F(1, 100))
    assert run.followed is Tri.NO
    assert run.stopped.what.startswith("the hinge (I, 2)")


@settings(derandomize=True, deadline=None, max_examples=15)
@given(
    st.integers(1, 3).flatmap(
        lambda n: st.lists(
            st.integers(0, 2 ** (2**n) - 1).map(lambda b: f"{b:0{2**n}b}"), min_size=n, max_size=n
        )
    ),
    st.sampled_from(ETAS),
    st.integers(2, 4),
)
def test_every_sample(rows, eta, steps):
    """On any sample with a zero column the run with γ corrected is followed, and is the dense."""
    masks = ["0" + row[1:] for row in rows]
    columns = Columns.from_masks(masks)
    run = run_chain(columns, steps, eta, radius(eta, steps), gamma="corrected")
    assert run.followed is Tri.YES
    path = dense_chain(columns, steps, eta, radius(eta, steps), run.deltas, gamma="corrected")
    assert agree(run, path, columns)


@pytest.mark.parametrize("eta", ETAS)
def test_floats_are_near(eta):
    """In float64 all coordinates stay within rounding of the balls."""
    masks, steps = ["0110", "0101"], 5
    columns = Columns.from_masks(masks)
    run = run_chain(columns, steps, eta, radius(eta, steps), gamma="corrected")
    k = chain_constants(columns, steps, eta, radius(eta, steps), gamma="corrected")
    deltas = xp.asarray([0.0, *map(float, run.deltas)])
    path = float_chain(xp.asarray([[float(b) for b in z] for z in masks]), deltas, k)
    for t in range(1, steps + 1):
        for j in range(1, steps + 1):
            exact = float(run.coordinate(j, t))
            assert float(path[t - 1, j - 1]) == pytest.approx(exact, rel=1e-9, abs=1e-15)
    again = float_chain(
        xp.asarray([[float(b) for b in z] for z in masks]), deltas, k, start=path[0]
    )
    assert bool(xp.all(again == path))


@pytest.mark.parametrize("n", [12, 30, 100])
@pytest.mark.parametrize("eta", ETAS)
def test_large_samples_by_counts(n, eta):
    """n = 100 has 2^100 columns; what the run needs is how many have k ones."""
    counts = {k: comb(n, k) for k in range(n + 1)}
    run = run_chain(Columns.from_counts(n, counts), 12, eta, radius(eta, 12), gamma="corrected")
    assert run.followed is Tri.YES
    assert len(run.heads) == 11
    with ctx.workprec(128):
        assert all(u < -ball(eta * run.constants.r) for u in run.heads[2:])


def test_fixed_point():
    """γ and δ_1 solve both printed equations."""
    columns = Columns.from_masks(["0110", "0101"])
    for eta in ETAS:
        with ctx.workprec(200):
            for gamma in ("printed", "corrected"):
                k = chain_constants(columns, 6, eta, F(1, 7), gamma=gamma)
                root, m = ball(k.d).sqrt(), ball(max(F(1), eta))
                m = m * root if gamma == "corrected" else m
                by_gamma = ball(k.lam) / (m * (ball(k.r) + k.delta1))
                by_delta = ball(eta * k.r) * k.gamma / (2 * root - ball(eta) * k.gamma)
                assert k.gamma.overlaps(by_gamma)
                assert k.delta1.overlaps(by_delta)
                assert 2 * root > ball(eta) * k.gamma


def test_gradient_is_the_loss_s():
    """The gradient agrees with differences of f, in balls."""
    columns = Columns.from_masks(["01"])
    with ctx.workprec(400):
        k = chain_constants(columns, 3, F(1), F(1, 2))
        d = [F(1, 2), F(1, 4)]
        w = [ball(x) for x in ("1/3", "1/5", "-1/7", "1/2", "3/4", "1/9", "1/8")]

        def loss(w):
            out = 0
            for c, z in enumerate((0, 1)):
                b = w[3 * c : 3 * c + 3]
                out += z * (b[1] ** 2 + b[2] ** 2) / 2
                out += (b[1] - ball(d[0]) * (b[0] + ball(k.lam))).nonnegative_part() ** 2 / 2
                out += (b[2] - ball(d[1]) * b[1]).nonnegative_part() ** 2 / 2
            inner = w[3] - ball(k.kappa) * w[0] + w[6] + k.delta1
            return out + k.gamma * inner**2 / 2

        g = class_gradient(w, k, columns.patterns, d)
        for i in range(7):
            h = ball(F(1, 2**100))
            up = loss([x + h * (i == j) for j, x in enumerate(w)])
            down = loss([x - h * (i == j) for j, x in enumerate(w)])
            assert abs((up - down) / (2 * h) - g[i]) < 2**-60


def test_slack_is_the_largest_inner_product():
    """With the patterns known `slack` is the largest v_zᵀw_2 + δ_1 but for what δ_2 adds."""
    columns = Columns.from_patterns({"000": 2, "101": 3, "011": 1, "100": 2})
    for eta in ETAS:
        run = run_chain(columns, 3, eta, radius(eta, 3), gamma="corrected")
        w = dense_chain(columns, 3, eta, radius(eta, 3), run.deltas, gamma="corrected", last=2)[1]
        with ctx.workprec(128):
            k = run.constants
            sums = []
            for z in range(3):
                side = [ball(1) if p[z] == "1" else -ball(k.kappa) for p, _ in columns.patterns]
                terms = [
                    m * s * w[3 * c]
                    for c, ((_, m), s) in enumerate(zip(columns.patterns, side, strict=True))
                ]
                sums.append(sum(terms, w[-1] + k.delta1))
            most = sums[0].max(sums[1]).max(sums[2])
            added = ball(k.kappa * 2 * run.deltas[0] ** 2 * eta) * run.step.gain
            assert most.overlaps(run.step.slack - added)
            assert (run.step.slack - added).rad() < 2**-80


def test_three_answers():
    """Patterns decide; the rows or the counts alone may leave it open, and never contradict."""
    masks = bernoulli_masks(8, 256, seed=3)
    masks[:, 0] = False
    columns = Columns.from_masks(masks.tolist())
    some = Columns.from_counts(8, dict(columns.counts), columns.rows)
    bare = Columns.from_counts(8, dict(columns.counts))
    answers = {}
    for eta in (F(1, 10), F(1, 8), F(3, 20), F(1, 4)):
        runs = [run_chain(c, 4, eta, F(1, 4)) for c in (columns, some, bare)]
        answers[eta] = [run.followed for run in runs]
        assert all(r.followed is not Tri.UNKNOWN or not r.stopped.more_bits for r in runs)
    yes, no, open_ = Tri.YES, Tri.NO, Tri.UNKNOWN
    assert list(answers.values()) == [
        [yes, yes, yes],
        [yes, yes, open_],
        [no, open_, open_],
        [no, no, no],
    ]


def test_starts():
    """From ε e_d the chain starts as from 0 if ε is far below δ_1, and not if it is far above."""
    columns = Columns.from_masks(["0110", "0101"])
    small = run_chain(columns, 5, F(1, 4), F(1), gamma="corrected", start=F(1, 10**20))
    assert small.followed is Tri.YES
    path = dense_chain(
        columns, 5, F(1, 4), F(1), small.deltas, gamma="corrected", start=F(1, 10**20)
    )
    assert agree(small, path, columns)
    whole = [F(0)] * (len(path[0]) - 1) + [F(1, 10**20)]
    same = dense_chain(columns, 5, F(1, 4), F(1), small.deltas, gamma="corrected", start=whole)
    assert all(
        a.overlaps(b) for u, v in zip(path, same, strict=True) for a, b in zip(u, v, strict=True)
    )
    large = run_chain(columns, 5, F(1, 4), F(1), gamma="corrected", start=F(1, 10))
    assert large.followed is Tri.NO
    assert large.stopped.what.startswith("v_zᵀw_2 + δ_1")
    below = run_chain(columns, 5, F(1, 4), F(1), gamma="corrected", start=F(-1, 10))
    assert below.stopped.what.startswith("v_zᵀw_1 + δ_1")


def test_bad_input():
    """Each argument out of its range is named."""
    columns = Columns.from_masks(["01"])
    with pytest.raises(ValueError, match="zero column"):
        run_chain(Columns.from_masks(["11"]), 3, F(1), F(1))
    with pytest.raises(ValueError, match="deltas must be 2 numbers"):
        run_chain(columns, 3, F(1), F(1), deltas=[F(1)])
    with pytest.raises(ValueError, match="rule must be"):
        run_chain(columns, 3, F(1), F(1), rule="any")
    with pytest.raises(ValueError, match="eta must be positive"):
        run_chain(columns, 3, F(0), F(1))
    with pytest.raises(ValueError, match="gamma must be"):
        run_chain(columns, 3, F(1), F(1), gamma="mine")
    with pytest.raises(ValueError, match="counts must be"):
        Columns.from_counts(2, {3: 1})
    with pytest.raises(ValueError, match="patterns must be"):
        Columns.from_patterns({"0": 1, "01": 1})
    with pytest.raises(ValueError, match="columns must have patterns"):
        dense_chain(Columns.from_counts(1, {0: 1, 1: 1}), 2, F(1), F(1), [F(1)])


def test_explicit_rule():
    """δ_t chosen without looking at the trajectory after t = 3 is followed as well."""
    counts = {k: comb(12, k) for k in range(13)}
    for eta in ETAS:
        run = run_chain(
            Columns.from_counts(12, counts),
            20,
            eta,
            radius(eta, 20),
            gamma="corrected",
            rule="explicit",
        )
        assert run.followed is Tri.YES
        assert len(set(run.deltas[2:])) == 1
        assert max(run.deltas[1:]) <= min(F(1, 4), 1 / (4 * eta))


def as_the_proof(path, ascents, deltas, k) -> bool:
    """Whether in floats hinge (I, t+1) alone is positive where a step from w_t looks, t ≥ 2."""

    def positive(w) -> set[int]:
        back = [w[0] + float(k.lam), *w[1 : k.T - 1]]
        gaps = [w[j] - float(d) * back[j - 1] for j, d in enumerate(deltas, 1)]
        return {j + 2 for j, gap in enumerate(gaps) if gap > 1e-13 * float(k.eta * k.r)}

    pairs = list(enumerate(zip(path, ascents, strict=True), 1))
    return all(positive(w) == positive(up) == {t + 1} for t, (w, up) in pairs[1:-1]) and not (
        positive(path[-1])
    )


@pytest.mark.parametrize("eta", [F(1, 24), F(1), F(3)])
def test_every_sign_of_a_step_counts(eta):
    """Whatever the δ_t, a run is followed if and only if over all coordinates it is as the proof's.

    Large δ_t lift a coordinate so far that its own hinge, or that of the one before, is positive.
    """
    steps, columns = 5, Columns.from_patterns({"0": 1, "1": 1})
    k = chain_constants(columns, steps, eta, F(1, 3) / eta, gamma="corrected")
    masks = np.array([[0.0, 1.0]])
    seen = set()
    for deltas in product([F(1), F(5, 8), F(1, 4), F(1, 16)], repeat=4):
        run = run_chain(columns, steps, k.eta, k.r, gamma="corrected", deltas=deltas)
        padded = np.array([0.0, *map(float, deltas)])
        path = float_chain(masks, padded, k)
        ascents = []
        for w in path:
            g = chain_gradient(w, masks, padded, k)
            norm = np.linalg.norm(g)
            ascents.append(w + float(k.r) * g / norm if norm else w)
        expected = as_the_proof([w[:steps] for w in path], [w[:steps] for w in ascents], deltas, k)
        assert (run.followed is Tri.YES) is expected, deltas
        seen.add(expected)
    assert seen == {True, False}


@pytest.mark.parametrize("eta", ETAS)
def test_the_largest_deltas_meet_the_conditions_of_lemma_8(eta):
    """u_t(t) ≥ −2ηb and u_t(t−1) < −ηb/2 for t ≥ 4, and at twice δ_t one of them fails."""
    columns = Columns.from_masks(["0110", "0101"])
    run = run_chain(columns, 8, eta, radius(eta, 8), gamma="corrected", rule="largest")
    b = eta * radius(eta, 8)
    with ctx.workprec(run.precision):
        assert all(u >= -2 * ball(b) for u in run.heads[1:])
        assert all(u < -ball(b) / 2 for u in run.rests[1:])
        assert run.rests[0] < 0
        for t, delta in enumerate(run.deltas[2:], 4):
            if delta < 1:
                u = -float(run.heads[t - 3].mid())
                x = float(eta) * ((1 + float(4 * delta**2)) ** 0.5 * float(b / eta))
                x += float(eta * 2 * delta) * u
                rest = -u + float(2 * delta) * x
                assert x > 2 * b or rest >= -b / 2 or -x >= float(2 * delta) * rest


def test_the_parts_of_a_later_step():
    """The ascent adds b/√(1+δ²) to u(t); δ_3 heeds each of its bounds, that by σ too."""
    columns = Columns.from_masks(["01"])
    k = chain_constants(columns, 4, F(2), F(1, 8), gamma="corrected")
    later = Later.of(k, columns, None, "explicit")
    _, _, ascent = later.move(ball(F(-1, 5)), F(3, 4))
    assert ascent.overlaps(ball(F(1, 8)) / ball(F(5, 4)))
    for u in (F(1, 1000), F(1, 10), F(1), F(100)):
        bound = min(F(1, 8), u / (8 * F(1, 8)), F(1, 8) / (4 * u))
        assert later.choose(3, ball(-u)) in (power_below(bound), power_below(bound) / 2)
        assert later.choose(3, ball(-u)) <= bound


def test_delta_2_heeds_both_items_of_lemma_7():
    """With a radius far too large, δ_2 = 1/2 may keep w_2^(I)(1) below 1/d and not w_2^(I)(2)."""
    columns = Columns.from_masks(["01"])
    found = []
    for r in (F(1, 4), F(6), F(40)):
        k = chain_constants(columns, 4, F(1), r, gamma="corrected")
        step = first_step(k, columns, None, F(0), Signs())
        answer, first, head = second_iterate(k, step, F(1, 2))
        within = first <= ball(F(1, k.d)), head >= -ball(F(1, k.d))
        assert answer is Tri.of(all(within))
        found.append(within)
    assert found == [(True, True), (True, False), (False, False)]


@pytest.mark.parametrize("seed", range(8))
def test_what_counts_say_holds_of_every_sample_that_has_them(seed):
    """The entries and inner products of (1/n) Σ c_z v_z lie in the bounds from the counts alone."""
    n = 2 + seed % 3
    masks = bernoulli_masks(n, 8, seed=seed).astype(int)
    known = Columns.from_masks(masks.tolist())
    kappa = F(1, 30)
    for rows in (None, known.rows):
        partly = Columns.from_counts(n, dict(known.counts), rows)
        slope, offset = F(3), F(1, 7)
        heights = [ball(slope * g + offset) for g in partly.projections(kappa)]
        mean = ball(slope * known.mean_square(kappa) + offset)
        low, high, along, reached = partly.pulled(heights, mean, kappa)
        side = np.where(masks == 1, 1.0, -float(kappa))
        full = np.hstack([side, np.ones((n, 1))])
        c = float(slope) * full @ full.mean(axis=0) + float(offset)
        pulled = c @ full / n
        entries = pulled[:-1][masks.any(axis=0)]
        assert float(low) <= entries.min() + 1e-12
        assert float(high) >= entries.max() - 1e-12
        assert float(reached) <= entries.max() + 1e-12
        assert float(along) <= (full @ pulled).min() + 1e-12


@pytest.mark.parametrize(("kappa", "zeros"), [(F(1, 3), 0), (F(1, 10), 4)])
def test_counts_bound_masks_that_share_no_column(kappa, zeros):
    """Six masks with a column each: v_zᵀv_z' is below 1, and for equal c_z so are all entries."""
    n = 6
    side = np.hstack([np.eye(n), np.zeros((n, zeros))]) * (1 + float(kappa)) - float(kappa)
    full = np.hstack([side, np.ones((n, 1))])
    partly = Columns.from_counts(n, {1: n, 0: zeros})
    _, _, along, _ = partly.pulled([ball(0), ball(n)], ball(1), kappa)
    least = (full @ full[0]).min()  # c_z = n for the first z, 0 for the others
    assert float(along) <= least < 1
    _, _, _, reached = partly.pulled([ball(1), ball(1)], ball(1), kappa)
    if zeros:
        assert float(reached) == pytest.approx(full.mean(axis=0)[0], rel=1e-12)


def test_a_rare_column_may_bend_at_the_ascent_point():
    """κ = 1/8, one of 20 masks sees column 2: v̄ = (1 − 19/8)/20 there, and its hinge moves it."""
    columns = Columns.from_patterns({"0" * 20: 1, "1" + "0" * 19: 1})
    run = run_chain(columns, 2, F(1), F(1, 4), gamma="corrected", rule="explicit")
    assert run.followed is Tri.NO
    assert run.stopped.what == "w^(i)(1) + λ >= 0 at the ascent point, i ≠ I"
    path = dense_chain(columns, 2, F(1), F(1, 4), [F(1)], gamma="corrected")
    assert path[1][3] < 0
