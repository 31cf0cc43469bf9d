"""The claims on which constants serve in Lemma 1, Theorems 2 and 5, for the whole class.

The identities stand in `upper_pairs`; `upper_attained` has the runs that show what does not serve.
"""

from __future__ import annotations

from typing import Any

from theorems.sco._parts.upper_hypotheses import SMALL
from theorems.sco._parts.upper_pairs import (
    estimate_at,
    most_ratio,
    one_step_by_flint,
    one_step_by_sympy,
    sum_by_flint,
    sum_by_sympy,
)
from theorems.sco._parts.upper_pairs_by_hand import pair_by_hand
from theorems.sco._parts.upper_premises import (
    FAMILY,
    FLAT,
    LONG,
    LONGER,
    ONE,
    ROOM,
    SIZES,
    WHAT,
    Method,
)
from verify import Claim, Control, Domain, Integers, finite, legs, printed, sharpened
from verify.solvers.performance import leg
from verify.tightness import stating

__all__ = ["pairs", "ratio", "wide", "worst_case"]

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
                full={"T": [1, 2, 3, 6, 12], "eta": ["1/4", "1/100", "3/2"]},
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
                full={
                    "T": [*range(1, 7), 12],
                    "eta": ["1/4", "1/16", "1/100", "1/2", "3/4", "1"],
                    "beta": ["1"],
                },
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
