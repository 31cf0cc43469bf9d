"""The least F_S^r of Theorem 1 over the unit ball, bracketed: a solver only proposes."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.core.scalars import common, into
from theorems.sco._parts.saer_brackets import saer_at
from theorems.sco._parts.samples import bits
from verify.exact.ball import ball, ends
from verify.exact.rational import rational_sqrt

if TYPE_CHECKING:
    from verify.solvers.convex import Bracket

__all__ = ["least_saer"]


def least_saer(
    sample: Sequence[str], rho: Fraction, r: Fraction
) -> tuple[tuple[Fraction, ...], Bracket]:
    """Bracket min {F_S^r(w) : ‖w‖ ≤ 1} of Theorem 1, CLARABEL as oracle; also its point.

    Below, for λ in [0, 1] and any w̄: F_S^r(w) ≥ λF_S(w + r e_d) + (1−λ)F_S(w − r e_d), which is
    convex and is linearized at w̄; the solver's point and multipliers are tried, and λ = 1/2 at
    w̄ = 0, where the two gradients cancel. Above, (1/n) Σ ½[‖M_z w‖ + r − ρ]_+² at the solver's
    point, rounded and scaled into the ball.
    """
    import cvxpy as cp

    from verify.exact.rational import round_rational
    from verify.solvers.convex import Bracket, solve

    masks = bits(sample)
    d = len(masks[0]) + 1
    w, t = cp.Variable(d), cp.Variable()

    def risk(shift: float) -> Any:
        terms = []
        for row in masks:
            kept = [w[i] for i, bit in enumerate(row) if bit]
            norm = cp.norm(cp.hstack([*kept, w[d - 1] + shift]))
            terms.append(cp.square(cp.pos(norm - float(rho))) / 2)
        return cp.sum(cp.hstack(terms)) / len(masks)

    above = [risk(float(r)) <= t, risk(-float(r)) <= t]
    report = solve(cp.Problem(cp.Minimize(t), [*above, cp.norm(w) <= 1]))
    raw = w.value if report.accurate else [0.0] * d
    point = [round_rational(float(x), bits=30) for x in raw]
    square = sum((x * x for x in point), Fraction(0))
    if square > 1:  # dividing by the square of the norm brings it below 1
        point = [x / square for x in point]
    duals = [max(float(c.dual_value), 0.0) if report.accurate else 0.0 for c in above]
    share = round_rational(duals[0] / sum(duals), bits=30) if sum(duals) else Fraction(1, 2)
    lower = max(
        _linearized(masks, rho, r, point, share),
        _linearized(masks, rho, r, [Fraction(0)] * d, Fraction(1, 2)),
    )
    upper = saer_at(point, sample, rho, r).upper
    return tuple(point), Bracket(lower, upper, "linearization", "solver's point", report)


def _linearized(
    masks: Sequence[Sequence[int]],
    rho: Fraction,
    r: Fraction,
    at: Sequence[Fraction],
    share: Fraction,
) -> Fraction:
    """A lower bound on share F_S(w + r e_d) + (1 − share) F_S(w − r e_d) over the unit ball."""
    from verify.solvers.convex import min_over_ball_lower

    value: Any = Fraction(0)
    gradient: list[Any] = [Fraction(0)] * len(at)
    for weight, shift in ((share, r), (1 - share, -r)):
        moved = [*at[:-1], at[-1] + shift]
        part = weight / len(masks)
        for row in masks:
            kept = [x if bit else Fraction(0) for x, bit in zip(moved, (*row, 1), strict=True)]
            q = sum((x * x for x in kept), Fraction(0))
            if q <= rho * rho:
                continue
            norm = rational_sqrt(q) or ball(q).sqrt()
            gap = norm - into(rho, type(norm))
            value = _plus(value, gap * gap / 2, part)
            gradient = [
                _plus(g, gap / norm * into(x, type(norm)), part)
                for g, x in zip(gradient, kept, strict=True)
            ]
    if all(isinstance(x, Fraction) for x in (value, *gradient)) and not any(gradient):
        return Fraction(value)
    return ends(min_over_ball_lower(value, gradient, at, 1))[0]


def _plus(total: Any, term: Any, weight: Fraction) -> Any:
    """total + weight · term, in balls if one of them is a ball."""
    kind = common(total, term)
    return into(total, kind) + into(weight, kind) * into(term, kind)
