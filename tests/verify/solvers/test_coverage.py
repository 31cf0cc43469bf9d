"""Which points a deduction is tried at."""

from __future__ import annotations

from typing import Any

from verify import Case, Domain, Integers, Premise, rationals
from verify.case import PROFILES
from verify.solvers.coverage import edge_points

DOMAIN = Domain(
    {"n": Integers(1), "T": Integers(1), "eta": rationals("0 <", "<= 1"), "m": Integers(1)},
    (Premise("n <= T", lambda p: p["n"] <= p["T"]),),
)


def visited(profile: Any) -> list[dict[str, Any]]:
    """The edge points of all parameters but m."""
    case = Case("a.b", "c", "d", {}, DOMAIN, 1, profile)
    return edge_points(case, ("n", "T", "eta"))


def test_every_profile_meets_each_edge() -> None:
    """Each edge of each variable is visited where the premises allow it; the rest stays put."""
    for profile in PROFILES:
        points = visited(profile)
        assert all(DOMAIN.contains(p) for p in points)
        for name in ("n", "T", "eta"):
            possible = {p[name] for p in DOMAIN.points()}
            assert {p[name] for p in points} == possible
        assert {p["m"] for p in points} == {DOMAIN.parameters["m"].edges()[0]}


def test_quick_visits_fewer_points() -> None:
    """The quick profile visits some of what the others visit, none of them for nothing."""
    quick, full = visited("quick"), visited("full")
    assert all(p in full for p in quick) and len(quick) < len(full)
    edges = sum(len({p[name] for p in DOMAIN.points()}) for name in ("n", "T", "eta"))
    assert len(quick) <= edges
