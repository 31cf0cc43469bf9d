"""What the checks of Theorem 1 and Lemma 2 share: brackets compared, the event, a convex program.

Everything is exact or a ball. A solver only proposes points and multipliers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import msgspec
from flint import ctx

from theorems.core.exact_losses import theorem1_risk_exact
from theorems.core.saer import SaerBracketExact, theorem1_saer_exact
from theorems.core.scalars import common, into
from theorems.sco._parts.samples import SAMPLES, axis_point, bits, drawn_samples, with_columns
from verify.case import Case
from verify.domain import point_text
from verify.evidence import Evidence, Outcome
from verify.exact.ball import ball, enclosure_text, ends
from verify.exact.rational import rational_sqrt
from verify.legs import Finding, Predicate, compare, exact
from verify.statement import Leg
from verify.tri import Tri

if TYPE_CHECKING:
    from verify.domain import Point
    from verify.solvers.convex import Bracket

__all__ = [
    "at_most",
    "bracket_certificate",
    "certified",
    "equals",
    "honest",
    "interval",
    "least_saer",
    "on_drawn_masks",
    "refined",
    "saer_at",
]

MOST_BITS = 4096
"""the precision at which a question is left open"""


# --------------------------------------------------------------------- the risk at a point


def saer_at(
    w: Sequence[Fraction],
    sample: Sequence[str],
    rho: Fraction,
    r: Fraction,
    *,
    along: Iterable[int] = (),
    scale: Fraction = Fraction(1),
) -> SaerBracketExact:
    """F_S^r(w) of Theorem 1 from both sides, evaluated on the masks.

    Parameters
    ----------
    w
        A point of R^d, its coordinates in order.
    along
        Further columns i, from 1, along which v = r e_i is tried besides v = ±r e_d.
    scale
        A factor of the loss, 1 but in a control.
    """
    axes = [(len(w) - 1, r), (len(w) - 1, -r), *((i - 1, r) for i in along)]
    tries = [tuple(s if j == axis else Fraction(0) for j in range(len(w))) for axis, s in axes]
    found = theorem1_saer_exact(w, bits(sample), rho, r, tries)
    if scale == 1:
        return found
    return replace(found, lower=_times(scale, found.lower), upper=_times(scale, found.upper))


def _times(scale: Fraction, x: Any) -> Any:
    return into(scale, common(x)) * x


def at_most(left: SaerBracketExact, right: SaerBracketExact, **values: Any) -> Finding:
    """Whether the left number is at most the right one, three-valued."""
    surely = compare(left.upper, "<=", right.lower, **values)
    if surely.answer is Tri.YES:
        return surely
    not_so = compare(left.lower, "<=", right.upper, **values)
    return not_so if not_so.answer is Tri.NO else Finding(Tri.UNKNOWN, surely.values)


def equals(bracket: SaerBracketExact, value: Fraction, **values: Any) -> Finding:
    """Whether the bracketed number is `value`: yes if the bracket closes there."""
    if bracket.tight:
        return compare(bracket.upper, "==", value, **values)
    below = compare(bracket.lower, "<=", value, **values)
    above = compare(bracket.upper, ">=", value, **values)
    wrong = next((f for f in (below, above) if f.answer is Tri.NO), None)
    return wrong or Finding(Tri.UNKNOWN, below.values)


def honest(
    bracket: SaerBracketExact,
    w: Sequence[Fraction],
    sample: Sequence[str],
    rho: Fraction,
    r: Fraction,
    scale: Fraction = Fraction(1),
) -> Finding:
    """Whether both ends of a bracket stand up to F_S evaluated at points of the ball.

    The lower end is F_S at the perturbation that comes with it, and the upper end is not passed at
    w + r w/‖w‖, nor at w + r e_d; where ‖w‖ is irrational only the last is tried.
    """
    rows, d = bits(sample), len(w)
    length = rational_sqrt(sum((x * x for x in w), Fraction(0)))
    away = [axis_point(d, d, r), *([tuple(r / length * x for x in w)] if length else [])]

    def risk(v: Sequence[Fraction]) -> Any:
        moved = [a + b for a, b in zip(w, v, strict=True)]
        return _times(scale, theorem1_risk_exact(moved, rows, rho))

    reached = risk(bracket.perturbation)
    same = all(compare(reached, op, bracket.lower).answer is not Tri.NO for op in ("<=", ">="))
    passed = any(compare(risk(v), ">", bracket.upper).answer is Tri.YES for v in away)
    shown = {"which": "ends", "at": str(bracket.perturbation[-1]), "F_S there": str(reached)}
    return Finding(Tri.of(same and not passed), shown)


def interval(bracket: SaerBracketExact) -> str:
    """Both ends, as a report shows them."""
    ends_of = (
        x if isinstance(x, Fraction) else enclosure_text(x) for x in (bracket.lower, bracket.upper)
    )
    return "from {} to {}".format(*ends_of)


def bracket_certificate(
    case: Case, sample: Sequence[str], rho: Fraction, r: Fraction, column: int | None
) -> dict[str, Any]:
    """A certificate of the kind ``sco.saer_bracket``, with v = r e_d.

    Parameters
    ----------
    sample, rho, r
        The instance; norms of the point and of its perturbations are rational.
    column
        I for the point e_I, None for ρ e_d.
    """
    n = len(sample)
    value = (max(r - rho, Fraction(0)) ** 2 if column else r * r) / 2
    parameters = {
        "n": n,
        "masks": [f"{int(mask[::-1], 2):0{-(-(1 << n) // 4)}x}" for mask in sample],
        "rho": str(rho),
        "radius": str(r),
        "point": "e_I" if column else "rho e_d",
        "column": column,
    }
    union = [any(mask[i] == "1" for mask in sample) for i in range(1 << n)]
    at = {str(column): "1"} if column else {str((1 << n) + 1): str(rho)} if rho else {}
    problem = {"dimension": (1 << n) + 1, "point": at, "zero_columns": union.count(False)}
    proof = {
        "perturbation": {str((1 << n) + 1): str(r)} if r else {},
        "lower": str(value),
        "upper": str(value),
    }
    return case.certificate("sco.saer_bracket", parameters, problem, proof)


def certified(leg: Leg, certificate: Callable[[Case], dict[str, Any] | None]) -> Leg:
    """The leg, with a certificate of one of its instances where it supports the claim."""

    def run(case: Case) -> Evidence:
        found = leg.run(case)
        if found.outcome is not Outcome.SUPPORTS:
            return found
        return msgspec.structs.replace(found, certificate=certificate(case))

    return Leg(leg.method, run, leg.name)


def refined(predicate: Predicate) -> Predicate:
    """The predicate, asked again with twice the precision while its balls leave it open."""

    def ask(data: Mapping[str, Any], point: Point) -> Finding:
        precision = 64
        while True:
            with ctx.workprec(precision):
                found = predicate(data, point)
            if found.answer is not Tri.UNKNOWN or precision >= MOST_BITS:
                return found
            precision *= 2

    return ask


def on_drawn_masks(
    predicate: Predicate,
    *,
    sizes: Sequence[int],
    full: Sequence[int],
    draws: int,
    rest: Mapping[str, Any],
    measured: Callable[[Point], Mapping[str, str]],
) -> Leg:
    """A leg in rational arithmetic on samples drawn from D with the leg's own seed.

    Parameters
    ----------
    predicate
        Its parameters are S, ρ and those of `rest`.
    sizes, full
        The n, in the quick profile and in the others.
    draws
        How many samples for each n. Where S carries a column I, those that have a zero column are
        kept, with the first and the last such column, and one that is not zero for a control.
    rest
        The values of the other parameters.
    measured
        What the report shows, evaluated at the last point with the largest n.
    """

    def run(case: Case) -> Evidence:
        drawn: list[Any] = []
        kept: dict[str, str] = {}
        for n in case.pick(sizes, full):
            samples = drawn_samples(n, draws, seed=case.seed)
            if case.domain.parameters["S"].name != SAMPLES.name:
                columns = [with_columns(sample) for sample in samples]
                chosen: list[Any] = [c for g in columns for c in (*g[:1], *g[-2:])]
            else:
                chosen = [*samples]
            inside = [s for s in chosen if case.domain.parameters["S"].contains(s)]
            fresh = [s for k, s in enumerate(inside) if s not in inside[:k]]
            kept[str(n)] = (
                f"{len(fresh)} cases from {draws} samples of {n} masks of {1 << n} columns"
            )
            drawn += fresh
        found = exact(predicate, over={"S": drawn, **rest}, executed=True).run(case)
        detail = {**found.detail, "drawn_by_n": kept}
        last = {name: values[-1:] for name, values in rest.items()}
        for point in case.domain.points(S=drawn[-1:], **last)[-1:]:
            rows = bits(point["S"]["z"] if "z" in point["S"] else point["S"])
            names = {name: value for name, value in point.items() if name != "S"}
            detail["evaluated"] = {
                "n": len(rows),
                "bits_set": sum(map(sum, rows)),
                **point_text(names),
                **measured(point),
            }
        return msgspec.structs.replace(found, detail=detail)

    return Leg("exact", run, "masks")


# ------------------------------------------------------------------ the least risk, bracketed


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
