"""The least trace three times: closed form, second differences of a net, a convex program.

The three share no step: the closed form is arithmetic on labels and norms, the second differences
use values of the loss alone, and the program ranges over all activation patterns. Its lower end is
that of the solver's own multipliers, never that of the closed form's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from typing import Any

from theorems.core.networks import Network
from theorems.sharpness._parts.difference_trace import difference_trace
from theorems.sharpness._parts.labelled_data import Labelled, labelled
from verify import legs
from verify.case import Case
from verify.domain import Domain, Point
from verify.evidence import Evidence, Exactness

__all__ = ["Three", "compared", "patterns", "rounded", "row", "three_numbers"]


ATTAINED = {True: "yes", False: "no, approached", None: "undecided"}
"""whether a net that is smooth at the samples has the least trace"""


@dataclass(frozen=True)
class Three:
    """Three independently computed numbers for one data set.

    Attributes
    ----------
    closed_form
        What the statement says is least.
    differences
        Tr ∇²L of the constructed net by exact second differences; None at a kink.
    lower, upper
        The program's bracket on the least trace over interpolating nets of every width: weak
        duality at its own multipliers, repaired, and a rational net.
    """

    closed_form: Fraction
    differences: Fraction | None
    lower: Fraction
    upper: Fraction

    @property
    def verdict(self) -> str:
        """One of "equal", "above" or "below" (the closed form is), "no net" (none attains it)."""
        top = self.upper if self.differences is None else min(self.upper, self.differences)
        if self.closed_form > top:
            return "above"
        if self.closed_form < self.lower:
            return "below"
        return "equal" if self.differences == self.closed_form else "no net"


def three_numbers(
    data: Mapping[str, Any],
    claimed: Callable[[Labelled], Fraction],
    construct: Callable[[Labelled], Network | None],
) -> tuple[Three, Any]:
    """The three numbers of one data set, and the `Flattest` that brackets."""
    from theorems.core.flattest import flattest

    samples = labelled(data)
    net = construct(samples)
    found = flattest(samples.X, samples.y, own=True)
    differences = None if net is None else difference_trace(net, samples)
    return Three(claimed(samples), differences, found.lower, found.upper), found


def compared(
    case: Case,
    domain: Domain,
    claimed: Callable[[Labelled], Fraction],
    construct: Callable[[Labelled], Network | None],
    *,
    extreme: bool = False,
) -> Evidence:
    """Compare the three numbers at each data set of `domain`, whose one parameter is ``data``.

    Returns
    -------
    Evidence
        Supports if the closed form lies in every bracket and equals the trace of every net, with
        a certificate of all data sets; refutes where it lies outside.
    """
    from theorems.core.flattest_certificate import gathered, with_separators

    points = domain.points()
    if not points:
        return legs.undecided("convex", Exactness.BRACKET, "no data set lies in the domain")
    rows, solver, certificates = [], [], []
    for index, point in enumerate(points, 1):
        three, found = three_numbers(point["data"], claimed, construct)
        solver.append(found.report.diagnostics())
        if not found.report.accurate:
            reason = f"solver status {found.status} at data set {index}"
            return legs.undecided("convex", Exactness.BRACKET, reason)
        rows.append({**row(point, three), **patterns(found)})
        if three.verdict == "no net":
            reason = f"no net is shown to attain the closed form at data set {index}"
            return legs.undecided("convex", Exactness.BRACKET, reason)
        if three.verdict != "equal":
            return legs.refutes(
                "convex",
                Exactness.BRACKET,
                point,
                rows[-1],
                cases=index,
                executed=True,
                diagnostics={"solver": solver},
            )
        if found.certificate is None:
            reason = f"the program's bracket is too wide to tell at data set {index}"
            return legs.undecided("convex", Exactness.BRACKET, reason)
        certificates.append(with_separators(found.certificate) if extreme else found.certificate)
    return legs.supports(
        "convex",
        Exactness.BRACKET,
        domain.swept(),
        cases=len(points),
        executed=True,
        certificate=case.certificate(**gathered(certificates)),
        detail={"three_numbers": rows},
        diagnostics={"solver": solver},
    )


def patterns(found: Any) -> dict[str, Any]:
    """How many activation patterns there are, and whether a smooth net has the least trace."""
    return {
        "patterns": found.patterns,
        "rank_deficient_patterns": found.deficient,
        "attained": ATTAINED[found.attained],
    }


def row(point: Point, three: Three) -> dict[str, Any]:
    """The three numbers as text."""
    data = point["data"]
    return {
        "n": len(data["X"]),
        "d": len(data["X"][0]),
        "labels": " ".join(map(str, data["y"])),
        "closed_form": _short(three.closed_form),
        "second_differences": "no net" if three.differences is None else str(three.differences),
        "program": f"in [{rounded(three.lower, up=False)}, {rounded(three.upper, up=True)}]",
    }


def _short(value: Fraction) -> str:
    exact = str(value)
    return exact if len(exact) <= 40 else f"≤ {rounded(value, up=True)}"


def rounded(value: Fraction, *, up: bool) -> Decimal:
    """Six digits, outward: those that may differ between machines stand in the diagnostics."""
    context = Context(prec=6, rounding=ROUND_CEILING if up else ROUND_FLOOR)
    return context.divide(Decimal(value.numerator), Decimal(value.denominator))
