"""Rational models of smooth, non-negative, flat losses: what the upper bounds of `sco` run on.

A loss is JSON data, at most 1-smooth; a module multiplies it by β:

- ``{"low": [...], "high": [...]}``: ½ dist(w, box)²;
- ``{"a": [...], "b": "1"}``: ½ [⟨a, w⟩ − b]_+² with ‖a‖ ≤ 1, linear from [·]_+ = cap on if there is
  a ``"cap"``;
- ``{"well": "1"}``: on the line, ½ w² up to width c, turned upside down up to 2c, then c²: smooth,
  and not convex.

A sample is ``{"z": losses, "star": w*, "rho": ρ}``. Points are lists of rationals as text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from verify import Objects

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = [
    "BEST",
    "BOUNDED",
    "EACH",
    "FLAT",
    "INTERVALS",
    "LINES",
    "LOSSES",
    "POINTS",
    "SWEPT",
    "UNITS",
    "Vector",
    "dot",
    "loss",
    "mean_loss",
    "mean_slope",
    "point",
    "slope",
    "star_of",
]

Vector = tuple[Fraction, ...]
Loss = Mapping[str, Any]
ZERO = Fraction(0)


def dot(a: Vector, b: Vector) -> Fraction:
    """⟨a, b⟩."""
    return sum((x * y for x, y in zip(a, b, strict=True)), ZERO)


def point(entries: Sequence[str], dimension: int) -> Vector:
    """The first `dimension` of `entries`, zeros appended."""
    given = tuple(map(_number, entries[:dimension]))
    return given + (ZERO,) * (dimension - len(given))


@lru_cache(maxsize=4096)
def _number(text: str) -> Fraction:
    """The rational that `text` writes: a run reads the entries of a loss at every step."""
    return Fraction(text)


def loss(z: Loss, w: Vector) -> Fraction:
    """The loss at w."""
    if "well" in z:
        c, s = _number(z["well"]), abs(w[0])
        return s * s / 2 if s <= c else c * c - max(2 * c - s, ZERO) ** 2 / 2
    if "low" in z:
        g = slope(z, w)
        return dot(g, g) / 2
    s = max(dot(point(z["a"], len(w)), w) - _number(z["b"]), ZERO)
    cap = _number(z["cap"]) if "cap" in z else s
    return s * s / 2 if s <= cap else cap * s - cap * cap / 2


def slope(z: Loss, w: Vector) -> Vector:
    """The gradient of the loss at w."""
    if "well" in z:
        c, s = _number(z["well"]), abs(w[0])
        length = s if s <= c else max(2 * c - s, ZERO)
        return (length if w[0] > 0 else -length,)
    if "low" in z:
        low, high = point(z["low"], len(w)), point(z["high"], len(w))
        return tuple(x - min(max(x, p), q) for x, p, q in zip(w, low, high, strict=True))
    a = point(z["a"], len(w))
    s = max(dot(a, w) - _number(z["b"]), ZERO)
    length = min(s, _number(z["cap"])) if "cap" in z else s
    return tuple(length * x for x in a)


def mean_loss(sample: Mapping[str, Any], w: Vector) -> Fraction:
    """F_S(w)/β."""
    return sum((loss(z, w) for z in sample["z"]), ZERO) / len(sample["z"])


def mean_slope(sample: Mapping[str, Any], w: Vector) -> Vector:
    """∇F_S(w)/β."""
    columns = zip(*(slope(z, w) for z in sample["z"]), strict=True)
    return tuple(sum(c, ZERO) / len(sample["z"]) for c in columns)


def star_of(sample: Mapping[str, Any]) -> tuple[Vector, Fraction]:
    """w* and ρ."""
    return point(sample["star"], len(sample["star"])), Fraction(sample["rho"])


# ------------------------------------------------------------------------------ membership


def _numbers(value: Any, length: int | None = None) -> bool:
    try:
        return isinstance(value, list) and len([Fraction(x) for x in value]) == (
            length or len(value)
        )
    except (TypeError, ValueError):
        return False


def _is_loss(z: Any, dimension: int) -> bool:
    if not isinstance(z, dict):
        return False
    if z.keys() == {"well"}:
        return dimension == 1 and Fraction(z["well"]) > 0
    if z.keys() == {"low", "high"}:
        if not (_numbers(z["low"], dimension) and _numbers(z["high"], dimension)):
            return False
        ends = zip(point(z["low"], dimension), point(z["high"], dimension), strict=True)
        return all(p <= q for p, q in ends)
    if not {"a", "b"} <= z.keys() <= {"a", "b", "cap"} or not _numbers(z["a"], dimension):
        return False
    a = point(z["a"], dimension)
    return dot(a, a) <= 1 and _numbers([z["b"]]) and Fraction(z.get("cap", 1)) > 0


def _is_flat_at(z: Loss, center: Vector, rho: Fraction) -> bool:
    """Whether the loss vanishes on the ball of radius ρ around `center`."""
    if "low" in z:
        low, high = point(z["low"], len(center)), point(z["high"], len(center))
        sides = zip(low, center, high, strict=True)
        return all(p + rho <= c <= q - rho for p, c, q in sides)
    a = point(z["a"], len(center))
    room = Fraction(z["b"]) - dot(a, center)
    return room >= 0 and room * room >= rho * rho * dot(a, a)


def _is_flat(z: Loss, rho: Fraction) -> bool:
    """Whether the loss vanishes on some ball of radius ρ."""
    if "low" not in z:
        return True
    return all(
        Fraction(q) - Fraction(p) >= 2 * rho for p, q in zip(z["low"], z["high"], strict=True)
    )


def _is_sample(value: Any) -> bool:
    if not isinstance(value, dict) or value.keys() != {"z", "star", "rho"}:
        return False
    if not (_numbers(value["star"]) and value["star"] and _numbers([value["rho"]])):
        return False
    convex = all(_is_loss(z, len(value["star"])) and "well" not in z for z in value["z"])
    return bool(value["z"]) and convex and Fraction(value["rho"]) >= 0


def _shares_a_ball(value: Any) -> bool:
    return _is_sample(value) and all(_is_flat_at(z, *star_of(value)) for z in value["z"])


def _has_minimizer(value: Any) -> bool:
    if not _is_sample(value):
        return False
    star, rho = star_of(value)
    return all(_is_flat(z, rho) for z in value["z"]) and not any(mean_slope(value, star))


def _has_best_star(value: Any) -> bool:
    """Whether w* is the centre of a ball of zeros if there is one, else a minimizer of F_S."""
    if _shares_a_ball(value):
        return True
    if not _has_minimizer(value) or len(value["star"]) > 1 or any("a" in z for z in value["z"]):
        return False
    low = max(Fraction(z["low"][0]) for z in value["z"])
    high = min(Fraction(z["high"][0]) for z in value["z"])
    return high - low < 2 * Fraction(value["rho"])


def _is_line(value: Any) -> bool:
    """On the line, or one loss ½ [⟨a, w⟩ − b]_+² with ‖a‖ = 1, along which everything moves."""
    if not _shares_a_ball(value):
        return False
    first = value["z"][0]
    if len(value["star"]) == 1:
        return True
    if len(value["z"]) > 1 or "a" not in first:
        return False
    a = point(first["a"], len(value["star"]))
    return dot(a, a) == 1


# ------------------------------------------------------------------------------- the sets


def box(low: str, high: str) -> dict[str, Any]:
    """½ dist(w, [low, high])²."""
    return {"low": [low], "high": [high]}


def sample(*z: Loss, star: Sequence[str] = ("0",), rho: str = "0") -> dict[str, Any]:
    """A sample as JSON data."""
    return {"z": list(z), "star": list(star), "rho": rho}


SLANTED = {"a": ["3/5", "4/5"], "b": "1"}
_LINE_SAMPLES = (
    sample(box("0", "0")),
    sample(box("-1", "1"), rho="1"),
    sample(box("-1/2", "2"), {"a": ["1"], "b": "1/2", "cap": "1"}, rho="1/2"),
    sample(SLANTED, star=("0", "0"), rho="1"),
)
_PLANE_SAMPLES = (
    sample({"low": ["-1", "-1"], "high": ["1", "3"]}, star=("0", "0"), rho="1"),
    sample(
        SLANTED,
        {"a": ["-5/13", "12/13"], "b": "0", "cap": "1/2"},
        {"low": ["-1", "-4"], "high": ["5", "1"]},
        star=("0", "-1/2"),
        rho="1/4",
    ),
)
_APART = (
    sample(box("-1", "1"), star=("1",), rho="1"),
    sample(box("-3", "-1"), box("1", "3"), rho="1"),
    sample(box("-1", "1"), box("0", "2"), star=("0",), rho="1"),
)


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


def _draw_flat(dimensions: Sequence[int]) -> SearchStrategy[dict[str, Any]]:
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


def _draw_apart() -> SearchStrategy[dict[str, Any]]:
    """One or two intervals, each of length at least 2ρ, and an end of what minimizes F_S."""
    from hypothesis import strategies as st

    def made(rho: Fraction, starts: list[Fraction], more: Fraction) -> dict[str, Any]:
        ends = [(s, s + 2 * rho + more) for s in starts]
        last, first = max(p for p, _ in ends), min(q for _, q in ends)
        star = last if last <= first else (last + first) / 2
        return sample(*(box(str(p), str(q)) for p, q in ends), star=[str(star)], rho=str(rho))

    return st.builds(made, _small(), st.lists(_signed(), min_size=1, max_size=2), _small())


def _draw_intervals() -> SearchStrategy[dict[str, Any]]:
    from hypothesis import strategies as st

    def made(c: Fraction, rho: Fraction, room: list[tuple[int, int]]) -> dict[str, Any]:
        ends = [(c - rho - Fraction(p, 2), c + rho + Fraction(q, 2)) for p, q in room]
        return sample(*(box(str(p), str(q)) for p, q in ends), star=[str(c)], rho=str(rho))

    pair = st.tuples(st.integers(0, 4), st.integers(0, 4))
    return st.builds(made, _signed(), _small(), st.lists(pair, min_size=1, max_size=2))


def _draw_points() -> SearchStrategy[list[str]]:
    from hypothesis import strategies as st

    return st.lists(_signed().map(str), min_size=1, max_size=2)


def _is_unit(value: Any) -> bool:
    return _numbers(value) and bool(value) and sum(Fraction(x) ** 2 for x in value) <= 1


def _draw_unit() -> SearchStrategy[list[str]]:
    from hypothesis import strategies as st

    known = [["1"], ["-1"], ["0"], ["1/2"], ["3/5", "4/5"], ["-3/5", "-4/5"], ["0", "1"]]
    return st.one_of(
        st.sampled_from(known),
        st.lists(st.integers(-7, 7).map(lambda k: str(Fraction(k, 10))), min_size=1, max_size=2),
    )


def _is_loss_of_some(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    length = len(value["a"] if "a" in value else value.get("low", [0]))
    return bool(length) and _is_loss(value, length)


def _draw_loss() -> SearchStrategy[dict[str, Any]]:
    from hypothesis import strategies as st

    wells = _small().filter(bool).map(lambda c: {"well": str(c)})
    return st.one_of(wells, _draw_flat([1, 2]).map(lambda s: s["z"][0]))


EACH = Objects(
    "samples of convex 1-smooth losses, each ρ-flat, and a minimizer w* of F_S",
    _has_minimizer,
    (*_APART, *_LINE_SAMPLES),
    _draw_apart,
)
"""What is printed: no ball is common to all losses."""
BEST = Objects(
    "samples of convex 1-smooth losses, each ρ-flat; w* the centre of a common ball of zeros if "
    "there is one, else a minimizer of F_S",
    _has_best_star,
    (*_APART[1:], *_LINE_SAMPLES),
    lambda: _draw_apart().filter(_has_best_star),
)
"""What is printed, with the best w* that there is."""
FLAT = Objects(
    "samples of convex 1-smooth losses, all 0 on the ball of radius ρ around w*",
    _shares_a_ball,
    (*_LINE_SAMPLES, *_PLANE_SAMPLES),
    lambda: _draw_flat([1, 2]),
    (EACH.name, BEST.name),
)
LINES = Objects(
    "such samples on the line, or with one loss of one direction",
    _is_line,
    _LINE_SAMPLES,
    lambda: _draw_flat([1]),
    (FLAT.name, EACH.name, BEST.name),
)
INTERVALS = Objects(
    "half squared distances from one or two intervals that hold [w* − ρ, w* + ρ]",
    lambda v: _is_line(v) and len(v["star"]) == 1 and all("low" in z for z in v["z"]),
    _LINE_SAMPLES[:2],
    lambda: _draw_intervals(),
    (LINES.name, FLAT.name, EACH.name, BEST.name),
)
"""What a short search looks at."""
LOSSES = Objects(
    "non-negative 1-smooth losses",
    _is_loss_of_some,
    (
        box("0", "0"),
        box("-1", "1"),
        {"well": "1"},
        SLANTED,
        {"a": ["1"], "b": "0", "cap": "1/2"},
        {"low": ["-1", "0"], "high": ["1", "0"]},
    ),
    _draw_loss,
)
SWEPT = [EACH.samples[i] for i in (0, 1, 3, 4)] + [FLAT.samples[-1]]
"""What the quick profile sweeps."""
POINTS = Objects("points", lambda v: _numbers(v) and bool(v), (["0"], ["1"]), _draw_points)
UNITS = Objects("points of the unit ball", _is_unit, (["1"], ["-1"], ["0"]), _draw_unit)
BOUNDED = Objects(
    "sequences of points of the unit ball",
    lambda v: isinstance(v, list) and bool(v) and all(_is_unit(x) for x in v),
    ([["1"]], [["-1"]], [["0"]]),
    lambda: _sequences(),
)


def _sequences() -> SearchStrategy[list[list[str]]]:
    from hypothesis import strategies as st

    return st.lists(_draw_unit(), min_size=1, max_size=5)
