"""The paper's separation: sharpness-aware minimizers beside GD and one-pass SGD, against n.

On Theorem 1's instance the sharpness-aware minimizer is e_I, which a bracket of F_S^r shows to be
one; on Theorem 3's SA-GD runs from 0, its perturbations shown by brackets to be worst ones; on
Theorem 7's SAM runs from 0. GD and SGD run on the same samples from a random point as far from 0 as
what those methods return, and from 0, where they are at rest or nearly so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from theorems.core.averages import suffix_average
from theorems.core.descent import gd, sam, sgd
from theorems.core.losses import (
    theorem1_gauge,
    theorem1_gradient,
    theorem1_risk,
    theorem1_risk_gradient,
    theorem3_gauge,
    theorem3_gradient,
    theorem3_loss,
)
from theorems.core.saer import axis_candidates, gauge_saer
from theorems.core.sam_chain_dense import chain_gradient
from theorems.sco._parts.figures.instances import (
    fresh_masks,
    lonely_sample,
    risk_in_column,
    signs,
    sphere,
    theorem1_excess,
    theorem3_excess,
    theorem7_empirical,
    theorem7_excess,
    theorem7_instance,
)
from theorems.sco._parts.figures.plane import run as sa_gd_run
from verify.figures import PAGE

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas

__all__ = ["INSTANCES", "caption", "draw", "mean_excess", "measure"]

T, ETA, RHO, R = 64, 0.25, 0.125, 0.625
"""η(r−ρ) = 1/√T"""
SAM_ETA, SAM_R = Fraction(1, 24), Fraction(3, 2)
"""ηr = 1/(2√T)"""
INSTANCES = {"thm1": ("SA-ERM", 1.0), "thm3": ("SA-GD", 1.0), "thm7": ("SAM", 1 / 6)}
"""The sharpness-aware method of each, and the step 1/β of GD and SGD."""

Rows = Iterator[list[Any]]
Gradient = Callable[[Any], Any]
Risk = Callable[[Any], float]


def _baselines(
    instance: str,
    gradient: Gradient,
    gradient_at: Callable[[int, Any], Any],
    returned: Any,
    excess: Risk,
    empirical: Risk,
    at: tuple[int, int, int],
) -> Rows:
    """GD and one pass of SGD, step 1/β, from a random point as long as `returned`, and from 0."""
    n, draw, seed = at
    rate = INSTANCES[instance][1]
    away = np.linalg.norm(returned) * sphere(len(returned), seed=seed, draw=draw)
    for start, w1 in (("sphere", away), ("0", np.zeros(len(returned)))):
        many = gd(gradient, w1, eta=rate, steps=T, xp=np)
        once = sgd(gradient_at, w1, eta=rate, order=range(n), xp=np)
        for name, iterates in (("GD", many), ("SGD", once)):
            w = suffix_average(iterates, 1)
            yield [instance, name, start, n, draw, excess(w), empirical(w), None]


def _theorem1(n: int, draw: int, fresh: Any, seed: int) -> Rows:
    masks, column = lonely_sample(n, seed=seed, draw=draw)
    z, columns = masks.astype(float), 1 << n
    best = np.zeros(columns + 1)
    best[column] = 1.0
    ends = axis_candidates(best, R, axes=[-1], xp=np)
    saer = gauge_saer(lambda w: theorem1_gauge(w, z, xp=np), best, RHO, R, ends, xp=np)
    slack = saer.upper - (R - RHO) ** 2 / 2  # no point of the ball has less
    excess = risk_in_column(best, RHO, columns, signed=False)
    yield ["thm1", "SA-ERM", "none", n, draw, excess, float(theorem1_risk(best, z, RHO)), slack]
    yield from _baselines(
        "thm1",
        lambda w: theorem1_risk_gradient(w, z, RHO, xp=np),
        lambda i, w: theorem1_gradient(w, z[i : i + 1], RHO, xp=np)[0],
        best,
        lambda w: theorem1_excess(w, RHO, fresh),
        lambda w: float(theorem1_risk(w, z, RHO, xp=np)),
        (n, draw, seed),
    )


def _theorem3(n: int, draw: int, fresh: Any, seed: int) -> Rows:
    masks, column = lonely_sample(n, seed=seed, draw=draw)
    z = signs(masks)

    def empirical(w: Any) -> float:
        return float(np.mean(theorem3_loss(w, z, RHO, xp=np)))

    path = sa_gd_run(z, column, r=R, rho=RHO, oracle="block", eta=ETA, steps=T)
    slack = 0.0
    for t in range(1, T + 1, T // 8):
        w, v = path[t - 1], np.zeros(path.shape[1])
        v[T * column + t - 1] = R
        saer = gauge_saer(lambda x: theorem3_gauge(x, z, xp=np), w, RHO, R, [], xp=np)
        slack = max(slack, saer.upper - empirical(w + v))
    w = suffix_average(path, 1)
    excess = risk_in_column(w, RHO, 1 << n, signed=True)
    yield ["thm3", "SA-GD", "0", n, draw, excess, empirical(w), slack]
    yield from _baselines(
        "thm3",
        lambda x: np.mean(theorem3_gradient(x, z, RHO, xp=np), axis=0),
        lambda i, x: theorem3_gradient(x, z[i : i + 1], RHO, xp=np)[0],
        w,
        lambda x: theorem3_excess(x, RHO, fresh),
        empirical,
        (n, draw, seed),
    )


def _theorem7(n: int, draw: int, fresh: Any, seed: int) -> Rows:
    masks, _ = lonely_sample(n, seed=seed, draw=draw)
    k, deltas, z = theorem7_instance(masks, steps=T, eta=SAM_ETA, r=SAM_R)

    def gradient(w: Any) -> Any:
        return chain_gradient(w, z, deltas, k, xp=np)

    def gradient_at(i: int, w: Any) -> Any:
        return chain_gradient(w, z[i : i + 1], deltas, replace(k, n=1), xp=np)

    path = sam(
        gradient,
        np.zeros(k.d),
        radius=float(SAM_R),
        eta=float(SAM_ETA),
        steps=T,
        zero="stay",
        xp=np,
    )
    w = suffix_average(path, 1)
    excess, empirical = theorem7_excess(w, k, deltas, fresh), theorem7_empirical(w, k, deltas, z)
    yield ["thm7", "SAM", "0", n, draw, excess, empirical, None]
    yield from _baselines(
        "thm7",
        gradient,
        gradient_at,
        w,
        lambda x: theorem7_excess(x, k, deltas, fresh),
        lambda x: theorem7_empirical(x, k, deltas, z),
        (n, draw, seed),
    )


def measure(profile: str, seed: int) -> dict[str, Any]:
    """Run every method on samples of n masks in which exactly one column is special."""
    quick = profile == "quick"
    ns, draws, fresh = (range(3, 6), 1, 256) if quick else (range(3, 9), 3, 1024)
    rows: list[list[Any]] = []
    for n in ns:
        masks = fresh_masks(n, fresh, seed=seed)
        for draw in range(draws):
            for part in (_theorem1, _theorem3, _theorem7):
                rows += part(n, draw, masks, seed)
    columns = [
        "instance",
        "method",
        "start",
        "n",
        "sample",
        "excess population risk of the average",
    ]
    columns += ["empirical risk of the average", "F_S^r above its least value, at most"]
    return {
        "n": list(ns),
        "samples": draws,
        "fresh": fresh,
        "T": T,
        "eta": ETA,
        "rho": RHO,
        "r": R,
        "sam": {"eta": str(SAM_ETA), "r": str(SAM_R)},
        "seed": seed,
        "table": {"columns": columns, "rows": rows},
    }


def mean_excess(data: dict[str, Any], instance: str, method: str, start: str) -> list[float]:
    """The excess risk at each n, averaged over the samples."""
    found: dict[int, list[float]] = {n: [] for n in data["n"]}
    for row in data["table"]["rows"]:
        if row[:3] == [instance, method, start]:
            found[row[3]].append(row[5])
    return [sum(values) / len(values) for values in found.values()]


def draw(figure: Canvas, data: dict[str, Any]) -> None:
    """Excess risk against n, a panel for each instance."""
    figure.set_size_inches(PAGE, 2.4)
    panels = figure.subplots(1, 3, sharey=True)
    for ax, (instance, (method, _)) in zip(panels, INSTANCES.items(), strict=True):
        own = "none" if method == "SA-ERM" else "0"
        for name, start in ((method, own), ("GD", "sphere"), ("SGD", "sphere")):
            ax.plot(data["n"], mean_excess(data, instance, name, start))
        ax.set(title=f"Theorem {instance[3:]}: {method}", xlabel="samples $n$", yscale="log")
        ax.set_xticks(data["n"])
    panels[0].set_ylabel(r"$F(\hat w) - F(w^*)$")
    labels = ["sharpness-aware method", "GD", "one-pass SGD"]
    figure.legend(panels[0].lines, labels, loc="outside lower center", ncols=3)


def caption(data: dict[str, Any]) -> str:
    """The parameters of the picture."""
    rest = max(row[5] for row in data["table"]["rows"] if row[2] == "0" and row[1] in ("GD", "SGD"))
    chain = data["sam"]
    return (
        "Excess population risk against n on samples with exactly one special column (drawn for "
        f"each n: {data['samples']}), of the average of all iterates. Theorem 1: SA-ERM is e_I "
        "(ρ = "
        f"{data['rho']}, every r). Theorem 3: SA-GD from 0 with the proof's oracle, η = "
        f"{data['eta']}, r = {data['r']}, ρ = {data['rho']}. Theorem 7: SAM from 0, η = "
        f"{chain['eta']}, r = {chain['r']}, δ_j by the proof's conditions, γ as corrected. Both: "
        "T = "
        f"{data['T']} iterates, d = 2^n T + 1. "
        "GD (T iterates) and SGD (one pass) start in a random point as far from 0 as "
        "what the sharpness-aware method returns, with step 1/β (β = 1, 1, 6); from 0, "
        f"where SA-GD and SAM start, their excess risk is at "
        f"most {rest:.1g}. Risks of GD and SGD are means over {data['fresh']} fresh masks. Seed "
        f"{data['seed']}."
    )
