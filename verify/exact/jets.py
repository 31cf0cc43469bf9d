"""Enclosed second derivatives along a line, for networks with square roots and divisions.

A :class:`Jet` holds balls around u(x), u'(x), u''(x)/2 and propagates them.  Every operation
either keeps the function twice continuously differentiable near x or raises: the sign of a
constant term that a kink, a pole or a branch point depends on must be certain.

``flint.arb_series`` is not used because it forgets its order at such points: truncated at order
3 it divides x⁴ by x² to 0 + O(x³) and takes the square root ``(x**4)**fmpq(1, 2)`` to 0 + O(x³),
where x² is right, so that a second derivative of 2 would be reported as 0.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from flint import arb

from verify.exact import ball as _ball
from verify.exact.ball import Undecided, ball

__all__ = [
    "Jet",
    "absolute",
    "exp",
    "hessian_trace_ball",
    "log",
    "maximum",
    "relu",
    "second_derivative_ball",
    "sqrt",
]


@dataclass(frozen=True, slots=True, eq=False)
class Jet:
    """Truncated series c0 + c1 t + c2 t² with balls as coefficients.

    Supports +, −, *, / with jets and with everything :func:`~verify.exact.ball.ball` takes, and
    integer powers.  It has no order and no truth value, so ``max`` and ``if`` cannot misuse it.
    """

    c0: arb
    c1: arb
    c2: arb

    @classmethod
    def constant(cls, value: Any) -> Jet:
        """Jet of a constant function."""
        return cls(ball(value), arb(0), arb(0))

    @classmethod
    def variable(cls, value: Any) -> Jet:
        """Jet of t ↦ value + t."""
        return cls(ball(value), arb(1), arb(0))

    def __bool__(self) -> NoReturn:
        msg = "A Jet has no truth value."
        raise TypeError(msg)

    def __add__(self, other: Any) -> Jet:
        o = _jet(other)
        return Jet(self.c0 + o.c0, self.c1 + o.c1, self.c2 + o.c2)

    __radd__ = __add__

    def __neg__(self) -> Jet:
        return Jet(-self.c0, -self.c1, -self.c2)

    def __sub__(self, other: Any) -> Jet:
        return self + (-_jet(other))

    def __rsub__(self, other: Any) -> Jet:
        return _jet(other) + (-self)

    def __mul__(self, other: Any) -> Jet:
        o = _jet(other)
        return Jet(
            self.c0 * o.c0,
            self.c0 * o.c1 + self.c1 * o.c0,
            self.c0 * o.c2 + self.c1 * o.c1 + self.c2 * o.c0,
        )

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Jet:
        return self * _reciprocal(_jet(other))

    def __rtruediv__(self, other: Any) -> Jet:
        return _jet(other) * _reciprocal(self)

    def __pow__(self, exponent: object) -> Jet:
        if not isinstance(exponent, int):
            msg = f"exponent must be an int, got {exponent!r}; use sqrt, exp or log otherwise."
            raise TypeError(msg)
        base = self if exponent >= 0 else _reciprocal(self)
        result = Jet.constant(1)
        for _ in range(abs(exponent)):
            result = result * base
        return result


def sqrt(u: Any) -> Any:
    """√u; of a Jet only where its constant term is certainly positive.

    Raises
    ------
    Undecided
        If the constant term of a Jet contains 0.
    ValueError
        If u is negative.
    """
    if not isinstance(u, Jet):
        return _ball.sqrt(u)
    if _sign(u.c0, "sqrt") < 0:
        msg = f"sqrt needs a positive constant term, got {u.c0}."
        raise ValueError(msg)
    root = u.c0.sqrt()
    return _compose(u, root, 1 / (2 * root), -1 / (8 * u.c0 * root))


def exp(u: Any) -> Any:
    """Exponential of a Jet or ball."""
    if not isinstance(u, Jet):
        return ball(u).exp()
    value = u.c0.exp()
    return _compose(u, value, value, value / 2)


def log(u: Any) -> Any:
    """Natural logarithm of a Jet or ball.

    Raises
    ------
    Undecided
        If the (constant term of the) argument contains 0.
    ValueError
        If it is negative.
    """
    c0 = u.c0 if isinstance(u, Jet) else ball(u)
    if _sign(c0, "log") < 0:
        msg = f"log needs a positive argument, got {c0}."
        raise ValueError(msg)
    if not isinstance(u, Jet):
        return c0.log()
    return _compose(u, c0.log(), 1 / c0, -1 / (2 * c0 * c0))


def relu(u: Any) -> Any:
    """max(u, 0); of a Jet only where the sign of its constant term is certain.

    Raises
    ------
    Undecided
        If the constant term of a Jet contains 0: at a kink no second derivative exists, and a
        wide ball may hide one.
    """
    if not isinstance(u, Jet):
        return ball(u).max(arb(0))
    return u if _sign(u.c0, "relu") > 0 else Jet.constant(0)


def absolute(u: Any) -> Any:
    """|u|; of a Jet only where the sign of its constant term is certain (else `Undecided`)."""
    if not isinstance(u, Jet):
        return abs(ball(u))
    return u if _sign(u.c0, "absolute") > 0 else -u


def maximum(u: Any, v: Any) -> Any:
    """max(u, v); with a Jet only where it is certain which one is larger (else `Undecided`)."""
    if not isinstance(u, Jet) and not isinstance(v, Jet):
        return ball(u).max(ball(v))
    a, b = _jet(u), _jet(v)
    return a if _sign(a.c0 - b.c0, "maximum") > 0 else b


def second_derivative_ball(phi: Callable[[Any], Any], x: Any) -> arb:
    """Ball around φ''(x) at the current precision.

    Parameters
    ----------
    phi : callable
        Takes a :class:`Jet`; built from its operations and the functions of this module.
    x : arb or anything :func:`~verify.exact.ball.ball` takes
        If x is a ball, the result contains φ'' at each of its members.

    Raises
    ------
    Undecided
        If the sign that a kink, pole or branch point depends on is not certain, or the result
        is not finite; :func:`~verify.exact.ball.decide` then tries more bits.
    ZeroDivisionError
        If φ divides by a constant term that is exactly 0.
    """
    result = _jet(phi(Jet.variable(x)))
    if not all(c.is_finite() for c in (result.c0, result.c1, result.c2)):
        msg = f"the function near {x} is not enclosed by finite balls."
        raise Undecided(msg)
    return 2 * result.c2


def hessian_trace_ball(loss: Callable[[Sequence[Any]], Any], theta: Sequence[Any]) -> arb:
    """Ball around Σ_k ∂²L/∂θ_k² at the current precision.

    Parameters
    ----------
    loss : callable
        Takes a list with one Jet, at the coordinate that moves, and balls elsewhere.
    theta : sequence of arb or anything :func:`~verify.exact.ball.ball` takes

    Raises
    ------
    Undecided, ZeroDivisionError
        As :func:`second_derivative_ball`.
    """
    point = [ball(t) for t in theta]
    total = arb(0)
    for k, t in enumerate(point):

        def along(u: Jet, k: int = k) -> Any:
            return loss([*point[:k], u, *point[k + 1 :]])

        total += second_derivative_ball(along, t)
    return total


def _jet(value: Any) -> Jet:
    return value if isinstance(value, Jet) else Jet.constant(value)


def _compose(u: Jet, f0: arb, f1: arb, f2: arb) -> Jet:
    """Jet of f∘u from f, f' and f''/2 at the constant term of u."""
    return Jet(f0, f1 * u.c1, f1 * u.c2 + f2 * u.c1 * u.c1)


def _reciprocal(u: Jet) -> Jet:
    if u.c0 == 0:
        msg = f"division by a jet whose constant term is {u.c0}."
        raise ZeroDivisionError(msg)
    _sign(u.c0, "division")
    inverse = 1 / u.c0
    square = inverse * inverse
    return _compose(u, inverse, -square, square * inverse)


def _sign(x: arb, where: str) -> int:
    if x > 0:
        return 1
    if x < 0:
        return -1
    msg = f"{where} needs the sign of {x}, which contains 0."
    raise Undecided(msg)
