"""How a predicate becomes evidence: comparisons, sweeps, brackets."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from flint import arb, fmpq

from verify import (
    Case,
    Domain,
    Evidence,
    Finding,
    Integers,
    Outcome,
    Premise,
    Tri,
    both,
    compare,
    rationals,
)
from verify import legs as make
from verify.domain import Point
from verify.evidence import Exactness
from verify.legs import ask
from verify.statement import Leg

HALF = Fraction(1, 2)
NAN = arb("nan")
WIDE = arb(0, 1)
DOMAIN = Domain({"n": Integers(1), "eta": rationals("0 <", "<= 1")})
OVER: dict[str, Any] = {"n": [3, 2, 1, 0], "eta": ["1", "1/2", "2"]}


def case(data: Mapping[str, Any] | None = None, **fields: Any) -> Case:
    """A case over `DOMAIN`."""
    return Case("a.b", "c", "d", data or {}, fields.pop("domain", DOMAIN), 1, **fields)


def run(leg: Leg, data: Mapping[str, Any] | None = None, **fields: Any) -> Evidence:
    """The evidence of a leg."""
    return leg.run(case(data, **fields))


def at_most(data: Mapping[str, Any], p: Point) -> Finding:
    """The product n·η against a bound."""
    return compare(p["n"] * p["eta"], "<=", Fraction(data["bound"]), n=p["n"])


COMPARED: list[tuple[Any, str, Any, Tri]] = [
    (1, "<", 2, Tri.YES),
    (HALF, "<=", HALF, Tri.YES),
    (HALF, "<", HALF, Tri.NO),
    (fmpq(1, 3), "==", Fraction(1, 3), Tri.YES),
    (fmpq(1, 3), ">=", HALF, Tri.NO),
    ("1/3", "<", HALF, Tri.YES),
    (np.int64(2), ">", 1, Tri.YES),
    (arb(2), ">", 1, Tri.YES),
    (arb(2), "<=", HALF, Tri.NO),
    (WIDE, ">", 0, Tri.UNKNOWN),
    (WIDE, "<=", 0, Tri.UNKNOWN),
    (WIDE, "==", WIDE, Tri.UNKNOWN),
    (0, "<", WIDE, Tri.UNKNOWN),
    (NAN, "<", 1, Tri.UNKNOWN),
    (NAN, ">=", 1, Tri.UNKNOWN),
    (1, "==", NAN, Tri.UNKNOWN),
]


@pytest.mark.parametrize(("left", "op", "right", "answer"), COMPARED)
def test_comparisons_are_three_valued(left: Any, op: str, right: Any, answer: Tri) -> None:
    """Rationals are decided, balls may not be, and a ball that is no number never is."""
    assert compare(left, op, right).answer is answer


@pytest.mark.parametrize("bad", [0.5, np.float64(0.5), np.float32(0.5), True, np.bool_(True)])
@pytest.mark.parametrize("other", [HALF, arb(1)])
def test_comparisons_refuse_floats_and_bools(bad: Any, other: Any) -> None:
    """No float enters a comparison, on either side, beside a rational or a ball."""
    for sides in ((bad, other), (other, bad)):
        with pytest.raises(TypeError):
            compare(sides[0], "<", sides[1])


def test_a_comparison_names_the_relations_it_knows() -> None:
    """An unknown relation is refused by name."""
    with pytest.raises(ValueError, match="got '=>'"):
        compare(1, "=>", 0)


def test_a_finding_shows_what_it_rests_on() -> None:
    """Both sides, the relation and what was added stand in the finding, as text."""
    found = compare(HALF, "<=", arb(2), gap=Fraction(1, 3), path=[HALF, 1])
    assert found.values["left"] == "1/2" and found.values["relation"] == "<="
    assert found.values["gap"] == "1/3" and found.values["path"] == ["1/2", 1]
    assert found.values["right"] == "[2, 2]"


def test_a_long_rational_is_shown_as_an_interval() -> None:
    """A rational of many digits is shown by an interval that holds it."""
    q = Fraction(1, 3) + Fraction(1, 2**9000)
    low, high = compare(q, "<", 1).values["left"].strip("[]").split(", ")
    assert Fraction(low) < q < Fraction(high)


@pytest.mark.parametrize(
    ("op", "margin"), [("<=", HALF), ("<", HALF), (">=", -HALF), (">", -HALF), ("==", None)]
)
def test_the_margin_is_the_slack(op: str, margin: Fraction | None) -> None:
    """For two rationals the slack is computed; an equation has none."""
    assert compare(HALF, op, 1).margin == margin


@pytest.mark.parametrize("answer", [True, False, None, 1, "yes"])
def test_a_finding_needs_a_three_valued_answer(answer: Any) -> None:
    """A bool in a finding would read as neither yes nor no: it is refused."""
    with pytest.raises(TypeError, match="must be a Tri"):
        Finding(answer)


def test_a_margin_is_rational() -> None:
    """A float margin is refused, an fmpq becomes a Fraction."""
    with pytest.raises(TypeError):
        Finding(Tri.YES, {}, 0.5)  # type: ignore[arg-type]
    assert Finding(Tri.YES, {}, fmpq(1, 2)).margin == HALF  # type: ignore[arg-type]


def test_both_is_the_weakest_of_its_findings() -> None:
    """One no is a no, else one unknown is an unknown; the least margin and its values count."""
    yes, no, open_ = compare(0, "<", 2), compare(3, "<", 2), compare(WIDE, "<", 0)
    assert both(yes, yes).answer is Tri.YES and both(yes, yes).margin == 2
    assert both(yes, open_, no).answer is Tri.NO
    assert both(yes, open_, no).values["left"] == 3 and both(yes, no).margin == -1
    assert both(yes, open_).answer is Tri.UNKNOWN and both(yes, open_).values["right"] == 0
    with pytest.raises(ValueError, match="at least one finding"):
        both()


@pytest.mark.parametrize("answer", [True, False, None, 1, Tri.YES])
def test_a_predicate_that_returns_no_finding_is_named(answer: Any) -> None:
    """A predicate that returns a bool, or a bare answer, raises with its own name."""

    def careless(data: Any, point: Any) -> Any:
        return answer

    for leg in (make.exact(careless, over=OVER), make.searched(careless)):
        with pytest.raises(TypeError, match="predicate careless returned"):
            run(leg)


def test_an_undecided_step_leaves_the_point_undecided() -> None:
    """A predicate that needs the sign of a ball around 0 is undecided there, not wrong."""
    from verify.exact.ball import Undecided

    def stuck(data: Any, point: Any) -> Finding:
        raise Undecided("the sign of [0 +/- 1]")

    assert ask(stuck, {}, {}).answer is Tri.UNKNOWN
    found = run(make.ball(stuck, over=OVER))
    assert found.outcome is Outcome.UNDECIDED


SWEEPS = [(make.exact, Exactness.EXACT), (make.enumeration, Exactness.EXACT),
          (make.ball, Exactness.BALL)]  # fmt: skip


@pytest.mark.parametrize(("maker", "exactness"), SWEEPS)
def test_a_sweep_supports_what_it_visited(maker: Any, exactness: Exactness) -> None:
    """Support covers the values that lie in the domain, with their number and the least margin."""
    found = run(maker(at_most, over=OVER, executed=True), {"bound": "4"})
    assert found.outcome is Outcome.SUPPORTS and found.exactness is exactness
    assert found.covered is not None
    assert found.covered.describe() == "n in {3, 2, 1}, eta in {1, 1/2}"
    assert (found.cases, found.margin, found.executed) == (6, "1", True)


def test_a_sweep_stops_at_the_smallest_witness() -> None:
    """The first point that fails is the one that is shortest to write."""
    found = run(make.exact(at_most, over=OVER), {"bound": "1"})
    assert found.outcome is Outcome.REFUTES and found.witness is not None
    assert found.witness.point == {"n": 2, "eta": "1"}
    assert found.covered is None and found.witness.values["left"] == "2"


def test_one_undecided_point_leaves_a_sweep_undecided() -> None:
    """A sweep with an undecided point and no failing one is undecided, and says where."""

    def open_at_three(data: Any, p: Point) -> Finding:
        return compare(WIDE if p["n"] == 3 else arb(1), ">", 0)

    found = run(make.ball(open_at_three, over=OVER))
    assert found.outcome is Outcome.UNDECIDED and "'n': 3" in found.reason
    assert found.reason.endswith("2 of 6 cases")


def test_a_failing_point_behind_an_undecided_one_is_found() -> None:
    """An undecided point does not end a sweep: a witness further on refutes."""

    def worse(data: Any, p: Point) -> Finding:
        return compare(WIDE if p["n"] == 1 else arb(-1), ">", 0)

    assert run(make.ball(worse, over=OVER)).outcome is Outcome.REFUTES


@pytest.mark.parametrize("over", [{"n": [0, -1]}, {"n": ["1"]}, {"eta": []}])
def test_a_sweep_of_nothing_is_undecided(over: Mapping[str, Any]) -> None:
    """A sweep that visits no point supports nothing, whatever its predicate says."""
    found = run(make.exact(at_most, over=over), {"bound": "0"})
    assert found.outcome is Outcome.UNDECIDED and "visits no point" in found.reason
    assert found.covered is None


def test_a_sweep_whose_premise_leaves_nothing_is_undecided() -> None:
    """Premises may empty a sweep as well."""
    never = Domain(DOMAIN.parameters, (Premise("n < 0", lambda p: p["n"] < 0),))
    assert run(make.exact(at_most, over=OVER), domain=never).outcome is Outcome.UNDECIDED


def test_a_sweep_widens_beyond_the_quick_profile() -> None:
    """`full` replaces entries of `over` in the other profiles, and only there."""
    leg = make.exact(at_most, over=OVER, full={"n": [1, 2, 3, 4]})
    assert run(leg, {"bound": "9"}).cases == 6
    assert run(leg, {"bound": "9"}, profile="full").cases == 8


def test_a_sweep_has_sizes_of_its_own_at_scale() -> None:
    """`scale` replaces entries of both in the scale profile, and only there."""
    leg = make.exact(at_most, over=OVER, full={"n": [1, 2, 3, 4]}, scale={"eta": ["1"]})
    assert run(leg, {"bound": "9"}).cases == 6
    assert run(leg, {"bound": "9"}, profile="full").cases == 8
    found = run(leg, {"bound": "9"}, profile="scale")
    assert found.cases == 4 and found.covered == DOMAIN.restrict(n=[1, 2, 3, 4], eta=["1"]).scope()


def bracket(lower: Any, upper: Any, accurate: bool = True) -> Any:
    """A bracket, duck-typed so that its ends may be anything."""
    report = SimpleNamespace(accurate=accurate, status="optimal" if accurate else "user_limit")
    return SimpleNamespace(lower=lower, upper=upper, report=report)


def held(claimed: Any, *brackets: Any) -> Evidence:
    """The evidence of brackets of one claimed value at n = 1, 2 and so on."""
    points = [({"n": k, "eta": HALF}, claimed, b) for k, b in enumerate(brackets, 1)]
    covered = DOMAIN.restrict(n=range(1, len(brackets) + 1), eta=[HALF])
    return make.bracketed(case(), covered, points)


def test_a_bracket_that_holds_the_claimed_value_supports() -> None:
    """A claimed minimum between two valid ends is supported, on the instances visited."""
    found = held(HALF, bracket(Fraction(1, 4), 1), bracket(HALF, HALF))
    assert found.outcome is Outcome.SUPPORTS and found.exactness is Exactness.BRACKET
    assert (found.cases, found.detail["bracket_width_below"]) == (2, "2^0")


def test_a_claimed_value_above_a_bracket_is_refuted() -> None:
    """A feasible point below the claimed minimum is a witness."""
    found = held(1, bracket(0, 1), bracket(0, HALF))
    assert found.outcome is Outcome.REFUTES and found.witness is not None
    assert found.witness.point == {"n": 2, "eta": "1/2"}
    assert found.witness.values == {"claimed": "1", "attained": "1/2"}


@pytest.mark.parametrize(
    ("brackets", "reason"),
    [
        ((bracket(HALF, 1),), "below the bracket's lower end"),
        ((bracket(0, 1, accurate=False),), "solver status user_limit"),
        ((bracket(0, 1), bracket(0, 1, accurate=False)), "'n': 2"),
        ((), "no instance"),
    ],
)
def test_a_bracket_that_shows_nothing_is_undecided(brackets: Any, reason: str) -> None:
    """A value below the lower end, an inaccurate solver, and no instance decide nothing."""
    found = held(Fraction(1, 4), *brackets)
    assert found.outcome is Outcome.UNDECIDED and reason in found.reason


def test_an_instance_that_was_skipped_is_not_covered() -> None:
    """Saying that n = 2 is covered without a bracket there raises."""
    point = {"n": 1, "eta": HALF}
    covered = DOMAIN.restrict(n=[1, 2], eta=[HALF])
    with pytest.raises(ValueError, match="no instance has n = 2"):
        make.bracketed(case(), covered, [(point, HALF, bracket(0, 1))])


@pytest.mark.parametrize("where", ["claimed", "lower", "upper"])
def test_brackets_refuse_floats(where: str) -> None:
    """A solver's float is no claimed value and no end."""
    numbers: dict[str, Any] = {"claimed": HALF, "lower": 0, "upper": 1, where: 0.5}
    with pytest.raises(TypeError):
        held(numbers["claimed"], bracket(numbers["lower"], numbers["upper"]))


def test_makers_name_their_methods() -> None:
    """Each maker gives a leg of its method, called by it unless told."""

    def nothing(case: Case) -> Evidence:
        raise NotImplementedError

    made = [make.symbolic, make.smt, make.convex, make.monte_carlo]
    assert [m(nothing).method for m in made] == ["symbolic", "smt", "convex", "monte_carlo"]
    assert make.exact(at_most, name="edges").name == "edges"
    assert make.searched(at_most).method == "property"
