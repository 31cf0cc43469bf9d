"""The least trace of the Hessian over interpolating two-layer ReLU nets, as a bracket.

`flattest` solves the cone program of `flattest_program` over all activation patterns and repairs
both of its points exactly: the lower end is weak duality at rational multipliers, the upper end the
trace of a rational net. `closed_form` is the value of Theorem 4.1, which they can be compared with.
`flattest_sim_bn` does the same for the least ‖γ ⊙ W_2‖_1 of Sim-BN.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

from theorems.core.flattest_attained import attainment
from theorems.core.flattest_certificate import bracket_certificate
from theorems.core.flattest_dual import Dual, closed_form_multipliers, repair_dual
from theorems.core.flattest_primal import Neuron, net_cost, repair_primal
from theorems.core.flattest_program import FlattestData, flattest_data
from theorems.core.flattest_search import search
from verify.exact.rational import sqrt_ceil, sqrt_floor
from verify.solvers.convex import Bracket, SolverReport

__all__ = ["Flattest", "bracketed", "closed_form", "flattest", "flattest_sim_bn"]

BITS = 64
"""to how many bits after the point the ends are rounded, outward"""


@dataclass(frozen=True)
class Flattest:
    """A bracket on inf Tr ∇²L over the interpolating two-layer ReLU nets of every width.

    Attributes
    ----------
    lower, upper : Fraction
        Valid ends whatever the solver did: weak duality at rational multipliers, and the trace of
        `net`, each rounded outward to a multiple of 2^-64. For Sim-BN: of the least ‖γ ⊙ W_2‖_1.
    status : str
        The solver's status; a status other than "optimal" costs width, not validity.
    report : SolverReport
        Its residuals and value: diagnostics.
    patterns : int
        How many activation patterns the samples have.
    net : tuple of Neuron
        A rational net that interpolates, with no pre-activation 0 at a sample.
    trace : Fraction
        The exact trace of `net`, at most `upper`; for Sim-BN its ‖γ ⊙ W_2‖_1, rounded up.
    data : FlattestData
        The samples, read exactly.
    dual : Dual
        The multipliers of the lower end.
    """

    lower: Fraction
    upper: Fraction
    status: str
    report: SolverReport
    patterns: int
    net: tuple[Neuron, ...]
    trace: Fraction
    data: FlattestData = field(repr=False)
    dual: Dual = field(repr=False)

    @cached_property
    def deficient(self) -> int:
        """How many patterns, not dead, leave rows of lower rank than all samples have."""
        return self.data.deficient()

    @property
    def attained(self) -> bool | None:
        """Whether some net that is smooth at the samples has the infimum.

        True and False are proved, None is undecided; `why` says what shows it.
        """
        return self._attainment[0]

    @property
    def why(self) -> str:
        """What shows that the infimum is attained, or only approached, in a sentence."""
        return self._attainment[1]

    @cached_property
    def _attainment(self) -> tuple[bool | None, str]:
        return attainment(self.data, self.dual, lower=self.lower, trace=self.trace)

    @cached_property
    def certificate(self) -> dict[str, Any] | None:
        """``{kind, parameters, problem, proof}`` of the bracket, with `BITS` of both ends.

        None if it is wider than the replay allows. `flattest_certificate.with_separators` adds the
        proof that the points are extreme.
        """
        return bracket_certificate(self.data, self.dual, self.net, self.lower, self.upper)

    @property
    def bracket(self) -> Bracket:
        """The ends with where they come from."""
        return Bracket(
            self.lower,
            self.upper,
            "weak duality at rational multipliers",
            "trace of a rational net",
            self.report,
        )


def flattest(
    points: Any, labels: Any, *, bias: bool = True, own: bool = False, **options: Any
) -> Flattest:
    """Bracket the least trace of the Hessian over all interpolating nets, of any width.

    Parameters
    ----------
    points : n rows of rationals
        Floats are taken at their exact binary value.
    labels : n rationals
    bias : bool
        Whether the hidden neurons have biases.
    own : bool
        Whether the lower end is that of the solver's own multipliers, so that it owes nothing to
        the closed form and the two can be compared; else it is the better of both.
    **options
        Settings of CLARABEL.

    Raises
    ------
    ValueError
        The data are malformed, no net interpolates them, or they have too many patterns.

    References
    ----------
    Paper `sharpness`, Lemma 4.1; M. Pilanci and T. Ergen, Neural networks are convex regularizers
    (2020), for programs over activation patterns.
    """
    return bracketed(flattest_data(points, labels, bias=bias), own=own, **options)


def flattest_sim_bn(points: Any, labels: Any, **options: Any) -> Flattest:
    """Bracket the least ‖γ ⊙ W_2‖_1 over all interpolating Sim-BN nets, of any width.

    A neuron of `net` is the direction a of one neuron of Sim-BN and the sign w of its W_2 γ, whose
    size is that of the contribution: W_2 γ = w (Σ_i relu(a·x'_i)²/n)^{1/2}.

    Parameters and errors as `flattest`, always with biases; neurons that no sample activates, whose
    0/0 the definition leaves open, are left out.

    References
    ----------
    Paper `sharpness`, Lemmas A.1 and A.3.
    """
    return bracketed(flattest_data(points, labels, bias=True, measure="sim_bn"), **options)


def bracketed(data: FlattestData, *, own: bool = False, **options: Any) -> Flattest:
    """`flattest` of data that are read already, whatever their measure."""
    patterns = len(data.patterns)
    hint = search(data, **options)
    net = repair_primal(data, hint)
    trace = net_cost(data, net, BITS)
    upper = _round(trace, up=True)
    found = repair_dual(data, hint)
    # without a hint λ = 0 is feasible
    dual = found or Dual((Fraction(0),) * data.size, {}, everywhere=True)
    floor = closed_form_multipliers(data, BITS)
    if not own and floor.value(data) >= dual.value(data):
        dual = floor
    lower = _round(data.unit * dual.value(data), up=False)
    return Flattest(lower, upper, hint.report.status, hint.report, patterns, net, trace, data, dual)


def closed_form(
    points: Any, labels: Any, *, bias: bool = True, bits: int = BITS
) -> tuple[Fraction, Fraction]:
    """Rationals below and above (2/n) Σ_i 2 ‖x'_i‖ |y_i|, the least trace on extreme points.

    Raises
    ------
    ValueError
        The data are malformed.

    References
    ----------
    Paper `sharpness`, Theorem 4.1.
    """
    data = flattest_data(points, labels, bias=bias)
    ends = []
    for root in (sqrt_floor, sqrt_ceil):
        norms = (c * root(q, bits) for c, q in zip(data.counts, data.squares, strict=True))
        terms = (2 * s * abs(y) for s, y in zip(norms, data.labels, strict=True))
        ends.append(Fraction(2, data.n) * sum(terms, Fraction(0)))
    return ends[0], ends[1]


def _round(value: Fraction, *, up: bool) -> Fraction:
    scaled = value * 2**BITS
    return Fraction(-(-scaled // 1) if up else scaled // 1, 2**BITS)
