"""A proof beside a witness: the row is refuted, and fails though that was expected."""

from __future__ import annotations

from dataclasses import replace

from theorems.sco import thm6
from verify import legs
from verify.evidence import Exactness
from verify.run.assemble import assemble
from verify.run.execute import run_leg
from verify.run.plan import Options, plan
from verify.run.registry import Entry


def blind(case):
    """Claim a proof of everything without looking."""
    return legs.supports("symbolic", Exactness.IDENTITY, case.domain)


def test_a_leg_that_proves_what_a_witness_breaks_fails_the_row() -> None:
    """The printed gap of Theorem 6 is refuted as expected, but a blind proof of it is no pass."""
    claim = thm6.THEOREM.claim("gap")
    (printed,) = [r for r in claim.readings if r.role == "printed"]
    with_proof = replace(
        claim,
        legs=(*claim.legs, legs.symbolic(blind)),
        readings=(replace(printed, legs=("exact", "symbolic")),),
    )
    theorem = replace(
        thm6.THEOREM, claims=(with_proof, thm6.function_class), errata=thm6.THEOREM.errata
    )
    tasks = plan([Entry(theorem, "theorems.sco.thm6")], Options())
    tasks = [t for t in tasks if t.claim == "gap"]
    found = {task: run_leg(theorem, task) for task in tasks}
    entries = [Entry(theorem, "theorems.sco.thm6")]
    report = assemble(entries, (), found, Options(), version="0")
    (row,) = report["theorems"][0]["claims"]
    assert row["verdict"] == row["expected"] == "refuted"
    assert "the symbolic leg says that it holds" in row["coverage"]
    assert not row["ok"]
    assert not report["ok"]
