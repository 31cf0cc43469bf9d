"""The features of the flattest nets without biases, against ±x[1] ± x[2]: for Theorem 3.1."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from verify.figures import COLUMN, PAGE, Figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas

    from theorems.core.flattest import Flattest
    from theorems.core.flattest_primal import Neuron
    from theorems.core.off_sample import Sides

__all__ = ["FEATURES", "Feature", "features"]

QUICK = {3: ((4, 8, 12, 20), None)}
FULL = {
    3: ((2, 4, 6, 8, 12, 16, 24), None),
    4: ((4, 8, 12, 16, 24), 3),
    5: ((8, 12, 16), 1),
}
"""dimension to the sizes of samples, and at how many unseen corners of each the sign is decided"""
LEAST = Fraction(1, 1000)
"""the share of the path norm below which a neuron is left out"""
SAME = 1e-3
"""the distance up to which two unit vectors are drawn as one"""
HEAD = ["d", "n", "gap", "corners", "forced", "path norm"]
COLUMNS = [*HEAD, "neuron", "share of the path norm", "w", "cosine", "nearest", "part in the plane"]
MARKS = {
    "e1+e2": ("o", 4 / math.pi),
    "e1-e2": ("s", 1.0),
    "-e1+e2": ("^", 2.0),
    "-e1-e2": ("D", 1.0),
}
"""a mark for each feature, and what its size is multiplied by, so that areas can be compared"""


class Feature(NamedTuple):
    """How far a neuron w relu(a·x) is one of the four features.

    Attributes
    ----------
    share : float
        |w|‖a‖/Σ |w|‖a‖, its part of the path norm.
    sign : int
        Of w.
    cosine : float
        Of a and the nearest of ±e_1 ± e_2.
    nearest : str
        Which that is; if two are as near, the one with +.
    part : float
        ‖(a[1], a[2])‖/‖a‖.
    direction : tuple of float
        a/‖a‖.
    """

    share: float
    sign: int
    cosine: float
    nearest: str
    part: float
    direction: tuple[float, ...]


def features(net: Iterable[Neuron]) -> tuple[float, list[Feature]]:
    """The path norm Σ |w|‖a‖ of a net, and its neurons, the largest first.

    The squares under all roots are exact.
    """
    alive = []
    for neuron in net:
        square = sum((e * e for e in neuron.a), Fraction(0))
        if square and neuron.w:
            alive.append((neuron, square, math.sqrt(neuron.w**2 * square)))
    total = math.fsum(path for *_, path in alive)
    found = []
    for neuron, square, path in alive:
        first, second = neuron.a[:2]
        found.append(
            Feature(
                path / total,
                1 if neuron.w > 0 else -1,
                math.sqrt((abs(first) + abs(second)) ** 2 / (2 * square)),
                f"{'-' if first < 0 else ''}e1{'-' if second < 0 else '+'}e2",
                math.sqrt((first**2 + second**2) / square),
                tuple(math.copysign(math.sqrt(e * e / square), e) for e in neuron.a),
            )
        )
    return total, sorted(found, reverse=True)


def _merged(found: Iterable[Feature]) -> list[tuple[float, float, str]]:
    """Share, cosine and nearest feature, neurons whose directions are `SAME` taken together."""
    marks: list[tuple[Feature, list[float]]] = []
    for feature in found:
        for first, shares in marks:
            if (
                first.nearest == feature.nearest
                and first.sign == feature.sign
                and math.dist(first.direction, feature.direction) <= SAME
            ):
                shares.append(feature.share)
                break
        else:
            marks.append((feature, [feature.share]))
    return [(math.fsum(shares), first.cosine, first.nearest) for first, shares in marks]


def _corners(
    X: list[list[int]], y: list[int], found: Flattest, cube: list[list[int]], most: int | None
) -> tuple[int, int]:
    """At how many unseen corners the sign is looked at, and at how many it is forced."""
    from theorems.core.off_sample import off_sample

    unseen = [z for z in cube if z not in X][:most]
    forced = 0
    for z in unseen:
        label = z[0] * z[1]
        sides: Sides = ("lower",) if label > 0 else ("upper",)
        at = off_sample(X, y, z, bias=False, sides=sides, least=found)
        forced += at.verdict(label) == "forced"
    return len(unseen), forced


def _measure(profile: str, seed: int) -> dict[str, Any]:
    from theorems.core.data import p_xor, p_xor_sample
    from theorems.core.flattest import flattest
    from theorems.core.off_sample import SLACK

    plan = QUICK if profile == "quick" else FULL
    start = seed % 2**32
    rows: list[list[Any]] = []
    samples: list[dict[str, Any]] = []
    for d, (sizes, most) in plan.items():
        cube = p_xor(d)
        corners = cube.X.tolist()
        named = [(str(n), p_xor_sample(d, n, seed=start)) for n in sizes]
        for name, (inputs, labels) in [*named, ("cube", cube)]:
            X, y = inputs.tolist(), labels.tolist()
            found = flattest(X, y, bias=False)
            unseen, forced = _corners(X, y, found, corners, most)
            # how far the net's trace can be above the infimum: exact, from the certified lower end
            gap = float(found.trace / found.lower - 1)
            total, neurons = features(found.net)
            kept = [neuron for neuron in neurons if neuron.share >= LEAST]
            head = [d, name, gap, unseen, forced, total]
            rows += [[*head, j, *neuron[:-1]] for j, neuron in enumerate(kept)]
            samples.append(
                {
                    "d": d,
                    "n": name,
                    "gap": gap,
                    "corners": unseen,
                    "forced": forced,
                    "left out": 1 - math.fsum(neuron.share for neuron in kept),
                    "marks": [list(mark) for mark in _merged(kept)],
                }
            )
    return {
        "slack": str(SLACK),
        "seed": start,
        "plan": {str(d): most for d, (_, most) in plan.items()},
        "samples": samples,
        "table": {"columns": COLUMNS, "rows": rows},
    }


def _power(value: float) -> str:
    """The least power of 10 above a number in (0, 1)."""
    return f"10^(−{-math.ceil(math.log10(value))})"


def _caption(data: dict[str, Any]) -> str:
    looked = []
    for d, most in data["plan"].items():
        looked.append(f"d = {d}: {'all' if most is None else f'up to {most}'}")
    gap = max(sample["gap"] for sample in data["samples"])
    return (
        "Neurons w relu(a·x) of nets without biases that interpolate n samples of P_xor and whose "
        f"trace is at most 1 + {_power(gap)} times the infimum over all widths: the cosine of a "
        "with the nearest of the four features ±e_1 ± e_2, one mark each. The area of a mark is "
        "the neuron's share of the path norm Σ |w|‖a‖; neurons of one direction (to 0.001) are "
        f"taken together, shares below {LEAST} left out. Each sample is the beginning of the next "
        f"(seed {data['seed']}, repetitions kept); “cube” is each corner once. Below n: forced/"
        "unseen corners, forced being those where every interpolating net with trace at most "
        f"1 + κ times the least, κ = {data['slack']}, has the label's sign, – if none is unseen "
        f"(corners looked at: {'; '.join(looked)})."
    )


def _draw(figure: Canvas, data: dict[str, Any]) -> None:
    plan = {int(d): [s for s in data["samples"] if s["d"] == int(d)] for d in data["plan"]}
    alone = len(plan) == 1
    figure.set_size_inches(COLUMN if alone else PAGE, 2.7)
    panels = figure.subplots(
        1, len(plan), sharey=True, squeeze=False, width_ratios=[len(s) for s in plan.values()]
    )[0]
    for axes, (d, samples) in zip(panels, plan.items(), strict=True):
        for place, sample in enumerate(samples):
            for column, (name, (marker, scale)) in enumerate(MARKS.items()):
                chosen = [mark for mark in sample["marks"] if mark[2] == name]
                axes.scatter(
                    [place + 0.2 * (column - 1.5)] * len(chosen),
                    [mark[1] for mark in chosen],
                    s=[100 * scale * mark[0] for mark in chosen],
                    marker=marker,
                    facecolor="0.8",
                    edgecolor="black",
                    linewidth=0.6,
                )
            if place:
                axes.axvline(place - 0.5, color="0.55", linewidth=0.5, linestyle=":", marker="")
        ticks = [
            f"{s['n']}\n{s['forced']}/{s['corners']}" if s["corners"] else f"{s['n']}\n–"
            for s in samples
        ]
        axes.set_xticks(range(len(samples)), ticks)
        axes.grid(visible=False, axis="x")
        axes.set_xlim(-0.5, len(samples) - 0.5)
        axes.set_ylim(-0.04, 1.08)
        axes.set_title(f"$d = {d}$")
    below = "samples $n$, forced/unseen corners"
    if alone:
        panels[0].set_xlabel(below)
    else:
        figure.supxlabel(below, fontsize=panels[0].xaxis.label.get_size())
    panels[0].set_ylabel("cosine with the nearest feature")
    for name, (marker, scale) in MARKS.items():
        label = name.replace("e", "e_")
        panels[0].scatter(
            [],
            [],
            s=25 * scale,
            marker=marker,
            facecolor="0.8",
            edgecolor="black",
            linewidth=0.6,
            label=f"${label}$",
        )
    panels[0].legend(loc="lower right")


FEATURES = Figure("features", _caption, _measure, _draw)
