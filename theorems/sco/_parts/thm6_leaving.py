"""Theorem 6's runs, and where SAM goes from 0 if it reads 0/0 as +1."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any

from theorems.sco._parts.thm6_by_hand import leaving_by_hand
from verify import (
    Case,
    Claim,
    Control,
    Domain,
    Evidence,
    Exactness,
    Finding,
    Integers,
    Premise,
    Tri,
    both,
    compare,
    finite,
    legs,
    rationals,
    sharpened,
)

if TYPE_CHECKING:
    from verify.domain import Point

__all__ = ["DEFINITE", "RUNS", "leaving_claim"]

Data = Mapping[str, Any]
Run = Callable[..., tuple[Fraction, Fraction]]
WHOLE = ("stay", "damped", "minus")
RUNS = Domain(
    {
        "n": Integers(1),
        "T": Integers(1),
        "tau": Integers(1),
        "eta": rationals("0 <"),
        "radius": rationals("0 <=", "<= 1/2"),
        "r": rationals("0 <=", "<= 1/2"),
        "convention": finite([*WHOLE, "plus"]),
    },
    (Premise("tau <= T", lambda p: p["tau"] <= p["T"]),),
)
DEFINITE = RUNS.restrict(convention=WHOLE)
LEAVING = Domain({k: v for k, v in RUNS.parameters.items() if k not in {"n", "r"}}, RUNS.premises)
STAYING, BACKWARD = (LEAVING.restrict(convention=[c]) for c in ("stay", "minus"))


def leaving_at(run: Run, data: Data, p: Point) -> Finding:
    """The last iterate and the suffix average of SAM from 0 against closed forms.

    w_t = −b(1 − q^(t−1)), b = radius max(η, 1), q = [1 − η]_+; the mean of the powers is summed.
    """
    eta, last, tau = p["eta"], p["T"], p["tau"]
    end, average = run(Fraction(0), p["radius"], eta, last, tau, p["convention"])
    reach, q = Fraction(data["factor"]) * p["radius"] * max(eta, 1), max(1 - eta, Fraction(0))
    powers = (q ** (tau - 1) - q**last) / (1 - q) / (last - tau + 1)
    return both(
        compare(end, "==", -reach * (1 - q ** (last - 1)), which="w_T"),
        compare(average, "==", -reach * (1 - powers), which="average"),
    )


def leaving_by_smt(run: Run, case: Case) -> Evidence:
    """z3: the step maps −b(1 − x) to −b(1 − qx) for x = 1 and every x in [0, q], x = q^(t−1)."""
    import z3

    from verify.solvers.smt import prove, relu

    ascents = {"stay": 0, "damped": 0, "minus": -1, "plus": 1}
    directions = [ascents[c] for c in case.domain.parameters["convention"].values]

    def formula(t: Mapping[str, Any]) -> Any:
        eta, radius, x = t["eta"], t["radius"], t["x"]
        reach = z3.RealVal(case.data["factor"]) * radius * z3.If(eta >= 1, eta, 1)
        w, q = -reach * (1 - x), relu(1 - eta)
        steps = [w - eta * relu(w + radius * c) == -reach * (1 - q * x) for c in directions]
        return z3.Implies(z3.Or(x == 1, x <= q), z3.And(w <= 0, *steps))

    found = prove(
        case,
        formula,
        variables=("eta", "radius"),
        auxiliary=("x",),
        definitions=lambda t: [t["x"] >= 0, t["x"] <= 1],
        free={
            "T": "induction over t from x = 1, which is w_1 = 0",
            "tau": "the average is that of a geometric series",
            "convention": "the conventions are conjoined",
        },
    )
    if found.witness is None:
        return found
    at = {name: [found.witness.point[name]] for name in ("eta", "radius")}
    for point in case.domain.points(T=[2, 3], tau=[1], **at):
        if (finding := leaving_at(run, case.data, point)).answer is Tri.NO:
            return legs.refutes("smt", Exactness.SMT, point, finding.values)
    reason = "z3 breaks the step, but no run of two steps does"
    return legs.undecided("smt", Exactness.SMT, reason)


def leaving_claim(run: Run) -> Claim:
    """The claim that SAM leaves 0 if 0/0 is +1, checked on the run that Theorem 6 is checked on.

    At rest the step, the rate and the average are invisible, so that the same run must move.
    """
    return Claim(
        "leaving",
        legs=(
            legs.exact(
                partial(leaving_at, run),
                over={"T": [1, 2, 6], "tau": [1, 2, 6], "eta": ["1/1000", "1/4", "1", "3/2", "50"]},
                executed=True,
            ),
            legs.smt(partial(leaving_by_smt, run)),
        ),
        readings=(
            sharpened(
                "read as +1, SAM leaves 0 for the flat side at every radius > 0: w_t = −b(1 − "
                "[1−η]_+^(t−1)) with b = radius · max(η, 1)",
                LEAVING.restrict(convention=["plus"]),
                latex=r"w_t = -b(1 - [1-\eta]_+^{t-1})",
                data={"factor": "1"},
                controls=(
                    Control(
                        "0/0 = 0",
                        "convention",
                        {},
                        LEAVING.restrict(convention=["stay"]),
                        ("exact",),
                    ),
                    Control(
                        "0/0 = −1",
                        "convention",
                        {},
                        LEAVING.restrict(convention=["minus"]),
                        ("exact",),
                    ),
                    Control("twice as far", "constant", {"factor": "2"}, None, ("exact",)),
                    Control("half as far", "constant", {"factor": "1/2"}),
                ),
            ),
        ),
        recheck=leaving_by_hand,
    )
