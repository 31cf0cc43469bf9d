"""What a predicate finds at one point: an answer, the numbers behind it, and a margin."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from verify.domain import Point
from verify.tri import Tri

__all__ = ["Finding", "Predicate", "ask", "both", "compare", "exact_fraction", "shown"]


@dataclass(frozen=True)
class Finding:
    """What a predicate found at one point.

    Parameters
    ----------
    answer
        Whether the claim holds there, three-valued.
    values
        The numbers that the answer rests on, as text.
    margin
        How far the claim is from failing, or None.

    Raises
    ------
    TypeError
        If the answer is a bool, which has no word for "cannot tell", or the margin is no rational.
    """

    answer: Tri
    values: Mapping[str, Any] = field(default_factory=dict)
    margin: Fraction | None = None

    def __post_init__(self) -> None:
        answer: object = self.answer
        if not isinstance(answer, Tri):
            msg = f"the answer of a finding must be a Tri, got {answer!r}"
            raise TypeError(msg)
        if self.margin is not None:
            object.__setattr__(self, "margin", exact_fraction(self.margin))


Predicate = Callable[[Mapping[str, Any], Point], Finding]


def compare(
    left: Any, op: str, right: Any, /, *, margin: Fraction | None = None, **values: Any
) -> Finding:
    """The finding that `left` stands in the relation `op` to `right`.

    Rationals are compared exactly, balls three-valued. `values` are kept beside the two sides.

    Parameters
    ----------
    left, right
        Rationals (int, Fraction, fmpq) or balls (arb).
    op
        One of ``< <= > >= ==``.
    margin
        The slack to report; for two rationals and an inequality it is computed if None.

    Raises
    ------
    TypeError
        If a side is a float, whose rounding nobody has bounded.
    ValueError
        If `op` is not one of the five.
    """
    from flint import arb

    if op not in _RELATIONS:
        msg = f"op must be one of {' '.join(_RELATIONS)}, got {op!r}"
        raise ValueError(msg)
    sides = {name: shown(value) for name, value in values.items()}
    sides |= {"left": shown(left), "relation": op, "right": shown(right)}
    if isinstance(left, arb) or isinstance(right, arb):
        from verify.exact.ball import ball as as_ball
        from verify.exact.ball import compare as compare_balls

        answer = compare_balls(as_ball(left), op, as_ball(right))
        return Finding(answer, sides, margin)
    a, b = exact_fraction(left), exact_fraction(right)
    if margin is None and op != "==":
        margin = a - b if op in {">", ">="} else b - a
    return Finding(Tri.of(_RELATIONS[op](a, b)), sides, margin)


def both(*findings: Finding) -> Finding:
    """The finding that all of `findings` hold; its values are those of the first that does not.

    Raises
    ------
    ValueError
        If there are none: nothing was looked at.
    """
    if not findings:
        msg = "both() takes at least one finding"
        raise ValueError(msg)
    answer = Tri.YES
    for finding in findings:
        answer = answer & finding.answer
    worst = next((f for f in findings if f.answer is Tri.NO), None)
    worst = worst or next((f for f in findings if f.answer is Tri.UNKNOWN), findings[0])
    margins = [f.margin for f in findings if f.margin is not None]
    return Finding(answer, worst.values, min(margins) if margins else None)


def ask(predicate: Predicate, data: Mapping[str, Any], point: Point) -> Finding:
    """What `predicate` finds at `point`; a step that its balls leave open makes it unknown.

    Raises
    ------
    TypeError
        If it returns anything but a `Finding`, such as a bool.
    """
    from verify.exact.ball import Undecided

    try:
        found: object = predicate(data, point)
    except Undecided as step:
        return Finding(Tri.UNKNOWN, {"undecided": str(step)})
    if not isinstance(found, Finding):
        name = getattr(predicate, "__name__", repr(predicate))
        msg = f"the predicate {name} returned {found!r}, expected a verify.Finding"
        raise TypeError(msg)
    return found


_RELATIONS: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
}


def exact_fraction(value: Any) -> Fraction:
    """Return the rational that `value` is; a float is refused with a TypeError."""
    if isinstance(value, Fraction):
        return value
    from verify.exact.rational import fraction

    return fraction(value)


def _near(value: Fraction) -> str:
    """An interval around a rational that is too long to print."""
    from verify.exact.ball import ball as as_ball
    from verify.exact.ball import enclosure_text

    return enclosure_text(as_ball(value))


def shown(value: Any) -> Any:
    """Write a value as JSON data: rationals as text, balls as enclosures."""
    if isinstance(value, bool | int | str) or value is None:
        return value
    if isinstance(value, Fraction):
        long = max(map(int.bit_length, value.as_integer_ratio())) > 2048
        return _near(value) if long else str(value)
    if isinstance(value, list | tuple):
        return [shown(v) for v in value]
    if isinstance(value, Mapping):
        return {str(k): shown(v) for k, v in value.items()}
    if type(value).__name__ == "arb":
        from verify.exact.ball import enclosure_text

        return enclosure_text(value)
    return str(value)
