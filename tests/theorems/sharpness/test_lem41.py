"""Lemma 4.1 with the trace, the gradients and the premises broken by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from theorems.core.models import NORMALIZED, PLAIN, model_of, smooth
from theorems.sharpness import lem41
from verify.tri import Tri

RULE = {"factor": "2", "offset": "0"}
OFF = {"factor": "2", "offset": "1"}


@pytest.mark.parametrize("instance", [*lem41.PLAIN_SAMPLES, lem41.SQUARE, lem41.CUBIC])
def test_the_identity_holds_in_rationals(instance: Any) -> None:
    """Second differences of the loss equal (2/n) Σ ‖∇f‖² exactly."""
    assert lem41.trace_identity(RULE, {"instance": instance}).answer is Tri.YES


@pytest.mark.parametrize("instance", lem41.BALL_SAMPLES)
def test_the_identity_holds_in_balls_only_where_the_model_interpolates(instance: Any) -> None:
    """For Sim-BN and Sim-LN the residuals' curvature counts: an offset of 1 is seen."""
    point = {"instance": instance}
    assert lem41.trace_identity_in_balls(RULE, point).answer is Tri.YES
    floored = instance is lem41.FLOORED
    wanted = Tri.YES if floored else Tri.NO
    assert lem41.trace_identity_in_balls(OFF, point).answer is wanted


@pytest.mark.parametrize("instance", lem41.PLAIN_SAMPLES)
def test_without_normalization_the_residuals_do_not_count(instance: Any) -> None:
    """f is affine in each single parameter, so the trace is (2/n) Σ ‖∇f‖² at any residual."""
    assert lem41.trace_identity(OFF, {"instance": instance}).answer is Tri.YES


def test_the_residuals_count_for_a_polynomial() -> None:
    """f = θ² at θ = 1 with label 0: Tr = 12 and (2/n) ‖∇f‖² = 8."""
    finding = lem41.trace_identity(OFF, {"instance": lem41.SQUARE})
    assert finding.answer is Tri.NO
    # label f(1) − … : the offset adds to the label, so the residual is −1 and Tr = 8 − 4
    assert (finding.values["left"], finding.values["right"]) == ("4", "8")


def test_a_forgotten_parameter_block_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Jacobian without its last column no longer matches the loss."""
    from dataclasses import replace

    def forgetful(instance: Any, **options: Any) -> Any:
        model = model_of(instance, **options)
        return replace(model, jacobian=lambda: [row[:-1] for row in model.jacobian()])

    monkeypatch.setattr(lem41, "model_of", forgetful)
    assert lem41.trace_identity(RULE, {"instance": lem41.ONE}).answer is Tri.NO
    assert lem41.trace_identity_in_balls(RULE, {"instance": lem41.SIM_LN}).answer is Tri.NO


def test_a_kink_is_no_point_of_the_domain() -> None:
    """A spare neuron with W_1 = 0 stands on its kink at every sample."""
    assert not smooth(lem41.SPARE)
    assert not lem41.ANY.contains(lem41.SPARE)


@pytest.mark.parametrize("kind", [*PLAIN, *NORMALIZED])
def test_every_architecture_is_among_the_samples(kind: str) -> None:
    """The sweep visits each architecture that the paper defines."""
    assert any(s["model"] == kind for s in lem41.ANY.samples)


@pytest.mark.parametrize(
    ("p", "q", "bounded"), [(2, 2, False), (3, 4, False), (3, 1, True), (9, 7, True)]
)
def test_the_quotient_tends_to_zero_where_f_is_continuously_differentiable(
    p: int, q: int, bounded: bool
) -> None:
    """At a far point L'(h)/h obeys the rate for p ≥ q + 2, not at (2, 2) or (3, 4)."""
    point = {"p": p, "q": q, "k": 10**4, "sign": 1}
    wanted = Tri.YES if bounded else Tri.NO
    assert lem41.quotient({"rate": 1}, point).answer is wanted


def test_the_recheck_agrees_with_the_exact_trace() -> None:
    """Decimal differences, which share no code with the leg, give the same numbers."""
    for instance in (lem41.DEEP, lem41.CUBIC):
        finding = lem41.trace_identity(RULE, {"instance": instance})
        again = lem41.identity_by_hand(RULE, {"instance": instance})
        exact = Fraction(finding.values["left"])
        assert abs(Fraction(again["trace"]) - exact) < Fraction(1, 10**12)
        assert again["violated"] is False
