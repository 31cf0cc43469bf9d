"""Legs of Theorem 5.1 and Lemma A.12 on one net of their own: z3."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from theorems.sharpness._parts.every_width import Predicate, witnessed
from theorems.sharpness._parts.memorizing_sets import TWICE
from verify.case import Case
from verify.evidence import Evidence, Exactness, Outcome
from verify.solvers.smt import prove

__all__ = ["approached_by_smt", "path_by_smt"]

Data = Mapping[str, Any]
SAMPLEWISE = (
    "extreme points have w_i with positive gaps, and the net looks at them through r = ‖x_i'‖, y_i "
    "and s = w_i·(x_i − x_j)/least gap alone, which are free reals here, s ≥ 1"
)


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
