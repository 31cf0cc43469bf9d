"""The truncated loss ℓ_c and the tail inequality beside it, at numbers, on faces and as z3 terms.

Everything is homogeneous in (x − y, c) or (f, f_*, c), c > 0, so each claim is about forms.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.core.exact_networks import forward_exact
from theorems.core.networks import NoBias
from theorems.core.scalars import dot
from verify import Case, Evidence, Exactness, Finding, both, compare, legs

if TYPE_CHECKING:
    from theorems.sharpness._parts.cones import Face
    from verify.domain import Point

__all__ = [
    "BOUNDS_FORMS",
    "TAIL_FORMS",
    "bounds",
    "bounds_by_smt",
    "bounds_on_face",
    "condition_2",
    "pieces",
    "pieces_vanish",
    "smooth",
    "smooth_by_smt",
    "tail",
    "tail_by_smt",
    "tail_on_face",
    "thresholds",
    "thresholds_by_smt",
]

Data = Mapping[str, Any]


def parts(e: Any, c: Any, last: Any = 2) -> tuple[Any, Any, Any]:
    """The three formulas of ℓ_c at |x − y| = e."""
    return e * e, -e * e + 4 * c * e - 2 * c * c, last * c * c


def slopes(e: Any, c: Any) -> tuple[Any, Any, Any]:
    """Their derivatives in e."""
    return 2 * e, -2 * e + 4 * c, 0 * e


def truncated(e: Any, c: Any, last: Any = 2) -> Any:
    """ℓ_c at x − y = e, in numbers."""
    near, middle, far = parts(abs(e), c, last)
    return near if abs(e) <= c else middle if abs(e) <= 2 * c else far


def slope(e: Any, c: Any) -> Any:
    """∂ℓ_c/∂x at x − y = e, in numbers."""
    near, middle, far = slopes(abs(e), c)
    size = near if abs(e) <= c else middle if abs(e) <= 2 * c else far
    return size if e >= 0 else -size


def _ends(data: Data, c: Any, last: Any) -> list[tuple[Any, Any]]:
    """What must agree at c and at 2c."""
    pairs = [(parts(k * c, c, last)[k - 1], parts(k * c, c, last)[k]) for k in (1, 2)]
    if data["order"] == "slopes":
        pairs += [(slopes(k * c, c)[k - 1], slopes(k * c, c)[k]) for k in (1, 2)]
    return pairs


def pieces(data: Data, p: Point) -> Finding:
    """The neighbouring formulas agree at |x − y| = c and 2c, in value or in slope too."""
    pairs = _ends(data, p["c"], Fraction(data["last"]))
    return both(*(compare(a, "==", b) for a, b in pairs))


def pieces_vanish(case: Case) -> Evidence:
    """sympy: the same for all c."""
    from verify.solvers.symbolic import prove_zero

    def differences(data: Data, t: Data) -> list[Any]:
        import sympy

        return [a - b for a, b in _ends(data, t["c"], sympy.Rational(data["last"]))]

    return prove_zero(case, differences, variables=("c",))


BOUNDS_FORMS = {"e": (1, 0), "c": (0, 1)} | {f"e{k:+d}c": (1, k) for k in (-3, -2, -1, 1, 2, 3)}
"""Signs of e = x − y, of c, and of e ± kc."""


def _tail_part(data: Data) -> int:
    return {"all": 1, "none": 0}[data["tail"]]


def bounds(data: Data, p: Point) -> Finding:
    """0 ≤ ℓ_c ≤ factor · (x−y)², and its lack is at most the tail (x−y)² 1(|x−y| ≥ c)."""
    c, e = p["c"], p["x"] - p["y"]
    value, square = truncated(e, c, Fraction(data["last"])), e * e
    inside = square * _tail_part(data) if abs(e) >= c else Fraction(0)
    return both(
        compare(value, ">=", 0, which="0 ≤ ℓ_c"),
        compare(value, "<=", Fraction(data["factor"]) * square, which="ℓ_c ≤ (x−y)²"),
        compare(square - value, "<=", inside, which="tail"),
    )


def bounds_on_face(case: Case, face: Face) -> list[Any]:
    """The same on a face."""
    e, c, signs = face.absolute("e"), face.at["c"], face.signs
    near, middle, far = parts(e, c, 1)
    far = face.times(case.constant("last"), far)
    within = [signs[f"e-{k}c"] <= 0 and signs[f"e+{k}c"] >= 0 for k in (1, 2)]
    value = near if within[0] else middle if within[1] else far
    reached = signs["e-1c"] >= 0 or signs["e+1c"] <= 0
    inside = e * e * _tail_part(case.data) if reached else 0 * e
    return [
        (value, ">= 0"),
        (face.times(case.constant("factor"), e * e) - value, ">= 0"),
        (inside - e * e + value, ">= 0"),
    ]


def bounds_by_smt(case: Case) -> Evidence:
    """z3: the same for all reals."""
    import z3

    from verify.solvers.smt import prove

    def formula(t: Data) -> Any:
        c, e = t["c"], z3.Abs(t["x"] - t["y"])
        near, middle, far = parts(e, c, z3.RealVal(case.data["last"]))
        value = z3.If(e <= c, near, z3.If(e <= 2 * c, middle, far))
        inside = z3.If(e >= c, e * e * _tail_part(case.data), 0)
        factor = z3.RealVal(case.data["factor"])
        return z3.And(value >= 0, value <= factor * e * e, e * e - value <= inside)

    return prove(case, formula, variables=("x", "y", "c"))


def smooth(data: Data, p: Point) -> Finding:
    """ℓ_c is `lipschitz` · c-Lipschitz, and its slope `smooth`-Lipschitz, at two arguments."""
    c, u, v = p["c"], p["u"], p["v"]
    apart, far = abs(u - v), Fraction(data["lipschitz"]) * c
    return both(
        compare(abs(truncated(u, c) - truncated(v, c)), "<=", far * apart, which="value"),
        compare(
            abs(slope(u, c) - slope(v, c)), "<=", Fraction(data["smooth"]) * apart, which="slope"
        ),
    )


def smooth_by_smt(case: Case) -> Evidence:
    """z3: the same for all reals."""
    import z3

    from verify.solvers.smt import prove

    def formula(t: Data) -> Any:
        c, u, v = t["c"], t["u"], t["v"]

        def pick(e: Any, three: tuple[Any, Any, Any]) -> Any:
            return z3.If(e <= c, three[0], z3.If(e <= 2 * c, three[1], three[2]))

        values, rates = [], []
        for e in (u, v):
            size = z3.Abs(e)
            values.append(pick(size, parts(size, c)))
            rates.append(pick(size, slopes(size, c)) * z3.If(e >= 0, 1, -1))
        apart = z3.Abs(u - v)
        far, bend = z3.RealVal(case.data["lipschitz"]) * c, z3.RealVal(case.data["smooth"])
        return z3.And(
            z3.Abs(values[0] - values[1]) <= far * apart,
            z3.Abs(rates[0] - rates[1]) <= bend * apart,
        )

    return prove(case, formula, variables=("c", "u", "v"))


def condition_2(law: object) -> bool:
    """Whether a bounded law on R^d is symmetric with covariance I_d, and both nets are no-bias.

    The law is uniform on the rows of "X"; a bounded symmetric law is σ-subgaussian for some σ.
    """
    try:
        X = [tuple(Fraction(str(v)) for v in x) for x in law["X"]]  # type: ignore[index]
        for name in ("f", "f_star"):
            forward_exact(_net(law[name]), X)  # type: ignore[index]
    except (KeyError, TypeError, ValueError):
        return False
    turned = sorted(tuple(-v for v in x) for x in X)
    columns = list(zip(*X, strict=True))
    cross = [dot(a, b) for i, a in enumerate(columns) for b in columns[:i]]
    return sorted(X) == turned and not any(cross) and all(dot(a, a) == len(X) for a in columns)


def _net(net: Data) -> NoBias:
    rows = tuple(tuple(Fraction(str(v)) for v in row) for row in net["W1"])
    return NoBias(rows, tuple(Fraction(str(v)) for v in net["W2"]))


def tail(data: Data, p: Point) -> Finding:
    """E[(f−y)² 1(|f−y| ≥ c)] ≤ K E[f² 1(|f| ≥ θc) + y² 1(|y| ≥ θc)], y = f_*(x), by two nets."""
    law, c, K = p["law"], p["c"], Fraction(data["constant"])
    X = [tuple(Fraction(str(v)) for v in x) for x in law["X"]]
    f, y = (forward_exact(_net(law[name]), X) for name in ("f", "f_star"))
    level = Fraction(data["threshold"]) * c
    error = [a - b for a, b in zip(f, y, strict=True)]
    left = sum(e * e for e in error if abs(e) >= c) / Fraction(len(X))
    right = K * sum(v * v for v in (*f, *y) if abs(v) >= level) / len(X)
    return compare(left, "<=", right)


_UNIT = {"f": (1, 0, 0), "y": (0, 1, 0), "c": (0, 0, 1), "f+y": (1, 1, 0), "f-y": (1, -1, 0)}
TAIL_FORMS = (
    _UNIT
    | {f"f-y{s:+d}c": (1, -1, s) for s in (1, -1)}
    | {
        f"{k}{s:+d}c/2": (*(int(k == j) for j in "fy"), Fraction(s, 2))
        for k in "fy"
        for s in (1, -1)
    }
)


def tail_on_face(case: Case, face: Face) -> list[Any]:
    """The inequality at each x, with the thresholds c/2, on a face; others are left open."""
    f, y, signs = face.at["f"], face.at["y"], face.signs
    if case.data["threshold"] != "1/2":
        return [(0 * f - 1, ">= 0")]
    reached = signs["f-y-1c"] >= 0 or signs["f-y+1c"] <= 0
    large = [v * v for k, v in (("f", f), ("y", y)) if _beyond(signs, k)]
    right = face.times(case.constant("constant"), sum(large, 0 * f))
    return [(right - (f - y) ** 2, ">= 0")] if reached else []


def _beyond(signs: Mapping[str, int], name: str) -> bool:
    return signs[f"{name}-1c/2"] >= 0 or signs[f"{name}+1c/2"] <= 0


def tail_by_smt(case: Case) -> Evidence:
    """z3: the inequality at each x, for all c > 0, f and y; where it fails two nets show it."""
    import z3

    from verify.solvers.smt import bounded

    c, f, y = z3.Reals("c f y")
    K, theta = (z3.RealVal(case.data[k]) for k in ("constant", "threshold"))
    solver = bounded()
    solver.add(c > 0, z3.Abs(f - y) >= c)
    large = [z3.If(z3.Abs(v) >= theta * c, v * v, 0) for v in (f, y)]
    solver.add((f - y) * (f - y) > K * (large[0] + large[1]))
    answer = solver.check()
    if answer == z3.unsat:
        why = "the mean of an inequality that holds at each x, whatever the law"
        detail = {"independent_of": {"law": why}}
        return legs.supports("smt", Exactness.SMT, case.domain, detail=detail)
    if answer == z3.sat and (found := _shown_by_nets(case, solver.model(), (c, f, y))) is not None:
        return found
    return legs.undecided("smt", Exactness.SMT, f"z3 says {answer}, and no law shows it")


def _shown_by_nets(case: Case, model: Any, terms: Sequence[Any]) -> Evidence | None:
    """f = u|x| and f_* = v|x| on x = ±1, where z3 has found c, u and v."""
    values = [model.eval(t, model_completion=True) for t in terms]
    c, u, v = (Fraction(t.numerator_as_long(), t.denominator_as_long()) for t in values)
    rows = [["1"], ["-1"]]
    nets = {name: {"W1": rows, "W2": [str(w)] * 2} for name, w in (("f", u), ("f_star", v))}
    point = {"c": c, "law": {"X": rows, **nets}}
    if not case.domain.contains(point):
        return None
    return legs.refutes("smt", Exactness.SMT, point, tail(case.data, point).values)


def thresholds(data: Data, p: Point) -> Finding:
    """The inequality at one x with thresholds θc and K = max(2, (1−θ)^-2)."""
    f, y, c, theta = p["f"], p["y"], p["c"], p["theta"]
    K = Fraction(data["factor"]) * max(Fraction(data["floor"]), 1 / (1 - theta) ** 2)
    left = (f - y) ** 2 if abs(f - y) >= c else Fraction(0)
    return compare(left, "<=", K * sum(v * v for v in (f, y) if abs(v) >= theta * c))


def thresholds_by_smt(case: Case) -> Evidence:
    """z3: the same for all reals."""
    import z3

    from verify.solvers.smt import prove

    def formula(t: Data) -> Any:
        f, y, c, theta = (t[k] for k in ("f", "y", "c", "theta"))
        factor, floor = (z3.RealVal(case.data[k]) for k in ("factor", "floor"))
        large = [z3.If(z3.Abs(v) >= theta * c, v * v, 0) for v in (f, y)]
        # cleared of (1 − θ)², which is positive
        square = (1 - theta) * (1 - theta)
        K = z3.If(floor * square >= 1, floor * square, 1)
        left = (f - y) * (f - y) * square
        return z3.Implies(z3.Abs(f - y) >= c, left <= factor * K * (large[0] + large[1]))

    return prove(case, formula, variables=("f", "y", "c", "theta"))
