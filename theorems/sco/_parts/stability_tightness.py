"""How far below their bounds exact runs stay: the lower ends of what is stated of tightness."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from verify import Case, Evidence, Finding, Leg, compare, legs
from verify.domain import Point
from verify.tightness import stating

__all__ = ["worst"]

Side = Callable[[Mapping[str, Any], Point], Fraction]


def worst(left: Side, right: Side, over: Mapping[str, Any], *, name: str = "worst") -> Leg:
    """A sweep over bad instances, which states the largest ratio that it met.

    Parameters
    ----------
    left, right
        What is bounded, and the bound, from the variant's data and a point.
    over
        The values that each parameter runs through.
    """

    def run(case: Case) -> Evidence:
        met: list[Fraction] = []

        def held(data: Mapping[str, Any], point: Point) -> Finding:
            reached, bound = left(data, point), right(data, point)
            met.extend([reached / bound] if bound else [])
            return compare(reached, "<=", bound)

        sweep = legs.exact(held, over=over, executed=True)
        return stating(sweep, lambda _: (max(met, default=None), None)).run(case)

    return Leg("exact", run, name)
