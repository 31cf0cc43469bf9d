"""Lemmas 1 and 3, Theorems 2 and 5 with their constants and premises broken by hand."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theorems.sco import lem3
from theorems.sco._parts import upper_models as models
from verify import Tri
from verify.domain import point_text
from verify.judge import judge
from verify.run.execute import run_leg
from verify.run.plan import Options, Task


def judged(theorem, claim_id, leg_name, changes=None, *, role="printed", domain=None):
    """The judgement of one leg on a reading whose data or domain are changed."""
    claim = theorem.claim(claim_id)
    (leg,) = [leg for leg in claim.legs if leg.name == leg_name]
    reading = claim.reading(role)
    changed = replace(
        reading, data={**reading.data, **(changes or {})}, domain=domain or reading.domain
    )
    claim = replace(claim, readings=tuple(changed if r is reading else r for r in claim.readings))
    task = Task(
        source="",
        label=theorem.label,
        claim=claim_id,
        role=role,
        control=None,
        leg=leg.name,
        method=leg.method,
        options=Options(),
    )
    claims = tuple(claim if c.id == claim_id else c for c in theorem.claims)
    return judge(changed, [run_leg(replace(theorem, claims=claims), task)])


@pytest.mark.parametrize("sample", [*models.EACH.samples, *models.FLAT.samples])
@settings(derandomize=True, deadline=None, max_examples=20)
@given(data=st.data())
def test_the_models_are_convex_and_smooth(sample, data):
    """F(v) ≥ F(u) + ⟨∇F(u), v − u⟩ + ½‖∇F(u) − ∇F(v)‖², which is convexity and 1-smoothness."""
    d = len(sample["star"])
    u, v = (models.point(data.draw(models.POINTS.strategy()), d) for _ in range(2))
    g, h = models.mean_slope(sample, u), models.mean_slope(sample, v)
    change = tuple(b - a for a, b in zip(g, h, strict=True))
    line = models.dot(g, tuple(b - a for a, b in zip(u, v, strict=True)))
    least = models.mean_loss(sample, u) + line + models.dot(change, change) / 2
    assert models.mean_loss(sample, v) >= least >= models.dot(change, change) / 2 + line


@settings(derandomize=True, deadline=None, max_examples=60)
@given(
    width=st.fractions(Fraction(1, 10), 5, max_denominator=10),
    u=st.fractions(-9, 9, max_denominator=10),
    v=st.fractions(-9, 9, max_denominator=10),
)
def test_the_well_is_smooth_and_not_convex(width, u, v):
    """Its slope is nonexpansive, its value at most width²; past the width it bends down."""
    well = {"well": str(width)}
    assert abs(models.slope(well, (u,))[0] - models.slope(well, (v,))[0]) <= abs(u - v)
    assert 0 <= models.loss(well, (u,)) <= width**2
    assert models.slope(well, (2 * width,))[0] == 0 < models.slope(well, (width,))[0]


@pytest.mark.parametrize("kind", [models.FLAT, models.LINES, models.EACH, models.LOSSES])
@settings(derandomize=True, deadline=None, max_examples=25)
@given(data=st.data())
def test_what_is_drawn_and_swept_belongs(kind, data):
    """A search and a sweep see members alone."""
    assert kind.contains(data.draw(kind.strategy()))
    assert all(kind.contains(value) for value in kind.samples)


@pytest.mark.parametrize("leg", ["exact", "smt", "property"])
@pytest.mark.parametrize("changes", [{"kappa": "3/2"}, {"shift": "-1"}, {"curvature": "2"}])
def test_self_bounding_needs_its_constant_and_its_premises(leg, changes):
    """A smaller constant, a negative value, a larger curvature: each leg sees it."""
    assert judged(lem3.THEOREM, "bound", leg, changes).verdict == "refuted"


@settings(derandomize=True, deadline=None, max_examples=80)
@given(point=lem3.DOMAIN.strategy())
def test_the_recheck_of_self_bounding_agrees(point):
    """With the constant 1 the predicate and the re-check break at the same points."""
    data = {**lem3.DATA, "kappa": "1"}
    broken = lem3.self_bounding(data, point).answer is Tri.NO
    assert broken == lem3.THEOREM.claim("bound").recheck(data, point_text(point))["violated"]
