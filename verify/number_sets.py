"""Integers and rationals between bounds, as records that can be compared and written down."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

import msgspec

from verify.finite_sets import Finite
from verify.values import size

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from verify.sets import ParameterSet

__all__ = ["Integers", "Rationals", "rationals"]


_DENOMINATORS = (1, 2, 3, 4, 5, 7, 10, 100, 1000)
"""What a search draws; the large ones reach close to an end."""


class Integers(msgspec.Struct, frozen=True, tag="integers"):
    """The integers from `min` to `max`, both included; None is no bound."""

    min: int | None = None
    max: int | None = None

    @property
    def empty(self) -> bool:
        """Whether no integer lies within the bounds."""
        return self.min is not None and self.max is not None and self.min > self.max

    @property
    def infinite(self) -> bool:
        """Whether a bound is missing."""
        return self.min is None or self.max is None

    def contains(self, value: object) -> bool:
        """Whether `value` is an integer within the bounds."""
        if isinstance(value, bool) or not isinstance(value, int):
            return False
        return (self.min is None or value >= self.min) and (self.max is None or value <= self.max)

    def includes(self, other: ParameterSet) -> bool:
        """Whether every element of `other` lies here."""
        if isinstance(other, Finite):
            return all(self.contains(value) for value in other.elements())
        if not isinstance(other, Integers):
            return False
        low = self.min is None or (other.min is not None and other.min >= self.min)
        high = self.max is None or (other.max is not None and other.max <= self.max)
        return low and high

    def edges(self) -> tuple[int, ...]:
        """The smallest elements and, if there is one, the largest."""
        start = self.min if self.min is not None else min(-1, self.max or 0)
        last = [] if self.max is None else [self.max]
        near = (*range(start, start + 3), *last)
        return tuple(v for v in dict.fromkeys(near) if self.contains(v))

    def parse(self, text: object) -> int:
        """The element written as `text`."""
        return int(str(text))

    def describe(self, name: str) -> str:
        """The set in the words of a table, such as ``n ≤ 12``."""
        if self.empty:
            return f"no {name}"
        if self.min is not None and self.max is not None:
            return f"{name} in {self.min}..{self.max}"
        if self.max is not None:
            return f"{name} ≤ {self.max}"
        return f"{name} ≥ {self.min}" if self.min is not None else f"every integer {name}"

    def strategy(self) -> SearchStrategy[int]:
        """Integers within the bounds."""
        from hypothesis import strategies as st

        return st.nothing() if self.empty else st.integers(self.min, self.max)


class Rationals(msgspec.Struct, frozen=True, tag="rationals"):
    """The rationals between two ends written as text; an end is open or closed, None is no bound.

    A statement about reals is swept and searched at its rational points, so that a witness is
    exact; a proof for all reals covers them.
    """

    min: str | None = None
    max: str | None = None
    min_open: bool = False
    max_open: bool = False

    @property
    def empty(self) -> bool:
        """Whether no rational lies within the ends."""
        low, high = _end(self.min), _end(self.max)
        if low is None or high is None:
            return False
        return low > high or (low == high and (self.min_open or self.max_open))

    @property
    def infinite(self) -> bool:
        """Whether more than one rational lies within the ends."""
        return not self.empty and (self.min is None or _end(self.min) != _end(self.max))

    def contains(self, value: object) -> bool:
        """Whether `value` is a rational within the ends."""
        if isinstance(value, bool) or not isinstance(value, int | Fraction):
            return False
        low, high = _end(self.min), _end(self.max)
        above = low is None or value > low or (value == low and not self.min_open)
        below = high is None or value < high or (value == high and not self.max_open)
        return above and below

    def includes(self, other: ParameterSet) -> bool:
        """Whether every element of `other` lies here."""
        if isinstance(other, Finite):
            return all(self.contains(value) for value in other.elements())
        if isinstance(other, Integers):
            other = Rationals(
                None if other.min is None else str(other.min),
                None if other.max is None else str(other.max),
            )
        if not isinstance(other, Rationals):
            return False
        low, high, low2, high2 = map(_end, (self.min, self.max, other.min, other.max))
        above = low is None or (
            low2 is not None and (low2 > low or (low2 == low and self.min_open <= other.min_open))
        )
        below = high is None or (
            high2 is not None
            and (high2 < high or (high2 == high and self.max_open <= other.max_open))
        )
        return above and below

    def edges(self) -> tuple[Fraction, ...]:
        """The ends, points close to them, a point inside and, if unbounded, a large one."""
        low, high = _end(self.min), _end(self.max)
        near = Fraction(1, 1000)
        raw = [Fraction(0), Fraction(1), Fraction(1, 2), Fraction(50)]
        raw += [] if low is None else [low, low + near]
        raw += [] if high is None else [high, high - near]
        raw += [] if low is None or high is None else [(low + high) / 2]
        return tuple(sorted({value for value in raw if self.contains(value)}, key=size))

    def parse(self, text: object) -> Fraction:
        """The element written as `text`."""
        return Fraction(str(text))

    def describe(self, name: str) -> str:
        """The set in the words of a table, such as ``0 < η ≤ 1/4``."""
        if self.empty:
            return f"no {name}"
        left = "" if self.min is None else f"{self.min} {'<' if self.min_open else '≤'} "
        right = "" if self.max is None else f" {'<' if self.max_open else '≤'} {self.max}"
        if left and not right:
            return f"{name} {'>' if self.min_open else '≥'} {self.min}"
        return f"{left}{name}{right}" if left or right else f"every {name}"

    def strategy(self) -> SearchStrategy[Fraction]:
        """Fractions within the ends, small denominators first when shrunk."""
        from hypothesis import strategies as st

        if self.empty:
            return st.nothing()
        low, high = _end(self.min), _end(self.max)
        finest = [end.denominator for end in (low, high) if end is not None]
        if low is not None and high is not None and high > low:
            # an interval narrower than a thousandth still has a middle
            finest.append(2 * math.ceil(1 / (high - low)))
        parts = []
        for q in dict.fromkeys([*_DENOMINATORS, *finest]):
            first = None if low is None else math.ceil(low * q)
            last = None if high is None else math.floor(high * q)
            if first is None or last is None or first <= last:
                over = st.integers(first, last)
                parts.append(over.map(lambda p, q=q: Fraction(p, q)))  # type: ignore[misc]
        # hypothesis' own fractions cost several times as much a draw
        return st.one_of(*parts).filter(self.contains)


def rationals(low: str = "", high: str = "") -> Rationals:
    """Rationals between two ends: ``rationals("0 <", "<= 1/2")`` is 0 < x ≤ 1/2.

    Raises
    ------
    ValueError
        If an end is not written so.
    """
    words_low, words_high = low.split(), high.split()
    for words, place in ((words_low, 1), (words_high, 0)):
        if words and (len(words) != 2 or words[place] not in {"<", "<="}):
            msg = f"expected ends such as '0 <' and '<= 1/2', got {low!r} and {high!r}"
            raise ValueError(msg)
    return Rationals(
        str(Fraction(words_low[0])) if words_low else None,
        str(Fraction(words_high[1])) if words_high else None,
        bool(words_low) and words_low[1] == "<",
        bool(words_high) and words_high[0] == "<",
    )


def _end(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)
