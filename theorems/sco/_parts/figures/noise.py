"""How much noise at the start destroys what Theorems 3, 6 and 7 show.

The theorems start at a point that their construction singles out. Here w_1 is that point plus a
random direction of length ε, or plus ε e_d. SA-GD's perturbation is the best of those tried, ties
going to the proof's; which one that is, floats cannot tell where ε is below their resolution of r,
so that the start ε e_d is run in exact rationals too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from flint import ctx

from theorems.core.averages import suffix_average
from theorems.core.descent import sa_gd, sam
from theorems.core.exact import sa_gd_exact, suffix_average_exact
from theorems.core.exact_losses import theorem3_population_risk
from theorems.core.losses import (
    hinge_square,
    theorem3_gauge,
    theorem3_gradient,
    theorem6_gradient,
    theorem6_loss,
)
from theorems.core.masks import all_masks
from theorems.core.saer import ascent_candidates, axis_candidates, gauge_saer, theorem3_saer_exact
from theorems.core.sam_chain_dense import chain_gradient
from theorems.sco._parts.ball_points import axis_point
from theorems.sco._parts.figures.instances import (
    fresh_masks,
    lonely_sample,
    signs,
    sphere,
    theorem3_excess,
    theorem7_excess,
    theorem7_instance,
)
from theorems.sco._parts.thm3_run import gradient as theorem3_gradient_exact
from verify.figures import PAGE

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas

__all__ = ["caption", "draw", "mean_at", "measure", "steps_exactly"]

T = 16
SAM_N, SAM_ETA, SAM_R = 5, Fraction(1, 24), Fraction(3)
N, ETA, RHO, R = 2, 0.25, 0.125, 1.125
LINE_ETA, LINE_R = 0.25, 0.5
TINY = (0.0, 1e-40, 1e-35, 1e-30, 1e-28, 1e-26, 1e-24, 1e-22, 1e-20, 1e-18)
SIZES = (*TINY, 1e-17, 1e-16, 1e-15, 1e-14, 1e-12, 1e-8, 1e-4, 1e-3, 1e-2, 1e-1)
BRIEF = (0.0, 1e-20, 1e-12, 1e-1)


def _theorem7(sizes: Sequence[float], draws: int, seed: int) -> list[list[Any]]:
    masks, _ = lonely_sample(SAM_N, seed=seed)
    k, deltas, z = theorem7_instance(masks, steps=T, eta=SAM_ETA, r=SAM_R)
    fresh = fresh_masks(SAM_N, 256, seed=seed)

    def run(start: Any) -> float:
        path = sam(
            lambda w: chain_gradient(w, z, deltas, k, xp=np),
            start,
            radius=float(SAM_R),
            eta=float(SAM_ETA),
            steps=T,
            zero="stay",
            xp=np,
        )
        return theorem7_excess(suffix_average(path, 1), k, deltas, fresh)

    return _starts("thm7", run, k.d, sizes, draws, seed)


def _starts(
    theorem: str, run: Callable[[Any], float], d: int, sizes: Sequence[float], draws: int, seed: int
) -> list[list[Any]]:
    last = np.zeros(d)
    last[-1] = 1.0
    rows: list[list[Any]] = []
    for size in sizes:
        rows.append([theorem, "ε e_d", size, 0, run(size * last)])
        for draw in range(draws):
            away = sphere(d, seed=seed, draw=draw)
            rows.append([theorem, "random", size, draw, run(size * away)])
    return rows


def _theorem3(sizes: Sequence[float], draws: int, seed: int) -> list[list[Any]]:
    masks, column = lonely_sample(N, seed=seed)
    z = signs(masks)
    d = z.shape[1] * T + 1
    every = np.concatenate(list(all_masks(1, z.shape[1])))

    def slope(w: Any) -> Any:
        return np.mean(theorem3_gradient(w, z, RHO, xp=np), axis=0)

    def choose(t: int, w: Any) -> Any:
        tries = axis_candidates(w, R, axes=[T * column + t - 1, -1], xp=np)
        best = max(tries, key=lambda v: float(np.mean(hinge_square(theorem3_gauge(w + v, z), RHO))))
        tries += ascent_candidates(slope, w, best, R, steps=3, xp=np)
        return gauge_saer(lambda x: theorem3_gauge(x, z, xp=np), w, RHO, R, tries).perturbation

    def run(start: Any) -> float:
        path = sa_gd(slope, choose, start, eta=ETA, steps=T, xp=np)
        return theorem3_excess(suffix_average(path, 1), RHO, every)

    rows = _starts("thm3", run, d, sizes, draws, seed)
    signed = z.astype(int).tolist()
    for size in sizes[: len(sizes) // 2]:
        rows.append(["thm3", "ε e_d, exact", size, 0, steps_exactly(signed, column, size)])
    return rows


def steps_exactly(z: Sequence[Sequence[int]], column: int, size: float) -> float:
    """The excess risk of SA-GD's average from ε e_d, in rationals.

    Among r e_k, the proof's perturbation, and ±r e_d the best is taken, decided exactly, and the
    first of them where they are as good.
    """
    eta, r, rho = Fraction(ETA), Fraction(R), Fraction(RHO)
    d = len(z[0]) * T + 1

    def choose(t: int, w: Any) -> Any:
        tries = [axis_point(T * column + t, d, r), axis_point(d, d, r), axis_point(d, d, -r)]
        with ctx.workprec(512):
            return theorem3_saer_exact(w, z, rho, r, tries).perturbation

    start = axis_point(d, d, Fraction(size))
    path = sa_gd_exact(
        lambda w: theorem3_gradient_exact(w, z, rho), choose, start, eta=eta, steps=T
    )
    return float(theorem3_population_risk(suffix_average_exact(path, 1), len(z[0]), rho))


def _theorem6(sizes: Sequence[float]) -> list[list[Any]]:
    rows: list[list[Any]] = []
    for size in sizes:
        for name, start in (("+ε", size), ("-ε", -size)):
            path = sam(
                lambda w: theorem6_gradient(w, xp=np),
                np.array([start]),
                radius=LINE_R,
                eta=LINE_ETA,
                steps=T,
                zero="stay",
                xp=np,
            )
            average = suffix_average(path, 1)
            rows.append(["thm6", name, size, 0, float(theorem6_loss(average + LINE_R)[0])])
    return rows


def measure(profile: str, seed: int) -> dict[str, Any]:
    """Run SAM and SA-GD from starts at every distance ε from the theorems' own."""
    quick = profile == "quick"
    sizes, draws = (BRIEF, 1) if quick else (SIZES, 4)
    rows = [*_theorem7(sizes, draws, seed), *_theorem3(sizes, draws, seed), *_theorem6(sizes)]
    columns = ["theorem", "start", "ε", "draw", "excess risk, or for thm6 F_S^r"]
    return {
        "sizes": list(sizes),
        "draws": draws,
        "T": T,
        "thm7": {"n": SAM_N, "eta": str(SAM_ETA), "r": str(SAM_R)},
        "thm3": {"n": N, "eta": ETA, "r": R, "rho": RHO},
        "thm6": {"eta": LINE_ETA, "r": LINE_R},
        "seed": seed,
        "table": {"columns": columns, "rows": rows},
    }


def mean_at(data: dict[str, Any], theorem: str, start: str) -> tuple[list[float], list[float]]:
    """ε and the mean over the draws."""
    found: dict[float, list[float]] = {}
    for row in data["table"]["rows"]:
        if row[:2] == [theorem, start]:
            found.setdefault(row[2], []).append(row[4])
    return list(found), [sum(x) / len(x) for x in found.values()]


PANELS = {
    "thm7": ("SAM, Theorem 7", {"random": "random direction", "ε e_d": r"along $e_d$"}),
    "thm3": (
        "SA-GD, Theorem 3",
        {
            "random": "random direction",
            "ε e_d": r"along $e_d$",
            "ε e_d, exact": r"along $e_d$, exactly",
        },
    ),
    "thm6": ("SAM, Theorem 6", {"+ε": r"$w_1 = \epsilon$", "-ε": r"$w_1 = -\epsilon$"}),
}
ZERO = 1e-44
"""Where ε = 0 stands on the logarithmic axis."""


def draw(figure: Canvas, data: dict[str, Any]) -> None:
    """What is left of each theorem's effect against ε, a panel for each."""
    figure.set_size_inches(PAGE, 2.5)
    for ax, (theorem, (title, starts)) in zip(figure.subplots(1, 3), PANELS.items(), strict=True):
        for start, label in starts.items():
            sizes, values = mean_at(data, theorem, start)
            ax.plot([max(size, ZERO) for size in sizes], values, label=label)
        ax.set(xscale="log", title=title, xlabel=r"$\epsilon$", xlim=(1e-46, 10))
        ticks = {ZERO: "0", 1e-30: "$10^{-30}$", 1e-20: "$10^{-20}$", 1e-10: "$10^{-10}$", 1: "1"}
        ax.set_xticks(list(ticks), list(ticks.values()))
        ax.minorticks_off()
        bottom, top = ax.get_ylim()
        ax.set_ylim(min(bottom, -0.03 * top), 1.5 * top)
        ax.set_ylabel(r"$F_S^r(\hat w)$" if theorem == "thm6" else r"$F(\hat w) - F(w^*)$")
        ax.legend(loc="upper right")


def caption(data: dict[str, Any]) -> str:
    """The parameters of the picture."""
    chain, descent, line = data["thm7"], data["thm3"], data["thm6"]
    return (
        f"Noise of length ε at the start (leftmost: none), T = {data['T']}, ŵ the average of all "
        f"iterates; random directions: means (drawn: {data['draws']}). Theorem 7: SAM, n = "
        f"{chain['n']}, d = "
        f"{(1 << chain['n']) * data['T'] + 1}, η = {chain['eta']}, r = {chain['r']}, float64 with "
        f"‖g‖ scaled. Theorem 3: SA-GD, n = {descent['n']}, d = "
        f"{(1 << descent['n']) * data['T'] + 1}, η = {descent['eta']}, r = {descent['r']}, ρ = "
        f"{descent['rho']}, v_t the best of the proof's, ±r e_d and an ascent, ties to the "
        "proof's; in exact rationals any ε > 0 along e_d decides the tie, in float64 only one "
        "that changes "
        f"r + ε. Theorem 6: SAM on ½[w]_+², η = {line['eta']}, r = {line['r']}, 0/0 = 0: any ε > 0 "
        f"sends it to the flat side. Seed {data['seed']}."
    )
