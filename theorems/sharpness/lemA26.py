"""Lemma A.26: the squared ReLU is Lipschitz on bounded sets."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.core.exact_networks import forward_exact
from theorems.core.networks import NoBias
from theorems.sharpness import PAPER
from theorems.sharpness._parts.cones import Face, by_faces
from verify import (
    Case,
    Claim,
    Control,
    Domain,
    Evidence,
    Finding,
    Theorem,
    Tri,
    compare,
    legs,
    printed,
    rationals,
    sharpened,
)

if TYPE_CHECKING:
    from verify.domain import Point

Data = Mapping[str, Any]
LINES = {"x": (1, 0), "y": (0, 1), "x-y": (1, -1)}
SWEEP = {k: ["-50", "-1", "-1/2", "-1/1000", "0", "1/1000", "1/2", "1", "50"] for k in "xy"}


def bound(data: Data, p: Point) -> Finding:
    """|relu(x)² − relu(y)²| against factor · (size(x) + size(y)) |x − y|, relu by a net."""
    u, v = forward_exact(NoBias(((1,),), (1,)), ((p["x"],), (p["y"],)))
    sizes = (u, v) if data["sizes"] == "relu" else (abs(p["x"]), abs(p["y"]))
    left = abs(u * u - v * v)
    return compare(left, "<=", Fraction(data["factor"]) * sum(sizes) * abs(p["x"] - p["y"]))


def bound_on_face(case: Case, face: Face) -> list[Any]:
    """Both signs of the left side."""
    size = face.relu if case.data["sizes"] == "relu" else face.absolute
    difference = face.relu("x") ** 2 - face.relu("y") ** 2
    right = (size("x") + size("y")) * face.absolute("x-y")
    return [(face.times(case.constant("factor"), right) - s * difference, ">= 0") for s in (1, -1)]


def bound_by_smt(case: Case) -> Evidence:
    """z3: the same for all reals."""
    from verify.solvers.smt import prove, relu

    def formula(t: Data) -> Any:
        import z3

        x, y, factor = t["x"], t["y"], z3.RealVal(case.data["factor"])
        sizes = relu(x) + relu(y) if case.data["sizes"] == "relu" else z3.Abs(x) + z3.Abs(y)
        return z3.Abs(relu(x) ** 2 - relu(y) ** 2) <= factor * sizes * z3.Abs(x - y)

    return prove(case, formula, variables=("x", "y"))


def bound_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """The two sides as rationals, case by case."""
    from fractions import Fraction

    x, y = Fraction(str(point["x"])), Fraction(str(point["y"]))
    squares = [t * t if t > 0 else Fraction(0) for t in (x, y)]
    left = squares[0] - squares[1] if squares[0] > squares[1] else squares[1] - squares[0]
    weights = [t if t > 0 else (0 if data["sizes"] == "relu" else -t) for t in (x, y)]
    gap = x - y if x > y else y - x
    right = Fraction(data["factor"]) * (weights[0] + weights[1]) * gap
    return {"left": str(left), "right": str(right), "violated": left > right}


def equality(data: Data, p: Point) -> Finding:
    """Whether both sides are equal, against the case named."""
    u, v = forward_exact(NoBias(((1,),), (1,)), ((p["x"],), (p["y"],)))
    right = (abs(p["x"]) + abs(p["y"])) * abs(p["x"] - p["y"])
    low, same = min(p["x"], p["y"]), p["x"] == p["y"]
    named = {
        "same or neither negative": same or low >= 0,
        "same or both positive": same or low > 0,
        "neither negative": low >= 0,
    }[data["case"]]
    values = {"left": str(abs(u * u - v * v)), "right": str(right), "case": named}
    return Finding(Tri.of((abs(u * u - v * v) == right) == named), values)


def equality_on_face(case: Case, face: Face) -> list[Any]:
    """The difference is 0 on the faces named, and positive on all others."""
    same, low = face.signs["x-y"] == 0, min(face.signs["x"], face.signs["y"])
    named = {
        "same or neither negative": same or low >= 0,
        "same or both positive": same or low > 0,
        "neither negative": low >= 0,
    }[case.data["case"]]
    left = (face.relu("x") ** 2 - face.relu("y") ** 2) * face.signs["x-y"]
    right = (face.absolute("x") + face.absolute("y")) * face.absolute("x-y")
    return [(right - left, "== 0" if named else "> 0")]


def equality_by_smt(case: Case) -> Evidence:
    """z3: the same for all reals, both directions."""
    from verify.solvers.smt import prove, relu

    def formula(t: Data) -> Any:
        import z3

        x, y = t["x"], t["y"]
        right = (z3.Abs(x) + z3.Abs(y)) * z3.Abs(x - y)
        named = {
            "same or neither negative": z3.Or(x == y, z3.And(x >= 0, y >= 0)),
            "same or both positive": z3.Or(x == y, z3.And(x > 0, y > 0)),
            "neither negative": z3.And(x >= 0, y >= 0),
        }[case.data["case"]]
        return (z3.Abs(relu(x) ** 2 - relu(y) ** 2) == right) == named

    return prove(case, formula, variables=("x", "y"))


def equality_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """Equality and the case named, as rationals."""
    from fractions import Fraction

    x, y = Fraction(str(point["x"])), Fraction(str(point["y"]))
    left = abs((x * x if x > 0 else 0) - (y * y if y > 0 else 0))
    equal = left == (abs(x) + abs(y)) * abs(x - y)
    both = (x > 0 and y > 0) if "positive" in data["case"] else not (x < 0 or y < 0)
    named = both or ("same" in data["case"] and x == y)
    return {"equal": equal, "case": named, "violated": equal != named}


REALS = Domain({"x": rationals(), "y": rationals()})
AT = REALS.restrict(x=["-1"], y=["1"])

lipschitz = Claim(
    "bound",
    legs=(
        legs.symbolic(by_faces(LINES, bound_on_face, bound, SWEEP)),
        legs.smt(bound_by_smt),
        legs.exact(bound, over=SWEEP, executed=True),
        legs.searched(bound, examples=(50, 400), executed=True),
    ),
    readings=(
        printed(
            "|relu(x)² − relu(y)²| ≤ (|x| + |y|) |x − y| for all real x, y",
            REALS,
            latex=r"|\mathrm{relu}(x)^2 - \mathrm{relu}(y)^2| \le (|x| + |y|)\,|x - y|",
            data={"factor": "1", "sizes": "absolute"},
            controls=(
                Control("factor 999/1000", "constant", {"factor": "999/1000"}),
                Control("factor 1/2", "constant", {"factor": "1/2"}),
                Control("factor −1", "sign", {"factor": "-1"}),
            ),
        ),
        sharpened(
            "|relu(x)² − relu(y)²| ≤ (relu(x) + relu(y)) |x − y|",
            REALS,
            data={"factor": "1", "sizes": "relu"},
            controls=(
                Control("factor 999/1000", "constant", {"factor": "999/1000"}),
                # 1/3 (|x| + |y|) |x − y| would be enough there
                Control("factor 1/3 at −1, 1", "constant", {"factor": "1/3"}, AT, ("smt", "exact")),
            ),
        ),
    ),
    recheck=bound_by_hand,
    margin="least right side less left side",
)

tight = Claim(
    "equality",
    legs=(
        legs.symbolic(by_faces(LINES, equality_on_face, equality, SWEEP)),
        legs.smt(equality_by_smt),
        legs.exact(equality, over=SWEEP, executed=True),
        legs.searched(equality, examples=(50, 400), executed=True),
    ),
    readings=(
        sharpened(
            "the two sides are equal iff x = y or neither is negative",
            REALS,
            data={"case": "same or neither negative"},
            controls=(
                Control("both positive", "premise", {"case": "same or both positive"}),
                Control("neither negative alone", "premise", {"case": "neither negative"}),
            ),
        ),
    ),
    recheck=equality_by_hand,
)

THEOREM = Theorem(
    label="sharpness.lemA26",
    paper=PAPER,
    number="Lemma A.26",
    title="the squared ReLU is locally Lipschitz",
    kind="lemma",
    statement="|relu(x)² − relu(y)²| ≤ (|x| + |y|) |x − y|.",
    hypotheses=("x, y real",),
    claims=(lipschitz, tight),
    notes="No convex leg: the inequality is homogeneous and no minimum, maximum or worst case over "
    "a convex set stands in it; its best constant, 1, is attained at every pair x, y ≥ 0.",
)
