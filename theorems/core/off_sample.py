"""What the flattest interpolating nets can be at an unseen point, over nets of every width.

`off_sample` bounds f(z) over all nets f that interpolate the samples, are smooth at them and have
Tr ∇²L ≤ (1 + κ) inf Tr ∇²L. The point z divides the cells of activation patterns further and costs
nothing, so that the nets' cost is the program of `flattest_program` with a point of count 0.

Four numbers come out, ``lower <= inner_lower <= inner_upper <= upper``. Every such net has f(z) in
[lower, upper], by weak duality at rational multipliers: if the cost is at least ⟨λ, y⟩ + λ_z f(z)
for every net and at most B for these, then λ_z f(z) ≤ B − ⟨λ, y⟩. And every value in [inner_lower,
inner_upper] is that of such a net, as the two ends are, of rational nets, and mixtures cost no more
than their parts.

f(z) can be any number, at a cost as little as one likes, iff z' is no nonnegative combination of
the x'_i: then some u has z'·u > 0 and x'_i·u ≤ 0 at all samples (Farkas), and neurons near u are
large at z and next to nothing at the samples: `off_sample_escape` builds a net with any value that
is asked for. That is decided exactly and nothing is solved. With biases it is so at each z outside
the convex hull of the samples, and so at every unseen corner of a cube.

Notes
-----
``forced`` says that the sign of f(z) is that of the label asked about for every such net, ``free``
that some such net has f(z) of another sign, or 0. Neither is a matter of tolerance: one needs the
outer end, the other a net.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

from theorems.core.flattest import Flattest, bracketed
from theorems.core.flattest_certificate import off_sample_certificate
from theorems.core.flattest_cone import escape
from theorems.core.flattest_dual import Dual
from theorems.core.flattest_primal import Neuron
from theorems.core.flattest_program import FlattestData, Measure, flattest_data, with_unseen
from theorems.core.off_sample_end import one_end
from verify.exact.rational import fraction

__all__ = ["BOTH", "SLACK", "OffSample", "Sides", "off_sample"]


SLACK = Fraction(1, 1000)
"""κ, unless it is given"""
Sides = tuple[Literal["lower", "upper"], ...]
BOTH: Sides = ("lower", "upper")


@dataclass(frozen=True)
class OffSample:
    """The values at one unseen point of all near-flattest interpolating nets.

    Attributes
    ----------
    lower, upper : Fraction or None
        Every such net has f(z) in [lower, upper]; None is −∞ or ∞, was not asked for, or the
        solver gave no multipliers.
    inner_lower, inner_upper : Fraction or None
        Values of such nets, and with them all between; None if f(z) can be any number, was not
        asked for, or no net is known to be flat enough because the bracket on the least trace is
        wider than κ allows.
    nets : tuple of tuple of Neuron
        The rational nets with these values, one for each side that was asked for.
    escape : tuple of Fraction or None
        u with z'·u > 0 and x'_i·u ≤ 0 at all samples, if there is one: f(z) can be any number.
    slack : Fraction
        κ.
    least : Flattest or None
        The bracket on the least trace; None if it was not needed.
    patterns : int
        How many activation patterns the samples have together with z; 0 if none were listed.
    status : tuple of str
        How the solver ended, once for each side.
    data : FlattestData
        The samples, read exactly, and z.
    duals : dict of str to Dual
        For each side with an outer end the multipliers of it.
    """

    lower: Fraction | None
    upper: Fraction | None
    inner_lower: Fraction | None
    inner_upper: Fraction | None
    nets: tuple[tuple[Neuron, ...], ...]
    escape: tuple[Fraction, ...] | None
    slack: Fraction
    least: Flattest | None
    patterns: int
    status: tuple[str, ...]
    data: FlattestData = field(repr=False)
    duals: dict[str, Dual] = field(repr=False)

    def certificates(self) -> dict[str, dict[str, Any]]:
        """For each side with an outer end the data of a certificate, for `flatcheck replay`.

        Raises
        ------
        ValueError
            The measure is that of Sim-BN, or no net was solved for.
        """
        if self.least is None or self.data.measure != "trace":
            msg = "certificates are of traces that were solved for"
            raise ValueError(msg)
        trace = self.least.upper * (1 + self.slack)
        ends = {"lower": self.lower, "upper": self.upper}
        return {
            side: off_sample_certificate(self.data, dual, trace, side, end)
            for side, dual in self.duals.items()
            if (end := ends[side]) is not None
        }

    def verdict(self, label: Any) -> Literal["forced", "free", "undecided"]:
        """What the sign of f(z) is to that of `label`: equal for all such nets, or not for some.

        Raises
        ------
        ValueError
            The label is 0.
        """
        y = fraction(label)
        if not y:
            msg = "label must not be 0: it has no sign"
            raise ValueError(msg)
        if self.escape is not None:
            return "free"
        outer = self.lower if y > 0 else _minus(self.upper)
        inner = self.inner_lower if y > 0 else _minus(self.inner_upper)
        if outer is not None and outer > 0:
            return "forced"
        return "free" if inner is not None and inner <= 0 else "undecided"


def off_sample(
    points: Any,
    labels: Any,
    unseen: Any,
    *,
    bias: bool = True,
    measure: Measure = "trace",
    slack: Any = SLACK,
    sides: Sides = BOTH,
    least: Flattest | None = None,
    **options: Any,
) -> OffSample:
    """Bracket both ends of f(z) over all near-flattest interpolating nets, of any width.

    Parameters
    ----------
    points : n rows of rationals
    labels : n rationals
    unseen : a row of rationals
        z, none of the points.
    bias : bool
        Whether the hidden neurons have biases.
    measure : {"trace", "sim_bn"}
        What is least: the trace, or ‖γ ⊙ W_2‖_1 of Sim-BN, as in `flattest_sim_bn`.
    slack : rational, > 0
        κ: the nets are those with trace at most (1 + κ) times the least one.
    sides
        Which ends are wanted: each costs a cone program.
    least : Flattest, optional
        What `flattest` found for the samples, to save solving it again.
    **options
        Settings of CLARABEL.

    Raises
    ------
    TypeError
        An entry is no number.
    ValueError
        The data are malformed, z is a sample, no net interpolates, κ ≤ 0, or there are too many
        patterns; the sentence predicts their number.
    """
    kappa = fraction(slack, exact_float=True)
    if kappa <= 0:
        msg = (
            f"slack must be positive, got {kappa}: whether a flattest net exists is another matter"
        )
        raise ValueError(msg)
    if wrong := [side for side in sides if side not in BOTH]:
        msg = f"sides must be among 'lower' and 'upper', got {wrong[0]!r}"
        raise ValueError(msg)
    data = flattest_data(points, labels, bias=bias, measure=measure)
    extended = with_unseen(data, unseen)
    u = escape(extended.rows[:-1], extended.rows[-1])
    # with biases every labelling has a net
    if u is not None and bias:
        return OffSample(None, None, None, None, (), u, kappa, least, 0, (), extended, {})
    found = bracketed(data, **options) if least is None else least
    if u is not None:
        return OffSample(None, None, None, None, (), u, kappa, found, 0, (), extended, {})
    ends: dict[str, Fraction | None] = {}
    nets, status = [], []
    duals: dict[str, Dual] = {}
    for side in sides:
        sign = -1 if side == "lower" else 1
        dual, outer, value, net, ended = one_end(extended, found, kappa, sign, options)
        ends[side], ends["inner_" + side] = outer, value
        if dual is not None and outer is not None:
            duals[side] = dual
        nets.append(net)
        status.append(ended)
    patterns = len(extended.patterns)
    return OffSample(
        ends.get("lower"),
        ends.get("upper"),
        ends.get("inner_lower"),
        ends.get("inner_upper"),
        tuple(nets),
        None,
        kappa,
        found,
        patterns,
        tuple(status),
        extended,
        duals,
    )


def _minus(value: Fraction | None) -> Fraction | None:
    return None if value is None else -value
