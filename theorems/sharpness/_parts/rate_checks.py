"""Theorem 3.1 at d = 3: how often a random sample forces the near-flattest nets to be right."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from theorems.core.off_sample import Sides, off_sample
from theorems.core.spanning import blocking
from theorems.sharpness._parts.cube_nets import cube
from verify import legs
from verify.evidence import Evidence, Exactness

if TYPE_CHECKING:
    from collections.abc import Sequence

    from verify.case import Case

__all__ = ["forces", "forces_often"]


def forces(X: Sequence[tuple[int, ...]]) -> bool:
    """Whether each net with Tr ∇²L ≤ (1 + 1/1000) inf has y f > 0 at each corner; no if undecided.

    Each interpolating net is right at the samples, so that the whole cube needs no program.
    """
    labels, least = [x[0] * x[1] for x in X], None
    if blocking(X) is not None:  # f can be any number at some corner (claim unbounded)
        return False
    for z in (z for z in cube(len(X[0])) if z not in X):
        y = z[0] * z[1]
        side: Sides = ("lower",) if y > 0 else ("upper",)
        found = off_sample(X, labels, z, bias=False, sides=side, least=least)
        if found.verdict(y) != "forced":
            return False
        least = found.least
    return True


def forces_often(case: Case) -> Evidence:
    """Samples drawn for each n, and Clopper-Pearson intervals of the share that forces."""
    from verify.search.statistics import clopper_pearson

    wanted = 1 - case.constant("delta")
    trials, rng = case.pick(45, 300), case.rng()
    points = case.domain.points()
    alpha = Fraction(1, 10**9) / len(points)
    hits, corners = {}, cube(3)
    fields = {"cases": trials * len(points), "executed": True}
    for point in points:
        n = point["n"]
        draws = rng.integers(0, len(corners), size=(trials, n)).tolist()
        hits[str(n)] = sum(forces([corners[k] for k in draw]) for draw in draws)
        low, high = map(Fraction, clopper_pearson(hits[str(n)], trials, alpha=alpha))
        detail = {"hits": dict(hits), "trials": trials, "confidence": "1 - 1e-9 for all n together"}
        if high < wanted:
            shown = {"hits": hits[str(n)], "trials": trials}
            return legs.refutes(
                "monte_carlo", Exactness.SAMPLED, point, shown, detail=detail, **fields
            )
        if low < wanted:
            reason = f"the interval for n = {n} holds 1 − δ = {wanted}"
            return legs.undecided("monte_carlo", Exactness.SAMPLED, reason, **fields)
    return legs.supports(
        "monte_carlo", Exactness.SAMPLED, case.domain.swept(), detail=detail, **fields
    )
