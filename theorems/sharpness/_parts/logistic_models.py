"""Models that interpolate γ_p(2y − 1) once their output weights are scaled, as JSON data."""

from __future__ import annotations

from typing import Any

from theorems.core.models import PLAIN
from theorems.sharpness._parts.logistic_trace import draw_labelled, labelled
from verify import Objects

__all__ = ["ANY", "BALLS", "CROSSED", "DEEP", "LINE", "NETS", "ONE", "RATIONAL", "SIGNED", "SQUARE"]

LINE = {"model": "polynomial", "coefficients": [["0", "1"]], "theta": "1", "y": [1]}
SQUARE = {"model": "polynomial", "coefficients": [["0", "0", "1"]], "theta": "1", "y": [1]}
CUBIC = {
    "model": "polynomial",
    "coefficients": [["1", "2", "0", "1"], ["0"], ["0", "1"]],
    "theta": "-1/2",
    "y": [0, 1, 1],
}
ONE = {"model": "no_bias", "W1": [["1"]], "W2": ["1"], "X": [["1"]], "y": [1]}
SIGNED: dict[str, Any] = {
    "model": "no_bias",
    "W1": [["1"], ["-2"]],
    "W2": ["2", "-1"],
    "X": [["1"], ["-1"]],
}
SIGNED = {**SIGNED, "y": [1, 0]}
DEAD: dict[str, Any] = {"model": "bias", "W1": [["1"], ["1"]], "b1": ["1", "-5"], "W2": ["-2", "3"]}
DEAD = {**DEAD, "X": [["1"], ["1"]], "y": [0, 0]}
DEEP = {
    "model": "deep",
    "W1": [["1", "2"], ["-1", "1/2"]],
    "b1": ["1", "1/3"],
    "inner": [[["1", "-1"], ["2", "1"]], [["1", "0"], ["1/2", "-3"]]],
    "W2": ["1", "-2"],
    "X": [["1", "0"]],
    "y": [1],
}
CROSSED = {
    "model": "sim_bn",
    "W1": [["1"], ["-1"]],
    "b1": ["0", "8"],
    "gamma": ["1", "1"],
    "W2": ["1", "-1"],
    "X": [["1"], ["7"]],
    "y": [0, 1],
}
NORMED = {
    "model": "sim_ln",
    "W1": [["1"], ["2"]],
    "b1": ["0", "1"],
    "W2": ["1", "1"],
    "epsilon": "1/2",
    "X": [["1"], ["1"]],
    "y": [1, 1],
}
FLOORED = {**NORMED, "epsilon": "100"}

TWICE = "models f_θ, twice differentiable at θ, with f_θ(x_i) = γ_p(2y_i − 1)"
LITERAL = "such nets without normalization, and polynomials"
RATIONAL = Objects(
    LITERAL,
    accepts=labelled,
    samples=(LINE, SQUARE, CUBIC, ONE, SIGNED, DEAD, DEEP),
    draw=lambda: draw_labelled((*PLAIN, "polynomial")),
    within=(TWICE,),
)
NETS = Objects(
    "such nets without normalization",
    accepts=lambda i: labelled(i) and i["model"] in PLAIN,
    samples=(ONE, SIGNED, DEAD, DEEP),
    draw=lambda: draw_labelled(PLAIN),
    within=(TWICE, LITERAL),
)
FIXED = (CROSSED, NORMED, FLOORED)
BALLS = Objects(
    "Sim-BN and Sim-LN nets that interpolate, and a polynomial",
    accepts=lambda i: i in (*FIXED, SQUARE),
    samples=(*FIXED, SQUARE),
    within=(TWICE,),
)
ANY = Objects(
    TWICE,
    accepts=lambda i: i in FIXED or labelled(i),
    samples=(LINE, SQUARE, CUBIC, ONE, SIGNED, DEAD, DEEP, *FIXED),
)
