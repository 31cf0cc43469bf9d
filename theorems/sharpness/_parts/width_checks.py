"""Lemma 3.1's realization has the least width: three neurons do not interpolate the cube.

f(x) + f(−x) = Σ w_j |a_j·x| and f(x) − f(−x) = Σ w_j a_j·x, so that an interpolating net has
Σ w_j a_j·x = 0 and Σ w_j |a_j·x| = 2y at each x. If at most one w_j is of one sign, the triangle
inequality gives Σ w_j |a_j·x| one sign for all x, but the labels take both.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.sharpness._parts.cube_nets import cube, net_of, outputs, realization, smooth
from theorems.sharpness._parts.every_width import witnessed
from verify import legs
from verify.evidence import Evidence, Exactness
from verify.exact.rational import fraction
from verify.legs import Finding, compare

if TYPE_CHECKING:
    from verify.case import Case
    from verify.domain import Point

__all__ = ["wide_enough", "wide_enough_by_smt"]

Data = Mapping[str, Any]


def wide_enough(data: Data, p: Point) -> Finding:
    """Whether a net of width m interpolates the cube and is smooth there, iff m ≥ `least`."""
    d, m = p["d"], p["m"]
    if m >= 4:
        found = realization(d, Fraction(1, 3))
        if found is None:
            return compare(0, ">", 0, which="|2 − 2ε|")
        spare = [[Fraction(2 ** (d - k)) for k in range(d)]] * (m - 4)
        rows = [[fraction(v) for v in row] for row in found.W1]
        net = net_of([*rows, *spare], [*map(fraction, found.W2), *[0] * (m - 4)])
        right = outputs(net, cube(d)) == [x[0] * x[1] for x in cube(d)]
        possible = right and smooth(net, cube(d))
    else:
        patterns = itertools.product((1, -1), repeat=m)
        possible = any(min(s.count(1), s.count(-1)) >= 2 for s in patterns)
    needed = int(data["least"])
    return compare(int(possible), "==", int(m >= needed), which="a net exists, m ≥ least", m=m)


def wide_enough_by_smt(over: Mapping[str, Any]) -> Any:
    """z3: no signs of up to three weights allow both labels; four neurons are the realization."""

    def run(case: Case) -> Evidence:
        import z3

        from verify.solvers.smt import bounded

        for m in (1, 2, 3):
            for signs in itertools.product((1, -1), repeat=m):
                solver = bounded()
                for name, label in (("s", 1), ("t", -1)):
                    # w_j a_j·x = ± its size; the weights are absorbed up to their signs
                    v = [z3.Real(f"{name}{j}") for j in range(m)]
                    size = [z3.If(e >= 0, e, -e) for e in v]
                    solver.add(z3.Sum([s * e for s, e in zip(signs, v, strict=True)]) == 0)
                    solver.add(
                        z3.Sum([s * e for s, e in zip(signs, size, strict=True)]) == 2 * label
                    )
                if solver.check() != z3.unsat:
                    reason = f"weights of signs {signs} are not excluded"
                    return legs.undecided("smt", Exactness.SMT, reason)
        if case.data["least"] != "4":
            return witnessed(case, "smt", Exactness.SMT, wide_enough, over)
        detail = {
            "independent_of": {
                "d": "a·x is a free real at one x of either label; the realization has weight 0 "
                "beyond x[1], x[2] (claim realization)",
                "m": "three cases, and from four on spare neurons of weight 0",
            }
        }
        return legs.supports("smt", Exactness.SMT, case.domain, detail=detail)

    return run
