"""Proposition A.2: at equal labels no neuron on an arc does better than 1/6 in mean square.

On an arc of half-length h ≤ π/2 let p = cos s − cos h. Whatever the factor g, and so wherever the
sample lies on the arc, the mean of (1 − g p)² is at least 1 − (∫p)²/(2h ∫p²) (Cauchy, Schwarz). It
is at least `bound` if G = (1 − bound) 2h ∫p² − (∫p)² ≥ 0, and with q = 2h, κ = 1 − bound

    G = (4κ − 2) h² − 2 + (4 − 3κ) h sin q + 2 cos q + (2κ − 2) h² cos q.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import factorial
from typing import TYPE_CHECKING, Any

from flint import arb

from theorems.sharpness._parts.circle_checks import mean
from theorems.sharpness._parts.every_width import witnessed
from verify import legs
from verify.evidence import Evidence, Exactness
from verify.exact.ball import ball

if TYPE_CHECKING:
    from verify.case import Case

__all__ = ["coefficients", "every_arc"]

TERMS, PIECES = 30, 64


def coefficients(kappa: Fraction) -> list[Fraction]:
    """The first coefficients of G as a power series in q²."""
    out = []
    for k in range(TERMS):
        value = Fraction(2 * (-1) ** k, factorial(2 * k))
        if k == 0:
            value -= 2
        else:
            value += (4 - 3 * kappa) * Fraction((-1) ** (k - 1), 2 * factorial(2 * k - 1))
            value += (2 * kappa - 2) * Fraction((-1) ** (k - 1), 4 * factorial(2 * k - 2))
        out.append(value + ((4 * kappa - 2) / 4 if k == 1 else 0))
    return out


def every_arc(over: Mapping[str, Any]) -> Any:
    """Balls: G/q⁸ > 0 on 0 ≤ q ≤ 22/7, its first four coefficients being 0; else a witness."""

    def run(case: Case) -> Evidence:
        name = case.data["bound"]
        found = [] if name == "display" else coefficients(1 - Fraction(name))
        if not found or any(found[:4]):
            return witnessed(case, "ball", Exactness.BALL, mean, over)
        end = Fraction(22, 7) ** 2
        # each coefficient is at most 5/(2k − 2)!, and they fall by a half at least
        tail = ball(10 * end ** (TERMS - 4) / factorial(2 * TERMS - 2))
        for k in range(PIECES):
            x = ball(end * (2 * k + 1) / (2 * PIECES)) + arb(0, 1) * ball(end / (2 * PIECES))
            value = arb(0)
            for c in reversed(found[4:]):
                value = value * x + ball(c)
            if not value > tail:
                reason = f"the enclosure of G/q⁸ reaches 0 on piece {k + 1} of {PIECES}"
                return legs.undecided("ball", Exactness.BALL, reason)
        arc = "the mean over the circle is that over its arcs, on each of which G decides"
        detail = {"independent_of": {"n": arc, "delta": arc, "a": "both sides are in a²"}}
        return legs.supports("ball", Exactness.BALL, case.domain, cases=PIECES, detail=detail)

    return run
