"""A proof beside a witness: the row is refuted, and fails though that was expected."""

from __future__ import annotations

from dataclasses import replace

import pytest

from theorems.sco import thm6
from theorems.sharpness import thm41
from verify import legs
from verify.evidence import Exactness
from verify.run.assemble import assemble
from verify.run.execute import run_leg
from verify.run.plan import Options, plan
from verify.run.registry import Entry


def blind(case):
    """Claim a proof of everything without looking."""
    return legs.supports("symbolic", Exactness.IDENTITY, case.domain)


@pytest.mark.parametrize(
    ("theorem", "claim_id", "leg"),
    [(thm6.THEOREM, "gap", "exact"), (thm41.THEOREM, "depth", "exact")],
    ids=["numbers", "objects"],
)
def test_a_leg_that_proves_what_a_witness_breaks_fails_the_row(theorem, claim_id, leg) -> None:
    """A printed claim is refuted as expected, but a blind proof of it beside that is no pass."""
    claim = theorem.claim(claim_id)
    printed = replace(claim.reading("printed"), legs=(leg, "blind"))
    claim = replace(
        claim, legs=(*claim.legs, legs.symbolic(blind, name="blind")), readings=(printed,)
    )
    broken = replace(
        theorem, claims=tuple(claim if c.id == claim_id else c for c in theorem.claims)
    )
    entries = [Entry(broken, "theorems")]
    tasks = [t for t in plan(entries, Options()) if t.claim == claim_id]
    found = {task: run_leg(broken, task) for task in tasks}
    report = assemble(entries, (), found, Options(), version="0")
    (row,) = report["theorems"][0]["claims"]
    assert row["verdict"] == row["expected"] == "refuted"
    assert "the symbolic leg says that it holds" in row["coverage"]
    assert not row["ok"]
    assert not report["ok"]
