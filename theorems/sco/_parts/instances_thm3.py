"""Theorem 3 at a chosen size: all coordinates, what changes, or a sample that no memory holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from theorems.sco._parts.instances import (
    LARGEST_N,
    SPARE,
    drawn,
    norm_of,
    point_near_zero,
    risk_at,
    sample_with_event,
)
from theorems.sco._parts.instances_thm3_paths import lazy, streamed
from theorems.sco._parts.instances_thm3_results import head, ratio_of
from verify.domain import Domain, Integers, Premise, finite, rationals
from verify.instance import Engine, Instance

if TYPE_CHECKING:
    from theorems.core.dense import Point
    from theorems.core.dense_loss import Masked
    from theorems.core.dense_steps import DenseRun
    from verify.domain import Point as Parameters

__all__ = ["THEOREM_3"]


_BYTES_PER_STEP = 500  # integers of Python, their squares, a dozen floats


def execute(p: Parameters, *, engine: Engine, backend: str, seed: int) -> Mapping[str, Any]:
    """Run one method on one sample that has a column of ones."""
    if engine == "dense":
        return _dense(p, backend, seed)
    if p["method"] != "sa_gd" or p["start"]:
        msg = (
            f"the {engine} engine runs sa_gd from 0 alone, got method={p['method']}, "
            f"start={p['start']}"
        )
        raise ValueError(msg)
    return lazy(p, seed) if engine == "lazy" else streamed(p, seed)


def estimate(p: Parameters, engine: Engine) -> int:
    """Bytes: the matrix of w thrice and the masks; the masks and the steps; the steps."""
    n: int = p["n"]
    steps: int = p["T"]
    if engine == "dense":
        from theorems.core.dense_loss import dense_bytes

        return SPARE + dense_bytes(n, 1 << n, steps, average=True) + 24 * steps
    held = 2 * n << n if engine == "lazy" else 0
    return SPARE + held + _BYTES_PER_STEP * steps


# ------------------------------------------------------------------------------ all coordinates


def _dense(p: Parameters, backend: str, seed: int) -> dict[str, Any]:
    from theorems.core.dense import measure
    from theorems.core.dense_loss import Masked
    from theorems.core.dense_risk import population_risk
    from verify.arrays import backend as namespace
    from verify.arrays import to_numpy

    n, steps, rho = p["n"], p["T"], float(p["rho"])
    xp = namespace(backend)
    bits, column, draws = sample_with_event(n, seed=seed, signed=True)
    model = Masked(xp.asarray(bits), rho, signed=True)
    start = point_near_zero(1 << n, steps, float(p["start"]), seed=seed, xp=xp)
    run = _run(p, model, start, column)
    if run.average is None:  # pragma: no cover - every method is asked for it
        raise AssertionError
    results = head(p, column, draws) | {"iterates": int(run.risks.shape[0])}
    if run.raised.shape[0] and p["method"] in ("sa_gd", "sam"):
        gaps = to_numpy(run.ceilings) - to_numpy(run.raised)
        results["largest gap of the ends of F_S^r(w_t)"] = float(gaps.max())
    for name, point in (("w_T", run.last), ("w_avg", run.average)):
        moments = measure(point)
        results |= {f"|{name}|": norm_of(moments), f"F_S({name})": risk_at(model, point)}
        fresh = population_risk(moments, rho, signed=True, seed=seed)
        results |= drawn(f"F({name})", fresh)
    return results | ratio_of(p, fresh.value)


def _run(p: Parameters, model: Masked, start: Point, column: int) -> DenseRun:
    from theorems.core.dense import Axis
    from theorems.core.dense_descent import dense_gd, dense_sa_gd, dense_sam, dense_sgd

    eta, r, tau = float(p["eta"]), float(p["r"]), p["tau"]
    match p["method"]:
        case "gd":
            return dense_gd(model, start, eta=eta, steps=p["T"], tau=tau)
        case "sgd":
            passed = model.seen.shape[0]
            return dense_sgd(model, start, eta=eta, order=range(passed), tau=min(tau, passed + 1))
        case "sam":
            return dense_sam(model, start, radius=r, eta=eta, steps=p["T"], zero=p["zero"], tau=tau)
    return dense_sa_gd(
        model,
        lambda t: Axis(column, t - 1, r),
        start,
        radius=r,
        eta=eta,
        steps=p["T"],
        tau=tau,
    )


THEOREM_3 = Instance(
    Domain(
        {
            "n": Integers(1, LARGEST_N),
            "T": Integers(1, 10**9),
            "eta": rationals("0 <"),
            "r": rationals("0 <="),
            "rho": rationals("0 <="),
            "tau": Integers(1),
            "method": finite(["sa_gd", "gd", "sgd", "sam"]),
            "zero": finite(["stay", "plus", "minus"]),
            "start": rationals("0 <="),
        },
        (
            Premise("rho <= r", lambda p: p["rho"] <= p["r"]),
            Premise("tau <= T", lambda p: p["tau"] <= p["T"]),
        ),
    ),
    {
        "n": 8,
        "T": 1000,
        "eta": "1",
        "r": "1/1000",
        "rho": "0",
        "tau": 1,
        "method": "sa_gd",
        "zero": "stay",
        "start": "0",
    },
    ("dense", "lazy", "streamed"),
    estimate,
    execute,
)
"""SA-GD (or GD, one-pass SGD, SAM) from 0, or from a Gaussian point of norm about `start`."""
