"""What counts as a proof of a step on Sim-BN."""

from __future__ import annotations

from theorems.sharpness._parts import simbn_proof


def test_premises_that_nothing_meets_prove_nothing():
    """From t > 0 and t < 0 all would follow: such a step counts as open."""
    import z3

    t = z3.Real("t")
    assert simbn_proof.first_open([("empty", [t > 0, t < 0], t == 7)]) == "empty"
