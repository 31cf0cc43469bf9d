"""Inequalities by z3: what is decided, and how a decision could be empty."""

from __future__ import annotations

from typing import Any

import pytest
import z3

from verify import Case, Domain, Evidence, Integers, Objects, Outcome, Premise, finite, rationals
from verify.solvers.smt import prove, relu

X, Y = rationals("0 <="), rationals("-1 <=", "<= 1")
DOMAIN = Domain({"x": X, "y": Y})


def ask(formula: Any, domain: Domain = DOMAIN, **fields: Any) -> Evidence:
    """What z3 makes of a formula over `domain`."""
    case = Case("a.b", "c", "inequality", fields.pop("data", {}), domain, 1)
    return prove(case, formula, **{"variables": tuple(domain.parameters), **fields})


def point(found: Evidence) -> Any:
    """The witness's point."""
    assert found.outcome is Outcome.REFUTES and found.witness is not None
    return found.witness.point


def test_an_inequality_covers_the_domain() -> None:
    """What has no counterexample is supported on the whole domain, by SMT and no better."""
    found = ask(lambda t: t["x"] * t["x"] + t["y"] * t["y"] >= 2 * t["x"] * t["y"])
    assert found.outcome is Outcome.SUPPORTS and found.covered == DOMAIN.scope()
    assert found.exactness.value == "smt" and found.cases == 0


def test_a_counterexample_is_rational_and_inside() -> None:
    """A model becomes a point of the domain."""
    found = ask(lambda t: t["x"] + t["y"] >= 0)
    assert DOMAIN.contains(DOMAIN.parse(point(found)))


@pytest.mark.parametrize(
    ("ends", "outcome"),
    [
        (("0 <", ""), Outcome.SUPPORTS),
        (("0 <=", ""), Outcome.REFUTES),
        (("0 <", "< 1"), Outcome.SUPPORTS),
    ],
)
def test_open_ends_are_open(ends: tuple[str, str], outcome: Outcome) -> None:
    """x > 0 is proved on 0 < x and refuted on 0 ≤ x."""
    domain = Domain({"x": rationals(*ends)})
    assert ask(lambda t: t["x"] > 0, domain).outcome is outcome


def test_integers_are_integers() -> None:
    """n² ≥ n is true for integers and false for the rationals between 0 and 1."""
    square = Domain({"n": Integers()})
    assert ask(lambda t: t["n"] * t["n"] >= t["n"], square).outcome is Outcome.SUPPORTS
    rational = Domain({"n": rationals()})
    assert ask(lambda t: t["n"] * t["n"] >= t["n"], rational).outcome is Outcome.REFUTES


def test_division_of_integers_is_not_rounded() -> None:
    """n/2 is a half at n = 1: the claim n/2 < 1/2 or n ≥ 2 fails there."""
    found = ask(lambda t: z3.Or(t["n"] / 2 <= 0, t["n"] >= 2), Domain({"n": Integers(1)}))
    assert point(found) == {"n": 1}


def test_finite_sets_are_finite() -> None:
    """A statement that holds on three values is proved on them, and on them alone."""
    three = Domain({"x": finite([0, "1/2", 1])})
    formula = lambda t: t["x"] * (t["x"] - 1) * (2 * t["x"] - 1) == 0  # noqa: E731
    assert ask(formula, three).outcome is Outcome.SUPPORTS
    assert ask(formula, Domain({"x": finite([0, 2])})).outcome is Outcome.REFUTES


def test_labels_and_objects_are_refused() -> None:
    """z3 is not told of labels; that is an error, not a proof."""
    for values in (finite(["stay", "plus"]), Objects("nets", lambda v: True)):
        with pytest.raises(TypeError, match="cannot be told"):
            ask(lambda t: t["z"] >= 0, Domain({"z": values}))


ORDER = Premise("y <= x", lambda p: p["y"] <= p["x"])


def test_premises_are_used() -> None:
    """With y ≤ x the difference is not negative; the premise is named."""
    found = ask(lambda t: t["x"] - t["y"] >= 0, Domain(DOMAIN.parameters, (ORDER,)))
    assert found.outcome is Outcome.SUPPORTS and found.detail["premises_used"] == ["y <= x"]


UNREADABLE = [
    Premise("y <= x", lambda p: min(p["x"], p["y"]) == p["y"]),
    Premise("y <= x", lambda p: bool(p["y"] <= p["x"])),
    Premise("y <= x", lambda p: p["y"] < p["x"] or p["y"] == p["x"]),
    Premise("y <= x", lambda p: p["y"] == p["x"] or p["y"] < p["x"]),
    Premise("y <= x", lambda p: not p["y"] > p["x"]),
    Premise("y <= x", lambda p: float(p["y"]) <= float(p["x"])),
]


@pytest.mark.parametrize("premise", UNREADABLE)
def test_a_premise_that_z3_cannot_read_is_left_out(premise: Premise) -> None:
    """Fewer premises still prove what needs none, and refute nothing outside the domain."""
    domain = Domain(DOMAIN.parameters, (premise,))
    assert ask(lambda t: t["x"] >= 0, domain).outcome is Outcome.SUPPORTS
    found = ask(lambda t: t["x"] - t["y"] >= 0, domain)
    assert found.outcome is Outcome.UNDECIDED and "cannot read: y <= x" in found.reason


def test_an_equality_is_not_compared_as_it_is_written() -> None:
    """`a == b or …` in a premise must not become the stronger premise `…`."""
    weak = Premise("x = y or x > 5", lambda p: p["x"] == p["y"] or p["x"] > 5)
    found = ask(lambda t: t["x"] > 5, Domain(DOMAIN.parameters, (weak,)))
    assert found.outcome is not Outcome.SUPPORTS


@pytest.mark.parametrize(
    "formula",
    [
        lambda t: t["x"] == t["y"] or t["x"] >= 0,
        lambda t: t["x"] >= 0 and t["x"] >= -1,
        lambda t: not t["x"] < 0,
        lambda t: t["x"] >= 0 if t["x"] == t["y"] else t["x"] < 0,
    ],
)
def test_python_connectives_are_refused(formula: Any) -> None:
    """A formula that asks a term for its truth value raises and says what to write."""
    with pytest.raises(TypeError, match=r"write z3\.And"):
        ask(formula)


@pytest.mark.parametrize("answer", [True, 1, None])
def test_a_formula_that_is_no_term_is_refused(answer: Any) -> None:
    """A formula that returns True without a term has not looked."""
    with pytest.raises(TypeError, match="expected a z3 statement"):
        ask(lambda t: answer)


def test_premises_that_contradict_each_other_prove_nothing() -> None:
    """From a domain without points everything would follow."""
    never = Premise("x < y - 2", lambda p: p["x"] < p["y"] - 2)
    found = ask(lambda t: t["x"] < 0, Domain(DOMAIN.parameters, (never,)))
    assert found.outcome is Outcome.UNDECIDED and "meet the premises" in found.reason


def test_an_empty_set_proves_nothing() -> None:
    """Nor does a parameter without values."""
    assert ask(lambda t: t["x"] < 0, Domain({"x": rationals("1 <", "< 1")})).outcome is (
        Outcome.UNDECIDED
    )


def test_definitions_tie_auxiliary_variables_down() -> None:
    """With s ≥ 0 and s² = x, s ≤ x + 1."""
    root = lambda t: [t["s"] >= 0, t["s"] * t["s"] == t["x"]]  # noqa: E731
    found = ask(
        lambda t: t["s"] <= t["x"] + 1,
        Domain({"x": X}),
        auxiliary=("s",),
        definitions=root,
    )
    assert found.outcome is Outcome.SUPPORTS


@pytest.mark.parametrize(
    "ties",
    [
        lambda t: [t["s"] > 0, t["s"] * t["s"] == t["x"]],
        lambda t: [t["s"] * t["s"] == -t["x"]],
        lambda t: [t["s"] == t["s"] + 1],
    ],
    ids=["not at x = 0", "only at x = 0", "never"],
)
def test_definitions_are_no_hidden_premise(ties: Any) -> None:
    """Definitions that cannot be met at some edge of the domain prove nothing."""
    found = ask(lambda t: t["x"] > 3, Domain({"x": X}), auxiliary=("s",), definitions=ties)
    assert found.outcome is Outcome.UNDECIDED and "meet the definitions" in found.reason


def test_an_irrational_model_is_undecided() -> None:
    """A counterexample that no rational point shows does not refute."""
    found = ask(lambda t: t["x"] * t["x"] != 2, Domain({"x": X}))
    assert found.outcome is Outcome.UNDECIDED and "irrational" in found.reason


def test_what_z3_does_not_know_is_undecided() -> None:
    """A question beyond the solver is undecided with its reason."""
    cubes = Domain({k: Integers(1) for k in "abc"})
    found = ask(
        lambda t: t["a"] * t["a"] * t["a"] + t["b"] * t["b"] * t["b"] != t["c"] * t["c"] * t["c"],
        cubes,
        effort=200_000,
    )
    assert found.outcome is Outcome.UNDECIDED and "does not know" in found.reason


def test_a_witness_is_completed_with_free_parameters() -> None:
    """Free parameters take their smallest value in the witness, and are named in the detail."""
    domain = Domain({**DOMAIN.parameters, "n": Integers(3)})
    found = ask(lambda t: t["x"] < 1, domain, variables=("x", "y"), free={"n": "not there"})
    assert point(found)["n"] == 3
    assert found.detail["independent_of"] == {"n": "not there"}


def test_silence_about_a_parameter_is_an_error() -> None:
    """A formula that names neither covers no value of it."""
    with pytest.raises(ValueError, match="says nothing of y"):
        ask(lambda t: t["x"] >= 0, variables=("x",))


def test_relu_is_the_positive_part() -> None:
    """relu(x) is at least x and 0, and one of them."""
    found = ask(lambda t: z3.And(relu(t["y"]) >= 0, relu(t["y"]) >= t["y"],
                                 z3.Or(relu(t["y"]) == 0, relu(t["y"]) == t["y"])))  # fmt: skip
    assert found.outcome is Outcome.SUPPORTS


def test_data_reaches_the_formula() -> None:
    """The variant's constants stand under "data"."""
    formula = lambda t: t["x"] >= z3.RealVal(t["data"]["low"])  # noqa: E731
    assert ask(formula, data={"low": "0"}).outcome is Outcome.SUPPORTS
    assert ask(formula, data={"low": "1/1000"}).outcome is Outcome.REFUTES
