"""Sets S of sign vectors, of Condition 1 or not, as named sets of JSON data: lists of vectors."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from theorems.sharpness._parts.simbn_nets import BAD_SET
from verify.domain import Objects

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["ANY_SETS", "CONDITION_1", "DEEP", "LONE", "PAIR", "POINT", "POOL", "signs", "spans"]


POINT: list[list[int]] = [[]]
PAIR = [[1], [-1]]
LONE = [[1]]
"""one s in dimension 1: span(S − S) has rank 0 and not 1"""
POOL = (POINT, PAIR, BAD_SET, [*BAD_SET, [-1, -1]])


def spans(S: Any) -> bool:
    """Condition 1: distinct sign vectors, span(S − S) of full rank."""
    if not signs(S):
        return False
    from flint import fmpq_mat

    rows = [[a - b for a, b in zip(s, S[0], strict=True)] for s in S[1:]]
    if not S[0]:
        return True
    return bool(rows) and fmpq_mat(
        len(rows), len(S[0]), [v for row in rows for v in row]
    ).rank() == len(S[0])


def signs(S: Any) -> bool:
    """Whether S is a list of distinct sign vectors of one length."""
    whole = isinstance(S, list) and len(S) > 0 and all(isinstance(s, list) for s in S)
    if not whole or len({len(s) for s in S}) > 1:
        return False
    distinct = len({tuple(s) for s in S}) == len(S)
    return distinct and all(v in (1, -1) and isinstance(v, int) for s in S for v in s)


def _sets(*pool: Any) -> Callable[[], SearchStrategy[Any]]:
    def draw() -> SearchStrategy[Any]:
        from hypothesis import strategies as st

        return st.sampled_from([list(S) for S in pool])

    return draw


ANY_SETS = Objects("sets of sign vectors", signs, (POINT, LONE, PAIR), _sets(POINT, LONE, PAIR))
CONDITION_1 = Objects(
    "sets S of Condition 1", spans, (POINT, PAIR, BAD_SET), _sets(*POOL), (ANY_SETS.name,)
)


DEEP = Objects(
    "sets S of Condition 1, d ≥ 3",
    lambda S: spans(S) and len(S[0]) > 0,
    (PAIR, BAD_SET),
    _sets(*POOL[1:]),
    (CONDITION_1.name, ANY_SETS.name),
)
