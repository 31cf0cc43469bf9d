"""The leg that runs Theorem 3 on all coordinates."""

from __future__ import annotations

import pytest

from theorems.core import dense_steps
from theorems.sco._parts.thm3_dense import trajectory_on_all_coordinates
from theorems.sco.thm3 import trajectory
from verify import Case, Outcome

READING = trajectory.readings[0]


def case(seed=0, profile="quick", **data):
    """The leg's case of the printed reading."""
    data = {**READING.data, **data}
    return Case("sco.thm3", "trajectory", "dense", data, READING.domain, seed, profile)


@pytest.mark.parametrize("seed", range(4))
def test_every_coordinate_is_as_claimed(seed):
    """Whatever the masks: more than a thousand coordinates, compared as rationals."""
    found = trajectory_on_all_coordinates(case(seed))
    assert found.outcome is Outcome.SUPPORTS and found.cases == 6
    assert found.detail["coordinates"] > 2000


def test_a_wrong_claim_is_refuted_by_a_witness_that_stands():
    """Half the step: the smallest instance shows it, and exact arithmetic agrees."""
    found = trajectory_on_all_coordinates(case(times="1/2"))
    assert found.outcome is Outcome.REFUTES
    data = {**READING.data, "times": "1/2"}
    assert trajectory.recheck(data, found.witness.point)["violated"]


def test_a_broken_engine_is_seen(monkeypatch):
    """A step that is applied at the coordinate before it was moved turns the leg red."""
    monkeypatch.setattr(dense_steps, "_stepped", lambda old, *_: old)
    found = trajectory_on_all_coordinates(case())
    assert found.outcome is Outcome.REFUTES
    assert not trajectory.recheck(READING.data, found.witness.point)["violated"]


def test_another_namespace(monkeypatch):
    """The leg calls no library by name: a strict namespace gives the same evidence."""
    expected = trajectory_on_all_coordinates(case())
    strict = pytest.importorskip("array_api_strict")
    monkeypatch.setattr("verify.arrays.backend", lambda name: strict)
    assert trajectory_on_all_coordinates(case()) == expected


def test_the_backend_is_the_run_s():
    """An unknown backend is refused: the leg asks for the one that it was given."""
    with pytest.raises(ValueError, match="'jax'"):
        trajectory_on_all_coordinates(
            Case("sco.thm3", "trajectory", "dense", READING.data, READING.domain, 0, backend="jax")
        )
