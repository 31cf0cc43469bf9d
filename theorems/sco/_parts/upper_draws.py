"""Searches among the losses and samples of `upper_models`: strategies of hypothesis."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.sco._parts.upper_losses import box, dot, point, sample

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = [
    "draw_apart",
    "draw_flat",
    "draw_intervals",
    "draw_loss",
    "draw_points",
    "draw_sequences",
    "draw_unit",
]


def _small() -> SearchStrategy[Fraction]:
    from hypothesis import strategies as st

    return st.builds(Fraction, st.integers(0, 12), st.sampled_from([1, 2, 3, 4, 7]))


def _signed() -> SearchStrategy[Fraction]:
    from hypothesis import strategies as st

    return st.builds(lambda q, s: q if s else -q, _small(), st.booleans())


_DIRECTIONS: dict[int, list[tuple[str, ...]]] = {
    1: [("1",), ("-1",), ("1/2",)],
    2: [("3/5", "4/5"), ("-5/13", "12/13"), ("1", "0"), ("0", "-1")],
}


def draw_flat(dimensions: Sequence[int]) -> SearchStrategy[dict[str, Any]]:
    from hypothesis import strategies as st

    @st.composite
    def drawn(draw: Any) -> dict[str, Any]:
        d = draw(st.sampled_from(dimensions))
        rho = draw(_small())
        star = [draw(_signed()) for _ in range(d)]
        losses: list[dict[str, Any]] = []
        for _ in range(draw(st.integers(1, 3))):
            if draw(st.booleans()):
                losses.append(
                    {
                        "low": [str(c - rho - draw(_small())) for c in star],
                        "high": [str(c + rho + draw(_small())) for c in star],
                    }
                )
                continue
            a = draw(st.sampled_from(_DIRECTIONS[d]))
            b = dot(point(a, d), tuple(star)) + rho + draw(_small())
            bent = draw(st.one_of(st.none(), _small().filter(bool)))
            losses.append({"a": list(a), "b": str(b)} | ({"cap": str(bent)} if bent else {}))
        return sample(*losses, star=[str(c) for c in star], rho=str(rho))

    return drawn()


def draw_apart() -> SearchStrategy[dict[str, Any]]:
    """One or two intervals, each of length at least 2ρ, and an end of what minimizes F_S."""
    from hypothesis import strategies as st

    def made(rho: Fraction, starts: list[Fraction], more: Fraction) -> dict[str, Any]:
        ends = [(s, s + 2 * rho + more) for s in starts]
        last, first = max(p for p, _ in ends), min(q for _, q in ends)
        star = last if last <= first else (last + first) / 2
        return sample(*(box(str(p), str(q)) for p, q in ends), star=[str(star)], rho=str(rho))

    return st.builds(made, _small(), st.lists(_signed(), min_size=1, max_size=2), _small())


def draw_intervals() -> SearchStrategy[dict[str, Any]]:
    from hypothesis import strategies as st

    def made(c: Fraction, rho: Fraction, room: list[tuple[int, int]]) -> dict[str, Any]:
        ends = [(c - rho - Fraction(p, 2), c + rho + Fraction(q, 2)) for p, q in room]
        return sample(*(box(str(p), str(q)) for p, q in ends), star=[str(c)], rho=str(rho))

    pair = st.tuples(st.integers(0, 4), st.integers(0, 4))
    return st.builds(made, _signed(), _small(), st.lists(pair, min_size=1, max_size=2))


def draw_points() -> SearchStrategy[list[str]]:
    from hypothesis import strategies as st

    return st.lists(_signed().map(str), min_size=1, max_size=2)


def draw_unit() -> SearchStrategy[list[str]]:
    from hypothesis import strategies as st

    known = [["1"], ["-1"], ["0"], ["1/2"], ["3/5", "4/5"], ["-3/5", "-4/5"], ["0", "1"]]
    return st.one_of(
        st.sampled_from(known),
        st.lists(st.integers(-7, 7).map(lambda k: str(Fraction(k, 10))), min_size=1, max_size=2),
    )


def draw_loss() -> SearchStrategy[dict[str, Any]]:
    from hypothesis import strategies as st

    wells = _small().filter(bool).map(lambda c: {"well": str(c)})
    return st.one_of(wells, draw_flat([1, 2]).map(lambda s: s["z"][0]))


def draw_sequences() -> SearchStrategy[list[list[str]]]:
    from hypothesis import strategies as st

    return st.lists(draw_unit(), min_size=1, max_size=5)
