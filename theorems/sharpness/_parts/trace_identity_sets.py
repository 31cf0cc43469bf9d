"""The instances of Lemma 4.1: polynomials and every architecture, smooth at their samples."""

from __future__ import annotations

from typing import Any

from theorems.core.models import NORMALIZED, PLAIN, draw, smooth
from verify.domain import Objects

__all__ = ["ANY", "BALL_SAMPLES", "NETS", "NORMED", "PLAIN_SAMPLES", "RATIONAL", "models"]

TWICE = "models f_θ twice differentiable at θ"
SQUARE = {"model": "polynomial", "coefficients": [["0", "0", "1"]], "theta": "1"}
CUBIC = {"model": "polynomial", "coefficients": [["1", "2", "0", "1"], ["0"]], "theta": "-1/2"}
ONE = {"model": "no_bias", "W1": [["1"]], "W2": ["1"], "X": [["1"]]}
SPARE = {**ONE, "W1": [["1"], ["0"]], "W2": ["1", "0"], "X": [["1"], ["-1"]]}
DEAD = {"model": "bias", "W1": [["1"], ["1"]], "b1": ["0", "-5"], "W2": ["2", "3"], "X": [["1"]]}
REPEATED = {**DEAD, "X": [["1"], ["1"], ["-2"]]}
DEEP = {
    "model": "deep",
    "W1": [["1", "2"], ["-1", "1/2"]],
    "b1": ["1", "1/3"],
    "inner": [[["1", "-1"], ["2", "1"]], [["1", "0"], ["1/2", "-3"]]],
    "W2": ["1", "-2"],
    "X": [["1", "0"], ["-1", "2"]],
}
SIM_BN = {**DEAD, "model": "sim_bn", "gamma": ["1", "2"], "X": [["1"], ["6"], ["2"]]}
SIM_LN = {**DEAD, "model": "sim_ln", "epsilon": "1/2", "X": [["1"], ["6"], ["-1"]]}
FLOORED = {**SIM_LN, "epsilon": "100"}
PLAIN_SAMPLES = (ONE, DEAD, REPEATED, DEEP)
BALL_SAMPLES = (SIM_LN, FLOORED, SIM_BN)


def models(name: str, kinds: tuple[str, ...], samples: tuple[Any, ...], **more: Any) -> Objects:
    """A named set of instances of these kinds, smooth at their samples."""
    return Objects(
        name,
        accepts=lambda i: smooth(i) and i["model"] in kinds,
        samples=samples,
        draw=lambda: draw(kinds),
        **more,
    )


ANY = models(
    TWICE, (*PLAIN, *NORMALIZED, "polynomial"), (SQUARE, CUBIC, *PLAIN_SAMPLES, *BALL_SAMPLES)
)
RATIONAL = models(
    "ReLU nets of depth 2 to 4 and polynomials",
    (*PLAIN, "polynomial"),
    (SQUARE, CUBIC, *PLAIN_SAMPLES),
    within=(TWICE,),
)
NETS = models(
    "nets without normalization, smooth at the samples", PLAIN, PLAIN_SAMPLES, within=(TWICE,)
)
NORMED = models(
    "Sim-BN and Sim-LN, smooth at the samples", NORMALIZED, BALL_SAMPLES, within=(TWICE,)
)
