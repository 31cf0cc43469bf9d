"""Legs of Theorem 5.1 and Lemma A.12 that are more than a predicate: z3 and the convex program."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from itertools import combinations
from typing import Any

from theorems.sharpness._parts.every_width import witnessed
from theorems.sharpness._parts.layer_norm import ln_least, ln_net, ln_trace
from theorems.sharpness._parts.memorizing import Labelled, labelled
from theorems.sharpness._parts.memorizing_sets import TWICE
from theorems.sharpness._parts.three_numbers import rounded
from verify import legs
from verify.case import Case
from verify.domain import Point
from verify.evidence import Evidence, Exactness, Outcome
from verify.legs import Finding
from verify.solvers.smt import prove

__all__ = [
    "all_widths_by_smt",
    "approached_by_smt",
    "least_by_programs",
    "path_by_smt",
]

Data = Mapping[str, Any]
Predicate = Callable[[Data, Point], Finding]
SAMPLEWISE = (
    "extreme points have w_i with positive gaps, and the net looks at them through r = ‖x_i'‖, y_i "
    "and s = w_i·(x_i − x_j)/least gap alone, which are free reals here, s ≥ 1"
)
_STEPS = (
    "C² ≤ A B at each width, by induction: one more neuron keeps it",
    "1 + r²(A − C²/B)/B ≥ 1, the cost above ε",
    "(B + r² A)/ε² ≥ constant · r |f|/ε with f = C/ε, the cost below ε",
    "one neuron of value 2ε and weight y costs 1, one with h² = ε r|y|, w h = ε y costs 2r|y|/ε, "
    "and h < ε where 0 < 2r|y| ≤ ε",
)


def all_widths_by_smt(
    predicate: Predicate, over: Mapping[str, Any], *, attained: str = "", free: str = "data"
) -> Callable[[Case], Evidence]:
    """z3: no sample costs less than factor · min(cap, (constant/ε)‖x'‖|f|), whatever the width.

    Parameters
    ----------
    predicate, over
        They find the witness where one of the steps fails.
    attained
        Why some net has a path of its own for each sample; empty if the claim is a bound alone.
    free
        The parameter that holds the samples.
    """

    def run(case: Case) -> Evidence:
        factor = Fraction(str(case.data.get("factor", "1")))
        cap = factor * Fraction(str(case.data.get("cap", "1")))
        constant = factor * Fraction(str(case.data.get("constant", "2")))
        layers = case.data.get("layers", "all")
        open_step = _open_step(cap, constant, layers=layers, attained=bool(attained))
        if open_step:
            return witnessed(case, "smt", Exactness.SMT, predicate, over)
        why = "a trace is a mean over samples, and a sample enters through r = ‖x'‖ > 0 and y, "
        why += "which are free reals here"
        independent = {free: f"{why}; {attained}" if attained else why}
        independent |= {k: "ε is a free real here" for k in case.domain.parameters if k != free}
        detail = {"steps": list(_STEPS[: 4 if attained else 3]), "independent_of": independent}
        return legs.supports("smt", Exactness.SMT, case.domain, detail=detail)

    return run


def _open_step(cap: Fraction, constant: Fraction, *, layers: str, attained: bool) -> str:
    """The first of the steps that z3 does not prove; empty if it proves all."""
    import z3

    from verify.solvers.smt import bounded

    A, B, C, w, h, r, y, e = z3.Reals("A B C w h r y eps")

    def size(v: Any) -> Any:
        return z3.If(v >= 0, v, -v)

    some = [A >= 0, B >= 0, r > 0, e > 0]
    square = r * r if layers == "all" else z3.RealVal(0)
    c = z3.RealVal(str(constant))
    grown = (C + w * h) * (C + w * h) <= (A + w * w) * (B + h * h)
    below = B + square * A >= c * r * size(C)
    path = [r > 0, e > 0, y != 0, h > 0, h * h == e * r * size(y), w * h == e * y]
    costs = h * h + r * r * w * w
    queries = [
        ([*some, C * C <= A * B], grown),
        # times B²
        ([*some, e * e < B, C * C <= A * B], square * (A * B - C * C) >= 0),
        ([*some, e * e > B, C * C <= A * B], below),
    ]
    if attained:
        cheap = z3.And(h < e, costs <= c * e * r * size(y))
        queries.append(([*path, 2 * r * size(y) <= e], cheap))
    for step, (given, wanted) in zip(_STEPS, queries, strict=False):
        solver = bounded()
        solver.add(*given)
        if solver.check() != z3.sat:  # nothing would be spoken of
            return step
        solver.add(z3.Not(wanted))
        if solver.check() != z3.unsat:
            return step
    right = cap <= 1 and (cap == 1 or not attained)
    return "" if right else "the cap is 1"


def path_by_smt(built: Predicate, over: Mapping[str, Any]) -> Callable[[Case], Evidence]:
    """z3: the own neuron interpolates at least cost off the kink, and other samples are off.

    Where a sample may occur twice and each has a neuron as printed, another may have s = 0.
    `built` and `over` find the witness where that fails.
    """

    def run(case: Case) -> Evidence:
        import z3

        data = case.data
        threshold, height = z3.RealVal(data["threshold"]), z3.RealVal(data["height"])
        radius, excess = z3.RealVal(data["radius"]), z3.RealVal(data["excess"])
        sets = case.domain.parameters["data"]
        repeated = sets.contains(TWICE) and data["spare"] == "printed"
        zero = sets.contains({"X": [[0]], "y": ["0"]})

        def size(t: Data) -> Any:
            return t["r"] * z3.If(t["y"] >= 0, t["y"], -t["y"])

        def definitions(t: Data) -> list[Any]:
            y, u, e, rho = t["y"], t["u"], t["eps"], t["rho"]
            one = size(t) > threshold * e
            flat = z3.And(rho == 1, u == height * e)
            root = z3.And(rho * rho * size(t) == radius * radius * e, rho * u == e)
            null = z3.And(rho == 0, u == 2 * e)
            signed = y if data["sign"] else z3.If(y >= 0, y, -y)
            ties = [
                z3.If(y == 0, null, z3.If(one, flat, z3.And(root, rho > 0))),
                t["out"] == rho * signed,
                t["s"] >= (0 if repeated else 1),
                t["r"] > 0,
                u > 0,
            ]
            if "delta" not in case.domain.parameters:
                ties += [t["delta"] > 0, t["delta"] < 1]
            return ties if zero else [*ties, y != 0]

        def formula(t: Data) -> Any:
            y, u, e, w, r = t["y"], t["u"], t["eps"], t["out"], t["r"]
            squares = z3.If(u > e, e * e, u * u + r * r * w * w)
            least = z3.If(2 * size(t) >= e, e * e, 2 * size(t) * e)
            above = z3.If(y == 0, excess * e * e, z3.RealVal(0))
            right = z3.If(u > e, w == y, w * u == e * y)
            # the pre-activation is u (δ − s)/δ, with s = 0 at the sample itself
            return z3.And(t["delta"] - t["s"] < 0, u != e, right, squares == least + above)

        names = [k for k in ("eps", "delta") if k in case.domain.parameters]
        auxiliary = ("r", "y", "s", "u", "rho", "out")
        if data["net"] == "own":
            found = prove(
                case,
                formula,
                variables=tuple(names),
                free={"data": SAMPLEWISE},
                auxiliary=auxiliary if "delta" in names else (*auxiliary, "delta"),
                definitions=definitions,
            )
            if found.outcome is Outcome.SUPPORTS:
                return found
        return witnessed(case, "smt", Exactness.SMT, built, over)

    return run


def approached_by_smt(predicate: Predicate, over: Mapping[str, Any]) -> Callable[[Case], Evidence]:
    """z3: 2 < 2 + 144/(25t²) ≤ 2 + κ where t ≥ 12/5 max(1, 1/κ); a neuron of 1 is one of 0 or 2."""

    def run(case: Case) -> Evidence:
        import z3

        from theorems.sharpness._parts.memorizing_sets import LINE

        scale = z3.RealVal(case.data["scale"])

        def definitions(t: Data) -> list[Any]:
            k = t["kappa"]
            largest = z3.If(k >= 1, z3.Q(12, 5), z3.Q(12, 5) / k)
            return [t["t"] >= scale * largest]

        def formula(t: Data) -> Any:
            a, b, s, k = t["a"], t["b"], t["t"], t["kappa"]
            active = z3.Implies(a + b > 0, z3.Or(b > 0, 2 * a + b > 0))
            # (A − C²/B)/B = 36/(25 t²) at 0 and 2, with ‖x'‖² = 1 and 5, and n = 3
            return z3.And(active, 3 * 25 * s * s * k >= 2 * 36 * 6)

        if list(case.domain.parameters["data"].edges()) == [LINE]:
            found = prove(
                case,
                formula,
                variables=("kappa",),
                free={
                    "data": "the one data set",
                    "eps": "t > ε too: t may be as large as one likes",
                },
                auxiliary=("a", "b", "t"),
                definitions=definitions,
            )
            if found.outcome is Outcome.SUPPORTS:
                return found
        return witnessed(case, "smt", Exactness.SMT, predicate, over)

    return run


def least_by_programs(
    over: Mapping[str, Any], *, at_least: bool = False
) -> Callable[[Case], Evidence]:
    """The claimed least trace against one convex program for each set of samples below ε.

    Above ε a sample costs at least 1; on the others ε f is a net without normalization of labels
    ε y, whose least trace over every width the program brackets from below, and it is ε times that
    for y. The upper end is the trace of a net where there is one.
    """

    def run(case: Case) -> Evidence:
        points = case.domain.points(**over)
        factor = Fraction(str(case.data.get("factor", "1")))
        rows, solver = [], []
        for index, point in enumerate(points, 1):
            samples, eps = labelled(point["data"]), point["eps"]
            lower, reports, accurate = _program_bound(samples, eps)
            solver += reports
            if not accurate:
                reason = f"a program was not solved at data set {index}"
                return legs.undecided("convex", Exactness.BRACKET, reason)
            net = ln_net(samples, eps, Fraction(1, 2), zero="dead", spare="dead")
            upper = None if net is None else ln_trace(net, samples)
            claimed = factor * ln_least(samples, eps)
            ends = "∞" if upper is None else str(upper)
            row = {
                "n": len(samples.y),
                "eps": str(eps),
                "claimed": str(claimed),
                "program": f"in [{rounded(lower, up=False) if lower else 0}, {ends}]",
            }
            rows.append(row)
            low = not at_least and claimed < lower
            if low or (upper is not None and claimed > upper):
                return legs.refutes(
                    "convex",
                    Exactness.BRACKET,
                    point,
                    row,
                    cases=index,
                    executed=True,
                    diagnostics={"solver": solver},
                )
            if upper is None and claimed > lower:
                reason = "no net is built here, and the program's lower end is below the claim"
                return legs.undecided("convex", Exactness.BRACKET, reason)
        if not points:
            return legs.undecided("convex", Exactness.BRACKET, "no data set lies in the domain")
        return legs.supports(
            "convex",
            Exactness.BRACKET,
            case.domain.swept(**over),
            cases=len(points),
            executed=True,
            detail={"brackets": rows},
            diagnostics={"solver": solver},
        )

    return run


def _program_bound(samples: Labelled, epsilon: Fraction) -> tuple[Fraction, list[Any], bool]:
    """A lower end for the least trace of Sim-LN over all widths, from all sets below ε."""
    n = len(samples.y)
    best, reports, accurate = Fraction(2), [], True
    for size in range(1, n + 1):
        for kept in combinations(range(n), size):
            X = tuple(samples.X[i] for i in kept)
            lower, report, good = _least(X, tuple(samples.y[i] for i in kept))
            reports.append(report)
            accurate = accurate and good
            # Σ ‖∇f‖² of these samples is size/2 times the program's value, over ε
            best = min(best, Fraction(2, n) * (n - size + Fraction(size, 2) * lower / epsilon))
    return best, reports, accurate


@lru_cache(maxsize=256)
def _least(X: Any, y: Any) -> tuple[Fraction, Any, bool]:
    from theorems.core.flattest import flattest

    found = flattest(X, y, own=True)
    return found.lower, found.report.diagnostics(), found.report.accurate
