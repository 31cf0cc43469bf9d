"""What Theorems 4 and 8 say: constants, premises, errata, and the domain of their runs."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from theorems.sco._parts.upper_models import LINES, POINTS
from verify import Domain, Erratum, Integers, Premise, rationals

__all__ = [
    "BALL",
    "BOUND",
    "CLOSE",
    "EQUAL",
    "ERRATA",
    "EXACT",
    "LARGE",
    "LATEX",
    "PRINTED",
    "SHARP",
    "SLOW",
    "SMALL",
    "WITH_DISTANCE",
    "runs",
]

SMALL = Premise("eta <= 1/(4 beta)", lambda p: 4 * p["eta"] * p["beta"] <= 1)
LARGE = Premise("eta <= 10/beta", lambda p: p["eta"] * p["beta"] <= 10)
EXACT = Premise("eta = 1/(4 beta)", lambda p: 4 * p["eta"] * p["beta"] == 1)
EQUAL = Premise("T = n", lambda p: p["T"] == p["n"])
CLOSE = Premise(
    "r − ρ <= 1/√n", lambda p: p["n"] * max(p["r"] - Fraction(p["P"]["rho"]), 0) ** 2 <= 1
)

# Lemma 1 holds with 1/2 and 1/(2(1−ηβ)), which is at most 2/3 here, for its 1 and 4
LEMMA = {"lemma": ["1/2", "2/3"], "weights": ["1", "1"]}
PRINTED: dict[str, Any] = {
    "constants": ["4", "72", "288", "16", "2304"],
    "distance": "0",
    **LEMMA,
}
WITH_DISTANCE = {**PRINTED, "distance": "2"}
SHARP = {**WITH_DISTANCE, "constants": ["1", "64/21", "1", "4/3", "4/3"]}
SLOPE = {"z": [{"a": ["1"], "b": "0", "cap": "1"}], "star": ["0"], "rho": "0"}
"""One loss, linear from 1 on: 512 steps of 1/4 go down to where it bends."""
SLOW = {
    "P": [SLOPE],
    "n": [30000],
    "start": [["515/4"]],
    "T": [512],
    "eta": ["1/4"],
    "beta": ["1"],
    "r": ["1/1000000"],
}
BOUND = "E F(ŵ) ≤ 4‖w_1−w*‖²/(ηT) + 72 ηβ²r²T + 288 β²ηT@/n² + (16β + 2304 β³η²T²/n²) max(r−ρ,0)²"
LATEX = (
    r"\mathbb{E} F(\hat w) \le \frac{4\|w_1-w^*\|^2}{\eta T} + 72\eta\beta^2r^2T"
    r" + 288\frac{\beta^2\eta T}{n^2}@ + \Bigl(16\beta + 2304\frac{\beta^3\eta^2T^2}{n^2}\Bigr)"
    r"\max(r-\rho,0)^2"
)
BALL = "all f(·, z) being 0 on one ball of radius ρ around w*"

ERRATA = (
    Erratum(
        "distance",
        "gap",
        "risk",
        "the term β²ηT/n² holds no ‖w_1−w*‖",
        "β²ηT ‖w_1−w*‖²/n², or ‖w_1−w*‖ ≤ 1 as an assumption; without it no constant serves",
    ),
    Erratum(
        "scaling",
        "gap",
        "homogeneity",
        "β²ηT/n² stays when w, r and ρ grow by c, and all else grows by c²",
        "with β²ηT ‖w_1−w*‖²/n² both sides scale alike",
    ),
    Erratum(
        "common_ball",
        "gap",
        "ball",
        "f(·, z) is ρ-flat for all z, and w* is not defined",
        "all f(·, z) are 0 on one ball of radius ρ, and w* is its centre: otherwise F need not "
        "have a zero",
    ),
    Erratum(
        "rate",
        "misprint",
        "corollary",
        "η = O(1/β) gives O(β/n + βr²n)",
        "η = 1/(4β), or any fixed multiple of it: a smaller η leaves ‖w_1−w*‖²/(ηT) behind",
    ),
)


def runs(**own: Any) -> Domain:
    """Laws of losses on the line, n draws from them, T steps from w* + start.

    Parameters
    ----------
    **own
        The set of r, and that of the convention which completes the algorithm.
    """
    sizes = {"eta": rationals("0 <"), "beta": rationals("0 <")}
    return Domain(
        {"P": LINES, "n": Integers(1), "start": POINTS, "T": Integers(1), **sizes, **own}, (SMALL,)
    )
