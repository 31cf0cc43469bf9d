"""f(w) = ½[‖p(w)‖ − ρ]_+², the loss of Theorem 1 and of Lemma 2, exactly at pairs of points.

p(w) = z ⊙ w for Theorem 1 (*two-sided*), p(w) = [z ⊙ w]_+ for Lemma 2 (*one-sided*), and in both
∇f(w) = ([‖p‖ − ρ]_+/‖p‖) z ⊙ p, which is 0 where p = 0. Both f are ½ dist(p, B_ρ)².
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from theorems.core.exact_losses import hinge_square_exact
from theorems.core.radicals import Number, at_least_zero, roots
from theorems.core.scalars import dot, relu
from verify.legs import Finding, both, compare
from verify.tri import Tri

if TYPE_CHECKING:
    from flint import arb

__all__ = [
    "Gauge",
    "hinge_class",
    "largest_on_ball",
    "loss_at",
    "positive_on_ball",
    "residues",
    "seen",
]

Gauge = Literal["two-sided", "one-sided"]


def seen(w: Sequence[Fraction], z: Sequence[Fraction], gauge: Gauge) -> tuple[Fraction, ...]:
    """p(w): z ⊙ w, or its positive part.

    Raises
    ------
    ValueError
        If the lengths differ.
    """
    product = (a * b for a, b in zip(w, z, strict=True))
    return tuple(product) if gauge == "two-sided" else tuple(map(relu, product))


@dataclass(frozen=True, slots=True)
class _Side:
    """One of two points: p, ‖p‖ and whether ‖p‖ > ρ."""

    p: Sequence[Fraction]
    norm: Number
    square: Fraction
    active: bool

    def value(self, rho: Fraction) -> Number:
        if not self.active:
            return Fraction(0)
        gap = self.norm - rho
        return gap * gap * Fraction(1, 2)

    def residue(self, rho: Fraction) -> list[Number]:
        if not self.active:
            return [Fraction(0)] * len(self.p)
        # 1 − ρ/‖p‖, where 1/‖p‖ = ‖p‖/‖p‖²
        factor = 1 - rho / self.square * self.norm
        return [factor * x for x in self.p]


def _sides(p: Sequence[Fraction], q: Sequence[Fraction], rho: Fraction) -> tuple[_Side, _Side]:
    a, b = Fraction(dot(p, p)), Fraction(dot(q, q))
    left, right = roots(a, b)
    return _Side(p, left, a, a > rho * rho), _Side(q, right, b, b > rho * rho)


def residues(
    p: Sequence[Fraction], q: Sequence[Fraction], rho: Fraction
) -> tuple[list[Number], list[Number]]:
    """[‖p‖ − ρ]_+ p/‖p‖ and the same of q, exactly, with 0/0 read as 0."""
    left, right = _sides(p, q, rho)
    return left.residue(rho), right.residue(rho)


def hinge_class(
    u: Sequence[Fraction],
    v: Sequence[Fraction],
    z: Sequence[Fraction],
    rho: Fraction,
    gauge: Gauge,
    *,
    lipschitz: Fraction = Fraction(1),
    scale: Fraction = Fraction(1),
    shift: Fraction = Fraction(0),
) -> Finding:
    """Whether f = ½[‖p‖ − ρ]_+² looks non-negative, convex, 1-smooth, L-Lipschitz at u and v.

    In a control f is multiplied by `scale`, then `shift` is added.
    f(u) ≥ 0; f(v) − f(u) ≥ ⟨∇f(u), v − u⟩; ‖∇f(u) − ∇f(v)‖² ≤ ‖u − v‖²;
    (f(u) − f(v))² ≤ L² ‖u − v‖², each decided exactly.

    Parameters
    ----------
    u, v, z
        Of one length.
    rho
        ρ ≥ 0.
    gauge
        Which p.
    lipschitz
        L, a bound on a convex set that contains u and v.
    scale, shift
        1 and 0 but in a control.
    """
    left, right = _sides(seen(u, z, gauge), seen(v, z, gauge), rho)
    f_u, f_v = scale * left.value(rho), scale * right.value(rho)
    g_u = [scale * a * b for a, b in zip(left.residue(rho), z, strict=True)]
    g_v = [scale * a * b for a, b in zip(right.residue(rho), z, strict=True)]
    step = [b - a for a, b in zip(u, v, strict=True)]
    change = [b - a for a, b in zip(g_u, g_v, strict=True)]
    distance, rise = dot(step, step), f_v - f_u
    return both(
        at_least_zero(f_u + shift, which="non-negative"),
        at_least_zero(rise - dot(g_u, step), which="convex"),
        at_least_zero(distance - dot(change, change), which="1-smooth"),
        at_least_zero(lipschitz * lipschitz * distance - rise * rise, which="Lipschitz"),
    )


def loss_at(
    w: Sequence[Fraction], z: Sequence[Fraction], rho: Fraction, gauge: Gauge
) -> Fraction | arb:
    """f(w) = ½[‖p(w)‖ − ρ]_+², a ball if the norm is irrational and counts."""
    p = seen(w, z, gauge)
    return hinge_square_exact(Fraction(dot(p, p)), rho)


def largest_on_ball(
    w: Sequence[Fraction], z: Sequence[Fraction], rho: Fraction, r: Fraction, gauge: Gauge
) -> tuple[Fraction | arb, Fraction | arb]:
    """Two ends around max {f(w + v) : ‖v‖ ≤ r}.

    Below, the f(w ± r e_i) are evaluated; above, |v(i)| ≤ r for each coordinate by itself, which is
    sharp enough to tell whether f vanishes where no coordinate counts.
    """
    tries = [(*w[:i], w[i] + shift, *w[i + 1 :]) for i in range(len(w)) for shift in (r, -r)]
    values = [loss_at(x, z, rho, gauge) for x in (tuple(w), *tries)]
    lower = values[0]
    for value in values[1:]:
        lower = value if compare(value, ">", lower).answer is Tri.YES else lower
    reach = [a * b for a, b in zip(w, z, strict=True)]
    if gauge == "two-sided":
        reach = [abs(x) for x in reach]
    most = [relu(x + r * abs(b)) for x, b in zip(reach, z, strict=True)]
    return lower, hinge_square_exact(Fraction(dot(most, most)), rho)


def positive_on_ball(
    w: Sequence[Fraction], z: Sequence[Fraction], rho: Fraction, r: Fraction, gauge: Gauge
) -> Finding:
    """Whether f is positive somewhere on the ball of radius r around w, three-valued."""
    lower, upper = largest_on_ball(w, z, rho, r, gauge)
    positive = compare(lower, ">", 0, center=w)
    if positive.answer is Tri.YES:
        return positive
    zero = compare(upper, "<=", 0, center=w)
    return Finding(Tri.NO if zero.answer is Tri.YES else Tri.UNKNOWN, zero.values)
