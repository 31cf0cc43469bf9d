"""What sympy decides of SA-GD on the faces of `upper_path`, for all parameters at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from theorems.sco._parts.upper_pairs import within_premises
from theorems.sco._parts.upper_path import beyond_at
from verify import Case, Evidence, Exactness, Tri, legs
from verify.evidence import Outcome

__all__ = ["PATH", "beyond_by_sympy", "least_by_sympy"]

PATH: dict[str, Any] = {
    "T": [1, 6, 16, 22, 48],
    "eta": ["1", "6/5", "127/100", "13/10", "7/5"],
    "beta": ["1", "2"],
    "m": ["1"],
    "gap": ["0", "1/1000"],
}


def least_by_sympy(case: Case) -> Evidence:
    """sympy: one step of the run, and that no two of its faces come to the same height.

    Before step t the heights are 0 for s < t − 1, −k for t − 1, h for t and h − k beyond. The step
    takes xs off face t and adds xsg to its neighbours: that gives the same pattern for t + 1 if
    xs = h + k and xsg = k. At t all steps see s = h + m, and lose nothing of the identity if
    xs²/2 = a(2xsh − x²s²) + xbm². At the end ‖w_{T+1}‖² is (h − γs)² + k² e with e the last entry
    of the inverse of the Gram matrix, 1/c_T for c_1 = 1 and c_{t+1} = 1 − g²/c_t; by 1/4 − g² =
    (1/2 − g)(1/2 + g) ≥ 0 all c_t are at least 1/2.
    """
    from verify.solvers.symbolic import prove_zero

    def expressions(data: Mapping[str, Any], s: Mapping[str, Any]) -> list[Any]:
        import sympy

        x, a, m = s["eta"] * s["beta"], s["a"], s["m"]
        bend, factor = sympy.Rational(data["bend"]), sympy.Rational(data["factor"])
        D = 2 * a * (2 - x) - 1
        step, drop = 2 * a * m / D, (2 * a - 1) * m / D
        height, g = step - m, bend * (2 * a - 1) / (2 * a * x)
        b = factor * 2 * a**2 / D
        return [
            x * step - (height + drop),
            x * step * g - drop,
            x * step**2 / 2 - a * (2 * x * step * height - (x * step) ** 2) - x * b * m**2,
            # the premise a(2 − x) ≤ 1 is 2g ≤ 1
            (1 - 2 * g) * a * x - (1 - a * (2 - x)),
        ]

    def signs(t: Mapping[str, Any]) -> Any:
        import z3

        x, a = t["eta"] * t["beta"], t["a"]
        # k ≥ 0, D > 0, g ≤ 1/2 and h ≥ 0; s − γs ≥ 0
        known = z3.And(2 * a >= 1, 2 * a * (2 - x) > 1, a * (2 - x) <= 1, 2 * a * (1 - x) <= 1)
        return z3.And(known, t["gap"] >= 0, t["gap"] <= 1)

    free = {
        "T": "by induction: every step leads from one pattern of heights to the next",
        "spare": "ρ enters through r − ρ alone, once no face lies above it",
    }
    still = {"gap": "it moves a_0 alone, which no step does: F_S^r(ŵ) is at least β(s − γs)²/2"}
    found = prove_zero(
        case, expressions, variables=("eta", "beta", "a", "m"), free={**free, **still}
    )
    alike = {**free, "m": "all heights grow with it"}
    return within_premises(case, found, signs, variables=("eta", "beta", "a", "gap"), free=alike)


def beyond_by_sympy(case: Case) -> Evidence:
    """sympy: with a = 1 and γ for the gap, what `least` shows of F_S^r(ŵ) exceeds the bound.

    In units of βm²/(xT(3 − 2x)²), with s = 2/(3 − 2x) and ‖w_{T+1}‖² − ⟨a_0, w_1⟩² at most 2k², the
    excess is at least that of the premise, 2 xTγ² and 4γ(2x − 1 − γ) together: all three are at
    least 0, and the first is more.
    """
    from verify.solvers.symbolic import prove_zero

    def excess(data: Mapping[str, Any], s: Mapping[str, Any]) -> Any:
        import sympy

        x, T, gap = s["eta"] * s["beta"], s["T"], s["gap"]
        short = 3 - 2 * x
        step, drop = 2 / short, 1 / short
        height = step - 1
        share = step**2 / 2 - step + 2 * drop**2 / (x * T)
        bound = share + (height - gap * step) ** 2 / (x * T) + sympy.Rational(data["beyond"])
        over = ((1 - gap) ** 2 * step**2 / 2 - bound) * x * T * short**2
        premise = T * x * ((8 * x - 10) * short - 4 * gap) - 2 - (2 * x - 1) ** 2
        return over - (premise + 2 * x * T * gap**2 + 4 * gap * (2 * x - 1 - gap))

    def signs(t: Mapping[str, Any]) -> Any:
        import z3

        x, gap = t["eta"] * t["beta"], t["gap"]
        room = t["T"] * x * ((8 * x - 10) * (3 - 2 * x) - 4 * gap) > 2 + (2 * x - 1) ** 2
        # g ≤ 1/2, D > 0 and h ≥ 0, s − γs ≥ 0, and what is left over
        return z3.And(room, x >= 1, 2 * x < 3, gap >= 0, gap <= 1, gap <= 2 * x - 1)

    names, free = ("T", "eta", "beta", "gap"), {"m": "both sides grow with its square"}
    found = prove_zero(case, excess, variables=names, free=free)
    if found.outcome is Outcome.SUPPORTS:
        return within_premises(case, found, signs, variables=names, free=free)
    for point in case.domain.points(**PATH):
        finding = beyond_at(case.data, point)
        if finding.answer is Tri.NO:
            return legs.refutes("symbolic", Exactness.IDENTITY, point, finding.values)
    return found
