"""Generic scalars and the public names of the core."""

from __future__ import annotations

import importlib
import inspect
from fractions import Fraction

import numpy as np
import pytest
from flint import arb, fmpq, fmpz

from theorems.core.scalars import common, dot, exact_rows, into, quotient, relu, sign, sqrt, total
from verify.tri import Tri

MODULES = [
    "averages", "data", "descent", "exact", "exact_jacobians", "exact_losses", "exact_networks",
    "jacobians", "losses", "masks", "networks", "saer", "scalars", "sharpness",
]  # fmt: skip


@pytest.mark.parametrize("name", MODULES)
def test_public_names(name):
    """The names of `__all__` are distinct and exist; public ones are documented."""
    module = importlib.import_module(f"theorems.core.{name}")
    assert len(set(module.__all__)) == len(module.__all__)
    for public in module.__all__:
        found = getattr(module, public)
        if inspect.isfunction(found) or inspect.isclass(found):
            assert found.__doc__


def test_sign():
    """Rationals have a sign; a ball around 0 has none that is known."""
    assert [sign(x) for x in (-1, Fraction(0), fmpq(2, 3), arb(-3, 1), arb(0))] == [-1, 0, 1, -1, 0]
    assert sign(arb(0, 1)) is Tri.UNKNOWN
    assert sign(arb("nan")) is Tri.UNKNOWN


def test_relu():
    """relu keeps the type, and encloses for balls."""
    assert relu(Fraction(-1)) == 0 and isinstance(relu(Fraction(-1)), Fraction)
    assert relu(fmpq(1, 2)) == fmpq(1, 2)
    wide = relu(arb(0, 1))
    assert wide.contains(0) and wide.contains(1)


def test_sqrt():
    """Roots keep the type, are refused where irrational, and enclosed in balls."""
    assert sqrt(Fraction(4, 9)) == Fraction(2, 3)
    assert sqrt(fmpq(4, 9)) == fmpq(2, 3)
    assert (sqrt(arb(2)) ** 2).contains(2)
    with pytest.raises(ValueError, match="irrational"):
        sqrt(2)
    with pytest.raises(ValueError, match="-1"):
        sqrt(Fraction(-1))


def test_types():
    """Balls absorb rationals, fmpq absorbs Fraction; no rational comes from a ball or a float."""
    assert common(1, Fraction(1)) is Fraction
    assert common(Fraction(1), fmpz(1)) is fmpq
    assert common(fmpq(1), arb(1)) is arb
    assert [type(into(1, kind)) for kind in (Fraction, fmpq, arb)] == [Fraction, fmpq, arb]
    for bad in (0.5, arb(1)):
        with pytest.raises(TypeError):
            into(bad, Fraction)


def test_rows_of_numpy_integers():
    """NumPy integers become Python's, so that large products do not wrap around."""
    rows = exact_rows(np.array([[2**40, 1]]))
    assert rows == ((2**40, 1),)
    assert dot(rows[0], rows[0]) == 2**80 + 1
    for bad in (0.5, "1", None):
        with pytest.raises(TypeError, match="exact scalars"):
            exact_rows([bad])


def test_small_helpers():
    """The empty sum is 0, integers divide exactly, lengths must agree."""
    assert total([]) == 0
    assert quotient(1, 3) == Fraction(1, 3)
    assert quotient(fmpq(1), 3) == fmpq(1, 3)
    with pytest.raises(ValueError, match="zip"):
        dot([1], [1, 2])
