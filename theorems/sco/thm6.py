"""Theorem 6: SAM can stop at a sharp minimum.

F_S(w) = ½ max(0, w)² on W = [−1, 1], w* = −1/2, w_1 = 0. The gradient at w_1 is 0, so what SAM
does first is what its 0/0 is taken to be: every convention is a case.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast

from theorems.core.classes import in_class
from theorems.core.exact import sam_exact, suffix_average_exact
from theorems.sco import PAPER
from theorems.sco._parts.instances_thm6 import THEOREM_6
from theorems.sco._parts.thm6_by_hand import (
    class_by_hand,
    gap_by_hand,
    minimizer_by_hand,
)
from theorems.sco._parts.thm6_deductions import (
    class_by_smt,
    fixed_point,
    minimum_by_smt,
    minimum_by_solver,
)
from theorems.sco._parts.thm6_leaving import DEFINITE, RUNS, leaving_claim
from theorems.sco._parts.thm6_setting import FURTHER, LARGER, PAIRS, RIVALS, SWEEP
from verify import (
    Claim,
    Control,
    Erratum,
    Finding,
    Integers,
    Theorem,
    both,
    compare,
    corrected,
    legs,
    printed,
    rationals,
    sharpened,
)

if TYPE_CHECKING:
    from verify.domain import Point

Data = Mapping[str, Any]
HALF = Fraction(1, 2)


def loss(w: Any, scale: Fraction = Fraction(1)) -> Any:
    """½ scale · max(0, w)²."""
    return scale * HALF * max(w, 0) ** 2


def saer(w: Fraction, r: Fraction, n: int = 1) -> Fraction:
    """max over |v| ≤ r of F_S(w + v): the larger end, because F_S is convex."""
    return max(sum((loss(w + v) for _ in range(n)), Fraction(0)) / n for v in (r, -r))


def sam_run(
    start: Fraction, radius: Fraction, eta: Fraction, steps: int, tau: int, zero: str
) -> tuple[Fraction, Fraction]:
    """The last iterate of SAM and its suffix average."""
    iterates = sam_exact(
        lambda w: (max(w[0], Fraction(0)),),
        (start,),
        radius=radius,
        eta=eta,
        steps=steps,
        zero=zero,
        epsilon=Fraction(1, 1000) if zero == "damped" else None,
    )
    return cast("Fraction", iterates[-1][0]), cast(
        "Fraction", suffix_average_exact(iterates, tau)[0]
    )


def sam_gap(data: Data, p: Point) -> Finding:
    """Run SAM, take the suffix average, compare the SAER there and at w* with constant · r²."""
    start, run = Fraction(data["start"]) * p["r"], (p["radius"], p["eta"], p["T"], p["tau"])
    _, average = sam_run(start, *run, p["convention"])
    gap = saer(average, p["r"], p["n"]) - saer(Fraction(data["minimizer"]), p["r"], p["n"])
    bound = Fraction(data["constant"]) * p["r"] ** 2
    ratio = gap / p["r"] ** 2 - Fraction(data["constant"]) if p["r"] else None
    return compare(gap, ">=", bound, margin=ratio, average=average, gap=gap)


def class_at(data: Data, p: Point) -> Finding:
    """The class of F_S at one pair of points, and its flatness at one point of the ball."""
    u, v, scale = p["u"], p["v"], Fraction(data["scale"])
    slopes = (scale * max(u, Fraction(0)),), (scale * max(v, Fraction(0)),)
    flat = loss(Fraction(data["minimizer"]) + p["rho"] * u, scale)
    return both(
        in_class((u,), (v,), (loss(u, scale), loss(v, scale)), slopes),
        compare(flat, "==", 0, which="flat"),
    )


def is_minimizer(data: Data, p: Point) -> Finding:
    """F_S^r(w*) against F_S^r at a rival in W."""
    center = Fraction(data["minimizer"])
    return compare(saer(center, p["r"]), "<=", saer(p["w"], p["r"]))


GAP = "F_S^r(ŵ_τ) − F_S^r(w*) ≥ r²/2 for every suffix average"
CONSTRUCTION = {"constant": "1/2", "minimizer": "-1/2", "start": "0"}
TINY = str(Fraction(1, 10**20))
BRIEF = ("exact", "smt")
"""the search is asked to kill one control of each reading"""
WRONG_GAP = (
    Control("constant 501/1000", "constant", {"constant": "501/1000"}),
    Control("r up to 3/4", "premise", {}, DEFINITE.widened(r=rationals("0 <=", "<= 3/4")), BRIEF),
    Control("0/0 = +1", "convention", {}, RUNS.restrict(convention=["plus"]), ("exact",)),
    Control("w* = 0", "construction", {"minimizer": "0"}, None, BRIEF),
    Control("w_1 = 10^-20 r", "start", {"start": TINY}, None, ("exact",)),
)

gap = Claim(
    "gap",
    legs=(
        legs.exact(
            sam_gap,
            over=SWEEP,
            full={"n": [1, 3], "T": [1, 2, 6, 20], "tau": [1, 2, 3, 6, 20]},
            executed=True,
        ),
        legs.smt(fixed_point),
        legs.searched(
            sam_gap,
            within={"T": Integers(1, 8), "tau": Integers(1, 8), "n": Integers(1, 3)},
            examples=(40, 1000),
            executed=True,
        ),
    ),
    readings=(
        printed(
            GAP,
            RUNS,
            latex=r"F_S^r(\hat w_\tau) - F_S^r(w^*) = \Omega(r^2)",
            data=CONSTRUCTION,
            expected="refuted",
            legs=("exact", "property"),
            controls=(Control("0/0 = 0", "true", {}, RUNS.restrict(convention=["stay"])),),
        ),
        corrected(
            GAP + ", if SAM takes 0/0 as 0, as −1 or as g/(‖g‖+ε)",
            DEFINITE,
            latex=r"F_S^r(\hat w_\tau) - F_S^r(w^*) \ge r^2/2 \quad (0/0 \ne +1)",
            data=CONSTRUCTION,
            controls=WRONG_GAP,
        ),
        sharpened(
            "the gap is at least r²/8 from the start −r/2 too, where SAM does not move",
            RUNS.restrict(convention=["stay", "damped"]),
            data={"constant": "1/8", "minimizer": "-1/2", "start": "-1/2"},
            legs=("exact", "property"),
            controls=(
                Control("constant 126/1000", "constant", {"constant": "126/1000"}),
                Control("start −r", "construction", {"start": "-1"}, None, ("exact",)),
            ),
        ),
    ),
    recheck=gap_by_hand,
    margin="least gap/r² less the constant",
)

function_class = Claim(
    "class",
    legs=(
        legs.exact(
            class_at,
            over={"u": ["-1", "-1/2", "0", "1/3", "1"], "v": ["-1", "0", "1/2", "1"]},
            executed=True,
        ),
        legs.smt(class_by_smt),
        legs.searched(class_at, executed=True),
    ),
    readings=(
        printed(
            "F_S is non-negative, convex, 1-Lipschitz and 1-smooth on W, and ρ-flat at −1/2",
            PAIRS,
            data={"scale": "1", "minimizer": "-1/2"},
            controls=(
                Control("loss times 3/2", "constant", {"scale": "3/2"}),
                Control("flat at −1/4", "construction", {"minimizer": "-1/4"}, None, BRIEF),
                Control("ρ up to 1", "premise", {}, FURTHER, BRIEF),
            ),
        ),
    ),
    recheck=class_by_hand,
)

minimum = Claim(
    "minimum",
    legs=(
        legs.exact(is_minimizer, over={"w": ["-1", "-1/2", "-1/4", "0", "1"]}, executed=True),
        legs.smt(minimum_by_smt),
        legs.convex(minimum_by_solver),
        legs.searched(is_minimizer, executed=True),
    ),
    readings=(
        printed(
            "w* = −1/2 minimizes F_S^r over W for every r ≤ 1/2",
            RIVALS,
            data={"minimizer": "-1/2"},
            controls=(
                Control("w* = 0", "construction", {"minimizer": "0"}),
                Control("r up to 3/4", "premise", {}, LARGER, (*BRIEF, "convex")),
            ),
        ),
    ),
    recheck=minimizer_by_hand,
)

THEOREM = Theorem(
    label="sco.thm6",
    paper=PAPER,
    number="Theorem 6",
    title="SAM can stop at a sharp minimum",
    kind="theorem",
    statement="For every η > 0, n, and r, ρ ≤ 1/2 there is a non-negative, convex, 1-Lipschitz, "
    "1-smooth, ρ-flat F_S on [−1, 1] on which every suffix average of SAM satisfies "
    "F_S^r(ŵ_τ) − F_S^r(w*) = Ω(r²).",
    hypotheses=("η > 0, n ≥ 1, T ≥ 1", "0 ≤ r, ρ ≤ 1/2", "w_1 = 0"),
    claims=(gap, leaving_claim(sam_run), function_class, minimum),
    errata=(
        Erratum(
            "convention",
            "gap",
            "gap",
            "w_1 = 0, so w_t = 0 for all t",
            "w_t = 0 if SAM's 0/0 is read as 0, −1 or g/(‖g‖+ε); read as +1 it steps to −ηr "
            "and on to the flat side",
        ),
    ),
    notes="The statement's r is SAM's radius and the SAER's at once; here the two range by "
    "themselves. n does not matter: F_S is the same for every sample. At rest in 0 the step, the "
    "rate and the average are invisible, so they are checked where 0/0 = +1 sets SAM in motion.",
    instance=THEOREM_6,
)
