"""Lemma 4 where the losses are non-negative on W alone, as the setting of the paper has it.

On W = [0, 1] the losses 2w and 2(1 − w) are non-negative, convex and β-smooth for every β. With
n = 1, A(z) their minimizer in W and 1/2 for the null example, E F(A(S)) = 1, E F_S(A(S)) = 0 and
ε = 1/4. In the models they are the linear parts of losses that bend elsewhere, less a constant.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.sco._parts.stability_by_hand import leave_one_out_by_hand
from theorems.sco._parts.stability_deductions import from_leave_one_out
from theorems.sco._parts.stability_expectations import leave_one_out_at
from theorems.sco._parts.stability_models import LAWS, LEARNERS, dimension
from theorems.sco._parts.upper_losses import loss
from verify import (
    Claim,
    Control,
    Domain,
    Erratum,
    Integers,
    Objects,
    Premise,
    corrected,
    legs,
    printed,
    rationals,
)

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["ERRATUM", "INSIDE", "LINE_LAWS", "least_on_line", "least_on_w", "outside"]

ENDS = (Fraction(0), Fraction(1))
TILTED = {"z": [{"a": ["1"], "b": "-2", "cap": "2"}, {"a": ["-1"], "b": "-3", "cap": "2"}]}
"""2w + 2 and 4 − 2w on W."""


def least_on_w(z: Any) -> Fraction:
    """The least value of a loss on [0, 1]: 0 where its zeros lie, else at an end."""
    if "low" in z and Fraction(z["low"][0]) <= 1 and Fraction(z["high"][0]) >= 0:
        return Fraction(0)
    return min(loss(z, (end,)) for end in ENDS)


def least_on_line(z: Any) -> Fraction:
    """The least value on R: 0 but for a constant loss."""
    constant = "a" in z and not Fraction(z["a"][0])
    return loss(z, ENDS[:1]) if constant else Fraction(0)


def _is_inside(value: Any) -> bool:
    if not LEARNERS.contains(value) or value["kind"] != "table":
        return False
    return all(len(w) == 1 and 0 <= Fraction(w[0]) <= 1 for w in value["points"])


def _draw_law() -> SearchStrategy[dict[str, Any]]:
    return LAWS.strategy().filter(LINE_LAWS.contains)


def _draw_table() -> SearchStrategy[dict[str, Any]]:
    from hypothesis import strategies as st

    point = st.integers(0, 6).map(lambda k: [str(Fraction(k, 6))])
    made = st.lists(point, min_size=1, max_size=5)
    return made.map(lambda points: {"kind": "table", "points": points})


LINE_LAWS = Objects(
    "uniform laws on finitely many convex 1-smooth losses on the line",
    lambda v: LAWS.contains(v) and dimension(v["z"][0]) == 1,
    (TILTED, *(law for law in LAWS.samples if dimension(law["z"][0]) == 1)),
    _draw_law,
    (LAWS.name,),
)
INSIDE = Objects(
    "tables of points of [0, 1]",
    _is_inside,
    (
        {"kind": "table", "points": [["1/2"], ["0"], ["1"]]},
        {"kind": "table", "points": [["1"]]},
        {"kind": "table", "points": [["0"], ["1"], ["1/3"], ["2/3"]]},
    ),
    _draw_table,
    (LEARNERS.name,),
)

SIZES = {"n": Integers(1), "beta": rationals("0 <"), "low": rationals("0 <=")}
ON_W = Premise(
    "f >= 0 on W", lambda p: all(p["beta"] * least_on_w(z) >= p["low"] for z in p["M"]["z"])
)
ON_LINE = Premise(
    "f >= 0 on R", lambda p: all(p["beta"] * least_on_line(z) >= p["low"] for z in p["M"]["z"])
)
WITHIN_W = Domain({"M": LINE_LAWS, "A": INSIDE, **SIZES}, (ON_W,))
EVERYWHERE = Domain(WITHIN_W.parameters, (ON_LINE,))
DATA = {"first": "4", "second": "3", "curvature": "1", "shift": "0", "stability": "greatest"}
SWEEP: dict[str, Any] = {
    "M": LINE_LAWS.samples,
    "A": INSIDE.samples,
    "n": [1, 2],
    "beta": ["1", "1/3"],
    "low": ["0", "1/2", "2"],
}
WHAT = "E F(A(S)) ≤ 4 E F_S(A(S)) + 3βε for f = β · loss − low, A mapping into W = [0, 1], "

outside = Claim(
    "nonnegative",
    legs=(
        legs.enumeration(leave_one_out_at, over=SWEEP, full={"n": [1, 2, 3]}, executed=True),
        from_leave_one_out(leave_one_out_at, SWEEP),
    ),
    readings=(
        printed(
            f"{WHAT}if f(w, z) ≥ 0 for w in W",
            WITHIN_W,
            data=DATA,
            expected="refuted",
            legs=("enumeration",),
            controls=(Control("f ≥ 0 on R", "true", {}, EVERYWHERE),),
        ),
        corrected(
            f"{WHAT}if f(w, z) ≥ 0 for all w in R",
            EVERYWHERE,
            data=DATA,
            controls=(
                Control("f ≥ 0 on W alone", "premise", {}, WITHIN_W, ("enumeration",)),
                Control("1/2 for 4, 0 for 3", "constant", {"first": "1/2", "second": "0"}),
            ),
        ),
    ),
    recheck=leave_one_out_by_hand,
    margin="least bound less risk",
)
ERRATUM = Erratum(
    "nonnegative",
    "gap",
    "nonnegative",
    "f(w, z) ≥ 0 for w in W (the paper's setting; the lemma does not say more)",
    "f(w, z) ≥ 0 for all w in R^d, which Lemma 3 asks for and the proof uses",
)
