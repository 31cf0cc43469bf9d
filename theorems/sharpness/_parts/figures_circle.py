"""The memorizing regions on the circle, and what nets with them say between the samples."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from verify.figures import PAGE, Figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas

__all__ = ["CIRCLE"]


def _measure(profile: str, seed: int) -> dict[str, Any]:
    """Points of the circle, the ends of the arcs, and f along the circle for two nets."""
    import math

    import numpy as np

    from theorems.sharpness._parts.circle import circle, filled, neurons, output, point

    n = 9
    drawn = np.random.default_rng(seed).permutation(np.arange(n * 4))[: n * 3]
    # every third of 3n draws, so that no two points nearly meet
    t = sorted(Fraction(int(k), 4 * n) for k in drawn)[1::3]
    points = circle([str(v) for v in t])
    y = [1 + Fraction(int(v[0].p), int(v[0].q)) / 2 for v in points.v]
    own = neurons(points, y, "own")
    assert own is not None
    pair = filled(points, y, Fraction(1, 50))
    both = [*pair[0], *pair[1]]
    steps = 240 if profile == "quick" else 960
    rows = []
    for k in range(steps + 1):
        s = Fraction(k, steps + 1)
        x = point(s)
        label = 1 + Fraction(int(x[0].p), int(x[0].q)) / 2
        values = [label, output(own, x), output(both, x)]
        rows.append([8 * math.atan(s), *[float(v) for v in values]])

    def angle(p: Any) -> float:
        a, b = (float(Fraction(int(e.p), int(e.q))) for e in p)
        return math.atan2(b, a) % (2 * math.pi)

    return {
        "samples": [angle(v) for v in points.v],
        "ends": [angle(z) for z in points.z],
        "labels": [float(v) for v in y],
        "table": {"columns": ["angle", "label", "width n", "width 2n"], "rows": rows},
    }


def _caption(data: dict[str, Any]) -> str:
    n = len(data["samples"])
    return (
        f"Left: the parts of the plane, cut off by the chords z_j z_{{j+1}}, in which the {n} "
        "neurons of the corrected net of Proposition A.2 are active; dots are the samples. At "
        "every other x the net is 0, on the circle at the ends z_j. Right: along the circle, the "
        "label 1 + x[1]/2, the net of width n, and the net of width 2n, whose further neurons are "
        "active at no sample; both nets interpolate and have the least trace."
    )


def _draw(figure: Canvas, data: dict[str, Any]) -> None:
    import math

    from matplotlib.patches import Circle, Polygon

    figure.set_size_inches(PAGE, 2.9)
    left, right = figure.subplots(1, 2, width_ratios=[1, 1.7])
    left.add_patch(Circle((0, 0), 1, fill=False, linewidth=0.8))
    n = len(data["samples"])
    styles = [("0.85", "////"), ("0.6", ""), ("0.95", "....")]
    for j in range(n):
        low, high = data["ends"][j], data["ends"][(j + 1) % n]
        high += 2 * math.pi if high < low else 0
        angles = [low + (high - low) * k / 60 for k in range(61)]
        grey, hatch = styles[j % 2 if j < n - 1 or n % 2 == 0 else 2]
        patch = [(math.cos(a), math.sin(a)) for a in angles]
        left.add_patch(
            Polygon(
                patch, closed=True, facecolor=grey, edgecolor="black", hatch=hatch, linewidth=0.6
            )
        )
    for angle in data["samples"]:
        left.plot(math.cos(angle), math.sin(angle), marker="o", color="black", linestyle="")
    left.set_xlim(-1.15, 1.15)
    left.set_ylim(-1.15, 1.15)
    left.set_aspect("equal")
    left.set_axis_off()
    rows = data["table"]["rows"]
    angles = [row[0] for row in rows]
    right.plot(angles, [r[1] for r in rows], color="0.55", linewidth=2.5, marker="", label="label")
    right.plot(
        angles, [r[2] for r in rows], color="black", linestyle=":", marker="", label="width $n$"
    )
    right.plot(
        angles, [r[3] for r in rows], color="black", linestyle="--", marker="", label="width $2n$"
    )
    right.plot(
        data["samples"], data["labels"], marker="o", color="black", linestyle="", label="samples"
    )
    right.set_xlabel("angle of $x$")
    right.set_ylabel("$f(x)$")
    right.set_ylim(-0.05, 2.6)
    right.legend(loc="upper center", ncol=4)


CIRCLE = Figure("circle", _caption, _measure, _draw)
