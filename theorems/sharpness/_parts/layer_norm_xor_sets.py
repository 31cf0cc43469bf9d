"""What Propositions 5.1 and 5.2 range over, and the claim that both make: 2 is the least trace."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from theorems.sharpness._parts.labelled_sets import xor_samples
from theorems.sharpness._parts.layer_norm_widths import all_widths_by_smt, least_by_programs
from theorems.sharpness._parts.layer_norm_xor_by_hand import least_by_hand
from theorems.sharpness._parts.layer_norm_xor_checks import least
from verify import Claim, Control, Domain, Integers, Premise, Reading, legs, printed, rationals

__all__ = [
    "ALONE",
    "CORNER",
    "DIMENSIONS",
    "FEW",
    "NETS",
    "PAIRS",
    "POSITIVE",
    "SIZES",
    "SMALL",
    "SWEPT",
    "WIDTHS",
    "minimal",
]

ONE = {"X": [[1, 1]], "y": [1]}
TWICE = {"X": [[1, 1], [1, 1]], "y": [1, 1]}
THREE = {"X": [[1, 1], [1, -1], [-1, -1]], "y": [1, -1, 1]}
FOUR = {"X": [[1, 1], [1, -1], [-1, 1], [-1, -1]], "y": [1, -1, -1, 1]}
MORE = {"X": [[1, 1], [1, 1], [1, -1], [1, 1], [-1, 1]], "y": [1, 1, -1, 1, -1]}
CUBE: dict[str, Any] = {"X": [[1, 1, 1], [1, -1, 1], [-1, 1, -1], [-1, -1, 1]], "y": [1, -1, -1, 1]}
SAMPLES = xor_samples(ONE, TWICE, THREE, FOUR, MORE, CUBE, dimensions=(2, 3), most=4)


def _distinct(value: object) -> bool:
    rows = [tuple(map(str, x)) for x in value["X"]] if isinstance(value, dict) else []
    return SAMPLES.accepts(value) and len(set(rows)) == len(rows)


ONCE = replace(
    SAMPLES,
    name="samples of P_xor, each once",
    accepts=_distinct,
    samples=(ONE, THREE, FOUR, CUBE),
    draw=lambda: SAMPLES.strategy().filter(_distinct),
    within=(SAMPLES.name,),
)
DIMENSIONS = Integers(2)
POSITIVE = rationals("0 <")
PAIRS = Domain({"data": SAMPLES, "eps": POSITIVE})
SUFFICIENT = Premise("ε < √(d+1)", lambda p: p["eps"] * p["eps"] < len(p["data"]["X"][0]) + 1)
SMALL = Domain(PAIRS.parameters, (SUFFICIENT,))
NETS = Domain({"data": SAMPLES, "eps": POSITIVE, "delta": rationals("0 <", "< 2")})
ALONE = NETS.widened(data=ONCE)
CORNER = Domain({"d": DIMENSIONS, "eps": POSITIVE})
SIZES = Domain({"d": DIMENSIONS, "n": Integers(1), "eps": POSITIVE})
WIDTHS = Domain({"d": DIMENSIONS, "width": Integers(4), "eps": POSITIVE})

SWEPT = ("exact", "smt")
DECIDED = ("smt", "convex", "exact")
FEW = (5, 60)
# ‖x'‖ = 2 at d = 3
PROGRAMS: dict[str, Any] = {
    "data": [{"X": CUBE["X"][:k], "y": CUBE["y"][:k]} for k in (1, 3)],
    "eps": ["1/2", "3/2", "8"],
}
XOR = "on P_xor r = √(d+1) and |y| = 1, and such paths are those of "


def minimal(net: str, where: str, *more: Reading) -> Claim:
    """The claim that `net`, "own" or "eq18", which `where` names, has the least trace 2."""
    rule = {"factor": "1", "value": "2", "net": net}
    return Claim(
        "minimal",
        legs=(
            legs.smt(
                all_widths_by_smt(
                    least, {"eps": ["1", "100"]}, attained=XOR + where, small=SUFFICIENT.text
                )
            ),
            legs.convex(least_by_programs(PROGRAMS)),
            legs.exact(
                least,
                over={"eps": ["1/100", "3/2", "100"]},
                full={"eps": ["1/100", "1", "3/2", "100"]},
                executed=True,
            ),
            legs.searched(least, within={"eps": rationals("0 <", "<= 20")}, examples=FEW),
        ),
        readings=(
            printed(
                "for ε < √(d+1) the least trace over interpolating nets of every width is 2",
                SMALL,
                latex=r"\min \mathrm{Tr}\nabla^2 L = 2",
                data=rule,
                controls=(
                    Control("factor 1001/1000", "constant", {"factor": "1001/1000"}),
                    Control("factor 999/1000", "constant", {"factor": "999/1000"}, legs=DECIDED),
                    Control("every ε", "premise", {}, PAIRS, legs=DECIDED),
                ),
            ),
            *more,
        ),
        recheck=least_by_hand,
    )
