"""What the instances of Theorems 1, 3, 7 share: samples with their event, starts, what is shown."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    from theorems.core.dense import Moments, Point
    from theorems.core.dense_loss import Masked
    from theorems.core.dense_risk import PopulationRisk

__all__ = [
    "LARGEST_N",
    "SPARE",
    "drawn",
    "norm_of",
    "point_near_zero",
    "risk_at",
    "sample_with_event",
]

LARGEST_N = 60
SPARE = 1 << 27  # bytes: modules, and fresh masks
_ATTEMPTS = 64


def sample_with_event(
    n: int, *, seed: int, signed: bool = False, alone: bool = False
) -> tuple[np.ndarray[Any, Any], int, int]:
    """Draw samples of n masks of 2^n columns until one has the event of the proofs.

    Parameters
    ----------
    n, seed
        Of the masks.
    signed
        Whether the event is a column of ones, not of zeros.
    alone
        Whether there must be no other such column.

    Returns
    -------
    tuple
        The bits of the sample, True for z(i) = 1; the first column, from 0, that is zero (or, if
        `signed`, one) in every mask; and the number of samples drawn.

    Raises
    ------
    ValueError
        If no sample has the event, which for a fair seed is less likely than 10^-12.
    """
    import numpy as np

    from theorems.core.masks import bernoulli_masks, zero_columns

    for stream in range(_ATTEMPTS):
        bits = bernoulli_masks(n, 1 << n, seed=seed, stream=stream)
        columns = zero_columns(~bits if signed else bits)
        if len(columns) == 1 or (len(columns) and not alone):
            return np.asarray(bits), int(columns[0]), stream + 1
    msg = f"seed must give a sample with the event within {_ATTEMPTS} draws, got {seed}"
    raise ValueError(msg)


def point_near_zero(columns: int, length: int, size: float, *, seed: int, xp: Any) -> Point:
    """Return 0, or a Gaussian point with E‖w‖² = size²."""
    import numpy as np

    from theorems.core.dense import Point, origin

    if size == 0:
        return origin(columns, length, xp=xp)
    scale = size / math.sqrt(columns * length + 1)
    rng = np.random.default_rng(seed)
    rows = rng.standard_normal((columns, length))
    rows *= scale
    return Point(xp.asarray(rows), xp.asarray(scale * rng.standard_normal()))


def norm_of(moments: Moments) -> float:
    """‖w‖."""
    from verify.arrays import to_numpy

    squares = float(to_numpy(moments.plus).sum()) + float(to_numpy(moments.minus).sum())
    return math.sqrt(squares + float(moments.last) ** 2)


def drawn(name: str, risk: PopulationRisk) -> Mapping[str, Any]:
    """A population risk as results: with its standard error where it is an estimate."""
    if not risk.draws:
        return {name: risk.value}
    return {name: risk.value, f"{name}: standard error, {risk.draws} fresh masks": risk.error}


def risk_at(model: Masked, point: Point) -> float:
    """F_S at a point."""
    from theorems.core.dense import measure
    from theorems.core.dense_loss import gauges, risk

    return float(risk(model, gauges(model, measure(point))))
