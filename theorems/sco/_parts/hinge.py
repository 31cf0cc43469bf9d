"""f(w) = ½[‖p(w)‖ − ρ]_+², the loss of Theorem 1 and of Lemma 2, exactly at pairs of points.

p(w) = z ⊙ w for Theorem 1 (*two-sided*), p(w) = [z ⊙ w]_+ for Lemma 2 (*one-sided*), and in both
∇f(w) = ([‖p‖ − ρ]_+/‖p‖) z ⊙ p, which is 0 where p = 0. Both f are ½ dist(p, B_ρ)².
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from theorems.core.exact_losses import hinge_square_exact, lemma2_squares, theorem1_squares
from theorems.core.radicals import Number, at_least_zero, roots
from theorems.core.scalars import dot, relu
from theorems.sco._parts.samples import MASKS, SIGNED_MASKS, ball_of, numbers, padded
from verify.case import Case
from verify.domain import Domain, rationals
from verify.evidence import Evidence, Exactness, Outcome
from verify.legs import Finding, both, compare, refutes, supports, undecided
from verify.tri import Tri

if TYPE_CHECKING:
    from flint import arb

    from verify.domain import Point

__all__ = [
    "Gauge",
    "class_at",
    "class_by_hand",
    "class_by_line",
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


# -------------------------------------------------------------- the claim "f is in the class"
# data: gauge, scale and shift (f times and plus, in a control), lipschitz ("1" or "1-rho"), flat
# (times ρ: the radius of the ball around 0 on which f is 0); z, u, v are written as in `samples`


def _square(w: Sequence[Fraction], z: Sequence[Fraction], gauge: Gauge) -> Fraction:
    """‖p(w)‖² as the core evaluates it, which takes the coordinates in order."""
    if gauge == "one-sided":
        return lemma2_squares(w, [z])[0]
    row = [int(x) for x in reversed(z[1:])]
    return theorem1_squares([*reversed(w)], [row])[0]


def class_at(data: Mapping[str, Any], point: Point) -> Finding:
    """The class of f at one pair of points, and its flatness at one point of the ball.

    The gauge is evaluated twice, here and in the core, so that f is the loss that is minimized.
    """
    z, u, v = padded(*(numbers(point[name]) for name in ("z", "u", "v")))
    rho, gauge, scale = point["rho"], data["gauge"], Fraction(data["scale"])
    most = max(1 - rho, Fraction(0)) if data["lipschitz"] == "1-rho" else Fraction(1)
    flat = loss_at([Fraction(data["flat"]) * rho * x for x in u], z, rho, gauge)
    p = seen(u, z, gauge)
    return both(
        compare(Fraction(dot(p, p)), "==", _square(u, z, gauge), which="gauge"),
        hinge_class(
            u, v, z, rho, gauge, lipschitz=most, scale=scale, shift=Fraction(data["shift"])
        ),
        compare(flat, "==", 0, which="flat"),
    )


_UP_TO_ONE = {MASKS.name, SIGNED_MASKS[1].name}


def class_by_line(case: Case) -> Evidence:
    """z3: the class for all z, u, v and ρ, by the same inequalities on a line.

    Let P = p(u), Q = p(v), a = ‖P‖, b = ‖Q‖ and s, t the factors of the gradients. As |z(i)| ≤ 1
    and [·]_+ is 1-Lipschitz, ‖P − Q‖ ≤ ‖u − v‖ and ‖∇f(u) − ∇f(v)‖ ≤ ‖sP − tQ‖; as
    z(i) v(i) ≤ Q(i), with equality if two-sided, ⟨∇f(u), v − u⟩ ≤ s⟨P, Q − P⟩. What is left is
    affine in ⟨P, Q⟩, which lies in [−ab, ab]: it holds if it holds at both ends, on a line, where
    P = x ≥ 0 and Q = y = ±b with x, b at most the radius of the ball that u and v range over.
    """
    import z3

    from verify.solvers.smt import prove, relu

    radii = {ball_of(k).name: k for k in (1, 2)}
    names = {getattr(case.domain.parameters[k], "name", "") for k in ("u", "v")}
    masks = getattr(case.domain.parameters["z"], "name", "")
    if len(names) != 1 or not names <= radii.keys() or masks not in _UP_TO_ONE:
        reason = "the deduction speaks of |z(i)| ≤ 1 and of one ball for u and v"
        return undecided("smt", Exactness.SMT, reason)
    end = radii[names.pop()]
    line = Domain(
        {
            "rho": case.domain.parameters["rho"],
            "x": rationals("0 <=", f"<= {end}"),
            "y": rationals(f"-{end} <=", f"<= {end}"),
        }
    )

    def formula(t: Mapping[str, Any]) -> Any:
        x, y, rho, scale = t["x"], t["y"], t["rho"], z3.RealVal(case.data["scale"])

        def loss(w: Any) -> Any:
            return scale * relu(magnitude(w) - rho) * relu(magnitude(w) - rho) / 2

        def slope(w: Any) -> Any:
            return scale * z3.If(w >= 0, relu(w - rho), -relu(-w - rho))

        def magnitude(w: Any) -> Any:
            return z3.If(w >= 0, w, -w)

        rise, change, span = loss(y) - loss(x), slope(y) - slope(x), magnitude(y - x)
        most = relu(1 - rho) if case.data["lipschitz"] == "1-rho" else 1
        return z3.And(
            loss(x) + z3.RealVal(case.data["shift"]) >= 0,
            rise >= slope(x) * (y - x),
            magnitude(change) <= span,
            magnitude(rise) <= most * span,
            loss(z3.RealVal(case.data["flat"]) * rho * x) == 0,
        )

    found = prove(replace(case, domain=line), formula, variables=("rho", "x", "y"))
    if found.outcome is Outcome.SUPPORTS:
        line_up = "each inequality is affine in ⟨p(u), p(v)⟩, so that its worst case is on a line"
        free = {"u": line_up, "v": line_up, "z": "|z(i)| ≤ 1 lengthens neither p nor its gradient"}
        detail = {**found.detail, "independent_of": free}
        return supports("smt", Exactness.SMT, case.domain, detail=detail)
    if found.witness is None:
        return found
    rho, x, y = (Fraction(found.witness.point[name]) for name in ("rho", "x", "y"))
    for u, v in (([x], [y]), ([abs(x)], [abs(y)]), ([abs(x)], [Fraction(0), abs(y)])):
        texts = ([str(entry) for entry in w] for w in (u, v))
        point = {"z": ["1"], "rho": rho, **dict(zip("uv", texts, strict=True))}
        if class_at(case.data, point).answer is Tri.NO:
            return refutes("smt", Exactness.SMT, point, {})
    reason = f"z3 breaks the inequalities on the line at {x}, {y}, but no pair of points does"
    return undecided("smt", Exactness.SMT, reason)


def class_by_hand(data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """The inequalities at one pair of points; a violation counts beyond every rounding error."""
    from fractions import Fraction
    from math import isqrt

    rows = [[Fraction(x) for x in point[name]] for name in ("z", "u", "v")]
    width, rho, scale = max(map(len, rows)), Fraction(point["rho"]), Fraction(data["scale"])
    z, u, v = (row + [Fraction(0)] * (width - len(row)) for row in rows)
    # roots are off by at most 2^-200, everything below by at most 2^-100
    tiny = Fraction(1, 2**100)

    def look(w: list[Fraction]) -> tuple[Fraction, list[Fraction]]:
        p = [a * b for a, b in zip(w, z, strict=True)]
        if data["gauge"] == "one-sided":
            p = [max(x, Fraction(0)) for x in p]
        q = sum((x * x for x in p), Fraction(0))
        if q <= rho * rho:
            return Fraction(0), [Fraction(0)] * width
        norm = Fraction(isqrt(q.numerator * 4**200 // q.denominator), 2**200)
        gap = norm - rho
        slope = [scale * gap / norm * a * b for a, b in zip(p, z, strict=True)]
        return scale * gap * gap / 2, slope

    (f, g), (f2, g2) = look(u), look(v)
    flat, _ = look([Fraction(data["flat"]) * rho * x for x in u])
    step = [b - a for a, b in zip(u, v, strict=True)]
    far = sum((x * x for x in step), Fraction(0))
    change = sum(((b - a) ** 2 for a, b in zip(g, g2, strict=True)), Fraction(0))
    most = max(1 - rho, Fraction(0)) if data["lipschitz"] == "1-rho" else Fraction(1)
    fails = {
        "non-negative": f + Fraction(data["shift"]) < 0,
        "convex": f2 - f < sum((a * b for a, b in zip(g, step, strict=True)), Fraction(0)) - tiny,
        "1-smooth": change > far + tiny,
        "Lipschitz": (f2 - f) ** 2 > most**2 * far + tiny,
        "flat": flat != 0,
    }
    broken = [name for name, fail in fails.items() if fail]
    return {"broken": broken, "violated": bool(broken)}
