"""Theorem 3 executed: samples of signs, the oracles v_t, SA-GD over all coordinates, exactly.

A mask of {−1,1}^N is a text of N signs "+" and "-". With "+" for 0 and "-" for 1 the samples of
Theorem 1 become those of Theorem 3, and its zero columns the columns of ones.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from theorems.core.exact import sa_gd_exact
from theorems.core.exact_losses import theorem3_risk_exact
from theorems.core.saer import theorem3_saer_exact
from theorems.core.scalars import relu
from theorems.sco._parts.ball_points import axis_point
from theorems.sco._parts.samples import ANY_COLUMN as ANY_BITS
from theorems.sco._parts.samples import ZERO_COLUMN
from verify import Finding, Objects, Tri, both, compare
from verify.exact.ball import Undecided
from verify.exact.rational import rational_sqrt

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from verify.domain import Point

__all__ = [
    "ANY_COLUMN",
    "ONES_COLUMN",
    "gradient",
    "iterates",
    "iterates_from",
    "oracle_of",
    "oracle_steps",
    "signs",
]

Vector = tuple[Fraction, ...]
TO_SIGNS, TO_BITS = str.maketrans("01", "+-"), str.maketrans("+-", "01")


def _written(value: Any, table: dict[int, int]) -> Any:
    return {**value, "z": [mask.translate(table) for mask in value["z"]]}


def _signed(name: str, bits: Objects, within: tuple[str, ...] = ()) -> Objects:
    def accepts(value: Any) -> bool:
        if not isinstance(value, dict) or not isinstance(value.get("z"), list):
            return False
        rows = value["z"]
        if not all(isinstance(mask, str) and set(mask) <= {"+", "-"} for mask in rows):
            return False
        return bits.contains(_written(value, TO_BITS))

    def draw() -> SearchStrategy[Any]:
        return bits.strategy().map(lambda value: _written(value, TO_SIGNS))

    return Objects(name, accepts, tuple(_written(s, TO_SIGNS) for s in bits.samples), draw, within)


ANY_COLUMN = _signed("samples of n sign vectors with a column I", ANY_BITS)
ONES_COLUMN = _signed(
    "samples of n sign vectors whose column I is 1", ZERO_COLUMN, (ANY_COLUMN.name,)
)
"""The event of Theorem 3 with one of its columns, any of them."""


def signs(rows: Sequence[str]) -> list[list[int]]:
    """The masks as rows of −1 and 1."""
    return [[1 if c == "+" else -1 for c in mask] for mask in rows]


def gradient(w: Sequence[Fraction], z: Sequence[Sequence[int]], rho: Fraction) -> Vector:
    """∇F_S(w) = (1/n) Σ_z ([‖p‖−ρ]_+/‖p‖) z ⊙ p, p = ([z(i) w^(i)(j)]_+, w(d)), and 0 at p = 0.

    Raises
    ------
    Undecided
        If a norm that counts is irrational.
    """
    steps = (len(w) - 1) // len(z[0])
    out = [Fraction(0)] * len(w)
    for row in z:
        seen = [row[k // steps] * relu(row[k // steps] * x) for k, x in enumerate(w[:-1])]
        seen.append(w[-1])
        q = sum((x * x for x in seen if x), Fraction(0))
        if q <= rho * rho:
            continue
        norm = rational_sqrt(q)
        if norm is None:
            msg = f"the norm sqrt({q}) is irrational"
            raise Undecided(msg)
        factor = (norm - rho) / norm / len(z)
        out = [g + factor * x if x else g for g, x in zip(out, seen, strict=True)]
    return tuple(out)


def oracle_of(
    kind: str, columns: int, column: int, steps: int, r: Fraction
) -> Callable[[int, Vector], Vector]:
    """v_t as `kind` has it.

    "block": r e_k with k = T(I−1)+t; "reversed": the same block from its other end; "printed
    index": r e_k with k = I+t−1; "unit": e_k with k = T(I−1)+t; "last": ±r e_d with the sign of
    w_t(d).
    """
    d = columns * steps + 1

    def choose(t: int, w: Vector) -> Vector:
        if kind == "last":
            return axis_point(d, d, r if w[-1] >= 0 else -r)
        k = steps * (column - 1) + (steps - t + 1 if kind == "reversed" else t)
        if kind == "printed index":
            k = column + t - 1
        return axis_point(k, d, Fraction(1) if kind == "unit" else r)

    return choose


@lru_cache(maxsize=4096)
def _run(
    rows: tuple[str, ...],
    column: int,
    steps: int,
    eta: Fraction,
    r: Fraction,
    rho: Fraction,
    kind: str,
) -> tuple[Vector, ...]:
    z = signs(rows)
    start = (Fraction(0),) * (len(z[0]) * steps + 1)
    choose = oracle_of(kind, len(z[0]), column, steps, r)
    return sa_gd_exact(lambda w: gradient(w, z, rho), choose, start, eta=eta, steps=steps)


def iterates(p: Point, kind: str = "block") -> tuple[Vector, ...]:
    """w_1, ..., w_T of SA-GD from 0 on the sample at `p`."""
    sample = p["S"]
    return _run(tuple(sample["z"]), sample["I"], p["T"], p["eta"], p["r"], p["rho"], kind)


def iterates_from(p: Point) -> tuple[Vector, ...]:
    """w_1 = ε e_d, ..., w_T of SA-GD with v_t = ±r e_d, on the sample at `p`."""
    z, d = signs(p["S"]["z"]), len(p["S"]["z"][0]) * p["T"] + 1
    choose = oracle_of("last", len(z[0]), p["S"]["I"], p["T"], p["r"])
    start = axis_point(d, d, p["epsilon"])
    return sa_gd_exact(
        lambda w: gradient(w, z, p["rho"]), choose, start, eta=p["eta"], steps=p["T"]
    )


class _Fails(Exception):  # noqa: N818 - ends a run at the first step that is no maximizer
    def __init__(self, finding: Finding) -> None:
        self.finding = finding


def oracle_steps(p: Point, kind: str) -> Finding:
    """Whether v_t is in the ball and F_S(w_t + v_t) = F_S^r(w_t) at t = 1, ..., T.

    From above by the mean of ½[p_z(w_t) + r − ρ]_+², from below by v_t itself and by ±r e_d.
    """
    sample = p["S"]
    return _steps(tuple(sample["z"]), sample["I"], p["T"], p["eta"], p["r"], p["rho"], kind)


@lru_cache(maxsize=4096)
def _steps(
    rows: tuple[str, ...],
    column: int,
    steps: int,
    eta: Fraction,
    r: Fraction,
    rho: Fraction,
    kind: str,
) -> Finding:
    z = signs(rows)
    choose = oracle_of(kind, len(z[0]), column, steps, r)
    found: list[Finding] = []

    def watched(t: int, w: Vector) -> Vector:
        v = choose(t, w)
        inside = compare(sum((x * x for x in v), Fraction(0)), "<=", r * r, t=t, which="in ball")
        if inside.answer is Tri.NO:
            raise _Fails(inside)
        bracket = theorem3_saer_exact(w, z, rho, r)
        here = theorem3_risk_exact([a + b for a, b in zip(w, v, strict=True)], z, rho)
        best = compare(here, ">=", bracket.lower, t=t, which="no better ±r e_d")
        closed = compare(here, ">=", bracket.upper, t=t, which="F_S^r(w_t) reached")
        if best.answer is Tri.NO:
            raise _Fails(best)
        if closed.answer is not Tri.YES:
            msg = f"the bracket of F_S^r(w_{t}) does not close"
            raise Undecided(msg)
        found.append(closed)
        return v

    start = (Fraction(0),) * (len(z[0]) * steps + 1)
    try:
        # one step more than there are updates before w_T, so that v_T is looked at too
        sa_gd_exact(lambda w: gradient(w, z, rho), watched, start, eta=eta, steps=steps + 1)
    except _Fails as end:
        return end.finding
    return both(*found)
