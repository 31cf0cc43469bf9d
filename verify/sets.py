"""The sets that parameters range over: those of numbers, finite ones, and those known by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from verify.finite_sets import Finite
from verify.number_sets import Integers, Rationals

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["Named", "Objects", "ParameterSet"]


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
