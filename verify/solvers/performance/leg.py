"""A leg that proves a bound over a whole class of functions, instance by instance."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from verify import legs
from verify.case import Case
from verify.domain import Point, point_text
from verify.evidence import Evidence, Exactness
from verify.solvers.performance.bounds import UnprovedError, attain, worst_case
from verify.solvers.performance.estimates import Estimate, certificate, proof_of
from verify.statement import Leg
from verify.tightness import ends

__all__ = ["leg", "sweep"]

EstimateAt = Callable[[Mapping[str, Any], Point], Estimate]


def leg(
    estimate_at: EstimateAt,
    *,
    over: Mapping[str, Any],
    full: Mapping[str, Any] | None = None,
    name: str = "",
    tightness: bool = False,
) -> Leg:
    """A leg of method ``"pep"``: an exact certificate for each point of a sweep.

    Parameters
    ----------
    estimate_at
        The bound that the variant's data claims at a point.
    over, full
        The values that each parameter runs through, and what replaces them beyond the quick
        profile; as in `verify.legs.exact`.
    tightness
        Whether to bracket the largest ratio of the worst case to the bound over the sweep too; its
        lower end stays open where the estimate's constraints are only necessary.
    """

    def run(case: Case) -> Evidence:
        values = {**over, **case.pick({}, full or {})}
        return sweep(case, estimate_at, values, tightness=tightness)

    return Leg("pep", run, name)


def sweep(
    case: Case, estimate_at: EstimateAt, values: Mapping[str, Any], *, tightness: bool = False
) -> Evidence:
    """The evidence of such a leg.

    A bound that cannot be proved is refuted where an exact Gram matrix exceeds it; the claim's
    re-check must then find a function that does. Otherwise it is undecided, with the reason.
    """
    points = case.domain.points(**values)
    if not points:
        return legs.undecided(
            "pep", Exactness.CERTIFICATE, "the sweep visits no point of the domain"
        )
    proved = []
    for index, point in enumerate(points, 1):
        estimate = estimate_at(case.data, point)
        try:
            proved.append((estimate, proof_of(estimate)))
        except UnprovedError as unproved:
            exceeded = _exceeded(estimate)
            if exceeded is None:
                reason = f"{unproved}, at {point_text(point)}"
                return legs.undecided("pep", Exactness.CERTIFICATE, reason, cases=index)
            shown = {"claimed": estimate.bound, "exceeded": exceeded}
            return legs.refutes("pep", Exactness.CERTIFICATE, point, shown, cases=index)
    least = min(estimate.bound - proof.bound for estimate, proof in proved)
    try:
        written = certificate(f"{case.label}/{case.claim}", proved)
    except UnprovedError as unproved:
        return legs.undecided("pep", Exactness.CERTIFICATE, str(unproved), cases=len(points))
    return legs.supports(
        "pep",
        Exactness.CERTIFICATE,
        case.domain.swept(**values),
        cases=len(points),
        certificate=written,
        detail=_tightness(case.claim, [e for e, _ in proved]) if tightness else {},
        diagnostics={"least_slack": str(float(least))},
    )


def _tightness(claim: str, estimates: Sequence[Estimate]) -> dict[str, Any]:
    """What the detail says of this claim's bound, which need not be that of the others."""
    return {"tightness": {**_ends(estimates), "of": claim}}


def _ends(estimates: Sequence[Estimate]) -> dict[str, str | None]:
    """The largest ratio of a worst case to its bound, each end rounded outwards to 10⁻⁴.

    What was proved is at most 1.
    """
    found = []
    for estimate in estimates:
        if estimate.ratio is None:
            return {"lower": None, "upper": None}
        try:
            worst = worst_case(estimate.ratio)
        except UnprovedError:
            found.append((Fraction(0), Fraction(1)))
        else:
            lower = worst.lower if estimate.exact else Fraction(0)
            found.append((lower, min(worst.upper, Fraction(1))))
    least, most = (max(pair[k] for pair in found) for k in (0, 1))
    return ends(least or None, most)


def _exceeded(estimate: Estimate) -> bool | None:
    """Whether an exact Gram matrix goes beyond the bound; None where none was found."""
    try:
        found = attain(estimate.program, estimate.bound)
    except UnprovedError:
        return None
    return True if found.value > estimate.bound else None
