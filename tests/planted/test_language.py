"""Planted errors in a small theorem: each is found, and named by the word in its row.

The theorem: gradient descent with 0 < η ≤ 1 on ½w² has |ŵ_τ| ≤ (1 − η)^(τ−1) |w_1| for every
suffix average; and x² + 1 ≥ 2x, with equality at 1. Unspoilt it is all green, so that each finding
is due to the one thing that was changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from flint import arb

from theorems.core.exact import gd_exact, suffix_average_exact
from verify import (
    Case,
    Claim,
    Control,
    Domain,
    Erratum,
    Evidence,
    Exactness,
    Finding,
    Integers,
    Outcome,
    Paper,
    Premise,
    Theorem,
    Tri,
    compare,
    corrected,
    legs,
    printed,
    rationals,
)
from verify.domain import Point
from verify.solvers.convex import Bracket, SolverReport
from verify.statement import Leg

Data = Mapping[str, Any]
Rows = dict[str, dict[str, Any]]
Checked = Callable[..., Rows]

RUNS = Domain(
    {
        "T": Integers(1),
        "tau": Integers(1),
        "eta": rationals("0 <"),
        "w": rationals("-1 <=", "<= 1"),
    },
    (
        Premise("tau <= T", lambda p: p["tau"] <= p["T"]),
        Premise("eta <= 1", lambda p: p["eta"] <= 1),
    ),
)
LINE = Domain({"x": rationals()})
SWEEP = {"T": [1, 2, 4], "tau": [1, 2, 4], "eta": ["1/4", "1", "11/10", "3"], "w": ["-1", "1/2"]}
WITHIN = {"T": Integers(1, 3), "tau": Integers(1, 3)}
TRUE = {"constant": "1", "slope": "1"}


def average(data: Data, p: Point) -> Fraction:
    """The suffix average of gradient descent."""
    slope = Fraction(data["slope"])
    path = gd_exact(lambda w: (slope * w[0],), (p["w"],), eta=p["eta"], steps=p["T"])
    (mean,) = suffix_average_exact(path, p["tau"])
    return Fraction(mean)


def bound(data: Data, p: Point) -> Fraction:
    """The claimed bound."""
    return Fraction(data["constant"]) * (1 - p["eta"]) ** (p["tau"] - 1) * abs(p["w"])


def contracts(data: Data, p: Point) -> Finding:
    """|ŵ_τ| against its bound."""
    return compare(abs(average(data, p)), "<=", bound(data, p))


def contracts_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """The iterates in closed form, (1 − slope η)^(t−1) w."""
    from fractions import Fraction

    T, tau = int(point["T"]), int(point["tau"])
    eta, w = Fraction(str(point["eta"])), Fraction(str(point["w"]))
    rate = 1 - Fraction(data["slope"]) * eta
    mean = sum((rate ** (t - 1) * w for t in range(tau, T + 1)), Fraction(0)) / (T - tau + 1)
    most = Fraction(data["constant"]) * (1 - eta) ** (tau - 1) * abs(w)
    return {"average": str(mean), "bound": str(most), "violated": abs(mean) > most}


def square(data: Data, p: Point) -> Finding:
    """x² + c against slope · 2x."""
    return compare(
        p["x"] ** 2 + Fraction(data["constant"]), ">=", 2 * Fraction(data["slope"]) * p["x"]
    )


def square_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """The same with all terms on one side."""
    from fractions import Fraction

    x, c, s = (Fraction(str(v)) for v in (point["x"], data["constant"], data["slope"]))
    return {"slack": str((x - s) ** 2 + c - s * s), "violated": (x - s) ** 2 + c < s * s}


def by_smt(case: Case) -> Evidence:
    """z3 on the square."""
    from verify.solvers.smt import prove

    c, s = case.constant("constant"), case.constant("slope")
    return prove(case, lambda t: t["x"] * t["x"] + str(c) >= 2 * t["x"] * str(s), variables=("x",))


def solver(status: str = "optimal") -> SolverReport:
    """How a solver says that it ended."""
    return SolverReport(status, -1.0, 0.0, 0.0, 9, "CLARABEL", status == "optimal")


def by_solver(case: Case, status: str = "optimal") -> Evidence:
    """The least value of x² − 2 slope x is −constant, at the point x = slope."""
    s, c = case.constant("slope"), case.constant("constant")

    def instances() -> Iterator[tuple[Point, Fraction, Bracket]]:
        yield {"x": s}, -c, Bracket(-s * s, s * s - 2 * s * s, "square", "vertex", solver(status))

    return legs.bracketed(case, case.domain, instances())


ANY_CONTROLS = (
    Control("constant 999/1000", "constant", {"constant": "999/1000"}),
    Control("gradient times 5/2", "construction", {"slope": "5/2"}),
    Control("eta beyond 1", "premise", {}, RUNS.without("eta <= 1")),
)
SQUARE_CONTROLS = (Control("constant 1/2", "constant", {"constant": "1/2"}),)


def descent(
    predicate: Any = contracts,
    *,
    more: tuple[Leg, ...] = (),
    recheck: Any = contracts_by_hand,
    controls: tuple[Control, ...] = ANY_CONTROLS,
    domain: Domain = RUNS,
    data: Data = TRUE,
    own: tuple[Leg, ...] | None = None,
) -> Claim:
    """The claim on gradient descent, as it is or with something else put in."""
    usual = (legs.exact(predicate, over=SWEEP, executed=True),)
    reading = printed("suffix averages contract", domain, data=data, controls=controls)
    return Claim("descent", usual + more if own is None else own, (reading,), recheck)


def squares(*own: Leg, data: Data = TRUE, recheck: Any = square_by_hand) -> Claim:
    """The claim on the square, with these legs."""
    reading = printed("x² + 1 ≥ 2x", LINE, data=data, controls=SQUARE_CONTROLS)
    return Claim("square", own, (reading,), recheck)


SQUARE_LEGS = (
    legs.exact(square, over={"x": ["0", "1", "-3", "1/2"]}),
    legs.smt(by_smt),
    legs.convex(by_solver),
)


def theorem(*claims: Claim, errata: tuple[Erratum, ...] = ()) -> Theorem:
    """The theorem that makes these claims; a third control is always there."""
    return Theorem(
        label="planted.thm1",
        paper=Paper("planted", "Planted errors", "", ""),
        number="1",
        title="",
        kind="theorem",
        statement="",
        hypotheses=(),
        claims=(*claims, replace(descent(), id="sound")),
        errata=errata,
        notes="made up",
    )


def test_without_an_error_the_theorem_is_green(checked: Checked, named: Any) -> None:
    """Nothing planted: every claim holds, no control survives, and the grades are as they are."""
    search = legs.searched(contracts, within=WITHIN, executed=True)
    rows = checked(theorem(descent(more=(search,)), squares(*SQUARE_LEGS, legs.searched(square))))
    assert {k: (named(r), r["grade"], r["ok"]) for k, r in rows.items()} == {
        "descent printed": ("holds", "certified", True),
        "square printed": ("holds", "proved", True),
        "sound printed": ("holds", "certified", True),
    }


# what is planted


def careless_step(data: Data, p: Point) -> Finding:
    """Ascent where descent is meant."""
    path = gd_exact(lambda w: (-w[0],), (p["w"],), eta=p["eta"], steps=p["T"])
    (mean,) = suffix_average_exact(path, p["tau"])
    return compare(abs(mean), "<=", bound(data, p))


def double_step(data: Data, p: Point) -> Finding:
    """Half of η arrives at the algorithm."""
    half = {**p, "eta": p["eta"] / 2}
    return compare(abs(average(data, half)), "<=", bound(data, p))


def shifted(data: Data, p: Point) -> Finding:
    """The suffix begins one iterate early."""
    early = {**p, "tau": max(p["tau"] - 1, 1)}
    return compare(abs(average(data, early)), "<=", bound(data, p))


def prefix(data: Data, p: Point) -> Finding:
    """The average of the first iterates instead of the last."""
    whole = {**p, "T": p["tau"], "tau": 1}
    return compare(abs(average(data, whole)), "<=", bound(data, p))


def tolerant(data: Data, p: Point) -> Finding:
    """A slack of 1/1000 on numbers that differ by less in a control."""
    return compare(abs(average(data, p)), "<=", bound(data, p) + Fraction(1, 1000))


def deaf(data: Data, p: Point) -> Finding:
    """The predicate with its own constants, whatever the variant's data say."""
    return contracts(TRUE, p)


def boolean(data: Data, p: Point) -> Any:
    """A bool where a finding is due."""
    return contracts(data, p).answer is Tri.YES


def floating(data: Data, p: Point) -> Finding:
    """Floats in a comparison."""
    return compare(float(abs(average(data, p))), "<=", float(bound(data, p)))


def dividing(data: Data, p: Point) -> Finding:
    """A predicate that divides by how far the constant is from 999/1000."""
    _ = 1 / (Fraction(data["constant"]) - Fraction(999, 1000))
    return contracts(data, p)


def wide(data: Data, p: Point) -> Finding:
    """Both sides as balls of radius 1/10."""
    left, right = (arb(float(v), 0.1) for v in (abs(average(data, p)), bound(data, p)))
    return compare(left, "<=", right)


def wide_no(data: Data, p: Point) -> Finding:
    """A ball comparison whose False is taken for a no."""
    left, right = (arb(float(v), 0.1) for v in (abs(average(data, p)), bound(data, p)))
    return Finding(Tri.of(bool(left <= right)))


def wide_yes(data: Data, p: Point) -> Finding:
    """A ball comparison whose False is taken for a yes."""
    left, right = (arb(float(v), 0.1) for v in (abs(average(data, p)), bound(data, p)))
    return Finding(Tri.of(not (left > right)))


def swapped_recheck(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """The re-check with its inequality the wrong way round."""
    found = contracts_by_hand(data, point)
    return {**found, "violated": not found["violated"]}


def broken_recheck(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """A re-check that raises."""
    raise ZeroDivisionError("no denominator")


def credulous_recheck(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """A re-check that answers with a number."""
    return {"violated": 1}


def blind(case: Case) -> Evidence:
    """Supports everything, by one case."""
    few = case.domain.restrict(T=[1], tau=[1], eta=["1"], w=["1"])
    return legs.supports("exact", Exactness.EXACT, few, cases=1)


def boastful(case: Case) -> Evidence:
    """Looks at three points and says that it covered everything."""
    points = case.domain.points(T=[1], tau=[1], eta=["1/2"], w=["0", "1", "-1"])
    for p in points:
        if contracts(case.data, p).answer is Tri.NO:
            return legs.refutes("exact", Exactness.EXACT, p, {})
    return legs.supports("exact", Exactness.EXACT, case.domain, cases=len(points))


def caseless(case: Case) -> Evidence:
    """Supports without a case."""
    return legs.supports("exact", Exactness.EXACT, case.domain.swept(**SWEEP))


def stray(case: Case) -> Evidence:
    """A witness at η = 2, where nothing is claimed."""
    p = {"T": 2, "tau": 2, "eta": Fraction(2), "w": Fraction(1)}
    return legs.refutes("exact", Exactness.EXACT, p, {})


def partial(case: Case) -> Evidence:
    """A witness without its starting point."""
    return legs.refutes("exact", Exactness.EXACT, {"T": 2, "tau": 2, "eta": Fraction(1, 2)}, {})


def raising(case: Case) -> Evidence:
    """A leg that breaks."""
    raise RuntimeError("out of memory")


def impostor(case: Case) -> Evidence:
    """A sweep that calls itself an identity."""
    return legs.supports("exact", Exactness.IDENTITY, case.domain, cases=1)


def promised(case: Case) -> Evidence:
    """A certificate that is not there."""
    return legs.supports("exact", Exactness.CERTIFICATE, case.domain, cases=1)


def foreign(case: Case) -> Evidence:
    """Evidence of another method than was planned."""
    return legs.supports("ball", Exactness.BALL, case.domain.swept(**SWEEP), cases=999)


def spelled(case: Case) -> Any:
    """An outcome that only looks like one."""
    return Evidence(
        method="exact",
        exactness=Exactness.EXACT,
        outcome="undecided",  # type: ignore[arg-type]
        covered=case.domain.swept(**SWEEP).scope(),
        cases=99,
    )


def lazy_identity(case: Case) -> Evidence:
    """An identity that nobody looked at."""
    return legs.supports("symbolic", Exactness.IDENTITY, case.domain)


def no_identity(case: Case) -> Evidence:
    """An empty list of identities."""
    from verify.solvers.symbolic import prove_zero

    return prove_zero(case, lambda data, t: [], variables=("x",))


def lazy_smt(case: Case) -> Evidence:
    """z3 asked about something that is always true."""
    from verify.solvers.smt import prove

    return prove(case, lambda t: t["x"] * t["x"] >= 0, variables=("x",))


def python_or(case: Case) -> Evidence:
    """Python's `or` between z3 terms."""
    from verify.solvers.smt import prove

    return prove(case, lambda t: t["x"] == 0 or t["x"] * t["x"] + 1 >= 2, variables=("x",))


def silent_smt(case: Case) -> Evidence:
    """z3 on a formula that leaves a parameter out."""
    from verify.solvers.smt import prove

    return prove(case, lambda t: t["eta"] > 0, variables=("eta",))


WITH_ETA_TO_11_10 = replace(
    RUNS,
    premises=(RUNS.premises[0], Premise("eta <= 11/10", lambda p: p["eta"] <= Fraction(11, 10))),
)
CONTRADICTORY = replace(RUNS, premises=(*RUNS.premises, Premise("eta > 1", lambda p: p["eta"] > 1)))
SEEN = Control("seen", "constant", {"constant": "1/2"})


def one(leg: Leg, **fields: Any) -> Claim:
    """The claim on gradient descent with one more leg."""
    return descent(more=(leg,), **fields)


PLANTED: list[tuple[str, Callable[[], Claim], str, str]] = [
    # what is planted, the claim that holds it, the word in the table, what the report says of it
    ("a constant", lambda: descent(data={**TRUE, "constant": "999/1000"}), "refuted", "999/1000"),
    ("a construction", lambda: descent(data={**TRUE, "slope": "3"}), "refuted", "T"),
    ("a sign in the data", lambda: descent(data={**TRUE, "slope": "-1"}), "refuted", "T"),
    ("a premise dropped", lambda: descent(domain=RUNS.without("eta <= 1")), "refuted",
     "'eta': '3'"),
    ("a premise too wide", lambda: descent(domain=WITH_ETA_TO_11_10), "refuted", "11/10"),
    ("a hypothesis dropped that the algorithm needs",
     lambda: descent(domain=RUNS.without("tau <= T")), "error", "tau must be in"),
    ("premises that contradict each other", lambda: descent(domain=CONTRADICTORY), "undecided",
     "visits no point"),
    ("ascent for descent", lambda: descent(careless_step), "error", "re-check does not confirm"),
    ("half the step size", lambda: descent(double_step), "error", "re-check does not confirm"),
    ("an index shifted by one in the suffix", lambda: descent(shifted), "error",
     "re-check does not confirm"),
    ("a prefix for a suffix", lambda: descent(prefix), "error", "re-check does not confirm"),
    ("a leg that supports without looking", lambda: one(Leg("exact", blind, "blind")), "vacuous",
     "constant 999/1000"),
    ("a leg that does not read the data", lambda: descent(deaf), "vacuous", "constant 999/1000"),
    ("a tolerance larger than its quantity", lambda: descent(tolerant), "vacuous",
     "constant 999/1000"),
    ("a search that never takes a step",
     lambda: one(legs.searched(contracts, within={"T": [1], "tau": [1]})), "vacuous",
     "gradient times 5/2"),
    ("a control killed only by an error", lambda: descent(dividing), "vacuous",
     "constant 999/1000"),
    ("a re-check with its inequality swapped", lambda: descent(recheck=swapped_recheck), "vacuous",
     "constant 999/1000"),
    ("a re-check that raises", lambda: descent(recheck=broken_recheck), "vacuous", "constant"),
    ("a re-check that answers with a number", lambda: descent(recheck=credulous_recheck),
     "vacuous", "constant"),
    ("a false claim with a swapped re-check",
     lambda: descent(data={**TRUE, "constant": "1/2"}, recheck=swapped_recheck), "error",
     "re-check does not confirm"),
    ("an undecided ball comparison", lambda: one(legs.ball(wide, over=SWEEP)), "undecided",
     "undecided at"),
    ("an undecided ball comparison taken for a no", lambda: one(legs.ball(wide_no, over=SWEEP)),
     "error", "re-check does not confirm"),
    ("an undecided ball comparison taken for a yes", lambda: one(legs.ball(wide_yes, over=SWEEP)),
     "vacuous", "constant 999/1000"),
    ("a witness outside the domain", lambda: one(Leg("exact", stray, "stray")), "error",
     "outside the domain"),
    ("a witness without one of its parameters", lambda: one(Leg("exact", partial, "partial")),
     "error", "outside the domain"),
    ("a predicate that returns a bool", lambda: descent(boolean), "error",
     "the predicate boolean returned True"),
    ("a comparison of floats", lambda: descent(floating), "error", "float"),
    ("evidence without a case", lambda: one(Leg("exact", caseless, "caseless")), "error",
     "without a single case"),
    ("a sweep that visits nothing", lambda: one(legs.exact(contracts, over={"T": [0]}, name="n")),
     "undecided", "visits no point"),
    ("more coverage than cases", lambda: one(Leg("exact", boastful, "boastful")), "error",
     "says that it covered T ≥ 1"),
    ("a leg that raises", lambda: one(Leg("exact", raising, "raising")), "error", "out of memory"),
    ("a sweep that calls itself an identity", lambda: one(Leg("exact", impostor, "impostor")),
     "error", "calls its answer identity"),
    ("a certificate that is not there", lambda: one(Leg("exact", promised, "promised")), "error",
     "carries none"),
    ("evidence of another method", lambda: one(Leg("exact", foreign, "foreign")), "error",
     "planned as exact and returned ball"),
    ("an outcome that is only spelled like one", lambda: one(Leg("exact", spelled, "spelled")),
     "error", "outcome must be"),
    ("a true claim behind an identity that nobody looked at",
     lambda: one(legs.symbolic(lazy_identity)), "vacuous", "constant 999/1000"),
    ("a false claim beside an identity that nobody looked at",
     lambda: one(legs.symbolic(lazy_identity), data={**TRUE, "constant": "1/2"}), "refuted",
     "'verdict': 'refuted'"),
    ("no identity at all", lambda: squares(*SQUARE_LEGS, legs.symbolic(no_identity)), "error",
     "no expression to prove"),
    ("z3 asked about something else", lambda: squares(*SQUARE_LEGS[:1], legs.smt(lazy_smt)),
     "vacuous", "constant 1/2"),
    ("Python's or between z3 terms", lambda: squares(*SQUARE_LEGS[:1], legs.smt(python_or)),
     "error", "has no truth value"),
    ("a deduction silent about a parameter", lambda: one(legs.smt(silent_smt)), "error",
     "says nothing of T, tau, w"),
    ("a solver with an inaccurate status",
     lambda: squares(legs.exact(square, over={"x": ["1"]}),
                     legs.convex(lambda case: by_solver(case, "optimal_inaccurate"))),
     "undecided", "optimal_inaccurate"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("make", "expected", "said"), [row[1:] for row in PLANTED], ids=[row[0] for row in PLANTED]
)
def test_a_planted_error_is_found_and_named(
    checked: Checked, named: Any, make: Callable[[], Claim], expected: str, said: str
) -> None:
    """The claim that holds the error is not ok, carries the word, and the others stay green."""
    claim = make()
    rows = checked(theorem(claim))
    row = rows[f"{claim.id} printed"]
    assert not row["ok"]
    assert named(row) == expected
    alive = [c["name"] for c in row["controls"] if not c["killed"]]
    where = str(alive) if expected == "vacuous" else str(row["legs"])
    assert said in where
    assert rows["sound printed"]["ok"]


def test_smt_alone_does_not_prove(checked: Checked) -> None:
    """The same formula is proved beside an exact leg and only solved without one."""
    alone = checked(theorem(squares(legs.smt(by_smt))))["square printed"]
    assert (alone["verdict"], alone["grade"], alone["ok"]) == ("holds", "solved", True)
    searched = checked(theorem(squares(legs.smt(by_smt), legs.searched(square))))["square printed"]
    assert searched["grade"] == "solved"
    beside = checked(theorem(squares(*SQUARE_LEGS[:2])))["square printed"]
    assert beside["grade"] == "proved"


def test_a_true_claim_that_is_expected_refuted_fails(checked: Checked, named: Any) -> None:
    """An erratum about a claim that holds is found: the run does not go green on it."""
    wrong = printed(
        "x² + 1 ≥ 2x",
        LINE,
        data=TRUE,
        expected="refuted",
        controls=(Control("constant 2", "true", {"constant": "2"}),),
    )
    right = corrected(
        "x² + 2 ≥ 2x",
        LINE,
        data={**TRUE, "constant": "2"},
        controls=(Control("constant 1/2", "constant", {"constant": "1/2"}),),
    )
    claim = Claim("square", SQUARE_LEGS[:2], (wrong, right), square_by_hand)
    rows = checked(theorem(claim, errata=(Erratum("e", "false", "square", "", ""),)))
    assert named(rows["square printed"]) == "holds" and not rows["square printed"]["ok"]
    assert rows["square corrected"]["ok"]


def test_a_false_control_of_a_refuted_claim_survives(checked: Checked, named: Any) -> None:
    """Where a claim is expected refuted its control must be true; a false one makes it vacuous."""
    wrong = printed(
        "x² + 1/2 ≥ 2x",
        LINE,
        data={**TRUE, "constant": "1/2"},
        expected="refuted",
        controls=(Control("constant 3/4", "true", {"constant": "3/4"}),),
    )
    claim = Claim("square", SQUARE_LEGS[:2], (wrong,), square_by_hand)
    rows = checked(theorem(claim, errata=(Erratum("e", "false", "square", "", ""),)))
    assert rows["square printed"]["verdict"] == "refuted"
    assert named(rows["square printed"]) == "vacuous" and not rows["square printed"]["ok"]


def test_a_leg_that_was_not_run_is_no_pass(checked: Checked) -> None:
    """A leg that says that it did not run takes the claim with it."""

    def later(case: Case) -> Evidence:
        return Evidence(method="exact", exactness=Exactness.EXACT, outcome=Outcome.NOT_RUN,
                        reason="no time")  # fmt: skip

    row = checked(theorem(one(Leg("exact", later, "later"))))["descent printed"]
    assert (row["verdict"], row["ok"], row["vacuous"]) == ("not_run", False, False)
