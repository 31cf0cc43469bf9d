"""Points of balls as they are written."""

from __future__ import annotations

from fractions import Fraction

import pytest

from theorems.sco._parts.ball_points import BALL, SPACE, ball_of, point_in


def test_points_are_written_from_the_last_coordinate():
    """["1", "1/2"] is (0, ..., 0, 1/2, 1), and does not fit a smaller space."""
    assert point_in(["1", "1/2"], 4) == (0, 0, Fraction(1, 2), 1)
    with pytest.raises(ValueError, match="at most 1"):
        point_in(["1", "1/2"], 1)


def test_balls_lie_in_one_another():
    """The wide ball holds points that W does not, and R^d holds all."""
    assert ball_of(2).contains(["2"]) and not BALL.contains(["2"]) and SPACE.contains(["9"])
