"""The two ends of a worst case divided by its bound."""

from __future__ import annotations

from fractions import Fraction

from verify import Case, Domain, Evidence, Exactness, Integers, legs
from verify.statement import Leg
from verify.tightness import combined, ends, stating

CASE = Case("a.b", "c", "leg", {}, Domain({"n": Integers(1, 2)}), seed=0)


def test_ends_are_rounded_outwards() -> None:
    """1/3 lies between 0.3333 and 0.3334; an end that is unknown stays so."""
    assert ends(Fraction(1, 3), Fraction(1, 3)) == {"lower": "3333/10000", "upper": "1667/5000"}
    assert ends(None, Fraction(1, 2)) == {"lower": None, "upper": "1/2"}


def test_only_support_states_how_tight_a_bound_is() -> None:
    """A leg that refutes, or could not tell, says nothing of the bound."""

    def supports(case: Case) -> Evidence:
        return legs.supports("exact", Exactness.EXACT, case.domain, cases=2, detail={"seen": 1})

    def refutes(case: Case) -> Evidence:
        return legs.refutes("exact", Exactness.EXACT, {"n": 1}, {})

    leg = stating(Leg("exact", supports, "named"), lambda _: (Fraction(1, 2), None))
    assert (leg.method, leg.name) == ("exact", "named")
    assert leg.run(CASE).detail == {"seen": 1, "tightness": {"lower": "1/2", "upper": None}}
    other = stating(Leg("exact", refutes), lambda _: (Fraction(1, 2), None))
    assert "tightness" not in other.run(CASE).detail


def of(lower: str | None, upper: str | None, claim: str | None = None) -> dict[str, str | None]:
    """What a leg's detail holds."""
    return {"lower": lower, "upper": upper, **({"of": claim} if claim else {})}


def test_legs_that_speak_of_one_bound_narrow_it() -> None:
    """The largest lower end and the least upper one; a claim's own ends join the theorem's."""
    assert combined([]) == (None, False)
    assert combined([of(None, None)]) == (None, False)
    both = {"lower": "1/3", "upper": "1/2"}
    assert combined([of("1/4", None), of("1/3", "1"), of(None, "1/2")]) == (both, False)
    assert combined([of("1/3", None), of(None, "1/2", "bound")]) == (both, False)
    assert combined([of("2/3", None), of(None, "1/2", "bound")])[1]


def test_several_bounds_lie_between_ends_that_do_not_cross() -> None:
    """One bound that is tight and one that is loose: neither narrows the other."""
    tight, loose = of("9/10", "1", "rate"), of("1/2", "3/5", "norm")
    assert combined([tight, loose]) == ({"lower": "1/2", "upper": "1"}, False)
    unknown = of(None, "3/5", "norm")
    assert combined([tight, unknown]) == ({"lower": None, "upper": "1"}, False)
    assert combined([tight, of("4/5", "3/5", "norm")])[1]
