"""Hypothesis as a falsifier: seeded, shrunk, and silent about what it did not draw."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest
from flint import arb

from verify import Case, Domain, Finding, Integers, Outcome, Premise, compare, finite, rationals
from verify.domain import Finite, Point
from verify.evidence import Evidence, Exactness
from verify.search.falsifier import falsify

DOMAIN = Domain(
    {"n": Integers(1), "eta": rationals("0 <", "<= 1")},
    (Premise("n * eta >= 1", lambda p: p["n"] * p["eta"] >= 1),),
)


def below(data: Mapping[str, Any], p: Point) -> Finding:
    """Whether n is less than a bound."""
    return compare(p["n"], "<", int(data["bound"]))


def search(
    predicate: Any, domain: Domain = DOMAIN, *, seed: int = 7, examples: int = 60, **data: Any
) -> Evidence:
    """The evidence of a search in `domain`."""
    case = Case("a.b", "c", "d", data, domain, seed)
    return falsify(case, predicate, domain, examples=examples, executed=True)


def test_a_counterexample_is_shrunk() -> None:
    """The witness is the least n that fails, with the simplest η that the premise allows."""
    found = search(below, bound=17, examples=300)
    assert found.outcome is Outcome.REFUTES and found.witness is not None
    assert found.witness.point == {"n": 17, "eta": "1"}
    assert found.witness.values["right"] == 17
    assert found.exactness is Exactness.SAMPLED


def test_support_counts_its_cases() -> None:
    """A search that finds nothing covers the domain with as many cases as it drew."""
    found = search(lambda data, p: compare(p["n"] * p["eta"], ">=", 1))
    assert found.outcome is Outcome.SUPPORTS and found.covered == DOMAIN.scope()
    assert 0 < found.cases <= 60 and found.executed


def test_all_points_lie_in_the_domain() -> None:
    """Nothing outside the domain is ever handed to a predicate."""
    seen: list[Point] = []

    def note(data: Any, p: Point) -> Finding:
        seen.append(p)
        return compare(0, "<=", 0)

    search(note)
    assert seen and all(DOMAIN.contains(p) for p in seen)


def test_a_seed_is_a_stream() -> None:
    """One seed draws one sequence of points, another seed another."""

    def points(seed: int) -> list[Point]:
        seen: list[Point] = []

        def note(data: Any, p: Point) -> Finding:
            seen.append(p)
            return compare(0, "<=", 0)

        search(note, seed=seed)
        return seen

    assert points(1) == points(1) != points(2)


def test_an_undecided_case_leaves_the_search_undecided() -> None:
    """One case that no ball decides is enough; it is named."""
    found = search(lambda data, p: compare(arb(0, 1) if p["n"] == 1 else arb(1), ">", 0))
    assert found.outcome is Outcome.UNDECIDED and "undecided at" in found.reason
    assert found.covered is None


@pytest.mark.parametrize(
    "empty",
    [
        Domain({"n": Finite(())}),
        Domain({"n": Integers(2, 1)}),
        Domain({"q": rationals("1 <", "< 1")}),
        Domain({"n": Integers(1)}, (Premise("n < 0", lambda p: p["n"] < 0),)),
    ],
    ids=["no value", "no integer", "no rational", "no point"],
)
def test_a_search_that_draws_nothing_is_undecided(empty: Domain) -> None:
    """Where there is no point nothing is supported, whatever the predicate would say."""
    found = search(lambda data, p: compare(0, "<=", 0), empty)
    assert found.outcome is Outcome.UNDECIDED and "drew no point" in found.reason


def test_an_error_is_no_counterexample() -> None:
    """A predicate that raises makes the search raise: the run calls that a failed leg."""

    def raises(data: Any, p: Point) -> Finding:
        raise ZeroDivisionError("1/0")

    with pytest.raises(ZeroDivisionError):
        search(raises)


def test_a_predicate_that_changes_its_mind_is_no_support() -> None:
    """A failure that does not come back is reported as such, not passed over."""
    from hypothesis.errors import Flaky

    calls = [0]

    def moody(data: Any, p: Point) -> Finding:
        calls[0] += 1
        return compare(0, "<" if calls[0] != 5 else ">", 1)

    with pytest.raises(Flaky):
        search(moody)


def test_a_finite_domain_is_searched() -> None:
    """A search among few points ends, counts them, and finds the one that fails."""
    few = Domain({"z": finite(["stay", "minus", "plus"]), "q": finite([Fraction(1, 2)])})
    assert search(lambda data, p: compare(p["q"], "<", 1), few).cases <= 60
    found = search(lambda data, p: compare(int(p["z"] == "plus"), "==", 0), few)
    assert found.witness is not None and found.witness.point == {"z": "plus", "q": "1/2"}


def test_constants_of_imported_modules_are_not_drawn() -> None:
    """What is drawn does not depend on numbers that stand in some imported module's source."""
    from hypothesis.internal.conjecture import providers

    seen: list[bool] = []

    def harvested() -> bool:
        local = providers._get_local_constants()
        return any(local.set_for_type(kind) for kind in (int, float, str, bytes))

    def look(data: Any, p: Point) -> Finding:
        seen.append(harvested())
        return compare(0, "<=", 0)

    before = providers._get_local_constants
    assert harvested()
    search(look, examples=5)
    assert seen and not any(seen)
    assert providers._get_local_constants is before


def test_a_case_that_shows_no_witness_is_not_shrunk() -> None:
    """Without shrinking the first counterexample stands: in the domain, and seldom the least."""
    case = Case("a.b", "c", "d", {"bound": 17}, DOMAIN, 7, shrink=False)
    found = falsify(case, below, DOMAIN, examples=300)
    assert found.outcome is Outcome.REFUTES and found.witness is not None
    point = DOMAIN.parse(found.witness.point)
    assert DOMAIN.contains(point) and point["n"] > 17
    assert found.cases <= search(below, bound=17, examples=300).cases
