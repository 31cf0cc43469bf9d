"""Lemma 3: a non-negative β-smooth function bounds its own gradient, ‖∇f(w)‖² ≤ 2β f(w)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import msgspec

from theorems.sco import PAPER
from theorems.sco._parts.upper_by_hand import self_bounding_by_hand
from theorems.sco._parts.upper_losses import dot, loss, point, slope
from theorems.sco._parts.upper_models import LOSSES, POINTS
from theorems.sco._parts.upper_search import broken_at
from verify import (
    Case,
    Claim,
    Control,
    Domain,
    Evidence,
    Finding,
    Objects,
    Theorem,
    Tri,
    compare,
    legs,
    printed,
    rationals,
    sharpened,
)
from verify.evidence import Exactness, Outcome
from verify.solvers.performance import Estimate, Function, Vector, estimate, sweep
from verify.solvers.performance import point as known_at
from verify.statement import Leg
from verify.tightness import stating

if TYPE_CHECKING:
    from verify.domain import Point

Data = Mapping[str, Any]


def self_bounding(data: Data, p: Point) -> Finding:
    """‖∇f(w)‖² against κβ f(w), f = β · curvature · loss + shift."""
    z, beta = p["f"], p["beta"] * Fraction(data["curvature"])
    w = point(p["w"], len(z.get("a", z.get("low", [0]))))
    g = slope(z, w)
    value = beta * loss(z, w) + Fraction(data["shift"])
    op = "==" if data["says"] == "equal" else "<="
    return compare(beta**2 * dot(g, g), op, Fraction(data["kappa"]) * p["beta"] * value)


SWEEP = {"w": [["0"], ["1"], ["-2"], ["3/2", "-1"], ["3", "4"]], "beta": ["1", "1/1000", "7"]}


def descent_by_smt(case: Case) -> Evidence:
    """z3: the value after a step −∇f(w)/β is at least that of the shift, and the step bounds it.

    With G = ‖∇f(w)‖ and f of smoothness cβ: shift ≤ f(w − ∇f(w)/β) ≤ f(w) − G²/β + cG²/(2β).
    """
    import z3

    from verify.solvers.smt import prove

    def formula(t: Mapping[str, Any]) -> Any:
        return t["G"] * t["G"] <= z3.RealVal(case.data["kappa"]) * t["beta"] * t["value"]

    def definitions(t: Mapping[str, Any]) -> list[Any]:
        c, shift = z3.RealVal(case.data["curvature"]), z3.RealVal(case.data["shift"])
        fall = t["G"] * t["G"] * (1 - c / 2)
        return [t["after"] >= shift, t["G"] >= 0, t["beta"] * (t["value"] - t["after"]) >= fall]

    found = prove(
        case,
        formula,
        variables=("beta",),
        auxiliary=("value", "after", "G"),
        definitions=definitions,
        free={
            "f": "only its smoothness along −∇f(w) and its least value are used",
            "w": "any point; the deduction speaks of G = ‖∇f(w)‖ and f(w)",
        },
    )
    return broken_at(case, found, self_bounding, SWEEP)


def at_two_points(data: Data, p: Point) -> Estimate:
    """‖∇f(w)‖² ≤ κβ f(w), known of f: its smoothness, and shift ≤ f(w − ∇f(w)/L)."""
    L = p["beta"] * Fraction(data["curvature"])
    w = known_at("w", Vector())
    after = known_at("w+", w.g / -L)
    return estimate(
        objective=w.g.square(),
        bound=w.f * (Fraction(data["kappa"]) * p["beta"]),
        functions=[Function([w, after], L, convexity=None)],
        given={"positive": Fraction(data["shift"]) - after.f},
        multipliers={"f w>w+": 2 * L, "positive": 2 * L},
    )


def over_the_class(case: Case) -> Evidence:
    """A certificate for each β, which speaks of every f and w; a model where there is none."""
    found = sweep(
        replace(case, domain=Domain({"beta": case.domain.parameters["beta"]})),
        at_two_points,
        {"beta": SWEEP["beta"]},
        tightness=True,
    )
    if found.outcome is Outcome.SUPPORTS:
        return msgspec.structs.replace(
            found, covered=case.domain.restrict(beta=SWEEP["beta"]).scope()
        )
    broken = (
        p for p in case.domain.points(**SWEEP) if self_bounding(case.data, p).answer is Tri.NO
    )
    at = next(broken, None)
    if found.outcome is not Outcome.REFUTES or at is None:
        reason = found.reason or "a Gram matrix breaks the claim, and no model of the sweep does"
        return legs.undecided("pep", Exactness.CERTIFICATE, reason, cases=found.cases)
    return legs.refutes("pep", Exactness.CERTIFICATE, at, self_bounding(case.data, at).values)


DOMAIN = Domain({"f": LOSSES, "w": POINTS, "beta": rationals("0 <")})
DATA = {"kappa": "2", "curvature": "1", "shift": "0", "says": "at most"}


def _quadratic(f: Any) -> bool:
    if not LOSSES.contains(f) or "cap" in f or "well" in f:
        return False
    return "low" in f or sum(Fraction(x) ** 2 for x in f["a"]) == 1


def _squared(f: dict[str, Any]) -> dict[str, Any]:
    """The loss without its linear end, of slope 1; a point for a well."""
    if "a" in f:
        return {"a": f["a"] if f["a"] != ["1/2"] else ["1"], "b": f["b"]}
    return f if "low" in f else {"low": ["0"], "high": ["0"]}


SQUARES = Objects(
    "half squared distances from boxes and half-spaces",
    _quadratic,
    tuple(f for f in LOSSES.samples if _quadratic(f)),
    lambda: LOSSES.strategy().map(_squared),
    (LOSSES.name,),
)

bound = Claim(
    "bound",
    legs=(
        legs.exact(self_bounding, over=SWEEP, executed=True),
        legs.smt(descent_by_smt),
        legs.searched(self_bounding, examples=(40, 300), executed=True),
        Leg("pep", over_the_class),
    ),
    readings=(
        printed(
            "‖∇f(w)‖² ≤ 2β f(w) for every non-negative β-smooth f on R^d",
            DOMAIN,
            latex=r"\|\nabla f(w)\|^2 \le 2\beta f(w)",
            data=DATA,
            controls=(
                Control("constant 19/10", "constant", {"kappa": "19/10"}),
                Control("f − 1/100", "premise", {"shift": "-1/100"}, None, ("exact", "smt", "pep")),
                Control(
                    "(3/2)β-smooth", "premise", {"curvature": "3/2"}, None, ("exact", "smt", "pep")
                ),
            ),
        ),
    ),
    recheck=self_bounding_by_hand,
    margin="least 2β f(w) − ‖∇f(w)‖²",
)

equality = Claim(
    "equality",
    legs=(
        stating(
            legs.exact(self_bounding, over=SWEEP, executed=True), lambda _: (Fraction(1), None)
        ),
        legs.searched(self_bounding, examples=(40, 300), executed=True),
    ),
    readings=(
        sharpened(
            "‖∇f(w)‖² = 2β f(w) at every w for f = (β/2) dist(w, C)², C a box or a half-space: "
            "the constant 2 is the least",
            DOMAIN.widened(f=SQUARES),
            data={**DATA, "says": "equal"},
            controls=(
                Control("all 1-smooth losses", "construction", {}, DOMAIN, ("exact",)),
                Control("constant 201/100", "constant", {"kappa": "201/100"}, None, ("exact",)),
                Control("constant 199/100", "constant", {"kappa": "199/100"}),
            ),
        ),
    ),
    recheck=self_bounding_by_hand,
)

THEOREM = Theorem(
    label="sco.lem3",
    paper=PAPER,
    number="Lemma 3",
    title="Smooth non-negative functions are self-bounding",
    kind="lemma",
    statement="If f: R^d → R is non-negative and β-smooth, then ‖∇f(w)‖² ≤ 2β f(w).",
    hypotheses=("f ≥ 0 on all of R^d", "f is β-smooth"),
    claims=(bound, equality),
    notes="The models are β times half squared distances, one-sided squares with and without a "
    "linear end, and a well that is not convex: the lemma does not ask for convexity. z3's "
    "deduction takes of f its least value and its smoothness along one step; so does the exact "
    "certificate, which speaks of every f of the class.",
)
