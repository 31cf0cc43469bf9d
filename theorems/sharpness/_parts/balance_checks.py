"""Predicates and legs of Lemma A.11: the trace against ‖W_1‖_F² + d ‖W_2‖²."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from flint import fmpq_mat

from theorems.core.flattest_cone import escape
from theorems.core.spanning import blocking, unspanned_probability
from theorems.sharpness._parts.cube_nets import cube, measure, net_of, smooth, trace
from theorems.sharpness._parts.every_width import witnessed
from verify import legs
from verify.domain import Objects
from verify.evidence import Evidence, Exactness
from verify.exact.ball import ball
from verify.exact.rational import fmpq_of
from verify.legs import Finding, both, compare

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from verify.case import Case
    from verify.domain import Point

__all__ = ["CUBE_POINTS", "balanced", "balanced_by_smt", "least_size", "left_inequality", "sizes"]

Data = Mapping[str, Any]


def balanced(data: Data, p: Point) -> Finding:
    """C_1 (‖W_1‖² + d ‖W_2‖²) ≤ Tr ∇²L ≤ C_2 (same) on the cube, each point `repeat` times."""
    net = net_of(p["net"]["W1"], p["net"]["W2"])
    d = len(net.W1[0])
    X = (cube(d) * p["repeat"])[int(data["omit"]) :]
    value = trace(net, X)
    if value is None:
        return compare(0, ">", 0, which="least |pre-activation|")
    size = measure(net, d)
    return both(
        compare(Fraction(data["C1"]) * size, "<=", value, which="C_1"),
        compare(value, "<=", Fraction(data["C2"]) * size, which="C_2"),
    )


_STEPS = (
    "t ≠ 0: relu(t)² + relu(−t)² = t², and one of t, −t is positive: the pair x, −x, which the "
    "sample holds equally often, has w² d + (a·x)² for each neuron",
    "E x[k] x[l] = 0 for k ≠ l: x[k] changes sign, so that E (a·x)² = ‖a‖²",
    "C_1 M ≤ M ≤ C_2 M for M ≥ 0",
)


def balanced_by_smt(over: Mapping[str, Any]) -> Any:
    """z3: Tr ∇²L = ‖W_1‖² + d ‖W_2‖² for every net that is smooth on the cube, pair by pair."""

    def run(case: Case) -> Evidence:
        import z3

        from verify.solvers.smt import bounded, relu

        t, size, rest = z3.Reals("t size rest")
        low, high = (z3.RealVal(str(case.constant(k))) for k in ("C1", "C2"))
        one = z3.If(t > 0, z3.RealVal(1), z3.RealVal(0)) + z3.If(-t > 0, z3.RealVal(1), 0)
        omitted = int(case.data["omit"])
        steps: tuple[tuple[list[Any], Any], ...] = (
            (
                [t != 0],
                z3.And(relu(t) * relu(t) + relu(-t) * relu(-t) == t * t, one == 1, omitted == 0),
            ),
            ([], 1 * rest + (-1) * rest == 0),
            ([size >= 0], z3.And(low * size <= size, size <= high * size)),
        )
        for given, wanted in steps:
            solver = bounded()
            solver.add(*given, z3.Not(wanted))
            if solver.check() != z3.unsat:
                return witnessed(case, "smt", Exactness.SMT, balanced, over)
        detail = {
            "steps": list(_STEPS),
            "independent_of": {
                "net": "by Lemma 4.1 the trace is (2/n) Σ ‖∇f(x_i)‖², a sum over neurons and pairs",
                "repeat": "a mean over the sample",
            },
        }
        return legs.supports("smt", Exactness.SMT, case.domain, detail=detail)

    return run


def _cube_points(value: Any) -> bool:
    try:
        blocking(value)
    except (ValueError, TypeError, ZeroDivisionError):
        return False
    return True


def _draw() -> SearchStrategy[list[list[int]]]:
    from hypothesis import strategies as st

    return st.sampled_from([1, 2, 2, 3]).flatmap(
        lambda d: st.lists(
            st.lists(st.sampled_from([1, -1]), min_size=d, max_size=d), min_size=1, max_size=6
        )
    )


_SQUARE = [[1, 1], [1, -1], [-1, 1], [-1, -1]]
CUBE_POINTS = Objects(
    "samples of the cube",
    _cube_points,
    (
        [[1]],
        [[1], [-1]],
        [[1, 1], [-1, -1]],
        [[1, 1], [1, -1], [-1, 1]],
        _SQUARE,
        [*_SQUARE, [1, 1]],
        [[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]],
        [[1, 1, 1], [-1, -1, -1], [1, -1, 1], [-1, 1, -1]],
        [[*x, 1] for x in _SQUARE],
        [[*x, -1, 1] for x in _SQUARE],
    ),
    _draw,
)


def left_inequality(data: Data, p: Point) -> Finding:
    """Some C_1 > 0 serves all smooth nets iff the criterion holds of the sample.

    Yes is shown by a nonnegative combination of samples for each −x_j and full rank: then no unit
    a has Σ relu(a·x_i)² = 0, and that sum has a positive minimum. No is shown by nets: with
    a·x_i ≤ 0 at all samples, a neuron a + η u of weight η whose trace over its measure is small.
    """
    X = [tuple(Fraction(str(v)) for v in x) for x in p["points"]]
    d = len(X[0])
    rank = fmpq_mat([[fmpq_of(v) for v in x] for x in X]).rank()
    a = blocking(p["points"])
    criterion = {
        "closed": a is None,
        "open": not _open_half_space(X),
        "rank": rank == d,
        "always": True,
    }[data["criterion"]]
    if a is None:
        spanned = rank == d and all(escape(X, tuple(-v for v in x)) is None for x in X)
        serves = 1 if spanned else 0
    else:
        ratios = [_ratio(X, a, Fraction(1, k)) for k in (10, 100, 10000)]
        falls = ratios[0] >= ratios[1] >= ratios[2] and ratios[2] < Fraction(1, 10**6)
        serves = 0 if falls else 1
    return compare(serves, "==", int(criterion), which="some C_1 serves, criterion", blocking=a)


def _open_half_space(X: list[tuple[Fraction, ...]]) -> bool:
    """Whether some a has a·x < 0 at all samples: none has iff 0 is a convex combination."""
    zero = (Fraction(0),) * len(X[0])
    return escape([(*x, Fraction(1)) for x in X], (*zero, Fraction(1))) is not None


def _ratio(X: list[tuple[Fraction, ...]], a: tuple[int, ...], eta: Fraction) -> Fraction:
    """Tr ∇²L over ‖W_1‖² + d ‖W_2‖² of the neuron η relu((a + η u)·x), u such that it is smooth."""
    d = len(a)
    for last in range(1, 50):
        u = [Fraction(1, (last + k) ** 2) for k in range(d)]
        net = net_of([[v + eta * e for v, e in zip(a, u, strict=True)]], [eta])
        if smooth(net, X):
            value = trace(net, X)
            if value is not None:
                return value / measure(net, d)
    msg = f"no smooth neuron was found near {a}"
    raise ArithmeticError(msg)


def sizes(data: Data, p: Point) -> Finding:
    """With n = ⌈c d log(·/δ)⌉ samples, some C_1 > 0 serves with probability at least 1 − δ.

    The probability falls with n, so that the least n decides.
    """
    d, delta = p["d"], p["delta"]
    inside = {"d": Fraction(d), "2d": Fraction(2 * d)}[data["inside"]] / delta
    n = least_size(p["c"] * d, inside)
    chance = unspanned_probability(d, n)
    margin = Fraction((delta - chance) * 2**20 // 1, 2**20)
    return compare(chance, "<=", delta, margin=margin, which="Pr(no C_1 serves), δ", n=n)


def least_size(factor: Fraction, inside: Fraction) -> int:
    """⌈factor · log(inside)⌉, at least 1."""
    from verify.exact.ball import Undecided

    value = ball(factor) * ball(inside).log()
    n = value.ceil().unique_fmpz()
    if n is None:
        msg = "the least n is not decided"
        raise Undecided(msg)
    return max(1, int(n))
