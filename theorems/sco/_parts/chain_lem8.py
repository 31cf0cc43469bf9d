"""Lemma 8 executed: SAM on g, exactly, with δ_t for which 1 + δ_t² is a square; and its induction.

g(u) = ½ Σ_{j≥3} [u(j) − δ_j u(j−1)]_+² + [u(2)]_+². In the step from u_{t−1} to u_t the gradient
is h (e_t − δ_t e_{t−1}) with h = −δ_t u_{t−1}(t−1), of norm h √(1+δ_t²). With δ = 2k/(k²−1) this
root is (k²+1)/(k²−1), so that SAM stays in the rationals.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from flint import ctx

from theorems.core.exact import sam_exact
from theorems.core.scalars import Scalar, common, into, relu, total
from verify import Case, Evidence, Exactness, Finding, Tri, both, compare, legs

if TYPE_CHECKING:
    from verify.domain import Point

__all__ = [
    "deltas_of",
    "newest_at",
    "newest_by_smt",
    "path_of",
    "previous_at",
    "previous_by_smt",
    "recursion_at",
    "recursion_by_smt",
    "second_at",
    "second_by_smt",
    "signs_at",
    "signs_by_smt",
]

Data = Mapping[str, Any]
Vector = tuple[Scalar, ...]
ZERO = Fraction(0)


def pythagorean(bound: Fraction) -> Fraction:
    """The largest of 2k/(k²−1), k = 3, 4, 8, 16, ..., that is at most `bound`."""
    k = 3
    while Fraction(2 * k, k * k - 1) > bound:
        k = 4 if k == 3 else 2 * k
    return Fraction(2 * k, k * k - 1)


def deltas_of(p: Point, rule: str) -> tuple[Fraction, ...]:
    """δ_3, ..., δ_T: up to the bounds of the deduction, or up to 1 in a control."""
    if rule == "ones":
        return (pythagorean(Fraction(1)),) * int(p["T"] - 2)
    eta, r, sigma = p["eta"], p["r"], p["sigma"]
    flat: Fraction = min(Fraction(1, 4), 1 / (4 * eta))
    third: Fraction = min(flat, sigma / (4 * eta * r), min(1, eta) * r / (4 * sigma))
    return (pythagorean(third), *[pythagorean(flat)] * (p["T"] - 3))


def slope(u: Sequence[Fraction], deltas: Sequence[Fraction]) -> Vector:
    """∇g at (u(2), ..., u(T))."""
    kind = common(*u)
    out = [2 * relu(u[0]), *[0 * x for x in u[1:]]]
    for j, delta in enumerate((into(d, kind) for d in deltas), 1):
        h = relu(u[j] - delta * u[j - 1])
        out[j] += h
        out[j - 1] -= delta * h
    return tuple(out)


@lru_cache(maxsize=512)
def _path(
    T: int, eta: Fraction, r: Fraction, sigma: Fraction, deltas: tuple[Fraction, ...]
) -> tuple[Vector, ...]:
    def run(*, balls: bool) -> tuple[Vector, ...]:
        start = (-sigma, *[ZERO] * (T - 2))
        return sam_exact(
            lambda u: slope(u, deltas),
            start,
            radius=r,
            eta=eta,
            steps=T - 1,
            zero="stay",
            balls=balls,
        )

    try:
        return run(balls=False)
    except ValueError:  # off the chain a norm is irrational
        with ctx.workprec(512):
            return run(balls=True)


def path_of(p: Point, rule: str) -> tuple[Vector, ...]:
    """u_2, ..., u_T, each from its coordinate 2 to its coordinate T."""
    return _path(p["T"], p["eta"], p["r"], p["sigma"], deltas_of(p, rule))


def _between(x: Scalar, low: Fraction, high: Fraction, t: int) -> Finding:
    return both(compare(x, ">=", low, t=t), compare(x, "<=", high, t=t))


def second_at(data: Data, p: Point) -> Finding:
    """−σ ≤ u_t(2) ≤ 0 for t ≥ 4."""
    s, path = p["sigma"], path_of(p, data["rule"])
    high = -Fraction(data["high"]) * s
    return both(
        *(
            _between(u[0], -Fraction(data["low"]) * s, high, t)
            for t, u in enumerate(path, 2)
            if t >= 4
        )
    )


def newest_at(data: Data, p: Point) -> Finding:
    """−2ηr ≤ u_t(t) ≤ −ηr for t ≥ 4."""
    return _window(data, p, 2)


def previous_at(data: Data, p: Point) -> Finding:
    """−2ηr ≤ u_t(t−1) ≤ −ηr/2 for t ≥ 4."""
    return _window(data, p, 3)


def _window(data: Data, p: Point, back: int) -> Finding:
    b, path = p["eta"] * p["r"], path_of(p, data["rule"])
    ends = -Fraction(data["low"]) * b, -Fraction(data["high"]) * b
    return both(*(_between(u[t - back], *ends, t) for t, u in enumerate(path, 2) if t >= 4))


def signs_at(data: Data, p: Point) -> Finding:
    """u_t(i+1) − δ u_t(i) is ≤ 0 for i < t, > 0 for i = t, 0 for i > t, δ being δ_i or δ_{i+1}."""
    own = deltas_of(p, data["rule"])
    shifted = (p["delta"], *own[:-1]) if data["index"] == "i" else own
    found = []
    for t, u in enumerate(path_of(p, data["rule"]), 2):
        if t < 4:
            continue
        for i, delta in enumerate(shifted, 2):
            sign = "<=" if i < t else data["at"] if i == t else "=="
            before = into(delta, common(*u)) * u[i - 2]
            found.append(compare(u[i - 1] - before, sign, 0, t=t, i=i))
    return both(*found)


def recursion_at(data: Data, p: Point) -> Finding:
    """u_t = u_{t−1} − η(r√(1+δ_t²) − δ_t u_{t−1}(t−1))(e_t − δ_t e_{t−1}) for t ≥ 3."""
    deltas, path, found = deltas_of(p, data["rule"]), path_of(p, data["rule"]), []
    for t in range(3, p["T"] + 1):
        delta, u = deltas[t - 3], list(path[t - 3])
        kind = common(*u, *path[t - 2])
        k = 3 if delta == Fraction(3, 4) else round(2 / delta)  # δ = 2k/(k²−1)
        root = Fraction(k * k + 1, k * k - 1) if data["root"] == "1" else Fraction(1)
        eta, step, delta = (into(q, kind) for q in (p["eta"], p["r"] * root, delta))
        x = eta * (step - delta * u[t - 3])
        u[t - 2] -= x
        u[t - 3] += delta * x
        off = total(abs(a - b) for a, b in zip(u, path[t - 2], strict=True))
        found.append(compare(off, "==", 0, t=t))
    return both(*found)


# -------------------------------------------------------------------------------- the induction

FREE = {"T": "induction over t: nothing but u(t) and u(t−1) moves in the step to u_t"}


def _move(t: Mapping[str, Any], a: Any, delta: Any, s: Any) -> tuple[Any, Any]:
    """u_t(t) and u_t(t−1) if u_{t−1}(t−1) = −a."""
    x = t["eta"] * (s * t["r"] + delta * a)
    return -x, -a + delta * x


def _small(t: Mapping[str, Any], delta: Any, s: Any) -> list[Any]:
    """0 < δ ≤ min(1/4, 1/(4η)) and s = √(1+δ²)."""
    return [
        delta > 0,
        4 * delta <= 1,
        4 * delta * t["eta"] <= 1,
        s >= 1,
        s * s == 1 + delta * delta,
    ]


def _ties(t: Mapping[str, Any]) -> list[Any]:
    """δ_t and a = −u_{t−1}(t−1) in a step t ≥ 4, δ_3 and what it does to σ in the step t = 3."""
    b, sigma, first = t["eta"] * t["r"], t["sigma"], t["delta3"]
    return [
        *_small(t, t["d"], t["s"]),
        t["a"] >= b,
        t["a"] <= 2 * b,
        *_small(t, first, t["s3"]),
        4 * first * b <= sigma,
        4 * first * sigma <= t["r"],
        4 * first * sigma <= b,
        t["e"] > 0,
        4 * t["e"] <= 1,
    ]


def _prove(case: Case, formula: Any, at: Any, extra: tuple[str, ...] = ()) -> Evidence:
    """z3 for every σ, η, r; what breaks the deduction must be met by a run too."""
    from verify.solvers.smt import prove

    reason = "the deduction speaks of small δ_t"
    if case.data["rule"] != "small":
        return legs.undecided("smt", Exactness.SMT, reason)
    names = [n for n in ("delta",) if n in case.domain.parameters and n not in extra]
    free = {**FREE, **dict.fromkeys(names, "the loss does not hold δ_2")}
    found = prove(
        case,
        formula,
        variables=("eta", "r", "sigma", *extra),
        auxiliary=("d", "s", "a", "delta3", "s3", "e"),
        definitions=_ties,
        free=free,
    )
    if found.witness is None and found.outcome.value == "supports":
        return found
    for point in case.domain.points(**RUNS):
        if (finding := at(case.data, point)).answer is Tri.NO:
            return legs.refutes("smt", Exactness.SMT, point, finding.values)
    return legs.undecided("smt", Exactness.SMT, found.reason or "z3 breaks a step, but no run does")


RUNS: dict[str, Any] = {
    "T": [4, 5],
    "eta": ["1/1000", "1", "50"],
    "r": ["1/8", "1"],
    "sigma": ["1/1000", "1"],
}


def second_by_smt(case: Case) -> Evidence:
    """z3: the step t = 3 leaves u(2) in [−σ, 0], and no later one moves it."""
    import z3

    def formula(t: Mapping[str, Any]) -> Any:
        _, rest = _move(t, t["sigma"], t["delta3"], t["s3"])
        low, high = z3.RealVal(case.data["low"]), z3.RealVal(case.data["high"])
        return z3.And(rest >= -low * t["sigma"], rest <= -high * t["sigma"])

    return _prove(case, formula, second_at)


def newest_by_smt(case: Case) -> Evidence:
    """z3: u_t(t) in the window, from a = σ at t = 3 and from a in the window later."""
    import z3

    def formula(t: Mapping[str, Any]) -> Any:
        b, low, high = (
            t["eta"] * t["r"],
            z3.RealVal(case.data["low"]),
            z3.RealVal(case.data["high"]),
        )
        steps = (_move(t, t["sigma"], t["delta3"], t["s3"]), _move(t, t["a"], t["d"], t["s"]))
        return z3.And(*(c for head, _ in steps for c in (head >= -low * b, head <= -high * b)))

    return _prove(case, formula, newest_at)


def previous_by_smt(case: Case) -> Evidence:
    """z3: u_t(t−1) in its window, if u_{t−1}(t−1) is in that of `newest`."""
    import z3

    def formula(t: Mapping[str, Any]) -> Any:
        b, low, high = (
            t["eta"] * t["r"],
            z3.RealVal(case.data["low"]),
            z3.RealVal(case.data["high"]),
        )
        _, rest = _move(t, t["a"], t["d"], t["s"])
        return z3.And(rest >= -low * b, rest <= -high * b)

    return _prove(case, formula, previous_at)


def signs_by_smt(case: Case) -> Evidence:
    """z3: the hinges t−1, t and t+1 at w_t, with δ_{i+1} as in g, or with δ_i.

    An old u(i) is anything in [−2b, 0], by `newest` and `previous`, and u(2) in [−σ, 0]. u(i+1) is
    u_t(t) or was left behind by a step s: u_s(s−1). Hinge 3 of u_3 starts the induction.
    """
    import z3

    def formula(t: Mapping[str, Any]) -> Any:
        b, d, first, sigma = t["eta"] * t["r"], t["d"], t["delta3"], t["sigma"]
        head, rest = _move(t, t["a"], d, t["s"])
        # u(i) ≥ −2b, so that −δ u(i) ≤ 2bδ; u(2) ≥ −σ; e is any other δ_i
        old = [u + x * 2 * b <= 0 for u in (head, rest) for x in (d, t["e"], first)]
        old += [_move(t, sigma, first, t["s3"])[0] + first * sigma <= 0]
        old += [rest + (t["delta"] if case.data["index"] == "i" else first) * sigma <= 0]
        now = -d * head
        return z3.And(*old, now > 0 if case.data["at"] == ">" else now <= 0)

    return _prove(case, formula, signs_at, ("delta",))


def recursion_by_smt(case: Case) -> Evidence:
    """z3: the step of SAM, written out with the hinges t−1, t, t+1, is the displayed one.

    From a = σ at t = 3, where [u(2)]_+ stands for the hinge t−1, and from a in its window later,
    where the hinge t−1 has gained δ_{t−1} times at most 2b, or σ if t = 4.
    """
    import z3

    from verify.solvers.smt import relu as plus

    def formula(t: Mapping[str, Any]) -> Any:
        big, sigma, first, found = 2 * t["eta"] * t["r"], t["sigma"], t["delta3"], []
        gained = (t["e"] * big, first * big, first * sigma)
        for a, d, s, gains in (
            (sigma, first, t["s3"], (z3.RealVal(0),)),
            (t["a"], t["d"], t["s"], gained),
        ):
            root = s if case.data["root"] == "1" else z3.RealVal(1)
            b = t["r"] / s
            # at u + (r/s)(e_t − δ e_{t−1}); h s is the gradient's norm
            found += [plus(d * a) > 0, plus(b + d * (a + d * b)) == t["r"] * root + d * a]
            found += [plus(-a + x - d * b) == 0 for x in gains]
            found += [plus(0 - t["e"] * b) == 0]
        return z3.And(*found)

    return _prove(case, formula, recursion_at)
