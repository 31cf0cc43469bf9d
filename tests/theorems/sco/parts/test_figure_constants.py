"""The figure of Lemma 1's constants: its numbers and its lines."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from theorems.sco._parts.figures import CONSTANTS
from verify.figures import as_data
from verify.solvers.performance import perturbed_bound, worst_case


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    """The data of the quick profile."""
    return as_data(CONSTANTS.measure("quick", 0))


def rows(data: dict[str, Any], panel: str) -> list[list[Any]]:
    """The rows of one panel."""
    return [row for row in data["table"]["rows"] if row[0] == panel]


def test_runs_stay_below_what_is_proved_and_come_near(data: dict[str, Any]) -> None:
    """No mark lies above its line; what it lacks falls like 1/T; at a = 1/2 it is h²/(2ηβT)."""
    more = rows(as_data(CONSTANTS.measure("full", 0)), "pairs")
    for row, later in zip(rows(data, "pairs"), more, strict=True):
        assert row[4] <= row[5] * (1 + 1e-12)
        assert row[3] * (row[5] - row[4]) == pytest.approx(
            later[3] * (later[5] - later[4]), rel=0.05
        )
        if row[2] == 0.5:
            # the square of the start's part that no step moves, h = ηβ/(1 − ηβ)
            lost = 0.5 * (1 / 3) ** 2 / (0.25 * row[3])
            assert row[4] == pytest.approx(row[5] - lost)


def test_the_printed_pair_lies_on_the_line_of_five_quarters(data: dict[str, Any]) -> None:
    """At ηβ = 5/4 the least b beside a = 1 is 4: 2a²/(2a(2−ηβ)−1) by hand, for every row."""
    for _, rate, a, _, _, least in rows(data, "pairs"):
        short = 2 - Fraction(rate)
        assert least == pytest.approx(float(2 * a * a / (2 * a * short - 1)))
    assert 2 / (2 * (2 - Fraction(5, 4)) - 1) == 4


@pytest.mark.parametrize("T", [1, 3, 6])
def test_the_ratio_is_bracketed_by_the_worst_case_of_the_class(
    data: dict[str, Any], T: int
) -> None:
    """Mark and line agree, and lie in the bracket that the semidefinite program leaves."""
    for _, rate, _, steps, found, proved in rows(data, "ratio"):
        if steps == T:
            x = Fraction(rate)
            program = perturbed_bound(T, x, 1, start=1 / (x * T), beyond=4).ratio
            assert program is not None
            bracket = worst_case(program)
            assert found == pytest.approx(proved)
            assert float(bracket.lower) <= found <= float(bracket.upper)


def test_lines_and_marks_are_those_of_the_data(data: dict[str, Any]) -> None:
    """Four lines with marks and the printed pair; three with marks and the limit 1/2."""
    from matplotlib.figure import Figure as Canvas

    canvas = Canvas()
    CONSTANTS.draw(canvas, data)
    left, right = canvas.axes
    assert len(left.lines) == 9 and len(right.lines) == 7
    star = left.lines[-1]
    assert list(star.get_xdata()) == [1] and list(star.get_ydata()) == [4]
    assert set(right.lines[-1].get_ydata()) == {0.5}
    for axes, panel in ((left, "pairs"), (right, "ratio")):
        marks = [line for line in axes.lines if len(line.get_xdata()) >= 8][1::2]
        seen = [float(y) for line in marks for y in line.get_ydata()]
        assert seen == [row[4] for row in rows(data, panel)]
    assert str(data["steps"]) in CONSTANTS.caption(data)
