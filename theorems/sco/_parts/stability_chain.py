"""Chains of elementary steps that z3 decides one by one, and steps that several chains share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from theorems.sco._parts.stability_constants import SHARES
from theorems.sco._parts.stability_runs import NEAR
from verify import Case, Evidence, Exactness, Objects, Outcome, supports

__all__ = ["Piece", "Terms", "chain", "cocoercive", "distance", "lemma_of_one_step", "real", "sums"]

Terms = Mapping[str, Any]
Piece = tuple[Any, Any, tuple[str, ...], tuple[str, ...]]
"""A formula, what is known, the names it is said in, and the parameters among them."""


def chain(case: Case, pieces: Sequence[Piece], free: Mapping[str, str]) -> Evidence:
    """The evidence of the first piece that fails, else of the last, for the whole domain.

    No piece names an object, so that one of each is enough for a point that z3's values belong to.
    """
    from verify.solvers.smt import prove

    objects = {k: v for k, v in case.domain.parameters.items() if isinstance(v, Objects)}
    few = replace(
        case, domain=case.domain.restrict(**{k: v.samples[:1] for k, v in objects.items()})
    )
    named = {name: free.get(name, "another piece speaks of it") for name in case.domain.parameters}
    for formula, definitions, names, variables in pieces:
        rest = {name: why for name, why in named.items() if name not in variables}
        found = prove(
            few,
            formula,
            variables=variables,
            auxiliary=names,
            definitions=definitions,
            free=rest,
        )
        if found.outcome is not Outcome.SUPPORTS:
            return found
    return supports("smt", Exactness.SMT, case.domain, detail={"independent_of": dict(free)})


def cocoercive(t: Terms) -> list[Any]:
    """With Δ = ∇F(w+v) − ∇F(w'+v'), G = ‖Δ‖, s = ⟨w−w', Δ⟩: s ≥ G²/β − 2rG, for ‖v−v'‖ ≤ 2r."""
    beta, G = t["beta"], t["G"]
    return [G >= 0, beta * t["s"] >= G * G - 2 * beta * t["r"] * G]


def distance(case: Case, t: Terms) -> list[Any]:
    """What `near`, the term with ‖w_1−w*‖², is at most: R, which has ‖w_1−w*‖² or 1."""
    if case.data["distance"] == "2":
        return [t["near"] == t["R"]]
    close = any(premise.text == NEAR.text for premise in case.domain.premises)
    return [t["near"] <= t["R"]] if close else []


def lemma_of_one_step(case: Case) -> Piece:
    """Lemma 1 with a and b in one step: ηF ≤ a‖x‖² − a‖x−ηg‖² + ηβb‖e‖², for a ≥ 1/2.

    F and g belong to w_t+v_t, v_t = q_t+e_t, and F_S is 0 at w*+q_t: with G = ‖g‖, E = ‖e‖ and
    s = ⟨g, x⟩, s ≥ F + G²/(2β) − GE and F ≥ G²/(2β). Here η is divided out. In the form "rate"
    b/(1−ηβ) stands for b.
    """
    import z3

    a, b = (z3.RealVal(q) for q in case.data["lemma"])

    def formula(t: Terms) -> Any:
        eta, beta, G, E = t["eta"], t["beta"], t["G"], t["E"]
        whole = 1 - eta * beta if case.data.get("form") == "rate" else real(Fraction(1))
        less = t["F"] - a * (2 * t["s"] - eta * G * G)
        return less * whole <= b * beta * E * E

    def known(t: Terms) -> list[Any]:
        beta, G, F = t["beta"], t["G"], t["F"]
        square = G * G
        return [
            *(t[k] >= 0 for k in ("G", "E", "F")),
            2 * beta * F >= square,
            2 * beta * t["s"] >= 2 * beta * F + square - 2 * beta * G * t["E"],
        ]

    return formula, known, ("G", "E", "F", "s"), ("eta", "beta")


def sums(output: str) -> list[Piece]:
    """√1 + … + √(T−1) ≤ p T^{3/2} and 1² + … + (T−1)² ≤ q T³ from T to T + 1, p² and q the shares.

    For the last iterate there is nothing to sum: p = q = 1.
    """
    import z3

    square, cube = SHARES[output]
    if output == "last":
        return [(lambda t: z3.And(real(square) >= 1, real(cube) >= 1), None, (), ())]

    def roots(t: Terms) -> Any:
        p, y, z = t["p"], t["y"], t["z"]
        return p * y * y * y + y <= p * z * z * z

    def next_root(t: Terms) -> list[Any]:
        y, z = t["y"], t["z"]
        share = t["p"] * t["p"] == real(square)
        return [share, *(t[k] >= 0 for k in ("p", "y", "z")), z * z == y * y + 1]

    def squares(t: Terms) -> Any:
        x = t["x"]
        return real(cube) * ((x + 1) * (x + 1) * (x + 1) - x * x * x) >= x * x

    return [(roots, next_root, ("p", "y", "z"), ()), (squares, lambda t: [t["x"] >= 0], ("x",), ())]


def real(q: Fraction) -> Any:
    """A rational as z3 has it."""
    import z3

    return z3.RealVal(str(q))
