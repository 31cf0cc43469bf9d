"""The re-checks find no fault with a true reading, at the points that its sweeps visit."""

from __future__ import annotations

import pytest

from theorems.sharpness import (
    lemA12,
    lemA13,
    lemA26,
    lemA27,
    prop51,
    prop52,
    thm51,
    thmA2,
    truncation,
)
from theorems.sharpness._parts import layer_norm_sets as over
from theorems.sharpness._parts import memorizing_sets as sets
from verify.domain import point_text

MODULES = (lemA12, lemA13, lemA26, lemA27, prop51, prop52, thm51, thmA2, truncation)
SWEEPS = {
    "data": [sets.NULL, sets.THREE, sets.TWO, sets.AGAIN],
    "eps": ["1/100", "16/9"],
    "delta": ["1/2"],
    "p": ["1/5", "1/2"],
    "s": ["1/3", "4"],
    "k": [0, 1000],
    "r": [4, 9],
    "q": [1, 2],
    "d": [2, 3],
    "n": [3, 5],
    "width": [4, 6],
    "c": ["1/2", "2"],
    "kappa": over.NEAR["kappa"],
    "theta": ["1/4", "1/2"],
    **{key: ["-2", "0", "1", "3"] for key in ("a", "b", "x", "y", "f", "u", "v")},
}
TRUE = [
    (module.THEOREM.label, claim, reading)
    for module in MODULES
    for claim in module.THEOREM.claims
    for reading in claim.readings
    if reading.expected == "holds"
]


@pytest.mark.parametrize(
    ("label", "claim", "reading"), TRUE, ids=[f"{x}-{c.id}-{r.role}" for x, c, r in TRUE]
)
def test_a_true_reading_is_never_violated(label, claim, reading):
    """Where a reading holds, its re-check says so."""
    names = reading.domain.parameters
    sweep = {k: v for k, v in SWEEPS.items() if k in names}
    if label == "sharpness.thmA2" and "b" in names:
        sweep["b"] = [0, 1]
    if label in ("sharpness.prop51", "sharpness.prop52") or claim.id == "attained":
        sweep.pop("data", None)
    points = list(reading.domain.points(**sweep))
    assert points
    for point in points[:60]:
        assert not claim.recheck(dict(reading.data), point_text(point))["violated"], point
