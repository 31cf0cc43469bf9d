"""The numbers of paper A's figures, computed again another way, and the lines that show them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from itertools import count, product
from typing import Any

import numpy as np
import pytest

from theorems.core.losses import theorem1_gauge, theorem1_gradient, theorem3_gradient, theorem3_loss
from theorems.core.masks import bernoulli_masks, zero_columns
from theorems.core.sam_chain import run_chain
from theorems.core.sam_chain_columns import Columns
from theorems.core.sam_chain_dense import chain_gradient
from theorems.core.sam_chain_risk import suffix_risks
from theorems.sco._parts import figures
from theorems.sco._parts.figures import (
    flat_sam,
    instances,
    noise,
    precision,
    separation,
    spectral,
    trajectories,
)
from verify.figures import Figure, as_data

F = Fraction
SEED = 3


@cache
def measured(figure: Figure) -> dict[str, Any]:
    """The data of the quick profile."""
    return as_data(figure.measure("quick", SEED))


def drawn(figure: Figure, data: dict[str, Any]) -> Any:
    """The axes of a figure as it is drawn."""
    from matplotlib.figure import Figure as Canvas

    canvas = Canvas()
    figure.draw(canvas, data)
    return canvas.axes


def shown(axes: Any) -> list[tuple[list[float], list[float]]]:
    """What the lines of some axes show."""
    return [
        ([float(x) for x in line.get_xdata()], [float(y) for y in line.get_ydata()])
        for line in axes.lines
    ]


def ascend(gradient: Callable[[Any], Any], w: Any, r: float, eta: float, steps: int) -> list[Any]:
    """w_1, ..., w_T of SAM, step by step, with 0/0 = 0."""
    path = [w]
    while len(path) < steps:
        g = gradient(path[-1])
        norm = float(np.sqrt(np.sum((g / (np.max(np.abs(g)) or 1)) ** 2)) * np.max(np.abs(g)))
        v = r * g / norm if norm else 0 * g
        path.append(path[-1] - eta * gradient(path[-1] + v))
    return path


def descend(gradient: Callable[[Any], Any], w: Any, eta: float, steps: int) -> list[Any]:
    """w_1, ..., w_T of gradient descent."""
    path = [w]
    while len(path) < steps:
        path.append(path[-1] - eta * gradient(path[-1]))
    return path


# ------------------------------------------------------------------------------------ instances


def test_the_risk_of_theorem_7_is_the_printed_loss_over_the_masks() -> None:
    """F and F_S at random points where hinges are positive, term by term over all 16 z of n = 2."""
    T, rng = 3, np.random.default_rng(SEED)
    masks = np.array([[0, 1, 0, 1], [0, 0, 1, 1]])
    k, deltas, z = instances.theorem7_instance(masks, steps=T, eta=F(1, 24), r=F(1, 2))
    every = np.array(list(product((0, 1), repeat=4)))
    lam, kappa = float(k.lam), float(k.kappa)

    def loss(w: Any, bits: Any) -> float:
        total, inner = 0.0, w[-1] + float(k.delta1)
        for i, bit in enumerate(bits):
            b = w[T * i : T * (i + 1)]
            inner += b[0] if bit else -kappa * b[0]
            for j in range(1, T):
                back = b[j - 1] + (lam if j == 1 else 0)
                total += bit * b[j] ** 2 / 2 + max(b[j] - deltas[j] * back, 0) ** 2 / 2
        return float(total + float(k.gamma) * max(inner, 0) ** 2 / 2)

    for size in (1.0, lam / 10):
        w = size * rng.standard_normal(13)
        w[-1] = abs(w[-1]) * (1 if size == 1 else 100)
        for bits, value in (
            (every, instances.theorem7_excess(w, k, deltas, every)),
            (masks, instances.theorem7_empirical(w, k, deltas, z)),
        ):
            assert value == pytest.approx(np.mean([loss(w, b) for b in bits]), rel=1e-12)


def test_the_last_term_of_theorem_7_is_seen() -> None:
    """At w = x e_d the hinges rest and the γ-term is the whole risk."""
    k, deltas, z = instances.theorem7_instance(np.array([[0, 1]]), steps=2, eta=F(1, 24), r=F(1, 2))
    w = np.zeros(5)
    w[-1] = 2.0
    expected = float(k.gamma) / 2 * (2 + float(k.delta1)) ** 2
    assert instances.theorem7_excess(w, k, deltas, z) == pytest.approx(expected, rel=1e-12)
    assert instances.theorem7_empirical(w, k, deltas, z) == pytest.approx(expected, rel=1e-12)


def test_the_risk_of_theorem_3_is_the_mean_of_its_loss() -> None:
    """Block by block as coordinate by coordinate, on masks that are not all of them."""
    rng = np.random.default_rng(SEED)
    masks = rng.integers(0, 2, (5, 4))
    w = rng.standard_normal(13)
    losses = theorem3_loss(w, instances.signs(masks), 0.7, xp=np)
    assert instances.theorem3_excess(w, 0.7, masks) == pytest.approx(np.mean(losses), rel=1e-12)


def test_a_lonely_sample_has_one_zero_column() -> None:
    """It is the first of its streams that has just one, and another one is in other streams."""
    for draw in range(12):
        masks, column = instances.lonely_sample(3, seed=SEED, draw=draw)
        assert list(zero_columns(masks)) == [column]
        for k in count(draw << 10):
            drawn_masks = bernoulli_masks(3, 8, seed=SEED, stream=k)
            if len(zero_columns(drawn_masks)) == 1:
                assert (drawn_masks == masks).all()
                break
    fresh = instances.fresh_masks(3, 3, seed=SEED)
    assert fresh.shape == (3, 8)
    for stream in range(64):  # nor is it the same stream in another shape
        assert not (fresh.ravel() == bernoulli_masks(1, 24, seed=SEED, stream=stream)).all()


@pytest.mark.parametrize("signed", [False, True])
def test_the_risk_in_one_column_is_exact(signed: bool) -> None:
    """The mean over all masks of four columns; two columns that are not 0 are refused."""
    every = np.array(list(product((0, 1), repeat=4)))
    w = np.zeros(5 if not signed else 13)
    w[2:3] = -0.8
    w[-1] = 0.3
    other = instances.theorem3_excess if signed else instances.theorem1_excess
    value = instances.risk_in_column(w, 0.25, 4, signed=signed)
    assert value == pytest.approx(other(w, 0.25, every), rel=1e-12)
    w[-2] = 0.1
    with pytest.raises(ValueError, match="w must live in one column"):
        instances.risk_in_column(w, 0.25, 4, signed=signed)


# ------------------------------------------------------------------------------------ flat_sam


def test_flat_sam_shows_last_iterates() -> None:
    """Every row again from w_1 by T − 1 steps; the worst start is the worst of all."""
    data = measured(figures.FLAT_SAM)
    T, eta, r = data["T"], data["eta"], data["r"]
    assert eta * r == 1 / (2 * T**0.5)
    masks, column = instances.lonely_sample(data["n"], seed=SEED)
    z, every = instances.signs(masks), np.array(list(product((0, 1), repeat=4)))
    special = np.zeros(4 * T + 1)
    special[T * column : T * (column + 1)] = 1
    directions = [special / T**0.5]
    directions += [instances.sphere(len(special), seed=SEED, draw=k) for k in range(data["draws"])]

    def end(gradient: Callable[[Any], Any], w: Any, method: str) -> Any:
        path = ascend(gradient, w, r, eta, T) if method == "SAM" else descend(gradient, w, eta, T)
        return path[-1]

    for loss, method, delta, rho, excess in data["table"]["rows"]:
        if loss == "chain":
            start = np.zeros(T)
            start[1] = -eta * r
            w = end(lambda w, d=delta, p=rho: flat_sam.chain_gradient(w, d, p), start, method)
            assert excess == pytest.approx(flat_sam.chain_excess(w, delta, rho), abs=1e-12)
        else:
            values = [
                instances.theorem3_excess(
                    end(
                        lambda w, p=rho: np.mean(theorem3_gradient(w, z, p, xp=np), axis=0),
                        length * u,
                        method,
                    ),
                    rho,
                    every,
                )
                for u in directions
                for length in (1.001 * rho + 1e-6, 1.5 * rho + 0.01, 1.0)
            ]
            assert excess == pytest.approx(max(values), abs=1e-12)
    rhos, _ = flat_sam.curve(data, "chain", "GD", 1.0)
    assert rhos[0] == 0 and rhos[-1] == eta * r


def test_flat_sam_looks_at_every_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Directions are of length 1, and lengths are 1.001ρ + 1e-6, 1.5ρ + 0.01 and 1."""
    seen: list[float] = []
    true = flat_sam._ends

    def spied(gradient: Any, start: Any) -> Any:
        if len(start) > flat_sam.T:
            seen.append(float(np.linalg.norm(start)))
        return true(gradient, start)

    monkeypatch.setattr(flat_sam, "_ends", spied)
    rows = list(flat_sam._theorem3([0.125], 1, SEED))
    assert len(rows) == 2
    assert seen == pytest.approx([0.125126, 0.1975, 1.0] * 2)


def test_flat_sam_is_drawn_in_steps() -> None:
    """ρ/ηr from 0 to 1, the excess risk of each curve above it."""
    data = measured(figures.FLAT_SAM)
    left, right = drawn(figures.FLAT_SAM, data)
    (x, y), *_ = shown(left)
    assert x[0] == 0 and x[-1] == pytest.approx(1)
    assert y == flat_sam.curve(data, "chain", "SAM", flat_sam.DELTAS[0])[1]
    assert [y for _, y in shown(right)] == [
        flat_sam.curve(data, "theorem 3", method)[1] for method in ("SAM", "GD")
    ]


# --------------------------------------------------------------------------------------- noise


def test_noise_starts_from_the_proof_s_numbers() -> None:
    """At ε = 0 Theorem 7's excess risk is that of the run in balls, of the average."""
    data = measured(figures.NOISE)
    masks, _ = instances.lonely_sample(noise.SAM_N, seed=SEED)
    columns = Columns.from_masks(masks.astype(int).tolist())
    run = run_chain(
        columns, data["T"], noise.SAM_ETA, noise.SAM_R, gamma="corrected", rule="explicit"
    )
    low = float(suffix_risks(run)[0].population[0].mid())
    for start in ("ε e_d", "random"):
        sizes, values = noise.mean_at(data, "thm7", start)
        assert values[sizes.index(0.0)] == pytest.approx(low, rel=1e-6)


def test_noise_on_the_line_is_that_of_the_average() -> None:
    """SAM on ½[w]_+² by hand from each ±ε: F_S^r = ½[mean + r]_+²."""
    data = measured(figures.NOISE)
    for name, sign in (("+ε", 1), ("-ε", -1)):
        for size, value in zip(*noise.mean_at(data, "thm6", name), strict=True):
            w, path = sign * size, []
            for _ in range(data["T"]):
                path.append(w)
                w -= noise.LINE_ETA * (w + noise.LINE_R) if w > 0 else 0
            assert value == pytest.approx(max(np.mean(path) + noise.LINE_R, 0) ** 2 / 2, rel=1e-12)


def test_means_are_over_the_draws() -> None:
    """Two draws of 1 and 3 have the mean 2."""
    rows = [["thm7", "random", 0.0, 0, 1.0], ["thm7", "random", 0.0, 1, 3.0]]
    assert noise.mean_at({"table": {"rows": rows}}, "thm7", "random") == ([0.0], [2.0])
    table = [["thm1", "GD", "sphere", 3, k, x, 0.0, None] for k, x in enumerate((1.0, 3.0))]
    data = {"n": [3], "table": {"rows": table}}
    assert separation.mean_excess(data, "thm1", "GD", "sphere") == [2.0]


def test_noise_is_drawn_as_measured() -> None:
    """Each panel has a line for each start, its values above their ε."""
    data = measured(figures.NOISE)
    for axes, (theorem, (_, starts)) in zip(
        drawn(figures.NOISE, data), noise.PANELS.items(), strict=True
    ):
        for (x, y), start in zip(shown(axes), starts, strict=True):
            sizes, values = noise.mean_at(data, theorem, start)
            assert (x, y) == ([s or noise.ZERO for s in sizes], values)


# --------------------------------------------------------------------------------------- plane


def test_the_plane_is_drawn_where_it_was_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    """ρ to the right and r upwards, the lines of the paper at their places."""
    from matplotlib.axes import Axes

    seen: list[Any] = []
    fill = Axes.contourf

    def spied(self: Any, x: Any, y: Any, values: Any, *more: Any, **options: Any) -> Any:
        seen.append((list(x), list(y), np.asarray(values)))
        return fill(self, x, y, values, *more, **options)

    monkeypatch.setattr(Axes, "contourf", spied)
    data = measured(figures.PLANE)
    panels = drawn(figures.PLANE, data)
    rhos, rs, values = seen[0]
    assert (rhos, rs) == (data["rho"], data["r"])
    for oracle, r, rho, excess in data["table"]["rows"]:
        if oracle == "block":
            assert values[rs.index(r), rhos.index(rho)] == excess
    root, eta, end = data["T"] ** 0.5, data["eta"], data["rho"][-1]
    lines = {line.get_label(): line.get_ydata() for line in panels[0].lines}
    safe = next(y for label, y in lines.items() if "sqrt{T}$" in label and "rho +" in label)
    assert list(safe) == [1 / root, end + 1 / root]
    premise = next(y for label, y in lines.items() if "1 - 3" in label)
    # ρ = r(1 − 3/(3 + η√T))
    assert premise[1] * (1 - 3 / (3 + eta * root)) == pytest.approx(end)


# ----------------------------------------------------------------------------------- precision


def test_precision_says_shown_where_it_is() -> None:
    """Each row's flag is its value against η²r²T/448, or Theorem 3's bound."""
    data = measured(figures.PRECISION)
    eta = F(data["eta"])
    assert precision.radius(16) * eta == F(1, 8) and precision.radius(17) * eta == F(1, 10)
    assert data["bound"] == float(F(1, 64) * 16 / 448)
    for theorem, _, _, T, value, flag in data["table"]["rows"]:
        least = {"thm3": 1 / 16 * T / 40000}.get(theorem)
        if least is None:
            least = float((eta * precision.radius(T)) ** 2 * T / 448)
        assert flag is bool(value >= least)


def test_precision_asks_each_value_for_its_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Values a little below η²r²T/448 and Theorem 3's bound show nothing, at any T."""
    below = 1 - 1e-9

    def value(n: int, steps: int, arithmetic: str) -> float:
        return precision.bound(steps) * (1 if steps < 64 else below)

    def least(n: int, seed: int) -> tuple[float, float]:
        _, bound = theorem3(n, seed)
        assert bound == (0.25 * (1.125 - 0.125)) ** 2 * precision.T / (4 * 100**2)
        return bound * below, bound

    theorem3 = precision._theorem3
    monkeypatch.setattr(precision, "unseen", value)
    monkeypatch.setattr(precision, "_in_balls", lambda n: precision.bound(precision.T) * below)
    monkeypatch.setattr(precision, "_theorem3", least)
    data = as_data(precision.measure("quick", SEED))
    for theorem, arithmetic, _, T, _, flag in data["table"]["rows"]:
        assert flag is (arithmetic != "balls" and theorem != "thm3" and T < 64)
    assert {row[3] for row in data["table"]["rows"] if row[0] == "thm7 in T"} >= {8, 63, 64}
    assert data["longest"] == 64
    assert "at 0 of the 4 n tried" in figures.PRECISION.caption_of(data)
    assert "at 4 of the 4 n tried" in figures.PRECISION.caption_of(measured(figures.PRECISION))


def test_a_run_that_ends_in_nan_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its value is 0, not what nan compares to."""
    monkeypatch.setattr(
        precision, "balanced_sam", lambda chain, **_: np.full((16, 17 * 2), np.nan)[:, : 16 * 2 + 1]
    )
    assert precision.unseen(1, 16, "float64") == 0


def test_arithmetics_are_those_that_they_are_called() -> None:
    """Widths by the names; the digits of a long double as its own arithmetic has them."""
    for name, (dtype, norm) in precision.ARITHMETICS.items():
        wide = np.longdouble if "long" in name else np.float32 if "32" in name else np.float64
        assert dtype is wide
        assert norm == ("scaled" if "scaled" in name else "damped" if "ε" in name else "plain")
    one, digits = np.longdouble(1), 0
    while one + one / 2**digits > one:
        digits += 1
    assert measured(figures.PRECISION)["digits"] == digits


def test_balls_and_floats_agree_where_both_show() -> None:
    """¼Σ ŵ(j)² at n = 1 and 4, in balls and in float64 scaled."""
    rows = measured(figures.PRECISION)["table"]["rows"]
    found = {(row[1], row[2]): row[4] for row in rows if row[0] == "thm7"}
    for n in (1, 4):
        assert found["balls", n] == pytest.approx(found["float64, scaled", n], rel=1e-9)


def test_rings_are_at_the_least_n_that_fails() -> None:
    """A bar from 1 to the largest n that shows, a ring at the least that does not."""
    data = measured(figures.PRECISION)
    (axes,) = drawn(figures.PRECISION, data)
    found = shown(axes)
    for k, name in enumerate([*precision.ARITHMETICS, "balls"]):
        rows = [row for row in data["table"]["rows"] if row[:2] == ["thm7", name]]
        fails = [row[2] for row in rows if not row[5]]
        bars = [x for x, y in found if y == [k, k] and len(x) == 2 and x[0] == 1]
        rings = [line for line in axes.lines if line.get_marker() == "o"]
        assert [1, precision.largest(data, name)] in bars or precision.largest(data, name) == 0
        at = [line.get_xdata()[0] for line in rings if line.get_ydata()[0] == k]
        assert at == ([min(fails)] if fails else [])


# ---------------------------------------------------------------------------------- separation


def test_gd_and_sgd_of_theorem_1_are_run_as_the_caption_says() -> None:
    """From a random point of length ‖e_I‖ = 1, step 1: T iterates of GD, one pass of SGD."""
    n = 3
    masks, _ = instances.lonely_sample(n, seed=SEED)
    z, fresh = masks.astype(float), instances.fresh_masks(n, 256, seed=SEED)
    start = instances.sphere(9, seed=SEED)
    assert np.linalg.norm(start) == pytest.approx(1)

    def slope(w: Any, bits: Any) -> Any:
        return np.mean(theorem1_gradient(w, bits, separation.RHO, xp=np), axis=0)

    many = descend(lambda w: slope(w, z), start, 1.0, separation.T)
    once = [start]
    for bits in z:
        once.append(once[-1] - slope(once[-1], bits[None]))
    for name, path in (("GD", many), ("SGD", once)):
        w = np.mean(path, axis=0)
        (row,) = [
            q
            for q in measured(figures.SEPARATION)["table"]["rows"]
            if q[:5] == ["thm1", name, "sphere", n, 0]
        ]
        gaps = np.maximum(theorem1_gauge(w, z, xp=np) - separation.RHO, 0)
        expected = instances.theorem1_excess(w, separation.RHO, fresh)
        assert row[5] == pytest.approx(expected, rel=1e-12)
        assert row[6] == pytest.approx(float(np.mean(gaps**2)) / 2, rel=1e-12)


def test_sgd_of_theorem_7_sees_one_mask_at_a_time() -> None:
    """One pass by differences of f(·, z) itself, from as far as SAM's average, step 1/6."""
    n, T = 2, 4
    masks, _ = instances.lonely_sample(n, seed=SEED)
    rows = list(_small_theorem7(n, T))
    k, deltas, z = instances.theorem7_instance(
        masks, steps=T, eta=separation.SAM_ETA, r=separation.SAM_R
    )
    path = ascend(lambda w: chain_gradient(w, z, deltas, k, xp=np), np.zeros(k.d), 1.5, 1 / 24, T)
    length = float(np.linalg.norm(np.mean(path, axis=0)))
    w = length * instances.sphere(k.d, seed=SEED)
    once = [w]
    for bits in z:
        once.append(once[-1] - _slope(once[-1], k, deltas, bits[None]) / 6)
    expected = instances.theorem7_empirical(np.mean(once, axis=0), k, deltas, z)
    (row,) = [q for q in rows if q[1:3] == ["SGD", "sphere"]]
    assert row[6] == pytest.approx(expected, rel=1e-5)


def _small_theorem7(n: int, T: int) -> Any:
    def checked(w: Any, z: Any, deltas: Any, k: Any, **more: Any) -> Any:
        assert k.n == len(z)
        return chain_gradient(w, z, deltas, k, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(separation, "T", T)
        patch.setattr(separation, "chain_gradient", checked)
        yield from separation._theorem7(n, 0, instances.fresh_masks(n, 8, seed=SEED), SEED)


def _slope(w: Any, k: Any, deltas: Any, z: Any) -> Any:
    """∇F_S by differences, in exact powers of two of the size of w."""
    h = 2.0**-20 * max(float(np.max(np.abs(w))), float(k.lam))
    risk = instances.theorem7_empirical
    return np.array(
        [
            (risk(w + h * e, k, deltas, z) - risk(w - h * e, k, deltas, z)) / (2 * h)
            for e in np.eye(len(w))
        ]
    )


def test_what_a_bracket_leaves_open_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """An upper end of F_S^r that is 1/8 higher stands in the last column."""
    from dataclasses import replace

    true = separation.gauge_saer
    monkeypatch.setattr(
        separation,
        "gauge_saer",
        lambda *a, **o: (lambda s: replace(s, upper=s.upper + 0.125))(true(*a, **o)),
    )
    fresh = instances.fresh_masks(3, 8, seed=SEED)
    for part in (separation._theorem1, separation._theorem3):
        assert next(part(3, 0, fresh, SEED))[7] == 0.125


def test_the_caption_says_the_most_that_rest_leaves() -> None:
    """Of GD and SGD from 0 the largest excess risk."""
    data = measured(figures.SEPARATION)
    rows = [list(row) for row in data["table"]["rows"]]
    at = next(i for i, row in enumerate(rows) if row[1:3] == ["SGD", "0"])
    rows[at][5] = 0.7
    planted = {**data, "table": {**data["table"], "rows": rows}}
    assert "is at most 0.7." in figures.SEPARATION.caption_of(planted)


# ------------------------------------------------------------------------------------ spectral


def test_trace_and_norm() -> None:
    """diag(1, −3) has the trace −2 and the spectral norm 3."""
    assert spectral.spectrum(np.diag([1.0, -3.0])) == (-2.0, 3.0)


def test_theorem_3_has_no_hessian_where_a_coordinate_is_at_0() -> None:
    """[z w]_+² bends at 0: off the flat ball there is no second derivative."""
    z = np.array([[1.0, -1.0]])
    w = np.array([0.0, 0.0, 0.9])
    assert spectral._theorem3(w, z, 0.25) is None
    assert spectral._theorem3(w + np.array([0.1, 0.1, 0]), z, 0.25) is not None


def test_gd_s_rows_are_those_of_its_path() -> None:
    """Trace, norm, gauge, F_S and excess risk at each of the T iterates."""
    data = measured(figures.SPECTRAL)
    masks, _ = instances.lonely_sample(data["n"], seed=SEED)
    z, fresh = masks.astype(float), instances.fresh_masks(data["n"], data["fresh"], seed=SEED)
    path = descend(
        lambda w: np.mean(theorem1_gradient(w, z, data["rho"], xp=np), axis=0),
        instances.sphere(data["d"], seed=SEED),
        data["eta"],
        data["T"],
    )
    rows = spectral.along(data, "GD")
    assert [row[0] for row in rows] == list(range(1, data["T"] + 1))
    for w, row in zip(path, rows, strict=True):
        gauges = theorem1_gauge(w, z, xp=np)
        assert row[3] == pytest.approx(np.max(gauges), rel=1e-9)
        gaps = np.maximum(gauges - data["rho"], 0)
        assert row[4] == pytest.approx(float(np.mean(gaps**2)) / 2, rel=1e-6, abs=1e-15)
        expected = instances.theorem1_excess(w, data["rho"], fresh)
        assert row[5] == pytest.approx(expected, rel=1e-6, abs=1e-15)
    for name in ("s e_I", "SA-GD"):
        assert all(row[4] == 0 for row in spectral.along(data, name))


def test_all_other_columns_stay_at_their_kinks() -> None:
    """At every t the hinges j ≥ 3 of the 2^n − 1 other columns, and at w_1 those of block I too."""
    data = measured(figures.SPECTRAL)
    n, T = data["path"]["n"], data["path"]["T"]
    others = ((1 << n) - 1) * (T - 2)
    assert others <= data["chain"]["kinks"] < others + T - 2


def test_spectral_curves_are_the_table() -> None:
    """Left the excess risk and trace/d on both rays, right trace against excess risk."""
    data = measured(figures.SPECTRAL)
    left, right = drawn(figures.SPECTRAL, data)
    curves = shown(left)
    for at, name in ((0, "s e_I"), (2, "s e_d")):
        rows = spectral.along(data, name)
        assert curves[at] == ([row[0] for row in rows], [row[5] for row in rows])
        expected = [row[1] / data["d"] for row in rows if row[1] is not None]
        assert [y for y in curves[at + 1][1] if y == y] == expected
    pairs = {(row[5], row[1]) for name in spectral.CURVES for row in spectral.along(data, name)}
    for x, y in shown(right):
        assert set(zip(x, y, strict=True)) <= pairs


# -------------------------------------------------------------------------------- trajectories


def test_the_excess_risk_of_sam_is_that_of_its_block() -> None:
    """F(w_t) is ¼ Σ_{j≥2} w_t^(I)(j)² and the one hinge (I, t+1), which is small."""
    data = measured(figures.TRAJECTORIES)
    block, T = trajectories.block(data, "SAM"), data["T"]
    assert data["excess"]["SAM"][0] < 1e-9
    for t in range(3, T + 1):
        quarter = float(np.sum(block[t - 1, 1:] ** 2)) / 4
        hinge = (block[t - 1, t - 1] / 4) ** 2 / 2  # δ ≤ 1/4
        assert quarter <= data["excess"]["SAM"][t - 1] <= quarter + hinge + 1e-9
    quiet = trajectories._runs(data["n"], SEED)
    for method, (path, column, excess) in quiet.items():
        mask = np.ones(path.shape[1], dtype=bool)
        mask[T * column : T * (column + 1)] = False
        assert data["outside"][method] == float(np.max(np.abs(path[:, mask])))
        assert data["excess"][method] == excess
        np.testing.assert_array_equal(
            trajectories.block(data, method), path[:, T * column : T * (column + 1)]
        )


def test_trajectories_are_drawn_in_steps() -> None:
    """t to the right, s upwards, each in units of one step; a curve for each method."""
    data = measured(figures.TRAJECTORIES)
    first, second, curves, *_ = drawn(figures.TRAJECTORIES, data)
    for axes, method in ((first, "SA-GD"), (second, "SAM")):
        (image,) = axes.images
        expected = trajectories.block(data, method).T / trajectories.STEPS[method]
        np.testing.assert_allclose(np.asarray(image.get_array()), expected)
    assert [y for _, y in shown(curves)] == [data["excess"][m] for m in trajectories.STEPS]
