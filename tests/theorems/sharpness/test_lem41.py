"""Lemma 4.1 with the trace, the gradients and the premises broken by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from theorems.core.models import NORMALIZED, PLAIN, model_of, smooth
from theorems.sharpness._parts import trace_identity as checks
from theorems.sharpness._parts import trace_identity_sets as sets
from theorems.sharpness._parts.trace_identity_by_hand import identity_by_hand
from verify.tri import Tri

RULE = {"factor": "2", "offset": "0"}
OFF = {"factor": "2", "offset": "1"}


@pytest.mark.parametrize("instance", [*sets.PLAIN_SAMPLES, sets.SQUARE, sets.CUBIC])
def test_the_identity_holds_in_rationals(instance: Any) -> None:
    """Second differences of the loss equal (2/n) Σ ‖∇f‖² exactly."""
    assert checks.trace_identity(RULE, {"instance": instance}).answer is Tri.YES


@pytest.mark.parametrize("instance", sets.BALL_SAMPLES)
def test_the_identity_holds_in_balls_only_where_the_model_interpolates(instance: Any) -> None:
    """For Sim-BN and Sim-LN the residuals' curvature counts: an offset of 1 is seen."""
    point = {"instance": instance}
    assert checks.trace_identity_in_balls(RULE, point).answer is Tri.YES
    floored = instance is sets.FLOORED
    wanted = Tri.YES if floored else Tri.NO
    assert checks.trace_identity_in_balls(OFF, point).answer is wanted


@pytest.mark.parametrize("instance", sets.PLAIN_SAMPLES)
def test_without_normalization_the_residuals_do_not_count(instance: Any) -> None:
    """f is affine in each single parameter, so the trace is (2/n) Σ ‖∇f‖² at any residual."""
    assert checks.trace_identity(OFF, {"instance": instance}).answer is Tri.YES


def test_the_residuals_count_for_a_polynomial() -> None:
    """f = θ² at θ = 1 with label 0: Tr = 12 and (2/n) ‖∇f‖² = 8."""
    finding = checks.trace_identity(OFF, {"instance": sets.SQUARE})
    assert finding.answer is Tri.NO
    # label f(1) − … : the offset adds to the label, so the residual is −1 and Tr = 8 − 4
    assert (finding.values["left"], finding.values["right"]) == ("4", "8")


def test_a_forgotten_parameter_block_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Jacobian without its last column no longer matches the loss."""
    from dataclasses import replace

    def forgetful(instance: Any, **options: Any) -> Any:
        model = model_of(instance, **options)
        return replace(model, jacobian=lambda: [row[:-1] for row in model.jacobian()])

    monkeypatch.setattr(checks, "model_of", forgetful)
    assert checks.trace_identity(RULE, {"instance": sets.ONE}).answer is Tri.NO
    assert checks.trace_identity_in_balls(RULE, {"instance": sets.SIM_LN}).answer is Tri.NO


def test_a_kink_is_no_point_of_the_domain() -> None:
    """A spare neuron with W_1 = 0 stands on its kink at every sample."""
    assert not smooth(sets.SPARE)
    assert not sets.ANY.contains(sets.SPARE)


@pytest.mark.parametrize("kind", [*PLAIN, *NORMALIZED])
def test_every_architecture_is_among_the_samples(kind: str) -> None:
    """The sweep visits each architecture that the paper defines."""
    assert any(s["model"] == kind for s in sets.ANY.samples)


@pytest.mark.parametrize(
    ("p", "q", "bounded"), [(2, 2, False), (3, 4, False), (3, 1, True), (9, 7, True)]
)
def test_the_quotient_tends_to_zero_where_f_is_continuously_differentiable(
    p: int, q: int, bounded: bool
) -> None:
    """At a far point L'(h)/h obeys the rate for p ≥ q + 2, not at (2, 2) or (3, 4)."""
    point = {"p": p, "q": q, "k": 10**4, "sign": 1}
    wanted = Tri.YES if bounded else Tri.NO
    assert checks.quotient({"rate": 1}, point).answer is wanted


def test_the_recheck_agrees_with_the_exact_trace() -> None:
    """Decimal differences, which share no code with the leg, give the same numbers."""
    for instance in (sets.DEEP, sets.CUBIC):
        finding = checks.trace_identity(RULE, {"instance": instance})
        again = identity_by_hand(RULE, {"instance": instance})
        exact = Fraction(finding.values["left"])
        assert abs(Fraction(again["trace"]) - exact) < Fraction(1, 10**12)
        assert again["violated"] is False
