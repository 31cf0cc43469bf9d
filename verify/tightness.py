"""How tight a theorem's bound is: the worst case found, divided by the bound, between two ends.

A leg that finds a bad instance knows the lower end, a leg that proves a smaller bound the upper
one. Legs that speak of one bound narrow it together; the legs of `stating` speak of the theorem's.
A theorem with several bounds shows the ends between which they all lie.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import msgspec

from verify.case import Case
from verify.evidence import Evidence, Outcome
from verify.statement import Leg

__all__ = ["Ends", "combined", "ends", "stating"]

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


def combined(stated: Sequence[Mapping[str, Any]]) -> tuple[dict[str, str | None] | None, bool]:
    """The ends that a theorem shows, and whether those of one bound cross: then a leg is wrong.

    Parameters
    ----------
    stated
        What the legs' details hold: ``lower`` and ``upper``, and ``of``, the claim whose bound it
        is, where it need not be the theorem's.
    """
    bounds: dict[str | None, list[Mapping[str, Any]]] = {}
    for found in stated:
        bounds.setdefault(found.get("of"), []).append(found)
    named = [of for of in bounds if of is not None]
    if None in bounds and len(named) == 1:
        bounds[None] += bounds.pop(named[0])
    pairs = [_narrowest(own) for own in bounds.values()]
    pairs = [pair for pair in pairs if pair != (None, None)]
    if not pairs:
        return None, False
    crossed = any(low is not None and up is not None and low > up for low, up in pairs)
    lowers, uppers = zip(*pairs, strict=True)
    lower = None if None in lowers else min(low for low in lowers if low is not None)
    upper = None if None in uppers else max(up for up in uppers if up is not None)
    texts = {"lower": lower, "upper": upper}
    return {name: None if end is None else str(end) for name, end in texts.items()}, crossed


def _narrowest(stated: Sequence[Mapping[str, Any]]) -> Ends:
    lowers = [Fraction(found["lower"]) for found in stated if found.get("lower") is not None]
    uppers = [Fraction(found["upper"]) for found in stated if found.get("upper") is not None]
    return max(lowers, default=None), min(uppers, default=None)
