"""The upper end of the flattest trace: a rational net that interpolates, repaired from floats.

The solver's u_{D,s} are rounded and moved along an interior point of their cell until every
pre-activation has its strict sign; the labels are then met exactly by a small correction. The
trace of the net, (2/n) Σ ‖∇f(x_i)‖², is a rational number.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from flint import fmpq_mat

from theorems.core.flattest_program import FlattestData, Hint
from verify.exact.rational import fmpq_of, fraction, round_rational

__all__ = ["Neuron", "net_trace", "repair_primal"]

Vector = tuple[Fraction, ...]
DROP = (1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7)
"""below which part of the largest one a neuron of the solver is dropped: all are tried"""


@dataclass(frozen=True, slots=True)
class Neuron:
    """The hidden neuron w relu(a·x'); with biases the last entry of a is the bias."""

    a: Vector
    w: Fraction


def net_trace(data: FlattestData, net: Iterable[Neuron]) -> Fraction:
    """(2/n) Σ_i ‖∇f(x_i)‖², exactly, for a net that is smooth at the samples and interpolates.

    Raises
    ------
    ValueError
        A pre-activation is 0, or the net does not interpolate.
    """
    outputs, total = [Fraction(0)] * data.n, Fraction(0)
    for neuron in net:
        for i, row in enumerate(data.rows):
            z = _dot(neuron.a, row)
            if not z:
                msg = f"the neuron {neuron} has pre-activation 0 at sample {i}"
                raise ValueError(msg)
            if z > 0:
                outputs[i] += neuron.w * z
                total += z * z + neuron.w**2 * data.squares[i]
    if tuple(outputs) != data.labels:
        msg = f"the net gives {list(map(str, outputs))}, not the labels"
        raise ValueError(msg)
    return Fraction(2, data.n) * total


def repair_primal(data: FlattestData, hint: Hint, *, bits: int = 48) -> tuple[Neuron, ...]:
    """Turn the solver's point into a rational net that interpolates exactly.

    Without a point of the solver the net is still exact, only far from flattest.

    Raises
    ------
    ValueError
        No net of any width interpolates.
    """
    if not any(data.labels):
        return ()
    nets = [_repaired(data, parts, hint.cells) for parts in _supports(data, hint, bits)]
    return min(nets, key=lambda net: net_trace(data, net))


def _repaired(
    data: FlattestData, parts: dict[tuple[int, int], Vector], cells: list[int]
) -> tuple[Neuron, ...]:
    """The net of these vectors, corrected until it interpolates."""
    outputs = [Fraction(0)] * data.n
    for (cell, sign), u in parts.items():
        for i in data.active(cell):
            outputs[i] += sign * _dot(u, data.rows[i])
    missing = [y - f for y, f in zip(data.labels, outputs, strict=True)]
    if any(missing):
        used = list(dict.fromkeys(cell for cell, _ in parts))
        others = [cell for cell in cells if cell not in used]
        correction = _correction(data, used, missing)
        if correction is None:
            correction = _correction(data, used + others, missing)
        if correction is None:
            msg = (
                "the labels are not in the span of what neurons can output on these points: "
                "no interpolator exists"
            )
            raise ValueError(msg)
        for cell, v in correction.items():
            _add(data, parts, cell, v)
    return tuple(_balanced(data, cell, sign, u) for (cell, sign), u in parts.items())


def _dot(a: Vector, b: Vector) -> Fraction:
    return sum((x * y for x, y in zip(a, b, strict=True)), Fraction(0))


def _slacks(data: FlattestData, cell: int, u: Vector) -> list[Fraction]:
    """σ_i x'_i·u, all positive iff u lies in the open cell."""
    return [s * _dot(row, u) for s, row in zip(data.patterns[cell], data.rows, strict=True)]


def _shifted(u: Vector, step: Fraction, p: Vector) -> Vector:
    return tuple(x + step * y for x, y in zip(u, p, strict=True))


def _step_inside(data: FlattestData, cell: int, u: Vector, margin: Fraction) -> Fraction:
    """A power of 2, at least `margin`, such that u plus that times the interior point is inside."""
    interior = data.arrangement.cells[cell].interior
    depths = _slacks(data, cell, interior)
    need = max(-a / b for a, b in zip(_slacks(data, cell, u), depths, strict=True))
    least = max(2 * need, margin)
    return Fraction(2) ** (least.numerator.bit_length() - least.denominator.bit_length() + 1)


def _supports(data: FlattestData, hint: Hint, bits: int) -> list[dict[tuple[int, int], Vector]]:
    """The solver's vectors, rounded and moved into their open cells: for each threshold those left.

    Without a point of the solver the only choice is to start from nothing.
    """
    if hint.u is None or not np.isfinite(hint.u).all() or not hint.u.any():
        return [{}]
    masks = np.array([data.patterns[k] for k in hint.cells]) > 0
    sizes = np.linalg.norm(masks * (hint.u @ np.array(data.rows, dtype=float).T), axis=2)
    kept = max(bits - math.frexp(float(np.abs(hint.u).max()))[1], 0)
    smallest = min(DROP) * sizes.max()
    moved: dict[tuple[int, int], Vector] = {}
    size: dict[tuple[int, int], float] = {}
    for k, position in zip(*np.nonzero(sizes > smallest), strict=True):
        cell, sign = hint.cells[position], 1 - 2 * int(k)
        u = tuple(round_rational(float(v), bits=kept) for v in hint.u[k, position])
        interior = data.arrangement.cells[cell].interior
        margin = Fraction(1, 2**kept) / max(map(abs, interior))
        moved[cell, sign] = _shifted(u, _step_inside(data, cell, u, margin), interior)
        size[cell, sign] = sizes[k, position]
    supports = [frozenset(key for key in moved if size[key] > drop * sizes.max()) for drop in DROP]
    return [
        {key: moved[key] for key in moved if key in support} for support in dict.fromkeys(supports)
    ]


def _correction(
    data: FlattestData, cells: list[int], missing: list[Fraction]
) -> dict[int, Vector] | None:
    """Vectors v_D with Σ_D D X' v_D = missing, from the first columns that span it."""
    if not cells:
        return None
    dim = len(data.rows[0])
    columns = [(cell, k) for cell in cells for k in range(dim)]
    table = [
        [data.rows[i][k] if data.patterns[cell][i] > 0 else Fraction(0) for cell, k in columns]
        + [missing[i]]
        for i in range(data.n)
    ]
    entries = [fmpq_of(entry) for row in table for entry in row]
    reduced, rank = fmpq_mat(data.n, len(columns) + 1, entries).rref()
    found: dict[int, list[Fraction]] = {}
    for row in range(rank):
        pivot = next(j for j in range(len(columns) + 1) if reduced[row, j] != 0)
        if pivot == len(columns):
            return None
        cell, k = columns[pivot]
        found.setdefault(cell, [Fraction(0)] * dim)[k] = fraction(reduced[row, len(columns)])
    return {cell: tuple(v) for cell, v in found.items() if any(v)}


def _add(data: FlattestData, parts: dict[tuple[int, int], Vector], cell: int, v: Vector) -> None:
    """Add v to what the neurons of a cell contribute, inside the cell."""
    for sign in (1, -1):
        if (cell, sign) in parts:
            moved = _shifted(parts[cell, sign], Fraction(sign), v)
            if min(_slacks(data, cell, moved)) > 0:
                parts[cell, sign] = moved
                return
    interior = data.arrangement.cells[cell].interior
    back = tuple(-x for x in v)
    margin = Fraction(1, 2**80)
    # u + p and p contribute u, whatever p in the cell is
    step = max(_step_inside(data, cell, w, margin) for w in (v, back))
    zero = (Fraction(0),) * len(v)
    for sign, w in ((1, v), (-1, zero)):
        start = parts.get((cell, sign), zero)
        parts[cell, sign] = _shifted(_shifted(start, Fraction(1), w), step, interior)


def _balanced(data: FlattestData, cell: int, sign: int, u: Vector) -> Neuron:
    """The neuron with |w| a = u that is flattest, up to rounding the factor to 20 bits."""
    square = sum((_dot(u, data.rows[i]) ** 2 for i in data.active(cell)), Fraction(0))
    ratio = data.cap(cell) / 4 / square
    # c² = a_D / ‖D X'u‖ minimizes c² ‖D X'u‖² + a_D² / c²
    exponent = ratio.numerator.bit_length() - ratio.denominator.bit_length()
    shift = exponent // 4
    c = float(ratio / Fraction(16) ** shift) ** 0.25
    factor = round_rational(c, bits=20) * Fraction(2) ** shift
    return Neuron(tuple(factor * x for x in u), sign / factor)
