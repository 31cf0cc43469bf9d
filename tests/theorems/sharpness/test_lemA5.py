"""Lemmas A.5 and A.6: their verdicts, without the searches."""

from __future__ import annotations

import pytest

from theorems.sharpness.lemA5 import THEOREM
from verify.run import inprocess


@pytest.mark.parametrize("claim", THEOREM.claims, ids=lambda c: c.id)
def test_readings_and_controls(claim):
    """Each reading gets its expected verdict and each control the opposite one, leg by leg."""
    assert inprocess.unexpected(THEOREM, claim.id, without=("property",)) == []
