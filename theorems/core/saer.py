"""The sharpness-aware empirical risk F_S^r(w) = max over ‖v‖ ≤ r of F_S(w + v), from both sides.

Lower ends evaluate F_S at a perturbation that is returned with them. Upper ends use one inequality:
for f = ½[p_z - ρ]_+² with a sublinear gauge p_z(v) ≤ ‖v‖, p_z(w + v) ≤ p_z(w) + r, hence

    F_S^r(w) ≤ (1/n) Σ ½[p_z(w) + r - ρ]_+².

It holds for the losses of Theorems 1 and 3 and of Lemma 2, and is an equality at the minimizers
that Theorem 1 compares. The float brackets are subject to rounding, the exact twins are not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from theorems.core.exact_losses import (
    Value,
    mean_hinge_square,
    theorem1_squares,
    theorem3_squares,
    theorem6_exact,
)
from theorems.core.losses import hinge_square
from theorems.core.scalars import Scalar
from verify.arrays import Array, namespace
from verify.exact.ball import compare
from verify.exact.rational import fraction
from verify.tri import Tri

if TYPE_CHECKING:
    from jaxtyping import Float

__all__ = [
    "SaerBracket",
    "SaerBracketExact",
    "ascent_candidates",
    "axis_candidates",
    "gauge_saer",
    "gauge_saer_exact",
    "theorem1_saer_exact",
    "theorem3_saer_exact",
    "theorem6_saer_exact",
]

Squares: TypeAlias = Callable[[Sequence[Scalar]], Sequence[Fraction]]


@dataclass(frozen=True)
class SaerBracket:
    """lower ≤ F_S^r(w) ≤ upper up to rounding, with a perturbation that reaches `lower`."""

    lower: float
    upper: float
    perturbation: Array


@dataclass(frozen=True)
class SaerBracketExact:
    """lower ≤ F_S^r(w) ≤ upper, with a rational perturbation that reaches `lower`.

    The ends are Fractions or balls that contain them. `tight` says that they are one number, known
    exactly; for balls that overlap it is False.
    """

    lower: Value
    upper: Value
    perturbation: tuple[Fraction, ...]

    @property
    def tight(self) -> bool:
        """Whether both ends are the same rational."""
        ends = (self.lower, self.upper)
        return all(isinstance(x, Fraction) for x in ends) and bool(self.lower == self.upper)


def _check_radius(radius: Any) -> None:
    if not radius >= 0:
        msg = f"radius must be at least 0, got {radius!r}."
        raise ValueError(msg)


def axis_candidates(
    w: Float[Array, " d"], radius: float, /, *, axes: Iterable[int], xp: Any = None
) -> list[Float[Array, " d"]]:
    """Return ±r e_j for the axes j, which may be negative to count from the end."""
    xp = namespace(w) if xp is None else xp
    candidates = []
    for j in axes:
        for s in (radius, -radius):
            v = xp.zeros_like(w)
            v[j] = s
            candidates.append(v)
    return candidates


def ascent_candidates(
    gradient: Callable[[Array], Array],
    w: Float[Array, " d"],
    start: Float[Array, " d"],
    radius: float,
    /,
    *,
    steps: int,
    xp: Any = None,
) -> list[Float[Array, " d"]]:
    """Return v_0, v_1, ..., with v_{k+1} = r ∇F_S(w + v_k)/‖∇F_S(w + v_k)‖.

    For convex F_S the values F_S(w + v_k) never decrease from v_1 on, as v_{k+1} maximizes the
    linear lower bound at v_k over the ball. The list ends early where the gradient is zero.

    Parameters
    ----------
    gradient
        ∇F_S.
    w
        The centre.
    start
        v_0, with ‖v_0‖ ≤ r.
    radius
        r >= 0.
    steps
        The largest number of steps.
    """
    xp = namespace(w) if xp is None else xp
    candidates = [start]
    for _ in range(steps):
        g = gradient(w + candidates[-1])
        norm = float(xp.linalg.vector_norm(g))
        if norm == 0:
            break
        candidates.append(radius * (g / norm))
    return candidates


def gauge_saer(
    gauge: Callable[[Array], Array],
    w: Float[Array, " d"],
    rho: float,
    radius: float,
    candidates: Iterable[Float[Array, " d"]],
    /,
    *,
    xp: Any = None,
) -> SaerBracket:
    """Bracket F_S^r(w) in floats, for F_S = (1/n) Σ ½[p_z - ρ]_+².

    Parameters
    ----------
    gauge
        w to the vector of the p_z(w), each sublinear and at most the norm.
    w
        The centre.
    rho
        ρ >= 0.
    radius
        r >= 0.
    candidates
        Perturbations to try besides v = 0. One longer than r, as rounding may make it, is scaled
        down to the ball.

    Raises
    ------
    ValueError
        If r < 0 or ρ < 0.
    """
    _check_radius(radius)
    xp = namespace(w) if xp is None else xp
    best = xp.zeros_like(w)
    a = gauge(w)
    lower = float(xp.mean(hinge_square(a, rho, xp=xp)))
    upper = float(xp.mean(hinge_square(a + radius, rho, xp=xp)))
    for candidate in candidates:
        length = float(xp.linalg.vector_norm(candidate))
        v = candidate if length <= radius else candidate * (radius / length)
        value = float(xp.mean(hinge_square(gauge(w + v), rho, xp=xp)))
        if value > lower:
            lower, best = value, v
    return SaerBracket(lower, upper, best)


def gauge_saer_exact(
    squares: Squares,
    w: Sequence[Scalar],
    rho: Scalar,
    radius: Scalar,
    candidates: Iterable[Sequence[Scalar]] | None = None,
) -> SaerBracketExact:
    """Bracket F_S^r(w) exactly, for F_S = (1/n) Σ ½[√q_z - ρ]_+² and rational arguments.

    Parameters
    ----------
    squares
        w to the rationals q_z(w) = p_z(w)².
    w
        The centre.
    rho, radius
        ρ >= 0 and r >= 0.
    candidates
        Rational perturbations to try besides v = 0; ±r e_d if not given, which reach the upper end
        at the minimizers that Theorem 1 compares.

    Raises
    ------
    ValueError
        If r < 0, ρ < 0 or a candidate is longer than r.
    """
    r = fraction(radius)
    _check_radius(r)
    point = tuple(fraction(x) for x in w)
    none = (Fraction(0),) * len(point)
    tries = [(*none[:-1], r), (*none[:-1], -r)] if candidates is None else candidates
    at_centre = squares(point)
    best, lower = none, mean_hinge_square(at_centre, rho)
    upper = mean_hinge_square(at_centre, rho, shift=r)
    for candidate in tries:
        v = tuple(fraction(x) for x in candidate)
        if sum((x * x for x in v), Fraction(0)) > r * r:
            msg = f"a candidate must lie in the ball of radius {r}, got {tuple(map(str, v))}."
            raise ValueError(msg)
        moved = tuple(a + b for a, b in zip(point, v, strict=True))
        value = mean_hinge_square(squares(moved), rho)
        if _surely_greater(value, lower):
            best, lower = v, value
    return SaerBracketExact(lower, upper, best)


def _surely_greater(a: Value, b: Value) -> bool:
    """Whether a > b is certain; where it is not, either is a valid lower end."""
    return compare(a, ">", b) is Tri.YES


def theorem1_saer_exact(
    w: Sequence[Scalar],
    z: Sequence[Sequence[int]],
    rho: Scalar,
    radius: Scalar,
    candidates: Iterable[Sequence[Scalar]] | None = None,
) -> SaerBracketExact:
    """Bracket F_S^r(w) of Theorem 1 exactly; see `gauge_saer_exact`."""
    return gauge_saer_exact(lambda x: theorem1_squares(x, z), w, rho, radius, candidates)


def theorem3_saer_exact(
    w: Sequence[Scalar],
    z: Sequence[Sequence[int]],
    rho: Scalar,
    radius: Scalar,
    candidates: Iterable[Sequence[Scalar]] | None = None,
) -> SaerBracketExact:
    """Bracket F_S^r(w) of Theorem 3 exactly; see `gauge_saer_exact`."""
    return gauge_saer_exact(lambda x: theorem3_squares(x, z), w, rho, radius, candidates)


def theorem6_saer_exact(w: Scalar, radius: Scalar) -> Fraction:
    """Return F_S^r(w) = ½ max(0, w + r)² of Theorem 6: F_S does not decrease on the line.

    Raises
    ------
    ValueError
        If r < 0.
    """
    _check_radius(radius)
    return theorem6_exact(fraction(w) + fraction(radius))
