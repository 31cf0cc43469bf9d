"""One leg in this process, as tests of theorem modules run it."""

from __future__ import annotations

import pytest

from theorems.sco import thm6
from verify import rationals
from verify.run.inprocess import evidence, judged


def test_a_leg_is_judged_on_changed_data() -> None:
    """The reading holds as it is stated, and is refuted with its minimizer moved."""
    assert judged(thm6.THEOREM, "minimum", "exact").verdict == "holds"
    assert judged(thm6.THEOREM, "minimum", "exact", {"minimizer": "0"}).verdict == "refuted"


def test_a_leg_is_judged_on_a_changed_domain() -> None:
    """Beyond r = 1/2 the point −1/2 minimizes no longer."""
    wide = thm6.RIVALS.widened(r=rationals("0 <=", "<= 3/4"))
    assert judged(thm6.THEOREM, "minimum", "smt", domain=wide).verdict == "refuted"


def test_an_unknown_leg_is_told() -> None:
    """A leg that the claim has not is a KeyError."""
    with pytest.raises(KeyError):
        evidence(thm6.THEOREM, "minimum", "ball")


def test_what_z3_finds_does_not_depend_on_what_it_was_asked_before() -> None:
    """A leg starts with a fresh context, whose terms no earlier leg has numbered."""
    import z3

    first = evidence(thm6.THEOREM, "minimum", "smt", control="w* = 0")
    x = z3.Reals(" ".join(f"x{k}" for k in range(2000)))
    z3.Solver().add(z3.Sum(x) > 0)
    again = evidence(thm6.THEOREM, "minimum", "smt", control="w* = 0")
    assert z3.main_ctx() is not x[0].ctx
    assert again == first
