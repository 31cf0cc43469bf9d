"""Theorem 1 with its constructions broken by hand: the checks must go red."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import partial

import pytest
from hypothesis import given, settings

from theorems.core.saer import SaerBracketExact
from theorems.sco import thm1
from theorems.sco._parts import event, leg_makers, saer_brackets
from theorems.sco._parts import thm1_predicates as predicates
from theorems.sco._parts.samples import ANY_COLUMN, ZERO_COLUMN
from verify import Domain, Tri, finite, legs, replay
from verify.case import Case
from verify.domain import point_text
from verify.run import inprocess
from verify.run.execute import recheck

THEOREM = thm1.THEOREM


judged = partial(inprocess.judged, THEOREM)


@pytest.mark.parametrize(
    ("claim", "leg", "changes"),
    [
        ("event", "symbolic", {"columns": "1/4"}),
        ("event", "symbolic", {"lower": "633/1000"}),
        ("event", "monte_carlo", {"columns": "1/4"}),
        ("event_constant", "exact", {"lower": "633/1000"}),
        ("flat_minimizer", "exact", {"constant": "499/1000"}),
        ("flat_minimizer", "masks", {"constant": "501/1000"}),
        ("flat_minimizer", "enumeration", {"scale": "2"}),
        ("flat_minimizer", "smt", {"constant": "499/1000"}),
        ("flat_minimizer", "property", {"scale": "1/2"}),
        ("sharp_minimizer", "exact", {"multiple": "99/100"}),
        ("sharp_minimizer", "masks", {"multiple": "-2"}),
        ("sharp_minimizer", "symbolic", {"multiple": "101/100"}),
        ("population", "enumeration", {"constant": "251/1000"}),
        ("population", "exact", {"floor": "63/1000"}),
        ("population", "smt", {"floor": "63/1000"}),
        ("class", "exact", {"scale": "101/100"}),
        ("class", "smt", {"scale": "1001/1000"}),
        ("class", "smt", {"flat": "1001/1000"}),
    ],
)
def test_a_changed_construction_is_refuted(claim, leg, changes):
    """A column fewer, a constant just past the truth, a point just off: each leg sees it."""
    assert judged(claim, leg, changes).verdict == "refuted"


@pytest.mark.parametrize("leg", ["exact", "masks", "convex"])
def test_a_column_that_some_z_sees_is_refuted(leg):
    """Without the event e_I is no minimizer, in the sweep, on drawn masks and for the solver."""
    wide = Domain({**thm1.ON_EVENT.parameters, "S": ANY_COLUMN}, thm1.ON_EVENT.premises)
    assert judged("flat_minimizer", leg, domain=wide).verdict == "refuted"


@pytest.mark.parametrize("claim", ["flat_minimizer", "sharp_minimizer"])
@pytest.mark.parametrize("leg", ["exact", "masks", "property"])
def test_a_constant_for_the_saer_is_not_accepted(monkeypatch, claim, leg):
    """With F_S^r replaced by 7 no leg that evaluates it stays green."""
    seven = SaerBracketExact(Fraction(7), Fraction(7), ())
    monkeypatch.setattr(predicates, "saer_at", lambda *a, **k: seven)
    assert judged(claim, leg).verdict != "holds"


def test_a_bracket_that_does_not_close_is_undecided(monkeypatch):
    """An upper end that is too large by 2^-60 leaves the minimizer undecided, never green."""

    def open_bracket(*args, **kwargs):
        found = saer_brackets.saer_at(*args, **kwargs)
        return replace(found, upper=found.upper + Fraction(1, 2**60))

    monkeypatch.setattr(predicates, "saer_at", open_bracket)
    assert judged("flat_minimizer", "masks").verdict == "undecided"


def test_a_wrong_probability_is_not_accepted(monkeypatch):
    """The probability of the complement, and masks that are all ones, leave the event red."""
    monkeypatch.setattr(event, "event_probability", lambda n, columns: Fraction(1, 3))
    assert judged("event", "exact").verdict != "holds"
    ones = event.bernoulli_masks(1, 10**6, seed=0) | True
    monkeypatch.setattr(event, "bernoulli_masks", lambda n, N, **_: ones[:, :N])
    assert judged("event", "monte_carlo").verdict != "holds"


def test_a_biased_population_is_not_accepted(monkeypatch):
    """If z(I) = 1 is rarer than a half, or masks are left out, (iii) goes red."""
    fair = predicates.theorem1_population_risk
    monkeypatch.setattr(predicates, "theorem1_population_risk", lambda w, rho: fair(w, rho) / 2)
    assert judged("population", "exact").verdict != "holds"
    whole = predicates.all_masks
    monkeypatch.setattr(predicates, "all_masks", lambda n, N: list(whole(n, N))[: 2**N // 2])
    assert judged("population", "enumeration").verdict != "holds"


def test_an_inaccurate_solver_leaves_the_minimum_undecided(monkeypatch):
    """Without the solver's word the bracket is there, but the leg does not support."""
    from verify.solvers import convex

    accurate = convex.solve
    monkeypatch.setattr(
        convex,
        "solve",
        lambda *a, **k: replace(accurate(*a, **k), status="user_limit", accurate=False),
    )
    assert judged("flat_minimizer", "convex").verdict == "undecided"


@pytest.mark.parametrize(
    ("claim", "leg"),
    [("event", "exact"), ("flat_minimizer", "exact"), ("sharp_minimizer", "exact")],
)
def test_certificates_replay_and_forgeries_do_not(claim, leg):
    """The replay accepts each leg's certificate, and none with a higher lower end."""
    (found,) = [x for x in THEOREM.claim(claim).legs if x.name == leg]
    reading = THEOREM.claim(claim).reading("printed")
    case = Case(THEOREM.label, claim, leg, reading.data, reading.domain, seed=1)
    certificate = found.run(case).certificate
    assert replay.check(certificate).accepted
    forged = {**certificate, "proof": {**certificate["proof"], "lower": "2"}}
    forged["digest"] = replay.digest(forged)
    assert not replay.check(forged).accepted


@settings(derandomize=True, deadline=None, max_examples=40)
@given(point=thm1.ON_EVENT.strategy())
def test_the_recheck_of_the_flat_minimizer_agrees(point):
    """Two implementations of F_S^r agree that the claim holds at a point of its domain."""
    data = {"constant": "1/2", "scale": "1"}
    assert leg_makers.refined(thm1.flat_at)(data, point).answer is Tri.YES
    assert not THEOREM.claim("flat_minimizer").recheck(data, point_text(point))["violated"]


@pytest.mark.parametrize("control", ["a column that is not zero", "constant 51/100"])
def test_witnesses_outside_the_domain_do_not_count(control):
    """A witness against the control is none against the claim unless it lies in its domain."""
    claim = THEOREM.claim("flat_minimizer")
    reading = claim.reading("printed")
    (chosen,) = [c for c in reading.controls if c.name == control]
    domain, data = chosen.domain or reading.domain, {**reading.data, **chosen.data}
    found = claim.legs[0].run(Case(THEOREM.label, claim.id, "exact", data, domain, seed=1))
    checked = recheck(claim, reading, found).witness
    assert not (checked.in_domain and checked.rechecked)


def test_hypotheses_are_swept_to_their_edges():
    """n = 1, ρ = 0 and 1/2, r = 0, r = ρ, r > 1, repeated masks and every zero column are seen."""
    seen = []
    leg = legs.exact(lambda data, p: (seen.append(p), thm1.flat_at(data, p))[1])
    reading = THEOREM.claim("flat_minimizer").reading("printed")
    domain = reading.domain.restrict(
        w=finite([["0"]]), rho=["0", "1/4", "1/2"], r=["0", "1/4", "2"]
    )
    leg.run(Case(THEOREM.label, "flat_minimizer", "exact", reading.data, domain, seed=1))
    columns = {(len(p["S"]["z"]), p["S"]["I"]) for p in seen if set("".join(p["S"]["z"])) == {"0"}}
    assert columns == {(1, 1), (1, 2), (2, 1), (2, 2), (2, 3), (2, 4)}
    assert any(len(p["S"]["z"]) > len(set(p["S"]["z"])) for p in seen)
    assert {(p["rho"], p["r"]) for p in seen} >= {(0, 0), (Fraction(1, 4), Fraction(1, 4))}
    assert all(ZERO_COLUMN.contains(p["S"]) for p in seen)


@pytest.mark.parametrize("end", ["lower", "upper"])
def test_a_bracket_that_closes_by_force_is_not_accepted(monkeypatch, end):
    """With one end put in the place of the other, F_S at points of the ball gives it away."""

    def forced(*args, **kwargs):
        found = saer_brackets.saer_at(*args, **kwargs)
        return replace(found, lower=getattr(found, end), upper=getattr(found, end))

    monkeypatch.setattr(predicates, "saer_at", forced)
    assert judged("flat_minimizer", "exact").verdict != "holds"


@pytest.mark.parametrize("factor", [Fraction(1, 2), Fraction(2)])
def test_a_multiple_of_the_flat_minimizer_is_not_accepted(monkeypatch, factor):
    """2e_I lies outside W, and e_I/2 has too small a population risk for (iii)."""
    monkeypatch.setattr(predicates, "w1_of", lambda i, d: predicates.axis_point(i, d, factor))
    claims = ("flat_minimizer", "exact"), ("population", "exact")
    assert "holds" not in {judged(*claims[factor < 1]).verdict}


def test_the_deduction_for_the_flat_minimizer_needs_the_zero_column():
    """Where some z may see column I, z3 is not asked, and supports nothing."""
    wide = Domain({**thm1.ON_EVENT.parameters, "S": ANY_COLUMN}, thm1.ON_EVENT.premises)
    assert judged("flat_minimizer", "smt", domain=wide).verdict == "undecided"


@pytest.mark.parametrize(
    ("claim", "shown"), [("flat_minimizer", "F_S^r(w)"), ("sharp_minimizer", "F_S^δ(ρe_d)")]
)
def test_the_report_shows_what_was_drawn_and_bracketed(claim, shown):
    """How many samples of how many masks, a point, and F_S^r there from both sides."""
    (leg,) = [x for x in THEOREM.claim(claim).legs if x.name == "masks"]
    reading = THEOREM.claim(claim).reading("printed")
    detail = leg.run(Case(THEOREM.label, claim, "masks", reading.data, reading.domain, 1)).detail
    assert all(text.endswith(f"{2 ** int(n)} columns") for n, text in detail["drawn_by_n"].items())
    assert detail["evaluated"]["bits_set"] > 0
    assert detail["evaluated"][shown].startswith("from ")
