"""The truncated loss ℓ_c at numbers, on faces and as z3 terms.

It is homogeneous in (x − y, c), c > 0, so that each claim is about forms.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from verify import Case, Evidence, Finding, both, compare

if TYPE_CHECKING:
    from theorems.sharpness._parts.cones import Face
    from verify.domain import Point

__all__ = [
    "BOUNDS_FORMS",
    "bounds",
    "bounds_by_smt",
    "bounds_on_face",
    "pieces",
    "pieces_vanish",
    "smooth",
    "smooth_by_smt",
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
    linear = data["middle"] == "linear"
    pairs = []
    for e, k in ((c, 1), (2 * c, 2)):
        values, rates = list(parts(e, c, last)), list(slopes(e, c))
        if linear:
            values[1], rates[1] = c * e, c
        pairs.append((values[k - 1], values[k]))
        if data["order"] == "slopes":
            pairs.append((rates[k - 1], rates[k]))
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
