"""Figures from the cone program: what is forced off the sample, and the least trace found.

`TRANSITION` belongs to Theorem 3.1, `ATTAINED` to Theorem 4.1.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from verify.figures import Figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas

__all__ = ["ATTAINED", "TRANSITION"]

QUICK = {3: ((4, 8, 12, 16, 20), 2, None)}
FULL = {
    3: ((2, 4, 6, 8, 10, 12, 16, 20), 5, None),
    4: ((4, 8, 10, 12, 14, 16, 20), 2, 3),
    5: ((8, 10, 12, 14, 16), 1, 1),
}
"""dimension to the sizes of samples, how many samples of each, how many unseen corners of each"""
COLUMNS = ["d", "bias", "n", "samples", "corners", "forced", "free", "undecided", "any value"]
MARKS = {3: ("o", "-"), 4: ("s", "--"), 5: ("^", "-.")}


def _transition(profile: str, seed: int) -> dict[str, Any]:
    from theorems.core.off_sample import SLACK
    from theorems.core.off_sample_transition import transition

    rows: list[list[Any]] = []
    plan = QUICK if profile == "quick" else FULL
    for bias in (False, True):
        for d, (sizes, samples, most) in plan.items():
            drawn = [
                transition(d, sizes, seed % 2**32 + k, bias, most=most) for k in range(samples)
            ]
            for found in zip(*drawn, strict=True):
                parts = [(f.unseen, f.forced, f.free, f.undecided, f.unbounded) for f in found]
                totals = [sum(column) for column in zip(*parts, strict=True)]
                rows.append([d, bias, found[0].n, samples, *totals])
    return {
        "slack": str(SLACK),
        "plan": {str(d): list(part[1:]) for d, part in plan.items()},
        "table": {"columns": COLUMNS, "rows": rows},
    }


def _transition_caption(data: dict[str, Any]) -> str:
    parts = []
    for d, (samples, most) in data["plan"].items():
        corners = "every unseen corner" if most is None else f"up to {most} unseen corner(s)"
        parts.append(f"d = {d}: {samples} sample(s) for each n, {corners} of each")
    return (
        "Share of the unseen corners x of the cube at which every interpolating net of every width "
        f"with trace at most 1 + κ times the least, κ = {data['slack']}, has x[1]x[2] f(x) > 0; at "
        "each other corner a net is exhibited, or f(x) can be any number. Independent samples of "
        f"P_xor, repetitions kept ({'; '.join(parts)}). With biases no unseen corner is forced."
    )


def _draw_transition(figure: Canvas, data: dict[str, Any]) -> None:
    axes = figure.subplots()
    for d in map(int, data["plan"]):
        marker, dash = MARKS[d]
        rows = [r for r in data["table"]["rows"] if r[0] == d and not r[1] and r[4]]
        axes.plot(
            [r[2] for r in rows],
            [r[5] / r[4] for r in rows],
            marker=marker,
            linestyle=dash,
            color="black",
            label=f"no bias, $d = {d}$",
        )
    rows = [r for r in data["table"]["rows"] if r[1] and r[4]]
    axes.plot(
        [r[2] for r in rows],
        [r[5] / r[4] for r in rows],
        marker="x",
        linestyle="",
        color="0.45",
        label="bias",
    )
    axes.locator_params(axis="x", integer=True)
    axes.set_xlabel("samples $n$")
    axes.set_ylabel("forced corners")
    axes.set_ylim(-0.06, 1.06)
    axes.legend()


def _attained(profile: str, seed: int) -> dict[str, Any]:
    """Random points of a grid, labels ±1, ±2: the closed form and the program's bracket."""
    import numpy as np

    from theorems.core.data import extreme_points
    from theorems.core.flattest import closed_form, flattest

    generator = np.random.default_rng(seed)
    rows: list[list[Any]] = []
    count = 16 if profile == "quick" else 60
    while len(rows) < count:
        # half of the sets are put on a circle, whose points are extreme
        if len(rows) % 2:
            points = np.unique(generator.integers(-3, 4, size=(6, 2)), axis=0) * 1.0
        else:
            n = int(generator.integers(3, 7))
            scale = int(generator.integers(1, 9)) / 8
            points = scale * generator.choice(_CIRCLE, n, replace=False)
        labels = generator.choice([-2, -1, 1, 2], size=len(points)).tolist()
        X = points.tolist()
        found = flattest(X, labels, own=True)
        bound = closed_form(X, labels)[1]
        extreme = extreme_points(X).extreme
        ends = [float(Fraction(v)) for v in (bound, found.lower, found.upper)]
        rows.append([len(X), extreme, found.patterns, *ends])
    columns = ["n", "extreme", "patterns", "closed form", "least trace from", "to"]
    return {"table": {"columns": columns, "rows": rows}}


_CIRCLE = [(a * i, b * j) for a, b in ((1, 7), (7, 1), (5, 5)) for i in (1, -1) for j in (1, -1)]


def _attained_caption(data: dict[str, Any]) -> str:
    rows = data["table"]["rows"]
    outer = [row for row in rows if row[1]]
    inner = [row for row in rows if not row[1]]
    equal = sum(row[4] <= row[3] <= row[5] for row in outer)
    above = sum(row[4] > row[3] for row in inner)
    return (
        "The least trace over interpolating nets with biases of every width, from the cone "
        "program, against the closed form (2/n) Σ 2‖x_i'‖|y_i| of Theorem 4.1, at "
        f"{len(rows)} training sets in the plane with n ≤ 6 and labels ±1, ±2; the points lie on a "
        "circle of radius k√50/8, k ≤ 8, or on the grid {−3, …, 3}². The bracket holds the closed "
        f"form at {equal} of {len(outer)} sets of extreme points, and lies above it at {above} of "
        f"{len(inner)} sets with a point inside."
    )


def _draw_attained(figure: Canvas, data: dict[str, Any]) -> None:
    axes = figure.subplots()
    rows = data["table"]["rows"]
    end = 1.08 * max(row[3] for row in rows)
    axes.plot([0, end], [0, end], color="0.6", linewidth=0.8, marker="", label="closed form")
    for extreme, marker, face, label in (
        (True, "o", "black", "extreme points"),
        (False, "^", "white", "a point inside"),
    ):
        chosen = [row for row in rows if row[1] is extreme]
        axes.plot(
            [row[3] for row in chosen],
            [row[5] for row in chosen],
            linestyle="",
            marker=marker,
            markerfacecolor=face,
            color="black",
            label=label,
        )
    axes.set_xlabel(r"closed form $(2/n)\,\sum_i 2\,\|x_i'\|\,|y_i|$")
    axes.set_ylabel("least trace")
    axes.legend()


TRANSITION = Figure("transition", _transition_caption, _transition, _draw_transition)
ATTAINED = Figure("attained", _attained_caption, _attained, _draw_attained)
