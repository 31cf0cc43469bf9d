"""Lemma 5 for n = 2 over the whole class: how far the runs end from each other, by certificates.

For two samples the printed 24, 96, 768 of the average are far too large: at T = 2 and 3 the bound
holds with 1/4, 1, 1. The Gram matrix knows the two runs w_t and u_t, their perturbations, and the
gradients of f_1 and f_2 where the runs ask for them; it holds for all r, ρ and all starts.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from verify import Claim, Control, Domain, Integers, Premise, rationals, sharpened
from verify.solvers.performance import Estimate, coupled_bound, leg

__all__ = ["pair"]

SIZES = {"T": Integers(2, 3), "eta": rationals("0 <"), "beta": rationals("0 <")}
SMALL = Premise("eta <= 1/(2 beta)", lambda p: 2 * p["eta"] * p["beta"] <= 1)


def estimate_at(data: Mapping[str, Any], p: Mapping[str, Any]) -> Estimate:
    """a ηβr²T + b βηT‖w_1−w*‖²/n² + c β²η²T² max(r−ρ,0)²/n² with n = 2."""
    size = p["eta"] * p["beta"] * p["T"]
    a, b, c = (Fraction(data["factor"]) * Fraction(data[name]) for name in "abc")
    return coupled_bound(
        p["T"], p["eta"], p["beta"], radius=a * size, start=b * size / 4, beyond=c * size**2 / 4
    )


def by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """f_1 = ½βw², f_2 = 0, no perturbation: one run steps from 1 towards 0, the other stays."""
    from fractions import Fraction

    T, x = int(point["T"]), Fraction(point["eta"]) * Fraction(point["beta"])
    w, gap = Fraction(1), Fraction(0)
    for _ in range(T):
        gap += 1 - w
        w -= x / 2 * w
    bound = Fraction(data["factor"]) * Fraction(data["b"]) * x * T / 4
    return {"gap": str(gap / T), "bound": str(bound), "violated": (gap / T) ** 2 > bound}


pair = Claim(
    "worst_case",
    legs=(leg(estimate_at, over={"T": [2, 3], "eta": ["1/2", "1/8"], "beta": ["1"]}),),
    readings=(
        sharpened(
            "for n = 2 and T = 2, 3, all losses of the class, all starts, r and ρ at once: "
            "(1/n) Σ_i ‖ŵ − ŵ^{(i)}‖² ≤ ηβr²T/4 + βηT‖w_1−w*‖²/n² + β²η²T² max(r−ρ,0)²/n²",
            Domain(SIZES, (SMALL,)),
            data={"a": "1/4", "b": "1", "c": "1", "factor": "1"},
            controls=(
                Control("1/100 of it", "constant", {"factor": "1/100"}),
                Control("1/1000 of it", "constant", {"factor": "1/1000"}),
                Control("1/200 of 1", "constant", {"b": "1/200", "a": "0", "c": "0"}),
            ),
        ),
    ),
    recheck=by_hand,
)
