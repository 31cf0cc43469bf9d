"""Four neurons of Sim-BN, near-flattest, that interpolate and are a little wrong off the sample.

On `BAD_SET` the neurons of (a, 1) and (a, −1) share δ(s) = e(1/2 + s[1] + s[2]): one is 1 + δ at
its own corner and δ at the other's, where that one is 1 + δ, so that δ cancels. It does where
δ > 0, as at every sample; at s = (−1, −1) δ < 0, and f is off by 3e/2. The least Tr − 8 of such
nets is near 28e/3.
"""

from __future__ import annotations

from fractions import Fraction
from math import isqrt
from typing import Any

from theorems.sharpness._parts.simbn_nets import BAD_SET, Neuron, scaled, trace, with_neurons
from theorems.sharpness._parts.xor_nets import CORNERS

__all__ = ["leaky"]


def leaky(tilt: Fraction, *, bits: int = 40) -> dict[str, Any]:
    """The net whose e is near 4/3 of the tilt, which makes the scale a rational.

    Raises
    ------
    ValueError
        If the tilt is not in (0, 1/4): further neurons would meet.
    """
    if not 0 < tilt < Fraction(1, 4):
        msg = f"tilt must be in (0, 1/4), got {tilt}."
        raise ValueError(msg)
    # 12a² = 3 + 7e + 27e²/2 on the line a = 1/2 + te through e = 0
    t = Fraction(7, 12) + tilt
    e = (7 - 12 * t) / (12 * t * t - Fraction(27, 2))
    a, half = Fraction(1, 2) + t * e, Fraction(1, 2)
    # γ near |γ W_2|^{1/2} = a^{1/2}
    gamma = Fraction(isqrt(int(a * 4**bits)), 2**bits)
    made: list[Neuron] = [
        ([Fraction(3 * p), half * q, e, e], e / 2 + half - 3, gamma, p * q * a / gamma)
        for p, q in CORNERS
    ]
    net = with_neurons(BAD_SET, made)
    share = trace(net) - 8 * (gamma**2 + (a / gamma) ** 2)
    scale = 1
    while share > e * scale**2 / 4:
        scale *= 2
    return scaled(net, Fraction(scale))
