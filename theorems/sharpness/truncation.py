"""The truncated loss in the proof of Theorem A.1, and what its truncation leaves out."""

from __future__ import annotations

from theorems.sharpness import PAPER
from theorems.sharpness._parts import truncation_by_hand as by_hand
from theorems.sharpness._parts.cones import by_faces
from theorems.sharpness._parts.truncation_forms import (
    BOUNDS_FORMS,
    bounds,
    bounds_by_smt,
    bounds_on_face,
    pieces,
    pieces_vanish,
    smooth,
    smooth_by_smt,
)
from theorems.sharpness._parts.truncation_laws import LAWS
from theorems.sharpness._parts.truncation_tail import (
    TAIL_FORMS,
    THETAS,
    tail,
    tail_by_smt,
    tail_on_face,
    thresholds,
    thresholds_by_smt,
)
from verify import (
    Claim,
    Control,
    Domain,
    Erratum,
    Theorem,
    corrected,
    finite,
    legs,
    printed,
    rationals,
    sharpened,
)

LEVEL = rationals("0 <")
CLOSE = ["-2", "-1", "-1/1000", "0", "1/2", "1", "1001/1000", "3/2", "2", "2001/1000", "50"]
FEW = (40, 300)
FOUND = ("symbolic", "smt", "exact")
PLACES = ["-50", "-3", "-2", "-3/2", "-1", "-1/2", "0", "1/2", "1", "3/2", "2", "3", "50"]
LEVELS = ["1/1000", "1/2", "1", "50"]

joined = Claim(
    "pieces",
    legs=(
        legs.symbolic(pieces_vanish),
        legs.exact(pieces, over={"c": LEVELS}),
        legs.searched(pieces, examples=FEW),
    ),
    readings=(
        printed(
            "the three formulas of ℓ_c agree where their ranges meet, at |x − y| = c and 2c",
            Domain({"c": LEVEL}),
            latex=r"-(x-y)^2 + 4c|x-y| - 2c^2",
            data={"order": "values", "last": "2", "middle": "quadratic"},
            controls=(
                Control("c² beyond 2c", "constant", {"last": "1"}),
                Control("4c² beyond 2c", "constant", {"last": "4"}),
            ),
        ),
        sharpened(
            "their slopes agree there too, so that ℓ_c is continuously differentiable",
            Domain({"c": LEVEL}),
            data={"order": "slopes", "last": "2", "middle": "quadratic"},
            controls=(Control("c|x−y| between c and 2c", "construction", {"middle": "linear"}),),
        ),
    ),
    recheck=by_hand.pieces_by_hand,
)

SMALL = rationals("-3 <=", "<= 3")
NEAR = {"c": finite(["1", "1/2"]), "u": SMALL, "v": SMALL}
REALS = {"x": rationals(), "y": rationals(), "c": LEVEL}
AT = {"x": PLACES, "y": ["-1", "0", "1"], "c": [*LEVELS, "15/16"]}

below = Claim(
    "below",
    legs=(
        legs.symbolic(
            by_faces(
                BOUNDS_FORMS,
                bounds_on_face,
                bounds,
                AT,
                positive=("c",),
                free=dict.fromkeys("xy", "e = x − y stands for both"),
            )
        ),
        legs.smt(bounds_by_smt),
        legs.exact(bounds, over=AT, executed=True),
        legs.searched(bounds, examples=FEW, executed=True),
    ),
    readings=(
        sharpened(
            "0 ≤ ℓ_c(x, y) ≤ (x−y)² ≤ ℓ_c(x, y) + (x−y)² 1(|x−y| ≥ c)",
            Domain(REALS),
            data={"factor": "1", "last": "2", "tail": "all"},
            controls=(
                Control("999/1000 (x−y)²", "constant", {"factor": "999/1000"}),
                Control("5c² beyond 2c", "constant", {"last": "5"}, None, FOUND),
                Control("no tail", "premise", {"tail": "none"}, None, FOUND),
            ),
        ),
    ),
    recheck=by_hand.bounds_by_hand,
    margin="least slack",
)

regular = Claim(
    "smooth",
    legs=(
        legs.smt(smooth_by_smt),
        legs.exact(smooth, over={"u": CLOSE, "v": CLOSE, "c": ["1/2", "1", "50"]}, executed=True),
        legs.searched(smooth, within=NEAR, examples=FEW, executed=True),
    ),
    readings=(
        sharpened(
            "ℓ_c(·, y) is 2c-Lipschitz and 2-smooth",
            Domain({"c": LEVEL, "u": rationals(), "v": rationals()}),
            data={"lipschitz": "2", "smooth": "2"},
            controls=(
                Control("c-Lipschitz", "constant", {"lipschitz": "1"}, None, ("smt", "exact")),
                Control(
                    "199/100-smooth", "constant", {"smooth": "199/100"}, None, ("smt", "exact")
                ),
                Control("1-smooth", "constant", {"smooth": "1"}),
            ),
        ),
    ),
    recheck=by_hand.smooth_by_hand,
    margin="least slack",
)

LAW = Domain({"c": LEVEL, "law": LAWS})
NEARBY = finite(["1", "2", "1/2", "3/2", "3", "4", "6"])
CUTS = {"c": ["1/1000", "1/2", "1", "1999/1000", "2", "4", "50"]}
TAIL = "E[(f−y)² 1(|f−y| ≥ c)] ≤ "
outside = Claim(
    "tail",
    legs=(
        legs.symbolic(
            by_faces(
                TAIL_FORMS,
                tail_on_face,
                tail,
                CUTS,
                positive=("c",),
                free={"law": "the mean of an inequality that holds at each x, whatever the law"},
            )
        ),
        legs.smt(tail_by_smt),
        legs.exact(tail, over=CUTS, executed=True),
        legs.searched(tail, within={"c": NEARBY}, examples=(60, 300), executed=True),
    ),
    readings=(
        printed(
            TAIL + "2 E[f² 1(|f| ≥ c)] + 2 E[f_*² 1(|f_*| ≥ c)], y = f_*(x)",
            LAW,
            latex=r"2 E[f^2 1(|f| \ge c)] + 2 E[f_*^2 1(|f_*| \ge c)]",
            data={"constant": "2", "threshold": "1"},
            expected="refuted",
            legs=("smt", "exact", "property"),
            controls=(
                Control("4, at |f|, |f_*| ≥ c/2", "true", {"constant": "4", "threshold": "1/2"}),
                Control("2, at |f|, |f_*| ≥ c/4", "true", {"threshold": "1/4"}),
            ),
        ),
        corrected(
            TAIL + "4 E[f² 1(|f| ≥ c/2)] + 4 E[f_*² 1(|f_*| ≥ c/2)], y = f_*(x)",
            LAW,
            latex=r"4 E[f^2 1(|f| \ge c/2)] + 4 E[f_*^2 1(|f_*| \ge c/2)]",
            data={"constant": "4", "threshold": "1/2"},
            controls=(
                Control("thresholds c", "premise", {"threshold": "1"}),
                Control("constant 399/100", "constant", {"constant": "399/100"}, None, FOUND),
                Control("constant 1", "constant", {"constant": "1"}, None, FOUND),
            ),
        ),
    ),
    recheck=by_hand.tail_by_hand,
    margin="least right side less left side",
)

NEAR_TAIL = {"c": finite([1, 2]), "f": SMALL, "y": SMALL}
SHARP = {"f": rationals(), "y": rationals(), "c": LEVEL, "theta": rationals("0 <", "<= 1/2")}
constants = Claim(
    "constants",
    legs=(
        legs.smt(thresholds_by_smt),
        legs.exact(thresholds, over=THETAS),
        legs.searched(thresholds, within=NEAR_TAIL, examples=FEW),
    ),
    readings=(
        sharpened(
            "with thresholds θc, 0 < θ ≤ 1/2, K = max(2, (1−θ)^-2) is enough at each x: the "
            "printed 2 up to θ = 1 − 1/√2, and 4 at 1/2",
            Domain(SHARP),
            latex=r"K = \max(2, (1-\theta)^{-2})",
            data={"factor": "1", "floor": "2"},
            controls=(
                Control("99/100 K", "constant", {"factor": "99/100"}, None, ("smt", "exact")),
                Control("K = (1−θ)^-2", "constant", {"floor": "1"}, None, ("smt", "exact")),
                Control("K/2", "constant", {"factor": "1/2"}),
                Control(
                    "θ up to 3/4",
                    "premise",
                    {},
                    Domain({**SHARP, "theta": rationals("0 <", "<= 3/4")}),
                    ("smt", "exact"),
                ),
            ),
        ),
    ),
    recheck=by_hand.thresholds_by_hand,
    margin="least right side less left side",
)

THEOREM = Theorem(
    label="sharpness.truncation",
    paper=PAPER,
    number="Proof of Theorem A.1, truncated loss",
    title="the truncated squared loss and its tail",
    kind="fact",
    statement="ℓ_c is (x−y)² up to |x−y| = c, −(x−y)² + 4c|x−y| − 2c² up to 2c and 2c² beyond; "
    "E[(f−y)² 1(|f−y| ≥ c)] ≤ 2 E[f² 1(|f| ≥ c)] + 2 E[f_*² 1(|f_*| ≥ c)] with f_*(x) = y.",
    hypotheses=("c > 0", "x under Condition 2, f and f_* no-bias nets"),
    claims=(joined, below, regular, outside, constants),
    errata=(
        Erratum(
            "threshold",
            "gap",
            "tail",
            "2 E[f² 1(|f| ≥ c)] + 2 E[f_*² 1(|f_*| ≥ c)]",
            "4 E[f² 1(|f| ≥ c/2)] + 4 E[f_*² 1(|f_*| ≥ c/2)]; |f − f_*| ≥ c leaves both below c: "
            "f = relu(x), f_* = −relu(x) on x = ±1 with c = 2 has 2 on the left, 0 on the right, "
            "and likewise for every c",
        ),
    ),
    notes="No convex leg: the tail inequality is one at each x, so that the worst law is a point, "
    "and ℓ_c is not convex. The laws are bounded, so that they are subgaussian for some σ.",
)
