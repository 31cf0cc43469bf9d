"""Lemma 7 executed: the first step of SAM on Theorem 7's loss, in balls.

A sample is written as the list of its distinct columns and how often each occurs. The run takes one
block of coordinates for all columns that are equal: nothing else is assumed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from flint import arb, ctx

from theorems.core.sam_chain_columns import Columns
from theorems.core.sam_chain_dense import dense_chain
from theorems.core.sam_chain_loss import ChainConstants, chain_constants
from theorems.core.scalars import total
from verify import Finding, Integers, Objects, Premise, Tri, rationals
from verify import both as all_of
from verify import compare as held
from verify.exact.ball import ball

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from verify.domain import Point

__all__ = [
    "FEW_MASKS",
    "LONG_14",
    "ONES_6",
    "ONE_ZERO",
    "SHORT",
    "SMALL",
    "SOME_ZERO",
    "SPREAD_6",
    "SWEEP",
    "TWO_6",
    "WHOLE",
    "WITHIN",
    "first_at",
    "low_at",
    "relu_at",
    "rest_at",
    "second_at",
    "sign_at",
    "still_at",
]

Data = Mapping[str, Any]
Sample = list[list[Any]]

# ------------------------------------------------------------------------------------ the samples


def _is_sample(value: Any) -> bool:
    if not isinstance(value, list) or not value:
        return False
    if not all(isinstance(q, list) and len(q) == 2 and isinstance(q[0], str) for q in value):
        return False
    bits, sizes = [q[0] for q in value], {len(q[0]) for q in value}
    if len(sizes) != 1 or bits != sorted(set(bits)) or not all(set(b) <= {"0", "1"} for b in bits):
        return False
    counts = [q[1] for q in value]
    return all(type(m) is int and m >= 1 for m in counts) and sum(counts) == 1 << len(bits[0])


def zeros(value: Sample) -> int:
    """How many columns are zero."""
    return sum(int(m) for bits, m in value if "1" not in bits)


def written(table: Mapping[str, int]) -> Sample:
    """The sample as JSON data."""
    return [[bits, m] for bits, m in sorted(table.items()) if m]


def _drawn(least: int, most: int) -> SearchStrategy[Sample]:
    """Samples with few distinct columns, at least `least` of them zero."""
    from hypothesis import strategies as st

    def of_size(n: int) -> SearchStrategy[Sample]:
        width = 1 << n
        codes = st.lists(st.integers(1, width - 1), min_size=1, max_size=4, unique=True)

        def made(chosen: list[int], zero: int, share: int) -> Sample:
            table = {"0" * n: min(zero, width - 1)}
            left = width - table["0" * n]
            for k, code in enumerate(chosen):
                part = left if k == len(chosen) - 1 else min(share, left)
                table[f"{code:0{n}b}"], left = part, left - part
            return written(table)

        return st.builds(made, codes, st.integers(least, most), st.integers(1, 5))

    return st.sampled_from([1, 2, 3, 6]).flatmap(of_size)


ONES_6 = written({"0" * 6: 1, "1" * 6: 63})
TWO_6 = written({"0" * 6: 2, "1" * 6: 62})
SPREAD_6 = written({f"{code:06b}": 1 for code in range(64)})
LONG_14 = written({"0" * 14: 1, "1" + "0" * 13: 1, "0" + "1" * 13: 2**14 - 2})
"""n = 2T + 2 for T = 6: the first mask alone sees one column, and nothing else"""
SMALL = ([["0", 1], ["1", 1]], written({"00": 1, "01": 1, "10": 1, "11": 1}))

SOME_ZERO = Objects(
    "samples with a zero column",
    lambda s: _is_sample(s) and zeros(s) >= 1,
    ([["0", 2]], *SMALL, TWO_6, ONES_6, SPREAD_6, LONG_14),
    lambda: _drawn(1, 2),
)
ONE_ZERO = Objects(
    "samples with exactly one zero column",
    lambda s: _is_sample(s) and zeros(s) == 1,
    (*SMALL, ONES_6, SPREAD_6, LONG_14),
    lambda: _drawn(1, 1),
    (SOME_ZERO.name,),
)
SHORT = Premise("eta r <= 1/sqrt(T)", lambda p: p["eta"] ** 2 * p["r"] ** 2 * p["T"] <= 1)
FEW_MASKS = Premise("n <= 2T", lambda p: len(p["S"][0][0]) <= 2 * p["T"])


SWEEP: dict[str, Any] = {
    "S": [[["0", 2]], *SMALL, TWO_6, ONES_6, LONG_14],
    "T": [2, 4, 6],
    "eta": ["1/1000", "1", "50"],
    "r": ["1/100", "1/4", "1/2", "20", "500"],
    "delta": ["1/1000", "1"],
}
"""ηr = 1/√T at T = 4 for each η."""
WHOLE: dict[str, Any] = {
    **SWEEP,
    "S": [*SWEEP["S"], SPREAD_6],
    "T": [2, 4, 6, 9],
    "eta": ["1/1000", "1/24", "1/4", "1", "50"],
}
WITHIN: dict[str, Any] = {
    "T": Integers(2, 4),
    "eta": rationals("1/1000 <=", "<= 50"),
    "r": rationals("1/1000 <=", "<= 1"),
    "delta": rationals("1/100 <=", "<= 1"),
}

# -------------------------------------------------------------------------------------- the run


@lru_cache(maxsize=4096)
def _second(
    table: tuple[tuple[str, int], ...],
    T: int,
    eta: Fraction,
    r: Fraction,
    delta: Fraction,
    gamma: str,
) -> tuple[ChainConstants, Columns, tuple[arb, ...]]:
    columns = Columns.from_patterns(dict(table))
    deltas = (delta,) * (T - 1)
    path = dense_chain(columns, T, eta, r, deltas, gamma=gamma, last=2)
    with ctx.workprec(256):
        return chain_constants(columns, T, eta, r, gamma=gamma), columns, path[1]


def second_iterate(data: Data, p: Point) -> tuple[ChainConstants, Columns, tuple[arb, ...]]:
    """w_2, T coordinates for each pattern and w_2(d)."""
    table = tuple((bits, m) for bits, m in p["S"])
    return _second(table, p["T"], p["eta"], p["r"], p["delta"], data["gamma"])


def _others(data: Data, columns: Columns) -> list[int]:
    """The patterns of columns i ≠ I, or of columns that are not zero."""
    assert columns.patterns is not None
    more = data["others"] == "all" and columns.zeros > 1
    return [c for c, (bits, _) in enumerate(columns.patterns) if "1" in bits or more]


def relu_at(data: Data, p: Point) -> Finding:
    """Item 1: v_zᵀw_2 + δ_1 ≤ 0 for each z in S."""
    k, columns, w = second_iterate(data, p)
    assert columns.patterns is not None
    found = []
    with ctx.workprec(256):
        for z in range(columns.n):
            terms = [w[-1], ball(Fraction(data["high"])) * k.delta1]
            for c, (bits, m) in enumerate(columns.patterns):
                terms.append(m * w[c * k.T] * (1 if bits[z] == "1" else -ball(k.kappa)))
            found.append(held(total(terms), "<=", 0, z=z))
    return all_of(*found)


def low_at(data: Data, p: Point) -> Finding:
    """Item 2: −λ < w_2^(i)(1) for i ≠ I."""
    k, columns, w = second_iterate(data, p)
    edge = -Fraction(data["low"]) * k.lam
    return _each(columns, data, lambda c: held(w[c * k.T], ">", edge, column=c))


def sign_at(data: Data, p: Point) -> Finding:
    """Item 2: w_2^(i)(1) < 0 for i ≠ I."""
    k, columns, w = second_iterate(data, p)
    edge = Fraction(data["high"]) * k.lam
    return _each(columns, data, lambda c: held(w[c * k.T], "<", edge, column=c))


def still_at(data: Data, p: Point) -> Finding:
    """Item 3: w_2^(i)(j) = 0 for i ≠ I, j ≥ 2."""
    k, columns, w = second_iterate(data, p)

    def still(c: int) -> Finding:
        rows = range(int(data["from"]) - 1, k.T)
        return all_of(*(held(w[c * k.T + j], "==", 0, column=c, j=j + 1) for j in rows))

    return _each(columns, data, still)


def _each(columns: Columns, data: Data, ask: Callable[[int], Finding]) -> Finding:
    found = [ask(c) for c in _others(data, columns)]
    return all_of(*found) if found else Finding(Tri.YES, {"others": "none"})


def _special(p: Point, data: Data) -> tuple[ChainConstants, tuple[arb, ...]]:
    k, columns, w = second_iterate(data, p)
    assert columns.patterns is not None
    at = next(c for c, (bits, _) in enumerate(columns.patterns) if "1" not in bits)
    return k, w[at * k.T : (at + 1) * k.T]


def rest_at(data: Data, p: Point) -> Finding:
    """Item 4: w_2^(I)(j) = 0 for j ≥ 3."""
    _, u = _special(p, data)
    rows = [held(x, "==", 0, j=j) for j, x in enumerate(u, 1) if j >= int(data["from"])]
    return all_of(*rows) if rows else Finding(Tri.YES, {"j": "none"})


def first_at(data: Data, p: Point) -> Finding:
    """Item 5: 0 ≤ w_2^(I)(1) ≤ 1/d."""
    k, u = _special(p, data)
    low, high = (Fraction(data[side]) / k.d for side in ("low", "high"))
    return all_of(held(u[0], ">=", low, end="low"), held(u[0], "<=", high, end="high"))


def second_at(data: Data, p: Point) -> Finding:
    """Item 6: −1/d ≤ w_2^(I)(2) < 0."""
    k, u = _special(p, data)
    low, high = (-Fraction(data[side]) / k.d for side in ("low", "high"))
    return all_of(held(u[1], ">=", low, end="low"), held(u[1], "<", high, end="high"))
