"""The steps at width 4, 5 and 3: proved each, from premises that can be met."""

from __future__ import annotations

import pytest

from theorems.sharpness._parts import simbn_proof, simbn_width_deductions


@pytest.mark.parametrize(
    "steps",
    [
        simbn_width_deductions.four_steps,
        simbn_width_deductions.far_steps,
        lambda: simbn_width_deductions.three_steps("1"),
    ],
)
def test_each_step_is_proved_and_its_negation_is_not(steps):
    """z3 proves every step, and none of the negated ones: no premise is empty."""
    import z3

    for name, given, wanted in steps():
        assert simbn_proof.first_open([(name, given, wanted)]) == ""
        assert simbn_proof.first_open([(name, given, z3.Not(wanted))]) == name
