"""The common part of two parameter sets."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from verify.finite_sets import Finite
from verify.number_sets import Integers, Rationals
from verify.sets import Objects
from verify.values import distinct, exact_value

__all__ = ["restricted"]


def restricted(current: Any, values: Any) -> Any:
    """The part of `current` that lies in `values`: a set, or an iterable of values."""
    if isinstance(values, Integers | Rationals | Finite | Objects):
        return _intersection(current, values)
    if isinstance(current, Rationals) or (isinstance(current, Finite) and current.rational):
        kept = [q for q in map(exact_value, values) if current.contains(q)]
        return Finite(distinct(str(q) for q in kept), rational=True)
    return Finite(distinct(v for v in values if current.contains(v)))


def _intersection(current: Any, other: Any) -> Any:
    if isinstance(current, Finite) or isinstance(other, Finite):
        few, many = (current, other) if isinstance(current, Finite) else (other, current)
        kept = tuple(
            value
            for value, element in zip(few.values, few.elements(), strict=True)
            if many.contains(element)
        )
        return Finite(kept, rational=few.rational)
    if isinstance(current, Objects) and isinstance(other, Objects):
        return _common_objects(current, other)
    if isinstance(current, Objects) or isinstance(other, Objects):
        msg = f"no common part of {current!r} and {other!r} is known"
        raise TypeError(msg)
    if current.includes(other):
        return other
    if other.includes(current):
        return current
    return _common_interval(current, other)


def _common_objects(a: Objects, b: Objects) -> Objects:
    if a.name in b.within or a.name == b.name:
        return b
    if b.name in a.within:
        return a

    def accepts(value: Any) -> bool:
        return a.contains(value) and b.contains(value)

    return Objects(
        f"{a.name}, and {b.name}",
        accepts,
        distinct(v for v in (*a.samples, *b.samples) if accepts(v)),
        lambda: b.strategy().filter(a.contains),
        tuple(dict.fromkeys((*a.within, *b.within, a.name, b.name))),
    )


def _common_interval(a: Integers | Rationals, b: Integers | Rationals) -> Integers | Rationals:
    def bounds(s: Integers | Rationals) -> tuple[Any, Any, bool, bool]:
        low = None if s.min is None else Fraction(s.min)
        high = None if s.max is None else Fraction(s.max)
        open_ends = (s.min_open, s.max_open) if isinstance(s, Rationals) else (False, False)
        return low, high, *open_ends

    (low_a, high_a, lo_a, ho_a), (low_b, high_b, lo_b, ho_b) = bounds(a), bounds(b)
    lows = [(v, is_open) for v, is_open in ((low_a, lo_a), (low_b, lo_b)) if v is not None]
    highs = [(v, not is_open) for v, is_open in ((high_a, ho_a), (high_b, ho_b)) if v is not None]
    low = max(lows) if lows else (None, False)
    high = min(highs) if highs else (None, True)
    if isinstance(a, Integers) or isinstance(b, Integers):
        least = None if low[0] is None else math.floor(low[0]) + 1 if low[1] else math.ceil(low[0])
        most = None
        if high[0] is not None:
            most = math.floor(high[0]) if high[1] else math.ceil(high[0]) - 1
        return Integers(least, most)
    ends = [None if v is None else str(v) for v in (low[0], high[0])]
    return Rationals(ends[0], ends[1], bool(low[1]), not high[1])
