"""Theorem 6 at a chosen size: SAM from 0 on F_S(w) = ½ max(0, w)², in rationals."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.sco._parts.instances import SPARE
from verify.domain import Domain, Integers, Premise, finite, rationals
from verify.instance import Engine, Instance

if TYPE_CHECKING:
    from verify.domain import Point as Parameters

__all__ = ["THEOREM_6"]


def execute(p: Parameters, *, engine: Engine, backend: str, seed: int) -> Mapping[str, Any]:
    """Run SAM; nothing is drawn, and the sample does not count."""
    from theorems.core.exact import sam_exact, suffix_average_exact
    from theorems.core.saer import theorem6_saer_exact

    r = p["r"]
    path = sam_exact(
        lambda w: (max(w[0], Fraction(0)),),
        (Fraction(0),),
        radius=r,
        eta=p["eta"],
        steps=p["T"],
        zero=p["zero"],
        epsilon=Fraction(1, 1000) if p["zero"] == "damped" else None,
    )
    average = suffix_average_exact(path, p["tau"])[0]
    gap = theorem6_saer_exact(average, r) - theorem6_saer_exact(Fraction(-1, 2), r)
    half = r * r / 2
    return {
        "w_T": _number(path[-1][0]),
        "w_avg": _number(average),
        "F_S^r(w_avg) - F_S^r(w*)": _number(gap),
        "r^2/2": str(half),
        "gap / (r^2/2)": None if not half else _number(gap / half),
    }


def _number(value: Any) -> str | float:
    """A short rational as it is, a long one as a float."""
    text = str(value)
    return text if len(text) <= 40 else float(value)


def estimate(p: Parameters, engine: Engine) -> int:
    """Bytes: each step may lengthen the rationals by those of η and r."""
    steps: int = p["T"]
    longer = sum(x.bit_length() for q in (p["eta"], p["r"]) for x in q.as_integer_ratio())
    moves = 0 if p["zero"] in ("stay", "damped", "minus") else steps * longer // 4
    return SPARE + steps * (200 + moves)


THEOREM_6 = Instance(
    Domain(
        {
            "T": Integers(1, 10**6),
            "eta": rationals("0 <"),
            "r": rationals("0 <=", "<= 1/2"),
            "tau": Integers(1),
            "zero": finite(["stay", "damped", "minus", "plus"]),
        },
        (Premise("tau <= T", lambda p: p["tau"] <= p["T"]),),
    ),
    {"T": 100, "eta": "1", "r": "1/2", "tau": 1, "zero": "stay"},
    ("lazy",),
    estimate,
    execute,
)
"""SAM from w_1 = 0, by what its 0/0 is taken to be."""
