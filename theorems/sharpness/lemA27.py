"""Lemma A.27: what a neuron contributes to x[1]x[2] on the four corners, against its values there.

A neuron whose pre-activations at (1, 1), (1, −1), (−1, 1), (−1, −1) are a, b, c, d has
a + d = b + c, and every such a, b, c, d belongs to one; its values are computed by a net.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.core.exact_networks import forward_exact
from theorems.core.networks import Bias
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
)

if TYPE_CHECKING:
    from verify.domain import Point

Data = Mapping[str, Any]
CORNERS = ((1, 1), (1, -1), (-1, 1), (-1, -1))
FOUR = ("a", "b", "c", "d")
PLANES = {"a": (1, 0, 0), "b": (0, 1, 0), "c": (0, 0, 1), "d": (-1, 1, 1)}
SWEEP = {k: ["-50", "-1", "-1/2", "0", "1/6", "5/6", "1", "2"] for k in "abc"}
NOT = {"not positive": lambda s: s <= 0, "negative": lambda s: s < 0, "zero": lambda s: s == 0}


def four(data: Data, p: Point) -> tuple[list[Any], list[Any]]:
    """a, b, c, d, and their positive parts as the values of one neuron.

    d is off b + c − a by data["defect"], which a second bias at (−1, −1) makes up for.
    """
    a, b, c, off = p["a"], p["b"], p["c"], Fraction(data["defect"])
    weights, shift = ((a - c) / 2, (a - b) / 2), (b + c) / 2
    values = list(forward_exact(Bias((weights,), (shift,), (1,)), CORNERS))
    if off:
        values[3] = forward_exact(Bias((weights,), (shift + off,), (1,)), CORNERS[3:])[0]
    return [a, b, c, b + c - a + off], values


def sides(values: Sequence[Any], sign: int) -> tuple[Any, Any]:
    """The square of the contribution, and the sum of the squares."""
    a, b, c, d = values
    return (a + sign * d - b - c) ** 2, a**2 + b**2 + c**2 + d**2


def bound(data: Data, p: Point) -> Finding:
    """The left side against factor · the right one."""
    left, right = sides(four(data, p)[1], int(data["sign"]))
    return compare(left, "<=", Fraction(data["factor"]) * right)


def bound_on_face(case: Case, face: Face) -> list[Any]:
    """The same on a face."""
    left, right = sides([face.relu(k) for k in FOUR], int(case.data["sign"]))
    return [(face.times(case.constant("factor"), right) - left, ">= 0")]


def bound_by_smt(case: Case) -> Evidence:
    """z3: the same for all reals."""
    from verify.solvers.smt import prove, relu

    def formula(t: Data) -> Any:
        import z3

        d = t["b"] + t["c"] - t["a"] + z3.RealVal(case.data["defect"])
        values = [relu(v) for v in (t["a"], t["b"], t["c"], d)]
        left, right = sides(values, int(case.data["sign"]))
        return left <= z3.RealVal(case.data["factor"]) * right

    return prove(case, formula, variables=("a", "b", "c"))


def bound_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """The two sides as rationals."""
    from fractions import Fraction

    a, b, c = (Fraction(str(point[k])) for k in "abc")
    d = b + c - a + Fraction(data["defect"])
    plus, minus = [t if t > 0 else 0 for t in (a, d)], [t if t > 0 else 0 for t in (b, c)]
    total = plus[0] + int(data["sign"]) * plus[1] - sum(minus)
    right = Fraction(data["factor"]) * sum(t * t for t in plus + minus)
    return {"left": str(total * total), "right": str(right), "violated": total * total > right}


def enough(count: Any, word: str) -> Any:
    """Whether so many of the four are as `word` says: "three" means three or more."""
    if word == "exactly three":
        return count == 3
    return count >= {"two": 2, "three": 3, "four": 4}[word]


def equality(data: Data, p: Point) -> Finding:
    """Whether the two sides are equal, against the number of the four that are not positive."""
    given, values = four(data, p)
    left, right = sides(values, int(data["sign"]))
    count = sum(NOT[data["kind"]](v) for v in given)
    shown = {"left": str(left), "right": str(right), "a, b, c, d": [str(v) for v in given]}
    return Finding(Tri.of((left == right) == enough(count, data["count"])), shown)


def equality_on_face(case: Case, face: Face) -> list[Any]:
    """The difference is 0 on the faces that are named, and positive on all others."""
    left, right = sides([face.relu(k) for k in FOUR], int(case.data["sign"]))
    count = sum(NOT[case.data["kind"]](face.signs[k]) for k in FOUR)
    return [(right - left, "== 0" if enough(count, case.data["count"]) else "> 0")]


def equality_by_smt(case: Case) -> Evidence:
    """z3: both directions, for all reals."""
    from verify.solvers.smt import prove, relu

    def formula(t: Data) -> Any:
        import z3

        given = (t["a"], t["b"], t["c"], t["b"] + t["c"] - t["a"] + z3.RealVal(case.data["defect"]))
        left, right = sides([relu(v) for v in given], int(case.data["sign"]))
        count = z3.Sum(*[z3.If(NOT[case.data["kind"]](v), 1, 0) for v in given])
        return (left == right) == enough(count, case.data["count"])

    return prove(case, formula, variables=("a", "b", "c"))


def equality_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """Equality and the count, as rationals."""
    from fractions import Fraction

    a, b, c = (Fraction(str(point[k])) for k in "abc")
    d = b + c - a + Fraction(data["defect"])
    r = [t if t > 0 else Fraction(0) for t in (a, b, c, d)]
    equal = (r[0] + int(data["sign"]) * r[3] - r[1] - r[2]) ** 2 == sum(t * t for t in r)
    if data["kind"] == "not positive":
        count = sum(not t > 0 for t in (a, b, c, d))
    else:
        count = sum(t < 0 or (t == 0 and data["kind"] == "zero") for t in (a, b, c, d))
    least = {"two": 2, "three": 3, "four": 4, "exactly three": 3}[data["count"]]
    named = count == 3 if data["count"] == "exactly three" else count >= least
    return {"equal": equal, "count": count, "violated": equal != named}


FREE = Domain({k: rationals() for k in "abc"})
PRINT = {"defect": "0", "sign": "1", "factor": "1"}

inequality = Claim(
    "bound",
    legs=(
        legs.symbolic(by_faces(PLANES, bound_on_face, bound, SWEEP)),
        legs.smt(bound_by_smt),
        legs.exact(bound, over=SWEEP, executed=True),
        legs.searched(bound, examples=(50, 400), executed=True),
    ),
    readings=(
        printed(
            "a + d = b + c implies (relu a + relu d − relu b − relu c)² ≤ "
            "relu(a)² + relu(b)² + relu(c)² + relu(d)²",
            FREE,
            latex=r"a + d = b + c \Rightarrow (a_+ + d_+ - b_+ - c_+)^2 "
            r"\le a_+^2 + b_+^2 + c_+^2 + d_+^2",
            data=PRINT,
            controls=(
                Control("factor 999/1000", "constant", {"factor": "999/1000"}),
                Control("a + d = b + c + 1", "premise", {"defect": "1"}, None, ("smt", "exact")),
                Control("−relu d", "sign", {"sign": "-1"}),
            ),
        ),
    ),
    recheck=bound_by_hand,
    margin="least right side less left side",
)

tight = Claim(
    "equality",
    legs=(
        legs.symbolic(by_faces(PLANES, equality_on_face, equality, SWEEP)),
        legs.smt(equality_by_smt),
        legs.exact(equality, over=SWEEP, executed=True),
        legs.searched(equality, examples=(50, 400), executed=True),
    ),
    readings=(
        printed(
            "equality iff three of the four are not positive, where a + d = b + c",
            FREE,
            data={**PRINT, "count": "three", "kind": "not positive"},
            controls=(
                Control("exactly three", "premise", {"count": "exactly three"}),
                Control("two of the four", "premise", {"count": "two"}),
                Control("all four", "premise", {"count": "four"}),
                Control("three negative", "premise", {"kind": "negative"}),
                Control("a + d = b + c + 1", "premise", {"defect": "1"}, None, ("exact",)),
            ),
        ),
    ),
    recheck=equality_by_hand,
)

THEOREM = Theorem(
    label="sharpness.lemA27",
    paper=PAPER,
    number="Lemma A.27",
    title="four values of one neuron",
    kind="lemma",
    statement="If a + d = b + c then (relu a + relu d − relu b − relu c)² ≤ "
    "relu(a)² + relu(b)² + relu(c)² + relu(d)², with equality iff three of the four are not "
    "positive.",
    hypotheses=("a, b, c, d real, a + d = b + c",),
    claims=(inequality, tight),
    notes='"Three of the four" is read as three or more: all four are not positive at 0, where '
    "both sides are 0, so that exactly three would be wrong (a control). No convex leg: the "
    "difference of the sides is not convex, and the statement holds no minimum or maximum.",
)
