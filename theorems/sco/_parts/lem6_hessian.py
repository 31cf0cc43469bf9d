"""Lemma 6's Hessian where all hinges are active, by exact elimination."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.sco._parts.lem6_checks import smooth_at
from theorems.sco._parts.lem6_deductions import BY_ROWS
from theorems.sco._parts.lem6_loss import Instance, instance_of
from verify import Case, Evidence, Exactness, Tri, legs

if TYPE_CHECKING:
    from verify.domain import Point

__all__ = ["hessian_by_ldl"]

ZERO = Fraction(0)


def hessian_by_ldl(case: Case) -> Evidence:
    """βI − H by exact elimination, H the Hessian where all hinges are active, for n = 1.

    The Hessian of every other piece lacks some of its positive terms. Instead of γ, which depends
    on η and r, stands 1/(4d(d−1)), which is larger. Where βI − H is not psd, u is a point inside
    the piece and v − u the direction that shows it.
    """
    from verify.exact.linalg import psd

    beta, scale = Fraction(case.data["beta"]), Fraction(case.data["scale"])
    deltas = [["1"], ["3/100"], ["1/1000", "1", "1/2"]]
    covered = case.domain.restrict(
        n=[1], T=case.pick([1, 2, 3, 12], [*range(1, 9), 12, 20]), z=["1", "0", "01"], delta=deltas
    )
    cases = 0
    for p in covered.points(eta=["1/24"], r=["1/1000"], u=[{"x": [], "last": "0"}], v=[
        {"x": [], "last": "0"}
    ]):  # fmt: skip
        cases += 1
        f = instance_of(case.data, p)
        d, steps = f.constants.d, f.steps
        gamma = Fraction(1, 4 * d * (d - 1))
        rows = [[ZERO] * d for _ in range(d)]
        v = [f.v(k // steps) if k % steps == 0 else ZERO for k in range(d - 1)] + [Fraction(1)]
        for k in range(d):
            for m in range(d):
                rows[k][m] = gamma * v[k] * v[m]
            if k < d - 1 and k % steps:
                delta = f.deltas[k % steps - 1]
                rows[k][k] += 1 + f.bits[k // steps]
                rows[k - 1][k - 1] += delta * delta
                rows[k - 1][k] -= delta
        # the lower triangle, which the loop above left to its mirror image
        whole = [[rows[min(k, m)][max(k, m)] for m in range(d)] for k in range(d)]
        gap = [[(beta if k == m else ZERO) - scale * x for m, x in enumerate(row)]
               for k, row in enumerate(whole)]  # fmt: skip
        answer = psd(gap)
        if answer.answer and Fraction(case.data["shift"]) >= 0:
            continue
        moved = _moved(p, f, answer.witness) if answer.witness is not None else p
        finding = smooth_at(case.data, moved)
        if case.domain.contains(moved) and finding.answer is Tri.NO:
            return legs.refutes(
                "exact", Exactness.EXACT, moved, finding.values, cases=cases, executed=True
            )
        return legs.undecided("exact", Exactness.EXACT, "no pair of points shows the direction")
    detail = {"independent_of": {k: BY_ROWS[k] for k in ("eta", "r", "u", "v")}}
    return legs.supports(
        "exact", Exactness.EXACT, covered, cases=cases, executed=True, detail=detail
    )


def _moved(p: Point, f: Instance, direction: Any) -> dict[str, Any]:
    """`p` with u inside the piece where all hinges are active, and v = u plus the direction."""
    vector = [Fraction(int(x.p), int(x.q)) for x in direction.entries()]
    size = max(map(abs, vector))
    step = [x / size for x in vector]
    base = [Fraction(4 * (k % f.steps)) for k in range(f.constants.d - 1)] + [Fraction(8)]

    def written(w: list[Fraction]) -> dict[str, Any]:
        rows = [[k // f.steps + 1, k % f.steps + 1, str(x)] for k, x in enumerate(w[:-1]) if x]
        return {"x": rows, "last": str(w[-1])}

    v = [a + b for a, b in zip(base, step, strict=True)]
    return {**p, "u": written(base), "v": written(v)}
