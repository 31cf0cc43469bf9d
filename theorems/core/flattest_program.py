"""The flattest interpolating two-layer ReLU net of any width, as a second-order cone program.

For x'_i = (x_i, 1), or x_i without biases, and the nets f = Σ_j w_j relu(a_j·x') with no
pre-activation exactly 0 at a sample,

    (n/2) inf Tr ∇²L = min Σ_{D,s} 2 a_D ‖D X' u_{D,s}‖
                       such that Σ_D D X' (u_{D,+} − u_{D,−}) = y,  (2D − I) X' u_{D,s} ≥ 0,

over the activation patterns D of open cells and s = ±, with a_D² = Σ_{i in D} ‖x'_i‖². A neuron
w relu(a·x') contributes u = |w| a; its share of Σ ‖∇f(x_i)‖² is w² a_D² + ‖D X'a‖² ≥
2 a_D ‖D X'u‖, with equality after rescaling a against w; and neurons of one pattern and one sign
merge into one that costs no more.

For Sim-BN a neuron is w γ relu(a·x')/‖D X'a‖ √n, whatever the length of a. With u the a of length
‖D X'u‖ = |w γ| √n it contributes D X'u, and ‖γ ⊙ W_2‖_1 = Σ ‖D X'u‖/√n: the same program with the
price 1/√n in place of 2 a_D.

A point that occurs c_i times counts c_i times in a_D² and in the norm, which is then
(Σ_D c_i (x'_i·u)²)^{1/2}. A point that is no sample at all has c_i = 0: it divides the cells and
costs nothing.

Here are the exact data; `flattest_search` has the search, in floats.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

from flint import fmpq_mat

from theorems.core.cells import Arrangement, enumerate_cells
from verify.exact.rational import fmpq_matrix, fraction

__all__ = ["FlattestData", "Measure", "flattest_data", "with_unseen"]

Measure = Literal["trace", "sim_bn"]
"""what is least: Tr ∇²L, or ‖γ ⊙ W_2‖_1 of Sim-BN"""


@dataclass(frozen=True)
class FlattestData:
    """Distinct samples in exact rationals, with their activation patterns.

    Attributes
    ----------
    points, labels
        The distinct points in the order of their first appearance. The label of a point that is no
        sample is without meaning.
    bias : bool
        Whether the hidden neurons have biases.
    counts : tuple of int
        c_i: how often each point occurs.
    samples : tuple of int
        For each sample as given the index of its point.
    measure : Measure
    """

    points: tuple[tuple[Fraction, ...], ...]
    labels: tuple[Fraction, ...]
    bias: bool
    counts: tuple[int, ...]
    samples: tuple[int, ...]
    measure: Measure = "trace"

    @property
    def size(self) -> int:
        """The number of points, samples or not."""
        return len(self.points)

    @property
    def n(self) -> int:
        """The number of samples, repetitions counted."""
        return len(self.samples)

    @property
    def unit(self) -> Fraction:
        """What one of cost is worth: 2/n for the trace, 1 for ‖γ ⊙ W_2‖_1."""
        return Fraction(2, self.n) if self.measure == "trace" else Fraction(1)

    @property
    def seen(self) -> list[int]:
        """The points that are samples."""
        return [i for i, c in enumerate(self.counts) if c]

    @cached_property
    def rows(self) -> tuple[tuple[Fraction, ...], ...]:
        """The rows x'_i of X'."""
        return tuple((*x, Fraction(1)) if self.bias else x for x in self.points)

    @cached_property
    def squares(self) -> tuple[Fraction, ...]:
        """The squared norms ‖x'_i‖²."""
        return tuple(sum((e * e for e in row), Fraction(0)) for row in self.rows)

    @cached_property
    def design(self) -> fmpq_mat:
        """X' as an exact matrix, size × dim."""
        return fmpq_matrix(self.rows)

    @cached_property
    def table(self) -> list[Any]:
        """The rows of `design`."""
        return list(self.design.table())

    @cached_property
    def arrangement(self) -> Arrangement:
        """The open cells of {u : x'_i·u = 0}.

        Raises
        ------
        ValueError
            There are too many; the sentence predicts their number.
        """
        try:
            return enumerate_cells(self.rows)
        except ValueError as error:
            shown = f"{self.size} distinct points of dimension {len(self.points[0])}"
            msg = f"the program over all widths is beyond reach for {shown}: {error}"
            raise ValueError(msg) from error

    @cached_property
    def patterns(self) -> tuple[tuple[int, ...], ...]:
        """For each cell the signs of the pre-activations, 1 or −1."""
        cells = self.arrangement.cells
        return tuple(tuple(1 if s == "+" else -1 for s in cell.signs) for cell in cells)

    def active(self, cell: int) -> list[int]:
        """The samples at which the neurons of a cell are active."""
        return [i for i, s in enumerate(self.patterns[cell]) if s > 0 and self.counts[i]]

    def cap(self, cell: int) -> Fraction:
        """The square of what a neuron of the cell costs per unit of ‖D X'u‖: 4 a_D², or 1/n."""
        if self.measure == "sim_bn":
            return Fraction(1, self.n)
        return 4 * sum((self.counts[i] * self.squares[i] for i in self.active(cell)), Fraction(0))

    def deficient(self) -> int:
        """How many patterns D, not dead, have D X' of lower rank than X'."""
        ranks = (
            fmpq_mat([self.table[i] for i in active]).rank()
            for active in map(self.active, range(len(self.patterns)))
            if active
        )
        return sum(rank < self.arrangement.rank for rank in ranks)


def flattest_data(
    points: Any, labels: Any, *, bias: bool, measure: Measure = "trace"
) -> FlattestData:
    """Read the samples exactly; a float is the binary number that it is.

    Raises
    ------
    TypeError
        An entry is no number.
    ValueError
        There is no sample, shapes disagree, a number is not finite, equal points have different
        labels, or a point is 0 and the nets have no bias.
    """
    if measure not in ("trace", "sim_bn"):
        msg = f"measure must be 'trace' or 'sim_bn', got {measure!r}"
        raise ValueError(msg)
    if hasattr(points, "tolist"):
        points = points.tolist()
    if hasattr(labels, "tolist"):
        labels = labels.tolist()
    xs = tuple(tuple(_exact("points", e) for e in _row(x)) for x in points)
    ys = tuple(_exact("labels", y) for y in labels)
    if not xs:
        msg = "points must hold at least one sample, got none"
        raise ValueError(msg)
    if len(xs) != len(ys):
        msg = f"points and labels must be equally many, got {len(xs)} points and {len(ys)} labels"
        raise ValueError(msg)
    if len({len(x) for x in xs}) > 1 or not xs[0]:
        msg = f"points must have one dimension of at least 1, got {sorted({len(x) for x in xs})}"
        raise ValueError(msg)
    first: dict[tuple[Fraction, ...], int] = {}
    samples = tuple(first.setdefault(x, len(first)) for x in xs)
    counts, values = [0] * len(first), [Fraction(0)] * len(first)
    for x, y, i in zip(xs, ys, samples, strict=True):
        if counts[i] and values[i] != y:
            msg = (
                f"two samples have equal x = ({', '.join(map(str, x))}) and different labels "
                f"{values[i]} and {y}: no interpolator exists"
            )
            raise ValueError(msg)
        if not bias and not any(x):
            msg = "points holds x = 0 and the nets have no bias: no net is smooth there"
            raise ValueError(msg)
        counts[i] += 1
        values[i] = y
    return FlattestData(tuple(first), tuple(values), bias, tuple(counts), samples, measure)


def with_unseen(data: FlattestData, point: Any) -> FlattestData:
    """The same samples, and a last point that is none of them.

    Raises
    ------
    TypeError
        An entry is no number.
    ValueError
        The point has another dimension, is a sample, or is 0 and the nets have no bias.
    """
    x = tuple(
        _exact("point", e) for e in _row(point.tolist() if hasattr(point, "tolist") else point)
    )
    shown = f"({', '.join(map(str, x))})"
    if len(x) != len(data.points[0]):
        msg = f"point must have dimension {len(data.points[0])}, got {shown}"
        raise ValueError(msg)
    if x in data.points:
        msg = f"point must be unseen, got {shown}, which is a sample"
        raise ValueError(msg)
    if not data.bias and not any(x):
        msg = "point is 0 and the nets have no bias: each of them is 0 there"
        raise ValueError(msg)
    return replace(
        data,
        points=(*data.points, x),
        labels=(*data.labels, Fraction(0)),
        counts=(*data.counts, 0),
    )


def _row(x: Any) -> Sequence[Any]:
    if isinstance(x, (list, tuple)) or hasattr(x, "__iter__"):
        return list(x)
    msg = f"points must be a sequence of rows, got the row {x!r}"
    raise TypeError(msg)


def _exact(name: str, value: Any) -> Fraction:
    if isinstance(value, float) and not math.isfinite(value):
        msg = f"{name} must be finite, got {value!r}"
        raise ValueError(msg)
    return fraction(value, exact_float=True)
