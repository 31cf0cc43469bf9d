"""No absolute constant serves: families along which what is bounded by O(·) outgrows it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, Any

from theorems.sco._parts.stability_expectations import expected_risk, risk_bound
from theorems.sco._parts.stability_runs import stability
from theorems.sco._parts.upper_models import EACH
from verify import (
    Case,
    Claim,
    Control,
    Domain,
    Evidence,
    Finding,
    compare,
    finite,
    legs,
    rationals,
    sharpened,
)

if TYPE_CHECKING:
    from verify.domain import Point

__all__ = ["risk_order", "stability_order"]

Data = Mapping[str, Any]
POSITIVE = rationals("0 <")
SPOT = {"z": [{"low": ["0"], "high": ["0"]}], "star": ["0"], "rho": "0"}
HALF = {
    "z": [{"low": ["-1"], "high": ["1"]}, {"a": ["0"], "b": "0"}],
    "star": ["0"],
    "rho": "1",
}


def spread_at(data: Data, p: Point) -> Finding:
    """One loss w²/2, n = 1, η = 1/2, T = 2, r = 0, from w_1 = 4(C + 1): ε against C(ηT)."""
    start = Fraction(data["start"]) * (p["C"] + 1)
    one = Fraction(1)
    run = {"S": SPOT, "copies": 1, "start": [str(start)], "T": 2, "u": [["1"]], "o": [["1"]]}
    run |= {"eta": one / 2, "beta": one, "r": 0 * one}
    return compare(stability(run, "average"), ">", p["C"])


def spread_by_smt(case: Case) -> Evidence:
    """z3: ŵ = 3w_1/4 on S and ŵ^{(1)} = w_1, so that ε = w_1²/16, which exceeds C."""
    import z3

    from verify.solvers.smt import prove

    def formula(t: Mapping[str, Any]) -> Any:
        w = z3.RealVal(case.data["start"]) * (t["C"] + 1)
        return (w - z3.Q(3, 4) * w) * (w - z3.Q(3, 4) * w) > t["C"]

    return prove(case, formula, variables=("C",))


def spread_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """The two iterates on S, and w_1 twice on the empty sample."""
    from fractions import Fraction as Q

    constant = Q(point["C"])
    w = Q(data["start"]) * (constant + 1)
    path = [w, w - w / 2]
    epsilon = (sum(path) / 2 - w) ** 2
    return {"epsilon": str(epsilon), "rate": "1", "violated": not epsilon > constant}


stability_order = Claim(
    "order",
    legs=(
        legs.exact(spread_at, over={"C": ["1/2", "1", "96", "1000"]}, executed=True),
        legs.smt(spread_by_smt),
        legs.searched(spread_at, examples=(20, 200), executed=True),
    ),
    readings=(
        sharpened(
            "no absolute constant C serves for the printed O(·): with f = w²/2, n = 1, η = 1/2, "
            "T = 2, r = 0 and w_1 = 4(C+1), ε > C (ηβr²T + βηT/n² + β²η²T² max(r−ρ,0)²/n²)",
            Domain({"C": POSITIVE}),
            latex=r"\forall C\ \exists f, w_1:\ \varepsilon > C\,\beta\eta T/n^2",
            data={"start": "4"},
            controls=(
                Control("from w_1 = (C+1)/100", "construction", {"start": "1/100"}),
                Control("from w_1 = 0", "construction", {"start": "0"}),
            ),
        ),
    ),
    recheck=spread_by_hand,
    margin="least ε less C times the rate",
)

UNITS = {"constants": ["1", "1", "1", "1", "1"], "distance": "0"}


APART = EACH.samples[1]
"""Two losses, each 0 on an interval of length 2, and no zero of their mean."""


def _instance(constant: Fraction, gap: str, far: Fraction) -> dict[str, Any]:
    """The member of a family that belongs to C, β = 1.

    ``"distance"``: w_1 = T + 1, T ≥ 40(C+1), n = 1, r = ρ = 1: the sample of the loss 0 stays.
    ``"ball"``: η = 1/(8(C+1)), T = n = 1 at the minimizer of a mean that is at least 1/2.
    ``"rate"``: T = n ≥ 17(C+1), η = 1/(4n), r = 1/n², w_1 = 1 on w²/2: w stays above 1/2.
    """
    one, more = Fraction(1), constant + 1
    run: dict[str, Any] = {"beta": one, "r": one, "n": 1, "tie": "first", "convention": "stay"}
    if gap == "distance":
        T = ceil(40 * more)
        return run | {"P": HALF, "T": T, "start": [str(far * T + 1)], "eta": one / 4}
    if gap == "ball":
        return run | {"P": APART, "T": 1, "start": ["0"], "eta": 1 / (8 * more)}
    n = ceil(17 * more)
    sizes = {"eta": one / (4 * n), "r": one / n**2}
    return run | {"P": SPOT, "n": n, "T": n, "start": ["1"], **sizes}


def outgrown_at(data: Data, p: Point) -> Finding:
    """E F(ŵ) against C times what O[·] holds; the margin is their quotient, rounded down."""
    run = _instance(p["C"], p["gap"], Fraction(data["far"]))
    rate = risk_bound(UNITS, run)
    if p["gap"] == "rate":
        rate = Fraction(1, run["n"]) + run["r"] ** 2 * run["n"]
    risk, bound = expected_risk(run, data["method"]), p["C"] * rate
    return compare(risk, ">", bound, margin=Fraction(floor(risk / bound)), T=run["T"])


def outgrown_by_smt(case: Case) -> Evidence:
    """z3: what E F(ŵ) is at least in each family exceeds C times the rate.

    (w_1 − 1)²/8 where half of the samples do not move; 1/2 at the minimizer; w²/2 ≥ 1/8 where
    (1−η)^T ≥ 1 − ηT = 3/4 and the perturbations add up to at most ηTr ≤ 1/4.
    """
    import z3

    from verify.solvers.smt import prove

    def formula(t: Mapping[str, Any]) -> Any:
        C, T, n = t["C"], t["T"], t["n"]
        x = z3.RealVal(case.data["far"]) * T
        return z3.And(
            T * x * x > 8 * C * (4 * (x + 1) * (x + 1) + T * T / 2),
            z3.Q(1, 2) > C * 2 * t["eta"],
            n * n * n > 8 * C * (n * n + 1),
        )

    def definitions(t: Mapping[str, Any]) -> list[Any]:
        more = t["C"] + 1
        return [t["T"] >= 40 * more, t["eta"] * 8 * more == 1, t["n"] >= 17 * more]

    return prove(
        case,
        formula,
        variables=("C",),
        auxiliary=("T", "eta", "n"),
        definitions=definitions,
        free={"gap": "all three families at once"},
    )


def outgrown_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """The samples of each family, in numbers."""
    from fractions import Fraction as Q
    from math import ceil

    constant, gap = Q(point["C"]), point["gap"]
    if gap == "ball":
        risk, rate = (Q(1) ** 2 / 2 + Q(1) ** 2 / 2) / 2, 2 / (8 * (constant + 1))
        return {"risk": str(risk), "rate": str(rate), "violated": not risk > constant * rate}
    edge = 1 if gap == "distance" else 0
    T = ceil((40 if edge else 17) * (constant + 1))
    eta, r = (Q(1, 4), Q(1)) if edge else (Q(1, 4 * T), Q(1, T * T))
    first = w = Q(data["far"]) * T + 1 if edge else Q(1)
    total = Q(0)
    for _ in range(T):
        total += w
        still = data["method"] == "sam" and abs(w) <= edge
        x = w if still else w + r if w >= 0 else w - r
        w -= eta * (x - min(max(x, Q(-edge)), Q(edge)))
    mean = total / T
    if edge:
        risk = sum((max(abs(x) - 1, Q(0)) ** 2 / 2 for x in (mean, first)), Q(0)) / 4
        rate = 4 * first**2 / T + Q(T, 4) + Q(T, 4)
    else:
        risk, rate = mean * mean / 2, Q(1, T) + r * r * T
    return {"risk": str(risk), "rate": str(rate), "violated": not risk > constant * rate}


def risk_order(method: str) -> Claim:
    """No constant C serves in the printed bounds of Theorem 4 or 8.

    Parameters
    ----------
    method
        ``"sagd"`` or ``"sam"``.
    """
    return Claim(
        "order",
        legs=(
            legs.exact(
                outgrown_at, over={"C": ["1/2", "1"]}, full={"C": ["1", "2", "9"]}, executed=True
            ),
            legs.smt(outgrown_by_smt),
        ),
        readings=(
            sharpened(
                "no absolute constant C serves for the printed O[·]: without ‖w_1−w*‖ in β²ηT/n² "
                "(w_1 = T+1, n = 1, T → ∞), without a common ball (η → 0), and in the corollary "
                "with η = O(1/β) (η = 1/(4βn), n → ∞)",
                Domain({"C": POSITIVE, "gap": finite(["distance", "ball", "rate"])}),
                latex=r"\forall C\ \exists f, w_1, \eta, T:\ \mathbb{E} F(\hat w) > C\,[\dots]",
                data={"method": method, "far": "1"},
                controls=(
                    Control("from w_1 = T/100 + 1", "construction", {"far": "1/100"}),
                    Control("from w_1 = 1", "construction", {"far": "0"}),
                ),
            ),
        ),
        recheck=outgrown_by_hand,
        margin="least E F(ŵ) over C times the rate, rounded down",
    )
