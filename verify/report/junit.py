"""The report as JUnit XML: one test case for each leg, each control and each figure.

A leg fails where its claim is not as expected and the leg did not give the expected verdict; a
leg or control that was not run, or raised, is an error and never a skip. Where a claim, a theorem
or the run is not ok and no case of its own says so, a case is added that does: a JUnit file is
green only if the run is.
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

from verify.report.rows import ClaimRow, ControlRow, LegRow, Section, Table

__all__ = ["junit"]


def junit(table: Table) -> str:
    """Return the report as a JUnit XML document."""
    root = ET.Element("testsuites", name="flatcheck")
    suites = [_suite(section) for section in table.sections]
    if not table.summary.ok and not any(_broken(suite) for suite in suites):
        run = ET.Element("testsuite", name="run")
        _case(run, "run", "run", failure=table.summary.line)
        suites.append(run)
    for suite in suites:
        _count(suite)
        root.append(suite)
    for key in ("tests", "failures", "errors", "skipped"):
        root.set(key, str(sum(int(suite.get(key, "0")) for suite in suites)))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(section: Section) -> ET.Element:
    suite = ET.Element("testsuite", name=section.label)
    if not section.claims:
        reason = "; ".join(section.notes) or "the theorem has no claims"
        errors = reason if "error" in (section.printed, section.truth) or not section.ok else ""
        _case(suite, section.label, "module", error=errors)
    for claim in section.claims:
        _claim(suite, section, claim)
    for figure in (*section.figures, *section.failed_figures):
        _case(suite, section.label, f"figure {figure.name}", error=figure.reason)
    if not section.ok and not _broken(suite):
        _case(
            suite, section.label, "theorem", failure="; ".join([section.readings, *section.notes])
        )
    return suite


def _claim(suite: ET.Element, section: Section, claim: ClaimRow) -> None:
    name = f"{section.label}.{claim.id}"
    before = len(_broken(suite))
    for index, leg in enumerate(claim.legs, 1):
        _leg(suite, name, f"{claim.reading} leg {index} {leg.name}", claim, leg)
    for control in claim.control_rows:
        _control(suite, name, f"{claim.reading} control {control.name}", control)
    if not claim.legs:
        _case(suite, name, f"{claim.reading} claim", error="; ".join(claim.remarks))
    elif not claim.ok and len(_broken(suite)) == before:
        failure = "; ".join([claim.verdict, f"grade: {claim.grade}", *claim.remarks])
        _case(suite, name, f"{claim.reading} claim", failure=failure)


def _leg(suite: ET.Element, classname: str, name: str, claim: ClaimRow, leg: LegRow) -> None:
    failure = error = full = ""
    if leg.state in ("not_run", "error"):
        error = f"{leg.verdict}: {leg.reason}"
    elif leg.verdict != claim.expected and not claim.ok:
        parts = [f"{leg.verdict}, but expected {claim.expected}; covered: {leg.coverage}"]
        if leg.reason:
            parts.append(leg.reason)
        if leg.witness:
            full = f"witness: {leg.witness_full}"
            parts.append(f"witness: {leg.witness}")
        failure = "; ".join(parts)
    about = "\n".join(filter(None, [claim.statement, full]))
    _case(suite, classname, name, failure=failure, error=error, about=about)


def _control(suite: ET.Element, classname: str, name: str, control: ControlRow) -> None:
    message = "" if control.killed else f"the control ({control.kind}) survived: {control.verdict}"
    failed_to_run = control.state in ("not_run", "error")
    _case(
        suite,
        classname,
        name,
        failure="" if failed_to_run else message,
        error=(message or control.verdict) if failed_to_run else "",
    )


def _case(
    suite: ET.Element,
    classname: str,
    name: str,
    *,
    failure: str = "",
    error: str = "",
    about: str = "",
) -> None:
    case = ET.SubElement(suite, "testcase", classname=classname, name=name, time="0")
    for kind, message in (("error", error), ("failure", failure)):
        if message:
            element = ET.SubElement(case, kind, message=message, type=kind)
            element.text = f"{message}\n{about}".rstrip()


def _broken(suite: ET.Element) -> list[ET.Element]:
    return [child for case in suite for child in case if child.tag in ("failure", "error")]


def _count(suite: ET.Element) -> None:
    broken = _broken(suite)
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(sum(child.tag == "failure" for child in broken)))
    suite.set("errors", str(sum(child.tag == "error" for child in broken)))
    suite.set("skipped", "0")
