"""What the claims on constants assume, and the words for what they bound."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from verify import Integers, Premise, rationals

__all__ = [
    "EDGE",
    "FAMILY",
    "FLAT",
    "LONG",
    "LONGER",
    "MANY",
    "ONE",
    "PAST",
    "ROOM",
    "SHORT",
    "SIZES",
    "WHAT",
    "Method",
]

Method = Literal["given", "argmax", "ascent"]
WHAT = {
    "given": "the mean of F_S(w_t+v_t)",
    "argmax": "the mean of F_S^r(w_t), and F_S^r(ŵ),",
    "ascent": "the mean of F_S(w_t), and F_S(ŵ),",
}
SIZES = {"T": Integers(1), "eta": rationals("0 <"), "beta": rationals("0 <")}


def _room(T: int, x: Fraction, gap: Fraction) -> Fraction:
    return T * x * ((8 * x - 10) * (3 - 2 * x) - 4 * gap) - 2 - (2 * x - 1) ** 2


FAMILY = {**SIZES, "a": rationals("1/2 <=")}
ROOM = Premise("2a(2 − eta beta) > 1", lambda p: 2 * p["a"] * (2 - p["eta"] * p["beta"]) > 1)
EDGE = Premise("a(2 − eta beta) <= 1", lambda p: p["a"] * (2 - p["eta"] * p["beta"]) <= 1)
FLAT = Premise("eta <= 3/(4 beta)", lambda p: 4 * p["eta"] * p["beta"] <= 3)
LONG = Premise("eta <= 5/(4 beta)", lambda p: 4 * p["eta"] * p["beta"] <= 5)
LONGER = Premise("eta <= 13/(10 beta)", lambda p: 10 * p["eta"] * p["beta"] <= 13)
ONE = Premise("eta <= 1/beta", lambda p: p["eta"] * p["beta"] <= 1)
PAST = Premise("eta > 5/(4 beta)", lambda p: 4 * p["eta"] * p["beta"] > 5)
SHORT = Premise("eta < 3/(2 beta)", lambda p: 2 * p["eta"] * p["beta"] < 3)
MANY = Premise(
    "T ηβ((8ηβ − 10)(3 − 2ηβ) − 4 gap) > 2 + (2ηβ − 1)²",
    lambda p: _room(p["T"], p["eta"] * p["beta"], p["gap"]) > 0,
)
