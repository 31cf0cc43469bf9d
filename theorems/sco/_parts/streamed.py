"""Theorems 1 and 3 on samples of which every bit is streamed, at sizes that no memory holds.

A point names the sample by the seed of its bits: of the samples that this seed gives, the first
that has the event. The scale profile goes up to n = 30 for Theorem 1, and to n = 32 and T = 10⁶
for Theorem 3, where d = 2^n T + 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.sco._parts.thm3_domains import PATHS
from verify import (
    Claim,
    Control,
    Domain,
    Finding,
    Integers,
    Tri,
    both,
    compare,
    legs,
    rationals,
    sharpened,
)

if TYPE_CHECKING:
    from verify.domain import Point

__all__ = ["streamed_minimizers", "streamed_run"]

Data = Mapping[str, Any]
DRAWS = 64
"""A sample of one seed after the other: none has the event with probability below 10⁻¹²."""
SAMPLES = {"n": Integers(1, 40), "seed": Integers(0)}


def minimizers_at(data: Data, p: Point) -> Finding:
    """Both ends of F_S^r at e_I and at ρe_d, from a pass over all n 2^n bits."""
    from theorems.core.streaming import saer_brackets, stream

    r, rho = p["r"], p["rho"]
    for draw in range(DRAWS):
        masks = stream(p["n"], seed=p["seed"], stream=draw, count_ones=False)
        flat, sharp = saer_brackets(masks, r=r, rho=rho)
        if flat is not None:
            break
    else:
        return Finding(Tri.UNKNOWN, {"samples without a zero column": DRAWS})
    margin = max(r - rho, Fraction(0))
    low, high = Fraction(data["flat"]) * margin**2, Fraction(data["sharp"]) * r**2
    return both(
        *(compare(end, "==", low, at="e_I") for end in flat),
        *(compare(end, "==", high, at="rho e_d") for end in sharp),
    )


def minimizers_by_hand(data: Mapping[str, Any], point: Mapping[str, Any]) -> dict[str, Any]:
    """F_S^r at e_I and ρe_d: no z sees e_I, so that v = r e_d is the worst at either point."""
    from fractions import Fraction

    r, rho = Fraction(point["r"]), Fraction(point["rho"])
    beyond = max(r - rho, Fraction(0)) ** 2
    flat, sharp = beyond / 2, r**2 / 2
    claimed = Fraction(data["flat"]) * beyond, Fraction(data["sharp"]) * r**2
    return {
        "violated": (flat, sharp) != claimed,
        "F_S^r(e_I)": str(flat),
        "F_S^r(rho e_d)": str(sharp),
    }


streamed_minimizers = Claim(
    "streamed",
    legs=(
        legs.exact(
            minimizers_at,
            over={"n": [1, 2, 6, 10], "seed": [0], "rho": ["0", "1/4"], "r": ["1/8", "1"]},
            full={"n": [1, 2, 6, 10, 16, 20], "seed": [0, 1]},
            scale={"n": [1, 20, 30], "seed": [0], "rho": ["1/4"], "r": ["1"]},
            executed=True,
        ),
    ),
    readings=(
        sharpened(
            "F_S^r(e_I) = ½[r−ρ]_+² and F_S^r(ρe_d) = r²/2 on a sample with a zero column I, all "
            "its n 2^n bits streamed",
            Domain({**SAMPLES, "rho": rationals("0 <="), "r": rationals("0 <")}),
            latex=r"F_S^r(e_I) = \tfrac12[r-\rho]_+^2, \quad F_S^r(\rho e_d) = \tfrac12 r^2",
            data={"flat": "1/2", "sharp": "1/2"},
            controls=(
                Control("51/100 at e_I", "constant", {"flat": "51/100"}),
                Control("51/100 at ρe_d", "constant", {"sharp": "51/100"}),
            ),
        ),
    ),
    recheck=minimizers_by_hand,
)


def run_at(data: Data, p: Point) -> Finding:
    """The least F(ŵ_τ)/(η²(r−ρ)²T) over all τ, between two rationals; every v_t a maximizer."""
    from theorems.core.streaming_thm3 import stream_theorem3

    run = stream_theorem3(
        p["n"], p["T"], eta=p["eta"], r=p["r"], rho=p["rho"], seed=p["seed"], attempts=DRAWS
    )
    low, high = run.least_ratio
    k = Fraction(data["k"])
    answer = Tri.YES if low >= k else Tri.NO if high < k else Tri.UNKNOWN
    return both(
        Finding(answer, {"at least": str(low), "at most": str(high), "claimed": str(k)}),
        compare(run.path.tight, "==", p["T"], which="steps at which v_t is seen to be a maximizer"),
    )


def run_by_hand(data: Mapping[str, Any], point: Mapping[str, Any]) -> dict[str, Any]:
    """F(ŵ_τ) = ¼[‖ŵ_τ‖ − ρ]_+² against k a²T for every τ, by squares; w_t = −a Σ_{j<t} e_j."""
    from fractions import Fraction

    steps, rho = int(point["T"]), Fraction(point["rho"])
    a = Fraction(point["eta"]) * (Fraction(point["r"]) - rho)
    bound = 4 * Fraction(data["k"]) * a * a * steps
    for tau in range(1, steps + 1):
        m = steps - tau
        square = a * a * (tau - 1 + Fraction(m * (2 * m + 1), 6 * (m + 1)))
        rest = square - rho * rho - bound
        if rest < 0 or rest * rest < 4 * rho * rho * bound:
            return {"violated": True, "tau": tau, "norm_square": str(square)}
    return {"violated": False}


streamed_run = Claim(
    "streamed",
    legs=(
        legs.exact(
            run_at,
            over={
                "n": [1, 10],
                "seed": [0],
                "T": [2, 1000],
                "eta": ["1/4"],
                "r": ["1/250"],
                "rho": ["0", "1/10000"],
            },
            full={"n": [1, 10, 20], "T": [2, 1000, 100_000], "seed": [0, 1]},
            scale={"n": [10, 32], "T": [1_000_000], "rho": ["1/10000"], "seed": [0]},
            executed=True,
        ),
    ),
    readings=(
        sharpened(
            "F(ŵ_τ) − F(w*) ≥ η²(r−ρ)²T/(4·100²) for every suffix average on a sample with a "
            "column of ones, all its n 2^n signs streamed; both ends of F_S^r(w_t) meet at each t",
            Domain(
                {
                    **SAMPLES,
                    **{k: PATHS.parameters[k] for k in ("eta", "r", "rho")},
                    "T": Integers(2),
                },
                PATHS.premises,
            ),
            data={"k": "1/40000"},
            controls=(Control("k = 1/10", "constant", {"k": "1/10"}),),
        ),
    ),
    recheck=run_by_hand,
)
