"""What z3 decides of Theorem 6, for all values of the parameters at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from verify import Case, Evidence

__all__ = ["class_by_smt", "fixed_point", "minimum_by_smt"]


def fixed_point(case: Case) -> Evidence:
    """z3: SAM's step maps 0 to 0 under each convention, and the gap at 0 is what is claimed."""
    import z3

    from verify.solvers.smt import prove, relu

    ascents = {"stay": 0, "damped": 0, "minus": -1, "plus": 1}
    conventions = case.domain.parameters["convention"].values

    def formula(t: Mapping[str, Any]) -> Any:
        steps = [t["eta"] * relu(t["radius"] * ascents[c]) == 0 for c in conventions]
        top, other = relu(t["r"]), relu(t["r"] + z3.RealVal(case.data["minimizer"]))
        gap = (top * top - other * other) / 2
        return z3.And(*steps, gap >= z3.RealVal(case.data["constant"]) * t["r"] * t["r"])

    return prove(
        case,
        formula,
        variables=("eta", "radius", "r"),
        free={
            "n": "F_S is the same for every sample",
            "T": "0 is a fixed point of the step, so every iterate is 0",
            "tau": "the average of zeros is 0",
            "convention": "the conventions are conjoined",
        },
    )


def class_by_smt(case: Case) -> Evidence:
    """z3: the five inequalities for all u, v in W and all ρ."""
    import z3

    from verify.solvers.smt import prove, relu

    def formula(t: Mapping[str, Any]) -> Any:
        u, v, c = t["u"], t["v"], z3.RealVal(case.data["scale"])
        fu, fv, gu, gv = c * relu(u) ** 2 / 2, c * relu(v) ** 2 / 2, c * relu(u), c * relu(v)
        span = z3.If(u >= v, u - v, v - u)
        return z3.And(
            fu >= 0,
            fv - fu >= gu * (v - u),
            gu - gv <= span,
            gv - gu <= span,
            fu - fv <= span,
            fv - fu <= span,
            c * relu(z3.RealVal(case.data["minimizer"]) + t["rho"] * u) == 0,
        )

    return prove(case, formula, variables=("u", "v", "rho"))


def minimum_by_smt(case: Case) -> Evidence:
    """z3: F_S^r(w*) is at most F_S^r(w) for all r and all w in W."""
    import z3

    from verify.solvers.smt import prove, relu

    def formula(t: Mapping[str, Any]) -> Any:
        center = z3.RealVal(case.data["minimizer"])
        return relu(center + t["r"]) ** 2 <= relu(t["w"] + t["r"]) ** 2

    return prove(case, formula, variables=("r", "w"))
