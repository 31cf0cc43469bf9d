"""Sample reports: a small one as expected, one with everything that can go wrong, a hostile one."""

from __future__ import annotations

import copy
from typing import Any

import pytest

HUGE = "123456789" * 45
HOSTILE = (
    "<script>alert(1)</script> & </td> \\input{/etc/passwd} $x$ 100% #1 {a_b^c} ~ | `code` **b**"
    " [red]markup[/red] \x1b[31mescape\x1b[0m \u202eesrever\n\nnew | line ]]> 日本語 😀 ρ≤η²∇ ň é ﬁ"
)


def witness(**point: Any) -> dict[str, Any]:
    """Return a re-checked witness at `point`."""
    return {
        "point": point,
        "values": {"left": "5/4", "relation": "<=", "right": "1", "recheck": {"left": "1.25"}},
        "rechecked": True,
        "in_domain": True,
    }


def leg(method: str = "exact", verdict: str = "holds", **changes: Any) -> dict[str, Any]:
    """Return a leg of the contract."""
    return {
        "method": method,
        "exactness": "exact",
        "verdict": verdict,
        "coverage": "n ≤ 12, all T, η in 24 values",
        "cases": 288,
        "executed": True,
        "witness": None,
        "certificate": None,
        "detail": {},
    } | changes


def control(name: str = "constant 1/3", *, killed: bool = True, **changes: Any) -> dict[str, Any]:
    """Return a control of the contract."""
    return {
        "name": name,
        "kind": "constant",
        "killed": killed,
        "verdict": "refuted" if killed else "holds",
    } | changes


def claim(id_: str = "gap", **changes: Any) -> dict[str, Any]:
    """Return a claim that holds as expected."""
    return {
        "id": id_,
        "reading": "printed",
        "statement": "F(ŵ_T) − min F ≥ ¼ for every η > 0 and T ≥ 1",
        "latex": r"F(\hat w_T) - \min F \ge \tfrac14 \quad \forall \eta > 0,\ T \ge 1",
        "expected": "holds",
        "verdict": "holds",
        "grade": "certified",
        "coverage": "n ≤ 12, all T, η in 24 values",
        "margin": {"value": "1/12", "meaning": "least slack"},
        "vacuous": False,
        "ok": True,
        "legs": [leg("exact"), leg("property", cases=100, exactness="sampled")],
        "controls": [control(), control("no premise", kind="premise"), control("zero loss")],
    } | changes


def theorem(label: str = "sco.thm6", **changes: Any) -> dict[str, Any]:
    """Return a theorem that is as expected."""
    return {
        "label": label,
        "paper": label.split(".", maxsplit=1)[0],
        "number": "6",
        "title": "flat minima that do not generalize",
        "kind": "theorem",
        "statement": "For every n, T and η > 0 there is a distribution such that …",
        "hypotheses": ["n ≥ 1", "η > 0"],
        "rests_on": [],
        "notes": "No convex leg: the statement holds no optimum.",
        "ok": True,
        "printed": "holds",
        "truth": "holds",
        "grade": "certified",
        "tightness": {"lower": "1/4", "upper": "1/3"},
        "figures": [],
        "claims": [claim()],
        "errata": [],
        "open": [],
    } | changes


def report(*theorems: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return a report of the contract."""
    return {
        "schema": "flatcheck.report/1",
        "version": "0.1.0",
        "profile": "quick",
        "seed": 0,
        "methods": None,
        "ok": all(t["ok"] for t in theorems),
        "theorems": list(theorems),
    } | changes


def good_report() -> dict[str, Any]:
    """Return a report in which all is as expected, with an erratum of each severity."""
    refuted = claim(
        "rate",
        verdict="refuted",
        expected="refuted",
        grade="proved",
        coverage="one instance",
        margin=None,
        legs=[leg("exact", "refuted", witness=witness(n=1, T=1, η="1/2"), cases=1)],
    )
    corrected = claim("rate", reading="corrected", statement="the same for η < 1", latex="")
    errata = [
        {
            "id": f"sco.thm6.e{index}",
            "severity": severity,
            "printed": "for every η > 0",
            "witness": witness(n=1, T=1, η="1/2") if index else None,
            "corrected": "for every 0 < η < 1",
            "proved": bool(index),
        }
        for index, severity in enumerate(("misprint", "gap", "false"))
    ]
    return report(
        theorem("sco.lem2", number="Lemma 2", kind="lemma", title="the event's probability"),
        theorem(
            printed="refuted",
            rests_on=["sco.lem2"],
            claims=[claim(), refuted, corrected],
            errata=errata,
            open=["whether the minimum over all nets is attained"],
        ),
    )


def bad_report() -> dict[str, Any]:
    """Return a report with every verdict that fails a run."""
    stuck = {"reason": "the ball contains 0 at 4096 bits", "name": "wide"}
    late = {"reason": "time limit of 5 s"}
    raised = {"reason": "ZeroDivisionError: division by zero"}
    survivor = control("loss 7", killed=False)
    claims = [
        claim("wrong", verdict="refuted", ok=False, grade=None, legs=[
            leg("enumeration", "refuted", witness=witness(n=2, data=list(range(40)), c=HUGE)),
        ]),
        claim("surprise", expected="refuted", ok=False),
        claim("stuck", verdict="undecided", ok=False, grade=None, coverage="", margin=None,
              legs=[leg("ball", "undecided", detail=stuck)]),
        claim("skipped", verdict="not_run", ok=False, grade=None, coverage="", margin=None,
              legs=[leg("convex", "not_run", coverage="", cases=0, detail=late)],
              controls=[control(killed=False, verdict="not_run")]),
        claim("unplanned", verdict="not_run", ok=False, grade=None, coverage="",
              legs=[], controls=[]),
        claim("raised", verdict="error", ok=False, grade=None, coverage="",
              legs=[leg("pep", "error", detail=raised)]),
        claim("hollow", vacuous=True, ok=False, controls=[control(), survivor]),
    ]  # fmt: skip
    broken = theorem(
        "sco.thm9",
        claims=[],
        printed="error",
        truth="error",
        grade=None,
        ok=False,
        tightness=None,
        number="",
        title="a module that cannot be imported",
        kind="broken",
        notes="theorems/sco/thm9.py cannot be imported: NameError: name 'x' is not defined",
    )
    return report(
        theorem("sco.lem2", ok=False, truth="refuted", grade=None, claims=claims),
        theorem("sco.lem3", rests_on=["sco.lem2"]),
        theorem("sco.thm3", rests_on=["sco.lem3", "sco.lem404"]),
        broken,
        methods=["exact", "ball"],
        seed=7,
    )


def hostile_report() -> dict[str, Any]:
    """Return a report whose every free text is hostile."""
    bad_math = [r"\frac{1", r"a % b", r"$x$ & y", "\\\\", r"x}{y", "ρ", "x\n\ny", r"\end{document}"]
    long_math = "x_{1}x_{2}x_{3}x_{4}x_{5}x_{6}x_{7}x_{8}x_{9}x_{10}x_{11}x_{12}x_{13}x_{14}x_{15}"
    w = witness(**{HOSTILE: HOSTILE, "n": HUGE, "list": [[HUGE] * 9] * 9})
    claims = [
        claim(f"c{index}{HOSTILE}", statement=HOSTILE, latex=latex, coverage=HOSTILE,
              margin={"value": HUGE, "meaning": HOSTILE},
              legs=[leg(coverage=HOSTILE, exactness=HOSTILE, witness=w, detail={HOSTILE: HOSTILE})],
              controls=[control(HOSTILE, kind=HOSTILE, killed=False)])
        for index, latex in enumerate([*bad_math, long_math])
    ]  # fmt: skip
    text = {"number": HOSTILE, "title": HOSTILE, "kind": HOSTILE, "statement": HOSTILE}
    erratum = {
        "id": HOSTILE,
        "severity": "false",
        "printed": HOSTILE,
        "witness": w,
        "corrected": "W" * 300,
        "proved": False,
    }
    figure = {"name": HOSTILE, "caption": HOSTILE, "pdf": "a b$.pdf", "png": "x onerror='1'.png"}
    return report(
        theorem(
            f"sco.{HOSTILE}",
            hypotheses=[HOSTILE],
            notes=HOSTILE + "A" * 200,
            claims=claims,
            errata=[erratum],
            open=[HOSTILE],
            figures=[figure],
            tightness={"lower": HUGE, "upper": None},
            **text,
        ),
        version=HOSTILE,
    )


SAMPLES = {"good": good_report, "bad": bad_report, "hostile": hostile_report, "empty": report}


@pytest.fixture(params=sorted(SAMPLES))
def sample(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Every sample report in turn."""
    return copy.deepcopy(SAMPLES[request.param]())


@pytest.fixture
def good() -> dict[str, Any]:
    """A report in which all is as expected."""
    return copy.deepcopy(good_report())


@pytest.fixture
def bad() -> dict[str, Any]:
    """A report with every verdict that fails a run."""
    return copy.deepcopy(bad_report())


@pytest.fixture
def hostile() -> dict[str, Any]:
    """A report whose texts try to break out of each format."""
    return copy.deepcopy(hostile_report())
