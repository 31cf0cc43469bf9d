"""Legs of Theorem 4.1 that are more than a predicate: sympy, z3 and the convex program.

A data set enters the memorizing net sample by sample: through r = ‖x'‖, the label y and, for the
other samples, s = w·(x_i − x_j) in units of the least such gap, so s ≥ 1. What is proved for all
real r, y and s holds at every data set.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial
from typing import Any

from theorems.sharpness._parts.every_width import witnessed
from theorems.sharpness._parts.labelled_data import Labelled, closed_form, labelled
from theorems.sharpness._parts.memorizing import memorizing_net
from theorems.sharpness._parts.memorizing_sets import NULL, TWICE
from theorems.sharpness._parts.three_numbers import compared, rounded, row, three_numbers
from verify import legs
from verify.case import Case
from verify.domain import Point
from verify.evidence import Evidence, Exactness, Outcome
from verify.legs import Finding
from verify.solvers.smt import prove
from verify.solvers.symbolic import prove_zero

__all__ = [
    "above_by_program",
    "bump_by_smt",
    "cauchy_by_smt",
    "depth_by_sympy",
    "equality_by_sympy",
    "least_by_program",
]

Data = Mapping[str, Any]
Predicate = Callable[[Data, Point], Finding]
SAMPLEWISE = (
    "extreme points have w_i with positive gaps, and the net looks at them through r = ‖x_i'‖, y_i "
    "and s = w_i·(x_i − x_j)/least gap alone, which are free reals here, s ≥ 1"
)
LATER = "the first layer is that of D = 2, which the claim construction proves one-hot"


def bump_by_smt(built: Predicate, over: Mapping[str, Any]) -> Callable[[Case], Evidence]:
    """z3: at D = 2 the own neuron interpolates at least cost, and every other sample is off.

    Where a sample may occur twice and each has a neuron as printed, another sample may have s = 0:
    the printed w_i·x_i > w_i·x_j asks s > 0 there too. A dead neuron has the pre-activation −1.
    `built` and `over` find the witness where that fails.
    """

    def definitions(t: Data) -> list[Any]:
        import z3

        size = z3.If(t["y"] >= 0, t["y"], -t["y"])
        radius = z3.RealVal(t["data"]["radius"]) * t["r"]
        signed = z3.And(t["data"]["sign"], t["y"] < 0)
        return [
            t["r"] > 0,
            t["y"] != 0,
            t["height"] > 0,
            t["height"] * t["height"] == radius * size,
            t["out"] * t["out"] * radius == size,
            z3.If(signed, t["out"] < 0, t["out"] > 0),
        ]

    def formula(t: Data) -> Any:
        import z3

        size = z3.If(t["y"] >= 0, t["y"], -t["y"])
        cost = t["out"] * t["out"] * t["r"] * t["r"] + t["height"] * t["height"]
        # the pre-activation is height (eps − s)/eps, with s = 0 at the sample itself
        return z3.And(
            t["eps"] - t["s"] < 0, t["out"] * t["height"] == t["y"], cost == 2 * t["r"] * size
        )

    def run(case: Case) -> Evidence:
        repeated = case.domain.parameters["data"].contains(TWICE)
        least_gap = 0 if repeated and case.data["spare"] == "printed" else 1
        found = prove(
            case,
            formula,
            variables=("eps",),
            free={"data": SAMPLEWISE},
            auxiliary=("r", "y", "s", "height", "out"),
            definitions=lambda t: [*definitions(t), t["s"] >= least_gap],
        )
        if found.outcome is Outcome.SUPPORTS:
            return found
        return witnessed(case, "smt", Exactness.SMT, built, over)

    return run


def depth_by_sympy(built: Predicate, over: Mapping[str, Any]) -> Callable[[Case], Evidence]:
    """sympy, for symbolic D and k: each layer adds y² r² to ‖∇f(x)‖², r^D = ‖x'‖/|y|.

    On the path of one sample h_k = u r^{1−k} and δ_k = ± r^{k−D}; off the path the pre-activations
    of the layers ≥ 2 are h_k times the entry outside the diagonal, which must be negative. At a
    label 0 the path has r = u = 1 and W_D = 0: only ∂f/∂W_D = h = 1 is left, for the least cost 0.
    """

    def run(case: Case) -> Evidence:
        import sympy

        D, k = sympy.symbols("D k", integer=True, positive=True)
        r, y = sympy.symbols("r y", positive=True)
        norm = y * r**D
        u = y * r ** (D - 1 + int(case.data["power"]))
        each = y**2 * r**2
        terms = [
            u * r ** (2 - D) / r - y,
            (r ** (1 - D)) ** 2 * norm**2 - each,
            (r ** (k - D)) ** 2 * (u * r ** (2 - k)) ** 2 - each,
            (u * r ** (2 - D)) ** 2 - each,
            D * sympy.powdenest(sympy.powsimp(y ** (2 * D - 2) * norm**2), force=True) ** (1 / D)
            - D * each,
        ]
        if case.domain.parameters["data"].contains(NULL):
            terms.append(sympy.Integer(1) - sympy.Rational(str(case.data["excess"])))
        zero = all(sympy.simplify(sympy.powsimp(sympy.expand(term))) == 0 for term in terms)
        top = case.domain.parameters["depth"].max
        off = Fraction(case.data["off_diagonal"]) < 0 or (top is not None and top <= 2)
        if zero and off:
            detail = {
                "identities": len(terms),
                "independent_of": {"data": SAMPLEWISE, "eps": LATER},
            }
            return legs.supports("symbolic", Exactness.IDENTITY, case.domain, detail=detail)
        return witnessed(case, "symbolic", Exactness.IDENTITY, built, over)

    return run


def equality_by_sympy(case: Case) -> Evidence:
    """sympy, all r > 0 and y: W_2 relu = y, ‖∇f‖² = 2‖x'‖|y| and Eq. (4)."""

    def terms(data: Data, t: Data) -> list[Any]:
        import sympy

        r, y = t["r"], t["y"]
        radius = r ** int(data["power"])
        height, sign = sympy.sqrt(radius * sympy.Abs(y)), sympy.sign(y)
        out = sign * sympy.sqrt(sympy.Abs(y) / radius)
        return [
            out * height - y,
            out**2 * r**2 + height**2 - 2 * r * sympy.Abs(y),
            out - (sign if data["sign"] == "y" else 1) * height / r,
        ]

    return prove_zero(case, terms, variables=("r", "y"))


def cauchy_by_smt(case: Case) -> Evidence:
    """z3: (A q + B)² ≥ 4 f² q for all reals with f² ≤ AB."""
    import z3

    def formula(t: Data) -> Any:
        left, c = t["A"] * t["q"] + t["B"], z3.RealVal(case.data["constant"])
        return left * left >= c * t["f"] * t["f"] * t["q"]

    return prove(case, formula, variables=("A", "B", "f", "q"))


def least_by_program(sets: list[dict[str, Any]]) -> Callable[[Case], Evidence]:
    """Closed form, second differences and convex program, side by side."""

    def run(case: Case) -> Evidence:
        if outside := [s for s in sets if not case.domain.parameters["data"].contains(s)]:
            reason = f"the domain lacks the data set {outside[0]}"
            return legs.undecided("convex", Exactness.BRACKET, reason)
        return compared(
            case,
            case.domain.restrict(data=sets),
            lambda s: case.constant("factor") * closed_form(s),
            lambda s: memorizing_net(
                s, Fraction(1, 2), radius=case.constant("radius"), spare="dead"
            ),
            extreme=True,
        )

    return run


def above_by_program(case: Case) -> Evidence:
    """The dual bound of the program above the closed form, at each data set of the domain."""
    from theorems.core.flattest import closed_form as ends
    from theorems.core.flattest_certificate import gathered

    rows, solver, certificates, margins = [], [], [], []
    for index, point in enumerate(case.domain.points(), 1):
        samples = labelled(point["data"])
        # ‖x'‖ may be irrational: the closed form is rounded up
        claimed = case.constant("factor") * ends(samples.X, samples.y)[1]
        three, found = three_numbers(
            point["data"],
            partial(_constant, claimed),
            lambda s: memorizing_net(s, Fraction(1, 2), spare="dead"),
        )
        solver.append(found.report.diagnostics())
        shown = {"solver": solver}
        attained = found.upper if three.differences is None else three.differences
        if attained <= claimed:
            values = {"attained": attained, "closed_form_at_most": claimed}
            return legs.refutes(
                "convex", Exactness.BRACKET, point, values, cases=index, diagnostics=shown
            )
        if three.lower <= claimed or found.certificate is None:
            reason = f"the dual bound does not exceed the closed form at data set {index}"
            return legs.undecided("convex", Exactness.BRACKET, reason, diagnostics=shown)
        rows.append(row(point, three))
        certificates.append(found.certificate)
        margins.append(three.lower - claimed)
    return legs.supports(
        "convex",
        Exactness.CERTIFICATE,
        case.domain,
        cases=len(rows),
        certificate=case.certificate(**gathered(certificates)),
        margin=str(Fraction(rounded(min(margins), up=False))),
        detail={"three_numbers": rows},
        diagnostics={"solver": solver},
    )


def _constant(value: Fraction, _: Labelled) -> Fraction:
    return value
