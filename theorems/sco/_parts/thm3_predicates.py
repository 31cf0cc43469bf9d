"""Theorem 3's run, average, class and event at one point of its domain, exactly."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.core.exact import suffix_average_exact
from theorems.core.exact_losses import (
    theorem3_population_risk,
    theorem3_population_squares,
    theorem3_risk_exact,
)
from theorems.core.masks import all_masks
from theorems.core.radicals import at_least_zero
from theorems.core.scalars import dot, relu
from theorems.sco._parts.ball_points import axis_point, numbers, padded
from theorems.sco._parts.event import bounds_at, columns_of
from theorems.sco._parts.hinge import residues
from theorems.sco._parts.thm3_run import iterates, iterates_from, oracle_steps, signs
from verify import Finding, both, compare

if TYPE_CHECKING:
    from verify.domain import Point

__all__ = [
    "a_of",
    "average_at",
    "average_of",
    "class_at",
    "event_counted",
    "norm_at",
    "oracle_at",
    "start_at",
    "trajectory_at",
]


Data = Mapping[str, Any]
Vector = tuple[Fraction, ...]
ZERO = Fraction(0)


def a_of(p: Point) -> Any:
    """η(r − ρ), the length of every step."""
    return p["eta"] * (p["r"] - p["rho"])


def average_of(p: Point, kind: str) -> Vector:
    """ŵ_τ."""
    return tuple(suffix_average_exact(iterates(p, kind), p["tau"]))


# ---------------------------------------------------------------- the oracle and the trajectory


def oracle_at(data: Data, p: Point) -> Finding:
    """v_t against F_S^r(w_t) from both sides, at every step."""
    return oracle_steps(p, data["oracle"])


def trajectory_at(data: Data, p: Point) -> Finding:
    """w_t as SA-GD makes it, against −a on the first t−1 coordinates of block I; ‖w_t‖ ≤ 1."""
    first, a = p["T"] * (p["S"]["I"] - 1), Fraction(data["times"]) * a_of(p)
    found = []
    for t, w in enumerate(iterates(p, data["oracle"]), 1):
        claimed = [-a if first <= k < first + t - 1 else ZERO for k in range(len(w))]
        off = sum((abs(x - y) for x, y in zip(w, claimed, strict=True)), ZERO)
        found += [
            compare(off, "==", 0, t=t, which="w_t"),
            compare(dot(w, w), "<=", 1, t=t, which="w_t in W"),
        ]
    return both(*found)


# ------------------------------------------------------------------- the average and the risk


def average_at(data: Data, p: Point) -> Finding:
    """The three bounds on ŵ_τ(I_s), one below the next, for one s ≤ T/2."""
    T, tau, s, a = p["T"], p["tau"], p["s"], a_of(p)
    k, m = T * (p["S"]["I"] - 1) + s - 1, T - tau + 1
    h = Fraction(T, 2) if data["from"] == "T/2" else Fraction(T // 2 + int(data["from"]))
    value = average_of(p, data["oracle"])[k]
    path = iterates(p, data["oracle"])
    late = sum((w[k] for t, w in enumerate(path, 1) if t >= max(tau, h)), ZERO) / m
    count = (T - max(Fraction(tau), h) + 1) / m * -a
    return both(
        compare(value, "<=", late, which="later terms"),
        compare(late, "<=", count, which="all of them −a"),
        compare(count, "<=", -Fraction(data["floor"]) * a, which="at most −a/2"),
    )


def norm_at(data: Data, p: Point) -> Finding:
    """The law of Σ_i Σ_j [z(i) ŵ^(i)(j)]_+², and ‖ŵ_τ‖² = a²Q, exactly."""
    T, tau, a = p["T"], p["tau"], a_of(p)
    w, m = average_of(p, data["oracle"]), T - tau + 1
    q = Fraction(data["times"]) * (tau - 1 + Fraction((m - 1) * (2 * m - 1), 6 * m))
    law = theorem3_population_squares(w, len(p["S"]["z"][0]))
    blind = Fraction(law.get(ZERO, 0), sum(law.values()))
    half, most = Fraction(data["blind"]), Fraction(data["seen"])
    return both(
        compare(dot(w, w), "==", a * a * q, which="norm"),
        compare(blind, "==", half if any(w) else 1, which="half of the z see nothing"),
        compare(max(law), "==", most * dot(w, w), which="the others see all"),
        compare(q, ">=", Fraction(data["least"]) * T, which="Q"),
    )


def start_at(data: Data, p: Point) -> Finding:
    """SA-GD from w_1 = ε e_d: v_t = ±r e_d is the one maximizer, and F(ŵ_τ) = F_S(ŵ_τ).

    F_S^r(w_t) ≤ ½[|w_t(d)| + r − ρ]_+² because ‖p_z(w + v)‖ ≤ ‖p_z(w)‖ + ‖v‖; r e_k reaches less.
    """
    z, r, rho = signs(p["S"]["z"]), p["r"], p["rho"]
    d, found, path = len(z[0]) * p["T"] + 1, [], iterates_from(p)
    side = axis_point(p["T"] * (p["S"]["I"] - 1) + 1, d, r)
    for t, w in enumerate(path, 1):
        best = Fraction(data["sign"]) * (r if w[-1] >= 0 else -r)
        here, there = (
            theorem3_risk_exact([a + b for a, b in zip(w, v, strict=True)], z, rho)
            for v in (axis_point(d, d, best), side)
        )
        found += [
            compare(here, "==", max(abs(w[-1]) + r - rho, ZERO) ** 2 / 2, t=t, which="F_S^r(w_t)"),
            compare(sum(map(abs, w[:-1]), ZERO), "==", 0, t=t, which="off the axis"),
        ]
        if w[-1] or data["ties"] == "none":
            found.append(compare(here, ">", there, t=t, which="v_t = r e_k"))
    w = tuple(suffix_average_exact(path, p["tau"]))
    whole = Fraction(data["times"]) * theorem3_population_risk(w, len(z[0]), rho)
    return both(*found, compare(whole, "==", theorem3_risk_exact(w, z, rho), which="F and F_S"))


# -------------------------------------------------------------------------- the class, the event


def class_at(data: Data, p: Point) -> Finding:
    """f(·, z) at a pair of points; with d = 2^n T coordinates w(d) is also one of a block's."""
    shared, rho, scale = data["d"] == "printed", p["rho"], Fraction(data["scale"])
    side = numbers(p["z"]) if shared else (ZERO, *numbers(p["z"]))
    z, u, v = padded(side, numbers(p["u"]), numbers(p["v"]))

    def seen(w: Vector) -> Vector:
        return (w[0], *(relu(a * b) for a, b in zip(z, w, strict=True)))

    def back(x: Any) -> list[Any]:
        pulled = [a * b for a, b in zip(z, x[1:], strict=True)]
        return [scale * y for y in (x[0] + pulled[0], *pulled[1:])]

    left, right = residues(seen(u), seen(v), rho)
    f_u, f_v = (scale * dot(x, x) * Fraction(1, 2) for x in (left, right))
    flat = seen(tuple(Fraction(data["flat"]) * rho * x for x in u))
    g_u, g_v = back(left), back(right)
    step = [b - a for a, b in zip(u, v, strict=True)]
    change = [b - a for a, b in zip(g_u, g_v, strict=True)]
    far, rise = dot(step, step), f_v - f_u
    return both(
        at_least_zero(f_u + Fraction(data["shift"]), which="non-negative"),
        at_least_zero(rise - dot(g_u, step), which="convex"),
        at_least_zero(far - dot(change, change), which="1-smooth"),
        at_least_zero(far - rise * rise, which="1-Lipschitz"),
        compare(dot(flat, flat), "<=", rho * rho, which="flat"),
    )


def event_counted(data: Data, p: Point) -> Finding:
    """The share of all samples of signs that have a column of ones, one by one."""
    n, columns = p["n"], columns_of(p["n"], Fraction(data["columns"]))
    hits = [bool((1 - 2 * m.astype(int) == 1).all(axis=0).any()) for m in all_masks(n, columns)]
    return bounds_at(data, Fraction(sum(hits), len(hits)), n)
