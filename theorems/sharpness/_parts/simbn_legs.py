"""The cone program of Sim-BN against the values 2 and 8 of Lemma A.1 and Theorem 3.2."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.sharpness._parts.simbn_condition_1 import PAIR, POINT
from theorems.sharpness._parts.simbn_nets import (
    BAD_SET,
    inputs,
    near_flattest,
    printed_net,
    product_sum,
    trace,
)
from theorems.sharpness._parts.three_numbers import rounded
from verify import legs
from verify.domain import finite
from verify.evidence import Evidence, Exactness

if TYPE_CHECKING:
    from verify.case import Case

__all__ = ["by_program"]


def by_program(value: Fraction, times: int) -> Callable[[Case], Evidence]:
    """Hold factor · `value` against `times` the bracket on the least ‖γ ⊙ W_2‖_1 over every width.

    The lower end is weak duality at the solver's own multipliers, over all activation patterns; the
    upper end the net of the program. Both are valid whatever the solver's status.
    """

    def run(case: Case) -> Evidence:
        from theorems.core.flattest import flattest_sim_bn

        few = [POINT] if times > 1 else [POINT, PAIR]
        drawn = case.pick(few, [POINT, PAIR, BAD_SET])
        kept = {"S": finite(drawn)}
        kept |= {"width": finite([4])} if "width" in case.domain.parameters else {}
        kept |= {"kappa": finite(["1", "1/100"])} if "kappa" in case.domain.parameters else {}
        domain = case.domain.restrict(**kept)
        claimed = case.constant("factor") * value
        rows, solver, found, key = [], [], {}, ""
        for cases, point in enumerate(domain.points(), 1):
            S = point["S"]
            X = inputs(S)
            key = str(S)
            if key not in found:
                found[key] = flattest_sim_bn(X, [x[0] * x[1] for x in X])
                solver.append(found[key].report.diagnostics())
            ends = (times * found[key].lower, times * found[key].upper)
            row = {
                "d": len(X[0]),
                "claimed": str(claimed),
                "program": f"in [{rounded(ends[0], up=False)}, {rounded(ends[1], up=True)}]",
                "net": str(_own(point)),
            }
            if not ends[0] <= claimed <= ends[1]:
                return legs.refutes(
                    "convex",
                    Exactness.BRACKET,
                    point,
                    row,
                    cases=cases,
                    executed=True,
                    diagnostics={"solver": solver},
                )
            rows.append(row)
        # of the last set: the kind of certificate is about ‖γ ⊙ W_2‖_1
        proof = found[key].certificate if times == 1 else None
        return legs.supports(
            "convex",
            Exactness.BRACKET,
            domain.swept(),
            cases=len(rows),
            executed=True,
            certificate=None if proof is None else case.certificate(**proof),
            detail={"numbers": rows},
            diagnostics={"solver": solver},
        )

    return run


def _own(point: Any) -> Fraction:
    """What an explicit net has: ‖γ ⊙ W_2‖_1 of the corner net, or a trace within κ."""
    if "kappa" in point:
        return trace(near_flattest(point["S"], Fraction(point["kappa"])))
    return product_sum(printed_net(point["S"], 4))
