"""Theorem 1 at a chosen size: both minimizers and the methods on all coordinates, or streamed."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.sco._parts.instances import (
    LARGEST_N,
    SPARE,
    drawn,
    point_near_zero,
    risk_at,
    sample_with_event,
)
from verify.domain import Domain, Integers, rationals
from verify.instance import Engine, Instance

if TYPE_CHECKING:
    from theorems.core.dense import Point
    from theorems.core.dense_loss import Masked
    from verify.domain import Point as Parameters

__all__ = ["THEOREM_1"]


def execute(p: Parameters, *, engine: Engine, backend: str, seed: int) -> Mapping[str, Any]:
    """Evaluate w1 = e_I and w2 = ρ e_d on one sample that has a zero column."""
    return _dense(p, backend, seed) if engine == "dense" else _streamed(p, seed)


def estimate(p: Parameters, engine: Engine) -> int:
    """Bytes: w, its copies and the masks; or the blocks of a few threads."""
    n: int = p["n"]
    if engine == "dense":
        from theorems.core.dense_loss import dense_bytes

        return SPARE + dense_bytes(n, 1 << n, 1, average=True) + (n << n) + 24 * int(p["T"])
    return SPARE


def _dense(p: Parameters, backend: str, seed: int) -> dict[str, Any]:
    from theorems.core.dense import Point, measure, origin
    from theorems.core.dense_descent import dense_gd, dense_sam, dense_sgd
    from theorems.core.dense_loss import Masked
    from theorems.core.dense_risk import population_risk
    from verify.arrays import backend as namespace

    n, rho, r, eta = p["n"], float(p["rho"]), float(p["r"]), float(p["eta"])
    xp = namespace(backend)
    bits, column, draws = sample_with_event(n, seed=seed, signed=False)
    model = Masked(xp.asarray(bits), rho, signed=False)
    results = _head(p, column, draws)

    def population(name: str, point: Point) -> Mapping[str, Any]:
        return drawn(name, population_risk(measure(point), rho, signed=False, seed=seed))

    flat = origin(1 << n, 1, xp=xp)
    flat.rows[column, 0] = 1.0
    sharp = Point(xp.zeros_like(flat.rows), xp.zeros_like(flat.last) + rho)
    for name, point in (("w1 = e_I", flat), ("w2 = rho e_d", sharp)):
        low, high = _ends(model, point, r)
        results |= {
            f"F_S({name})": risk_at(model, point),
            f"F_S^r({name}) at least": low,
            f"F_S^r({name}) at most": high,
        }
        results |= population(f"F({name})", point)
    start = point_near_zero(1 << n, 1, float(p["start"]), seed=seed, xp=xp)
    runs = {
        "GD": dense_gd(model, start, eta=eta, steps=p["T"]),
        "SAM": dense_sam(model, start, radius=r, eta=eta, steps=p["T"], zero="stay"),
        "SGD, one pass": dense_sgd(model, start, eta=eta, order=range(n)),
    }
    results |= {"F_S(start)": risk_at(model, start), **population("F(start)", start)}
    for name, run in runs.items():
        results |= {f"F_S({name})": float(run.risks[-1]), **population(f"F({name})", run.last)}
    return results


def _ends(model: Masked, point: Point, r: float) -> tuple[float, float]:
    """F_S(w + r e_d), and the mean of ½[p_z(w) + r − ρ]_+²."""
    from theorems.core.dense import Axis, entry, measure, moved
    from theorems.core.dense_loss import gauges, risk

    moments, up = measure(point), Axis(None, 0, r)
    low = risk(model, gauges(model, moved(moments, entry(point, up), up)))
    return float(low), float(risk(model, gauges(model, moments) + r))


def _streamed(p: Parameters, seed: int) -> dict[str, Any]:
    import os

    from theorems.core.streaming import saer_brackets, stream

    for draws in range(1, 65):
        masks = stream(
            p["n"], seed=seed, stream=draws - 1, workers=os.cpu_count() or 1, count_ones=False
        )
        flat, sharp = saer_brackets(masks, r=p["r"], rho=p["rho"])
        if masks.first_zero is not None and flat is not None:
            break
    else:
        msg = f"seed must give a sample with a zero column within 64 draws, got {seed}"
        raise ValueError(msg)
    # half of all z see e_I, and at a distance 1 − ρ from the ball where they charge nothing
    far = max(1 - p["rho"], Fraction(0)) ** 2 / 4
    return _head(p, masks.first_zero, draws) | {
        "bits streamed": masks.bits,
        "zero columns": masks.zero_columns,
        "F_S^r(w1 = e_I) at least": str(flat[0]),
        "F_S^r(w1 = e_I) at most": str(flat[1]),
        "F_S^r(w2 = rho e_d) at least": str(sharp[0]),
        "F_S^r(w2 = rho e_d) at most": str(sharp[1]),
        "F(w1 = e_I)": str(far),
        "F(w2 = rho e_d)": "0",
    }


def _head(p: Parameters, column: int, draws: int) -> dict[str, Any]:
    return {
        "d = 2^n + 1": (1 << p["n"]) + 1,
        "samples drawn until a column is 0 in all masks": draws,
        "column I": column + 1,
    }


THEOREM_1 = Instance(
    Domain(
        {
            "n": Integers(1, LARGEST_N),
            "rho": rationals("0 <=", "<= 1/2"),
            "r": rationals("0 <="),
            "T": Integers(1, 10**9),
            "eta": rationals("0 <"),
            "start": rationals("0 <="),
        }
    ),
    {"n": 12, "rho": "1/4", "r": "1/2", "T": 100, "eta": "1", "start": "1"},
    ("dense", "streamed"),
    estimate,
    execute,
)
"""The two minimizers; and GD, SAM and one-pass SGD from a Gaussian point of norm about `start`."""
