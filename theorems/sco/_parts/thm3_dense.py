"""Theorem 3 on all 2^n T + 1 coordinates, in floats, on the backend that the run asked for.

Masks are drawn; n and the parameters are powers of two, or three quarters of one, for which nothing
in the run should round, so that each coordinate of w_T is compared as the rational that it is. What
floats say is a sample all the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from verify import Case, Evidence, Exactness, legs

if TYPE_CHECKING:
    from verify.domain import Point

__all__ = ["trajectory_on_all_coordinates"]

QUICK = ((1, 2), (2, 4), (4, 8))
SIZES = {
    "quick": QUICK,
    "full": (*QUICK, (8, 16)),
    "scale": (*QUICK, (8, 16), (8, 32), (8, 64)),
}
"""n and √T: d = 2^n T + 1 is 1025 at most, then 65 537, then 1 048 577."""


def trajectory_on_all_coordinates(case: Case) -> Evidence:
    """w_T as the dense engine makes it, against −a on the first T−1 coordinates of block I."""
    points, coordinates = [], 0
    for p in _points(case):
        if not case.domain.contains(p):
            continue
        points.append(p)
        wrong, d = _wrong(case, p)
        coordinates += d
        if wrong is not None:
            where, found, claimed = wrong
            values = {"coordinate": where, "w_T": found, "claimed": claimed}
            return legs.refutes(
                "monte_carlo",
                Exactness.SAMPLED,
                p,
                values,
                cases=len(points),
                executed=True,
            )
    if not points:
        reason = "no drawn instance lies in the domain"
        return legs.undecided("monte_carlo", Exactness.SAMPLED, reason, executed=True)
    drawn = {name: [p[name] for p in points] for name in case.domain.parameters}
    return legs.supports(
        "monte_carlo",
        Exactness.SAMPLED,
        case.domain.restrict(**drawn),
        cases=len(points),
        executed=True,
        detail={"coordinates": coordinates, "backend": case.backend},
    )


def _points(case: Case) -> Iterator[Point]:
    """Drawn masks with a column of ones; a = 1/√T, its largest, and ¾ of it with ρ = r/4."""
    from theorems.sco._parts.instances import sample_with_event

    for n, root in SIZES[case.profile]:
        bits, column, _ = sample_with_event(n, seed=case.seed, signed=True)
        masks = ["".join("+" if bit else "-" for bit in row) for row in bits]
        r = Fraction(1, root)
        for rho in (Fraction(0), r / 4):
            yield {
                "S": {"z": masks, "I": column + 1},
                "T": root**2,
                "eta": Fraction(1),
                "r": r,
                "rho": rho,
            }


def _wrong(case: Case, p: Point) -> tuple[tuple[str, Any, Any] | None, int]:
    """The first coordinate of w_T that is not as claimed, and the number of coordinates."""
    import numpy as np

    from theorems.core.dense import Axis, flat, origin
    from theorems.core.dense_descent import dense_sa_gd
    from theorems.core.dense_loss import Masked
    from verify.arrays import backend, to_numpy

    xp = backend(case.backend)
    T, column, r = p["T"], p["S"]["I"] - 1, float(p["r"])
    seen = np.array([[c == "+" for c in mask] for mask in p["S"]["z"]])
    run = dense_sa_gd(
        Masked(xp.asarray(seen), float(p["rho"]), signed=True),
        lambda t: Axis(column, t - 1, r),
        origin(seen.shape[1], T, xp=xp),
        radius=r,
        eta=float(p["eta"]),
        steps=T,
    )
    found = to_numpy(flat(run.last))
    a = Fraction(case.data["times"]) * p["eta"] * (p["r"] - p["rho"])
    claimed = np.zeros_like(found)
    claimed[column * T : column * T + T - 1] = float(-a)
    differ = np.flatnonzero(found != claimed)
    if not len(differ):
        return None, len(found)
    k = int(differ[0])
    return (str(k + 1), Fraction(float(found[k])), Fraction(float(claimed[k]))), len(found)
