"""Claimed bounds with the certificates that prove them: what the replay's kinds understand.

An `Estimate` is a bound in the words of one of the kinds ``performance.*`` of `verify.replay`
beside the worst-case problem that this module states for it. The replay states the problem for
itself, so a mistake here makes a certificate that is rejected.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from verify.exact.rational import fraction
from verify.solvers.performance.bounds import (
    Proof,
    UnprovedError,
    contradictory,
    prove,
    proved_by,
)
from verify.solvers.performance.expressions import Number, Vector, value, vector
from verify.solvers.performance.methods import Measure, first_order, perturbed, step_size
from verify.solvers.performance.program import Point, Program, convex_smooth, point

__all__ = [
    "Estimate",
    "certificate",
    "certify",
    "coupled_bound",
    "first_order_bound",
    "perturbed_bound",
    "proof_of",
]


@dataclass(frozen=True)
class Estimate:
    """The objective of `program` is at most `bound`, which is the claim that `parameters` say."""

    kind: str
    parameters: Mapping[str, Any]
    program: Program
    bound: Fraction
    multipliers: Mapping[str, Any] | None = None
    """exact ones, where they are known; a solver is asked otherwise"""
    ratio: Program | None = None
    """its worst case is the worst case of what is bounded, divided by the bound"""
    exact: bool = False
    """whether every Gram matrix that meets the constraints is one of a function of the class"""


def first_order_bound(
    steps: Sequence[Sequence[Any]],
    smoothness: Any,
    bound: Any,
    *,
    measure: Measure = "last value",
    multipliers: Mapping[str, Any] | None = None,
) -> Estimate:
    """The measure is at most bound · ‖x_0 − x*‖²; see `first_order`."""
    program, limit = first_order(steps, smoothness, measure=measure), fraction(bound)
    parameters = {
        "steps": [[str(fraction(h)) for h in row] for row in steps],
        "smoothness": str(fraction(smoothness)),
        "measure": measure,
        "bound": str(limit),
    }
    ratio = Program(program.objective / limit, program.constraints) if limit > 0 else None
    return Estimate("performance.first_order", parameters, program, limit, multipliers, ratio, True)


def perturbed_bound(
    steps: int,
    eta: Any,
    beta: Any,
    *,
    start: Any,
    beyond: Any,
    method: Literal["given", "argmax", "ascent"] = "given",
    multipliers: Mapping[str, Any] | None = None,
) -> Estimate:
    """The mean is at most start · ‖w_1 − w*‖² + beyond · max(r − ρ, 0)², for all w_1, r and ρ.

    See `perturbed`; SA-GD ("argmax") is held to what holds for every perturbation.
    """
    inner: Literal["given", "ascent"] = "ascent" if method == "ascent" else "given"
    base = perturbed(steps, eta, beta, method=inner)
    cost = vector("w1-w*").square() * fraction(start) + value("beyond") * fraction(beyond)
    limits = {
        name: vector(f"e{name.split()[1]}").square() - value("beyond")
        if name.startswith("beyond")
        else form
        for name, form in base.constraints.items()
        if name != "start"
    }
    parameters = {
        "method": method,
        "steps": steps,
        **_texts(eta=eta, beta=beta, start=start, beyond=beyond),
    }
    program, ratio = _programs(base.objective, cost, limits)
    return Estimate("performance.perturbed", parameters, program, Fraction(0), multipliers, ratio)


def coupled_bound(
    steps: int, eta: Any, beta: Any, *, radius: Any, start: Any, beyond: Any
) -> Estimate:
    """‖ŵ − ŵ'‖² ≤ radius · r² + start · ‖w_1 − w*‖² + beyond · max(r − ρ, 0)² for n = 2.

    ŵ and ŵ' are the means of the iterates of w_{t+1} = w_t − η ∇F(w_t + v_t) on (f_1 + f_2)/2 and
    on f_2/2, both from w_1, with perturbations of their own of length at most r.
    """
    step = step_size(eta, beta)
    d, far, reach = vector("w1-w*"), value("beyond"), value("radius")
    limits: dict[str, Number] = {}
    w = u = d
    apart = []
    star = Point("*", Vector(), Vector(), Number())
    for t in range(1, steps + 1):
        apart.append(w - u)
        met: list[Point] = []
        for run, at, functions in (("w", w, (1, 2)), ("u", u, (2,))):
            v, e = vector(f"v{run}{t}"), vector(f"e{run}{t}")
            limits |= {f"radius {run}{t}": v.square() - reach, f"beyond {run}{t}": e.square() - far}
            for k in functions:
                near = point(f"{run}{k},{t}", at + e)
                limits |= convex_smooth([near, star], beta)
                met.append(Point(near.name, at + v, near.g, near.f))
        first, second, other = met
        limits |= convex_smooth([second, other], beta)
        w, u = w - (first.g + second.g) * (step / 2), u - other.g * (step / 2)
    gap = sum(apart, Vector()) / steps
    cost = d.square() * fraction(start) + far * fraction(beyond) + reach * fraction(radius)
    parameters = {
        "steps": steps,
        **_texts(eta=eta, beta=beta, radius=radius, start=start, beyond=beyond),
    }
    program, ratio = _programs(gap.square(), cost, limits)
    return Estimate("performance.coupled", parameters, program, Fraction(0), None, ratio)


def proof_of(estimate: Estimate) -> Proof:
    """Multipliers that prove the estimate: the known ones, else from the solver.

    Raises
    ------
    UnprovedError
        They could not be found or rounded, the known ones prove a larger bound, or conditions of
        one's own contradict each other: these would prove anything.
    """
    if estimate.parameters.get("given") and contradictory(estimate.program):
        msg = "the constraints contradict each other: no function of the class meets them"
        raise UnprovedError(msg)
    if estimate.multipliers is None:
        return prove(estimate.program, estimate.bound)
    proof = proved_by(estimate.program, estimate.multipliers)
    if proof.bound > estimate.bound:
        msg = f"the known multipliers prove {proof.bound}, which is more than {estimate.bound}"
        raise UnprovedError(msg)
    return proof


def certify(claim: str, estimates: Sequence[Estimate]) -> dict[str, Any]:
    """A certificate of estimates of one kind, already accepted by the replay.

    Parameters
    ----------
    claim
        ``"label/claim"``.

    Raises
    ------
    UnprovedError
        An estimate's multipliers could not be found or rounded, or the replay rejects them.
    TypeError
        The estimates are no sequence of estimates.
    ValueError
        There is none.
    """
    if not isinstance(estimates, Sequence) or any(not isinstance(e, Estimate) for e in estimates):
        msg = f"estimates must be a list of estimates, got {estimates!r}"
        raise TypeError(msg)
    if not estimates:
        msg = "estimates must hold at least one estimate"
        raise ValueError(msg)
    return certificate(claim, [(estimate, proof_of(estimate)) for estimate in estimates])


def certificate(claim: str, proved: Sequence[tuple[Estimate, Proof]]) -> dict[str, Any]:
    """The same where the proofs are there already; one that comes twice is written once."""
    from verify.exact.certificates import make

    proofs: list[dict[str, Any]] = []
    instances: list[dict[str, Any]] = []
    for estimate, proof in proved:
        if dict(estimate.parameters) in instances:
            continue
        instances.append(dict(estimate.parameters))
        found = dict(proof.multipliers)
        if "start" in estimate.parameters:
            # the homogeneous program pays for the start in its objective
            found["start"] = fraction(estimate.parameters["start"])
        texts = {name: str(entry) for name, entry in found.items() if entry}
        proofs.append({"multipliers": texts})
    try:
        return make(claim, proved[0][0].kind, {"instances": instances}, None, {"proofs": proofs})
    except ValueError as error:
        raise UnprovedError(str(error)) from None


def _programs(
    objective: Number, cost: Number, limits: Mapping[str, Number]
) -> tuple[Program, Program | None]:
    """The objective less its cost, and the objective where the cost is at most 1.

    Both sides grow alike with the square of lengths, so that the second one's worst case is the
    largest ratio of the two.
    """
    claim = Program(objective - cost, limits)
    if objective.vanishes:
        return claim, None
    return claim, Program(objective, {**limits, "cost": cost - 1})


def _texts(**numbers: Any) -> dict[str, str]:
    return {name: str(fraction(number)) for name, number in numbers.items()}
