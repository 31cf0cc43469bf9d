"""Finite sets of exact values, as records that can be compared and written down."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import msgspec

from verify.values import data_key, distinct, is_number

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from verify.sets import ParameterSet

__all__ = ["Finite", "finite"]


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
        return self.rational or all(is_number(v) for v in self.values)

    def contains(self, value: object) -> bool:
        """Whether `value` is one of the elements: 1 is, where True, 1.0 and "1" are not."""
        key = data_key(value)
        return any(data_key(element) == key for element in self.elements())

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
        exact = (v for v in self.values if data_key(v) == data_key(text))
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


_RATIO = re.compile(r"[+-]?\d+/\d+")


def _rational(value: Any) -> bool:
    if isinstance(value, str):
        return re.fullmatch(r"[+-]?\d+(/\d+|\.\d+)?", value) is not None
    return is_number(value)


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 24 else text[:20] + "…"
