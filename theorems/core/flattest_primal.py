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

from theorems.core.flattest_program import FlattestData
from theorems.core.flattest_search import Hint
from verify.exact.rational import fmpq_of, fraction, round_rational, sqrt_ceil

__all__ = [
    "Neuron",
    "net_cost",
    "net_size",
    "net_trace",
    "net_value",
    "repair_primal",
    "repaired_nets",
]

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
    total = Fraction(0)
    for w, values in _interpolating(data, net):
        for i, z in values.items():
            total += data.counts[i] * (z * z + w**2 * data.squares[i])
    return Fraction(2, data.n) * total


def net_size(data: FlattestData, net: Iterable[Neuron], bits: int) -> Fraction:
    """‖γ ⊙ W_2‖_1, rounded up, of the Sim-BN net that is Σ w relu(a·x') at the samples.

    With h = relu(a·x') it has W_2 γ = w (Σ h²/n)^{1/2} at each neuron.

    Raises
    ------
    ValueError
        As `net_trace`.
    """
    total = Fraction(0)
    for w, values in _interpolating(data, net):
        square = sum((data.counts[i] * z * z for i, z in values.items()), Fraction(0))
        total += sqrt_ceil(w * w * square / data.n, bits)
    return total


def net_value(net: Iterable[Neuron], row: Vector) -> Fraction:
    """Σ w relu(a·x'), at x'."""
    zero = Fraction(0)
    return sum((neuron.w * max(_dot(neuron.a, row), zero) for neuron in net), zero)


def _interpolating(
    data: FlattestData, net: Iterable[Neuron]
) -> list[tuple[Fraction, dict[int, Fraction]]]:
    """For each neuron its w and its positive values at the samples, all checked."""
    outputs = dict.fromkeys(data.seen, Fraction(0))
    found = []
    for neuron in net:
        values = {i: _dot(neuron.a, data.rows[i]) for i in outputs}
        for i, z in values.items():
            if not z:
                msg = f"the neuron {neuron} has pre-activation 0 at sample {i}"
                raise ValueError(msg)
        values = {i: z for i, z in values.items() if z > 0}
        for i, z in values.items():
            outputs[i] += neuron.w * z
        found.append((neuron.w, values))
    if any(value != data.labels[i] for i, value in outputs.items()):
        msg = f"the net gives {list(map(str, outputs.values()))}, not the labels"
        raise ValueError(msg)
    return found


def net_cost(data: FlattestData, net: Iterable[Neuron], bits: int) -> Fraction:
    """The measure of the data at this net: exactly, or rounded up."""
    if data.measure == "sim_bn":
        return net_size(data, net, bits)
    return net_trace(data, net)


def repair_primal(data: FlattestData, hint: Hint, *, bits: int = 48) -> tuple[Neuron, ...]:
    """Turn the solver's point into a rational net that interpolates exactly.

    Without a point of the solver the net is still exact, only far from flattest.

    Raises
    ------
    ValueError
        No net of any width interpolates.
    """
    if not any(data.labels[i] for i in data.seen):
        return ()
    return min(repaired_nets(data, hint, bits=bits), key=lambda net: net_cost(data, net, bits))


def repaired_nets(data: FlattestData, hint: Hint, *, bits: int = 48) -> list[tuple[Neuron, ...]]:
    """The rational nets that `repair_primal` chooses from: one for each number of neurons kept."""
    return [_repaired(data, parts, hint.cells) for parts in _supports(data, hint, bits)]


def _repaired(
    data: FlattestData, parts: dict[tuple[int, int], Vector], cells: list[int]
) -> tuple[Neuron, ...]:
    """The net of these vectors, corrected until it interpolates."""
    outputs = dict.fromkeys(data.seen, Fraction(0))
    for (cell, sign), u in parts.items():
        for i in data.active(cell):
            outputs[i] += sign * _dot(u, data.rows[i])
    missing = [data.labels[i] - f for i, f in outputs.items()]
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
        + [value]
        for i, value in zip(data.seen, missing, strict=True)
    ]
    entries = [fmpq_of(entry) for row in table for entry in row]
    reduced, rank = fmpq_mat(len(table), len(columns) + 1, entries).rref()
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
    if data.measure == "sim_bn":
        return Neuron(u, Fraction(sign))
    square = sum(
        (data.counts[i] * _dot(u, data.rows[i]) ** 2 for i in data.active(cell)), Fraction(0)
    )
    ratio = data.cap(cell) / 4 / square
    # c² = a_D / ‖D X'u‖ minimizes c² ‖D X'u‖² + a_D² / c²
    exponent = ratio.numerator.bit_length() - ratio.denominator.bit_length()
    shift = exponent // 4
    c = float(ratio / Fraction(16) ** shift) ** 0.25
    factor = round_rational(c, bits=20) * Fraction(2) ** shift
    return Neuron(tuple(factor * x for x in u), sign / factor)
