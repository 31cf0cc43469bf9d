"""The faces of an arrangement, and what their coefficients show."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from theorems.sharpness._parts.cones import faces

LINES = {"x": (1, 0), "y": (0, 1), "x-y": (1, -1)}
PLANES = {"a": (1, 0, 0), "b": (0, 1, 0), "c": (0, 0, 1), "d": (-1, 1, 1)}


def test_number_of_faces():
    """Three lines: 6 sectors, 6 rays, the origin; four planes in general position: 14 cells."""
    assert len(list(faces(LINES))) == 13
    cells = [f for f in faces(PLANES) if all(f.signs.values())]
    assert len(cells) == 14
    # 14 cells, 24 plane faces, 12 rays, the origin
    assert len(list(faces(PLANES))) == 51


@pytest.mark.parametrize("forms", [LINES, PLANES])
def test_each_point_lies_on_a_face(forms):
    """The signs of the forms at any point of a grid are those of one face."""
    known = {tuple(f.signs.values()) for f in faces(forms)}
    size = len(next(iter(forms.values())))
    for at in product((-2, -1, 0, 1, 3), repeat=size):
        values = [sum(a * b for a, b in zip(row, at, strict=True)) for row in forms.values()]
        assert tuple((v > 0) - (v < 0) for v in values) in known


def test_a_sector_that_is_left_out_is_seen():
    """With x > 0 and y > 0 asked for, three faces are left: x > y, x = y, x < y."""
    assert len(list(faces(LINES, ("x", "y")))) == 3


def test_positivity_needs_a_monomial_at_every_point():
    """x² − y² and (x − y)² are positive where x > y > 0, and coefficients show it."""
    (face,) = faces(LINES, ("x", "y", "x-y"))
    x, y = face.at["x"], face.at["y"]
    assert face.meets(x**2 - y**2, "> 0")
    assert face.meets((x - y) ** 2, "> 0")
    assert not face.meets(y**2 - x**2, ">= 0")
    assert not face.meets((x - 2 * y) ** 2, ">= 0")  # true, but not shown by the coefficients
    assert not face.meets(0 * x, "> 0")
    assert face.meets(0 * x, "== 0")
    assert face.times(Fraction(1, 3), 3 * x) == x


def test_a_form_that_vanishes_inside_is_not_positive():
    """On x > 0 > y the square of y is positive, on the ray y = 0 it is not."""
    for face in faces(LINES, ("x",)):
        assert face.meets(face.at["y"] ** 2, "> 0") == (face.signs["y"] != 0)
