"""One leg in this process, as tests of theorem modules run it."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from theorems.sco import thm6
from verify import (
    Case,
    Claim,
    Control,
    Evidence,
    Exactness,
    Leg,
    Outcome,
    Theorem,
    rationals,
    supports,
)
from verify.run.inprocess import evidence, judged, unexpected
from verify.run.plan import Options
from verify.statement import Reading


def test_a_leg_is_judged_on_changed_data() -> None:
    """The reading holds as it is stated, and is refuted with its minimizer moved."""
    assert judged(thm6.THEOREM, "minimum", "exact").verdict == "holds"
    assert judged(thm6.THEOREM, "minimum", "exact", {"minimizer": "0"}).verdict == "refuted"


def test_a_leg_is_judged_on_a_changed_domain() -> None:
    """Beyond r = 1/2 the point −1/2 minimizes no longer."""
    wide = thm6.RIVALS.widened(r=rationals("0 <=", "<= 3/4"))
    assert judged(thm6.THEOREM, "minimum", "smt", domain=wide).verdict == "refuted"


def test_an_unknown_leg_is_told() -> None:
    """A claim, reading, control or leg that the theorem has not is a KeyError."""
    for claim, leg, more in (
        ("maximum", "exact", {}),
        ("minimum", "ball", {}),
        ("minimum", "exact", {"role": "sharpened"}),
        ("minimum", "exact", {"control": "no such control"}),
    ):
        with pytest.raises(KeyError):
            evidence(thm6.THEOREM, claim, leg, **more)


def test_a_leg_that_does_not_look_at_a_control_is_told() -> None:
    """Evidence that a run would not ask for is a KeyError."""
    with pytest.raises(KeyError, match="no leg 'property' looks at"):
        evidence(thm6.THEOREM, "minimum", "property", control="r up to 3/4")


def changed(claim: Claim, reading: Reading, *controls: Control, **fields: object) -> Theorem:
    """Theorem 6 with other controls and other fields of one reading."""
    other = replace(reading, controls=controls or reading.controls, **fields)
    readings = tuple(other if r is reading else r for r in claim.readings)
    return with_claim(replace(claim, readings=readings))


def with_claim(claim: Claim) -> Theorem:
    """Theorem 6 with another claim in place of the one of its id."""
    claims = tuple(claim if c.id == claim.id else c for c in thm6.THEOREM.claims)
    return replace(thm6.THEOREM, claims=claims)


def test_what_z3_finds_does_not_depend_on_what_it_was_asked_before() -> None:
    """A leg starts with a fresh context, whose terms no earlier leg has numbered."""
    import z3

    first = evidence(thm6.THEOREM, "minimum", "smt", control="w* = 0")
    x = z3.Reals(" ".join(f"x{k}" for k in range(2000)))
    z3.Solver().add(z3.Sum(x) > 0)
    again = evidence(thm6.THEOREM, "minimum", "smt", control="w* = 0")
    assert z3.main_ctx() is not x[0].ctx
    assert again == first


FAST = {"without": ("property",)}


@pytest.mark.parametrize("claim", thm6.THEOREM.claims, ids=lambda c: c.id)
def test_a_claim_as_it_is_stated_is_expected(claim: Claim) -> None:
    """Nothing is told of Theorem 6, with the searches or without."""
    assert unexpected(thm6.THEOREM, claim.id) == unexpected(thm6.THEOREM, claim.id, **FAST) == []


def test_a_wrong_reading_is_unexpected() -> None:
    """With w* = 0 in place of −1/2 each leg refutes the reading, and each is named."""
    claim = thm6.THEOREM.claim("minimum")
    reading = claim.readings[0]
    data = {**reading.data, "minimizer": "0"}
    told = unexpected(changed(claim, reading, data=data), "minimum", **FAST)
    own = [line.splitlines()[0] for line in told if "control" not in line]
    legs = [leg.name for leg in claim.legs_of(reading) if leg.method != "property"]
    where = f"sco.thm6/minimum ({reading.role})"
    wrong = "refuted, expected holds"
    assert own == [*(f"{where}, {leg}: {wrong}" for leg in legs), f"{where}: {wrong}"]


def test_a_true_reading_expected_refuted_is_unexpected() -> None:
    """The printed gap with its true control's domain holds, where it is expected refuted."""
    claim = thm6.THEOREM.claim("gap")
    reading = claim.readings[0]
    true = changed(claim, reading, domain=reading.controls[0].domain)
    told = unexpected(true, "gap", **FAST)
    assert told == ["sco.thm6/gap (printed): holds, expected refuted"]


def test_a_surviving_control_is_unexpected() -> None:
    """A control that changes nothing survives each of the legs that must see it."""
    claim = thm6.THEOREM.claim("minimum")
    reading = claim.readings[0]
    idle = Control("nothing changed", "constant", {}, None, ("exact", "smt"))
    told = unexpected(changed(claim, reading, *reading.controls, idle), "minimum", **FAST)
    assert [line.splitlines()[0] for line in told] == [
        f"sco.thm6/minimum ({reading.role}), control 'nothing changed', {leg}: "
        "holds: the control survives"
        for leg in ("exact", "smt")
    ]


@pytest.mark.parametrize("outcome", ["supports", "undecided", "failed", "refutes"])
def test_each_leg_must_kill_a_control_by_itself(outcome: str) -> None:
    """One leg that is blind, open, broken or without a witness is told beside those that kill."""
    claim = thm6.THEOREM.claim("minimum")
    reading = claim.readings[0]
    (right,) = [leg for leg in claim.legs if leg.name == "exact"]

    def run(case: Case) -> Evidence:
        found = right.run(case)
        if case.data == reading.data:
            return found
        return msgspec.structs.replace(
            found, outcome=Outcome(outcome), covered=case.domain.scope(), cases=9, witness=None
        )

    other = replace(claim, legs=(*claim.legs, Leg("exact", run, "bad")))
    told = unexpected(with_claim(other), "minimum", **FAST)
    seen = [c.name for c in reading.controls if not c.legs]
    assert seen and len(told) == len(seen)
    for line, control in zip(told, seen, strict=True):
        assert f"control {control!r}, bad: " in line


def test_a_conflict_is_unexpected() -> None:
    """A refuted reading that another leg supports at the very witness is no result."""
    claim = thm6.THEOREM.claim("gap")
    reading = claim.readings[0]

    def run(case: Case) -> Evidence:
        return supports("symbolic", Exactness.IDENTITY, case.domain)

    readings = (replace(reading, legs=("exact", "blind")),)
    bad = Leg("symbolic", run, "blind")
    (told,) = unexpected(
        with_claim(replace(claim, legs=(*claim.legs, bad), readings=readings)), "gap", **FAST
    )
    assert told.startswith(
        "sco.thm6/gap (printed): refuted, one instance, where the symbolic leg says that it holds\n"
        "witness: n = 1, "
    )


def test_a_method_left_out_is_not_asked() -> None:
    """A control seen by a search alone is told with the search, and not without it."""
    claim = thm6.THEOREM.claim("minimum")
    reading = claim.readings[0]
    idle = Control("nothing changed", "constant", {}, None, ("property",))
    theorem = changed(claim, reading, *reading.controls, idle)
    assert unexpected(theorem, "minimum", **FAST) == []
    (told,) = unexpected(theorem, "minimum")
    assert "control 'nothing changed', property" in told
    assert unexpected(theorem, "minimum", options=Options(methods=("exact", "smt"))) == []


def test_a_reading_without_a_leg_is_unexpected() -> None:
    """Where all methods are left out nothing was shown."""
    methods = {leg.method for leg in thm6.THEOREM.claim("minimum").legs}
    told = unexpected(thm6.THEOREM, "minimum", without=methods)
    assert told == ["sco.thm6/minimum (printed): no leg looked at it"]
    with pytest.raises(KeyError):
        unexpected(thm6.THEOREM, "maximum")
