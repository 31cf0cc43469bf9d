"""Evidence: five outcomes, no truth value, an address of its content."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from verify import Domain, Evidence, Exactness, Integers, Outcome, Witness
from verify.evidence import METHODS, digest

SUPPORT: dict[str, Any] = {
    "method": "exact",
    "exactness": Exactness.EXACT,
    "outcome": Outcome.SUPPORTS,
    "covered": Domain({"n": Integers(1, 3)}).scope(),
    "cases": 3,
}


@pytest.mark.parametrize("outcome", list(Outcome))
def test_evidence_has_no_truth_value(outcome: Outcome) -> None:
    """`if evidence` raises whatever the outcome, and names who gives verdicts."""
    evidence = Evidence(**{**SUPPORT, "outcome": outcome})
    with pytest.raises(TypeError, match=r"no truth value: ask verify\.judge"):
        bool(evidence)


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("outcome", "supports", TypeError),
        ("outcome", True, TypeError),
        ("exactness", "identity", TypeError),
        ("method", "proof", ValueError),
        ("cases", -1, ValueError),
        ("cases", True, ValueError),
        ("cases", 2.0, ValueError),
    ],
)
def test_evidence_is_typed(field: str, value: Any, error: type[Exception]) -> None:
    """A word that only looks like an outcome is refused: it would pass every rule by."""
    with pytest.raises(error, match=field):
        Evidence(**{**SUPPORT, field: value})


def test_evidence_is_frozen() -> None:
    """No leg or renderer changes evidence after the fact."""
    with pytest.raises(AttributeError):
        Evidence(**SUPPORT).outcome = Outcome.REFUTES  # type: ignore[misc]


def test_evidence_survives_json() -> None:
    """A worker's evidence reads back equal, with its scope and its witness."""
    evidence = Evidence(
        **{**SUPPORT, "outcome": Outcome.REFUTES, "witness": Witness({"n": 1}, {"left": "1/2"})}
    )
    assert msgspec.json.decode(msgspec.json.encode(evidence), type=Evidence) == evidence


def test_a_witness_is_not_confirmed_until_someone_does() -> None:
    """A fresh witness is neither in the domain nor re-checked."""
    witness = Witness({"n": 1})
    assert not witness.in_domain and not witness.rechecked


def test_the_address_is_the_content() -> None:
    """Equal evidence has one digest, and any change another, whatever the order of keys."""
    one = Evidence(**SUPPORT, detail={"a": 1, "b": 2})
    assert digest(one) == digest(Evidence(**SUPPORT, detail={"b": 2, "a": 1}))
    assert digest(one) != digest(Evidence(**SUPPORT, detail={"a": 1, "b": 3}))


def test_the_methods_are_those_of_the_report() -> None:
    """The ten methods that the report's contract names, in its order."""
    assert METHODS == (
        "symbolic",
        "smt",
        "exact",
        "ball",
        "enumeration",
        "convex",
        "pep",
        "property",
        "monte_carlo",
        "training",
    )
