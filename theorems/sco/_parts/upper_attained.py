"""The claims on runs that attain the constants of Lemma 1, Theorems 2 and 5, or break smaller ones.

The functions stand in `upper_path` and `upper_huber`.
"""

from __future__ import annotations

from typing import Any

from theorems.sco._parts.upper_huber import attained_at, attained_by_sympy, least_ratio
from theorems.sco._parts.upper_pairs_by_hand import attained_by_hand, faces_by_hand
from theorems.sco._parts.upper_path import beyond_at, least_at
from theorems.sco._parts.upper_path_deductions import PATH, beyond_by_sympy, least_by_sympy
from theorems.sco._parts.upper_premises import (
    EDGE,
    FAMILY,
    MANY,
    PAST,
    ROOM,
    SHORT,
    SIZES,
    Method,
)
from verify import Claim, Control, Domain, Integers, legs, rationals, sharpened
from verify.tightness import stating

__all__ = ["attained", "beyond", "least"]


def attained(method: Method) -> Claim:
    """A run that comes close to the printed bound; one of SA-GD, as close as any does."""
    sam = method == "ascent"
    sizes = {**SIZES, "rho": rationals("0 <=", "<= 1/2") if sam else rationals("0 <=")}
    domain = Domain({**sizes, **({} if sam else {"m": rationals("0 <")})})
    over: dict[str, Any] = {"T": [1, 2, 6, 1000], "eta": ["1/8", "3/8"], "beta": ["2"]}
    over |= {"rho": ["0", "1/1000"], **({} if sam else {"m": ["1"]})}
    what = (
        "on a Huber function with r = ρ SAM has F_S(ŵ) equal to (1−ρ)²ηβT/(2(ηβ(T−1)+1)) of the "
        "printed bound, ‖w_1−w*‖ = 1"
        if sam
        else "on a Huber function SA-GD has F_S^r(ŵ), and the mean of F_S^r(w_t), equal to "
        "(4ηβT+1)/(8(ηβ(T−1)+1)) of the printed bound, which tends to half of it"
    )
    near = {"T": Integers(1, 9), "eta": ["1/4", "1/3", "1"], "beta": ["1", "5/3"]}
    return Claim(
        "attained",
        legs=(
            stating(legs.exact(attained_at, over=over, executed=True), least_ratio(over)),
            legs.symbolic(attained_by_sympy),
            legs.searched(attained_at, within=near, examples=(20, 200), executed=True),
        ),
        readings=(
            sharpened(
                what,
                domain,
                data={"method": method, "slope": "1", "factor": "1"},
                controls=(
                    Control("9/10 of the slope", "construction", {"slope": "9/10"}),
                    Control("1001/1000 of it", "constant", {"factor": "1001/1000"}),
                ),
            ),
        ),
        recheck=attained_by_hand,
    )


SHELF = {"m": rationals("0 <"), "gap": rationals("0 <=", "< 1")}
least = Claim(
    "least",
    legs=(
        legs.exact(
            least_at,
            over={
                "T": [1, 2, 9],
                "eta": ["1/4", "1", "5/4", "3/2"],
                "beta": ["1", "2"],
                "a": ["1/2", "4/7", "1", "3/2"],
                "m": ["1"],
                "gap": ["0", "1/1000", "5/2"],
                "spare": ["0", "1"],
            },
            full={"T": [1, 2, 3, 9, 40]},
            executed=True,
        ),
        legs.symbolic(least_by_sympy),
        legs.searched(
            least_at,
            within={
                "T": Integers(1, 6),
                "eta": ["1/4", "1", "9/8"],
                "beta": ["1/2", "1"],
                "a": ["1/2", "5/9", "4/7", "7/8"],
                "m": ["1", "3"],
                "gap": ["0", "1/10"],
                "spare": ["0", "2"],
            },
            examples=(20, 200),
            executed=True,
        ),
    ),
    readings=(
        sharpened(
            "no second constant below that of `pairs` serves for all T, a ≤ 1/(2−ηβ): on a "
            "polyhedron's squared distance SA-GD has the mean a(‖w_1−w*‖²−‖w_{T+1}−w*‖²)/(ηT) + "
            "2a²β(r−ρ)²/(2a(2−ηβ)−1), and F_S^r(ŵ) at least (1−gap)² times that for 0 ≤ gap < 1, "
            "where ‖w_{T+1}−w*‖ does not grow with T",
            Domain({**FAMILY, **SHELF, "spare": rationals("0 <=")}, (ROOM, EDGE)),
            data={"bend": "1", "factor": "1"},
            controls=(
                Control(
                    "half the product of neighbours",
                    "construction",
                    {"bend": "1/2"},
                    None,
                    ("exact", "property"),
                ),
                Control("999/1000 of it", "constant", {"factor": "999/1000"}),
            ),
        ),
    ),
    recheck=faces_by_hand,
)

beyond = Claim(
    "beyond",
    legs=(
        legs.exact(
            beyond_at,
            over=PATH,
            full={"T": [1, 6, 16, 22, 48, 90, 176], "eta": ["1", "251/200", "63/50", "7/5"]},
            executed=True,
        ),
        legs.symbolic(beyond_by_sympy),
        legs.searched(
            beyond_at,
            within={
                "T": Integers(16, 60),
                "eta": rationals("127/100 <=", "<= 7/5"),
                "beta": ["1"],
                "gap": ["0", "1/1000"],
            },
            examples=(10, 100),
            executed=True,
        ),
    ),
    readings=(
        sharpened(
            "for every η between 5/(4β) and 3/(2β) the printed bound fails from some T on, for "
            "F_S^r(ŵ) and so for the mean of F_S^r(w_t): SA-GD on a polyhedron's squared distance "
            "exceeds it",
            Domain({**SIZES, **SHELF}, (PAST, SHORT, MANY)),
            data={"bend": "1", "beyond": "4"},
            controls=(
                Control(
                    "T = 1", "premise", {}, Domain({**SIZES, **SHELF}, (PAST, SHORT)), ("exact",)
                ),
                Control(
                    "no product of neighbours",
                    "construction",
                    {"bend": "0"},
                    None,
                    ("exact", "property"),
                ),
                Control("5 for 4", "constant", {"beyond": "5"}),
            ),
        ),
    ),
    recheck=faces_by_hand,
)
