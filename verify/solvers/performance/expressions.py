"""Vectors and numbers of a worst-case problem, as exact linear forms in a Gram basis.

A `Vector` is a rational combination of named basis vectors; a `Number` is a rational combination
of their inner products, of named values (such as f(x_0)) and of 1. A float never enters, so a
bound that is proved about these forms is proved about the method itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from verify.exact.rational import fraction

__all__ = ["Number", "Vector", "mean", "value", "vector"]

Key = tuple[str, str]


@dataclass(frozen=True)
class Vector:
    """Σ c_b b over basis vectors b; `terms` maps names to the coefficients that are not 0."""

    terms: Mapping[str, Fraction] = field(default_factory=dict)

    def __add__(self, other: Any) -> Vector:
        if not isinstance(other, Vector):
            msg = f"a vector can be added to a vector alone, got {other!r}"
            raise TypeError(msg)
        return Vector(_sum(self.terms, other.terms))

    def __sub__(self, other: Vector) -> Vector:
        return self + other * -1

    def __neg__(self) -> Vector:
        return self * -1

    def __mul__(self, factor: Any) -> Vector:
        return Vector(_scaled(self.terms, factor))

    __rmul__ = __mul__

    def __truediv__(self, divisor: Any) -> Vector:
        return self * (1 / fraction(divisor))

    def dot(self, other: Vector) -> Number:
        """⟨self, other⟩."""
        gram: dict[Key, Fraction] = {}
        for a, x in self.terms.items():
            for b, y in other.terms.items():
                key = (a, b) if a <= b else (b, a)
                gram[key] = gram.get(key, Fraction(0)) + x * y
        return Number({key: c for key, c in gram.items() if c})

    def square(self) -> Number:
        """‖self‖²."""
        return self.dot(self)


@dataclass(frozen=True)
class Number:
    """Σ c ⟨a, b⟩ + Σ c_v v + constant; `gram` is keyed by pairs of names in order."""

    gram: Mapping[Key, Fraction] = field(default_factory=dict)
    values: Mapping[str, Fraction] = field(default_factory=dict)
    constant: Fraction = Fraction(0)

    def __add__(self, other: Any) -> Number:
        right = _number(other)
        return Number(
            _sum(self.gram, right.gram),
            _sum(self.values, right.values),
            self.constant + right.constant,
        )

    __radd__ = __add__

    def __sub__(self, other: Any) -> Number:
        return self + _number(other) * -1

    def __rsub__(self, other: Any) -> Number:
        return _number(other) - self

    def __neg__(self) -> Number:
        return self * -1

    def __mul__(self, factor: Any) -> Number:
        c = fraction(factor)
        return Number(_scaled(self.gram, c), _scaled(self.values, c), self.constant * c)

    __rmul__ = __mul__

    def __truediv__(self, divisor: Any) -> Number:
        return self * (1 / fraction(divisor))

    @property
    def vanishes(self) -> bool:
        """Whether the form is 0 whatever the vectors and values are."""
        return not (self.gram or self.values or self.constant)

    def at(self, gram: Mapping[Key, Fraction], values: Mapping[str, Fraction]) -> Fraction:
        """What it amounts to for the inner products and values given."""
        total = self.constant
        total += sum((c * gram[key] for key, c in self.gram.items()), Fraction(0))
        return total + sum((c * values[name] for name, c in self.values.items()), Fraction(0))


def vector(name: str) -> Vector:
    """A basis vector.

    Raises
    ------
    ValueError
        The name begins with ∇, as those of the gradients that `point` makes do.
    """
    if str(name).startswith("∇"):
        msg = f"name must not begin with ∇, which is for the gradients of points, got {name!r}"
        raise ValueError(msg)
    return Vector({name: Fraction(1)})


def value(name: str) -> Number:
    """A value that is a variable of its own, such as f(x_0)."""
    return Number(values={name: Fraction(1)})


def mean(numbers: Iterable[Number]) -> Number:
    """The average of at least one number."""
    listed = list(numbers)
    if not listed:
        msg = "numbers must hold at least one number to average"
        raise ValueError(msg)
    return sum(listed, Number()) / len(listed)


def _number(value: Any) -> Number:
    return value if isinstance(value, Number) else Number(constant=fraction(value))


def _sum(a: Mapping[Any, Fraction], b: Mapping[Any, Fraction]) -> dict[Any, Fraction]:
    total = dict(a)
    for key, c in b.items():
        total[key] = total.get(key, Fraction(0)) + c
    return {key: c for key, c in total.items() if c}


def _scaled(a: Mapping[Any, Fraction], factor: Any) -> dict[Any, Fraction]:
    c = fraction(factor)
    return {key: c * entry for key, entry in a.items()} if c else {}
