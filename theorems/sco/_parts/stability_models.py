"""Finite laws of losses, samples of them, and learners: what Lemma 4 is enumerated on.

A *law* is ``{"z": losses}``, the losses of `upper_losses`; z is uniform on the list, so that
repeating a loss makes it likelier. A sample is a tuple of indices into the list, None for the null
example. A *learner* maps samples to points:

- ``{"kind": "constant", "at": w}``;
- ``{"kind": "erm", "family": [w, ...]}``: the first minimizer of F_S in the family;
- ``{"kind": "gd", "start": w, "step": "1/2", "T": 3}``: the average of T iterates, step ηβ;
- ``{"kind": "table", "points": [w, ...]}``: samples are numbered, and the points dealt in turn, so
  that a list that is long enough is any map there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast

from theorems.core.exact import gd_exact, suffix_average_exact
from theorems.sco._parts.upper_losses import Vector, loss, point, slope
from theorems.sco._parts.upper_models import LOSSES, POINTS
from verify import Objects

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = [
    "INTERVAL_LAWS",
    "LAWS",
    "LEARNERS",
    "SMOOTH_LAWS",
    "TABLES",
    "Sample",
    "dimension",
    "learn",
]

Sample = tuple[int | None, ...]
ZERO = Fraction(0)
KEYS = {
    "constant": {"at"},
    "erm": {"family"},
    "gd": {"start", "step", "T"},
    "table": {"points"},
}


def dimension(z: Any) -> int:
    """Of the space that the loss lives on."""
    return len(z.get("a", z.get("low", [0])))


def learn(learner: Any, losses: Sequence[Any], sample: Sample) -> Vector:
    """A(S), exactly."""
    d, kind = dimension(losses[0]), learner["kind"]
    seen = [losses[k] for k in sample if k is not None]
    if kind == "constant":
        return point(learner["at"], d)
    if kind == "table":
        number = 0
        for k in sample:
            number = number * (len(losses) + 1) + (0 if k is None else k + 1)
        return point(learner["points"][number % len(learner["points"])], d)
    if kind == "erm":
        family = [point(w, d) for w in learner["family"]]
        return min(family, key=lambda w: sum((loss(z, w) for z in seen), ZERO))

    def gradient(w: Vector) -> Vector:
        columns = zip(*[(ZERO,) * d, *(slope(z, w) for z in seen)], strict=True)
        return tuple(sum(c, ZERO) / len(sample) for c in columns)

    path = gd_exact(
        gradient, point(learner["start"], d), eta=Fraction(learner["step"]), steps=learner["T"]
    )
    return cast("Vector", suffix_average_exact(path, 1))


def _is_law(value: Any) -> bool:
    if not isinstance(value, dict) or value.keys() != {"z"} or not value["z"]:
        return False
    alike = all(LOSSES.contains(z) for z in value["z"])
    return alike and len({dimension(z) for z in value["z"]}) == 1


def _is_learner(value: Any) -> bool:
    if not isinstance(value, dict) or value.get("kind") not in KEYS:
        return False
    kind = value["kind"]
    if value.keys() != {"kind", *KEYS[kind]}:
        return False
    if kind in {"erm", "table"}:
        listed = value["family" if kind == "erm" else "points"]
        return bool(listed) and all(POINTS.contains(w) for w in listed)
    if kind == "constant":
        return POINTS.contains(value["at"])
    return POINTS.contains(value["start"]) and Fraction(value["step"]) >= 0 and value["T"] >= 1


def _spot(*c: str) -> dict[str, Any]:
    """½ ‖w − c‖²."""
    return {"low": list(c), "high": list(c)}


_CONVEX = (
    {"z": [_spot("-1"), _spot("1")]},
    {"z": [_spot("0")]},
    {"z": [_spot("1"), _spot("-1"), {"low": ["-1"], "high": ["3"]}]},
    {"z": [{"low": ["-1"], "high": ["1"]}, {"a": ["1"], "b": "0", "cap": "1"}]},
    {"z": [{"a": ["3/5", "4/5"], "b": "1"}, {"low": ["-1", "0"], "high": ["1", "0"]}]},
)
_BENT = ({"z": [{"well": "1"}, _spot("1")]}, {"z": [{"well": "2"}]})


def _draw_law(convex: bool) -> SearchStrategy[dict[str, Any]]:
    from hypothesis import strategies as st

    def alike(drawn: list[Any]) -> dict[str, Any]:
        return {"z": [z for z in drawn if dimension(z) == dimension(drawn[0])]}

    one = LOSSES.strategy()
    if convex:
        one = one.filter(lambda z: "well" not in z)
    return st.lists(one, min_size=1, max_size=3).map(alike)


def _draw_learner() -> SearchStrategy[dict[str, Any]]:
    from hypothesis import strategies as st

    points = st.lists(POINTS.strategy(), min_size=1, max_size=5)
    return st.one_of(
        points.map(lambda ws: {"kind": "table", "points": ws}),
        points.map(lambda ws: {"kind": "erm", "family": ws}),
        st.builds(
            lambda w, k, T: {"kind": "gd", "start": w, "step": str(Fraction(k, 4)), "T": T},
            POINTS.strategy(),
            st.integers(0, 8),
            st.integers(1, 3),
        ),
        POINTS.strategy().map(lambda w: {"kind": "constant", "at": w}),
    )


SMOOTH_LAWS = Objects(
    "uniform laws on finitely many non-negative 1-smooth losses",
    _is_law,
    (*_CONVEX, *_BENT),
    lambda: _draw_law(convex=False),
)
LAWS = Objects(
    "uniform laws on finitely many non-negative convex 1-smooth losses",
    lambda v: _is_law(v) and not any("well" in z for z in v["z"]),
    _CONVEX,
    lambda: _draw_law(convex=True),
    (SMOOTH_LAWS.name,),
)
LEARNERS = Objects(
    "maps from samples to points",
    _is_learner,
    (
        {"kind": "table", "points": [["0"], ["3/4"], ["-3/4"]]},
        {"kind": "table", "points": [["0"], ["-3/4"], ["3/4"]]},
        {"kind": "table", "points": [["0"], ["-1/5"], ["1/5"]]},
        {"kind": "constant", "at": ["1"]},
        {"kind": "erm", "family": [["0"], ["1"], ["-1"]]},
        {"kind": "gd", "start": ["1"], "step": "1/2", "T": 3},
    ),
    _draw_learner,
)


def _halves() -> SearchStrategy[str]:
    from hypothesis import strategies as st

    return st.integers(-6, 6).map(lambda k: str(Fraction(k, 2)))


def _draw_intervals() -> SearchStrategy[dict[str, Any]]:
    from hypothesis import strategies as st

    ends = st.lists(_halves(), min_size=2, max_size=2)
    boxes = ends.map(lambda e: sorted(e, key=Fraction))
    made = boxes.map(lambda e: {"low": e[:1], "high": e[1:]})
    return st.lists(made, min_size=1, max_size=2).map(lambda z: {"z": z})


INTERVAL_LAWS = Objects(
    "uniform laws on half squared distances from intervals",
    lambda v: LAWS.contains(v) and all("low" in z and len(z["low"]) == 1 for z in v["z"]),
    _CONVEX[:3],
    _draw_intervals,
    (LAWS.name, SMOOTH_LAWS.name),
)
"""What a short search looks at."""
TABLES = Objects(
    "tables of points on the line",
    lambda v: _is_learner(v) and v["kind"] == "table" and all(len(w) == 1 for w in v["points"]),
    LEARNERS.samples[:3],
    lambda: _draw_tables(),
    (LEARNERS.name,),
)


def _draw_tables() -> SearchStrategy[dict[str, Any]]:
    from hypothesis import strategies as st

    points = st.lists(_halves().map(lambda x: [x]), min_size=1, max_size=9)
    return points.map(lambda ws: {"kind": "table", "points": ws})
