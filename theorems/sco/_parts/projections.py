"""R(u) = [‖u‖ − ρ]_+ u/‖u‖ = u − Π(u) is nonexpansive, Π the projection onto the ball of radius ρ.

For any closed convex set, p = Π(u) and q = Π(v) meet ⟨u − p, p − q⟩ ≥ 0 and ⟨v − q, q − p⟩ ≥ 0.
How large ‖(u − p) − (v − q)‖² can be for ‖u − v‖² ≤ 1 is a semidefinite program in the Gram matrix
of (u, v, p, q); each value of its dual is a proof.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theorems.core.radicals import at_least_zero
from theorems.core.scalars import dot
from theorems.sco._parts.ball_points import numbers, padded
from theorems.sco._parts.hinge import residues
from verify import legs
from verify.case import Case
from verify.evidence import Evidence, Exactness
from verify.legs import Finding, both
from verify.tri import Tri

if TYPE_CHECKING:
    from verify.domain import Point
    from verify.solvers.convex import Bracket

__all__ = [
    "GRAMS",
    "nonexpansive_at",
    "nonexpansive_by_gram",
    "projection_at",
    "projection_by_smt",
    "worst_ratio",
]

Form = list[list[Fraction]]


def _form(a: Sequence[int], b: Sequence[int]) -> Form:
    """The symmetric matrix of ⟨a, b⟩, a and b combinations of (u, v, p, q)."""
    return [[Fraction(a[i] * b[k] + a[k] * b[i], 2) for k in range(4)] for i in range(4)]


_STEP, _RESIDUE, _MOVE = (1, -1, 0, 0), (1, -1, -1, 1), (0, 0, 1, -1)
GRAMS = {
    "step": _form(_STEP, _STEP),
    "residue": _form(_RESIDUE, _RESIDUE),
    "at_p": _form((1, 0, -1, 0), _MOVE),
    "at_q": _form((0, 1, 0, -1), (0, 0, -1, 1)),
}
"""‖u − v‖², ‖(u−p) − (v−q)‖², ⟨u − p, p − q⟩, ⟨v − q, q − p⟩ as forms in (u, v, p, q)."""


def _combine(*terms: tuple[Fraction | int, str]) -> Form:
    return [
        [sum((c * GRAMS[n][i][k] for c, n in terms), Fraction(0)) for k in range(4)]
        for i in range(4)
    ]


def nonexpansive_at(data: Mapping[str, Any], p: Point) -> Finding:
    """κ‖R(u) − R(v)‖² ≤ ‖u − v‖², exactly, at one pair."""
    u, v = padded(numbers(p["u"]), numbers(p["v"]))
    left, right = residues(u, v, p["rho"])
    if not any(u):  # 0/0
        left = [Fraction(data["at_zero"]), *left[1:]]
    step = [a - b for a, b in zip(u, v, strict=True)]
    change = [a - b for a, b in zip(left, right, strict=True)]
    return at_least_zero(dot(step, step) - Fraction(data["kappa"]) * dot(change, change))


def projection_at(data: Mapping[str, Any], p: Point) -> Finding:
    """Whether u − R(u) is the projection of u, exactly, at one point.

    p is the projection of u iff ‖p‖ ≤ ρ and ⟨u − p, y − p⟩ ≤ 0 for every y of the ball, whose
    largest value is ρ‖u − p‖ − ⟨u − p, p⟩.
    """
    u, rho = numbers(p["u"]), p["rho"]
    left, _ = residues(u, u, rho)
    if not any(u):  # 0/0
        left = [Fraction(data["at_zero"]), *left[1:]]
    left = [Fraction(data["times"]) * x for x in left]
    shadow = [a - b for a, b in zip(u, left, strict=True)]
    inner = dot(left, shadow)
    return both(
        at_least_zero(rho * rho - dot(shadow, shadow), which="in the ball"),
        at_least_zero(inner, which="outward"),
        at_least_zero(inner * inner - rho * rho * dot(left, left), which="nearest"),
    )


def projection_by_smt(case: Case) -> Evidence:
    """z3: with m = ‖u‖, R(u) = κu and p = (1 − κ)u, ‖p‖ ≤ ρ and ⟨u − p, y − p⟩ ≤ 0 in the ball.

    For y with ‖y‖ ≤ ρ let k = ⟨u, y⟩, at most mρ: ⟨u − p, y − p⟩ = κ(k − (1 − κ)m²).
    """
    import z3

    from verify.solvers.smt import prove

    times = z3.RealVal(case.data["times"])

    def formula(t: Mapping[str, Any]) -> Any:
        m, rho, k = t["m"], t["rho"], t["k"]
        # κ = times [m − ρ]_+ / m; both sides are multiplied by m, or by m², which keeps them
        share = times * z3.If(m > rho, m - rho, 0)
        return z3.And(m - share <= rho, share * (k - (m - share) * m) <= 0)

    found = prove(
        case,
        formula,
        variables=("rho",),
        auxiliary=("m", "k"),
        definitions=lambda t: [t["m"] >= 0, t["k"] <= t["m"] * t["rho"]],
        free={"u": "only ‖u‖ and ⟨u, y⟩ ≤ ρ‖u‖ enter, and R(0) = 0"},
    )
    if found.witness is None:
        return found
    for point in case.domain.points(rho=[found.witness.point["rho"]]):
        if (finding := projection_at(case.data, point)).answer is Tri.NO:
            return legs.refutes("smt", Exactness.SMT, point, finding.values)
    reason = "z3 breaks the inequalities, but no u of the sweep does"
    return legs.undecided("smt", Exactness.SMT, reason)


def nonexpansive_by_gram(case: Case) -> Evidence:
    """‖u−v‖² − κ‖(u−p) − (v−q)‖² = 2⟨u−p, p−q⟩ + 2⟨v−q, q−p⟩ + a form LDLᵀ with D ≥ 0."""
    from verify.exact.linalg import psd

    kappa = case.data["kappa"]
    slack = _combine((1, "step"), (-Fraction(kappa), "residue"), (-2, "at_p"), (-2, "at_q"))
    if not psd(slack).answer:
        for point in case.domain.points(rho=["0", "1"]):
            finding = nonexpansive_at(case.data, point)
            if finding.answer is Tri.NO:
                return legs.refutes("exact", Exactness.CERTIFICATE, point, finding.values)
        reason = "the multipliers 2, 2 prove nothing, and no pair of the sweep breaks it"
        return legs.undecided("exact", Exactness.CERTIFICATE, reason)

    def texts(form: Form) -> list[list[str]]:
        return [[str(entry) for entry in row] for row in form]

    # for κ = 1 the slack is ‖p − q‖²: its third column is its only pivot
    unit = [[str(int(i == k)) for k in range(4)] for i in range(3)]
    factors = {"L": [*unit, ["0", "0", "-1", "1"]], "D": ["0", "0", "1", "0"]}
    problem = {
        "vectors": ["u", "v", "p", "q"],
        "objective": texts(_combine((1, "step"), (-Fraction(kappa), "residue"))),
        "inequality_p": texts(GRAMS["at_p"]),
        "inequality_q": texts(GRAMS["at_q"]),
    }
    proof = {"multipliers": ["2", "2"], "slack": texts(slack), "ldl": factors}
    certificate = case.certificate("sco.projection_nonexpansive", {"kappa": kappa}, problem, proof)
    return legs.supports("exact", Exactness.CERTIFICATE, case.domain, certificate=certificate)


def worst_ratio(case: Case) -> Evidence:
    """max ‖(u−p) − (v−q)‖² over ‖u−v‖² ≤ 1, bracketed, against 1/κ.

    Above by weak duality at the solver's multipliers, rounded: τ is a bound if
    τ·step − residue − λ·at_p − μ·at_q is positive semidefinite. Below by u = 1, v = p = q = 0.
    """
    import cvxpy as cp
    import numpy as np

    from verify.exact.linalg import psd
    from verify.exact.rational import round_rational
    from verify.solvers.convex import Bracket, solve

    matrix = {n: np.array([[float(x) for x in row] for row in form]) for n, form in GRAMS.items()}
    G = cp.Variable((4, 4), PSD=True)
    ties = [cp.trace(matrix["step"] @ G) <= 1]
    ties += [cp.trace(matrix[name] @ G) >= 0 for name in ("at_p", "at_q")]
    report = solve(cp.Problem(cp.Maximize(cp.trace(matrix["residue"] @ G)), ties))
    duals = [round_rational(float(c.dual_value), bits=8) for c in ties] if report.accurate else []
    upper = next(
        (
            tau
            for tau in (duals[0], duals[0] + Fraction(1, 2**8))
            if min(duals) >= 0
            and psd(
                _combine((tau, "step"), (-1, "residue"), (-duals[1], "at_p"), (-duals[2], "at_q"))
            ).answer
        )
        if duals
        else iter(()),
        None,
    )
    if upper is None:
        reason = f"no dual feasible point near the solver's, whose status is {report.status}"
        return legs.undecided("convex", Exactness.BRACKET, reason)
    bracket = Bracket(-upper, Fraction(-1), "weak duality", "u = 1, v = p = q = 0", report)

    def instances() -> Iterator[tuple[Point, Fraction, Bracket]]:
        point = {"u": ["1"], "v": ["0"], "rho": Fraction(0)}
        yield point, -1 / Fraction(case.data["kappa"]), bracket

    return legs.bracketed(case, case.domain, instances())
