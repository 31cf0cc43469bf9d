"""Legs of Propositions 5.1 and 5.2 that are more than a predicate: z3."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from theorems.sharpness._parts.every_width import witnessed
from theorems.sharpness._parts.xor_legs import exists_by_smt, spare_by_smt
from theorems.sharpness._parts.xor_nets import CORNERS
from verify.domain import Point
from verify.evidence import Evidence, Exactness, Outcome
from verify.legs import Finding

if TYPE_CHECKING:
    from verify.case import Case

__all__ = [
    "exists_by_corners",
    "function_by_corners",
    "memorizing_by_smt",
    "spare_by_corners",
    "trace_by_corners",
]

Data = Mapping[str, Any]
Predicate = Callable[[Data, Point], Finding]


def memorizing_by_smt(
    predicate: Predicate, over: Mapping[str, Any], *, repeats: bool
) -> Callable[[Case], Evidence]:
    """z3: a sample's own neuron has the value 2ε > ε, and those k ≥ 1 flips away are off.

    x_i·x_j = d − 2k where x_i and x_j differ in k coordinates. Where samples may repeat, k = 0
    occurs too, unless their neurons are moved. At one active neuron of value h > ε the trace is 2,
    and a neuron of weight y for each of the min(n, 2^d) points makes y f > 0 there and f = 0
    elsewhere.
    """

    def run(case: Case) -> Evidence:
        import z3

        from verify.solvers.smt import prove

        least = 0 if repeats and case.data["spare"] == "printed" else 1
        plain = case.data["trace"] == "2" and case.data["event"] == "y f <= 0"
        counted = not (repeats and case.data["spare"] == "dead")

        def formula(t: Data) -> Any:
            e, d, k = t["eps"], t["delta"], t["k"]
            own, other = 2 * e * d / d, 2 * e * (d - 2 * k) / d
            return z3.And(own > e, other < 0)

        if plain and counted:
            found = prove(
                case,
                formula,
                variables=("eps", "delta"),
                free={"data": "samples meet in the number k of coordinates in which they differ"},
                auxiliary=("k",),
                definitions=lambda t: [t["k"] >= least],
            )
            if found.outcome is Outcome.SUPPORTS:
                return found
        return witnessed(case, "smt", Exactness.SMT, predicate, over)

    return run


def function_by_corners(case: Case) -> Evidence:
    """z3: Eq. (18) at the four corners for all ε > 0, f² ‖h‖² = (W_2 h)² and signs."""
    import z3

    from verify.solvers.smt import prove, relu

    first, offset = int(case.data["first"]), int(case.data["offset"])
    shift = z3.RealVal(case.data["shift"])
    placed = {
        2 * i + j + offset: ((-1) ** i, (-1) ** j)
        for i in (first, first + 1)
        for j in (first, first + 1)
    }

    def formula(t: Data) -> Any:
        e, parts = t["eps"], []
        for a, b in CORNERS:
            lines = [
                2 * e * (u * a + v * b - shift) if (u, v) != (0, 0) else e * 0
                for u, v in (placed.get(k, (0, 0)) for k in (1, 2, 3, 4))
            ]
            weights = [u * v for u, v in (placed.get(k, (0, 0)) for k in (1, 2, 3, 4))]
            hidden = [relu(h) for h in lines]
            inner = z3.Sum(*[w * h for w, h in zip(weights, hidden, strict=True)])
            square = z3.Sum(*[h * h for h in hidden])
            parts += [h != 0 for h in lines]
            parts += [square > e * e, inner * inner == square, a * b * inner > 0]
        return z3.And(*parts)

    return prove(case, formula, variables=("eps",), free={"d": "the other weights are 0"})


def trace_by_corners(predicate: Predicate) -> Callable[[Case], Evidence]:
    """z3: at each corner one neuron is active, above ε, with weight x[1]x[2]: it costs 1."""

    def run(case: Case) -> Evidence:
        import z3

        from verify.solvers.smt import prove

        scale, height, trace = (z3.RealVal(case.data[k]) for k in ("scale", "height", "trace"))

        def formula(t: Data) -> Any:
            e, parts = t["eps"], [trace == 2]
            for a, b in CORNERS:
                lines = [(height * e * (u * a + v * b - 1), u * v) for u, v in CORNERS]
                parts += [z3.If(h > 0, z3.And(h > e, scale * w == a * b), h < 0) for h, w in lines]
                parts.append(z3.Sum(*[z3.If(h > 0, 1, 0) for h, _ in lines]) == 1)
            return z3.And(*parts)

        found = prove(
            case, formula, variables=("eps",), free={"data": "a sample is at one of four corners"}
        )
        if found.outcome is Outcome.SUPPORTS:
            return found
        return witnessed(case, "smt", Exactness.SMT, predicate, {})

    return run


SCALED = "the nets of Proposition 4.2 at r = 2ε, and max{‖h‖, ε} > 0 leaves the sign of f"


def exists_by_corners(case: Case) -> Evidence:
    """z3 on the nets of Proposition 4.2: signs at the corners, one neuron of value r at a sample.

    With output weights ± 1 that value is 2ε > ε, f = y there, and the sample costs 1.
    """
    return _with_epsilon(exists_by_smt(case), SCALED)


def spare_by_corners(case: Case) -> Evidence:
    """z3: near θ each pre-activation keeps its sign, as in Proposition 4.2 at r = 2ε."""
    return _with_epsilon(spare_by_smt(case), "r = 2ε is a free real here")


def _with_epsilon(found: Evidence, why: str) -> Evidence:
    if found.outcome is not Outcome.SUPPORTS:
        return found
    free = {**found.detail["independent_of"], "eps": why}
    if "n" in free:
        free["n"] = (
            "three samples leave a corner out, whichever, and each corner is; beyond 4 the further "
            "neurons are dead; one neuron of value 2ε at a sample costs 1"
        )
    return msgspec.structs.replace(found, detail={**found.detail, "independent_of": free})
