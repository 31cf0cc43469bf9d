"""The upper bound of Lemma 1, Theorems 2 and 5 over the whole class, by certificates.

Beside the printed constants stand the least ones. With c = 1/(2 − ηβ), x = w_t − w* and
v_t = q_t + e_t, where ‖q_t‖ ≤ ρ and ‖e_t‖ ≤ m = max(r − ρ, 0),

    c‖x‖² − c‖x − ηg‖² + 2ηβc²‖e‖² − ηF
      = 2ηc (⟨g, x + e⟩ − F − ‖g‖²/(2β)) + η(2c − 1) (F − ‖g‖²/(2β)) + 2ηβc² ‖e − g/(2βc)‖²

with F and g the value and the gradient of F_S at w_t + v_t. Each term on the right is at least 0,
for 2c − 1 = ηβc. Summed over t, the mean of F is at most c‖w_1 − w*‖²/(ηT) + 2βc²m² for
0 < η < 2/β; while η ≤ 1/β that is sharper than the print in both terms. On ½β[|w| − ρ]_+² the
perturbations v_t = sign(w_t) r from w_1 = ηβcm go around in two steps, and F is 2βc²m² at each.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Literal

from theorems.sco._parts.upper_hypotheses import SMALL
from verify import (
    Case,
    Claim,
    Control,
    Domain,
    Evidence,
    Finding,
    Integers,
    Premise,
    compare,
    legs,
    printed,
    rationals,
    sharpened,
)
from verify.solvers.performance import Estimate, leg, perturbed_bound

__all__ = ["cycle", "worst_case"]

Method = Literal["given", "argmax", "ascent"]
SIZES = {"T": Integers(1), "eta": rationals("0 <"), "beta": rationals("0 <")}
SHORT = Premise("eta <= 1/beta", lambda p: p["eta"] * p["beta"] <= 1)
ROUND = Premise("eta < 2/beta", lambda p: p["eta"] * p["beta"] < 2)
SWEEP = {"T": range(1, 7), "eta": ["1/4", "1/16"], "beta": ["1"]}
MORE = {"T": [*range(1, 7), 12], "eta": ["1/4", "1/16", "1/100", "1", "15/8"]}
NEARBY = {
    "T": Integers(1, 6),
    "eta": ["1/4", "1/3", "1", "9/8"],
    "beta": ["1/2", "1", "5/3"],
    "r": ["1", "3/2", "7"],
    "rho": ["0", "1/2", "2/3"],
}


def estimate_at(data: Mapping[str, Any], p: Mapping[str, Any]) -> Estimate:
    """The claimed bound for T steps, with the multipliers of the identity where they serve."""
    T, eta, beta, method = p["T"], p["eta"], p["beta"], data["method"]
    share, factor = Fraction(data["start"]), Fraction(data["factor"])
    if data["constants"] == "printed":
        start, beyond = share / (eta * T), 4 * beta * factor
        return perturbed_bound(T, eta, beta, start=start, beyond=beyond, method=method)
    c = 1 / (2 - eta * beta)
    start, beyond = share * c / (eta * T), 2 * beta * c * c * factor
    known: dict[str, Fraction] = {}
    for t in range(1, T + 1):
        known |= {f"beyond {t}": beyond / T, f"* {t}>{t}": 2 * c / T, f"{t}>* {t}": (2 * c - 1) / T}
        known |= {f"ascent {t}": Fraction(1, T)} if method == "ascent" else {}
    return perturbed_bound(
        T,
        eta,
        beta,
        start=start,
        beyond=beyond,
        method=method,
        multipliers=known if factor == share == 1 else None,
    )


def identity(case: Case) -> Evidence:
    """sympy: the identity of the one step, coefficient by coefficient, and the signs in it."""
    from verify.solvers.symbolic import prove_zero

    def coefficients(data: Mapping[str, Any], s: Mapping[str, Any]) -> list[Any]:
        import sympy

        eta, beta = s["eta"], s["beta"]
        share, factor = sympy.Rational(data["start"]), sympy.Rational(data["factor"])
        if data["constants"] == "printed":
            c, B = share, 4 * beta * factor
            # what is left over, at least 0 by the premise ηβ ≤ 1/4
            left = eta / beta * (1 + (sympy.Rational(1, 4) - eta * beta))
            sign = 2 * c - 1 - 1
        else:
            whole = 1 / (2 - eta * beta)
            c, B, left = share * whole, 2 * beta * whole**2 * factor, sympy.Integer(0)
            sign = 2 * c - 1 - eta * beta * c
        k = c / B  # the square is ηB ‖e − k g‖²
        return [
            sign,
            -eta - (-2 * eta * c + eta * (2 * c - 1)),  # F
            2 * eta * c - 2 * eta * B * k,  # ⟨g, e⟩
            -c * eta**2  # ‖g‖²
            - (-eta * c / beta - eta * (2 * c - 1) / (2 * beta) + eta * B * k**2 + left),
        ]

    return prove_zero(case, coefficients, variables=("T", "eta", "beta"))


def by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """The mean along ½β[|w| − ρ]_+² with r = ρ + 1, from several starts, against the bound."""
    from fractions import Fraction

    T, eta, beta = int(point["T"]), Fraction(point["eta"]), Fraction(point["beta"])
    c = 1 if data["constants"] == "printed" else 1 / (2 - eta * beta)
    constant = 4 * beta if data["constants"] == "printed" else 2 * beta * c * c
    starts = [Fraction(k, 20) + eta * beta / 4 for k in range(41)] + [Fraction(100)]
    rooms = []
    for rho, first in [(rho, first) for rho in (0, 1) for first in starts]:
        w, total = first, Fraction(0)
        for _ in range(T):
            side = 1 if w >= 0 else -1
            beyond = max(abs(w + (rho + 1) * side) - rho, Fraction(0))
            seen = max(abs(w) - rho, Fraction(0)) if data["method"] == "ascent" else beyond
            total += beta * seen**2 / 2
            w -= eta * beta * beyond * side
        bound = Fraction(data["start"]) * c * first**2 / (eta * T)
        rooms.append((bound + Fraction(data["factor"]) * constant - total / T, rho, first))
    room, rho, first = min(rooms)
    values = {"w_1": str(first), "rho": str(rho), "least_room": str(room)}
    return {**values, "violated": room < 0}


def worst_case(method: Method) -> Claim:
    """The printed bound for every function of the class, and the sharper one."""
    what = {
        "given": "the means of F_S(w_t + v_t)",
        "argmax": "the mean of F_S^r(w_t), and F_S^r(ŵ)",
        "ascent": "the mean of F_S(w_t), and F_S(ŵ)",
    }[method]
    own = {"method": method, "start": "1", "factor": "1"}
    # how much SAM's own risk needs of the second term is another matter: F_S(w_t) ≤ F_S(w_t + v_t)
    beyond = method != "ascent"
    less = (
        Control("a hundredth of ‖w_1−w*‖²", "constant", {"start": "1/100"}),
        *([Control("1/2 for 4", "constant", {"factor": "1/8"})] if beyond else []),
    )
    tenth = (
        Control("a tenth of the first term", "constant", {"start": "1/10"}),
        *([Control("1/4 of 2/(2−ηβ)²", "constant", {"factor": "1/4"})] if beyond else []),
    )
    return Claim(
        "worst_case",
        legs=(leg(estimate_at, over=SWEEP, full=MORE), legs.symbolic(identity)),
        readings=(
            printed(
                f"for all F_S of the class, all starts, r and ρ at once: {what} are at most "
                "‖w_1−w*‖²/(ηT) + 4β max(r−ρ,0)²",
                Domain(SIZES, (SMALL,)),
                data={**own, "constants": "printed"},
                controls=less,
            ),
            sharpened(
                f"{what} are at most ‖w_1−w*‖²/((2−ηβ)ηT) + 2β max(r−ρ,0)²/(2−ηβ)², for "
                "0 < η ≤ 1/β",
                Domain(SIZES, (SHORT,)),
                latex=r"\frac{\|w_1-w^*\|^2}{(2-\eta\beta)\eta T}"
                r" + \frac{2\beta}{(2-\eta\beta)^2}\max(r-\rho,0)^2",
                data={**own, "constants": "sharp"},
                controls=tenth,
            ),
        ),
        recheck=by_hand,
    )


def round_at(data: Mapping[str, Any], p: Mapping[str, Any]) -> Finding:
    """Run SA-GD on ½β[|w| − ρ]_+² from w_1 = ηβcm: the mean of F(w_t + v_t), v_t = sign(w_t) r."""
    eta, beta, r, rho = p["eta"], p["beta"], p["r"], p["rho"]
    c, m = 1 / (2 - eta * beta), max(r - rho, Fraction(0))
    w, total = Fraction(data["start"]) * eta * beta * c * m, Fraction(0)
    for _ in range(p["T"]):
        side = 1 if w >= 0 else -1
        beyond = max(abs(w + side * r) - rho, Fraction(0))
        total += beta * beyond**2 / 2
        w -= eta * beta * beyond * side
    claimed = 2 * beta * c * c * m * m * Fraction(data["factor"])
    return compare(total / p["T"], "==", claimed, mean=total / p["T"], claimed=claimed)


def round_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """The mean by the dynamics of |w| alone, against the claimed one."""
    from fractions import Fraction

    T, eta, beta = int(point["T"]), Fraction(point["eta"]), Fraction(point["beta"])
    x, m = eta * beta, max(Fraction(point["r"]) - Fraction(point["rho"]), Fraction(0))
    w, total = Fraction(data["start"]) * x * m / (2 - x), Fraction(0)
    for _ in range(T):
        total += beta * (w + m) ** 2 / 2
        w = abs(w - x * (w + m))
    claimed = Fraction(data["factor"]) * 2 * beta * m * m / (2 - x) ** 2
    return {"mean": str(total / T), "claimed": str(claimed), "violated": total / T != claimed}


cycle = Claim(
    "cycle",
    legs=(
        legs.exact(
            round_at,
            over={
                "T": [1, 2, 7],
                "eta": ["1/4", "1", "15/8"],
                "beta": ["1", "2"],
                "r": ["1", "2"],
                "rho": ["0", "1/2"],
            },
            executed=True,
        ),
        legs.searched(round_at, within=NEARBY, examples=(20, 200), executed=True),
    ),
    readings=(
        sharpened(
            "no smaller constant than 2/(2−ηβ)² serves for all T: on ½β[|w|−ρ]_+² from "
            "w_1 = ηβ(r−ρ)/(2−ηβ) SA-GD goes around in two steps, and F_S^r(w_t) is "
            "2β(r−ρ)²/(2−ηβ)² at each",
            Domain(
                {**SIZES, "r": rationals("0 <="), "rho": rationals("0 <=")},
                (ROUND, Premise("r > rho", lambda p: p["r"] > p["rho"])),
            ),
            data={"start": "1", "factor": "1"},
            controls=(
                Control("another start", "construction", {"start": "1/2"}),
                Control("999/1000 of it", "constant", {"factor": "999/1000"}),
            ),
        ),
    ),
    recheck=round_by_hand,
)
