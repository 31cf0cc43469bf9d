"""Theorem 3's gap F(ŵ_τ) − F(0), the chain that bounds it and its hypothesis, at one point.

All is exact, in balls where a root is irrational.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from theorems.core.exact_losses import (
    theorem3_population_risk,
    theorem3_population_squares,
    theorem3_risk_exact,
    theorem3_squares,
)
from theorems.core.masks import all_masks
from theorems.sco._parts.thm3_predicates import a_of, average_of
from theorems.sco._parts.thm3_run import oracle_steps
from verify import Finding, Tri, both, compare
from verify.exact.ball import ball
from verify.exact.ball import compare as decide
from verify.exact.rational import rational_sqrt

if TYPE_CHECKING:
    from verify.domain import Point

__all__ = ["chain_at", "gap_at", "gap_counted", "premise_at"]


Data = Mapping[str, Any]
ZERO = Fraction(0)


def root(q: Fraction) -> Any:
    """√q, a ball if it is irrational."""
    exact = rational_sqrt(q)
    return ball(q).sqrt() if exact is None else exact


def mixed(op: str, x: Any, y: Any) -> Any:
    """x op y for rationals, in balls if one of the two is a ball."""
    if not (isinstance(x, Fraction) and isinstance(y, Fraction)):
        x, y = ball(x), ball(y)
    return x * y if op == "*" else x - y


def square_gap(x: Any, y: Any) -> Any:
    """¼ max(x − y, 0)²."""
    low = mixed("-", x, y)
    if decide(low, "<=", ZERO) is Tri.YES:
        return ZERO
    return mixed("*", mixed("*", low, low), Fraction(1, 4))


def rate_of(data: Data, steps: int) -> Any:
    """k of the bound k² a² T/4, as a function of T if it is the best."""
    more = Fraction(data["more"])
    if data["k"] != "best":
        return Fraction(data["k"]) + more
    # ‖ŵ_1‖ = a√Q with Q = (T−1)(2T−1)/(6T) is the shortest average, and ρ < a√T/3
    share = Fraction((steps - 1) * (2 * steps - 1), 6 * steps**2)
    return mixed("-", root(share), Fraction(1, 3) - more)


def gap_of(risk: Any, data: Data, p: Point) -> Finding:
    """F(ŵ_τ) − F(0) ≥ k² a² T/4 with F by `risk`; F(w*) = F(0) = 0 because f ≥ 0."""
    kind = p.get("choice", data["oracle"])
    w, k, scale = average_of(p, kind), rate_of(data, p["T"]), a_of(p) ** 2 * p["T"]
    gap = mixed("-", risk(w, p), risk((ZERO,) * len(w), p))
    bound = mixed("*", mixed("*", k, k), scale / 4)
    ratio = gap / scale if isinstance(gap, Fraction) and scale else None
    found = compare(gap, ">=", bound, margin=ratio, gap=gap)
    return both(oracle_steps(p, kind), found) if "choice" in p else found


def gap_at(data: Data, p: Point) -> Finding:
    """F by its law on the blocks where w is not zero."""
    return gap_of(lambda w, p: theorem3_population_risk(w, len(p["S"]["z"][0]), p["rho"]), data, p)


@lru_cache(maxsize=4)
def every_sign(columns: int) -> tuple[tuple[int, ...], ...]:
    """All 2^N vectors of signs."""
    return tuple(tuple(1 - 2 * int(b) for b in mask[0]) for mask in all_masks(1, columns))


def gap_counted(data: Data, p: Point) -> Finding:
    """F as the mean of f over all 2^(2^n) vectors of signs, and the law of f's norm among them."""
    columns = len(p["S"]["z"][0])
    w = average_of(p, data["oracle"])
    counted = Counter(theorem3_squares(w, every_sign(columns)))
    law = theorem3_population_squares(w, columns)
    shares = [{q: Fraction(k, sum(c.values())) for q, k in c.items()} for c in (counted, law)]
    off = sum((abs(shares[0].get(q, ZERO) - shares[1].get(q, ZERO)) for q in law | counted), ZERO)
    return both(
        compare(off, "==", 0, which="law"),
        gap_of(lambda w, p: theorem3_risk_exact(w, every_sign(columns), p["rho"]), data, p),
    )


def chain_at(data: Data, p: Point) -> Finding:
    """The displayed chain for F(ŵ_τ) − F(0), each ≥ by itself."""
    T, a, rho, half = p["T"], a_of(p), p["rho"], Fraction(data["half"])
    w = average_of(p, data["oracle"])
    gap = theorem3_population_risk(w, len(p["S"]["z"][0]), rho)
    reach = mixed("*", a / 2, root(half * T))
    first = square_gap(reach, rho)
    second = square_gap(reach, mixed("*", a / 3, root(Fraction(T))))
    plain = mixed("*", a, root(Fraction(T)))
    last = mixed("*", Fraction(data["share"]), plain if data["last"] == "printed" else a * a * T)
    return both(
        compare(gap, ">=", first, which="by the norm"),
        compare(first, ">=", second, which="by ρ ≤ a√T/3"),
        compare(second, ">=", last, which="last", ends=(second, last)),
    )


def premise_at(data: Data, p: Point) -> Finding:
    """ρ < r(1 − 3/(3+η√T)) as printed, and ρ < η(r−ρ)√T/3: both or neither."""
    y, eta, r, rho = root(Fraction(p["T"])), p["eta"], p["r"], p["rho"]
    if isinstance(y, Fraction):
        given = decide(rho, "<", r * (1 - 3 / (3 + eta * y)))
    else:
        given = decide(rho, "<", ball(r) * (1 - 3 / (3 + ball(eta) * y)))
    bound = decide(rho, "<", mixed("*", eta * (r - rho) / Fraction(data["factor"]), y))
    shown = {"premise": given.name, "bound": bound.name}
    if Tri.UNKNOWN in (given, bound):
        return Finding(Tri.UNKNOWN, shown)
    return Finding(Tri.of(given is bound), shown)
