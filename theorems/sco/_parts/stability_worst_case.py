"""Lemma 5 for n = 2 over the whole class: how far the runs end from each other, by certificates.

For two samples the printed 24, 96, 768 of the average are far too large: up to T = 3 the bound
holds with 1/3 in place of each. The Gram matrix knows the two runs w_t and u_t, their
perturbations, and the gradients of f_1 and f_2 where the runs ask for them; it holds for all r, ρ
and all starts. At T = 1 both runs are still at w_1.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from verify import Claim, Control, Domain, Integers, Premise, rationals, sharpened
from verify.solvers.performance import Estimate, coupled_bound, leg

__all__ = ["pair"]

SIZES = {"T": Integers(1, 3), "eta": rationals("0 <"), "beta": rationals("0 <")}
SMALL = Premise("eta <= 1/(2 beta)", lambda p: 2 * p["eta"] * p["beta"] <= 1)
SWEEP = {"T": [1, 2, 3], "eta": ["1/2", "1/16"], "beta": ["1"]}
MORE = {"eta": ["1/2", "1/4", "1/8", "1/16"], "beta": ["1", "1/3", "2"]}


def estimate_at(data: Mapping[str, Any], p: Mapping[str, Any]) -> Estimate:
    """a ηβr²T + b βηT‖w_1−w*‖²/n² + c β²η²T² max(r−ρ,0)²/n² with n = 2."""
    size = p["eta"] * p["beta"] * p["T"]
    a, b, c = (Fraction(data["factor"]) * Fraction(data[name]) for name in "abc")
    return coupled_bound(
        p["T"], p["eta"], p["beta"], radius=a * size, start=b * size / 4, beyond=c * size**2 / 4
    )


def by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """f_1 = f_2 = ½βw², w pushed up by r and u down; and f_2 = 0, r = 0, from 1: u stays."""
    from fractions import Fraction

    T, x = int(point["T"]), Fraction(point["eta"]) * Fraction(point["beta"])
    a, b, c = (Fraction(data["factor"]) * Fraction(data[name]) for name in "abc")
    rooms = []
    for start, r, both in [("1", 0, 0), ("0", 1, 1), ("1", 1, 1), ("13/8", 1, 1), ("1", 0, 1)]:
        w = u = Fraction(start)
        apart = Fraction(0)
        for _ in range(T):
            apart += w - u
            w -= x / 2 * (1 + both) * (w + r)
            u -= x / 2 * both * (u - r)
        bound = a * x * T * r**2 + b * x * T * Fraction(start) ** 2 / 4
        bound += c * (x * T * r) ** 2 / 4
        rooms.append((bound - (apart / T) ** 2, start, r, both))
    room, start, r, both = min(rooms)
    shown = {"w_1": start, "r": str(r), "losses": str(1 + both), "least_room": str(room)}
    return {**shown, "violated": room < 0}


pair = Claim(
    "worst_case",
    legs=(leg(estimate_at, over=SWEEP, full=MORE),),
    readings=(
        sharpened(
            "for n = 2 and T ≤ 3, all losses of the class, all starts, r and ρ at once: "
            "(1/n) Σ_i ‖ŵ − ŵ^{(i)}‖² ≤ (1/3) (ηβr²T + βηT‖w_1−w*‖²/n² + β²η²T² max(r−ρ,0)²/n²), "
            "both outputs being w_1 at T = 1",
            Domain(SIZES, (SMALL,)),
            latex=r"\frac1n\sum_i \|\hat w - \hat w^{(i)}\|^2 \le \tfrac13\Bigl(\eta\beta r^2T"
            r" + \frac{\beta\eta T}{n^2}\|w_1-w^*\|^2"
            r" + \frac{\beta^2\eta^2T^2}{n^2}\max(r-\rho,0)^2\Bigr)",
            data={"a": "1/3", "b": "1/3", "c": "1/3", "factor": "1"},
            controls=(
                Control("22/25 of it", "constant", {"factor": "22/25"}),
                Control("1/100 of it", "constant", {"factor": "1/100"}),
                Control("1/200 for the second 1/3", "constant", {"b": "1/200"}),
            ),
        ),
    ),
    recheck=by_hand,
)
