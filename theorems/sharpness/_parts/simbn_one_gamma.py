"""Theorem 3.2 with one γ, as Sim-BN is defined: each function is among the flattest."""

from __future__ import annotations

from theorems.sharpness._parts import simbn_by_hand as by_hand
from theorems.sharpness._parts import simbn_interpolators, simbn_minimal
from theorems.sharpness._parts.simbn_twins import astray, twin, twin_by_smt
from theorems.sharpness._parts.simbn_widths import KAPPAS, POSITIVE, SMALL, SOME_KAPPA
from verify import Claim, Control, Domain, corrected, legs, printed

__all__ = ["one_gamma"]

LOST = Domain({"net": simbn_interpolators.LOST, "kappa": POSITIVE, "eps": POSITIVE})

one_gamma = Claim(
    "one_gamma",
    legs=(
        legs.exact(astray, over={"eps": ["1"], **KAPPAS}, executed=True, name="family"),
        legs.searched(
            astray,
            within={"kappa": SMALL, "eps": SMALL},
            examples=(3, 30),
            executed=True,
            name="search",
        ),
        legs.exact(twin, over=KAPPAS, executed=True, name="net"),
        legs.smt(twin_by_smt(twin, KAPPAS)),
        legs.searched(twin, within={"kappa": SMALL}, examples=(3, 30), executed=True),
    ),
    readings=(
        printed(
            "with one γ for all neurons, as Sim-BN is defined: "
            + SOME_KAPPA
            + "|f − x[1]x[2]| ≤ ε",
            LOST,
            data={"about": "astray", "factor": "1"},
            expected="refuted",
            legs=("family", "search"),
            controls=(
                Control(
                    "nets with ‖γ ⊙ W_2‖_1 = 2",
                    "true",
                    {},
                    Domain({**LOST.parameters, "net": simbn_minimal.USED_MINIMAL}),
                ),
            ),
        ),
        corrected(
            "with one γ, each f that a width m interpolates with has Tr within κ of inf = 4√m",
            Domain({"net": simbn_interpolators.INTERPOLATORS, "kappa": POSITIVE}),
            latex=r"\inf \mathrm{Tr}\nabla^2 L = 4\sqrt m \text{ for each } f",
            data={"about": "twin", "factor": "1"},
            legs=("net", "smt", "property"),
            controls=(
                Control("factor 1/2", "constant", {"factor": "1/2"}),
                Control("factor 2", "constant", {"factor": "2"}),
            ),
        ),
    ),
    recheck=by_hand.twin_by_hand,
)
