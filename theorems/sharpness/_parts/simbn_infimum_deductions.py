"""The construction of Lemma A.1 and the infimum of the trace, deduced by z3 for every set S."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from theorems.sharpness._parts.every_width import witnessed
from theorems.sharpness._parts.simbn_neuron_deductions import bound_steps, net_steps
from theorems.sharpness._parts.simbn_proof import SCALE, Step, deduced, first_open
from verify import legs
from verify.evidence import Evidence, Exactness

if TYPE_CHECKING:
    from verify.case import Case

__all__ = ["construction_by_smt", "corner_steps", "idle_by_smt", "lowest_by_smt", "lowest_steps"]


def construction_by_smt(predicate: Any, over: Mapping[str, Any]) -> Callable[[Case], Evidence]:
    """The construction at the four corners, each of which every s in S visits once."""

    def run(case: Case) -> Evidence:
        data, width = case.data, case.domain.parameters["width"]
        spare = any(width.contains(m) for m in (5, 6))
        if first_open(corner_steps(data, spare=spare)):
            return witnessed(case, "smt", Exactness.SMT, predicate, over)
        why = {
            "S": "W_1 is 0 beyond x[1], x[2], and each corner occurs |S| times",
            "width": "the neurons beyond the fourth are alike",
        }
        return legs.supports("smt", Exactness.SMT, case.domain, detail={"independent_of": why})

    return run


def corner_steps(data: Mapping[str, Any], *, spare: bool) -> list[Step]:
    """f = Σ W_2[j] h_j/a_j = x[1]x[2] at the corners; v_j stands for W_2[j]/a_j."""
    import z3

    from theorems.sharpness._parts.xor_nets import CORNERS
    from verify.solvers.smt import relu

    shift, place = z3.RealVal(data["shift"]), 1 if data["index"] == "2i+j+1" else 0
    last = {
        2 * i + j + place: z3.RealVal((-1) ** (i + j) if data["sign"] else 1) / 2
        for i in (0, 1)
        for j in (0, 1)
    }
    a, v = z3.Reals("a1 a2 a3 a4"), z3.Reals("v1 v2 v3 v4")
    given, values = [], []
    for j, (p, q) in enumerate(CORNERS):
        h = [relu(z3.RealVal(p * x + q * y) - shift) for x, y in CORNERS]
        given += [a[j] > 0, 4 * a[j] * a[j] == z3.Sum(*[e * e for e in h])]
        given.append(v[j] * a[j] == last.get(j + 1, z3.RealVal(0)))
        values.append(h)
    steps: list[Step] = []
    for i, (x, y) in enumerate(CORNERS):
        f = z3.Sum(*[v[j] * values[j][i] for j in range(4)])
        steps.append((f"f({x}, {y}, …) = {x * y}", given, f == x * y))
    if spare:
        steps.append(("a > 0 for a spare neuron", [], relu(z3.RealVal(data["spare"])) > 0))
    return steps


def lowest_steps(factor: str) -> list[Step]:
    """inf Tr = factor · 8: 4‖γ ⊙ W_2‖_1 below, corner nets of γ near W_2 and long W_1 above."""
    import z3

    g, e, c = z3.Reals("g e c")
    f = z3.RealVal(factor)
    up = 4 * 2 * (g * g + e * e)
    return [
        *bound_steps("1"),
        *net_steps("1", "8")[:1],
        ("γ² = W_2² = 1/2 costs factor · 8", [g * g == e * e, 2 * g * g == 1], up == 8 * f),
        ("a share K/c² is below any κ", [e > 0, c * c * e > g, g > 0], g / (c * c) < e),
    ]


def idle_by_smt(predicate: Any, over: Mapping[str, Any]) -> Callable[[Case], Evidence]:
    """A neuron with γ = W_2 = 0 adds 2(γ² + W_2²) + (γ W_2)² K/c² = 0 to Tr, whatever W_1 is."""

    def steps(data: Mapping[str, Any]) -> list[Step]:
        import z3

        g, v, share = z3.Reals("g v share")
        cost = 2 * (g * g + v * v) + g * g * v * v * share
        return [*lowest_steps("1"), ("it costs nothing", [g == 0, v == 0], cost == 0)]

    why = {
        "S": "W_1 = e_3, d ≥ 3, and b above 1 keep it alive and smooth at every sample",
        "width": "the neurons beyond the fourth are alike",
        "kappa": "the steps are for all κ",
        "eps": "ratio = 1 > ε",
    }

    def run(case: Case) -> Evidence:
        four = case.domain.parameters["width"].contains(4)
        flat = any(not S[0] for S in case.domain.parameters["S"].edges())
        if four or flat or first_open(steps(case.data)):
            return witnessed(case, "smt", Exactness.SMT, predicate, over)
        return legs.supports("smt", Exactness.SMT, case.domain, detail={"independent_of": why})

    return run


def lowest_by_smt(predicate: Any, over: Mapping[str, Any]) -> Callable[[Case], Evidence]:
    """The infimum of the trace for every S and every width from 4 on."""

    def steps(data: Mapping[str, Any]) -> list[Step]:
        return lowest_steps(data["factor"])

    why = {
        "S": SCALE,
        "width": "further neurons have W_2 = γ = 0 and cost nothing",
        "kappa": "γ may be a rational as near √(1/2) as one likes",
    }
    return deduced(steps, predicate, over, why)
