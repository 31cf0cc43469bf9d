"""The losses of Theorems 1 and 3 on a sample, from the moments of a point (`theorems.core.dense`).

    f(w, z) = ½[ sqrt(Σ_i q_z(i) + w(d)²) − ρ ]_+²

Its gradient is the point with the entries of each column and sign multiplied by one factor.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from theorems.core.dense import TILE, Factors, Moments
from theorems.core.losses import hinge_square, hinge_square_slope
from verify.arrays import Array, namespace

if TYPE_CHECKING:
    from jaxtyping import Bool, Float

__all__ = ["Masked", "dense_bytes", "gauges", "gradient_factors", "risk"]

_MASK_COLUMNS = 1 << 16


@dataclass(frozen=True)
class Masked:
    """The loss of Theorem 1 (`signed` false) or 3 (`signed` true) on a sample.

    Attributes
    ----------
    seen
        One row for each sample; whether z(i) is 1, where it else is 0 or −1.
    rho
        ρ ≥ 0.
    signed
        Whether masks are signs.
    """

    seen: Bool[Array, "n N"]
    rho: float
    signed: bool


def dense_bytes(
    n: int, columns: int, length: int, *, itemsize: int = 8, average: bool = False
) -> int:
    """Return how many bytes a run holds at most: w_1, w_t, ŵ_τ if asked, masks, column sums."""
    coordinates = columns * length * (3 if average else 2)
    sums = 12 * columns  # moments, factors, and those of the point before
    tiles = 2 * min(TILE, columns * length) + 2 * n * min(_MASK_COLUMNS, columns)
    return itemsize * (coordinates + sums + tiles) + n * columns


def gauges(model: Masked, moments: Moments) -> Float[Array, " n"]:
    """Return sqrt(Σ_i q_z(i) + w(d)²) for every sample.

    Raises
    ------
    ValueError
        If the masks do not have a column for each column of the point.
    """
    xp = namespace(moments.plus)
    columns = moments.plus.shape[0]
    if model.seen.shape[1] != columns:
        msg = f"masks must have {columns} columns to fit the point, got {model.seen.shape[1]}."
        raise ValueError(msg)
    plus, minus = moments.plus, moments.minus
    squares = xp.zeros_like(moments.last) + moments.last**2
    for part in _parts(columns):
        seen, unseen = _weights(model, part, plus, xp)
        if model.signed:
            squares = squares + seen @ plus[part] + unseen @ minus[part]
        else:
            squares = squares + seen @ (plus[part] + minus[part])
    return xp.sqrt(squares)


def gradient_factors(model: Masked, gauge: Array, weights: Array) -> Factors:
    """Return the factors that turn the point with these gauges into Σ_z weights(z) ∇f(·, z)."""
    xp = namespace(gauge)
    slopes = weights * hinge_square_slope(gauge, model.rho, xp=xp)
    plus, minus = [], []
    for part in _parts(model.seen.shape[1]):
        seen, unseen = _weights(model, part, slopes, xp)
        plus.append(slopes @ seen)
        minus.append(slopes @ unseen if model.signed else plus[-1])
    return Factors(xp.concat(plus), xp.concat(minus), xp.sum(slopes))


def _parts(columns: int) -> Iterator[slice]:
    for low in range(0, columns, _MASK_COLUMNS):
        yield slice(low, min(columns, low + _MASK_COLUMNS))


def _weights(model: Masked, part: slice, like: Array, xp: Any) -> tuple[Array, Array]:
    seen = model.seen[:, part]
    unseen = xp.astype(xp.logical_not(seen), like.dtype) if model.signed else seen
    return xp.astype(seen, like.dtype), unseen


def risk(model: Masked, gauge: Array) -> Array:
    """Return F_S, the mean of ½[gauge − ρ]_+²."""
    xp = namespace(gauge)
    return xp.mean(hinge_square(gauge, model.rho, xp=xp))
