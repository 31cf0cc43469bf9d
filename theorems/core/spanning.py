"""When samples span R^d with nonnegative weights, and how likely samples of the cube are to.

Points positively span R^d iff no a ≠ 0 has a·x ≤ 0 at all of them. If they span R^d at all, such an
a may be taken with d − 1 independent points on its hyperplane (an extreme ray of the polar cone);
if they do not, an a orthogonal to them, and further points of the cube can be added to its
hyperplane. So finitely many closed half-spaces decide for all subsets of the cube.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from typing import Any

from flint import fmpz_mat

__all__ = ["blocking", "spanning_counts", "unspanned_probability"]

LARGEST = 4
"""the dimension of the largest cube whose subsets are gone through"""


@cache
def normals(d: int) -> tuple[tuple[int, ...], ...]:
    """The primitive a orthogonal to d − 1 independent points of {−1, 1}^d, with both signs."""
    halves = [(1, *rest) for rest in itertools.product((1, -1), repeat=d - 1)]
    found: set[tuple[int, ...]] = set()
    for rows in itertools.combinations(halves, d - 1):
        if d == 1:
            found |= {(1,), (-1,)}
            continue
        basis, nullity = fmpz_mat([list(row) for row in rows]).nullspace()
        if nullity == 1:
            a = [int(basis[i, 0]) for i in range(d)]
            factor = math.gcd(*a)
            found |= {tuple(v // factor for v in a), tuple(-v // factor for v in a)}
    return tuple(sorted(found))


def blocking(points: Sequence[Sequence[Any]]) -> tuple[int, ...] | None:
    """Some a ≠ 0 with a·x ≤ 0 at all these points of {−1, 1}^d; None if they positively span R^d.

    Raises
    ------
    ValueError
        If a point is not one of the cube.
    """
    rows = [tuple(Fraction(str(v)) for v in x) for x in points]
    if not rows or any(abs(v) != 1 for x in rows for v in x) or len({len(x) for x in rows}) > 1:
        msg = f"points must lie in {{-1, 1}}^d, got {points!r}"
        raise ValueError(msg)
    for a in normals(len(rows[0])):
        if all(sum(u * v for u, v in zip(a, x, strict=True)) <= 0 for x in rows):
            return a
    return None


@cache
def spanning_counts(d: int) -> tuple[int, ...]:
    """For k = 0..2^d how many sets of k points of {−1, 1}^d positively span R^d.

    Raises
    ------
    ValueError
        If d is not between 1 and 4.
    """
    import numpy as np

    if not 1 <= d <= LARGEST:
        msg = f"d must lie between 1 and {LARGEST}, got {d}"
        raise ValueError(msg)
    cube = list(itertools.product((1, -1), repeat=d))
    sets = np.arange(2 ** len(cube), dtype=np.int64)
    spanning = np.ones(len(sets), dtype=bool)
    for a in normals(d):
        outside = 0
        for k, x in enumerate(cube):
            if sum(u * v for u, v in zip(a, x, strict=True)) > 0:
                outside |= 1 << k
        spanning &= (sets & outside) != 0
    sizes = np.array([int(s).bit_count() for s in sets])
    return tuple(int(np.sum(spanning & (sizes == k))) for k in range(len(cube) + 1))


@cache
def unspanned_probability(d: int, n: int) -> Fraction:
    """The probability that n uniform points of {−1, 1}^d do not positively span R^d, exactly.

    Raises
    ------
    ValueError
        If d is not between 1 and 4, or n < 1.
    """
    if n < 1:
        msg = f"n must be at least 1, got {n}"
        raise ValueError(msg)
    good = 0
    for k, count in enumerate(spanning_counts(d)):
        # how many sequences of n points have these k points, each at least once
        onto = sum((-1) ** j * math.comb(k, j) * (k - j) ** n for j in range(k + 1))
        good += count * onto
    return 1 - Fraction(good, (2**d) ** n)
