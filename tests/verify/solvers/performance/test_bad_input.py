"""Bad input through the command line: one sentence, exit code 1, no certificate, no traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HEAD = '''
"""A claim that something is wrong with."""

from fractions import Fraction

from verify import Claim, Control, Domain, Integers, Paper, Theorem, printed
from verify.solvers.performance import *
'''

TAIL = '''

def by_hand(data, point):
    """No function is known that breaks it."""
    return {"violated": False}


wrong = tuple(Control(f"c = {c}", "constant", {"c": c}) for c in ("1/2", "1/3", "1/4"))
reading = printed("a bound", Domain({"n": Integers(1)}), data={"c": "1"}, controls=wrong)
claim = Claim("bound", (leg(estimate_at, over={"n": [1, 2]}),), (reading,), recheck=by_hand)
THEOREM = Theorem(
    label="bad.LABEL",
    paper=Paper("bad", "Bad", "Nobody", "nowhere"),
    number="Bound 1",
    title="Bad",
    kind="proposition",
    statement="a bound",
    hypotheses=("f smooth",),
    claims=(claim,),
    notes="No property leg: nothing is here to be searched.",
)
'''

RUN = """
def estimate_at(data, p):
    x, met = vector("x0"), [minimizer()]
    for k in range(p["n"]):
        met.append(point(str(k), x))
        x = x - met[-1].g
    met.append(point("n", x))
    return estimate(
        objective=met[-1].f,
        bound=Fraction(data["c"]) * {bound},
        functions=[Function(met, 1, convexity={convexity})],
        given={{"start": {start}}},
    )
"""
RATE, START = 'Fraction(1, 4 * p["n"] + 2)', 'vector("x0").square() - 1'


def ran(bound: str = RATE, convexity: str = "0", start: str = START) -> str:
    """A module's claim about gradient descent."""
    return RUN.format(bound=bound, convexity=convexity, start=start)


STEP = """
def estimate_at(data, p):
    return first_order_bound([[1]], 1, gradient_descent(p["n"], 1, step={step}) and data["c"])
"""
FLAT = """
def estimate_at(data, p):
    x, z = vector("x"), vector("z")
    at = point("0", x)
    given = {"x": x.square() - 1, "one": x.dot(z) + at.f - 1, "other": x.dot(z) * -3}
    bound, f = p["n"] + Fraction(data["c"]), Function([minimizer(), at], 1)
    return estimate(objective=at.f * 3, bound=3 * bound, functions=[f], given=given)
"""
LONG = "(1 + Fraction(1, 3**70)) * Fraction(1001, 1000) * " + RATE
UNCONFIRMED = "the re-check does not confirm the witness of the pep leg"
# (the module's body, verdict, what the reason holds)
CASES: dict[str, tuple[str, str, str]] = {
    "step": (STEP.format(step=2), "error", "step must lie in (0, 2) for an L-smooth convex"),
    "convexity": (ran(convexity="2"), "error", "convexity must lie in [0, L) for an L-smooth"),
    "inexact": (ran(bound="0.2"), "error", "must be exact, got the float 0.2"),
    "named": (ran(start='vector("x zero").square() - 1'), "error", "the name of a vector or value"),
    "nothing": (ran(bound='value("f(n)")', start=START), "error", "nothing to prove"),
    "nonconvex": (ran(convexity="None"), "error", UNCONFIRMED),
    "unbounded": (ran(start="met[1].g.square() - 1"), "error", UNCONFIRMED),
    "reserved": (ran(start='vector("∇f(0)").square() - 1'), "error", "must not begin with ∇"),
    "contrary": (
        ran(start=START).replace("given={", 'given={"far": 2 - vector("x0").square(), '),
        "undecided",
        "the constraints contradict each other",
    ),
    "flat": (FLAT, "undecided", "the dual is rank-deficient, or nearly so"),
    "tight": (ran(), "undecided", "the slack is too small for rounding: the bound 1/6 leaves"),
    "long": (ran(bound=LONG), "undecided", "is longer than 96 bits"),
}
SOLVER = """
from verify.solvers.performance import search

original = search.solve
search.solve = lambda problem, **options: original(problem, **{**options, "max_iter": 2})
"""


def flatcheck(folder: Path, bodies: dict[str, str]) -> tuple[dict[str, Any], str]:
    """Run modules with these bodies: the claims by label, and what was printed."""
    for name, body in bodies.items():
        text = HEAD.lstrip() + body + TAIL.replace("LABEL", name)
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    words = ["-m", "verify", "run", *(f"{name}.py" for name in bodies), "--out", "out"]
    done = subprocess.run(
        [sys.executable, *words], cwd=folder, text=True, capture_output=True, check=False
    )
    assert done.returncode == 1
    report = json.loads((folder / "out" / "report.json").read_text(encoding="utf-8"))
    assert not any((folder / "out" / "certificates").iterdir())
    claims = {t["label"]: t["claims"][0] for t in report["theorems"]}
    return claims, done.stdout + done.stderr


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], str]:
    """All cases in one run."""
    bodies = {name: body for name, (body, _, _) in CASES.items()}
    return flatcheck(tmp_path_factory.mktemp("bad"), bodies)


@pytest.mark.parametrize("name", CASES)
def test_bad_input_is_one_sentence_and_never_a_pass(
    name: str, told: tuple[dict[str, Any], str]
) -> None:
    """The row says what is wrong with the input, and the run fails without a certificate."""
    _, verdict, word = CASES[name]
    claim = told[0][f"bad.{name}"]
    assert claim["verdict"] == verdict != "holds" and claim["grade"] is None
    reason = claim["legs"][0]["detail"]["reason"]
    assert word in reason and ". " not in reason
    assert not any(control["killed"] for control in claim["controls"])


def test_no_traceback_is_printed(told: tuple[dict[str, Any], str]) -> None:
    """What a user sees are rows and sentences."""
    assert "Traceback" not in told[1]


def test_a_solver_that_stops_early_is_undecided(tmp_path: Path) -> None:
    """Two iterations leave no dual point, and that is what the row says."""
    claims, printed = flatcheck(tmp_path, {"solver": SOLVER + ran(bound="2 * " + RATE)})
    assert claims["bad.solver"]["verdict"] == "undecided"
    assert "the solver stopped early after 2 iterations" in str(claims["bad.solver"]["legs"])
    assert "Traceback" not in printed
