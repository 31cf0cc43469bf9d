"""Theorem 1: a flat empirical risk minimizer that generalizes badly, and a sharp one that is best.

f(w, z) = ½[ ‖M_z w‖ − ρ ]_+² with M_z = diag(z, 1), z uniform on {0,1}^(2^n), W the unit ball of
R^(2^n + 1). If column I is zero in the sample, w1 = e_I is as flat as can be, and no z of the
sample sees it; w2 = ρ e_d is sharp, and no z charges for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.core.exact_losses import theorem1_population_risk, theorem1_risk_exact
from theorems.core.masks import all_masks
from theorems.sco import PAPER
from theorems.sco._parts.bounds import (
    at_most,
    bracket_certificate,
    certified,
    equals,
    honest,
    interval,
    on_drawn_masks,
    refined,
    saer_at,
)
from theorems.sco._parts.deductions import (
    flat_by_smt,
    flat_by_solver,
    population_by_smt,
    radius_by_smt,
    sharp_by_identity,
)
from theorems.sco._parts.event import (
    event_at,
    event_by_hand,
    event_certificate,
    event_counted,
    event_deduced,
    event_drawn,
)
from theorems.sco._parts.figures import SEPARATION, SPECTRAL
from theorems.sco._parts.hinge import class_at, class_by_hand, class_by_line, positive_on_ball
from theorems.sco._parts.instances_thm1 import THEOREM_1
from theorems.sco._parts.rechecks import (
    ball_by_hand,
    flat_by_hand,
    population_by_hand,
    sharp_by_hand,
)
from theorems.sco._parts.samples import (
    ANY_COLUMN,
    BALL,
    MASKS,
    SAMPLES,
    SPACE,
    ZERO_COLUMN,
    axis_point,
    ball_of,
    every_sample,
    numbers,
    padded,
    point_in,
    with_columns,
)
from verify import (
    Claim,
    Control,
    Domain,
    Finding,
    Integers,
    Premise,
    Theorem,
    both,
    compare,
    legs,
    printed,
    rationals,
    sharpened,
)

if TYPE_CHECKING:
    from verify.domain import Point
Data = Mapping[str, Any]


def positive(x: Fraction) -> Fraction:
    """max(x, 0)."""
    return max(x, Fraction(0))


def w1_of(column: int, d: int) -> tuple[Fraction, ...]:
    """w1 = e_I."""
    return axis_point(column, d)


def w2_of(data: Data, rho: Fraction, d: int) -> tuple[Fraction, ...]:
    """w2 = ρ e_d, a multiple of it in a control."""
    return axis_point(d, d, Fraction(data["multiple"]) * rho)


def in_ball(w: tuple[Fraction, ...]) -> Finding:
    """Whether w lies in W."""
    return compare(sum((x * x for x in w), Fraction(0)), "<=", 1, which="in W")


# ----------------------------------------------------------------------- (i) the flat minimizer


def rival_of(p: Point) -> tuple[Fraction, ...]:
    """The point w in R^d."""
    return point_in(p["w"], 2 ** len(p["S"]["z"]) + 1)


def flat_at(data: Data, p: Point) -> Finding:
    """F_S^r(e_I) closes at ½[r−ρ]_+², lies below F_S^r(w) at a rival w, and is 0 if r ≤ ρ."""
    sample, column, rho, r = p["S"]["z"], p["S"]["I"], p["rho"], p["r"]
    scale, d = Fraction(data["scale"]), 2 ** len(sample) + 1
    e_I = w1_of(column, d)
    here = saer_at(e_I, sample, rho, r, along=(column,), scale=scale)
    w = rival_of(p)
    rival = saer_at(w, sample, rho, r, scale=scale)
    value = Fraction(data["constant"]) * positive(r - rho) ** 2
    flat = [equals(here, Fraction(0), which="r-flat")] if r <= rho else []
    return both(
        in_ball(e_I),
        equals(here, value, which="value"),
        at_most(here, rival, which="least"),
        honest(here, e_I, sample, rho, r, scale),
        honest(rival, w, sample, rho, r, scale),
        *flat,
    )


def flat_seen(p: Point) -> dict[str, str]:
    """F_S^r at e_I and at the rival, from both sides, as the sweep evaluates them."""
    sample, column, rho, r = p["S"]["z"], p["S"]["I"], p["rho"], p["r"]
    here = saer_at(w1_of(column, 2 ** len(sample) + 1), sample, rho, r, along=(column,))
    rival = saer_at(rival_of(p), sample, rho, r)
    return {f"I = {column}, F_S^r(e_I)": interval(here), "F_S^r(w)": interval(rival)}


# ---------------------------------------------------------------------- (ii) the sharp minimizer


def sharp_at(data: Data, p: Point) -> Finding:
    """w2 = ρ e_d: in W, F_S(w2) = 0, the rise along +e_d is δ²/2, and no v makes it larger."""
    sample, rho, delta, scale = p["S"], p["rho"], p["delta"], Fraction(data["scale"])
    w = w2_of(data, rho, len(sample[0]) + 1)
    moved = (*w[:-1], w[-1] + Fraction(data["direction"]) * delta)
    here = saer_at(w, sample, rho, delta, scale=scale)
    rest, there = (saer_at(x, sample, rho, Fraction(0), scale=scale).lower for x in (w, moved))
    return both(
        in_ball(w),
        compare(rest, "==", 0, which="minimizer"),
        compare(there - rest, ">=", Fraction(data["constant"]) * delta**2, which="rise"),
        compare(here.upper - rest, "<=", delta**2 / 2, which="no more"),
        honest(here, w, sample, rho, delta, scale),
    )


def sharp_seen(p: Point) -> dict[str, str]:
    """F_S^δ at ρe_d from both sides, as the sweep evaluates it."""
    w = w2_of({"multiple": "1"}, p["rho"], len(p["S"][0]) + 1)
    return {"F_S^δ(ρe_d)": interval(saer_at(w, p["S"], p["rho"], p["delta"]))}


# ------------------------------------------------------------------------ (iii) the population


def population_with(
    risk: Callable[[tuple[Fraction, ...], Fraction], Any], data: Data, p: Point
) -> Finding:
    """F(e_I) and F(w2) by `risk`, against what (iii) says; F(w*) = F(0) = 0 because f ≥ 0."""
    d, rho, scale = 2 ** p["n"] + 1, p["rho"], Fraction(data["scale"])
    points = (axis_point(d, d, Fraction(0)), w1_of(p["I"], d), w2_of(data, rho, d))
    best, at_flat, at_sharp = (scale * risk(w, rho) for w in points)
    least = Fraction(data["constant"]) * (1 - rho) ** 2
    relation = "==" if data["exactly"] else ">="
    return both(
        compare(best, "==", 0, which="F(w*)"),
        compare(at_flat - best, relation, least, which="F(e_I)"),
        compare(at_flat - best, ">=", Fraction(data["floor"]), which="F(e_I) against a constant"),
        compare(at_sharp, "==", best, which="F(w2)"),
    )


def population_at(data: Data, p: Point) -> Finding:
    """E over the z(i) with w(i) ≠ 0 alone: the others meet only zeros of w."""
    return population_with(theorem1_population_risk, data, p)


def population_counted(data: Data, p: Point) -> Finding:
    """The mean of f over all 2^(2^n) masks."""
    masks = [[int(bit) for bit in mask[0]] for mask in all_masks(1, 2 ** p["n"])]
    return population_with(lambda w, rho: theorem1_risk_exact(w, masks, rho), data, p)


def radius_at(data: Data, p: Point) -> Finding:
    """Whether f(·, z) is somewhere positive on the ball of radius r around w."""
    z, w = padded(numbers(p["z"]), numbers(p["w"]))
    return positive_on_ball(w, z, p["rho"], p["r"], data["gauge"])


# ---------------------------------------------------------------------------------- the event

EXACTLY, COUNTED = ("symbolic", "exact"), ("symbolic", "exact", "enumeration")
EVENT = Domain({"n": Integers(1)})
EVENT_LEGS = (
    legs.symbolic(event_deduced),
    certified(legs.exact(event_at, over={"n": range(1, 13)}), event_certificate),
    legs.enumeration(event_counted, over={"n": [1, 2]}, executed=True),
    legs.monte_carlo(event_drawn),
)
HALF_COLUMNS = Control("half the columns", "construction", {"columns": "1/2"})

event = Claim(
    "event",
    legs=EVENT_LEGS,
    readings=(
        printed(
            "some column is zero in all of S with probability at least 1/2",
            EVENT,
            latex=r"\Pr(\exists I\ \forall z \in S:\ z(I) = 0) \ge 1/2",
            data={"lower": "1/2", "upper": None, "columns": "1"},
            controls=(
                HALF_COLUMNS,
                Control("at least 7/10", "constant", {"lower": "7/10"}),
                Control("at least 16/25", "constant", {"lower": "16/25"}, None, EXACTLY),
            ),
        ),
    ),
    recheck=event_by_hand,
)

event_constant = Claim(
    "event_constant",
    legs=EVENT_LEGS[:3],
    readings=(
        printed(
            "its probability is above 1 − 1/e",
            EVENT,
            latex=r"1 - (1 - 2^{-n})^{2^n} > 1 - 1/e",
            data={"lower": "1-exp(-1)", "upper": None, "columns": "1"},
            controls=(
                HALF_COLUMNS,
                Control("at least 16/25", "constant", {"lower": "16/25"}, None, EXACTLY),
            ),
        ),
        sharpened(
            "and at most 1 − (1 − 2^-n)/e, so that the constant is the best",
            EVENT,
            latex=r"1 - 1/e < 1 - (1 - 2^{-n})^{2^n} \le 1 - (1 - 2^{-n})/e",
            data={"lower": "1-exp(-1)", "upper": "1-(1-x)*exp(-1)", "columns": "1"},
            controls=(
                HALF_COLUMNS,
                Control("at most 1 − 1/e", "constant", {"upper": "1-exp(-1)"}, None, COUNTED),
            ),
        ),
    ),
    recheck=event_by_hand,
)

# ------------------------------------------------------------------------- (i), (ii) and (iii)

RHO, BELOW_ONE = rationals("0 <=", "<= 1/2"), rationals("0 <=", "< 1")
BY_VALUE, SWEPT = ("exact", "masks", "enumeration", "smt"), ("exact", "masks", "symbolic")
SEARCHED = (*BY_VALUE, "property")
IN_SPACE = Premise("w in R^d", lambda p: len(p["w"]) <= 2 ** len(p["S"]["z"]) + 1)
ON_EVENT = Domain({"S": ZERO_COLUMN, "rho": RHO, "r": rationals("0 <="), "w": SPACE}, (IN_SPACE,))
FEW = {
    "rho": ["0", "1/4", "1/2"],
    "r": ["0", "1/2", "1/1000", "1000"],
    "w": [["0"], ["-3/5", "4/5"], ["-3"]],
}
ALL_SMALL = [c for n in (1, 2) for sample in every_sample(n) for c in with_columns(sample)]
WRONG_COLUMN = Control(
    "a column that is not zero",
    "construction",
    {},
    Domain({**ON_EVENT.parameters, "S": ANY_COLUMN}, (IN_SPACE,)),
    ("exact", "masks", "enumeration", "convex"),
)

flat_minimizer = Claim(
    "flat_minimizer",
    legs=(
        certified(
            legs.exact(refined(flat_at), over=FEW, executed=True),
            lambda case: bracket_certificate(
                case, ZERO_COLUMN.samples[-1]["z"], Fraction(1, 4), Fraction(3, 2), 1
            ),
        ),
        on_drawn_masks(
            refined(flat_at),
            sizes=(1, 2, 4, 7),
            full=range(1, 12),
            draws=3,
            rest={"rho": ["1/4"], "r": ["1/4", "1"], "w": [["0"], ["-3/5", "4/5"]]},
            measured=flat_seen,
        ),
        legs.enumeration(
            refined(flat_at),
            over={"S": ALL_SMALL, "rho": ["1/4"], "r": ["3/4"], "w": [["0"]]},
            full={"r": ["0", "1/4", "3/4"]},
            executed=True,
        ),
        legs.smt(flat_by_smt),
        legs.convex(flat_by_solver),
        legs.searched(refined(flat_at), examples=(60, 1000), executed=True),
    ),
    readings=(
        printed(
            "e_I is in W, F_S^r(e_I) = ½[r−ρ]_+² ≤ F_S^r(w) for every r ≥ 0 and every w, and e_I "
            "is r-flat if r ≤ ρ",
            ON_EVENT,
            latex=r"F_S^r(e_I) = \tfrac12[r-\rho]_+^2 = \min_W F_S^r",
            data={"constant": "1/2", "scale": "1"},
            controls=(
                WRONG_COLUMN,
                Control("constant 51/100", "constant", {"constant": "51/100"}, None, SEARCHED),
                Control("loss replaced by 0", "loss", {"scale": "0"}, None, BY_VALUE),
            ),
        ),
    ),
    recheck=flat_by_hand,
)

SHARP = Domain({"S": SAMPLES, "rho": RHO, "delta": rationals("0 <")})
DELTAS = ["1/1000000", "1/4", "1", "1000"]

sharp_minimizer = Claim(
    "sharp_minimizer",
    legs=(
        certified(
            legs.exact(sharp_at, over={"delta": DELTAS}, executed=True),
            lambda case: bracket_certificate(
                case, SAMPLES.samples[-1], Fraction(1, 3), Fraction(1, 10**6), None
            ),
        ),
        on_drawn_masks(
            sharp_at,
            sizes=(1, 2, 4, 7),
            full=range(1, 12),
            draws=2,
            rest={"rho": ["0", "1/4"], "delta": ["1/1000", "1"]},
            measured=sharp_seen,
        ),
        legs.symbolic(sharp_by_identity),
        legs.searched(sharp_at, examples=(40, 1000), executed=True),
    ),
    readings=(
        printed(
            "ρe_d minimizes F_S, and F_S^δ(ρe_d) = F_S(ρe_d) + δ²/2 for all δ > 0",
            SHARP,
            latex=r"F_S^\delta(\rho e_d) \ge F_S(\rho e_d) + \delta^2/2",
            data={"multiple": "1", "direction": "1", "constant": "1/2", "scale": "1"},
            controls=(
                Control("w2 = 0", "construction", {"multiple": "0"}),
                Control("w2 = 2ρe_d", "construction", {"multiple": "2"}, None, SWEPT),
                Control("v = −δe_d", "sign", {"direction": "-1"}, None, SWEPT),
                Control("constant 501/1000", "constant", {"constant": "501/1000"}, None, SWEPT),
                Control("loss replaced by 0", "loss", {"scale": "0"}, None, SWEPT),
            ),
        ),
    ),
    recheck=sharp_by_hand,
)

FITS = Premise("I <= 2^n", lambda p: p["I"] <= 2 ** p["n"])
POPULATION = Domain({"n": Integers(1), "I": Integers(1), "rho": RHO}, (FITS,))
SHARE = {"constant": "1/4", "multiple": "1", "scale": "1"}
TO_ONE = Domain({**POPULATION.parameters, "rho": BELOW_ONE}, (FITS,))

population = Claim(
    "population",
    legs=(
        legs.enumeration(
            population_counted,
            over={"n": [1, 2, 3], "I": [1, 2, 4, 8], "rho": ["0", "1/2", "3/4"]},
            executed=True,
        ),
        legs.exact(population_at, over={"n": [1, 2, 6, 10], "I": [1, 2, 1024]}, executed=True),
        legs.smt(population_by_smt),
    ),
    readings=(
        printed(
            "F(e_I) − F(w*) ≥ ¼(1−ρ)² ≥ 1/16, and F(ρe_d) = F(w*) = 0",
            POPULATION,
            latex=r"F(e_I) - F(w^*) \ge \tfrac14(1-\rho)^2 \ge \tfrac1{16}, F(\rho e_d) = F(w^*)",
            data={**SHARE, "exactly": False, "floor": "1/16"},
            controls=(
                Control("constant 26/100", "constant", {"constant": "26/100"}),
                Control("ρ up to 1", "premise", {}, TO_ONE),
                Control("w2 = (3/2)ρe_d", "construction", {"multiple": "3/2"}),
                Control("loss replaced by 0", "loss", {"scale": "0"}),
            ),
        ),
        sharpened(
            "F(e_I) = ¼(1−ρ)² exactly, for every ρ < 1",
            TO_ONE,
            latex=r"F(e_I) = \tfrac14(1-\rho)^2, \rho < 1",
            data={**SHARE, "exactly": True, "floor": "0"},
            controls=(
                Control("constant 24/100", "constant", {"constant": "24/100"}),
                Control("loss times 2", "loss", {"scale": "2"}),
            ),
        ),
    ),
    recheck=population_by_hand,
)

# --------------------------------------------------------------------- the class and the radius

PAIRS = Domain({"z": MASKS, "rho": RHO, "u": BALL, "v": BALL})
WIDE_BALL = ball_of(2)
WIDE = Domain({**PAIRS.parameters, "u": WIDE_BALL, "v": WIDE_BALL})
CORNERS = [["0"], ["1/2"], ["3/5", "4/5"], ["2"], ["1/3", "2/3", "-2/3"]]
BRIEF = ("exact", "smt")
CLASS = {"gauge": "two-sided", "scale": "1", "shift": "0", "lipschitz": "1", "flat": "1"}
BEYOND = Premise("r > rho", lambda p: p["r"] > p["rho"])
BALLS = Domain(
    {"z": MASKS, "rho": rationals("0 <="), "r": rationals("0 <="), "w": SPACE}, (BEYOND,)
)

function_class = Claim(
    "class",
    legs=(
        legs.exact(
            refined(class_at),
            over={"rho": ["0", "1/4", "1/2"], "u": CORNERS},
            full={"u": (*BALL.samples, *WIDE_BALL.samples)},
            executed=True,
        ),
        legs.smt(class_by_line),
        legs.searched(refined(class_at), examples=(60, 1000), executed=True),
    ),
    readings=(
        printed(
            "f(·, z) is non-negative, convex, 1-smooth, 1-Lipschitz on W, and 0 on the ball of "
            "radius ρ around 0",
            PAIRS,
            data=CLASS,
            controls=(
                Control("f − 1", "sign", {"shift": "-1"}, None, BRIEF),
                Control("½ − f", "sign", {"scale": "-1", "shift": "1/2"}, None, BRIEF),
                Control("loss times 3/2", "constant", {"scale": "3/2"}),
                Control("radius 2ρ", "construction", {"flat": "2"}, None, BRIEF),
                Control("W of radius 2", "premise", {}, WIDE, ("exact", "smt")),
            ),
        ),
        sharpened(
            "f(·, z) is (1−ρ)-Lipschitz on W, for every ρ < 1",
            Domain({**PAIRS.parameters, "rho": BELOW_ONE}),
            data={**CLASS, "lipschitz": "1-rho"},
            legs=("exact", "smt"),
            controls=(
                Control("W of radius 2", "premise", {}, WIDE, ("exact",)),
                Control("loss times 3/2", "constant", {"scale": "3/2"}),
            ),
        ),
    ),
    recheck=class_by_hand,
)

radius = Claim(
    "radius",
    legs=(
        legs.exact(
            refined(radius_at),
            over={"rho": ["0", "1/2", "1"], "r": ["0", "1", "50"]},
            executed=True,
        ),
        legs.smt(radius_by_smt),
    ),
    readings=(
        sharpened(
            "no ball of radius r > ρ, whatever its centre, is flat for f(·, z): its flatness "
            "radius is ρ",
            BALLS,
            data={"gauge": "two-sided", "says": "positive", "lean": "0"},
            controls=(
                Control("r ≤ ρ too", "premise", {}, BALLS.without(BEYOND.text)),
                Control(
                    "[w(i)]_+ for w(i)", "construction", {"gauge": "one-sided"}, None, ("exact",)
                ),
            ),
        ),
    ),
    recheck=ball_by_hand,
)

THEOREM = Theorem(
    label="sco.thm1",
    paper=PAPER,
    number="Theorem 1",
    title="A flat empirical risk minimizer that generalizes badly, a sharp one that is optimal",
    kind="theorem",
    statement="For every n ≥ 1 and 0 ≤ ρ ≤ 1/2, d = 2^n + 1, W the unit ball, there are Z, D and f "
    "convex, 1-Lipschitz, 1-smooth, ρ-flat such that with probability ≥ 1/2 over S there are w1, "
    "w2 in argmin_W F_S with (i) w1 in argmin_W F_S^r for every r ≥ 0, r-flat for r ≤ ρ; "
    "(ii) F_S^δ(w2) ≥ F_S(w2) + δ²/2 for all δ > 0; (iii) F(w1) − F(w*) = Ω(1), "
    "F(w2) − F(w*) = 0.",
    hypotheses=("n ≥ 1, 0 ≤ ρ ≤ 1/2", "S i.i.d., z uniform on {0,1}^(2^n)", "W the unit ball"),
    claims=(
        event,
        event_constant,
        flat_minimizer,
        sharp_minimizer,
        population,
        function_class,
        radius,
    ),
    figures=(SEPARATION, SPECTRAL),
    rests_on=("sco.lem2",),
    notes="Lemma 2 speaks of [w ⊙ z]_+, while this f squares z(i) w(i)² without a positive part, "
    "so the class is checked for f itself. F_S^δ(ρe_d) is the maximum of a convex function, which "
    "no convex program bounds: it is bracketed on the masks from both sides. F_S^r looks beyond W, "
    "where f is 1-Lipschitz no longer: a control shows it at radius 2. (ii) is checked for "
    "every sample, with the event or without it.",
    instance=THEOREM_1,
)
