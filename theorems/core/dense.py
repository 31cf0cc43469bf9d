"""All coordinates of points of Theorems 1 and 3, in tiles that stay in cache.

A point of R^(N T + 1) is N columns of T coordinates, kept as the rows of a matrix, and one last
coordinate. Of column i a sample sees no more than a sum of squares,

    f(w, z) = ½[ sqrt(Σ_i q_z(i) + w(d)²) − ρ ]_+²,
    P_i = Σ_j [w^(i)(j)]_+²,  N_i = Σ_j [−w^(i)(j)]_+²,

with q_z(i) = P_i or N_i by the sign of z(i) in Theorem 3, and z(i)(P_i + N_i) in Theorem 1 (T = 1).
So a gradient is w with the positive entries of each column scaled by one number and the negative
ones by another, and a step is one pass over w: it rescales a tile, sums the squares of what it has
written while that is in cache, and goes on. What a step must move is w, once in and once out.

The functions ask `verify.arrays.namespace` for their library and write into `Point.rows` in place.
The losses are in `theorems.core.dense_loss`; the plain twins without tiles are
`theorems.core.losses` with `theorems.core.descent`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import array_api_compat

from verify.arrays import Array, namespace

if TYPE_CHECKING:
    from jaxtyping import Float

__all__ = [
    "TILE",
    "Axis",
    "Factors",
    "Moments",
    "Point",
    "entry",
    "exchanged",
    "flat",
    "measure",
    "moved",
    "origin",
    "rescale",
    "scaled",
]

TILE = 1 << 15
"""Coordinates of a tile: with its copy, 512 KiB in float64: inside an L2 cache, and few calls."""
_DEVICE_TILE = 1 << 26  # an accelerator wants few launches


@dataclass(frozen=True)
class Point:
    """A point: its columns as rows of a matrix that steps overwrite, and its last coordinate."""

    rows: Float[Array, "N T"]
    last: Float[Array, ""]


@dataclass(frozen=True)
class Moments:
    """What a sample can see of a point: P and N of each column, and the last coordinate."""

    plus: Float[Array, " N"]
    minus: Float[Array, " N"]
    last: Float[Array, ""]


@dataclass(frozen=True)
class Factors:
    """What multiplies the positive and negative entries of each column, and the last coordinate."""

    plus: Float[Array, " N"]
    minus: Float[Array, " N"]
    last: Float[Array, ""]


@dataclass(frozen=True)
class Axis:
    """A multiple of a basis vector: `amount` at one place of a column, all counted from 0.

    A `column` of None means the last coordinate.
    """

    column: int | None
    position: int
    amount: float


def origin(columns: int, length: int, *, xp: Any, dtype: Any = None, device: Any = None) -> Point:
    """Return 0 in R^(columns · length + 1).

    Raises
    ------
    ValueError
        If there is no column or no coordinate in it.
    """
    for name, value in (("columns", columns), ("length", length)):
        if value < 1:
            msg = f"{name} must be at least 1, got {value!r}."
            raise ValueError(msg)
    dtype = xp.float64 if dtype is None else dtype
    rows = xp.zeros((columns, length), dtype=dtype, device=device)
    return Point(rows, xp.zeros((), dtype=dtype, device=device))


def flat(point: Point) -> Float[Array, " d"]:
    """Return a copy of a point as a vector: the columns one after the other, then w(d)."""
    xp = namespace(point.rows)
    return xp.concat([xp.reshape(point.rows, (-1,)), xp.reshape(point.last, (1,))])


def _tiles(rows: Array, block: int | None) -> Iterator[tuple[int, int, int, int]]:
    if block is None:
        block = _DEVICE_TILE if array_api_compat.is_cupy_array(rows) else TILE
    if block < 1:
        msg = f"block must be at least 1, got {block!r}."
        raise ValueError(msg)
    columns, length = rows.shape
    high, wide = max(1, block // length), min(block, length)
    for low in range(0, columns, high):
        for first in range(0, length, wide):
            yield low, min(columns, low + high), first, min(length, first + wide)


def _squares(tile: Array, xp: Any) -> Array:
    # vecdot on rows of one entry would be one call of a library for each
    return tile[:, 0] ** 2 if tile.shape[1] == 1 else xp.vecdot(tile, tile)


def _zero_row(rows: Array, xp: Any) -> Array:
    # NumPy's maximum is several times faster against an array than against a scalar
    device = array_api_compat.device(rows)
    return xp.zeros((1, rows.shape[1]), dtype=rows.dtype, device=device)


def _by_sign(factors: Factors, up: Array, down: Array, last: Array) -> Moments:
    """Give the squares of once positive and once negative entries to the signs they now have."""
    xp = namespace(up)
    none = xp.zeros_like(up)
    kept, turned = factors.plus > 0, factors.minus < 0
    return Moments(
        xp.where(kept, up, none) + xp.where(turned, down, none),
        xp.where(kept, none, up) + xp.where(turned, none, down),
        last,
    )


def measure(point: Point, *, block: int | None = None) -> Moments:
    """Return the moments of a point, and change nothing."""
    xp = namespace(point.rows)
    rows, zero = point.rows, _zero_row(point.rows, xp)
    plus, minus = xp.zeros_like(rows[:, 0]), xp.zeros_like(rows[:, 0])
    for low, high, first, stop in _tiles(rows, block):
        tile = rows[low:high, first:stop]
        positive = xp.maximum(tile, zero[:, first:stop])
        plus[low:high] += _squares(positive, xp)
        positive -= tile  # exact: the negative entries are left, without their signs
        minus[low:high] += _squares(positive, xp)
    return Moments(plus, minus, point.last)


def scaled(moments: Moments, factors: Factors) -> Moments:
    """Return the moments of a point times factors, which it does not take the point to know."""
    up, down = moments.plus * factors.plus**2, moments.minus * factors.minus**2
    return _by_sign(factors, up, down, moments.last * factors.last)


def rescale(
    point: Point, factors: Factors, *, total: Array | None = None, block: int | None = None
) -> tuple[Point, Moments]:
    """Multiply each entry by the factor of its column and sign, in one pass.

    Parameters
    ----------
    point
        Its rows are overwritten.
    factors
        The numbers to multiply by.
    total
        If given, a matrix to which the new rows are added in the same pass.
    block
        The number of coordinates of a tile.

    Returns
    -------
    tuple
        The new point, and its moments, taken from the entries as they were written.
    """
    xp = namespace(point.rows)
    rows, zero = point.rows, _zero_row(point.rows, xp)
    up, down = xp.zeros_like(rows[:, 0]), xp.zeros_like(rows[:, 0])
    for low, high, first, stop in _tiles(rows, block):
        tile = rows[low:high, first:stop]
        positive = xp.maximum(tile, zero[:, first:stop])
        tile -= positive  # exact: the negative entries are left
        positive *= factors.plus[low:high, None]
        tile *= factors.minus[low:high, None]
        up[low:high] += _squares(positive, xp)
        down[low:high] += _squares(tile, xp)
        tile += positive
        if total is not None:
            total[low:high, first:stop] += tile
    last = point.last * factors.last
    return replace(point, last=last), _by_sign(factors, up, down, last)


def entry(point: Point, axis: Axis) -> Array:
    """Return a copy of the coordinate that an axis names."""
    value = point.last if axis.column is None else point.rows[axis.column, axis.position]
    return value + 0.0


def moved(moments: Moments, old: Array, axis: Axis) -> Moments:
    """Return the moments after `axis` was added to a point whose coordinate there is `old`."""
    new = old + axis.amount
    if axis.column is None:
        return replace(moments, last=new)
    return exchanged(moments, axis.column, old, new)


def exchanged(moments: Moments, column: int, old: Array | None, new: Array) -> Moments:
    """Return the moments after one entry of a column changed; an `old` of None is a zero."""
    xp = namespace(moments.plus)
    sums = []
    for values, sign in ((moments.plus, 1.0), (moments.minus, -1.0)):
        changed = xp.asarray(values, copy=True)
        rest = changed[column]
        if old is not None:
            rest = _relu(rest - _relu(sign * old, xp) ** 2, xp)
        changed[column] = rest + _relu(sign * new, xp) ** 2
        sums.append(changed)
    return Moments(sums[0], sums[1], moments.last)


def _relu(x: Array, xp: Any) -> Array:
    return xp.maximum(x, xp.zeros_like(x))
