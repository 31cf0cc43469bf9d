"""The sets that parameters range over, as records that can be compared and written down."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = [
    "Finite",
    "Integers",
    "Named",
    "Objects",
    "ParameterSet",
    "Rationals",
    "as_data",
    "distinct",
    "exact_value",
    "finite",
    "rationals",
    "size",
]

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


class Finite(msgspec.Struct, frozen=True, tag="finite"):
    """Finitely many elements, written as JSON data; rationals as text."""

    values: tuple[Any, ...]
    rational: bool = False

    def elements(self) -> tuple[Any, ...]:
        """The elements with their types: Fractions where the set is one of rationals."""
        return tuple(Fraction(v) for v in self.values) if self.rational else self.values

    @property
    def empty(self) -> bool:
        """Whether there is no element."""
        return not self.values

    @property
    def infinite(self) -> bool:
        """Never."""
        return False

    @property
    def numeric(self) -> bool:
        """Whether all elements are numbers."""
        return self.rational or all(_is_number(v) for v in self.values)

    def contains(self, value: object) -> bool:
        """Whether `value` is one of the elements: 1 is, where True, 1.0 and "1" are not."""
        key = _key(value)
        return any(_key(element) == key for element in self.elements())

    def includes(self, other: ParameterSet) -> bool:
        """Whether every element of `other` lies here."""
        return isinstance(other, Finite) and all(self.contains(v) for v in other.elements())

    def edges(self) -> tuple[Any, ...]:
        """All elements."""
        return self.elements()

    def parse(self, text: object) -> Any:
        """The element that is written as `text`."""
        if self.rational:
            return Fraction(str(text))
        exact = (v for v in self.values if _key(v) == _key(text))
        return next(exact, next((v for v in self.values if str(v) == text), text))

    def describe(self, name: str) -> str:
        """The set in the words of a table: its elements if few, else how many."""
        if not self.values:
            return f"no {name}"
        if len(self.values) == 1:
            return f"{name} = {_short(self.values[0])}"
        ints = [v for v in self.values if isinstance(v, int) and not isinstance(v, bool)]
        if len(ints) == len(self.values) > 2 and ints == list(range(ints[0], ints[-1] + 1)):
            return f"{name} in {ints[0]}..{ints[-1]}"
        listed = ", ".join(_short(v) for v in self.values)
        if len(self.values) <= 5 and len(listed) <= 48:
            return f"{name} in {{{listed}}}"
        if any(isinstance(v, Mapping | list | tuple) for v in self.values):
            return f"{len(self.values)} cases of {name}"
        return f"{name} in {len(self.values)} values"

    def strategy(self) -> SearchStrategy[Any]:
        """One of the elements, the first when shrunk."""
        from hypothesis import strategies as st

        return st.sampled_from(self.elements()) if self.values else st.nothing()


class Named(msgspec.Struct, frozen=True, tag="named"):
    """A set known by its name alone, such as the convex 1-smooth functions.

    `within` names the sets that contain it.
    """

    name: str
    within: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Never known."""
        return False

    @property
    def infinite(self) -> bool:
        """Always taken to be."""
        return True

    def includes(self, other: ParameterSet) -> bool:
        """Whether `other` has this name or says that it lies within it."""
        return isinstance(other, Named) and (other.name == self.name or self.name in other.within)

    def describe(self, name: str) -> str:
        """The set in the words of a table."""
        return f"{name}: {self.name}"


ParameterSet = Integers | Rationals | Finite | Named


@dataclass(frozen=True)
class Objects:
    """A named set of JSON data with what a search needs to know of it.

    Parameters
    ----------
    name
        What the objects are, as a table prints it.
    accepts
        Membership of one value.
    samples
        Edge cases that a sweep visits.
    draw
        A function without arguments that returns a hypothesis strategy.
    within
        Names of sets that contain this one.
    """

    name: str
    accepts: Callable[[Any], bool]
    samples: tuple[Any, ...] = ()
    draw: Callable[[], SearchStrategy[Any]] | None = None
    within: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Never known."""
        return False

    def contains(self, value: object) -> bool:
        """Whether `value` is one of the objects."""
        return self.accepts(value)

    def edges(self) -> tuple[Any, ...]:
        """The edge cases."""
        return self.samples

    def parse(self, text: object) -> Any:
        """Objects are JSON data already."""
        return text

    def strategy(self) -> SearchStrategy[Any]:
        """The objects to search among.

        Raises
        ------
        ValueError
            If the set was declared without a strategy.
        """
        if self.draw is None:
            msg = f"the set {self.name!r} was declared without a strategy to draw from"
            raise ValueError(msg)
        return self.draw()


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


def finite(values: Iterable[Any]) -> Finite:
    """The finite set of `values`, each once.

    It is a set of rationals if one of them is a Fraction or text such as "1/2" and all are
    rational; integers and labels stay what they are.

    Raises
    ------
    TypeError
        If a value is a float, or a Fraction stands beside something that is no rational.
    """
    listed = list(values)
    for value in listed:
        if isinstance(value, float):
            msg = f"a finite set holds exact values, got the float {value!r}; write it as text"
            raise TypeError(msg)
    fractions = [v for v in listed if isinstance(v, Fraction)]
    ratios = [v for v in listed if isinstance(v, str) and _RATIO.fullmatch(v)]
    rational = [v for v in listed if _rational(v)]
    if (fractions or ratios) and len(rational) == len(listed):
        return Finite(distinct(str(Fraction(v)) for v in listed), rational=True)
    if fractions:
        odd = next(v for v in listed if not _rational(v))
        msg = f"a set of rationals cannot hold {odd!r}"
        raise TypeError(msg)
    return Finite(distinct(listed))


def size(value: Any) -> tuple[float, int]:
    """How long a value is to write, then how large it is: the order of sweeps and witnesses."""
    if isinstance(value, bool):
        return 0, 0
    if isinstance(value, int | Fraction):
        p, q = value.as_integer_ratio()
        return p.bit_length() + q.bit_length() + (p < 0) * 0.5, abs(p) + q
    if isinstance(value, Mapping):
        return _total(value.values())
    if isinstance(value, str):
        try:
            return size(Fraction(value))
        except (ValueError, ZeroDivisionError):
            return 1, 0
    if isinstance(value, Sequence):
        bits, weight = _total(value)
        return bits + 1, weight
    return 1, 0


def _total(values: Iterable[Any]) -> tuple[float, int]:
    sizes = [size(v) for v in values]
    return sum(bits for bits, _ in sizes), sum(weight for _, weight in sizes)


_RATIO = re.compile(r"[+-]?\d+/\d+")


def _rational(value: Any) -> bool:
    if isinstance(value, str):
        return re.fullmatch(r"[+-]?\d+(/\d+|\.\d+)?", value) is not None
    return _is_number(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | Fraction) and not isinstance(value, bool)


def exact_value(value: Any) -> Fraction:
    """Return the rational that `value` is or writes; floats and bools are refused."""
    if isinstance(value, bool | float):
        msg = f"expected a rational such as 1 or '1/2', got {value!r}"
        raise TypeError(msg)
    return Fraction(value if isinstance(value, int | Fraction) else str(value))


def _key(value: Any) -> tuple[str, Any]:
    """What two pieces of data share if they are the same: numbers by value, bools apart."""
    if isinstance(value, bool | float):
        return type(value).__name__, value
    if isinstance(value, int | Fraction):
        return "number", value
    return "data", msgspec.json.encode(as_data(value), order="deterministic")


def distinct(values: Iterable[Any]) -> tuple[Any, ...]:
    """Return the values once each, in the order of their first occurrence."""
    kept: dict[tuple[str, Any], Any] = {}
    for value in values:
        kept.setdefault(_key(value), value)
    return tuple(kept.values())


def _end(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 24 else text[:20] + "…"


def as_data(value: Any) -> Any:
    """Write a value as JSON data, rationals as text."""
    if isinstance(value, bool | int | str) or value is None:
        return value
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, Mapping):
        return {str(k): as_data(v) for k, v in value.items()}
    if isinstance(value, Iterable):
        return [as_data(v) for v in value]
    return str(value)
