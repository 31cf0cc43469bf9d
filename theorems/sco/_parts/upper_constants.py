"""The claims on the constants of Lemma 1, Theorems 2 and 5: which serve, which do not, how tight.

The identities stand in `upper_pairs`, the functions that attain them in `upper_path` and
`upper_huber`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Literal

from theorems.sco._parts.upper_huber import attained_at, attained_by_sympy, least_ratio
from theorems.sco._parts.upper_hypotheses import SMALL
from theorems.sco._parts.upper_pairs import (
    estimate_at,
    most_ratio,
    one_step_by_flint,
    one_step_by_sympy,
    sum_by_flint,
    sum_by_sympy,
)
from theorems.sco._parts.upper_pairs_by_hand import (
    attained_by_hand,
    faces_by_hand,
    pair_by_hand,
)
from theorems.sco._parts.upper_path import beyond_at, least_at
from theorems.sco._parts.upper_path_deductions import PATH, beyond_by_sympy, least_by_sympy
from verify import (
    Claim,
    Control,
    Domain,
    Integers,
    Premise,
    finite,
    legs,
    printed,
    rationals,
    sharpened,
)
from verify.solvers.performance import leg
from verify.tightness import stating

__all__ = ["attained", "beyond", "least", "pairs", "ratio", "wide", "worst_case"]

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
PROVED = {"proof": "identity", "factor": "1"}
SEARCH = {"proof": "search"}


def _deduced(sympy: Any, flint: Any) -> tuple[Any, ...]:
    return legs.symbolic(sympy), legs.symbolic(flint, name="flint")


def worst_case(method: Method) -> Claim:
    """The printed bound for every function of the class, and the sharper one."""
    own = {"method": method, "start": "1", "factor": "1"}
    # how much SAM's own risk needs of the second term is another matter: F_S(w_t) ≤ F_S(w_t + v_t)
    sam = method == "ascent"
    less = (
        Control("a hundredth of ‖w_1−w*‖²", "constant", {**SEARCH, "start": "1/100"}),
        *([] if sam else [Control("1/2 for 4", "constant", {**SEARCH, "factor": "1/8"})]),
    )
    tenth = (
        Control("a tenth of the first term", "constant", {**SEARCH, "start": "1/10"}),
        *([] if sam else [Control("1/4 of 2/(2−ηβ)²", "constant", {**SEARCH, "factor": "1/4"})]),
    )
    return Claim(
        "worst_case",
        legs=(
            leg(
                estimate_at,
                over={"T": range(1, 7), "eta": ["1/4", "1/16"], "beta": ["1"]},
                full={"T": [*range(1, 7), 12], "eta": ["1/4", "1/16", "1/100", "1", "15/8"]},
            ),
            *_deduced(one_step_by_sympy, one_step_by_flint),
        ),
        readings=(
            printed(
                f"for all F_S of the class, all starts, r and ρ at once: {WHAT[method]} at most "
                "‖w_1−w*‖²/(ηT) + 4β max(r−ρ,0)²",
                Domain(SIZES, (SMALL,)),
                data={**own, **SEARCH, "pair": "fixed", "beyond": "4", "limit": "1/4"},
                controls=less,
            ),
            sharpened(
                f"{WHAT[method]} at most ‖w_1−w*‖²/((2−ηβ)ηT) + 2β max(r−ρ,0)²/(2−ηβ)², for "
                "0 < η ≤ 1/β",
                Domain(SIZES, (ONE,)),
                latex=r"\frac{\|w_1-w^*\|^2}{(2-\eta\beta)\eta T}"
                r" + \frac{2\beta}{(2-\eta\beta)^2}\max(r-\rho,0)^2",
                data={**own, **PROVED, "pair": "sharp"},
                controls=tenth,
            ),
        ),
        recheck=pair_by_hand,
    )


def pairs(method: Method) -> Claim:
    """Every pair (a, b) of the family, for all T and the whole class."""
    less = {**SEARCH, "factor": "999/1000"}
    half = Domain({**SIZES, "a": finite(["1/2"])}, (ROOM,))
    third = Domain({**SIZES, "T": Integers(6), "a": finite(["1/3"])}, (ROOM,))
    over = {"T": [1, 2, 6], "eta": ["1/4", "1", "3/2"], "beta": ["1"]}
    return Claim(
        "pairs",
        legs=(
            leg(
                estimate_at,
                over={**over, "a": ["1/3", "1/2", "4/7", "1", "2"]},
                full={"T": [1, 2, 3, 4, 5, 6, 12], "eta": ["1/4", "1/100", "1", "3/2", "15/8"]},
            ),
            *_deduced(one_step_by_sympy, one_step_by_flint),
        ),
        readings=(
            sharpened(
                f"for every a ≥ 1/2 with 2a(2−ηβ) > 1: {WHAT[method]} at most a‖w_1−w*‖²/(ηT) + "
                "2a²β max(r−ρ,0)²/(2a(2−ηβ)−1)",
                Domain(FAMILY, (ROOM,)),
                latex=r"a\frac{\|w_1-w^*\|^2}{\eta T}"
                r" + \frac{2a^2\beta}{2a(2-\eta\beta)-1}\max(r-\rho,0)^2",
                data={"method": method, "pair": "family", **PROVED},
                controls=(
                    Control("999/1000 of the second constant, a = 1/2", "constant", less, half),
                    Control("a = 1/3", "premise", SEARCH, third, ("pep",)),
                ),
            ),
        ),
        recheck=pair_by_hand,
    )


def wide(method: Method) -> Claim:
    """The printed constants over the widest range of step sizes that has them for all T."""
    fixed = {"method": method, "pair": "fixed", "start": "1", "beyond": "4", "limit": "5/4"}
    late = Domain({**SIZES, "T": Integers(12)}, (LONGER,))
    sam = method == "ascent"
    controls = (
        Control("a hundredth of the first term", "constant", {**SEARCH, "start": "1/100"}),
        *([] if sam else [Control("1/2 for 4", "constant", {**SEARCH, "factor": "1/8"})]),
        *([] if sam else [Control("η up to 13/(10β)", "premise", {}, late, ("pep",))]),
    )
    return Claim(
        "range",
        legs=(
            leg(
                estimate_at,
                over={"T": [*range(1, 7), 12], "eta": ["1/4", "1", "5/4", "13/10"], "beta": ["1"]},
                full={"eta": ["1/4", "1/16", "1", "9/8", "5/4", "13/10"]},
            ),
            *_deduced(one_step_by_sympy, one_step_by_flint),
        ),
        readings=(
            sharpened(
                f"for 0 < η ≤ 5/(4β): {WHAT[method]} at most ‖w_1−w*‖²/(ηT) + 4β max(r−ρ,0)²",
                Domain(SIZES, (LONG,)),
                data={**fixed, **PROVED},
                controls=controls,
            ),
        ),
        recheck=pair_by_hand,
    )


def ratio(method: Method) -> Claim:
    """By how much the printed bound is too large, for each T."""
    sam = method == "ascent"
    share = "1/20" if sam else "99/100"
    controls = (
        Control(f"{share} of it", "constant", {**SEARCH, "factor": share}),
        *([] if sam else [Control("η up to 1/β", "premise", {}, Domain(SIZES, (ONE,)), ("pep",))]),
    )
    return Claim(
        "ratio",
        legs=(
            leg(
                estimate_at,
                over={"T": range(1, 7), "eta": ["1/4", "1/16", "3/4", "1"], "beta": ["1", "2"]},
                full={"T": [*range(1, 7), 12], "eta": ["1/4", "1/16", "1/100", "1/2", "3/4", "1"]},
            ),
            stating(legs.symbolic(sum_by_sympy), most_ratio),
            legs.symbolic(sum_by_flint, name="flint"),
        ),
        readings=(
            sharpened(
                f"for 0 < η ≤ 3/(4β): {WHAT[method]} at most (4ηβT+1)/(8(ηβ(T−1)+1)) of the "
                "printed bound, and so at most half of it",
                Domain(SIZES, (FLAT,)),
                latex=r"\frac{4\eta\beta T+1}{8(\eta\beta(T-1)+1)}\Bigl("
                r"\frac{\|w_1-w^*\|^2}{\eta T} + 4\beta\max(r-\rho,0)^2\Bigr)",
                data={"method": method, "pair": "ratio", **PROVED},
                controls=controls,
            ),
        ),
        recheck=pair_by_hand,
    )


def attained(method: Method) -> Claim:
    """A run that comes close to the printed bound; one of SA-GD, as close as any does."""
    sam = method == "ascent"
    sizes = {**SIZES, "rho": rationals("0 <=", "<= 1/2") if sam else rationals("0 <=")}
    domain = Domain({**sizes, **({} if sam else {"m": rationals("0 <")})})
    over: dict[str, Any] = {"T": [1, 2, 6, 1000], "eta": ["1/4", "3/4"], "beta": ["1", "2"]}
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
