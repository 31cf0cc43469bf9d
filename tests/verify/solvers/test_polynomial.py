"""Identities between polynomials, multiplied out by python-flint."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from verify import Case, Domain, Integers, rationals
from verify.solvers.polynomial import prove_vanishing

DOMAIN = Domain({"T": Integers(1), "eta": rationals("0 <")})
CASE = Case("a.b", "c", "flint", {"sign": "-1"}, DOMAIN, seed=0)


def square(_: Mapping[str, Any], s: Mapping[str, Any]) -> list[Any]:
    """(T + g)² − T² − 2Tg − g²."""
    return [(s["T"] + s["g"]) ** 2 - s["T"] ** 2 - 2 * s["T"] * s["g"] - s["g"] ** 2]


def test_an_identity_is_supported_on_the_whole_domain() -> None:
    """Every coefficient vanishes, in the parameters and in what stands beside them."""
    found = prove_vanishing(
        CASE, square, variables=("T",), auxiliary=("g",), free={"eta": "not there"}
    )
    assert found.outcome == "supports" and found.exactness == "identity"
    assert found.covered is not None and found.covered.includes(DOMAIN.scope())


def test_a_polynomial_that_is_not_zero_is_refuted_at_an_edge() -> None:
    """T − 1 is 0 at T = 1 and not beyond; a rest in g alone is not 0 anywhere."""
    found = prove_vanishing(
        CASE, lambda _, s: [s["T"] - 1], variables=("T",), free={"eta": "not there"}
    )
    assert found.outcome == "refutes" and found.witness is not None
    assert found.witness.point["T"] != 1
    found = prove_vanishing(
        CASE, lambda _, s: [s["g"] * s["T"]], variables=("T", "eta"), auxiliary=("g",)
    )
    assert found.outcome == "refutes" and found.witness is not None
    assert found.witness.values["difference"] == "g"
    found = prove_vanishing(
        CASE, lambda _, s: [s["T"] - 1, s["T"]], variables=("T",), free={"eta": "not there"}
    )
    assert found.witness is not None and found.witness.point["T"] == 1


def test_what_vanishes_at_every_edge_is_undecided() -> None:
    """A finite look finds no point where the polynomial is not 0: no pass, no witness."""
    case = Case("a.b", "c", "flint", {}, Domain({"T": Integers(1, 1)}), seed=0)
    found = prove_vanishing(case, lambda _, s: [s["T"] - 1], variables=("T",))
    assert found.outcome == "undecided" and "every edge" in found.reason


def test_rationals_count_as_polynomials() -> None:
    """A sign that is wrong is a constant that is not 0."""
    found = prove_vanishing(CASE, lambda *_: [0, -1], variables=("T",), free={"eta": "not there"})
    assert found.outcome == "refutes"


def test_nothing_to_prove_and_silence_are_errors() -> None:
    """A list without polynomials, a parameter that is not spoken of."""
    with pytest.raises(TypeError, match="no polynomial"):
        prove_vanishing(CASE, lambda *_: [], variables=("T", "eta"))
    with pytest.raises(ValueError, match="says nothing of eta"):
        prove_vanishing(CASE, square, variables=("T",), auxiliary=("g",))
