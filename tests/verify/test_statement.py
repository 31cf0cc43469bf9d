"""What the language allows: each mistake in a theorem module is one sentence at import."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from verify import (
    Claim,
    Control,
    Domain,
    Erratum,
    Integers,
    Leg,
    Paper,
    Reading,
    StatementError,
    Theorem,
    corrected,
    finite,
    printed,
    sharpened,
)

DOMAIN = Domain({"n": Integers(1)})
CONTROLS = tuple(Control(f"control {k}", "constant", {"k": k}) for k in range(3))
PAPER = Paper("made", "Made up", "nobody", "nowhere")


def leg(name: str = "exact", method: Any = "exact") -> Leg:
    """A leg that is never run."""
    return Leg(method, lambda case: NotImplemented, name)


def reading(make: Callable[..., Reading] = printed, **fields: Any) -> Reading:
    """A reading with three controls."""
    return make("n is positive", fields.pop("domain", DOMAIN), **{"controls": CONTROLS, **fields})


def claim(*readings: Reading, **fields: Any) -> Claim:
    """A claim with one leg."""
    own = {"id": "claim", "legs": (leg(),), "recheck": lambda data, point: {"violated": True}}
    return Claim(**{**own, "readings": readings or (reading(),), **fields})


def theorem(*claims: Claim, **fields: Any) -> Theorem:
    """A theorem with one claim."""
    own = {
        "label": "made.thm1",
        "paper": PAPER,
        "number": "Theorem 1",
        "title": "",
        "kind": "theorem",
        "statement": "",
        "hypotheses": (),
        "notes": "no property leg: made up",
    }
    return Theorem(**{**own, "claims": claims or (claim(),), **fields})


ERRATUM = Erratum("slip", "false", "claim", "n is negative", "n is positive")

REFUSED: list[tuple[Callable[[], Any], str]] = [
    # what is written, what the sentence says
    (lambda: leg(method="proof"), "method is 'proof'"),
    (lambda: claim(id="Claim 1"), "an id is lower case"),
    (lambda: claim(legs=()), "at least one leg"),
    (lambda: claim(readings=()), "at least one leg and one reading"),
    (lambda: claim(legs=(leg(), leg())), "legs share a name: exact"),
    (lambda: claim(reading(), reading()), "readings share a name: printed"),
    (lambda: claim(reading(controls=())), "a reading has at least one control"),
    (lambda: claim(reading(controls=(CONTROLS[0], CONTROLS[0]))), "share a name: control 0"),
    (lambda: claim(reading(legs=("ball",))), "'ball' is not one of the legs"),
    (
        lambda: claim(reading(controls=(Control("c", "sign", legs=("ball",)),))),
        "'ball' is not one of the legs",
    ),
    (
        lambda: claim(
            reading(controls=(Control("c", "sign", legs=("exact",)),)), legs=(leg(), leg("other"))
        ),
        "leg 'other' has no control that it must kill",
    ),
    (lambda: claim(reading(expected="true")), "expected is 'true'"),
    (lambda: claim(Reading("final", "", DOMAIN, controls=CONTROLS)), "role is 'final'"),
    (lambda: claim(reading(data={"c": 0.5})), r"data\['c'\] holds the float 0.5"),
    (lambda: claim(reading(data={"c": [["1", 0.5]]})), r"data\['c'\] holds the float"),
    (
        lambda: claim(reading(controls=(Control("c", "constant", {"k": 0.1}),))),
        r"control 'c': data\['k'\] holds the float",
    ),
    (lambda: claim(reading(domain=DOMAIN.restrict(n=[0]))), "parameter n has no value to take"),
    (
        lambda: claim(
            reading(controls=(Control("c", "premise", {}, Domain({"n": Integers(3, 2)})),))
        ),
        "control 'c': parameter n has no value to take",
    ),
    (lambda: Erratum("e", "typo", "claim", "", ""), "severity is 'typo'"),  # type: ignore[arg-type]
    (lambda: theorem(label="thm1"), "expected made.NAME"),
    (lambda: theorem(label="other.thm1"), "expected made.NAME"),
    (lambda: theorem(claim(), claim()), "claims share a name"),
    (lambda: theorem(notes=""), "no property leg, and no notes that say why"),
    (
        lambda: theorem(claim(reading(controls=CONTROLS[:2]))),
        "at least three controls, this one has 2",
    ),
    (lambda: theorem(claim(reading(expected="refuted"))), "refuted without an erratum"),
    (lambda: theorem(errata=(ERRATUM,)), "has a needless erratum"),
    (
        lambda: theorem(
            claim(reading(), reading(corrected, expected="refuted")), errata=(ERRATUM,)
        ),
        "the corrected reading of 'claim' must hold",
    ),
    (
        lambda: theorem(
            claim(reading(), reading(sharpened, expected="refuted")), errata=(ERRATUM,)
        ),
        "the sharpened reading of 'claim' must hold",
    ),
    (
        lambda: theorem(claim(reading(expected="refuted")), errata=(ERRATUM, ERRATUM)),
        "errata share a name: slip",
    ),
]


@pytest.mark.parametrize(("write", "sentence"), REFUSED, ids=[sentence for _, sentence in REFUSED])
def test_a_mistake_is_one_sentence(write: Callable[[], Any], sentence: str) -> None:
    """A theorem module that says what the language does not allow fails when it is made."""
    with pytest.raises(StatementError, match=sentence.replace("(", r"\(")) as caught:
        write()
    assert "\n" not in str(caught.value)


def test_a_refuted_claim_and_its_erratum_belong_together() -> None:
    """A printed reading that is expected refuted stands beside an erratum and a corrected one."""
    found = theorem(
        claim(reading(expected="refuted"), reading(corrected)), errata=(ERRATUM,)
    ).claim("claim")
    assert found.truth is found.reading("corrected")
    assert found.reading("sharpened") is None


def test_the_truth_of_a_claim() -> None:
    """What is true is the corrected reading, else the printed one, never the sharpened one."""
    assert claim().truth is not None and claim().truth.role == "printed"
    assert claim(reading(sharpened)).truth is None


def test_a_property_leg_needs_no_excuse() -> None:
    """A theorem with a property leg may have no notes."""
    found = claim(legs=(leg(), leg("search", "property")))
    assert theorem(found, notes="").notes == ""


def test_legs_of_a_reading_and_of_a_control() -> None:
    """A control is seen by the legs that it names, else by those of its reading."""
    legs = (leg("a"), leg("b"), leg("c"))
    narrow = Control("narrow", "sign", legs=("a",))
    wide = Control("wide", "sign")
    own = reading(legs=("a", "b"), controls=(narrow, wide))
    found = claim(own, legs=legs)
    assert [x.name for x in found.legs_of(own)] == ["a", "b"]
    assert [x.name for x in found.legs_of(own, narrow)] == ["a"]
    assert [x.name for x in found.legs_of(own, wide)] == ["a", "b"]


def test_a_leg_takes_its_method_as_name() -> None:
    """A leg without a name is called by its method."""
    assert Leg("ball", lambda case: NotImplemented).name == "ball"


def test_an_unknown_claim_is_answered_with_those_there_are() -> None:
    """Asking a theorem for a claim that it does not make names the claims it makes."""
    with pytest.raises(KeyError, match=r"no claim 'gap'.*claim"):
        theorem().claim("gap")


def test_labels_of_finite_domains_are_data() -> None:
    """Data may hold ints, text, bools, None, lists and mappings of them."""
    data = {"a": 1, "b": "1/2", "c": True, "d": None, "e": [1, ["x"]], "f": {"g": "h"}}
    assert claim(reading(data=data, domain=Domain({"z": finite(["a", "b"])}))).id == "claim"
