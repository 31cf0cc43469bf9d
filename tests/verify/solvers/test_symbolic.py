"""Identities by sympy: what is proved, what is refuted, and what proves nothing."""

from __future__ import annotations

from typing import Any

import pytest
import sympy

from verify import Case, Domain, Evidence, Integers, Objects, Outcome, finite, rationals
from verify.solvers.symbolic import prove_zero, symbols

DOMAIN = Domain({"x": rationals("0 <="), "y": rationals(), "n": Integers(1)})
FREE = {"n": "it does not enter"}


def case(domain: Domain = DOMAIN, **data: Any) -> Case:
    """A case over `domain`."""
    return Case("a.b", "c", "identity", data, domain, 1)


def prove(expression: Any, domain: Domain = DOMAIN, **data: Any) -> Evidence:
    """What sympy makes of an expression in x and y."""
    return prove_zero(case(domain, **data), expression, variables=("x", "y"), free=FREE)


def test_an_identity_covers_the_whole_domain() -> None:
    """A difference that vanishes is proved for all values, with the reason for the rest."""
    found = prove(lambda data, t: (t["x"] + t["y"]) ** 2 - t["x"] ** 2 - t["y"] ** 2
                  - 2 * t["x"] * t["y"])  # fmt: skip
    assert found.outcome is Outcome.SUPPORTS and found.covered == DOMAIN.scope()
    assert found.detail == {"identities": 1, "independent_of": FREE}


def test_signs_of_parameters_are_known() -> None:
    """sqrt(x²) = x where the domain says x ≥ 0, and not where it does not."""
    assert prove(lambda data, t: sympy.sqrt(t["x"] ** 2) - t["x"]).outcome is Outcome.SUPPORTS
    assert prove(lambda data, t: sympy.sqrt(t["y"] ** 2) - t["y"]).outcome is not Outcome.SUPPORTS


def test_a_difference_is_refuted_at_the_smallest_edge() -> None:
    """The first edge at which an expression is not zero is the witness."""
    found = prove(lambda data, t: [t["x"] - t["x"], t["x"] * data["c"]], c=1)
    assert found.outcome is Outcome.REFUTES and found.witness is not None
    assert found.witness.point == {"x": "1", "y": "0", "n": 1}


def test_what_sympy_cannot_tell_is_undecided() -> None:
    """An expression that is zero on the edges and does not simplify to it is not proved."""
    found = prove(
        lambda data, t: sympy.prod([t["x"] - q for q in domain.parameters["x"].edges()]),
        domain := Domain({**DOMAIN.parameters, "x": finite([0, 1])}),
    )
    assert found.outcome is Outcome.UNDECIDED and "does not simplify" in found.reason


def test_a_cancelled_division_by_zero_is_seen() -> None:
    """x/x − 1 is zero as an expression and undefined at x = 0, which the domain holds."""
    found = prove(lambda data, t: t["x"] / t["x"] - 1)
    assert found.outcome is Outcome.UNDECIDED and "undefined at {'x': '0'" in found.reason
    positive = Domain({**DOMAIN.parameters, "x": rationals("0 <")})
    assert prove(lambda data, t: t["x"] / t["x"] - 1, positive).outcome is Outcome.SUPPORTS


@pytest.mark.parametrize(
    "nothing",
    [[], (), True, [True], sympy.true, sympy.Float("0.0"), [0, sympy.Float("1e-30")]],
    ids=str,
)
def test_what_is_no_expression_proves_nothing(nothing: Any) -> None:
    """An empty list, a truth value and a float are refused with the name of the leg."""
    with pytest.raises(TypeError, match="'identity' gives"):
        prove(lambda data, t: nothing)


def test_a_relation_proves_nothing() -> None:
    """An equation is no difference, even one that sympy calls true."""
    with pytest.raises(TypeError, match="expected an expression"):
        prove(lambda data, t: sympy.Eq(t["x"], t["y"]))


@pytest.mark.parametrize(
    ("variables", "free", "sentence"),
    [
        (("x", "y"), {}, "says nothing of n"),
        (("x", "y", "n"), {"n": "why"}, "n: both a variable and free"),
        (("x", "y", "z"), FREE, "z is not a parameter"),
        (("x",), {"n": "why", "y": "why", "m": "why"}, "m is not a parameter"),
    ],
)
def test_every_parameter_is_spoken_of_once(
    variables: tuple[str, ...], free: dict[str, str], sentence: str
) -> None:
    """A parameter is a variable or free with a reason; silence about one is an error."""
    with pytest.raises(ValueError, match=sentence):
        prove_zero(case(), lambda data, t: sympy.Integer(0), variables=variables, free=free)


def test_labels_and_objects_are_no_symbols() -> None:
    """A parameter that is no number cannot stand as a real symbol."""
    nets = Objects("nets", lambda v: True)
    for values in (nets, finite(["stay", "plus"])):
        with pytest.raises(TypeError, match="cannot be a symbol"):
            symbols(case(Domain({"z": values})), ("z",))


def test_assumptions_follow_the_sets() -> None:
    """Integers are integer, an open end at 0 is positive, a closed one is not."""
    domain = Domain(
        {"n": Integers(1), "x": rationals("0 <"), "y": rationals("0 <="), "z": finite([1])}
    )
    made = symbols(case(domain), ("n", "x", "y", "z"))
    assert made["n"].is_integer and made["n"].is_positive
    assert made["x"].is_positive and not made["x"].is_integer
    assert made["y"].is_nonnegative and made["y"].is_positive is None
    assert made["z"].is_real and made["z"].is_positive is None
