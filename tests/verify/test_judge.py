"""The judging rules as tables, row by row; docs/grades.md shows the same tables."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from verify import (
    Claim,
    Control,
    Domain,
    Erratum,
    Evidence,
    Exactness,
    Integers,
    Leg,
    Outcome,
    Paper,
    Premise,
    Reading,
    Theorem,
    Witness,
    finite,
    printed,
    rationals,
)
from verify.domain import Finite
from verify.judge import GRADES, VERDICTS, Judgement, as_expected, judge, killed, weakest
from verify.run.assemble import assemble
from verify.run.plan import Options, plan
from verify.run.registry import Entry

DOCUMENT = Path(__file__).parents[2] / "docs" / "grades.md"

DOMAIN = Domain({"n": Integers(1), "eta": rationals("0 <")})
SCOPES = {
    "whole": DOMAIN,
    "part": DOMAIN.restrict(n=[2, 3], eta=["1/2"]),
    "there": DOMAIN.restrict(n=[1], eta=["1/2"]),
    "empty": DOMAIN.restrict(n=[]),
}
USUAL = {
    "symbolic": Exactness.IDENTITY,
    "smt": Exactness.SMT,
    "exact": Exactness.EXACT,
    "enumeration": Exactness.EXACT,
    "ball": Exactness.BALL,
    "convex": Exactness.BRACKET,
    "pep": Exactness.BRACKET,
    "property": Exactness.SAMPLED,
    "monte_carlo": Exactness.SAMPLED,
    "training": Exactness.SAMPLED,
}
HALF = {"n": 1, "eta": "1/2"}
WITNESSES = {
    "confirmed": Witness(HALF, in_domain=True, rechecked=True),
    "outside": Witness(HALF, in_domain=False, rechecked=True),
    "unconfirmed": Witness(HALF, in_domain=True, rechecked=False),
    "bare": None,
}

EVIDENCE = [
    # evidence, verdict, grade, what is printed
    ("symbolic supports whole", "holds", "proved", "all n, all eta"),
    ("symbolic supports part", "holds", "certified", "n in {2, 3}, eta = 1/2"),
    ("convex as certificate supports whole", "holds", "proved", "all n, all eta"),
    ("convex as certificate supports part", "holds", "certified", "n in {2, 3}, eta = 1/2"),
    ("smt supports whole", "holds", "solved", "all n, all eta"),
    ("smt supports whole; exact supports part", "holds", "proved", "all n, all eta"),
    ("smt supports whole; ball supports part", "holds", "proved", "all n, all eta"),
    ("smt supports whole; property supports whole", "holds", "solved", "all n, all eta"),
    ("smt supports whole; convex supports part", "holds", "solved",
     "all n, all eta; n in {2, 3}, eta = 1/2"),
    ("smt supports whole; smt supports whole", "holds", "solved", "all n, all eta"),
    ("smt supports part; exact supports part", "holds", "certified", "n in {2, 3}, eta = 1/2"),
    ("exact supports part", "holds", "certified", "n in {2, 3}, eta = 1/2"),
    ("enumeration supports part; property supports whole", "holds", "certified",
     "n in {2, 3}, eta = 1/2"),
    ("ball supports part", "holds", "certified", "n in {2, 3}, eta = 1/2"),
    ("convex supports part", "holds", "solved", "n in {2, 3}, eta = 1/2"),
    ("pep supports whole", "holds", "solved", "all n, all eta"),
    ("property supports whole", "holds", "sampled", "100 cases of all n, all eta"),
    ("monte_carlo supports part", "holds", "sampled", "100 cases of n in {2, 3}, eta = 1/2"),
    ("exact refutes confirmed", "refuted", "proved", "one instance"),
    ("property refutes confirmed", "refuted", "proved", "one instance"),
    ("monte_carlo refutes confirmed", "refuted", "sampled", "one instance"),
    ("training refutes confirmed", "refuted", "sampled", "one instance"),
    ("monte_carlo refutes confirmed; exact refutes confirmed", "refuted", "proved",
     "one instance"),
    ("exact refutes confirmed; property supports whole", "refuted", "proved", "one instance"),
    ("exact refutes confirmed; exact supports part", "refuted", "proved", "one instance"),
    ("exact refutes confirmed; ball undecided", "refuted", "proved", "one instance"),
    ("exact refutes confirmed; smt failed", "refuted", "proved", "one instance"),
    ("exact refutes confirmed; convex not_run", "refuted", "proved", "one instance"),
    ("exact refutes confirmed; symbolic supports whole", "refuted", "proved",
     "one instance, where the symbolic leg says that it holds"),
    ("property refutes confirmed; exact supports there", "refuted", "proved",
     "one instance, where the exact leg says that it holds"),
    ("exact refutes outside", "error", "", "the witness of the exact leg lies outside the domain"),
    ("exact refutes unconfirmed", "error", "",
     "the re-check does not confirm the witness of the exact leg"),
    ("exact refutes bare", "error", "", "the exact leg refutes without a witness"),
    ("exact supports part; smt failed", "error", "", "it broke"),
    ("exact supports nothing", "error", "",
     "the exact leg supports the claim and covered nothing"),
    ("symbolic supports empty", "error", "",
     "the symbolic leg supports the claim and covered nothing"),
    ("exact supports whole", "error", "",
     "the exact leg went through 2 cases and says that it covered n ≥ 1"),
    ("exact without cases supports part", "error", "",
     "the exact leg supports the claim without a single case"),
    ("property without cases supports whole", "error", "",
     "the property leg supports the claim without a single case"),
    ("exact as identity supports whole", "error", "",
     "the exact leg calls its answer identity, which it cannot give"),
    ("symbolic as smt supports whole", "error", "",
     "the symbolic leg calls its answer smt, which it cannot give"),
    ("property as exact supports part", "error", "",
     "the property leg calls its answer exact and only samples"),
    ("exact as bare certificate supports part", "error", "",
     "the exact leg speaks of a certificate and carries none"),
    ("exact supports part; convex not_run", "not_run", "", "it broke"),
    ("exact undecided; convex not_run", "not_run", "", "it broke"),
    ("", "not_run", "", "no leg was planned"),
    ("exact supports part; ball undecided", "undecided", "", "it broke"),
    ("symbolic supports whole; convex undecided", "undecided", "", "it broke"),
    ("exact undecided; smt failed", "error", "", "it broke"),
]  # fmt: skip

CONTROLS = [
    # expected of the reading, verdicts of the control's legs, killed, the claim is vacuous
    ("holds", "refuted", "yes", "no"),
    ("holds", "refuted, refuted", "yes", "no"),
    ("holds", "refuted, holds", "no", "yes"),
    ("holds", "holds", "no", "yes"),
    ("holds", "refuted, undecided", "no", "yes"),
    ("holds", "error", "no", "yes"),
    ("holds", "refuted, not_run", "no", "no"),
    ("refuted", "holds", "yes", "no"),
    ("refuted", "refuted", "no", "yes"),
    ("refuted", "holds, undecided", "no", "yes"),
]


def reading(domain: Domain = DOMAIN, **fields: Any) -> Reading:
    """A reading over `domain`."""
    return printed("something", domain, **fields)


def record(words: str) -> Evidence:
    """The evidence that a row of the table describes."""
    method, *rest = words.split()
    fields: dict[str, Any] = {"method": method, "exactness": USUAL[method], "reason": "it broke"}
    proof = fields["exactness"] in {Exactness.IDENTITY, Exactness.SMT}
    cases = 0 if proof else 100 if fields["exactness"] is Exactness.SAMPLED else 2
    fields["cases"] = cases
    if rest[:2] == ["without", "cases"]:
        fields["cases"], rest = 0, rest[2:]
    if rest[0] == "as":
        bare = rest[1] == "bare"
        fields["exactness"], rest = Exactness(rest[1 + bare]), rest[2 + bare :]
        if fields["exactness"] is Exactness.CERTIFICATE and not bare:
            fields["certificate"] = {"digest": "sha256:00"}
    fields["outcome"] = Outcome(rest[0])
    if rest[0] == "supports":
        fields["covered"] = None if rest[1] == "nothing" else SCOPES[rest[1]].scope()
    if rest[0] == "refutes":
        fields["witness"] = WITNESSES[rest[1]]
    return Evidence(**fields)


@pytest.mark.parametrize(("evidence", "verdict", "grade", "words"), EVIDENCE)
def test_each_row_of_evidence(evidence: str, verdict: str, grade: str, words: str) -> None:
    """Evidence gives the verdict, the grade and the sentence that its row names."""
    found = judge(reading(), [record(leg) for leg in evidence.split("; ") if leg])
    assert (found.verdict, found.grade or "") == (verdict, grade)
    assert (found.coverage if verdict in {"holds", "refuted"} else found.reason) == words


@pytest.mark.parametrize(("evidence", "verdict", "grade", "words"), EVIDENCE)
def test_the_order_of_legs_decides_no_verdict(
    evidence: str, verdict: str, grade: str, words: str
) -> None:
    """Verdict and grade are the same with the legs in the opposite order."""
    found = judge(reading(), [record(leg) for leg in evidence.split("; ")[::-1] if leg])
    assert (found.verdict, found.grade or "") == (verdict, grade)


def test_only_holds_and_refuted_carry_a_grade() -> None:
    """Every row without a decided verdict has no grade, and every decided one has coverage."""
    for evidence, verdict, grade, words in EVIDENCE:
        assert (verdict in {"holds", "refuted"}) == bool(grade), evidence
        assert words, evidence


@pytest.mark.parametrize(("expected", "verdicts", "dead", "vacuous"), CONTROLS)
def test_each_row_of_controls(expected: str, verdicts: str, dead: str, vacuous: str) -> None:
    """A control is killed by the opposite decided verdict of every leg, and by nothing else."""
    found = [Judgement(v, None, "") for v in verdicts.split(", ")]  # type: ignore[arg-type]
    assert killed(expected, found) == (dead == "yes")  # type: ignore[arg-type]
    row = claim_row(expected, verdicts.split(", "))
    (control,) = row["controls"]
    assert control["killed"] == (dead == "yes")
    assert row["vacuous"] == (vacuous == "yes")
    assert row["ok"] == (dead == "yes")


@pytest.mark.parametrize("expected", ["holds", "refuted"])
@pytest.mark.parametrize("verdict", VERDICTS)
def test_what_is_expected_of_a_reading(expected: str, verdict: str) -> None:
    """It has the verdict that was expected, and nothing in conflict with it is as expected."""
    found = Judgement(verdict, None, "")  # type: ignore[arg-type]
    assert as_expected(expected, found) == (expected == verdict)  # type: ignore[arg-type]
    torn = Judgement(verdict, None, "", conflict="the exact leg")  # type: ignore[arg-type]
    assert not as_expected(expected, torn)  # type: ignore[arg-type]


def test_no_leg_kills_nothing() -> None:
    """A control that no leg looked at is alive."""
    assert not killed("holds", [])


def claim_row(expected: str, verdicts: list[str]) -> dict[str, Any]:
    """The row of a claim whose reading comes out as expected, and its control's legs so."""
    names = [f"leg{k}" for k in range(len(verdicts))]
    claim = Claim(
        "claim",
        legs=tuple(Leg("exact", no_run, name) for name in names),
        readings=(
            reading(expected=expected, controls=(Control("wrong", "constant"),)),
            Reading("sharpened", "more", DOMAIN, controls=tuple(map(other, range(2)))),
        ),
        recheck=lambda data, point: {"violated": True},
    )
    theorem = Theorem(
        label="made.up",
        paper=Paper("made", "", "", ""),
        number="1",
        title="",
        kind="fact",
        statement="",
        hypotheses=(),
        claims=(claim,),
        notes="no property leg: made up",
        errata=(Erratum("e", "false", "claim", "a", "b"),) if expected == "refuted" else (),
    )
    entry = Entry(theorem, "made")
    words = {"holds": "supports part", "refuted": "refutes confirmed", "error": "failed"}
    found = {}
    for task in plan([entry], Options()):
        said = expected if task.control is None else verdicts[names.index(task.leg)]
        found[task] = record(f"exact {words.get(said, said)}")
    report = assemble([entry], [], found, Options(), version="0")
    return next(r for r in report["theorems"][0]["claims"] if r["reading"] == "printed")


def other(k: int) -> Control:
    """One more control, so that a theorem has three."""
    return Control(f"other {k}", "constant")


def no_run(case: Any) -> Any:
    """A leg that is never run."""
    raise AssertionError(case)


def test_the_smallest_confirmed_witness_is_shown() -> None:
    """Of several confirmed witnesses the one that is shortest to write stands in the report."""
    large = Evidence(
        method="exact",
        exactness=Exactness.EXACT,
        outcome=Outcome.REFUTES,
        witness=Witness({"n": 1000, "eta": "7/9"}, in_domain=True, rechecked=True),
    )
    found = judge(reading(), [large, record("property refutes confirmed")])
    assert found.witness is not None and found.witness.point == HALF


def test_a_conflict_is_named_and_keeps_its_witness() -> None:
    """A witness refutes beside a proof that says otherwise, and the leg at odds is named."""
    found = judge(reading(), [record("smt supports whole"), record("exact refutes confirmed")])
    assert found.verdict == "refuted" and found.witness is not None
    assert found.conflict == "the smt leg"
    calm = judge(reading(), [record("exact supports part"), record("exact refutes confirmed")])
    assert calm.conflict == ""


def test_a_drawn_witness_does_not_hide_behind_an_exact_one() -> None:
    """The witness shown belongs to the leg that gives the grade."""
    drawn = Evidence(
        method="monte_carlo",
        exactness=Exactness.SAMPLED,
        outcome=Outcome.REFUTES,
        witness=Witness({"n": 1, "eta": "1"}, in_domain=True, rechecked=True),
    )
    found = judge(reading(), [drawn, record("exact refutes confirmed")])
    assert found.grade == "proved"
    assert found.witness is not None and found.witness.point == HALF


@pytest.mark.parametrize(
    "covered",
    [
        Domain({"n": Integers(2), "eta": rationals("0 <")}),
        Domain({"n": Integers(1, 10**9), "eta": rationals("0 <")}),
        Domain({"n": Integers(1), "eta": rationals("0 <", "<= 1000")}),
        Domain({"n": Integers(1)}),
        Domain({}),
        Domain({"n": Integers(1), "eta": rationals("0 <")}, (Premise("n > 1", lambda p: True),)),
    ],
    ids=["n from 2", "n bounded", "eta bounded", "no eta", "nothing", "one more premise"],
)
def test_a_proof_of_less_is_no_proof(covered: Domain) -> None:
    """An identity on anything short of the whole domain is not `proved`."""
    evidence = Evidence(
        method="symbolic",
        exactness=Exactness.IDENTITY,
        outcome=Outcome.SUPPORTS,
        covered=covered.scope(),
    )
    assert judge(reading(), [evidence]).grade == "certified"


def test_a_proof_of_more_is_a_proof() -> None:
    """An identity on a wider domain, or without a premise, proves the reading."""
    narrow = Domain(
        {"n": Integers(2), "eta": finite([Fraction(1, 2)])}, (Premise("n > eta", lambda p: True),)
    )
    assert judge(reading(narrow), [record("symbolic supports whole")]).grade == "proved"


def test_one_ball_may_hold_an_interval_and_no_half_line() -> None:
    """A ball leg may cover a bounded interval in one case, rationals one by one may not."""
    interval = Domain({"eta": rationals("0 <", "<= 1")}).scope()
    half_line = Domain({"eta": rationals("0 <")}).scope()
    for method, covered, verdict in (
        ("ball", interval, "holds"),
        ("ball", half_line, "error"),
        ("exact", interval, "error"),
    ):
        evidence = Evidence(
            method=method,
            exactness=USUAL[method],
            outcome=Outcome.SUPPORTS,
            covered=covered,
            cases=1,
        )
        over = Domain({"eta": rationals("0 <")})
        assert judge(reading(over), [evidence]).verdict == verdict


def test_cases_cover_what_they_do_not_depend_on_if_they_say_why() -> None:
    """A parameter that the cases do not depend on is covered where the detail names a reason."""
    evidence = Evidence(
        method="exact",
        exactness=Exactness.EXACT,
        outcome=Outcome.SUPPORTS,
        covered=DOMAIN.restrict(n=[1, 2]).scope(),
        cases=2,
        detail={"independent_of": {"eta": "no step is taken"}},
    )
    found = judge(reading(), [evidence])
    assert (found.verdict, found.coverage) == ("holds", "n in {1, 2}, all eta")


def test_fewer_cases_than_points_are_an_error() -> None:
    """Two cases do not cover two times three points."""
    covered = Domain({"n": finite([1, 2]), "T": Integers(1, 3)})
    evidence = Evidence(
        method="exact",
        exactness=Exactness.EXACT,
        outcome=Outcome.SUPPORTS,
        covered=covered.scope(),
        cases=2,
    )
    found = judge(reading(covered), [evidence])
    assert found.verdict == "error" and "2 cases" in found.reason and "6 points" in found.reason


def test_no_holds_is_ever_bare() -> None:
    """What holds says for what: also with one case, no parameters, or a set known by name."""
    for domain in (
        Domain({}),
        Domain({"n": Finite((1,))}),
        Domain({"n": Integers(1, 1)}),
        DOMAIN,
    ):
        evidence = Evidence(
            method="symbolic",
            exactness=Exactness.IDENTITY,
            outcome=Outcome.SUPPORTS,
            covered=domain.scope(),
        )
        assert judge(reading(domain), [evidence]).coverage


def test_the_weakest_grade() -> None:
    """A theorem's grade is its weakest claim's, and none if a claim has none."""
    assert weakest(["proved", "sampled", "certified"]) == "sampled"
    assert weakest(["proved", None]) is None
    assert weakest([]) is None


def tables() -> dict[str, list[tuple[str, ...]]]:
    """The tables of docs/grades.md by the text of their first heading cell."""
    found: dict[str, list[tuple[str, ...]]] = {}
    rows: list[tuple[str, ...]] | None = None
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        if not line.startswith("|"):
            rows = None
            continue
        cells = tuple(cell.strip().strip("`") for cell in line.strip("|").split("|"))
        if rows is None:
            rows = found.setdefault(cells[0], [])
        elif set(cells[0]) - set("-: "):
            rows.append(cells)
    return found


def test_the_document_shows_the_same_tables() -> None:
    """docs/grades.md shows these rows, in this order, and no others."""
    shown = tables()
    assert shown["Evidence"] == [(e or "no leg", v, g or "—", w) for e, v, g, w in EVIDENCE]
    assert shown["Expected"] == [tuple(row) for row in CONTROLS]


def test_the_document_names_all_verdicts_grades_and_exactnesses() -> None:
    """The document explains each verdict, each grade and each exactness once."""
    shown = tables()
    assert [row[0] for row in shown["Verdict"]] == list(VERDICTS)
    assert [row[0] for row in shown["Grade"]] == list(GRADES)
    assert {row[0] for row in shown["Exactness"]} == {x.value for x in Exactness}
