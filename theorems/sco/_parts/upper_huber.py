"""A Huber function on which the printed upper bound is as tight as it gets, for SAM nearly so.

f(w) = β h(max(|w| − ρ, 0)) with h(d) = d²/2 up to the slope s and s d − s²/2 beyond, x = ηβ and
N = x(T − 1) + 1. SA-GD with r = ρ + m from w_1 = 4xTm, s = (w_1 + m)/N, stays where F_S^r is
linear: the mean of F_S^r(w_t), and F_S^r(ŵ), are (4xT + 1)/(8N) times the printed bound. For SAM
with r = ρ and s = (1 − ρ)/N the perturbation gains nothing: from w_1 = 1 it has
F_S(ŵ) = β(1 − ρ)²/(2N), which is (1 − ρ)² xT/(2N) times the bound: for ρ = 0 by 1/(8N) less than
`upper_pairs` allows.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from verify import Case, Evidence, Finding, both, compare
from verify.tightness import Ends

__all__ = ["attained_at", "attained_by_sympy", "least_ratio"]


def run(data: Mapping[str, Any], p: Mapping[str, Any]) -> tuple[Fraction, Fraction, Fraction]:
    """The mean of what is bounded, its value at ŵ, and the printed bound."""
    T, rho = p["T"], Fraction(p["rho"])
    eta, beta = Fraction(p["eta"]), Fraction(p["beta"])
    x, sam = eta * beta, data["method"] == "ascent"
    m = Fraction(0) if sam else p["m"]
    start = Fraction(1) if sam else 4 * x * T * m
    slope = Fraction(data["slope"]) * (start - rho if sam else start + m)
    slope /= x * (T - 1) + 1

    def depth(w: Fraction) -> Fraction:
        return max(abs(w) - rho, Fraction(0))

    def loss(w: Fraction) -> Fraction:
        d = depth(w)
        return beta * (d * d / 2 if d <= slope else slope * d - slope * slope / 2)

    def seen(w: Fraction) -> Fraction:
        # f grows with |w|, so that an end of [w − r, w + r] is the farther one
        return loss(w) if sam else max(loss(w + rho + m), loss(w - rho - m))

    w, seen_at, total = start, [], Fraction(0)
    for _ in range(T):
        seen_at.append(seen(w))
        total += w
        side = 1 if w >= 0 else -1
        there = w + side * (rho + m)
        if depth(w) or not sam:  # SAM stays where its gradient is 0
            w -= side * eta * beta * min(depth(there), slope)
    return sum(seen_at, Fraction(0)) / T, seen(total / T), start**2 / (eta * T) + 4 * beta * m * m


def attained_at(data: Mapping[str, Any], p: Mapping[str, Any]) -> Finding:
    """What the run comes to, against its formula."""
    mean, last, bound = run(data, p)
    x, T = p["eta"] * p["beta"], p["T"]
    N = x * (T - 1) + 1
    share = (1 - p["rho"]) ** 2 * x * T / 2 if data["method"] == "ascent" else (4 * x * T + 1) / 8
    claimed = Fraction(data["factor"]) * share / N * bound
    return both(
        compare(mean, "==", claimed, mean=mean, claimed=claimed),
        compare(last, "==", claimed, average=last, claimed=claimed),
    )


def attained_by_sympy(case: Case) -> Evidence:
    """sympy: the run's sum for all T. Step t sees the depth d_t = d_1 − (t − 1)xs.

    The last one is d_T = s, where the linear part begins; there w_T − ρ is s for SAM, and w_T is
    s − m = m(3xT + x)/N ≥ 0 for SA-GD, so that no step leaves it. On the linear part the mean of
    the values is the value at ŵ: β(s d_1 − xs²(T − 1)/2 − s²/2).
    """
    from verify.solvers.symbolic import prove_zero

    sam = case.data["method"] == "ascent"

    def expressions(data: Mapping[str, Any], s: Mapping[str, Any]) -> list[Any]:
        import sympy

        T, eta, beta = s["T"], s["eta"], s["beta"]
        x, m = eta * beta, 0 if sam else s["m"]
        N = x * (T - 1) + 1
        first = 1 - s["rho"] if sam else 4 * x * T * m + m
        slope = sympy.Rational(data["slope"]) * first / N
        mean = beta * (slope * first - x * slope**2 * (T - 1) / 2 - slope**2 / 2)
        start = 1 if sam else 4 * x * T * m
        bound = sympy.Integer(start) ** 2 if sam else start**2
        bound = bound / (eta * T) + 4 * beta * m**2
        share = first**2 * x * T / 2 if sam else (4 * x * T + 1) / 8
        return [
            mean - sympy.Rational(data["factor"]) * share / N * bound,
            first - (T - 1) * x * slope - slope,
            0 if sam else slope - m - m * (3 * x * T + x) / N,
        ]

    names = ("T", "eta", "beta", "rho") if sam else ("T", "eta", "beta", "m")
    free = {} if sam else {"rho": "w_1 + r lies as far beyond the flat part whatever ρ is"}
    return prove_zero(case, expressions, variables=names, free=free)


def least_ratio(over: Mapping[str, Any]) -> Any:
    """The ends for `verify.tightness.stating`: the largest ratio of a run within η ≤ 1/(4β)."""

    def found(case: Case) -> Ends:
        printed = [p for p in case.domain.points(**over) if 4 * p["eta"] * p["beta"] <= 1]
        ratios = []
        for p in printed:
            _, last, bound = run(case.data, p)
            ratios.append(last / bound)
        return max(ratios, default=None), None

    return found
