"""Data sets as named sets of JSON data: extreme points with labels, and samples of P_xor.

A data set is ``{"X": rows, "y": labels}``, rationals as text. The strategies draw sets on which the
constructions of Theorem 4.1 are rational: ‖x'‖ is, and so are the roots of ‖x'‖/|y|.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.core.data import extreme_points
from theorems.sharpness._parts.labelled_data import Labelled, labelled, root
from verify.domain import Objects

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["extreme_sets", "labelled_sets", "repeated_sets", "xor_samples"]

EXTREME = "labelled sets of extreme points"
NONZERO = "sets of extreme points with labels y ≠ 0"
REPEATED = "samples at extreme points, labels y ≠ 0"

# ‖x'‖ is rational on each: (p/q)² + 1 a square in dimension 1, then 3, then 2
_LINE = (("0",), ("3/4",), ("-3/4",), ("4/3",), ("-12/5",))
_SQUARE = (("2", "2"), ("2", "-2"), ("-2", "2"), ("-2", "-2"))
_CUBE = tuple((a, b, c) for a in ("1", "-1") for b in ("1", "-1") for c in ("1", "-1"))


def extreme_sets(
    *samples: dict[str, Any], zero: bool = True, power: int = 2, most: int = 4
) -> Objects:
    """Sets of extreme points, each once.

    Parameters
    ----------
    *samples
        Those that a sweep visits.
    zero
        Whether a label may be 0.
    power
        Drawn labels are ±‖x'‖ k^power for k in {1, 2, 1/2}, so that their roots are rational.
    most
        How many points are drawn at most.
    """

    def accepts(value: Any) -> bool:
        data = _read(value)
        if data is None or len(set(data.X)) < len(data.X):
            return False
        return (zero or 0 not in data.y) and extreme_points(data.X).extreme

    return Objects(
        EXTREME if zero else NONZERO,
        accepts,
        samples,
        lambda: _draw(zero=zero, power=power, most=most, repeats=False),
        () if zero else (EXTREME, REPEATED),
    )


def repeated_sets(*samples: dict[str, Any], most: int = 4) -> Objects:
    """Samples whose distinct points are extreme, equal points with equal labels, none 0."""

    def accepts(value: Any) -> bool:
        data = _read(value)
        if data is None or 0 in data.y:
            return False
        one = dict(zip(data.X, data.y, strict=True))
        equal = all(one[x] == y for x, y in zip(data.X, data.y, strict=True))
        return equal and extreme_points(data.X).extreme

    draw = lambda: _draw(zero=False, power=2, most=most, repeats=True)  # noqa: E731
    return Objects(REPEATED, accepts, samples, draw)


def labelled_sets(*samples: dict[str, Any]) -> Objects:
    """Any labelled data."""
    return Objects("labelled data sets", lambda value: _read(value) is not None, samples)


def xor_samples(
    *samples: dict[str, Any], dimensions: tuple[int, ...] = (3,), most: int = 5
) -> Objects:
    """Samples of P_xor: points of a cube of dimension d ≥ 2, repeats allowed, y = x[1]x[2]."""

    def accepts(value: Any) -> bool:
        data = _read(value)
        if data is None or len(data.X[0]) < 2:
            return False
        cube = all(abs(v) == 1 for x in data.X for v in x)
        return cube and all(y == x[0] * x[1] for x, y in zip(data.X, data.y, strict=True))

    def draw() -> SearchStrategy[dict[str, Any]]:
        from hypothesis import strategies as st

        def of(d: int) -> SearchStrategy[list[list[int]]]:
            row = st.lists(st.sampled_from([1, -1]), min_size=d, max_size=d)
            return st.lists(row, min_size=1, max_size=most)

        rows = st.sampled_from(dimensions).flatmap(of)
        return rows.map(lambda X: {"X": X, "y": [x[0] * x[1] for x in X]})

    return Objects("samples of P_xor", accepts, samples, draw)


def _read(value: Any) -> Labelled | None:
    try:
        return labelled(value)
    except (ValueError, KeyError, TypeError, ZeroDivisionError):
        return None


def _draw(*, zero: bool, power: int, most: int, repeats: bool) -> SearchStrategy[dict[str, Any]]:
    from hypothesis import strategies as st

    factors = [Fraction(k) ** power for k in (1, 2, Fraction(1, 2))]
    signed = [s * k for k in factors for s in (1, -1)] + [Fraction(0)] * zero

    @st.composite
    def build(pick: Callable[..., Any]) -> dict[str, Any]:
        pool = pick(st.sampled_from([_LINE, _SQUARE, _CUBE]))
        # three points of a line are never extreme
        limit = min(most, 2 if pool is _LINE else most)
        X = pick(st.lists(st.sampled_from(pool), min_size=1, max_size=limit, unique=True))
        bare = labelled({"X": X, "y": ["0"] * len(X)})
        labels = [str(root(q, 2) * pick(st.sampled_from(signed))) for q in bare.squares]
        again = pick(st.lists(st.sampled_from(range(len(X))), max_size=2)) if repeats else []
        order = [*range(len(X)), *again]
        return {"X": [list(X[i]) for i in order], "y": [labels[i] for i in order]}

    return build()
