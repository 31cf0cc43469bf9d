"""Two claims of Lemma 5 beside its bounds: one step of two runs, and how the bound scales."""

from __future__ import annotations

from typing import Any

from theorems.sco._parts.stability_by_hand import homogeneous_by_hand, step_by_hand
from theorems.sco._parts.stability_deductions import homogeneous, of_step
from theorems.sco._parts.stability_runs import homogeneous_at, step_at
from theorems.sco._parts.upper_models import FLAT, POINTS, UNITS
from verify import (
    Claim,
    Control,
    Domain,
    Integers,
    Premise,
    corrected,
    legs,
    printed,
    rationals,
    sharpened,
)

__all__ = ["SIZES", "constants_of", "homogeneity", "step"]

SIZES = {"eta": rationals("0 <"), "beta": rationals("0 <"), "r": rationals("0 <=")}
PAIR = Domain(
    {"S": FLAT, "start": POINTS, "other": POINTS, "u": UNITS, "o": UNITS, **SIZES},
    (Premise("eta < 2/beta", lambda p: p["eta"] * p["beta"] < 2),),
)


def constants_of(a: str, b: str, c: str, distance: str = "0") -> dict[str, Any]:
    """The constants of ηβr²T, βηT/n² and β²η²T² max(r−ρ,0)²/n², and those of Lemma 1.

    These are 1/2 and 1/(2(1−ηβ)), which is at most 1 for η ≤ 1/(2β). In the form "rate" the first
    and third constants are divided by 2−ηβ and 1−ηβ, and so is the second one of Lemma 1.
    """
    return {
        "perturbation": a,
        "gradient": b,
        "beyond": c,
        "distance": distance,
        "lemma": ["1/2", "1"],
        "form": "plain",
    }


ONE = {
    "S": [FLAT.samples[0], FLAT.samples[-1]],
    "start": [["0"], ["-1/2"], ["1", "2"]],
    "other": [["0"], ["1"]],
    "u": [["1"], ["3/5", "4/5"]],
    "o": [["-1"], ["0"]],
    "eta": ["1/2", "1", "19/10"],
    "beta": ["1"],
    "r": ["0", "1"],
}
step = Claim(
    "step",
    legs=(
        legs.exact(step_at, over=ONE, executed=True),
        of_step(step_at, ONE),
    ),
    readings=(
        sharpened(
            "one step of two runs on the same losses, perturbed each its own way: the square of "
            "their distance grows by at most 4ηβr²/(2−ηβ), for 0 < η < 2/β",
            PAIR,
            latex=r"\|w_{t+1}-w_{t+1}'\|^2 \le \|w_t-w_t'\|^2 + \frac{4\eta\beta r^2}{2-\eta\beta}",
            data={"num": "4", "den": "2", "rate": "1"},
            controls=(
                Control("39/10 for 4", "constant", {"num": "39/10"}, None, ("exact", "smt")),
                Control("constant 0", "constant", {"num": "0"}),
            ),
        ),
    ),
    recheck=step_by_hand,
    margin="least right side less left side",
)

LENGTHS = dict.fromkeys(("distance", "r", "m"), rationals("0 <="))
homogeneity = Claim(
    "homogeneity",
    legs=(
        legs.exact(
            homogeneous_at,
            over={
                **{name: ["0", "1"] for name in LENGTHS},
                "n": [1, 2],
                "T": [2],
                **{name: ["1", "2"] for name in ("eta", "beta", "c")},
            },
        ),
        legs.smt(homogeneous),
    ),
    readings=(
        printed(
            "the bound for the average grows by c² when w, r and ρ grow by c, as ε does",
            Domain(
                {
                    **LENGTHS,
                    **dict.fromkeys(("n", "T"), Integers(1)),
                    **dict.fromkeys(("eta", "beta", "c"), rationals("0 <")),
                }
            ),
            data=constants_of("24", "96", "768"),
            expected="refuted",
            legs=("exact",),
            controls=(Control("without βηT/n²", "true", {"gradient": "0"}),),
        ),
        corrected(
            "so it does with βηT ‖w_1−w*‖²/n² in place of βηT/n²",
            Domain(
                {
                    **LENGTHS,
                    **dict.fromkeys(("n", "T"), Integers(1)),
                    **dict.fromkeys(("eta", "beta", "c"), rationals("0 <")),
                }
            ),
            data=constants_of("24", "96", "768", "2"),
            controls=(
                Control("‖w_1−w*‖ not squared", "constant", {"distance": "1"}, None, ("exact",)),
                Control("no ‖w_1−w*‖", "constant", {"distance": "0"}),
            ),
        ),
    ),
    recheck=homogeneous_by_hand,
)
