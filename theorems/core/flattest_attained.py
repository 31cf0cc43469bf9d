"""Whether the least trace is that of some net that is smooth at the samples, or only approached."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from theorems.core.flattest_primal import Neuron
from theorems.core.flattest_program import FlattestData

__all__ = ["attainment"]


def attainment(
    data: FlattestData, net: Iterable[Neuron], *, lower: Fraction, trace: Fraction
) -> tuple[bool | None, str]:
    """True if proved attained, None if undecided, with the reason."""
    del data, net
    if lower == trace:
        return True, "the net's trace is the lower bound"
    return None, "undecided"
