"""Lemma A.6: what half-spaces hold of samples of the cube, for all of them at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from itertools import combinations, product
from math import comb
from typing import TYPE_CHECKING, Any

from flint import arb, fmpq_mat

from verify import legs
from verify.evidence import Evidence, Exactness
from verify.exact.ball import ball
from verify.exact.rational import fraction
from verify.legs import Finding, compare

if TYPE_CHECKING:
    from verify.case import Case
    from verify.domain import Point

__all__ = ["minimal_sets", "sample_by_draws", "samples"]


Data = Mapping[str, Any]


@lru_cache(maxsize=8)
def minimal_sets(d: int) -> tuple[frozenset[int], ...]:
    """The least sets {x : wᵀx > 0} of corners, w ≠ 0: those of the rays of the arrangement.

    A w is a positive combination of the rays of its face, at each of which the signs are those of
    w or 0.
    """
    corners = list(product((1, -1), repeat=d))
    halves = [x for x in corners if x[0] == 1]
    found = set()
    for rows in combinations(halves, d - 1):
        matrix = fmpq_mat([list(x) for x in rows]) if rows else None
        if matrix is not None and matrix.rank() < d - 1:
            continue
        ray = _normal(matrix, d)
        for s in (1, -1):
            values = [s * sum(a * b for a, b in zip(ray, x, strict=True)) for x in corners]
            found.add(frozenset(k for k, v in enumerate(values) if v > 0))
    least = [s for s in found if not any(other < s for other in found)]
    return tuple(sorted(least, key=sorted))


def _normal(matrix: Any, d: int) -> list[Fraction]:
    """A vector orthogonal to d − 1 independent rows."""
    if matrix is None:
        return [Fraction(1)]
    reduced, rank = matrix.rref()
    table = reduced.table()
    pivots = [next(k for k, v in enumerate(row) if v != 0) for row in table[:rank]]
    (free,) = set(range(d)) - set(pivots)
    out = [Fraction(0)] * d
    out[free] = Fraction(1)
    for row, k in zip(table, pivots, strict=False):
        out[k] = -fraction(row[free])
    return out


def _bound(data: Data, d: int, n: int) -> arb:
    """K e^{−n/rate}, K the number of the least sets."""
    return len(minimal_sets(d)) * (-ball(Fraction(n)) / int(data["rate"])).exp()


def samples(data: Data, p: Point) -> Finding:
    """Pr(some w ≠ 0 has (1/n) Σ‖x_i‖² 1[wᵀx_i > 0] < d/8) over all samples, against K e^{−n/32}.

    Samples are gone through by how often each corner occurs.
    """
    d, n = p["d"], p["n"]
    sets = minimal_sets(d)
    bad = 0
    for counts, ways in _counts(n, 2**d):
        if any(8 * sum(counts[k] for k in s) < n for s in sets):
            bad += ways
    return compare(ball(Fraction(bad, 2 ** (d * n))), "<=", _bound(data, d, n), which="probability")


def _counts(n: int, cells: int) -> Iterator[tuple[tuple[int, ...], int]]:
    """How often each of the cells occurs among n draws, and in how many orders."""
    if cells == 1:
        yield (n,), 1
        return
    for first in range(n + 1):
        ways = comb(n, first)
        for rest, more in _counts(n - first, cells - 1):
            yield (first, *rest), ways * more


def sample_by_draws(case: Case) -> Evidence:
    """The same probability at d = 3 and 4 from draws, with Clopper–Pearson intervals."""
    import numpy as np

    from verify.search.statistics import clopper_pearson

    generator, trials = case.rng(), case.pick(2000, 20000)
    points = case.domain.points(d=[3, 4], n=[80, 128])
    rows = []
    for index, point in enumerate(points, 1):
        d, n = point["d"], point["n"]
        member = np.array([[k in s for k in range(2**d)] for s in minimal_sets(d)], dtype=np.int64)
        counts = generator.multinomial(n, [1 / 2**d] * 2**d, size=trials)
        bad = int(np.sum(np.any(8 * (counts @ member.T) < n, axis=1)))
        low, high = clopper_pearson(bad, trials)
        bound = _bound(case.data, d, n)
        row = {"d": d, "n": n, "bad": bad, "trials": trials, "low": str(low), "high": str(high)}
        if ball(Fraction(low)) > bound:
            return legs.refutes(
                "monte_carlo", Exactness.SAMPLED, point, row, cases=index * trials, executed=True
            )
        if not ball(Fraction(high)) <= bound:
            reason = f"{bad} of {trials} draws at d = {d}, n = {n} do not tell"
            return legs.undecided("monte_carlo", Exactness.SAMPLED, reason)
        rows.append(row)
    return legs.supports(
        "monte_carlo",
        Exactness.SAMPLED,
        case.domain.swept(d=[3, 4], n=[80, 128]),
        cases=len(points) * trials,
        executed=True,
        detail={"estimates": rows, "confidence": "1 − 1e-9 for each"},
    )
