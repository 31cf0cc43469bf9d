"""Three-valued truth: what a computation with rounding can answer about an inequality.

A ball of radius r > 0 may be too wide to decide ``a > b``.  The honest third answer is
:attr:`Tri.UNKNOWN`.  It is neither true nor false, so a :class:`Tri` has no Python truth value:
``if compare(a, ">", b)`` and ``not compare(a, ">", b)`` both raise instead of turning "I cannot
tell" into an answer.  Connectives are Kleene's strong ones: the answer is decided as soon as it is
the same for every way to resolve the unknowns.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import NoReturn

__all__ = ["Tri", "all_of", "any_of"]


class Tri(Enum):
    """Answer to a yes/no question that a computation may fail to decide."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, value: object) -> Tri:
        """Answer of a decided question.

        Raises
        ------
        TypeError
            If `value` is not a ``bool``; a truthy object is not an answer.
        """
        if not isinstance(value, bool):
            msg = f"value must be a bool, got {value!r}; write bool(...) if it is meant as one."
            raise TypeError(msg)
        return cls.YES if value else cls.NO

    def __bool__(self) -> NoReturn:
        msg = (
            f"{self} has no truth value because a question may be undecided; "
            "compare it with `is Tri.YES`, `is Tri.NO` or `is Tri.UNKNOWN`."
        )
        raise TypeError(msg)

    def __and__(self, other: Tri) -> Tri:
        if not isinstance(other, Tri):
            return NotImplemented
        if self is Tri.NO or other is Tri.NO:
            return Tri.NO
        if self is Tri.YES and other is Tri.YES:
            return Tri.YES
        return Tri.UNKNOWN

    def __or__(self, other: Tri) -> Tri:
        if not isinstance(other, Tri):
            return NotImplemented
        if self is Tri.YES or other is Tri.YES:
            return Tri.YES
        if self is Tri.NO and other is Tri.NO:
            return Tri.NO
        return Tri.UNKNOWN

    def __invert__(self) -> Tri:
        if self is Tri.UNKNOWN:
            return self
        return Tri.NO if self is Tri.YES else Tri.YES


def all_of(answers: Iterable[Tri]) -> Tri:
    """Conjunction of `answers`; YES for none, and NO ends the iteration."""
    result = Tri.YES
    for answer in answers:
        result = result & answer
        if result is Tri.NO:
            break
    return result


def any_of(answers: Iterable[Tri]) -> Tri:
    """Disjunction of `answers`; NO for none, and YES ends the iteration."""
    result = Tri.NO
    for answer in answers:
        result = result | answer
        if result is Tri.YES:
            break
    return result
