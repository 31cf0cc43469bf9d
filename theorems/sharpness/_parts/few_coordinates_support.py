"""The k extreme points that the first s coordinates take, with directions, labels and samples.

A *support* is JSON data ``{"V": points, "W": directions, "y": labels, "S": samples}``, rationals as
text: w_j is a unit vector with w_j·v_j > w_j·v_i for i ≠ j, y_j the label where the first s
coordinates are v_j, and a sample ``[j, rest...]`` is (v_j, rest), all samples of one norm R.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from theorems.core.scalars import dot
from theorems.sharpness._parts.labelled_data import Labelled
from verify.domain import Objects

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy


__all__ = ["Support", "Vector", "read", "supports"]


Data = Mapping[str, Any]
Vector = tuple[Fraction, ...]


@dataclass(frozen=True)
class Support:
    """The k extreme points with directions and labels, and samples (j, rest)."""

    V: tuple[Vector, ...]
    W: tuple[Vector, ...]
    y: tuple[Fraction, ...]
    S: tuple[tuple[int, Vector], ...]

    @cached_property
    def samples(self) -> Labelled:
        """The samples with their labels."""
        return Labelled(
            tuple((*self.V[j], *rest) for j, rest in self.S), tuple(self.y[j] for j, _ in self.S)
        )

    @cached_property
    def gap(self) -> Fraction:
        """min over i ≠ j of w_j·(v_j − v_i); 1 for a single point."""
        gaps = [
            dot(w, v) - dot(w, other)
            for j, (v, w) in enumerate(zip(self.V, self.W, strict=True))
            for i, other in enumerate(self.V)
            if i != j
        ]
        return min(gaps, default=Fraction(1))


def read(data: Data) -> Support:
    """The support that is written as JSON.

    Raises
    ------
    ValueError
        If a w_j is no unit vector or does not separate v_j, or norms or shapes disagree.
    """

    def vectors(rows: Any) -> tuple[Vector, ...]:
        return tuple(tuple(Fraction(str(v)) for v in row) for row in rows)

    rest = vectors([s[1:] for s in data["S"]])
    indices = [int(s[0]) for s in data["S"]]
    y = tuple(Fraction(str(v)) for v in data["y"])
    made = Support(
        vectors(data["V"]), vectors(data["W"]), y, tuple(zip(indices, rest, strict=True))
    )
    shapes = {len(v) for v in (*made.V, *made.W)}
    counts = {len(made.V), len(made.W), len(y)}
    if len(shapes) != 1 or len(counts) != 1 or 0 in shapes | counts or not made.S:
        msg = f"data must hold equally many points, directions and labels, got {data!r}."
        raise ValueError(msg)
    if len({len(r) for r in rest}) > 1 or not all(0 <= j < len(made.V) for j in indices):
        msg = f"data must hold samples of one dimension at points of V, got {data['S']!r}."
        raise ValueError(msg)
    if any(dot(w, w) != 1 for w in made.W) or made.gap <= 0:
        msg = f"W must hold unit vectors that separate the points, got {data['W']!r}."
        raise ValueError(msg)
    if len(set(made.samples.squares)) > 1:
        msg = f"the samples must have one norm, got {data['S']!r}."
        raise ValueError(msg)
    return made


def supports(*samples: Data, zero: bool) -> Objects:
    """Supports, with labels that may be 0 or not; drawn ones are rational nets.

    Points are drawn on a circle of radius 1 or 2 with a third coordinate, √(R²+1) = 3/2 or 3.
    """

    def accepts(value: Any) -> bool:
        try:
            made = read(value)
        except (ValueError, KeyError, TypeError, ZeroDivisionError):
            return False
        return zero or 0 not in made.y

    name = "finite supports of extreme points" + ("" if zero else ", labels y ≠ 0")
    within = () if zero else ("finite supports of extreme points",)
    return Objects(name, accepts, tuple(samples), lambda: _draw(zero=zero), within)


def _draw(*, zero: bool) -> SearchStrategy[dict[str, Any]]:
    from hypothesis import strategies as st

    pool = [(1, 0), (-1, 0), (0, 1), ("3/5", "4/5"), ("-3/5", "4/5"), ("5/13", "-12/13")]

    @st.composite
    def build(pick: Callable[..., Any]) -> dict[str, Any]:
        W = pick(st.lists(st.sampled_from(pool), min_size=1, max_size=3, unique=True))
        size, rest, norm = pick(st.sampled_from([(1, "1/2", "3/2"), (2, "2", "3")]))
        factors = [Fraction(s) * k for k in (1, 4, Fraction(1, 4)) for s in (1, -1)]
        factors += [Fraction(0)] * zero
        y = [str(Fraction(norm) * pick(st.sampled_from(factors))) for _ in W]
        index = st.sampled_from(range(len(W)))
        sample = st.tuples(index, st.sampled_from([rest, "-" + rest]))
        S = pick(st.lists(sample, min_size=1, max_size=4))
        return {
            "V": [[str(size * Fraction(v)) for v in w] for w in W],
            "W": [[str(Fraction(v)) for v in w] for w in W],
            "y": y,
            "S": [list(s) for s in S],
        }

    return build()
