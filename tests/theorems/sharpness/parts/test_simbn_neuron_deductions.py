"""The steps at one neuron: proved each, with constants that are needed."""

from __future__ import annotations

import pytest

from theorems.sharpness._parts import simbn_neuron_deductions, simbn_proof


@pytest.mark.parametrize(
    "steps",
    [
        lambda: simbn_neuron_deductions.bound_steps("1"),
        simbn_neuron_deductions.tight_steps,
        lambda: simbn_neuron_deductions.neuron_steps("1"),
        lambda: simbn_neuron_deductions.net_steps("1", "8"),
    ],
)
def test_each_step_is_proved_and_its_negation_is_not(steps):
    """z3 proves every step, and none of the negated ones: no premise is empty."""
    import z3

    for name, given, wanted in steps():
        assert simbn_proof.first_open([(name, given, wanted)]) == ""
        assert simbn_proof.first_open([(name, given, z3.Not(wanted))]) == name


def test_a_constant_that_is_too_small_is_found():
    """K_S/40 is broken at a neuron that the leg finds, and z3 does not prove its steps."""
    assert simbn_proof.first_open(simbn_neuron_deductions.neuron_steps("1/40"))
    assert not simbn_proof.first_open(simbn_neuron_deductions.neuron_steps("1"))


def test_the_neurons_constants_are_no_larger_than_needed():
    """29 is 256/9 = 28.4… rounded up, and 4 is 1/(1/4): each step is open a little below."""
    *_, near, far = simbn_neuron_deductions.neuron_steps("1")
    assert not simbn_proof.first_open([near, far])
    assert simbn_proof.first_open([simbn_neuron_deductions.neuron_steps("49/50")[-2]])
    assert simbn_proof.first_open([simbn_neuron_deductions.neuron_steps("999/1000")[-1]])
