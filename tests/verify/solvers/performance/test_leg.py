"""A leg that proves a bound at each point of a sweep: what it says where it cannot."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from verify import Case, Domain, Evidence, Integers
from verify.solvers.performance import Estimate, UnprovedError, leg, perturbed_bound

DOMAIN = Domain({"T": Integers(1)})


def estimate_at(data: Mapping[str, Any], p: Mapping[str, Any]) -> Estimate:
    """`share` of the printed bound at ηβ = 1/4: 1/4 of it is least at T = 1, 3/10 at T = 2."""
    T, share = p["T"], Fraction(data["share"])
    known = {f"beyond {t}": 4 * share / T for t in range(1, T + 1)}
    known |= {f"* {t}>{t}": Fraction(1, T) for t in range(1, T + 1)}
    exact = known if data.get("known") else None
    return perturbed_bound(T, "1/4", 1, start=4 * share / T, beyond=4 * share, multipliers=exact)


def swept(
    *T: int, estimate_at: Any = estimate_at, label: str = "sco.lem1", **data: str
) -> Evidence:
    """What the leg finds at these T."""
    case = Case(label, "worst_case", "pep", data, DOMAIN, seed=0)
    return leg(estimate_at, over={"T": T}, full={"T": [1]}, tightness=True).run(case)


def test_what_is_neither_proved_nor_exceeded_is_undecided() -> None:
    """The least bound leaves no room for rounding, and nothing exceeds it; it can be given."""
    found = swept(1, 2, share="3/10")
    assert found.outcome == "undecided" and found.witness is None and found.certificate is None
    assert "at {'T': 2}" in found.reason and found.cases == 2
    found = swept(1, 2, share="3/10", known="yes")
    assert found.outcome == "supports" and found.cases == 2 and found.certificate is not None
    assert len(found.certificate["parameters"]["instances"]) == 2


def test_what_is_exceeded_is_refuted_at_its_point() -> None:
    """27/100 is enough for one step; at two an exact Gram matrix has more."""
    found = swept(1, 2, share="27/100")
    assert found.outcome == "refutes" and found.witness is not None and found.cases == 2
    assert found.witness.point == {"T": 2}


def test_nothing_looked_at_and_nothing_replayed_are_no_support() -> None:
    """No point of the sweep lies in the domain; the replay knows of no such claim."""
    found = swept(0, share="1")
    assert found.outcome == "undecided" and "no point" in found.reason
    found = swept(1, share="1", label="a.b")
    assert found.outcome == "undecided" and "cannot prove" in found.reason


def test_tightness_is_the_largest_ratio_of_the_sweep() -> None:
    """3/10 of the printed bound, to one unit of 10⁻⁴; what is proved is at most 1.

    Its constraints are only necessary here, so that the lower end stays open.
    """
    found = swept(1, 2, share="1").detail["tightness"]
    assert found["lower"] is None
    assert Fraction(3, 10) <= Fraction(found["upper"]) <= Fraction(3001, 10000)
    exact = lambda data, p: replace(estimate_at(data, p), exact=True)  # noqa: E731
    found = swept(1, 2, share="1", estimate_at=exact).detail["tightness"]
    assert Fraction(2999, 10000) <= Fraction(found["lower"]) <= Fraction(3, 10)
    assert swept(2, share="3/10", known="yes").detail["tightness"]["upper"] == "1"


def test_an_unknown_ratio_leaves_the_ends_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bound without a ratio has no ends; where the solver stops, what is proved is at most 1."""
    none = lambda data, p: replace(estimate_at(data, p), ratio=None)  # noqa: E731
    open_ends = {"lower": None, "upper": None, "of": "worst_case"}
    assert swept(1, share="1", estimate_at=none).detail["tightness"] == open_ends

    def stopped(_: object) -> None:
        raise UnprovedError("stopped")

    monkeypatch.setattr(sys.modules[leg.__module__], "worst_case", stopped)
    assert swept(1, share="1").detail["tightness"] == {**open_ends, "upper": "1"}


def test_the_full_profile_has_its_own_sweep() -> None:
    """It looks at T = 1 alone."""
    case = Case("sco.lem1", "worst_case", "pep", {"share": "1"}, DOMAIN, seed=0, profile="full")
    found = leg(estimate_at, over={"T": [2]}, full={"T": [1]}).run(case)
    assert found.covered == DOMAIN.swept(T=[1]).scope()
