"""What z3 and sympy decide of the upper bounds, for all values of the parameters at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from theorems.sco._parts.upper_runs import flat_at
from theorems.sco._parts.upper_search import broken_at
from verify import Case, Evidence, Leg
from verify.legs import Predicate, smt

__all__ = ["flat_by_smt", "homogeneous", "one_step"]

GEOMETRY = {
    "S": "of the losses it uses convexity, ‖∇F‖² ≤ 2βF (Lemma 3) and that F_S is 0 on the ball",
    "start": "any w; its distance from w* is a term that both sides share",
    "r": "it enters through m = max(r − ρ, 0) alone",
}


def one_step(predicate: Predicate, over: Mapping[str, Any], free: Mapping[str, str]) -> Leg:
    """A leg: z3 decides the one-step inequality from what its proof knows.

    At x = w + v let F = F_S(x), G = ‖∇F_S(x)‖, s = ⟨∇F_S(x), w − w*⟩ and m = max(r−ρ, 0). A point
    y of the flat ball lies within m of w* + v, so that 0 ≥ F + ⟨∇F_S(x), y − x⟩ + κG²/(2β) gives
    s ≥ F + κG²/(2β) − Gm: with κ = 0 by convexity, with κ = 1 by convexity and smoothness. To show
    is −2ηs + η²G² ≤ ηKβm² − ηF.

    Parameters
    ----------
    predicate, over
        The claim and a sweep, where a deduction that fails must break it.
    free
        Reasons for the parameters beyond S, start, r, β and η.
    """

    def run(case: Case) -> Evidence:
        import z3

        from verify.solvers.smt import prove

        data = case.data
        num, den, rate = (z3.RealVal(data[k]) for k in ("num", "den", "rate"))

        def formula(t: Mapping[str, Any]) -> Any:
            eta, beta, m = t["eta"], t["beta"], t["m"]
            left = -2 * t["s"] + eta * t["G"] * t["G"] + t["F"]
            return left * (den - rate * eta * beta) <= num * beta * m * m

        def definitions(t: Mapping[str, Any]) -> list[Any]:
            square, beta = t["G"] * t["G"], t["beta"]
            known = t["F"] + z3.RealVal(data["kappa"]) * square / (2 * beta) - t["G"] * t["m"]
            return [
                t["m"] >= 0,
                t["G"] >= 0,
                t["F"] >= 0,
                square <= 2 * beta * t["F"],
                t["s"] >= known,
            ]

        found = prove(
            case,
            formula,
            variables=("eta", "beta"),
            auxiliary=("m", "F", "G", "s"),
            definitions=definitions,
            free={**GEOMETRY, **free},
        )
        return broken_at(case, found, predicate, over)

    return smt(run)


def homogeneous(case: Case) -> Evidence:
    """sympy: scaled by c in space the bound grows by c², scaled in β and 1/η by b it grows by b."""
    from verify.solvers.symbolic import prove_zero

    def expressions(data: Mapping[str, Any], s: Mapping[str, Any]) -> list[Any]:
        powers = [int(data[k]) for k in ("distance", "beyond", "smoothness")]

        def bound(scale: Any, beta: Any, eta: Any, beyond: Any) -> Any:
            distance, smooth = scale * s["distance"], beta ** powers[2]
            return distance ** powers[0] / (eta * s["T"]) + 4 * smooth * beyond ** powers[1]

        c, b, beta, eta = s["c"], s["b"], s["beta"], s["eta"]
        out = []
        for beyond in (s["beyond"], 0 * s["beyond"]):
            whole = bound(1, beta, eta, beyond)
            out.append(bound(c, beta, eta, c * beyond) - c**2 * whole)
            out.append(bound(1, b * beta, eta / b, beyond) - b * whole)
        return out

    return prove_zero(
        case,
        expressions,
        variables=("distance", "beyond", "T", "eta", "beta", "c", "b"),
    )


def flat_by_smt(case: Case) -> Evidence:
    """z3: a loss that is 0 on the ball of radius ρ around w* is 0 at w* + ρu, and so is the mean.

    A box by its coordinates, low ≤ c − ρ and c + ρ ≤ high; a half-space by a·c + ρ‖a‖ ≤ b and
    a·u ≤ ‖a‖.
    """
    import z3

    from verify.solvers.smt import prove

    ball = z3.RealVal(case.data["ball"])
    names = ("rho", "c", "u", "low", "high", "ac", "au", "b", "norm")

    def formula(t: Mapping[str, Any]) -> Any:
        at = t["c"] + ball * t["rho"] * t["u"]
        inner = t["ac"] + ball * t["rho"] * t["au"]
        return z3.And(t["low"] <= at, at <= t["high"], inner <= t["b"])

    def definitions(t: Mapping[str, Any]) -> list[Any]:
        return [
            t["rho"] >= 0,
            t["low"] <= t["c"] - t["rho"],
            t["c"] + t["rho"] <= t["high"],
            t["u"] >= -1,
            t["u"] <= 1,
            t["norm"] >= 0,
            t["au"] <= t["norm"],
            t["ac"] + t["rho"] * t["norm"] <= t["b"],
        ]

    free = {
        "S": "each loss vanishes on a box or a half-space that holds the ball; the mean of 0 is 0",
        "u": "a coordinate is at most 1 and ⟨a, u⟩ at most ‖a‖",
    }
    found = prove(case, formula, variables=(), auxiliary=names, definitions=definitions, free=free)
    return broken_at(case, found, flat_at, {"u": [["0"], ["1"], ["-1"], ["3/5", "4/5"]]})
