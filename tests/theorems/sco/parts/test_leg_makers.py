"""A predicate is asked with more bits until it decides."""

from __future__ import annotations

from flint import arb, ctx

from theorems.sco._parts.leg_makers import refined
from verify import Finding, Tri


def test_open_questions_are_asked_with_more_bits():
    """1 + 2^-200 is above 1 at 256 bits; what stays open is left open."""
    seen = []

    def above(data, point):
        seen.append(ctx.prec)
        x = 1 + arb(2) ** -200
        return Finding(Tri.YES if x > 1 else Tri.UNKNOWN)

    assert refined(above)({}, {}).answer is Tri.YES
    assert seen == [64, 128, 256]
    assert refined(lambda d, p: Finding(Tri.UNKNOWN))({}, {}).answer is Tri.UNKNOWN
