"""The two ends of a worst case divided by its bound."""

from __future__ import annotations

from fractions import Fraction

from verify import Case, Domain, Evidence, Exactness, Integers, legs
from verify.statement import Leg
from verify.tightness import ends, stating

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
