"""The figures of paper A: what the seed asks to be seen running, measured and drawn.

Each module has `measure`, `draw` and `caption`; a theorem takes the figures that are about it.
"""

from __future__ import annotations

from theorems.sco._parts.figures import (
    constants,
    flat_sam,
    noise,
    plane,
    precision,
    separation,
    spectral,
    trajectories,
)
from verify.figures import Figure

__all__ = [
    "CONSTANTS",
    "FLAT_SAM",
    "NOISE",
    "PLANE",
    "PRECISION",
    "SEPARATION",
    "SPECTRAL",
    "TRAJECTORIES",
]

CONSTANTS = Figure("constants", constants.caption, constants.measure, constants.draw)
FLAT_SAM = Figure("flat_sam", flat_sam.caption, flat_sam.measure, flat_sam.draw)
NOISE = Figure("noise", noise.caption, noise.measure, noise.draw)
PLANE = Figure("plane", plane.caption, plane.measure, plane.draw)
PRECISION = Figure("precision", precision.caption, precision.measure, precision.draw)
SEPARATION = Figure("separation", separation.caption, separation.measure, separation.draw)
SPECTRAL = Figure("spectral", spectral.caption, spectral.measure, spectral.draw)
TRAJECTORIES = Figure("trajectories", trajectories.caption, trajectories.measure, trajectories.draw)
