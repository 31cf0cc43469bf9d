"""Symmetric laws with covariance I_d and rational moments, and the σ they are subgaussian with.

A coordinate is ±a with probability 1/(2a²) each, else 0. "product": the coordinates are
independent. "common": they are 0 together, else uniform on {−a, a}^d. a = 1 is the cube.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from itertools import product
from math import factorial
from typing import TYPE_CHECKING, Any

from flint import arb

from theorems.sharpness._parts.every_width import witnessed
from verify import legs
from verify.evidence import Evidence, Exactness, Outcome
from verify.exact.ball import ball
from verify.exact.rational import fmpq_of
from verify.legs import Finding, Predicate, compare

if TYPE_CHECKING:
    from verify.case import Case
    from verify.domain import Point

__all__ = [
    "by_moments",
    "fourth",
    "is_subgaussian",
    "premise",
    "probability",
    "sphere",
    "sphere_by_sympy",
]

Data = Mapping[str, Any]
TERMS = 80


@lru_cache(maxsize=256)
def is_subgaussian(a: Fraction, s2: Fraction) -> bool:
    """Whether 1 − p + p cosh(at) ≤ e^{s2 t²/2} for all t is shown, p = 1/a².

    The k-th coefficients in t² are p a^{2k}/(2k)! and (s2/2)^k/k!; their ratio is p q^k/(2k−1)!!
    with q = a²/s2, which falls from k on if q ≤ 2k + 1. If no ratio exceeds 1, that shows it. Else
    the difference, over t², is enclosed on intervals up to t = 2a/s2, where e^{at} ≤ e^{s2 t²/2}.
    """
    p, q = 1 / a**2, a**2 / s2
    ratio, k, all_below = p * q, 1, True
    while True:
        all_below = all_below and ratio <= 1
        if q <= 2 * k + 1:
            break
        k += 1
        ratio *= q / (2 * k - 1)
    if all_below:
        return True
    coefficients = [
        fmpq_of((s2 / 2) ** k / factorial(k) - p * a ** (2 * k) / factorial(2 * k))
        for k in range(1, TERMS)
    ]
    end = (2 * a / s2) ** 2
    # beyond TERMS the exponential's terms are positive, and cosh's fall by a half at least
    first = p * a ** (2 * TERMS) * end ** (TERMS - 1) / factorial(2 * TERMS)
    if a * a * end * 2 > (2 * TERMS) ** 2:
        return False
    tail = ball(2 * first)
    pieces = [(Fraction(0), end)]
    for _ in range(4000):
        if not pieces:
            return True
        low, high = pieces.pop()
        s = ball((low + high) / 2) + arb(0, 1) * ball((high - low) / 2)
        value = arb(0)
        for c in reversed(coefficients):
            value = value * s + c
        if value - tail > 0:
            continue
        if high - low < end / 2**12:
            return False
        pieces += [(low, (low + high) / 2), ((low + high) / 2, high)]
    return False


def premise(p: Point) -> bool:
    """Whether the law of a point is known to be σ-subgaussian, σ² = s2.

    For a common zero 1 − p + p Π cosh(aλ_i) ≤ e^{a²‖λ‖²/2}.
    """
    a, s2 = p["a"], p["s2"]
    return bool(s2 >= a * a or (p["kind"] == "product" and is_subgaussian(a, s2)))


def _law(kind: str, a: Fraction, d: int) -> Iterator[tuple[Fraction, tuple[Fraction, ...]]]:
    """Probabilities and points."""
    p = 1 / a**2
    if kind == "common":
        for x in product((-a, a), repeat=d):
            yield p / 2**d, x
        if p < 1:
            yield 1 - p, (Fraction(0),) * d
        return
    for drawn in product(((p / 2, -a), (1 - p, Fraction(0)), (p / 2, a)), repeat=d):
        weight = Fraction(1)
        for q, _ in drawn:
            weight *= q
        if weight:
            yield weight, tuple(v for _, v in drawn)


@lru_cache(maxsize=256)
def _moments(kind: str, a: Fraction, d: int) -> tuple[Fraction, Fraction, Fraction]:
    """E‖x‖², E‖x‖⁴ and Pr(‖x‖² > d/2), point by point."""
    second = fourth = share = Fraction(0)
    for weight, x in _law(kind, a, d):
        square = sum((v * v for v in x), Fraction(0))
        second += weight * square
        fourth += weight * square**2
        share += weight * (2 * square > d)
    return second, fourth, share


def _excess(s2: Fraction) -> arb:
    """e^{σ²/2} − 3/2."""
    return ball(s2 / 2).exp() - ball(Fraction(3, 2))


def fourth(data: Data, p: Point) -> Finding:
    """E‖x‖⁴ against factor · (e^{σ²/2} − 3/2) times (d+2)(d+4) or d(d+2)."""
    d = p["d"]
    _, found, _ = _moments(p["kind"], p["a"], d)
    size = (d + 2) * (d + 4) if data["size"] == "(d+2)(d+4)" else d * (d + 2)
    bound = _excess(p["s2"]) * ball(Fraction(data["factor"]) * size)
    return compare(ball(found), "<=", bound, which="E‖x‖⁴")


def probability(data: Data, p: Point) -> Finding:
    """Pr(‖x‖² > d/2) against the lower bound that the variant names."""
    d = p["d"]
    second, moment, share = _moments(p["kind"], p["a"], d)
    if second != d:
        msg = f"the law {p!r} has E‖x‖² = {second} in place of {d}"
        raise ArithmeticError(msg)
    factor = Fraction(data["factor"])
    if data["bound"] == "moments":
        return compare(share, ">=", factor * d * d / moment, which="probability")
    size = {
        "(d+2)(d+4)": Fraction(d * d, (d + 2) * (d + 4)),
        "d(d+2)": Fraction(d, d + 2),
        "1": Fraction(1),
    }[data["bound"]]
    bound = ball(factor * size) / _excess(p["s2"])
    return compare(ball(share), ">=", bound, which="probability")


def by_moments(predicate: Predicate, over: Data) -> Callable[[Case], Evidence]:
    """z3: what the moments give, for every law. S = e^{σ²/2} − 3/2, M = E‖x‖⁴, P = Pr(‖x‖² > d/2).

    cosh t ≥ 1 + t²/2 + t⁴/24, averaged over x and −x and over v on the sphere, where E v_1⁴ =
    3/(d(d+2)) (claim sphere), says 3/2 + 3M/(24 d(d+2)) ≤ e^{σ²/2}. By Cauchy and Schwarz
    d = E‖x‖² ≤ d/2 + √(M P). `predicate` and `over` find the witness where that is not enough.
    """

    def run(case: Case) -> Evidence:
        import z3

        from verify.solvers.smt import prove

        factor = z3.RealVal(str(case.data["factor"]))

        def formula(t: Data) -> Any:
            d, S, M, P = t["d"], t["S"], t["M"], t["P"]
            if "size" in case.data:
                size = (d + 2) * (d + 4) if case.data["size"] == "(d+2)(d+4)" else d * (d + 2)
                return factor * S * size >= M
            if case.data["bound"] == "moments":
                return factor * d * d <= P * M
            up, down = {
                "(d+2)(d+4)": (d * d, (d + 2) * (d + 4)),
                "d(d+2)": (d, d + 2),
                "1": (1, 1),
            }[str(case.data["bound"])]
            return P * S * down >= factor * up

        def tied(t: Data) -> list[Any]:
            d, S, M, P = t["d"], t["S"], t["M"], t["P"]
            moments = [S > 0, d * d <= M, 24 * S * d * (d + 2) >= 3 * M]
            return [*moments, P >= 0, d * d <= 4 * P * M]

        if "x is σ-subgaussian, σ² = s2" in [p.text for p in case.domain.premises]:
            found = prove(
                case,
                formula,
                variables=("d",),
                free=dict.fromkeys(("kind", "a"), "the law enters through its moments alone")
                | {"s2": "σ enters through S > 0, a free real"},
                auxiliary=("S", "M", "P"),
                definitions=tied,
            )
            if found.outcome is Outcome.SUPPORTS:
                return found
        return witnessed(case, "smt", Exactness.SMT, predicate, over)

    return run


def sphere(data: Data, p: Point) -> Finding:
    """E v_1⁴ by ∫ cos⁴ sin^{d−2}/∫ sin^{d−2}, integral by integral; v = ±1 in dimension 1.

    I_k = ∫ sin^k over a half turn has I_k/I_{k−2} = (k−1)/k.
    """
    d = p["d"]
    if d == 1:
        found = Fraction(1)
    else:
        one = Fraction(d - 1, d)  # I_d/I_{d−2}
        two = one * Fraction(d + 1, d + 2)  # I_{d+2}/I_{d−2}
        found = 1 - 2 * one + two
    return compare(found, "==", _claimed(data, d), which="E v_1⁴")


def _claimed(data: Data, d: Any) -> Any:
    if data["moment"] == "(d+2)(d+4)":
        return Fraction(3, (d + 2) * (d + 4))
    return Fraction(3, d * (d + 2)) if data["moment"] == "d(d+2)" else Fraction(1, d * d)


def sphere_by_sympy(case: Case) -> Evidence:
    """sympy: B(5/2, (d−1)/2)/B(1/2, (d−1)/2), the law of v_1², for symbolic d ≥ 2."""
    import sympy

    d = sympy.Symbol("d", positive=True)
    beta = [
        sympy.gamma(c) * sympy.gamma((d - 1) / 2) / sympy.gamma(c + (d - 1) / 2)
        for c in (sympy.Rational(5, 2), sympy.Rational(1, 2))
    ]
    claimed = {
        "(d+2)(d+4)": 3 / ((d + 2) * (d + 4)),
        "d(d+2)": 3 / (d * (d + 2)),
        "1/d²": 1 / d**2,
    }[case.data["moment"]]
    if sympy.simplify(sympy.gammasimp(beta[0] / beta[1]) - claimed) == 0:
        detail = {"dimension 1": "v = ±1, and the formula gives 1 there too, as the exact leg sees"}
        return legs.supports("symbolic", Exactness.IDENTITY, case.domain, detail=detail)
    for point in case.domain.points(d=[1, 2, 3]):
        found = sphere(case.data, point)
        if found.answer.name == "NO":
            return legs.refutes("symbolic", Exactness.IDENTITY, point, found.values)
    return legs.undecided("symbolic", Exactness.IDENTITY, "neither proved nor refuted for d ≤ 3")
