"""Samples of smooth, non-negative, flat losses: what the upper bounds of `sco` run on.

`upper_losses` says how a loss and a sample are written and evaluated, `upper_members` what belongs
to the sets below, and `upper_draws` how a search draws from them.
"""

from __future__ import annotations

from theorems.sco._parts.upper_draws import (
    draw_apart,
    draw_flat,
    draw_intervals,
    draw_loss,
    draw_points,
    draw_sequences,
    draw_unit,
)
from theorems.sco._parts.upper_losses import box, sample
from theorems.sco._parts.upper_members import (
    has_best_star,
    has_minimizer,
    is_line,
    is_loss_of_some,
    is_numbers,
    is_unit,
    shares_a_ball,
)
from verify import Objects

__all__ = [
    "BEST",
    "BOUNDED",
    "EACH",
    "FLAT",
    "INTERVALS",
    "LINES",
    "LOSSES",
    "POINTS",
    "SWEPT",
    "UNITS",
]

SLANTED = {"a": ["3/5", "4/5"], "b": "1"}
_LINE_SAMPLES = (
    sample(box("0", "0")),
    sample(box("-1", "1"), rho="1"),
    sample(box("-1/2", "2"), {"a": ["1"], "b": "1/2", "cap": "1"}, rho="1/2"),
    sample(SLANTED, star=("0", "0"), rho="1"),
)
_PLANE_SAMPLES = (
    sample({"low": ["-1", "-1"], "high": ["1", "3"]}, star=("0", "0"), rho="1"),
    sample(
        SLANTED,
        {"a": ["-5/13", "12/13"], "b": "0", "cap": "1/2"},
        {"low": ["-1", "-4"], "high": ["5", "1"]},
        star=("0", "-1/2"),
        rho="1/4",
    ),
)
_APART = (
    sample(box("-1", "1"), star=("1",), rho="1"),
    sample(box("-3", "-1"), box("1", "3"), rho="1"),
    sample(box("-1", "1"), box("0", "2"), star=("0",), rho="1"),
)

EACH = Objects(
    "samples of convex 1-smooth losses, each ρ-flat, and a minimizer w* of F_S",
    has_minimizer,
    (*_APART, *_LINE_SAMPLES),
    draw_apart,
)
"""What is printed: no ball is common to all losses."""
BEST = Objects(
    "samples of convex 1-smooth losses, each ρ-flat; w* the centre of a common ball of zeros if "
    "there is one, else a minimizer of F_S",
    has_best_star,
    (*_APART[1:], *_LINE_SAMPLES),
    lambda: draw_apart().filter(has_best_star),
)
"""What is printed, with the best w* that there is."""
FLAT = Objects(
    "samples of convex 1-smooth losses, all 0 on the ball of radius ρ around w*",
    shares_a_ball,
    (*_LINE_SAMPLES, *_PLANE_SAMPLES),
    lambda: draw_flat([1, 2]),
    (EACH.name, BEST.name),
)
LINES = Objects(
    "such samples on the line, or with one loss of one direction",
    is_line,
    _LINE_SAMPLES,
    lambda: draw_flat([1]),
    (FLAT.name, EACH.name, BEST.name),
)
INTERVALS = Objects(
    "half squared distances from one or two intervals that hold [w* − ρ, w* + ρ]",
    lambda v: is_line(v) and len(v["star"]) == 1 and all("low" in z for z in v["z"]),
    _LINE_SAMPLES[:2],
    lambda: draw_intervals(),
    (LINES.name, FLAT.name, EACH.name, BEST.name),
)
"""What a short search looks at."""
LOSSES = Objects(
    "non-negative 1-smooth losses",
    is_loss_of_some,
    (
        box("0", "0"),
        box("-1", "1"),
        {"well": "1"},
        SLANTED,
        {"a": ["1"], "b": "0", "cap": "1/2"},
        {"low": ["-1", "0"], "high": ["1", "0"]},
    ),
    draw_loss,
)
SWEPT = [EACH.samples[i] for i in (0, 1, 3, 4)] + [FLAT.samples[-1]]
"""What the quick profile sweeps."""
POINTS = Objects("points", lambda v: is_numbers(v) and bool(v), (["0"], ["1"]), draw_points)
UNITS = Objects("points of the unit ball", is_unit, (["1"], ["-1"], ["0"]), draw_unit)
BOUNDED = Objects(
    "sequences of points of the unit ball",
    lambda v: isinstance(v, list) and bool(v) and all(is_unit(x) for x in v),
    ([["1"]], [["-1"]], [["0"]]),
    lambda: draw_sequences(),
)
