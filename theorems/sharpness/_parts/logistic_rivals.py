"""Minimizers of the smoothed logistic loss among nets: a least squares net against its rivals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from theorems.core.exact_networks import forward_exact
from theorems.core.models import PLAIN, model_of, smooth
from theorems.core.networks import Bias
from theorems.core.scalars import dot
from theorems.sharpness._parts.every_width import witnessed
from theorems.sharpness._parts.logistic import loss_ball
from theorems.sharpness._parts.logistic_legs import falls_then_rises
from verify import Case, Evidence, Exactness, Finding, compare, legs

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from verify.domain import Point

__all__ = ["consistent", "draw_rivals", "fitted", "minimizers", "minimizers_by_smt", "rival_case"]

Data = Mapping[str, Any]


def rival_case(instance: object) -> bool:
    """Whether `instance` has samples on a line, labels 0 or 1, and a rival net on them."""
    try:
        X, y = instance["X"], instance["y"]  # type: ignore[index]
        rival = {**instance["rival"], "X": X}  # type: ignore[index]
        known = rival["model"] in PLAIN and instance["unit"] in ("gamma", "1")  # type: ignore[index]
        return known and len(X) == len(y) > 0 and set(y) <= {0, 1} and smooth(rival)
    except (KeyError, TypeError, ValueError):
        return False


def consistent(instance: object) -> bool:
    """Whether besides equal samples have equal labels, so that some net interpolates."""
    if not rival_case(instance):
        return False
    seen: dict[Fraction, int] = {}
    pairs = zip(instance["X"], instance["y"], strict=True)  # type: ignore[index]
    return all(seen.setdefault(Fraction(x[0]), y) == y for x, y in pairs)


def fitted(X: Sequence[Fraction], y: Sequence[int]) -> Bias:
    """The net whose values at the samples are the means of 2y − 1, one neuron for each x."""
    xs = sorted(set(X))
    labels = [[2 * b - 1 for v, b in zip(X, y, strict=True) if v == x] for x in xs]
    wanted = [Fraction(sum(rows), len(rows)) for rows in labels]
    half = min((b - a for a, b in pairwise(xs)), default=Fraction(1)) / 2
    weights: list[Fraction] = []
    for x, target in zip(xs, wanted, strict=True):
        # neuron k is relu(x − x_k + half): off at the samples before x_k
        before = sum(w * (x - at + half) for w, at in zip(weights, xs, strict=False))
        weights.append((target - before) / half)
    return Bias(tuple((Fraction(1),) for _ in xs), tuple(half - x for x in xs), tuple(weights))


def minimizers(data: Data, p: Point) -> Finding:
    """L at the least squares net against L at a rival: no more, and equal iff both interpolate.

    The net's output weights are times γ_p, the rival's times γ_p or 1; outputs count from here on.
    """
    from flint import ctx

    from verify.exact.ball import ball

    inst, prob = p["instance"], p["p"]
    X = [Fraction(str(x[0])) for x in inst["X"]]
    net = fitted(X, inst["y"])
    mine = forward_exact(net, tuple((x,) for x in X))
    rival = model_of({**inst["rival"], "X": inst["X"]})
    theirs = rival.outputs(rival.theta)
    level = prob == Fraction(1, 2)
    if level and inst["unit"] == "gamma":
        theirs = [Fraction(0) for _ in theirs]
    raw = inst["unit"] == "1" or level
    targets = [Fraction(0) if level else Fraction(2 * b - 1) for b in inst["y"]]
    interpolates = all(v == t for v, t in zip(theirs, targets, strict=True)) and (not raw or level)
    if interpolates and list(mine) == [2 * b - 1 for b in inst["y"]]:
        return compare(0, "==", 0, which="both interpolate: the same outputs, the same loss")
    with ctx.workprec(192):
        gamma = ball((1 - prob) / prob).log()
        mean = []
        for outputs, unit in ((mine, gamma), (theirs, ball(1) if raw else gamma)):
            terms = [
                loss_ball(ball(v) * unit, b, prob, data["loss"])
                for v, b in zip(outputs, inst["y"], strict=True)
            ]
            mean.append(dot(terms, [1] * len(terms)) / len(terms))
        return compare(mean[0], "<", mean[1])


def minimizers_by_smt(case: Case) -> Evidence:
    """By the strict minimum at each sample: L has its least value where all outputs are there."""
    if not falls_then_rises(case.data["loss"]):
        return witnessed(case, "smt", Exactness.SMT, minimizers, {})
    why = (
        "L is a mean of ℓ_p(f(x_i), y_i), each least at f(x_i) = γ_p(2y_i − 1) alone; if some "
        "parameters reach all of them, L is least exactly there, and so is the squared error"
    )
    detail = {"independent_of": {"instance": why}}
    return legs.supports("smt", Exactness.SMT, case.domain, detail=detail)


def draw_rivals() -> SearchStrategy[dict[str, Any]]:
    """Up to three samples of few values, and a rival with one or two neurons."""
    from hypothesis import strategies as st

    entry = st.sampled_from(["1", "-1", "2", "1/2", "-1/3", "0"])

    @st.composite
    def build(pick: Any) -> dict[str, Any]:
        n, m = pick(st.integers(1, 3)), pick(st.integers(1, 2))
        X = [[pick(st.sampled_from(["0", "1", "-1", "3/2"]))] for _ in range(n)]
        label = {x[0]: pick(st.integers(0, 1)) for x in X}
        rival = {"model": "bias", "W1": [[pick(entry)] for _ in range(m)]}
        rival |= {k: [pick(entry) for _ in range(m)] for k in ("b1", "W2")}
        unit = pick(st.sampled_from(["gamma", "1"]))
        return {"X": X, "y": [label[x[0]] for x in X], "rival": rival, "unit": unit}

    return build().filter(consistent)
