"""Coupled runs on S and on S^{(i)}, and the bounds on how far they part.

S^{(i)} holds a null example in place of z_i: F_{S^{(i)}} = F_S − f(·, z_i)/n. All numbers are
exact.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast

from theorems.core.exact import sa_gd_exact, suffix_average_exact
from theorems.sco._parts.upper_losses import Vector, dot, loss, point, slope, star_of
from verify import Finding, Premise, compare

if TYPE_CHECKING:
    from verify.domain import Point

__all__ = [
    "NEAR",
    "homogeneous_at",
    "minus",
    "square",
    "stability",
    "stability_at",
    "stability_bound",
    "step_at",
    "weighted",
    "worth",
]


Data = Mapping[str, Any]
ZERO = Fraction(0)
NEAR = Premise("‖w_1 − w*‖ <= 1", lambda p: sum((Fraction(x) ** 2 for x in p["start"]), ZERO) <= 1)


def minus(a: Vector, b: Vector) -> Vector:
    """a − b."""
    return tuple(x - y for x, y in zip(a, b, strict=True))


def square(a: Vector) -> Fraction:
    """‖a‖²."""
    return dot(a, a)


def weighted(losses: Sequence[Any], weights: Sequence[Fraction], w: Vector) -> Vector:
    """Σ_k weight_k ∇f_k(w), before β."""
    total = (ZERO,) * len(w)
    for z, share in zip(losses, weights, strict=True):
        if share:
            total = tuple(x + share * y for x, y in zip(total, slope(z, w), strict=True))
    return total


def worth(losses: Sequence[Any], weights: Sequence[Fraction], w: Vector) -> Fraction:
    """Σ_k weight_k f_k(w), before β."""
    return sum((s * loss(z, w) for z, s in zip(losses, weights, strict=True) if s), ZERO)


# ----------------------------------------------------------------------------- Lemma 5


def stability(p: Point, output: str) -> Fraction:
    """(1/n) Σ_i ‖A(S) − A(S^{(i)})‖² for T perturbed steps, each loss of S `copies` times.

    The run on S takes v_t = r u_t, those on S^{(i)} take v_t = r o_t, both lists in turn. Examples
    that are alike have runs that are alike.
    """
    sample = p["S"]
    star, _ = star_of(sample)
    losses, m, d = sample["z"], len(sample["z"]), len(star)
    start = tuple(c + x for c, x in zip(star, point(p["start"], d), strict=True))
    rate = p["eta"] * p["beta"]

    def run(weights: Sequence[Fraction], moves: Sequence[Any]) -> Vector:
        shifts = [tuple(p["r"] * x for x in point(u, d)) for u in moves]
        path = sa_gd_exact(
            lambda w: weighted(losses, weights, w),
            lambda t, w: shifts[(t - 1) % len(shifts)],
            start,
            eta=rate,
            steps=p["T"],
        )
        return cast("Vector", suffix_average_exact(path, 1 if output == "average" else p["T"]))

    whole = [Fraction(1, m)] * m
    one = Fraction(1, m * p["copies"])
    at = run(whole, p["u"])
    apart = [
        square(minus(at, run([s - one * (j == k) for j, s in enumerate(whole)], p["o"])))
        for k in range(m)
    ]
    return sum(apart, ZERO) / m


def stability_bound(data: Data, p: Point) -> Fraction:
    """a ηβr²T + b βηT/n² · (1 or ‖w_1−w*‖²) + c β²η²T² max(r−ρ,0)²/n².

    A parameter c makes of them (1+c)a, (1+1/c)b and (1+1/c)c; the form "rate" divides the first and
    the third by 2−ηβ and 1−ηβ.
    """
    sample, T = p["S"], p["T"]
    n = len(sample["z"]) * p["copies"]
    rate = p["eta"] * p["beta"]
    beyond = max(p["r"] - star_of(sample)[1], ZERO)
    start = point(p["start"], len(sample["star"]))
    distance = square(start) if data["distance"] == "2" else Fraction(1)
    a, b, c = (Fraction(data[k]) for k in ("perturbation", "gradient", "beyond"))
    if "c" in p:
        a, b, c = (1 + p["c"]) * a, (1 + 1 / p["c"]) * b, (1 + 1 / p["c"]) * c
    if data["form"] == "rate":
        a, c = a / (2 - rate), c / (1 - rate)
    rest = b * distance + c * rate * T * beyond**2
    return cast("Fraction", rate * T * (a * p["r"] ** 2 + rest / Fraction(n * n)))


def stability_at(data: Data, p: Point) -> Finding:
    """ε against its bound."""
    n = len(p["S"]["z"]) * p["copies"]
    return compare(stability(p, data["output"]), "<=", stability_bound(data, p), n=n)


def step_at(data: Data, p: Point) -> Finding:
    """‖w − w' − η(∇F(w+v) − ∇F(w'+v'))‖² against ‖w − w'‖² + κηβr², κ = num/(den − rate ηβ)."""
    losses, rate, d = p["S"]["z"], p["eta"] * p["beta"], len(p["S"]["star"])
    weights = [Fraction(1, len(losses))] * len(losses)
    ends = []
    for at, move in (("start", "u"), ("other", "o")):
        w, v = point(p[at], d), point(p[move], d)
        x = tuple(s + p["r"] * y for s, y in zip(w, v, strict=True))
        ends.append((w, weighted(losses, weights, x)))
    apart, change = (minus(*pair) for pair in zip(*ends, strict=True))
    after = tuple(x - rate * y for x, y in zip(apart, change, strict=True))
    kappa = Fraction(data["num"]) / (Fraction(data["den"]) - Fraction(data["rate"]) * rate)
    return compare(square(after), "<=", square(apart) + kappa * rate * p["r"] ** 2)


def homogeneous_at(data: Data, p: Point) -> Finding:
    """The bound at c(w, r, ρ) against c² times the bound, m = max(r−ρ, 0)."""
    a, b, c = (Fraction(data[k]) for k in ("perturbation", "gradient", "beyond"))

    def total(scale: Fraction, rate: Fraction) -> Fraction:
        distance = (scale * p["distance"]) ** int(data["distance"])
        share = Fraction(p["T"]) / p["n"] ** 2
        first = a * rate * p["T"] * (scale * p["r"]) ** 2
        rest = b * distance + c * rate * p["T"] * (scale * p["m"]) ** 2
        return cast("Fraction", first + rate * share * rest)

    rate = p["eta"] * p["beta"]
    return compare(total(p["c"], rate), "==", p["c"] ** 2 * total(Fraction(1), rate))
