"""What Lemma 1, Theorems 2 and 5 assume of η and β, and the constants that they are read with."""

from __future__ import annotations

from verify import Premise, rationals

__all__ = ["COMMON_BALL", "LONG", "NEAR", "SIZES", "SMALL", "constants"]

SIZES = {"eta": rationals("0 <"), "beta": rationals("0 <"), "r": rationals("0 <=")}
SMALL = Premise("eta <= 1/(4 beta)", lambda p: 4 * p["eta"] * p["beta"] <= 1)
LONG = Premise("eta < 3/(2 beta)", lambda p: 2 * p["eta"] * p["beta"] < 3)
NEAR = {"eta": rationals("0 <", "<= 1/8"), "beta": ["1", "2"]}
"""what a short search looks at"""
COMMON_BALL = "the printed bound if all f(·, z_i) are 0 on one ball of radius ρ, w* its centre"


def constants(method: str) -> tuple[dict[str, str], dict[str, str]]:
    """The data of a reading with K = 4, by convexity alone, and with K = 2/(3 − 2ηβ).

    The second uses smoothness too.
    """
    return (
        {"num": "4", "den": "1", "rate": "0", "kappa": "0", "method": method},
        {"num": "2", "den": "3", "rate": "2", "kappa": "1", "method": method},
    )
