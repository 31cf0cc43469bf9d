"""Expectations over all samples, of risks and of ε, and the bounds on the risk. All is exact."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import partial
from math import comb
from typing import TYPE_CHECKING, Any, cast

from theorems.core.exact import sa_gd_exact, sam_direction_exact, suffix_average_exact
from theorems.sco._parts.stability_models import Sample, learn
from theorems.sco._parts.stability_runs import minus, square, weighted, worth
from theorems.sco._parts.upper_losses import Vector, loss, point, star_of
from verify import Finding, compare

if TYPE_CHECKING:
    from verify.domain import Point

__all__ = ["expected_risk", "leave_one_out", "leave_one_out_at", "risk_at", "risk_bound"]


Data = Mapping[str, Any]
ZERO = Fraction(0)


# ----------------------------------------------------------------------------- Lemma 4


def leave_one_out(data: Data, p: Point) -> tuple[Fraction, Fraction, Fraction]:
    """E F(A(S)), a E F_S(A(S)) + b βε and ε over all of Z^n.

    f = β · curvature · loss + shift − low. A parameter c makes of a and b (1+c)a and (1+1/(2c))b.
    """
    losses, n = p["M"]["z"], p["n"]
    beta = p["beta"] * Fraction(data["curvature"])
    shift, m = Fraction(data["shift"]) - p.get("low", ZERO), len(losses)
    even = [Fraction(1, m)] * m
    risk = empirical = ZERO
    apart: list[Fraction] = []
    known: dict[Sample, Vector] = {}

    def answer(sample: Sample) -> Vector:
        if sample not in known:
            known[sample] = learn(p["A"], losses, sample)
        return known[sample]

    for sample in itertools.product(range(m), repeat=n):
        w = answer(sample)
        risk += beta * worth(losses, even, w) + shift
        empirical += beta * sum((loss(losses[k], w) for k in sample), ZERO) / n + shift
        without = (answer((*sample[:i], None, *sample[i + 1 :])) for i in range(n))
        apart.append(sum((square(minus(w, v)) for v in without), ZERO) / n)
    epsilon = max(apart) if data["stability"] == "greatest" else sum(apart, ZERO) / len(apart)
    first, second = (Fraction(data[k]) for k in ("first", "second"))
    if "c" in p:
        first, second = first * (1 + p["c"]), second * (1 + 1 / (2 * p["c"]))
    bound = first * empirical / m**n + second * p["beta"] * epsilon
    return risk / m**n, bound, epsilon


def leave_one_out_at(data: Data, p: Point) -> Finding:
    """E F(A(S)) against its bound."""
    risk, bound, epsilon = leave_one_out(data, p)
    return compare(risk, "<=", bound, stability=epsilon)


# ------------------------------------------------------------------- Theorems 4 and 8


def _counts(n: int, m: int) -> Iterator[tuple[int, ...]]:
    """How often each of m examples may occur among n."""
    if m == 1:
        yield (n,)
        return
    for k in range(n + 1):
        for rest in _counts(n - k, m - 1):
            yield (k, *rest)


def expected_risk(p: Point, method: str) -> Fraction:
    """E F(ŵ) of SA-GD or SAM on the line, over all samples of n losses, z uniform on the list."""
    law = p["P"]
    star, _ = star_of(law)
    losses, m, n, d = law["z"], len(law["z"]), p["n"], len(star)
    start = tuple(c + x for c, x in zip(star, point(p["start"], d), strict=True))
    along = (Fraction(1),) if d == 1 else point(losses[0]["a"], d)
    even = [Fraction(1, m)] * m
    step = _sagd if method == "sagd" else _sam
    total = ZERO
    for counts in _counts(n, m):
        weights = [Fraction(k, n) for k in counts]
        path = sa_gd_exact(
            partial(weighted, losses, weights),
            step(p, losses, weights, along),
            start,
            eta=p["eta"] * p["beta"],
            steps=p["T"],
        )
        ways, left = 1, n
        for k in counts:
            ways, left = ways * comb(left, k), left - k
        total += ways * worth(losses, even, cast("Vector", suffix_average_exact(path, 1)))
    return cast("Fraction", p["beta"] * total / m**n)


Oracle = Callable[[int, Vector], Vector]


def _sagd(p: Point, losses: Any, weights: Any, along: Vector) -> Oracle:
    forth = tuple(p["r"] * x for x in along)
    back = tuple(-x for x in forth)

    def oracle(t: int, w: Vector) -> Vector:
        up, down = (
            worth(losses, weights, tuple(x + y for x, y in zip(w, v, strict=True)))
            for v in (forth, back)
        )
        if up != down:
            return forth if up > down else back
        if p["tie"] == "inside" and up == 0:
            # where both ends are 0 every v is a maximizer, 0 among them
            return tuple(0 * x for x in w)
        turn = {"first": 0, "inside": 0, "second": 1, "in turn": t % 2}[p["tie"]]
        return back if turn else forth

    return oracle


def _sam(p: Point, losses: Any, weights: Any, along: Vector) -> Oracle:
    zero = p["convention"]
    unit = along if zero in {"plus", "minus"} else None
    epsilon = Fraction(1, 1000) if zero == "damped" else None

    def oracle(t: int, w: Vector) -> Vector:
        found = sam_direction_exact(
            weighted(losses, weights, w), zero=zero, epsilon=epsilon, unit=unit
        )
        return cast("Vector", tuple(p["r"] * x for x in found))

    return oracle


def risk_bound(data: Data, p: Point) -> Fraction:
    """a D²/(ηT) + b ηβ²r²T + c β²ηT D'/n² + (d β + e β³η²T²/n²) max(r−ρ,0)².

    D² = ‖w_1−w*‖², and D' is 1 as printed or D².
    """
    beta, eta, T, n = p["beta"], p["eta"], p["T"], p["n"]
    start = square(point(p["start"], len(p["P"]["star"])))
    beyond = max(p["r"] - star_of(p["P"])[1], ZERO)
    a, b, c, d, e = map(Fraction, data["constants"])
    distance = start if data["distance"] == "2" else Fraction(1)
    share = (beta * eta * T / n) ** 2
    return cast(
        "Fraction",
        a * start / (eta * T)
        + b * eta * beta**2 * p["r"] ** 2 * T
        + c * beta**2 * eta * T * distance / n**2
        + beta * (d + e * share) * beyond**2,
    )


def risk_at(data: Data, p: Point) -> Finding:
    """E F(ŵ) against the bound."""
    return compare(expected_risk(p, data["method"]), "<=", risk_bound(data, p))
