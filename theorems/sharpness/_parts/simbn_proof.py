"""How z3 proves a list of steps on Sim-BN, and what a leg makes of it.

A step is a name, its premises and a sentence in reals. It counts as proved if z3 can meet the
premises and not the sentence's negation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from theorems.sharpness._parts.every_width import witnessed
from theorems.sharpness._parts.simbn_condition_1 import spans
from verify import legs
from verify.evidence import Evidence, Exactness

if TYPE_CHECKING:
    from verify.case import Case

__all__ = ["SCALE", "Step", "deduced", "first_open"]


Step = tuple[str, list[Any], Any]

SCALE = "f does not change with the length of (w, b), and s enters through t = w[3:d]·s + b alone"

_PROVED: set[str] = set()
"""steps that a leg of the same process has proved already"""


def first_open(steps: list[Step]) -> str:
    """The first step that z3 does not prove, or whose premises it cannot meet; empty if none."""
    import z3

    from verify.solvers.smt import bounded

    for name, given, wanted in steps:
        key = " ".join(term.sexpr() for term in (*given, z3.BoolVal(True), wanted))
        if key in _PROVED:
            continue
        solver = bounded()
        solver.add(*given)
        if given and solver.check() != z3.sat:
            return name
        solver.add(z3.Not(wanted))
        if solver.check() != z3.unsat:
            return name
        _PROVED.add(key)
    return ""


def deduced(
    steps: Callable[[Mapping[str, Any]], list[Step]],
    predicate: Any,
    over: Mapping[str, Any],
    why: Mapping[str, str],
    guard: Callable[[Mapping[str, Any]], bool] = lambda data: True,
) -> Callable[[Case], Evidence]:
    """A leg by z3: support from steps all proved within the hypotheses, else a witness if any.

    Parameters
    ----------
    steps
        The steps for a reading's data.
    predicate, over
        What to look for a witness with, and where.
    why
        Why what is found does not depend on each parameter.
    guard
        Whether the steps speak of a reading's data at all.
    """

    def run(case: Case) -> Evidence:
        listed = steps(case.data)
        if not guard(case.data) or not _within(case) or first_open(listed):
            return witnessed(case, "smt", Exactness.SMT, predicate, over)
        detail = {"steps": [name for name, _, _ in listed], "independent_of": dict(why)}
        return legs.supports("smt", Exactness.SMT, case.domain, detail=detail)

    return run


def _within(case: Case) -> bool:
    """Whether the domain makes the hypotheses: Condition 1, and width 4 at least."""
    parameters = case.domain.parameters
    width = parameters.get("width")
    if width is not None and any(width.contains(m) for m in (1, 2, 3)):
        return False
    for name in ("S", "net", "neuron"):
        if name in parameters:
            values = parameters[name].edges()
            if not all(spans(v if name == "S" else v["S"]) for v in values):
                return False
    return True
