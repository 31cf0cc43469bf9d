"""What statements quantify over: membership, edges, inclusion, restriction and the words for it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import msgspec
import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from verify.domain import (
    Domain,
    Finite,
    Integers,
    Named,
    Objects,
    Premise,
    Rationals,
    Scope,
    finite,
    point_text,
    rationals,
    size,
)

HALF = Fraction(1, 2)
ORDER = Premise("tau <= T", lambda p: p["tau"] <= p["T"])
RUNS = Domain({"T": Integers(1), "tau": Integers(1), "eta": rationals("0 <", "<= 1/4")}, (ORDER,))

MEMBERS: list[tuple[Any, list[Any], list[Any]]] = [
    # set, what it holds, what it does not
    (Integers(1), [1, 2, 10**30], [0, -1, True, 1.0, "1", Fraction(1), None]),
    (Integers(None, 3), [3, -(10**9)], [4]),
    (rationals("0 <", "<= 1/2"), [HALF, Fraction(1, 10**9)], [0, Fraction(501, 1000), 0.25, True]),
    (rationals("0 <=", "< 1"), [0, Fraction(0), Fraction(999, 1000)], [1, -1, "0"]),
    (rationals(), [0, -7, Fraction(22, 7)], [0.5, "1/2", None]),
    (finite([0, 1]), [0, 1, Fraction(1)], [2, True, False, 1.0, "1"]),
    (finite(["stay", "plus"]), ["stay"], ["minus", 0, None]),
    (finite([HALF, 1]), [HALF, 1, Fraction(1)], [Fraction(1, 3), 0.5, "1/2"]),
    (finite([[1, "a"]]), [[1, "a"], (1, "a")], [[1, "b"], [True, "a"], "1a"]),
    (Finite(()), [], [0, None, ""]),
]


@pytest.mark.parametrize(("values", "held", "not_held"), MEMBERS)
def test_membership_is_by_value_and_type(values: Any, held: list[Any], not_held: list[Any]) -> None:
    """A set holds exact values within its ends; bools, floats and text are no numbers."""
    assert all(values.contains(v) for v in held)
    assert not any(values.contains(v) for v in not_held)


INCLUDED: list[tuple[Any, Any, bool]] = [
    # a set, another, whether the first includes the other
    (Integers(1), Integers(2, 5), True),
    (Integers(2), Integers(1), False),
    (Integers(1, 9), Integers(1), False),
    (Integers(None), Integers(None, 3), True),
    (Integers(1), rationals("1 <="), False),
    (Integers(1), finite([1, 2]), True),
    (Integers(1), finite([0, 1]), False),
    (Integers(1), finite([Fraction(3, 2)]), False),
    (rationals("0 <="), rationals("0 <"), True),
    (rationals("0 <"), rationals("0 <="), False),
    (rationals("0 <", "< 1"), rationals("0 <", "<= 1"), False),
    (rationals("0 <", "<= 1"), rationals("0 <", "< 1"), True),
    (rationals("0 <"), Integers(1), True),
    (rationals("0 <"), Integers(0), False),
    (rationals("0 <="), Integers(0, 4), True),
    (rationals(), Integers(), True),
    (rationals("", "<= 4"), Integers(0), False),
    (rationals("0 <", "< 1"), finite([HALF]), True),
    (rationals("0 <", "< 1"), finite([HALF, 1]), False),
    (finite([1, 2]), finite([2]), True),
    (finite([2]), finite([1, 2]), False),
    (finite([1, 2]), Integers(1, 2), False),
    (finite([HALF, 1]), finite([1]), True),
    (finite([1]), finite([True]), False),
    (Finite(()), Integers(1), False),
    (Finite(()), finite([1]), False),
    (Finite(()), Named("nets"), False),
    (Named("nets"), Named("nets"), True),
    (Named("nets"), Named("relu nets", ("nets",)), True),
    (Named("relu nets", ("nets",)), Named("nets"), False),
    (Named("nets"), finite([1]), False),
    (Integers(), Named("nets"), False),
]


@pytest.mark.parametrize(("one", "other", "expected"), INCLUDED)
def test_inclusion_errs_on_the_side_of_no(one: Any, other: Any, expected: bool) -> None:
    """Inclusion tells open from closed ends, types, and empty sets from full ones."""
    assert one.includes(other) is expected


ENDS = st.one_of(st.none(), st.sampled_from(["-1", "0", "1/2", "1"]))
INTERVALS = st.builds(Rationals, ENDS, ENDS, st.booleans(), st.booleans())
SETS = st.one_of(
    INTERVALS,
    st.builds(Integers, st.one_of(st.none(), st.integers(-2, 2)), st.integers(-2, 2)),
    st.lists(st.sampled_from([Fraction(-1), Fraction(0), HALF, Fraction(1)])).map(finite),
)
POINTS = st.one_of(st.integers(-3, 3), st.fractions(-2, 2, max_denominator=4))


@settings(derandomize=True, deadline=None, max_examples=300)
@given(SETS, SETS, POINTS)
def test_inclusion_is_sound(one: Any, other: Any, value: Any) -> None:
    """What is said to be included holds no point that the larger set does not hold."""
    if one.includes(other) and other.contains(value):
        assert one.contains(value)


@settings(derandomize=True, deadline=None, max_examples=300)
@given(SETS, SETS, POINTS)
def test_a_restriction_is_the_common_part(one: Any, other: Any, value: Any) -> None:
    """A set restricted by another holds exactly what both hold."""
    common = Domain({"x": one}).restrict(x=other).parameters["x"]
    assert common.contains(value) == (one.contains(value) and other.contains(value))


@settings(derandomize=True, deadline=None, max_examples=200)
@given(SETS)
def test_edges_lie_in_the_set_and_only_empty_sets_have_none(values: Any) -> None:
    """Edges are elements; a set without edges is empty, and says so."""
    edges = values.edges()
    assert all(values.contains(v) for v in edges)
    assert bool(edges) == (not values.empty)
    assert values.describe("x") == "no x" if values.empty else values.describe("x") != "no x"


@settings(derandomize=True, deadline=None, max_examples=60)
@given(SETS, st.data())
def test_strategies_draw_elements(values: Any, data: st.DataObject) -> None:
    """What a set's strategy draws lies in it; an empty set draws nothing."""
    if values.empty:
        assert values.strategy().is_empty
    else:
        assert values.contains(data.draw(values.strategy()))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (Integers(1), "x ≥ 1"),
        (Integers(1, 4), "x in 1..4"),
        (Integers(None, 4), "x ≤ 4"),
        (Integers(), "every integer x"),
        (Integers(3, 1), "no x"),
        (rationals("0 <", "<= 1/4"), "0 < x ≤ 1/4"),
        (rationals("0 <="), "x ≥ 0"),
        (rationals("", "< 1"), "x < 1"),
        (rationals(), "every x"),
        (rationals("0 <", "< 0"), "no x"),
        (finite([3]), "x = 3"),
        (finite([1, 2, 3]), "x in 1..3"),
        (finite([1, 3]), "x in {1, 3}"),
        (finite([HALF, 1]), "x in {1/2, 1}"),
        (finite(range(0, 20, 2)), "x in 10 values"),
        (Finite(()), "no x"),
        (Named("convex functions"), "x: convex functions"),
    ],
)
def test_a_set_is_described_in_words(values: Any, words: str) -> None:
    """No set is described by its name alone."""
    assert values.describe("x") == words


def test_a_scope_names_what_ranges_as_in_the_statement() -> None:
    """Parameters that range as in the whole domain read "all"; the others say how."""
    whole = RUNS.scope()
    assert whole.describe(whole) == "all T, all tau, all eta"
    part = RUNS.restrict(T=[1, 2]).scope()
    assert part.describe(whole) == "T in {1, 2}, all tau, all eta"
    assert Domain().scope().describe() == "the instance stated"


def test_a_scope_names_the_premises_that_the_statement_does_not_make() -> None:
    """A narrower scope by a premise of its own does not read like the whole."""
    free = RUNS.without("tau <= T")
    assert RUNS.scope().describe(free.scope()) == "all T, all tau, all eta, given tau <= T"
    assert free.scope().describe(RUNS.scope()) == "all T, all tau, all eta"


def test_a_scope_is_included_premise_by_premise() -> None:
    """A scope without a premise includes one with it, and not the other way round."""
    free = RUNS.without("tau <= T").scope()
    assert free.includes(RUNS.scope()) and not RUNS.scope().includes(free)
    renamed = Scope(RUNS.scope().sets, ("tau ≤ T",))
    assert not renamed.includes(RUNS.scope())


def test_a_scope_with_other_parameters_is_not_included() -> None:
    """A scope that is silent about a parameter, or has one more, includes nothing."""
    fewer = Domain({"T": Integers(1)}).scope()
    more = Domain({**RUNS.parameters, "n": Integers(1)}, RUNS.premises).scope()
    for other in (fewer, more):
        assert not other.includes(RUNS.scope()) and not RUNS.scope().includes(other)


def test_a_scope_survives_json() -> None:
    """A scope reads back from JSON equal, sweeps of objects too."""
    nets = Objects("nets", lambda v: True, ({"w": ["1/2"], "b": (1, 2)},))
    domain = Domain({"net": nets, **RUNS.parameters}, RUNS.premises)
    for scope in (domain.scope(), domain.swept(T=[1], tau=[1]).scope()):
        back = msgspec.json.decode(msgspec.json.encode(scope), type=Scope)
        assert back.includes(scope) and scope.includes(back)


def test_the_smallest_point_comes_first() -> None:
    """Points are sorted by how long they are to write, whatever the order of the values."""
    points = Domain({"n": Integers(1), "eta": rationals("0 <")}).points(
        n=[1000, 2, 1], eta=["999/1000", "50", "1"]
    )
    assert points[0] == {"n": 1, "eta": 1}
    assert [size(p) for p in points] == sorted(size(p) for p in points)


def test_a_sweep_keeps_to_the_hypotheses() -> None:
    """Values beyond the domain, points off a premise and repeated values are left out."""
    points = RUNS.points(T=[0, 1, 2], tau=[1, 2], eta=["1/4", "2/8", "1/2"])
    assert sorted((p["T"], p["tau"], p["eta"]) for p in points) == [
        (1, 1, Fraction(1, 4)),
        (2, 1, Fraction(1, 4)),
        (2, 2, Fraction(1, 4)),
    ]
    assert len(RUNS.without("tau <= T").points(T=[1], tau=[2], eta=["1/4"])) == 1


def test_a_sweep_says_what_it_visited() -> None:
    """The scope of a sweep is finite, keeps the premises and includes no more than its points."""
    swept = RUNS.swept(T=[1, 2], tau=[1])
    assert all(not s.infinite for s in swept.scope().sets.values())
    assert swept.premises == RUNS.premises
    assert not swept.scope().includes(RUNS.scope())
    assert all(swept.contains(p) for p in RUNS.points(T=[1, 2], tau=[1]))


def test_an_empty_sweep_covers_nothing() -> None:
    """A sweep whose values all lie outside visits no point, and its scope is empty."""
    assert RUNS.points(T=[0]) == []
    assert RUNS.swept(T=[0]).scope().empty
    assert not RUNS.scope().empty
    assert RUNS.restrict(T=[0]).empty_parameter() == "T"


def test_widening_is_said() -> None:
    """`restrict` never leaves the domain; `widened` is what a control uses to leave it."""
    wide = rationals("0 <", "<= 2")
    assert RUNS.restrict(eta=wide) == RUNS
    assert RUNS.widened(eta=wide).contains({"T": 1, "tau": 1, "eta": 1})
    assert not RUNS.scope().includes(RUNS.widened(eta=wide).scope())


@pytest.mark.parametrize("change", ["restrict", "widened", "points", "swept"])
def test_an_unknown_parameter_is_named(change: str) -> None:
    """Restricting what is no parameter raises with the parameters there are."""
    with pytest.raises(ValueError, match=r"rho is not a parameter .*T, tau, eta"):
        getattr(RUNS, change)(rho=[1])


def test_dropping_a_premise_that_is_not_made() -> None:
    """Dropping a premise by another text raises, so that no control is a copy by a typing error."""
    with pytest.raises(ValueError, match="no premise 'tau < T'"):
        RUNS.without("tau < T")


@pytest.mark.parametrize(
    ("point", "inside"),
    [
        ({"T": "2", "tau": "1", "eta": "1/4"}, True),
        ({"T": 2, "tau": 1, "eta": "1/4"}, True),
        ({"T": 1, "tau": 2, "eta": "1/4"}, False),
        ({"T": 2, "tau": 1, "eta": "1/3"}, False),
        ({"T": 2, "tau": 1}, False),
        ({"T": 2, "tau": 1, "eta": "1/4", "rho": "1"}, False),
    ],
)
def test_a_witness_lies_in_the_domain_with_all_its_parameters(
    point: dict[str, Any], inside: bool
) -> None:
    """A point needs every parameter, no other, each in its set, and the premises."""
    assert RUNS.contains(RUNS.parse(point)) is inside


@settings(derandomize=True, deadline=None, max_examples=50)
@given(RUNS.restrict(T=Integers(1, 9), tau=Integers(1, 9)).strategy())
def test_points_survive_text(point: dict[str, Any]) -> None:
    """A drawn point lies in the domain and reads back from its text."""
    assert RUNS.contains(point)
    assert RUNS.parse(point_text(point)) == point


def test_objects_meet_by_name_or_by_both_conditions() -> None:
    """The common part of two sets of objects is the one inside the other, or holds what both do."""
    even = Objects("even", lambda v: v % 2 == 0, (2, 4, 6), lambda: st.integers(0, 9))
    small = Objects("small", lambda v: v < 5, (1, 2, 4), lambda: st.integers(0, 4))
    tiny = Objects("tiny", lambda v: v < 2, (0,), within=("small",))
    domain = Domain({"v": even})
    both = domain.restrict(v=small).parameters["v"]
    assert both.samples == (2, 4) and not both.contains(6) and not both.contains(1)
    assert find(both.strategy(), lambda v: v > 2) == 4
    assert domain.scope().includes(Domain({"v": both}).scope())
    assert not Domain({"v": both}).scope().includes(domain.scope())
    assert Domain({"v": small}).restrict(v=tiny).parameters["v"] is tiny
    assert Domain({"v": tiny}).restrict(v=small).parameters["v"] is tiny
    with pytest.raises(TypeError, match="no common part"):
        domain.restrict(v=Integers(1))


def test_objects_without_a_strategy_say_so() -> None:
    """A search among objects that nobody can draw raises with their name."""
    with pytest.raises(ValueError, match="'nets' was declared without a strategy"):
        Objects("nets", lambda v: True).strategy()


def test_finite_sets_are_exact() -> None:
    """A float, or a Fraction beside a label, is refused by name."""
    with pytest.raises(TypeError, match=r"float 0\.5"):
        finite([0.5])
    with pytest.raises(TypeError, match="cannot hold 'stay'"):
        finite([HALF, "stay"])
    with pytest.raises(TypeError, match=r"0\.5"):
        RUNS.restrict(eta=[0.5])


def test_a_parameter_needs_a_set() -> None:
    """A domain refuses what is no parameter set, by the parameter's name."""
    with pytest.raises(TypeError, match="parameter n: expected a parameter set, got 3"):
        Domain({"n": 3})
