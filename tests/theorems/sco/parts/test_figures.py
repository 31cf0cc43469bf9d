"""Tests of theorems.sco._parts.figures: what each measure shows, and that each picture is one."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

import numpy as np
import pytest

from theorems.core.losses import theorem1_risk_gradient
from theorems.sco._parts import figures
from theorems.sco._parts.figures import (
    flat_sam,
    noise,
    plane,
    precision,
    separation,
    spectral,
    trajectories,
)
from verify.figures import Figure, as_data
from verify.report.figures import draw, table_text

FIGURES = [
    figures.FLAT_SAM,
    figures.NOISE,
    figures.PLANE,
    figures.PRECISION,
    figures.SEPARATION,
    figures.SPECTRAL,
    figures.TRAJECTORIES,
]
SEED = 3


@cache
def measured(figure: Figure) -> dict[str, Any]:
    """The data of the quick profile."""
    return as_data(figure.measure("quick", SEED))


@pytest.mark.parametrize("figure", FIGURES, ids=lambda f: f.name)
def test_draws(figure: Figure) -> None:
    """Every figure is drawn from its data, is not empty, and says its parameters."""
    from matplotlib.image import imread

    data = measured(figure)
    drawn = draw(figure, data)
    assert drawn.pdf.startswith(b"%PDF")
    grey = imread(io.BytesIO(drawn.png), format="png")[:, :, :3].mean(axis=2)
    assert grey.shape[0] > 400 and 0.005 < np.mean(grey < 0.5) < 0.5
    caption = figure.caption_of(data)
    assert "η = " in caption and "T = " in caption and "{" not in caption
    assert table_text(data)


@pytest.mark.parametrize("figure", [figures.TRAJECTORIES, figures.SPECTRAL], ids=lambda f: f.name)
def test_seed_decides(figure: Figure) -> None:
    """The same seed gives the same data, another seed another sample."""
    assert as_data(figure.measure("quick", SEED)) == measured(figure)
    assert as_data(figure.measure("quick", SEED + 1)) != measured(figure)


# ---------------------------------------------------------------------------------- separation


def test_gd_generalizes_better_at_every_n() -> None:
    """At every n GD's excess risk is below that of the sharpness-aware method, as is SGD's."""
    data = measured(figures.SEPARATION)
    for instance, (method, _) in separation.INSTANCES.items():
        own = "none" if method == "SA-ERM" else "0"
        sharp = separation.mean_excess(data, instance, method, own)
        descent = separation.mean_excess(data, instance, "GD", "sphere")
        assert all(a < b / 3 for a, b in zip(descent, sharp, strict=True))
        once = separation.mean_excess(data, instance, "SGD", "sphere")
        if instance != "thm7":
            assert all(a < b for a, b in zip(once, sharp, strict=True))
        for name in ("GD", "SGD"):
            assert max(separation.mean_excess(data, instance, name, "0")) < 1e-12


def test_bad_minimizers_minimize() -> None:
    """What SA-ERM, SA-GD and SAM return has empirical risk 0 or nearly, proved sharpness-aware."""
    for row in measured(figures.SEPARATION)["table"]["rows"]:
        if row[1] in ("SA-ERM", "SA-GD"):
            assert row[6] == 0 and row[7] == 0
        if row[1] == "SAM":
            assert row[6] < 1e-3 * row[5]
        if row[1] == "SA-ERM":
            assert row[5] == (1 - separation.RHO) ** 2 / 4


def test_zero_loss_has_no_separation(monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: with the gradient of Theorem 3's loss replaced by zero SA-GD generalizes."""
    monkeypatch.setattr(plane, "theorem3_gradient", lambda w, z, rho, xp: 0 * w[None, :])
    data = separation.measure("quick", SEED)
    assert separation.mean_excess(data, "thm3", "SA-GD", "0") == [0.0] * len(data["n"])


# --------------------------------------------------------------------------------------- plane


def test_zones_are_where_the_norm_says() -> None:
    """Every cell is ¼[a√Q − ρ]_+², with a = η(r−ρ) and Q = (T−1)(2T−1)/(6T) of the average."""
    data = measured(figures.PLANE)
    steps, eta = data["T"], data["eta"]
    norm = ((steps - 1) * (2 * steps - 1) / (6 * steps)) ** 0.5
    for oracle, r, rho, excess in data["table"]["rows"]:
        if oracle == "block":
            drift = eta * max(r - rho, 0)
            assert excess == pytest.approx(max(drift * norm - rho, 0) ** 2 / 4, abs=1e-12)
            if rho < drift * steps**0.5 / 3:
                assert excess >= drift**2 * steps / 40000
            if r <= rho + steps**-0.5:
                assert excess <= eta**2 / 12


def test_the_other_oracle_is_safe() -> None:
    """With ±r e_d, as good a maximizer, no cell comes near the worst of the proof's oracle."""
    rows = measured(figures.PLANE)["table"]["rows"]
    worst = {o: max(row[3] for row in rows if row[0] == o) for o in plane.ORACLES}
    assert worst["last"] < worst["block"] / 10


# ------------------------------------------------------------------------------------ spectral


def test_hessian_sees_no_spurious_flatness() -> None:
    """On s e_I and on SA-GD's path the Hessian of F_S is 0 while the excess risk grows."""
    data = measured(figures.SPECTRAL)
    for name in ("s e_I", "SA-GD"):
        rows = spectral.along(data, name)
        assert all(row[1] == row[2] == 0 for row in rows)
        assert rows[-1][5] > 0.1 and [r[5] for r in rows] == sorted(r[5] for r in rows)


def test_kinks_have_no_number() -> None:
    """At the sharp minimizer ρ e_d there is no Hessian, and the table says nothing there."""
    data = measured(figures.SPECTRAL)
    at = [row for row in spectral.along(data, "s e_d") if row[1] is None]
    assert [row[0] for row in at] == [data["rho"]]
    assert data["chain"]["kinks"] > 0


def test_hessian_is_the_derivative_of_the_gradient() -> None:
    """At a random point the Hessian agrees with differences of the gradient."""
    rng = np.random.default_rng(SEED)
    z = rng.integers(0, 2, (5, 8)).astype(float)
    w = rng.standard_normal(9)
    visible = np.concatenate([z, np.ones((5, 1))], axis=1)
    found = spectral.hessian(visible * w, visible, 0.7)
    h = 1e-6
    columns = [
        (theorem1_risk_gradient(w + h * e, z, 0.7) - theorem1_risk_gradient(w - h * e, z, 0.7))
        / (2 * h)
        for e in np.eye(9)
    ]
    assert found is not None
    np.testing.assert_allclose(found, np.stack(columns), atol=1e-8)


# -------------------------------------------------------------------------------- trajectories


def test_both_drift_one_coordinate_each_step() -> None:
    """At every t one more coordinate of block I leaves 0, and nothing outside of it does."""
    data = measured(figures.TRAJECTORIES)
    for method, first in (("SA-GD", 1), ("SAM", 2)):
        block = trajectories.block(data, method)
        step = trajectories.STEPS[method]
        assert data["outside"][method] < 1e-6 * step
        for t in range(3, data["T"] + 1):
            moved = np.flatnonzero(block[t - 1] < -step / 2)
            assert len(moved) == t - first and np.all(block[t - 1] <= 1e-2 * step)
    assert data["excess"]["SA-GD"] == sorted(data["excess"]["SA-GD"])


# ----------------------------------------------------------------------------------- precision


def test_narrow_arithmetic_fails_first() -> None:
    """ε = 1e-12 ends the theorem first, then float32, then float64; balls at no n tried."""
    data = measured(figures.PRECISION)
    last = {name: precision.largest(data, name) for name in [*precision.ARITHMETICS, "balls"]}
    assert last["float64, ε = 1e-12"] < last["float32"] < last["float32, scaled"]
    assert last["float32, scaled"] < last["float64"] < 128 <= last["float64, scaled"]
    rows = data["table"]["rows"]
    assert all(row[5] for row in rows if row[1] == "balls" or row[0] == "thm3")
    assert last["float64"] <= last["long double"]


def test_search_finds_the_end() -> None:
    """The bisection ends at neighbours, one above and one below the bound."""

    def search(last: int, first: int, most: int) -> list[tuple[int, float]]:
        return precision._search(lambda n: float(n <= last), lambda _: 0.5, first, most)

    assert (37, 1.0) in search(37, 1, 128) and (38, 0.0) in search(37, 1, 128)
    assert search(0, 1, 128) == [(1, 0.0)]
    assert search(99, 4, 8) == [(4, 1.0), (8, 1.0)]


# --------------------------------------------------------------------------------------- noise


def test_noise_along_the_last_axis_decides_the_tie() -> None:
    """ε = 1e-20 along e_d ends Theorem 3 in rationals; float64 sees it from 1e-12 on."""
    data = measured(figures.NOISE)
    exact, floats = (
        dict(zip(*noise.mean_at(data, "thm3", start), strict=True))
        for start in ("ε e_d, exact", "ε e_d")
    )
    assert exact[0.0] == pytest.approx(floats[0.0]) and exact[0.0] > 0.04
    assert exact[1e-20] == 0 and floats[1e-20] == floats[0.0] and floats[1e-12] == 0


def test_sam_amplifies_noise() -> None:
    """A random 1e-20 takes most of Theorem 7's effect away, 1e-12 along e_d takes none."""
    data = measured(figures.NOISE)
    away, along = (
        dict(zip(*noise.mean_at(data, "thm7", start), strict=True)) for start in ("random", "ε e_d")
    )
    assert away[1e-20] < away[0.0] / 5
    assert along[1e-12] == pytest.approx(along[0.0], rel=1e-6)


def test_any_positive_start_leaves_the_sharp_point() -> None:
    """Theorem 6: from +ε SAM goes to the flat side, from −ε it stays where F_S^r is r²/2."""
    data = measured(figures.NOISE)
    plus, minus = (
        dict(zip(*noise.mean_at(data, "thm6", start), strict=True)) for start in ("+ε", "-ε")
    )
    assert plus[0.0] == minus[0.0] == noise.LINE_R**2 / 2
    assert plus[1e-20] < 0.6 * plus[0.0] and minus[1e-20] == minus[0.0]


# ------------------------------------------------------------------------------------ flat_sam


def test_dead_zone_is_flat_and_convexly_sloped() -> None:
    """Risk and gradient are 0 on the ball of radius ρ; the gradient is that of the seen terms."""
    rng = np.random.default_rng(SEED)
    for delta in flat_sam.DELTAS:
        for _ in range(20):
            w = rng.standard_normal(6)
            inside = 0.3 * w / np.linalg.norm(w)
            assert flat_sam.chain_excess(inside, delta, 0.3) == 0
            assert not np.any(flat_sam.chain_gradient(inside, delta, 0.3))

        def risk(x: Any, delta: float = delta) -> float:
            seen = np.sum(np.maximum(np.abs(x[1:]) - 0.3, 0) ** 2) / 4
            return flat_sam.chain_excess(x, delta, 0.3) - float(seen)

        slope = [(risk(w + 1e-6 * e) - risk(w - 1e-6 * e)) / 2e-6 for e in np.eye(6)]
        np.testing.assert_allclose(flat_sam.chain_gradient(w, delta, 0.3), slope, atol=1e-8)


def test_flatness_beyond_a_step_stops_the_chain() -> None:
    """At ρ = 0 SAM's excess risk is far above GD's from the same start; at ρ = ηr both are 0."""
    data = measured(figures.FLAT_SAM)
    for delta in flat_sam.DELTAS:
        _, chain = flat_sam.curve(data, "chain", "SAM", delta)
        _, descent = flat_sam.curve(data, "chain", "GD", delta)
        assert chain[0] > 5 * descent[0] and chain[-1] == descent[-1] == 0
