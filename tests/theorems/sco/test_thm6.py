"""Theorem 6 with SAM, the average and the loss broken by hand: the run must go red."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import Any

import pytest

from theorems.core.exact import sam_exact, suffix_average_exact
from theorems.sco import thm6
from verify.run import inprocess

judged = partial(inprocess.judged, thm6.THEOREM, role="corrected")


def late_average(iterates: Any, tau: int) -> Any:
    """The average from τ + 1 on, the whole where that is empty."""
    return suffix_average_exact(iterates, min(tau + 1, len(iterates)))


def descent_only(grad: Any, w1: Any, **options: Any) -> Any:
    """SAM that descends from w_1 − r, whatever its convention."""
    return sam_exact(grad, tuple(w - options["radius"] for w in w1), **options)


def always_plus(grad: Any, w1: Any, **options: Any) -> Any:
    """SAM that takes 0/0 as +1, whatever it is told."""
    return sam_exact(grad, w1, **{**options, "zero": "plus", "epsilon": None})


def test_the_gap_holds_as_it_stands() -> None:
    """Without a planted error the corrected reading holds on the sweep."""
    assert judged("gap", "exact").verdict == "holds"


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("sam_exact", always_plus),
        ("sam_exact", descent_only),
        ("loss", lambda w, scale=1: max(w, 0) ** 2 / 4),
        ("loss", lambda w, scale=1: min(w, 0) ** 2 / 2),
        ("saer", lambda w, r, n=1: thm6.loss(w)),
        ("saer", lambda w, r, n=1: thm6.loss(w - r)),
    ],
    ids=["0/0 = +1", "start moved", "loss halved", "loss mirrored", "no ascent", "descent"],
)
def test_a_broken_construction_is_no_longer_called_true(
    monkeypatch: pytest.MonkeyPatch, name: str, broken: Any
) -> None:
    """A leg that runs the broken code refutes; the re-check, which shares none, disagrees."""
    monkeypatch.setattr(thm6, name, broken)
    assert judged("gap", "exact").verdict == "error"


def test_an_average_that_starts_too_late_is_seen_by_the_printed_reading(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where SAM moves, an average over the wrong suffix no longer agrees with the re-check."""
    point = {
        "n": 1, "T": 3, "tau": 1, "eta": Fraction(1), "radius": Fraction(1, 2),
        "r": Fraction(1, 2), "convention": "plus",
    }  # fmt: skip
    data = {"constant": "1/2", "minimizer": "-1/2", "start": "0"}
    honest = thm6.sam_gap(data, point).values["average"]
    monkeypatch.setattr(thm6, "suffix_average_exact", late_average)
    late = thm6.sam_gap(data, point).values["average"]
    assert honest == thm6.gap_by_hand(data, {k: str(v) for k, v in point.items()})["average"]
    assert late != honest


def test_the_gap_for_plus_one_tends_to_zero() -> None:
    """With 0/0 = +1 and η = 1/2 the gap shrinks below any constant times r² as T grows."""
    ratios = []
    for steps in (2, 6, 12):
        point = {
            "n": 1, "T": steps, "tau": steps, "eta": Fraction(1, 2), "radius": Fraction(1, 2),
            "r": Fraction(1, 2), "convention": "plus",
        }  # fmt: skip
        data = {"constant": "0", "minimizer": "-1/2", "start": "0"}
        ratios.append(Fraction(thm6.sam_gap(data, point).values["gap"]) / Fraction(1, 4))
    assert ratios == sorted(ratios, reverse=True)
    assert ratios[-1] < Fraction(1, 10**5)


@pytest.mark.parametrize("leg", ["exact", "smt", "convex"])
def test_a_wrong_minimizer_is_seen_by_every_leg(leg: str) -> None:
    """Each leg refutes w* = 0, with a rival that the re-check confirms."""
    found = inprocess.evidence(thm6.THEOREM, "minimum", leg, control="w* = 0")
    assert found.witness is not None
    assert found.witness.rechecked
    assert found.witness.in_domain


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("sam_exact", lambda f: lambda *a, **k: f(*a, **{**k, "eta": 1})),
        ("sam_exact", lambda f: lambda *a, **k: f(*a, **{**k, "steps": k["steps"] + 1})),
        ("sam_exact", lambda f: lambda *a, **k: f(*a, **{**k, "zero": "stay"})),
        ("suffix_average_exact", lambda f: lambda w, tau: f(w, max(tau - 1, 1))),
        ("suffix_average_exact", lambda f: lambda w, tau: f(w, min(tau + 1, len(w)))),
    ],
    ids=["η ignored", "a step too many", "another 0/0", "suffix early", "suffix late"],
)
def test_what_the_resting_run_hides_is_seen_where_sam_moves(
    monkeypatch: pytest.MonkeyPatch, name: str, broken: Any
) -> None:
    """At rest every step, rate and average gives 0; read as +1, 0/0 tells them apart."""
    monkeypatch.setattr(thm6, name, broken(getattr(thm6, name)))
    assert judged("leaving", "exact", role="sharpened").verdict != "holds"
