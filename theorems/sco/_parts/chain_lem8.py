"""Lemma 8 executed: SAM on g, exactly, with δ_t for which 1 + δ_t² is a square.

g(u) = ½ Σ_{j≥3} [u(j) − δ_j u(j−1)]_+² + [u(2)]_+². In the step from u_{t−1} to u_t the gradient
is h (e_t − δ_t e_{t−1}) with h = −δ_t u_{t−1}(t−1), of norm h √(1+δ_t²). With δ = 2k/(k²−1) this
root is (k²+1)/(k²−1), so that SAM stays in the rationals.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from flint import ctx

from theorems.core.exact import sam_exact
from theorems.core.scalars import Scalar, common, into, relu, total
from verify import Finding, both, compare

if TYPE_CHECKING:
    from verify.domain import Point

__all__ = [
    "deltas_of",
    "newest_at",
    "path_of",
    "previous_at",
    "recursion_at",
    "second_at",
    "signs_at",
]


Data = Mapping[str, Any]
Vector = tuple[Scalar, ...]
ZERO = Fraction(0)


def pythagorean(bound: Fraction) -> Fraction:
    """The largest of 2k/(k²−1), k = 3, 4, 8, 16, ..., that is at most `bound`."""
    k = 3
    while Fraction(2 * k, k * k - 1) > bound:
        k = 4 if k == 3 else 2 * k
    return Fraction(2 * k, k * k - 1)


def deltas_of(p: Point, rule: str) -> tuple[Fraction, ...]:
    """δ_3, ..., δ_T: up to the bounds of the deduction, or up to 1 in a control."""
    if rule == "ones":
        return (pythagorean(Fraction(1)),) * int(p["T"] - 2)
    eta, r, sigma = p["eta"], p["r"], p["sigma"]
    flat: Fraction = min(Fraction(1, 4), 1 / (4 * eta))
    third: Fraction = min(flat, sigma / (4 * eta * r), min(1, eta) * r / (4 * sigma))
    return (pythagorean(third), *[pythagorean(flat)] * (p["T"] - 3))


def slope(u: Sequence[Fraction], deltas: Sequence[Fraction]) -> Vector:
    """∇g at (u(2), ..., u(T))."""
    kind = common(*u)
    out = [2 * relu(u[0]), *[0 * x for x in u[1:]]]
    for j, delta in enumerate((into(d, kind) for d in deltas), 1):
        h = relu(u[j] - delta * u[j - 1])
        out[j] += h
        out[j - 1] -= delta * h
    return tuple(out)


@lru_cache(maxsize=512)
def _path(
    T: int, eta: Fraction, r: Fraction, sigma: Fraction, deltas: tuple[Fraction, ...]
) -> tuple[Vector, ...]:
    def run(*, balls: bool) -> tuple[Vector, ...]:
        start = (-sigma, *[ZERO] * (T - 2))
        return sam_exact(
            lambda u: slope(u, deltas),
            start,
            radius=r,
            eta=eta,
            steps=T - 1,
            zero="stay",
            balls=balls,
        )

    try:
        return run(balls=False)
    except ValueError:  # off the chain a norm is irrational
        with ctx.workprec(512):
            return run(balls=True)


def path_of(p: Point, rule: str) -> tuple[Vector, ...]:
    """u_2, ..., u_T, each from its coordinate 2 to its coordinate T."""
    return _path(p["T"], p["eta"], p["r"], p["sigma"], deltas_of(p, rule))


def _between(x: Scalar, low: Fraction, high: Fraction, t: int) -> Finding:
    return both(compare(x, ">=", low, t=t), compare(x, "<=", high, t=t))


def second_at(data: Data, p: Point) -> Finding:
    """−σ ≤ u_t(2) ≤ 0 for t ≥ 4."""
    s, path = p["sigma"], path_of(p, data["rule"])
    high = -Fraction(data["high"]) * s
    return both(
        *(
            _between(u[0], -Fraction(data["low"]) * s, high, t)
            for t, u in enumerate(path, 2)
            if t >= 4
        )
    )


def newest_at(data: Data, p: Point) -> Finding:
    """−2ηr ≤ u_t(t) ≤ −ηr for t ≥ 4."""
    return _window(data, p, 2)


def previous_at(data: Data, p: Point) -> Finding:
    """−2ηr ≤ u_t(t−1) ≤ −ηr/2 for t ≥ 4."""
    return _window(data, p, 3)


def _window(data: Data, p: Point, back: int) -> Finding:
    b, path = p["eta"] * p["r"], path_of(p, data["rule"])
    ends = -Fraction(data["low"]) * b, -Fraction(data["high"]) * b
    return both(*(_between(u[t - back], *ends, t) for t, u in enumerate(path, 2) if t >= 4))


def signs_at(data: Data, p: Point) -> Finding:
    """u_t(i+1) − δ u_t(i) is ≤ 0 for i < t, > 0 for i = t, 0 for i > t, δ being δ_i or δ_{i+1}."""
    own = deltas_of(p, data["rule"])
    shifted = (p["delta"], *own[:-1]) if data["index"] == "i" else own
    found = []
    for t, u in enumerate(path_of(p, data["rule"]), 2):
        if t < 4:
            continue
        for i, delta in enumerate(shifted, 2):
            sign = "<=" if i < t else data["at"] if i == t else "=="
            before = into(delta, common(*u)) * u[i - 2]
            found.append(compare(u[i - 1] - before, sign, 0, t=t, i=i))
    return both(*found)


def recursion_at(data: Data, p: Point) -> Finding:
    """u_t = u_{t−1} − η(r√(1+δ_t²) − δ_t u_{t−1}(t−1))(e_t − δ_t e_{t−1}) for t ≥ 3."""
    deltas, path, found = deltas_of(p, data["rule"]), path_of(p, data["rule"]), []
    for t in range(3, p["T"] + 1):
        delta, u = deltas[t - 3], list(path[t - 3])
        kind = common(*u, *path[t - 2])
        k = 3 if delta == Fraction(3, 4) else round(2 / delta)  # δ = 2k/(k²−1)
        root = Fraction(k * k + 1, k * k - 1) if data["root"] == "1" else Fraction(1)
        eta, step, delta = (into(q, kind) for q in (p["eta"], p["r"] * root, delta))
        x = eta * (step - delta * u[t - 3])
        u[t - 2] -= x
        u[t - 3] += delta * x
        off = total(abs(a - b) for a, b in zip(u, path[t - 2], strict=True))
        found.append(compare(off, "==", 0, t=t))
    return both(*found)
