"""The sets that Lemma 6 ranges over: masks, lists of δ_2, δ_3, ... and points.

They are written as `lem6_loss` reads them.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from verify import Objects

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy


__all__ = ["DELTAS", "LONG_DELTAS", "MASK", "U", "V", "ball_points"]

ZERO = Fraction(0)


def _rational(text: object) -> bool:
    try:
        return isinstance(text, str) and str(Fraction(text)) == text
    except (ValueError, ZeroDivisionError):
        return False


MASK = Objects(
    "bits z(1), ..., z(2^n)",
    lambda z: isinstance(z, str) and bool(z) and set(z) <= {"0", "1"},
    ("1", "0", "01"),
    lambda: _texts("01"),
)


def _texts(letters: str) -> SearchStrategy[str]:
    from hypothesis import strategies as st

    return st.text(letters, min_size=1, max_size=4)


def _deltas(name: str, most: int, within: tuple[str, ...] = ()) -> Objects:
    def accepts(value: Any) -> bool:
        listed = isinstance(value, list) and bool(value) and all(map(_rational, value))
        return listed and all(0 < Fraction(x) <= most for x in value)

    def draw() -> SearchStrategy[list[str]]:
        from hypothesis import strategies as st

        ends = st.sampled_from([str(most), "1/2", "3/100", "1/1000"])
        return st.lists(ends, min_size=1, max_size=3)

    wide = ([str(most)],) if most > 1 else ()
    return Objects(name, accepts, (["1"], ["3/100"], ["1/1000", "1", "1/2"], *wide), draw, within)


LONG_DELTAS = _deltas("δ_j in (0, 3]", 3)
DELTAS = _deltas("δ_j in (0, 1]", 1, (LONG_DELTAS.name,))


def _wave(steps: int, base: int) -> dict[str, Any]:
    """`base` (1, 2, 3, ...) on block 1, where all hinges are active, plus an alternating wave."""
    rows = [[1, j, str(base * j + (-1) ** j)] for j in range(1, steps + 1)]
    return {"x": rows, "last": "0"}


def _ramp(steps: int, base: int) -> dict[str, Any]:
    return {"x": [[1, j, str(base * j)] for j in range(1, steps + 1)], "last": "0"}


ORIGIN: dict[str, Any] = {"x": [], "last": "0"}
SMALL: tuple[dict[str, Any], ...] = (
    ORIGIN,
    {"x": [], "last": "-1"},
    {"x": [], "last": "1"},
    {"x": [[1, 2, "1"]], "last": "0"},
    {"x": [[1, 1, "-1/2"], [1, 2, "4/5"]], "last": "0"},
    {"x": [[1, 1, "1/3"], [2, 1, "2/3"]], "last": "2/3"},
    {"x": [[1, 1, "-1/2"], [1, 2, "1/2"], [1, 3, "-1/2"], [2, 2, "1/2"]], "last": "0"},
)
LARGE = (_ramp(12, 3), _wave(12, 3))
U, V = (SMALL[0], SMALL[4], LARGE[0]), (SMALL[3], SMALL[5], LARGE[1])
"""pairs of R^d for a sweep"""


def ball_points(radius: int | None) -> Objects:
    """Points of norm at most `radius`; all of R^d if None."""

    def accepts(value: Any) -> bool:
        if not isinstance(value, dict) or value.keys() != {"x", "last"}:
            return False
        rows = value["x"]
        shaped = isinstance(rows, list) and all(
            isinstance(q, list) and len(q) == 3 and type(q[0]) is type(q[1]) is int for q in rows
        )
        if not shaped or not all(map(_rational, (value["last"], *(q[2] for q in rows)))):
            return False
        if not all(q[0] >= 1 and q[1] >= 1 for q in rows):
            return False
        total = sum((Fraction(x) ** 2 for x in (value["last"], *(q[2] for q in rows))), ZERO)
        return radius is None or total <= radius**2

    def draw() -> SearchStrategy[dict[str, Any]]:
        from hypothesis import strategies as st

        place = st.tuples(st.integers(1, 2), st.integers(1, 4), st.integers(-4, 4))

        def made(rows: Sequence[tuple[int, int, int]], last: int) -> dict[str, Any]:
            squares = sum(x * x for _, _, x in rows) + last * last
            # the norm is at most the next integer above its root
            size = int(squares**0.5) + 1
            unit = Fraction(radius or 8, size)
            return {"x": [[i, j, str(unit * x)] for i, j, x in rows], "last": str(unit * last)}

        return st.builds(made, st.lists(place, max_size=4), st.integers(-4, 4))

    if radius is None:
        return Objects(SPACE, accepts, (*SMALL, *LARGE), draw)
    name = "points of the unit ball" if radius == 1 else f"points of the ball of radius {radius}"
    far = tuple(_times(q, radius) for q in SMALL) if radius > 1 else ()
    return Objects(name, accepts, (*SMALL, *far), draw, (SPACE,))


def _times(q: dict[str, Any], c: int) -> dict[str, Any]:
    rows = [[i, j, str(c * Fraction(x))] for i, j, x in q["x"]]
    return {"x": rows, "last": str(c * Fraction(q["last"]))}


SPACE = "points of R^d"
