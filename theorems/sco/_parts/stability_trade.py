"""Lemma 5 as its proof gives it, for every way to split the square of a sum."""

from __future__ import annotations

from theorems.sco._parts.stability_by_hand import stability_by_hand
from theorems.sco._parts.stability_deductions import of_stability
from theorems.sco._parts.stability_pair import constants_of
from theorems.sco._parts.stability_runs import stability_at
from theorems.sco._parts.stability_setting import AVERAGE, FULL, LAST, LONG, SPLIT, SWEEP
from verify import Claim, Control, legs, sharpened

__all__ = ["trade", "trade_of_iterates"]


def _trade(
    output: str,
    what: str,
    constants: tuple[str, str, str],
    whole: str,
    attained: tuple[int, str, str],
) -> Claim:
    """The bound that the proof gives for every way to split the square of a sum.

    Parameters
    ----------
    constants, whole
        Of the three terms before (1+c) and (1+1/c), and in words what they make of the bound.
    attained
        For how many steps a run goes, and two constants that are too small for it.
    """
    a, b, c = constants
    over = {**SWEEP, "eta": ["1/2", "9/10", "1"], "c": ["1/8", "1"]}
    steps, little, less = attained
    far = {"copies": [1, 10000], "start": [["0"], ["1"]], "r": ["0", "1"], "c": ["1/100", "100"]}
    return Claim(
        {"average": "trade", "last": "trade_of_iterates"}[output],
        legs=(
            legs.exact(
                stability_at,
                over=over,
                full={**FULL, "eta": ["1/4", "1/2", "99/100", "1"]},
                executed=True,
            ),
            legs.exact(
                stability_at, over={**LONG, **far, "T": [steps]}, executed=True, name="long"
            ),
            of_stability(stability_at, over),
        ),
        readings=(
            sharpened(
                f"{what} ≤ (1+c) {a} ηβr²T/(2−ηβ) + (1+1/c) ({b} βηT ‖w_1−w*‖²/n² + {c} β²η²T² "
                f"max(r−ρ,0)²/((1−ηβ)n²)) for 0 < η < 1/β and every c > 0; if η ≤ 1/(2β), this is "
                f"at most the bound with {whole}",
                SPLIT,
                data={
                    "output": output,
                    **constants_of(a, b, c, "2"),
                    "lemma": ["1/2", "1/2"],
                    "form": "rate",
                },
                controls=(
                    Control(f"1/10 for {a}", "constant", {"perturbation": "1/10"}),
                    Control(f"1/20 for {b}", "constant", {"gradient": "1/20"}),
                    Control(
                        f"{little} for {a}", "constant", {"perturbation": little}, None, ("long",)
                    ),
                    Control(f"{less} for {b}", "constant", {"gradient": less}, None, ("long",)),
                ),
            ),
        ),
        recheck=stability_by_hand,
        margin="least bound less stability",
    )


trade = _trade(
    "average",
    AVERAGE,
    ("16/9", "1/3", "1/3"),
    "64/27, 2/3 and 4/3",
    (61, "6/5", "3/20"),
)
trade_of_iterates = _trade("last", LAST, ("4", "1", "1"), "16/3, 2 and 4", (32, "3", "39/100"))
