"""How tight a theorem's bound is: the worst case found, divided by the bound, between two ends.

A leg that finds a bad instance knows the lower end, a leg that proves a smaller bound the upper
one. A report shows the narrowest pair that the legs of a theorem's readings leave.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

import msgspec

from verify.case import Case
from verify.evidence import Evidence, Outcome
from verify.statement import Leg

__all__ = ["Ends", "ends", "stating"]

Ends = tuple[Fraction | None, Fraction | None]
DIGITS = 10**4


def ends(lower: Fraction | None, upper: Fraction | None) -> dict[str, str | None]:
    """The two ends as a leg's detail ``"tightness"`` holds them, rounded outwards to 10⁻⁴."""
    return {
        "lower": None if lower is None else str(Fraction(math.floor(lower * DIGITS), DIGITS)),
        "upper": None if upper is None else str(Fraction(math.ceil(upper * DIGITS), DIGITS)),
    }


def stating(leg: Leg, found: Callable[[Case], Ends]) -> Leg:
    """The leg, which says how tight the bound is too, wherever it supports its reading.

    Parameters
    ----------
    found
        The ends, computed from what the leg looked at; None for an end that it knows nothing of.
    """

    def run(case: Case) -> Evidence:
        evidence = leg.run(case)
        if evidence.outcome is not Outcome.SUPPORTS:
            return evidence
        detail = {**evidence.detail, "tightness": ends(*found(case))}
        return msgspec.structs.replace(evidence, detail=detail)

    return Leg(leg.method, run, leg.name)
