"""Lemma 2 with its constructions broken by hand: the checks must go red."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import partial

import pytest
from hypothesis import given, settings

from theorems.sco import lem2
from theorems.sco._parts import hinge, hinge_claim, projections
from theorems.sco._parts.ball_points import SPACE
from theorems.sco._parts.hinge import largest_on_ball, loss_at
from verify import Tri, replay
from verify.case import Case
from verify.domain import point_text
from verify.run import inprocess

THEOREM = lem2.THEOREM


judged = partial(inprocess.judged, THEOREM)


@pytest.mark.parametrize(
    ("claim", "leg", "changes"),
    [
        ("class", "exact", {"scale": "101/100"}),
        ("class", "smt", {"scale": "1001/1000"}),
        ("class", "property", {"scale": "5/4"}),
        ("class", "exact", {"flat": "11/10"}),
        ("class", "smt", {"flat": "1001/1000"}),
        ("class", "exact", {"shift": "-1/1000"}),
        ("class", "smt", {"scale": "-1", "shift": "1/2"}),
        ("residue", "exact", {"times": "999/1000"}),
        ("residue", "smt", {"times": "1001/1000"}),
        ("residue", "property", {"times": "1/2"}),
        ("residue", "exact", {"at_zero": "1/1000"}),
        ("projection", "certificate", {"kappa": "1001/1000"}),
        ("projection", "exact", {"kappa": "1001/1000"}),
        ("projection", "convex", {"kappa": "1001/1000"}),
        ("projection", "property", {"kappa": "1001/1000"}),
        ("projection", "exact", {"at_zero": "1/1000"}),
    ],
)
def test_a_changed_constant_is_refuted(claim, leg, changes):
    """A constant past 1, a ball past ρ, another value of 0/0: each leg sees it."""
    assert judged(claim, leg, changes).verdict == "refuted"


@pytest.mark.parametrize("lean", ["0", "99/100", "-1"])
@pytest.mark.parametrize("leg", ["exact", "smt"])
def test_only_the_centre_of_the_correction_is_flat(leg, lean):
    """Closer to 0, or on the other side, the ball of radius r reaches where φ_z is positive."""
    assert judged("radius", leg, {"lean": lean}, role="corrected").verdict == "refuted"


@pytest.mark.parametrize("leg", ["exact", "property"])
def test_the_printed_radius_fails_by_itself(leg):
    """Each leg alone refutes that ρ is the largest flatness radius."""
    assert judged("radius", leg).verdict == "refuted"


def test_the_printed_radius_holds_for_the_loss_of_theorem_1():
    """The refutation is not one of every loss: two-sided, the same check stays green."""
    assert judged("radius", "exact", {"gauge": "two-sided"}).verdict == "holds"


@pytest.mark.parametrize("rho", ["0", "1/4", "1/2", "99/100"])
def test_the_printed_radius_fails_inside_the_unit_ball_too(rho):
    """With centre and ball within W, [−1, ρ] is flat and longer than 2ρ."""
    rho = Fraction(rho)
    center, r = (rho - 1) / 2, (1 + rho) / 2
    assert center - r == -1 and center + r == rho and r > rho
    one = (Fraction(1),)
    ends = [loss_at((center + s * r,), one, rho, "one-sided") for s in (1, -1)]
    assert ends == [0, 0]
    assert largest_on_ball((center,), one, rho, r, "one-sided")[1] == 0


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("sign", lambda p, q, rho: tuple([-x for x in side] for side in hinge.residues(p, q, rho))),
        ("no ball", lambda p, q, rho: (list(p), list(q))),
        ("twice", lambda p, q, rho: tuple([2 * x for x in s] for s in hinge.residues(p, q, rho))),
        ("nothing", lambda p, q, rho: ([0 * x for x in p], [0 * x for x in q])),
    ],
)
def test_what_is_no_residue_of_the_projection_is_not_accepted(monkeypatch, name, broken):
    """A wrong R is seen even where it is nonexpansive: −R, the identity and 0 are no I − Π."""
    monkeypatch.setattr(projections, "residues", broken)
    assert judged("residue", "exact").verdict != "holds"


def test_a_loss_without_its_positive_part_is_not_accepted(monkeypatch):
    """½(‖p‖ − ρ)² is not convex, and the sweep says so."""
    inner = hinge._sides

    def always_active(p, q, rho):
        return tuple(replace(side, active=side.square > 0) for side in inner(p, q, rho))

    monkeypatch.setattr(hinge, "_sides", always_active)
    assert judged("class", "exact").verdict != "holds"


def test_an_inaccurate_solver_leaves_the_worst_case_undecided(monkeypatch):
    """No dual point, no bracket."""
    from verify.solvers import convex

    accurate = convex.solve
    monkeypatch.setattr(
        convex,
        "solve",
        lambda *a, **k: replace(accurate(*a, **k), status="user_limit", accurate=False),
    )
    assert judged("projection", "convex").verdict == "undecided"


def test_the_certificate_replays_and_a_forgery_does_not():
    """Multipliers 2, 2 are accepted; negative ones and 1, 1 are not."""
    claim = THEOREM.claim("projection")
    reading = claim.reading("printed")
    case = Case(THEOREM.label, claim.id, "certificate", reading.data, reading.domain, seed=1)
    certificate = claim.legs[0].run(case).certificate
    assert replay.check(certificate).accepted
    for multipliers in (["-2", "2"], ["1", "1"]):
        forged = {**certificate, "proof": {**certificate["proof"], "multipliers": multipliers}}
        forged["digest"] = replay.digest(forged)
        assert not replay.check(forged).accepted


@settings(derandomize=True, deadline=None, max_examples=60)
@given(point=lem2.PAIRS.strategy())
def test_the_recheck_of_the_class_agrees(point):
    """Radicals and rounded roots agree that the class holds at a pair of points."""
    assert lem2.class_at(lem2.CLASS, point).answer is Tri.YES
    assert not THEOREM.claim("class").recheck(lem2.CLASS, point_text(point))["violated"]


@settings(derandomize=True, deadline=None, max_examples=60)
@given(u=SPACE.strategy(), v=SPACE.strategy())
def test_the_recheck_of_the_projection_agrees(u, v):
    """A constant of 2 is broken for the predicate and for the re-check at the same pairs."""
    data, point = {"kappa": "2", "at_zero": "0"}, {"u": u, "v": v, "rho": Fraction(1, 2)}
    seen = projections.nonexpansive_at(data, point).answer is Tri.NO
    assert seen == THEOREM.claim("projection").recheck(data, point_text(point))["violated"]


@pytest.mark.parametrize("name", ["z", "u"])
def test_the_deduction_on_a_line_keeps_to_its_premises(name):
    """Without |z(i)| ≤ 1, or on a set that is no ball, z3's line proves nothing."""
    domain = lem2.LONG if name == "z" else lem2.PAIRS.widened(u=SPACE)
    assert judged("class", "smt", domain=domain).verdict == "undecided"


def test_a_gauge_that_is_not_the_cores_is_not_accepted(monkeypatch):
    """The loss whose class is checked is the one that the risks evaluate."""
    monkeypatch.setattr(hinge_claim, "lemma2_squares", lambda w, z: (sum(x * x for x in w),))
    assert judged("class", "exact").verdict != "holds"


@settings(derandomize=True, deadline=None, max_examples=60)
@given(u=SPACE.strategy())
def test_the_recheck_of_the_residue_agrees(u):
    """Half of R breaks the formula at the same points for the predicate and for the re-check."""
    data, point = {"times": "1/2", "at_zero": "0"}, {"u": u, "rho": Fraction(1, 2)}
    holds = projections.projection_at(data, point).answer is Tri.YES
    assert holds != THEOREM.claim("residue").recheck(data, point_text(point))["violated"]
