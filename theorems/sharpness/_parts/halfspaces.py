"""Lemmas A.5 and A.6: what open half-spaces {wᵀx > 0} hold of a law, and of samples of the cube.

Two symmetric laws with covariance I_d: the cube, and the *switch*, which with probability 9/25 is
(±5/3, 0, …, 0) and else (0, ±5/4, …, ±5/4). Both are bounded by 5/3 in each coordinate, the switch
in the sense E e^{λᵀx} ≤ p e^{a²λ_1²/2} + (1 − p) e^{b²‖λ‖²/2}, so that σ² = 25/9 serves every d.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import combinations, product
from math import comb
from typing import TYPE_CHECKING, Any

from flint import arb, fmpq_mat

from theorems.core.scalars import dot
from verify import legs
from verify.domain import Objects
from verify.evidence import Evidence, Exactness, Outcome
from verify.exact.ball import ball
from verify.exact.rational import fraction
from verify.legs import Finding, both, compare

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from verify.case import Case
    from verify.domain import Point

__all__ = [
    "any_by_smt",
    "any_direction",
    "directions",
    "halves_by_smt",
    "lower",
    "lower_by_smt",
    "minimal_sets",
    "sample_by_draws",
    "samples",
    "switch",
    "switch_by_smt",
    "symmetry",
    "tilted",
    "tilted_by_smt",
]

Data = Mapping[str, Any]
Vector = tuple[Fraction, ...]
P, A, B = Fraction(9, 25), Fraction(5, 3), Fraction(5, 4)


def directions(*samples: Sequence[str], zero: bool) -> Objects:
    """Vectors w of any dimension, 0 among them or not."""

    def accepts(value: Any) -> bool:
        try:
            w = [Fraction(str(v)) for v in value]
        except (ValueError, TypeError, ZeroDivisionError):
            return False
        return bool(w) and (zero or any(w))

    def draw() -> SearchStrategy[list[str]]:
        from hypothesis import strategies as st

        entry = st.sampled_from(["0", "1", "-1", "2", "1/2", "-3"])
        listed = st.integers(1, 4).flatmap(lambda d: st.lists(entry, min_size=d, max_size=d))
        return listed.filter(accepts)

    name = "vectors w" if zero else "vectors w ≠ 0"
    return Objects(name, accepts, tuple(map(list, samples)), draw, () if zero else ("vectors w",))


def _law(kind: str, d: int) -> Iterator[tuple[Fraction, Vector]]:
    """Probabilities and points."""
    if kind == "cube":
        for x in product((Fraction(1), Fraction(-1)), repeat=d):
            yield Fraction(1, 2**d), x
        return
    for s in (1, -1):
        yield P / 2, (s * A, *[Fraction(0)] * (d - 1))
    for rest in product((B, -B), repeat=d - 1):
        yield (1 - P) / 2 ** (d - 1), (Fraction(0), *rest)


def _halves(kind: str, w: Vector) -> tuple[Fraction, Fraction, Fraction]:
    """Pr(wᵀx > 0), E‖x‖² 1[wᵀx > 0] and E (wᵀx)² 1[wᵀx > 0], point by point."""
    mass = norms = squares = Fraction(0)
    for weight, x in _law(kind, len(w)):
        inner = dot(w, x)
        if inner > 0:
            mass += weight
            norms += weight * dot(x, x)
            squares += weight * inner**2
    return mass, norms, squares


def _read(p: Point) -> Vector:
    return tuple(Fraction(str(v)) for v in p["w"])


def symmetry(data: Data, p: Point) -> Finding:
    """Pr(wᵀx > 0) on the cube: "half" is 1/2, "quarter" at least 1/4 and at most 1/2."""
    mass, _, _ = _halves("cube", _read(p))
    if data["mass"] == "half":
        return compare(mass, "==", Fraction(1, 2), which="Pr(wᵀx > 0)")
    low = compare(mass, ">=", Fraction(data["mass"]), which="Pr(wᵀx > 0)")
    return both(low, compare(mass, "<=", Fraction(1, 2), which="Pr(wᵀx > 0)"))


def halves_by_smt(case: Case) -> Evidence:
    """z3: what `symmetry` says, for all real w ≠ 0 and d ≤ 3, and the step that gives every d.

    At each x, w_i ≠ 0 and the flip x̃ of the i-th coordinate, wᵀx and wᵀx̃ are not both 0: so at
    most half of the cube has wᵀx = 0, and x ↦ −x halves the rest.
    """
    from theorems.sharpness._parts.every_width import witnessed

    if case.data["mass"] != "half":
        found = _at_least(case, str(case.data["mass"]))
        if found.outcome is Outcome.SUPPORTS:
            return found
    over = {"w": [["1"], ["1", "-1"], ["1", "1", "-1"]]}
    return witnessed(case, "smt", Exactness.SMT, symmetry, over)


def _at_least(case: Case, mass: str) -> Evidence:
    import z3

    from verify.solvers.smt import bounded

    for d in (1, 2, 3):
        w = [z3.Real(f"w{k}") for k in range(d)]
        inner = [
            z3.Sum([s * v for s, v in zip(x, w, strict=True)]) for x in product((1, -1), repeat=d)
        ]
        count = z3.Sum([z3.If(v > 0, 1, 0) for v in inner])
        solver = bounded()
        solver.add(
            z3.Or(*[v != 0 for v in w]), z3.Or(count < z3.RealVal(mass) * 2**d, 2 * count > 2**d)
        )
        if solver.check() != z3.unsat:
            return legs.undecided("smt", Exactness.SMT, f"z3 does not say so for d = {d}")
    rest, one = z3.Reals("rest one")
    solver = bounded()
    solver.add(one != 0, rest + one == 0, rest - one == 0)
    if solver.check() != z3.unsat:
        return legs.undecided("smt", Exactness.SMT, "z3 does not say so for a flip")
    return legs.supports("smt", Exactness.SMT, case.domain)


def any_direction(data: Data, p: Point) -> Finding:
    """On the cube d/4 ≤ E‖x‖² 1[wᵀx > 0] ≤ d/2 and E (wᵀx)² 1[wᵀx > 0] = 1/2, or ‖w‖²/2."""
    w = _read(p)
    _, norms, squares = _halves("cube", w)
    size = dot(w, w) if data["size"] == "‖w‖²" else Fraction(1)
    return both(
        compare(norms, ">=", Fraction(data["low"]) * len(w), which="E‖x‖² 1[wᵀx > 0]"),
        compare(norms, "<=", Fraction(len(w), 2), which="E‖x‖² 1[wᵀx > 0]"),
        compare(squares, "==", size / 2, which="E (wᵀx)² 1[wᵀx > 0]"),
    )


def any_by_smt(case: Case) -> Evidence:
    """z3: the first sum is d Pr(wᵀx > 0); the second is half of E (wᵀx)², coordinate by coordinate.

    relu(s)² + relu(−s)² = s², and one more coordinate adds ((r + v)² + (r − v)²)/2 = r² + v².
    """
    import z3

    from theorems.sharpness._parts.every_width import witnessed
    from verify.solvers.smt import bounded, relu

    null = case.domain.parameters["w"].contains(["0"])
    if null or case.data["size"] != "‖w‖²":
        return witnessed(case, "smt", Exactness.SMT, any_direction, {})
    r, v = z3.Reals("r v")
    for statement in (
        relu(r) * relu(r) + relu(-r) * relu(-r) == r * r,
        (r + v) * (r + v) + (r - v) * (r - v) == 2 * (r * r + v * v),
    ):
        solver = bounded()
        solver.add(z3.Not(statement))
        if solver.check() != z3.unsat:
            return legs.undecided("smt", Exactness.SMT, "z3 does not prove a step")
    found = _at_least(case, str(case.data["low"]))
    if found.outcome is Outcome.SUPPORTS:
        return found
    return witnessed(case, "smt", Exactness.SMT, any_direction, {})


def lower_by_smt(case: Case) -> Evidence:
    """z3: V ≥ s H, H = Q/2 by symmetry and 1 = E(wᵀx)² ≤ √(F Q) give V ≥ C s/F for C ≤ 1/2.

    V = E‖x‖² 1[wᵀx > 0], s ≤ ‖x‖² almost surely, H = Pr(wᵀx > 0), Q = Pr(wᵀx ≠ 0), F = E(wᵀx)⁴.
    """
    import z3

    from theorems.sharpness._parts.every_width import witnessed
    from verify.solvers.smt import prove

    over = {"d": [2, 3, 4, 5, 6]}
    if case.data["bound"] != "c d":
        if "switch" not in case.domain.parameters["law"].edges():
            # on the cube V = d/2
            low = z3.RealVal(str(case.data["C"]))
            return prove(
                case,
                lambda t: t["d"] / 2 >= low * t["d"],
                variables=("d",),
                free={"law": "the cube alone, ‖x‖² = d and Pr(x_1 > 0) = 1/2"},
            )
        return witnessed(case, "smt", Exactness.SMT, lower, over)
    factor = z3.RealVal(str(case.data["C"]))
    found = prove(
        case,
        lambda t: t["V"] * t["F"] >= factor * t["s"],
        variables=("d",),
        free={"law": "it enters through V, s, H, Q, F alone, which are free reals"},
        auxiliary=("V", "s", "H", "Q", "F"),
        definitions=lambda t: [
            t["s"] > 0,
            t["F"] > 0,
            t["V"] >= t["s"] * t["H"],
            2 * t["H"] == t["Q"],
            t["F"] * t["Q"] >= 1,
        ],
    )
    if found.outcome is Outcome.SUPPORTS:
        return found
    return witnessed(case, "smt", Exactness.SMT, lower, over)


def switch_by_smt(case: Case) -> Evidence:
    """z3: the one point with x_1 > 0 is (5/3, 0, …, 0), of probability 9/50, whatever d."""
    import z3

    from verify.solvers.smt import prove

    square, chance = z3.RealVal(str(A * A)), z3.RealVal(str(P / 2))
    most = z3.RealVal(str(case.data["most"]))
    return prove(
        case,
        lambda t: z3.And(t["d"] >= 2, square <= most, square * chance == z3.Q(1, 2)),
        variables=("d",),
    )


def lower(data: Data, p: Point) -> Finding:
    """At w = e_1, E‖x‖² 1[wᵀx > 0] against C d, or against c d/(2 E(wᵀx)⁴) with ‖x‖² ≥ c d."""
    d, kind = p["d"], p["law"]
    w = (Fraction(1), *[Fraction(0)] * (d - 1))
    points = list(_law(kind, d))
    second = [sum(q * x[i] * x[j] for q, x in points) for i in range(d) for j in range(d)]
    if second != [Fraction(i == j) for i in range(d) for j in range(d)]:
        msg = f"the law {kind} of dimension {d} has not the covariance I."
        raise ArithmeticError(msg)
    _, norms, _ = _halves(kind, w)
    if data["bound"] == "C d":
        return compare(norms, ">=", Fraction(data["C"]) * d, which="E‖x‖² 1[wᵀx > 0]")
    shortest = min(dot(x, x) for _, x in points)
    fourth = sum(q * dot(w, x) ** 4 for q, x in points)
    claimed = Fraction(data["C"]) * shortest / fourth
    return compare(norms, ">=", claimed, which="E‖x‖² 1[wᵀx > 0]", shortest=shortest)


def switch(data: Data, p: Point) -> Finding:
    """At the switch and w = e_1 no point, and so no sample, has ‖x‖² 1[wᵀx > 0] above the bound."""
    points = [(q, x) for q, x in _law("switch", p["d"]) if x[0] > 0]
    most = max(dot(x, x) for _, x in points)
    mean = sum((q * dot(x, x) for q, x in points), Fraction(0))
    return both(
        compare(most, "<=", Fraction(data["most"]), which="largest ‖x‖² 1[wᵀx > 0]"),
        compare(mean, "==", Fraction(1, 2), which="its mean"),
    )


def tilted(data: Data, p: Point) -> Finding:
    """E‖x‖² 1[wᵀx > 0] against a share of d at w = (1, η, η/2, η/4, …)."""
    d = p["d"]
    w = (Fraction(1), *(p["eta"] / 2**k for k in range(d - 1)))
    _, norms, _ = _halves(p["law"], w)
    return compare(norms, "==", Fraction(data["share"]) * d, which="E‖x‖² 1[wᵀx > 0]")


def tilted_by_smt(case: Case) -> Evidence:
    """z3: V = E‖x‖² 1[wᵀx > 0] is that of −w, and both and Z, that of wᵀx = 0, add up to d.

    Z = 0 where wᵀx is never 0: on the cube 1 exceeds η + η/2 + …, at the switch wᵀx is ±5/3, or
    5η/4 times a sum of ±1, ±1/2, … whose first term exceeds all others together.
    """
    import z3

    from theorems.sharpness._parts.every_width import witnessed
    from verify.solvers.smt import prove

    share = z3.RealVal(str(case.data["share"]))
    found = prove(
        case,
        lambda t: t["V"] == share * t["d"],
        variables=("d", "eta"),
        free={"law": "it is symmetric and has E‖x‖² = d, which is all that enters"},
        auxiliary=("V", "Z", "first", "later"),
        definitions=lambda t: [
            2 * t["V"] + t["Z"] == t["d"],
            t["Z"] >= 0,
            # a zero of wᵀx needs a first term as small as the later ones
            t["first"] > t["later"],
            z3.Implies(t["eta"] * (t["first"] - t["later"]) > 0, t["Z"] == 0),
        ],
    )
    if found.outcome is Outcome.SUPPORTS:
        return found
    over = {"d": [2, 3], "eta": ["0", "1/3"]}
    return witnessed(case, "smt", Exactness.SMT, tilted, over)


@lru_cache(maxsize=8)
def minimal_sets(d: int) -> tuple[frozenset[int], ...]:
    """The least sets {x : wᵀx > 0} of corners, w ≠ 0: those of the rays of the arrangement.

    A w is a positive combination of the rays of its face, at each of which the signs are those of
    w or 0.
    """
    corners = list(product((1, -1), repeat=d))
    halves = [x for x in corners if x[0] == 1]
    found = set()
    for rows in combinations(halves, d - 1):
        matrix = fmpq_mat([list(x) for x in rows]) if rows else None
        if matrix is not None and matrix.rank() < d - 1:
            continue
        ray = _normal(matrix, d)
        for s in (1, -1):
            values = [s * sum(a * b for a, b in zip(ray, x, strict=True)) for x in corners]
            found.add(frozenset(k for k, v in enumerate(values) if v > 0))
    least = [s for s in found if not any(other < s for other in found)]
    return tuple(sorted(least, key=sorted))


def _normal(matrix: Any, d: int) -> list[Fraction]:
    """A vector orthogonal to d − 1 independent rows."""
    if matrix is None:
        return [Fraction(1)]
    reduced, rank = matrix.rref()
    table = reduced.table()
    pivots = [next(k for k, v in enumerate(row) if v != 0) for row in table[:rank]]
    (free,) = set(range(d)) - set(pivots)
    out = [Fraction(0)] * d
    out[free] = Fraction(1)
    for row, k in zip(table, pivots, strict=False):
        out[k] = -fraction(row[free])
    return out


def _bound(data: Data, d: int, n: int) -> arb:
    """K e^{−n/rate}, K the number of the least sets."""
    return len(minimal_sets(d)) * (-ball(Fraction(n)) / int(data["rate"])).exp()


def samples(data: Data, p: Point) -> Finding:
    """Pr(some w ≠ 0 has (1/n) Σ‖x_i‖² 1[wᵀx_i > 0] < d/8) over all samples, against K e^{−n/32}.

    Samples are gone through by how often each corner occurs.
    """
    d, n = p["d"], p["n"]
    sets = minimal_sets(d)
    bad = 0
    for counts, ways in _counts(n, 2**d):
        if any(8 * sum(counts[k] for k in s) < n for s in sets):
            bad += ways
    return compare(ball(Fraction(bad, 2 ** (d * n))), "<=", _bound(data, d, n), which="probability")


def _counts(n: int, cells: int) -> Iterator[tuple[tuple[int, ...], int]]:
    """How often each of the cells occurs among n draws, and in how many orders."""
    if cells == 1:
        yield (n,), 1
        return
    for first in range(n + 1):
        ways = comb(n, first)
        for rest, more in _counts(n - first, cells - 1):
            yield (first, *rest), ways * more


def sample_by_draws(case: Case) -> Evidence:
    """The same probability at d = 3 and 4 from draws, with Clopper–Pearson intervals."""
    import numpy as np

    from verify.search.statistics import clopper_pearson

    generator, trials = case.rng(), case.pick(2000, 20000)
    points = case.domain.points(d=[3, 4], n=[80, 128])
    rows = []
    for index, point in enumerate(points, 1):
        d, n = point["d"], point["n"]
        member = np.array([[k in s for k in range(2**d)] for s in minimal_sets(d)], dtype=np.int64)
        counts = generator.multinomial(n, [1 / 2**d] * 2**d, size=trials)
        bad = int(np.sum(np.any(8 * (counts @ member.T) < n, axis=1)))
        low, high = clopper_pearson(bad, trials)
        bound = _bound(case.data, d, n)
        row = {"d": d, "n": n, "bad": bad, "trials": trials, "low": str(low), "high": str(high)}
        if ball(Fraction(low)) > bound:
            return legs.refutes(
                "monte_carlo", Exactness.SAMPLED, point, row, cases=index * trials, executed=True
            )
        if not ball(Fraction(high)) <= bound:
            reason = f"{bad} of {trials} draws at d = {d}, n = {n} do not tell"
            return legs.undecided("monte_carlo", Exactness.SAMPLED, reason)
        rows.append(row)
    return legs.supports(
        "monte_carlo",
        Exactness.SAMPLED,
        case.domain.swept(d=[3, 4], n=[80, 128]),
        cases=len(points) * trials,
        executed=True,
        detail={"estimates": rows, "confidence": "1 − 1e-9 for each"},
    )
