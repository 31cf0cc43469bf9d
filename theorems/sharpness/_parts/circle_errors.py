"""Proposition A.2: what its proof displays of the arcs z_jz_{j+1}, the error and the mean."""

from __future__ import annotations

from theorems.sharpness._parts import circle_by_hand as by_hand
from theorems.sharpness._parts.circle_checks import display, geometry, mean
from theorems.sharpness._parts.circle_mean import every_arc
from verify import (
    Claim,
    Control,
    Domain,
    Integers,
    Leg,
    Premise,
    corrected,
    finite,
    legs,
    printed,
    rationals,
    sharpened,
)

__all__ = ["DELTA", "average", "errors", "geometric"]

DELTA = rationals("0 <", "< 1/20")
FINE = Premise("n ≥ 4/δ", lambda p: p["n"] * p["delta"] >= 4)
ON_GRID = {"n": Integers(3), "delta": DELTA}
WITHIN = {"n": Integers(84, 130), "delta": finite(["1/21", "6/125"])}
geometric = Claim(
    "geometry",
    legs=(
        legs.exact(geometry, over={"n": [84, 100], "delta": ["1/21", "1/25"]}, executed=True),
        legs.searched(geometry, within=WITHIN, examples=(8, 60), executed=True),
    ),
    readings=(
        printed(
            "where neighbours are at most 2δ apart, z_j z_{j+1} is no longer than 2δ and "
            "w_jᵀz_j > 1 − 10δ",
            Domain(ON_GRID, (FINE,)),
            data={"chord": "2", "inner": "10", "power": "1"},
            controls=(
                Control("no longer than δ/2", "constant", {"chord": "1/2"}),
                Control("1 − δ²/8", "constant", {"inner": "1/8", "power": "2"}),
            ),
        ),
        sharpened(
            "even w_jᵀz_j > 1 − δ²/2",
            Domain(ON_GRID, (FINE,)),
            latex=r"w_j^\top z_j > 1 - \delta^2/2",
            data={"chord": "2", "inner": "1/2", "power": "2"},
            controls=(Control("1 − δ²/8", "constant", {"inner": "1/8", "power": "2"}),),
        ),
    ),
    recheck=by_hand.circle_by_hand,
)

POINTS = {
    **ON_GRID,
    "label": finite(["linear", "abs"]),
    "a": rationals(),
    "L": rationals("0 <="),
    "t": rationals("0 <=", "< 1"),
}
LIPSCHITZ = "at labels a + L x[1] and a + L |x[1]|, neighbours at most 2δ apart, "
errors = Claim(
    "display",
    legs=(
        legs.exact(
            display,
            over={
                "n": [84],
                "delta": ["1/21"],
                "a": ["1", "-2"],
                "L": ["0", "1"],
                "t": ["0", "1/2", "1/168", "83/84", "167/168", "2/3"],
            },
            executed=True,
        ),
        legs.searched(
            display,
            within={**WITHIN, "a": rationals("1 <=", "<= 3"), "L": rationals("0 <=", "<= 2")},
            examples=(8, 100),
            executed=True,
        ),
    ),
    readings=(
        printed(
            LIPSCHITZ + "the squared error is at most 4Y²δ²/(1−10δ)² + L²δ²",
            Domain(POINTS, (FINE,)),
            latex=r"(f - y)^2 \le \frac{4Y^2\delta^2}{(1-10\delta)^2} + L^2\delta^2",
            data={"net": "printed", "bound": "display"},
            expected="refuted",
            controls=(Control("n more neurons", "true", {"net": "filled", "tau": "1"}),),
        ),
        corrected(
            LIPSCHITZ + "the squared error of the net of width 2n is at most (2L + Y)²δ²",
            Domain(POINTS, (FINE,)),
            latex=r"(f - y)^2 \le (2L+Y)^2\delta^2",
            data={"net": "filled", "bound": "1", "tau": "1"},
            controls=(
                Control("(2L + Y)²δ²/100", "constant", {"bound": "1/100"}, None, ("exact",)),
                Control("within 8Yδ of the chords", "constant", {"tau": "8"}, None, ("exact",)),
                Control("width n, on the arcs z_jz_{j+1}", "construction", {"net": "own"}),
                Control("width n, as printed", "construction", {"net": "printed"}),
            ),
        ),
    ),
    recheck=by_hand.circle_by_hand,
)

LEVELS = Domain({**ON_GRID, "a": rationals()}, (FINE,))
average = Claim(
    "mean",
    legs=(
        legs.ball(
            mean, over={"n": [81, 84, 200], "delta": ["1/21", "1/25"], "a": ["0", "1", "-3"]}
        ),
        Leg("ball", every_arc({"n": [84], "delta": ["1/21"], "a": ["1"]}), "every_arc"),
        legs.searched(mean, within={**WITHIN, "a": rationals("1 <=", "<= 3")}, examples=(8, 60)),
    ),
    readings=(
        printed(
            "at labels Y the mean squared error of the net on the arcs is at most "
            "4Y²δ²/(1−10δ)² = O(δ²)",
            LEVELS,
            data={"bound": "display"},
            expected="refuted",
            legs=("ball", "property"),
            controls=(Control("at least Y²/6", "true", {"bound": "1/6"}),),
        ),
        corrected(
            "at labels Y it is at least Y²/6, however small δ",
            LEVELS,
            latex=r"\mathbb{E}(f - Y)^2 \ge Y^2/6",
            data={"bound": "1/6"},
            controls=(
                Control("at least Y²/4", "constant", {"bound": "1/4"}),
                Control("at most as displayed", "sign", {"bound": "display"}),
            ),
        ),
    ),
    recheck=by_hand.mean_by_hand,
)
