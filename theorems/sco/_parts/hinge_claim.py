"""The claim that ½[‖p(w)‖ − ρ]_+² is in the class: at a pair of points, for all of them, by hand.

Its data: the gauge; scale and shift (f times and plus, in a control); lipschitz ("1" or "1-rho");
flat (times ρ: the radius of the ball around 0 where f is 0). z, u, v are written as in `samples`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.core.exact_losses import lemma2_squares, theorem1_squares
from theorems.core.scalars import dot
from theorems.sco._parts.ball_points import ball_of, numbers, padded
from theorems.sco._parts.hinge import Gauge, hinge_class, loss_at, seen
from theorems.sco._parts.samples import MASKS, SIGNED_MASKS
from verify.case import Case
from verify.domain import Domain, rationals
from verify.evidence import Evidence, Exactness, Outcome
from verify.legs import Finding, both, compare, refutes, supports, undecided
from verify.tri import Tri

if TYPE_CHECKING:
    from verify.domain import Point

__all__ = ["class_at", "class_by_hand", "class_by_line"]


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
