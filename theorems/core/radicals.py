"""Exact numbers x + y√p + s√q + t√(pq) with rational coefficients.

Norms of two rational points are two such roots, and whatever the losses of paper `sco` and their
gradients compare at the two points stays among these numbers. Their zero is decided from the
coefficients and their sign by balls that are then known to end, so no comparison stays open.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias, TypeVar

from flint import arb, ctx

from verify.exact.ball import ball
from verify.exact.rational import rational_sqrt
from verify.legs import Finding, compare

__all__ = ["Number", "Radical", "at_least_zero", "roots", "sign"]


@dataclass(frozen=True, slots=True)
class Radical:
    """x + y√p + s√q + t√(pq) for p, q ≥ 0; `terms` are (x, y, s, t)."""

    p: Fraction
    q: Fraction
    terms: tuple[Fraction, Fraction, Fraction, Fraction]

    def _with(self, other: Any) -> tuple[Fraction, Fraction, Fraction, Fraction]:
        if not isinstance(other, Radical):
            return Fraction(other), Fraction(0), Fraction(0), Fraction(0)
        if (other.p, other.q) != (self.p, self.q):
            msg = f"roots of ({self.p}, {self.q}) and of ({other.p}, {other.q}) do not mix"
            raise ValueError(msg)
        return other.terms

    def __add__(self, other: Any) -> Radical:
        x, y, s, t = self.terms
        x2, y2, s2, t2 = self._with(other)
        return Radical(self.p, self.q, (x + x2, y + y2, s + s2, t + t2))

    __radd__ = __add__

    def __neg__(self) -> Radical:
        x, y, s, t = self.terms
        return Radical(self.p, self.q, (-x, -y, -s, -t))

    def __sub__(self, other: Any) -> Radical:
        return self.__add__(-other)

    def __rsub__(self, other: Any) -> Radical:
        return (-self).__add__(other)

    def __mul__(self, other: Any) -> Radical:
        p, q = self.p, self.q
        x, y, s, t = self.terms
        if not isinstance(other, Radical):
            c = Fraction(other)
            return Radical(p, q, (c * x, c * y, c * s, c * t))
        x2, y2, s2, t2 = self._with(other)
        return Radical(
            p,
            q,
            (
                x * x2 + p * y * y2 + q * s * s2 + p * q * t * t2,
                x * y2 + y * x2 + q * (s * t2 + t * s2),
                x * s2 + s * x2 + p * (y * t2 + t * y2),
                x * t2 + t * x2 + y * s2 + s * y2,
            ),
        )

    __rmul__ = __mul__

    def ball(self) -> arb:
        """A ball around the number at the current precision."""
        a, b = ball(self.p).sqrt(), ball(self.q).sqrt()
        x, y, s, t = map(ball, self.terms)
        return x + y * a + s * b + t * a * b

    def is_zero(self) -> bool:
        """Whether the number is 0, decided from the coefficients."""
        x, y, s, t = self.terms
        a, b, product = map(rational_sqrt, (self.p, self.q, self.p * self.q))
        if a is not None:
            left, right = x + y * a, s + t * a
            return left + right * b == 0 if b is not None else left == right == 0
        if b is not None:
            return x + s * b == 0 and y + t * b == 0
        if product is not None:  # √q is a multiple of √p
            return x + t * product == 0 and y + s * product / self.p == 0
        return not any(self.terms)


_Answer = TypeVar("_Answer", int, Finding)

Number: TypeAlias = Fraction | Radical
"""A rational, or a sum of roots."""


def roots(p: Fraction, q: Fraction) -> tuple[Number, Number]:
    """√p and √q as numbers that mix with each other; Fractions where they are rational.

    Raises
    ------
    ValueError
        If p or q is negative.
    """
    zero, one = Fraction(0), Fraction(1)
    a, b = rational_sqrt(p), rational_sqrt(q)
    return (
        Radical(p, q, (zero, one, zero, zero)) if a is None else a,
        Radical(p, q, (zero, zero, one, zero)) if b is None else b,
    )


def sign(x: Number) -> int:
    """The sign of x, one of -1, 0, 1."""
    if isinstance(x, Fraction | int):
        return (x > 0) - (x < 0)
    if x.is_zero():
        return 0
    return _at_some_precision(lambda: _sign_of_ball(x.ball()))


def at_least_zero(x: Number, **values: Any) -> Finding:
    """The finding that x ≥ 0; a radical is shown as an enclosure that tells its sign."""
    if not isinstance(x, Radical):
        return compare(x, ">=", 0, **values)
    if x.is_zero():
        return compare(Fraction(0), ">=", 0, **values)

    def decided() -> Finding | None:
        enclosure = x.ball()
        return compare(enclosure, ">=", 0, **values) if _sign_of_ball(enclosure) else None

    return _at_some_precision(decided)


def _sign_of_ball(x: arb) -> int:
    return 1 if x > 0 else -1 if x < 0 else 0


def _at_some_precision(question: Callable[[], _Answer | None]) -> _Answer:
    # ends because it is asked of numbers that are not zero alone
    precision = 64
    while True:
        with ctx.workprec(precision):
            answer = question()
        if answer:
            return answer
        precision *= 2
