"""The domains of Lemma 5 and the runs that its legs go through."""

from __future__ import annotations

from typing import Any

from theorems.sco._parts.stability_pair import SIZES
from theorems.sco._parts.stability_runs import NEAR
from theorems.sco._parts.upper_models import BOUNDED, EACH, FLAT, INTERVALS, POINTS
from verify import Domain, Integers, Premise, rationals

__all__ = [
    "AVERAGE",
    "FULL",
    "LAST",
    "LIKE_ONE",
    "LONG",
    "RUN",
    "SMALL",
    "SPLIT",
    "SWEEP",
    "WITHIN",
]

SMALL = Premise("eta <= 1/(2 beta)", lambda p: 2 * p["eta"] * p["beta"] <= 1)
RUN = Domain(
    {
        "S": FLAT,
        "copies": Integers(1),
        "start": POINTS,
        "T": Integers(1),
        "u": BOUNDED,
        "o": BOUNDED,
        **SIZES,
    },
    (SMALL,),
)
SHORT = Premise("eta < 1/beta", lambda p: p["eta"] * p["beta"] < 1)
SPLIT = Domain({**RUN.parameters, "c": rationals("0 <")}, (SHORT,))
LIKE_ONE = Domain(RUN.parameters, (SMALL, NEAR))


SPOTS = {
    "z": [{"low": ["-32"], "high": ["-32"]}, {"low": ["32"], "high": ["32"]}],
    "star": ["0"],
    "rho": "0",
}
SWEEP: dict[str, Any] = {
    "S": [SPOTS, *(FLAT.samples[i] for i in (0, 1, 5))],
    "copies": [1, 100],
    "start": [["0"], ["32"]],
    "T": [1, 3],
    "u": [[["1"]], [["3/5", "4/5"], ["-1"]]],
    "o": [[["-1"]]],
    "eta": ["1/2", "10"],
    "beta": ["1"],
    "r": ["0", "2"],
}
FULL = {
    "r": ["0", "1", "2"],
    "S": [SPOTS, *EACH.samples, *FLAT.samples],
    "T": [1, 2, 3, 5],
    "eta": ["1/4", "1/2", "10"],
}
WITHIN = {
    "S": INTERVALS,
    "T": Integers(2, 4),
    "copies": [1, 50],
    "eta": ["1/4", "1/2"],
    "beta": ["1"],
}


LONG = {
    "S": FLAT.samples[:1],
    "copies": [10000],
    "start": [["0"]],
    "T": [61],
    "u": [[["1"]]],
    "o": [[["-1"]]],
    "eta": ["1/25"],
    "beta": ["1"],
    "r": ["1"],
}
AVERAGE = "(1/n) Σ_i ‖ŵ − ŵ^{(i)}‖²"
LAST = "(1/n) Σ_i ‖w_T − w_T^{(i)}‖²"
