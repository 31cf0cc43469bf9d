"""F_S^r of Theorem 1 at a point, bracketed from both sides, and brackets compared.

Everything is exact or a ball.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from theorems.core.exact_losses import theorem1_risk_exact
from theorems.core.saer import SaerBracketExact, theorem1_saer_exact
from theorems.core.scalars import common, into
from theorems.sco._parts.ball_points import axis_point
from theorems.sco._parts.samples import bits
from verify.case import Case
from verify.exact.ball import enclosure_text
from verify.exact.rational import rational_sqrt
from verify.legs import Finding, compare
from verify.tri import Tri

__all__ = ["at_most", "bracket_certificate", "equals", "honest", "interval", "saer_at"]


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
