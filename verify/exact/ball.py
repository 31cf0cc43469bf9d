"""Three-valued questions about real numbers that are known up to a radius.

A ball ``[m ± r]`` (``flint.arb``) is a set that contains the number meant.  ``a > b`` of two balls
is True only if it holds for every choice of members, so ``not (a > b)`` says nothing about
``a <= b``.  :func:`compare` returns :class:`~verify.tri.Tri`, and :func:`decide` repeats a
question with more bits until it is answered.  The precision ``flint.ctx.prec`` belongs to the
process, not to the thread.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from decimal import MAX_EMAX, MIN_EMIN, ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from typing import Any, NoReturn

from flint import arb, ctx

from verify.exact.rational import fmpq_of, fraction
from verify.tri import Tri

__all__ = [
    "Decision",
    "Undecided",
    "ball",
    "compare",
    "decide",
    "enclosure_text",
    "ends",
    "sqrt",
    "square",
]

# Each relation with its negation: arb's own operators are True only if certain.
_RELATIONS: dict[str, tuple[Callable[[Any, Any], bool], Callable[[Any, Any], bool]]] = {
    "<": (operator.lt, operator.ge),
    "<=": (operator.le, operator.gt),
    ">": (operator.gt, operator.le),
    ">=": (operator.ge, operator.lt),
    "==": (operator.eq, operator.ne),
    "!=": (operator.ne, operator.eq),
}


class Undecided(ArithmeticError):  # noqa: N818 - a state of knowledge, not a fault
    """A step needs the sign of a ball that contains 0; more precision may tell."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Answer of :func:`decide` and the precision, in bits, at which it was found."""

    answer: Tri
    precision: int

    def __bool__(self) -> NoReturn:
        msg = "A Decision has no truth value; read its field `answer`."
        raise TypeError(msg)


def ball(q: Any) -> arb:
    """Ball that contains `q` at the current precision.

    Parameters
    ----------
    q : arb, int, Fraction, fmpq, fmpz or str
        A string is ``"p/q"`` or a decimal; ``"0.1"`` means 1/10.

    Raises
    ------
    TypeError
        If `q` is a float: a ball around a rounded number need not contain the number meant.
    """
    return q if isinstance(q, arb) else arb(fmpq_of(q))


def compare(a: Any, op: str, b: Any) -> Tri:
    """Whether ``a op b`` holds for all members, for none, or cannot be told.

    Rational operands are compared exactly; a ball that is not finite answers UNKNOWN.

    Parameters
    ----------
    a, b : arb or anything :func:`ball` takes
    op : {"<", "<=", ">", ">=", "==", "!="}

    Raises
    ------
    ValueError
        If `op` is not one of these.
    """
    if op not in _RELATIONS:
        msg = f"op must be one of {', '.join(_RELATIONS)}, got {op!r}."
        raise ValueError(msg)
    holds, fails = _RELATIONS[op]
    if not isinstance(a, arb) and not isinstance(b, arb):
        return Tri.of(holds(fraction(a), fraction(b)))
    a, b = ball(a), ball(b)
    if not (a.is_finite() and b.is_finite()):
        return Tri.UNKNOWN
    if holds(a, b):
        return Tri.YES
    return Tri.NO if fails(a, b) else Tri.UNKNOWN


def decide(statement: Callable[[], Tri], *, start: int = 64, limit: int = 4096) -> Decision:
    """Ask `statement` with `start` bits, doubled until it answers or `limit` is reached.

    Parameters
    ----------
    statement : callable without arguments
        It must build its balls inside: a ball made before the call keeps its radius.
        :class:`Undecided` raised in it counts as UNKNOWN.
    start, limit : int
        Precision in bits, 2 <= start <= limit.

    Returns
    -------
    Decision
        With UNKNOWN and `limit` if the question stayed open.  ``flint.ctx.prec`` is restored.

    Raises
    ------
    TypeError
        If `statement` returns anything but a Tri, for instance the bool of an arb comparison,
        whose False means "no or unknown".
    ValueError
        If not 2 <= start <= limit.
    """
    if not 2 <= start <= limit:
        msg = f"start and limit must satisfy 2 <= start <= limit, got {start!r} and {limit!r}."
        raise ValueError(msg)
    precision = start
    while True:
        with ctx.workprec(precision):
            try:
                answer: object = statement()
            except Undecided:
                answer = Tri.UNKNOWN
        if not isinstance(answer, Tri):
            msg = f"statement must return a Tri, got {answer!r}."
            raise TypeError(msg)
        if answer is not Tri.UNKNOWN or precision >= limit:
            return Decision(answer=answer, precision=precision)
        precision = min(2 * precision, limit)


def sqrt(x: Any) -> arb:
    """Square root of a number that is known to be >= 0, for instance a squared norm.

    A ball that reaches below 0 only through rounding is cut at 0 first, where ``arb.sqrt``
    would return nan.

    Raises
    ------
    ValueError
        If every member of the ball is negative, so that the premise is false.
    """
    x = ball(x)
    if x < 0:
        msg = f"x must be at least 0, got {x}."
        raise ValueError(msg)
    return x.nonnegative_part().sqrt() if x.contains(0) else x.sqrt()


def square(x: Any) -> arb:
    """Ball around x² that is not negative; ``arb(0, 1)**2`` is nan, so this multiplies."""
    x = ball(x)
    return (x * x).nonnegative_part() if x.contains(0) else x * x


def ends(x: arb) -> tuple[Fraction, Fraction]:
    """Rational ends (m − r, m + r) of the ball, independent of the current precision.

    Raises
    ------
    ValueError
        If the ball is not finite.
    """
    if not x.is_finite():
        msg = f"x must be finite, got {x}."
        raise ValueError(msg)
    middle, radius = fraction(x.mid().fmpq()), fraction(x.rad().fmpq())
    return middle - radius, middle + radius


def enclosure_text(x: arb, *, digits: int = 20) -> str:
    """Text ``"[low, high]"`` of an interval that contains the ball.

    Both ends are decimals of at most `digits` significant digits, rounded outward; each of them
    is read back exactly by ``Fraction``.  An unbounded ball gives ``"[-inf, inf]"`` and an
    undefined one ``"nan"``.

    Raises
    ------
    ValueError
        If `digits` is less than 1.
    """
    if digits < 1:
        msg = f"digits must be at least 1, got {digits!r}."
        raise ValueError(msg)
    if not x.is_finite():
        return "nan" if x.is_nan() else "[-inf, inf]"
    low, high = ends(x)
    return f"[{_decimal(low, digits, ROUND_FLOOR)}, {_decimal(high, digits, ROUND_CEILING)}]"


def _decimal(q: Fraction, digits: int, rounding: str) -> Decimal:
    context = Context(prec=digits, rounding=rounding, Emin=MIN_EMIN, Emax=MAX_EMAX)
    # Decimal(int) is exact and a division is rounded once, in the direction of the context.
    return context.divide(Decimal(q.numerator), Decimal(q.denominator))
