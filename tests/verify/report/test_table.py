"""The table model: words, counts and flags."""

from __future__ import annotations

from typing import Any

import pytest

from verify.report import ReportError, table
from verify.report.schema import Witness
from verify.report.words import clean, shorten, value_text, witness_text


def _claim(report: dict[str, Any], name: str) -> Any:
    rows = [c for s in table(report).sections for c in s.claims if c.id == name]
    return rows[0]


def test_head_rows_show_both_readings(good: dict[str, Any]) -> None:
    """A head row has label, number, title, and both the printed and the corrected verdict."""
    lemma, theorem = table(good).sections
    assert theorem.head == "sco.thm6 Theorem 6 — flat minima that do not generalize"
    assert theorem.readings == "printed: refuted · corrected: holds"
    assert lemma.head.startswith("sco.lem2 Lemma 2 — ")
    assert lemma.readings == "printed: holds"


@pytest.mark.parametrize(
    ("name", "mark", "verdict", "remark"),
    [
        ("wrong", "fail", "refuted, but expected holds", "enumeration: refuted at n = 2"),
        ("surprise", "fail", "holds, but expected refuted", "property: holds"),
        ("stuck", "undecided", "undecided, but expected holds", "ball (wide): undecided, the ball"),
        ("skipped", "not_run", "not run, but expected holds", "convex: not run, time limit of 5 s"),
        ("unplanned", "not_run", "not run, but expected holds", "no leg was planned"),
        ("raised", "error", "error, but expected holds", "pep: error, ZeroDivisionError"),
        ("hollow", "fail", "holds, as expected, yet vacuous", "control loss 7 (constant) survived"),
    ],
)
def test_what_fails_says_why(
    bad: dict[str, Any], name: str, mark: str, verdict: str, remark: str
) -> None:
    """Every state other than a plain pass stands in words, with the reason of its leg."""
    row = _claim(bad, name)
    assert (row.mark, row.verdict) == (mark, verdict)
    assert any(remark in text for text in row.remarks)


def test_an_expected_refutation_is_a_pass(good: dict[str, Any]) -> None:
    """A printed claim that is refuted as expected has no remark."""
    row = _claim(good, "rate")
    assert row.mark == "ok" and row.verdict == "refuted, as expected" and not row.remarks


def test_no_verdict_is_bare(sample: dict[str, Any]) -> None:
    """Every claim says what was covered, also where its report forgot to."""
    assert all(c.coverage.strip() for s in table(sample).sections for c in s.claims)


def test_a_failed_lemma_flags_its_dependants(bad: dict[str, Any]) -> None:
    """What rests on a failed theorem says so, also through others; absent ones flag nothing."""
    flags = {section.label: section.flags for section in table(bad).sections}
    assert flags["sco.lem3"] == flags["sco.thm3"] == ("rests on sco.lem2, which failed",)
    assert flags["sco.lem2"] == flags["sco.thm9"] == ()


def test_circular_supports_end(good: dict[str, Any]) -> None:
    """Two theorems that rest on each other do not hang the table."""
    good["theorems"][0]["rests_on"] = ["sco.thm6"]
    good["theorems"][1]["ok"] = False
    assert table(good).sections[0].flags == ("rests on sco.thm6, which failed",)


def test_the_summary_counts(good: dict[str, Any], bad: dict[str, Any]) -> None:
    """The summary line counts theorems, claims, controls, vacuous claims, errata, open items."""
    assert table(good).summary.line == (
        "2 of 2 theorems as expected · 4 of 4 claims · controls killed 12/12"
        " · vacuous 0 · errata 3 · open 1 · ok"
    )
    assert table(bad).summary.line.startswith("2 of 4 theorems as expected · 2 of 9 claims")
    assert table(bad).summary.line.endswith("NOT OK")


def test_the_head_says_the_restriction(good: dict[str, Any], bad: dict[str, Any]) -> None:
    """The head names version, profile, seed and which methods were planned."""
    assert table(good).head == "flatcheck 0.1.0 · profile quick · seed 0 · all methods"
    assert table(bad).head.endswith("seed 7 · restricted to exact, ball")


def test_errata_say_how_well_they_are_known(good: dict[str, Any]) -> None:
    """An erratum shows its severity, its witness and whether the correction is proved."""
    rows = table(good).errata
    assert [row.severity for row in rows] == ["misprint", "gap", "false"]
    assert [row.proof for row in rows] == ["correction not proved"] + ["correction proved"] * 2
    assert rows[1].witness == "n = 1, T = 1, η = 1/2 gives 5/4 where ≤ 1 is claimed; re-checked"


def test_a_broken_module_is_a_row(bad: dict[str, Any]) -> None:
    """A theorem that could not be imported stands in the table with its sentence."""
    section = table(bad).sections[-1]
    assert (section.mark, section.readings) == ("error", "printed: error")
    assert section.head == "sco.thm9 — a module that cannot be imported"
    assert "cannot be imported" in section.notes[0]


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("1234567890123456", "1234567890123456"),
        ("12345678901234567", "123456…4567 [17 digits]"),
        ("-" + "1" * 20 + "/3", "-111111…1111 [20 digits]/3"),
        ("0.3333", "0.3333"),
        ("0." + "3" * 16, "0." + "3" * 16),
        ("[-1." + "3" * 17 + ", 2]", "[-1.3333333333…, 2]"),
    ],
)
def test_the_rule_of_the_ellipsis_for_digits(text: str, short: str) -> None:
    """Runs of more than 16 digits keep 6 and 4 of them and say their length, decimals keep 10."""
    assert shorten(text) == short


def test_the_rule_of_the_ellipsis_for_lists() -> None:
    """Lists of more than 6 entries keep 3 and 1 and say their length, unless asked in full."""
    assert value_text(list(range(6))) == "[0, 1, 2, 3, 4, 5]"
    assert value_text(list(range(7))) == "[0, 1, 2, …, 6] [7 entries]"
    assert value_text(list(range(7)), full=True) == "[0, 1, 2, 3, 4, 5, 6]"


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"values": {}}, "n = 2; re-checked"),
        ({"values": {"gap": "1/8"}}, "n = 2 gives gap = 1/8; re-checked"),
        ({"values": {}, "rechecked": False}, "n = 2; not re-checked"),
        ({"values": {}, "in_domain": False}, "n = 2; re-checked; outside the domain"),
        ({"values": {"recheck": {"gap": "1/8"}}}, "n = 2; re-checked"),
        (
            {"values": {"left": "3", "relation": ">=", "right": "4", "gap": "1"}},
            "n = 2 gives 3 where ≥ 4 is claimed (gap = 1); re-checked",
        ),
    ],
)
def test_witnesses_are_sentences(changes: dict[str, Any], text: str) -> None:
    """A witness says its point, what it gives against what is claimed, and how it was checked."""
    fields: dict[str, Any] = {"point": {"n": 2}, "rechecked": True, "in_domain": True} | changes
    assert witness_text(Witness(**fields)) == text
    assert ("with {gap: 1/8}" in witness_text(Witness(**fields), full=True)) == (
        "recheck" in fields["values"]
    )


def test_the_rule_is_stated_where_it_is_used(good: dict[str, Any], bad: dict[str, Any]) -> None:
    """A table that shortens something explains how, and another does not."""
    assert table(good).notes == ()
    assert table(bad).notes[0].startswith("An ellipsis")


def test_unprintable_characters_are_replaced() -> None:
    """No text can move the cursor, reverse the reading direction or break a line."""
    assert clean("a\x1b[2J\u202eb\nc\ud800") == "a\ufffd[2J\ufffdb c\ufffd"


def test_a_malformed_report_is_refused(good: dict[str, Any]) -> None:
    """The table model accepts no report outside the contract."""
    good["theorems"][0]["claims"] = None
    with pytest.raises(ReportError, match=r"theorems\[0\]\.claims"):
        table(good)


@pytest.mark.parametrize(
    ("lower", "upper", "text"),
    [
        ("1/4", "1/3", "worst case found ÷ bound: between 1/4 and 1/3"),
        ("1/2", "1/2", "worst case found ÷ bound: 1/2"),
        ("1241/10000", "499/1000", "worst case found ÷ bound: between 0.1241 and 0.499"),
        ("1/301", None, "worst case found ÷ bound: between 1/301 and unknown"),
        ("-1/125", "1", "worst case found ÷ bound: between -0.008 and 1"),
    ],
)
def test_tightness_is_read_at_a_glance(
    good: dict[str, Any], lower: str, upper: str | None, text: str
) -> None:
    """Four digits stand as a decimal, which is the same number; other rationals as they are."""
    good["theorems"][1]["tightness"] = {"lower": lower, "upper": upper}
    assert table(good).sections[1].tightness == text
