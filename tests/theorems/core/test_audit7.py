"""The vectorized runs of Theorem 7 against the reference over all coordinates and against balls."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from theorems.core import audit7
from theorems.core.audit7 import audit, published_audit
from theorems.core.averages import suffix_averages
from theorems.core.exact import suffix_averages_exact
from theorems.core.masks import bernoulli_masks, zero_columns
from theorems.core.sam_chain_columns import Columns
from theorems.core.sam_chain_dense import dense_chain, float_chain
from theorems.core.sam_chain_loss import chain_constants

F = Fraction


def samples(n: int, count: int) -> np.ndarray:
    """The first samples of n masks, by their stream, with exactly one zero column."""
    found: list[np.ndarray] = []
    stream = 0
    while len(found) < count:
        drawn = bernoulli_masks(n, 1 << n, seed=3, stream=stream)
        found += [drawn] if len(zero_columns(drawn)) == 1 else []
        stream += 1
    return np.stack(found)


def risk(w: np.ndarray, masks: np.ndarray, deltas: np.ndarray, T: int, r: float) -> float:
    """F_S(w) as printed, over all coordinates, for η = 1/24."""
    n, N = masks.shape
    d = N * T + 1
    lam = r / (4 * d * (d - 1))
    delta1 = lam / 24 / (2 * d**0.5)
    gamma = lam / (r + delta1)
    blocks = w[:-1].reshape(N, T)
    total = 0.0
    for z in masks:
        total += (z[:, None] * blocks[:, 1:] ** 2).sum() / 2
        v = np.where(z, 1.0, -1 / (2 * (d - 1)))
        total += gamma / 2 * max(v @ blocks[:, 0] + w[-1] + delta1, 0) ** 2
    back = blocks[:, :-1].copy()
    back[:, 0] += lam
    return float(total / n + (np.maximum(blocks[:, 1:] - deltas[1:] * back, 0) ** 2).sum() / 2)


@pytest.mark.parametrize(("n", "T"), [(1, 2), (2, 3), (3, 7), (6, 16)])
def test_the_kept_coordinates_are_all_that_move(n: int, T: int) -> None:
    """Norms, risks and ¼Σ ŵ(j)² are those of the run over all 2^n T + 1 coordinates."""
    masks = samples(n, 1)
    rates = (F(1, 2), F(1, 3))
    found = audit(masks, steps=T, eta=1 / 24, radii=[float(r) for r in rates], delta=0.03)
    deltas = np.full(T, 0.03)
    for k, r in enumerate(rates):
        constants = chain_constants(Columns.from_masks(masks[0]), T, F(1, 24), r, gamma="printed")
        path = suffix_averages(float_chain(masks[0].astype(float), deltas, constants))
        assert found.norms[0, k] == pytest.approx(np.linalg.norm(path, axis=1), rel=1e-9)
        block = path[:, :-1].reshape(T, 1 << n, T)[:, found.columns[0], 1:]
        assert found.unseen[0, k] == pytest.approx((block**2).sum(axis=1) / 4, rel=1e-9)
        expected = [risk(w, masks[0], deltas, T, float(r)) for w in path]
        assert found.risks[0, k] == pytest.approx(expected, rel=1e-6, abs=1e-40)
        if (n, T) == (2, 3):  # the γ-term of w_1 outweighs the others' at τ = 1
            assert found.risks[0, k, 0] > 0


def test_every_term_of_the_risk_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    """On planted iterates with positive hinges and v_zᵀw + δ_1 > 0, F_S(ŵ_τ) as printed."""
    n, T, r = 2, 3, 0.5
    masks, rng = samples(n, 1), np.random.default_rng(5)
    firsts, blocks = rng.random((T, 1, 5)), rng.random((T, 1, T - 1))
    planted = firsts.copy(), blocks.copy()
    monkeypatch.setattr(audit7, "sam_runs", lambda *_: planted)
    found = audit(masks, steps=T, eta=1 / 24, radii=[r], delta=0.03)
    for tau in range(T):
        w = np.zeros((4, T))
        w[:, 0] = firsts[tau:, 0, :4].mean(axis=0)
        w[found.columns[0], 1:] = blocks[tau:, 0].mean(axis=0)
        point = np.append(w.ravel(), firsts[tau:, 0, 4].mean())
        expected = risk(point, masks[0], np.full(T, 0.03), T, r)
        # the γ-term is a small part of it, beside the hinges
        assert found.risks[0, 0, tau] == pytest.approx(expected, rel=1e-12)
        rest = float(np.sum(w[found.columns[0], 1:] ** 2)) / 4
        assert found.unseen[0, 0, tau] == pytest.approx(rest, rel=1e-12)


def test_a_run_lies_in_the_balls_of_the_reference() -> None:
    """n = 3, T = 8: ‖ŵ_τ‖ and ¼Σ_{j≥2} ŵ_τ^(I)(j)² as the run in balls has them, for every τ."""
    masks, T = samples(3, 1), 8
    columns = Columns.from_masks(masks[0])
    assert columns.patterns is not None
    path = dense_chain(columns, T, F(1, 24), F(1, 2), [F(3, 100)] * (T - 1))
    found = audit(masks, steps=T, eta=1 / 24, radii=[0.5], delta=0.03)
    for tau, w in enumerate(suffix_averages_exact(path), 1):
        block = sum(float(x.mid()) ** 2 for x in w[1:T])  # the zero column sorts first
        assert found.unseen[0, 0, tau - 1] == pytest.approx(block / 4, rel=1e-9)
        total = float(w[-1].mid()) ** 2
        for c, (_, m) in enumerate(columns.patterns):
            total += m * sum(float(x.mid()) ** 2 for x in w[c * T : (c + 1) * T])
        assert found.norms[0, 0, tau - 1] == pytest.approx(total**0.5, rel=1e-9)


def test_the_work_of_the_public_reproduction() -> None:
    """10 samples: 80 runs, 4800 suffix averages, ¼Σ ŵ(j)² of order η²r²T for all of them."""
    found = published_audit(samples(6, 10))
    assert sum(x.norms.shape[0] * x.norms.shape[1] for x in found) == 80
    assert sum(x.norms.size for x in found) == 4800
    assert [x.steps for x in found] == [16, 32, 64, 128]
    for x in found:
        assert list(24 * x.radii * x.eta) == pytest.approx([0.5, 12 / x.steps**0.5], rel=1e-15)
        assert x.eta == 1 / 24
    again = audit(samples(6, 1), steps=16, eta=1 / 24, radii=[0.5], delta=[0.03] * 15)
    assert found[0].unseen[0, 0] == pytest.approx(again.unseen[0, 0], rel=1e-12)
    for x in found:
        rate = (x.eta * x.radii) ** 2 * x.steps
        assert (x.unseen >= rate[:, None] / 40).all()
        assert (x.norms <= 1).all()
        assert (x.risks >= 0).all()


def test_a_large_step_with_the_printed_gamma_leaves_the_kept_coordinates() -> None:
    """n = 6, η = 1: other columns pass −λ under the printed γ, and not under the corrected one."""
    masks = samples(6, 1)
    with pytest.raises(ArithmeticError, match="w\\^\\(i\\)\\(1\\) \\+ lambda is negative"):
        audit(masks, steps=6, eta=1.0, radii=[0.1], delta=0.03)
    found = audit(masks, steps=6, eta=1.0, radii=[0.1], delta=0.03, gamma="corrected")
    assert found.unseen[0, 0, -1] > 4 * 0.1**2 / 5


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"steps": 1}, "steps be at least 2"),
        ({"eta": 0.0}, "eta is out of its range, got 0.0"),
        ({"radii": [0.5, -1.0]}, "radii is out of its range"),
        ({"delta": 2.0}, "delta is out of its range, got 2.0"),
        ({"gamma": "large"}, "gamma is out of its range, got 'large'"),
    ],
)
def test_bad_input_is_named(changes: dict[str, object], words: str) -> None:
    """Each argument out of its range is refused with its name and value."""
    arguments = {"steps": 4, "eta": 0.1, "radii": [0.5], "delta": 0.03, **changes}
    with pytest.raises(ValueError, match=words):
        audit(samples(2, 1), **arguments)  # type: ignore[arg-type]


def test_two_zero_columns_are_refused() -> None:
    """Exactly one zero column is the event of the proof."""
    masks = np.zeros((1, 1, 2), dtype=bool)
    with pytest.raises(ValueError, match="exactly one zero column, sample 0 has 2"):
        audit(masks, steps=4, eta=0.1, radii=[0.5], delta=0.03)
