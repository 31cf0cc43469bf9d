"""The population risk of a point of which all coordinates are known: exact masses, or fresh masks.

F(w) is the mean of ½[p_z(w) − ρ]_+² over all 2^N masks z, of which only those columns count where w
is not zero. Few such columns are enumerated; more are met by masks drawn afresh, and the mean is
then an estimate. Sums are floats on the host.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from theorems.core.dense import Moments
from theorems.core.dense_loss import Masked, gauges
from theorems.core.losses import hinge_square
from theorems.core.masks import bernoulli_masks
from verify.arrays import to_numpy

__all__ = ["PopulationRisk", "population_risk"]

_FEW = 12
_LEAST, _MOST, _ALL_BITS = 64, 1024, 1 << 28
_BITS = 1 << 22  # masks held at a time
_STREAM = 1 << 32  # far from the streams that samples are drawn from


@dataclass(frozen=True)
class PopulationRisk:
    """A mean over masks.

    Attributes
    ----------
    value
        F(w), up to rounding, or its estimate.
    draws
        The number of fresh masks, 0 if all were enumerated.
    error
        The standard error of an estimate, else 0.
    """

    value: float
    draws: int = 0
    error: float = 0.0


def population_risk(
    moments: Moments, rho: float, *, signed: bool, seed: int, draws: int | None = None
) -> PopulationRisk:
    """Return F(w) for z uniform on {0,1}^N, or on {−1,1}^N if `signed`.

    Parameters
    ----------
    moments
        Those of w.
    rho, signed
        As for `theorems.core.dense_loss.Masked`.
    seed
        Of the fresh masks.
    draws
        Their number, at least 2; if not given 1024, fewer beyond 2^18 columns but 64.

    Raises
    ------
    ValueError
        If draws < 2.
    """
    if draws is not None and draws < 2:
        msg = f"draws must be at least 2, got {draws!r}."
        raise ValueError(msg)
    plus = to_numpy(moments.plus).astype(np.float64)
    minus = to_numpy(moments.minus).astype(np.float64)
    # written so that nan counts as seen
    here = np.flatnonzero(~((plus == 0) & (minus == 0)))
    seen = Moments(plus[here], minus[here], np.asarray(float(moments.last)))
    count = len(here)
    if count <= _FEW:
        codes = np.arange(1 << count)
        masks = ((codes[:, None] >> np.arange(count)) & 1).astype(np.bool_)
        losses = hinge_square(gauges(Masked(masks, rho, signed), seen), rho)
        return PopulationRisk(float(losses.mean()))
    if draws is None:
        draws = max(_LEAST, min(_MOST, _ALL_BITS // count))
    values = []
    for k, first in enumerate(range(0, draws, high := max(1, _BITS // count))):
        rows = min(high, draws - first)
        masks = bernoulli_masks(rows, count, seed=seed, stream=_STREAM + k)
        values.append(hinge_square(gauges(Masked(masks, rho, signed), seen), rho))
    drawn = np.concatenate(values)
    error = float(drawn.std(ddof=1)) / math.sqrt(draws)
    return PopulationRisk(float(drawn.mean()), draws, error)
