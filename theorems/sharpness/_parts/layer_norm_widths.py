"""The least trace of Sim-LN over all widths: by z3 sample by sample, and by convex programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from itertools import combinations
from typing import Any

from theorems.sharpness._parts.every_width import Predicate, witnessed
from theorems.sharpness._parts.labelled_data import Labelled, labelled
from theorems.sharpness._parts.layer_norm import ln_least, ln_net, ln_trace
from theorems.sharpness._parts.three_numbers import rounded
from verify import legs
from verify.case import Case
from verify.evidence import Evidence, Exactness

__all__ = ["all_widths_by_smt", "least_by_programs"]

_STEPS = (
    "C² ≤ A B at each width, by induction: one more neuron keeps it",
    "1 + r²(A − C²/B)/B ≥ 1, the cost above ε",
    "(B + r² A)/ε² ≥ constant · r |f|/ε with f = C/ε, the cost below ε",
    "one neuron of value 2ε and weight y costs 1, one with h² = ε r|y|, w h = ε y costs 2r|y|/ε, "
    "and h < ε where 0 < 2r|y| ≤ ε",
)
_WHOLE = "2r|y|/ε ≥ 1, so that the least trace is 2"


def all_widths_by_smt(
    predicate: Predicate,
    over: Mapping[str, Any],
    *,
    attained: str = "",
    free: str = "data",
    small: str = "",
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
    small
        The premise ε < ‖x'‖ where |y| = 1. Without it the least trace is not claimed to be 2.
    """

    def run(case: Case) -> Evidence:
        factor = Fraction(str(case.data.get("factor", "1")))
        cap = factor * Fraction(str(case.data.get("cap", "1")))
        constant = factor * Fraction(str(case.data.get("constant", "2")))
        layers = case.data.get("layers", "all")
        open_step = _open_step(cap, constant, layers=layers, attained=bool(attained))
        whole = case.data.get("value") == "2"
        if whole and not open_step:
            premises = {p.text for p in case.domain.premises}
            open_step = "" if _whole(small=small in premises) else _WHOLE
        if open_step:
            return witnessed(case, "smt", Exactness.SMT, predicate, over)
        why = "a trace is a mean over samples, and a sample enters through r = ‖x'‖ > 0 and y, "
        why += "which are free reals here"
        independent = {free: f"{why}; {attained}" if attained else why}
        independent |= {k: "ε is a free real here" for k in case.domain.parameters if k != free}
        steps = [*_STEPS[: 4 if attained else 3], *[_WHOLE] * whole]
        detail = {"steps": steps, "independent_of": independent}
        return legs.supports("smt", Exactness.SMT, case.domain, detail=detail)

    return run


def _whole(*, small: bool) -> bool:
    """z3: 2r|y| ≥ ε at |y| = 1, where ε < r if `small`."""
    import z3

    from verify.solvers.smt import bounded

    r, e = z3.Reals("r eps")
    solver = bounded()
    solver.add(r > 0, e > 0, *([e < r] if small else []), z3.Not(2 * r >= e))
    return bool(solver.check() == z3.unsat)


@lru_cache(maxsize=64)
def _open_step(cap: Fraction, constant: Fraction, *, layers: str, attained: bool) -> str:
    """The cap if it is wrong, else the first of the steps that z3 does not prove; or empty."""
    import z3

    from verify.solvers.smt import bounded

    if cap > 1 or (cap < 1 and attained):
        return "the cap is 1"
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
    return ""


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
            whole = case.data.get("value") == "2"
            claimed = factor * (Fraction(2) if whole else ln_least(samples, eps))
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
