"""Samples and points as JSON data: membership, layout, strategies."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from theorems.sco._parts.ball_points import BALL, SPACE
from theorems.sco._parts.samples import (
    ANY_COLUMN,
    MASKS,
    SAMPLES,
    SIGNED_MASKS,
    ZERO_COLUMN,
    drawn_samples,
    every_sample,
    with_columns,
    zero_columns_of,
)

SETS = [ANY_COLUMN, BALL, MASKS, SAMPLES, SIGNED_MASKS[1], SIGNED_MASKS[2], SPACE, ZERO_COLUMN]


@pytest.mark.parametrize("objects", SETS, ids=lambda o: o.name)
def test_edges_and_draws_are_members(objects):
    """Whatever a sweep visits or a search draws lies in its set."""
    assert objects.samples and all(objects.contains(value) for value in objects.samples)

    @settings(derandomize=True, deadline=None, max_examples=60)
    @given(objects.strategy())
    def member(value):
        assert objects.contains(value)

    member()


@pytest.mark.parametrize(
    ("objects", "value"),
    [
        (SAMPLES, ["0"]),  # 2^1 columns
        (SAMPLES, ["00", "11"]),
        (SAMPLES, ["02"]),
        (SAMPLES, []),
        (ZERO_COLUMN, {"z": ["01"], "I": 2}),
        (ZERO_COLUMN, {"z": ["01"], "I": 0}),
        (ZERO_COLUMN, {"z": ["01"], "I": True}),
        (ANY_COLUMN, {"z": ["01"], "I": 3}),
        (BALL, ["3/5", "4/5", "1/1000"]),
        (BALL, ["2/4"]),
        (BALL, [0]),
        (BALL, []),
        (MASKS, ["0", "1"]),
        (MASKS, ["1", "1/2"]),
        (SIGNED_MASKS[1], ["1", "5/4"]),
        (SIGNED_MASKS[1], ["1/2"]),
    ],
)
def test_what_is_no_member(objects, value):
    """Wrong widths, columns that are not zero, points outside, texts that are no rationals."""
    assert not objects.contains(value)


def test_every_sample_is_there_once():
    """4 samples for n = 1 and 256 for n = 2."""
    assert [len({tuple(s) for s in every_sample(n)}) for n in (1, 2)] == [4, 256]


def test_draws_follow_the_seed():
    """The same seed draws the same samples; another one, and another draw, differ."""
    assert drawn_samples(4, 2, seed=3) == drawn_samples(4, 2, seed=3)
    first, second = drawn_samples(4, 2, seed=3)
    assert len(set(first)) == 4  # the masks of a sample are drawn one by one
    assert first != second and drawn_samples(4, 1, seed=4) != [first]


def test_zero_columns_count_from_one():
    """Each zero column is offered as I, and one that is not zero."""
    sample = ["0010", "0110"]
    assert zero_columns_of(sample) == [1, 4]
    assert [s["I"] for s in with_columns(sample)] == [1, 4, 2]
