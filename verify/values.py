"""Exact values as data: how they are written, compared and ordered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import msgspec

__all__ = ["as_data", "data_key", "distinct", "exact_value", "is_number", "size"]


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


def is_number(value: Any) -> bool:
    """Whether it is an integer or a Fraction, and no bool."""
    return isinstance(value, int | Fraction) and not isinstance(value, bool)


def exact_value(value: Any) -> Fraction:
    """Return the rational that `value` is or writes; floats and bools are refused."""
    if isinstance(value, bool | float):
        msg = f"expected a rational such as 1 or '1/2', got {value!r}"
        raise TypeError(msg)
    return Fraction(value if isinstance(value, int | Fraction) else str(value))


def data_key(value: Any) -> tuple[str, Any]:
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
        kept.setdefault(data_key(value), value)
    return tuple(kept.values())


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
